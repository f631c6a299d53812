//! Reading a signed message, and telling why its signatures hold or not.

use super::sign::{CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_TIME};
use super::{DATA, KeyOwner, SIGNED, damaged, open, to_der};
use crate::asn1::{Field, Malformed, algorithm, context, context_primitive};
use crate::certificate::{Certificate, KeyError, SignatureAlgorithm, read_time};
use crate::{NpkiError, oid};
use core::fmt;
use der::Tag;
use der::asn1::ObjectIdentifier;
use jiff::Timestamp;
use sha1::Sha1;
use sha2::{Digest as _, Sha256, Sha384, Sha512};
use subtle::ConstantTimeEq as _;

/// Most signers of a message.
pub const SIGNERS_MAX: usize = 32;
/// Most certificates inside a message.
pub const MESSAGE_CERTIFICATES_MAX: usize = 64;
/// Most attributes of a signer.
const ATTRIBUTES_MAX: usize = 64;

const SHA_384: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2");
const SHA_512: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3");

/// The digest of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageDigest {
    /// Read only: good for old messages.
    Sha1,
    /// What is written.
    Sha256,
    /// Read only.
    Sha384,
    /// Read only.
    Sha512,
}

impl MessageDigest {
    fn from_oid(oid: ObjectIdentifier) -> Option<Self> {
        match oid {
            oid::SHA_1 => Some(Self::Sha1),
            oid::SHA_256 => Some(Self::Sha256),
            SHA_384 => Some(Self::Sha384),
            SHA_512 => Some(Self::Sha512),
            _ => None,
        }
    }

    fn of(self, content: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha1 => Sha1::digest(content).to_vec(),
            Self::Sha256 => Sha256::digest(content).to_vec(),
            Self::Sha384 => Sha384::digest(content).to_vec(),
            Self::Sha512 => Sha512::digest(content).to_vec(),
        }
    }

    fn with_rsa(self) -> SignatureAlgorithm {
        match self {
            Self::Sha1 => SignatureAlgorithm::RsaSha1,
            Self::Sha256 => SignatureAlgorithm::RsaSha256,
            Self::Sha384 => SignatureAlgorithm::RsaSha384,
            Self::Sha512 => SignatureAlgorithm::RsaSha512,
        }
    }
}

/// A signed message, parsed and not yet believed.
#[derive(Clone)]
pub struct SignedMessage {
    content: Option<Vec<u8>>,
    content_type: ObjectIdentifier,
    certificates: Vec<Certificate>,
    signers: Vec<Signer>,
}

#[derive(Clone)]
struct Signer {
    owner: KeyOwner,
    digest: ObjectIdentifier,
    /// The inside of the set.
    attributes: Option<Vec<u8>>,
    algorithm: ObjectIdentifier,
    signature: Vec<u8>,
}

/// What was found about one signer.
#[derive(Clone, Debug)]
pub struct SignerReport {
    /// His certificate, if it is at hand. Whether it is to be trusted is for
    /// [`TrustStore::check`](crate::chain::TrustStore::check) to say.
    pub certificate: Option<Certificate>,
    /// The digest, if it is one that is known.
    pub digest: Option<MessageDigest>,
    /// Whether attributes were signed in place of the content.
    pub has_attributes: bool,
    /// When he says that he signed.
    pub signing_time: Option<Timestamp>,
    /// Why the signature does not hold; none if it does.
    pub fault: Option<SignatureFault>,
}

/// Why a signature does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureFault {
    /// The content is not in the message and was not given.
    ContentMissing,
    /// The content is another than what was signed.
    ContentChanged,
    /// The attributes are not those that the standard asks for.
    Attributes,
    /// The signer's certificate is not at hand.
    CertificateMissing,
    /// The digest is not one that is known.
    UnknownDigest(ObjectIdentifier),
    /// The signature does not fit, or cannot be checked.
    Signature(KeyError),
}

impl SignedMessage {
    /// Reads a message in DER or BER.
    ///
    /// # Errors
    /// [`NpkiError::TooMuch`], [`NpkiError::Damaged`], or [`NpkiError::Unsupported`] for a message of
    /// another kind.
    pub fn parse(bytes: &[u8]) -> Result<Self, NpkiError> {
        let der = to_der(bytes)?;
        let mut fields = open(&der, SIGNED)?;
        let mut read = || -> Result<Self, Malformed> {
            fields.expect(Tag::Integer)?;
            fields.expect(Tag::Set)?;
            let mut inner = fields.sequence()?;
            let content_type = inner.any()?.oid()?;
            let content = match inner.optional(context(0))? {
                Some(content) => Some(Field::only(content.value)?.tagged(Tag::OctetString)?.value.to_vec()),
                None => None,
            };
            let certificates = fields.optional(context(0))?.map(read_certificates).transpose()?;
            fields.optional(context(1))?;
            let signers = fields.expect(Tag::Set)?.fields()?.take(SIGNERS_MAX + 1);
            let signers = signers.map(|signer| read_signer(signer?)).collect::<Result<Vec<_>, _>>()?;
            if signers.len() > SIGNERS_MAX {
                return Err(Malformed);
            }
            Ok(Self { content, content_type, certificates: certificates.unwrap_or_default(), signers })
        };
        let message = read().map_err(damaged)?;
        fields.finish().map_err(damaged)?;
        Ok(message)
    }

    /// The content, if it is inside.
    pub fn content(&self) -> Option<&[u8]> {
        self.content.as_deref()
    }

    /// The certificates inside, the signers' and others.
    pub fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// Checks every signature. `detached` is the content if it is not inside; `known` are
    /// certificates in which signers are looked for too.
    ///
    /// A message without signers gives no report: it is not signed.
    pub fn verify(&self, detached: Option<&[u8]>, known: &[Certificate]) -> Vec<SignerReport> {
        self.signers.iter().map(|signer| self.verify_one(signer, detached, known)).collect()
    }

