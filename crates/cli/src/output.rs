//! What goes to the terminal: one JSON document or a table on standard output, everything else
//! on standard error.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a terminal program's one place to print")]

use crate::args::Language;
use jangbu_app::Krw;
use jangbu_app::ipc::view::ErrorView;
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use unicode_width::UnicodeWidthStr as _;

const TEXTS_KO: &str = include_str!("../../../ui/src/locales/ko/errors.json");
const TEXTS_EN: &str = include_str!("../../../ui/src/locales/en/errors.json");

/// Texts of the codes that stand in an error's parameters: name of the group, Korean, English.
const GROUPS: [(&str, &str, &str); 3] = [
    (
        "undo",
        include_str!("../../../ui/src/locales/ko/undo.json"),
        include_str!("../../../ui/src/locales/en/undo.json"),
    ),
    (
        "backup_problem",
        include_str!("../../../ui/src/locales/ko/backup_problem.json"),
        include_str!("../../../ui/src/locales/en/backup_problem.json"),
    ),
    (
        "remote_service",
        include_str!("../../../ui/src/locales/ko/remote_service.json"),
        include_str!("../../../ui/src/locales/en/remote_service.json"),
    ),
];

/// Where and how to print.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Output {
    json: bool,
    language: Language,
}

impl Output {
    pub(crate) const fn new(json: bool, language: Language) -> Self {
        Self { json, language }
    }

    pub(crate) const fn language(self) -> Language {
        self.language
    }

    /// One of two texts, by language.
    pub(crate) const fn text(self, ko: &'static str, en: &'static str) -> &'static str {
        match self.language {
            Language::Ko => ko,
            Language::En => en,
        }
    }

    /// What a code of one of [`GROUPS`] says, or the code itself.
    pub(crate) fn word(self, group: &str, code: &str) -> String {
        let texts = GROUPS.iter().find(|(name, ..)| *name == group);
        let texts = texts.map(|(_, ko, en)| self.text(ko, en)).unwrap_or_default();
        let texts: Value = serde_json::from_str(texts).unwrap_or_default();
        texts.get(code).and_then(Value::as_str).unwrap_or(code).to_owned()
    }

    /// What an error code says happened, or the code itself.
    pub(crate) fn what(self, code: &str, params: &BTreeMap<String, String>) -> String {
        let all: Value = serde_json::from_str(self.text(TEXTS_KO, TEXTS_EN)).unwrap_or_default();
        let what = all.get(code).and_then(|texts| texts.get("what")).and_then(Value::as_str);
        self.say(what.unwrap_or(code), params)
    }

    /// The same where of a remote nothing but its name is known, or not even that.
    pub(crate) fn what_of(self, code: &str, service: Option<&str>) -> String {
        let service = service.unwrap_or("any").to_owned();
        self.what(code, &BTreeMap::from([("service".to_owned(), service)]))
    }

    /// The parameters with their codes said in words, where the sentence names their group.
    fn say(self, sentence: &str, params: &BTreeMap<String, String>) -> String {
        let mut said = params.clone();
        for place in sentence.split('{').filter_map(|part| part.split_once('}')).map(|(place, _)| place) {
            if let Some((name, group)) = place.split_once('@')
                && let Some(value) = said.get_mut(name)
            {
                *value = self.word(group, value);
            }
        }
        fill(sentence, &said)
    }

    /// The answer: a document with `--json`, otherwise lines.
    pub(crate) fn answer(self, document: &impl Serialize, lines: impl FnOnce() -> Vec<String>) {
        if self.json {
            match serde_json::to_string_pretty(document) {
                Ok(text) => println!("{text}"),
                Err(error) => eprintln!("{error}"),
            }
        } else {
            for line in lines() {
                println!("{line}");
            }
        }
    }

    /// A line of the answer itself.
    pub(crate) fn line(line: &str) {
        println!("{line}");
    }

    /// A line beside the answer.
    pub(crate) fn note(line: &str) {
        eprintln!("{line}");
    }

    /// What happened, what was kept, what to do next.
    pub(crate) fn error(self, error: &ErrorView) {
        if self.json {
            println!("{}", json!({ "error": error }));
            return;
        }
        let said = self.sentences(error);
        if said.is_empty() {
            eprintln!("{}", error.message);
        }
        for sentence in said {
            eprintln!("{sentence}");
        }
        eprintln!("({})", error.code);
    }

    /// The sentences of a failure; none for a code that has no texts.
    pub(crate) fn sentences(self, error: &ErrorView) -> Vec<String> {
        let all: Value = serde_json::from_str(self.text(TEXTS_KO, TEXTS_EN)).unwrap_or_default();
        let texts = all.get(&error.code);
        let sentence = |part: &str| texts.and_then(|texts| texts.get(part)).and_then(Value::as_str);
        let said = ["what", "kept", "todo"].into_iter().filter_map(sentence);
        said.map(|sentence| self.say(sentence, &error.params)).collect()
    }
}

/// Puts `{name}` parameters in; `{name+은/는}` adds the particle that fits the value's last letter.
pub(crate) fn fill(text: &str, params: &BTreeMap<String, String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, tail)) = rest.split_once('{') {
        out.push_str(before);
        let Some((place, after)) = tail.split_once('}') else {
            out.push('{');
            rest = tail;
            continue;
        };
        let (name, particles) =
            place.split_once('+').map_or((place, None), |(name, pair)| (name, pair.split_once('/')));
        // The word that `{field@group}` looks up was put in before, where the terminal has it.
        let name = name.split_once('@').map_or(name, |(name, _)| name);
        match params.get(name) {
            Some(value) => {
                out.push_str(value);
                out.push_str(
                    particles.map_or("", |(closed, open)| if ends_closed(value) { closed } else { open }),
                );
            }
            None => out.extend(["{", place, "}"]),
        }
        rest = after;
    }
    out + rest
}

