//! A test that is left out says why, and none is left alone in its file by accident.

use crate::tidy::Finding;
use crate::tidy::tree::{Tree, is_test};

/// Ways to leave all other tests out, in scripts.
const ALONE: &[&str] = &["it.only(", "test.only(", "describe.only("];

/// Checks tests of both languages.
pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.with_kind(&["rs"]) {
        for (place, _) in
            text.lines().enumerate().filter(|(_, line)| line.trim_start().starts_with("#[ignore]"))
        {
            let todo = "write #[ignore = \"reason\"]";
            findings.push(Finding::new(path, place + 1, "an ignored test gives no reason", todo));
        }
    }
    for (path, text) in tree.with_kind(&["ts", "tsx", "mjs"]).filter(|(path, _)| is_test(path)) {
        for (place, line) in text.lines().enumerate() {
            if ALONE.iter().any(|word| line.trim_start().starts_with(word)) {
                findings.push(Finding::new(path, place + 1, "leaves all other tests out", "take .only away"));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ignored_test_without_a_reason_is_found_and_one_with_a_reason_is_not() {
        let bare = Tree::from_pairs(&[("a.rs", "#[test]\n    #[ignore]\nfn t() {}")]);
        assert_eq!(check(&bare).first().map(|f| f.line), Some(2));
        let reasoned = Tree::from_pairs(&[("a.rs", "#[ignore = \"needs a card reader\"]\nfn t() {}")]);
        assert!(check(&reasoned).is_empty());
    }

    #[test]
    fn a_script_test_that_runs_alone_is_found() {
        assert_eq!(check(&Tree::from_pairs(&[("ui/src/a.test.ts", "it.only(\"x\", f);")])).len(), 1);
    }
}
