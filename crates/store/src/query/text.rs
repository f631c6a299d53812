//! What a person types into the search field, made into a condition.

use crate::table::search;
use jangbu_domain::fold_for_search;
use rusqlite::types::Value;

/// Fewest digits that may be the beginning of a business number.
const BUSINESS_DIGITS_MIN: usize = 3;
/// Fewest characters that may be the beginning of an approval number: its date.
const APPROVAL_CHARS_MIN: usize = 8;
/// Most words of one search.
const WORDS_MAX: usize = 16;
/// Most characters of one word.
const WORD_CHARS_MAX: usize = 200;

/// Ids of the invoices that an FTS expression finds.
const MATCHING: &str = "SELECT rowid FROM invoice_text WHERE invoice_text MATCH ?";

/// A text made ready: the condition on `id` with its values.
pub(super) struct TextPlan {
    /// Subquery that yields ids.
    pub(super) ids: String,
    /// Test of one invoice `i`, for when rows are walked in another order.
    pub(super) test: String,
    /// Values of either.
    pub(super) values: Vec<Value>,
    /// The FTS expression when it alone is the condition.
    pub(super) expression: Option<String>,
}

impl TextPlan {
    /// None for a blank text. A text of marks alone finds nothing.
    pub(super) fn new(text: Option<&str>) -> Option<Self> {
        let text = text.map(str::trim).filter(|text| !text.is_empty())?;
        let words: Vec<String> = text
            .split_whitespace()
            .take(WORDS_MAX)
            .map(|word| fold_for_search(word).chars().take(WORD_CHARS_MAX).collect::<String>())
            .filter(|word| !word.is_empty())
            .collect();
        if words.is_empty() {
            return Some(Self {
                ids: "SELECT NULL WHERE 0".to_owned(),
                test: "0".to_owned(),
                values: Vec::new(),
                expression: None,
            });
        }
        let expression = words.iter().map(|word| search::match_word(word)).collect::<Vec<_>>().join(" AND ");
        let mut plan = Self {
            ids: MATCHING.to_owned(),
            test: format!("+i.id IN ({MATCHING})"),
            values: vec![Value::Text(expression.clone())],
            expression: Some(expression),
        };
        plan.add_numbers(text);
        plan.test = format!("({})", plan.test);
        Some(plan)
    }

    /// A text that may be the beginning of a number also finds by it.
    fn add_numbers(&mut self, text: &str) {
        let bare: String = text.chars().filter(|c| !matches!(c, '-' | ' ')).collect();
        let digits = bare.bytes().all(|b| b.is_ascii_digit());
        if digits && (BUSINESS_DIGITS_MIN..=10).contains(&bare.len()) {
            self.ids.push_str(
                " UNION ALL SELECT v.id FROM partner p CROSS JOIN invoice v ON v.partner_id = p.id
                 WHERE p.digits >= ? AND p.digits < ?",
            );
            self.test
                .push_str(" OR +i.partner_id IN (SELECT id FROM partner WHERE digits >= ? AND digits < ?)");
            self.push_prefix(&bare, ':');
        }
        let dated = bare.bytes().take(8).all(|b| b.is_ascii_digit()) && bare.is_ascii();
        if dated && (APPROVAL_CHARS_MIN..=24).contains(&bare.len()) {
            self.ids
                .push_str(" UNION ALL SELECT v.id FROM invoice v WHERE v.approval >= ? AND v.approval < ?");
            self.test.push_str(" OR (+i.approval >= ? AND +i.approval < ?)");
            self.push_prefix(&bare, '~');
        }
    }

    /// Values of `column >= prefix AND column < prefix + after`; `after` follows every character
    /// that the column holds.
    fn push_prefix(&mut self, prefix: &str, after: char) {
        self.expression = None;
        self.values.push(Value::Text(prefix.to_owned()));
        self.values.push(Value::Text(format!("{prefix}{after}")));
    }
}
