//! A list as text (TSV): what the download of the list gives, a thousand rows to a file.
//!
//! A preamble of four lines, the headings, a line for each row; columns are parted by tabs and found by
//! their headings as in a workbook (downloads of others, 2024-11 … 2026-09).

use super::cell::Cell;
use super::columns::squeezed;
use super::list::{Workbook, read_list};
use super::sheets::{COLUMNS_MAX, RowSink};
use crate::finding::{Finding, FormError, codes, expected};
use core::ops::ControlFlow;
use encoding_rs::{EUC_KR, UTF_8};
use std::borrow::Cow;

/// The sheet that findings and places name: a text has none.
pub const TEXT_SHEET: &str = "목록";
/// Letters of a cell that are looked at; the longest text of an invoice has some hundred.
const CELL_CHARS_MAX: usize = 4_096;
/// A list's headings are told from other texts within so many lines.
const HEADING_LINES_MAX: usize = 20;
/// The longest letter of UTF-8, less one: a head may be cut inside one.
const CUT_BYTES_MAX: usize = 3;

/// Reads a list as text, in UTF-8 or, as saved again by an older program, in EUC-KR (CP949).
/// `progress(rows, all)` may break.
///
/// # Errors
/// [`FormError`] when there is no list to read: neither encoding, no heading row, needed headings missing.
pub fn read_text_list(
    bytes: &[u8],
    progress: &mut dyn FnMut(u64, u64) -> ControlFlow<()>,
) -> Result<Workbook, FormError> {
    let text = decoded(bytes).ok_or_else(unreadable)?;
    read_list(progress, |sink| {
        bring(&text, sink);
        Ok(())
    })
}

/// Hands the rows of a list as text to `sink`.
///
/// # Errors
/// It is in neither encoding.
pub(super) fn read_rows(bytes: &[u8], sink: &mut dyn RowSink) -> Result<(), Finding> {
    bring(&decoded(bytes).ok_or_else(unreadable)?, sink);
    Ok(())
}

/// Whether a text's first bytes are those of a list: its headings stand in one line, parted by tabs.
pub(crate) fn is_text_list(head: &[u8]) -> bool {
    let mut ends = (0..=CUT_BYTES_MAX).filter_map(|cut| head.get(..head.len().checked_sub(cut)?));
    let Some(text) = ends.find_map(decoded) else { return false };
    text.lines().take(HEADING_LINES_MAX).any(|line| {
        let holds = |wanted: &str| line.split('\t').any(|field| squeezed(unquoted(field)) == wanted);
        holds("작성일자") && holds("승인번호")
    })
}

fn unreadable() -> Finding {
    Finding::error(codes::FORMAT_TEXT_LIST).expecting(expected::ENCODING)
}

fn decoded(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let plain = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let utf8 = UTF_8.decode_without_bom_handling_and_without_replacement(plain);
    utf8.or_else(|| EUC_KR.decode_without_bom_handling_and_without_replacement(plain))
}

fn bring(text: &str, sink: &mut dyn RowSink) {
    let lines = memchr::memchr_iter(b'\n', text.as_bytes()).count().saturating_add(1);
    sink.start_sheet(TEXT_SHEET, u32::try_from(lines).unwrap_or(u32::MAX), false);
    let mut cells = Vec::new();
    for (line, number) in text.lines().zip(1..) {
        cells.clear();
        cells.extend(line.split('\t').take(COLUMNS_MAX).map(|field| cell_of(field)));
        if cells.iter().any(|cell| !cell.is_blank()) && sink.row(number, &cells).is_break() {
            return;
        }
    }
    sink.end_sheet();
}

fn cell_of(field: &str) -> Cell<'_> {
    let field = unquoted(field);
    let end = field.char_indices().nth(CELL_CHARS_MAX).map_or(field.len(), |(at, _)| at);
    Cell::text(field.get(..end).unwrap_or_default())
}

/// Without the quotation marks that a spreadsheet program puts around a text.
fn unquoted(field: &str) -> &str {
    let field = field.trim();
    field.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(field)
}

#[cfg(test)]
mod tests;
