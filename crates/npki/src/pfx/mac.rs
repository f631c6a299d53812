//! The code over a PKCS#12 file (RFC 7292 section 4 and appendix A): HMAC under a key of the password.

use crate::hazmat::{Pkcs12Purpose, derive_pkcs12};
use crate::pbe::{check_iterations, check_salt};
use crate::tlv::{self, NULL, OCTET_STRING, Reader, SEQUENCE, Wiped};
use crate::{NpkiError, Password, Structure, oid, random};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;
use sha2::Sha256;

const SALT_BYTES: usize = 16;

/// Digest of the code over a PKCS#12 file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MacDigest {
    /// SHA-1: what old programs read.
    Sha1,
    /// SHA-256.
    Sha256,
}

/// The code, and how its key is derived.
pub(super) struct PfxMac {
    digest: MacDigest,
    code: Vec<u8>,
    salt: Vec<u8>,
    pub(super) iterations: u32,
}

impl PfxMac {
    /// Makes the code over `content`.
    pub(super) fn make(
        digest: MacDigest,
        iterations: u32,
        password: &Password,
        content: &[u8],
    ) -> Result<Self, NpkiError> {
        check_iterations(u64::from(iterations), Structure::Pfx)?;
        let salt = random::make_bytes::<SALT_BYTES>()?.to_vec();
        let mut mac = Self { digest, code: Vec::new(), salt, iterations };
        mac.code = mac.compute(password, content)?;
        Ok(mac)
    }

    /// Reads `MacData`.
    pub(super) fn read(mut parts: Reader<'_>) -> Result<Self, NpkiError> {
        let mut info = parts.inside(SEQUENCE)?;
        let mut algorithm = info.algorithm()?;
        algorithm.parameters.optional(NULL)?;
        algorithm.parameters.end()?;
        let digest = match algorithm.oid {
            oid::SHA_1 => MacDigest::Sha1,
            oid::SHA_256 => MacDigest::Sha256,
            oid => return Err(NpkiError::Unsupported { what: Structure::Pfx, oid }),
        };
        let code = info.expect(OCTET_STRING)?.to_vec();
        info.end()?;
        let salt = parts.expect(OCTET_STRING)?;
        check_salt(salt, Structure::Pfx)?;
        // The default of old files; so weak that nobody writes it any more.
        let iterations = if parts.is_empty() { 1 } else { parts.number()? };
        parts.end()?;
        Ok(Self {
            digest,
            code,
            salt: salt.to_vec(),
            iterations: check_iterations(iterations, Structure::Pfx)?,
        })
    }

    /// `MacData`.
    pub(super) fn write(&self) -> Wiped {
        let digest = match self.digest {
            MacDigest::Sha1 => oid::SHA_1,
            MacDigest::Sha256 => oid::SHA_256,
        };
        let algorithm = tlv::sequence(&[&tlv::oid(&digest), &tlv::null()]);
        let info = tlv::sequence(&[&algorithm, &tlv::octets(&self.code)]);
        tlv::sequence(&[&info, &tlv::octets(&self.salt), &tlv::number(u64::from(self.iterations))])
    }

    /// Whether the code is the one of `content` under the password. Compared in constant time.
    pub(super) fn is_right(&self, password: &Password, content: &[u8]) -> Result<bool, NpkiError> {
        Ok(subtle::ConstantTimeEq::ct_eq(&*self.compute(password, content)?, &*self.code).into())
    }

    fn compute(&self, password: &Password, content: &[u8]) -> Result<Vec<u8>, NpkiError> {
        let password = password.utf16();
        let unusable = |_| NpkiError::damaged(Structure::Pfx, "its code has no key");
        match self.digest {
            MacDigest::Sha1 => {
                let key =
                    derive_pkcs12::<Sha1>(&password, &self.salt, self.iterations, Pkcs12Purpose::Mac, 20);
                let mac = Hmac::<Sha1>::new_from_slice(&key).map_err(unusable)?;
                Ok(mac.chain_update(content).finalize().into_bytes().to_vec())
            }
            MacDigest::Sha256 => {
                let key =
                    derive_pkcs12::<Sha256>(&password, &self.salt, self.iterations, Pkcs12Purpose::Mac, 32);
                let mac = Hmac::<Sha256>::new_from_slice(&key).map_err(unusable)?;
                Ok(mac.chain_update(content).finalize().into_bytes().to_vec())
            }
        }
    }
}
