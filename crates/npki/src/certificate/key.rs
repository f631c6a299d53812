//! Public keys and what is done with them: signatures are checked, keys are sent.

use crate::asn1::{Field, Malformed, NULL, algorithm};
use core::fmt;
use der::Tag;
use der::asn1::ObjectIdentifier;
use rsa::BoxedUint;
use sha1::Sha1;
use sha2::{Sha256, Sha384, Sha512};

/// Smallest RSA modulus that is used: certificates of before 2012 have 1024 bits.
pub const MODULUS_BITS_MIN: usize = 1024;
/// Largest RSA modulus that is used; a larger one costs time and no authority has any.
pub const MODULUS_BITS_MAX: usize = 8192;

const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const RSA_SHA1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.5");
const RSA_SHA1_OLD: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.14.3.2.29");
const RSA_SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.11");
const RSA_SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.12");
const RSA_SHA512: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.13");

/// How something was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureAlgorithm {
    /// RSA PKCS#1 v1.5 with SHA-1: read, never written.
    RsaSha1,
    /// RSA PKCS#1 v1.5 with SHA-256.
    RsaSha256,
    /// RSA PKCS#1 v1.5 with SHA-384: read, never written.
    RsaSha384,
    /// RSA PKCS#1 v1.5 with SHA-512: read, never written.
    RsaSha512,
    /// Another one, KCDSA (1.2.410.200004.1.*) among them: known by name only.
    Other(ObjectIdentifier),
}

impl SignatureAlgorithm {
    pub(crate) fn from_oid(oid: ObjectIdentifier) -> Self {
        match oid {
            RSA_SHA1 | RSA_SHA1_OLD => Self::RsaSha1,
            RSA_SHA256 => Self::RsaSha256,
            RSA_SHA384 => Self::RsaSha384,
            RSA_SHA512 => Self::RsaSha512,
            other => Self::Other(other),
        }
    }
}

/// A public key, as a certificate carries it.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey {
    kind: KeyKind,
    info: Vec<u8>,
}

#[derive(Clone, PartialEq, Eq)]
enum KeyKind {
    Rsa { modulus: Vec<u8>, exponent: Vec<u8> },
    Other(ObjectIdentifier),
}

/// Why a signature was not found good, or a key not usable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The signature is not this key's over these bytes.
    #[error("the signature does not fit")]
    SignatureInvalid,
    /// The algorithm is not among those that are checked.
    #[error("the algorithm {0} is not supported")]
    Unsupported(ObjectIdentifier),
    /// The key is too small, too large or no key at all.
    #[error("the public key cannot be used")]
    KeyUnusable,
}

impl PublicKey {
    pub(super) fn read(field: Field<'_>) -> Result<Self, Malformed> {
        let mut fields = field.tagged(Tag::Sequence)?.fields()?;
        let (name, parameter) = algorithm(fields.any()?)?;
        let bits = fields.any()?.octets_of_bits()?;
        fields.finish()?;
        let kind = if name == RSA {
            // RFC 3279 section 2.3.1 wants NULL; an older hand leaves it out. Anything else would be
            // the same key under other bytes.
            if parameter.is_some_and(|parameter| parameter.whole != NULL) {
                return Err(Malformed);
            }
            let mut numbers = Field::only(bits)?.tagged(Tag::Sequence)?.fields()?;
            let modulus = positive(numbers.expect(Tag::Integer)?)?;
            let exponent = positive(numbers.expect(Tag::Integer)?)?;
            numbers.finish()?;
            KeyKind::Rsa { modulus, exponent }
        } else {
            KeyKind::Other(name)
        };
        Ok(Self { kind, info: field.whole.to_vec() })
    }

    /// The DER of the `SubjectPublicKeyInfo`.
    pub fn der(&self) -> &[u8] {
        &self.info
    }

    /// The algorithm of a key that is none of RSA, and so is known by name only.
    pub fn other_algorithm(&self) -> Option<ObjectIdentifier> {
        match &self.kind {
            KeyKind::Rsa { .. } => None,
            KeyKind::Other(name) => Some(*name),
        }
    }

    /// The RSA modulus without leading zeros; none for other keys.
    pub fn modulus(&self) -> Option<&[u8]> {
        match &self.kind {
            KeyKind::Rsa { modulus, .. } => Some(modulus),
            KeyKind::Other(_) => None,
        }
    }

    /// The size of the RSA modulus.
    pub fn modulus_bits(&self) -> Option<usize> {
        let modulus = self.modulus()?;
        let unused = modulus.first().map_or(0, |first| first.leading_zeros());
        (modulus.len() * 8).checked_sub(usize::try_from(unused).ok()?)
    }

    /// Checks a signature over a message.
    ///
    /// # Errors
    /// [`KeyError::SignatureInvalid`] if it does not fit; the others if it cannot be told.
    pub fn verify(
        &self,
        algorithm: SignatureAlgorithm,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), KeyError> {
        let key = self.rsa()?;
        let checked = match algorithm {
            SignatureAlgorithm::RsaSha1 => key.pkcs1v15_verify::<Sha1>(message, signature),
            SignatureAlgorithm::RsaSha256 => key.pkcs1v15_verify::<Sha256>(message, signature),
            SignatureAlgorithm::RsaSha384 => key.pkcs1v15_verify::<Sha384>(message, signature),
            SignatureAlgorithm::RsaSha512 => key.pkcs1v15_verify::<Sha512>(message, signature),
            SignatureAlgorithm::Other(other) => return Err(KeyError::Unsupported(other)),
        };
        checked.map_err(|_| KeyError::SignatureInvalid)
    }

    /// Encrypts a short secret with PKCS#1 v1.5, as CMS sends keys.
    ///
    /// # Errors
    /// [`KeyError::KeyUnusable`] if the key is none for that or too small for the secret.
    pub(crate) fn encrypt(&self, secret: &[u8]) -> Result<Vec<u8>, KeyError> {
        self.rsa()?
            .pkcs1v15_encrypt_with_rng(&mut getrandom::SysRng, secret)
            .map_err(|_| KeyError::KeyUnusable)
    }

    fn rsa(&self) -> Result<rsa::PublicKey, KeyError> {
        let (modulus, exponent) = match &self.kind {
            KeyKind::Rsa { modulus, exponent } => (modulus, exponent),
            KeyKind::Other(name) => return Err(KeyError::Unsupported(*name)),
        };
        let bits = self.modulus_bits().ok_or(KeyError::KeyUnusable)?;
        if !(MODULUS_BITS_MIN..=MODULUS_BITS_MAX).contains(&bits) {
            return Err(KeyError::KeyUnusable);
        }
        let modulus = BoxedUint::from_be_slice_vartime(modulus);
        let exponent = BoxedUint::from_be_slice_vartime(exponent);
        rsa::PublicKey::new_with_size_limits(modulus, exponent, MODULUS_BITS_MIN..=MODULUS_BITS_MAX)
            .map_err(|_| KeyError::KeyUnusable)
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.kind, self.modulus_bits()) {
            (KeyKind::Other(name), _) => write!(f, "PublicKey({name})"),
            (_, bits) => write!(f, "PublicKey(RSA {})", bits.unwrap_or_default()),
        }
    }
}

/// A number above zero, without its leading zero.
fn positive(field: Field<'_>) -> Result<Vec<u8>, Malformed> {
    match field.value {
        [0, rest @ ..] if !rest.is_empty() => Ok(rest.to_vec()),
        [first, ..] if *first & 0x80 == 0 && *first != 0 => Ok(field.value.to_vec()),
        _ => Err(Malformed),
    }
}
