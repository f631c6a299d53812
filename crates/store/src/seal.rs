//! Sealing: AES-256-CBC under a random initial vector, then HMAC-SHA256 over everything.
//!
//! The book is encrypted as a whole; what is sealed (resident numbers, key slots, documents that
//! hold a number) is encrypted a second time, so that it never lies open in a page cache, a
//! query's result or an export of the book. The tag is compared in constant time before anything
//! is decrypted.

use crate::{StoreError, random};
use aes::cipher::block_padding::Pkcs7;
use aes::cipher::{BlockModeDecrypt as _, BlockModeEncrypt as _, KeyIvInit as _};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// First byte of every sealed value.
const VERSION: u8 = 1;
const IV_BYTES: usize = 16;
const TAG_BYTES: usize = 32;

/// Two independent keys, one to encrypt and one to authenticate. Wiped on drop, never printed, and
/// on the heap: what is moved about would leave copies behind on the stack.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub(crate) struct SealKey(Box<[u8]>);

impl SealKey {
    /// Bytes of both keys together.
    pub(crate) const BYTES: usize = 64;

    /// The first half encrypts, the second authenticates.
    pub(crate) fn from_bytes(bytes: &[u8; Self::BYTES]) -> Self {
        Self(Box::from(bytes.as_slice()))
    }

    /// The key that encrypts.
    fn cipher(&self) -> Result<&[u8; 32], StoreError> {
        self.0.first_chunk().ok_or(StoreError::Seal)
    }

    /// The key that authenticates.
    fn mac(&self) -> Result<&[u8; 32], StoreError> {
        self.0.last_chunk().ok_or(StoreError::Seal)
    }

    /// Seals `plain` for the purpose named by `context`; it opens for no other.
    ///
    /// # Errors
    /// [`StoreError::Randomness`].
    pub(crate) fn seal(&self, context: &str, plain: &[u8]) -> Result<Vec<u8>, StoreError> {
        let iv: [u8; IV_BYTES] = random::make_bytes()?;
        let encryptor = cbc::Encryptor::<aes::Aes256>::new(self.cipher()?.into(), &iv.into());
        let body = encryptor.encrypt_padded_vec::<Pkcs7>(plain);
        let mut sealed = Vec::with_capacity(1 + IV_BYTES + body.len() + TAG_BYTES);
        sealed.push(VERSION);
        sealed.extend_from_slice(&iv);
        sealed.extend_from_slice(&body);
        let tag = self.authenticate(context, &sealed)?.finalize().into_bytes();
        sealed.extend_from_slice(&tag);
        Ok(sealed)
    }

    /// Opens what [`SealKey::seal`] made for the same `context`.
    ///
    /// # Errors
    /// [`StoreError::Seal`] when the key, the context or a single bit differs.
    pub(crate) fn open(&self, context: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, StoreError> {
        let tag_at = sealed.len().checked_sub(TAG_BYTES).ok_or(StoreError::Seal)?;
        let (signed, tag) = sealed.split_at_checked(tag_at).ok_or(StoreError::Seal)?;
        self.authenticate(context, signed)?.verify_slice(tag).map_err(|_| StoreError::Seal)?;
        let (&version, rest) = signed.split_first().ok_or(StoreError::Seal)?;
        let (iv, body) = rest.split_first_chunk::<IV_BYTES>().ok_or(StoreError::Seal)?;
        if version != VERSION {
            return Err(StoreError::Seal);
        }
        let decryptor = cbc::Decryptor::<aes::Aes256>::new(self.cipher()?.into(), iv.into());
        decryptor.decrypt_padded_vec::<Pkcs7>(body).map(Zeroizing::new).map_err(|_| StoreError::Seal)
    }

    /// The tag's state over context and `signed`; the length keeps the two apart.
    fn authenticate(&self, context: &str, signed: &[u8]) -> Result<Hmac<Sha256>, StoreError> {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.mac()?).map_err(|_| StoreError::Seal)?;
        mac.update(&u64::try_from(context.len()).unwrap_or(u64::MAX).to_be_bytes());
        mac.update(context.as_bytes());
        mac.update(signed);
        Ok(mac)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key(first: u8) -> SealKey {
        let mut bytes = [7; SealKey::BYTES];
        bytes[0] = first;
        SealKey::from_bytes(&bytes)
    }

    #[test]
    fn the_same_text_never_seals_to_the_same_bytes() {
        let (one, two) = (key(1).seal("c", b"850301").unwrap(), key(1).seal("c", b"850301").unwrap());
        assert_ne!(one, two);
    }

    #[test]
    fn another_key_and_another_context_open_nothing() {
        let sealed = key(1).seal("invoice", b"850301").unwrap();
        let mut other_mac = [7; SealKey::BYTES];
        other_mac[63] = 1;
        assert!(matches!(SealKey::from_bytes(&other_mac).open("invoice", &sealed), Err(StoreError::Seal)));
        assert!(matches!(key(1).open("source", &sealed), Err(StoreError::Seal)));
        assert_eq!(key(1).open("invoice", &sealed).unwrap().as_slice(), b"850301");
    }

    proptest! {
        #[test]
        fn every_flipped_bit_and_every_cut_is_noticed(plain: Vec<u8>, at: prop::sample::Index, bit in 0u8..8) {
            let sealed = key(1).seal("c", &plain).unwrap();
            prop_assert_eq!(key(1).open("c", &sealed).unwrap().to_vec(), plain);
            let mut flipped = sealed.clone();
            flipped[at.index(sealed.len())] ^= 1 << bit;
            prop_assert!(key(1).open("c", &flipped).is_err());
            prop_assert!(key(1).open("c", &sealed[..at.index(sealed.len())]).is_err());
        }
    }
}
