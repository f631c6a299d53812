//! Writing a signed message.

use super::{DATA, KeyOwner, SIGNED, close, damaged};
use crate::asn1::{Malformed, NULL, algorithm_of, context, element, oid as write_oid, set_of};
use crate::certificate::{Certificate, write_time};
use crate::{NpkiError, PrivateKey, oid};
use der::Tag;
use der::asn1::ObjectIdentifier;
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

pub(super) const CONTENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
pub(super) const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
pub(super) const SIGNING_TIME: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.5");

/// Where the content is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Carriage {
    /// Inside the message.
    #[default]
    Attached,
    /// Elsewhere; whoever checks the signature must have it.
    Detached,
}

/// What is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attributes {
    /// The content itself, as some Korean programs expect it.
    None,
    /// Attributes with the content's digest and type, as browsers' plug-ins sign; the moment of
    /// signing is what the signer says.
    Standard {
        /// The moment to state.
        signing_time: Option<Timestamp>,
    },
}

/// How to sign.
#[derive(Clone, Copy, Debug)]
pub struct SignOptions<'o> {
    /// Inside or elsewhere.
    pub carriage: Carriage,
    /// With or without attributes.
    pub attributes: Attributes,
    /// Certificates to send along beside the signer's, such as his authority's.
    pub more_certificates: &'o [Certificate],
}

/// Signs a content with SHA-256 and RSA PKCS#1 v1.5.
///
/// # Errors
/// [`NpkiError::OtherKey`] if the key does not belong to the certificate; those of
/// [`PrivateKey::sign`].
pub fn sign(
    content: &[u8],
    key: &PrivateKey,
    certificate: &Certificate,
    options: &SignOptions<'_>,
) -> Result<Vec<u8>, NpkiError> {
    key.check_modulus(certificate.key().modulus().ok_or(NpkiError::OtherKey)?)?;
    let attributes = match options.attributes {
        Attributes::None => None,
        Attributes::Standard { signing_time } => Some(attributes(content, signing_time).map_err(damaged)?),
    };
    let signature = match &attributes {
        Some(attributes) => key.sign(&set_of(Tag::Set, attributes.clone()).map_err(damaged)?)?,
        None => key.sign(content)?,
    };
    write(content, certificate, options, attributes, &signature).map_err(damaged)
}

fn attributes(content: &[u8], signing_time: Option<Timestamp>) -> Result<Vec<Vec<u8>>, Malformed> {
    let digest = element(Tag::OctetString, &[&Sha256::digest(content)])?;
    let mut attributes =
        vec![attribute(CONTENT_TYPE, &write_oid(DATA)?)?, attribute(MESSAGE_DIGEST, &digest)?];
    if let Some(moment) = signing_time {
        attributes.push(attribute(SIGNING_TIME, &write_time(moment)?)?);
    }
    Ok(attributes)
}

fn attribute(name: ObjectIdentifier, value: &[u8]) -> Result<Vec<u8>, Malformed> {
    element(Tag::Sequence, &[&write_oid(name)?, &element(Tag::Set, &[value])?])
}

fn write(
    content: &[u8],
    certificate: &Certificate,
    options: &SignOptions<'_>,
    attributes: Option<Vec<Vec<u8>>>,
    signature: &[u8],
) -> Result<Vec<u8>, Malformed> {
    let version = element(Tag::Integer, &[&[1]])?;
    // RFC 5754 section 2: the parameter of a digest is left out; RFC 3370 section 3.2: that of RSA is NULL.
    let digest = algorithm_of(oid::SHA_256, &[])?;
    let carried = match options.carriage {
        Carriage::Attached => element(context(0), &[&element(Tag::OctetString, &[content])?])?,
        Carriage::Detached => Vec::new(),
    };
    let content = element(Tag::Sequence, &[&write_oid(DATA)?, &carried])?;
    let mut certificates = vec![certificate.der().to_vec()];
    certificates.extend(options.more_certificates.iter().map(|more| more.der().to_vec()));
    certificates.dedup();
    let attributes = attributes.map_or(Ok(Vec::new()), |attributes| set_of(context(0), attributes))?;
    let signer = element(
        Tag::Sequence,
        &[
            &version,
            &KeyOwner::write(certificate)?,
            &digest,
            &attributes,
            &algorithm_of(oid::RSA_ENCRYPTION, NULL)?,
            &element(Tag::OctetString, &[signature])?,
        ],
    )?;
    close(
        SIGNED,
        &[
            &version,
            &element(Tag::Set, &[&digest])?,
            &content,
            &set_of(context(0), certificates)?,
            &element(Tag::Set, &[&signer])?,
        ],
    )
}
