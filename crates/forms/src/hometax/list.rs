//! A whole list: rows gathered into invoices, totals compared.

use super::cell::{Cell, Epoch};
use super::columns::{Columns, Field};
use super::group::Group;
use super::preamble::{DeclaredTotals, Preamble};
use super::row::RowReader;
use super::sheets::{self, RowSink};
use crate::finding::{Finding, Findings, FormError, codes, expected};
use core::ops::ControlFlow;
use jangbu_domain::{ApprovalNumber, BusinessNumber, BuyerIdentity, Direction, Krw, TaxInvoice};
use std::collections::HashMap;
use std::sync::Arc;

/// Most rows of one workbook; the zipped format itself stops a little above a million.
pub const ROWS_MAX: u32 = 1_048_576;
/// The heading row is looked for in this many rows.
const HEADING_ROWS_MAX: u32 = 60;
/// Progress is told every so many rows.
const PROGRESS_ROWS: u64 = 512;

/// One invoice of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The invoice, as far as the list shows it.
    pub invoice: TaxInvoice,
    /// Its sheet.
    pub sheet: Arc<str>,
    /// First of its rows, 1-based.
    pub first_row: u32,
    /// Last of its rows.
    pub last_row: u32,
}

/// A list read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workbook {
    /// Company named by the preamble.
    pub company: Option<BusinessNumber>,
    /// 매출 or 매입, from the title, or from which side the company stands on in every row.
    pub title_direction: Option<Direction>,
    /// Good invoices in the order of the sheet, also when others are bad.
    pub listed: Vec<Listed>,
    /// Invoices and loose rows that cannot be taken.
    pub rejected: u32,
    /// Everything found, in the order of the sheet.
    pub findings: Vec<Finding>,
    /// Totals declared by the preamble.
    pub declared_totals: Option<DeclaredTotals>,
    /// Whether they are the sums of the invoices read.
    pub reconciled: Option<bool>,
    /// The caller stopped the reading.
    pub cancelled: bool,
}

/// Reads a list workbook, `.xls` or `.xlsx`, all its sheets. `progress(rows, all)` may break.
///
/// # Errors
/// [`FormError`] when there is no list to read: not a workbook, protected by a password, another
/// form (일괄발급), no heading row, needed headings missing.
pub fn read_workbook(
    bytes: &[u8],
    progress: &mut dyn FnMut(u64, u64) -> ControlFlow<()>,
) -> Result<Workbook, FormError> {
    read_list(progress, |list| sheets::read(bytes, list))
}

/// Reads whatever brings the rows of a list.
pub(super) fn read_list(
    progress: &mut dyn FnMut(u64, u64) -> ControlFlow<()>,
    bring: impl FnOnce(&mut dyn RowSink) -> Result<(), Finding>,
) -> Result<Workbook, FormError> {
    let mut list = ListReader::new(progress);
    let read = bring(&mut list);
    if let Err(finding) = read {
        // What was read up to the damage is not offered: half a list looks like a whole one.
        return Err(finding.into());
    }
    list.finish()
}

/// What a sheet turned out to be.
enum Stage {
    /// Its heading row has not come yet.
    Preamble,
    /// Its rows are being read.
    Rows(Box<Columns>),
    /// It is no list.
    Passed,
}

struct ListReader<'p> {
    progress: &'p mut dyn FnMut(u64, u64) -> ControlFlow<()>,
    findings: Findings,
    stage: Stage,
    sheet: Arc<str>,
    sheets: Vec<Arc<str>>,
    epoch: Epoch,
    preamble: Preamble,
    declared: Vec<DeclaredTotals>,
    bulk_form: bool,
    found_list: bool,
    groups: Vec<Group>,
    by_number: HashMap<ApprovalNumber, usize>,
    rejected: u32,
    rows_done: u64,
    rows_claimed: u64,
    cancelled: bool,
}

impl<'p> ListReader<'p> {
    fn new(progress: &'p mut dyn FnMut(u64, u64) -> ControlFlow<()>) -> Self {
        Self {
            progress,
            findings: Findings::default(),
            stage: Stage::Passed,
            sheet: Arc::from(""),
            sheets: Vec::new(),
            epoch: Epoch::default(),
            preamble: Preamble::default(),
            declared: Vec::new(),
            bulk_form: false,
            found_list: false,
            groups: Vec::new(),
            by_number: HashMap::new(),
            rejected: 0,
            rows_done: 0,
            rows_claimed: 0,
            cancelled: false,
        }
    }
}

