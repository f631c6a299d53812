//! Names that say nothing: a type is called after what it is, not after being used.

use crate::tidy::Finding;
use crate::tidy::tokens::declared;
use crate::tidy::tree::Tree;

/// Endings of type names that stand in for a thought.
const ENDINGS: &[&str] = &["Manager", "Service", "Helper", "Helpers", "Util", "Utils", "Processor"];
/// File and folder names of the same sort.
const STEMS: &[&str] = &["util", "utils", "helper", "helpers", "manager", "misc"];

const RUST_KEYWORDS: &[&str] = &["struct", "enum", "trait", "type", "union"];
const SCRIPT_KEYWORDS: &[&str] = &["class ", "interface ", "type ", "enum "];

/// Checks declared types and file names.
pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.with_kind(&["rs"]) {
        for (line, name) in declared(text, RUST_KEYWORDS) {
            findings.extend(judge(path, line, &name));
        }
        for (line, name) in declared(text, &["fn"]) {
            if name.starts_with("get_") {
                let todo = "call it after what it returns";
                findings.push(Finding::new(
                    path,
                    line,
                    format!("the function name {name} starts with get_"),
                    todo,
                ));
            }
        }
    }
    for (path, text) in tree.with_kind(&["ts", "tsx"]) {
        for (line, name) in declared_in_script(text) {
            findings.extend(judge(path, line, name));
        }
    }
    for (path, _) in tree.with_kind(&["rs", "ts", "tsx", "js", "mjs"]) {
        if path.split(['/', '.']).any(|part| STEMS.contains(&part)) {
            let what = "a file or folder name that says nothing";
            findings.push(Finding::new(path, 1, what, "name it after its subject"));
        }
    }
    findings
}

fn judge(path: &str, line: usize, name: &str) -> Option<Finding> {
    let ending = ENDINGS.iter().find(|ending| name.ends_with(*ending))?;
    let what = format!("the type name {name} ends in {ending}");
    Some(Finding::new(path, line, what, "name it after what it is or holds"))
}

fn declared_in_script(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    for (place, line) in text.lines().enumerate() {
        let line = line.trim_start();
        let line = line.strip_prefix("export ").unwrap_or(line);
        let line = line.strip_prefix("default ").unwrap_or(line);
        let line = line.strip_prefix("abstract ").unwrap_or(line);
        let Some(rest) = SCRIPT_KEYWORDS.iter().find_map(|keyword| line.strip_prefix(keyword)) else {
            continue;
        };
        let name = rest.split(|letter: char| !letter.is_alphanumeric()).next().unwrap_or("");
        found.push((place + 1, name));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whats(path: &str, text: &str) -> Vec<String> {
        check(&Tree::from_pairs(&[(path, text)])).into_iter().map(|f| f.what).collect()
    }

    #[test]
    fn an_empty_word_at_the_end_of_a_type_is_found() {
        assert_eq!(
            whats("a/src/b.rs", "pub struct InvoiceManager;"),
            ["the type name InvoiceManager ends in Manager"]
        );
        assert_eq!(
            whats("ui/src/b.ts", "export class GridHelper {}"),
            ["the type name GridHelper ends in Helper"]
        );
    }

    #[test]
    fn the_same_word_elsewhere_is_left_alone() {
        assert!(
            whats("a/src/b.rs", "/// A ServiceManager.\nstruct ServiceCharge; fn helper() {}").is_empty()
        );
        assert!(whats("ui/src/b.ts", "const text = \"class Helper\";").is_empty());
    }

    #[test]
    fn a_getter_says_what_it_returns() {
        assert_eq!(
            whats("a/src/b.rs", "fn get_total() {}"),
            ["the function name get_total starts with get_"]
        );
        assert!(whats("a/src/b.rs", "fn total() { map.get_mut(1); }").is_empty());
    }

    #[test]
    fn a_drawer_for_odds_and_ends_is_found_by_its_file_name() {
        assert_eq!(whats("crates/app/src/utils.rs", "").len(), 1);
        assert_eq!(whats("ui/src/helpers/date.ts", "").len(), 1);
        assert!(whats("crates/app/src/utility_bill.rs", "").is_empty());
    }
}
