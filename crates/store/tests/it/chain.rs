//! The chain of changes: that nothing is left out of it, and that it notices tampering.

use crate::fixture::*;
use jangbu_domain::*;
use jangbu_store::*;

/// A book with some history.
fn lived_in() -> (Fixture, Book) {
    let (fixture, book) = book();
    let specs: Vec<Spec> = (1..=4).map(|serial| Spec { serial, ..Spec::default() }).collect();
    let first = import(&book, 1, vec![file("a", b"a")], from_file(specs.iter().map(Spec::item).collect()));
    let theirs = Spec { supply: 9_000, ..specs[0].clone() };
    let replaced = vec![item(theirs.invoice(), Direction::Sale, ImportAct::Replace)];
    let second = import(&book, 2, vec![file("b", b"b")], from_file(replaced));
    book.undo_import(second.import_id.unwrap(), at(3), &mut go_on).unwrap();
    book.undo_import(first.import_id.unwrap(), at(4), &mut go_on).unwrap();
    import(&book, 5, Vec::new(), specs.iter().map(Spec::item).collect());
    (fixture, book)
}

#[test]
fn an_untouched_chain_holds_together_and_knows_its_head() {
    let (_fixture, book) = lived_in();
    let report = book.read(Reader::verify_chain).unwrap();
    assert_eq!(report.fault, None);
    assert!(report.rows > 20, "{}", report.rows);
    assert_eq!(report.head, book.read(Reader::chain_head).unwrap());
    assert_eq!(i64::try_from(report.rows).unwrap(), report.head.seq);
}

/// Opens the database the way a tamperer with the key would.
pub(crate) fn tamper(fixture: &Fixture, statement: &str) -> ChainReport {
    let secret = fixture.keyring.read("company").unwrap().unwrap();
    let key = hex(&secret[..32]);
    let connection = rusqlite::Connection::open(fixture.company_folder("company").join("book.db")).unwrap();
    connection
        .execute_batch(&format!("PRAGMA key = \"x'{key}'\"; PRAGMA foreign_keys = OFF; {statement}"))
        .unwrap();
    connection.close().unwrap();
    let book = fixture.books.open("company", &Unlock::Keyring).unwrap();
    book.read(Reader::verify_chain).unwrap()
}

#[test]
fn the_first_altered_or_missing_row_is_named() {
    let cases = [
        (
            "UPDATE change SET before_image = replace(before_image, '9000', '9001') WHERE before_image LIKE '%9000%'",
            None,
        ),
        ("UPDATE change SET entity_id = entity_id + 1 WHERE seq = 5", Some(ChainFault::Altered { seq: 5 })),
        ("UPDATE change SET after_sha256 = NULL WHERE seq = 3", Some(ChainFault::Altered { seq: 3 })),
        ("UPDATE change SET hash = zeroblob(32) WHERE seq = 3", Some(ChainFault::Altered { seq: 3 })),
        ("UPDATE act SET at_ms = at_ms + 1 WHERE id = 1", Some(ChainFault::Altered { seq: 1 })),
        ("UPDATE act SET kind = 'other' WHERE id = 2", None),
        ("DELETE FROM act WHERE id = 1", Some(ChainFault::Altered { seq: 1 })),
        ("DELETE FROM change WHERE seq = 4", Some(ChainFault::Missing { seq: 4 })),
        ("DELETE FROM change WHERE seq = 1", Some(ChainFault::Missing { seq: 1 })),
        ("DELETE FROM change WHERE seq = (SELECT max(seq) FROM change)", None),
    ];
    for (statement, expected) in cases {
        let (fixture, book) = lived_in();
        let head = book.read(Reader::chain_head).unwrap();
        book.close().unwrap();
        let fault = tamper(&fixture, statement).fault;
        assert!(fault.is_some(), "{statement}");
        if expected.is_some() {
            assert_eq!(fault, expected, "{statement}");
        }
        if statement.contains("max(seq)") {
            assert_eq!(fault, Some(ChainFault::Missing { seq: head.seq }));
        }
    }
}

