//! Making, listing, verifying and clearing out backups.

use crate::fixture::*;
use jangbu_store::*;
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

fn order(fixture: &Fixture, reason: BackupReason, minutes: i64) -> BackupOrder {
    BackupOrder { place: fixture.books.backup_place(), second: None, reason, at: at(minutes) }
}

fn backed_up(fixture: &Fixture, book: &Book, minutes: i64) -> BackupMade {
    book.back_up(&order(fixture, BackupReason::Manual, minutes), &mut go_on).unwrap()
}

fn verify(fixture: &Fixture, path: &Path) -> BackupReport {
    fixture.books.verify_backup(path, &Unlock::Keyring, &mut go_on).unwrap()
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|f| f.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// A book with two invoices.
fn small_book() -> (Fixture, Book) {
    let (fixture, book) = book();
    let purchase = Spec { serial: 2, direction: jangbu_domain::Direction::Purchase, ..Spec::default() };
    import_specs(&book, &[Spec::default(), purchase]);
    (fixture, book)
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for name in names(from) {
        fs::copy(from.join(&name), to.join(&name)).unwrap();
    }
}

#[test]
fn a_backup_of_an_open_book_says_what_it_holds_and_is_verified() {
    let (fixture, book) = small_book();
    let made = backed_up(&fixture, &book, 5);
    assert!(made.path.ends_with("backups/company/20261118-201140-manual"), "{}", made.path.display());
    assert_eq!(names(&made.path), ["backup.json", "book.db", "book.keys", "company.json"]);
    let contents = &made.contents;
    assert_eq!(contents.head, book.read(Reader::chain_head).unwrap());
    assert_eq!(contents.totals, book.read(|r| r.invoice_totals(&Filter::default(), None)).unwrap());
    assert_eq!((contents.invoices(), contents.rows["invoice"], contents.rows["company"]), (2, 2, 1));
    assert_eq!(contents.newest_written_on, Some(jangbu_domain::Date::constant(2026, 3, 2)));
    let report = verify(&fixture, &made.path);
    assert_eq!((report.fault, report.manifest.as_ref()), (None, Some(&made.manifest)));
    assert_eq!(i64::try_from(report.chain_rows).unwrap(), contents.head.seq);
    assert_eq!(names(&made.path).len(), 4, "verifying leaves nothing beside");
}

#[test]
fn a_book_that_is_only_read_can_be_backed_up_beside_its_writer() {
    let (fixture, book) = small_book();
    let reader = fixture.books.open_to_read("company", &Unlock::Keyring).unwrap();
    let made = backed_up(&fixture, &reader, 5);
    assert_eq!(made.manifest.head, book.read(Reader::chain_head).unwrap());
}

#[test]
fn backups_of_one_second_do_not_overwrite_each_other() {
    let (fixture, book) = small_book();
    let paths: Vec<PathBuf> = (0..3).map(|_| backed_up(&fixture, &book, 5).path).collect();
    assert!(paths[1].ends_with("20261118-201140-manual-2") && paths[2].ends_with("20261118-201140-manual-3"));
    assert_eq!(fixture.books.backups("company", &[fixture.books.backup_place()]).unwrap().len(), 3);
}

#[test]
fn a_list_is_newest_first_and_names_what_is_damaged() {
    let (fixture, book) = small_book();
    let (one, two) = (backed_up(&fixture, &book, 1), backed_up(&fixture, &book, 2));
    let three = book.back_up(&order(&fixture, BackupReason::Close, 3), &mut go_on).unwrap();
    fs::remove_file(two.path.join("backup.json")).unwrap();
    let keys = fs::OpenOptions::new().write(true).open(one.path.join("book.db")).unwrap();
    keys.set_len(4096).unwrap();
    let place = fixture.books.backup_place();
    fs::create_dir(place.join("company/notes of a person")).unwrap();
    let list = fixture.books.backups("company", &[place, fixture.folder.path().join("not there")]).unwrap();
    assert_eq!(list.iter().map(|b| &b.path).collect::<Vec<_>>(), [&three.path, &two.path, &one.path]);
    assert_eq!((list[0].at, list[0].reason), (at(3), BackupReason::Close));
    assert_eq!(list[0].state.as_ref().unwrap(), &three.manifest);
    assert_eq!(list[1].state.as_ref().unwrap_err().code(), "manifest_unreadable");
    assert_eq!(list[2].state.as_ref().unwrap_err().code(), "file_size");
    assert!(fixture.books.backups("../company", &[fixture.books.backup_place()]).is_err());
}

/// Changes a copy of a backup and tells the first fault that is found.
fn fault_after(fixture: &Fixture, backup: &Path, change: impl FnOnce(&Path)) -> Option<BackupFault> {
    let copy = fixture.folder.path().join("복사 100%?#").join("changed");
    let _ = fs::remove_dir_all(&copy);
    copy_folder(backup, &copy);
    change(&copy);
    verify(fixture, &copy).fault
}

fn flip(path: &Path, at: usize) {
    let mut bytes = fs::read(path).unwrap();
    bytes[at] ^= 1;
    fs::write(path, bytes).unwrap();
}

#[test]
fn whatever_is_changed_in_a_backup_is_found_and_named() {
    let (fixture, book) = small_book();
    let earlier = backed_up(&fixture, &book, 4).path;
    import_specs(&book, &[Spec { serial: 3, ..Spec::default() }]);
    let path = backed_up(&fixture, &book, 5).path;
    let fault = |change: &dyn Fn(&Path)| fault_after(&fixture, &path, change);
    let code = |change: &dyn Fn(&Path)| fault(change).map(|fault| fault.code());
    assert_eq!(code(&|_| {}), None, "a copy in an odd place is as good");
    let pages = fs::metadata(path.join("book.db")).unwrap().len() / 4096;
    for page in 0..usize::try_from(pages).unwrap() {
        assert_eq!(
            code(&|f| flip(&f.join("book.db"), page * 4096 + 300)),
            Some("file_changed"),
            "page {page}"
        );
    }
    for name in ["book.db", "company.json"] {
        let missing = fault(&|f| fs::remove_file(f.join(name)).unwrap());
        assert_eq!(missing, Some(BackupFault::FileMissing { name: name.to_owned() }));
    }
    assert_eq!(code(&|f| fs::remove_file(f.join("book.keys")).unwrap()), Some("file_missing"));
    assert_eq!(code(&|f| fs::write(f.join("book.keys"), "{}").unwrap()), Some("file_changed"));
    assert_eq!(code(&|f| fs::write(f.join("company.json"), "{}").unwrap()), Some("file_size"));
    assert_eq!(code(&|f| fs::write(f.join("backup.json"), "{}").unwrap()), Some("manifest_unreadable"));
    assert_eq!(
        code(&|f| fs::write(f.join("backup.json"), vec![b' '; 300_000]).unwrap()),
        Some("manifest_unreadable")
    );
    // Figures of another backup: the numbers would fit the files only if the key had vouched for them.
    let edit = |f: &Path, from: &str, to: &str| {
        let text = fs::read_to_string(f.join("backup.json")).unwrap();
        assert!(text.contains(from), "{text}");
        fs::write(f.join("backup.json"), text.replacen(from, to, 1)).unwrap();
    };
    assert_eq!(code(&|f| edit(f, "\"invoices\": 3", "\"invoices\": 4")), Some("manifest_forged"));
    assert_eq!(
        code(&|f| edit(f, "\"name\": \"book.db\"", "\"name\": \"../../x\"")),
        Some("manifest_unreadable")
    );
    let older_book = |f: &Path| {
        fs::copy(earlier.join("book.db"), f.join("book.db")).unwrap();
    };
    assert!(matches!(
        fault(&older_book),
        Some(BackupFault::FileSize { .. } | BackupFault::FileChanged { .. })
    ));
}

#[test]
fn a_key_of_another_book_is_no_fault_of_the_backup() {
    let (fixture, book) = small_book();
    let path = backed_up(&fixture, &book, 5).path;
    let other = fixture.create("other").recovery_key.shown();
    let refused = fixture.books.verify_backup(&path, &Unlock::Recovery(other), &mut go_on);
    assert!(matches!(refused, Err(StoreError::WrongKey)), "{refused:?}");
    fixture.keyring.delete("company").unwrap();
    let refused = fixture.books.verify_backup(&path, &Unlock::Keyring, &mut go_on);
    assert!(matches!(refused, Err(StoreError::KeyringEntryMissing)), "{refused:?}");
}

#[test]
fn progress_only_grows_and_cancelling_at_any_point_leaves_nothing() {
    let (fixture, book) = small_book();
    let mut seen = Vec::new();
    let order = order(&fixture, BackupReason::Manual, 5);
    book.back_up(&order, &mut |done, total| {
        seen.push((done, total));
        ControlFlow::Continue(())
    })
    .unwrap();
    assert!(seen.windows(2).all(|pair| pair[0].0 <= pair[1].0 && pair[0].1 == pair[1].1), "{seen:?}");
    assert!(seen.iter().all(|(done, total)| done <= total));
    let shelf = fixture.books.backup_place().join("company");
    for stop in 0..seen.len() {
        let mut calls = 0;
        let cancelled = book.back_up(&order, &mut |_, _| {
            calls += 1;
            if calls > stop { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        // The checks of SQLite look as often as they please, so a late stop may come too late.
        if cancelled.is_ok() {
            assert!(calls <= stop, "stop {stop} of {} was not heard", seen.len());
            continue;
        }
        assert!(matches!(cancelled, Err(StoreError::Cancelled)), "{cancelled:?}");
        assert!(names(&shelf).iter().all(|name| !name.starts_with(".new-")), "stop {stop}");
    }
}

#[test]
fn a_second_place_gets_a_verified_copy_and_its_failure_loses_nothing() {
    let (fixture, book) = small_book();
    let second = fixture.folder.path().join("usb");
    fs::create_dir(&second).unwrap();
    let twice = BackupOrder { second: Some(second.clone()), ..order(&fixture, BackupReason::Daily, 5) };
    let made = book.back_up(&twice, &mut go_on).unwrap();
    let copy = made.second.unwrap().unwrap();
    assert!(copy.starts_with(&second));
    assert_eq!(verify(&fixture, &copy).manifest, Some(made.manifest));
    fs::write(fixture.folder.path().join("file"), "no folder").unwrap();
    let blocked = BackupOrder { second: Some(fixture.folder.path().join("file")), at: at(6), ..twice };
    let made = book.back_up(&blocked, &mut go_on).unwrap();
    assert!(matches!(made.second, Some(Err(StoreError::Io { .. }))), "{:?}", made.second);
    assert_eq!(verify(&fixture, &made.path).fault, None);
    let places = [fixture.books.backup_place(), second];
    let list = fixture.books.backups("company", &places).unwrap();
    assert_eq!(
        list.iter().map(|b| b.place.clone()).collect::<Vec<_>>(),
        [places[0].clone(), places[0].clone(), places[1].clone()]
    );
}

#[test]
fn a_place_that_cannot_be_written_is_an_error_and_the_book_goes_on() {
    let (fixture, book) = small_book();
    fs::write(fixture.folder.path().join("file"), "no folder").unwrap();
    let blocked =
        BackupOrder { place: fixture.folder.path().join("file"), ..order(&fixture, BackupReason::Close, 5) };
    assert!(matches!(book.back_up(&blocked, &mut go_on), Err(StoreError::Io { .. })));
    import_specs(&book, &[Spec { serial: 9, ..Spec::default() }]);
}

#[test]
fn the_rule_clears_out_automatic_backups_and_tells_which() {
    let (fixture, book) = small_book();
    let close =
        |minutes| book.back_up(&order(&fixture, BackupReason::Close, minutes), &mut go_on).unwrap().path;
    let (one, two) = (close(1), close(2));
    let manual = backed_up(&fixture, &book, 3).path;
    let last = close(4);
    let places = [fixture.books.backup_place()];
    let removed = fixture.books.apply_keep_rule("company", &places, &KeepRule::default(), at(5)).unwrap();
    assert_eq!(removed, [one.clone(), two.clone()]);
    assert!(!one.exists() && !two.exists() && manual.exists() && last.exists());
    assert_eq!(names(&places[0].join("company")).len(), 2, "nothing half removed");
    let again = fixture.books.apply_keep_rule("company", &places, &KeepRule::default(), at(5)).unwrap();
    assert!(again.is_empty());
}

#[test]
fn what_a_crash_left_is_not_listed_and_swept_a_day_later() {
    let (fixture, book) = small_book();
    let shelf = fixture.books.backup_place().join("company");
    let left = shelf.join(".new-20261118-200640-close");
    fs::create_dir_all(&left).unwrap();
    fs::create_dir_all(shelf.join(".old-20261118-200640-close")).unwrap();
    assert!(fixture.books.backups("company", &[fixture.books.backup_place()]).unwrap().is_empty());
    backed_up(&fixture, &book, 60);
    assert!(left.exists(), "it may still be another process at work");
    backed_up(&fixture, &book, 60 * 25);
    assert!(!left.exists());
    assert!(!shelf.join(".old-20261118-200640-close").exists());
}

#[test]
fn a_backup_of_a_passphrase_book_opens_with_the_passphrase_of_then_and_of_now() {
    let fixture = Fixture::new();
    let secret = |text: &str| Unlock::Passphrase(Zeroizing::new(text.to_owned()));
    let new =
        NewCompany { passphrase: Some(Zeroizing::new("그때의 암호 하나".into())), ..new_company() };
    let book = fixture.books.create_as("company", &new, Protection::Passphrase).unwrap().book;
    let path = backed_up(&fixture, &book, 5).path;
    fixture.books.change_passphrase("company", &KeyProof::Open(&book), "지금의 암호 하나").unwrap();
    for passphrase in ["그때의 암호 하나", "지금의 암호 하나"] {
        assert_eq!(fixture.books.verify_backup(&path, &secret(passphrase), &mut go_on).unwrap().fault, None);
    }
    let refused = fixture.books.verify_backup(&path, &secret("아무 암호나 하나"), &mut go_on);
    assert!(matches!(refused, Err(StoreError::WrongKey)), "{refused:?}");
}
