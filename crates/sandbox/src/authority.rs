//! A test authority: issues joint certificates that look like real ones and are worth nothing.
//!
//! Its RSA keys are public, made once and kept in `authority/keys`: whatever they sign is for
//! tests and the demo. Dates are relative to a given moment, so the demo never expires; the same seed
//! and moment give the same certificates. Only the encryption of key files takes chance.

mod demo;
mod folder;
mod keys;
mod template;
mod write;

pub use demo::demo_folder;
pub use folder::{DEMO_PASSWORD, write_npki};
pub use keys::KeySlot;
pub use template::{CertificateTemplate, Usage};

use jangbu_npki::certificate::Certificate;
use jangbu_npki::vid::{IdentityNumber, Vid, VidHash};
use jangbu_npki::{NpkiError, PrivateKey, RandomNumber};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};

/// Why something was not issued.
#[derive(Debug, thiserror::Error)]
pub enum AuthorityError {
    /// A value has no place in a certificate: a date out of range, a text too long.
    #[error("this cannot be written into a certificate")]
    Unwritable,
    /// The key or its file.
    #[error(transparent)]
    Key(#[from] NpkiError),
    /// The folder.
    #[error("cannot write the folder")]
    Folder(#[from] std::io::Error),
}

impl From<der::Error> for AuthorityError {
    fn from(_: der::Error) -> Self {
        Self::Unwritable
    }
}

/// What kind of certificate is ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Product {
    /// For everything a business does (범용사업자).
    Business,
    /// For a person's dealings with banks (은행 개인).
    Person,
    /// For tax invoices (전자세금계산서용).
    TaxInvoice,
}

impl Product {
    fn policy(self) -> &'static str {
        match self {
            Self::Business => "1.2.410.200005.1.1.5",
            Self::Person => "1.2.410.200005.1.1.4",
            Self::TaxInvoice => "1.2.410.200005.1.1.6.8",
        }
    }

    fn unit(self) -> &'static str {
        match self {
            Self::Business => "corporation4EC",
            Self::Person => "personal4IB",
            Self::TaxInvoice => "etax",
        }
    }

    /// The keys for signing and for encryption.
    fn slots(self) -> (KeySlot, KeySlot) {
        match self {
            Self::Business => (KeySlot::Business, KeySlot::BusinessKm),
            Self::Person => (KeySlot::Person, KeySlot::PersonKm),
            Self::TaxInvoice => (KeySlot::TaxInvoice, KeySlot::TaxInvoiceKm),
        }
    }
}

/// A pair for signing, with R in the key, and one for encryption.
pub struct Issued {
    /// For signing.
    pub certificate: Certificate,
    /// Its key.
    pub key: PrivateKey,
    /// For encryption.
    pub km_certificate: Certificate,
    /// Its key.
    pub km_key: PrivateKey,
}

/// The authority at a moment.
pub struct Authority {
    now: Timestamp,
    seed: u64,
    root: Certificate,
    certificate: Certificate,
}

/// First and last day of a user's certificate, from today.
const USER_DAYS: (i64, i64) = (-30, 335);
/// First and last day of an authority's certificate, from today.
const AUTHORITY_DAYS: (i64, i64) = (-3650, 3650);
const ROOT_NAME: &[(&str, &str)] =
    &[("2.5.4.6", "KR"), ("2.5.4.10", "JangbuTest"), ("2.5.4.3", "Jangbu Test Root (worth nothing)")];
const NAME: &[(&str, &str)] = &[
    ("2.5.4.6", "kr"),
    ("2.5.4.10", "JangbuTest"),
    ("2.5.4.11", "AccreditedCA"),
    ("2.5.4.3", "Jangbu Test CA (worth nothing)"),
];

impl Authority {
    /// The authority as it stands at `now`.
    ///
    /// # Errors
    /// [`AuthorityError`] for a moment too far from our time.
    pub fn new(now: Timestamp, seed: u64) -> Result<Self, AuthorityError> {
        let root = CertificateTemplate {
            usage: Usage::Authority { path_length_max: None },
            ..template(ROOT_NAME, ROOT_NAME, KeySlot::Root, KeySlot::Root, span(now, AUTHORITY_DAYS)?)
        };
        let certificate = CertificateTemplate {
            usage: Usage::Authority { path_length_max: Some(0) },
            ..template(NAME, ROOT_NAME, KeySlot::Authority, KeySlot::Root, span(now, AUTHORITY_DAYS)?)
        };
        Ok(Self { now, seed, root: root.issue()?, certificate: certificate.issue()? })
    }

    /// The root, to be trusted.
    pub fn root(&self) -> &Certificate {
        &self.root
    }

