//! PKCS#12 (RFC 7292), `.pfx` and `.p12`: keys and certificates in one file under one password.

mod mac;
mod read;
mod write;

pub use mac::MacDigest;

use crate::hazmat::BlockCipher;
use crate::pbe::{ITERATIONS_MAX, Protection, Scheme};
use crate::{NpkiError, Password, PrivateKey};

/// Largest PKCS#12 file. One with two key pairs and their chain has ten thousand bytes.
pub const PFX_BYTES_MAX: usize = 1 << 20;

/// What a PKCS#12 file holds.
#[derive(Debug, Default)]
pub struct Pfx {
    /// Keys, each with its certificate.
    pub pairs: Vec<KeyPair>,
    /// Certificates without a key here: those of the authorities.
    pub certificates: Vec<Vec<u8>>,
}

/// A private key and the certificate to it.
#[derive(Debug)]
pub struct KeyPair {
    /// The key, its PKCS#8 byte for byte as it was.
    pub key: PrivateKey,
    /// The certificate in DER, found by the identifier that both carry, or else by the modulus; never
    /// one with another modulus.
    pub certificate: Option<Vec<u8>>,
    /// The name that a program gave the key.
    pub name: Option<String>,
    /// How the key was protected in the file that it was read from; writing does not look at it.
    pub protection: Option<Protection>,
}

/// How a PKCS#12 file is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PfxProtection {
    /// Of the keys.
    pub keys: Protection,
    /// Of the certificates, which are no secret; `None` writes them in the open.
    pub certificates: Option<Protection>,
    /// Digest of the code by which a wrong password and a changed file are noticed.
    pub mac: MacDigest,
    /// Iterations of its key.
    pub mac_iterations: u32,
}

impl PfxProtection {
    /// What Korean sites export and every program reads: 3DES, SHA-1, certificates in the open.
    pub const CUSTOMARY: Self = Self {
        keys: Protection { scheme: Scheme::Pkcs12 { cipher: BlockCipher::TripleDes }, iterations: 2048 },
        certificates: None,
        mac: MacDigest::Sha1,
        mac_iterations: 2048,
    };

    /// AES-256 under PBKDF2 with HMAC-SHA256, for copies of one's own. The code by which the password
    /// is checked is derived in as many iterations: it is what a guesser would try.
    pub const STRONG: Self = Self {
        keys: Protection::STRONG,
        certificates: Some(Protection::STRONG),
        mac: MacDigest::Sha256,
        mac_iterations: Protection::STRONG.iterations,
    };
}

impl Pfx {
    /// Opens a file.
    ///
    /// # Errors
    /// [`NpkiError::WrongPassword`]; [`NpkiError::Damaged`] also where the password is right and the file
    /// was changed; [`NpkiError::TooMuch`] before any work; [`NpkiError::Unsupported`].
    pub fn open(bytes: &[u8], password: &Password) -> Result<Self, NpkiError> {
        read::open(bytes, password, ITERATIONS_MAX)
    }

    /// The same, for a caller that has less time: at most so many iterations, all parts of the file
    /// together.
    ///
    /// # Errors
    /// As [`Pfx::open`].
    pub fn open_within(bytes: &[u8], password: &Password, iterations_max: u32) -> Result<Self, NpkiError> {
        read::open(bytes, password, iterations_max.min(ITERATIONS_MAX))
    }

    /// Writes a file with fresh salts.
    ///
    /// # Errors
    /// [`NpkiError::Randomness`]; [`NpkiError::TooMuch`] beyond a bound that readers keep.
    pub fn to_bytes(&self, password: &Password, protection: PfxProtection) -> Result<Vec<u8>, NpkiError> {
        write::write(self, password, protection)
    }
}
