//! Reading the files of a dry run, each once, bounded, with progress.

use crate::digest::Digest;
use crate::file;
use crate::ipc::view::{FindingView, Severity};
use crate::job::Job;
use crate::{AppError, ErrorCode};
use jangbu_forms::{Finding, ReadInvoice, ReadOutcome};
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// One file as it was read.
pub(crate) struct ReadFile {
    pub(crate) path: PathBuf,
    /// What the clerk sees: the file's own name.
    pub(crate) name: String,
    pub(crate) size_bytes: u64,
    /// Of the bytes; none when they could not be read.
    pub(crate) digest: Option<Digest>,
    /// Stable name, blank when unreadable.
    pub(crate) format: &'static str,
    pub(crate) invoices: Vec<ReadInvoice>,
    pub(crate) findings: Vec<FindingView>,
    pub(crate) rejected: u32,
    pub(crate) reconciled: Option<bool>,
}

/// Reads one file; what is wrong with it becomes findings, never a failure of the whole.
///
/// # Errors
/// `job.cancelled` only.
pub(crate) fn read_file(
    path: &Path,
    job: &mut Job<'_>,
    index: u64,
    count: u64,
) -> Result<ReadFile, AppError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    job.step("read", &name, index, count)?;
    let bytes = match file::read_bounded(path) {
        Ok(bytes) => bytes,
        Err(error) => return Ok(unreadable(path, name, &error)),
    };
    let digest = Digest::of(&bytes);
    let mut cancelled = false;
    let outcome = jangbu_forms::read_document(&name, &bytes, &mut |done, total| {
        // Files count alike; inside a large one, its own share moves the bar.
        let within = done.saturating_mul(1_000).checked_div(total).unwrap_or_default();
        cancelled = job.step("read", &name, index * 1_000 + within, count * 1_000).is_err();
        if cancelled { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    if cancelled || job.is_cancelled() {
        return Err(AppError::new(ErrorCode::JobCancelled, "stopped on request"));
    }
    Ok(from_outcome(path, name, bytes.len() as u64, digest, outcome))
}

impl ReadFile {
    /// Bytes that lie in memory, read as what they are.
    pub(crate) fn of_bytes(name: String, bytes: &[u8]) -> Self {
        let outcome = jangbu_forms::read_document(&name, bytes, &mut |_, _| ControlFlow::Continue(()));
        from_outcome(Path::new(""), name, bytes.len() as u64, Digest::of(bytes), outcome)
    }

    /// What somebody else has read from bytes that lie in memory.
    pub(crate) fn of_list(
        (name, format): (String, &'static str),
        bytes: &[u8],
        invoices: Vec<ReadInvoice>,
        (findings, rejected): (&[Finding], u32),
    ) -> Self {
        Self {
            path: PathBuf::new(),
            size_bytes: bytes.len() as u64,
            digest: Some(Digest::of(bytes)),
            format,
            invoices,
            findings: findings.iter().map(|finding| finding_view(&name, finding)).collect(),
            rejected,
            reconciled: None,
            name,
        }
    }
}

fn from_outcome(
    path: &Path,
    name: String,
    size_bytes: u64,
    digest: Digest,
    outcome: ReadOutcome,
) -> ReadFile {
    let findings: Vec<_> = outcome.findings.iter().map(|finding| finding_view(&name, finding)).collect();
    ReadFile {
        path: path.to_path_buf(),
        size_bytes,
        digest: Some(digest),
        format: outcome.format.key(),
        rejected: outcome.rejected,
        invoices: outcome.invoices,
        reconciled: outcome.reconciled,
        findings,
        name,
    }
}

fn unreadable(path: &Path, name: String, error: &AppError) -> ReadFile {
    let finding = FindingView {
        severity: Severity::Error,
        code: error.code().as_str().replace('.', "_"),
        file: name.clone(),
        sheet: None,
        row: None,
        column: None,
        expected: None,
        found: None,
        params: BTreeMap::new(),
    };
    let (findings, rejected) = (vec![finding], 1);
    let (path, digest, format) = (path.to_path_buf(), None, "");
    ReadFile {
        path,
        name,
        size_bytes: 0,
        digest,
        format,
        invoices: Vec::new(),
        findings,
        rejected,
        reconciled: None,
    }
}

/// A finding with the file it is in; an archive's entry stands in place of the sheet.
fn finding_view(file: &str, finding: &Finding) -> FindingView {
    FindingView {
        severity: match finding.severity {
            jangbu_forms::Severity::Error => Severity::Error,
            jangbu_forms::Severity::Warning => Severity::Warning,
            jangbu_forms::Severity::Info => Severity::Info,
        },
        code: finding.code.to_owned(),
        file: file.to_owned(),
        sheet: finding.sheet.as_deref().map(str::to_owned),
        row: finding.row,
        column: finding.column.as_deref().map(str::to_owned),
        expected: finding.expected.map(str::to_owned),
        found: finding.found.as_deref().map(str::to_owned),
        params: finding.params.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
    }
}
