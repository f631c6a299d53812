//! BER made DER, within bounds.
//!
//! PKCS#12 and CMS may be written with indefinite lengths, strings in pieces and lengths longer than
//! need be. Everything is turned into DER once, here, so that all readers behind this take DER alone.

use zeroize::Zeroizing;

/// How deep values may lie within each other. PKCS#12, CMS and certificates stay far below it.
const DEPTH_MAX: usize = 32;

/// Tag numbers above 30 need more than one byte; nothing that is read here has one.
const LONG_TAG: u8 = 0x1f;
const CONSTRUCTED: u8 = 0x20;
const OCTET_STRING: u8 = 0x04;
/// The first byte of a length of indefinite form.
const INDEFINITE: u8 = 0x80;
/// What ends a value of indefinite length.
const END: [u8; 2] = [0, 0];

/// Why bytes are not BER that is accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BerError {
    /// Cut short, or not BER at all.
    Malformed,
    /// Nested deeper than [`DEPTH_MAX`].
    TooDeep,
    /// Something stands behind the value.
    Trailing,
}

impl BerError {
    /// For the reason of [`crate::NpkiError::Damaged`].
    pub(crate) fn reason(self) -> &'static str {
        match self {
            Self::Malformed => "it is not BER",
            Self::TooDeep => "its values lie too deep within each other",
            Self::Trailing => "something stands behind its end",
        }
    }
}

/// The DER of the one BER value that fills `bytes`.
///
/// Sorts no SET: its readers take the elements in any order.
///
/// # Errors
/// [`BerError`].
pub(crate) fn to_der(bytes: &[u8]) -> Result<Zeroizing<Vec<u8>>, BerError> {
    let mut input = bytes;
    // Filled from its end, so that a length is known when its turn comes; nothing is copied twice
    // and no half-filled vector is left behind unwiped.
    let room = bytes.len().saturating_add(growth_max(bytes.len()));
    let mut out = Backwards { bytes: Zeroizing::new(vec![0; room]), start: room };
    let value = read_value(&mut input, DEPTH_MAX)?;
    if !input.is_empty() {
        return Err(BerError::Trailing);
    }
    value.write(&mut out)?;
    Ok(out.finish())
}

/// The most by which DER is longer than BER: an indefinite length and its end take three bytes, a
/// length of more than 64 KiB takes more, and there are few of those at each depth.
fn growth_max(length: usize) -> usize {
    const GROWTH_BYTES_MAX: usize = size_of::<usize>() + 1 - 3;
    (length >> 16).saturating_mul(DEPTH_MAX * GROWTH_BYTES_MAX)
}

/// A value as it was read.
struct Value<'a> {
    tag: u8,
    content: Content<'a>,
}

enum Content<'a> {
    Bytes(&'a [u8]),
    Values(Vec<Value<'a>>),
}

/// Reads one value off the front of `input`.
fn read_value<'a>(input: &mut &'a [u8], depth_left: usize) -> Result<Value<'a>, BerError> {
    let depth_left = depth_left.checked_sub(1).ok_or(BerError::TooDeep)?;
    let tag = take(input, 1)?.first().copied().ok_or(BerError::Malformed)?;
    if tag & LONG_TAG == LONG_TAG || tag == 0 {
        return Err(BerError::Malformed);
    }
    let is_constructed = tag & CONSTRUCTED != 0;
    let content = match read_length(input)? {
        Some(length) => {
            let mut inner = take(input, length)?;
            if is_constructed {
                let mut values = Vec::new();
                while !inner.is_empty() {
                    values.push(read_value(&mut inner, depth_left)?);
                }
                Content::Values(values)
            } else {
                Content::Bytes(inner)
            }
        }
        None if is_constructed => {
            let mut values = Vec::new();
            while !input.starts_with(&END) {
                values.push(read_value(input, depth_left)?);
            }
            take(input, END.len())?;
            Content::Values(values)
        }
        None => return Err(BerError::Malformed),
    };
    Ok(Value { tag, content })
}

/// A length; `None` for the indefinite form.
fn read_length(input: &mut &[u8]) -> Result<Option<usize>, BerError> {
    let first = take(input, 1)?.first().copied().ok_or(BerError::Malformed)?;
    if first == INDEFINITE {
        return Ok(None);
    }
    if first < INDEFINITE {
        return Ok(Some(usize::from(first)));
    }
    let mut length: usize = 0;
    for byte in take(input, usize::from(first - INDEFINITE))? {
        length = length.checked_mul(256).ok_or(BerError::Malformed)? | usize::from(*byte);
    }
    Ok(Some(length))
}

fn take<'a>(input: &mut &'a [u8], length: usize) -> Result<&'a [u8], BerError> {
    let (front, rest) = input.split_at_checked(length).ok_or(BerError::Malformed)?;
    *input = rest;
    Ok(front)
}

