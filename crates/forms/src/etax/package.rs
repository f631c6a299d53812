//! What is sent to the tax office: up to a hundred signed invoices, each with the R of the key that
//! signed it, in an envelope to the office's certificate.
//!
//! R proves with the supplier's business number that the certificate is his, so the package is a
//! secret until it is sealed.

use super::XML_BYTES_MAX;
use der::asn1::{AnyRef, OctetStringRef};
use der::{Decode, Encode, Header, Length, Reader as _, SliceReader, Tag, Tagged as _};
use jangbu_npki::certificate::Certificate;
use jangbu_npki::cms::{EnvelopedMessage, encrypt};
use jangbu_npki::hazmat::BlockCipher;
use jangbu_npki::{NpkiError, PrivateKey, RandomNumber};
use zeroize::Zeroizing;

/// Most invoices of one package, as the standard has it.
pub const PACKAGE_INVOICES_MAX: usize = 100;
/// Largest package that is read or written; a hundred ordinary ones make 1 MB.
pub const PACKAGE_BYTES_MAX: usize = 64 << 20;

/// One signed invoice of a package.
pub struct PackedInvoice {
    /// R of the key that signed it.
    pub random_number: RandomNumber,
    /// The whole signed document.
    pub xml: Vec<u8>,
}

/// Why a package was not written or read.
#[derive(Debug, thiserror::Error)]
pub enum PackageError {
    /// None, or more than [`PACKAGE_INVOICES_MAX`].
    #[error("a package has 1 to {PACKAGE_INVOICES_MAX} invoices, not {0}")]
    Count(usize),
    /// It or one of its documents is too large.
    #[error("the package or one of its documents is too large")]
    TooLarge,
    /// It is not the DER of a package, or its count is not that of its invoices.
    #[error("not the DER of a package")]
    Malformed,
    /// The envelope.
    #[error("the envelope of the package")]
    Envelope(#[source] NpkiError),
}

impl From<der::Error> for PackageError {
    fn from(_: der::Error) -> Self {
        Self::Malformed
    }
}

/// Writes a package: `SEQUENCE { count, SET OF SEQUENCE { signerRvalue, taxInvoice } }`. DER sorts
/// a set, so invoices need not come out in their order.
///
/// # Errors
/// [`PackageError`].
pub fn write_package(invoices: &[PackedInvoice]) -> Result<Zeroizing<Vec<u8>>, PackageError> {
    check_count(invoices.len())?;
    let total: usize = invoices.iter().map(|invoice| invoice.xml.len()).sum();
    if total > PACKAGE_BYTES_MAX || invoices.iter().any(|invoice| invoice.xml.len() > XML_BYTES_MAX) {
        return Err(PackageError::TooLarge);
    }
    let mut members = Vec::with_capacity(invoices.len());
    for invoice in invoices {
        let r = Zeroizing::new(OctetStringRef::new(invoice.random_number.reveal())?.to_der()?);
        let xml = OctetStringRef::new(&invoice.xml)?.to_der()?;
        members.push(element(Tag::Sequence, &[&r, &xml])?);
    }
    members.sort_unstable_by(|one, other| one.as_slice().cmp(other.as_slice()));
    let members: Vec<&[u8]> = members.iter().map(|member| member.as_slice()).collect();
    let count = u8::try_from(invoices.len()).map_err(|_| PackageError::Count(invoices.len()))?.to_der()?;
    element(Tag::Sequence, &[&count, &element(Tag::Set, &members)?])
}

/// Reads a package.
///
/// # Errors
/// [`PackageError`].
pub fn read_package(bytes: &[u8]) -> Result<Vec<PackedInvoice>, PackageError> {
    if bytes.len() > PACKAGE_BYTES_MAX {
        return Err(PackageError::TooLarge);
    }
    let mut outer = inside(AnyRef::from_der(bytes)?, Tag::Sequence)?;
    let count = usize::from(u16::decode(&mut outer)?);
    let mut set = inside(AnyRef::decode(&mut outer)?, Tag::Set)?;
    if !outer.is_finished() {
        return Err(PackageError::Malformed);
    }
    check_count(count)?;
    let mut invoices = Vec::with_capacity(count);
    while !set.is_finished() {
        if invoices.len() == count {
            return Err(PackageError::Malformed);
        }
        let mut member = inside(AnyRef::decode(&mut set)?, Tag::Sequence)?;
        let r = <&OctetStringRef>::decode(&mut member)?.as_bytes();
        let xml = <&OctetStringRef>::decode(&mut member)?.as_bytes();
        let r = r.try_into().map_err(|_| PackageError::Malformed)?;
        if xml.len() > XML_BYTES_MAX || !member.is_finished() {
            return Err(PackageError::Malformed);
        }
        invoices.push(PackedInvoice { random_number: RandomNumber::new(r), xml: xml.to_vec() });
    }
    if invoices.len() == count { Ok(invoices) } else { Err(PackageError::Malformed) }
}

/// Encrypts a package to the tax office's certificate, or that of a provider: triple DES, as the
/// standard has it.
///
/// # Errors
/// [`PackageError::Envelope`] if nothing can be encrypted to the certificate.
pub fn seal_package(package: &[u8], office: &Certificate) -> Result<Vec<u8>, PackageError> {
    encrypt(package, &[office], BlockCipher::TripleDes).map_err(PackageError::Envelope)
}

/// Decrypts a package that was sealed to a certificate, and reads it.
///
/// # Errors
/// [`PackageError`].
pub fn open_package(
    sealed: &[u8],
    key: &PrivateKey,
    office: &Certificate,
) -> Result<Vec<PackedInvoice>, PackageError> {
    let envelope = EnvelopedMessage::parse(sealed).map_err(PackageError::Envelope)?;
    read_package(&envelope.decrypt(key, office).map_err(PackageError::Envelope)?)
}

fn check_count(count: usize) -> Result<(), PackageError> {
    if (1..=PACKAGE_INVOICES_MAX).contains(&count) { Ok(()) } else { Err(PackageError::Count(count)) }
}

fn inside(any: AnyRef<'_>, tag: Tag) -> Result<SliceReader<'_>, PackageError> {
    if any.tag() == tag { Ok(SliceReader::new(any.value())?) } else { Err(PackageError::Malformed) }
}

fn element(tag: Tag, parts: &[&[u8]]) -> Result<Zeroizing<Vec<u8>>, PackageError> {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let head = Header::new(tag, Length::try_from(length)?).to_der()?;
    let mut whole = Zeroizing::new(Vec::with_capacity(head.len() + length));
    whole.extend_from_slice(&head);
    for part in parts {
        whole.extend_from_slice(part);
    }
    Ok(whole)
}
