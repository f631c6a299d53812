//! What is done with a key: signatures, decryption, belonging to a certificate.

use crate::fixture::{PYPINKSIGN, business, bytes, open};
use jangbu_npki::{NpkiError, PrivateKey, RandomNumber};
use proptest::prelude::*;

#[test]
fn the_signature_is_the_published_one() {
    let key = open("pypinksign/signPri.key", PYPINKSIGN).unwrap();
    let expected = bytes("pypinksign/sign_TEST_MSG.rsa-sha256.bin");
    assert_eq!(key.sign(b"TEST_MSG").unwrap(), expected);
    assert_eq!(key.sign(b"TEST_MSG").unwrap(), expected, "the second time, with what the first prepared");
}

#[test]
fn a_key_belongs_to_its_own_modulus_only() {
    let key = business();
    let with_zero = [&[0], key.modulus()].concat();
    assert!(key.check_modulus(key.modulus()).is_ok());
    assert!(key.check_modulus(&with_zero).is_ok());
    let other = PrivateKey::parse(&bytes("synthetic/plain/biz-km.p8.der")).unwrap();
    for modulus in [other.modulus(), &key.modulus()[1..], &[]] {
        assert!(matches!(key.check_modulus(modulus), Err(NpkiError::OtherKey)));
    }
}

#[test]
fn a_message_of_no_use_gives_the_same_other_bytes_each_time() {
    let key = business();
    let mut message = vec![0x5a; key.modulus().len()];
    message[0] = 0;
    let first = key.decrypt(&message).unwrap();
    assert_eq!(*first, *key.decrypt(&message).unwrap());
    for wrong in [vec![], vec![1; 255], vec![0xff; 256], vec![1; 257]] {
        assert!(matches!(key.decrypt(&wrong), Err(NpkiError::Decryption)), "{} bytes", wrong.len());
    }
}

#[test]
fn a_made_key_carries_the_r_it_was_given_and_signs() {
    let r = RandomNumber::new(&[0x5c; 20]);
    let key = PrivateKey::make(1024, Some(&r)).unwrap();
    assert_eq!(key.bits(), 1024);
    assert_eq!(key.random_number().unwrap().reveal(), r.reveal());
    assert_eq!(key.sign(b"x").unwrap().len(), 128);
    let again = PrivateKey::parse(key.reveal_pkcs8()).unwrap();
    assert!(again.is_same_as(&key));
    assert!(matches!(PrivateKey::make(512, None), Err(NpkiError::KeyUnusable { .. })));
}

#[test]
fn a_key_whose_numbers_do_not_fit_together_signs_nothing() {
    let good = business();
    let plain = good.reveal_pkcs8();
    // The modulus is found again whole; a byte in its middle is changed.
    let start = plain.windows(good.modulus().len()).position(|window| window == good.modulus()).unwrap();
    let mut bad = plain.to_vec();
    bad[start + 100] ^= 1;
    let key = PrivateKey::parse(&bad).unwrap();
    assert!(matches!(key.sign(b"x"), Err(NpkiError::KeyUnusable { .. })));
}

#[test]
fn neither_keys_nor_r_can_be_printed() {
    let key = business();
    assert_eq!(format!("{key:?}"), "PrivateKey { bits: 2048, … }");
    assert_eq!(format!("{:?}", key.random_number()), "Some(RandomNumber { … })");
}

proptest! {
    #[test]
    fn any_bytes_for_a_key_give_an_error_or_a_key_that_reads_again(
        at in 0_usize..1257,
        change in 1_u8..,
    ) {
        let mut bytes = business().reveal_pkcs8().to_vec();
        bytes[at] ^= change;
        if let Ok(key) = PrivateKey::parse(&bytes) {
            prop_assert_eq!(key.reveal_pkcs8(), bytes);
        }
    }
}
