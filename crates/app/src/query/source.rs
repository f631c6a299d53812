//! A kept source document, for reading.

use super::invoice::source_summary;
use crate::app::App;
use crate::ipc::view::{SourceRef, SourceView};
use crate::{AppError, ErrorCode};
use jangbu_forms::hometax::shown_rows;
use jangbu_forms::mask_personal_numbers;
use jangbu_store::SourceLink;

/// Longest text shown, in bytes of the document.
const TEXT_BYTES_MAX: usize = 1024 * 1024;

/// Most rows of a sheet shown.
const ROWS_MAX: u32 = 5_000;

/// Personal numbers are masked whether or not the document was sealed; the bytes themselves leave
/// by `source.export` only.
pub(crate) fn source_show(app: &App, request: SourceRef) -> Result<SourceView, AppError> {
    let company = app.company()?;
    let found = company.book.read(|reader| {
        let Some(source) = reader.source_summary(request.id)? else { return Ok(None) };
        let verdict = reader.signature_verdict(request.id)?;
        Ok(Some((source, reader.source_bytes(request.id)?, verdict)))
    })?;
    let (source, bytes, verdict) =
        found.ok_or_else(|| AppError::new(ErrorCode::SourceNotFound, "no such source document"))?;
    let is_text = source.format == "etax_xml";
    let rows = if is_text { None } else { shown_rows(&bytes, ROWS_MAX).ok() };
    let text = is_text.then(|| shown_text(&bytes));
    let masked = source.sealed || text.as_ref().is_some_and(|(_, masked)| *masked);
    let rows_cut =
        rows.as_ref().is_some_and(|rows| rows.len() >= usize::try_from(ROWS_MAX).unwrap_or(usize::MAX));
    Ok(SourceView {
        summary: source_summary(&SourceLink { source, locator: None }, verdict.as_ref()),
        text: text.map(|(text, _)| text),
        rows,
        masked,
        cut: rows_cut || (is_text && bytes.len() > TEXT_BYTES_MAX),
    })
}

/// The beginning of a text document, and whether something in it was masked.
fn shown_text(bytes: &[u8]) -> (String, bool) {
    let beginning = bytes.get(..TEXT_BYTES_MAX).unwrap_or(bytes);
    let text = String::from_utf8_lossy(beginning);
    let shown = mask_personal_numbers(&text);
    // The number that stands for any foreigner identifies nobody.
    let masked = shown != text && shown.replace("999999-*******", "9999999999999") != text;
    (shown.replace("999999-*******", "9999999999999"), masked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resident_number_is_masked_and_a_foreigners_placeholder_is_not() {
        let (text, masked) = shown_text("<ID>9913320000000</ID>".as_bytes());
        assert_eq!((text.as_str(), masked), ("<ID>991332-*******</ID>", true));
        let (text, masked) = shown_text("<ID>9999999999999</ID>".as_bytes());
        assert_eq!((text.as_str(), masked), ("<ID>9999999999999</ID>", false));
    }
}
