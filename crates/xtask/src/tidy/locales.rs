//! Both languages have the same texts: same files, same keys, same places to fill in.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::tidy::Finding;
use crate::tidy::tree::Tree;

const FOLDER: &str = "ui/src/locales/";
const LANGUAGES: [&str; 2] = ["ko", "en"];

/// More missing keys of one file than this are counted instead of named.
const NAMED_MAX: usize = 10;

/// Key → text of one file.
type Texts = BTreeMap<String, String>;

/// Compares the two folders of texts.
pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let [first, second] = LANGUAGES;
    let mut findings = compare(tree, first, second);
    findings.extend(compare(tree, second, first));
    findings
}

/// What one language has and the other lacks.
fn compare(tree: &Tree, one: &str, other: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    let start = format!("{FOLDER}{one}/");
    for (path, text) in tree.with_kind(&["json"]) {
        let Some(name) = path.strip_prefix(&start) else { continue };
        let Some(texts) = read(text) else {
            findings.push(Finding::new(path, 1, "is not an object of texts", "mend its JSON"));
            continue;
        };
        let counterpart = format!("{FOLDER}{other}/{name}");
        let Some(others) = tree.text(&counterpart).and_then(read) else {
            findings.push(Finding::new(
                path,
                1,
                format!("{counterpart} is missing"),
                "write it with the same keys",
            ));
            continue;
        };
        let lacking = texts.keys().filter(|key| !others.contains_key(*key)).count();
        if lacking > NAMED_MAX {
            let what = format!("{counterpart} lacks {lacking} of {} keys", texts.len());
            findings.push(Finding::new(path, 1, what, "translate them"));
            continue;
        }
        for (key, value) in &texts {
            let line = line_of(text, key);
            match others.get(key) {
                None => {
                    let what = format!("the key {key} is missing in {counterpart}");
                    findings.push(Finding::new(path, line, what, "translate it, or take it out of both"));
                }
                Some(translated) if places(translated) != places(value) => {
                    let what = format!("the key {key} fills in other places than in {counterpart}");
                    findings.push(Finding::new(path, line, what, "use the same {names} in both"));
                }
                Some(_) => {}
            }
        }
    }
    findings
}

fn read(text: &str) -> Option<Texts> {
    let value: Value = serde_json::from_str(text).ok()?;
    let mut texts = Texts::new();
    flatten("", value.as_object()?, &mut texts);
    Some(texts)
}

fn flatten(prefix: &str, object: &serde_json::Map<String, Value>, texts: &mut Texts) {
    for (key, value) in object {
        let key = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
        match value {
            Value::Object(inner) => flatten(&key, inner, texts),
            other => {
                texts.insert(key, other.as_str().unwrap_or_default().to_owned());
            }
        }
    }
}

/// The `{names}` of a text; `{count|row|rows}` chooses words by the same `count`, and `{name+을/를}`
/// a particle by the same `name`.
fn places(text: &str) -> BTreeSet<&str> {
    text.split('{')
        .skip(1)
        .filter_map(|rest| {
            rest.split_once('}').map(|(name, _)| name.split(['|', '+']).next().unwrap_or(name))
        })
        .collect()
}

fn line_of(text: &str, key: &str) -> usize {
    let ends = |start: usize| text.get(..start).map_or(1, |before| before.lines().count().max(1));
    // A key may itself contain dots: try the whole before its last part.
    let last = key.rsplit('.').next().unwrap_or(key);
    [key, last].iter().find_map(|word| text.find(&format!("\"{word}\":"))).map_or(1, |at| ends(at + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whats(ko: &str, en: &str) -> Vec<String> {
        let tree = Tree::from_pairs(&[("ui/src/locales/ko/a.json", ko), ("ui/src/locales/en/a.json", en)]);
        check(&tree).into_iter().map(|f| format!("{}:{}: {}", f.path, f.line, f.what)).collect()
    }

    #[test]
    fn the_same_keys_at_any_depth_pass() {
        assert!(whats("{\"a\": {\"b\": \"가\"}}", "{\"a\": {\"b\": \"x\"}}").is_empty());
    }

    #[test]
    fn a_key_that_one_language_lacks_is_found_with_its_line() {
        assert_eq!(
            whats("{\n  \"a\": \"가\",\n  \"b\": \"나\"\n}", "{\"a\": \"x\"}"),
            ["ui/src/locales/ko/a.json:3: the key b is missing in ui/src/locales/en/a.json"]
        );
    }

    #[test]
    fn many_missing_keys_are_counted() {
        let many: Vec<String> = (0..=NAMED_MAX).map(|n| format!("\"k{n}\": \"가\"")).collect();
        assert_eq!(
            whats(&format!("{{{}}}", many.join(",")), "{}"),
            ["ui/src/locales/ko/a.json:1: ui/src/locales/en/a.json lacks 11 of 11 keys"]
        );
    }

    #[test]
    fn both_directions_are_compared() {
        assert_eq!(whats("{}", "{\"a\": \"x\"}").len(), 1);
    }

    #[test]
    fn other_places_to_fill_in_are_found_whatever_their_order() {
        assert!(whats("{\"a\": \"{n}건 {m+을/를}\"}", "{\"a\": \"{m} of {n} {n|row|rows}\"}").is_empty());
        assert_eq!(whats("{\"a\": \"{n}건\"}", "{\"a\": \"items\"}").len(), 2);
    }

    #[test]
    fn a_missing_file_is_found() {
        let tree = Tree::from_pairs(&[("ui/src/locales/ko/only.json", "{}")]);
        assert_eq!(check(&tree).len(), 1);
    }
}
