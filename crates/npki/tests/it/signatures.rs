//! Signed messages, ours and others'.

use crate::fixture::{BUSINESS, PERSON, bytes, certificate, key, path, user};
use crate::openssl::{ask, run};
use jangbu_npki::NpkiError;
use jangbu_npki::certificate::{Certificate, KeyError};
use jangbu_npki::chain::read_bundle;
use jangbu_npki::cms::{
    Attributes, Carriage, MessageDigest, SignOptions, SignatureFault, SignedMessage, SignerReport, sign,
};
use jiff::Timestamp;
use proptest::prelude::*;
use std::fs;

fn moment() -> Timestamp {
    "2026-11-25T01:02:03Z".parse().unwrap()
}

fn options(carriage: Carriage, attributes: Attributes) -> SignOptions<'static> {
    SignOptions { carriage, attributes, more_certificates: &[] }
}

fn every_way() -> [SignOptions<'static>; 4] {
    let with = Attributes::Standard { signing_time: Some(moment()) };
    [
        options(Carriage::Attached, with),
        options(Carriage::Attached, Attributes::None),
        options(Carriage::Detached, with),
        options(Carriage::Detached, Attributes::Standard { signing_time: None }),
    ]
}

fn only(message: &[u8], detached: Option<&[u8]>) -> SignerReport {
    let reports = SignedMessage::parse(message).unwrap().verify(detached, &[]);
    assert_eq!(reports.len(), 1);
    reports.into_iter().next().unwrap()
}

#[test]
fn messages_of_other_programs_hold() {
    let message = bytes("synthetic/cms/message.bin");
    let rows = [
        ("synthetic/cms/signed-attached.der", None, true),
        ("synthetic/cms/signed-detached.der", Some(&message[..]), true),
        ("synthetic/cms/signed-noattr.der", None, false),
        ("openssl/sig.der", None, true),
        ("openssl/sig-noattr.der", None, false),
        ("pypinksign/pkcs7_signed_TEST_MSG.der", None, false),
    ];
    for (name, detached, has_attributes) in rows {
        let report = only(&bytes(name), detached);
        assert_eq!(report.fault, None, "{name}");
        assert_eq!(
            (report.has_attributes, report.digest),
            (has_attributes, Some(MessageDigest::Sha256)),
            "{name}"
        );
        assert_eq!(report.signing_time.is_some(), has_attributes, "{name}");
    }
    let parsed = SignedMessage::parse(&bytes("pypinksign/pkcs7_signed_TEST_MSG.der")).unwrap();
    assert_eq!(parsed.content(), Some(&b"TEST_MSG"[..]));
    let report = only(&bytes("pypinksign/pkcs7_signed_TEST_MSG.der"), None);
    assert_eq!(report.certificate, Some(certificate("pypinksign/signCert.der")));
}

#[test]
fn each_way_of_signing_is_read_by_openssl() {
    let place = tempfile::tempdir().unwrap();
    let content = "전자서명 test\r\n\0".as_bytes();
    fs::write(place.path().join("m"), content).unwrap();
    fs::copy(path("synthetic/root.der"), place.path().join("root.der")).unwrap();
    ask(place.path(), &["x509", "-inform", "DER", "-in", "root.der", "-out", "root.pem"]);
    let inter = [certificate("synthetic/inter.der")];
    for way in every_way() {
        let way = SignOptions { more_certificates: &inter, ..way };
        let signed = sign(content, &key("biz"), &user(BUSINESS, "signCert.der"), &way).unwrap();
        fs::write(place.path().join("s"), &signed).unwrap();
        let mut words = vec!["cms", "-verify", "-binary", "-inform", "DER", "-in", "s", "-out", "out"];
        words.extend(["-CAfile", "root.pem", "-purpose", "any"]);
        if way.carriage == Carriage::Detached {
            words.extend(["-content", "m"]);
        }
        ask(place.path(), &words);
        assert_eq!(fs::read(place.path().join("out")).unwrap(), content);
        let report = only(&signed, Some(content));
        assert_eq!(report.fault, None);
        let stated = matches!(way.attributes, Attributes::Standard { signing_time: Some(_) });
        assert_eq!(report.signing_time, stated.then(moment));
    }
}

#[test]
fn what_openssl_signs_and_streams_holds_with_every_digest() {
    let place = tempfile::tempdir().unwrap();
    for name in ["openssl/c.pem", "openssl/k.pem", "openssl/m.txt"] {
        fs::copy(path(name), place.path().join(name.trim_start_matches("openssl/"))).unwrap();
    }
    let digests = [
        ("sha1", MessageDigest::Sha1),
        ("sha256", MessageDigest::Sha256),
        ("sha384", MessageDigest::Sha384),
        ("sha512", MessageDigest::Sha512),
    ];
    for (name, digest) in digests {
        for extra in [
            &["-nodetach"][..],
            &["-nodetach", "-noattr"],
            &["-nodetach", "-stream"],
            &["-nodetach", "-keyid"],
            &[],
        ] {
            let mut words =
                vec!["cms", "-sign", "-binary", "-md", name, "-signer", "c.pem", "-inkey", "k.pem"];
            words.extend(["-outform", "DER", "-in", "m.txt", "-out", "s"]);
            words.extend(extra);
            ask(place.path(), &words);
            let signed = fs::read(place.path().join("s")).unwrap();
            let report = only(&signed, Some(&bytes("openssl/m.txt")));
            assert_eq!((report.fault, report.digest), (None, Some(digest)), "{name} {extra:?}");
        }
    }
}

