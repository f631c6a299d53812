//! The clerk's own word on an invoice.

use crate::fixture::*;
use jangbu_domain::*;
use jangbu_store::*;

/// A book with three invoices; the second and the third have a warning.
fn noted_book() -> (Fixture, Book, Vec<i64>) {
    let (fixture, book) = book();
    let mut items = Vec::new();
    for serial in 1..=3 {
        let spec = Spec { serial, type_code: "0301", ..Spec::default() };
        let mut draft = spec.draft();
        if serial > 1 {
            // The lines no longer add up to the supply: odd, but legal.
            draft.lines[0].supply = Some(krw(1));
        }
        items.push(item(draft.check().unwrap(), Direction::Sale, ImportAct::Add));
    }
    import(&book, 1, Vec::new(), items);
    let mut ids: Vec<i64> = all_pages(&book, &Filter::default(), &[], 10).iter().map(|row| row.id).collect();
    ids.sort_unstable();
    (fixture, book, ids)
}

fn write(book: &Book, id: i64, text: &str, looked_at: bool, minutes: i64) -> ClerkNote {
    book.write_note(id, &NoteChange { text: text.to_owned(), looked_at }, at(minutes)).unwrap()
}

fn found(book: &Book, filter: &Filter) -> Vec<i64> {
    let rows = all_pages(book, filter, &[], 10);
    let totals = book.read(|r| r.invoice_totals(filter, None)).unwrap();
    assert_eq!(u64::try_from(rows.len()).unwrap(), totals.sales.count, "rows and sums agree");
    rows.iter().map(|row| row.id).collect()
}

fn head(book: &Book) -> ChainHead {
    book.read(Reader::chain_head).unwrap()
}

#[test]
fn a_note_stands_on_the_invoice_and_in_its_row_and_is_one_change() {
    let (_fixture, book, ids) = noted_book();
    let before = head(&book).seq;
    let note = write(&book, ids[1], "  단가는 전화로 확인함 ", true, 7);
    assert_eq!(
        note,
        ClerkNote { text: "단가는 전화로 확인함".into(), looked_at: Some(at(7)), sealed: false }
    );
    assert_eq!(head(&book).seq, before + 1);
    let stored = book.read(|r| r.invoice(ids[1])).unwrap().unwrap();
    assert_eq!(stored.note, note);
    assert!(stored.row.looked_at && stored.row.noted);
    let other = book.read(|r| r.invoice(ids[0])).unwrap().unwrap();
    assert_eq!((other.note, other.row.looked_at, other.row.noted), (ClerkNote::default(), false, false));
    assert_eq!(altered_documents(&book), []);
}

#[test]
fn what_stands_already_is_not_written_again() {
    let (_fixture, book, ids) = noted_book();
    write(&book, ids[1], "확인", true, 7);
    let before = head(&book);
    let again = write(&book, ids[1], "확인", true, 9);
    assert_eq!(again.looked_at, Some(at(7)), "the moment of the first look stays");
    write(&book, ids[0], "", false, 9);
    assert_eq!(head(&book), before);
}

#[test]
fn warnings_that_were_looked_at_no_longer_count_as_to_look_at() {
    let (_fixture, book, ids) = noted_book();
    let to_look_at = Filter { has_warnings: Some(true), looked_at: Some(false), ..Filter::default() };
    assert_eq!(found(&book, &to_look_at), [ids[2], ids[1]]);
    write(&book, ids[2], "", true, 7);
    assert_eq!(found(&book, &to_look_at), [ids[1]]);
    assert_eq!(found(&book, &Filter { looked_at: Some(true), ..Filter::default() }), [ids[2]]);
    let with_warnings = Filter { has_warnings: Some(true), ..Filter::default() };
    assert_eq!(found(&book, &with_warnings), [ids[2], ids[1]], "they still have them");
    write(&book, ids[2], "", false, 8);
    assert_eq!(found(&book, &to_look_at), [ids[2], ids[1]]);
}

#[test]
fn other_warnings_are_to_be_looked_at_again() {
    let (_fixture, book, ids) = noted_book();
    write(&book, ids[1], "맞음", true, 7);
    let mut theirs = Spec { serial: 2, type_code: "0301", ..Spec::default() }.draft();
    theirs.lines[0].supply = Some(krw(2));
    let replaced = item(theirs.check().unwrap(), Direction::Sale, ImportAct::Replace);
    import(&book, 8, Vec::new(), vec![replaced]);
    let stored = book.read(|r| r.invoice(ids[1])).unwrap().unwrap();
    assert_eq!(stored.note, ClerkNote { text: "맞음".into(), looked_at: None, sealed: false });
    assert!(!stored.row.looked_at && stored.row.noted);
    assert_eq!(altered_documents(&book), []);
}

