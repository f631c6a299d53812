//! From the tree to an invoice. All problems of one document are found at once.

use super::party;
use super::pick::{Place, Reading};
use super::tree::{self, Element};
use crate::finding::{Finding, FormError, codes, expected};
use jangbu_domain::{
    Amendment, AmendmentReason, ApprovalNumber, Date, DateTime, Decimal, ImportDeclaration, InvoiceDraft,
    InvoiceFault, InvoiceTypeCode, Krw, LINES_MAX, Line, NOTES_MAX, PaymentSplit, Purpose, TaxInvoice,
};

/// An invoice from its XML, and what is worth knowing about the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EtaxDocument {
    /// The invoice.
    pub invoice: TaxInvoice,
    /// Warnings and remarks; no errors.
    pub findings: Vec<Finding>,
}

/// Reads one e-tax XML document: UTF-8 (or a declared Korean code page), any prefix for the
/// standard's namespace, signed or not. Texts lose white space at their ends; blank elements are absent.
///
/// # Errors
/// [`FormError`] with every problem found, each with its line and element path. What breaks the
/// XML itself (truncation, a document type, too deep, too large) stops reading and stands alone.
pub fn read_invoice(bytes: &[u8]) -> Result<EtaxDocument, FormError> {
    let root = tree::parse(bytes)?;
    if root.name != "TaxInvoice" {
        let wrong = Finding::error(codes::XML_ROOT).expecting(expected::ETAX_ROOT);
        return Err(wrong.found(&root.name).at_row(root.line).into());
    }
    if !root.known_namespace {
        let wrong = Finding::error(codes::XML_NAMESPACE).expecting(expected::ETAX_NAMESPACE);
        return Err(wrong.in_column("TaxInvoice").at_row(root.line).into());
    }
    let mut reading = Reading::default();
    let invoice = reading.invoice(&root);
    match invoice {
        Some(invoice) if !reading.findings.has_errors() => {
            Ok(EtaxDocument { invoice, findings: reading.findings.into_vec() })
        }
        _ => Err(FormError { findings: reading.findings.into_vec() }),
    }
}

impl Reading {
    fn invoice(&mut self, root: &Element) -> Option<TaxInvoice> {
        let root = Place { element: root, path: String::new() };
        self.enter(
            &root,
            &[
                "ExchangedDocument",
                "TaxInvoiceDocument",
                "TaxInvoiceTradeSettlement",
                "TaxInvoiceTradeLineItem",
            ],
        );
        let issued_at = self.exchanged(&root);
        let document = self.needed(&root, "TaxInvoiceDocument").map(|place| self.document(&place));
        let settlement = self.needed(&root, "TaxInvoiceTradeSettlement").map(|place| self.settlement(&place));
        let lines = self.lines(&root);
        let (document, settlement) = (document?, settlement?);
        let draft = InvoiceDraft {
            approval: document.approval?,
            type_code: document.type_code?,
            written_on: document.written_on?,
            issued_at,
            transmitted_on: None,
            purpose: document.purpose,
            amendment: document.amendment,
            import_declaration: document.import_declaration,
            supplier: settlement.supplier?,
            buyer: settlement.buyer?,
            broker: settlement.broker,
            payment: settlement.payment,
            supply: settlement.supply?,
            tax: settlement.tax,
            total: settlement.total?,
            notes: document.notes,
            lines,
            detail: jangbu_domain::Detail::Document,
        };
        self.check(draft, &root)
    }

    /// `ExchangedDocument` is outside the signature and not needed: what is odd in it is a warning.
    fn exchanged(&mut self, root: &Place<'_>) -> Option<DateTime> {
        let place = self.one(root, "ExchangedDocument")?;
        self.enter(&place, &["ID", "IssueDateTime", "ReferencedDocument"]);
        let leaf = self.leaf(&place, "IssueDateTime")?;
        let text = leaf.text()?;
        let moment = parse_moment(text);
        if moment.is_none() {
            let odd = Finding::warning(codes::ISSUE_TIME_UNREAD).expecting(expected::MOMENT).found(text);
            self.findings.push(odd.in_column(leaf.path).at_row(leaf.element.line));
        }
        moment
    }

    fn document(&mut self, place: &Place<'_>) -> DocumentValues {
        self.enter(
            place,
            &[
                "IssueID",
                "TypeCode",
                "DescriptionText",
                "IssueDateTime",
                "AmendmentStatusCode",
                "PurposeCode",
                "OriginalIssueID",
                "ReferencedImportDocument",
            ],
        );
        let approval = |text: &str| ApprovalNumber::parse(text).ok();
        let reason = self.value(place, "AmendmentStatusCode", expected::AMENDMENT_REASON, |text| {
            AmendmentReason::from_code(text)
        });
        let original = self.value(place, "OriginalIssueID", expected::APPROVAL_NUMBER, approval);
        let type_code = self.needed_value(place, "TypeCode", expected::TYPE_CODE, InvoiceTypeCode::from_code);
        let amended = type_code.is_some_and(|code| code.kind.is_amended());
        let said = reason.is_some() || original.is_some();
        DocumentValues {
            approval: self.needed_value(place, "IssueID", expected::APPROVAL_NUMBER, approval),
            type_code,
            written_on: self.needed_value(place, "IssueDateTime", expected::DATE_COMPACT, parse_date),
            purpose: self.value(place, "PurposeCode", expected::PURPOSE, Purpose::from_code),
            amendment: (said || amended).then_some(Amendment { reason, original }),
            import_declaration: self
                .one(place, "ReferencedImportDocument")
                .map(|declaration| self.declaration(&declaration))
                .filter(|declaration| *declaration != ImportDeclaration::default()),
            notes: self.notes(place),
        }
    }

