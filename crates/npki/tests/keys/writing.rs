//! What is written reads back, under every scheme.

use crate::fixture::{SYNTHETIC, business, password};
use jangbu_npki::hazmat::{BlockCipher, Prf};
use jangbu_npki::{EncryptedKey, NpkiError, Protection, Scheme};
use proptest::prelude::*;

pub(crate) fn schemes() -> Vec<Scheme> {
    let mut schemes = vec![
        Scheme::Pbes1Seed,
        Scheme::OldSeed,
        Scheme::Pkcs12 { cipher: BlockCipher::TripleDes },
        Scheme::Pkcs12 { cipher: BlockCipher::Rc2Bits40 },
    ];
    for prf in Prf::ALL {
        schemes.extend(BlockCipher::IDENTIFIED.map(|cipher| Scheme::Pbes2 { prf, cipher }));
    }
    schemes
}

#[test]
fn every_scheme_reads_back_what_it_wrote_with_r_and_the_same_protection() {
    let key = business();
    let right = password(SYNTHETIC);
    for scheme in schemes() {
        let protection = Protection { scheme, iterations: 3 };
        let made = EncryptedKey::make(&key, &right, protection).unwrap();
        let read = EncryptedKey::parse(made.as_bytes()).unwrap();
        assert_eq!(read.protection(), protection, "{scheme}");
        assert!(read.open(&right).unwrap().is_same_as(&key), "{scheme}");
        assert!(matches!(read.open(&password("other")), Err(NpkiError::WrongPassword)), "{scheme}");
    }
}

#[test]
fn the_same_key_is_never_written_twice_the_same() {
    let (key, right) = (business(), password(SYNTHETIC));
    for scheme in schemes() {
        let make = || EncryptedKey::make(&key, &right, Protection { scheme, iterations: 1 }).unwrap();
        assert_ne!(make().as_bytes(), make().as_bytes(), "{scheme}");
    }
}

#[test]
fn what_is_strong_means_six_hundred_thousand_iterations() {
    let (key, right) = (business(), password(SYNTHETIC));
    for protection in [Protection::STRONG, Protection::STRONG_ARIA] {
        let made = EncryptedKey::make(&key, &right, protection).unwrap();
        let read = EncryptedKey::parse(made.as_bytes()).unwrap();
        assert_eq!(read.protection().iterations, 600_000);
        assert!(read.open(&right).unwrap().is_same_as(&key));
    }
}

proptest! {
    #[test]
    fn any_password_opens_what_it_closed(
        text in "\\PC{1,40}",
        which in 0_usize..44,
        iterations in 1_u32..50,
    ) {
        let scheme = schemes()[which];
        let right = password(&text);
        let made = EncryptedKey::make(&business(), &right, Protection { scheme, iterations }).unwrap();
        prop_assert!(made.open(&right).unwrap().is_same_as(&business()));
    }
}
