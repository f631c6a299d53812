//! Any bytes as a certificate, a list or a file of certificates: what reads says the same again, and
//! no path over it is taken for good.
#![no_main]

use jangbu_npki::certificate::Certificate;
use jangbu_npki::chain::{PATH_LENGTH_MAX, TrustStore, read_bundle};
use jangbu_npki::crl::RevocationList;
use libfuzzer_sys::fuzz_target;

const MOMENT: jiff::Timestamp = jiff::Timestamp::UNIX_EPOCH;

fuzz_target!(|bytes: &[u8]| {
    let lists: Vec<RevocationList> = RevocationList::parse_der(bytes).into_iter().collect();
    if let Ok(certificate) = Certificate::parse_der(bytes) {
        assert_eq!(certificate.der(), bytes);
        let again = Certificate::parse_der(certificate.der()).expect("what was read reads");
        assert_eq!(again, certificate);
        let _ = (certificate.owner(), certificate.kind(), certificate.subject().folder_name());
        let _ = (certificate.serial().to_string(), certificate.validity().days_left(MOMENT));
        let _ = format!("{certificate:?}");
    }
    if let Ok(found) = read_bundle(bytes) {
        assert!(!found.is_empty());
        let mut store = TrustStore::new();
        for certificate in found.iter().skip(1) {
            store.know(certificate.clone());
        }
        let report = store.check(&found[0], &lists, MOMENT);
        assert!(!report.is_good(), "nothing is trusted");
        assert!(report.path.len() <= PATH_LENGTH_MAX);
    }
});
