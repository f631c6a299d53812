//! What a notice says, in the clerk's language, from the same texts as the window.

use crate::app::App;
use crate::clock::korean;
use crate::ipc::view::AlertRule;
use jangbu_store::Observed;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::OnceLock;

const KO: &str = include_str!("../../../../ui/src/locales/ko/alerts.json");
const EN: &str = include_str!("../../../../ui/src/locales/en/alerts.json");

/// The preference that names the language.
const LANGUAGE_SETTING: &str = "appearance.language";

fn texts(english: bool) -> &'static Value {
    static PARSED: [OnceLock<Value>; 2] = [OnceLock::new(), OnceLock::new()];
    let [ko, en] = &PARSED;
    let (place, source) = if english { (en, EN) } else { (ko, KO) };
    place.get_or_init(|| serde_json::from_str(source).unwrap_or_default())
}

/// Title and text of an incident's beginning or end.
pub(super) fn of(app: &App, observed: &Observed, is_end: bool) -> (String, String) {
    let english = app.settings.values().get(LANGUAGE_SETTING).and_then(Value::as_str) == Some("en");
    let company = app.company().map(|company| company.book.company().name.clone()).unwrap_or_default();
    let mut params: BTreeMap<String, String> = serde_json::from_str(&observed.params).unwrap_or_default();
    params.insert("company".to_owned(), company);
    params.insert("subject".to_owned(), word(english, "subject", &observed.subject));
    let now = korean(app.clock.now());
    params.insert("at".to_owned(), now.strftime("%Y-%m-%d %H:%M").to_string());
    let rule = AlertRule::named(&observed.rule).map_or("errors", AlertRule::name);
    params.insert("rule".to_owned(), word(english, "rule", rule));
    let (title, text) = if is_end { ("ended_title", "ended_text") } else { ("began_title", "began_text") };
    params.insert("detail".to_owned(), filled(&word(english, "detail", rule), &params));
    (filled(&word(english, "notice", title), &params), filled(&word(english, "notice", text), &params))
}

/// A notice that says it is a trial.
pub(super) fn trial(app: &App) -> (String, String) {
    let english = app.settings.values().get(LANGUAGE_SETTING).and_then(Value::as_str) == Some("en");
    let company = app.company().map(|company| company.book.company().name.clone()).unwrap_or_default();
    let params = BTreeMap::from([("company".to_owned(), company)]);
    let text = |name: &str| filled(&word(english, "notice", name), &params);
    (text("trial_title"), text("trial_text"))
}

/// A text of a group; its own name where there is none.
fn word(english: bool, group: &str, name: &str) -> String {
    let found = texts(english).get(group).and_then(|group| group.get(name)).and_then(Value::as_str);
    found.unwrap_or(name).to_owned()
}

/// `{name}` by its value; one that did not come is left out.
fn filled(text: &str, params: &BTreeMap<String, String>) -> String {
    let mut made = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        made.push_str(before);
        let Some((name, after)) = after.split_once('}') else { return made + after };
        // `{reason@group}` names the group in which the window finds its text.
        let name = name.split_once('@').map_or(name, |(name, _)| name);
        made.push_str(params.get(name).map_or("", String::as_str));
        rest = after;
    }
    made + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alert::rules::RULES;

    #[test]
    fn every_rule_has_its_words_in_both_languages() {
        for english in [false, true] {
            for rule in RULES {
                for group in ["rule", "detail", "todo"] {
                    assert_ne!(word(english, group, rule.name()), rule.name(), "{group}");
                }
            }
        }
    }

    #[test]
    fn a_text_is_filled_with_what_came() {
        let params = BTreeMap::from([("p95_ms".to_owned(), "2100".to_owned())]);
        assert_eq!(filled("응답 {p95_ms}ms, 기준 {limit_ms}ms", &params), "응답 2100ms, 기준 ms");
        assert_eq!(filled("{p95_ms", &params), "p95_ms");
    }
}
