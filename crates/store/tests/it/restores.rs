//! Restoring: verified beside, compared, taken over, and back.

use crate::fixture::*;
use jangbu_store::*;
use rusqlite::types::Value;
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use zeroize::Zeroizing;

fn back_up(fixture: &Fixture, book: &Book, minutes: i64) -> PathBuf {
    let (place, reason) = (fixture.books.backup_place(), BackupReason::Manual);
    book.back_up(&BackupOrder { place, second: None, reason, at: at(minutes) }, &mut go_on).unwrap().path
}

fn prepare(fixture: &Fixture, backup: &Path) -> RestoreCandidate {
    fixture.books.prepare_restore(backup, &Unlock::Keyring, at(30), &mut go_on).unwrap()
}

fn spec(serial: u32) -> Spec {
    Spec { serial, ..Spec::default() }
}

fn count(book: &Book) -> u64 {
    book.read(|r| r.invoice_totals(&Filter::default(), None)).unwrap().sales.count
}

fn companies(fixture: &Fixture) -> Vec<String> {
    let folder = fs::read_dir(fixture.folder.path().join("companies")).unwrap();
    let mut names: Vec<String> = folder.map(|f| f.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Every row of every table, those of the search index too.
fn rows(fixture: &Fixture, id: &str) -> Vec<(String, Vec<Vec<Value>>)> {
    let key = hex(&fixture.keyring.read(id).unwrap().unwrap()[..32]);
    let raw = rusqlite::Connection::open(fixture.company_folder(id).join("book.db")).unwrap();
    raw.execute_batch(&format!("PRAGMA key = \"x'{key}'\"")).unwrap();
    let mut tables = raw
        .prepare(
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type <> 'virtual' ORDER BY name",
        )
        .unwrap();
    let tables: Vec<String> = tables.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let all = |table: String| {
        let mut statement = raw.prepare(&format!("SELECT * FROM \"{table}\"")).unwrap();
        let columns = statement.column_count();
        let read = |row: &rusqlite::Row<'_>| (0..columns).map(|column| row.get(column)).collect();
        let mut rows: Vec<Vec<Value>> = statement.query_map([], read).unwrap().map(Result::unwrap).collect();
        rows.sort_by_key(|row| format!("{row:?}"));
        (table, rows)
    };
    tables.into_iter().map(all).collect()
}

/// The same keys under another id, so that a second book can replay what the first one did.
fn replayed(acts: impl IntoIterator<Item = u32>) -> Fixture {
    let fixture = Fixture::new();
    let book = fixture.create("company").book;
    import_specs(&book, &drill_stock());
    for serial in acts {
        import(&book, serial.into(), Vec::new(), vec![spec(serial).item()]);
    }
    book.close().unwrap();
    fixture
}

/// Enough for a copy in several steps.
fn drill_stock() -> Vec<Spec> {
    (100_000..103_000).map(|serial| Spec { notes: vec!["비고 ".repeat(100)], ..spec(serial) }).collect()
}

#[test]
fn the_restore_drill_brings_back_every_row_of_a_backup_made_under_load() {
    let fixture = Fixture::new();
    let book = Arc::new(fixture.create("company").book);
    import_specs(&book, &drill_stock());
    let done = AtomicBool::new(false);
    let (committed, commits) = mpsc::channel();
    let (path, acts) = std::thread::scope(|scope| {
        let (book, done) = (&book, &done);
        scope.spawn(move || {
            for serial in 1.. {
                import(book, serial.into(), Vec::new(), vec![spec(serial).item()]);
                committed.send(serial).unwrap();
                if done.load(Ordering::Relaxed) {
                    break;
                }
            }
        });
        let (place, reason) = (fixture.books.backup_place(), BackupReason::Manual);
        let order = BackupOrder { place, second: None, reason, at: at(20) };
        let mut steps = 0;
        let made = book.back_up(&order, &mut |_, _| {
            // The next act is committed before the next step of the copy.
            commits.recv().unwrap();
            steps += 1;
            ControlFlow::Continue(())
        });
        done.store(true, Ordering::Relaxed);
        let made = made.unwrap();
        assert!(steps > 5, "{steps} steps are no load");
        (made.path, made.contents.rows["import"] - 1)
    });
    let live = count(&book);
    assert!(live > 3_000 + acts + 3, "the book went on while it was backed up: {live}, {acts}");
    Arc::into_inner(book).unwrap().close().unwrap();

    let candidate = prepare(&fixture, &path);
    let comparison = candidate.compare(&fixture.books).unwrap();
    assert_eq!(comparison.standing, Standing::PresentNewer);
    assert_eq!(u64::try_from(comparison.lost.acts).unwrap(), live - 3_000 - acts);
    candidate.take_over(&fixture.books, at(31)).unwrap();

    let expected = replayed((1..).take(usize::try_from(acts).unwrap()));
    let (restored, expected) = (rows(&fixture, "company"), rows(&expected, "company"));
    let sizes = |tables: &[(String, Vec<Vec<Value>>)]| -> Vec<(String, usize)> {
        tables.iter().map(|(table, rows)| (table.clone(), rows.len())).collect()
    };
    assert_eq!(sizes(&restored), sizes(&expected));
    assert!(restored.len() > 15, "{:?}", sizes(&restored));
    for ((table, restored), (_, expected)) in restored.iter().zip(&expected) {
        for (row, (restored, expected)) in restored.iter().zip(expected).enumerate() {
            assert_eq!(restored, expected, "row {row} of {table}");
        }
    }
}

#[test]
fn taking_over_keeps_the_replaced_book_and_rolling_back_brings_it_again() {
    let (fixture, book) = book();
    import_specs(&book, &[spec(1)]);
    let path = back_up(&fixture, &book, 5);
    import(&book, 6, Vec::new(), vec![spec(2).item(), spec(3).item()]);
    let candidate = prepare(&fixture, &path);
    let comparison = candidate.compare(&fixture.books).unwrap();
    assert_eq!(comparison.standing, Standing::PresentNewer);
    assert_eq!((comparison.lost.acts, comparison.lost.since), (1, Some(at(6))));
    assert_eq!(comparison.backup.invoices(), 1);
    assert_eq!(comparison.present.unwrap().unwrap().invoices(), 3);
    book.close().unwrap();
    let taken = candidate.take_over(&fixture.books, at(31)).unwrap();
    assert!(taken.opens_daily && taken.entry.id == "company");
    let restored = fixture.books.open("company", &Unlock::Keyring).unwrap();
    assert_eq!(count(&restored), 1);
    import(&restored, 32, Vec::new(), vec![spec(9).item()]);
    restored.close().unwrap();
    let kept = fixture.books.replaced("company").unwrap();
    assert_eq!(kept.iter().map(|k| Some(k.path.clone())).collect::<Vec<_>>(), [taken.replaced]);
    assert_eq!((kept[0].at, kept[0].entry.as_ref().unwrap().id.as_str()), (at(31), "company"));
    fixture.books.roll_back("company", &kept[0].path, at(40)).unwrap();
    assert_eq!(count(&fixture.books.open("company", &Unlock::Keyring).unwrap()), 3);
    let kept = fixture.books.replaced("company").unwrap();
    assert_eq!(
        kept.iter().map(|k| k.at).collect::<Vec<_>>(),
        [at(40)],
        "the one of the restore is kept in turn"
    );
    fixture.books.forget_replaced("company", &kept[0].path).unwrap();
    assert_eq!(companies(&fixture), ["company"]);
    let (entries, leftovers) = fixture.books.list().unwrap();
    assert_eq!((entries.len(), leftovers.len()), (1, 0));
}

#[test]
fn a_candidate_that_is_given_up_leaves_nothing_and_a_damaged_backup_makes_none() {
    let (fixture, book) = book();
    let path = back_up(&fixture, &book, 5);
    let candidate = prepare(&fixture, &path);
    assert_eq!(companies(&fixture).len(), 2);
    let (entries, leftovers) = fixture.books.list().unwrap();
    assert_eq!((entries.len(), leftovers.len()), (1, 0), "a candidate is neither");
    candidate.discard().unwrap();
    assert_eq!(companies(&fixture), ["company"]);
    drop(prepare(&fixture, &path));
    assert_eq!(companies(&fixture), ["company"]);
    let cancelled =
        fixture.books.prepare_restore(&path, &Unlock::Keyring, at(30), &mut |_, _| ControlFlow::Break(()));
    assert!(matches!(cancelled, Err(StoreError::Cancelled)), "{cancelled:?}");
    let mut bytes = fs::read(path.join("book.db")).unwrap();
    bytes[5_000] ^= 1;
    fs::write(path.join("book.db"), bytes).unwrap();
    let refused = fixture.books.prepare_restore(&path, &Unlock::Keyring, at(30), &mut go_on);
    let Err(StoreError::BackupUnsound { fault }) = refused else { panic!("{refused:?}") };
    assert_eq!(fault.code(), "file_changed");
    assert_eq!(companies(&fixture), ["company"]);
}

#[test]
fn an_open_book_is_not_replaced() {
    let (fixture, book) = book();
    let path = back_up(&fixture, &book, 5);
    let refused = prepare(&fixture, &path).take_over(&fixture.books, at(31));
    assert!(matches!(refused, Err(StoreError::LockedByOther { .. })), "{refused:?}");
    import_specs(&book, &[spec(1)]);
    assert_eq!(count(&book), 1);
    assert_eq!(companies(&fixture), ["company"]);
}

#[test]
fn another_machine_restores_with_the_recovery_key_and_opens_by_its_own_keyring_afterwards() {
    let old = Fixture::new();
    let created = old.create("company");
    import_specs(&created.book, &[spec(1)]);
    let path = back_up(&old, &created.book, 5);
    let new = Fixture::new();
    let refused = new.books.prepare_restore(&path, &Unlock::Keyring, at(30), &mut go_on);
    assert!(matches!(refused, Err(StoreError::KeyringEntryMissing)), "{refused:?}");
    let unlock = Unlock::Recovery(created.recovery_key.shown());
    let candidate = new.books.prepare_restore(&path, &unlock, at(30), &mut go_on).unwrap();
    let comparison = candidate.compare(&new.books).unwrap();
    assert_eq!(comparison.standing, Standing::NoPresent);
    assert!(comparison.present.is_none());
    let taken = candidate.take_over(&new.books, at(31)).unwrap();
    assert_eq!((taken.replaced, taken.opens_daily), (None, true));
    assert_eq!(count(&new.books.open("company", &Unlock::Keyring).unwrap()), 1);
}

#[test]
fn a_machine_without_a_keyring_says_that_the_recovery_key_stays_the_only_way_in() {
    let old = Fixture::new();
    let created = old.create("company");
    let path = back_up(&old, &created.book, 5);
    let folder = tempfile::tempdir().unwrap();
    let books = Books::new(folder.path(), Arc::new(NoKeyring));
    let unlock = || Unlock::Recovery(created.recovery_key.shown());
    let candidate = books.prepare_restore(&path, &unlock(), at(30), &mut go_on).unwrap();
    assert!(!candidate.take_over(&books, at(31)).unwrap().opens_daily);
    let book = books.open("company", &unlock()).unwrap();
    let next = NewProtection::Passphrase(Zeroizing::new("새 기계의 암호".into()));
    books.change_protection("company", &KeyProof::Open(&book), &next).unwrap();
    drop(book);
    assert!(books.open("company", &Unlock::Passphrase(Zeroizing::new("새 기계의 암호".into()))).is_ok());
}

#[test]
fn both_sides_that_went_on_have_diverged_and_a_newer_backup_is_told() {
    let (fixture, book) = book();
    import_specs(&book, &[spec(1)]);
    let early = back_up(&fixture, &book, 5);
    import(&book, 6, Vec::new(), vec![spec(2).item()]);
    let late = back_up(&fixture, &book, 7);
    let same = prepare(&fixture, &late).compare(&fixture.books).unwrap();
    assert_eq!((same.standing, same.lost), (Standing::Same, Lost::default()));
    book.close().unwrap();
    prepare(&fixture, &early).take_over(&fixture.books, at(31)).unwrap();
    let newer = prepare(&fixture, &late).compare(&fixture.books).unwrap();
    assert_eq!((newer.standing, newer.lost), (Standing::BackupNewer, Lost::default()));
    let book = fixture.books.open("company", &Unlock::Keyring).unwrap();
    import(&book, 40, Vec::new(), vec![spec(3).item()]);
    let diverged = prepare(&fixture, &late).compare(&fixture.books).unwrap();
    assert_eq!((diverged.standing, diverged.lost.acts), (Standing::Diverged, 1));
    assert_eq!(diverged.lost.since, Some(at(40)));
}

#[test]
fn a_present_book_that_does_not_open_is_told_replaced_and_kept() {
    let (fixture, book) = book();
    import_specs(&book, &[spec(1)]);
    let path = back_up(&fixture, &book, 5);
    book.close().unwrap();
    fs::write(fixture.company_folder("company").join("book.db"), vec![7; 8192]).unwrap();
    let candidate = prepare(&fixture, &path);
    let comparison = candidate.compare(&fixture.books).unwrap();
    assert_eq!(comparison.standing, Standing::PresentUnreadable);
    assert!(matches!(comparison.present, Some(Err(StoreError::Damaged { .. }))));
    let taken = candidate.take_over(&fixture.books, at(31)).unwrap();
    assert_eq!(fs::read(taken.replaced.unwrap().join("book.db")).unwrap(), vec![7; 8192]);
    assert_eq!(count(&fixture.books.open("company", &Unlock::Keyring).unwrap()), 1);
}

/// Stands where a crash would have left things: the note is written, `renamed` of two renames done.
fn crash_in_swap(fixture: &Fixture, renamed: usize) {
    let folder = fixture.folder.path().join("companies");
    let candidate = companies(fixture).into_iter().find(|name| name.starts_with(".restore-")).unwrap();
    let going = ".replaced-company-20261118-200000";
    let note = format!(r#"{{"coming":"{candidate}","going":"{going}"}}"#);
    fs::write(folder.join(".takeover-company"), note).unwrap();
    if renamed > 0 {
        fs::rename(folder.join("company"), folder.join(going)).unwrap();
    }
    if renamed > 1 {
        fs::rename(folder.join(candidate), folder.join("company")).unwrap();
    }
}

#[test]
fn a_crash_between_the_renames_is_finished_by_whoever_looks_next() {
    for (renamed, invoices) in [(0, 2), (1, 1), (2, 1)] {
        for look in ["list", "find", "open", "open_to_read"] {
            let (fixture, book) = book();
            import_specs(&book, &[spec(1)]);
            let path = back_up(&fixture, &book, 5);
            import_specs(&book, &[spec(2)]);
            book.close().unwrap();
            let candidate = prepare(&fixture, &path);
            crash_in_swap(&fixture, renamed);
            // A process that crashed drops nothing.
            std::mem::forget(candidate);
            match look {
                "list" => assert_eq!(fixture.books.list().unwrap().0.len(), 1),
                "find" => assert_eq!(fixture.books.find("company").unwrap().id, "company"),
                "open" => drop(fixture.books.open("company", &Unlock::Keyring).unwrap()),
                _ => drop(fixture.books.open_to_read("company", &Unlock::Keyring).unwrap()),
            }
            let book = fixture.books.open("company", &Unlock::Keyring).unwrap();
            assert_eq!(count(&book), invoices, "{renamed} {look}");
            let kept = fixture.books.replaced("company").unwrap().len();
            assert_eq!(kept, usize::from(renamed > 0), "{renamed} {look}");
            assert!(!companies(&fixture).iter().any(|name| name.starts_with(".takeover-")));
        }
    }
}

#[test]
fn a_note_of_somebody_else_moves_nothing() {
    let (fixture, book) = book();
    book.close().unwrap();
    let folder = fixture.folder.path().join("companies");
    fs::create_dir(fixture.folder.path().join("elsewhere")).unwrap();
    fs::rename(folder.join("company"), folder.join("aside")).unwrap();
    for note in [
        r#"{"coming":"../elsewhere","going":".replaced-company-20261118-200000"}"#,
        r#"{"coming":".restore-/../../elsewhere","going":".replaced-x"}"#,
        r#"{"coming":"aside","going":".replaced-x"}"#,
        "{",
        "",
    ] {
        fs::write(folder.join(".takeover-company"), note).unwrap();
        assert!(fixture.books.list().unwrap().0.is_empty());
        assert_eq!(companies(&fixture), ["aside"], "{note}");
        assert!(fixture.folder.path().join("elsewhere").exists());
    }
}

#[test]
fn a_recovery_key_that_was_given_up_does_not_come_back_with_an_old_book() {
    let fixture = Fixture::new();
    let created = fixture.create("company");
    let old = || Unlock::Recovery(created.recovery_key.shown());
    let path = back_up(&fixture, &created.book, 5);
    let new = fixture.books.renew_recovery_key("company", &KeyProof::Open(&created.book)).unwrap();
    created.book.close().unwrap();
    assert!(matches!(fixture.books.open("company", &old()), Err(StoreError::WrongKey)));
    let taken = prepare(&fixture, &path).take_over(&fixture.books, at(31)).unwrap();
    assert!(matches!(fixture.books.open("company", &old()), Err(StoreError::WrongKey)));
    assert!(fixture.books.open("company", &Unlock::Recovery(new.shown())).is_ok());
    fixture.books.roll_back("company", &taken.replaced.unwrap(), at(32)).unwrap();
    assert!(matches!(fixture.books.open("company", &old()), Err(StoreError::WrongKey)));
    // Where the company is not, the key of then is the only one that is known.
    let elsewhere = Fixture::new();
    assert!(elsewhere.books.prepare_restore(&path, &old(), at(33), &mut go_on).is_ok());
}
