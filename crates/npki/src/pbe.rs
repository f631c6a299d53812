//! Encryption under a password, as the `AlgorithmIdentifier` of a key file or of a part of a PKCS#12
//! file says it. All bounds are checked when that is read, before any work.

use crate::hazmat::{BlockCipher, Pkcs12Purpose, Prf, derive_pbkdf1, derive_pbkdf2, derive_pkcs12};
use crate::tlv::{self, Algorithm, NULL, OCTET_STRING, Reader, SEQUENCE, Wiped};
use crate::{NpkiError, Password, Structure, oid, random};
use sha1::{Digest as _, Sha1};
use zeroize::Zeroizing;

/// Most iterations of a key derivation that are accepted, all parts of a file together: some seconds
/// on an old machine, and sixteen times what is recommended today for PBKDF2 with SHA-256.
pub const ITERATIONS_MAX: u32 = 10_000_000;

/// Longest salt. Files in use have 8 to 16 bytes.
const SALT_BYTES_MAX: usize = 256;

/// Length of the salts that are written for PBES2 (RFC 8018 section 4.1 asks for at least 8).
const SALT_BYTES: usize = 16;

/// Length of a salt for PBES1, which takes no other.
const PBES1_SALT_BYTES: usize = 8;

/// The fixed initial vector of old key files (as the programs of the time have it; no standard says so).
const OLD_IV: [u8; 16] = *b"0123456789012345";

/// How a password protects something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Scheme {
    /// `pbeWithSHA1AndSEED-CBC` (1.2.410.200004.1.15): PBKDF1 with SHA-1, the initial vector derived as
    /// well. What certificate authorities write.
    Pbes1Seed,
    /// `seedCBC` (1.2.410.200004.1.4) as if it were a scheme: PBKDF1 and a fixed initial vector. Old
    /// files; some programs derived with PBKDF2 instead, which is tried second.
    OldSeed,
    /// PBES2 with PBKDF2 (RFC 8018).
    Pbes2 {
        /// What PBKDF2 is built on.
        prf: Prf,
        /// What encrypts.
        cipher: BlockCipher,
    },
    /// PKCS#12's own derivation with SHA-1 (RFC 7292 appendix C); 3DES or RC2-40.
    Pkcs12 {
        /// What encrypts.
        cipher: BlockCipher,
    },
}

impl std::fmt::Display for Scheme {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Pbes1Seed => write!(f, "PBES1 SHA1 SEED"),
            Self::OldSeed => write!(f, "SEED (old)"),
            Self::Pbes2 { prf, cipher } => write!(f, "PBES2 {} {}", prf.name(), cipher.name()),
            Self::Pkcs12 { cipher } => write!(f, "PKCS#12 SHA1 {}", cipher.name()),
        }
    }
}

/// A scheme and how much work it takes to try a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Protection {
    /// The scheme.
    pub scheme: Scheme,
    /// Iterations of its derivation.
    pub iterations: u32,
}

impl Protection {
    /// What is recommended for copies of one's own: AES-256 under PBKDF2 with HMAC-SHA256 and 600,000
    /// iterations (OWASP's figure of 2023). Programs of banks may not read it.
    pub const STRONG: Self = Self {
        scheme: Scheme::Pbes2 { prf: Prf::HmacSha256, cipher: BlockCipher::Aes256 },
        iterations: 600_000,
    };

    /// The same with ARIA-256.
    pub const STRONG_ARIA: Self = Self {
        scheme: Scheme::Pbes2 { prf: Prf::HmacSha256, cipher: BlockCipher::Aria256 },
        iterations: 600_000,
    };

    /// What every Korean program reads.
    pub const CUSTOMARY: Self = Self { scheme: Scheme::Pbes1Seed, iterations: 2048 };
}

/// A protection with its salt and initial vector.
pub(crate) struct Pbe {
    pub(crate) protection: Protection,
    salt: Vec<u8>,
    /// Empty where it is derived or fixed.
    iv: Wiped,
    /// Whether the length of the derived key is said.
    key_length: Option<u64>,
}

impl Pbe {
    /// A fresh salt for a protection.
    pub(crate) fn make(protection: Protection, what: Structure) -> Result<Self, NpkiError> {
        check_iterations(u64::from(protection.iterations), what)?;
        let (salt, iv) = match protection.scheme {
            Scheme::Pbes2 { cipher, .. } => {
                (random::make_bytes::<SALT_BYTES>()?.to_vec(), random::make_secret(cipher.block_bytes())?)
            }
            _ => (random::make_bytes::<PBES1_SALT_BYTES>()?.to_vec(), Wiped::default()),
        };
        Ok(Self { protection, salt, iv, key_length: None })
    }