    fn notes(&mut self, place: &Place<'_>) -> Vec<String> {
        let leaves = place.every("DescriptionText");
        for extra in leaves.iter().skip(NOTES_MAX) {
            let many = Finding::error(codes::ELEMENT_TOO_MANY).with("max", NOTES_MAX);
            self.findings.push(many.in_column(&extra.path).at_row(extra.element.line));
        }
        leaves.iter().filter_map(|leaf| leaf.text().map(str::to_owned)).collect()
    }

    fn declaration(&mut self, place: &Place<'_>) -> ImportDeclaration {
        self.enter(place, &["ID", "ItemQuantity", "AcceptablePeriod"]);
        let number = self.text(place, "ID");
        let item_count = self.value(place, "ItemQuantity", expected::COUNT, |text| text.parse::<u32>().ok());
        let period = self.one(place, "AcceptablePeriod");
        if let Some(period) = &period {
            self.enter(period, &["StartDateTime", "EndDateTime"]);
        }
        let mut day = |name| {
            period.as_ref().and_then(|period| self.value(period, name, expected::DATE_COMPACT, parse_date))
        };
        let (from, to) = (day("StartDateTime"), day("EndDateTime"));
        ImportDeclaration { number, item_count, from, to }
    }

    fn settlement(&mut self, place: &Place<'_>) -> SettlementValues {
        self.enter(
            place,
            &[
                "InvoicerParty",
                "InvoiceeParty",
                "BrokerParty",
                "SpecifiedPaymentMeans",
                "SpecifiedMonetarySummation",
            ],
        );
        let supplier = self.needed(place, "InvoicerParty").and_then(|at| party::business(self, &at));
        let buyer = self.needed(place, "InvoiceeParty").and_then(|at| party::buyer(self, &at));
        let broker = self.one(place, "BrokerParty").and_then(|at| party::business(self, &at));
        let payment = self.payment(place);
        let mut values = SettlementValues { supplier, buyer, broker, payment, ..SettlementValues::default() };
        if let Some(sums) = self.needed(place, "SpecifiedMonetarySummation") {
            self.enter(&sums, &["ChargeTotalAmount", "TaxTotalAmount", "GrandTotalAmount"]);
            values.supply = self.needed_value(&sums, "ChargeTotalAmount", expected::AMOUNT, parse_amount);
            values.tax = self.value(&sums, "TaxTotalAmount", expected::AMOUNT, parse_amount);
            values.total = self.needed_value(&sums, "GrandTotalAmount", expected::AMOUNT, parse_amount);
        }
        values
    }

    fn payment(&mut self, settlement: &Place<'_>) -> PaymentSplit {
        let mut payment = PaymentSplit::default();
        for means in settlement.every("SpecifiedPaymentMeans") {
            self.enter(&means, &["TypeCode", "PaidAmount"]);
            let code = self.needed_value(&means, "TypeCode", expected::PAYMENT_CODE, |code| {
                PaymentSplit::default().part_mut(code).is_some().then(|| code.to_owned())
            });
            let amount = self.value(&means, "PaidAmount", expected::AMOUNT, parse_amount);
            let Some(part) = code.as_deref().and_then(|code| payment.part_mut(code)) else { continue };
            if part.is_some() {
                let twice = Finding::error(codes::ELEMENT_DUPLICATE).expecting(expected::ONE_ELEMENT);
                self.findings.push(twice.in_column(&means.path).at_row(means.element.line));
            }
            *part = amount;
        }
        payment
    }

    fn lines(&mut self, root: &Place<'_>) -> Vec<Line> {
        let items = root.every("TaxInvoiceTradeLineItem");
        if let Some(extra) = items.get(LINES_MAX) {
            let many = Finding::error(codes::LINE_COUNT).with("found", items.len());
            self.findings.push(many.in_column(&extra.path).at_row(extra.element.line));
        }
        let numbered = items.into_iter().zip(1..=LINES_MAX);
        numbered.map(|(place, number)| self.line(&place, number)).collect()
    }

