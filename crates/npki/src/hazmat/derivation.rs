//! Keys from passwords: PBKDF1 and PBKDF2 (RFC 8018 section 5), and PKCS#12's own way (RFC 7292
//! appendix B).

use crate::oid;
use der::asn1::ObjectIdentifier;
use pbkdf2::pbkdf2_hmac;
use sha1::Sha1;
use sha2::{Digest, Sha224, Sha256, Sha384, Sha512};
use zeroize::{Zeroize as _, Zeroizing};

/// The pseudorandom function of PBKDF2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Prf {
    /// HMAC with SHA-1: what is meant where a file names none.
    HmacSha1,
    /// HMAC with SHA-224.
    HmacSha224,
    /// HMAC with SHA-256.
    HmacSha256,
    /// HMAC with SHA-384.
    HmacSha384,
    /// HMAC with SHA-512.
    HmacSha512,
}

impl Prf {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::HmacSha1, Self::HmacSha224, Self::HmacSha256, Self::HmacSha384, Self::HmacSha512];

    /// The function of an object identifier (RFC 8018 appendix B.1).
    pub fn from_oid(oid: &ObjectIdentifier) -> Option<Self> {
        Self::ALL.into_iter().find(|prf| prf.oid() == *oid)
    }

    /// Its object identifier.
    pub fn oid(self) -> ObjectIdentifier {
        match self {
            Self::HmacSha1 => oid::HMAC_SHA_1,
            Self::HmacSha224 => oid::HMAC_SHA_224,
            Self::HmacSha256 => oid::HMAC_SHA_256,
            Self::HmacSha384 => oid::HMAC_SHA_384,
            Self::HmacSha512 => oid::HMAC_SHA_512,
        }
    }

    /// A name for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::HmacSha1 => "HMAC-SHA1",
            Self::HmacSha224 => "HMAC-SHA224",
            Self::HmacSha256 => "HMAC-SHA256",
            Self::HmacSha384 => "HMAC-SHA384",
            Self::HmacSha512 => "HMAC-SHA512",
        }
    }
}

/// PBKDF1 with SHA-1: all 20 bytes it can give.
pub fn derive_pbkdf1(password: &[u8], salt: &[u8], iterations: u32) -> Zeroizing<[u8; 20]> {
    let mut state = Sha1::new().chain_update(password).chain_update(salt).finalize();
    for _ in 1..iterations {
        state = Sha1::digest(state);
    }
    let derived = Zeroizing::new(state.into());
    state.as_mut_slice().zeroize();
    derived
}

/// PBKDF2: `length` bytes.
pub fn derive_pbkdf2(
    prf: Prf,
    password: &[u8],
    salt: &[u8],
    iterations: u32,
    length: usize,
) -> Zeroizing<Vec<u8>> {
    let mut key = Zeroizing::new(vec![0; length]);
    match prf {
        Prf::HmacSha1 => pbkdf2_hmac::<Sha1>(password, salt, iterations, &mut key),
        Prf::HmacSha224 => pbkdf2_hmac::<Sha224>(password, salt, iterations, &mut key),
        Prf::HmacSha256 => pbkdf2_hmac::<Sha256>(password, salt, iterations, &mut key),
        Prf::HmacSha384 => pbkdf2_hmac::<Sha384>(password, salt, iterations, &mut key),
        Prf::HmacSha512 => pbkdf2_hmac::<Sha512>(password, salt, iterations, &mut key),
    }
    key
}

/// What bytes derived for PKCS#12 are for (RFC 7292 appendix B.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pkcs12Purpose {
    /// The key of a cipher.
    Key,
    /// Its initial vector.
    Iv,
    /// The key of the file's MAC.
    Mac,
}

/// The block length of SHA-1 and of SHA-256, in which this derivation counts.
const PKCS12_BLOCK_BYTES: usize = 64;