impl Value<'_> {
    /// Writes this value in front of what is written already.
    fn write(&self, out: &mut Backwards) -> Result<(), BerError> {
        let end = out.start;
        if self.tag == OCTET_STRING | CONSTRUCTED {
            self.write_pieces(out)?;
            return out.head(OCTET_STRING, end);
        }
        match &self.content {
            Content::Bytes(bytes) => out.put(bytes)?,
            Content::Values(values) => values.iter().rev().try_for_each(|value| value.write(out))?,
        }
        out.head(self.tag, end)
    }

    /// Writes what the pieces of an octet string hold together.
    fn write_pieces(&self, out: &mut Backwards) -> Result<(), BerError> {
        match &self.content {
            Content::Bytes(bytes) => out.put(bytes),
            Content::Values(pieces) => pieces.iter().rev().try_for_each(|piece| {
                if piece.tag & !CONSTRUCTED == OCTET_STRING {
                    piece.write_pieces(out)
                } else {
                    Err(BerError::Malformed)
                }
            }),
        }
    }
}

/// A buffer that is filled from its end to its start.
struct Backwards {
    bytes: Zeroizing<Vec<u8>>,
    start: usize,
}

impl Backwards {
    fn put(&mut self, bytes: &[u8]) -> Result<(), BerError> {
        // There is always room: see `growth_max`.
        let start = self.start.checked_sub(bytes.len()).ok_or(BerError::Malformed)?;
        let place = self.bytes.get_mut(start..self.start).ok_or(BerError::Malformed)?;
        place.copy_from_slice(bytes);
        self.start = start;
        Ok(())
    }

    /// Tag and length of what was written since `end`.
    fn head(&mut self, tag: u8, end: usize) -> Result<(), BerError> {
        let length = end.saturating_sub(self.start);
        match u8::try_from(length) {
            Ok(short) if short < INDEFINITE => self.put(&[tag, short]),
            _ => {
                let bytes = length.to_be_bytes();
                let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
                let digits = bytes.get(zeros..).unwrap_or_default();
                self.put(digits)?;
                let count = u8::try_from(digits.len()).map_err(|_| BerError::Malformed)?;
                self.put(&[tag, INDEFINITE | count])
            }
        }
    }

    fn finish(mut self) -> Zeroizing<Vec<u8>> {
        self.bytes.drain(..self.start);
        std::mem::take(&mut self.bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn der_stays_as_it_is() {
        let der = [0x30, 0x07, 0x02, 0x01, 0x05, 0x04, 0x02, 0xaa, 0xbb];
        assert_eq!(**to_der(&der).unwrap(), der);
    }

    #[test]
    fn indefinite_lengths_and_strings_in_pieces_become_plain_ones() {
        let ber = [
            0x30, 0x80, 0x24, 0x80, 0x04, 0x01, 0xaa, 0x24, 0x03, 0x04, 0x01, 0xbb, 0x00, 0x00, 0xa0, 0x80,
            0x05, 0x00, 0x00, 0x00, 0x00, 0x00,
        ];
        let der = [0x30, 0x08, 0x04, 0x02, 0xaa, 0xbb, 0xa0, 0x02, 0x05, 0x00];
        assert_eq!(**to_der(&ber).unwrap(), der);
    }

    #[test]
    fn lengths_longer_than_need_be_are_shortened() {
        assert_eq!(**to_der(&[0x04, 0x83, 0, 0, 1, 9]).unwrap(), [0x04, 1, 9]);
        let mut long = vec![0x04, 0x84, 0, 0, 0, 200];
        long.extend([7; 200]);
        assert_eq!(to_der(&long).unwrap()[..3], [0x04, 0x81, 200]);
    }

    #[test]
    fn what_is_cut_short_or_followed_by_something_is_refused() {
        let ber = [0x30, 0x80, 0x24, 0x80, 0x04, 0x01, 0xaa, 0x00, 0x00, 0x00, 0x00];
        for length in 0..ber.len() {
            assert_eq!(to_der(&ber[..length]).err(), Some(BerError::Malformed), "{length}");
        }
        assert_eq!(to_der(&[5, 0, 5, 0]).err(), Some(BerError::Trailing));
    }

    #[test]
    fn nesting_is_bounded_in_both_forms() {
        for length in [0x80, 0x7f] {
            let deep: Vec<u8> = [0x30, length].repeat(100_000);
            assert!(to_der(&deep).is_err());
        }
        let nested = |depth: usize| {
            let opened = [0x30, 0x80].repeat(depth);
            [opened, vec![0; 2 * depth]].concat()
        };
        assert!(to_der(&nested(DEPTH_MAX)).is_ok());
        assert_eq!(to_der(&nested(DEPTH_MAX + 1)).err(), Some(BerError::TooDeep));
    }

    #[test]
    fn large_values_of_indefinite_length_grow_and_still_fit() {
        let piece = [&[0x04, 0x83, 1, 0, 0][..], &vec![7; 65_536]].concat();
        let opened = [0x30, 0x80].repeat(20);
        let ber = [&opened[..], &piece, &[0; 40]].concat();
        let der = to_der(&ber).unwrap();
        assert_eq!(der[..10], [0x30, 0x83, 1, 0, 100, 0x30, 0x83, 1, 0, 95]);
        assert!(der.len() > ber.len());
    }

    proptest! {
        #[test]
        fn any_bytes_give_an_error_or_der_that_stays_as_it_is(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            if let Ok(der) = to_der(&bytes) {
                prop_assert!(der.len() <= bytes.len());
                prop_assert_eq!(&**to_der(&der).unwrap(), &**der);
            }
        }
    }
}
