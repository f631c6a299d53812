//! The few shapes of ASN.1 that certificates, revocation lists and messages are made of.
//!
//! A thin layer over the `der` crate: fields are borrowed from the input together with the bytes
//! that they came from, because signatures are about bytes and not about values. Lengths are
//! checked by `der`; the depth is that of the code that asks.

use der::asn1::{AnyRef, ObjectIdentifier};
use der::{Decode, Encode, Header, Length, Reader, SliceReader, Tag, TagNumber};

/// Not the DER that was expected here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Malformed;

impl From<der::Error> for Malformed {
    fn from(_: der::Error) -> Self {
        Self
    }
}

/// One element: its tag, its content, and all of its bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Field<'a> {
    pub(crate) tag: Tag,
    pub(crate) value: &'a [u8],
    pub(crate) whole: &'a [u8],
}

impl<'a> Field<'a> {
    /// The one element that `bytes` are.
    pub(crate) fn only(bytes: &'a [u8]) -> Result<Self, Malformed> {
        let mut fields = Fields::of(bytes)?;
        let field = fields.any()?;
        fields.finish()?;
        Ok(field)
    }

    /// The same field if it has this tag.
    pub(crate) fn tagged(self, tag: Tag) -> Result<Self, Malformed> {
        if self.tag == tag { Ok(self) } else { Err(Malformed) }
    }

    /// What is inside.
    pub(crate) fn fields(&self) -> Result<Fields<'a>, Malformed> {
        Fields::of(self.value)
    }

    /// An object identifier.
    pub(crate) fn oid(&self) -> Result<ObjectIdentifier, Malformed> {
        self.tagged(Tag::ObjectIdentifier)?;
        ObjectIdentifier::from_bytes(self.value).map_err(|_| Malformed)
    }

    /// The content of a BIT STRING of whole octets.
    pub(crate) fn octets_of_bits(&self) -> Result<&'a [u8], Malformed> {
        match self.tagged(Tag::BitString)?.value {
            [0, octets @ ..] => Ok(octets),
            _ => Err(Malformed),
        }
    }

    /// The first bits of a BIT STRING of names, the first one lowest.
    pub(crate) fn named_bits(&self) -> Result<u16, Malformed> {
        let [_, octets @ ..] = self.tagged(Tag::BitString)?.value else { return Err(Malformed) };
        let octet = |place: usize| octets.get(place).map_or(0, |octet| u16::from(octet.reverse_bits()));
        Ok(octet(0) | octet(1) << 8)
    }

    /// A small number that is not negative.
    pub(crate) fn small(&self) -> Result<u32, Malformed> {
        self.tagged(Tag::Integer)?;
        Ok(u32::from_der(self.whole)?)
    }

    /// TRUE is whatever is not zero; certificates have been seen with 01.
    pub(crate) fn boolean(&self) -> Result<bool, Malformed> {
        match self.tagged(Tag::Boolean)?.value {
            [octet] => Ok(*octet != 0),
            _ => Err(Malformed),
        }
    }
}

/// Elements one after the other.
#[derive(Clone)]
pub(crate) struct Fields<'a> {
    reader: SliceReader<'a>,
}

impl<'a> Fields<'a> {
    pub(crate) fn of(bytes: &'a [u8]) -> Result<Self, Malformed> {
        Ok(Self { reader: SliceReader::new(bytes)? })
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.reader.is_finished()
    }

    /// The next element, whatever it is.
    pub(crate) fn any(&mut self) -> Result<Field<'a>, Malformed> {
        let whole = self.reader.tlv_bytes()?;
        let any = AnyRef::from_der(whole)?;
        Ok(Field { tag: der::Tagged::tag(&any), value: any.value(), whole })
    }

    /// The next element, which must have this tag.
    pub(crate) fn expect(&mut self, tag: Tag) -> Result<Field<'a>, Malformed> {
        self.any()?.tagged(tag)
    }

    /// The next element if it has this tag.
    pub(crate) fn optional(&mut self, tag: Tag) -> Result<Option<Field<'a>>, Malformed> {
        if self.is_empty() || Tag::peek(&self.reader)? != tag {
            return Ok(None);
        }
        self.any().map(Some)
    }

    /// The fields of the SEQUENCE that comes next.
    pub(crate) fn sequence(&mut self) -> Result<Self, Malformed> {
        self.expect(Tag::Sequence)?.fields()
    }

    pub(crate) fn finish(self) -> Result<(), Malformed> {
        if self.is_empty() { Ok(()) } else { Err(Malformed) }
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Result<Field<'a>, Malformed>;

    /// The first error is the last item: what follows a malformed element has no beginning, and a
    /// caller that passes errors over would be given the same one for ever.
    fn next(&mut self) -> Option<Self::Item> {
        if self.is_empty() {
            return None;
        }
        let field = self.any();
        if field.is_err()
            && let Ok(nothing) = SliceReader::new(&[])
        {
            self.reader = nothing;
        }
        Some(field)
    }
}

