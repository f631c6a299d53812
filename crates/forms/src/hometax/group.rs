//! The rows of one invoice.

use super::columns::Field;
use super::list::Listed;
use super::row::{HeaderAmounts, RowReader};
use crate::finding::{Finding, codes, expected};
use crate::read::fault_finding;
use jangbu_domain::{Date, InvoiceDraft, InvoiceFault, Krw, LINES_MAX};
use std::sync::Arc;

/// Rows with one approval number.
pub(super) struct Group {
    pub(super) sheet: Arc<str>,
    pub(super) first_row: u32,
    pub(super) last_row: u32,
    pub(super) amounts: HeaderAmounts,
    pub(super) written_on: Option<Date>,
    pub(super) draft: Option<InvoiceDraft>,
}

impl Group {
    /// A later row of the same invoice repeats its amounts; one that does not spoils the invoice.
    pub(super) fn compare(&mut self, amounts: HeaderAmounts, row: &mut RowReader<'_, '_>) {
        let pairs = [
            (Field::Supply, self.amounts.supply, amounts.supply),
            (Field::Tax, self.amounts.tax, amounts.tax),
            (Field::Total, self.amounts.total, amounts.total),
        ];
        for (field, first, later) in pairs {
            if first != later {
                let shown = |amount: Option<Krw>| amount.map(|amount| amount.to_string()).unwrap_or_default();
                let other = Finding::error(codes::ROWS_DISAGREE).expecting(expected::SAME_AS_FIRST_ROW);
                let other = other.with("first_row", self.first_row).with("first", shown(first));
                row.tell(other.found(&shown(later)), field);
                self.draft = None;
            }
        }
    }

    /// Adds the item of a row; a bad amount spoils the invoice.
    pub(super) fn add_line(&mut self, row: &mut RowReader<'_, '_>) {
        self.last_row = self.last_row.max(row.row);
        match (row.line(self.written_on), &mut self.draft) {
            // One more than an invoice can have is enough to refuse it.
            (Ok(Some(line)), Some(draft)) if draft.lines.len() <= LINES_MAX => draft.lines.push(line),
            (Err(()), draft) => *draft = None,
            _ => {}
        }
    }

    /// The invoice; otherwise what keeps its values from being one.
    pub(super) fn finish(self) -> Result<Listed, Vec<Finding>> {
        let Some(draft) = self.draft else { return Err(Vec::new()) };
        match draft.check() {
            Ok(invoice) => {
                Ok(Listed { invoice, sheet: self.sheet, first_row: self.first_row, last_row: self.last_row })
            }
            Err(faults) => Err(faults
                .iter()
                .map(|fault| {
                    let finding = fault_finding(fault).in_column(column_of(fault));
                    finding.in_sheet(&self.sheet).at_row(self.first_row)
                })
                .collect()),
        }
    }
}

/// The column a fault is about.
const fn column_of(fault: &InvoiceFault) -> &'static str {
    match fault {
        InvoiceFault::ApprovalDate { .. } => "승인번호",
        InvoiceFault::TotalSum { .. } => "합계금액",
        InvoiceFault::TaxMissing | InvoiceFault::TaxOnExempt { .. } => "세액",
        InvoiceFault::AmendmentMissing | InvoiceFault::AmendmentUnexpected => "전자세금계산서종류",
        InvoiceFault::BrokerMissing | InvoiceFault::BrokerUnexpected => "수탁사업자등록번호",
        InvoiceFault::NameMissing { .. } => "상호",
        InvoiceFault::LineCount { .. } => "품목명",
        InvoiceFault::NoteCount { .. } => "비고",
    }
}
