//! Any bytes as a signed invoice: what is valid says whose it is and by which form, and the digest's
//! input does not depend on the signature.
#![no_main]

use jangbu_forms::etax::{DigestForm, build_digest_input, read_package, verify_invoice, write_package};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    match verify_invoice(bytes) {
        Ok(verdict) => {
            assert_eq!(verdict.is_valid(), verdict.fault.is_none());
            assert!(!verdict.is_valid() || (verdict.form.is_some() && verdict.certificate.is_some()));
            for form in [DigestForm::Santuario, DigestForm::Libxml2] {
                let input = build_digest_input(bytes, form).expect("what was checked can be read");
                assert!(core::str::from_utf8(&input).is_ok());
            }
        }
        Err(error) => assert!(error.first().is_some(), "a refusal has its reason"),
    }
    if let Ok(invoices) = read_package(bytes) {
        assert!(write_package(&invoices).is_ok());
    }
});
