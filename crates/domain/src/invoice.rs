//! Tax invoices: what one is, when it is valid, what is odd about it, how two versions agree.

mod agreement;
mod amendment;
mod draft;
mod kind;
mod line;
mod party;
mod payment;
mod warning;

pub use agreement::{Agreement, Difference};
pub use amendment::{Amendment, AmendmentReason};
pub use draft::{InvoiceDraft, InvoiceFault};
pub use kind::{InvoiceKind, InvoiceTypeCode, Purpose, Variety};
pub use line::{LINES_MAX, Line};
pub use party::{BuyerIdentity, Contact, Party, PartyIdentity};
pub use payment::PaymentSplit;
pub use warning::InvoiceWarning;

use crate::{ApprovalNumber, BusinessNumber, Date, DateTime, Krw};
use serde::{Deserialize, Serialize};

/// Most remarks (비고) of one invoice.
pub const NOTES_MAX: usize = 3;

/// How much of an invoice is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Detail {
    /// What a list of the tax office shows: perhaps one line only, no payment split, no contacts.
    Listing,
    /// The whole document, from its XML.
    Document,
}

/// The customs declaration behind an import invoice (수입신고).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportDeclaration {
    /// 수입신고번호, up to 15 characters.
    pub number: Option<String>,
    /// 총건.
    pub item_count: Option<u32>,
    /// First day of the summarised period.
    pub from: Option<Date>,
    /// Last day of the summarised period.
    pub to: Option<Date>,
}

/// `TaxInvoice` — (전자)세금계산서 or 계산서, as issued. One that exists is valid; what is odd but
/// legal about it is in [`TaxInvoice::warnings`].
///
/// Made from an [`InvoiceDraft`] by [`InvoiceDraft::check`]; read-only afterwards: an issued
/// invoice is never changed, only amended by another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaxInvoice {
    draft: InvoiceDraft,
    warnings: Vec<InvoiceWarning>,
}

impl TaxInvoice {
    /// 승인번호.
    pub fn approval(&self) -> &ApprovalNumber {
        &self.draft.approval
    }

    /// Kind and variety together: the four-digit type code.
    pub fn type_code(&self) -> InvoiceTypeCode {
        self.draft.type_code
    }

    /// 작성일자.
    pub fn written_on(&self) -> Date {
        self.draft.written_on
    }

    /// 발급일시 in Korean time; a list gives the day only (midnight).
    pub fn issued_at(&self) -> Option<DateTime> {
        self.draft.issued_at
    }

    /// 전송일자 to the tax office.
    pub fn transmitted_on(&self) -> Option<Date> {
        self.draft.transmitted_on
    }

    /// 영수 or 청구.
    pub fn purpose(&self) -> Option<Purpose> {
        self.draft.purpose
    }

    /// Present exactly for the amended kinds.
    pub fn amendment(&self) -> Option<&Amendment> {
        self.draft.amendment.as_ref()
    }

    /// 수입신고; import varieties only.
    pub fn import_declaration(&self) -> Option<&ImportDeclaration> {
        self.draft.import_declaration.as_ref()
    }

    /// 공급자.
    pub fn supplier(&self) -> &Party<BusinessNumber> {
        &self.draft.supplier
    }

    /// 공급받는자.
    pub fn buyer(&self) -> &Party<BuyerIdentity> {
        &self.draft.buyer
    }

    /// 수탁자; consigned varieties only.
    pub fn broker(&self) -> Option<&Party<BusinessNumber>> {
        self.draft.broker.as_ref()
    }

    /// 공급가액.
    pub fn supply(&self) -> Krw {
        self.draft.supply
    }

    /// 세액; none for 계산서.
    pub fn tax(&self) -> Option<Krw> {
        self.draft.tax
    }

    /// 합계금액 = 공급가액 + 세액.
    pub fn total(&self) -> Krw {
        self.draft.total
    }

    /// 현금, 수표, 어음, 외상미수금.
    pub fn payment(&self) -> PaymentSplit {
        self.draft.payment
    }

    /// 비고, up to [`NOTES_MAX`]. The remark of an invoice to a foreigner holds his number: mask
    /// with [`crate::mask_resident_numbers`] before showing or storing it in the open.
    pub fn notes(&self) -> &[String] {
        &self.draft.notes
    }

    /// 품목, 1 to [`LINES_MAX`] for a document; a list may show none.
    pub fn lines(&self) -> &[Line] {
        &self.draft.lines
    }

    /// How much of it is known.
    pub fn detail(&self) -> Detail {
        self.draft.detail
    }

    /// What is odd but legal, in the order of the document.
    pub fn warnings(&self) -> &[InvoiceWarning] {
        &self.warnings
    }

    /// The values again, for making another version.
    pub fn to_draft(&self) -> InvoiceDraft {
        self.draft.clone()
    }

    /// Whether it holds a resident number, in the buyer's field or in a remark; such source
    /// documents are sealed a second time.
    pub fn carries_resident_number(&self) -> bool {
        matches!(self.draft.buyer.identity, BuyerIdentity::Resident(_))
            || self
                .draft
                .notes
                .iter()
                .any(|note| matches!(crate::mask_resident_numbers(note), std::borrow::Cow::Owned(_)))
    }
}

/// Which side a company stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// 매출: it is the supplier.
    Sale,
    /// 매입: it is the buyer.
    Purchase,
}

/// Which side `company` stands on, or none when the invoice is between others. An invoice to
/// oneself counts as a sale; the tax office lists it on both sides.
pub fn direction_for(invoice: &TaxInvoice, company: BusinessNumber) -> Option<Direction> {
    if invoice.supplier().identity == company {
        Some(Direction::Sale)
    } else if invoice.buyer().identity == BuyerIdentity::Business(company) {
        Some(Direction::Purchase)
    } else {
        None
    }
}
