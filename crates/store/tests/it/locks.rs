//! One process writes a book at a time; whoever only reads goes on beside it.

use crate::fixture::*;
use jangbu_store::*;
use std::fs;

fn seat(host: &str, program: Program) -> Seat {
    Seat { user: "경리".into(), host: host.into(), pid: 4242, program, version: "1.2.3".into() }
}

/// The same companies, opened by somebody.
fn seated(fixture: &Fixture, host: &str, program: Program) -> Books {
    Books::new(fixture.folder.path(), fixture.keyring.clone()).seated(seat(host, program))
}

fn count(book: &Book) -> u64 {
    book.read(|r| r.invoice_totals(&Filter::default(), None)).unwrap().sales.count
}

#[test]
fn a_second_writer_is_refused_and_told_who_holds_the_book() {
    let fixture = Fixture::new();
    fixture.create("one").book.close().unwrap();
    let window = seated(&fixture, "가상PC", Program::Window);
    let held = window.open_with("one", &Unlock::Keyring, OpenOptions::at(at(5))).unwrap();
    assert_eq!(held.took_over(), None);
    let terminal = seated(&fixture, "가상PC", Program::Terminal);
    for take_over in [false, true] {
        let refused =
            terminal.open_with("one", &Unlock::Keyring, OpenOptions { take_over, ..OpenOptions::at(at(6)) });
        let Err(StoreError::LockedByOther { owner: Some(owner), reach: LockReach::InUse }) = refused else {
            panic!("{refused:?}")
        };
        assert_eq!((owner.user.as_str(), owner.host.as_str(), owner.pid), ("경리", "가상PC", 4242));
        assert_eq!((owner.program, owner.since), (Program::Window, at(5)));
    }
    held.close().unwrap();
    assert!(!fixture.company_folder("one").join("book.lock").exists());
    let book = terminal.open_with("one", &Unlock::Keyring, OpenOptions::at(at(7))).unwrap();
    assert_eq!(book.took_over(), None, "the window gave the book back");
}

#[test]
fn the_book_that_was_just_made_is_held_too() {
    let fixture = Fixture::new();
    let created = fixture.create("one");
    let again = fixture.books.open("one", &Unlock::Keyring);
    assert!(matches!(again, Err(StoreError::LockedByOther { reach: LockReach::InUse, .. })), "{again:?}");
    drop(created);
    assert!(fixture.books.open("one", &Unlock::Keyring).is_ok());
}

#[test]
fn what_a_dead_process_of_this_machine_left_is_taken_over_and_told() {
    let fixture = Fixture::new();
    fixture.create("one").book.close().unwrap();
    let left =
        r#"{"owner":"경리","host":"가상PC","pid":77,"program":"window","since":"2026-03-02T01:02:03Z"}"#;
    fs::write(fixture.company_folder("one").join("book.lock"), left).unwrap();
    let books = seated(&fixture, "가상PC", Program::Window);
    let book = books.open_with("one", &Unlock::Keyring, OpenOptions::at(at(5))).unwrap();
    assert_eq!(book.took_over().map(|owner| owner.pid), Some(77));
    drop(book);
    let book = books.open_with("one", &Unlock::Keyring, OpenOptions::at(at(6))).unwrap();
    assert_eq!(book.took_over(), None);
}

#[test]
fn a_holder_on_another_machine_is_only_taken_over_on_a_persons_word() {
    let fixture = Fixture::new();
    fixture.create("one").book.close().unwrap();
    let file = fixture.company_folder("one").join("book.lock");
    let left =
        r#"{"owner":"과장","host":"다른PC","pid":77,"program":"browser","since":"2026-03-02T01:02:03Z"}"#;
    fs::write(&file, left).unwrap();
    let books = seated(&fixture, "가상PC", Program::Window);
    let refused = books.open_with("one", &Unlock::Keyring, OpenOptions::at(at(5)));
    let Err(StoreError::LockedByOther { owner: Some(owner), reach: LockReach::OtherMachine }) = refused
    else {
        panic!("{refused:?}")
    };
    assert_eq!((owner.host.as_str(), owner.program), ("다른PC", Program::Browser));
    assert_eq!(fs::read_to_string(&file).unwrap(), left, "the refusal changed nothing");
    let options = OpenOptions { take_over: true, ..OpenOptions::at(at(6)) };
    let book = books.open_with("one", &Unlock::Keyring, options).unwrap();
    assert_eq!(book.took_over().map(|owner| owner.host.as_str()), Some("다른PC"));
    let named = fs::read_to_string(&file).unwrap();
    assert!(named.contains("가상PC"), "{named}");
}

#[test]
fn a_holder_file_that_cannot_be_read_blocks_nobody() {
    let fixture = Fixture::new();
    fixture.create("one").book.close().unwrap();
    let file = fixture.company_folder("one").join("book.lock");
    for wrong in ["", "{", "[]", &"x".repeat(10_000)] {
        fs::write(&file, wrong).unwrap();
        let book = fixture.books.open("one", &Unlock::Keyring).unwrap();
        assert_eq!(book.took_over(), None);
    }
}

#[test]
fn a_wrong_key_gives_the_lock_back() {
    let fixture = Fixture::new();
    let recovery = fixture.create("one").recovery_key.shown();
    fixture.keyring.write("one", b"short").unwrap();
    assert!(matches!(fixture.books.open("one", &Unlock::Keyring), Err(StoreError::WrongKey)));
    assert!(fixture.books.open("one", &Unlock::Recovery(recovery)).is_ok());
}

#[test]
fn a_reader_goes_on_beside_the_writer_and_writes_nothing() {
    let fixture = Fixture::new();
    let writer = fixture.create("one").book;
    let reader = fixture.books.open_to_read("one", &Unlock::Keyring).unwrap();
    assert!(reader.is_read_only() && !writer.is_read_only());
    import_specs(&writer, &[Spec::default()]);
    assert_eq!(count(&reader), 1, "it sees what is committed");
    let refused = try_import(&reader, 2, Vec::new(), vec![Spec { serial: 2, ..Spec::default() }.item()]);
    assert!(matches!(refused, Err(StoreError::ReadOnly)), "{refused:?}");
    let import = writer.read(Reader::imports).unwrap()[0].id;
    assert!(matches!(reader.undo_import(import, at(3), &mut go_on), Err(StoreError::ReadOnly)));
    let id = writer.read(|r| r.invoice_page(&Filter::default(), &[], None, 1)).unwrap().rows[0].id;
    assert!(matches!(reader.unmask(id, at(3)), Err(StoreError::ReadOnly)));
    writer.close().unwrap();
    assert_eq!(count(&reader), 1);
    reader.close().unwrap();
    assert_eq!(count(&fixture.books.open("one", &Unlock::Keyring).unwrap()), 1);
}

#[test]
fn of_many_threads_that_open_one_book_at_once_one_gets_it() {
    let fixture = Fixture::new();
    fixture.create("one").book.close().unwrap();
    let books = &fixture.books;
    let barrier = std::sync::Barrier::new(8);
    let got = std::thread::scope(|scope| {
        let open = || {
            barrier.wait();
            let opened = books.open("one", &Unlock::Keyring);
            // Nobody lets go before everybody has tried.
            barrier.wait();
            opened.is_ok()
        };
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(open)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).filter(|got| *got).count()
    });
    assert_eq!(got, 1);
}