    fn verify_one(&self, signer: &Signer, detached: Option<&[u8]>, known: &[Certificate]) -> SignerReport {
        let mut at_hand = self.certificates.iter().chain(known);
        let mut report = SignerReport {
            certificate: at_hand.find(|certificate| signer.owner.is(certificate)).cloned(),
            digest: MessageDigest::from_oid(signer.digest),
            has_attributes: signer.attributes.is_some(),
            signing_time: None,
            fault: None,
        };
        report.fault = self.hold(signer, detached, &mut report).err();
        report
    }

    fn hold(
        &self,
        signer: &Signer,
        detached: Option<&[u8]>,
        report: &mut SignerReport,
    ) -> Result<(), SignatureFault> {
        let digest = report.digest.ok_or(SignatureFault::UnknownDigest(signer.digest))?;
        let content = match (self.content(), detached) {
            (Some(inside), Some(given)) if inside != given => return Err(SignatureFault::ContentChanged),
            (Some(content), _) | (None, Some(content)) => content,
            (None, None) => return Err(SignatureFault::ContentMissing),
        };
        let covered = match &signer.attributes {
            Some(attributes) => {
                let attributes = Signed::read(attributes).map_err(|_| SignatureFault::Attributes)?;
                report.signing_time = attributes.signing_time;
                if attributes.content_type != self.content_type {
                    return Err(SignatureFault::Attributes);
                }
                if !bool::from(digest.of(content).ct_eq(&attributes.digest)) {
                    return Err(SignatureFault::ContentChanged);
                }
                attributes.set
            }
            // Somebody may take the attributes out of a message and pass them off as its content:
            // RFC 5652 section 5.3 wants them for every other type, and nobody signs such data.
            None if self.content_type != DATA || looks_like_attributes(content) => {
                return Err(SignatureFault::Attributes);
            }
            None => content.to_vec(),
        };
        let certificate = report.certificate.as_ref().ok_or(SignatureFault::CertificateMissing)?;
        let algorithm = signature_algorithm(signer.algorithm, digest)?;
        certificate.key().verify(algorithm, &covered, &signer.signature).map_err(SignatureFault::Signature)
    }
}

impl fmt::Debug for SignedMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignedMessage")
            .field("is_attached", &self.content.is_some())
            .field("certificates", &self.certificates)
            .field("signers", &self.signers.len())
            .finish_non_exhaustive()
    }
}

/// Signed attributes.
struct Signed {
    content_type: ObjectIdentifier,
    digest: Vec<u8>,
    signing_time: Option<Timestamp>,
    /// The SET that is signed.
    set: Vec<u8>,
}

impl Signed {
    fn read(inside: &[u8]) -> Result<Self, Malformed> {
        let set = crate::asn1::element(Tag::Set, &[inside])?;
        let (mut content_type, mut digest, mut signing_time) = (None, None, None);
        for attribute in Field::only(&set)?.fields()?.take(ATTRIBUTES_MAX) {
            let mut pair = attribute?.tagged(Tag::Sequence)?.fields()?;
            let name = pair.any()?.oid()?;
            let values = pair.expect(Tag::Set)?;
            pair.finish()?;
            let value = || Field::only(values.value);
            let again = match name {
                CONTENT_TYPE => content_type.replace(value()?.oid()?).is_some(),
                MESSAGE_DIGEST => digest.replace(value()?.tagged(Tag::OctetString)?.value.to_vec()).is_some(),
                SIGNING_TIME => signing_time.replace(read_time(value()?)?).is_some(),
                _ => false,
            };
            if again {
                return Err(Malformed);
            }
        }
        let (Some(content_type), Some(digest)) = (content_type, digest) else { return Err(Malformed) };
        Ok(Self { content_type, digest, signing_time, set })
    }
}

fn looks_like_attributes(content: &[u8]) -> bool {
    Field::only(content)
        .and_then(|field| field.tagged(Tag::Set))
        .is_ok_and(|set| Signed::read(set.value).is_ok())
}

/// `rsaEncryption` leaves the digest to the signer; the others name it once more.
fn signature_algorithm(
    name: ObjectIdentifier,
    digest: MessageDigest,
) -> Result<SignatureAlgorithm, SignatureFault> {
    let fitting = digest.with_rsa();
    if name == oid::RSA_ENCRYPTION || SignatureAlgorithm::from_oid(name) == fitting {
        return Ok(fitting);
    }
    Err(SignatureFault::Signature(KeyError::Unsupported(name)))
}

/// Certificates of other kinds (attribute certificates) are passed over.
fn read_certificates(field: Field<'_>) -> Result<Vec<Certificate>, Malformed> {
    let mut certificates = Vec::new();
    for certificate in field.fields()? {
        if certificates.len() == MESSAGE_CERTIFICATES_MAX {
            return Err(Malformed);
        }
        certificates.extend(Certificate::read(certificate?).ok());
    }
    Ok(certificates)
}

fn read_signer(field: Field<'_>) -> Result<Signer, Malformed> {
    let mut fields = field.tagged(Tag::Sequence)?.fields()?;
    fields.expect(Tag::Integer)?;
    let owner = KeyOwner::read(fields.any()?)?;
    let (digest, _) = algorithm(fields.any()?)?;
    let attributes = fields.optional(context(0))?.map(|attributes| attributes.value.to_vec());
    let (algorithm, _) = algorithm(fields.any()?)?;
    let signature = fields.expect(Tag::OctetString)?.value.to_vec();
    fields.optional(context(1))?;
    fields.optional(context_primitive(1))?;
    fields.finish()?;
    Ok(Signer { owner, digest, attributes, algorithm, signature })
}