#[test]
fn an_invoice_changed_behind_the_chain_is_named() {
    let (fixture, book) = lived_in();
    let rows = all_pages(&book, &Filter::default(), &[], 10);
    book.close().unwrap();
    let id = rows[1].id;
    for statement in [
        format!("UPDATE invoice SET supply_krw = supply_krw + 1 WHERE id = {id}"),
        format!("UPDATE invoice_line SET item = '다른것' WHERE invoice_id = {id}"),
        format!(
            "UPDATE invoice SET partner_name = partner_name, warning_count = 0, notes = '[\"x\"]' WHERE id = {id}"
        ),
    ] {
        let report = tamper(&fixture, &statement);
        assert_eq!(report.fault, None, "the chain itself is whole");
        let book = fixture.books.open("company", &Unlock::Keyring).unwrap();
        let altered = AlteredDocument { entity: Entity::Invoice, id, how: Alteration::Content };
        assert_eq!(altered_documents(&book), [altered], "{statement}");
    }
}

#[test]
fn an_unmasking_is_recorded_and_changes_nothing_else() {
    let (_fixture, book) = book();
    let mut person = Spec::default().draft();
    person.buyer.identity = BuyerIdentity::Resident(ResidentNumber::parse("850301-1234567").unwrap());
    let invoice = person.check().unwrap();
    import(&book, 1, Vec::new(), vec![item(invoice.clone(), Direction::Sale, ImportAct::Add)]);
    let id = book.read(|r| r.invoice_by_approval(invoice.approval())).unwrap().unwrap();
    let before = book.read(|r| r.invoice(id)).unwrap();
    assert_eq!(book.unmask(id, at(9)).unwrap(), invoice);
    assert_eq!(book.read(|r| r.invoice(id)).unwrap(), before);
    let history = book.read(|r| r.history(Entity::Invoice, id)).unwrap();
    let told: Vec<_> = history.iter().map(|h| (h.operation, h.at)).collect();
    assert_eq!(told, [(Operation::Add, at(1)), (Operation::Unmask, at(9))]);
    assert!(altered_documents(&book).is_empty());
    assert!(matches!(book.unmask(12, at(9)), Err(StoreError::NotFound { .. })));
}

#[test]
fn a_fault_is_told_with_its_act_and_its_document() {
    let (fixture, book) = lived_in();
    let acts = book.read(|r| r.acts(None, 100)).unwrap();
    let first = acts.iter().rev().find(|act| act.kind == "import").unwrap();
    book.close().unwrap();
    let seq = first.first_seq + 1;
    let report = tamper(&fixture, &format!("UPDATE change SET operation = operation + 1 WHERE seq = {seq}"));
    assert_eq!(report.fault, Some(ChainFault::Altered { seq }));
    let place = report.place.unwrap();
    assert_eq!((place.act, place.at, place.kind.as_deref()), (Some(first.id), Some(at(1)), Some("import")));
    assert!(place.entity.is_some() && place.entity_id.is_some());
    let report = tamper(&fixture, &format!("DELETE FROM change WHERE seq = {seq}"));
    assert_eq!(report.fault, Some(ChainFault::Missing { seq }));
    let place = report.place.unwrap();
    assert_eq!((place.act, place.entity), (Some(first.id), None), "what the row was about went with it");
}

#[test]
fn an_act_that_says_other_counts_than_its_rows_was_altered() {
    let (fixture, book) = lived_in();
    let acts = book.read(|r| r.acts(None, 100)).unwrap();
    book.close().unwrap();
    for act in [&acts[0], acts.last().unwrap()] {
        let (fixture_again, book) = lived_in();
        book.close().unwrap();
        let statement = format!("UPDATE act SET counts = '[[3,1,7]]' WHERE id = {}", act.id);
        let report = tamper(&fixture_again, &statement);
        assert_eq!(report.fault, Some(ChainFault::Altered { seq: act.first_seq }));
    }
    // Acts of the first schema say none.
    assert_eq!(tamper(&fixture, "UPDATE act SET counts = NULL").fault, None);
}

