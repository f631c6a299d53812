//! Revocation lists (CRL, 폐지목록): given as files, never fetched.

use crate::asn1::{Field, Malformed, algorithm, context};
use crate::certificate::{
    Certificate, DistinguishedName, Extension, KeyError, PublicKey, SerialNumber, SignatureAlgorithm,
    bounded, read_time,
};
use crate::error::{NpkiError, Structure};
use core::fmt;
use der::Tag;
use der::asn1::ObjectIdentifier;
use jiff::Timestamp;
use std::collections::HashMap;

/// Largest list that is read. Lists of the Korean authorities stay below 10 MB, for they are cut into parts.
pub const LIST_BYTES_MAX: usize = 64 << 20;
/// Most entries of a list; an entry has at least 20 bytes.
pub const LIST_ENTRIES_MAX: usize = 2_000_000;

const REASON: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.21");
const LIST_NUMBER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.20");
const AUTHORITY_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.35");
/// Says that the list is one part of all: absence from it then says nothing for certain.
const DISTRIBUTION_POINT: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.28");

/// Why a certificate was revoked (RFC 5280 section 5.3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RevocationReason {
    /// Not said.
    Unspecified,
    /// Somebody else may have the key.
    KeyCompromise,
    /// Somebody else may have the authority's key.
    AuthorityCompromise,
    /// The holder is called otherwise now.
    AffiliationChanged,
    /// Another one took its place: issued again (재발급).
    Superseded,
    /// No longer needed (폐지).
    CessationOfOperation,
    /// Suspended (효력정지); may come back.
    Hold,
    /// The holder lost the right to it.
    PrivilegeWithdrawn,
    /// A number that the standard does not have.
    Other(u8),
}

impl RevocationReason {
    fn from_code(code: u8) -> Self {
        match code {
            0 => Self::Unspecified,
            1 => Self::KeyCompromise,
            2 => Self::AuthorityCompromise,
            3 => Self::AffiliationChanged,
            4 => Self::Superseded,
            5 => Self::CessationOfOperation,
            6 => Self::Hold,
            9 => Self::PrivilegeWithdrawn,
            other => Self::Other(other),
        }
    }
}

/// That a certificate was revoked, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Revocation {
    /// Since when.
    pub since: Timestamp,
    /// Why.
    pub reason: RevocationReason,
}

/// A revocation list, parsed and kept with the part that is signed.
#[derive(Clone)]
pub struct RevocationList {
    signed: Vec<u8>,
    algorithm: SignatureAlgorithm,
    signature: Vec<u8>,
    issuer: DistinguishedName,
    this_update: Timestamp,
    next_update: Option<Timestamp>,
    entries: HashMap<SerialNumber, Revocation>,
    partial: bool,
    unknown_critical: bool,
}

impl RevocationList {
    /// Reads one list; nothing may follow it.
    ///
    /// # Errors
    /// [`NpkiError::TooMuch`] beyond [`LIST_BYTES_MAX`], [`NpkiError::Damaged`] if it is none.
    pub fn parse_der(der: &[u8]) -> Result<Self, NpkiError> {
        bounded(Structure::RevocationList, der, LIST_BYTES_MAX)?;
        Self::read(der).map_err(|_| NpkiError::damaged(Structure::RevocationList, "it is not the DER of one"))
    }