    /// Reads an algorithm of `what`.
    pub(crate) fn read(algorithm: Algorithm<'_>) -> Result<Self, NpkiError> {
        let mut parameters = algorithm.parameters;
        let scheme = match algorithm.oid {
            oid::PBES2 => return Self::read_pbes2(parameters),
            oid::PBE_SHA1_SEED_CBC => Scheme::Pbes1Seed,
            oid::SEED_CBC => Scheme::OldSeed,
            oid::PBE_SHA1_3DES => Scheme::Pkcs12 { cipher: BlockCipher::TripleDes },
            oid::PBE_SHA1_RC2_40 => Scheme::Pkcs12 { cipher: BlockCipher::Rc2Bits40 },
            oid => return Err(NpkiError::Unsupported { what: parameters.what(), oid }),
        };
        let mut parts = parameters.inside(SEQUENCE)?;
        parameters.end()?;
        let salt = read_salt(&mut parts)?;
        let iterations = check_iterations(parts.number()?, parts.what())?;
        parts.end()?;
        Ok(Self {
            protection: Protection { scheme, iterations },
            salt,
            iv: Wiped::default(),
            key_length: None,
        })
    }

    fn read_pbes2(mut parameters: Reader<'_>) -> Result<Self, NpkiError> {
        let what = parameters.what();
        let mut parts = parameters.inside(SEQUENCE)?;
        parameters.end()?;
        let (derivation, mut encryption) = (parts.algorithm()?, parts.algorithm()?);
        parts.end()?;
        if derivation.oid != oid::PBKDF2 {
            return Err(NpkiError::Unsupported { what, oid: derivation.oid });
        }
        let cipher = BlockCipher::from_oid(&encryption.oid)
            .ok_or(NpkiError::Unsupported { what, oid: encryption.oid })?;
        let iv = encryption.parameters.expect(OCTET_STRING)?;
        if iv.len() != cipher.block_bytes() {
            return Err(parts.damaged("an initial vector has not the length of a block"));
        }
        let (salt, iterations, key_length, prf) = read_pbkdf2(derivation.parameters)?;
        if key_length.is_some_and(|length| usize::try_from(length) != Ok(cipher.key_bytes())) {
            return Err(parts.damaged("a key has not the length that its cipher takes"));
        }
        let scheme = Scheme::Pbes2 { prf, cipher };
        Ok(Self {
            protection: Protection { scheme, iterations },
            salt,
            iv: Zeroizing::new(iv.to_vec()),
            key_length,
        })
    }

    /// The `AlgorithmIdentifier`.
    pub(crate) fn write(&self) -> Wiped {
        let salt = tlv::octets(&self.salt);
        let iterations = tlv::number(u64::from(self.protection.iterations));
        let simple = |oid| tlv::sequence(&[&tlv::oid(&oid), &tlv::sequence(&[&salt, &iterations])]);
        match self.protection.scheme {
            Scheme::Pbes1Seed => simple(oid::PBE_SHA1_SEED_CBC),
            Scheme::OldSeed => simple(oid::SEED_CBC),
            Scheme::Pkcs12 { cipher: BlockCipher::Rc2Bits40 } => simple(oid::PBE_SHA1_RC2_40),
            Scheme::Pkcs12 { .. } => simple(oid::PBE_SHA1_3DES),
            Scheme::Pbes2 { prf, cipher } => {
                let prf = match prf {
                    // The default is left out, as DER asks.
                    Prf::HmacSha1 => Wiped::default(),
                    prf => tlv::sequence(&[&tlv::oid(&prf.oid()), &tlv::null()]),
                };
                let length = self.key_length.map_or_else(Wiped::default, tlv::number);
                let derivation = tlv::sequence(&[
                    &tlv::oid(&oid::PBKDF2),
                    &tlv::sequence(&[&salt, &iterations, &length, &prf]),
                ]);
                let cipher = cipher.oid().map_or_else(Wiped::default, |oid| tlv::oid(&oid));
                let encryption = tlv::sequence(&[&cipher, &tlv::octets(&self.iv)]);
                tlv::sequence(&[&tlv::oid(&oid::PBES2), &tlv::sequence(&[&derivation, &encryption])])
            }
        }
    }

    /// Encrypts under a password.
    pub(crate) fn encrypt(&self, password: &Password, plain: &[u8]) -> Result<Vec<u8>, NpkiError> {
        let Some(keys) = self.derive(&self.first_form(password), false) else {
            return Err(NpkiError::Decryption);
        };
        self.cipher().encrypt(&keys.key, &keys.iv, plain).map_err(|_| NpkiError::Decryption)
    }

    /// Decrypts with every form of the password and every derivation that the scheme may mean, until
    /// `judge`, which is given the plain text with its padding, takes one for right.
    ///
    /// # Errors
    /// [`NpkiError::WrongPassword`] when it takes none; [`NpkiError::Damaged`] when the message is not
    /// made of whole blocks; what `judge` says.
    pub(crate) fn decrypt<T>(
        &self,
        password: &Password,
        message: &[u8],
        what: Structure,
        judge: impl Fn(Wiped) -> Option<Result<T, NpkiError>>,
    ) -> Result<T, NpkiError> {
        let first = self.first_form(password);
        let second =
            if matches!(self.protection.scheme, Scheme::Pkcs12 { .. }) { None } else { password.cp949() };
        for form in [Some(first), second].into_iter().flatten() {
            for is_second in [false, true] {
                let Some(keys) = self.derive(&form, is_second) else { continue };
                let plain = self
                    .cipher()
                    .decrypt(&keys.key, &keys.iv, message)
                    .map_err(|_| NpkiError::damaged(what, "what is encrypted is not made of whole blocks"))?;
                if let Some(judged) = judge(plain) {
                    return judged;
                }
            }
        }
        Err(NpkiError::WrongPassword)
    }

