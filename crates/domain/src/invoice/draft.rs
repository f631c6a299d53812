//! From values to a valid invoice.

use super::{
    Amendment, BuyerIdentity, Detail, ImportDeclaration, InvoiceTypeCode, LINES_MAX, Line, NOTES_MAX, Party,
    PaymentSplit, Purpose, TaxInvoice, warning,
};
use crate::{ApprovalNumber, BusinessNumber, Date, DateTime, Krw};

/// The values of an invoice before they are checked together. Each is valid by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvoiceDraft {
    /// 승인번호.
    pub approval: ApprovalNumber,
    /// Kind and variety.
    pub type_code: InvoiceTypeCode,
    /// 작성일자.
    pub written_on: Date,
    /// 발급일시, Korean time.
    pub issued_at: Option<DateTime>,
    /// 전송일자.
    pub transmitted_on: Option<Date>,
    /// 영수/청구.
    pub purpose: Option<Purpose>,
    /// Present exactly for amended kinds.
    pub amendment: Option<Amendment>,
    /// Import varieties only.
    pub import_declaration: Option<ImportDeclaration>,
    /// 공급자.
    pub supplier: Party<BusinessNumber>,
    /// 공급받는자.
    pub buyer: Party<BuyerIdentity>,
    /// 수탁자.
    pub broker: Option<Party<BusinessNumber>>,
    /// Payment split.
    pub payment: PaymentSplit,
    /// 공급가액.
    pub supply: Krw,
    /// 세액; `Some(0)` for a 계산서 is read as none.
    pub tax: Option<Krw>,
    /// 합계금액.
    pub total: Krw,
    /// 비고.
    pub notes: Vec<String>,
    /// 품목.
    pub lines: Vec<Line>,
    /// How much is known.
    pub detail: Detail,
}

/// Why values do not make an invoice.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvoiceFault {
    /// The approval number begins with another date.
    #[error("the approval number begins with {approval}, but the invoice is written on {written}")]
    ApprovalDate {
        /// Date in the approval number.
        approval: Date,
        /// 작성일자.
        written: Date,
    },
    /// 합계금액 ≠ 공급가액 + 세액.
    #[error("total {total} is not supply {supply} plus tax {tax}")]
    TotalSum {
        /// 공급가액.
        supply: Krw,
        /// 세액.
        tax: Krw,
        /// 합계금액.
        total: Krw,
    },
    /// A 세금계산서 without a tax amount.
    #[error("a tax invoice needs a tax amount, zero included")]
    TaxMissing,
    /// A 계산서 with tax.
    #[error("an exempt invoice carries no tax, found {tax}")]
    TaxOnExempt {
        /// 세액.
        tax: Krw,
    },
    /// An amended kind without its amendment, or its document without a reason.
    #[error("an amended invoice needs its reason (01 to 06)")]
    AmendmentMissing,
    /// An amendment on a kind that is not amended.
    #[error("only amended kinds (02, 04) carry an amendment reason")]
    AmendmentUnexpected,
    /// A consigned document without a broker.
    #[error("a consigned invoice needs its broker")]
    BrokerMissing,
    /// A broker on a variety that has none.
    #[error("only consigned varieties (03, 05) carry a broker")]
    BrokerUnexpected,
    /// A blank trade name.
    #[error("the {side} has no name")]
    NameMissing {
        /// `supplier`, `buyer` or `broker`.
        side: &'static str,
    },
    /// No line, or more than [`LINES_MAX`].
    #[error("an invoice has 1 to 99 lines, found {found}")]
    LineCount {
        /// How many there are.
        found: usize,
    },
    /// More remarks than [`NOTES_MAX`].
    #[error("an invoice has up to 3 remarks, found {found}")]
    NoteCount {
        /// How many there are.
        found: usize,
    },
}

impl InvoiceFault {
    /// Stable key into the texts.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::ApprovalDate { .. } => "approval_date",
            Self::TotalSum { .. } => "total_sum",
            Self::TaxMissing => "tax_missing",
            Self::TaxOnExempt { .. } => "tax_on_exempt",
            Self::AmendmentMissing => "amendment_missing",
            Self::AmendmentUnexpected => "amendment_unexpected",
            Self::BrokerMissing => "broker_missing",
            Self::BrokerUnexpected => "broker_unexpected",
            Self::NameMissing { .. } => "name_missing",
            Self::LineCount { .. } => "line_count",
            Self::NoteCount { .. } => "note_count",
        }
    }
}

