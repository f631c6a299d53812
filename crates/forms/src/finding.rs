//! What was found while reading a document: where, what was expected, what stood there.

mod code;

pub use code::{CODES, EXPECTED};
pub(crate) use code::{codes, expected};

use core::fmt;
use jangbu_domain::mask_resident_numbers;
use std::collections::BTreeMap;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The document, row or sheet cannot be taken.
    Error,
    /// Taken, but somebody should look.
    Warning,
    /// Taken; worth knowing only.
    Info,
}

impl Severity {
    /// Stable lower-case name.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

/// Longest excerpt of a document that a finding quotes, in characters.
pub const EXCERPT_CHARS_MAX: usize = 80;

/// Longest element path or heading that a finding names.
const PLACE_CHARS_MAX: usize = 160;

/// One finding. Its position is inside the document; the caller knows the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// Stable key into the `findings` texts, one of [`CODES`].
    pub code: &'static str,
    /// Sheet of a workbook, or entry of an archive.
    pub sheet: Option<Box<str>>,
    /// 1-based row as the spreadsheet shows it; the line number for XML.
    pub row: Option<u32>,
    /// Column heading, or element path for XML.
    pub column: Option<Box<str>>,
    /// Key into the `expected` texts, one of [`EXPECTED`].
    pub expected: Option<&'static str>,
    /// What stood there: cut to [`EXCERPT_CHARS_MAX`] characters, personal numbers masked.
    pub found: Option<Box<str>>,
    /// Figures and names of the text.
    pub params: BTreeMap<&'static str, String>,
}

impl Finding {
    pub(crate) fn new(severity: Severity, code: &'static str) -> Self {
        Self {
            severity,
            code,
            sheet: None,
            row: None,
            column: None,
            expected: None,
            found: None,
            params: BTreeMap::new(),
        }
    }

    pub(crate) fn error(code: &'static str) -> Self {
        Self::new(Severity::Error, code)
    }

    pub(crate) fn warning(code: &'static str) -> Self {
        Self::new(Severity::Warning, code)
    }

    pub(crate) fn info(code: &'static str) -> Self {
        Self::new(Severity::Info, code)
    }

    pub(crate) fn at_row(mut self, row: u32) -> Self {
        self.row = Some(row);
        self
    }

    pub(crate) fn in_sheet(mut self, sheet: &str) -> Self {
        self.sheet = Some(one_masked_line(sheet, EXCERPT_CHARS_MAX).into());
        self
    }

    pub(crate) fn in_column(mut self, column: impl AsRef<str>) -> Self {
        self.column = Some(one_masked_line(column.as_ref(), PLACE_CHARS_MAX).into());
        self
    }

    pub(crate) fn expecting(mut self, expected: &'static str) -> Self {
        self.expected = Some(expected);
        self
    }

    /// Two sizes in megabytes: what it is and what it may be.
    pub(crate) fn sized(self, bytes: u64, bytes_max: u64) -> Self {
        let megabytes = |bytes: u64| format!("{} MB", bytes.div_ceil(1024 * 1024));
        self.expecting(expected::SIZE).with("size", megabytes(bytes)).with("max", megabytes(bytes_max))
    }

    /// What stood there. Where a person's number was expected, a mistyped one is as personal.
    pub(crate) fn found(mut self, found: &str) -> Self {
        let of_a_person = matches!(self.expected, Some(expected::RESIDENT_NUMBER | expected::BUYER_NUMBER));
        self.found = Some(if of_a_person { mask_late_digits(found) } else { excerpt(found) }.into());
        self
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.params.insert(name, value.to_string());
        self
    }
}

/// A part of a document as it may be quoted: one line, masked, cut.
///
/// Every run of thirteen digits is masked, whether or not it is a plausible resident number: a
/// wrong one is as personal as a right one.
pub fn excerpt(text: &str) -> String {
    one_masked_line(text, EXCERPT_CHARS_MAX)
}

fn one_masked_line(text: &str, chars_max: usize) -> String {
    let one_line: String = text.trim().chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let masked = mask_personal_numbers(&one_line);
    if masked.chars().count() <= chars_max {
        return masked;
    }
    let mut cut: String = masked.chars().take(chars_max - 1).collect();
    cut.push('…');
    cut
}

/// Text of a document as it may be shown: plausible resident numbers and every other run of
/// thirteen digits masked, nothing else changed.
pub fn mask_personal_numbers(text: &str) -> String {
    mask_long_runs(&mask_resident_numbers(text))
}

/// An excerpt in which no digit after the sixth is shown, unless there are as few as in a business
/// number.
fn mask_late_digits(text: &str) -> String {
    const SHOWN_DIGITS: usize = 6;
    const BUSINESS_DIGITS: usize = 10;
    if text.chars().filter(char::is_ascii_digit).count() <= BUSINESS_DIGITS {
        return excerpt(text);
    }
    let mut digits = 0;
    let masked = text.chars().map(|c| {
        digits += usize::from(c.is_ascii_digit());
        if c.is_ascii_digit() && digits > SHOWN_DIGITS { '*' } else { c }
    });
    excerpt(&masked.collect::<String>())
}

