//! Distinguished names: who a certificate is about and who issued it.

use crate::asn1::{Field, Fields, Malformed};
use crate::error::NpkiError;
use core::fmt;
use core::hash::{Hash, Hasher};
use der::Tag;
use der::asn1::ObjectIdentifier;
use encoding_rs::{EUC_KR, UTF_16BE};
use unicode_normalization::UnicodeNormalization as _;

/// Most parts of a name; those of joint certificates have five or six.
pub const NAME_PARTS_MAX: usize = 32;

const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
const COUNTRY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.6");
const LOCALITY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.7");
const STATE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.8");
const ORGANIZATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.10");
const UNIT: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.11");
const SERIAL_NUMBER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.5");
const MAIL: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.1");

const SHORT: &[(ObjectIdentifier, &str)] = &[
    (COMMON_NAME, "cn"),
    (COUNTRY, "c"),
    (LOCALITY, "l"),
    (STATE, "st"),
    (ORGANIZATION, "o"),
    (UNIT, "ou"),
    (SERIAL_NUMBER, "serialNumber"),
    (MAIL, "emailAddress"),
];

/// A distinguished name (DN).
///
/// Two names are equal as RFC 5280 section 7.1 compares them: the string type, the case and the
/// amount of white space do not matter. Joint certificates need that: one authority writes `C=kr`,
/// the next `C=KR`, and certificates say in `UTF8String` what their issuer said in `PrintableString`.
#[derive(Clone)]
pub struct DistinguishedName {
    der: Vec<u8>,
    parts: Vec<NamePart>,
}

/// One attribute of a name.
#[derive(Clone, Debug)]
struct NamePart {
    /// Starts a new relative name; false for the second value of one that has several.
    starts: bool,
    kind: ObjectIdentifier,
    text: String,
}

impl DistinguishedName {
    pub(crate) fn read(field: Field<'_>) -> Result<Self, Malformed> {
        let mut parts = Vec::new();
        for relative in field.tagged(Tag::Sequence)?.fields()? {
            let mut starts = true;
            for attribute in relative?.tagged(Tag::Set)?.fields()? {
                if parts.len() == NAME_PARTS_MAX {
                    return Err(Malformed);
                }
                let mut pair = attribute?.tagged(Tag::Sequence)?.fields()?;
                let kind = pair.any()?.oid()?;
                let text = read_text(pair.any()?)?;
                pair.finish()?;
                parts.push(NamePart { starts, kind, text });
                starts = false;
            }
        }
        Ok(Self { der: field.whole.to_vec(), parts })
    }

    /// A name from its DER.
    ///
    /// # Errors
    /// [`NpkiError::Damaged`] if it is none.
    pub fn parse_der(der: &[u8]) -> Result<Self, NpkiError> {
        Ok(Self::read(Field::only(der)?)?)
    }

    /// The bytes as the certificate has them.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The common name (CN), the one nearest to the leaf.
    pub fn common_name(&self) -> Option<&str> {
        self.last_of(COMMON_NAME)
    }

    /// The organization (O): for users of joint certificates the name of the authority.
    pub fn organization(&self) -> Option<&str> {
        self.last_of(ORGANIZATION)
    }

    /// The country (C) as written.
    pub fn country(&self) -> Option<&str> {
        self.last_of(COUNTRY)
    }

    /// The units (OU) from the leaf on.
    pub fn units(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().rev().filter(|part| part.kind == UNIT).map(|part| part.text.as_str())
    }

    /// Whether the name says nothing.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// The name of the folder that holds the certificate in an NPKI tree: leaf first, lower-case
    /// attribute names, nothing escaped but what no folder may contain.
    pub fn folder_name(&self) -> String {
        let forbidden = ['/', '\\', ':', '*', '?', '"', '<', '>', '|', '\0'];
        self.joined(|text| text.replace(forbidden, "_"))
    }

    fn last_of(&self, kind: ObjectIdentifier) -> Option<&str> {
        self.parts.iter().rev().find(|part| part.kind == kind).map(|part| part.text.as_str())
    }

    fn joined(&self, write: impl Fn(&str) -> String) -> String {
        let mut written = String::new();
        for (place, part) in self.parts.iter().rev().enumerate() {
            let previous_starts = place.checked_sub(1).and_then(|at| self.parts.iter().rev().nth(at));
            match previous_starts {
                None => {}
                Some(previous) if previous.starts => written.push(','),
                Some(_) => written.push('+'),
            }
            let short = SHORT.iter().find(|(kind, _)| *kind == part.kind).map(|(_, short)| *short);
            written.push_str(&short.map_or_else(|| part.kind.to_string(), str::to_owned));
            written.push('=');
            written.push_str(&write(&part.text));
        }
        written
    }

    fn compared(&self) -> impl Iterator<Item = (bool, ObjectIdentifier, String)> {
        self.parts.iter().map(|part| (part.starts, part.kind, fold(&part.text)))
    }
}

