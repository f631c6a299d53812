//! Writing PKCS#12: certificates in one safe, shrouded keys in another, a code over both.

use super::mac::PfxMac;
use super::read::BAGS_MAX;
use super::{Pfx, PfxProtection};
use crate::key::EncryptedKey;
use crate::pbe::{ITERATIONS_MAX, Pbe};
use crate::tlv::{self, BMP_STRING, CONTEXT_0, CONTEXT_0_PRIMITIVE, SET, Wiped};
use crate::{NpkiError, Password, Structure, oid};
use der::asn1::ObjectIdentifier;
use sha1::{Digest as _, Sha1};

pub(super) fn write(pfx: &Pfx, password: &Password, protection: PfxProtection) -> Result<Vec<u8>, NpkiError> {
    check_bounds(pfx, protection)?;
    let mut keys = Vec::new();
    let mut certificates = Vec::new();
    for pair in &pfx.pairs {
        // Both carry the digest of the certificate, as other programs do it.
        let id = pair.certificate.as_ref().map(Sha1::digest);
        let label = label(id.as_deref(), pair.name.as_deref());
        let shrouded = EncryptedKey::make(&pair.key, password, protection.keys)?;
        keys.push(bag(&oid::SHROUDED_KEY_BAG, shrouded.as_bytes(), &label));
        if let Some(certificate) = &pair.certificate {
            certificates.push(certificate_bag(certificate, &label));
        }
    }
    certificates.extend(pfx.certificates.iter().map(|certificate| certificate_bag(certificate, &[])));
    let mut safes = Vec::new();
    if !certificates.is_empty() {
        let bags = together(&certificates);
        safes.push(match protection.certificates {
            Some(protection) => {
                let pbe = Pbe::make(protection, Structure::Pfx)?;
                encrypted(&pbe, &pbe.encrypt(password, &bags)?)
            }
            None => plain(&bags),
        });
    }
    safes.push(plain(&together(&keys)));
    let content = together(&safes);
    let mac = PfxMac::make(protection.mac, protection.mac_iterations, password, &content)?;
    Ok(tlv::sequence(&[&tlv::number(3), &plain(&content), &mac.write()]).to_vec())
}

/// What readers of this crate would refuse is not written.
fn check_bounds(pfx: &Pfx, protection: PfxProtection) -> Result<(), NpkiError> {
    let too_much = |found, max, unit| NpkiError::TooMuch { what: Structure::Pfx, found, max, unit };
    let count = |length| u64::try_from(length).unwrap_or(u64::MAX);
    let keys = count(pfx.pairs.len());
    let certified = pfx.pairs.iter().filter(|pair| pair.certificate.is_some()).count();
    let bags = keys.saturating_add(count(certified + pfx.certificates.len()));
    if bags > BAGS_MAX as u64 {
        return Err(too_much(bags, BAGS_MAX as u64, "bags"));
    }
    let per_key = u64::from(protection.keys.iterations);
    let for_all = protection.certificates.map_or(0, |protection| u64::from(protection.iterations));
    let iterations = keys * per_key + for_all + u64::from(protection.mac_iterations);
    if iterations > u64::from(ITERATIONS_MAX) {
        return Err(too_much(iterations, u64::from(ITERATIONS_MAX), "iterations"));
    }
    Ok(())
}

fn together(parts: &[Wiped]) -> Wiped {
    let parts: Vec<&[u8]> = parts.iter().map(|part| part.as_slice()).collect();
    tlv::sequence(&parts)
}

/// `ContentInfo` of data.
fn plain(content: &[u8]) -> Wiped {
    content_info(&oid::PKCS7_DATA, &tlv::octets(content))
}

/// `ContentInfo` of `EncryptedData`.
fn encrypted(pbe: &Pbe, message: &[u8]) -> Wiped {
    let message = tlv::element(CONTEXT_0_PRIMITIVE, &[message]);
    let info = tlv::sequence(&[&tlv::oid(&oid::PKCS7_DATA), &pbe.write(), &message]);
    content_info(&oid::PKCS7_ENCRYPTED, &tlv::sequence(&[&tlv::number(0), &info]))
}

fn content_info(kind: &ObjectIdentifier, content: &[u8]) -> Wiped {
    tlv::sequence(&[&tlv::oid(kind), &tlv::element(CONTEXT_0, &[content])])
}

fn bag(kind: &ObjectIdentifier, value: &[u8], label: &[u8]) -> Wiped {
    tlv::sequence(&[&tlv::oid(kind), &tlv::element(CONTEXT_0, &[value]), label])
}

fn certificate_bag(certificate: &[u8], label: &[u8]) -> Wiped {
    let value = content_info(&oid::X509_CERTIFICATE, &tlv::octets(certificate));
    bag(&oid::CERTIFICATE_BAG, &value, label)
}

/// The attributes of a bag; nothing where there is nothing to say.
fn label(id: Option<&[u8]>, name: Option<&str>) -> Wiped {
    let attribute = |kind, value: &[u8]| tlv::sequence(&[&tlv::oid(kind), &tlv::element(SET, &[value])]);
    let id = id.map(|id| attribute(&oid::LOCAL_KEY_ID, &tlv::octets(id)));
    let name = name.map(|name| {
        let units: Vec<u8> = name.encode_utf16().flat_map(u16::to_be_bytes).collect();
        attribute(&oid::FRIENDLY_NAME, &tlv::element(BMP_STRING, &[&units]))
    });
    let mut attributes: Vec<Wiped> = [id, name].into_iter().flatten().collect();
    if attributes.is_empty() {
        return Wiped::default();
    }
    // DER orders a set by its bytes.
    attributes.sort_by(|a, b| a.as_slice().cmp(b));
    let parts: Vec<&[u8]> = attributes.iter().map(|part| part.as_slice()).collect();
    tlv::element(SET, &parts)
}
