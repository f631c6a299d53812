//! What a certificate says, before it is signed. Tests bend it to make certificates that are wrong.

use super::write::{element, name, oid, sign, signature_algorithm, tagged, time};
use super::{AuthorityError, KeySlot};
use der::{Encode as _, Tag, TagNumber};
use jangbu_npki::certificate::Certificate;
use jangbu_npki::vid::{Vid, VidHash};
use jiff::Timestamp;
use sha1::{Digest as _, Sha1};

/// What a certificate's key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Usage {
    /// Signatures that bind.
    Signing,
    /// Keys are sent under it.
    Encryption,
    /// Issues certificates and lists.
    Authority {
        /// Most authorities below it.
        path_length_max: Option<u8>,
    },
}

/// A certificate to be.
#[derive(Clone, Debug)]
pub struct CertificateTemplate<'t> {
    /// Its number.
    pub serial: u64,
    /// Whom it is about: object identifiers and texts, the country first.
    pub subject: Vec<(&'t str, &'t str)>,
    /// Who is said to issue it.
    pub issuer: Vec<(&'t str, &'t str)>,
    /// First moment.
    pub not_before: Timestamp,
    /// Last moment.
    pub not_after: Timestamp,
    /// Its key.
    pub key: KeySlot,
    /// The key that signs it.
    pub signer: KeySlot,
    /// What it is for.
    pub usage: Usage,
    /// The policy, as an object identifier.
    pub policy: Option<&'t str>,
    /// KISA's identity: the real name and the check value of the number.
    pub identity: Option<(&'t str, Vid)>,
}

impl CertificateTemplate<'_> {
    /// Writes and signs it.
    ///
    /// # Errors
    /// [`AuthorityError::Unwritable`] for a value that has no place in a certificate.
    pub fn issue(&self) -> Result<Certificate, AuthorityError> {
        let validity = element(Tag::Sequence, &[&time(self.not_before)?, &time(self.not_after)?])?;
        let content = element(
            Tag::Sequence,
            &[
                &tagged(0, &[&2u8.to_der()?])?,
                &self.serial.to_der()?,
                &signature_algorithm()?,
                &name(&self.issuer)?,
                &validity,
                &name(&self.subject)?,
                &self.key.public()?,
                &tagged(3, &[&element(Tag::Sequence, &[&self.extensions()?])?])?,
            ],
        )?;
        Ok(Certificate::parse_der(&sign(&content, self.signer)?)?)
    }

    fn extensions(&self) -> Result<Vec<u8>, AuthorityError> {
        let key_id = |slot: KeySlot| -> Result<_, AuthorityError> { Ok(Sha1::digest(slot.public()?)) };
        let primitive = Tag::ContextSpecific { constructed: false, number: TagNumber(0) };
        let issuer_key = element(primitive, &[&key_id(self.signer)?])?;
        let mut all = extension("2.5.29.35", false, &element(Tag::Sequence, &[&issuer_key])?)?;
        all.extend(extension("2.5.29.14", false, &element(Tag::OctetString, &[&key_id(self.key)?])?)?);
        all.extend(extension("2.5.29.15", true, &self.key_usage()?)?);
        if let Usage::Authority { path_length_max } = self.usage {
            let length = path_length_max.map(|length| length.to_der()).transpose()?.unwrap_or_default();
            let basic = element(Tag::Sequence, &[&true.to_der()?, &length])?;
            all.extend(extension("2.5.29.19", true, &basic)?);
        }
        if let Some(policy) = self.policy {
            let one = element(Tag::Sequence, &[&oid(policy)?])?;
            all.extend(extension("2.5.29.32", true, &element(Tag::Sequence, &[&one])?)?);
        }
        if let Some((real_name, vid)) = &self.identity {
            let names = element(Tag::Sequence, &[&identity(real_name, vid)?])?;
            all.extend(extension("2.5.29.17", false, &names)?);
        }
        Ok(all)
    }

    fn key_usage(&self) -> Result<Vec<u8>, AuthorityError> {
        match self.usage {
            Usage::Signing => element(Tag::BitString, &[&[6, 0b1100_0000]]),
            Usage::Encryption => element(Tag::BitString, &[&[5, 0b0010_0000]]),
            Usage::Authority { .. } => element(Tag::BitString, &[&[1, 0b0000_0110]]),
        }
    }
}

fn extension(kind: &str, critical: bool, value: &[u8]) -> Result<Vec<u8>, AuthorityError> {
    let flag = if critical { true.to_der()? } else { Vec::new() };
    element(Tag::Sequence, &[&oid(kind)?, &flag, &element(Tag::OctetString, &[value])?])
}

/// The other name that holds real name and VID (KCAC.TS.SIVID v1.21).
fn identity(real_name: &str, vid: &Vid) -> Result<Vec<u8>, AuthorityError> {
    let hash = match vid.hash() {
        VidHash::Sha1 => "1.3.14.3.2.26",
        VidHash::Sha256 => "2.16.840.1.101.3.4.2.1",
    };
    let value = tagged(0, &[&element(Tag::OctetString, &[vid.value()])?])?;
    let vid = element(Tag::Sequence, &[&element(Tag::Sequence, &[&oid(hash)?])?, &value])?;
    let attribute = element(Tag::Sequence, &[&oid("1.2.410.200004.10.1.1.1")?, &vid])?;
    let info = element(Tag::Sequence, &[&attribute])?;
    let identity = element(Tag::Sequence, &[&element(Tag::Utf8String, &[real_name.as_bytes()])?, &info])?;
    tagged(0, &[&oid("1.2.410.200004.10.1.1")?, &tagged(0, &[&identity])?])
}
