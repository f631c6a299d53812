//! Files: kept source documents, exported lists, what was saved.

use super::invoice::{InvoiceFilter, InvoiceSort, SourceSummary};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

views! {
/// A kept source document.
pub struct SourceRef {
    #[ts(type = "number")]
    pub id: i64,
}

/// The document for reading: text with sensitive numbers masked, or a sheet.
pub struct SourceView {
    pub summary: SourceSummary,
    /// XML as text.
    pub text: Option<String>,
    /// A workbook's first rows as shown text.
    pub rows: Option<Vec<Vec<String>>>,
    /// True when resident numbers were masked in `text` or `rows`.
    pub masked: bool,
    /// True when only the beginning is shown.
    pub cut: bool,
}

/// Save a source document byte for byte.
pub struct SourceExportRequest {
    #[ts(type = "number")]
    pub id: i64,
    /// Full path; null returns the bytes. An existing file is never overwritten unless `overwrite`.
    pub to: Option<String>,
    #[serde(default)]
    pub overwrite: bool,
}

/// A written file, or its bytes for a browser to save.
pub struct SavedFile {
    pub file_name: String,
    pub media_type: String,
    #[ts(type = "number")]
    pub size_bytes: u64,
    /// Where it was written.
    pub path: Option<String>,
    /// The content, when no path was given.
    pub base64: Option<String>,
}

/// Format of an exported list.
#[derive(Copy)]
pub enum ExportFormat { Csv, Xlsx }

/// Export what is shown.
pub struct InvoiceExportRequest {
    pub filter: InvoiceFilter,
    pub sort: Vec<InvoiceSort>,
    pub format: ExportFormat,
    /// Full path; null returns the bytes. An existing file is never overwritten unless `overwrite`.
    pub to: Option<String>,
    pub overwrite: bool,
    /// `ko` or `en` headings.
    pub language: String,
}
}
