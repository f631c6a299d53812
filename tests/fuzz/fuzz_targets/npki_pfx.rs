//! Any bytes as a PKCS#12 file: an error, or pairs that can be written and read again the same.
#![no_main]

use jangbu_npki::hazmat::BlockCipher;
use jangbu_npki::*;
use libfuzzer_sys::fuzz_target;

/// More would make the fuzzer slow, not wise.
const ITERATIONS: u32 = 20_000;

fuzz_target!(|bytes: &[u8]| {
    for word in ["test1234", "Npki-test-2025!", "WTuA8Ev0lWXVFSiI!"] {
        let password = Password::parse(word).expect("it is neither empty nor long");
        let Ok(pfx) = Pfx::open_within(bytes, &password, ITERATIONS) else { continue };
        let scheme = Scheme::Pkcs12 { cipher: BlockCipher::TripleDes };
        let protection = PfxProtection {
            keys: Protection { scheme, iterations: 1 },
            certificates: None,
            mac: MacDigest::Sha256,
            mac_iterations: 1,
        };
        let written = pfx.to_bytes(&password, protection).expect("no more than was read");
        let again = Pfx::open(&written, &password).expect("what is written here is read here");
        assert_eq!(again.pairs.len(), pfx.pairs.len());
        for (again, first) in again.pairs.iter().zip(&pfx.pairs) {
            assert!(again.key.is_same_as(&first.key));
            assert_eq!(again.certificate.is_some(), first.certificate.is_some());
        }
    }
});
