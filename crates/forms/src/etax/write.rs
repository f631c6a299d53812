//! From an invoice to its XML, unsigned.

use super::{FOREIGNER_ID, NAMESPACE, SCHEMA_URL};
use jangbu_domain::{
    AmendmentReason, BuyerIdentity, Contact, Date, DateTime, Decimal, Detail, ImportDeclaration, Line, Party,
    PartyIdentity, Purpose, TaxInvoice,
};

/// Why an invoice cannot be written as a document.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EtaxWriteError {
    /// Only what a list showed of it is known.
    #[error("the invoice is known from a list only; a document needs all of it")]
    ListingOnly,
    /// The buyer's resident number is known in its masked form only.
    #[error("the buyer's resident number is known in its masked form only")]
    BuyerMasked,
}

/// Writes the document in the standard's element order, UTF-8, indented by tabs, empty elements left
/// out. Reading it gives the same invoice, texts without white space at their ends provided
/// (전송일자 has no place in the document). Characters that XML 1.0 cannot hold are left out.
///
/// # Errors
/// [`EtaxWriteError`].
pub fn write_invoice(invoice: &TaxInvoice) -> Result<Vec<u8>, EtaxWriteError> {
    if invoice.detail() != Detail::Document {
        return Err(EtaxWriteError::ListingOnly);
    }
    let (buyer_id, buyer_type) = match &invoice.buyer().identity {
        BuyerIdentity::Business(number) => (number.digits(), "01"),
        BuyerIdentity::Resident(number) => (number.reveal().as_str().to_owned(), "02"),
        BuyerIdentity::MaskedResident(_) => return Err(EtaxWriteError::BuyerMasked),
        BuyerIdentity::Foreigner => (FOREIGNER_ID.to_owned(), "03"),
    };
    let mut out = Out::new();
    out.open_root();
    out.exchanged(invoice);
    out.document(invoice);
    out.inside("TaxInvoiceTradeSettlement", |out| {
        out.party("InvoicerParty", &invoice.supplier().identity.digits(), None, invoice.supplier(), SELLER);
        out.party("InvoiceeParty", &buyer_id, Some(buyer_type), invoice.buyer(), BUYER);
        if let Some(broker) = invoice.broker() {
            out.party("BrokerParty", &broker.identity.digits(), None, broker, SELLER);
        }
        out.money(invoice);
    });
    for (line, number) in invoice.lines().iter().zip(1u32..) {
        out.line(line, number);
    }
    Ok(out.close_root())
}

const SELLER: &[&str] = &["DefinedContact"];
const BUYER: &[&str] = &["PrimaryDefinedContact", "SecondaryDefinedContact"];

struct Out {
    xml: String,
    depth: usize,
}

impl Out {
    fn new() -> Self {
        const USUAL_BYTES: usize = 4096;
        Self { xml: String::with_capacity(USUAL_BYTES), depth: 0 }
    }

    fn open_root(&mut self) {
        self.xml.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        let parts = [
            "<TaxInvoice xmlns=\"",
            NAMESPACE,
            "\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"",
            NAMESPACE,
            " ",
            SCHEMA_URL,
            "\">\n",
        ];
        self.xml.extend(parts);
        self.depth = 1;
    }

    fn close_root(mut self) -> Vec<u8> {
        self.xml.push_str("</TaxInvoice>\n");
        self.xml.into_bytes()
    }

    fn indent(&mut self) {
        self.xml.extend(core::iter::repeat_n('\t', self.depth));
    }

    /// An element with children; nothing at all when they write nothing.
    fn inside(&mut self, name: &str, children: impl FnOnce(&mut Self)) {
        let before = self.xml.len();
        self.indent();
        self.xml.extend(["<", name, ">\n"]);
        let opened = self.xml.len();
        self.depth += 1;
        children(self);
        self.depth -= 1;
        if self.xml.len() == opened {
            self.xml.truncate(before);
            return;
        }
        self.indent();
        self.xml.extend(["</", name, ">\n"]);
    }

    /// A leaf; nothing when blank.
    fn leaf(&mut self, name: &str, text: &str) {
        if text.trim().is_empty() {
            return;
        }
        self.indent();
        self.xml.extend(["<", name, ">"]);
        escape_into(&mut self.xml, text);
        self.xml.extend(["</", name, ">\n"]);
    }

    fn maybe(&mut self, name: &str, value: Option<impl AsRef<str>>) {
        if let Some(value) = value {
            self.leaf(name, value.as_ref());
        }
    }

    fn exchanged(&mut self, invoice: &TaxInvoice) {
        self.inside("ExchangedDocument", |out| {
            out.leaf("ID", invoice.approval().as_str());
            out.maybe("IssueDateTime", invoice.issued_at().map(moment));
        });
    }