impl InvoiceDraft {
    /// A draft with what every invoice has; the rest is blank, and [`Detail::Document`].
    pub fn new(
        approval: ApprovalNumber,
        type_code: InvoiceTypeCode,
        supplier: Party<BusinessNumber>,
        buyer: Party<BuyerIdentity>,
    ) -> Self {
        Self {
            written_on: approval.written_on(),
            approval,
            type_code,
            issued_at: None,
            transmitted_on: None,
            purpose: None,
            amendment: None,
            import_declaration: None,
            supplier,
            buyer,
            broker: None,
            payment: PaymentSplit::default(),
            supply: Krw::ZERO,
            tax: None,
            total: Krw::ZERO,
            notes: Vec::new(),
            lines: Vec::new(),
            detail: Detail::Document,
        }
    }

    /// Checks the values together.
    ///
    /// # Errors
    /// Every fault at once, in the order of the document.
    pub fn check(mut self) -> Result<TaxInvoice, Vec<InvoiceFault>> {
        if self.type_code.kind.is_exempt() {
            self.tax = self.tax.filter(|tax| *tax != Krw::ZERO);
        }
        let mut faults = Vec::new();
        self.find_head_faults(&mut faults);
        self.find_amount_faults(&mut faults);
        self.find_party_faults(&mut faults);
        if !faults.is_empty() {
            return Err(faults);
        }
        let warnings = warning::find(&self);
        Ok(TaxInvoice { draft: self, warnings })
    }

    fn find_head_faults(&self, faults: &mut Vec<InvoiceFault>) {
        let approval = self.approval.written_on();
        if approval != self.written_on {
            faults.push(InvoiceFault::ApprovalDate { approval, written: self.written_on });
        }
        let document = self.detail == Detail::Document;
        match (&self.amendment, self.type_code.kind.is_amended()) {
            (None, true) => faults.push(InvoiceFault::AmendmentMissing),
            (Some(amendment), true) if document && amendment.reason.is_none() => {
                faults.push(InvoiceFault::AmendmentMissing);
            }
            (Some(_), false) => faults.push(InvoiceFault::AmendmentUnexpected),
            _ => {}
        }
        if self.notes.len() > NOTES_MAX {
            faults.push(InvoiceFault::NoteCount { found: self.notes.len() });
        }
        if self.lines.len() > LINES_MAX || (document && self.lines.is_empty()) {
            faults.push(InvoiceFault::LineCount { found: self.lines.len() });
        }
    }

    fn find_amount_faults(&self, faults: &mut Vec<InvoiceFault>) {
        match (self.tax, self.type_code.kind.is_exempt()) {
            (Some(tax), true) => faults.push(InvoiceFault::TaxOnExempt { tax }),
            (None, false) => faults.push(InvoiceFault::TaxMissing),
            _ => {}
        }
        let tax = self.tax.unwrap_or_default();
        if self.supply.checked_add(tax) != Ok(self.total) {
            faults.push(InvoiceFault::TotalSum { supply: self.supply, tax, total: self.total });
        }
    }

    fn find_party_faults(&self, faults: &mut Vec<InvoiceFault>) {
        let document = self.detail == Detail::Document;
        match (&self.broker, self.type_code.variety.is_consigned()) {
            (None, true) if document => faults.push(InvoiceFault::BrokerMissing),
            (Some(_), false) => faults.push(InvoiceFault::BrokerUnexpected),
            _ => {}
        }
        let broker = self.broker.as_ref().map(|party| party.name.as_str());
        let names = [
            ("supplier", Some(self.supplier.name.as_str())),
            ("buyer", Some(self.buyer.name.as_str())),
            ("broker", broker),
        ];
        for (side, name) in names {
            if name.is_some_and(|name| name.trim().is_empty()) {
                faults.push(InvoiceFault::NameMissing { side });
            }
        }
    }
}
