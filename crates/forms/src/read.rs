//! The one way in: any file, told by its bytes, read as what it is.

use crate::finding::{Finding, Findings, FormError, codes, expected};
use crate::hometax::{self, DeclaredTotals};
use crate::sniff::{Format, check_length, sniff};
use crate::{Severity, archive, etax};
use core::fmt;
use core::ops::ControlFlow;
use jangbu_domain::{BusinessNumber, Direction, InvoiceFault, TaxInvoice};

/// Where an invoice stands in its document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Locator {
    /// It is the whole document.
    Whole,
    /// One entry of an archive.
    Entry {
        /// Name in the archive.
        name: String,
    },
    /// Rows of a sheet, 1-based and inclusive; others may stand between.
    Rows {
        /// Name of the sheet.
        sheet: String,
        /// First of its rows.
        first_row: u32,
        /// Last of its rows.
        last_row: u32,
    },
}

impl fmt::Display for Locator {
    /// `세금계산서!7-8`, an entry's name, or nothing for the whole document.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole => Ok(()),
            Self::Entry { name } => f.write_str(name),
            Self::Rows { sheet, first_row, last_row } if first_row == last_row => {
                write!(f, "{sheet}!{first_row}")
            }
            Self::Rows { sheet, first_row, last_row } => write!(f, "{sheet}!{first_row}-{last_row}"),
        }
    }
}

/// One invoice of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadInvoice {
    /// The invoice.
    pub invoice: TaxInvoice,
    /// Where it stood.
    pub locator: Locator,
    /// Whether it holds a resident number in the open; such a document is sealed a second time.
    pub carries_resident: bool,
}

impl ReadInvoice {
    fn new(invoice: TaxInvoice, locator: Locator) -> Self {
        Self { carries_resident: invoice.carries_resident_number(), invoice, locator }
    }
}

/// All that a document gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadOutcome {
    /// What it is.
    pub format: Format,
    /// Good invoices, in the order of the document; offered even when others are bad.
    pub invoices: Vec<ReadInvoice>,
    /// Invoices or loose rows that cannot be taken.
    pub rejected: u32,
    /// Everything found, in the order of the document.
    pub findings: Vec<Finding>,
    /// Company named by the preamble of a list.
    pub company: Option<BusinessNumber>,
    /// 매출 or 매입, from the title of a list.
    pub title_direction: Option<Direction>,
    /// Totals that the preamble of a list declares.
    pub declared: Option<DeclaredTotals>,
    /// Whether the declared totals are the sums of the invoices read; none when nothing is declared.
    pub reconciled: Option<bool>,
    /// The caller stopped reading; nothing is offered.
    pub cancelled: bool,
}

impl ReadOutcome {
    fn empty(format: Format) -> Self {
        Self {
            format,
            invoices: Vec::new(),
            rejected: 0,
            findings: Vec::new(),
            company: None,
            title_direction: None,
            declared: None,
            reconciled: None,
            cancelled: false,
        }
    }

    fn refused(format: Format, finding: Finding) -> Self {
        Self { findings: vec![finding], rejected: 1, ..Self::empty(format) }
    }

    /// Whether the document itself must be sealed a second time.
    pub fn carries_resident(&self) -> bool {
        self.invoices.iter().any(|read| read.carries_resident)
    }

    /// Whether something of it cannot be taken.
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == Severity::Error)
    }
}

/// Reads a file of any kind. `name` is its name, for nothing but the hint it may give in findings;
/// the bytes decide what it is. `progress(done, total)` is called now and then — rows of a
/// workbook, entries of an archive; a total of zero is unknown — and stops the reading by
/// breaking.
pub fn read_document(
    name: &str,
    bytes: &[u8],
    progress: &mut dyn FnMut(u64, u64) -> ControlFlow<()>,
) -> ReadOutcome {
    let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if let Err(refusal) = check_length(length) {
        return ReadOutcome::refused(Format::Unknown(refusal.code), refusal);
    }
    let format = sniff(bytes);
    let mut outcome = match format {
        Format::EtaxXml => read_xml(bytes),
        Format::HometaxXls | Format::HometaxXlsx => {
            read_list(format, hometax::read_workbook(bytes, progress))
        }
        Format::HometaxText => read_list(format, hometax::read_text_list(bytes, progress)),
        Format::PopbillJson => read_list(format, hometax::read_popbill_list(bytes, progress)),
        Format::EtaxZip => read_archive(bytes, progress),
        Format::Unknown(code) => {
            let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
            let unknown = Finding::error(code).expecting(expected::ETAX_OR_LIST).with("extension", extension);
            ReadOutcome::refused(format, unknown)
        }
    };
    if outcome.cancelled {
        outcome = ReadOutcome {
            cancelled: true,
            ..ReadOutcome::refused(format, Finding::error(codes::READING_CANCELLED))
        };
    }
    outcome
}

