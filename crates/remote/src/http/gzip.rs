//! Unpacks an answer, within a bound.

use crate::error::Kind;
use flate2::read::MultiGzDecoder;
use std::io::Read;

/// The body as it was before it was packed; no more than `bytes_max` are written.
pub(super) fn unpack(body: Vec<u8>, encoding: Option<&str>, bytes_max: usize) -> Result<Vec<u8>, Kind> {
    match encoding.map(str::trim) {
        None => return Ok(body),
        Some(name) if name.is_empty() || name.eq_ignore_ascii_case("identity") => return Ok(body),
        Some(name) if name.eq_ignore_ascii_case("gzip") || name.eq_ignore_ascii_case("x-gzip") => {}
        // Not asked for.
        Some(_) => return Err(Kind::Garbled),
    }
    let one_more = u64::try_from(bytes_max).unwrap_or(u64::MAX).saturating_add(1);
    let mut unpacked = Vec::new();
    MultiGzDecoder::new(body.as_slice())
        .take(one_more)
        .read_to_end(&mut unpacked)
        .map_err(|_| Kind::Garbled)?;
    if unpacked.len() > bytes_max { Err(Kind::TooLarge) } else { Ok(unpacked) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::GzEncoder};
    use std::io::Write;

    fn packed(text: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn a_packed_answer_is_unpacked_and_a_plain_one_left_alone() {
        assert_eq!(unpack(packed(b"hello"), Some("GZIP"), 5).unwrap(), b"hello");
        assert_eq!(unpack(b"hello".to_vec(), None, 5).unwrap(), b"hello");
        assert_eq!(unpack(b"hello".to_vec(), Some("identity"), 5).unwrap(), b"hello");
    }

    #[test]
    fn what_unpacks_to_more_than_its_bound_is_refused() {
        let bomb = packed(&vec![b'0'; 1 << 20]);
        assert!(bomb.len() < 2_000);
        assert_eq!(unpack(bomb, Some("gzip"), 65_536), Err(Kind::TooLarge));
    }

    #[test]
    fn a_broken_or_unknown_packing_is_garbled() {
        let mut cut = packed(b"hello hello hello");
        cut.truncate(cut.len() - 6);
        assert_eq!(unpack(cut, Some("gzip"), 100), Err(Kind::Garbled));
        assert_eq!(unpack(b"hello".to_vec(), Some("br"), 100), Err(Kind::Garbled));
    }
}
