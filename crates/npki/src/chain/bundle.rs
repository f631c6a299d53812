//! Certificates of authorities as they lie in files: one, several in a row, a SEQUENCE of them,
//! PKCS#7 without signers, or PEM. What `CaPubs` is differs by program.

use crate::asn1::{Field, Fields, Malformed, context};
use crate::certificate::{Certificate, bounded};
use crate::error::{NpkiError, Structure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use der::Tag;
use der::asn1::ObjectIdentifier;

/// Largest file of certificates.
pub const BUNDLE_BYTES_MAX: usize = 1 << 20;
/// Most certificates of a file; an authority has a handful.
pub const BUNDLE_CERTIFICATES_MAX: usize = 256;

const SIGNED: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
const PEM_BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const PEM_END: &str = "-----END CERTIFICATE-----";

/// Reads all certificates of a file. Those that cannot be read are left out if others can.
///
/// # Errors
/// [`NpkiError::TooMuch`] beyond [`BUNDLE_BYTES_MAX`], [`NpkiError::Damaged`] if not one
/// certificate can be read.
pub fn read_bundle(bytes: &[u8]) -> Result<Vec<Certificate>, NpkiError> {
    bounded(Structure::Certificate, bytes, BUNDLE_BYTES_MAX)?;
    let mut found = match core::str::from_utf8(bytes) {
        Ok(text) if text.contains(PEM_BEGIN) => read_pem(text),
        _ => read_row(bytes),
    };
    found.dedup();
    if found.is_empty() {
        return Err(NpkiError::damaged(Structure::Certificate, "no certificate can be read from it"));
    }
    Ok(found)
}

fn read_pem(text: &str) -> Vec<Certificate> {
    let blocks = text.split(PEM_BEGIN).skip(1).take(BUNDLE_CERTIFICATES_MAX);
    let bodies = blocks.filter_map(|block| Some(block.split_once(PEM_END)?.0));
    let decoded = bodies.filter_map(|body| {
        let letters: String = body.split_whitespace().collect();
        STANDARD.decode(letters).ok()
    });
    decoded.filter_map(|der| Certificate::parse_der(&der).ok()).collect()
}

/// One element after the other, until something is none.
fn read_row(bytes: &[u8]) -> Vec<Certificate> {
    let Ok(fields) = Fields::of(bytes) else { return Vec::new() };
    let mut found = Vec::new();
    for field in fields.map_while(Result::ok) {
        found.extend(read_element(field));
        if found.len() >= BUNDLE_CERTIFICATES_MAX {
            break;
        }
    }
    found.truncate(BUNDLE_CERTIFICATES_MAX);
    found
}

fn read_element(field: Field<'_>) -> Vec<Certificate> {
    if let Ok(certificate) = Certificate::read(field) {
        return vec![certificate];
    }
    if let Ok(certificates) = read_signed(field) {
        return certificates;
    }
    let inner = field.fields().into_iter().flatten().map_while(Result::ok);
    inner.take(BUNDLE_CERTIFICATES_MAX).filter_map(|inner| Certificate::read(inner).ok()).collect()
}

/// The certificates of a PKCS#7 message.
fn read_signed(field: Field<'_>) -> Result<Vec<Certificate>, Malformed> {
    let mut fields = field.tagged(Tag::Sequence)?.fields()?;
    if fields.any()?.oid()? != SIGNED {
        return Err(Malformed);
    }
    let mut signed = Fields::of(fields.expect(context(0))?.value)?.sequence()?;
    let certificates = signed.find_map(|field| field.ok().filter(|field| field.tag == context(0)));
    let certificates = certificates.ok_or(Malformed)?.fields()?.map_while(Result::ok);
    Ok(certificates.take(BUNDLE_CERTIFICATES_MAX).filter_map(|field| Certificate::read(field).ok()).collect())
}
