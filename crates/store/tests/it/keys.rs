//! Changing the ways in.

use crate::fixture::*;
use jangbu_store::*;
use std::fs;
use std::sync::Arc;
use zeroize::Zeroizing;

const FIRST: &str = "첫째 암호 하나";
const SECOND: &str = "둘째 암호 하나";

fn passphrase(text: &str) -> Unlock {
    Unlock::Passphrase(Zeroizing::new(text.to_owned()))
}

fn recovery(key: &RecoveryKey) -> Unlock {
    Unlock::Recovery(key.shown())
}

/// A closed book under [`FIRST`], and its recovery key.
fn passphrase_book(fixture: &Fixture) -> RecoveryKey {
    let new = NewCompany { passphrase: Some(Zeroizing::new(FIRST.into())), ..new_company() };
    let created = fixture.books.create_as("one", &new, Protection::Passphrase).unwrap();
    created.book.close().unwrap();
    created.recovery_key
}

fn opens(fixture: &Fixture, unlock: &Unlock) -> bool {
    match fixture.books.open("one", unlock) {
        Ok(_) => true,
        Err(StoreError::WrongKey | StoreError::NoSuchUnlock | StoreError::KeyringEntryMissing) => false,
        Err(error) => panic!("{error:?}"),
    }
}

#[test]
fn another_passphrase_shuts_out_the_old_one_and_leaves_the_recovery_key() {
    let fixture = Fixture::new();
    let key = passphrase_book(&fixture);
    let first = passphrase(FIRST);
    fixture.books.change_passphrase("one", &KeyProof::Secret(&first), SECOND).unwrap();
    assert!(
        !opens(&fixture, &first) && opens(&fixture, &passphrase(SECOND)) && opens(&fixture, &recovery(&key))
    );
    let book = fixture.books.open("one", &passphrase(SECOND)).unwrap();
    fixture.books.change_passphrase("one", &KeyProof::Open(&book), FIRST).unwrap();
    drop(book);
    assert!(opens(&fixture, &first) && !opens(&fixture, &passphrase(SECOND)));
}

#[test]
fn a_wrong_secret_and_a_short_passphrase_change_nothing() {
    let fixture = Fixture::new();
    passphrase_book(&fixture);
    let file = fixture.company_folder("one").join("book.keys");
    let before = fs::read(&file).unwrap();
    let wrong = fixture.books.change_passphrase("one", &KeyProof::Secret(&passphrase(SECOND)), SECOND);
    assert!(matches!(wrong, Err(StoreError::WrongKey)), "{wrong:?}");
    let short = fixture.books.change_passphrase("one", &KeyProof::Secret(&passphrase(FIRST)), "짧다");
    assert!(matches!(short, Err(StoreError::PassphraseLength { .. })), "{short:?}");
    assert_eq!(fs::read(&file).unwrap(), before);
}

#[test]
fn ways_in_change_only_for_who_may_write_the_book() {
    let fixture = Fixture::new();
    passphrase_book(&fixture);
    let reader = fixture.books.open_to_read("one", &passphrase(FIRST)).unwrap();
    let refused = fixture.books.renew_recovery_key("one", &KeyProof::Open(&reader));
    assert!(matches!(refused, Err(StoreError::ReadOnly)));
    let _held = fixture.books.open("one", &passphrase(FIRST)).unwrap();
    let refused = fixture.books.change_passphrase("one", &KeyProof::Secret(&passphrase(FIRST)), SECOND);
    assert!(matches!(refused, Err(StoreError::LockedByOther { .. })), "{refused:?}");
    let other = fixture.create("two").book;
    let refused = fixture.books.change_passphrase("one", &KeyProof::Open(&other), SECOND);
    assert!(matches!(refused, Err(StoreError::WrongKey)), "a book of another company proves nothing");
}

#[test]
fn a_new_recovery_key_refuses_the_old_one() {
    let fixture = Fixture::new();
    let old = fixture.create("one").recovery_key;
    let new = fixture.books.renew_recovery_key("one", &KeyProof::Secret(&recovery(&old))).unwrap();
    assert!(!opens(&fixture, &recovery(&old)) && opens(&fixture, &recovery(&new)));
    assert!(opens(&fixture, &Unlock::Keyring), "the everyday way in stays");
    let refused = fixture.books.renew_recovery_key("one", &KeyProof::Secret(&recovery(&old)));
    assert!(matches!(refused, Err(StoreError::WrongKey)));
}

#[test]
fn protection_moves_from_keyring_to_passphrase_and_back() {
    let fixture = Fixture::new();
    let key = fixture.create("one").recovery_key;
    let to = NewProtection::Passphrase(Zeroizing::new(FIRST.into()));
    let changed = fixture.books.change_protection("one", &KeyProof::Secret(&Unlock::Keyring), &to).unwrap();
    assert_eq!(changed, ProtectionChanged { protection: Protection::Passphrase, entry_left: false });
    assert!(fixture.keyring.read("one").unwrap().is_none(), "the keyring has forgotten it");
    assert_eq!(fixture.books.find("one").unwrap().protection, Protection::Passphrase);
    assert!(opens(&fixture, &passphrase(FIRST)) && !opens(&fixture, &Unlock::Keyring));
    let proof = passphrase(FIRST);
    let changed =
        fixture.books.change_protection("one", &KeyProof::Secret(&proof), &NewProtection::Keyring).unwrap();
    assert_eq!(changed.protection, Protection::Keyring);
    assert!(
        opens(&fixture, &Unlock::Keyring) && !opens(&fixture, &proof) && opens(&fixture, &recovery(&key))
    );
}

#[test]
fn without_a_keyring_the_passphrase_stays() {
    let folder = tempfile::tempdir().unwrap();
    let books = Books::new(folder.path(), Arc::new(NoKeyring));
    let new = NewCompany { passphrase: Some(Zeroizing::new(FIRST.into())), ..new_company() };
    books.create_as("one", &new, Protection::Passphrase).unwrap().book.close().unwrap();
    let first = passphrase(FIRST);
    let refused = books.change_protection("one", &KeyProof::Secret(&first), &NewProtection::Keyring);
    assert!(matches!(refused, Err(StoreError::KeyringUnavailable { .. })), "{refused:?}");
    assert!(books.open("one", &first).is_ok());
}

#[test]
fn a_demo_book_keeps_its_key_in_the_open() {
    let fixture = Fixture::new();
    let demo = NewCompany { demo: true, ..new_company() };
    fixture.books.create_as("one", &demo, Protection::Throwaway).unwrap().book.close().unwrap();
    let proof = KeyProof::Secret(&Unlock::Throwaway);
    let refused = fixture.books.change_protection("one", &proof, &NewProtection::Keyring);
    assert!(matches!(refused, Err(StoreError::NoSuchUnlock)), "{refused:?}");
    let refused = fixture.books.change_passphrase("one", &proof, FIRST);
    assert!(matches!(refused, Err(StoreError::NoSuchUnlock)), "{refused:?}");
}

#[test]
fn half_a_key_file_that_a_crash_left_beside_is_in_nobodys_way() {
    let fixture = Fixture::new();
    passphrase_book(&fixture);
    let beside = fixture.company_folder("one").join("book.keys.new");
    fs::write(&beside, "{\"format\":").unwrap();
    assert!(opens(&fixture, &passphrase(FIRST)));
    fixture.books.change_passphrase("one", &KeyProof::Secret(&passphrase(FIRST)), SECOND).unwrap();
    assert!(opens(&fixture, &passphrase(SECOND)) && !beside.exists());
}