impl RowSink for ListReader<'_> {
    fn start_sheet(&mut self, name: &str, rows: u32, epoch_1904: bool) {
        self.sheet = Arc::from(name);
        self.sheets.push(Arc::clone(&self.sheet));
        self.rows_claimed += u64::from(rows);
        self.epoch = Epoch { is_1904: epoch_1904 };
        self.stage = Stage::Preamble;
    }

    fn row(&mut self, number: u32, cells: &[Cell<'_>]) -> ControlFlow<()> {
        self.rows_done += 1;
        if self.rows_done.is_multiple_of(PROGRESS_ROWS) {
            let claimed = self.rows_claimed.max(self.rows_done);
            if (self.progress)(self.rows_done, claimed).is_break() {
                self.cancelled = true;
                return ControlFlow::Break(());
            }
        }
        if self.rows_done > u64::from(ROWS_MAX) {
            let many = Finding::error(codes::WORKBOOK_TOO_LARGE).with("cells", self.rows_done);
            self.findings.push(many.with("max", ROWS_MAX).in_sheet(&self.sheet).at_row(number));
            return ControlFlow::Break(());
        }
        match core::mem::replace(&mut self.stage, Stage::Passed) {
            Stage::Preamble => self.stage = self.preamble_row(number, cells),
            Stage::Rows(columns) => {
                self.invoice_row(&columns, number, cells);
                self.stage = Stage::Rows(columns);
            }
            Stage::Passed => {}
        }
        ControlFlow::Continue(())
    }

    fn end_sheet(&mut self) {
        self.stage = Stage::Passed;
    }
}

