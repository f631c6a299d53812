//! Making, opening and losing books.

use crate::fixture::*;
use jangbu_store::*;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use zeroize::Zeroizing;

fn secret(text: &str) -> Zeroizing<String> {
    Zeroizing::new(text.to_owned())
}

fn files(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|f| f.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// A closed book with one invoice, and its recovery key.
fn closed(fixture: &Fixture, id: &str) -> RecoveryKey {
    let created = fixture.create(id);
    import_specs(&created.book, &[Spec::default()]);
    created.book.close().unwrap();
    created.recovery_key
}

fn count(book: &Book) -> u64 {
    book.read(|r| r.invoice_totals(&Filter::default(), None)).unwrap().sales.count
}

#[test]
fn a_keyring_book_opens_again_with_everything_in_it() {
    let fixture = Fixture::new();
    closed(&fixture, "one");
    let book = fixture.books.open("one", &Unlock::Keyring).unwrap();
    assert_eq!(count(&book), 1);
    assert_eq!(book.company(), &new_company().company);
    let (entries, leftovers) = fixture.books.list().unwrap();
    assert!(leftovers.is_empty());
    assert_eq!(entries.len(), 1);
    assert_eq!((entries[0].id.as_str(), entries[0].protection), ("one", Protection::Keyring));
    assert_eq!(fixture.books.find("one").unwrap().company.name, "가상상사");
}

#[test]
fn a_key_of_another_book_is_wrong_and_makes_nothing() {
    let fixture = Fixture::new();
    closed(&fixture, "one");
    closed(&fixture, "two");
    let other = fixture.keyring.read("two").unwrap().unwrap();
    fixture.keyring.write("one", &other).unwrap();
    let before = files(&fixture.company_folder("one"));
    assert!(matches!(fixture.books.open("one", &Unlock::Keyring), Err(StoreError::WrongKey)));
    assert_eq!(files(&fixture.company_folder("one")), before);
    fixture.keyring.write("one", b"short").unwrap();
    assert!(matches!(fixture.books.open("one", &Unlock::Keyring), Err(StoreError::WrongKey)));
}

#[test]
fn a_lost_keyring_entry_is_named_and_the_recovery_key_puts_it_back() {
    let fixture = Fixture::new();
    let recovery = closed(&fixture, "one");
    fixture.keyring.delete("one").unwrap();
    assert!(matches!(fixture.books.open("one", &Unlock::Keyring), Err(StoreError::KeyringEntryMissing)));
    let typed = secret(&recovery.shown().to_lowercase());
    let book = fixture.books.open("one", &Unlock::Recovery(typed)).unwrap();
    assert_eq!(count(&book), 1);
    drop(book);
    assert_eq!(count(&fixture.books.open("one", &Unlock::Keyring).unwrap()), 1);
}

#[test]
fn a_mistyped_recovery_key_is_told_apart_from_one_of_another_book() {
    let fixture = Fixture::new();
    let recovery = closed(&fixture, "one");
    let other = closed(&fixture, "two");
    let mut typo = recovery.shown().to_string();
    let last = typo.pop().unwrap();
    typo.push(if last == 'A' { 'B' } else { 'A' });
    let open = |key: &str| fixture.books.open("one", &Unlock::Recovery(secret(key)));
    assert!(matches!(open(&typo), Err(StoreError::RecoveryKeyTypo)));
    assert!(matches!(open(&other.shown()), Err(StoreError::WrongKey)));
    assert!(open(&recovery.shown()).is_ok());
}

#[test]
fn a_passphrase_book_needs_its_passphrase_and_no_keyring() {
    let folder = tempfile::tempdir().unwrap();
    let books = Books::new(folder.path(), Arc::new(NoKeyring));
    assert!(!books.is_keyring_available());
    let new = NewCompany { passphrase: Some(secret("우리 장부 암호")), ..new_company() };
    let made = books.create_as("one", &new, Protection::Passphrase).unwrap();
    let recovery = made.recovery_key.shown();
    made.book.close().unwrap();
    let open = |text: &str| books.open("one", &Unlock::Passphrase(secret(text)));
    assert!(matches!(open("우리 장부 암오"), Err(StoreError::WrongKey)));
    assert!(open("우리 장부 암호").is_ok());
    assert!(matches!(books.open("one", &Unlock::Keyring), Err(StoreError::NoSuchUnlock)));
    assert!(matches!(books.open("one", &Unlock::Throwaway), Err(StoreError::NoSuchUnlock)));
    assert!(books.open("one", &Unlock::Recovery(recovery)).is_ok());
    let short = NewCompany { passphrase: Some(secret("짧다")), ..new_company() };
    let refused = books.create_as("two", &short, Protection::Passphrase);
    assert!(matches!(refused, Err(StoreError::PassphraseLength { .. })));
    assert_eq!(files(&folder.path().join("companies")), ["one"], "nothing is left of the refused one");
}

#[test]
fn without_a_keyring_a_keyring_book_is_refused_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let books = Books::new(folder.path(), Arc::new(NoKeyring));
    let refused = books.create(&new_company(), Protection::Keyring);
    assert!(matches!(refused, Err(StoreError::KeyringUnavailable { .. })));
    assert!(files(&folder.path().join("companies")).is_empty());
}

