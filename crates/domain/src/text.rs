//! Text as people search it.

use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization as _;

/// Folds text for searching: NFKC, lower case, letters and digits only, so that `(주) 가상 LED`
/// and `주가상led` meet. One run; callers fold each field apart.
pub fn fold_for_search(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric()).collect()
}

/// Folds a trade name: [`fold_for_search`] without the company's form, so that `(주)가상`, `㈜가상`,
/// `가상 주식회사` and `가상` meet. A name that is nothing but a form stays as it is.
pub fn fold_name(name: &str) -> String {
    const FORMS: [&str; 6] = ["주식회사", "유한회사", "유한책임회사", "합자회사", "합명회사", "협동조합"];
    let folded_width: String = name.nfkc().collect();
    let without_marks = folded_width.replace("(주)", " ").replace("(유)", " ");
    let folded = fold_for_search(&without_marks);
    let bare = FORMS.iter().fold(folded.as_str(), |name, form| {
        name.strip_prefix(form).or_else(|| name.strip_suffix(form)).unwrap_or(name)
    });
    if bare.is_empty() { fold_for_search(name) } else { bare.to_owned() }
}

/// First consonants (초성) of each syllable, other letters folded as they are:
/// `가상상사 A` gives `ㄱㅅㅅㅅa`.
pub fn initial_consonants(text: &str) -> String {
    const INITIALS: [char; 19] = [
        'ㄱ', 'ㄲ', 'ㄴ', 'ㄷ', 'ㄸ', 'ㄹ', 'ㅁ', 'ㅂ', 'ㅃ', 'ㅅ', 'ㅆ', 'ㅇ', 'ㅈ', 'ㅉ', 'ㅊ', 'ㅋ', 'ㅌ',
        'ㅍ', 'ㅎ',
    ];
    const SYLLABLES: core::ops::RangeInclusive<u32> = 0xAC00..=0xD7A3;
    const PER_INITIAL: u32 = 588;
    let initial = |c: char| {
        let code = u32::from(c);
        let index = SYLLABLES.contains(&code).then(|| (code - SYLLABLES.start()) / PER_INITIAL)?;
        INITIALS.get(usize::try_from(index).ok()?).copied()
    };
    text.nfc()
        .flat_map(char::to_lowercase)
        .filter(|c| c.is_alphanumeric())
        .map(|c| initial(c).unwrap_or(c))
        .collect()
}

/// Masks what looks like a resident number inside free text (`YYMMDD-1234567`, hyphen optional,
/// seventh digit 0–9, not part of a longer number): `850301-1******`. Borrowed when there is none.
///
/// The remark of an invoice to a foreigner holds such a number by rule.
pub fn mask_resident_numbers(text: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut copied = 0;
    let mut run_start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let in_run = c.is_ascii_digit() || (c == '-' && run_start.is_some());
        if in_run {
            run_start.get_or_insert(at);
        } else if let Some(start) = run_start.take()
            && let Some(masked) = text.get(start..at).and_then(mask_run)
        {
            out.push_str(text.get(copied..start).unwrap_or_default());
            out.push_str(&masked);
            copied = at;
        }
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(text.get(copied..).unwrap_or_default());
    Cow::Owned(out)
}

/// Masks one run of digits and hyphens if it is shaped like a resident number.
fn mask_run(run: &str) -> Option<String> {
    const MONTH_DAYS_MAX: u8 = 31;
    let trailing = run.len() - run.trim_end_matches('-').len();
    let body = run.trim_end_matches('-');
    let digits: String = body.chars().filter(char::is_ascii_digit).collect();
    let hyphen = body.find('-');
    if digits.len() != 13 || !(hyphen.is_none() || (hyphen == Some(6) && body.len() == 14)) {
        return None;
    }
    let two = |range: core::ops::Range<usize>| digits.get(range).and_then(|d| d.parse::<u8>().ok());
    let plausible = (1..=12).contains(&two(2..4)?) && (1..=MONTH_DAYS_MAX).contains(&two(4..6)?);
    plausible.then(|| {
        let shown = digits.get(..6).unwrap_or_default();
        let seventh = digits.get(6..7).unwrap_or_default();
        format!("{shown}-{seventh}******{}", "-".repeat(trailing))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn resident_numbers_in_text_are_masked_and_other_numbers_are_not() {
        assert_eq!(mask_resident_numbers("외국인 850301-5234567 님"), "외국인 850301-5****** 님");
        assert_eq!(mask_resident_numbers("8503015234567"), "850301-5******");
        for kept in [
            "20250131-99990000-00000001",
            "110111-1129497-1",
            "85030152345678",
            "여권 M12345678",
            "991332-0000000",
        ] {
            assert!(matches!(mask_resident_numbers(kept), Cow::Borrowed(_)), "{kept}");
        }
    }

    proptest! {
        #[test]
        fn masking_never_panics_and_is_stable(text in "[0-9 가-]{0,60}") {
            let once = mask_resident_numbers(&text).into_owned();
            prop_assert_eq!(mask_resident_numbers(&once).into_owned(), once);
        }
    }

    #[test]
    fn spacing_case_width_and_marks_do_not_matter() {
        assert_eq!(fold_for_search("(주) 가상 LED-ｘ"), "주가상ledx");
        assert_eq!(fold_for_search("\u{1100}\u{1161}"), "가");
    }

    #[test]
    fn a_companys_form_is_no_part_of_its_name() {
        for name in ["(주)가상", "㈜ 가상", "가상 주식회사", "주식회사 가상", "가상"] {
            assert_eq!(fold_name(name), "가상", "{name}");
        }
        assert_eq!(fold_name("주식회사"), "주식회사");
        assert_ne!(fold_name("가상상사"), fold_name("가상"));
    }

    #[test]
    fn first_consonants_are_taken_from_every_syllable() {
        assert_eq!(initial_consonants("견본 유통(주) A1"), "ㄱㅂㅇㅌㅈa1");
        assert_eq!(initial_consonants("까치힣"), "ㄲㅊㅎ");
    }
}
