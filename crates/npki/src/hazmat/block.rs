//! The block ciphers of key files, PKCS#12 and CMS, all in CBC.

use super::Seed;
use crate::oid;
use cipher::block_padding::{NoPadding, Pkcs7};
use cipher::{
    BlockCipherDecrypt, BlockCipherEncrypt, BlockModeDecrypt as _, BlockModeEncrypt as _, InnerIvInit as _,
    KeyInit,
};
use der::asn1::ObjectIdentifier;
use subtle::{Choice, ConditionallySelectable as _, ConstantTimeEq as _, ConstantTimeGreater as _};
use zeroize::Zeroizing;

/// A block cipher in CBC mode with PKCS#7 padding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BlockCipher {
    /// SEED, 128-bit key (RFC 4269): what Korean key files are written with.
    Seed,
    /// ARIA, 128-bit key (RFC 5794).
    Aria128,
    /// ARIA, 192-bit key.
    Aria192,
    /// ARIA, 256-bit key.
    Aria256,
    /// AES, 128-bit key.
    Aes128,
    /// AES, 192-bit key.
    Aes192,
    /// AES, 256-bit key.
    Aes256,
    /// Triple DES with three keys: old PKCS#12 files, and the envelopes of the tax office.
    TripleDes,
    /// RC2 with 40 bits of key: the certificates in old PKCS#12 files. Protects nothing.
    Rc2Bits40,
}

/// The key or the initial vector has not the length that the cipher takes, or the message is not
/// made of whole blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a length that the cipher does not take")]
pub struct LengthError;

/// Effective bits of RC2's key, as PKCS#12 uses it.
const RC2_KEY_BITS: usize = 40;

impl BlockCipher {
    /// All that have an identifier of their own; RC2 has none outside PKCS#12.
    pub const IDENTIFIED: [Self; 8] = [
        Self::Seed,
        Self::Aria128,
        Self::Aria192,
        Self::Aria256,
        Self::Aes128,
        Self::Aes192,
        Self::Aes256,
        Self::TripleDes,
    ];

    /// The cipher of an object identifier, as PBES2 and CMS name it.
    pub fn from_oid(oid: &ObjectIdentifier) -> Option<Self> {
        Self::IDENTIFIED.into_iter().find(|cipher| cipher.oid().as_ref() == Some(oid))
    }

    /// The object identifier with CBC.
    pub fn oid(self) -> Option<ObjectIdentifier> {
        Some(match self {
            Self::Seed => oid::SEED_CBC,
            Self::Aria128 => oid::ARIA_128_CBC,
            Self::Aria192 => oid::ARIA_192_CBC,
            Self::Aria256 => oid::ARIA_256_CBC,
            Self::Aes128 => oid::AES_128_CBC,
            Self::Aes192 => oid::AES_192_CBC,
            Self::Aes256 => oid::AES_256_CBC,
            Self::TripleDes => oid::DES_EDE3_CBC,
            Self::Rc2Bits40 => return None,
        })
    }

