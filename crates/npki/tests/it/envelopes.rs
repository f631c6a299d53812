//! Encrypted messages, ours and others'.

use crate::fixture::{BUSINESS, PERSON, bytes, key, path, user};
use crate::openssl::{PROVIDERS, ask};
use jangbu_npki::certificate::Certificate;
use jangbu_npki::chain::read_bundle;
use jangbu_npki::cms::{EnvelopedMessage, RECIPIENTS_MAX, encrypt};
use jangbu_npki::hazmat::BlockCipher;
use jangbu_npki::{NpkiError, PrivateKey};
use proptest::prelude::*;
use std::fs;
use std::path::Path;

const NAMES: [(&str, BlockCipher); 8] = [
    ("-seed-cbc", BlockCipher::Seed),
    ("-aria-128-cbc", BlockCipher::Aria128),
    ("-aria-192-cbc", BlockCipher::Aria192),
    ("-aria-256-cbc", BlockCipher::Aria256),
    ("-aes-128-cbc", BlockCipher::Aes128),
    ("-aes-192-cbc", BlockCipher::Aes192),
    ("-aes-256-cbc", BlockCipher::Aes256),
    ("-des3", BlockCipher::TripleDes),
];

fn km() -> Certificate {
    user(BUSINESS, "kmCert.der")
}

/// A key and its certificate as files that openssl reads.
fn put_pem(place: &Path, name: &str, folder: &str, key_name: &str) {
    fs::write(place.join("c.der"), user(folder, "kmCert.der").der()).unwrap();
    fs::write(place.join("k.der"), bytes(&format!("synthetic/plain/{key_name}.p8.der"))).unwrap();
    ask(place, &["x509", "-inform", "DER", "-in", "c.der", "-out", &format!("{name}.crt")]);
    ask(place, &["pkcs8", "-inform", "DER", "-nocrypt", "-in", "k.der", "-out", &format!("{name}.pem")]);
}

#[test]
fn envelopes_of_openssl_open_with_every_cipher() {
    let message = bytes("synthetic/cms/message.bin");
    for name in ["seed-cbc", "aria-128-cbc", "aria-256-cbc", "aes-256-cbc", "des3"] {
        let envelope = EnvelopedMessage::parse(&bytes(&format!("synthetic/cms/env-{name}.der"))).unwrap();
        assert!(envelope.is_for(&km()) && !envelope.is_for(&user(PERSON, "kmCert.der")));
        assert_eq!(**envelope.decrypt(&key("biz-km"), &km()).unwrap(), message, "{name}");
    }
    let own = read_bundle(&bytes("openssl/c.pem")).unwrap().remove(0);
    let place = tempfile::tempdir().unwrap();
    fs::copy(path("openssl/k.pem"), place.path().join("k.pem")).unwrap();
    ask(place.path(), &["pkcs8", "-topk8", "-nocrypt", "-in", "k.pem", "-outform", "DER", "-out", "k.der"]);
    let key = PrivateKey::parse(&fs::read(place.path().join("k.der")).unwrap()).unwrap();
    for name in ["seed-cbc", "seed", "aria-128-cbc", "aria-256-cbc", "aes-256-cbc", "des3"] {
        let envelope = EnvelopedMessage::parse(&bytes(&format!("openssl/env-{name}.der"))).unwrap();
        assert_eq!(**envelope.decrypt(&key, &own).unwrap(), *"hello 세금계산서\n".as_bytes(), "{name}");
    }
    let other_kind = EnvelopedMessage::parse(&bytes("openssl/env-aria-128-gcm.der"));
    assert!(matches!(other_kind, Err(NpkiError::Unsupported { .. })));
}

#[test]
fn what_openssl_streams_to_two_recipients_opens_for_both() {
    let place = tempfile::tempdir().unwrap();
    put_pem(place.path(), "biz", BUSINESS, "biz-km");
    put_pem(place.path(), "person", PERSON, "person-km");
    let content: Vec<u8> = (0..100_000u32).flat_map(u32::to_le_bytes).collect();
    fs::write(place.path().join("m"), &content).unwrap();
    for (option, cipher) in NAMES {
        let mut words = vec!["cms", "-encrypt", "-binary", "-stream", option, "-in", "m", "-outform", "DER"];
        words.extend(["-out", "e"]);
        words.extend(PROVIDERS);
        words.extend(["biz.crt", "person.crt"]);
        ask(place.path(), &words);
        let envelope = EnvelopedMessage::parse(&fs::read(place.path().join("e")).unwrap()).unwrap();
        assert_eq!((envelope.cipher(), envelope.recipients()), (cipher, 2));
        assert_eq!(**envelope.decrypt(&key("biz-km"), &km()).unwrap(), content, "{option}");
        let person = user(PERSON, "kmCert.der");
        assert_eq!(**envelope.decrypt(&key("person-km"), &person).unwrap(), content, "{option}");
    }
}

