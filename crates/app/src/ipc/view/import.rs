//! Importing in two steps, and the way back.

use super::invoice::{FieldChange, InvoiceRow, InvoiceTotals};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

views! {
/// A file or folder to read.
pub enum ImportInput {
    /// A path on this machine; folders are walked.
    Path(String),
    /// A file uploaded by the browser host.
    Upload(String),
}

/// A dry run: nothing is written.
pub struct ImportPreviewRequest {
    pub inputs: Vec<ImportInput>,
    /// Chosen by the caller; progress and cancel refer to it.
    pub job: String,
}

/// How bad a finding is.
#[derive(Copy)]
pub enum Severity {
    /// The row or file cannot be taken.
    Error,
    /// Taken, with a remark.
    Warning,
    /// Worth knowing only.
    Info,
}

/// Something found while reading: where it is and what was expected.
pub struct FindingView {
    pub severity: Severity,
    /// Key into the `findings` texts.
    pub code: String,
    pub file: String,
    /// Sheet of a workbook, or entry of an archive.
    pub sheet: Option<String>,
    /// 1-based, as the spreadsheet shows it; a line number for XML.
    #[ts(type = "number | null")]
    pub row: Option<u32>,
    /// Heading or element path.
    pub column: Option<String>,
    /// What was expected, key into the `expected` texts or a plain example.
    pub expected: Option<String>,
    /// What stood there, cut to 80 characters, sensitive numbers masked.
    pub found: Option<String>,
    #[ts(type = "Record<string, string>")]
    pub params: std::collections::BTreeMap<String, String>,
}

/// What one file holds.
pub struct FilePreview {
    pub file: String,
    /// `etax_xml`, `hometax_xls`, `hometax_xlsx`, or blank when unreadable.
    pub format: String,
    #[ts(type = "number")]
    pub size_bytes: u64,
    /// Invoices read.
    pub invoices: u32,
    pub new: u32,
    pub same: u32,
    pub enriching: u32,
    pub conflicts: u32,
    /// Rows or documents that cannot be taken.
    pub rejected: u32,
    /// Invoices between other companies, not of this book.
    pub foreign: u32,
    /// Preamble totals agree with the rows: null when the file has none.
    pub reconciled: Option<bool>,
    /// These exact bytes are already kept.
    pub already_imported: bool,
}

/// The same approval number with other content.
pub struct ConflictView {
    pub approval_number: String,
    pub file: String,
    #[ts(type = "number")]
    pub existing_id: i64,
    /// The version in the book and the one in the file.
    pub ours: InvoiceRow,
    pub theirs: InvoiceRow,
    pub fields: Vec<FieldChange>,
}

/// The outcome of the dry run.
pub struct ImportPreview {
    pub preview: String,
    pub files: Vec<FilePreview>,
    /// All findings, worst first, at most 1,000; `findings_total` counts all.
    pub findings: Vec<FindingView>,
    pub findings_total: u32,
    /// At most 200; `conflicts_total` counts all.
    pub conflicts: Vec<ConflictView>,
    pub conflicts_total: u32,
    pub new: u32,
    pub same: u32,
    pub enriching: u32,
    pub rejected: u32,
    pub foreign: u32,
    /// What would be added.
    pub totals: InvoiceTotals,
    /// First rows that would be added, at most 50.
    pub sample: Vec<InvoiceRow>,
}

/// What the clerk decided for one conflict.
#[derive(Copy)]
pub enum ConflictChoice { KeepOurs, TakeTheirs }

/// One decision.
pub struct ConflictDecision {
    pub approval_number: String,
    pub choice: ConflictChoice,
}

/// Write what the dry run found.
pub struct ImportCommitRequest {
    pub preview: String,
    pub job: String,
    pub decisions: Vec<ConflictDecision>,
    /// For conflicts not named in `decisions`.
    pub otherwise: ConflictChoice,
    /// The clerk's word that good rows may be taken though others were rejected.
    pub accept_partial: bool,
}

/// A dry run.
pub struct ImportRef {
    pub preview: String,
}

/// What was written, in one transaction.
pub struct ImportOutcome {
    /// Null when nothing had to be written.
    #[ts(type = "number | null")]
    pub import_id: Option<i64>,
    pub added: u32,
    pub enriched: u32,
    pub replaced: u32,
    pub unchanged: u32,
    pub kept_ours: u32,
    pub rejected: u32,
    pub foreign: u32,
    pub totals: InvoiceTotals,
}

/// A past import.
pub struct ImportSummary {
    #[ts(type = "number")]
    pub id: i64,
    /// RFC 3339.
    pub at: String,
    pub files: Vec<String>,
    pub added: u32,
    pub enriched: u32,
    pub replaced: u32,
    /// RFC 3339, when it was undone.
    pub undone_at: Option<String>,
}

/// Newest first, at most 500.
pub struct ImportList {
    pub imports: Vec<ImportSummary>,
}

/// Which import to undo.
pub struct ImportUndoRequest {
    #[ts(type = "number")]
    pub id: i64,
    pub job: String,
}

/// What the undo did, as new changes.
pub struct ImportUndone {
    pub removed: u32,
    pub restored: u32,
    /// Left alone because something later stands on them; each has its reason code.
    pub kept: Vec<FindingView>,
}
}
