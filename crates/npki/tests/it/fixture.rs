//! Fixtures by name.

use jangbu_npki::PrivateKey;
use jangbu_npki::certificate::Certificate;
use std::path::PathBuf;

pub(crate) const BUSINESS: &str =
    "yessign/USER/cn=가상상사()0004049202501011234567,ou=TESTBANK,ou=corporation4EC,o=yessign,c=kr";
pub(crate) const TAX_INVOICE: &str =
    "yessign/USER/cn=가상상사()0004049202501019999999,ou=TESTBANK,ou=etax,o=yessign,c=kr";
pub(crate) const PERSON: &str =
    "yessign/USER/cn=홍길동()0004041202501017654321,ou=TESTBANK,ou=personal4IB,o=yessign,c=kr";
pub(crate) const EXPIRED: &str =
    "yessign/USER/cn=홍길순()0004041202301017654321,ou=TESTBANK,ou=personal4IB,o=yessign,c=kr";

pub(crate) fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/npki").join(name)
}

pub(crate) fn bytes(name: &str) -> Vec<u8> {
    let path = path(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

pub(crate) fn certificate(name: &str) -> Certificate {
    Certificate::parse_der(&bytes(name)).unwrap()
}

/// A certificate of the made NPKI folder.
pub(crate) fn user(folder: &str, file: &str) -> Certificate {
    certificate(&format!("synthetic/NPKI/{folder}/{file}"))
}

pub(crate) fn unhex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.chars().map(|c| u8::try_from(c.to_digit(16).unwrap()).unwrap()).collect();
    digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()
}

/// A decrypted key of the fixtures: `biz`, `biz-km`, `etax`, `person` and so on.
pub(crate) fn key(name: &str) -> PrivateKey {
    PrivateKey::parse(&bytes(&format!("synthetic/plain/{name}.p8.der"))).unwrap()
}