    fn read(der: &[u8]) -> Result<Self, Malformed> {
        let mut outer = Field::only(der)?.tagged(Tag::Sequence)?.fields()?;
        let signed = outer.expect(Tag::Sequence)?;
        let outer_algorithm = outer.any()?;
        let signature = outer.any()?.octets_of_bits()?.to_vec();
        outer.finish()?;

        let mut fields = signed.fields()?;
        fields.optional(Tag::Integer)?;
        let inner_algorithm = fields.any()?;
        if outer_algorithm.whole != inner_algorithm.whole {
            return Err(Malformed);
        }
        let mut list = Self {
            signed: signed.whole.to_vec(),
            algorithm: SignatureAlgorithm::from_oid(algorithm(inner_algorithm)?.0),
            signature,
            issuer: DistinguishedName::read(fields.any()?)?,
            this_update: read_time(fields.any()?)?,
            next_update: None,
            entries: HashMap::new(),
            partial: false,
            unknown_critical: false,
        };
        for tag in [Tag::UtcTime, Tag::GeneralizedTime] {
            if let Some(time) = fields.optional(tag)? {
                list.next_update = Some(read_time(time)?);
            }
        }
        if let Some(entries) = fields.optional(Tag::Sequence)? {
            list.take_entries(entries)?;
        }
        if let Some(extensions) = fields.optional(context(0))? {
            list.take_extensions(Field::only(extensions.value)?)?;
        }
        fields.finish()?;
        Ok(list)
    }

    fn take_entries(&mut self, entries: Field<'_>) -> Result<(), Malformed> {
        for entry in entries.fields()? {
            if self.entries.len() == LIST_ENTRIES_MAX {
                return Err(Malformed);
            }
            let mut fields = entry?.tagged(Tag::Sequence)?.fields()?;
            let serial = SerialNumber::read(fields.any()?)?;
            let since = read_time(fields.any()?)?;
            let mut reason = RevocationReason::Unspecified;
            for extension in fields.optional(Tag::Sequence)?.iter().flat_map(Field::fields).flatten() {
                let extension = Extension::read(extension?)?;
                if extension.name == REASON {
                    let code = Field::only(extension.value)?.tagged(Tag::Enumerated)?.value;
                    reason = code.first().map_or(reason, |code| RevocationReason::from_code(*code));
                } else if extension.critical {
                    // An entry about another issuer's certificate (indirect list) is not understood.
                    self.unknown_critical = true;
                }
            }
            fields.finish()?;
            self.entries.insert(serial, Revocation { since, reason });
        }
        Ok(())
    }

    fn take_extensions(&mut self, extensions: Field<'_>) -> Result<(), Malformed> {
        for extension in extensions.tagged(Tag::Sequence)?.fields()? {
            let extension = Extension::read(extension?)?;
            match extension.name {
                DISTRIBUTION_POINT => self.partial = true,
                LIST_NUMBER | AUTHORITY_KEY => {}
                _ => self.unknown_critical |= extension.critical,
            }
        }
        Ok(())
    }

    /// Who issued the list.
    pub fn issuer(&self) -> &DistinguishedName {
        &self.issuer
    }

    /// From when it is.
    pub fn this_update(&self) -> Timestamp {
        self.this_update
    }

    /// When the next one was to come, if it says so.
    pub fn next_update(&self) -> Option<Timestamp> {
        self.next_update
    }

    /// How many certificates it names.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it names none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Whether it is one part of the issuer's lists: who is missing in it may stand in another.
    pub fn is_partial(&self) -> bool {
        self.partial
    }

    /// Whether it holds something critical that is not understood here.
    pub fn is_beyond_understanding(&self) -> bool {
        self.unknown_critical
    }

    /// What it says about a certificate of its issuer; the signature is not looked at.
    pub fn entry_of(&self, certificate: &Certificate) -> Option<&Revocation> {
        if *certificate.issuer() == self.issuer { self.entries.get(certificate.serial()) } else { None }
    }

    /// Whether `issuer`'s key signed it.
    ///
    /// # Errors
    /// [`KeyError`] if it did not, or if it cannot be told.
    pub fn check_signature(&self, issuer: &PublicKey) -> Result<(), KeyError> {
        issuer.verify(self.algorithm, &self.signed, &self.signature)
    }
}

impl fmt::Debug for RevocationList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RevocationList")
            .field("issuer", &self.issuer)
            .field("this_update", &self.this_update)
            .field("entries", &self.entries.len())
            .finish_non_exhaustive()
    }
}
