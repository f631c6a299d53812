//! Decisions are numbered from 0001 without gaps, so that a number can be cited for ever.

use crate::tidy::Finding;
use crate::tidy::tree::Tree;

const FOLDER: &str = "docs/decisions/";

/// Checks the numbers of the decision pages.
pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut expected = 1;
    for (path, _) in tree.with_kind(&["md"]) {
        // Paths come sorted, so do four-digit numbers.
        let Some(name) = path.strip_prefix(FOLDER).filter(|name| *name != "README.md") else { continue };
        let number = name
            .split_once('-')
            .and_then(|(number, _)| (number.len() == 4).then(|| number.parse::<u32>().ok()).flatten());
        match number {
            None => {
                findings.push(Finding::new(path, 1, "is not named NNNN-title.md", "give it the next number"));
            }
            Some(number) if number != expected => {
                let what = format!("has number {number:04} where {expected:04} is due");
                findings.push(Finding::new(path, 1, what, "number decisions in order, each once"));
                expected = number + 1;
            }
            Some(_) => expected += 1,
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whats(names: &[&str]) -> Vec<String> {
        let pairs: Vec<(&str, &str)> = names.iter().map(|name| (*name, "")).collect();
        check(&Tree::from_pairs(&pairs)).into_iter().map(|f| f.what).collect()
    }

    #[test]
    fn a_row_without_gaps_passes() {
        assert!(
            whats(&["docs/decisions/0001-a.md", "docs/decisions/0002-b.md", "docs/decisions/README.md"])
                .is_empty()
        );
    }

    #[test]
    fn a_gap_is_reported_once() {
        assert_eq!(
            whats(&["docs/decisions/0001-a.md", "docs/decisions/0003-b.md", "docs/decisions/0004-c.md"]),
            ["has number 0003 where 0002 is due"]
        );
    }

    #[test]
    fn a_number_used_twice_is_found() {
        assert_eq!(whats(&["docs/decisions/0001-a.md", "docs/decisions/0001-b.md"]).len(), 1);
    }

    #[test]
    fn a_page_without_a_number_is_found() {
        assert_eq!(whats(&["docs/decisions/keys.md"]), ["is not named NNNN-title.md"]);
    }
}
