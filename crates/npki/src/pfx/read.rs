//! Reading PKCS#12: the code first, then bag by bag within bounds.

use super::mac::PfxMac;
use super::{KeyPair, PFX_BYTES_MAX, Pfx};
use crate::ber;
use crate::hazmat::unpadded;
use crate::key::{open_encrypted, read_encrypted};
use crate::pbe::{Pbe, Protection};
use crate::tlv::{
    BIT_STRING, BMP_STRING, CONTEXT_0, CONTEXT_0_PRIMITIVE, INTEGER, OCTET_STRING, Reader, SEQUENCE, SET,
    Wiped,
};
use crate::{NpkiError, Password, PrivateKey, Structure, oid};

/// Most bags of a file, nested ones included. Each may cost a derivation.
pub(super) const BAGS_MAX: usize = 64;

/// How deep bags may hold bags.
const NESTING_MAX: usize = 4;

/// Version of the format.
const VERSION: u64 = 3;

pub(super) fn open(bytes: &[u8], password: &Password, iterations_max: u32) -> Result<Pfx, NpkiError> {
    if bytes.len() > PFX_BYTES_MAX {
        let found = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        return Err(NpkiError::TooMuch {
            what: Structure::Pfx,
            found,
            max: PFX_BYTES_MAX as u64,
            unit: "bytes",
        });
    }
    let der = der(bytes)?;
    let mut outer = reader(&der);
    let mut parts = outer.inside(SEQUENCE)?;
    outer.end()?;
    if parts.number()? != VERSION {
        return Err(parts.damaged("it is of an unknown version"));
    }
    let mut info = parts.inside(SEQUENCE)?;
    let kind = info.oid()?;
    if kind != oid::PKCS7_DATA {
        // Signed by a key instead of a password.
        return Err(NpkiError::Unsupported { what: Structure::Pfx, oid: kind });
    }
    let content = info.inside(CONTEXT_0)?.expect(OCTET_STRING)?;
    let mac = if parts.is_empty() { None } else { Some(PfxMac::read(parts.inside(SEQUENCE)?)?) };
    parts.end()?;
    let mut bags = Bags::new(password, iterations_max);
    if let Some(mac) = &mac {
        bags.spend(mac.iterations)?;
        if !mac.is_right(password, content)? {
            return Err(bags.why_wrong(content));
        }
    }
    bags.read_safes(content)?;
    Ok(bags.paired())
}

fn reader(der: &[u8]) -> Reader<'_> {
    Reader::new(der, Structure::Pfx)
}

fn der(bytes: &[u8]) -> Result<Wiped, NpkiError> {
    ber::to_der(bytes).map_err(|error| NpkiError::damaged(Structure::Pfx, error.reason()))
}

/// What has been found so far.
struct Bags<'a> {
    password: &'a Password,
    keys: Vec<Labelled<PrivateKey>>,
    certificates: Vec<Labelled<Vec<u8>>>,
    room_left: usize,
    iterations_left: u32,
    iterations_max: u32,
}

/// A key or a certificate with what identifies it.
struct Labelled<T> {
    value: T,
    protection: Option<Protection>,
    id: Option<Vec<u8>>,
    name: Option<String>,
}

impl<'a> Bags<'a> {
    fn new(password: &'a Password, iterations_max: u32) -> Self {
        Self {
            password,
            keys: Vec::new(),
            certificates: Vec::new(),
            room_left: BAGS_MAX,
            iterations_left: iterations_max,
            iterations_max,
        }
    }

    /// Counts work before it is done.
    fn spend(&mut self, iterations: u32) -> Result<(), NpkiError> {
        self.iterations_left = self.iterations_left.checked_sub(iterations).ok_or_else(|| {
            let spent = self.iterations_max - self.iterations_left;
            NpkiError::TooMuch {
                what: Structure::Pfx,
                found: u64::from(spent) + u64::from(iterations),
                max: u64::from(self.iterations_max),
                unit: "iterations",
            }
        })?;
        Ok(())
    }

