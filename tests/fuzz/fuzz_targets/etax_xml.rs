//! Any bytes as an e-tax document: findings have a place, and what reads is written and read again
//! the same.
#![no_main]

use jangbu_forms::etax::{read_invoice, write_invoice};
use jangbu_forms::{CODES, EXCERPT_CHARS_MAX, EXPECTED, Severity};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    match read_invoice(bytes) {
        Ok(document) => {
            assert!(document.findings.iter().all(|finding| finding.severity != Severity::Error));
            let written = write_invoice(&document.invoice).expect("a document is written");
            let again = read_invoice(&written).expect("what was written reads");
            assert_eq!(again.invoice, document.invoice);
        }
        Err(error) => {
            assert!(error.first().is_some(), "a refusal has its reason");
            for finding in &error.findings {
                assert!(CODES.contains(&finding.code), "{}", finding.code);
                assert!(finding.expected.is_none_or(|expected| EXPECTED.contains(&expected)));
                let found = finding.found.as_deref().unwrap_or_default();
                assert!(found.chars().count() <= EXCERPT_CHARS_MAX);
            }
        }
    }
});