    /// A name for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Seed => "SEED",
            Self::Aria128 => "ARIA-128",
            Self::Aria192 => "ARIA-192",
            Self::Aria256 => "ARIA-256",
            Self::Aes128 => "AES-128",
            Self::Aes192 => "AES-192",
            Self::Aes256 => "AES-256",
            Self::TripleDes => "3DES",
            Self::Rc2Bits40 => "RC2-40",
        }
    }

    /// Length of its key.
    pub fn key_bytes(self) -> usize {
        match self {
            Self::Seed | Self::Aria128 | Self::Aes128 => 16,
            Self::Aria192 | Self::Aes192 | Self::TripleDes => 24,
            Self::Aria256 | Self::Aes256 => 32,
            Self::Rc2Bits40 => RC2_KEY_BITS / 8,
        }
    }

    /// Length of a block, and of the initial vector.
    pub fn block_bytes(self) -> usize {
        match self {
            Self::TripleDes | Self::Rc2Bits40 => 8,
            _ => 16,
        }
    }

    /// Pads and encrypts.
    ///
    /// # Errors
    /// [`LengthError`] for a key or an initial vector of another length.
    pub fn encrypt(self, key: &[u8], iv: &[u8], plain: &[u8]) -> Result<Vec<u8>, LengthError> {
        self.check(key, iv)?;
        match self {
            Self::Seed => encrypt::<Seed>(key, iv, plain),
            Self::Aria128 => encrypt::<aria::Aria128>(key, iv, plain),
            Self::Aria192 => encrypt::<aria::Aria192>(key, iv, plain),
            Self::Aria256 => encrypt::<aria::Aria256>(key, iv, plain),
            Self::Aes128 => encrypt::<aes::Aes128>(key, iv, plain),
            Self::Aes192 => encrypt::<aes::Aes192>(key, iv, plain),
            Self::Aes256 => encrypt::<aes::Aes256>(key, iv, plain),
            Self::TripleDes => encrypt::<des::TdesEde3>(key, iv, plain),
            Self::Rc2Bits40 => encrypt_with(rc2::Rc2::new_with_eff_key_len(key, RC2_KEY_BITS), iv, plain),
        }
    }

    /// Decrypts whole blocks and leaves the padding where it is: see [`unpadded`].
    ///
    /// # Errors
    /// [`LengthError`] for a key or an initial vector of another length, no blocks or a part of one.
    pub fn decrypt(self, key: &[u8], iv: &[u8], cipher: &[u8]) -> Result<Zeroizing<Vec<u8>>, LengthError> {
        self.check(key, iv)?;
        if cipher.is_empty() || !cipher.len().is_multiple_of(self.block_bytes()) {
            return Err(LengthError);
        }
        match self {
            Self::Seed => decrypt::<Seed>(key, iv, cipher),
            Self::Aria128 => decrypt::<aria::Aria128>(key, iv, cipher),
            Self::Aria192 => decrypt::<aria::Aria192>(key, iv, cipher),
            Self::Aria256 => decrypt::<aria::Aria256>(key, iv, cipher),
            Self::Aes128 => decrypt::<aes::Aes128>(key, iv, cipher),
            Self::Aes192 => decrypt::<aes::Aes192>(key, iv, cipher),
            Self::Aes256 => decrypt::<aes::Aes256>(key, iv, cipher),
            Self::TripleDes => decrypt::<des::TdesEde3>(key, iv, cipher),
            Self::Rc2Bits40 => decrypt_with(rc2::Rc2::new_with_eff_key_len(key, RC2_KEY_BITS), iv, cipher),
        }
    }

    fn check(self, key: &[u8], iv: &[u8]) -> Result<(), LengthError> {
        let fits = key.len() == self.key_bytes() && iv.len() == self.block_bytes();
        fits.then_some(()).ok_or(LengthError)
    }
}

/// What stands before PKCS#7 padding; `None` when the last block is not padded so.
///
/// Looks at every byte of a last block whatever it holds, so that time tells nothing about it.
pub fn unpadded(padded: &[u8], block_bytes: usize) -> Option<&[u8]> {
    let last = *padded.last()?;
    let block = padded.len().checked_sub(block_bytes).and_then(|start| padded.get(start..))?;
    let bytes_max = u8::try_from(block_bytes).ok()?;
    let mut is_padded = !last.ct_eq(&0) & !last.ct_gt(&bytes_max);
    for (distance, byte) in (1..=bytes_max).zip(block.iter().rev()) {
        let counts = !distance.ct_gt(&last);
        let expected = u8::conditional_select(byte, &last, counts);
        is_padded &= byte.ct_eq(&expected);
    }
    let length = padded.len().checked_sub(usize::from(last))?;
    bool::from(is_padded & Choice::from(1)).then(|| padded.get(..length)).flatten()
}

fn encrypt<C: KeyInit + BlockCipherEncrypt>(
    key: &[u8],
    iv: &[u8],
    plain: &[u8],
) -> Result<Vec<u8>, LengthError> {
    encrypt_with(C::new_from_slice(key).map_err(|_| LengthError)?, iv, plain)
}

