//! Lock files of npm are whole: `npm ci` refuses one that leaves out an optional package, such as
//! the build of a tool for another system, and `npm install` leaves those out that it cannot see.

use serde_json::{Map, Value};

use crate::tidy::Finding;
use crate::tidy::tree::Tree;

/// Checks every package-lock.json.
pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    tree.with_kind(&["json"])
        .filter(|(path, _)| path.ends_with("package-lock.json"))
        .flat_map(|(path, text)| check_one(path, text))
        .collect()
}

fn check_one(path: &str, text: &str) -> Vec<Finding> {
    let lock: Value = serde_json::from_str(text).unwrap_or_default();
    let Some(packages) = lock.get("packages").and_then(Value::as_object) else {
        return vec![Finding::new(path, 1, "has no list of packages", "make it anew with `npm install`")];
    };
    let mut findings = Vec::new();
    for (place, package) in packages {
        for name in optional(package) {
            if !is_listed(packages, place, name) {
                let what = format!("{name} is missing, which {place} may need on another system");
                let todo = "add its entry (version, os, cpu, \"optional\": true); `npm ci` fails without it";
                findings.push(Finding::new(path, line_of(text, name), what, todo));
            }
        }
    }
    findings
}

fn optional(package: &Value) -> impl Iterator<Item = &str> {
    let named = package.get("optionalDependencies").and_then(Value::as_object);
    named.into_iter().flat_map(Map::keys).map(String::as_str)
}

/// A package is looked for beside the one that needs it, then further up.
fn is_listed(packages: &Map<String, Value>, place: &str, name: &str) -> bool {
    let mut folder = Some(place);
    while let Some(at) = folder {
        let start = if at.is_empty() { String::new() } else { format!("{at}/") };
        if packages.contains_key(&format!("{start}node_modules/{name}")) {
            return true;
        }
        folder = at.rsplit_once("/node_modules/").map(|(up, _)| up).or((!at.is_empty()).then_some(""));
    }
    false
}

fn line_of(text: &str, name: &str) -> usize {
    let quoted = format!("\"{name}\"");
    text.lines().position(|line| line.contains(&quoted)).map_or(1, |place| place + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(packages: &str) -> usize {
        let text = format!("{{\"packages\": {{\"\": {{}}, {packages}}}}}");
        check(&Tree::from_pairs(&[("ui/package-lock.json", &text)])).len()
    }

    const TOOL: &str = "\"node_modules/tool\": {\"optionalDependencies\": {\"@tool/mac\": \"1\"}}";

    #[test]
    fn a_build_for_another_system_that_is_not_listed_is_found() {
        assert_eq!(count(TOOL), 1);
    }

    #[test]
    fn a_listed_one_passes_beside_its_package_and_further_up() {
        assert_eq!(count(&format!("{TOOL}, \"node_modules/@tool/mac\": {{}}")), 0);
        assert_eq!(count(&format!("{TOOL}, \"node_modules/tool/node_modules/@tool/mac\": {{}}")), 0);
    }

    #[test]
    fn a_text_that_is_no_lock_file_is_found() {
        assert_eq!(check(&Tree::from_pairs(&[("ui/package-lock.json", "{}")])).len(), 1);
    }
}
