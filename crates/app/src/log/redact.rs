//! What a log line or a report must not say is taken out word by word, by its shape.

/// Stands for a word that was taken out.
const OUT: &str = "…";

/// A word with so many digits is a number of somebody, an amount or a date. Error codes of the
/// database have four.
const DIGITS_MIN: usize = 5;

/// A word this long without a dot, colon or underscore is an id, a digest or a key.
const LENGTH_MAX: usize = 24;

/// Takes out every word that could name a person, a company, a file, a number or an amount.
///
/// This program's own sentences are plain English words, so whatever is not is somebody's: letters
/// beyond ASCII, paths, addresses, numbers of five digits and more, keys.
pub(crate) fn redact(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(is_between).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        out.push_str(if is_telling(word) { OUT } else { word });
        let gap = after.find(|letter| !is_between(letter)).unwrap_or(after.len());
        let (between, next) = after.split_at(gap);
        out.push_str(between);
        rest = next;
    }
    out
}

/// Commas and hyphens belong to the word: they stand inside amounts and numbers.
const fn is_between(letter: char) -> bool {
    matches!(
        letter,
        ' ' | '\t' | '\n' | '\r' | '"' | '\'' | '(' | ')' | '[' | ']' | '{' | '}' | '<' | '>' | '=' | ';'
    )
}

fn is_telling(word: &str) -> bool {
    let word = word.trim_matches([':', ',', '.']);
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    !word.is_ascii()
        || word.contains(['/', '\\', '@'])
        || digits >= DIGITS_MIN
        || (word.len() >= LENGTH_MAX && !word.contains(['.', ':', '_']))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_names_somebody_goes_and_what_happened_stays() {
        for (text, kept) in [
            ("cannot read: permission denied", "cannot read: permission denied"),
            (
                "/home/kim/a.xml: No space left on device (os error 28)",
                "… No space left on device (os error 28)",
            ),
            ("database error 3338: disk I/O error", "database error 3338: disk … error"),
            ("total 1,100,000 of 123-45-67891", "total … of …"),
            ("key RGXXMV-DCBPXX-ZXXZPE-NXEJDY-PFXSSY-XCSXXV", "key …"),
            (
                "the book has schema 3, this program knows up to 2",
                "the book has schema 3, this program knows up to 2",
            ),
            ("kim@example.test \"가상상사\"", "… \"…\""),
            ("C:\\Users\\kim", "…"),
        ] {
            assert_eq!(redact(text), kept);
        }
    }

    proptest! {
        #[test]
        fn no_number_of_five_digits_and_no_letter_of_a_name_is_left(text in ".{0,80}") {
            let redacted = redact(&text);
            let kept: String = redacted.split('…').collect();
            prop_assert!(kept.is_ascii());
            let run = redacted.split(|c: char| !c.is_ascii_digit()).map(str::len).max().unwrap_or_default();
            prop_assert!(run < DIGITS_MIN, "{redacted}");
        }

        #[test]
        fn redacting_twice_is_redacting_once(text in "[ -~가-힣]{0,80}") {
            let once = redact(&text);
            prop_assert_eq!(redact(&once), once);
        }
    }
}
