//! The log of acts, and undoing one of them.

use crate::fixture::*;
use jangbu_domain::*;
use jangbu_store::*;

fn acts(book: &Book) -> Vec<ActRow> {
    book.read(|r| r.acts(None, 100)).unwrap()
}

fn newest(book: &Book) -> ActRow {
    acts(book).remove(0)
}

fn undo(book: &Book, act: i64, minutes: i64) -> UndoCounts {
    book.undo_act(act, at(minutes), &mut go_on).unwrap()
}

fn refusal(book: &Book, act: i64) -> UndoRefusal {
    let head = book.read(Reader::chain_head).unwrap();
    let told = book.read(|r| r.act(act)).unwrap().unwrap().undo;
    let error = book.undo_act(act, at(99), &mut go_on).unwrap_err();
    assert_eq!(book.read(Reader::chain_head).unwrap(), head, "a refusal writes nothing");
    let StoreError::UndoRefused { act: named, reason } = error else { panic!("{error}") };
    assert_eq!((named, told), (act, Undoable::No(reason)), "the log says the same beforehand");
    reason
}

fn note(book: &Book, id: i64, text: &str, minutes: i64) -> i64 {
    book.write_note(id, &NoteChange { text: text.into(), looked_at: false }, at(minutes)).unwrap();
    newest(book).id
}

/// Everything a reader can see of the invoices, their sources and the sums.
fn visible(book: &Book) -> Vec<String> {
    let rows = all_pages(book, &Filter::default(), &[], 10);
    let mut seen: Vec<String> = rows
        .iter()
        .map(|row| {
            let stored = book.read(|r| r.invoice(row.id)).unwrap().unwrap();
            let bodies = stored.sources.iter().map(|link| {
                let body = book.read(|r| r.source_bytes(link.source.id)).unwrap();
                format!("{:?} {:?}", link, body.as_slice())
            });
            let bodies: Vec<String> = bodies.collect();
            let found = Filter { text: Some(row.item.clone()), ..Filter::default() };
            let found = all_pages(book, &found, &[], 10).iter().any(|found| found.id == row.id);
            // A partner that went and came back has another number.
            let row = InvoiceRow { partner_id: 0, ..stored.row };
            format!("{row:?} {:?} {:?} {bodies:?} {found}", stored.invoice, stored.note)
        })
        .collect();
    seen.push(format!("{:?}", book.read(|r| r.invoice_totals(&Filter::default(), None)).unwrap()));
    let partners = book.read(|r| r.partner_page(None, None, 100)).unwrap().partners;
    let mut partners: Vec<String> =
        partners.into_iter().map(|partner| format!("{:?}", PartnerRow { id: 0, ..partner })).collect();
    partners.sort();
    seen.extend(partners);
    seen.extend(book.read(Reader::imports).unwrap().iter().map(|import| format!("{import:?}")));
    seen
}

fn assert_whole(book: &Book) {
    assert_eq!(book.read(Reader::verify_chain).unwrap().fault, None);
    assert_eq!(altered_documents(book), []);
}

/// Two invoices from a file, one of them replaced by a second import, a note on it.
fn lived_in() -> (Fixture, Book, [i64; 2]) {
    let (fixture, book) = book();
    let specs: Vec<Spec> =
        (1..=2).map(|serial| Spec { serial, partner: serial, ..Spec::default() }).collect();
    import(&book, 1, vec![file("a", b"first")], from_file(specs.iter().map(Spec::item).collect()));
    let first = newest(&book).id;
    let theirs = Spec { supply: 9_000, ..specs[0].clone() };
    let replaced = vec![item(theirs.invoice(), Direction::Sale, ImportAct::Replace)];
    import(&book, 2, vec![file("b", b"second")], from_file(replaced));
    let second = newest(&book).id;
    (fixture, book, [first, second])
}

#[test]
fn the_log_tells_acts_newest_first_with_what_they_did() {
    let (_fixture, book, [first, second]) = lived_in();
    let id = all_pages(&book, &Filter::default(), &[], 10)[0].id;
    let noted = note(&book, id, "메모", 3);
    let log = acts(&book);
    let told: Vec<_> = log.iter().map(|act| (act.id, act.kind.as_str(), act.at)).collect();
    let founding = log.last().unwrap().id;
    assert_eq!(
        told,
        [
            (noted, "note", at(3)),
            (second, "import", at(2)),
            (first, "import", at(1)),
            (founding, "create", at(0))
        ]
    );
    let counts = |act: &ActRow, entity, operation| {
        act.counts
            .iter()
            .filter(|c| (c.entity, c.operation) == (entity, operation))
            .map(|c| c.count)
            .sum::<u64>()
    };
    assert_eq!(counts(&log[2], Entity::Invoice, Operation::Add), 2);
    assert_eq!(counts(&log[2], Entity::Partner, Operation::Add), 2);
    assert_eq!(counts(&log[1], Entity::Invoice, Operation::Replace), 1);
    assert_eq!(log[0].counts, [ActCount { entity: Entity::Note, operation: Operation::Add, count: 1 }]);
    for act in &log {
        let rows = u64::try_from(act.last_seq - act.first_seq + 1).unwrap();
        assert_eq!(act.counts.iter().map(|count| count.count).sum::<u64>(), rows, "every row is counted");
    }
    let paged: Vec<i64> = std::iter::successors(book.read(|r| r.acts(None, 1)).unwrap().pop(), |last| {
        book.read(|r| r.acts(Some(last.id), 1)).unwrap().pop()
    })
    .map(|act| act.id)
    .collect();
    assert_eq!(paged, log.iter().map(|act| act.id).collect::<Vec<_>>());
}

