//! What is shown, as a file: lists as CSV or XLSX, source documents byte for byte.

mod sheet;

use crate::app::App;
use crate::file::{self, Existing};
use crate::ipc::view::{ExportFormat, InvoiceExportRequest, InvoiceRow, SavedFile, SourceExportRequest};
use crate::query::invoice::{filter_of, rows_of, sort_of};
use crate::{AppError, ErrorCode};
use base64::Engine as _;
use std::path::{Path, PathBuf};

/// Rows fetched at a time.
const PAGE_ROWS: u32 = 1_000;

/// Most rows of one export: what a worksheet holds, less the heading.
const ROWS_MAX: usize = 1_048_575;

pub(crate) fn invoice_export(app: &App, request: InvoiceExportRequest) -> Result<SavedFile, AppError> {
    let company = app.company()?;
    let (filter, sort) = (filter_of(&request.filter)?, sort_of(&request.sort));
    let mut rows: Vec<InvoiceRow> = Vec::new();
    let mut after = None;
    loop {
        let page =
            company.book.read(|reader| reader.invoice_page(&filter, &sort, after.as_ref(), PAGE_ROWS))?;
        rows.extend(rows_of(page.rows));
        after = page.next;
        if after.is_none() {
            break;
        }
        if rows.len() > ROWS_MAX {
            let message = "more rows than a worksheet holds; narrow the list";
            return Err(AppError::new(ErrorCode::FileTooLarge, message).with("max", ROWS_MAX));
        }
    }
    let english = request.language == "en";
    let (bytes, ending, media_type) = match request.format {
        ExportFormat::Csv => (sheet::csv(&rows, english)?, "csv", "text/csv; charset=utf-8"),
        ExportFormat::Xlsx => (
            sheet::xlsx(&rows, english)?,
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
    };
    let name =
        format!("{}_{}.{ending}", if english { "invoices" } else { "전자세금계산서" }, app.clock.today());
    let existing = if request.overwrite { Existing::Replace } else { Existing::Keep };
    save(name, media_type, &bytes, request.to.map(PathBuf::from).as_deref(), existing)
}

pub(crate) fn source_export(app: &App, request: SourceExportRequest) -> Result<SavedFile, AppError> {
    let company = app.company()?;
    let (summary, bytes) = company
        .book
        .read(|reader| {
            let Some(summary) = reader.source_summary(request.id)? else { return Ok(None) };
            Ok(Some((summary, reader.source_bytes(request.id)?)))
        })?
        .ok_or_else(|| AppError::new(ErrorCode::SourceNotFound, "no such source document"))?;
    let media_type = match summary.format.as_str() {
        "etax_xml" => "application/xml",
        "hometax_xls" => "application/vnd.ms-excel",
        "hometax_xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "hometax_text" => "text/plain",
        "popbill_json" => "application/json",
        _ => "application/octet-stream",
    };
    let to = request.to.map(PathBuf::from);
    save(
        summary.file_name,
        media_type,
        &bytes,
        to.as_deref(),
        if request.overwrite { Existing::Replace } else { Existing::Keep },
    )
}

/// Writes the file, or returns its bytes where the host saves them itself.
pub(crate) fn save(
    name: String,
    media_type: &str,
    bytes: &[u8],
    to: Option<&Path>,
    existing: Existing,
) -> Result<SavedFile, AppError> {
    if let Some(path) = to {
        file::write_atomically(path, bytes, existing)?;
    }
    Ok(SavedFile {
        file_name: to.and_then(Path::file_name).map_or(name, |name| name.to_string_lossy().into_owned()),
        media_type: media_type.to_owned(),
        size_bytes: bytes.len() as u64,
        path: to.map(|path| path.display().to_string()),
        base64: to.is_none().then(|| base64::engine::general_purpose::STANDARD.encode(bytes)),
    })
}
