//! What is shown, as a file: lists as CSV or XLSX, source documents byte for byte.

mod evidence;
mod invoice;
mod sheet;

use self::evidence::EVIDENCE;
use self::invoice::INVOICES;
use self::sheet::Sheet;
use crate::app::App;
use crate::evidence::{filter_of as evidence_filter_of, view_of as evidence_view_of};
use crate::file::{self, Existing};
use crate::ipc::view::{
    EvidenceExportRequest, EvidenceView, ExportFormat, InvoiceExportRequest, InvoiceRow, SavedFile,
    SourceExportRequest,
};
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
    let rows: Vec<InvoiceRow> = gather(|after| {
        let page = company.book.read(|reader| reader.invoice_page(&filter, &sort, after, PAGE_ROWS))?;
        Ok((rows_of(page.rows), page.next))
    })?;
    let asked = Asked::of(&request.language, request.format, request.to, request.overwrite);
    asked.save(app, &INVOICES, &rows, ("전자세금계산서", "invoices"))
}

pub(crate) fn evidence_export(app: &App, request: EvidenceExportRequest) -> Result<SavedFile, AppError> {
    let company = app.company()?;
    let filter = evidence_filter_of(&request.filter)?;
    let rows: Vec<EvidenceView> = gather(|after| {
        let (page, next) = company.book.read(|reader| reader.evidence_page(&filter, after, PAGE_ROWS))?;
        Ok((page.into_iter().map(evidence_view_of).collect(), next))
    })?;
    let asked = Asked::of(&request.language, request.format, request.to, request.overwrite);
    asked.save(app, &EVIDENCE, &rows, ("현금영수증_카드매입", "purchases"))
}

/// All rows of a list, page after page; `page` is given where the one before ended.
///
/// # Errors
/// `file.too_large` beyond what a worksheet holds, and those of `page`.
fn gather<R, C>(
    mut page: impl FnMut(Option<&C>) -> Result<(Vec<R>, Option<C>), AppError>,
) -> Result<Vec<R>, AppError> {
    let (mut rows, mut next) = page(None)?;
    while let Some(after) = next {
        if rows.len() > ROWS_MAX {
            let message = "more rows than a worksheet holds; narrow the list";
            return Err(AppError::new(ErrorCode::FileTooLarge, message).with("max", ROWS_MAX));
        }
        let more;
        (more, next) = page(Some(&after))?;
        rows.extend(more);
    }
    Ok(rows)
}

/// How a list is wanted.
struct Asked {
    english: bool,
    format: ExportFormat,
    to: Option<PathBuf>,
    existing: Existing,
}

impl Asked {
    fn of(language: &str, format: ExportFormat, to: Option<String>, overwrite: bool) -> Self {
        let existing = if overwrite { Existing::Replace } else { Existing::Keep };
        Self { english: language == "en", format, to: to.map(PathBuf::from), existing }
    }

    /// Writes the sheet; its file is called by what it holds, in Korean or English, and by the day.
    fn save<R, const N: usize>(
        self,
        app: &App,
        sheet: &Sheet<R, N>,
        rows: &[R],
        (ko, en): (&str, &str),
    ) -> Result<SavedFile, AppError> {
        let (bytes, ending, media_type) = match self.format {
            ExportFormat::Csv => (sheet.csv(rows, self.english)?, "csv", "text/csv; charset=utf-8"),
            ExportFormat::Xlsx => (
                sheet.xlsx(rows, self.english)?,
                "xlsx",
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            ),
        };
        let name = format!("{}_{}.{ending}", if self.english { en } else { ko }, app.clock.today());
        save(name, media_type, &bytes, self.to.as_deref(), self.existing)
    }
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
