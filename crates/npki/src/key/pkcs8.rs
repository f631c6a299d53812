//! PKCS#8 `PrivateKeyInfo` (RFC 5208; RFC 5958 for the public key that may follow) with an RSA key
//! (RFC 8017 appendix A.1.2), and the attribute in which R is kept.

use super::{RANDOM_NUMBER_BYTES, RandomNumber};
use crate::tlv::{
    self, BIT_STRING, CONTEXT_0, CONTEXT_1, CONTEXT_1_PRIMITIVE, INTEGER, OCTET_STRING, OID, Reader,
    SEQUENCE, SET, Wiped,
};
use crate::{NpkiError, Structure, oid};

/// What is inside.
pub(super) struct Contents<'a> {
    pub(super) rsa: RsaParts<'a>,
    pub(super) random_number: Option<RandomNumber>,
}

/// Numbers of an RSA key, big-endian, without leading zeros.
pub(super) struct RsaParts<'a> {
    pub(super) modulus: &'a [u8],
    pub(super) exponent: &'a [u8],
    pub(super) private_exponent: &'a [u8],
    pub(super) primes: [&'a [u8]; 2],
}

/// Reads all of it.
pub(super) fn read(bytes: &[u8]) -> Result<Contents<'_>, NpkiError> {
    let mut outer = Reader::new(bytes, Structure::PrivateKey);
    let mut parts = outer.inside(SEQUENCE)?;
    outer.end()?;
    if parts.number()? > 1 {
        return Err(parts.damaged("it is of an unknown version"));
    }
    let algorithm = parts.algorithm()?;
    if algorithm.oid != oid::RSA_ENCRYPTION {
        return Err(NpkiError::Unsupported { what: Structure::PrivateKey, oid: algorithm.oid });
    }
    let rsa = read_rsa(parts.expect(OCTET_STRING)?)?;
    let random_number = match parts.optional(CONTEXT_0)? {
        Some(attributes) => read_random_number(Reader::new(attributes, Structure::PrivateKey))?,
        None => None,
    };
    for tag in [CONTEXT_1, CONTEXT_1_PRIMITIVE] {
        parts.optional(tag)?;
    }
    parts.end()?;
    Ok(Contents { rsa, random_number })
}

fn read_rsa(bytes: &[u8]) -> Result<RsaParts<'_>, NpkiError> {
    let mut outer = Reader::new(bytes, Structure::PrivateKey);
    let mut parts = outer.inside(SEQUENCE)?;
    outer.end()?;
    if parts.number()? != 0 {
        return Err(parts.damaged("it has more than two primes"));
    }
    let mut digits = || -> Result<&[u8], NpkiError> {
        let content = parts.expect(INTEGER)?;
        match content {
            [0, digits @ ..] if !digits.is_empty() => Ok(digits),
            [first, ..] if (1..0x80).contains(first) => Ok(content),
            _ => Err(parts.damaged("a number of the key is zero or negative")),
        }
    };
    let (modulus, exponent, private_exponent) = (digits()?, digits()?, digits()?);
    let primes = [digits()?, digits()?];
    // Both exponents and the coefficient of the Chinese remainder are computed anew, but must be there.
    for _ in 0..3 {
        digits()?;
    }
    parts.end()?;
    Ok(RsaParts { modulus, exponent, private_exponent, primes })
}

/// R among the attributes: a bit string of 160 bits.
fn read_random_number(mut attributes: Reader<'_>) -> Result<Option<RandomNumber>, NpkiError> {
    let mut found = None;
    while !attributes.is_empty() {
        let mut attribute = attributes.inside(SEQUENCE)?;
        if attribute.oid()? != oid::RANDOM_NUMBER {
            continue;
        }
        let mut values = attribute.inside(SET)?;
        let bits = values.expect(BIT_STRING)?;
        let bytes: Option<&[u8; RANDOM_NUMBER_BYTES]> = bits
            .split_first()
            .filter(|(unused, _)| **unused == 0)
            .and_then(|(_, bytes)| bytes.try_into().ok());
        let bytes = bytes.ok_or_else(|| attributes.damaged("its R value has not 160 bits"))?;
        found = Some(RandomNumber::new(bytes));
    }
    Ok(found)
}

/// Writes a key from its PKCS#1 form, with R if there is one.
pub(super) fn write(pkcs1: &[u8], random_number: Option<&RandomNumber>) -> Wiped {
    let algorithm = tlv::sequence(&[&tlv::oid(&oid::RSA_ENCRYPTION), &tlv::null()]);
    let attributes = random_number.map_or_else(Wiped::default, |random_number| {
        let bits = tlv::element(BIT_STRING, &[&[0], random_number.reveal()]);
        let attribute = tlv::sequence(&[&tlv::oid(&oid::RANDOM_NUMBER), &tlv::element(SET, &[&bits])]);
        tlv::element(CONTEXT_0, &[&attribute])
    });
    tlv::sequence(&[&tlv::number(0), &algorithm, &tlv::octets(pkcs1), &attributes])
}

/// Whether decrypted bytes, padding included, begin as a `PrivateKeyInfo` of just their length does.
///
/// One in 2⁶⁰ texts decrypted with another key would: what looks like this was decrypted with the
/// right password, and what is wrong behind it is damage.
pub(crate) fn begins_like_one(padded: &[u8], block_bytes: usize) -> bool {
    let Some((SEQUENCE, content_length, head_length)) = tlv::head(padded) else { return false };
    let padding = padded.len().checked_sub(head_length + content_length);
    let mut version = Reader::new(padded.get(head_length..).unwrap_or_default(), Structure::PrivateKey);
    let is_versioned = version.number().is_ok_and(|version| version <= 1);
    let algorithm = version.expect(SEQUENCE).unwrap_or_default();
    padding.is_some_and(|padding| (1..=block_bytes).contains(&padding))
        && is_versioned
        && algorithm.first() == Some(&OID)
}
