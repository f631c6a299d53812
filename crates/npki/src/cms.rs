//! Messages of the Cryptographic Message Syntax (RFC 5652, formerly PKCS#7): signed ones and
//! encrypted ones.
//!
//! Written as DER. Read as BER too: other programs stream with indefinite lengths.

mod enveloped;
mod sign;
mod signed;

pub use enveloped::{EnvelopedMessage, RECIPIENTS_MAX, encrypt};
pub use sign::{Attributes, Carriage, SignOptions, sign};
pub use signed::{
    MESSAGE_CERTIFICATES_MAX, MessageDigest, SIGNERS_MAX, SignatureFault, SignedMessage, SignerReport,
};

use crate::asn1::{Field, Fields, Malformed, context, element, oid as write_oid};
use crate::certificate::{Certificate, DistinguishedName, SerialNumber, bounded};
use crate::error::{NpkiError, Structure};
use crate::{ber, oid};
use der::Tag;
use der::asn1::ObjectIdentifier;
use zeroize::Zeroizing;

/// Largest message that is read: a package of a hundred invoices with 4 MiB would be larger, and none is.
pub const MESSAGE_BYTES_MAX: usize = 64 << 20;

const DATA: ObjectIdentifier = oid::PKCS7_DATA;
const SIGNED: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
const ENVELOPED: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.3");

/// The DER of a message in BER, within the bounds.
fn to_der(bytes: &[u8]) -> Result<Zeroizing<Vec<u8>>, NpkiError> {
    bounded(Structure::Message, bytes, MESSAGE_BYTES_MAX)?;
    ber::to_der(bytes).map_err(|error| NpkiError::damaged(Structure::Message, error.reason()))
}

/// The fields inside a message of the wanted kind.
fn open(der: &[u8], wanted: ObjectIdentifier) -> Result<Fields<'_>, NpkiError> {
    let (kind, fields) = read_outer(der).map_err(damaged)?;
    if kind == wanted {
        Ok(fields)
    } else {
        Err(NpkiError::Unsupported { what: Structure::Message, oid: kind })
    }
}

fn read_outer(der: &[u8]) -> Result<(ObjectIdentifier, Fields<'_>), Malformed> {
    let mut outer = Field::only(der)?.tagged(Tag::Sequence)?.fields()?;
    let kind = outer.any()?.oid()?;
    let inner = outer.expect(context(0))?;
    outer.finish()?;
    Ok((kind, Field::only(inner.value)?.tagged(Tag::Sequence)?.fields()?))
}

/// Wraps what a message of some kind is made of.
fn close(kind: ObjectIdentifier, parts: &[&[u8]]) -> Result<Vec<u8>, Malformed> {
    let inner = element(Tag::Sequence, parts)?;
    let inner = element(context(0), &[&inner])?;
    element(Tag::Sequence, &[&write_oid(kind)?, &inner])
}

fn damaged(_: Malformed) -> NpkiError {
    NpkiError::damaged(Structure::Message, "its parts are not those of the standard")
}

/// Whose key is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
enum KeyOwner {
    /// By who issued the certificate, and its number.
    Issued(DistinguishedName, SerialNumber),
    /// By the identifier of the key.
    KeyId(Vec<u8>),
}

impl KeyOwner {
    /// Reads either form; `[0]` is the identifier.
    fn read(field: Field<'_>) -> Result<Self, Malformed> {
        if field.tag == crate::asn1::context_primitive(0) {
            return Ok(Self::KeyId(field.value.to_vec()));
        }
        let mut fields = field.tagged(Tag::Sequence)?.fields()?;
        let issuer = DistinguishedName::read(fields.any()?)?;
        let serial = SerialNumber::read(fields.any()?)?;
        fields.finish()?;
        Ok(Self::Issued(issuer, serial))
    }

    fn is(&self, certificate: &Certificate) -> bool {
        match self {
            Self::Issued(issuer, serial) => certificate.issuer() == issuer && certificate.serial() == serial,
            Self::KeyId(id) => certificate.subject_key_id() == Some(id),
        }
    }

    /// Writes the form by issuer and number, in the certificate's own bytes.
    fn write(certificate: &Certificate) -> Result<Vec<u8>, Malformed> {
        let serial = element(Tag::Integer, &[certificate.serial().bytes()])?;
        element(Tag::Sequence, &[certificate.issuer().der(), &serial])
    }
}