#[test]
fn openssl_opens_ours_with_every_cipher_for_each_recipient() {
    let place = tempfile::tempdir().unwrap();
    put_pem(place.path(), "biz", BUSINESS, "biz-km");
    put_pem(place.path(), "person", PERSON, "person-km");
    for (option, cipher) in NAMES {
        let content = format!("to both, {option}\r\n");
        let recipients = [km(), user(PERSON, "kmCert.der")];
        let envelope = encrypt(content.as_bytes(), &[&recipients[0], &recipients[1]], cipher).unwrap();
        fs::write(place.path().join("e"), envelope).unwrap();
        for name in ["biz", "person"] {
            let (key, certificate) = (format!("{name}.pem"), format!("{name}.crt"));
            let mut words = vec!["cms", "-decrypt", "-binary", "-inform", "DER", "-in", "e", "-out", "out"];
            words.extend(["-inkey", &key, "-recip", &certificate]);
            words.extend(PROVIDERS);
            ask(place.path(), &words);
            assert_eq!(fs::read(place.path().join("out")).unwrap(), content.as_bytes());
        }
    }
}

#[test]
fn everything_that_is_wrong_gives_the_one_error() {
    let envelope = encrypt(b"secret", &[&km()], BlockCipher::Seed).unwrap();
    let parsed = EnvelopedMessage::parse(&envelope).unwrap();
    let person = user(PERSON, "kmCert.der");
    assert!(matches!(parsed.decrypt(&key("biz-km"), &person), Err(NpkiError::Decryption)));
    // The right entry and another key: the padding of RSA is wrong, and chance goes on.
    for _ in 0..8 {
        match parsed.decrypt(&key("person-km"), &km()) {
            Err(NpkiError::Decryption) => {}
            Ok(content) => assert_ne!(&**content, b"secret"),
            Err(other) => panic!("{other}"),
        }
    }
    let mut changed = envelope.clone();
    let last = changed.len() - 1;
    changed[last] ^= 0x80;
    let outcome = EnvelopedMessage::parse(&changed).unwrap().decrypt(&key("biz-km"), &km());
    assert!(outcome.is_err() || outcome.is_ok_and(|content| **content != *b"secret"));
}

#[test]
fn nobody_and_too_many_are_no_recipients() {
    assert!(matches!(encrypt(b"", &[], BlockCipher::Seed), Err(NpkiError::TooMuch { .. })));
    let many = vec![km(); RECIPIENTS_MAX + 1];
    let many: Vec<&Certificate> = many.iter().collect();
    assert!(matches!(encrypt(b"", &many, BlockCipher::Seed), Err(NpkiError::TooMuch { .. })));
    assert!(encrypt(b"", &[&km()], BlockCipher::Rc2Bits40).is_err(), "RC2 is for reading alone");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn any_content_comes_out_as_it_went_in(
        content in proptest::collection::vec(any::<u8>(), 0..500), cipher in 0usize..8,
    ) {
        let envelope = encrypt(&content, &[&km()], NAMES[cipher].1).unwrap();
        let parsed = EnvelopedMessage::parse(&envelope).unwrap();
        prop_assert_eq!(&**parsed.decrypt(&key("biz-km"), &km()).unwrap(), &content);
    }

    #[test]
    fn any_changed_byte_gives_an_error_or_other_content(at in any::<prop::sample::Index>(), mask in 1u8..) {
        let mut envelope = bytes("synthetic/cms/env-seed-cbc.der");
        *at.get_mut(&mut envelope) ^= mask;
        if let Ok(parsed) = EnvelopedMessage::parse(&envelope) {
            let _ = parsed.decrypt(&key("biz-km"), &km());
        }
    }
}
