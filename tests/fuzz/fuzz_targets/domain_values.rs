//! Any text as any value: what parses is shown and parses again the same, and masks hide.
#![no_main]

use jangbu_domain::*;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(amount) = Krw::parse(text) {
        assert_eq!(Krw::parse(&amount.to_string()), Ok(amount));
        assert_eq!(Krw::new(amount.won()), Ok(amount));
        assert_eq!(
            vat::split_total(amount, DAY).map(|(supply, tax)| supply.checked_add(tax)),
            Ok(Ok(amount))
        );
    }
    if let Ok(decimal) = Decimal::parse(text) {
        assert_eq!(Decimal::parse(&decimal.to_plain()), Ok(decimal));
        assert_eq!(Decimal::parse(&decimal.to_string()), Ok(decimal));
    }
    if let Ok(number) = BusinessNumber::parse(text) {
        assert_eq!(BusinessNumber::parse(&number.to_string()), Ok(number));
        assert_eq!(BusinessNumber::parse(&number.digits()), Ok(number));
    }
    if let Ok(number) = CorporateNumber::parse(text) {
        assert_eq!(CorporateNumber::parse(&number.to_string()), Ok(number));
    }
    if let Ok(number) = ApprovalNumber::parse(text) {
        assert_eq!(ApprovalNumber::parse(&number.to_string()), Ok(number.clone()));
        assert_eq!(
            number.as_str().get(..8),
            Some(number.written_on().strftime("%Y%m%d").to_string().as_str())
        );
    }
    if let Ok(number) = ResidentNumber::from_document(text) {
        let shown = number.to_string();
        assert!(shown.len() == 14 && shown.ends_with("******"), "only the masked form is printed");
        assert_eq!(format!("{number:?}"), format!("ResidentNumber({shown})"));
        let masked = MaskedResidentNumber::parse(&number.masked().to_string());
        assert!(masked.is_ok_and(|masked| masked.birth_agrees(number.masked())));
    }
    let masked = mask_resident_numbers(text).into_owned();
    assert_eq!(mask_resident_numbers(&masked), masked);
    let excerpt = jangbu_forms::excerpt(text);
    assert!(excerpt.chars().count() <= jangbu_forms::EXCERPT_CHARS_MAX);
    let _ = (fold_for_search(text), initial_consonants(text), InvoiceTypeCode::from_code(text));
});

const DAY: Date = Date::constant(2026, 11, 21);