#[test]
fn why_a_signature_does_not_hold_is_said() {
    let (own, other) = (user(BUSINESS, "signCert.der"), user(PERSON, "signCert.der"));
    let with = Attributes::Standard { signing_time: None };
    let detached = sign(b"content", &key("biz"), &own, &options(Carriage::Detached, with)).unwrap();
    assert_eq!(only(&detached, None).fault, Some(SignatureFault::ContentMissing));
    assert_eq!(only(&detached, Some(b"Content")).fault, Some(SignatureFault::ContentChanged));
    let attached =
        sign(b"content", &key("biz"), &own, &options(Carriage::Attached, Attributes::None)).unwrap();
    assert_eq!(only(&attached, Some(b"other")).fault, Some(SignatureFault::ContentChanged));
    let place = attached.windows(7).position(|window| window == b"content").unwrap();
    let mut changed = attached.clone();
    changed[place] ^= 1;
    let wrong = Some(SignatureFault::Signature(KeyError::SignatureInvalid));
    assert_eq!(only(&changed, None).fault, wrong);
    let result = sign(b"content", &key("person"), &own, &every_way()[0]);
    assert!(matches!(result, Err(NpkiError::OtherKey)));
    assert!(sign(b"content", &key("person"), &other, &every_way()[0]).is_ok());
}

#[test]
fn a_signer_without_his_certificate_is_looked_for_among_the_known() {
    let place = tempfile::tempdir().unwrap();
    for name in ["openssl/c.pem", "openssl/k.pem", "openssl/m.txt"] {
        fs::copy(path(name), place.path().join(name.trim_start_matches("openssl/"))).unwrap();
    }
    let words = ["cms", "-sign", "-binary", "-nocerts", "-nodetach", "-signer", "c.pem", "-inkey", "k.pem"];
    ask(place.path(), &[&words[..], &["-outform", "DER", "-in", "m.txt", "-out", "s"]].concat());
    let message = SignedMessage::parse(&fs::read(place.path().join("s")).unwrap()).unwrap();
    assert_eq!(message.verify(None, &[])[0].fault, Some(SignatureFault::CertificateMissing));
    let known: Vec<Certificate> = read_bundle(&bytes("openssl/c.pem")).unwrap();
    assert_eq!(message.verify(None, &known)[0].fault, None);
}

#[test]
fn attributes_cannot_be_passed_off_as_the_content() {
    let own = user(BUSINESS, "signCert.der");
    let with = Attributes::Standard { signing_time: None };
    let signed = sign(b"content", &key("biz"), &own, &options(Carriage::Attached, with)).unwrap();
    // The SET that was signed: contentType, then messageDigest, 0xA0 in the message.
    let start = signed.windows(4).rposition(|at| at == [0xA0, 0x4B, 0x30, 0x18]).unwrap();
    let mut set = signed[start..start + 2 + 0x4B].to_vec();
    set[0] = 0x31;
    let forged = sign(&set, &key("biz"), &own, &options(Carriage::Attached, Attributes::None)).unwrap();
    assert_eq!(only(&forged, None).fault, Some(SignatureFault::Attributes));
}

#[test]
fn another_kind_of_message_and_cut_ones_are_told_apart() {
    let signed = bytes("openssl/sig.der");
    for end in 0..signed.len() {
        assert!(matches!(SignedMessage::parse(&signed[..end]), Err(NpkiError::Damaged { .. })), "{end}");
    }
    let enveloped = SignedMessage::parse(&bytes("openssl/env-des3.der"));
    assert!(matches!(enveloped, Err(NpkiError::Unsupported { .. })));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn any_content_signed_in_any_way_holds_and_no_changed_bit_does(
        content in proptest::collection::vec(any::<u8>(), 0..300), way in 0usize..4, at in any::<prop::sample::Index>(), bit in 0u8..8,
    ) {
        let own = user(BUSINESS, "signCert.der");
        let mut signed = sign(&content, &key("biz"), &own, &every_way()[way]).unwrap();
        prop_assert_eq!(only(&signed, Some(&content)).fault, None);
        *at.get_mut(&mut signed) ^= 1 << bit;
        // Bits outside what is signed may change; nobody but the signer may seem to have signed other content.
        if let Ok(message) = SignedMessage::parse(&signed) {
            for report in message.verify(Some(&content), &[]) {
                let key = report.certificate.map(|certificate| certificate.key().clone());
                prop_assert!(report.fault.is_some() || key.as_ref() == Some(own.key()));
            }
        }
    }
}

#[test]
fn no_changed_bit_of_the_signers_key_holds() {
    let own = user(BUSINESS, "signCert.der");
    let signed = sign(b"", &key("biz"), &own, &every_way()[2]).unwrap();
    let info = own.key().der();
    let start = signed.windows(info.len()).position(|window| window == info).unwrap();
    for bit in 0..info.len() * 8 {
        let mut changed = signed.clone();
        changed[start + bit / 8] ^= 1 << (bit % 8);
        if let Ok(message) = SignedMessage::parse(&changed) {
            for report in message.verify(Some(b""), &[]) {
                assert!(report.fault.is_some(), "byte {} of the key, bit {}", bit / 8, bit % 8);
            }
        }
    }
}

#[test]
fn openssl_refuses_what_we_refuse() {
    let place = tempfile::tempdir().unwrap();
    let own = user(BUSINESS, "signCert.der");
    let mut signed = sign(b"0123456789", &key("biz"), &own, &every_way()[0]).unwrap();
    let at = signed.windows(10).position(|window| window == b"0123456789").unwrap();
    signed[at] ^= 1;
    fs::write(place.path().join("s"), &signed).unwrap();
    let words = ["cms", "-verify", "-noverify", "-binary", "-inform", "DER", "-in", "s", "-out", "out"];
    assert!(!run(place.path(), &words).status.success());
    assert_eq!(only(&signed, None).fault, Some(SignatureFault::ContentChanged));
}
