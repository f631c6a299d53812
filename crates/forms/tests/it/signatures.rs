//! Signatures of e-tax invoices: the JDK's, xmlsec's and our own.
#![expect(clippy::string_slice, reason = "places come from `find` and lie between characters")]

use crate::fixture::{bytes, signer, text};
use jangbu_forms::etax::{
    DigestForm, SignInvoiceError, SignatureFault, SignatureHash, build_digest_input, read_invoice,
    sign_invoice, verify_invoice,
};
use jangbu_npki::NpkiError;
use jangbu_npki::PrivateKey;
use jangbu_npki::certificate::KeyError;
use proptest::prelude::*;

const SIGNED: [&str; 8] =
    ["0101-compact", "0101-crlf", "0101-foreigner", "0101", "0102", "0104", "0201-02", "0401"];

fn fault(xml: &str) -> Option<SignatureFault> {
    verify_invoice(xml.as_bytes()).unwrap().fault
}

fn signed() -> String {
    text("signed/0101.xml")
}

#[test]
fn the_digests_input_is_byte_for_byte_what_the_jdk_hashes() {
    for name in SIGNED {
        let expected = bytes(&format!("preimage/{name}.bin"));
        for folder in ["signed", "unsigned"] {
            let xml = bytes(&format!("{folder}/{name}.xml"));
            let input = build_digest_input(&xml, DigestForm::Santuario).unwrap();
            assert!(input == expected, "{folder}/{name}:\n{}", String::from_utf8_lossy(&input));
        }
    }
}

#[test]
fn the_other_form_is_byte_for_byte_what_libxml2_hashes() {
    let input = build_digest_input(&bytes("signed/0101.xml"), DigestForm::Libxml2).unwrap();
    assert!(input == bytes("preimage/xmlsec-0101.bin"), "{}", String::from_utf8_lossy(&input));
}

#[test]
fn documents_that_the_jdk_signed_are_valid_and_say_whose_they_are() {
    for name in SIGNED {
        let verdict = verify_invoice(&bytes(&format!("signed/{name}.xml"))).unwrap();
        assert_eq!(verdict.fault, None, "{name}");
        assert_eq!(verdict.form, Some(DigestForm::Santuario), "{name}");
        assert_eq!(verdict.hash, Some(SignatureHash::Sha256));
        assert_eq!(verdict.certificate.as_ref(), Some(&signer().1));
        assert_eq!(verdict.certificate.unwrap().owner(), "가상상사");
    }
}

#[test]
fn a_document_that_xmlsec_signed_is_valid_in_its_form() {
    let verdict = verify_invoice(&bytes("signed/xmlsec-0101.xml")).unwrap();
    assert_eq!((verdict.fault, verdict.form), (None, Some(DigestForm::Libxml2)));
}

#[test]
fn our_signature_is_the_jdks_and_nothing_else_of_the_document_changes() {
    let (key, certificate) = signer();
    for name in SIGNED {
        let before = text(&format!("unsigned/{name}.xml"));
        let after = String::from_utf8(sign_invoice(before.as_bytes(), &key, &certificate).unwrap()).unwrap();
        let start = after.find("<ds:Signature").unwrap();
        let end = after.find("</ds:Signature>").unwrap() + "</ds:Signature>".len();
        assert_eq!(format!("{}{}", &after[..start], &after[end..]), before, "{name}");
        assert!(after[end..].starts_with("<TaxInvoiceDocument>"));
        let jdk = text(&format!("signed/{name}.xml"));
        let jdk_start = jdk.find("<ds:Signature").unwrap();
        assert_eq!(after[start..end], jdk[jdk_start..jdk.find("</ds:Signature>").unwrap() + 15], "{name}");
        assert_eq!(verify_invoice(after.as_bytes()).unwrap().form, Some(DigestForm::Santuario));
        let read = |xml: &str| read_invoice(xml.as_bytes()).unwrap().invoice;
        assert_eq!(read(&after), read(&before));
    }
}

#[test]
fn a_byte_order_mark_stays_in_front() {
    let (key, certificate) = signer();
    let marked = [b"\xEF\xBB\xBF", &bytes("unsigned/0102.xml")[..]].concat();
    let after = sign_invoice(&marked, &key, &certificate).unwrap();
    assert!(after.starts_with(b"\xEF\xBB\xBF<?xml"));
    assert!(verify_invoice(&after).unwrap().is_valid());
}

#[test]
fn what_is_outside_the_signature_may_change_and_nothing_else() {
    let xml = signed();
    assert_eq!(fault(&xml.replace("20250131090000", "20250201101112")), None, "ExchangedDocument");
    assert_eq!(fault(&xml.replace("<IssueID>", "<IssueID><!-- a comment -->")), None);
    assert_eq!(fault(&xml.replace('\n', "\r\n")), None, "line ends are the parser's");
    for (from, to) in [
        ("<PurposeCode>02", "<PurposeCode>01"),
        ("</TaxInvoice>", " </TaxInvoice>"),
        ("<IssueID>", "<IssueID a=\"b\">"),
        ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "<?xml version=\"1.0\" encoding=\"UTF-8\"?><?a b?>"),
        ("xmlns:xsi=", "xmlns:x=\"y\" xmlns:xsi="),
    ] {
        let changed = xml.replacen(from, to, 1);
        assert!(changed != xml, "{from}");
        assert_eq!(fault(&changed), Some(SignatureFault::Changed), "{from}");
    }
    let inside =
        xml.replacen("</ds:Signature><TaxInvoiceDocument>", "</ds:Signature> <TaxInvoiceDocument>", 1);
    assert_eq!(fault(&inside), Some(SignatureFault::Changed));
}