impl ListReader<'_> {
    fn preamble_row(&mut self, number: u32, cells: &[Cell<'_>]) -> Stage {
        if Columns::is_bulk_form(cells) {
            self.bulk_form = true;
            return Stage::Passed;
        }
        if Columns::is_heading_row(cells) {
            return self.heading_row(number, cells);
        }
        if number > HEADING_ROWS_MAX {
            return Stage::Passed;
        }
        self.preamble.add_row(cells, number);
        Stage::Preamble
    }

    fn heading_row(&mut self, number: u32, cells: &[Cell<'_>]) -> Stage {
        self.found_list = true;
        let preamble = core::mem::take(&mut self.preamble);
        self.preamble.company = preamble.company.or(self.preamble.company);
        self.preamble.direction = preamble.direction.or(self.preamble.direction);
        if !preamble.declared.is_empty() {
            self.declared.push(preamble.declared);
        }
        let (columns, about_headings) = Columns::read(cells, number);
        let sheet = Arc::clone(&self.sheet);
        let told = preamble.findings.into_iter().chain(about_headings);
        let mut readable = true;
        for finding in told {
            readable &= finding.code != codes::HEADING_MISSING;
            self.findings.push(finding.in_sheet(&sheet));
        }
        if readable { Stage::Rows(Box::new(columns)) } else { Stage::Passed }
    }

    fn invoice_row(&mut self, columns: &Columns, number: u32, cells: &[Cell<'_>]) {
        let sheet = Arc::clone(&self.sheet);
        let mut row = RowReader {
            columns,
            cells,
            sheet: &sheet,
            row: number,
            epoch: self.epoch,
            findings: &mut self.findings,
        };
        if row.continues() {
            if let Some(group) = self.groups.last_mut() {
                group.add_line(&mut row);
                return;
            }
            row.tell(Finding::error(codes::ROW_WITHOUT_INVOICE), Field::Approval);
            self.rejected += 1;
            return;
        }
        if row.is_foot() {
            return;
        }
        let Some(approval) = row.approval() else {
            // The rest of the row is checked all the same: everything wrong with it in one go.
            self.rejected += 1;
            let amounts = row.amounts();
            let _ = (amounts, row.line(None));
            return;
        };
        let amounts = row.amounts();
        if let Some(group) = self.by_number.get(&approval).and_then(|at| self.groups.get_mut(*at)) {
            group.compare(amounts, &mut row);
            group.add_line(&mut row);
            return;
        }
        let mut group = Group {
            sheet: Arc::clone(&sheet),
            first_row: number,
            last_row: number,
            amounts,
            written_on: Some(approval.written_on()),
            draft: row.header(approval.clone(), amounts),
        };
        group.add_line(&mut row);
        self.by_number.insert(approval, self.groups.len());
        self.groups.push(group);
    }

    fn finish(mut self) -> Result<Workbook, FormError> {
        if self.cancelled {
            return Ok(self.workbook(Vec::new(), None, None));
        }
        if !self.found_list {
            return Err(self.no_list().into());
        }
        let mut listed = Vec::with_capacity(self.groups.len());
        for group in core::mem::take(&mut self.groups) {
            match group.finish() {
                Ok(invoice) => listed.push(invoice),
                Err(faults) => {
                    self.rejected += 1;
                    self.findings.extend(faults);
                }
            }
        }
        if listed.is_empty() && self.rejected == 0 {
            if self.findings.has_errors() {
                return Err(FormError { findings: self.findings.into_vec() });
            }
            let sheet = Arc::clone(&self.sheet);
            self.findings.push(Finding::warning(codes::NO_ROWS).in_sheet(&sheet));
        }
        let direction = self.direction(&listed);
        let declared = sum_declared(&self.declared);
        let reconciled = declared.map(|declared| self.reconcile(declared, &listed));
        Ok(self.workbook(listed, direction, declared.zip(reconciled)))
    }

    fn workbook(
        self,
        listed: Vec<Listed>,
        title_direction: Option<Direction>,
        totals: Option<(DeclaredTotals, bool)>,
    ) -> Workbook {
        let mut findings = self.findings.into_vec();
        let order = |sheet: Option<&str>| {
            sheet.and_then(|sheet| self.sheets.iter().position(|name| **name == *sheet))
        };
        findings.sort_by_key(|finding| (order(finding.sheet.as_deref()), finding.row));
        Workbook {
            company: self.preamble.company,
            title_direction,
            listed,
            rejected: self.rejected,
            findings,
            declared_totals: totals.map(|(declared, _)| declared),
            reconciled: totals.map(|(_, reconciled)| reconciled),
            cancelled: self.cancelled,
        }
    }

    fn no_list(&self) -> Finding {
        let sheets: Vec<&str> = self.sheets.iter().map(AsRef::as_ref).collect();
        if self.bulk_form {
            return Finding::error(codes::BULK_FORM)
                .expecting(expected::LIST_WORKBOOK)
                .in_sheet(&sheets.join(", "));
        }
        let none = Finding::error(codes::NO_HEADING_ROW).expecting(expected::LIST_HEADINGS);
        none.in_sheet(&crate::excerpt(&sheets.join(", "))).with("rows", HEADING_ROWS_MAX)
    }

    /// The direction of the title. Rows in which the company stands on the other side, or on none,
    /// are told of once; without a title the rows decide if they agree.
    fn direction(&mut self, listed: &[Listed]) -> Option<Direction> {
        let company = self.preamble.company;
        let side = |listed: &Listed| {
            company.and_then(|company| jangbu_domain::direction_for(&listed.invoice, company))
        };
        let Some(titled) = self.preamble.direction else {
            let first = listed.first().and_then(side)?;
            return listed.iter().all(|one| side(one) == Some(first)).then_some(first);
        };
        let stands_there = |listed: &&Listed| {
            let (supplier, buyer) = (listed.invoice.supplier().identity, &listed.invoice.buyer().identity);
            company.is_none_or(|company| match titled {
                Direction::Sale => supplier == company,
                Direction::Purchase => *buyer == BuyerIdentity::Business(company),
            })
        };
        let mut others = listed.iter().filter(|listed| !stands_there(listed));
        if let Some(first) = others.next() {
            let odd = Finding::warning(codes::TITLE_DIRECTION_DISAGREES).with("count", others.count() + 1);
            self.findings.push(odd.in_sheet(&first.sheet).at_row(first.first_row));
        }
        Some(titled)
    }

    fn reconcile(&mut self, declared: DeclaredTotals, listed: &[Listed]) -> bool {
        let sum = |amount: fn(&TaxInvoice) -> Krw| {
            Krw::total(listed.iter().map(|listed| amount(&listed.invoice))).ok()
        };
        let read = [
            sum(TaxInvoice::supply),
            sum(|invoice| invoice.tax().unwrap_or_default()),
            sum(TaxInvoice::total),
        ];
        let sheet = Arc::clone(listed.first().map_or(&self.sheet, |listed| &listed.sheet));
        let mut agree = true;
        for ((label, declared), read) in declared.parts().into_iter().zip(read) {
            let Some(declared) = declared.filter(|declared| Some(*declared) != read) else { continue };
            agree = false;
            let mismatch =
                Finding::warning(codes::TOTALS_MISMATCH).with("label", label).with("declared", declared);
            let read = read.map(|sum| sum.to_string()).unwrap_or_default();
            self.findings.push(mismatch.with("read", read).in_sheet(&sheet).in_column(label));
        }
        agree
    }
}

/// Totals of several list sheets together; a figure that one of them lacks is not known.
fn sum_declared(declared: &[DeclaredTotals]) -> Option<DeclaredTotals> {
    let sum = |figure: fn(&DeclaredTotals) -> Option<Krw>| {
        let figures: Option<Vec<Krw>> = declared.iter().map(figure).collect();
        Krw::total(figures?).ok()
    };
    let all = DeclaredTotals { supply: sum(|d| d.supply), tax: sum(|d| d.tax), total: sum(|d| d.total) };
    (!declared.is_empty() && !all.is_empty()).then_some(all)
}
