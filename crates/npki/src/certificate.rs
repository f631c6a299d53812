//! Certificates: what a joint certificate (공동인증서) says, read without trusting it.
//!
//! Nothing here decides whether a certificate is good; that is [`chain`](crate::chain)'s work.

mod extension;
mod identity;
mod key;
mod name;
mod policy;
mod validity;

pub(crate) use extension::Extension;
pub use extension::{BasicConstraints, EXTENSIONS_MAX, Extensions, KeyUsage};
pub use identity::Identity;
pub use key::{KeyError, MODULUS_BITS_MAX, MODULUS_BITS_MIN, PublicKey, SignatureAlgorithm};
pub use name::{DistinguishedName, NAME_PARTS_MAX};
pub use policy::CertificateKind;
pub use validity::{Validity, ValidityAt, kst};
pub(crate) use validity::{read_time, write_time};

use crate::asn1::{Field, Malformed, algorithm, context};
use crate::error::{NpkiError, Structure};
use crate::vid::Vid;
use core::fmt;
use core::hash::{Hash, Hasher};
use core::ops::Range;
use der::Tag;
use der::asn1::ObjectIdentifier;

/// Largest certificate that is read; joint certificates have about 1.5 kB.
pub const CERTIFICATE_BYTES_MAX: usize = 64 * 1024;
/// Longest serial number; RFC 5280 allows 20.
const SERIAL_BYTES_MAX: usize = 32;

impl From<Malformed> for NpkiError {
    /// For what is read as a certificate; other structures say what they are.
    fn from(_: Malformed) -> Self {
        Self::damaged(Structure::Certificate, "it is not the DER of one")
    }
}

/// A certificate (X.509), parsed once and kept with its bytes.
#[derive(Clone)]
pub struct Certificate {
    der: Vec<u8>,
    signed_part: Range<usize>,
    serial: SerialNumber,
    issuer: DistinguishedName,
    subject: DistinguishedName,
    validity: Validity,
    key: PublicKey,
    extensions: Extensions,
    algorithm: SignatureAlgorithm,
    signature: Vec<u8>,
}

impl Certificate {
    /// Reads one certificate; nothing may follow it.
    ///
    /// # Errors
    /// [`NpkiError::TooMuch`] beyond [`CERTIFICATE_BYTES_MAX`], [`NpkiError::Damaged`] if it is none.
    pub fn parse_der(der: &[u8]) -> Result<Self, NpkiError> {
        bounded(Structure::Certificate, der, CERTIFICATE_BYTES_MAX)?;
        Ok(Self::read(Field::only(der)?)?)
    }

    pub(crate) fn read(certificate: Field<'_>) -> Result<Self, Malformed> {
        if certificate.whole.len() > CERTIFICATE_BYTES_MAX {
            return Err(Malformed);
        }
        let mut outer = certificate.tagged(Tag::Sequence)?.fields()?;
        let signed = outer.expect(Tag::Sequence)?;
        let outer_algorithm = outer.any()?;
        let signature = outer.any()?.octets_of_bits()?.to_vec();
        outer.finish()?;

        let mut fields = signed.fields()?;
        fields.optional(context(0))?;
        let serial = SerialNumber::read(fields.any()?)?;
        let inner_algorithm = fields.any()?;
        let issuer = DistinguishedName::read(fields.any()?)?;
        let validity = Validity::read(fields.any()?)?;
        let subject = DistinguishedName::read(fields.any()?)?;
        let key = PublicKey::read(fields.any()?)?;
        // Unique identifiers of version 2: long out of use.
        fields.optional(crate::asn1::context_primitive(1))?;
        fields.optional(crate::asn1::context_primitive(2))?;
        let extensions = match fields.optional(context(3))? {
            Some(list) => Extensions::read(Field::only(list.value)?)?,
            None => Extensions::default(),
        };
        fields.finish()?;
        // RFC 5280 section 4.1.1.2: both say the same, or the outer one could be changed at will.
        if outer_algorithm.whole != inner_algorithm.whole {
            return Err(Malformed);
        }
        let (name, _) = algorithm(inner_algorithm)?;
        let start = certificate.whole.len() - certificate.value.len();
        Ok(Self {
            der: certificate.whole.to_vec(),
            signed_part: start..start + signed.whole.len(),
            serial,
            issuer,
            subject,
            validity,
            key,
            extensions,
            algorithm: SignatureAlgorithm::from_oid(name),
            signature,
        })
    }

    /// The certificate's bytes.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The serial number.
    pub fn serial(&self) -> &SerialNumber {
        &self.serial
    }

    /// Who issued it.
    pub fn issuer(&self) -> &DistinguishedName {
        &self.issuer
    }

    /// Whom it is about.
    pub fn subject(&self) -> &DistinguishedName {
        &self.subject
    }

    /// From when to when.
    pub fn validity(&self) -> &Validity {
        &self.validity
    }

    /// The public key.
    pub fn key(&self) -> &PublicKey {
        &self.key
    }

    /// How the issuer signed it.
    pub fn signature_algorithm(&self) -> SignatureAlgorithm {
        self.algorithm
    }

    /// What the key may be used for, if the certificate restricts it.
    pub fn key_usage(&self) -> Option<KeyUsage> {
        self.extensions.key_usage
    }