#[test]
fn an_undone_note_is_as_it_was_before_and_can_be_brought_back() {
    let (_fixture, book, _) = lived_in();
    let id = all_pages(&book, &Filter::default(), &[], 10)[0].id;
    let blank = visible(&book);
    note(&book, id, "첫 메모", 3);
    let first = visible(&book);
    let second = note(&book, id, "둘째 메모", 4);
    let both = visible(&book);
    assert_eq!(undo(&book, second, 5).notes, 1);
    assert_eq!(visible(&book), first);
    let undoing = newest(&book);
    assert_eq!((undoing.kind.as_str(), undoing.undoes), ("undo", Some(second)));
    assert_eq!(book.read(|r| r.act(second)).unwrap().unwrap().undone_by, Some(undoing.id));
    assert_eq!(refusal(&book, second), UndoRefusal::AlreadyUndone);

    undo(&book, undoing.id, 6);
    assert_eq!(visible(&book), both);
    assert_eq!(newest(&book).kind, "redo");
    let standing = book.read(|r| r.act(second)).unwrap().unwrap();
    assert_eq!(standing.undone_by, None, "its undo was undone");
    undo(&book, newest(&book).id, 7);
    assert_eq!(visible(&book), first);
    let third = note(&book, id, "", 8);
    assert_eq!(visible(&book), blank);
    undo(&book, third, 9);
    assert_eq!(visible(&book), first);
    assert_whole(&book);
}

#[test]
fn undoing_the_undo_of_an_import_brings_everything_back_the_files_included() {
    let (_fixture, book, [first, second]) = lived_in();
    let id = all_pages(&book, &Filter { text: Some("복사".into()), ..Filter::default() }, &[], 10)[1].id;
    note(&book, id, "메모", 3);
    let before = visible(&book);
    let undone = undo(&book, second, 4);
    assert_eq!((undone.restored, undone.kept.len()), (1, 0));
    let without_second = visible(&book);
    let undo_of_second = newest(&book).id;
    undo(&book, undo_of_second, 5);
    assert_eq!(visible(&book), before);
    assert_whole(&book);

    undo(&book, second, 6);
    let undone = undo(&book, first, 7);
    assert_eq!((undone.removed, undone.notes), (2, 1));
    assert_eq!(all_pages(&book, &Filter::default(), &[], 10), []);
    assert_eq!(book.read(|r| r.partner_page(None, None, 10)).unwrap().count, 0);
    assert_whole(&book);
    let brought_back = undo(&book, newest(&book).id, 8);
    assert_eq!((brought_back.restored, brought_back.notes), (2, 1));
    let expected: Vec<String> =
        without_second.iter().map(|line| line.replace(&at(4).to_string(), "T")).collect();
    let seen: Vec<String> = visible(&book).iter().map(|line| line.replace(&at(6).to_string(), "T")).collect();
    assert_eq!(seen, expected, "the moment of the second's undoing aside");
    // And away again, by the redo this time.
    assert_eq!(undo(&book, newest(&book).id, 9).removed, 2);
    assert_eq!(all_pages(&book, &Filter::default(), &[], 10), []);
    assert_whole(&book);
}

#[test]
fn what_was_changed_again_later_is_not_undone() {
    let (_fixture, book, [_, second]) = lived_in();
    let id = all_pages(&book, &Filter::default(), &[], 10)[0].id;
    let first_note = note(&book, id, "첫 메모", 3);
    note(&book, id, "둘째 메모", 4);
    assert_eq!(refusal(&book, first_note), UndoRefusal::ChangedLater);
    undo(&book, second, 5);
    let undoing = newest(&book).id;
    let again = Spec { serial: 1, supply: 5_000, ..Spec::default() };
    import(&book, 6, Vec::new(), vec![item(again.invoice(), Direction::Sale, ImportAct::Replace)]);
    assert_eq!(refusal(&book, undoing), UndoRefusal::ChangedLater);
    assert_whole(&book);
}

#[test]
fn an_undo_is_not_turned_back_over_invoices_that_came_in_again() {
    let (_fixture, book) = book();
    let spec = Spec::default();
    import(&book, 1, vec![file("a", b"first")], from_file(vec![spec.item()]));
    undo(&book, newest(&book).id, 2);
    let undoing = newest(&book).id;
    // The invoice by another file: what the undo took out cannot come back beside it.
    import(&book, 3, vec![file("b", b"other")], from_file(vec![spec.item()]));
    assert_eq!(refusal(&book, undoing), UndoRefusal::ChangedLater);
    undo(&book, newest(&book).id, 4);
    undo(&book, undoing, 5);
    assert_eq!(all_pages(&book, &Filter::default(), &[], 10).len(), 1);
    assert_whole(&book);
}

