//! What is read from certificates.

use crate::fixture::{BUSINESS, EXPIRED, PERSON, TAX_INVOICE, bytes, certificate, path, unhex, user};
use crate::openssl::ask;
use jangbu_npki::certificate::{
    CERTIFICATE_BYTES_MAX, Certificate, CertificateKind, KeyError, SignatureAlgorithm, ValidityAt,
};
use jangbu_npki::vid::{IdentityNumber, VidHash};
use jangbu_npki::{NpkiError, RandomNumber};
use jiff::Timestamp;
use jiff::civil::date;
use proptest::prelude::*;

fn moment(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[test]
fn the_kisa_test_certificate_says_who_when_and_what_for() {
    let certificate = certificate("pypinksign/signCert.der");
    assert_eq!(certificate.serial().to_string(), "4562037");
    assert_eq!(certificate.serial().to_hex(), "459c75");
    assert_eq!(certificate.owner(), "HKD");
    assert_eq!(certificate.kind(), CertificateKind::BankPerson);
    assert_eq!(certificate.issuer().common_name(), Some("yessignCA-Test Class 4"));
    let usage = certificate.key_usage().unwrap();
    assert!(usage.digital_signature() && usage.non_repudiation());
    assert!(!usage.key_encipherment() && !usage.certificate_signing());
    assert_eq!(certificate.validity().first_day(), date(2020, 2, 25), "15:00 UTC of the day before");
    assert_eq!(certificate.validity().last_day(), date(2020, 3, 25));
    assert_eq!(certificate.validity().at(moment("2026-01-01T00:00:00Z")), ValidityAt::Expired);
    let vid = certificate.vid().unwrap();
    assert_eq!(vid.hash(), VidHash::Sha256);
    assert_eq!(vid.value(), unhex("8ad4f673412f825da4d1fb4d4216946bbc7f8194a0af01f86622ee23c7ee0de7"));
    assert_eq!(certificate.key().modulus_bits(), Some(2048));
    assert!(!certificate.revocation_list_addresses().is_empty());
}

#[test]
fn real_names_and_kinds_of_the_made_certificates_are_read() {
    let rows = [
        (BUSINESS, "가상상사", CertificateKind::GeneralBusiness, true),
        (TAX_INVOICE, "가상상사", CertificateKind::TaxInvoice, true),
        (PERSON, "홍길동", CertificateKind::BankPerson, false),
        (EXPIRED, "홍길순", CertificateKind::GeneralPerson, false),
    ];
    for (folder, owner, kind, suits) in rows {
        let certificate = user(folder, "signCert.der");
        assert_eq!(certificate.owner(), owner);
        assert_eq!(certificate.identity().unwrap().real_name, owner);
        assert_eq!((certificate.kind(), kind.suits_tax_invoices()), (kind, suits));
        assert_eq!(certificate.subject().organization(), Some("yessign"));
        let name = certificate.subject().common_name().unwrap();
        assert!(name.starts_with(owner) && folder.contains(name));
        assert!(user(folder, "kmCert.der").key_usage().unwrap().key_encipherment());
        assert!(user(folder, "kmCert.der").identity().is_none());
    }
    assert_eq!(user(BUSINESS, "kmCert.der").owner(), "가상상사", "without a real name, the common name");
}

#[test]
fn a_number_fits_the_certificate_only_with_its_own_r() {
    let rows = [
        (BUSINESS, "123-45-67891", "d25a15806b4664e5e2d9f9df0dfb5d89059385f3"),
        (TAX_INVOICE, "1234567891", "44eb47411a127021b79ab3354aa5a5817af057d1"),
        (PERSON, "991332-0000000", "d37e56384b167f406e22a45aca96d052f10f38a6"),
        (EXPIRED, "9913320000001", "98fa61283cc7f7d7d2169ac37e12b44179b5223e"),
    ];
    for (folder, number, r) in rows {
        let certificate = user(folder, "signCert.der");
        let number = IdentityNumber::parse(number).unwrap();
        let mut r: [u8; 20] = unhex(r).try_into().unwrap();
        assert!(certificate.vid().unwrap().fits(&number, &RandomNumber::new(&r)));
        assert!(
            !certificate
                .vid()
                .unwrap()
                .fits(&IdentityNumber::parse("9998800014").unwrap(), &RandomNumber::new(&r))
        );
        r[0] ^= 1;
        assert!(!certificate.vid().unwrap().fits(&number, &RandomNumber::new(&r)));
    }
}

#[test]
fn names_serials_and_dates_are_those_that_openssl_reads() {
    for name in ["pypinksign/signCert.der", "synthetic/root.der", "synthetic/inter.der"] {
        let certificate = certificate(name);
        let file = path(name);
        let words =
            ["x509", "-inform", "DER", "-in", file.to_str().unwrap(), "-noout", "-serial", "-enddate"];
        let said = ask(&std::env::temp_dir(), &[&words[..], &["-dateopt", "iso_8601"]].concat());
        let serial = certificate.serial().to_hex().to_uppercase();
        assert!(said.contains(&format!("serial={serial}")), "{said}");
        let until = certificate.validity().not_after.to_string().replace('T', " ");
        assert!(said.contains(&format!("notAfter={until}")), "{said}");
    }
}

#[test]
fn a_signature_is_this_keys_or_refused() {
    let certificate = certificate("pypinksign/signCert.der");
    let signature = bytes("pypinksign/sign_TEST_MSG.rsa-sha256.bin");
    let key = certificate.key();
    assert_eq!(key.verify(SignatureAlgorithm::RsaSha256, b"TEST_MSG", &signature), Ok(()));
    let wrong = Err(KeyError::SignatureInvalid);
    assert_eq!(key.verify(SignatureAlgorithm::RsaSha256, b"TEST_MSH", &signature), wrong);
    assert_eq!(key.verify(SignatureAlgorithm::RsaSha1, b"TEST_MSG", &signature), wrong);
    assert_eq!(key.verify(SignatureAlgorithm::RsaSha256, b"TEST_MSG", &signature[1..]), wrong);
    let other = user(BUSINESS, "signCert.der");
    assert_eq!(other.key().verify(SignatureAlgorithm::RsaSha256, b"TEST_MSG", &signature), wrong);
}

#[test]
fn what_is_cut_or_too_long_is_refused() {
    let der = bytes("pypinksign/signCert.der");
    for end in 0..der.len() {
        assert!(Certificate::parse_der(&der[..end]).is_err(), "cut at {end}");
    }
    let trailing = [&der[..], &[0]].concat();
    assert!(matches!(Certificate::parse_der(&trailing), Err(NpkiError::Damaged { .. })));
    let long = vec![0; CERTIFICATE_BYTES_MAX + 1];
    assert!(matches!(Certificate::parse_der(&long), Err(NpkiError::TooMuch { .. })));
}

proptest! {
    #[test]
    fn a_certificate_with_one_changed_byte_never_keeps_its_signature(at in 0usize..10_000, mask in 1u8..) {
        let mut der = bytes(&format!("synthetic/NPKI/{BUSINESS}/signCert.der"));
        let issuer = certificate("synthetic/inter.der");
        let at = at % der.len();
        der[at] ^= mask;
        if let Ok(changed) = Certificate::parse_der(&der) {
            prop_assert!(changed.check_signature(issuer.key()).is_err());
            let _ = (changed.owner(), changed.kind(), changed.subject().to_string(), format!("{changed:?}"));
        }
    }

    #[test]
    fn any_bytes_are_a_certificate_or_an_error(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(Certificate::parse_der(&bytes).is_err());
    }
}
