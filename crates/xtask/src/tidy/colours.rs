//! Colours come from the tokens: one written by hand is right in light or in dark, not in both.

use crate::tidy::Finding;
use crate::tidy::tree::{Tree, is_test};

const FOLDERS: &[&str] = &["ui/src/features/", "ui/src/shared/", "ui/src/app/"];
const FUNCTIONS: &[&str] = &["rgb(", "rgba(", "hsl(", "hsla(", "hwb(", "lab(", "lch(", "oklab(", "oklch("];
/// Hexadecimal colours have 3, 4, 6 or 8 digits.
const DIGITS: &[usize] = &[3, 4, 6, 8];

/// Checks styles and scripts of features, shared parts and the frame.
pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.with_kind(&["ts", "tsx", "css", "svg", "html"]) {
        if is_test(path) || !FOLDERS.iter().any(|folder| path.starts_with(folder)) {
            continue;
        }
        for (place, line) in text.lines().enumerate().filter(|(_, line)| !is_comment(line)) {
            if let Some(colour) = hexadecimal(line).or_else(|| function(line)) {
                let what = format!("a raw colour {colour}");
                findings.push(Finding::new(path, place + 1, what, "use a token of ui/src/styles/tokens.css"));
            }
        }
    }
    findings
}

fn is_comment(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("//") || line.starts_with("/*") || line.starts_with('*')
}

fn hexadecimal(line: &str) -> Option<String> {
    line.match_indices('#').find_map(|(at, _)| {
        let before = line.get(..at)?.chars().next_back();
        // `this.#add`, `&#1234;` and `page#section` are something else.
        if before.is_some_and(|letter| letter.is_alphanumeric() || matches!(letter, '.' | '&' | '_' | '/')) {
            return None;
        }
        let rest = line.get(at + 1..)?;
        let digits: String = rest.chars().take_while(char::is_ascii_hexdigit).collect();
        let after = rest.chars().nth(digits.len());
        let ends = after.is_none_or(|letter| !letter.is_alphanumeric() && !matches!(letter, '_' | '-' | '('));
        (ends && DIGITS.contains(&digits.len())).then(|| format!("#{digits}"))
    })
}

fn function(line: &str) -> Option<String> {
    FUNCTIONS.iter().find_map(|name| {
        let at = line.find(name)?;
        let before = line.get(..at)?.chars().next_back();
        let is_word =
            before.is_some_and(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.'));
        (!is_word).then(|| format!("{name}…)"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(path: &str, text: &str) -> usize {
        check(&Tree::from_pairs(&[(path, text)])).len()
    }

    #[test]
    fn colours_in_every_way_of_writing_are_found() {
        for text in [
            "color: #fff;",
            "fill=\"#1F4E79\"",
            "x: '#1f4e7980'",
            "background: rgb(0 0 0 / 50%)",
            "c: oklch(1 2 3)",
        ] {
            assert_eq!(count("ui/src/features/a/b.css", text), 1, "{text}");
        }
    }

    #[test]
    fn tokens_and_lookalikes_pass() {
        for text in [
            "color: var(--ink);",
            "this.#add(1)",
            "#add(1) {}",
            "&#1234;",
            "// see #123",
            "href=\"#section\"",
            "lab-lab(",
            "slab(1)",
        ] {
            assert_eq!(count("ui/src/features/a/b.tsx", text), 0, "{text}");
        }
    }

    #[test]
    fn the_styles_folder_is_where_colours_live() {
        assert_eq!(count("ui/src/styles/tokens.css", "--ink: #1c1d1f;"), 0);
    }
}