#[test]
fn a_file_that_an_undo_took_out_comes_in_again_as_new() {
    let (_fixture, book) = book();
    let spec = Spec::default();
    let counts = import(&book, 1, vec![file("a", b"first")], from_file(vec![spec.item()]));
    undo(&book, newest(&book).id, 2);
    let undoing = newest(&book).id;
    let links = |book: &Book| {
        let row = all_pages(book, &Filter::default(), &[], 10).remove(0);
        book.read(|r| r.invoice(row.id)).unwrap().unwrap().sources
    };
    let again = import(&book, 3, vec![file("b", b"first")], from_file(vec![spec.item()]));
    assert_eq!((counts.added, again.added), (1, 1));
    let link = links(&book).remove(0);
    assert_eq!((link.source.file_name.as_str(), Some(link.source.import_id)), ("b", again.import_id));
    assert_eq!(&**book.read(|r| r.source_bytes(link.source.id)).unwrap(), b"first");
    assert_eq!(refusal(&book, undoing), UndoRefusal::ChangedLater);
    assert_whole(&book);
}

#[test]
fn founding_a_book_looking_at_a_number_and_an_old_undo_say_why_they_stay() {
    let (fixture, book) = book();
    let founding = newest(&book).id;
    assert_eq!(refusal(&book, founding), UndoRefusal::CompanyCreated);
    let mut person = Spec::default().draft();
    person.buyer.identity = BuyerIdentity::Resident(ResidentNumber::parse("850301-1234567").unwrap());
    import(&book, 1, Vec::new(), vec![item(person.check().unwrap(), Direction::Sale, ImportAct::Add)]);
    let import_act = newest(&book).id;
    let id = all_pages(&book, &Filter::default(), &[], 10)[0].id;
    book.unmask(id, at(2)).unwrap();
    assert_eq!(refusal(&book, newest(&book).id), UndoRefusal::NothingToUndo);
    assert!(matches!(book.undo_act(999, at(3), &mut go_on), Err(StoreError::NotFound { .. })));
    undo(&book, import_act, 4);
    let undoing = newest(&book).id;
    book.close().unwrap();
    // As the first version of the program left it: an undo that names no act.
    crate::chain::tamper(&fixture, "DELETE FROM change WHERE entity = 7; UPDATE act SET counts = NULL");
    let book = fixture.books.open("company", &Unlock::Keyring).unwrap();
    assert_eq!(book.read(|r| r.act(import_act)).unwrap().unwrap().undone_by, Some(undoing));
    assert_eq!(refusal(&book, undoing), UndoRefusal::FilesGone);
}

#[test]
fn an_undo_that_is_cancelled_writes_nothing() {
    let (_fixture, book, [first, _]) = lived_in();
    let before = (visible(&book), book.read(Reader::chain_head).unwrap());
    let stop = &mut |_, _| std::ops::ControlFlow::Break(());
    assert!(matches!(book.undo_act(first, at(5), stop), Err(StoreError::Cancelled)));
    assert_eq!((visible(&book), book.read(Reader::chain_head).unwrap()), before);
}

#[test]
fn a_partner_that_is_gone_leaves_its_number_to_nobody() {
    let (_fixture, book) = book();
    let partners = |book: &Book| book.read(|r| r.partner_page(None, None, 100)).unwrap().partners;
    let id_of = |book: &Book, name: &str| {
        partners(book).into_iter().find(|partner| partner.name == name).map(|partner| partner.id)
    };
    let spec = |serial, partner, name: &str| Spec {
        serial,
        partner,
        partner_name: name.to_owned(),
        ..Spec::default()
    };
    import_specs(&book, &[spec(1, 71, "남는 상회")]);
    import_specs(&book, &[spec(2, 72, "사라질 상회"), spec(3, 73, "또 사라질 상회")]);
    let gone = [id_of(&book, "사라질 상회").unwrap(), id_of(&book, "또 사라질 상회").unwrap()];
    undo(&book, newest(&book).id, 5);
    assert_eq!(partners(&book).len(), 1);
    undo(&book, newest(&book).id, 6);
    assert_eq!(id_of(&book, "사라질 상회"), Some(gone[0]), "who comes back is who it was");
    undo(&book, newest(&book).id, 7);

    import_specs(&book, &[spec(4, 74, "새 상회")]);
    let new = id_of(&book, "새 상회").unwrap();
    assert!(!gone.contains(&new), "{new} in {gone:?}");
    assert_eq!(book.read(|r| r.history(Entity::Partner, new)).unwrap().len(), 1);
    assert_eq!(book.read(|r| r.history(Entity::Partner, gone[0])).unwrap().len(), 4);
}