    /// Which error it is when the code is not right: the password opens a key all the same, or not.
    fn why_wrong(&mut self, content: &[u8]) -> NpkiError {
        match self.read_safes(content) {
            Ok(()) if !self.keys.is_empty() => NpkiError::damaged(Structure::Pfx, "it was changed"),
            // A key inside was opened far enough to know the password for the right one.
            Err(
                error @ (NpkiError::Damaged { what: Structure::PrivateKey, .. } | NpkiError::TooMuch { .. }),
            ) => error,
            _ => NpkiError::WrongPassword,
        }
    }

    /// `AuthenticatedSafe`.
    fn read_safes(&mut self, content: &[u8]) -> Result<(), NpkiError> {
        let content = der(content)?;
        let mut outer = reader(&content);
        let mut safes = outer.inside(SEQUENCE)?;
        outer.end()?;
        while !safes.is_empty() {
            let mut info = safes.inside(SEQUENCE)?;
            let kind = info.oid()?;
            let mut value = info.inside(CONTEXT_0)?;
            match kind {
                oid::PKCS7_DATA => self.read_bags(&der(value.expect(OCTET_STRING)?)?, NESTING_MAX)?,
                oid::PKCS7_ENCRYPTED => {
                    let bags = self.decrypt(&mut value)?;
                    self.read_bags(&bags, NESTING_MAX)?;
                }
                oid => return Err(NpkiError::Unsupported { what: Structure::Pfx, oid }),
            }
        }
        Ok(())
    }

    /// `EncryptedData` (RFC 2315 section 13), opened.
    fn decrypt(&mut self, value: &mut Reader<'_>) -> Result<Wiped, NpkiError> {
        let mut data = value.inside(SEQUENCE)?;
        data.number()?;
        let mut info = data.inside(SEQUENCE)?;
        if info.oid()? != oid::PKCS7_DATA {
            return Err(info.damaged("what is encrypted is not data"));
        }
        let pbe = Pbe::read(info.algorithm()?)?;
        self.spend(pbe.protection.iterations)?;
        let message = read_pieces(&mut info)?;
        let block_bytes = pbe.cipher().block_bytes();
        pbe.decrypt(self.password, &message, Structure::Pfx, |plain| {
            unpadded(&plain, block_bytes)
                .and_then(|plain| ber::to_der(plain).ok())
                .filter(|bags| bags.first() == Some(&SEQUENCE))
                .map(Ok)
        })
    }

    /// `SafeContents`.
    fn read_bags(&mut self, bags: &[u8], nesting_left: usize) -> Result<(), NpkiError> {
        let mut outer = reader(bags);
        let mut bags = outer.inside(SEQUENCE)?;
        outer.end()?;
        while !bags.is_empty() {
            self.room_left = self.room_left.checked_sub(1).ok_or(NpkiError::TooMuch {
                what: Structure::Pfx,
                found: BAGS_MAX as u64 + 1,
                max: BAGS_MAX as u64,
                unit: "bags",
            })?;
            let mut bag = bags.inside(SEQUENCE)?;
            self.read_bag(&mut bag, nesting_left)?;
        }
        Ok(())
    }

    fn read_bag(&mut self, bag: &mut Reader<'_>, nesting_left: usize) -> Result<(), NpkiError> {
        let kind = bag.oid()?;
        let mut value = bag.inside(CONTEXT_0)?;
        match kind {
            oid::KEY_BAG => {
                let key = PrivateKey::parse(value.any()?.whole)?;
                self.keys.push(labelled(key, bag)?);
            }
            oid::SHROUDED_KEY_BAG => {
                let (pbe, message) = read_encrypted(value.any()?.whole, Structure::Pfx)?;
                self.spend(pbe.protection.iterations)?;
                let key = open_encrypted(&pbe, message, self.password, Structure::Pfx)?;
                self.keys.push(Labelled { protection: Some(pbe.protection), ..labelled(key, bag)? });
            }
            oid::CERTIFICATE_BAG => {
                let mut parts = value.inside(SEQUENCE)?;
                if parts.oid()? == oid::X509_CERTIFICATE {
                    let certificate = parts.inside(CONTEXT_0)?.expect(OCTET_STRING)?.to_vec();
                    self.certificates.push(labelled(certificate, bag)?);
                }
            }
            oid::NESTED_BAG => {
                let nesting_left = nesting_left
                    .checked_sub(1)
                    .ok_or_else(|| bag.damaged("its bags lie too deep within each other"))?;
                self.read_bags(value.any()?.whole, nesting_left)?;
            }
            // Revocation lists and secrets: nothing that is looked for here.
            _ => {}
        }
        Ok(())
    }