fn encrypt_with<C: BlockCipherEncrypt>(cipher: C, iv: &[u8], plain: &[u8]) -> Result<Vec<u8>, LengthError> {
    let mode = cbc::Encryptor::inner_iv_slice_init(cipher, iv).map_err(|_| LengthError)?;
    Ok(mode.encrypt_padded_vec::<Pkcs7>(plain))
}

fn decrypt<C: KeyInit + BlockCipherDecrypt>(
    key: &[u8],
    iv: &[u8],
    cipher: &[u8],
) -> Result<Zeroizing<Vec<u8>>, LengthError> {
    decrypt_with(C::new_from_slice(key).map_err(|_| LengthError)?, iv, cipher)
}

fn decrypt_with<C: BlockCipherDecrypt>(
    cipher: C,
    iv: &[u8],
    message: &[u8],
) -> Result<Zeroizing<Vec<u8>>, LengthError> {
    let mode = cbc::Decryptor::inner_iv_slice_init(cipher, iv).map_err(|_| LengthError)?;
    let mut plain = Zeroizing::new(message.to_vec());
    mode.decrypt_padded::<NoPadding>(&mut plain).map_err(|_| LengthError)?;
    Ok(plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes_of::hex;
    use proptest::prelude::*;

    const KEY: &[u8; 16] = b"abcdefghijklmnop";
    const IV: &[u8; 16] = b"0123456789abcdef";

    #[test]
    fn a_padded_message_is_the_one_openssl_makes() {
        let message = b"TEST_MSG_IS_QUITE_LONG_ENOUGH!";
        for (cipher, expected) in [
            (BlockCipher::Seed, "ce9b783de4dd93bf52adbb3e59a7435b49d71e45703460fbdc655e2c5ca35fec"),
            (BlockCipher::Aria128, "d1de6d3e3edb001df8bc4cf1413118d4f5e1e164cee5e389a55978fa45d55329"),
        ] {
            assert_eq!(cipher.encrypt(KEY, IV, message).unwrap(), hex::<32>(expected), "{cipher:?}");
        }
    }

    /// RFC 5794 appendix A, as the first block under a zero initial vector.
    #[test]
    fn aria_blocks_are_those_of_the_standard() {
        let key: [u8; 32] = std::array::from_fn(|at| u8::try_from(at).unwrap());
        let plain = hex::<16>("00112233445566778899aabbccddeeff");
        for (cipher, expected) in [
            (BlockCipher::Aria128, "d718fbd6ab644c739da95f3be6451778"),
            (BlockCipher::Aria192, "26449c1805dbe7aa25a468ce263a9e79"),
            (BlockCipher::Aria256, "f92bd7c79fb72e2f2b8f80c1972d24fc"),
        ] {
            let made = cipher.encrypt(&key[..cipher.key_bytes()], &[0; 16], &plain).unwrap();
            assert_eq!(made[..16], hex::<16>(expected), "{cipher:?}");
        }
    }

    /// KISA's test vectors for ARIA in CBC: ten blocks.
    #[test]
    fn aria_chains_are_those_of_kisa() {
        let iv = hex::<16>("0f1e2d3c4b5a69788796a5b4c3d2e1f0");
        let plain: Vec<u8> = [0x11, 0x22, 0x33, 0x44, 0x55]
            .into_iter()
            .flat_map(|digit| [0xaa, 0xbb, 0xcc, 0xdd].map(|x| [[digit; 4], [x; 4]].concat()).concat())
            .collect();
        let key = hex::<32>("00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff");
        for (cipher, expected) in [
            (
                BlockCipher::Aria128,
                "49d61860b14909109cef0d22a9268134fadf9fb23151e9645fba75018bdb1538b53334634bbf7d4cd4b5377033060c155fe3948ca75de1031e1d85619e0ad61eb419a866b3c2dbfd10a4ed18b22149f75897f0b8668b0c1c542c687778835fb7cd46e45f85eaa7072437dd9fa6793d6f8d4ccefc4eb1ac641ac1bd30b18c6d64c49bca137eb21c2e04da62712ca2b4f540c57112c38791852cfac7a5d19ed83a",
            ),
            (
                BlockCipher::Aria192,
                "afe6cf23974b533c672a826264ea785f4e4f7f780dc7f3f1e0962b80902386d514e9c3e77259de92dd1102ffab086c1ea52a71260db5920a83295c25320e421147ca45d532f327b856ea947cd2196ae2e040826548b4c891b0ed0ca6e714dbc4631998d548110d666b3d54c2a091955c6f05beb4f62309368696c9791fc4c551564a2637f194346ec45fbca6c72a5b4612e208d531d6c34cc5c64eac6bd0cf8c",
            ),
            (
                BlockCipher::Aria256,
                "523a8a806ae621f155fdd28dbc34e1ab7b9b42432ad8b2efb96e23b13f0a6e52f36185d50ad002c5f601bee5493f118b243ee2e313642bffc3902e7b2efd9a12fa682edd2d23c8b9c5f043c18b17c1ec4b5867918270fbec1027c19ed6af833da5d620994668ca22f599791d292dd6273b2959082aafb7a996167cce1eec5f0cfd15f610d87e2dda9ba68ce1260ca54b222491418374294e7909b1e8551cd8de",
            ),
        ] {
            let made = cipher.encrypt(&key[..cipher.key_bytes()], &iv, &plain).unwrap();
            assert_eq!(made[..160], hex::<160>(expected), "{cipher:?}");
            let back = cipher.decrypt(&key[..cipher.key_bytes()], &iv, &made).unwrap();
            assert_eq!(unpadded(&back, 16), Some(&plain[..]), "{cipher:?}");
        }
    }

    #[test]
    fn padding_is_taken_off_only_where_all_of_it_is_right() {
        assert_eq!(unpadded(&[7, 7, 7, 7, 7, 3, 3, 3], 8), Some(&[7, 7, 7, 7, 7][..]));
        assert_eq!(unpadded(&[8; 8], 8), Some(&[][..]));
        assert_eq!(unpadded(&[[5; 8], [8; 8]].concat(), 8), Some(&[5; 8][..]));
        for wrong in [[1, 1, 1, 1, 1, 1, 1, 0], [9; 8], [7, 7, 7, 7, 7, 3, 2, 3], [3, 3, 3, 3, 3, 3, 1, 2]] {
            assert_eq!(unpadded(&wrong, 8), None, "{wrong:?}");
        }
        assert_eq!(unpadded(&[1; 7], 8), None, "less than a block");
        assert_eq!(unpadded(&[], 8), None, "nothing");
    }

    #[test]
    fn other_lengths_are_refused() {
        for cipher in BlockCipher::IDENTIFIED.into_iter().chain([BlockCipher::Rc2Bits40]) {
            let (key, iv) = (vec![1; cipher.key_bytes()], vec![2; cipher.block_bytes()]);
            assert_eq!(cipher.encrypt(&key[1..], &iv, b"x"), Err(LengthError), "{cipher:?}");
            assert_eq!(cipher.encrypt(&key, &iv[1..], b"x"), Err(LengthError), "{cipher:?}");
            for bytes in [0, 1, cipher.block_bytes() + 1] {
                assert_eq!(
                    cipher.decrypt(&key, &iv, &vec![0; bytes]),
                    Err(LengthError),
                    "{cipher:?} {bytes}"
                );
            }
        }
    }

    proptest! {
        #[test]
        fn what_any_cipher_encrypts_it_decrypts(
            key in any::<[u8; 32]>(),
            iv in any::<[u8; 16]>(),
            message in prop::collection::vec(any::<u8>(), 0..200),
        ) {
            for cipher in BlockCipher::IDENTIFIED.into_iter().chain([BlockCipher::Rc2Bits40]) {
                let (key, iv) = (&key[..cipher.key_bytes()], &iv[..cipher.block_bytes()]);
                let made = cipher.encrypt(key, iv, &message).unwrap();
                prop_assert!(made.len() > message.len() && made.len() <= message.len() + cipher.block_bytes());
                let back = cipher.decrypt(key, iv, &made).unwrap();
                prop_assert_eq!(unpadded(&back, cipher.block_bytes()), Some(&message[..]));
            }
        }
    }
}