/// Whether a word ends in a consonant when it is spoken: by its last syllable, or its last digit.
fn ends_closed(word: &str) -> bool {
    const SYLLABLES: core::ops::RangeInclusive<u32> = 0xAC00..=0xD7A3;
    const FINALS: u32 = 28;
    match word.chars().last() {
        Some(digit @ '0'..='9') => matches!(digit, '0' | '1' | '3' | '6' | '7' | '8'),
        Some(letter) => {
            SYLLABLES.contains(&u32::from(letter))
                && !(u32::from(letter) - SYLLABLES.start()).is_multiple_of(FINALS)
        }
        None => false,
    }
}

/// An amount with separators; nothing for none.
pub(crate) fn won(amount: Option<i64>) -> String {
    amount
        .map(|won| Krw::new(won).map_or_else(|_| won.to_string(), |krw| krw.to_string()))
        .unwrap_or_default()
}

/// How a column is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Right,
}

/// Lays out a table; Korean letters are two columns wide.
pub(crate) fn table(columns: &[(&str, Align)], rows: &[Vec<String>]) -> Vec<String> {
    let width_of = |index: usize| {
        let cells = rows.iter().filter_map(|row| row.get(index)).map(|cell| cell.width());
        cells.chain(columns.get(index).map(|(heading, _)| heading.width())).max().unwrap_or_default()
    };
    let widths: Vec<usize> = (0..columns.len()).map(width_of).collect();
    let lay = |cells: &[String]| {
        let laid = cells.iter().zip(&widths).zip(columns).map(|((cell, width), (_, align))| {
            let gap = " ".repeat(width.saturating_sub(cell.width()));
            if *align == Align::Right { format!("{gap}{cell}") } else { format!("{cell}{gap}") }
        });
        laid.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    let headings: Vec<String> = columns.iter().map(|(heading, _)| (*heading).to_owned()).collect();
    let rule = "─".repeat(widths.iter().sum::<usize>() + 2 * widths.len().saturating_sub(1));
    [lay(&headings), rule].into_iter().chain(rows.iter().map(|row| lay(row))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn korean_and_latin_columns_line_up() {
        let rows =
            vec![vec!["가나".to_owned(), "1,000".to_owned()], vec!["abcd".to_owned(), "20".to_owned()]];
        let lines = table(&[("이름", Align::Left), ("금액", Align::Right)], &rows);
        assert_eq!(lines[0], "이름   금액");
        assert_eq!(lines[2], "가나  1,000");
        assert_eq!(lines[3], "abcd     20");
    }

    #[test]
    fn particles_follow_the_last_letter() {
        let params = |value: &str| BTreeMap::from([("x".to_owned(), value.to_owned())]);
        assert_eq!(fill("{x+은/는} {x}입니다", &params("합계")), "합계는 합계입니다");
        assert_eq!(fill("{x+은/는}", &params("세액")), "세액은");
        assert_eq!(fill("{x+은/는}", &params("1,002")), "1,002는");
        assert_eq!(fill("{y} {", &params("1")), "{y} {");
        assert_eq!(fill("{x@field}", &params("total")), "total");
    }

    #[test]
    fn codes_in_a_sentence_are_said_in_words() {
        let output = Output::new(false, Language::Ko);
        let params = BTreeMap::from([("reason".to_owned(), "already_undone".to_owned())]);
        assert_eq!(output.say("안 됩니다. {reason@undo}", &params), "안 됩니다. 이미 되돌렸습니다.");
        assert_eq!(output.say("{reason@no_group} {other@undo}", &params), "already_undone {other@undo}");
        let english = Output::new(false, Language::En).word("backup_problem", "file_missing");
        assert!(english.contains("missing"), "{english}");
        assert_eq!(output.what("no.such_code", &params), "no.such_code");
        assert_eq!(
            output.what_of("remote.rejected", Some("hometax")),
            "홈택스에서 요청을 받아 주지 않았습니다."
        );
        assert!(!output.what_of("remote.rejected", None).contains('{'));
    }

    #[test]
    fn every_finding_of_an_import_has_its_text_in_both_languages() {
        for texts in [
            include_str!("../../../ui/src/locales/ko/findings_book.json"),
            include_str!("../../../ui/src/locales/en/findings_book.json"),
        ] {
            let all: Value = serde_json::from_str(texts).unwrap();
            for code in jangbu_app::FINDING_CODES {
                assert!(all.get(code).and_then(Value::as_str).is_some_and(|text| !text.is_empty()), "{code}");
            }
        }
    }

    #[test]
    fn every_error_code_has_its_sentences_in_both_languages() {
        for texts in [TEXTS_KO, TEXTS_EN] {
            let all: Value = serde_json::from_str(texts).unwrap();
            for code in jangbu_app::ERROR_CODES {
                for part in ["what", "todo"] {
                    let text = all.get(code).and_then(|entry| entry.get(part)).and_then(Value::as_str);
                    assert!(text.is_some_and(|text| !text.is_empty()), "{code}: {part}");
                }
            }
        }
    }
}