#[test]
fn an_invoice_is_found_by_its_note_as_long_as_the_note_says_so() {
    let (_fixture, book, ids) = noted_book();
    let search = |text: &str| found(&book, &Filter { text: Some(text.into()), ..Filter::default() });
    write(&book, ids[0], "반품 예정", false, 7);
    assert_eq!(search("반품"), [ids[0]]);
    assert_eq!(search("복사용지 반품"), [ids[0]], "together with what the invoice itself says");
    // Another version of the invoice does not lose the note.
    let theirs = Spec { serial: 1, type_code: "0301", supply: 7_000, ..Spec::default() };
    import(&book, 8, Vec::new(), vec![item(theirs.invoice(), Direction::Sale, ImportAct::Replace)]);
    assert_eq!(search("반품"), [ids[0]]);
    write(&book, ids[0], "교환", false, 9);
    assert_eq!((search("반품"), search("교환")), (vec![], vec![ids[0]]));
    write(&book, ids[0], "", false, 10);
    assert_eq!((search("교환"), search("복사용지").len()), (vec![], 3));
}

#[test]
fn a_resident_number_in_a_note_is_masked_everywhere_and_shown_only_by_unmasking() {
    let (_fixture, book, ids) = noted_book();
    let note = write(&book, ids[0], "담당 850301-1234567", false, 7);
    assert_eq!((note.text.as_str(), note.sealed), ("담당 850301-1******", true));
    let by_number = Filter { text: Some("8503011234567".into()), ..Filter::default() };
    assert_eq!(found(&book, &by_number), Vec::<i64>::new());
    let before = head(&book).seq;
    assert_eq!(*book.unmask_note(ids[0], at(8)).unwrap(), "담당 850301-1234567");
    assert_eq!(head(&book).seq, before + 1, "the look is recorded");
    // The page sends back what it was shown.
    let kept = write(&book, ids[0], "담당 850301-1******", true, 9);
    assert!(kept.sealed);
    assert_eq!(*book.unmask_note(ids[0], at(10)).unwrap(), "담당 850301-1234567");
    let history = book.read(|r| r.history(Entity::Invoice, ids[0])).unwrap();
    assert!(!format!("{history:?}").contains("1234567"));
    assert!(matches!(book.unmask_note(ids[1], at(9)), Err(StoreError::NotFound { .. })));
    assert_eq!(altered_documents(&book), []);
}

#[test]
fn an_invoices_history_tells_of_its_notes() {
    let (_fixture, book, ids) = noted_book();
    write(&book, ids[1], "첫 메모", false, 7);
    write(&book, ids[1], "둘째 메모", true, 8);
    let history = book.read(|r| r.history(Entity::Invoice, ids[1])).unwrap();
    let told: Vec<_> = history.iter().map(|h| (h.at, h.act.as_str(), h.entity, h.operation)).collect();
    assert_eq!(
        told,
        [
            (at(1), "import", Entity::Invoice, Operation::Add),
            (at(7), "note", Entity::Note, Operation::Add),
            (at(8), "note", Entity::Note, Operation::Update),
        ]
    );
    let text =
        Difference {
            field: "clerk_note", book: Some("첫 메모".into()), file: Some("둘째 메모".into())
        };
    let looked = Difference { field: "looked_at", book: None, file: Some(at(8).to_string()) };
    assert_eq!(history[2].fields, [text, looked]);
}

#[test]
fn a_note_without_an_invoice_or_beyond_its_bound_is_refused_and_nothing_is_written() {
    let (_fixture, book, ids) = noted_book();
    let before = head(&book);
    let change = NoteChange { text: "말".into(), looked_at: true };
    assert!(matches!(book.write_note(12, &change, at(7)), Err(StoreError::NotFound { id: 12, .. })));
    let long = NoteChange { text: "가".repeat(NOTE_CHARS_MAX + 1), looked_at: true };
    assert!(matches!(book.write_note(ids[0], &long, at(7)), Err(StoreError::TooMany { .. })));
    assert_eq!(head(&book), before);
    let longest = NoteChange { text: "가".repeat(NOTE_CHARS_MAX), looked_at: true };
    assert!(book.write_note(ids[0], &longest, at(7)).is_ok());
}