    /// The certificate that users' certificates are issued with.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// Issues a pair for signing and one for encryption. `real_name` and `number` go into the
    /// certificate as KISA's identity; R comes from the seed.
    ///
    /// # Errors
    /// [`AuthorityError`].
    pub fn issue(
        &self,
        product: Product,
        real_name: &str,
        number: &IdentityNumber,
    ) -> Result<Issued, AuthorityError> {
        let span = span(self.now, USER_DAYS)?;
        let r = self.derive_r(product);
        let (slot, km_slot) = product.slots();
        let name = format!("{real_name}()0004049{}", self.derive_serial(slot) % 1_000_000_000);
        let subject = vec![
            ("2.5.4.6", "kr"),
            ("2.5.4.10", "JangbuTest"),
            ("2.5.4.11", product.unit()),
            ("2.5.4.11", "TESTBANK"),
            ("2.5.4.3", name.as_str()),
        ];
        let sign = CertificateTemplate {
            policy: Some(product.policy()),
            identity: Some((real_name, Vid::derive(VidHash::Sha256, number, &r))),
            serial: self.derive_serial(slot),
            ..template(&subject, NAME, slot, KeySlot::Authority, span)
        };
        let km = CertificateTemplate {
            policy: Some(product.policy()),
            usage: Usage::Encryption,
            serial: self.derive_serial(km_slot),
            ..template(&subject, NAME, km_slot, KeySlot::Authority, span)
        };
        Ok(Issued {
            certificate: sign.issue()?,
            key: slot.key(Some(&r))?,
            km_certificate: km.issue()?,
            km_key: km_slot.key(None)?,
        })
    }

    /// A certificate for encryption and its key, in the place of the tax office's.
    ///
    /// # Errors
    /// [`AuthorityError`].
    pub fn issue_office(&self) -> Result<(Certificate, PrivateKey), AuthorityError> {
        let subject = [("2.5.4.6", "KR"), ("2.5.4.10", "JangbuTest"), ("2.5.4.3", "Invented Tax Office")];
        let office = CertificateTemplate {
            usage: Usage::Encryption,
            serial: self.derive_serial(KeySlot::OfficeKm),
            ..template(&subject, NAME, KeySlot::OfficeKm, KeySlot::Authority, span(self.now, USER_DAYS)?)
        };
        Ok((office.issue()?, KeySlot::OfficeKm.key(None)?))
    }

    /// A revocation list of now, good for a day: certificates with the code of their reason
    /// (RFC 5280 section 5.3.1).
    ///
    /// # Errors
    /// [`AuthorityError`].
    pub fn issue_revocation_list(&self, revoked: &[(&Certificate, u8)]) -> Result<Vec<u8>, AuthorityError> {
        let next = add_hours(self.now, 24)?;
        write::revocation_list(self.certificate.subject().der(), KeySlot::Authority, self.now, next, revoked)
    }

    fn derive(&self, label: &str) -> [u8; 32] {
        Sha256::new().chain_update(self.seed.to_be_bytes()).chain_update(label).finalize().into()
    }

    fn derive_r(&self, product: Product) -> RandomNumber {
        let mut r = [0; 20];
        for (to, from) in r.iter_mut().zip(self.derive(&format!("R {product:?}"))) {
            *to = from;
        }
        RandomNumber::new(&r)
    }

    fn derive_serial(&self, slot: KeySlot) -> u64 {
        let day = self.now.as_second() / (24 * 60 * 60);
        let digest = self.derive(&format!("serial {slot:?} {day}"));
        digest.iter().take(6).fold(0, |serial, byte| serial << 8 | u64::from(*byte)) | 1
    }
}

/// A template with the names as given, for signing, and nothing else in it.
fn template<'t>(
    subject: &[(&'t str, &'t str)],
    issuer: &[(&'t str, &'t str)],
    slot: KeySlot,
    signer: KeySlot,
    (not_before, not_after): (Timestamp, Timestamp),
) -> CertificateTemplate<'t> {
    CertificateTemplate {
        serial: 1,
        subject: subject.to_vec(),
        issuer: issuer.to_vec(),
        not_before,
        not_after,
        key: slot,
        signer,
        usage: Usage::Signing,
        policy: None,
        identity: None,
    }
}

/// From the beginning of a Korean day to the end of another, as authorities do it.
fn span(now: Timestamp, (first, last): (i64, i64)) -> Result<(Timestamp, Timestamp), AuthorityError> {
    const KST_HOURS: i64 = 9;
    let day_start = (now.as_second() + KST_HOURS * 3600).div_euclid(24 * 3600) * 24 * 3600 - KST_HOURS * 3600;
    let at = |days: i64, seconds: i64| {
        Timestamp::from_second(day_start + days * 24 * 3600 + seconds).map_err(|_| AuthorityError::Unwritable)
    };
    Ok((at(first, 0)?, at(last, 24 * 3600 - 1)?))
}

fn add_hours(moment: Timestamp, hours: i64) -> Result<Timestamp, AuthorityError> {
    moment.checked_add(SignedDuration::from_hours(hours)).map_err(|_| AuthorityError::Unwritable)
}