/// Case, composition and white space away.
fn fold(text: &str) -> String {
    let composed: String = text.nfc().flat_map(char::to_lowercase).collect();
    composed.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text of any of the string types that names and notices are written in.
pub(crate) fn read_text(field: Field<'_>) -> Result<String, Malformed> {
    match field.tag {
        Tag::Utf8String | Tag::PrintableString | Tag::Ia5String | Tag::NumericString | Tag::VisibleString => {
            core::str::from_utf8(field.value).map(str::to_owned).map_err(|_| Malformed)
        }
        // Old Korean certificates put their code page into what should have been T.61.
        Tag::TeletexString => match core::str::from_utf8(field.value) {
            Ok(text) => Ok(text.to_owned()),
            Err(_) => EUC_KR
                .decode_without_bom_handling_and_without_replacement(field.value)
                .map(std::borrow::Cow::into_owned)
                .ok_or(Malformed),
        },
        Tag::BmpString => UTF_16BE
            .decode_without_bom_handling_and_without_replacement(field.value)
            .map(std::borrow::Cow::into_owned)
            .ok_or(Malformed),
        _ => Err(Malformed),
    }
}

impl PartialEq for DistinguishedName {
    fn eq(&self, other: &Self) -> bool {
        self.der == other.der
            || (self.parts.len() == other.parts.len() && self.compared().eq(other.compared()))
    }
}

impl Eq for DistinguishedName {}

impl Hash for DistinguishedName {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.compared().for_each(|part| part.hash(state));
    }
}

/// Leaf first, as RFC 4514 writes it, with the attribute names in lower case.
impl fmt::Display for DistinguishedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.joined(|text| {
            let mut escaped = String::with_capacity(text.len());
            for c in text.chars() {
                if matches!(c, ',' | '+' | '"' | '\\' | '<' | '>' | ';') {
                    escaped.push('\\');
                }
                escaped.push(c);
            }
            escaped
        }))
    }
}

impl fmt::Debug for DistinguishedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DistinguishedName({self})")
    }
}

/// The names of a list of general names that are names of directories; others are passed over.
pub(crate) fn uris(fields: Fields<'_>) -> Vec<String> {
    let uri = crate::asn1::context_primitive(6);
    let texts = fields.filter_map(Result::ok).filter(|field| field.tag == uri);
    texts.filter_map(|field| String::from_utf8(field.value.to_vec()).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asn1::element;

    fn name(parts: &[(ObjectIdentifier, Tag, &[u8])]) -> DistinguishedName {
        let sets: Vec<Vec<u8>> = parts
            .iter()
            .map(|(kind, tag, text)| {
                let pair = element(
                    Tag::Sequence,
                    &[&crate::asn1::oid(*kind).unwrap(), &element(*tag, &[text]).unwrap()],
                );
                element(Tag::Set, &[&pair.unwrap()]).unwrap()
            })
            .collect();
        let sets: Vec<&[u8]> = sets.iter().map(Vec::as_slice).collect();
        DistinguishedName::parse_der(&element(Tag::Sequence, &sets).unwrap()).unwrap()
    }

    #[test]
    fn names_are_equal_whatever_the_case_and_the_string_type() {
        let one =
            name(&[(COUNTRY, Tag::PrintableString, b"KR"), (ORGANIZATION, Tag::Utf8String, b"yessign")]);
        let other =
            name(&[(COUNTRY, Tag::Utf8String, b"kr"), (ORGANIZATION, Tag::PrintableString, b" yessign")]);
        assert_eq!(one, other);
        let third =
            name(&[(COUNTRY, Tag::Utf8String, b"kr"), (ORGANIZATION, Tag::PrintableString, b"yessigm")]);
        assert_ne!(one, third);
        let turned = name(&[(ORGANIZATION, Tag::Utf8String, b"yessign"), (COUNTRY, Tag::Utf8String, b"kr")]);
        assert_ne!(one, turned, "the order belongs to the name");
    }

    #[test]
    fn a_name_is_written_from_the_leaf_and_escaped() {
        let name = name(&[(COUNTRY, Tag::PrintableString, b"KR"), (COMMON_NAME, Tag::Utf8String, b"A, B/C")]);
        assert_eq!(name.to_string(), "cn=A\\, B/C,c=KR");
        assert_eq!(name.folder_name(), "cn=A, B_C,c=KR");
        assert_eq!((name.common_name(), name.country()), (Some("A, B/C"), Some("KR")));
    }

    #[test]
    fn every_string_type_in_use_is_read() {
        let read = |tag, bytes: &[u8]| read_text(Field::only(&element(tag, &[bytes]).unwrap()).unwrap());
        assert_eq!(read(Tag::BmpString, &[0xD6, 0x4D, 0, b'a']), Ok("홍a".to_owned()));
        assert_eq!(read(Tag::TeletexString, &[0xC8, 0xAB, 0xB1, 0xE6]), Ok("홍길".to_owned()));
        assert_eq!(read(Tag::Utf8String, "홍".as_bytes()), Ok("홍".to_owned()));
        assert_eq!(read(Tag::Utf8String, &[0xC8]), Err(Malformed));
        assert_eq!(read(Tag::OctetString, b"a"), Err(Malformed));
    }
}
