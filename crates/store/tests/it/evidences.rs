//! Purchases without a tax invoice, as the tax office lists them.

use crate::fixture::*;
use jangbu_domain::*;
use jangbu_store::*;

fn receipt(day: i8, approval: &str, won: i64) -> Evidence {
    let tax = won / 11;
    Evidence {
        kind: EvidenceKind::CashReceipt,
        at: Date::constant(2026, 2, day).at(12, 30, 5, 0),
        approval: approval.to_owned(),
        card: String::new(),
        issuer: String::new(),
        seller_number: Some(number(1)),
        seller_name: "허구식당".to_owned(),
        supply: Krw::new(won - tax).unwrap(),
        tax: Krw::new(tax).unwrap(),
        tip: Krw::ZERO,
        total: Krw::new(won).unwrap(),
        is_deductible: Some(true),
        dealing: "승인거래".to_owned(),
    }
}

fn card(day: i8, serial: &str, won: i64) -> Evidence {
    Evidence {
        kind: EvidenceKind::CardPurchase,
        at: Date::constant(2026, 2, day).at(0, 0, 0, 0),
        card: "9409-****-****-1234".to_owned(),
        issuer: "허구카드".to_owned(),
        is_deductible: None,
        ..receipt(day, serial, won)
    }
}

const FEBRUARY: (Date, Date) = (Date::constant(2026, 2, 1), Date::constant(2026, 2, 28));

fn keep(book: &Book, list: &[Evidence], second: i64) -> EvidenceCounts {
    book.keep_evidence(list[0].kind, FEBRUARY, list, "hometax", at(second)).unwrap()
}

fn head(book: &Book) -> i64 {
    book.read(Reader::chain_head).unwrap().seq
}

fn all(book: &Book) -> Vec<Evidence> {
    let page = book.read(|r| r.evidence_page(&EvidenceFilter::default(), None, 100)).unwrap();
    page.0.into_iter().map(|row| row.evidence).collect()
}

#[test]
fn the_same_list_again_adds_nothing_and_is_no_change() {
    let (_fixture, book) = book();
    let list =
        [receipt(3, "111111111", 11_000), receipt(3, "222222222", 11_000), receipt(9, "111111111", 5_500)];
    let before = head(&book);
    assert_eq!(keep(&book, &list, 1), EvidenceCounts { new: 3, ..EvidenceCounts::default() });
    assert_eq!(head(&book), before + 3);
    assert_eq!(keep(&book, &list, 2), EvidenceCounts { same: 3, ..EvidenceCounts::default() });
    assert_eq!(head(&book), before + 3);
    let (rows, next) = book.read(|r| r.evidence_page(&EvidenceFilter::default(), None, 100)).unwrap();
    assert_eq!((rows.len(), next), (3, None));
    assert_eq!((rows[0].found_at, rows[0].seen_at), (at(1), at(2)));
    assert_eq!(rows[0].evidence, list[2], "newest first");
    assert!(altered_documents(&book).is_empty(), "when it was last seen is outside the chain");
    assert_eq!(book.read(Reader::verify_chain).unwrap().fault, None);
}

#[test]
fn what_the_office_says_otherwise_is_a_change_with_its_history() {
    let (_fixture, book) = book();
    keep(&book, &[receipt(3, "111111111", 11_000)], 1);
    let other = Evidence { is_deductible: Some(false), ..receipt(3, "111111111", 11_000) };
    let counts = keep(&book, std::slice::from_ref(&other), 2);
    assert_eq!(counts, EvidenceCounts { changed: 1, ..EvidenceCounts::default() });
    assert_eq!(all(&book), [other]);
    let history = book.read(|r| r.history(Entity::Evidence, 1)).unwrap();
    assert_eq!(history.len(), 2);
    let field = &history[1].fields[0];
    assert_eq!((field.book.as_deref(), field.file.as_deref()), (Some("true"), Some("false")));
    assert!(altered_documents(&book).is_empty());
}

