//! DER element by element: the little that key files and PKCS#12 need.
//!
//! Read without copying and written into wiped buffers, since what passes through here holds keys.

use crate::{NpkiError, Structure};
use der::asn1::ObjectIdentifier;
use zeroize::Zeroizing;

pub(crate) const INTEGER: u8 = 0x02;
pub(crate) const BIT_STRING: u8 = 0x03;
pub(crate) const OCTET_STRING: u8 = 0x04;
pub(crate) const NULL: u8 = 0x05;
pub(crate) const OID: u8 = 0x06;
pub(crate) const BMP_STRING: u8 = 0x1e;
pub(crate) const SEQUENCE: u8 = 0x30;
pub(crate) const SET: u8 = 0x31;
/// `[0]`, constructed.
pub(crate) const CONTEXT_0: u8 = 0xa0;
/// `[0]`, primitive.
pub(crate) const CONTEXT_0_PRIMITIVE: u8 = 0x80;
/// `[1]`, constructed: the public key that newer PKCS#8 may carry.
pub(crate) const CONTEXT_1: u8 = 0xa1;
/// `[1]`, primitive.
pub(crate) const CONTEXT_1_PRIMITIVE: u8 = 0x81;

/// The first byte of a length that says how many bytes of length follow.
const LONG_LENGTH: u8 = 0x80;

/// Elements one after another.
#[derive(Clone, Copy)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
    what: Structure,
}

/// One element.
#[derive(Clone, Copy)]
pub(crate) struct Element<'a> {
    pub(crate) tag: u8,
    pub(crate) content: &'a [u8],
    /// With its tag and length.
    pub(crate) whole: &'a [u8],
}

/// An algorithm and its parameters.
#[derive(Clone, Copy)]
pub(crate) struct Algorithm<'a> {
    pub(crate) oid: ObjectIdentifier,
    pub(crate) parameters: Reader<'a>,
}

impl<'a> Reader<'a> {
    /// Reads `bytes` as a part of `what`, which the errors name.
    pub(crate) fn new(bytes: &'a [u8], what: Structure) -> Self {
        Self { rest: bytes, what }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// An error about the structure that is being read.
    pub(crate) fn damaged(&self, reason: &'static str) -> NpkiError {
        NpkiError::damaged(self.what, reason)
    }

    pub(crate) fn what(&self) -> Structure {
        self.what
    }

    /// The next element, whatever it is.
    pub(crate) fn any(&mut self) -> Result<Element<'a>, NpkiError> {
        let (tag, content_length, head_length) =
            head(self.rest).ok_or_else(|| self.damaged("an element has no proper tag and length"))?;
        let split =
            head_length.checked_add(content_length).and_then(|length| self.rest.split_at_checked(length));
        let (whole, rest) = split.ok_or_else(|| self.damaged("an element is cut short"))?;
        self.rest = rest;
        Ok(Element { tag, content: whole.get(head_length..).unwrap_or_default(), whole })
    }

    /// The content of the next element, which must have this tag.
    pub(crate) fn expect(&mut self, tag: u8) -> Result<&'a [u8], NpkiError> {
        let element = self.any()?;
        if element.tag == tag {
            Ok(element.content)
        } else {
            Err(self.damaged("an element is not of the kind that belongs there"))
        }
    }

    /// The content of the next element if it has this tag.
    pub(crate) fn optional(&mut self, tag: u8) -> Result<Option<&'a [u8]>, NpkiError> {
        if self.rest.first() == Some(&tag) { self.expect(tag).map(Some) } else { Ok(None) }
    }

    /// The elements inside the next one, which must have this tag.
    pub(crate) fn inside(&mut self, tag: u8) -> Result<Self, NpkiError> {
        Ok(Self::new(self.expect(tag)?, self.what))
    }

    /// The next element as a number that is not negative.
    pub(crate) fn number(&mut self) -> Result<u64, NpkiError> {
        let content = self.expect(INTEGER)?;
        let digits = match content {
            [0, digits @ ..] => digits,
            [first, ..] if *first < 0x80 => content,
            _ => return Err(self.damaged("a number is negative or missing")),
        };
        if digits.len() > size_of::<u64>() {
            return Err(self.damaged("a number is beyond all measure"));
        }
        Ok(digits.iter().fold(0, |number, digit| number << 8 | u64::from(*digit)))
    }

    pub(crate) fn oid(&mut self) -> Result<ObjectIdentifier, NpkiError> {
        let content = self.expect(OID)?;
        ObjectIdentifier::from_bytes(content).map_err(|_| self.damaged("an object identifier is not one"))
    }

    /// The next element as an `AlgorithmIdentifier`.
    pub(crate) fn algorithm(&mut self) -> Result<Algorithm<'a>, NpkiError> {
        let mut parts = self.inside(SEQUENCE)?;
        Ok(Algorithm { oid: parts.oid()?, parameters: parts })
    }

    /// Nothing may follow.
    pub(crate) fn end(&self) -> Result<(), NpkiError> {
        if self.is_empty() { Ok(()) } else { Err(self.damaged("something stands where nothing belongs")) }
    }
}