    /// Whether it may issue others.
    pub fn basic_constraints(&self) -> BasicConstraints {
        self.extensions.basic.unwrap_or_default()
    }

    /// The policies, in their order.
    pub fn policies(&self) -> &[ObjectIdentifier] {
        &self.extensions.policies
    }

    /// The kind by the first policy that is known.
    pub fn kind(&self) -> CertificateKind {
        let kinds = self.policies().iter().map(CertificateKind::from_policy);
        kinds.into_iter().find(|kind| *kind != CertificateKind::Other).unwrap_or(CertificateKind::Other)
    }

    /// What the authority says about the holder.
    pub fn identity(&self) -> Option<&Identity> {
        self.extensions.identity.as_ref()
    }

    /// The check value of the holder's number.
    pub fn vid(&self) -> Option<&Vid> {
        self.identity()?.vid.as_ref()
    }

    /// Where the issuer says that its revocation lists are; never fetched here.
    pub fn revocation_list_addresses(&self) -> &[String] {
        &self.extensions.list_points
    }

    /// The identifier of the key, as the certificate gives it.
    pub fn subject_key_id(&self) -> Option<&[u8]> {
        self.extensions.subject_key.as_deref()
    }

    /// The identifier of the issuer's key, as the certificate gives it.
    pub fn authority_key_id(&self) -> Option<&[u8]> {
        self.extensions.authority_key.as_deref()
    }

    /// Critical extensions that are not understood: reason to refuse the certificate.
    pub fn unknown_critical_extensions(&self) -> &[ObjectIdentifier] {
        &self.extensions.unknown_critical
    }

    /// Whether it names itself as its issuer.
    pub fn is_self_issued(&self) -> bool {
        self.issuer == self.subject
    }

    /// The name to show: the real name, else the common name without its digits, else the whole
    /// subject. Authorities write `이름(영문명)`, a bank's code, a date and a number into the common name.
    pub fn owner(&self) -> String {
        if let Some(identity) = self.identity().filter(|identity| !identity.real_name.trim().is_empty()) {
            return identity.real_name.trim().to_owned();
        }
        match self.subject.common_name() {
            Some(name) => {
                let before = name.split('(').next().unwrap_or(name);
                let shown = before.trim_end_matches(|c: char| c.is_ascii_digit()).trim();
                if shown.is_empty() { name.to_owned() } else { shown.to_owned() }
            }
            None => self.subject.to_string(),
        }
    }

    /// Whether `issuer`'s key signed this certificate. Names, dates and rights are not looked at.
    ///
    /// # Errors
    /// [`KeyError`] if it did not, or if it cannot be told.
    pub fn check_signature(&self, issuer: &PublicKey) -> Result<(), KeyError> {
        let signed = self.der.get(self.signed_part.clone()).unwrap_or_default();
        issuer.verify(self.algorithm, signed, &self.signature)
    }
}

impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        self.der == other.der
    }
}

impl Eq for Certificate {}

impl Hash for Certificate {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.der.hash(state);
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificate")
            .field("subject", &self.subject)
            .field("issuer", &self.issuer)
            .field("serial", &self.serial)
            .field("validity", &self.validity)
            .field("key", &self.key)
            .finish_non_exhaustive()
    }
}

/// The number that an issuer gave to a certificate; with the issuer's name it stands for it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct SerialNumber(Vec<u8>);

impl SerialNumber {
    pub(crate) fn read(field: Field<'_>) -> Result<Self, Malformed> {
        let value = field.tagged(Tag::Integer)?.value;
        let canonical = match value {
            [0, next, ..] => next & 0x80 != 0,
            [0xFF, next, ..] => next & 0x80 == 0,
            [] => false,
            _ => true,
        };
        if value.len() > SERIAL_BYTES_MAX || !canonical {
            return Err(Malformed);
        }
        Ok(Self(value.to_vec()))
    }

    /// The bytes of the DER integer.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Lower-case hexadecimal of the bytes, as browsers show it.
    pub fn to_hex(&self) -> String {
        let digits = self.0.iter().flat_map(|byte| [byte >> 4, byte & 15]);
        digits.filter_map(|digit| char::from_digit(u32::from(digit), 16)).collect()
    }
}

/// Decimal, as Korean programs show it. A negative one, which is against the standard, is shown
/// as the number that its bytes make.
impl fmt::Display for SerialNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut digits = vec![0u8];
        for byte in &self.0 {
            let mut carry = u16::from(*byte);
            for digit in &mut digits {
                let value = u16::from(*digit) * 256 + carry;
                *digit = u8::try_from(value % 10).unwrap_or(0);
                carry = value / 10;
            }
            while carry > 0 {
                digits.push(u8::try_from(carry % 10).unwrap_or(0));
                carry /= 10;
            }
        }
        digits.iter().rev().try_for_each(|digit| write!(f, "{digit}"))
    }
}

impl fmt::Debug for SerialNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SerialNumber({self})")
    }
}

/// Refuses bytes that are too many before they are looked at.
pub(crate) fn bounded(what: Structure, bytes: &[u8], bytes_max: usize) -> Result<(), NpkiError> {
    if bytes.len() <= bytes_max {
        return Ok(());
    }
    let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
    Err(NpkiError::TooMuch { what, found: count(bytes.len()), max: count(bytes_max), unit: "bytes" })
}