#[test]
fn only_a_demo_book_may_lie_under_a_key_in_the_open() {
    let fixture = Fixture::new();
    let refused = fixture.books.create_as("one", &new_company(), Protection::Throwaway);
    assert!(matches!(refused, Err(StoreError::NoSuchUnlock)));
    let demo = NewCompany { demo: true, ..new_company() };
    fixture.books.create_as("demo", &demo, Protection::Throwaway).unwrap().book.close().unwrap();
    assert!(fixture.books.open("demo", &Unlock::Throwaway).is_ok());
    assert!(fixture.books.find("demo").unwrap().demo);
    let keys = fs::read_to_string(fixture.company_folder("demo").join("book.keys")).unwrap();
    assert!(keys.contains("demo book"), "the key file says what it is");
}

#[test]
fn creating_refuses_whatever_stands_there_and_touches_none_of_it() {
    let fixture = Fixture::new();
    closed(&fixture, "one");
    let folder = fixture.company_folder("one");
    let before: Vec<_> = files(&folder).iter().map(|name| fs::read(folder.join(name)).unwrap()).collect();
    let refused = fixture.books.create_as("one", &new_company(), Protection::Keyring);
    assert!(matches!(refused, Err(StoreError::BookExists { .. })));
    let after: Vec<_> = files(&folder).iter().map(|name| fs::read(folder.join(name)).unwrap()).collect();
    assert!(before == after);
    fs::write(fixture.company_folder("file"), "a plain file").unwrap();
    fs::create_dir(fixture.company_folder("empty")).unwrap();
    for taken in ["file", "empty"] {
        let refused = fixture.books.create_as(taken, &new_company(), Protection::Keyring);
        assert!(matches!(refused, Err(StoreError::BookExists { .. })), "{taken}");
    }
    assert_eq!(fs::read_to_string(fixture.company_folder("file")).unwrap(), "a plain file");
}

#[test]
fn opening_what_is_not_there_is_an_error_and_makes_nothing() {
    let fixture = Fixture::new();
    assert!(matches!(fixture.books.open("none", &Unlock::Keyring), Err(StoreError::BookMissing { .. })));
    assert!(!fixture.folder.path().join("companies").exists());
    closed(&fixture, "one");
    let database = fixture.company_folder("one").join("book.db");
    fs::remove_file(&database).unwrap();
    assert!(matches!(fixture.books.open("one", &Unlock::Keyring), Err(StoreError::BookMissing { .. })));
    assert!(!database.exists());
    let (entries, leftovers) = fixture.books.list().unwrap();
    assert_eq!((entries.len(), leftovers.len()), (0, 1), "the folder is named, not hidden");
    for escape in ["../one", "", ".", "..", "a/b", "가"] {
        assert!(matches!(fixture.books.find(escape), Err(StoreError::BookMissing { .. })), "{escape:?}");
    }
}

#[test]
fn an_empty_or_foreign_or_shortened_file_is_damaged_and_stays_as_it_is() {
    let fixture = Fixture::new();
    closed(&fixture, "one");
    let database = fixture.company_folder("one").join("book.db");
    let whole = fs::read(&database).unwrap();
    let plain = rusqlite::Connection::open(fixture.folder.path().join("plain.db")).unwrap();
    plain.execute_batch("CREATE TABLE t (a); INSERT INTO t VALUES (zeroblob(20000))").unwrap();
    plain.close().unwrap();
    let mut flipped = whole.clone();
    flipped[100] ^= 1;
    let wrong = [
        Vec::new(),
        b"short".to_vec(),
        vec![0; 8192],
        fs::read(fixture.folder.path().join("plain.db")).unwrap(),
        whole[..whole.len() - 4096].to_vec(),
        whole[..whole.len() / 2 + 100].to_vec(),
        whole[..4096].to_vec(),
        flipped,
    ];
    for (case, content) in wrong.into_iter().enumerate() {
        fs::write(&database, &content).unwrap();
        let opened = fixture.books.open("one", &Unlock::Keyring);
        assert!(matches!(opened, Err(StoreError::Damaged { .. })), "case {case}: {opened:?}");
        assert!(fs::read(&database).unwrap() == content, "case {case} was written to");
    }
    fs::write(&database, &whole).unwrap();
    assert_eq!(count(&fixture.books.open("one", &Unlock::Keyring).unwrap()), 1);
}

