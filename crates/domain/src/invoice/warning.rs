//! What is odd but legal about an invoice.

use crate::{Krw, vat};
use std::collections::BTreeMap;

use super::draft::InvoiceDraft;
use super::{AmendmentReason, BuyerIdentity, Detail};

/// Something a clerk should look at; it never blocks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InvoiceWarning {
    /// Supply amounts of the lines do not add up to the header's.
    LineSupplySum {
        /// Sum of the lines.
        lines: Krw,
        /// What the header says.
        header: Krw,
    },
    /// Taxes of the lines do not add up to the header's.
    LineTaxSum {
        /// Sum of the lines.
        lines: Krw,
        /// What the header says.
        header: Krw,
    },
    /// The tax is not the supply times the rate; a few won are allowed.
    TaxOffRate {
        /// Supply times the rate, truncated.
        expected: Krw,
        /// What the invoice says.
        written: Krw,
    },
    /// A zero-rated invoice carries tax.
    ZeroRatedWithTax {
        /// The tax it carries.
        tax: Krw,
    },
    /// The payment split does not add up to the total.
    PaymentSum {
        /// Sum of the split.
        parts: Krw,
        /// Total of the invoice.
        total: Krw,
    },
    /// Supply and tax have opposite signs.
    OppositeSigns,
    /// A return, cancellation or double issue with a positive amount.
    PositiveReversal {
        /// Why it was issued.
        reason: AmendmentReason,
    },
    /// An amended invoice that names no original.
    OriginalMissing,
    /// Neither 영수 nor 청구 is said.
    PurposeMissing,
    /// The representative's name is blank.
    RepresentativeMissing {
        /// `supplier` or `buyer`.
        side: &'static str,
    },
    /// The buyer's resident number does not begin with a date of birth.
    BirthDateUnreal,
    /// A foreigner without his number in the remark.
    ForeignerNumberMissing,
    /// Issued before the date it is written for.
    IssuedBeforeWritten,
    /// A quantity or unit price with more than two places.
    LongDecimal {
        /// Number of the line, from 1.
        line: usize,
    },
    /// A text longer than the standard allows.
    TextTooLong {
        /// Which text.
        field: &'static str,
        /// Most characters.
        max: usize,
    },
}

impl InvoiceWarning {
    /// Stable key into the texts.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::LineSupplySum { .. } => "line_supply_sum",
            Self::LineTaxSum { .. } => "line_tax_sum",
            Self::TaxOffRate { .. } => "tax_off_rate",
            Self::ZeroRatedWithTax { .. } => "zero_rated_with_tax",
            Self::PaymentSum { .. } => "payment_sum",
            Self::OppositeSigns => "opposite_signs",
            Self::PositiveReversal { .. } => "positive_reversal",
            Self::OriginalMissing => "original_missing",
            Self::PurposeMissing => "purpose_missing",
            Self::RepresentativeMissing { .. } => "representative_missing",
            Self::BirthDateUnreal => "birth_date_unreal",
            Self::ForeignerNumberMissing => "foreigner_number_missing",
            Self::IssuedBeforeWritten => "issued_before_written",
            Self::LongDecimal { .. } => "long_decimal",
            Self::TextTooLong { .. } => "text_too_long",
        }
    }

    /// The figures of the text, as shown.
    pub fn params(&self) -> BTreeMap<String, String> {
        let pairs: Vec<(&str, String)> = match self {
            Self::LineSupplySum { lines, header } | Self::LineTaxSum { lines, header } => {
                vec![("lines", lines.to_string()), ("header", header.to_string())]
            }
            Self::TaxOffRate { expected, written } => {
                vec![("expected", expected.to_string()), ("written", written.to_string())]
            }
            Self::ZeroRatedWithTax { tax } => vec![("tax", tax.to_string())],
            Self::PaymentSum { parts, total } => {
                vec![("parts", parts.to_string()), ("total", total.to_string())]
            }
            Self::PositiveReversal { reason } => vec![("reason", reason.code().to_owned())],
            Self::RepresentativeMissing { side } => vec![("side", (*side).to_owned())],
            Self::LongDecimal { line } => vec![("line", line.to_string())],
            Self::TextTooLong { field, max } => {
                vec![("field", (*field).to_owned()), ("max", max.to_string())]
            }
            Self::OppositeSigns
            | Self::OriginalMissing
            | Self::PurposeMissing
            | Self::BirthDateUnreal
            | Self::ForeignerNumberMissing
            | Self::IssuedBeforeWritten => Vec::new(),
        };
        pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }
}

/// Everything odd about a draft that holds together.
pub(super) fn find(draft: &InvoiceDraft) -> Vec<InvoiceWarning> {
    let mut found = Vec::new();
    find_in_amounts(draft, &mut found);
    find_in_lines(draft, &mut found);
    find_in_statements(draft, &mut found);
    find_long_texts(draft, &mut found);
    found
}

