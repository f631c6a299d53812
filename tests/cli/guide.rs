//! docs/CLI.md against the program: its examples are run, its words are looked for.

use crate::terminal::{Terminal, guide};
use serde_json::Value;
use std::collections::BTreeSet;

/// Fields whose keys are parameters of texts and differ from case to case.
const FREE_KEYS: [&str; 1] = ["params"];

/// One example: the line typed and the document shown.
struct Example {
    line: String,
    shown: Value,
}

/// Every `console` block with its `json` block.
fn examples(guide: &str) -> Vec<Example> {
    let mut examples = Vec::new();
    for part in guide.split("```console\n").skip(1) {
        let (line, rest) = part.split_once("\n```").unwrap();
        let line = line.strip_prefix("$ ").unwrap_or_else(|| panic!("an example begins with `$ `: {line}"));
        let json =
            rest.trim_start().strip_prefix("```json\n").unwrap_or_else(|| panic!("{line}: no document"));
        let (json, _) = json.split_once("\n```").unwrap();
        let shown = serde_json::from_str(json).unwrap_or_else(|error| panic!("{line}: {error}"));
        examples.push(Example { line: line.to_owned(), shown });
    }
    examples
}

/// Says where two documents differ in their keys. Lists are compared by their first entries;
/// what is null or empty on one side says nothing.
fn differences(at: &str, shown: &Value, real: &Value, found: &mut Vec<String>) {
    match (shown, real) {
        (Value::Object(a), Value::Object(b)) => {
            let keys = |map: &serde_json::Map<String, Value>| map.keys().cloned().collect::<BTreeSet<_>>();
            for key in keys(a).symmetric_difference(&keys(b)) {
                let where_is = if a.contains_key(key) { "only in the guide" } else { "only in the answer" };
                found.push(format!("{at}.{key}: {where_is}"));
            }
            for (key, value) in a.iter().filter(|(key, _)| !FREE_KEYS.contains(&key.as_str())) {
                if let Some(other) = b.get(key) {
                    differences(&format!("{at}.{key}"), value, other, found);
                }
            }
        }
        (Value::Array(a), Value::Array(b)) => {
            if let (Some(a), Some(b)) = (a.first(), b.first()) {
                differences(&format!("{at}[0]"), a, b, found);
            }
        }
        (Value::Null, _) | (_, Value::Null) => {}
        (a, b) => {
            let kind = |value: &Value| match value {
                Value::Bool(_) => "a truth value",
                Value::Number(_) => "a number",
                Value::String(_) => "a text",
                _ => "a structure",
            };
            if kind(a) != kind(b) {
                found.push(format!("{at}: {} in the guide, {} in the answer", kind(a), kind(b)));
            }
        }
    }
}

#[test]
fn every_example_runs_and_answers_with_the_keys_that_the_guide_shows() {
    let guide = guide();
    let mut examples = examples(&guide);
    assert!(examples.len() >= 10, "only {} examples", examples.len());
    // The page begins with a refusal; a refusal needs a company to refuse in.
    examples.sort_by_key(|example| !example.line.contains(" company "));
    let terminal = Terminal::bare();
    let mut found = Vec::new();
    for Example { line, shown } in &examples {
        let ran = terminal.shell(line);
        let code = if shown.get("error").is_some() { 1 } else { ran.code };
        assert!([0, 3, code].contains(&ran.code), "{line} ended with {}: {}", ran.code, ran.errors);
        differences(line, shown, &ran.document(), &mut found);
    }
    assert!(found.is_empty(), "docs/CLI.md is behind:\n{}", found.join("\n"));
}

#[test]
fn a_key_missing_on_either_side_is_noticed() {
    let (mut found, json) = (Vec::new(), |text: &str| serde_json::from_str::<Value>(text).unwrap());
    let shown = json(r#"{"rows":[{"id":1,"old":2}],"next":null,"params":{"a":"1"}}"#);
    let real = json(r#"{"rows":[{"id":"1"},{}],"next":"x","params":{"b":"1"},"totals":{}}"#);
    differences("", &shown, &real, &mut found);
    assert_eq!(found.len(), 3, "{found:?}");
}

/// Commands of the program, each with the words that lead to it.
fn commands(terminal: &Terminal, words: &str, found: &mut Vec<(String, String)>) {
    let help = terminal.jangbu(&format!("{words} --help"));
    assert_eq!(help.code, 0, "{}", help.errors);
    let listed = help.output.split_once("\nCommands:\n").map(|(_, after)| after.to_owned());
    for line in listed.iter().flat_map(|text| text.lines()).take_while(|line| !line.trim().is_empty()) {
        let name = line.split_whitespace().next().unwrap();
        commands(terminal, format!("{words} {name}").trim(), found);
    }
    found.push((words.to_owned(), help.output));
}

/// Every `--option` of a help text.
fn options(help: &str) -> BTreeSet<String> {
    let lines = help.lines().filter_map(|line| {
        let line = line.trim_start();
        let line = line.strip_prefix("-h, ").or_else(|| line.strip_prefix("-V, ")).unwrap_or(line);
        line.starts_with("--").then_some(line)
    });
    lines.map(|line| line.split([' ', '=', '<']).next().unwrap_or_default().to_owned()).collect()
}

/// The part of the guide under the heading of a command, up to the next heading.
fn section<'g>(guide: &'g str, words: &str) -> &'g str {
    let heading = if words.is_empty() { "Every command".to_owned() } else { format!("jangbu {words}") };
    let (_, body) =
        guide.split_once(&format!("# {heading}\n")).unwrap_or_else(|| panic!("no section on {heading}"));
    let body = body.split("\n## ").next().unwrap_or(body);
    body.split("\n### ").next().unwrap_or(body)
}

#[test]
fn every_command_and_every_option_stands_in_the_guide() {
    let (terminal, guide) = (Terminal::bare(), guide());
    let mut all = Vec::new();
    commands(&terminal, "", &mut all);
    assert!(all.len() > 10, "{all:?}");
    let (_, help) = all.iter().find(|(words, _)| words.is_empty()).unwrap();
    let common = options(help);
    for option in &common {
        assert!(section(&guide, "").contains(&format!("`{option}")), "{option} is not in the guide");
    }
    for (words, help) in &all {
        for option in options(help).difference(&common) {
            assert!(
                section(&guide, words).contains(&format!("`{option}")),
                "{words} {option} is not in the guide"
            );
        }
    }
}
