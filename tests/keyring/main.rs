//! Books whose keys lie in a real Secret Service keyring.
//!
//! `cargo xtask test` runs this under a session bus and an unlocked gnome-keyring daemon of its
//! own. Anywhere else it says why it does nothing: it must never touch a person's own keyring.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![cfg(all(test, target_os = "linux"))]

use jangbu_domain::BusinessNumber;
use jangbu_store::{Books, Company, Keyring as _, NewCompany, Protection, StoreError, SystemKeyring, Unlock};
use jiff::Timestamp;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

/// Set by `cargo xtask test` around a keyring that may be written to.
const ALLOWED: &str = "JANGBU_KEYRING_TEST";
/// Names the data folder in the second process.
const DATA_DIR: &str = "JANGBU_KEYRING_TEST_DATA_DIR";
/// Set in the process that has no bus to talk to.
const NO_BUS: &str = "JANGBU_KEYRING_TEST_NO_BUS";
/// Folder of the test's company; also the entry's name.
const BOOK: &str = "keyring-test";

#[expect(clippy::disallowed_methods, reason = "a test's switches come from the environment")]
fn switch(name: &str) -> Option<std::ffi::OsString> {
    std::env::var_os(name)
}

fn books(folder: &Path) -> Books {
    Books::new(folder, Arc::new(SystemKeyring))
}

fn new_company() -> NewCompany {
    let company = Company {
        name: "열쇠상사".into(),
        business_number: BusinessNumber::parse("123-45-67891").unwrap(),
        representative: None,
    };
    NewCompany { company, demo: false, at: Timestamp::from_second(1_795_000_000).unwrap(), passphrase: None }
}

/// Opens the book by its keyring entry and reads from it.
fn open_and_read(folder: &Path) -> Result<String, StoreError> {
    let book = books(folder).open(BOOK, &Unlock::Keyring)?;
    book.read(|reader| Ok(reader.company()?.name))
}

/// This test again, in a process of its own that only opens the book.
fn open_in_second_process(folder: &Path) -> bool {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "a_key_in_a_real_keyring_opens_its_book_until_it_is_lost_and_recovered"])
        .env(DATA_DIR, folder)
        // Its own verdict is read here and nowhere else: it would look like one of the suite's.
        .output()
        .unwrap()
        .status
        .success()
}

#[test]
fn a_key_in_a_real_keyring_opens_its_book_until_it_is_lost_and_recovered() {
    if switch(ALLOWED).is_none_or(|value| value != "1") {
        println!("skipped: {ALLOWED}=1 is not set, so there is no keyring that a test may write to");
        return;
    }
    if let Some(folder) = switch(DATA_DIR).map(PathBuf::from) {
        assert_eq!(open_and_read(&folder).unwrap(), "열쇠상사");
        return;
    }
    assert!(SystemKeyring.is_available(), "the keyring daemon answers");
    let folder = tempfile::tempdir().unwrap();
    let created = books(folder.path()).create_as(BOOK, &new_company(), Protection::Keyring).unwrap();
    let recovery = created.recovery_key.shown();
    created.book.close().unwrap();
    assert!(open_in_second_process(folder.path()), "another process finds the key");

    SystemKeyring.delete(BOOK).unwrap();
    assert!(matches!(open_and_read(folder.path()), Err(StoreError::KeyringEntryMissing)));
    assert!(!open_in_second_process(folder.path()), "the key is gone for every process");

    let book = books(folder.path()).open(BOOK, &Unlock::Recovery(recovery)).unwrap();
    book.close().unwrap();
    assert!(open_in_second_process(folder.path()), "the recovery key has put it back");

    SystemKeyring.write(BOOK, &[7; 96]).unwrap();
    assert!(matches!(open_and_read(folder.path()), Err(StoreError::WrongKey)));
    SystemKeyring.delete(BOOK).unwrap();
}

#[test]
fn a_machine_without_a_session_bus_says_so_instead_of_hanging() {
    if switch(NO_BUS).is_some() {
        assert!(!SystemKeyring.is_available());
        println!("no keyring here");
        return;
    }
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "a_machine_without_a_session_bus_says_so_instead_of_hanging", "--nocapture"])
        .env(NO_BUS, "1")
        .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/jangbu-no-bus")
        .output()
        .unwrap();
    assert!(output.status.success());
    assert!(String::from_utf8_lossy(&output.stdout).contains("no keyring here"));
}