    pub(crate) fn cipher(&self) -> BlockCipher {
        match self.protection.scheme {
            Scheme::Pbes1Seed | Scheme::OldSeed => BlockCipher::Seed,
            Scheme::Pbes2 { cipher, .. } | Scheme::Pkcs12 { cipher } => cipher,
        }
    }

    fn first_form(&self, password: &Password) -> Wiped {
        match self.protection.scheme {
            Scheme::Pkcs12 { .. } => password.utf16(),
            _ => Zeroizing::new(password.utf8().to_vec()),
        }
    }

    /// Key and initial vector by the first or the second derivation that the scheme may mean.
    fn derive(&self, password: &[u8], is_second: bool) -> Option<Keys> {
        let iterations = self.protection.iterations;
        let salt = &self.salt;
        let length = self.cipher().key_bytes();
        let (key, iv) = match (self.protection.scheme, is_second) {
            (Scheme::Pbes1Seed, false) => {
                let derived = derive_pbkdf1(password, salt, iterations);
                let (key, seed) = derived.split_at_checked(length)?;
                (key.to_vec(), Sha1::digest(seed).get(..self.cipher().block_bytes())?.to_vec())
            }
            (Scheme::OldSeed, false) => {
                (derive_pbkdf1(password, salt, iterations).get(..length)?.to_vec(), OLD_IV.to_vec())
            }
            (Scheme::OldSeed, true) => {
                let mut key = derive_pbkdf2(Prf::HmacSha1, password, salt, iterations, length);
                (std::mem::take(&mut *key), OLD_IV.to_vec())
            }
            (Scheme::Pbes2 { prf, .. }, false) => {
                let mut key = derive_pbkdf2(prf, password, salt, iterations, length);
                (std::mem::take(&mut *key), self.iv.to_vec())
            }
            (Scheme::Pkcs12 { cipher }, false) => {
                let derive = |purpose, length| {
                    std::mem::take(&mut *derive_pkcs12::<Sha1>(password, salt, iterations, purpose, length))
                };
                (derive(Pkcs12Purpose::Key, length), derive(Pkcs12Purpose::Iv, cipher.block_bytes()))
            }
            (Scheme::Pbes1Seed | Scheme::Pbes2 { .. } | Scheme::Pkcs12 { .. }, true) => return None,
        };
        Some(Keys { key: Zeroizing::new(key), iv: Zeroizing::new(iv) })
    }
}

struct Keys {
    key: Wiped,
    iv: Wiped,
}

fn read_pbkdf2(mut parameters: Reader<'_>) -> Result<(Vec<u8>, u32, Option<u64>, Prf), NpkiError> {
    let what = parameters.what();
    let mut parts = parameters.inside(SEQUENCE)?;
    parameters.end()?;
    let salt = read_salt(&mut parts)?;
    let iterations = check_iterations(parts.number()?, what)?;
    let mut length = None;
    let mut after = parts;
    if !parts.is_empty() && after.any()?.tag == tlv::INTEGER {
        length = Some(parts.number()?);
    }
    let prf = if parts.is_empty() {
        Prf::HmacSha1
    } else {
        let mut algorithm = parts.algorithm()?;
        algorithm.parameters.optional(NULL)?;
        algorithm.parameters.end()?;
        Prf::from_oid(&algorithm.oid).ok_or(NpkiError::Unsupported { what, oid: algorithm.oid })?
    };
    parts.end()?;
    Ok((salt, iterations, length, prf))
}

fn read_salt(parts: &mut Reader<'_>) -> Result<Vec<u8>, NpkiError> {
    let salt = parts.expect(OCTET_STRING)?;
    check_salt(salt, parts.what())?;
    Ok(salt.to_vec())
}

/// A salt within its bound.
pub(crate) fn check_salt(salt: &[u8], what: Structure) -> Result<(), NpkiError> {
    if salt.len() <= SALT_BYTES_MAX {
        return Ok(());
    }
    let found = u64::try_from(salt.len()).unwrap_or(u64::MAX);
    Err(NpkiError::TooMuch { what, found, max: SALT_BYTES_MAX as u64, unit: "bytes of salt" })
}

/// Iterations within their bound.
pub(crate) fn check_iterations(found: u64, what: Structure) -> Result<u32, NpkiError> {
    match u32::try_from(found) {
        Ok(0) => Err(NpkiError::damaged(what, "a key is derived in no iterations")),
        Ok(iterations) if iterations <= ITERATIONS_MAX => Ok(iterations),
        _ => Err(NpkiError::TooMuch { what, found, max: u64::from(ITERATIONS_MAX), unit: "iterations" }),
    }
}