fn read_xml(bytes: &[u8]) -> ReadOutcome {
    let mut outcome = ReadOutcome::empty(Format::EtaxXml);
    match etax::read_invoice(bytes) {
        Ok(document) => {
            outcome.invoices = vec![ReadInvoice::new(document.invoice, Locator::Whole)];
            outcome.findings = document.findings;
        }
        Err(error) => {
            outcome.rejected = 1;
            outcome.findings = error.findings;
            // Well-formed XML of another kind is no damaged invoice.
            if outcome.findings.iter().any(|finding| finding.code == codes::XML_ROOT) {
                outcome.format = Format::Unknown(codes::XML_ROOT);
            }
        }
    }
    outcome
}

fn read_list(format: Format, read: Result<hometax::Workbook, FormError>) -> ReadOutcome {
    let workbook = match read {
        Ok(workbook) => workbook,
        Err(error) => {
            return ReadOutcome { findings: error.findings, rejected: 1, ..ReadOutcome::empty(format) };
        }
    };
    let located = |listed: hometax::Listed| {
        let locator = Locator::Rows {
            sheet: listed.sheet.to_string(),
            first_row: listed.first_row,
            last_row: listed.last_row,
        };
        ReadInvoice::new(listed.invoice, locator)
    };
    ReadOutcome {
        invoices: workbook.listed.into_iter().map(located).collect(),
        rejected: workbook.rejected,
        findings: workbook.findings,
        company: workbook.company,
        title_direction: workbook.title_direction,
        declared: workbook.declared_totals,
        reconciled: workbook.reconciled,
        cancelled: workbook.cancelled,
        ..ReadOutcome::empty(format)
    }
}

fn read_archive(bytes: &[u8], progress: &mut dyn FnMut(u64, u64) -> ControlFlow<()>) -> ReadOutcome {
    let mut outcome = ReadOutcome::empty(Format::EtaxZip);
    let mut findings = Findings::default();
    let walked = archive::for_each_xml(bytes, progress, &mut |name, content| match content {
        Ok(bytes) => match etax::read_invoice(bytes) {
            Ok(document) => {
                let locator = Locator::Entry { name: name.to_owned() };
                outcome.invoices.push(ReadInvoice::new(document.invoice, locator));
                findings.extend(document.findings.into_iter().map(|finding| in_entry(finding, name)));
            }
            Err(error) => {
                outcome.rejected += 1;
                findings.extend(error.findings.into_iter().map(|finding| in_entry(finding, name)));
            }
        },
        Err(finding) => findings.push(in_entry(finding, name)),
    });
    match walked {
        Ok(ControlFlow::Continue(())) => {}
        Ok(ControlFlow::Break(())) => outcome.cancelled = true,
        Err(finding) => {
            outcome.rejected += 1;
            findings.push(finding);
        }
    }
    outcome.findings = findings.into_vec();
    outcome
}

fn in_entry(mut finding: Finding, name: &str) -> Finding {
    finding.sheet = Some(crate::excerpt(name).into());
    finding
}

/// What keeps values from being an invoice, with its figures; the caller adds the place.
pub(crate) fn fault_finding(fault: &InvoiceFault) -> Finding {
    let finding = Finding::error(fault.code());
    match fault {
        InvoiceFault::ApprovalDate { approval, written } => {
            finding.with("approval", approval).with("written", written)
        }
        InvoiceFault::TotalSum { supply, tax, total } => {
            finding.with("supply", supply).with("tax", tax).with("total", total)
        }
        InvoiceFault::TaxOnExempt { tax } => finding.with("tax", tax),
        InvoiceFault::NameMissing { side } => finding.with("side", side),
        InvoiceFault::LineCount { found } | InvoiceFault::NoteCount { found } => finding.with("found", found),
        InvoiceFault::TaxMissing
        | InvoiceFault::AmendmentMissing
        | InvoiceFault::AmendmentUnexpected
        | InvoiceFault::BrokerMissing
        | InvoiceFault::BrokerUnexpected => finding,
    }
}