#[test]
fn each_thing_that_is_wrong_with_a_signature_is_named() {
    let xml = signed();
    let start = xml.find("<ds:Signature ").unwrap();
    let end = xml.find("</ds:Signature>").unwrap() + "</ds:Signature>".len();
    let signature = &xml[start..end];
    let without = format!("{}{}", &xml[..start], &xml[end..]);
    assert_eq!(fault(&without), Some(SignatureFault::NotSigned));
    assert_eq!(fault(&xml.replacen(signature, &signature.repeat(2), 1)), Some(SignatureFault::Several));
    let moved = without.replacen("</TaxInvoice>", &format!("{signature}</TaxInvoice>"), 1);
    assert_eq!(fault(&moved), Some(SignatureFault::Misplaced));
    let rows = [
        ("xmldsig-more#rsa-sha256", "xmldsig-more#rsa-md5", SignatureFault::Unsupported("SignatureMethod")),
        ("xmlenc#sha256", "xmlenc#sha512", SignatureFault::Unsupported("DigestMethod")),
        ("URI=\"\"", "URI=\"#a\"", SignatureFault::Unsupported("Reference")),
        (
            "name() = 'ExchangedDocument'",
            "name() = 'TaxInvoiceDocument'",
            SignatureFault::Unsupported("XPath"),
        ),
        ("<ds:X509Certificate>MII", "<ds:X509Certificate>MIJ", SignatureFault::Element("X509Certificate")),
        ("<ds:DigestValue>jT5O", "<ds:DigestValue>jT5o", SignatureFault::Changed),
        ("<ds:DigestValue>", "<ds:DigestValue>*", SignatureFault::Element("DigestValue")),
        (
            "<ds:Reference URI=\"\">",
            "<ds:Reference URI=\"\" Id=\"x\">",
            SignatureFault::Signature(KeyError::SignatureInvalid),
        ),
        (
            "<ds:SignatureValue>A",
            "<ds:SignatureValue>B",
            SignatureFault::Signature(KeyError::SignatureInvalid),
        ),
        ("urn:kr:or:kec", "urn:kr:or:kecs", SignatureFault::Root),
    ];
    for (from, to, expected) in rows {
        let changed = xml.replacen(from, to, 1);
        assert_ne!(changed, xml, "{from}");
        assert_eq!(fault(&changed), Some(expected), "{from}");
    }
    let lenient = xml.replacen("<ds:DigestValue>jT5O", "<ds:DigestValue>\n jT&#13;5O", 1);
    let broken = fault(&lenient);
    assert_eq!(
        broken,
        Some(SignatureFault::Signature(KeyError::SignatureInvalid)),
        "it is inside what is signed"
    );
    let lenient = xml.replacen("<ds:SignatureValue>A", "<ds:SignatureValue>&#13;\nA", 1);
    assert_eq!(fault(&lenient), None, "and this is not");
}

#[test]
fn content_cannot_hide_where_the_signature_does_not_look() {
    let xml = signed();
    let hidden = "<ExchangedDocument><IssueID>1</IssueID></ExchangedDocument>";
    for place in ["</TaxInvoiceDocument>", "</InvoicerParty>"] {
        let changed = xml.replacen(place, &format!("{hidden}{place}"), 1);
        assert_eq!(fault(&changed), Some(SignatureFault::Uncovered), "{place}");
    }
    let tags = xml.replacen("<IssueID>", "<TaxInvoice></TaxInvoice><IssueID>", 1);
    assert_eq!(fault(&tags), Some(SignatureFault::Uncovered));
    let (key, certificate) = signer();
    let unsigned = text("unsigned/0101.xml").replacen(
        "</TaxInvoiceDocument>",
        &format!("{hidden}</TaxInvoiceDocument>"),
        1,
    );
    let refused = sign_invoice(unsigned.as_bytes(), &key, &certificate);
    assert!(matches!(refused, Err(SignInvoiceError::NotAnInvoice)));
}

#[test]
fn what_cannot_be_signed_is_refused_by_reason() {
    let (key, certificate) = signer();
    let sign = |xml: &[u8]| sign_invoice(xml, &key, &certificate);
    assert!(matches!(sign(&bytes("signed/0101.xml")), Err(SignInvoiceError::AlreadySigned)));
    assert!(matches!(sign(b"<a/>"), Err(SignInvoiceError::NotAnInvoice)));
    assert!(matches!(sign(b"<a"), Err(SignInvoiceError::Document(_))));
    assert!(matches!(sign(b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), Err(SignInvoiceError::Document(_))));
    let declared = text("unsigned/0101.xml").replacen("UTF-8", "EUC-KR", 1);
    let (korean, _, _) = encoding_rs::EUC_KR.encode(&declared);
    assert!(matches!(sign(&korean), Err(SignInvoiceError::NotUtf8)));
    let other = PrivateKey::parse(&bytes("../npki/synthetic/plain/biz.p8.der")).unwrap();
    let refused = sign_invoice(&bytes("unsigned/0101.xml"), &other, &certificate);
    assert!(matches!(refused, Err(SignInvoiceError::Key(NpkiError::OtherKey))));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn one_changed_letter_of_the_invoice_is_noticed(at in any::<prop::sample::Index>(), to in "[a-z0-9]") {
        let xml = signed();
        let covered = xml.find("<TaxInvoiceDocument>").unwrap();
        let letters: Vec<usize> =
            xml[covered..].char_indices().filter(|(_, c)| c.is_ascii_alphanumeric()).map(|(at, _)| covered + at).collect();
        let place = *at.get(&letters);
        let changed = format!("{}{to}{}", &xml[..place], &xml[place + 1..]);
        if let Ok(verdict) = verify_invoice(changed.as_bytes()) {
            prop_assert_eq!(verdict.is_valid(), changed == xml);
        }
    }
}