    fn document(&mut self, invoice: &TaxInvoice) {
        self.inside("TaxInvoiceDocument", |out| {
            out.leaf("IssueID", invoice.approval().as_str());
            out.leaf("TypeCode", &invoice.type_code().to_string());
            for note in invoice.notes() {
                out.leaf("DescriptionText", note);
            }
            out.leaf("IssueDateTime", &day(invoice.written_on()));
            if let Some(amendment) = invoice.amendment() {
                out.maybe("AmendmentStatusCode", amendment.reason.map(AmendmentReason::code));
            }
            out.maybe("PurposeCode", invoice.purpose().map(Purpose::code));
            if let Some(original) = invoice.amendment().and_then(|amendment| amendment.original.as_ref()) {
                out.leaf("OriginalIssueID", original.as_str());
            }
            if let Some(declaration) = invoice.import_declaration() {
                out.declaration(declaration);
            }
        });
    }

    fn declaration(&mut self, declaration: &ImportDeclaration) {
        self.inside("ReferencedImportDocument", |out| {
            out.maybe("ID", declaration.number.as_deref());
            out.maybe("ItemQuantity", declaration.item_count.map(|count| count.to_string()));
            out.inside("AcceptablePeriod", |out| {
                out.maybe("StartDateTime", declaration.from.map(day));
                out.maybe("EndDateTime", declaration.to.map(day));
            });
        });
    }

    fn party<I: PartyIdentity>(
        &mut self,
        name: &str,
        id: &str,
        buyer_type: Option<&str>,
        party: &Party<I>,
        contacts: &[&str],
    ) {
        self.inside(name, |out| {
            out.leaf("ID", id);
            out.maybe("TypeCode", party.business_type.as_deref());
            out.leaf("NameText", &party.name);
            out.maybe("ClassificationCode", party.business_item.as_deref());
            out.inside("SpecifiedOrganization", |out| {
                out.maybe("TaxRegistrationID", party.branch.as_deref());
                out.maybe("BusinessTypeCode", buyer_type);
            });
            out.inside("SpecifiedPerson", |out| out.leaf("NameText", &party.representative));
            for (name, contact) in contacts.iter().zip(&party.contacts) {
                out.contact(name, contact);
            }
            out.inside("SpecifiedAddress", |out| out.maybe("LineOneText", party.address.as_deref()));
        });
    }

    fn contact(&mut self, name: &str, contact: &Contact) {
        self.inside(name, |out| {
            out.maybe("DepartmentNameText", contact.department.as_deref());
            out.maybe("PersonNameText", contact.person.as_deref());
            out.maybe("TelephoneCommunication", contact.phone.as_deref());
            out.maybe("URICommunication", contact.email.as_deref());
        });
    }

    fn money(&mut self, invoice: &TaxInvoice) {
        for (code, amount) in invoice.payment().parts() {
            if let Some(amount) = amount {
                self.inside("SpecifiedPaymentMeans", |out| {
                    out.leaf("TypeCode", code);
                    out.leaf("PaidAmount", &amount.won().to_string());
                });
            }
        }
        self.inside("SpecifiedMonetarySummation", |out| {
            out.leaf("ChargeTotalAmount", &invoice.supply().won().to_string());
            out.maybe("TaxTotalAmount", invoice.tax().map(|tax| tax.won().to_string()));
            out.leaf("GrandTotalAmount", &invoice.total().won().to_string());
        });
    }

    fn line(&mut self, line: &Line, number: u32) {
        self.inside("TaxInvoiceTradeLineItem", |out| {
            out.leaf("SequenceNumeric", &number.to_string());
            out.maybe("DescriptionText", line.note.as_deref());
            out.maybe("InvoiceAmount", line.supply.map(|amount| amount.won().to_string()));
            out.maybe("ChargeableUnitQuantity", line.quantity.map(Decimal::to_plain));
            out.maybe("InformationText", line.specification.as_deref());
            out.maybe("NameText", line.item.as_deref());
            out.maybe("PurchaseExpiryDateTime", line.supplied_on.map(day));
            let tax = line.tax.map(|amount| amount.won().to_string());
            out.inside("TotalTax", |out| out.maybe("CalculatedAmount", tax));
            let price = line.unit_price.map(Decimal::to_plain);
            out.inside("UnitPrice", |out| out.maybe("UnitAmount", price));
        });
    }
}

fn day(date: Date) -> String {
    date.strftime("%Y%m%d").to_string()
}

fn moment(at: DateTime) -> String {
    at.strftime("%Y%m%d%H%M%S").to_string()
}

/// Escapes markup; a carriage return is written by number, or reading would make it a line feed.
fn escape_into(out: &mut String, text: &str) {
    for c in text.chars().filter(|c| is_xml_char(*c)) {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\r' => out.push_str("&#13;"),
            _ => out.push(c),
        }
    }
}

/// XML 1.0, production 2 (Char).
pub(super) const fn is_xml_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{FFFD}' | '\u{10000}'..='\u{10FFFF}')
}
