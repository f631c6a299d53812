//! Any bytes as a message: no signature holds but those of the seeds' own contents, and nothing but
//! an error or bytes comes out of an envelope.
#![no_main]

use jangbu_npki::cms::{EnvelopedMessage, SIGNERS_MAX, SignedMessage};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(message) = SignedMessage::parse(bytes) {
        let reports = message.verify(None, &[]);
        assert!(reports.len() <= SIGNERS_MAX);
        for report in &reports {
            assert!(report.fault.is_some() || report.certificate.is_some(), "a signature is somebody's");
        }
        let given = message.verify(Some(b"content"), &[]);
        assert_eq!(given.len(), reports.len());
    }
    if let Ok(envelope) = EnvelopedMessage::parse(bytes) {
        let _ = (envelope.recipients(), envelope.cipher(), format!("{envelope:?}"));
    }
});