/// Tag, length of the content and length of both; `None` where that is not DER.
pub(crate) fn head(bytes: &[u8]) -> Option<(u8, usize, usize)> {
    let (tag, first, rest) = match bytes {
        [tag, first, rest @ ..] => (*tag, *first, rest),
        _ => return None,
    };
    if first < LONG_LENGTH {
        return Some((tag, usize::from(first), 2));
    }
    let count = usize::from(first - LONG_LENGTH);
    let digits = rest.get(..count)?;
    if count == 0 || count > size_of::<u32>() || digits.first() == Some(&0) {
        return None;
    }
    let length = digits.iter().fold(0_usize, |length, digit| length << 8 | usize::from(*digit));
    (length >= usize::from(LONG_LENGTH)).then_some((tag, length, 2 + count))
}

/// Bytes that are wiped when they are no longer needed.
pub(crate) type Wiped = Zeroizing<Vec<u8>>;

/// An element whose content is `parts` one after another.
pub(crate) fn element(tag: u8, parts: &[&[u8]]) -> Wiped {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let digits = length.to_be_bytes();
    let zeros = digits.iter().take_while(|digit| **digit == 0).count();
    let digits = digits.get(zeros..).unwrap_or_default();
    // Room first: what is left behind when a vector grows is not wiped.
    let mut out = Zeroizing::new(Vec::with_capacity(2 + digits.len() + length));
    out.push(tag);
    match u8::try_from(length) {
        Ok(short) if short < LONG_LENGTH => out.push(short),
        _ => {
            // At most eight digits of length.
            out.push(LONG_LENGTH | u8::try_from(digits.len()).unwrap_or(u8::MAX));
            out.extend_from_slice(digits);
        }
    }
    for part in parts {
        out.extend_from_slice(part);
    }
    out
}

pub(crate) fn sequence(parts: &[&[u8]]) -> Wiped {
    element(SEQUENCE, parts)
}

pub(crate) fn octets(bytes: &[u8]) -> Wiped {
    element(OCTET_STRING, &[bytes])
}

pub(crate) fn null() -> Wiped {
    element(NULL, &[])
}

pub(crate) fn oid(oid: &ObjectIdentifier) -> Wiped {
    element(OID, &[oid.as_bytes()])
}

pub(crate) fn number(number: u64) -> Wiped {
    unsigned(&number.to_be_bytes())
}

/// An integer that is not negative, from its digits of base 256.
pub(crate) fn unsigned(digits: &[u8]) -> Wiped {
    let zeros = digits.iter().take_while(|digit| **digit == 0).count();
    match digits.get(zeros..) {
        Some(digits @ [first, ..]) if *first < 0x80 => element(INTEGER, &[digits]),
        Some(digits) => element(INTEGER, &[&[0], digits]),
        None => element(INTEGER, &[&[0]]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn reader(bytes: &[u8]) -> Reader<'_> {
        Reader::new(bytes, Structure::Pfx)
    }

    #[test]
    fn lengths_are_written_as_short_as_they_can_be() {
        for (length, head) in [
            (0, &[4, 0][..]),
            (127, &[4, 127]),
            (128, &[4, 0x81, 128]),
            (256, &[4, 0x82, 1, 0]),
            (70_000, &[4, 0x83, 1, 0x11, 0x70]),
        ] {
            let made = octets(&vec![7; length]);
            assert_eq!(made[..head.len()], *head, "{length}");
            assert_eq!(reader(&made).expect(OCTET_STRING).unwrap().len(), length);
        }
    }

    #[test]
    fn lengths_written_longer_than_need_be_are_refused() {
        for bytes in [&[4, 0x81, 1, 9][..], &[4, 0x82, 0, 200], &[4, 0x80, 0, 0], &[4, 0x85, 1, 0, 0, 0, 0]] {
            assert!(reader(bytes).any().is_err(), "{bytes:?}");
        }
    }

    #[test]
    fn negative_and_endless_numbers_are_refused() {
        assert_eq!(reader(&[2, 1, 0]).number().unwrap(), 0);
        assert_eq!(reader(&[2, 9, 0, 255, 255, 255, 255, 255, 255, 255, 255]).number().unwrap(), u64::MAX);
        for bytes in [&[2, 1, 0x80][..], &[2, 0], &[2, 9, 1, 0, 0, 0, 0, 0, 0, 0, 0]] {
            assert!(reader(bytes).number().is_err(), "{bytes:?}");
        }
    }

    proptest! {
        #[test]
        fn a_number_is_read_as_it_was_written(value in any::<u64>()) {
            prop_assert_eq!(reader(&number(value)).number().unwrap(), value);
        }
    }
}
