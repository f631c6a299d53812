//! The text index against a plain scan.

use crate::fixture::*;
use jangbu_domain::*;
use jangbu_store::*;
use proptest::prelude::*;

/// Texts over few syllables, so that searches hit, with what folding must see through.
fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(
        prop::sample::select(vec!["가", "나", "전", "력", "A", "b", "2", " ", "(주)", "Ａ", "-"]),
        1..9,
    )
    .prop_map(|parts| parts.concat())
}

fn word() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(vec!["가", "나", "전", "력", "a", "B", "2"]), 1..5)
        .prop_map(|parts| parts.concat())
}

/// Every word stands somewhere in one of the fields.
fn scan(spec: &Spec, query: &str) -> bool {
    let fields: Vec<String> = std::iter::once(&spec.partner_name)
        .chain(&spec.items)
        .chain(&spec.notes)
        .map(|field| fold_for_search(field))
        .collect();
    query.split_whitespace().map(fold_for_search).all(|word| fields.iter().any(|field| field.contains(&word)))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn searching_finds_exactly_what_a_plain_scan_finds(
        texts in prop::collection::vec((text(), prop::collection::vec(text(), 1..4), prop::collection::vec(text(), 0..3)), 1..30),
        queries in prop::collection::vec(prop::collection::vec(word(), 1..3), 1..20),
    ) {
        let (_fixture, book) = book();
        let specs: Vec<Spec> = (1u32..).zip(texts).map(|(serial, (name, items, notes))| Spec {
            serial,
            partner_name: if name.trim().is_empty() { "가나".into() } else { name },
            items,
            notes,
            ..Spec::default()
        }).collect();
        import_specs(&book, &specs);
        for words in queries {
            let query = words.join(" ");
            let filter = Filter { text: Some(query.clone()), ..Filter::default() };
            let mut found: Vec<u32> = all_pages(&book, &filter, &[], 3).iter()
                .map(serial_of).collect();
            let newest_first = found.is_sorted_by(|a, b| a > b);
            prop_assert!(newest_first);
            found.reverse();
            let expected: Vec<u32> = specs.iter().filter(|spec| scan(spec, &query)).map(|spec| spec.serial).collect();
            prop_assert_eq!(found, expected, "{:?}", query);
        }
    }
}

fn serials(book: &Book, text: &str) -> Vec<u32> {
    let filter = Filter { text: Some(text.into()), ..Filter::default() };
    all_pages(book, &filter, &[], 100).iter().map(serial_of).collect()
}

#[test]
fn numbers_find_by_the_beginning_of_an_approval_or_business_number() {
    let (_fixture, book) = book();
    let specs = [
        Spec { serial: 1, partner: 1, ..Spec::default() },
        Spec { serial: 2, partner: 2, day: Date::constant(2026, 3, 5), ..Spec::default() },
        Spec { serial: 3, partner: 3, items: vec!["부품 99900000".into()], ..Spec::default() },
    ];
    import_specs(&book, &specs);
    assert_eq!(serials(&book, &number(2).to_string()), [2]);
    let digits = number(2).digits();
    let (beginning, _) = digits.split_at(9);
    assert_eq!(serials(&book, beginning), [2]);
    assert_eq!(serials(&book, "999"), [2, 3, 1]);
    assert_eq!(serials(&book, "20260305"), [2]);
    assert_eq!(serials(&book, "20260302-99990000-0000000"), [3, 1]);
    assert_eq!(serials(&book, "20260302-99990000-00000003"), [3]);
    assert_eq!(serials(&book, "부품 99900000"), [3]);
}

#[test]
fn a_search_is_never_syntax() {
    let (_fixture, book) = book();
    import_specs(&book, &[Spec::default()]);
    for text in
        ["\"", "복사\"용지", "용지 OR x", "용지*", "NEAR(용지)", "partner:시험", "-용지", "^용지", "()", "'"]
    {
        let filter = Filter { text: Some(text.into()), ..Filter::default() };
        assert!(book.read(|r| r.invoice_page(&filter, &[], None, 10)).is_ok(), "{text:?}");
    }
    assert_eq!(serials(&book, "복사\"용지"), [1]);
    assert_eq!(serials(&book, "!?"), [] as [u32; 0]);
}

#[test]
fn a_partner_is_found_by_name_number_and_first_consonants() {
    let (_fixture, book) = book();
    let specs = [
        Spec { serial: 1, partner: 1, partner_name: "견본유통(주)".into(), ..Spec::default() },
        Spec { serial: 2, partner: 2, partner_name: "시험무역".into(), ..Spec::default() },
        Spec { serial: 3, partner: 3, partner_name: "대한견본".into(), supply: 500, ..Spec::default() },
    ];
    import_specs(&book, &specs);
    let names = |text: &str| -> Vec<String> {
        book.read(|r| r.partner_suggest(text, 10)).unwrap().into_iter().map(|p| p.name).collect()
    };
    assert_eq!(names("견본"), ["견본유통(주)", "대한견본"]);
    assert_eq!(names("ㅅㅎㅁ"), ["시험무역"]);
    assert_eq!(names(&number(3).to_string()), ["대한견본"]);
    let first = book.read(|r| r.partner_page(None, None, 2)).unwrap();
    let second = book.read(|r| r.partner_page(None, first.next.as_deref(), 2)).unwrap();
    assert_eq!((first.count, first.partners.len(), second.partners.len()), (3, 2, 1));
    assert_eq!(second.next, None);
    let sample = first.partners.iter().find(|p| p.name == "대한견본").unwrap();
    assert_eq!((sample.sales.count, sample.sales.supply_krw, sample.sales.total_krw()), (1, 500, 550));
    assert_eq!(sample.last_written_on, Some(Date::constant(2026, 3, 2)));
}
