//! What an import would do: every invoice of every file, set against the books.

use super::read::ReadFile;
use crate::digest::Digest;
use crate::ipc::view::{FindingView, Severity};
use crate::job::Job;
use crate::open::OpenCompany;
use crate::{AppError, ErrorCode};
use jangbu_domain::{
    Agreement, ApprovalNumber, BusinessNumber, Difference, Direction, TaxInvoice, direction_for,
};
use jangbu_forms::{Locator, ReadInvoice};
use jangbu_store::{InvoiceRow, Reader, StoreError};
use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

/// Approval numbers looked up at once.
const LOOKUP_CHUNK: usize = 1_000;

/// An invoice that has no place in this company's books.
pub(crate) const OTHER_COMPANY: &str = "other_company";

/// A dry run's result, held until the clerk decides.
pub(crate) struct Plan {
    pub(crate) files: Vec<PlannedFile>,
    pub(crate) items: Vec<PlannedItem>,
    pub(crate) findings: Vec<FindingView>,
}

/// A file and what came of it.
#[derive(Default)]
pub(crate) struct PlannedFile {
    pub(crate) path: PathBuf,
    pub(crate) name: String,
    pub(crate) size_bytes: u64,
    pub(crate) digest: Option<Digest>,
    pub(crate) format: &'static str,
    pub(crate) already_imported: bool,
    pub(crate) reconciled: Option<bool>,
    pub(crate) counts: FileCounts,
}

/// Invoices of one file by what they mean for the books.
#[derive(Clone, Copy, Default)]
pub(crate) struct FileCounts {
    pub(crate) invoices: u32,
    pub(crate) new: u32,
    pub(crate) same: u32,
    pub(crate) enriching: u32,
    pub(crate) conflicts: u32,
    pub(crate) rejected: u32,
    pub(crate) foreign: u32,
}

/// One invoice, once, however many files hold it.
pub(crate) struct PlannedItem {
    /// As the files together say.
    pub(crate) invoice: TaxInvoice,
    pub(crate) direction: Direction,
    pub(crate) meaning: Meaning,
    /// Which files hold it, and where.
    pub(crate) sources: Vec<(usize, Locator)>,
    /// A resident number stands in the open in its files; they are sealed a second time.
    pub(crate) carries_resident: bool,
    /// The book knows the whole document.
    pub(crate) has_document: bool,
}

impl PlannedItem {
    /// The files that hold it.
    pub(crate) fn files(&self) -> impl Iterator<Item = usize> {
        self.sources.iter().map(|(file, _)| *file)
    }
}

/// What an invoice means for the books.
pub(crate) enum Meaning {
    New,
    Same,
    /// The two together.
    Enriches {
        merged: Box<TaxInvoice>,
    },
    Conflict {
        existing: i64,
        ours: Box<InvoiceRow>,
        differences: Vec<Difference>,
    },
}

/// Collects the files' invoices, then compares with the books.
pub(crate) struct Planner {
    company: BusinessNumber,
    plan: Plan,
    by_approval: HashMap<ApprovalNumber, usize>,
}

impl Planner {
    pub(crate) fn new(company: BusinessNumber) -> Self {
        let plan = Plan { files: Vec::new(), items: Vec::new(), findings: Vec::new() };
        Self { company, plan, by_approval: HashMap::new() }
    }

    /// Takes what one file gave.
    pub(crate) fn take(&mut self, file: ReadFile, already_imported: bool) {
        let index = self.plan.files.len();
        let mut counts = FileCounts { rejected: file.rejected, ..FileCounts::default() };
        self.plan.findings.extend(file.findings);
        for read in file.invoices {
            counts.invoices += 1;
            if let Some(direction) = direction_for(&read.invoice, self.company) {
                self.take_invoice((index, &file.name), read, direction, &mut counts);
            } else {
                counts.foreign += 1;
                let finding = finding(OTHER_COMPANY, Severity::Warning, &file.name, &read.locator);
                self.plan.findings.push(with_approval(finding, read.invoice.approval()));
            }
        }
        self.plan.files.push(PlannedFile {
            path: file.path,
            name: file.name,
            size_bytes: file.size_bytes,
            digest: file.digest,
            format: file.format,
            already_imported,
            reconciled: file.reconciled,
            counts,
        });
    }

