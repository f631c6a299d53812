//! Full text: partner, items and notes of every invoice as pairs of syllables.
//!
//! A run `c1…cn` is indexed as the tokens `c1c2 c2c3 … c(n-1)cn cn`. Two syllables are then one
//! token, longer texts a phrase, one syllable a prefix (kept ready by `prefix = '1'`), and all of
//! them find substrings. FTS5's own trigrams cannot find the two-syllable words most Korean trade
//! is made of (docs/decisions/0011). The index keeps no copy of the text; its rowid is the invoice's id.

use crate::StoreError;
use crate::migration::Migration;
use jangbu_domain::fold_for_search;
use rusqlite::Connection;
use std::fmt::Write as _;

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    schema: 1,
    sql: "CREATE VIRTUAL TABLE invoice_text USING fts5 (
            partner, items, notes,
            content = '', contentless_delete = 1, detail = full, tokenize = 'ascii', prefix = '1'
          );",
}];

/// Longest run of one field that is indexed, in characters.
const RUN_CHARS_MAX: usize = 2_000;

/// What is searchable about one invoice, each field apart.
pub(crate) struct Searchable<'a> {
    pub(crate) partner: &'a str,
    pub(crate) items: &'a mut dyn Iterator<Item = &'a str>,
    pub(crate) notes: &'a mut dyn Iterator<Item = &'a str>,
}

/// The tokens of one invoice, ready for the index.
pub(crate) struct SearchTokens {
    partner: String,
    items: String,
    notes: String,
}

impl SearchTokens {
    /// Folds and pairs every field; needs no book.
    pub(crate) fn of(text: &mut Searchable<'_>) -> Self {
        let mut partner = String::new();
        push_tokens(&mut partner, &fold_for_search(text.partner));
        Self { partner, items: tokens_of(text.items), notes: tokens_of(text.notes) }
    }
}

/// Indexes one invoice that is not indexed yet.
pub(crate) fn insert(connection: &Connection, invoice: i64, tokens: &SearchTokens) -> Result<(), StoreError> {
    connection
        .prepare_cached("INSERT INTO invoice_text (rowid, partner, items, notes) VALUES (?1, ?2, ?3, ?4)")?
        .execute((invoice, &tokens.partner, &tokens.items, &tokens.notes))?;
    Ok(())
}

/// Takes one invoice out of the index.
pub(crate) fn delete(connection: &Connection, invoice: i64) -> Result<(), StoreError> {
    connection.prepare_cached("DELETE FROM invoice_text WHERE rowid = ?1")?.execute([invoice])?;
    Ok(())
}

/// Merges the index's segments into one after a bulk insert: a phrase then reads one list per
/// token instead of one per segment.
pub(crate) fn merge_all(connection: &Connection) -> Result<(), StoreError> {
    connection.execute_batch("INSERT INTO invoice_text (invoice_text) VALUES ('optimize')")?;
    Ok(())
}

/// Tokens of several texts, equal ones once. A phrase of pairs cannot run from one text into the
/// next: the last token of a run is a single character, which no pair continues.
fn tokens_of(texts: &mut dyn Iterator<Item = &str>) -> String {
    let mut seen: Vec<String> = Vec::new();
    let mut tokens = String::new();
    for run in texts.map(fold_for_search) {
        if !seen.contains(&run) {
            push_tokens(&mut tokens, &run);
            seen.push(run);
        }
    }
    tokens
}

/// Appends the pairs of `run` and its last character alone.
fn push_tokens(tokens: &mut String, run: &str) {
    let mut previous = None;
    for c in run.chars().take(RUN_CHARS_MAX) {
        if let Some(previous) = previous {
            tokens.push(previous);
            tokens.push(c);
            tokens.push(' ');
        }
        previous = Some(c);
    }
    if let Some(last) = previous {
        tokens.push(last);
        tokens.push(' ');
    }
}

/// The FTS5 expression for a folded, non-empty word: a prefix for one character, a phrase of
/// pairs otherwise. The text is quoted, so nothing in it is syntax.
pub(crate) fn match_word(word: &str) -> String {
    let chars: Vec<char> = word.chars().collect();
    if let [only] = chars.as_slice() {
        return format!("\"{only}\" *");
    }
    let mut phrase = String::from("\"");
    for pair in chars.windows(2) {
        if let [a, b] = pair {
            // Writing to a String cannot fail.
            let _ = write!(phrase, "{a}{b} ");
        }
    }
    phrase.push('"');
    phrase
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_becomes_its_pairs_and_its_last_character() {
        let mut tokens = String::new();
        push_tokens(&mut tokens, "복사용지");
        assert_eq!(tokens, "복사 사용 용지 지 ");
        let mut single = String::new();
        push_tokens(&mut single, "철");
        assert_eq!(single, "철 ");
    }

    #[test]
    fn a_word_becomes_a_prefix_or_a_phrase() {
        assert_eq!(match_word("용"), "\"용\" *");
        assert_eq!(match_word("용지"), "\"용지 \"");
        assert_eq!(match_word("복사용지"), "\"복사 사용 용지 \"");
    }
}
