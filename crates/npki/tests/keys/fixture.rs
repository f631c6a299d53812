//! Fixtures, their passwords, and bytes in hexadecimal.

use jangbu_npki::{EncryptedKey, NpkiError, Password, PrivateKey};
use std::path::PathBuf;

pub(crate) const SYNTHETIC: &str = "Npki-test-2025!";
pub(crate) const KOREAN: &str = "비밀번호1!";
pub(crate) const OPENSSL: &str = "test1234";
pub(crate) const PYPINKSIGN: &str = "WTuA8Ev0lWXVFSiI!";

pub(crate) fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/npki").join(name)
}

pub(crate) fn bytes(name: &str) -> Vec<u8> {
    let path = path(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Files of a folder whose names end so, by name.
pub(crate) fn names(folder: &str, ending: &str) -> Vec<String> {
    let entries = std::fs::read_dir(path(folder)).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> =
        names.filter(|name| name.ends_with(ending)).map(|name| format!("{folder}/{name}")).collect();
    names.sort();
    assert!(!names.is_empty(), "{folder} has no *{ending}");
    names
}

pub(crate) fn password(text: &str) -> Password {
    Password::parse(text).unwrap()
}

pub(crate) fn open(name: &str, text: &str) -> Result<PrivateKey, NpkiError> {
    EncryptedKey::parse(&bytes(name))?.open(&password(text))
}

/// The business key with R, decrypted.
pub(crate) fn business() -> PrivateKey {
    PrivateKey::parse(&bytes("synthetic/plain/biz.p8.der")).unwrap()
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}