/// PKCS#12's derivation with SHA-1 or SHA-256 from a password in UTF-16 (big-endian) that ends in
/// two zero bytes (RFC 7292 appendix B.2).
pub fn derive_pkcs12<D: Digest + Pkcs12Digest>(
    password: &[u8],
    salt: &[u8],
    iterations: u32,
    purpose: Pkcs12Purpose,
    length: usize,
) -> Zeroizing<Vec<u8>> {
    let id = match purpose {
        Pkcs12Purpose::Key => 1,
        Pkcs12Purpose::Iv => 2,
        Pkcs12Purpose::Mac => 3,
    };
    let (salt_bytes, password_bytes) = (whole_blocks(salt.len()), whole_blocks(password.len()));
    // Room first, here and below: what is left behind when a vector grows is not wiped.
    let mut input = Zeroizing::new(Vec::with_capacity(salt_bytes + password_bytes));
    input.extend(salt.iter().cycle().take(salt_bytes));
    input.extend(password.iter().cycle().take(password_bytes));
    let mut derived = Zeroizing::new(Vec::with_capacity(length + <D as Digest>::output_size()));
    while derived.len() < length {
        let mut state = D::new().chain_update([id; PKCS12_BLOCK_BYTES]).chain_update(&*input).finalize();
        for _ in 1..iterations {
            state = D::digest(&state);
        }
        derived.extend_from_slice(&state);
        for block in input.chunks_exact_mut(PKCS12_BLOCK_BYTES) {
            add_and_one(block, &state);
        }
        state.as_mut_slice().zeroize();
    }
    derived.truncate(length);
    derived
}

/// The digests whose blocks have the length that [`derive_pkcs12`] counts in.
pub trait Pkcs12Digest {}

impl Pkcs12Digest for Sha1 {}

impl Pkcs12Digest for Sha256 {}

fn whole_blocks(length: usize) -> usize {
    length.next_multiple_of(PKCS12_BLOCK_BYTES)
}

/// `block + state + 1` as numbers, the state repeated over the block's length; what overflows is lost.
fn add_and_one(block: &mut [u8], state: &[u8]) {
    // The last byte counts ones, so the state is gone through from where it ends under that byte.
    let added: Zeroizing<Vec<u8>> = Zeroizing::new(state.iter().copied().cycle().take(block.len()).collect());
    let mut carry = 1;
    for (byte, add) in block.iter_mut().rev().zip(added.iter().rev()) {
        let sum = u16::from(*byte) + u16::from(*add) + carry;
        let [low, high] = sum.to_le_bytes();
        *byte = low;
        carry = u16::from(high);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes_of::hex;

    const PASSWORD: &[u8] = b"Npki-test-2025!";
    const SALT: [u8; 8] = [1, 2, 3, 4, 5, 6, 7, 8];

    #[test]
    fn pbkdf1_gives_what_others_compute() {
        for (iterations, expected) in [
            (1, "b8ac537fdb74f8f6f722af14cf41672837859465"),
            (1024, "71c80fe9d4242b8fa95b5d3870d7f313947bfdc7"),
            (2048, "d1b1d8d7762c22f0d92306099c4d1ffeb17b30a7"),
        ] {
            assert_eq!(*derive_pbkdf1(PASSWORD, &SALT, iterations), hex::<20>(expected), "{iterations}");
        }
    }

    #[test]
    fn pbkdf2_gives_what_others_compute() {
        let sha1 = derive_pbkdf2(Prf::HmacSha1, PASSWORD, &SALT, 2048, 16);
        assert_eq!(**sha1, hex::<16>("ea4a0474002641ddcd767bb8af938689"));
        let sha256 = derive_pbkdf2(Prf::HmacSha256, PASSWORD, &SALT, 2048, 32);
        let expected = hex::<32>("97ff98f7200958cbec4f12cddead2fa09e8b489d9bfc05c0aa964155084a76bb");
        assert_eq!(**sha256, expected);
        let published =
            derive_pbkdf2(Prf::HmacSha1, b"WTuA8Ev0lWXVFSiI!", &hex::<8>("28ce9089e2828009"), 1024, 16);
        assert_eq!(**published, hex::<16>("01739401d7f3df5319eff4edb0afa66f"));
    }

    #[test]
    fn adding_carries_over_the_whole_block_and_drops_the_overflow() {
        let mut block = [0xff; 64];
        add_and_one(&mut block, &[0; 20]);
        assert_eq!(block, [0; 64]);
        let mut block = [0; 64];
        add_and_one(&mut block, &[0xff; 32]);
        assert_eq!(block, [0; 64]);
    }

    #[test]
    fn every_function_has_its_own_identifier() {
        for prf in Prf::ALL {
            assert_eq!(Prf::from_oid(&prf.oid()), Some(prf));
        }
    }
}
