//! The virtual identifier (VID): whether a certificate belongs to a business or resident number.
//!
//! VID = H(H(DER { number, R })) with R from inside the private key. Whoever knows R and the VID
//! can try all resident numbers, so none of the two, nor the number, is ever printed.
//! Source: KCAC.TS.SIVID v1.21.

use crate::RandomNumber;
use crate::asn1::{Malformed, element};
use core::fmt;
use der::Tag;
use der::asn1::ObjectIdentifier;
use sha1::Sha1;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

/// The digest that a VID is made with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VidHash {
    /// SHA-1, certificates of before 2012.
    Sha1,
    /// SHA-256.
    Sha256,
}

const SHA_1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.14.3.2.26");
const SHA_256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");

impl VidHash {
    pub(crate) fn from_oid(oid: ObjectIdentifier) -> Option<Self> {
        match oid {
            SHA_1 => Some(Self::Sha1),
            SHA_256 => Some(Self::Sha256),
            _ => None,
        }
    }

    fn bytes(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha256 => 32,
        }
    }

    fn twice(self, content: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha1 => Sha1::digest(Zeroizing::new(<[u8; 20]>::from(Sha1::digest(content)))).to_vec(),
            Self::Sha256 => {
                Sha256::digest(Zeroizing::new(<[u8; 32]>::from(Sha256::digest(content)))).to_vec()
            }
        }
    }
}

/// The check value of a number, as a certificate carries it.
#[derive(Clone, PartialEq, Eq)]
pub struct Vid {
    hash: VidHash,
    value: Vec<u8>,
}

impl Vid {
    /// A value that a certificate carries; none if its length does not fit the digest.
    pub fn parse(hash: VidHash, value: &[u8]) -> Option<Self> {
        (value.len() == hash.bytes()).then(|| Self { hash, value: value.to_vec() })
    }

    /// The value for a number and the R of a key.
    pub fn derive(hash: VidHash, number: &IdentityNumber, r: &RandomNumber) -> Self {
        // The content is 37 or 40 bytes: it always has a length.
        let content = Zeroizing::new(hash_content(number, r).unwrap_or_default());
        Self { hash, value: hash.twice(&content) }
    }

    /// Whether the number and R make this value. Takes the same time wherever they differ.
    pub fn fits(&self, number: &IdentityNumber, r: &RandomNumber) -> bool {
        self.value.ct_eq(&Self::derive(self.hash, number, r).value).into()
    }

    /// The digest.
    pub fn hash(&self) -> VidHash {
        self.hash
    }

    /// The value; not secret by itself, it stands in the certificate.
    pub fn value(&self) -> &[u8] {
        &self.value
    }
}

impl fmt::Debug for Vid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vid").field("hash", &self.hash).finish_non_exhaustive()
    }
}

/// A business number (사업자등록번호, 10 digits) or a resident number (주민등록번호, 13 digits).
/// Only its shape is known here; whether it exists is for others.
pub struct IdentityNumber(Zeroizing<String>);

impl IdentityNumber {
    /// Takes the digits; hyphens between them are left out.
    ///
    /// # Errors
    /// [`NotANumber`] unless ten or thirteen digits remain. The text is not repeated.
    pub fn parse(text: &str) -> Result<Self, NotANumber> {
        let mut digits = Zeroizing::new(String::with_capacity(13));
        for c in text.trim().chars().filter(|c| *c != '-') {
            if !c.is_ascii_digit() || digits.len() == 13 {
                return Err(NotANumber);
            }
            digits.push(c);
        }
        if matches!(digits.len(), 10 | 13) { Ok(Self(digits)) } else { Err(NotANumber) }
    }
}

impl fmt::Debug for IdentityNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IdentityNumber(..)")
    }
}

/// Neither ten nor thirteen digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a business number has ten digits, a resident number thirteen")]
pub struct NotANumber;

/// `HashContent ::= SEQUENCE { idn PrintableString, randomNum BIT STRING }`
fn hash_content(number: &IdentityNumber, r: &RandomNumber) -> Result<Vec<u8>, Malformed> {
    let number = Zeroizing::new(element(Tag::PrintableString, &[number.0.as_bytes()])?);
    let bits = Zeroizing::new(element(Tag::BitString, &[&[0], r.reveal()])?);
    element(Tag::Sequence, &[&number, &bits])
}

#[cfg(test)]
mod tests {
    use super::*;

    const R: [u8; 20] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19];

    fn r() -> RandomNumber {
        RandomNumber::new(&R)
    }

    fn hex(bytes: &[u8]) -> String {
        let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
        digits.map(|digit| char::from_digit(u32::from(digit), 16).unwrap()).collect()
    }

    #[test]
    fn the_hashed_content_is_the_der_of_the_standard() {
        let number = IdentityNumber::parse("123-45-67891").unwrap();
        let content = hash_content(&number, &r()).unwrap();
        let expected = "3023130a31323334353637383931031500000102030405060708090a0b0c0d0e0f10111213";
        assert_eq!(hex(&content), expected);
    }

    #[test]
    fn the_worked_values_come_out() {
        let rows = [
            ("1234567891", VidHash::Sha1, "19ec1f4c3e9b94e578d434a02d77cab4792f11a2"),
            (
                "1234567891",
                VidHash::Sha256,
                "b9cb214f30366293c8ed681fd050e7a554a6aba40eda1f2720f2897531eee490",
            ),
            ("9913320000000", VidHash::Sha1, "619566e17d85fe646ed886b5143c2a03a08c4eb9"),
            (
                "9913320000000",
                VidHash::Sha256,
                "6352d6202407e15e0182f82f538bb85ad86fc87d7ce7cccae756ded61eb383fa",
            ),
        ];
        for (number, hash, expected) in rows {
            let number = IdentityNumber::parse(number).unwrap();
            let vid = Vid::derive(hash, &number, &r());
            assert_eq!(hex(vid.value()), expected);
            assert!(vid.fits(&number, &r()));
            let mut other = R;
            other[19] ^= 1;
            assert!(!vid.fits(&number, &RandomNumber::new(&other)));
            assert!(!vid.fits(&IdentityNumber::parse("1234567890").unwrap(), &r()));
        }
    }

    #[test]
    fn a_value_of_the_wrong_length_is_no_vid() {
        assert!(Vid::parse(VidHash::Sha256, &[0; 20]).is_none());
        assert!(Vid::parse(VidHash::Sha1, &[]).is_none());
    }

    #[test]
    fn numbers_have_ten_or_thirteen_digits_and_are_never_printed() {
        for wrong in ["", "123456789", "12345678901", "12345678901234", "12345a7891", "１２３４５６７８９１"]
        {
            assert_eq!(IdentityNumber::parse(wrong).err(), Some(NotANumber), "{wrong}");
        }
        let number = IdentityNumber::parse("991332-0000000").unwrap();
        assert!(!format!("{number:?}").contains("991332"));
        let shown = format!("{:?}", Vid::derive(VidHash::Sha256, &number, &r()));
        assert!(!shown.contains("99, 82"), "{shown}");
    }
}