fn find_in_amounts(draft: &InvoiceDraft, found: &mut Vec<InvoiceWarning>) {
    let code = draft.type_code;
    if let Some(tax) = draft.tax.filter(|_| !code.kind.is_exempt()) {
        if (draft.supply > Krw::ZERO && tax < Krw::ZERO) || (draft.supply < Krw::ZERO && tax > Krw::ZERO) {
            found.push(InvoiceWarning::OppositeSigns);
        }
        if code.variety.is_zero_rated() {
            if tax != Krw::ZERO {
                found.push(InvoiceWarning::ZeroRatedWithTax { tax });
            }
        } else if let Ok(expected) = vat::tax_on(draft.supply, draft.written_on)
            && expected != tax
            && !code.variety.is_import()
        {
            found.push(InvoiceWarning::TaxOffRate { expected, written: tax });
        }
    }
    if !draft.payment.is_empty()
        && let Ok(parts) = draft.payment.total()
        && parts != draft.total
        && parts != Krw::ZERO
    {
        found.push(InvoiceWarning::PaymentSum { parts, total: draft.total });
    }
    if let Some(reason) = draft.amendment.as_ref().and_then(|amendment| amendment.reason)
        && reason.is_never_positive()
        && draft.supply > Krw::ZERO
    {
        found.push(InvoiceWarning::PositiveReversal { reason });
    }
}

/// A list may show one line of many: its sums say nothing.
fn find_in_lines(draft: &InvoiceDraft, found: &mut Vec<InvoiceWarning>) {
    if draft.detail == Detail::Document {
        if let Ok(lines) = Krw::total(draft.lines.iter().filter_map(|line| line.supply))
            && lines != draft.supply
        {
            found.push(InvoiceWarning::LineSupplySum { lines, header: draft.supply });
        }
        if let Some(header) = draft.tax
            && let Ok(lines) = Krw::total(draft.lines.iter().filter_map(|line| line.tax))
            && lines != header
        {
            found.push(InvoiceWarning::LineTaxSum { lines, header });
        }
    }
    for (index, line) in draft.lines.iter().enumerate() {
        let long = |decimal: Option<crate::Decimal>| decimal.is_some_and(|d| d.scale() > 2);
        if long(line.quantity) || long(line.unit_price) {
            found.push(InvoiceWarning::LongDecimal { line: index + 1 });
        }
    }
}

fn find_in_statements(draft: &InvoiceDraft, found: &mut Vec<InvoiceWarning>) {
    let document = draft.detail == Detail::Document;
    if document && draft.amendment.as_ref().is_some_and(|amendment| amendment.original.is_none()) {
        found.push(InvoiceWarning::OriginalMissing);
    }
    if document && draft.purpose.is_none() && !draft.type_code.variety.is_import() {
        found.push(InvoiceWarning::PurposeMissing);
    }
    if draft.issued_at.is_some_and(|issued| issued.date() < draft.written_on) {
        found.push(InvoiceWarning::IssuedBeforeWritten);
    }
    let sides = [("supplier", &draft.supplier.representative), ("buyer", &draft.buyer.representative)];
    for (side, _) in sides.iter().filter(|(_, name)| name.trim().is_empty()) {
        found.push(InvoiceWarning::RepresentativeMissing { side });
    }
    match &draft.buyer.identity {
        BuyerIdentity::Resident(number) if !number.is_birth_date_real() => {
            found.push(InvoiceWarning::BirthDateUnreal);
        }
        BuyerIdentity::Foreigner if document && draft.notes.iter().all(|note| note.trim().is_empty()) => {
            found.push(InvoiceWarning::ForeignerNumberMissing);
        }
        _ => {}
    }
}

/// Lengths in characters, from the e-tax standard v3.0.
fn find_long_texts(draft: &InvoiceDraft, found: &mut Vec<InvoiceWarning>) {
    let mut check = |field: &'static str, max: usize, text: Option<&str>| {
        if text.is_some_and(|text| text.chars().count() > max) {
            let warning = InvoiceWarning::TextTooLong { field, max };
            if !found.contains(&warning) {
                found.push(warning);
            }
        }
    };
    let (supplier, buyer) = (&draft.supplier, &draft.buyer);
    check("supplier_name", 70, Some(&supplier.name));
    check("supplier_representative", 30, Some(&supplier.representative));
    check("supplier_address", 150, supplier.address.as_deref());
    check("supplier_business_type", 40, supplier.business_type.as_deref());
    check("supplier_business_item", 40, supplier.business_item.as_deref());
    check("buyer_name", 70, Some(&buyer.name));
    check("buyer_representative", 30, Some(&buyer.representative));
    check("buyer_address", 150, buyer.address.as_deref());
    check("buyer_business_type", 40, buyer.business_type.as_deref());
    check("buyer_business_item", 40, buyer.business_item.as_deref());
    for note in &draft.notes {
        check("note", 150, Some(note));
    }
    for line in &draft.lines {
        check("line_item", 100, line.item.as_deref());
        check("line_specification", 60, line.specification.as_deref());
        check("line_note", 100, line.note.as_deref());
    }
}
