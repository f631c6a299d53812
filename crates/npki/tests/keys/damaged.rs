//! Key files with something wrong: told apart from a wrong password, and refused before work.

use crate::fixture::{SYNTHETIC, business, bytes, password};
use jangbu_npki::{
    EncryptedKey, ITERATIONS_MAX, KEY_FILE_BYTES_MAX, NpkiError, Protection, Scheme, Structure,
};
use proptest::prelude::*;

/// A key file of PBES1 whose iterations are these bytes of an INTEGER.
fn with_iterations(digits: &[u8]) -> Vec<u8> {
    let bytes = bytes("made/pbes1-1024.key");
    // 1024 iterations are `02 02 04 00`, once in the file's head.
    let at = bytes.windows(4).position(|window| window == [2, 2, 4, 0]).unwrap();
    let added = u8::try_from(digits.len()).unwrap() - 2;
    let mut changed = bytes.clone();
    changed.splice(at + 1..at + 4, [added + 2].into_iter().chain(digits.iter().copied()));
    // The lengths of the file, the algorithm and its parameters grow along.
    changed[3] += added;
    let parameters = at - 11;
    changed[5] += added;
    changed[parameters] += added;
    changed
}

#[test]
fn iterations_out_of_bounds_are_refused_before_any_work() {
    assert_eq!(EncryptedKey::parse(&with_iterations(&[4, 0])).unwrap().protection().iterations, 1024);
    let most = ITERATIONS_MAX.to_be_bytes();
    assert!(EncryptedKey::parse(&with_iterations(&most)).is_ok());
    for (digits, expected) in [
        (&(ITERATIONS_MAX + 1).to_be_bytes()[..], u64::from(ITERATIONS_MAX) + 1),
        (&[0x7f; 8], 0x7f7f_7f7f_7f7f_7f7f),
    ] {
        let refused = EncryptedKey::parse(&with_iterations(digits));
        assert!(
            matches!(refused, Err(NpkiError::TooMuch { found, unit: "iterations", .. }) if found == expected),
            "{refused:?}"
        );
    }
    for digits in [&[0, 0][..], &[0x80, 0], &[0x7f; 12]] {
        let refused = EncryptedKey::parse(&with_iterations(digits));
        assert!(matches!(refused, Err(NpkiError::Damaged { .. })), "{digits:?} {refused:?}");
    }
    let zero = Protection { scheme: Scheme::Pbes1Seed, iterations: 0 };
    let made = EncryptedKey::make(&business(), &password(SYNTHETIC), zero);
    assert!(matches!(made, Err(NpkiError::Damaged { .. })));
}

#[test]
fn a_file_beyond_the_bound_is_refused() {
    let refused = EncryptedKey::parse(&vec![0x30; KEY_FILE_BYTES_MAX + 1]);
    assert!(matches!(refused, Err(NpkiError::TooMuch { unit: "bytes", .. })));
}

#[test]
fn a_file_cut_short_anywhere_is_damaged() {
    let whole = bytes("pypinksign/signPri.key");
    for length in 0..whole.len() {
        let refused = EncryptedKey::parse(&whole[..length]);
        assert!(
            matches!(refused, Err(NpkiError::Damaged { what: Structure::KeyFile, .. })),
            "{length}: {refused:?}"
        );
    }
}

#[test]
fn a_change_behind_the_beginning_is_damage_even_in_the_padding() {
    let whole = bytes("made/pbes1-1024.key");
    let right = password(SYNTHETIC);
    // The last byte decides about the padding; a block earlier, its change is taken over.
    for from_end in [1, 16, 17] {
        let mut bytes = whole.clone();
        let at = bytes.len() - from_end;
        bytes[at] ^= 0x55;
        let opened = EncryptedKey::parse(&bytes).unwrap().open(&right);
        assert!(
            matches!(opened, Err(NpkiError::Damaged { what: Structure::PrivateKey, .. })),
            "{from_end}: {opened:?}"
        );
    }
}

#[test]
fn schemes_that_are_not_supported_are_named() {
    // 1.2.410.200004.1.15 becomes 1.2.410.200004.1.14, which is SEED in ECB.
    let mut bytes = bytes("pypinksign/signPri.key");
    let oid = [0x2a, 0x83, 0x1a, 0x8c, 0x9a, 0x44, 0x01];
    let at = bytes.windows(7).position(|window| window == oid).unwrap();
    bytes[at + 7] = 14;
    let refused = EncryptedKey::parse(&bytes);
    assert!(
        matches!(&refused, Err(NpkiError::Unsupported { what: Structure::KeyFile, oid })
            if oid.to_string() == "1.2.410.200004.1.14"),
        "{refused:?}"
    );
}

proptest! {
    #[test]
    fn any_bytes_are_an_error_or_a_key_file(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        if let Ok(key) = EncryptedKey::parse(&bytes) {
            prop_assert_eq!(key.as_bytes(), bytes);
        }
    }

    #[test]
    fn no_changed_byte_of_the_head_or_the_first_block_opens(at in 0_usize..52, change in 1_u8..) {
        let mut bytes = bytes("made/pbes1-1024.key");
        assert_eq!(bytes[32..36], [4, 0x82, 4, 0xf0], "the message begins at 36");
        bytes[at] ^= change;
        let opened = EncryptedKey::parse(&bytes).and_then(|file| {
            // Iterations may have become many, but within the bound.
            let is_quick = file.protection().iterations <= 70_000;
            if is_quick { file.open(&password(SYNTHETIC)) } else { Err(NpkiError::WrongPassword) }
        });
        prop_assert!(opened.is_err());
    }
}