    /// Each key with its certificate.
    fn paired(self) -> Pfx {
        let mut certificates: Vec<Option<Labelled<Vec<u8>>>> =
            self.certificates.into_iter().map(Some).collect();
        let pairs = self.keys.into_iter().map(|key| {
            let belongs = |certificate: &Option<Labelled<Vec<u8>>>| {
                certificate.as_ref().is_some_and(|found| {
                    modulus(&found.value).is_ok_and(|modulus| key.value.check_modulus(modulus).is_ok())
                })
            };
            let is_named = |certificate: &Option<Labelled<Vec<u8>>>| {
                key.id.is_some() && certificate.as_ref().is_some_and(|found| found.id == key.id)
            };
            let place = certificates.iter().position(|found| is_named(found) && belongs(found));
            let place = place.or_else(|| certificates.iter().position(belongs));
            let certificate = place.and_then(|place| certificates.get_mut(place)?.take());
            let name = key.name.or_else(|| certificate.as_ref()?.name.clone());
            KeyPair {
                key: key.value,
                certificate: certificate.map(|found| found.value),
                name,
                protection: key.protection,
            }
        });
        let pairs = pairs.collect();
        Pfx { pairs, certificates: certificates.into_iter().flatten().map(|found| found.value).collect() }
    }
}

/// `[0] IMPLICIT OCTET STRING`, which BER allows in pieces.
fn read_pieces(info: &mut Reader<'_>) -> Result<Vec<u8>, NpkiError> {
    if let Some(whole) = info.optional(CONTEXT_0_PRIMITIVE)? {
        return Ok(whole.to_vec());
    }
    let mut pieces = info.inside(CONTEXT_0)?;
    let mut message = Vec::new();
    while !pieces.is_empty() {
        message.extend_from_slice(pieces.expect(OCTET_STRING)?);
    }
    Ok(message)
}

/// A value with the attributes of its bag (RFC 7292 section 4.2, RFC 2985).
fn labelled<T>(value: T, bag: &mut Reader<'_>) -> Result<Labelled<T>, NpkiError> {
    let mut labelled = Labelled { value, protection: None, id: None, name: None };
    let Some(attributes) = bag.optional(SET)? else { return Ok(labelled) };
    let mut attributes = reader(attributes);
    while !attributes.is_empty() {
        let mut attribute = attributes.inside(SEQUENCE)?;
        let kind = attribute.oid()?;
        let mut values = attribute.inside(SET)?;
        match kind {
            oid::LOCAL_KEY_ID => labelled.id = Some(values.expect(OCTET_STRING)?.to_vec()),
            oid::FRIENDLY_NAME => {
                let units = values.expect(BMP_STRING)?.chunks(2).map(|pair| match pair {
                    [high, low] => u16::from_be_bytes([*high, *low]),
                    _ => u16::from(b'?'),
                });
                labelled.name =
                    Some(char::decode_utf16(units).map(|letter| letter.unwrap_or('\u{fffd}')).collect());
            }
            _ => {}
        }
    }
    Ok(labelled)
}

/// The modulus in a certificate: just enough of X.509 (RFC 5280 section 4.1) to tell whose it is.
fn modulus(certificate: &[u8]) -> Result<&[u8], NpkiError> {
    let mut signed = reader(certificate).inside(SEQUENCE)?.inside(SEQUENCE)?;
    signed.optional(CONTEXT_0)?;
    signed.expect(INTEGER)?;
    // Algorithm, issuer, validity, subject.
    for _ in 0..4 {
        signed.expect(SEQUENCE)?;
    }
    let mut public = signed.inside(SEQUENCE)?;
    public.algorithm()?;
    let bits = public.expect(BIT_STRING)?;
    let mut numbers = reader(bits.get(1..).unwrap_or_default()).inside(SEQUENCE)?;
    numbers.expect(INTEGER)
}
