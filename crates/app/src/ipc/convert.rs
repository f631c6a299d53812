//! Between the domain's values and what crosses the edge.

use super::view::{
    ContactView, Direction, FieldChange, ImportDeclarationView, InvoiceRow, InvoiceTotals, KindView,
    LineView, PartyView, PaymentView, PurposeView, Sums, VarietyView,
};
use crate::{AppError, ErrorCode};
use jangbu_domain::{
    BuyerIdentity, Contact, Date, Detail, Difference, ImportDeclaration, Krw, Line, Party, PartyIdentity,
    PaymentSplit, TaxInvoice, mask_resident_numbers,
};

macro_rules! same_variants {
    ($($domain:ident <=> $view:ident { $($variant:ident),* })*) => {
        $(
            impl From<jangbu_domain::$domain> for $view {
                fn from(value: jangbu_domain::$domain) -> Self {
                    match value { $(jangbu_domain::$domain::$variant => Self::$variant),* }
                }
            }

            impl From<$view> for jangbu_domain::$domain {
                fn from(value: $view) -> Self {
                    match value { $($view::$variant => Self::$variant),* }
                }
            }
        )*
    };
}

same_variants! {
    Direction <=> Direction { Sale, Purchase }
    InvoiceKind <=> KindView { Tax, AmendedTax, Exempt, AmendedExempt }
    Variety <=> VarietyView { General, ZeroRated, Consigned, Import, ZeroRatedConsigned, ImportDeferred }
    Purpose <=> PurposeView { Receipt, Claim }
}

/// A date from the edge.
pub(crate) fn parse_date(text: &str) -> Result<Date, AppError> {
    let date: Result<Date, _> = text.parse();
    date.map_err(|_| {
        AppError::new(ErrorCode::RequestMalformed, "dates are written YYYY-MM-DD").with("found", text)
    })
}

/// Each once, in the order of their first mention.
pub(crate) fn once<T: PartialEq>(all: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut kept = Vec::new();
    for one in all {
        if !kept.contains(&one) {
            kept.push(one);
        }
    }
    kept
}

/// An invoice as the list shows it; `id` is 0 while it is not in the book.
pub(crate) fn invoice_row(invoice: &TaxInvoice, direction: Direction, id: i64) -> InvoiceRow {
    let (partner_name, partner_number) = match direction {
        Direction::Sale => (invoice.buyer().name.clone(), invoice.buyer().identity.shown()),
        Direction::Purchase => (invoice.supplier().name.clone(), invoice.supplier().identity.shown()),
    };
    InvoiceRow {
        id,
        approval_number: invoice.approval().to_string(),
        direction,
        kind: invoice.type_code().kind.into(),
        variety: invoice.type_code().variety.into(),
        written_on: invoice.written_on().to_string(),
        issued_on: invoice.issued_at().map(|moment| moment.date().to_string()),
        partner_id: None,
        partner_name,
        partner_number,
        item: item_in_short(invoice.lines()),
        supply_krw: invoice.supply().won(),
        tax_krw: invoice.tax().map(Krw::won),
        total_krw: invoice.total().won(),
        purpose: invoice.purpose().map(PurposeView::from),
        note: mask_resident_numbers(&invoice.notes().join(" ")).into_owned(),
        warnings: u32::try_from(invoice.warnings().len()).unwrap_or(u32::MAX),
        looked_at: false,
        noted: false,
        full: invoice.detail() == Detail::Document,
    }
}

/// First item, and how many more.
fn item_in_short(lines: &[Line]) -> String {
    let first = lines.iter().find_map(|line| line.item.as_deref()).unwrap_or_default();
    let first = mask_resident_numbers(first);
    match lines.len() {
        0 | 1 => first.into_owned(),
        count => format!("{first} 외 {}", count - 1),
    }
}

/// A party as the form shows it. A foreigner's number stands in the remark, masked.
pub(crate) fn party_view<I: PartyIdentity>(party: &Party<I>, number_kind: &str) -> PartyView {
    PartyView {
        number: party.identity.shown(),
        number_kind: number_kind.to_owned(),
        branch: party.branch.clone(),
        name: party.name.clone(),
        representative: party.representative.clone(),
        address: party.address.clone(),
        business_type: party.business_type.clone(),
        business_item: party.business_item.clone(),
        contacts: party.contacts.iter().map(contact_view).collect(),
    }
}

/// `business`, `resident` or `foreigner`.
pub(crate) const fn buyer_kind(identity: &BuyerIdentity) -> &'static str {
    match identity {
        BuyerIdentity::Business(_) => "business",
        BuyerIdentity::Resident(_) | BuyerIdentity::MaskedResident(_) => "resident",
        BuyerIdentity::Foreigner => "foreigner",
    }
}

fn contact_view(contact: &Contact) -> ContactView {
    ContactView {
        department: contact.department.clone(),
        person: contact.person.clone(),
        phone: contact.phone.clone(),
        email: contact.email.clone(),
    }
}

/// A line with its place.
pub(crate) fn line_view(index: usize, line: &Line) -> LineView {
    let masked = |text: &Option<String>| text.as_deref().map(|text| mask_resident_numbers(text).into_owned());
    LineView {
        number: u16::try_from(index + 1).unwrap_or(u16::MAX),
        supplied_on: line.supplied_on.map(|date| date.to_string()),
        item: masked(&line.item),
        specification: masked(&line.specification),
        quantity: line.quantity.map(|value| value.to_string()),
        unit_price: line.unit_price.map(|value| value.to_string()),
        supply_krw: line.supply.map(Krw::won),
        tax_krw: line.tax.map(Krw::won),
        note: masked(&line.note),
    }
}

pub(crate) fn payment_view(payment: PaymentSplit) -> PaymentView {
    PaymentView {
        cash_krw: payment.cash.map(Krw::won),
        cheque_krw: payment.cheque.map(Krw::won),
        note_krw: payment.note.map(Krw::won),
        credit_krw: payment.credit.map(Krw::won),
    }
}

pub(crate) fn declaration_view(declaration: &ImportDeclaration) -> ImportDeclarationView {
    ImportDeclarationView {
        number: declaration.number.clone(),
        item_count: declaration.item_count,
        from: declaration.from.map(|date| date.to_string()),
        to: declaration.to.map(|date| date.to_string()),
    }
}

pub(crate) fn field_change(difference: &Difference) -> FieldChange {
    FieldChange {
        field: difference.field.to_owned(),
        before: difference.book.clone(),
        after: difference.file.clone(),
    }
}

/// Adds an invoice to the sums of its side; sums beyond the exact range saturate.
pub(crate) fn add_to_totals(totals: &mut InvoiceTotals, invoice: &TaxInvoice, direction: Direction) {
    let side: &mut Sums = match direction {
        Direction::Sale => &mut totals.sales,
        Direction::Purchase => &mut totals.purchases,
    };
    side.count += 1;
    side.supply_krw = side.supply_krw.saturating_add(invoice.supply().won());
    side.tax_krw = side.tax_krw.saturating_add(invoice.tax().unwrap_or_default().won());
    side.total_krw = side.total_krw.saturating_add(invoice.total().won());
}
