//! Any bytes as a key file, and as the key inside one: an error, or something that reads again the same.
#![no_main]

use jangbu_npki::*;
use libfuzzer_sys::fuzz_target;

/// More would make the fuzzer slow, not wise.
const ITERATIONS: u32 = 20_000;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(file) = EncryptedKey::parse(bytes) {
        assert_eq!(file.as_bytes(), bytes);
        assert!((1..=ITERATIONS_MAX).contains(&file.protection().iterations));
        if file.protection().iterations <= ITERATIONS {
            for word in ["Npki-test-2025!", "test1234", "WTuA8Ev0lWXVFSiI!"] {
                let password = Password::parse(word).expect("it is neither empty nor long");
                if let Ok(key) = file.open(&password) {
                    check(&key);
                }
            }
        }
    }
    if let Ok(key) = PrivateKey::parse(bytes) {
        assert_eq!(key.reveal_pkcs8(), bytes);
        check(&key);
    }
});

fn check(key: &PrivateKey) {
    let again = PrivateKey::parse(key.reveal_pkcs8()).expect("it was read before");
    assert!(again.is_same_as(key));
    assert!(key.check_modulus(key.modulus()).is_ok());
    assert_eq!(again.random_number().is_some(), key.random_number().is_some());
}
