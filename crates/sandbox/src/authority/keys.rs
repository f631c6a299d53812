//! The keys: made once with OpenSSL, public, and good for nothing but tests.

use super::AuthorityError;
use super::write::{element, oid};
use der::asn1::{AnyRef, OctetStringRef};
use der::{Decode as _, Encode as _, Reader as _, Tag, TagNumber};
use jangbu_npki::{PrivateKey, RandomNumber};
use zeroize::Zeroizing;

/// One of the fixed keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeySlot {
    /// Of the root.
    Root,
    /// Of the authority below it.
    Authority,
    /// Of the business, for signing.
    Business,
    /// Of the business, for encryption.
    BusinessKm,
    /// Of the person, for signing.
    Person,
    /// Of the person, for encryption.
    PersonKm,
    /// For tax invoices, for signing.
    TaxInvoice,
    /// For tax invoices, for encryption.
    TaxInvoiceKm,
    /// Of the invented tax office, for encryption.
    OfficeKm,
}

impl KeySlot {
    fn pkcs8(self) -> &'static [u8] {
        match self {
            Self::Root => include_bytes!("keys/root.der"),
            Self::Authority => include_bytes!("keys/authority.der"),
            Self::Business => include_bytes!("keys/business.der"),
            Self::BusinessKm => include_bytes!("keys/business-km.der"),
            Self::Person => include_bytes!("keys/person.der"),
            Self::PersonKm => include_bytes!("keys/person-km.der"),
            Self::TaxInvoice => include_bytes!("keys/tax-invoice.der"),
            Self::TaxInvoiceKm => include_bytes!("keys/tax-invoice-km.der"),
            Self::OfficeKm => include_bytes!("keys/office-km.der"),
        }
    }

    /// The key, with R among its attributes if there is one.
    ///
    /// # Errors
    /// [`AuthorityError`]; the keys are good, so it does not come.
    pub fn key(self, r: Option<&RandomNumber>) -> Result<PrivateKey, AuthorityError> {
        let Some(r) = r else { return Ok(PrivateKey::parse(self.pkcs8())?) };
        let (algorithm, pkcs1) = AnyRef::from_der(self.pkcs8())?.sequence(|fields| {
            fields.drain(der::Length::new(3))?;
            let algorithm = fields.tlv_bytes()?;
            let pkcs1 = <&OctetStringRef>::decode(fields)?;
            Ok::<_, der::Error>((algorithm, pkcs1))
        })?;
        let bits = element(Tag::BitString, &[&[0], r.reveal()])?;
        let attribute =
            element(Tag::Sequence, &[&oid("1.2.410.200004.10.1.1.3")?, &element(Tag::Set, &[&bits])?])?;
        let attributes =
            element(Tag::ContextSpecific { constructed: true, number: TagNumber(0) }, &[&attribute])?;
        let version = 0u8.to_der()?;
        let whole = element(Tag::Sequence, &[&version, algorithm, &pkcs1.to_der()?, &attributes])?;
        Ok(PrivateKey::parse(&Zeroizing::new(whole))?)
    }

    /// The `SubjectPublicKeyInfo`.
    pub(super) fn public(self) -> Result<Vec<u8>, AuthorityError> {
        let key = self.key(None)?;
        let number = |digits: &[u8]| {
            let sign: &[u8] = if digits.first().is_some_and(|first| first & 0x80 != 0) { &[0] } else { &[] };
            element(Tag::Integer, &[sign, digits])
        };
        let numbers = element(Tag::Sequence, &[&number(key.modulus())?, &number(key.public_exponent())?])?;
        let algorithm = element(Tag::Sequence, &[&oid("1.2.840.113549.1.1.1")?, &element(Tag::Null, &[])?])?;
        element(Tag::Sequence, &[&algorithm, &element(Tag::BitString, &[&[0], &numbers])?])
    }
}
