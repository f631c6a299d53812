//! How businesses stand with the tax office, and since when it is known.

use crate::fixture::*;
use jangbu_domain::*;
use jangbu_store::*;

fn found(stem: u32, state: BusinessState) -> BusinessStanding {
    let (tax_type, before) = (Some("general".into()), Some("simplified".into()));
    BusinessStanding {
        tax_type,
        tax_type_before: before,
        tax_type_changed_on: Some(Date::constant(2025, 7, 1)),
        invoices_since: Some(Date::constant(2024, 7, 1)),
        joined_head_office: true,
        ..BusinessStanding::of(number(stem), state)
    }
}

fn closed() -> BusinessState {
    BusinessState::Closed { on: Some(Date::constant(2026, 2, 28)) }
}

fn head(book: &Book) -> i64 {
    book.read(Reader::chain_head).unwrap().seq
}

#[test]
fn only_what_stands_otherwise_than_known_is_a_change() {
    let (_fixture, book) = book();
    let before = head(&book);
    let first = [found(1, BusinessState::Active), found(2, BusinessState::Other("09".into()))];
    let counts = book.keep_standings(&first, "nts", at(1)).unwrap();
    assert_eq!(counts, StandingCounts { new: 2, changed: vec![], same: 0 });
    assert_eq!(head(&book), before + 2);
    let second = [found(1, closed()), found(2, BusinessState::Other("09".into()))];
    let counts = book.keep_standings(&second, "popbill", at(2)).unwrap();
    assert_eq!(counts, StandingCounts { new: 0, changed: vec![number(1)], same: 1 });
    assert_eq!(head(&book), before + 3);
    assert_eq!(book.keep_standings(&second, "nts", at(3)).unwrap().same, 2);
    assert_eq!(head(&book), before + 3, "the same again is no change");

    let history = book.read(|r| r.standing_history(number(1), 10)).unwrap();
    assert_eq!(history.iter().map(|row| &row.standing).collect::<Vec<_>>(), [&second[0], &first[0]]);
    assert_eq!((history[0].found_at, history[0].provider.as_str()), (at(2), "popbill"));
    assert_eq!((history[0].checked_at, history[0].checked_by.as_str()), (at(3), "nts"));
    assert_eq!((history[1].checked_at, history[1].checked_by.as_str()), (at(1), "nts"));
    let latest = book.read(|r| r.standings(&[number(1), number(2), number(3)])).unwrap();
    assert_eq!(latest.len(), 2);
    assert_eq!(latest[&number(1)].standing.state, closed());
    assert_eq!(book.read(Reader::verify_chain).unwrap().fault, None);
    assert!(altered_documents(&book).is_empty(), "the moment of the last check is outside the chain");
}

#[test]
fn an_older_check_says_nothing_new() {
    let (_fixture, book) = book();
    book.keep_standings(&[found(1, closed())], "nts", at(5)).unwrap();
    let counts = book.keep_standings(&[found(1, BusinessState::Active)], "nts", at(4)).unwrap();
    assert_eq!((counts.same, counts.changed), (1, vec![]));
    let latest = book.read(|r| r.standing_history(number(1), 10)).unwrap();
    assert_eq!(latest.len(), 1);
    assert_eq!((latest[0].standing.state.clone(), latest[0].checked_at), (closed(), at(5)));
}

#[test]
fn what_the_tax_office_said_outlives_an_undo_and_is_not_undone() {
    let (_fixture, book) = book();
    let counts = import_specs(&book, &[Spec::default()]);
    book.keep_standings(&[found(1, closed())], "nts", at(2)).unwrap();
    let act = book.read(|r| r.acts(None, 1)).unwrap().remove(0);
    assert_eq!((act.kind.as_str(), act.undo), ("standing", Undoable::No(UndoRefusal::SaidByOthers)));
    let refused = book.undo_act(act.id, at(3), &mut go_on);
    assert!(matches!(refused, Err(StoreError::UndoRefused { .. })));
    book.undo_import(counts.import_id.unwrap(), at(3), &mut go_on).unwrap();
    assert_eq!(book.read(|r| r.standings(&[number(1)])).unwrap()[&number(1)].standing.state, closed());
    assert!(altered_documents(&book).is_empty());
}

#[test]
fn a_foreign_code_beyond_its_bound_or_too_many_businesses_are_refused_and_nothing_is_kept() {
    let (_fixture, book) = book();
    let before = head(&book);
    for code in [String::new(), "x".repeat(201), "850301-1234567".into()] {
        let bad = [found(1, BusinessState::Active), found(2, BusinessState::Other(code))];
        let refused = book.keep_standings(&bad, "nts", at(1));
        assert!(matches!(refused, Err(StoreError::BadRemoteText { .. })));
    }
    let many = vec![found(1, BusinessState::Active); STANDINGS_MAX + 1];
    assert!(matches!(book.keep_standings(&many, "nts", at(1)), Err(StoreError::TooMany { .. })));
    assert_eq!(head(&book), before);
    assert_eq!(book.read(|r| r.standings(&[number(1)])).unwrap().len(), 0);
}
