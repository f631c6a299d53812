//! RSA with a private key: signatures and decryption of PKCS#1 v1.5 (RFC 8017), always blinded.

use super::pkcs8::{self, RsaParts};
use super::{PrivateKey, RandomNumber};
use crate::NpkiError;
use crate::tlv::{self, Wiped};
use ::rsa::traits::{PrivateKeyParts as _, PublicKeyParts as _};
use ::rsa::{BoxedUint, Pkcs1v15Encrypt, Pkcs1v15Sign};
use getrandom::SysRng;
use sha2::{Digest as _, Sha256};
use zeroize::{Zeroize as _, Zeroizing};

/// Shortest modulus that is worked with: certificates before 2012.
pub const RSA_BITS_MIN: usize = 1024;

/// Longest modulus that is worked with; certificates in use have 2048 bits, roots 4096.
pub const RSA_BITS_MAX: usize = 8192;

impl PrivateKey {
    /// Makes a key, with or without R in it.
    ///
    /// # Errors
    /// [`NpkiError::KeyUnusable`] for a length out of bounds; [`NpkiError::Randomness`].
    pub fn make(bits: usize, random_number: Option<&RandomNumber>) -> Result<Self, NpkiError> {
        if !(RSA_BITS_MIN..=RSA_BITS_MAX).contains(&bits) {
            return Err(Self::unusable("its modulus is too short or too long"));
        }
        let key = ::rsa::PrivateKey::new(&mut SysRng, bits).map_err(|_| NpkiError::Randomness)?;
        let pkcs1 = write_pkcs1(&key).ok_or_else(|| Self::unusable("its numbers do not fit together"))?;
        Self::from_wiped(pkcs8::write(&pkcs1, random_number))
    }

    /// The signature (RSASSA-PKCS1-v1_5 with SHA-256) of a message.
    ///
    /// # Errors
    /// [`NpkiError::KeyUnusable`] when the numbers of the key do not fit together.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, NpkiError> {
        self.sign_digest(&Sha256::digest(message).into())
    }

    /// The same for a message whose SHA-256 is known already.
    ///
    /// # Errors
    /// As [`PrivateKey::sign`].
    pub fn sign_digest(&self, sha256: &[u8; 32]) -> Result<Vec<u8>, NpkiError> {
        self.ready()?
            .sign_with_rng(&mut SysRng, Pkcs1v15Sign::new::<Sha256>(), sha256)
            .map_err(|_| Self::unusable("it gives no signature"))
    }

    /// Decrypts what was encrypted to the public key (RSAES-PKCS1-v1_5), such as a message's key.
    ///
    /// A wrong padding gives other bytes instead of an error, always the same ones for the same input
    /// (implicit rejection), so that nobody can use this to learn about paddings. Whoever takes the
    /// bytes must be able to tell that they are the right ones.
    ///
    /// # Errors
    /// [`NpkiError::Decryption`] for an input that no encryption to this key gives.
    pub fn decrypt(&self, message: &[u8]) -> Result<Wiped, NpkiError> {
        let plain = self.ready()?.decrypt_blinded(&mut SysRng, Pkcs1v15Encrypt, message);
        plain.map(Zeroizing::new).map_err(|_| NpkiError::Decryption)
    }

    /// The key with what its use needs, computed and checked once.
    fn ready(&self) -> Result<&::rsa::PrivateKey, NpkiError> {
        if let Some(ready) = self.ready.get() {
            return Ok(ready);
        }
        let bits = self.bits();
        if !(RSA_BITS_MIN..=RSA_BITS_MAX).contains(&bits) {
            return Err(Self::unusable("its modulus is too short or too long"));
        }
        let built = build(&pkcs8::read(&self.pkcs8)?.rsa, bits)
            .ok_or_else(|| Self::unusable("its numbers do not fit together"))?;
        // Another thread may have been faster; either key is the same.
        Ok(self.ready.get_or_init(|| built))
    }
}

/// `None` when the numbers are not those of an RSA key: the product of the primes is not the modulus,
/// or the exponents do not undo each other.
fn build(parts: &RsaParts<'_>, bits: usize) -> Option<::rsa::PrivateKey> {
    let bits = u32::try_from(bits).ok()?;
    let number = |digits: &[u8], bits| BoxedUint::from_be_slice(digits, bits).ok();
    let modulus = number(parts.modulus, bits)?;
    let exponent = BoxedUint::from_be_slice_vartime(parts.exponent);
    let mut private_exponent = number(parts.private_exponent, bits)?;
    let [p, q] = parts.primes.map(|prime| number(prime, bits.div_ceil(2)));
    let (Some(p), Some(q)) = (p, q) else {
        private_exponent.zeroize();
        return None;
    };
    ::rsa::PrivateKey::from_components(modulus, exponent, private_exponent, vec![p, q]).ok()
}

/// PKCS#1 `RSAPrivateKey`.
fn write_pkcs1(key: &::rsa::PrivateKey) -> Option<Wiped> {
    let number = |number: &BoxedUint| tlv::unsigned(&Zeroizing::new(number.to_be_bytes()));
    let [p, q] = key.primes() else { return None };
    let coefficient = Zeroizing::new(key.crt_coefficient()?);
    Some(tlv::sequence(&[
        &tlv::number(0),
        &number(key.n()),
        &number(key.e()),
        &number(key.d()),
        &number(p),
        &number(q),
        &number(key.dp()?),
        &number(key.dq()?),
        &number(&coefficient),
    ]))
}
