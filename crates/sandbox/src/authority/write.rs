//! ASN.1 as the authority writes it, on its own: a reader's mistake must not find its twin here.

use super::{AuthorityError, KeySlot};
use der::asn1::ObjectIdentifier;
use der::{Encode as _, Header, Length, Tag, TagNumber};
use jangbu_npki::certificate::Certificate;
use jiff::Timestamp;
use jiff::tz::Offset;

/// One element around its parts.
pub(super) fn element(tag: Tag, parts: &[&[u8]]) -> Result<Vec<u8>, AuthorityError> {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let mut whole = Header::new(tag, Length::try_from(length)?).to_der()?;
    for part in parts {
        whole.extend_from_slice(part);
    }
    Ok(whole)
}

/// `[number]` around its parts.
pub(super) fn tagged(number: u32, parts: &[&[u8]]) -> Result<Vec<u8>, AuthorityError> {
    element(Tag::ContextSpecific { constructed: true, number: TagNumber(number) }, parts)
}

pub(super) fn oid(text: &str) -> Result<Vec<u8>, AuthorityError> {
    Ok(ObjectIdentifier::new(text).map_err(|_| AuthorityError::Unwritable)?.to_der()?)
}

/// UTC, in the form that the year asks for.
pub(super) fn time(moment: Timestamp) -> Result<Vec<u8>, AuthorityError> {
    let utc = Offset::UTC.to_datetime(moment);
    if (1950..2050).contains(&utc.year()) {
        element(Tag::UtcTime, &[utc.strftime("%y%m%d%H%M%SZ").to_string().as_bytes()])
    } else {
        element(Tag::GeneralizedTime, &[utc.strftime("%Y%m%d%H%M%SZ").to_string().as_bytes()])
    }
}

/// A name from the country down; C is printable, the rest UTF-8, as authorities write it.
pub(super) fn name(parts: &[(&str, &str)]) -> Result<Vec<u8>, AuthorityError> {
    let mut written = Vec::new();
    for (kind, text) in parts {
        let tag = if *kind == "2.5.4.6" { Tag::PrintableString } else { Tag::Utf8String };
        let pair = element(Tag::Sequence, &[&oid(kind)?, &element(tag, &[text.as_bytes()])?])?;
        written.extend(element(Tag::Set, &[&pair])?);
    }
    element(Tag::Sequence, &[&written])
}

/// `sha256WithRSAEncryption`.
pub(super) fn signature_algorithm() -> Result<Vec<u8>, AuthorityError> {
    element(Tag::Sequence, &[&oid("1.2.840.113549.1.1.11")?, &element(Tag::Null, &[])?])
}

/// What is signed, the algorithm, the signature.
pub(super) fn sign(content: &[u8], signer: KeySlot) -> Result<Vec<u8>, AuthorityError> {
    let signature = signer.key(None)?.sign(content)?;
    element(
        Tag::Sequence,
        &[content, &signature_algorithm()?, &element(Tag::BitString, &[&[0], &signature])?],
    )
}

/// A revocation list (RFC 5280 section 5.1), version 2.
pub(super) fn revocation_list(
    issuer: &[u8],
    signer: KeySlot,
    this_update: Timestamp,
    next_update: Timestamp,
    revoked: &[(&Certificate, u8)],
) -> Result<Vec<u8>, AuthorityError> {
    let mut entries = Vec::new();
    for (certificate, reason) in revoked {
        let code = element(Tag::Enumerated, &[&[*reason]])?;
        let extension = element(Tag::Sequence, &[&oid("2.5.29.21")?, &element(Tag::OctetString, &[&code])?])?;
        let serial = element(Tag::Integer, &[certificate.serial().bytes()])?;
        let extensions = element(Tag::Sequence, &[&extension])?;
        entries.extend(element(Tag::Sequence, &[&serial, &time(this_update)?, &extensions])?);
    }
    let list = if entries.is_empty() { Vec::new() } else { element(Tag::Sequence, &[&entries])? };
    let content = element(
        Tag::Sequence,
        &[&1u8.to_der()?, &signature_algorithm()?, issuer, &time(this_update)?, &time(next_update)?, &list],
    )?;
    sign(&content, signer)
}
