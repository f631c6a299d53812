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
fn tamper(fixture: &Fixture, statement: &str) -> ChainReport {
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
        assert_eq!(book.read(|r| r.altered_invoices(10)).unwrap(), [id], "{statement}");
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
    assert!(book.read(|r| r.altered_invoices(10)).unwrap().is_empty());
    assert!(matches!(book.unmask(12, at(9)), Err(StoreError::NotFound { .. })));
}
