//! `signPri.key` and `kmPri.key`: PKCS#8 `EncryptedPrivateKeyInfo` (RFC 5208 section 6).

use super::{PrivateKey, pkcs8};
use crate::hazmat::unpadded;
use crate::pbe::{Pbe, Protection};
use crate::tlv::{self, OCTET_STRING, Reader, SEQUENCE, Wiped};
use crate::{NpkiError, Password, Structure, ber};

/// Largest key file. One with 8192 bits of RSA has five thousand bytes.
pub const KEY_FILE_BYTES_MAX: usize = 64 << 10;

/// A private key under a password.
pub struct EncryptedKey {
    bytes: Vec<u8>,
    pbe: Pbe,
    message: Vec<u8>,
}

impl EncryptedKey {
    /// Reads a key file without opening it.
    ///
    /// # Errors
    /// [`NpkiError::TooMuch`] before any work, [`NpkiError::Unsupported`], [`NpkiError::Damaged`].
    pub fn parse(bytes: &[u8]) -> Result<Self, NpkiError> {
        let what = Structure::KeyFile;
        if bytes.len() > KEY_FILE_BYTES_MAX {
            let found = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
            return Err(NpkiError::TooMuch { what, found, max: KEY_FILE_BYTES_MAX as u64, unit: "bytes" });
        }
        let der = ber::to_der(bytes).map_err(|error| NpkiError::damaged(what, error.reason()))?;
        let (pbe, message) = read(&der, what)?;
        if message.is_empty() || !message.len().is_multiple_of(pbe.cipher().block_bytes()) {
            return Err(NpkiError::damaged(what, "what is encrypted is not made of whole blocks"));
        }
        let message = message.to_vec();
        Ok(Self { bytes: bytes.to_vec(), pbe, message })
    }

    /// Encrypts a key with fresh salt.
    ///
    /// # Errors
    /// [`NpkiError::Randomness`]; [`NpkiError::TooMuch`] for iterations beyond the bound.
    pub fn make(key: &PrivateKey, password: &Password, protection: Protection) -> Result<Self, NpkiError> {
        let pbe = Pbe::make(protection, Structure::KeyFile)?;
        let message = pbe.encrypt(password, key.reveal_pkcs8())?;
        let bytes = tlv::sequence(&[&pbe.write(), &tlv::octets(&message)]).to_vec();
        Ok(Self { bytes, pbe, message })
    }

    /// Scheme and iterations.
    pub fn protection(&self) -> Protection {
        self.pbe.protection
    }

    /// The file's content.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Opens it.
    ///
    /// # Errors
    /// [`NpkiError::WrongPassword`], whatever the padding says; [`NpkiError::Damaged`] only where what
    /// was decrypted is plainly the beginning of a key.
    pub fn open(&self, password: &Password) -> Result<PrivateKey, NpkiError> {
        open(&self.pbe, &self.message, password, Structure::KeyFile)
    }
}

impl std::fmt::Debug for EncryptedKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "EncryptedKey {{ {}, {} iterations, … }}",
            self.protection().scheme,
            self.protection().iterations
        )
    }
}

/// Algorithm and message of an `EncryptedPrivateKeyInfo`, in a file or in a bag.
pub(crate) fn read(der: &[u8], what: Structure) -> Result<(Pbe, &[u8]), NpkiError> {
    let mut outer = Reader::new(der, what);
    let mut parts = outer.inside(SEQUENCE)?;
    outer.end()?;
    let pbe = Pbe::read(parts.algorithm()?)?;
    let message = parts.expect(OCTET_STRING)?;
    parts.end()?;
    Ok((pbe, message))
}

/// Decrypts a `PrivateKeyInfo`.
pub(crate) fn open(
    pbe: &Pbe,
    message: &[u8],
    password: &Password,
    what: Structure,
) -> Result<PrivateKey, NpkiError> {
    let block_bytes = pbe.cipher().block_bytes();
    pbe.decrypt(password, message, what, |plain| {
        pkcs8::begins_like_one(&plain, block_bytes).then(|| judge(plain, block_bytes))
    })
}

fn judge(mut plain: Wiped, block_bytes: usize) -> Result<PrivateKey, NpkiError> {
    let length =
        unpadded(&plain, block_bytes).ok_or_else(|| PrivateKey::damaged("its end was changed"))?.len();
    plain.truncate(length);
    PrivateKey::from_wiped(plain)
}