#[test]
fn heads_printed_earlier_are_held_by_the_chain_that_went_on_and_by_no_other() {
    let (fixture, book) = lived_in();
    let check =
        |book: &Book, heads: &[ChainHead]| book.read(|r| r.verify_against(heads, &mut go_on)).unwrap();
    let early = book.read(Reader::chain_head).unwrap();
    import_specs(&book, &[Spec { serial: 77, ..Spec::default() }]);
    let late = book.read(Reader::chain_head).unwrap();
    let foreign = ChainHead { hash: [7; 32], ..early };
    let beyond = ChainHead { seq: late.seq + 1, ..late };
    let founding = ChainHead { seq: 0, hash: [0; 32] };
    let checked = check(&book, &[late, early, foreign, beyond, founding]);
    assert_eq!(checked.report.fault, None);
    assert_eq!(checked.holds, [true, true, false, false, true]);
    book.close().unwrap();
    // Cut off together with its act and its counts, the end is missed by nothing but the head.
    let cut = format!(
        "DELETE FROM change WHERE seq > {}; DELETE FROM act WHERE first_seq > {};",
        early.seq, early.seq
    );
    assert_eq!(tamper(&fixture, &cut).fault, None);
    let book = fixture.books.open("company", &Unlock::Keyring).unwrap();
    assert_eq!(check(&book, &[early, late]).holds, [true, false]);
}

#[test]
fn documents_put_in_changed_or_taken_away_behind_the_chain_are_named() {
    let cases = [
        ("UPDATE company SET representative = '다른사람'", Entity::Company, Alteration::Content),
        ("UPDATE partner SET name = '다른상호'", Entity::Partner, Alteration::Content),
        ("DELETE FROM partner", Entity::Partner, Alteration::Gone),
        (
            "UPDATE source SET file_name = 'other' WHERE id = (SELECT max(id) FROM source)",
            Entity::Source,
            Alteration::Content,
        ),
        ("INSERT INTO source_withdrawn SELECT max(id) FROM source", Entity::Source, Alteration::Gone),
        ("UPDATE import SET added = added + 1 WHERE id = 1", Entity::Import, Alteration::Content),
        (
            "INSERT INTO import (act_id, at_ms, files) VALUES (1, 0, '[]')",
            Entity::Import,
            Alteration::Unrecorded,
        ),
        ("UPDATE invoice_note SET text = 'x'", Entity::Note, Alteration::Content),
        ("DELETE FROM invoice_note", Entity::Note, Alteration::Gone),
        ("UPDATE invoice_line SET supply_krw = 1", Entity::Invoice, Alteration::Content),
    ];
    for (statement, entity, how) in cases {
        let (fixture, book) = book();
        import(&book, 1, vec![file("a", b"a")], from_file(vec![Spec::default().item()]));
        let id = all_pages(&book, &Filter::default(), &[], 10)[0].id;
        book.write_note(id, &NoteChange { text: "메모".into(), looked_at: true }, at(2)).unwrap();
        assert_eq!(altered_documents(&book), []);
        book.close().unwrap();
        assert_eq!(tamper(&fixture, statement).fault, None, "{statement}");
        let book = fixture.books.open("company", &Unlock::Keyring).unwrap();
        let found: Vec<_> = altered_documents(&book).iter().map(|found| (found.entity, found.how)).collect();
        assert_eq!(found, [(entity, how)], "{statement}");
    }
}

#[test]
fn every_kind_of_document_has_a_history() {
    let (_fixture, book) = lived_in();
    let row = all_pages(&book, &Filter::default(), &[], 10).remove(0);
    let operations = |entity, id| -> Vec<Operation> {
        book.read(|r| r.history(entity, id)).unwrap().iter().map(|entry| entry.operation).collect()
    };
    assert_eq!(operations(Entity::Company, 1), [Operation::Add]);
    assert_eq!(operations(Entity::Import, 1), [Operation::Add, Operation::Update]);
    assert_eq!(operations(Entity::Source, 1), [Operation::Add, Operation::Remove]);
    assert!(operations(Entity::Partner, row.partner_id).contains(&Operation::Add));
    let undone = book.read(|r| r.history(Entity::Import, 1)).unwrap();
    assert_eq!(undone[1].fields[0].field, "undone_at");
    assert_eq!(undone[1].fields[0].file.as_deref(), Some(at(4).to_string().as_str()));
}
