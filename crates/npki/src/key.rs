//! A private key, and what may be done with it.

mod encrypted;
mod file;
mod pkcs8;
mod rsa;

pub use encrypted::{EncryptedKey, KEY_FILE_BYTES_MAX};
pub(crate) use encrypted::{open as open_encrypted, read as read_encrypted};
pub use file::{KeyFile, Replacement, write_new};
pub use rsa::{RSA_BITS_MAX, RSA_BITS_MIN};

use crate::tlv::Wiped;
use crate::{NpkiError, Structure};
use pkcs8::Contents;
use std::sync::OnceLock;
use subtle::ConstantTimeEq as _;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// Length of R.
pub const RANDOM_NUMBER_BYTES: usize = 20;

/// R: the random number in a signing key with which its owner proves whose number the certificate
/// stands for. With R and the certificate a resident number can be guessed, so it is a secret.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
// On the heap: what is moved leaves a copy on the stack.
pub struct RandomNumber(Box<[u8; RANDOM_NUMBER_BYTES]>);

impl RandomNumber {
    /// Takes the bytes of a number made elsewhere.
    pub fn new(bytes: &[u8; RANDOM_NUMBER_BYTES]) -> Self {
        let mut number = Box::new([0; RANDOM_NUMBER_BYTES]);
        number.copy_from_slice(bytes);
        Self(number)
    }

    /// The bytes themselves, for the one computation or package that needs them.
    pub fn reveal(&self) -> &[u8; RANDOM_NUMBER_BYTES] {
        &self.0
    }
}

impl std::fmt::Debug for RandomNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RandomNumber { … }")
    }
}

/// An RSA private key with everything that came with it.
///
/// Handed out by reference only: neither cloned, printed nor serialised. Its PKCS#8 is kept byte for
/// byte, so that attributes, R among them, survive every conversion. All of it is wiped on drop.
pub struct PrivateKey {
    pkcs8: Wiped,
    modulus: Vec<u8>,
    exponent: Vec<u8>,
    random_number: Option<RandomNumber>,
    /// Made ready at the first use: most keys are opened to be looked at or converted.
    ready: OnceLock<::rsa::PrivateKey>,
}

impl PrivateKey {
    /// Reads a PKCS#8 `PrivateKeyInfo`; the caller's copy stays the caller's to wipe.
    ///
    /// # Errors
    /// [`NpkiError::Damaged`]; [`NpkiError::Unsupported`] for another algorithm than RSA.
    pub fn parse(pkcs8: &[u8]) -> Result<Self, NpkiError> {
        Self::from_wiped(Zeroizing::new(pkcs8.to_vec()))
    }

    pub(crate) fn from_wiped(pkcs8: Wiped) -> Result<Self, NpkiError> {
        let Contents { rsa, random_number } = pkcs8::read(&pkcs8)?;
        let (modulus, exponent) = (rsa.modulus.to_vec(), rsa.exponent.to_vec());
        Ok(Self { pkcs8, modulus, exponent, random_number, ready: OnceLock::new() })
    }

    /// The whole PKCS#8, attributes included, for a conversion.
    pub fn reveal_pkcs8(&self) -> &[u8] {
        &self.pkcs8
    }

    /// The modulus, big-endian, without leading zeros.
    pub fn modulus(&self) -> &[u8] {
        &self.modulus
    }

    /// The public exponent, big-endian, without leading zeros.
    pub fn public_exponent(&self) -> &[u8] {
        &self.exponent
    }

    /// Length of the modulus.
    pub fn bits(&self) -> usize {
        let zeros = self.modulus.first().map_or(0, |first| first.leading_zeros());
        (8 * self.modulus.len()).saturating_sub(usize::try_from(zeros).unwrap_or_default())
    }

    /// R, if the key carries it. Keys for encryption do not.
    pub fn random_number(&self) -> Option<&RandomNumber> {
        self.random_number.as_ref()
    }

    /// Makes sure that this is the private key to a certificate's public one.
    ///
    /// # Errors
    /// [`NpkiError::OtherKey`].
    pub fn check_modulus(&self, modulus: &[u8]) -> Result<(), NpkiError> {
        let zeros = modulus.iter().take_while(|digit| **digit == 0).count();
        if modulus.get(zeros..) == Some(&self.modulus) { Ok(()) } else { Err(NpkiError::OtherKey) }
    }

    /// Whether both are the same, byte for byte, with everything that came with them.
    pub fn is_same_as(&self, other: &Self) -> bool {
        self.pkcs8.ct_eq(&other.pkcs8).into()
    }
}

impl std::fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PrivateKey {{ bits: {}, … }}", self.bits())
    }
}

impl Drop for PrivateKey {
    fn drop(&mut self) {
        // The rest wipes itself; this only says so where it is looked for.
        self.pkcs8.zeroize();
    }
}

impl ZeroizeOnDrop for PrivateKey {}

impl PrivateKey {
    /// An error about a key that is whole but of no use.
    fn unusable(reason: &'static str) -> NpkiError {
        NpkiError::KeyUnusable { reason }
    }

    /// An error about its inside.
    fn damaged(reason: &'static str) -> NpkiError {
        NpkiError::damaged(Structure::PrivateKey, reason)
    }
}
