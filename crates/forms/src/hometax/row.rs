//! One row: the header of an invoice, and one of its items.

use super::cell::{Cell, Epoch};
use super::columns::{Columns, Field};
use super::kind::{self, KindError};
use crate::etax::FOREIGNER_ID;
use crate::finding::{Finding, Findings, codes, expected};
use jangbu_domain::{
    Amendment, ApprovalNumber, BusinessNumber, BuyerIdentity, Contact, Date, Decimal, Detail, InvoiceDraft,
    Krw, Line, MaskedResidentNumber, Party, PaymentSplit, ResidentNumber,
};
use std::borrow::Cow;

/// Reads the cells of one row, and puts what is wrong with it among the findings.
pub(super) struct RowReader<'r, 'w> {
    pub(super) columns: &'r Columns,
    pub(super) cells: &'r [Cell<'w>],
    pub(super) sheet: &'r str,
    pub(super) row: u32,
    pub(super) epoch: Epoch,
    pub(super) findings: &'r mut Findings,
}

/// The amounts of the header: every row of one invoice repeats them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct HeaderAmounts {
    pub(super) supply: Option<Krw>,
    pub(super) tax: Option<Krw>,
    pub(super) total: Option<Krw>,
}

impl RowReader<'_, '_> {
    pub(super) fn text(&self, field: Field) -> Option<String> {
        self.columns.text(self.cells, field).map(Cow::into_owned)
    }