#[test]
fn a_damaged_key_file_is_told_apart_from_a_damaged_book() {
    let fixture = Fixture::new();
    closed(&fixture, "one");
    let keys = fixture.company_folder("one").join("book.keys");
    let whole = fs::read_to_string(&keys).unwrap();
    let (cut, _) = whole.split_at(whole.len() / 2);
    for wrong in ["", "{}", "[1", cut] {
        fs::write(&keys, wrong).unwrap();
        let opened = fixture.books.open("one", &Unlock::Keyring);
        assert!(matches!(opened, Err(StoreError::KeyFileDamaged { .. })), "{wrong:?}");
    }
    fs::write(&keys, whole.replace("\"format\": 1", "\"format\": 2")).unwrap();
    let opened = fixture.books.open("one", &Unlock::Keyring);
    assert!(matches!(opened, Err(StoreError::NewerSchema { found: 2, known: 1 })));
}

#[test]
fn a_book_of_a_later_version_is_refused_and_left_alone() {
    let fixture = Fixture::new();
    closed(&fixture, "one");
    let database = fixture.company_folder("one").join("book.db");
    let key = hex(&fixture.keyring.read("one").unwrap().unwrap()[..32]);
    let raw = rusqlite::Connection::open(&database).unwrap();
    raw.execute_batch(&format!("PRAGMA key = \"x'{key}'\"; PRAGMA user_version = 999")).unwrap();
    raw.close().unwrap();
    let before = fs::read(&database).unwrap();
    let opened = fixture.books.open("one", &Unlock::Keyring);
    assert!(matches!(opened, Err(StoreError::NewerSchema { found: 999, .. })), "{opened:?}");
    assert!(fs::read(&database).unwrap() == before);
}

#[cfg(unix)]
#[test]
fn other_users_of_the_machine_cannot_look_into_a_company() {
    use std::os::unix::fs::PermissionsExt as _;
    let fixture = Fixture::new();
    closed(&fixture, "one");
    let mode = fs::metadata(fixture.company_folder("one")).unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0, "{mode:o}");
}

#[test]
fn an_interrupted_creation_is_named_and_blocks_nobody() {
    let fixture = Fixture::new();
    closed(&fixture, "one");
    fs::create_dir(fixture.folder.path().join("companies/.new-two")).unwrap();
    let (entries, leftovers) = fixture.books.list().unwrap();
    assert_eq!((entries.len(), leftovers.len()), (1, 1));
    assert!(leftovers[0].path.ends_with(".new-two"));
    assert!(fixture.books.create(&new_company(), Protection::Keyring).is_ok());
}

#[test]
fn readers_and_a_writer_go_on_side_by_side() {
    let (_fixture, book) = book();
    import_specs(&book, &[Spec::default()]);
    let book = &book;
    std::thread::scope(|scope| {
        for _ in 0..READERS_MAX * 3 {
            scope.spawn(move || {
                for _ in 0..20 {
                    let seen = book.read(|r| {
                        let before = r.invoice_totals(&Filter::default(), None)?;
                        let rows = r.invoice_page(&Filter::default(), &[], None, 1_000)?.rows.len();
                        let after = r.invoice_totals(&Filter::default(), None)?;
                        Ok((before, rows, after))
                    });
                    let (before, rows, after) = seen.unwrap();
                    assert_eq!(before, after, "one view per reader");
                    assert_eq!(before.sales.count, u64::try_from(rows).unwrap());
                }
            });
        }
        scope.spawn(move || {
            for serial in 2..30 {
                import(book, serial.into(), Vec::new(), vec![Spec { serial, ..Spec::default() }.item()]);
            }
        });
    });
    assert_eq!(count(book), 29);
}
