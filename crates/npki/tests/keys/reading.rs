//! Keys that other programs wrote.

use crate::fixture::{KOREAN, OPENSSL, PYPINKSIGN, SYNTHETIC, business, bytes, hex, names, open};
use jangbu_npki::hazmat::{BlockCipher, Prf};
use jangbu_npki::{EncryptedKey, NpkiError, Protection, Scheme};

const NPKI: &str = "synthetic/NPKI/yessign/USER";

#[test]
fn the_published_key_opens_to_the_published_bytes_with_its_r() {
    let key = open("pypinksign/signPri.key", PYPINKSIGN).unwrap();
    assert_eq!(key.reveal_pkcs8(), bytes("pypinksign/plain-signPri-withR.p8.der"));
    assert_eq!(key.random_number().unwrap().reveal()[..], bytes("pypinksign/R.bin"));
    assert_eq!(key.bits(), 2048);
}

#[test]
fn every_scheme_opens_to_the_same_key_with_the_same_r() {
    let expected = business();
    let without_r = |name: &str| name.contains("noR");
    for name in names("synthetic/p8", ".key").into_iter().chain(names("made", ".key")) {
        let text = if name.contains("korean") { KOREAN } else { SYNTHETIC };
        let key = open(&name, text).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(key.modulus(), expected.modulus(), "{name}");
        assert_eq!(key.is_same_as(&expected), !without_r(&name), "{name}");
        assert_eq!(key.random_number().is_some(), !without_r(&name), "{name}");
    }
}

#[test]
fn keys_in_the_folders_of_a_drive_open_to_what_they_were_made_from() {
    let owners = [
        ("cn=가상상사()0004049202501011234567,ou=TESTBANK,ou=corporation4EC,o=yessign,c=kr", "biz"),
        ("cn=가상상사()0004049202501019999999,ou=TESTBANK,ou=etax,o=yessign,c=kr", "etax"),
        ("cn=홍길동()0004041202501017654321,ou=TESTBANK,ou=personal4IB,o=yessign,c=kr", "person"),
        ("cn=홍길순()0004041202301017654321,ou=TESTBANK,ou=personal4IB,o=yessign,c=kr", "expired"),
    ];
    let manifest = String::from_utf8(bytes("synthetic/manifest.json")).unwrap();
    for (folder, tag) in owners {
        let sign = open(&format!("{NPKI}/{folder}/signPri.key"), SYNTHETIC).unwrap();
        assert_eq!(sign.reveal_pkcs8(), bytes(&format!("synthetic/plain/{tag}.p8.der")), "{tag}");
        let r = hex(sign.random_number().unwrap().reveal());
        assert!(manifest.contains(&format!("\"R\": \"{r}\"")), "the R of {tag} is in the manifest");
        let encrypt = open(&format!("{NPKI}/{folder}/kmPri.key"), SYNTHETIC).unwrap();
        assert_eq!(encrypt.reveal_pkcs8(), bytes(&format!("synthetic/plain/{tag}-km.p8.der")), "{tag}");
        assert!(encrypt.random_number().is_none(), "{tag}");
    }
}

#[test]
fn what_openssl_wrote_opens_under_every_cipher() {
    let names = names("openssl", ".der");
    let keys: Vec<&String> = names.iter().filter(|name| name.contains("/p8-")).collect();
    assert_eq!(keys.len(), 14);
    let first = open(keys[0], OPENSSL).unwrap();
    for name in keys {
        let key = open(name, OPENSSL).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(key.is_same_as(&first), "{name}");
    }
}

#[test]
fn scheme_and_iterations_are_told_without_a_password() {
    let pbes2 = |prf, cipher| Scheme::Pbes2 { prf, cipher };
    for (name, scheme, iterations) in [
        ("pypinksign/signPri.key", Scheme::Pbes1Seed, 2048),
        ("made/pbes1-1024.key", Scheme::Pbes1Seed, 1024),
        ("made/old-pbkdf2.key", Scheme::OldSeed, 2048),
        ("synthetic/p8/pbes2-seed-sha256-keylen.key", pbes2(Prf::HmacSha256, BlockCipher::Seed), 10_000),
        ("synthetic/p8/pbes2-aria256-sha1.key", pbes2(Prf::HmacSha1, BlockCipher::Aria256), 2048),
        ("openssl/p8-des3-hmacWithSHA256.der", pbes2(Prf::HmacSha256, BlockCipher::TripleDes), 2048),
    ] {
        let key = EncryptedKey::parse(&bytes(name)).unwrap();
        assert_eq!(key.protection(), Protection { scheme, iterations }, "{name}");
    }
}

#[test]
fn a_wrong_password_is_one_error_whatever_the_padding_says() {
    let file = EncryptedKey::parse(&bytes("pypinksign/signPri.key")).unwrap();
    // One in 256 leaves a padding that looks right.
    for number in 0..1024 {
        let password = crate::fixture::password(&format!("wrong{number}"));
        assert!(matches!(file.open(&password), Err(NpkiError::WrongPassword)), "{number}");
    }
    for name in names("synthetic/p8", ".key").into_iter().chain(names("made", ".key")) {
        assert!(matches!(open(&name, "틀린비밀번호"), Err(NpkiError::WrongPassword)), "{name}");
    }
}