    /// The same invoice in two files is one item; two files that contradict each other are a finding.
    fn take_invoice(
        &mut self,
        (file, name): (usize, &str),
        read: ReadInvoice,
        direction: Direction,
        counts: &mut FileCounts,
    ) {
        let ReadInvoice { invoice, locator, carries_resident } = read;
        let Some(item) = self.by_approval.get(invoice.approval()).and_then(|at| self.plan.items.get_mut(*at))
        else {
            self.by_approval.insert(invoice.approval().clone(), self.plan.items.len());
            let sources = vec![(file, locator)];
            self.plan.items.push(PlannedItem {
                invoice,
                direction,
                meaning: Meaning::New,
                sources,
                carries_resident,
                has_document: false,
            });
            return;
        };
        match item.invoice.agreement_with(&invoice) {
            Agreement::Same => counts.same += 1,
            Agreement::Enriches(merged) => {
                counts.same += 1;
                item.invoice = *merged;
            }
            Agreement::Conflict(differences) => {
                counts.rejected += 1;
                let fields: Vec<_> = differences.iter().map(|difference| difference.field).collect();
                let mut finding = finding("files_differ", Severity::Error, name, &locator);
                finding.params.insert("fields".to_owned(), fields.join(", "));
                self.plan.findings.push(with_approval(finding, invoice.approval()));
                return;
            }
        }
        item.sources.push((file, locator));
        item.carries_resident |= carries_resident;
    }

    /// Compares with the books and counts.
    ///
    /// # Errors
    /// `job.cancelled`, `book.*`.
    pub(crate) fn compare(mut self, company: &OpenCompany, job: &mut Job<'_>) -> Result<Plan, AppError> {
        let total = self.plan.items.len() as u64;
        let mut done = 0;
        for chunk in self.plan.items.chunks_mut(LOOKUP_CHUNK) {
            job.step("check", "", done, total)?;
            company.book.read(|reader| compare_chunk(reader, chunk))?;
            done += LOOKUP_CHUNK as u64;
        }
        self.count();
        Ok(self.plan)
    }

    /// Each item counts for the first file that holds it.
    fn count(&mut self) {
        for item in &self.plan.items {
            let first = item.sources.first().and_then(|(file, _)| self.plan.files.get_mut(*file));
            if let Some(file) = first {
                match item.meaning {
                    Meaning::New => file.counts.new += 1,
                    Meaning::Same => file.counts.same += 1,
                    Meaning::Enriches { .. } => file.counts.enriching += 1,
                    Meaning::Conflict { .. } => file.counts.conflicts += 1,
                }
            }
        }
    }
}

fn compare_chunk(reader: &Reader, chunk: &mut [PlannedItem]) -> Result<(), StoreError> {
    let approvals: Vec<_> = chunk.iter().map(|item| item.invoice.approval().clone()).collect();
    let existing = reader.existing(&approvals)?;
    for item in chunk {
        let Some(stored) = existing.get(item.invoice.approval()) else { continue };
        let existing = stored.id;
        item.has_document = stored.has_document();
        item.meaning = match stored.agreement_with(&item.invoice) {
            Agreement::Same => Meaning::Same,
            Agreement::Enriches(merged) => Meaning::Enriches { merged },
            Agreement::Conflict(differences) => match reader.invoice_row(existing)? {
                Some(ours) => Meaning::Conflict { existing, ours: Box::new(ours), differences },
                None => Meaning::New,
            },
        };
    }
    Ok(())
}

fn finding(code: &str, severity: Severity, file: &str, locator: &Locator) -> FindingView {
    let (sheet, row) = match locator {
        Locator::Whole | Locator::Entry { .. } => (None, None),
        Locator::Rows { sheet, first_row, .. } => (Some(sheet.clone()), Some(*first_row)),
    };
    FindingView {
        severity,
        code: code.to_owned(),
        file: file.to_owned(),
        sheet,
        row,
        column: None,
        expected: None,
        found: None,
        params: BTreeMap::new(),
    }
}

fn with_approval(mut finding: FindingView, approval: &ApprovalNumber) -> FindingView {
    finding.params.insert("approval".to_owned(), approval.to_string());
    finding
}

impl Plan {
    /// Nothing could be taken and something was wrong.
    pub(crate) fn is_unreadable(&self) -> bool {
        self.items.is_empty() && self.files.iter().all(|file| file.counts.invoices == 0)
    }

    pub(crate) fn rejected(&self) -> u32 {
        self.files.iter().map(|file| file.counts.rejected).sum()
    }

    /// Refuses when a file is not what the dry run read.
    ///
    /// # Errors
    /// `import.stale`, `file.*`.
    pub(crate) fn check_bytes(file: &PlannedFile, bytes: &[u8]) -> Result<(), AppError> {
        if file.digest == Some(Digest::of(bytes)) {
            Ok(())
        } else {
            let message = "the file changed since the dry run";
            Err(AppError::new(ErrorCode::ImportStale, message).with("file", &file.name))
        }
    }
}