    fn line(&mut self, place: &Place<'_>, number: usize) -> Line {
        let place = &Place { element: place.element, path: format!("{}[{number}]", place.path) };
        self.enter(
            place,
            &[
                "SequenceNumeric",
                "DescriptionText",
                "InvoiceAmount",
                "ChargeableUnitQuantity",
                "InformationText",
                "NameText",
                "PurchaseExpiryDateTime",
                "TotalTax",
                "UnitPrice",
            ],
        );
        let decimal = |text: &str| Decimal::parse(text).ok();
        let inside = |reading: &mut Self, outer: &str, inner: &str| {
            let wrapper = reading.one(place, outer);
            if let Some(wrapper) = &wrapper {
                reading.enter(wrapper, &[inner]);
            }
            wrapper
        };
        let tax = inside(self, "TotalTax", "CalculatedAmount");
        let price = inside(self, "UnitPrice", "UnitAmount");
        Line {
            supplied_on: self.value(place, "PurchaseExpiryDateTime", expected::DATE_COMPACT, parse_date),
            item: self.text(place, "NameText"),
            specification: self.text(place, "InformationText"),
            quantity: self.value(place, "ChargeableUnitQuantity", expected::DECIMAL, decimal),
            unit_price: price.and_then(|at| self.value(&at, "UnitAmount", expected::DECIMAL, decimal)),
            supply: self.value(place, "InvoiceAmount", expected::AMOUNT, parse_amount),
            tax: tax.and_then(|at| self.value(&at, "CalculatedAmount", expected::AMOUNT, parse_amount)),
            note: self.text(place, "DescriptionText"),
        }
    }

    /// Checks the values together; each fault gets the place of the element it is about.
    fn check(&mut self, draft: InvoiceDraft, root: &Place<'_>) -> Option<TaxInvoice> {
        match draft.check() {
            Ok(invoice) => Some(invoice),
            Err(faults) => {
                for fault in faults {
                    let path = path_of(&fault);
                    let line = line_of(root.element, path);
                    self.findings.push(crate::read::fault_finding(&fault).in_column(path).at_row(line));
                }
                None
            }
        }
    }
}

#[derive(Default)]
struct DocumentValues {
    approval: Option<ApprovalNumber>,
    type_code: Option<InvoiceTypeCode>,
    written_on: Option<Date>,
    purpose: Option<Purpose>,
    amendment: Option<Amendment>,
    import_declaration: Option<ImportDeclaration>,
    notes: Vec<String>,
}

#[derive(Default)]
struct SettlementValues {
    supplier: Option<jangbu_domain::Party<jangbu_domain::BusinessNumber>>,
    buyer: Option<jangbu_domain::Party<jangbu_domain::BuyerIdentity>>,
    broker: Option<jangbu_domain::Party<jangbu_domain::BusinessNumber>>,
    payment: PaymentSplit,
    supply: Option<Krw>,
    tax: Option<Krw>,
    total: Option<Krw>,
}

/// Where the values of a fault stand.
fn path_of(fault: &InvoiceFault) -> &'static str {
    const SUMS: &str = "TaxInvoiceTradeSettlement/SpecifiedMonetarySummation";
    match fault {
        InvoiceFault::ApprovalDate { .. } => "TaxInvoiceDocument/IssueID",
        InvoiceFault::TotalSum { .. } | InvoiceFault::TaxMissing | InvoiceFault::TaxOnExempt { .. } => SUMS,
        InvoiceFault::AmendmentMissing | InvoiceFault::AmendmentUnexpected => {
            "TaxInvoiceDocument/AmendmentStatusCode"
        }
        InvoiceFault::BrokerMissing | InvoiceFault::BrokerUnexpected => {
            "TaxInvoiceTradeSettlement/BrokerParty"
        }
        InvoiceFault::NameMissing { side: "supplier" } => "TaxInvoiceTradeSettlement/InvoicerParty/NameText",
        InvoiceFault::NameMissing { side: "buyer" } => "TaxInvoiceTradeSettlement/InvoiceeParty/NameText",
        InvoiceFault::NameMissing { .. } => "TaxInvoiceTradeSettlement/BrokerParty/NameText",
        InvoiceFault::LineCount { .. } => "TaxInvoiceTradeLineItem",
        InvoiceFault::NoteCount { .. } => "TaxInvoiceDocument/DescriptionText",
    }
}

/// The line of the element at a path, or of its nearest ancestor that is there.
fn line_of(root: &Element, path: &str) -> u32 {
    let mut at = root;
    for name in path.split('/') {
        match at.children.iter().find(|child| child.name == name) {
            Some(child) => at = child,
            None => break,
        }
    }
    at.line
}

/// `yyyyMMdd`.
pub(crate) fn parse_date(text: &str) -> Option<Date> {
    if text.len() != 8 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Date::new(text.get(..4)?.parse().ok()?, text.get(4..6)?.parse().ok()?, text.get(6..)?.parse().ok()?).ok()
}

/// `yyyyMMddHHmmss`, or the day alone.
fn parse_moment(text: &str) -> Option<DateTime> {
    let (day, time) = text.split_at_checked(8)?;
    let date = parse_date(day)?;
    if time.is_empty() {
        return Some(date.at(0, 0, 0, 0));
    }
    if time.len() != 6 || !time.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let two = |from: usize| time.get(from..from + 2).and_then(|part| part.parse::<i8>().ok());
    let time = jiff::civil::Time::new(two(0)?, two(2)?, two(4)?, 0).ok()?;
    Some(date.to_datetime(time))
}

fn parse_amount(text: &str) -> Option<Krw> {
    Krw::parse(text).ok()
}