/// Keeps the first six of each run of exactly thirteen digits.
fn mask_long_runs(text: &str) -> String {
    const RESIDENT_DIGITS: usize = 13;
    const SHOWN_DIGITS: usize = 6;
    let mut out = String::with_capacity(text.len());
    let mut run = String::new();
    for c in text.chars().chain(['\0']) {
        if c.is_ascii_digit() || (matches!(c, '-' | ' ') && !run.is_empty()) {
            run.push(c);
            continue;
        }
        let digits = run.chars().filter(char::is_ascii_digit).count();
        if digits == RESIDENT_DIGITS {
            out.extend(run.chars().filter(char::is_ascii_digit).take(SHOWN_DIGITS));
            out.push_str("-*******");
            out.extend(run.chars().rev().take_while(|c| *c == ' '));
        } else {
            out.push_str(&run);
        }
        run.clear();
        out.push(c);
    }
    out.pop();
    out
}

/// A document that gives no invoice; says everything that was found wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", summary(.findings))]
pub struct FormError {
    /// At least one is an error.
    pub findings: Vec<Finding>,
}

impl FormError {
    /// The first error.
    pub fn first(&self) -> Option<&Finding> {
        self.findings.iter().find(|finding| finding.severity == Severity::Error)
    }
}

impl From<Finding> for FormError {
    fn from(finding: Finding) -> Self {
        Self { findings: vec![finding] }
    }
}

/// The first error in one line for logs: code and place, nothing of the content.
fn summary(findings: &[Finding]) -> String {
    let Some(first) = findings.iter().find(|finding| finding.severity == Severity::Error) else {
        return "the document could not be read".to_owned();
    };
    let place = [
        first.sheet.as_ref().map(|sheet| format!("sheet {sheet}")),
        first.row.map(|row| format!("row {row}")),
        first.column.as_ref().map(|column| format!("column {column}")),
    ];
    let place: Vec<String> = place.into_iter().flatten().collect();
    let more = findings.len() - 1;
    format!("{} at [{}] and {more} more", first.code, place.join(", "))
}

/// Findings as they come, bounded: a workbook of bad rows does not fill memory.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    kept: Vec<Finding>,
    left_out: u32,
}

/// Most findings kept of one document; the rest are only counted.
pub const FINDINGS_MAX: usize = 5_000;

impl Findings {
    pub(crate) fn push(&mut self, finding: Finding) {
        if self.kept.len() < FINDINGS_MAX {
            self.kept.push(finding);
        } else {
            self.left_out = self.left_out.saturating_add(1);
        }
    }

    pub(crate) fn extend(&mut self, findings: impl IntoIterator<Item = Finding>) {
        for finding in findings {
            self.push(finding);
        }
    }

    pub(crate) fn has_errors(&self) -> bool {
        self.left_out > 0 || self.kept.iter().any(|finding| finding.severity == Severity::Error)
    }

    /// All that were kept, and one more that says how many were not.
    pub(crate) fn into_vec(mut self) -> Vec<Finding> {
        if self.left_out > 0 {
            self.kept.push(Finding::warning(codes::FINDINGS_LEFT_OUT).with("count", self.left_out));
        }
        self.kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_excerpt_is_one_short_line_without_a_personal_number() {
        assert_eq!(excerpt("  가\n나\t "), "가 나");
        assert_eq!(excerpt("850301-1234567"), "850301-1******");
        assert_eq!(excerpt("9913320000000"), "991332-*******", "an impossible birthday is masked too");
        assert_eq!(excerpt("번호 991332 0000000 님"), "번호 991332-******* 님");
        assert_eq!(excerpt("20250131-99990000-00000001"), "20250131-99990000-00000001");
        assert_eq!(excerpt(&"가".repeat(200)).chars().count(), EXCERPT_CHARS_MAX);
    }

    #[test]
    fn a_mistyped_personal_number_is_masked_where_one_was_expected() {
        let found = |expecting, text| Finding::error(codes::VALUE_BAD).expecting(expecting).found(text).found;
        let shown = found(expected::RESIDENT_NUMBER, "99133200000001");
        assert_eq!(shown.as_deref(), Some("991332********"));
        assert_eq!(found(expected::BUYER_NUMBER, "991332-000000").as_deref(), Some("991332-******"));
        assert_eq!(found(expected::BUYER_NUMBER, "999-88-00015").as_deref(), Some("999-88-00015"));
    }

    #[test]
    fn findings_beyond_the_bound_are_counted() {
        let mut findings = Findings::default();
        for _ in 0..FINDINGS_MAX + 3 {
            findings.push(Finding::info(codes::COLUMN_UNKNOWN));
        }
        let kept = findings.into_vec();
        assert_eq!(kept.len(), FINDINGS_MAX + 1);
        assert_eq!(kept.last().unwrap().params.get("count").map(String::as_str), Some("3"));
    }

    proptest! {
        #[test]
        fn no_excerpt_shows_thirteen_digits_in_a_row(text in "[0-9 -]{0,60}") {
            let shown = excerpt(&text);
            for run in shown.split(|c: char| !(c.is_ascii_digit() || matches!(c, '-' | ' '))) {
                prop_assert_ne!(run.chars().filter(char::is_ascii_digit).count(), 13, "{}", shown);
            }
        }
    }
}