    fn cell(&self, field: Field) -> &Cell<'_> {
        self.columns.cell(self.cells, field)
    }

    fn place(&self, finding: Finding, field: Field) -> Finding {
        finding.in_sheet(self.sheet).at_row(self.row).in_column(self.columns.heading(field))
    }

    pub(super) fn tell(&mut self, finding: Finding, field: Field) {
        let placed = self.place(finding, field);
        self.findings.push(placed);
    }

    fn bad(&mut self, code: &'static str, field: Field, expecting: &'static str) {
        let found = self.cell(field).shown().unwrap_or_default().into_owned();
        self.tell(Finding::error(code).expecting(expecting).found(&found), field);
    }

    /// A value that must be there and be good; otherwise a finding.
    fn needed<T>(
        &mut self,
        field: Field,
        expecting: &'static str,
        read: impl FnOnce(&Cell<'_>) -> Option<T>,
    ) -> Option<T> {
        let cell = self.cell(field);
        if cell.is_blank() {
            self.tell(Finding::error(codes::VALUE_MISSING).expecting(expecting), field);
            return None;
        }
        let value = read(cell);
        if value.is_none() {
            self.bad(codes::VALUE_BAD, field, expecting);
        }
        value
    }

    /// A value that may be blank; a bad one is an error.
    fn checked<T>(
        &mut self,
        field: Field,
        expecting: &'static str,
        read: impl FnOnce(&Cell<'_>) -> Option<T>,
    ) -> Option<T> {
        if self.cell(field).is_blank() { None } else { self.needed(field, expecting, read) }
    }

    /// A value that may be blank; a bad one is left out with a warning: the document will say it.
    fn optional<T>(
        &mut self,
        field: Field,
        expecting: &'static str,
        read: impl FnOnce(&Cell<'_>) -> Option<T>,
    ) -> Option<T> {
        let cell = self.cell(field);
        if cell.is_blank() {
            return None;
        }
        let value = read(cell);
        if value.is_none() {
            let found = cell.shown().unwrap_or_default().into_owned();
            self.tell(Finding::warning(codes::VALUE_IGNORED).expecting(expecting).found(&found), field);
        }
        value
    }

    pub(super) fn approval(&mut self) -> Option<ApprovalNumber> {
        self.needed(Field::Approval, expected::APPROVAL_NUMBER, |cell| {
            ApprovalNumber::parse(&cell.shown()?).ok()
        })
    }

    pub(super) fn amounts(&mut self) -> HeaderAmounts {
        HeaderAmounts {
            supply: self.needed(Field::Supply, expected::AMOUNT, amount),
            tax: self.checked(Field::Tax, expected::AMOUNT, amount),
            total: self.checked(Field::Total, expected::AMOUNT, amount),
        }
    }

    /// The header of an invoice. `None` when something needed is missing or bad; all of it is told.
    pub(super) fn header(
        &mut self,
        approval: ApprovalNumber,
        amounts: HeaderAmounts,
    ) -> Option<InvoiceDraft> {
        let epoch = self.epoch;
        let type_code = self.type_code();
        let written_on = self.needed(Field::WrittenOn, expected::DATE_TEXT, |cell| cell.date(epoch));
        let supplier = self.supplier();
        let buyer = self.buyer();
        let issued_at = self.optional(Field::IssuedOn, expected::DATE_TEXT, |cell| cell.date_time(epoch));
        let transmitted_on =
            self.optional(Field::TransmittedOn, expected::DATE_TEXT, |cell| cell.date(epoch));
        let purpose = self
            .optional(Field::Purpose, expected::PURPOSE_TEXT, |cell| kind::parse_purpose(&cell.shown()?).ok())
            .flatten();
        let notes: Vec<String> = self.text(Field::Note).into_iter().collect();
        let type_code = type_code?;
        let amendment = type_code.kind.is_amended().then(|| Amendment {
            reason: None,
            original: notes.first().and_then(|note| original_number(note, &approval)),
        });
        let broker = self.broker(type_code.variety.is_consigned());
        let (supply, tax) = (amounts.supply?, amounts.tax);
        // A list without a total column says the same by its parts.
        let total = match amounts.total {
            Some(total) => total,
            None if self.cell(Field::Total).is_blank() => {
                // A sum beyond all amounts is told as a total that does not fit.
                supply.checked_add(tax.unwrap_or_default()).unwrap_or(supply)
            }
            None => return None,
        };
        if tax.is_none() && !self.cell(Field::Tax).is_blank() {
            return None;
        }
        Some(InvoiceDraft {
            approval,
            type_code,
            written_on: written_on?,
            issued_at,
            transmitted_on,
            purpose,
            amendment,
            import_declaration: None,
            supplier: supplier?,
            buyer: buyer?,
            broker,
            payment: PaymentSplit::default(),
            supply,
            tax,
            total,
            notes,
            lines: Vec::new(),
            detail: Detail::Listing,
        })
    }

    fn type_code(&mut self) -> Option<jangbu_domain::InvoiceTypeCode> {
        let Some(class) = self.text(Field::Class) else {
            self.tell(Finding::error(codes::VALUE_MISSING).expecting(expected::KIND_TEXT), Field::Class);
            return None;
        };
        let variety = self.text(Field::Variety);
        match kind::parse_type_code(&class, variety.as_deref()) {
            Ok(code) => Some(code),
            Err(KindError::Class) => {
                self.bad(codes::KIND_UNKNOWN, Field::Class, expected::KIND_TEXT);
                None
            }
            Err(KindError::Variety) => {
                self.bad(codes::VARIETY_UNKNOWN, Field::Variety, expected::VARIETY_TEXT);
                None
            }
        }
    }

    fn supplier(&mut self) -> Option<Party<BusinessNumber>> {
        let identity = self.needed(Field::SupplierNumber, expected::BUSINESS_NUMBER, |cell| {
            BusinessNumber::parse(&cell.shown()?).ok()
        });
        let name = self.text(Field::SupplierName).unwrap_or_default();
        let mut party =
            Party::named(identity?, name, self.text(Field::SupplierRepresentative).unwrap_or_default());
        party.branch = self.text(Field::SupplierBranch);
        party.address = self.text(Field::SupplierAddress);
        party.contacts = contacts([self.text(Field::SupplierEmail), None]);
        name_after_person(&mut party);
        Some(party)
    }

    fn buyer(&mut self) -> Option<Party<BuyerIdentity>> {
        let identity =
            self.needed(Field::BuyerNumber, expected::BUYER_NUMBER, |cell| parse_buyer(&cell.shown()?));
        let name = self.text(Field::BuyerName).unwrap_or_default();
        let mut party =
            Party::named(identity?, name, self.text(Field::BuyerRepresentative).unwrap_or_default());
        party.branch = self.text(Field::BuyerBranch);
        party.address = self.text(Field::BuyerAddress);
        party.contacts = contacts([self.text(Field::BuyerEmail1), self.text(Field::BuyerEmail2)]);
        name_after_person(&mut party);
        Some(party)
    }

    /// 수탁자, where the list has columns for one.
    fn broker(&mut self, consigned: bool) -> Option<Party<BusinessNumber>> {
        if !consigned {
            return None;
        }
        let number = self.optional(Field::BrokerNumber, expected::BUSINESS_NUMBER, |cell| {
            BusinessNumber::parse(&cell.shown()?).ok()
        })?;
        let name = self.text(Field::BrokerName)?;
        Some(Party::named(number, name, self.text(Field::BrokerRepresentative).unwrap_or_default()))
    }

    /// The item of this row; `Ok(None)` when the row shows none, an error when an amount of it is bad.
    pub(super) fn line(&mut self, written_on: Option<Date>) -> Result<Option<Line>, ()> {
        let epoch = self.epoch;
        let supply = self.checked(Field::ItemSupply, expected::AMOUNT, amount);
        let tax = self.checked(Field::ItemTax, expected::AMOUNT, amount);
        let bad = |value: &Option<Krw>, cell: &Cell<'_>| value.is_none() && !cell.is_blank();
        if bad(&supply, self.cell(Field::ItemSupply)) || bad(&tax, self.cell(Field::ItemTax)) {
            return Err(());
        }
        let line = Line {
            supplied_on: self.optional(Field::ItemDate, expected::DATE_TEXT, |cell| {
                cell.date(epoch).or_else(|| month_and_day(&cell.shown()?, written_on?))
            }),
            item: self.text(Field::ItemName),
            specification: self.text(Field::ItemSpecification),
            quantity: self.optional(Field::ItemQuantity, expected::DECIMAL, decimal),
            unit_price: self.optional(Field::ItemPrice, expected::DECIMAL, decimal),
            supply,
            tax,
            note: self.text(Field::ItemNote),
        };
        Ok((line != Line::default()).then_some(line))
    }

    /// Whether the row has an item but no invoice of its own: it goes on with the one above.
    pub(super) fn continues(&self) -> bool {
        let blank = |field| self.cell(field).is_blank();
        let header =
            [Field::Approval, Field::WrittenOn, Field::SupplierNumber, Field::BuyerNumber, Field::Supply];
        let items = [Field::ItemName, Field::ItemSupply, Field::ItemDate];
        header.into_iter().all(blank) && items.into_iter().any(|field| !blank(field))
    }

    /// Whether the row is the sum at the foot of the table.
    pub(super) fn is_foot(&self) -> bool {
        let mut texts = self.cells.iter().filter_map(Cell::shown);
        self.cell(Field::Approval).is_blank()
            && texts.any(|text| {
                matches!(super::columns::squeezed(&text).as_str(), "합계" | "총계" | "소계" | "총합계")
            })
    }
}

fn amount(cell: &Cell<'_>) -> Option<Krw> {
    cell.amount()
}

fn decimal(cell: &Cell<'_>) -> Option<Decimal> {
    cell.decimal()
}

/// A list leaves out the trade name of a person.
fn name_after_person<I>(party: &mut Party<I>) {
    if party.name.is_empty() {
        party.name.clone_from(&party.representative);
    }
}

fn contacts(emails: [Option<String>; 2]) -> Vec<Contact> {
    emails.into_iter().flatten().map(|email| Contact { email: Some(email), ..Contact::default() }).collect()
}

/// A business, a person whose number is masked (or not), or a foreigner.
fn parse_buyer(text: &str) -> Option<BuyerIdentity> {
    let kept: String = text.chars().filter(|c| !matches!(c, '-' | ' ')).collect();
    if kept == FOREIGNER_ID || (kept.len() == FOREIGNER_ID.len() && kept.starts_with("999999")) {
        return Some(BuyerIdentity::Foreigner);
    }
    if let Ok(masked) = MaskedResidentNumber::parse(text) {
        return Some(BuyerIdentity::MaskedResident(masked));
    }
    if kept.len() == FOREIGNER_ID.len() {
        return ResidentNumber::from_document(text).ok().map(BuyerIdentity::Resident);
    }
    BusinessNumber::parse(text).ok().map(BuyerIdentity::Business)
}

/// The approval number that a remark mentions, other than the invoice's own.
fn original_number(note: &str, own: &ApprovalNumber) -> Option<ApprovalNumber> {
    note.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'))
        .filter_map(|word| ApprovalNumber::parse(word.trim_matches('-')).ok())
        .find(|number| number != own)
}

/// `01-31` or `0131` in the year the invoice is written for.
fn month_and_day(text: &str, written_on: Date) -> Option<Date> {
    let digits: String = text.chars().filter(|c| !matches!(c, '-' | '.' | '/' | ' ')).collect();
    if digits.len() != 4 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Date::new(written_on.year(), digits.get(..2)?.parse().ok()?, digits.get(2..)?.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_buyer_is_told_by_the_shape_of_the_number() {
        assert!(matches!(parse_buyer("999-88-00014"), Some(BuyerIdentity::Business(_))));
        assert!(matches!(parse_buyer("991332-*******"), Some(BuyerIdentity::MaskedResident(_))));
        assert!(matches!(parse_buyer("850301-1******"), Some(BuyerIdentity::MaskedResident(_))));
        assert!(matches!(parse_buyer("850301-1234567"), Some(BuyerIdentity::Resident(_))));
        for foreigner in ["9999999999999", "999999-9999999", "999999-*******", "999999-9******"] {
            assert_eq!(parse_buyer(foreigner), Some(BuyerIdentity::Foreigner), "{foreigner}");
        }
        for wrong in ["", "123-45-67890", "가나다", "12345", "*************"] {
            assert_eq!(parse_buyer(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_original_is_found_in_a_remark_but_not_the_invoice_itself() {
        let own = ApprovalNumber::parse("20250215-99990000-00000001").unwrap();
        let found = |note: &str| original_number(note, &own).map(|number| number.to_string());
        let original = Some("20250131-99990000-0000000a".to_owned());
        assert_eq!(found("당초 승인번호 : 20250131-99990000-0000000a"), original);
        assert_eq!(found("(당초승인번호:20250131999900000000000a)"), original);
        assert_eq!(found("20250215-99990000-00000001 / 20250131-99990000-0000000a"), original);
        assert_eq!(found("1월분 2025-01-31"), None);
    }

    #[test]
    fn a_day_without_its_year_takes_the_invoices() {
        let written = Date::constant(2025, 1, 31);
        assert_eq!(month_and_day("01-15", written), Some(Date::constant(2025, 1, 15)));
        assert_eq!(month_and_day("0115", written), Some(Date::constant(2025, 1, 15)));
        assert_eq!(month_and_day("13-01", written), None);
    }
}
