//! The extensions that matter here; the rest are counted if they are critical.

use super::identity::{self, Identity};
use super::name;
use crate::asn1::{Field, Malformed, context, context_primitive};
use der::Tag;
use der::asn1::ObjectIdentifier;

/// Most extensions of a certificate; joint certificates have about eight.
pub const EXTENSIONS_MAX: usize = 64;
/// Most policies of a certificate; joint certificates have one.
const POLICIES_MAX: usize = 32;

const KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.15");
const ALTERNATIVE_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.17");
const BASIC_CONSTRAINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.19");
const POLICIES: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.32");
const SUBJECT_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.14");
const AUTHORITY_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.35");
const LIST_POINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.31");
/// Understood as far as they go: policies are a label here and never decide (mappings,
/// constraints, any-policy), other names of the issuer and extended uses are not asked for.
const HARMLESS: &[ObjectIdentifier] = &[
    ObjectIdentifier::new_unwrap("2.5.29.18"),
    ObjectIdentifier::new_unwrap("2.5.29.33"),
    ObjectIdentifier::new_unwrap("2.5.29.36"),
    ObjectIdentifier::new_unwrap("2.5.29.37"),
    ObjectIdentifier::new_unwrap("2.5.29.54"),
];

/// What a key may be used for (RFC 5280 section 4.2.1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyUsage(u16);

impl KeyUsage {
    /// Signatures other than on certificates and lists.
    pub fn digital_signature(self) -> bool {
        self.has(0)
    }

    /// Signatures that bind (부인방지).
    pub fn non_repudiation(self) -> bool {
        self.has(1)
    }

    /// Keys are sent under it: the certificate of the pair for encryption (암호용).
    pub fn key_encipherment(self) -> bool {
        self.has(2)
    }

    /// Certificates are signed with it.
    pub fn certificate_signing(self) -> bool {
        self.has(5)
    }

    /// Revocation lists are signed with it.
    pub fn list_signing(self) -> bool {
        self.has(6)
    }

    fn has(self, bit: u32) -> bool {
        self.0 >> bit & 1 == 1
    }
}

/// Whether a certificate may issue others, and how many may follow it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BasicConstraints {
    /// May issue certificates.
    pub authority: bool,
    /// Most authorities that may stand between it and the user's certificate.
    pub path_length_max: Option<u32>,
}

/// The extensions of one certificate.
#[derive(Clone, Debug, Default)]
pub struct Extensions {
    pub(super) key_usage: Option<KeyUsage>,
    pub(super) basic: Option<BasicConstraints>,
    pub(super) policies: Vec<ObjectIdentifier>,
    pub(super) identity: Option<Identity>,
    pub(super) subject_key: Option<Vec<u8>>,
    pub(super) authority_key: Option<Vec<u8>>,
    pub(super) list_points: Vec<String>,
    pub(super) unknown_critical: Vec<ObjectIdentifier>,
}

impl Extensions {
    pub(super) fn read(list: Field<'_>) -> Result<Self, Malformed> {
        let mut read = Self::default();
        let mut seen = Vec::new();
        for extension in list.tagged(Tag::Sequence)?.fields()? {
            let extension = Extension::read(extension?)?;
            if seen.len() == EXTENSIONS_MAX || seen.contains(&extension.name) {
                return Err(Malformed);
            }
            seen.push(extension.name);
            read.take(&extension)?;
        }
        Ok(read)
    }

    fn take(&mut self, extension: &Extension<'_>) -> Result<(), Malformed> {
        let value = || Field::only(extension.value);
        match extension.name {
            KEY_USAGE => self.key_usage = Some(KeyUsage(value()?.named_bits()?)),
            BASIC_CONSTRAINTS => self.basic = Some(basic_constraints(value()?)?),
            POLICIES => self.policies = policies(value()?)?,
            ALTERNATIVE_NAME => self.identity = identity::read(value()?)?,
            SUBJECT_KEY => self.subject_key = Some(value()?.tagged(Tag::OctetString)?.value.to_vec()),
            AUTHORITY_KEY => self.authority_key = authority_key(value()?)?,
            LIST_POINTS => self.list_points = list_points(value()?)?,
            name if extension.critical && !HARMLESS.contains(&name) => self.unknown_critical.push(name),
            _ => {}
        }
        Ok(())
    }
}

/// One extension of a certificate or a list, its value not yet read.
pub(crate) struct Extension<'a> {
    pub(crate) name: ObjectIdentifier,
    pub(crate) critical: bool,
    pub(crate) value: &'a [u8],
}

impl<'a> Extension<'a> {
    pub(crate) fn read(field: Field<'a>) -> Result<Self, Malformed> {
        let mut fields = field.tagged(Tag::Sequence)?.fields()?;
        let name = fields.any()?.oid()?;
        let critical = match fields.optional(Tag::Boolean)? {
            Some(flag) => flag.boolean()?,
            None => false,
        };
        let value = fields.expect(Tag::OctetString)?.value;
        fields.finish()?;
        Ok(Self { name, critical, value })
    }
}

fn basic_constraints(field: Field<'_>) -> Result<BasicConstraints, Malformed> {
    let mut fields = field.tagged(Tag::Sequence)?.fields()?;
    let authority = match fields.optional(Tag::Boolean)? {
        Some(flag) => flag.boolean()?,
        None => false,
    };
    let path_length_max = fields.optional(Tag::Integer)?.map(|length| length.small()).transpose()?;
    fields.finish()?;
    Ok(BasicConstraints { authority, path_length_max })
}

fn policies(field: Field<'_>) -> Result<Vec<ObjectIdentifier>, Malformed> {
    let mut policies = Vec::new();
    for policy in field.tagged(Tag::Sequence)?.fields()? {
        if policies.len() == POLICIES_MAX {
            return Err(Malformed);
        }
        policies.push(policy?.tagged(Tag::Sequence)?.fields()?.any()?.oid()?);
    }
    Ok(policies)
}

fn authority_key(field: Field<'_>) -> Result<Option<Vec<u8>>, Malformed> {
    let mut fields = field.tagged(Tag::Sequence)?.fields()?;
    Ok(fields.optional(context_primitive(0))?.map(|key| key.value.to_vec()))
}

/// The addresses of lists; they are shown, never fetched.
fn list_points(field: Field<'_>) -> Result<Vec<String>, Malformed> {
    let mut addresses = Vec::new();
    for point in field.tagged(Tag::Sequence)?.fields()?.take(EXTENSIONS_MAX) {
        let mut point = point?.tagged(Tag::Sequence)?.fields()?;
        let Some(name) = point.optional(context(0))? else { continue };
        if let Some(full) = name.fields()?.optional(context(0))? {
            addresses.extend(name::uris(full.fields()?));
        }
    }
    Ok(addresses)
}