/// The tag `[number]` of a context, for something constructed.
pub(crate) const fn context(number: u32) -> Tag {
    Tag::ContextSpecific { constructed: true, number: TagNumber(number) }
}

/// The tag `[number]` of a context, for something primitive.
pub(crate) const fn context_primitive(number: u32) -> Tag {
    Tag::ContextSpecific { constructed: false, number: TagNumber(number) }
}

/// An `AlgorithmIdentifier`: its name and the bytes of its parameter, if there is one.
pub(crate) fn algorithm(field: Field<'_>) -> Result<(ObjectIdentifier, Option<Field<'_>>), Malformed> {
    let mut fields = field.tagged(Tag::Sequence)?.fields()?;
    let name = fields.any()?.oid()?;
    let parameter = if fields.is_empty() { None } else { Some(fields.any()?) };
    fields.finish()?;
    Ok((name, parameter))
}

/// Writes one element around its parts.
///
/// # Errors
/// [`Malformed`] if the content is longer than an element may be (256 MiB).
pub(crate) fn element(tag: Tag, parts: &[&[u8]]) -> Result<Vec<u8>, Malformed> {
    let length = parts.iter().map(|part| part.len()).sum::<usize>();
    let mut written = Header::new(tag, Length::try_from(length)?).to_der()?;
    written.reserve_exact(length);
    for part in parts {
        written.extend_from_slice(part);
    }
    Ok(written)
}

/// Writes an object identifier.
pub(crate) fn oid(name: ObjectIdentifier) -> Result<Vec<u8>, Malformed> {
    Ok(name.to_der()?)
}

/// Writes an `AlgorithmIdentifier` whose parameter is given as DER.
pub(crate) fn algorithm_of(name: ObjectIdentifier, parameter: &[u8]) -> Result<Vec<u8>, Malformed> {
    element(Tag::Sequence, &[&oid(name)?, parameter])
}

/// The DER of NULL.
pub(crate) const NULL: &[u8] = &[5, 0];

/// Writes a SET OF in the order that DER asks for.
pub(crate) fn set_of(tag: Tag, mut members: Vec<Vec<u8>>) -> Result<Vec<u8>, Malformed> {
    members.sort();
    let members: Vec<&[u8]> = members.iter().map(Vec::as_slice).collect();
    element(tag, &members)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_keeps_its_bytes_and_what_follows_is_left() {
        let mut fields = Fields::of(&[0x30, 3, 2, 1, 7, 5, 0]).unwrap();
        let sequence = fields.expect(Tag::Sequence).unwrap();
        assert_eq!(sequence.whole, [0x30, 3, 2, 1, 7]);
        assert_eq!(sequence.fields().unwrap().any().unwrap().small(), Ok(7));
        assert!(!fields.is_empty());
        assert_eq!(fields.optional(Tag::Integer).map(|field| field.is_some()), Ok(false));
        assert!(fields.optional(Tag::Null).unwrap().is_some() && fields.is_empty());
    }

    #[test]
    fn lengths_that_lie_are_refused() {
        for bytes in [&[0x30u8, 5, 2, 1, 7][..], &[0x30, 0x80, 0, 0], &[0x30, 0x81, 3, 2, 1, 7], &[0x30]] {
            assert!(Field::only(bytes).is_err(), "{bytes:?}");
        }
    }

    #[test]
    fn passing_over_malformed_elements_comes_to_an_end() {
        // A NULL, then an element that is cut off.
        let fields = Fields::of(&[5, 0, 0x30, 9, 1]).unwrap();
        assert_eq!(fields.clone().take(9).map(|field| field.is_ok()).collect::<Vec<_>>(), [true, false]);
        assert_eq!(fields.filter_map(Result::ok).count(), 1);
    }

    #[test]
    fn named_bits_begin_with_the_first() {
        let usage = [3, 2, 6, 0b1100_0000];
        assert_eq!(Field::only(&usage).unwrap().named_bits(), Ok(0b11));
        let nine = [3, 3, 7, 0b0000_0001, 0b1000_0000];
        assert_eq!(Field::only(&nine).unwrap().named_bits(), Ok(0b1_1000_0000));
    }

    #[test]
    fn a_set_is_written_in_order() {
        let set = set_of(Tag::Set, vec![vec![2, 1, 9], vec![2, 1, 3]]).unwrap();
        assert_eq!(set, [0x31, 6, 2, 1, 3, 2, 1, 9]);
    }
}