#[test]
fn what_is_missing_from_a_list_stays_and_is_counted() {
    let (_fixture, book) = book();
    keep(&book, &[receipt(3, "111111111", 11_000), receipt(4, "222222222", 11_000)], 1);
    keep(&book, &[card(4, "7", 3_300)], 1);
    let counts = keep(&book, &[receipt(4, "222222222", 11_000)], 2);
    assert_eq!(counts, EvidenceCounts { same: 1, gone: 1, ..EvidenceCounts::default() });
    assert_eq!(all(&book).len(), 3);
    let march = (Date::constant(2026, 3, 1), Date::constant(2026, 3, 31));
    let counts = book.keep_evidence(EvidenceKind::CashReceipt, march, &[], "hometax", at(3)).unwrap();
    assert_eq!(counts, EvidenceCounts::default(), "other days are not asked about");
}

#[test]
fn a_filter_narrows_rows_and_sums_alike_and_pages_follow_each_other() {
    let (_fixture, book) = book();
    keep(&book, &(1..=9).map(|day| receipt(day, "111111111", 11_000)).collect::<Vec<_>>(), 1);
    keep(&book, &[card(4, "7", 3_300), card(4, "8", -3_300)], 1);
    let of = |filter: &EvidenceFilter| book.read(|r| r.evidence_sums(filter)).unwrap();
    let everything = of(&EvidenceFilter::default());
    assert_eq!((everything.count, everything.total_krw), (11, 99_000));
    assert_eq!((everything.tax_krw, everything.deductible_tax_krw), (9_000, 9_000));
    let cards = EvidenceFilter { kind: Some(EvidenceKind::CardPurchase), ..EvidenceFilter::default() };
    assert_eq!((of(&cards).count, of(&cards).deductible_tax_krw), (2, 0));
    let days = |from, to| EvidenceFilter {
        from: Some(Date::constant(2026, 2, from)),
        to: Some(Date::constant(2026, 2, to)),
        ..EvidenceFilter::default()
    };
    assert_eq!(of(&days(4, 5)).count, 4, "first and last day belong to it");

    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let (rows, next) = book.read(|r| r.evidence_page(&days(2, 8), after.as_ref(), 2)).unwrap();
        assert!(rows.len() <= 2);
        seen.extend(rows);
        after = next.map(|next| next.to_string().parse().unwrap());
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen.len(), 9);
    assert!(matches!("2026-02-30~1".parse::<EvidenceCursor>(), Err(StoreError::BadCursor)));
    assert!(seen.is_sorted_by_key(|row| std::cmp::Reverse((row.evidence.at, row.id))));
}

#[test]
fn a_list_that_does_not_hold_together_is_refused_whole() {
    let (_fixture, book) = book();
    let good = receipt(3, "111111111", 11_000);
    let bad = [
        vec![good.clone(), good.clone()],
        vec![good.clone(), card(3, "7", 3_300)],
        vec![good.clone(), Evidence { seller_name: "가".repeat(201), ..receipt(4, "2", 11) }],
        vec![good.clone(), Evidence { dealing: "\u{7}".to_owned(), ..receipt(4, "2", 11) }],
    ];
    for list in bad {
        let refused = book.keep_evidence(EvidenceKind::CashReceipt, FEBRUARY, &list, "hometax", at(1));
        assert!(matches!(refused, Err(StoreError::BadRemoteText { .. })), "{list:?}");
    }
    assert_eq!(all(&book), []);
}

#[test]
fn a_resident_number_in_a_name_is_masked_and_a_number_that_looks_like_one_is_kept() {
    let (_fixture, book) = book();
    let list = [Evidence {
        seller_name: "김허구 850301-1234567".to_owned(),
        ..receipt(3, "8503011234567", 11_000)
    }];
    assert_eq!(keep(&book, &list, 1).new, 1);
    assert_eq!(keep(&book, &list, 2).same, 1);
    let kept = all(&book).remove(0);
    assert_eq!(
        (kept.seller_name.as_str(), kept.approval.as_str()),
        ("김허구 850301-1******", "8503011234567")
    );
}

#[test]
fn what_the_office_lists_is_not_undone() {
    let (_fixture, book) = book();
    keep(&book, &[receipt(3, "111111111", 11_000)], 1);
    let act = book.read(|r| r.acts(None, 1)).unwrap().remove(0);
    assert_eq!((act.kind.as_str(), act.undo), ("evidence", Undoable::No(UndoRefusal::SaidByOthers)));
}
