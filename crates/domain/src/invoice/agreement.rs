//! How two versions of one invoice agree: the book's and a file's.

use super::{InvoiceDraft, Line, Party, PartyIdentity, TaxInvoice};
use crate::{Krw, fold_for_search, fold_name, mask_resident_numbers};

/// What a second version of an invoice means for the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Agreement {
    /// It says nothing new.
    Same,
    /// It contradicts nothing and adds something: the two together, for instance a list's row and
    /// later the document itself.
    Enriches(Box<TaxInvoice>),
    /// It says something else: a person decides.
    Conflict(Vec<Difference>),
}

/// One field that differs; values as shown, sensitive numbers masked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Stable field name, a key into the texts.
    pub field: &'static str,
    /// What the book says.
    pub book: Option<String>,
    /// What the file says.
    pub file: Option<String>,
}

/// Names of all fields that are compared.
const FIELDS: [&str; 32] = [
    "type_code",
    "written_on",
    "supplier_number",
    "supplier_name",
    "buyer_number",
    "buyer_name",
    "supply",
    "tax",
    "total",
    "issued_on",
    "transmitted_on",
    "purpose",
    "amendment_reason",
    "original_approval",
    "supplier_branch",
    "supplier_representative",
    "supplier_address",
    "supplier_business",
    "supplier_contact",
    "buyer_branch",
    "buyer_representative",
    "buyer_address",
    "buyer_business",
    "buyer_contact",
    "broker",
    "payment_cash",
    "payment_cheque",
    "payment_note",
    "payment_credit",
    "notes",
    "import_declaration",
    "lines",
];

impl Difference {
    /// The stable name of a field that was kept as text; none for a name that no field has.
    pub fn field_named(name: &str) -> Option<&'static str> {
        FIELDS.into_iter().find(|field| *field == name)
    }
}

impl TaxInvoice {
    /// Compares the book's version (`self`) with another of the same approval number.
    ///
    /// A field that one side does not know contradicts nothing. Between a list's row and a
    /// document only what a list states reliably is compared: numbers, names, kind and amounts.
    pub fn agreement_with(&self, other: &Self) -> Agreement {
        let differences =
            if self.detail() == other.detail() { all_facts(self, other) } else { shared_facts(self, other) };
        if !differences.is_empty() {
            return Agreement::Conflict(differences);
        }
        let merged = merge(&self.draft, &other.draft);
        if merged == self.draft {
            return Agreement::Same;
        }
        match merged.check() {
            Ok(invoice) => Agreement::Enriches(Box::new(invoice)),
            // Two valid versions that agree merge into a valid one; should a rule ever break
            // that, nothing is taken without a person's word.
            Err(_) => Agreement::Conflict(all_facts(self, other)),
        }
    }

    /// Every field in which the two differ, for showing what a change did.
    pub fn differences_to(&self, other: &Self) -> Vec<Difference> {
        let mut differences = Vec::new();
        let mut compare = Compare { out: &mut differences, unknown_agrees: false };
        compare.everything(self, other);
        differences
    }
}

/// Both of the same detail: everything counts, unknown fields aside.
fn all_facts(book: &TaxInvoice, file: &TaxInvoice) -> Vec<Difference> {
    let mut differences = Vec::new();
    Compare { out: &mut differences, unknown_agrees: true }.everything(book, file);
    differences
}

/// A list's row beside a document.
fn shared_facts(book: &TaxInvoice, file: &TaxInvoice) -> Vec<Difference> {
    let mut differences = Vec::new();
    Compare { out: &mut differences, unknown_agrees: true }.essentials(book, file);
    differences
}

struct Compare<'a> {
    out: &'a mut Vec<Difference>,
    /// A field blank on one side is no difference.
    unknown_agrees: bool,
}

impl Compare<'_> {
    fn field(&mut self, field: &'static str, book: Option<String>, file: Option<String>) {
        let unknown = self.unknown_agrees && (book.is_none() || file.is_none());
        if !unknown && book != file {
            self.out.push(Difference { field, book, file });
        }
    }

    /// Texts that differ in spacing, case or width only are the same.
    fn text(&mut self, field: &'static str, book: Option<&str>, file: Option<&str>) {
        let known = |text: Option<&str>| {
            text.map(str::trim).filter(|t| !t.is_empty()).map(|t| mask_resident_numbers(t).into_owned())
        };
        let (book, file) = (known(book), known(file));
        if book.as_deref().map(fold_for_search) != file.as_deref().map(fold_for_search) {
            self.field(field, book, file);
        }
    }

    /// Names that differ only in how the company's form is written are the same.
    fn name(&mut self, field: &'static str, book: &str, file: &str) {
        if fold_name(book) != fold_name(file) {
            self.text(field, Some(book), Some(file));
        }
    }

    fn amount(&mut self, field: &'static str, book: Option<Krw>, file: Option<Krw>) {
        self.field(field, book.map(|k| k.to_string()), file.map(|k| k.to_string()));
    }

    fn essentials(&mut self, book: &TaxInvoice, file: &TaxInvoice) {
        let (a, b) = (&book.draft, &file.draft);
        self.field("type_code", Some(a.type_code.to_string()), Some(b.type_code.to_string()));
        self.field("written_on", Some(a.written_on.to_string()), Some(b.written_on.to_string()));
        self.field("supplier_number", Some(a.supplier.identity.shown()), Some(b.supplier.identity.shown()));
        self.name("supplier_name", &a.supplier.name, &b.supplier.name);
        if !a.buyer.identity.agrees_with(&b.buyer.identity) {
            let (book, file) = (a.buyer.identity.shown(), b.buyer.identity.shown());
            self.out.push(Difference { field: "buyer_number", book: Some(book), file: Some(file) });
        }
        self.name("buyer_name", &a.buyer.name, &b.buyer.name);
        self.amount("supply", Some(a.supply), Some(b.supply));
        self.amount("tax", Some(a.tax.unwrap_or_default()), Some(b.tax.unwrap_or_default()));
        self.amount("total", Some(a.total), Some(b.total));
        self.field(
            "issued_on",
            a.issued_at.map(|t| t.date().to_string()),
            b.issued_at.map(|t| t.date().to_string()),
        );
        self.field(
            "transmitted_on",
            a.transmitted_on.map(|d| d.to_string()),
            b.transmitted_on.map(|d| d.to_string()),
        );
        self.field("purpose", a.purpose.map(|p| p.code().into()), b.purpose.map(|p| p.code().into()));
    }

    fn everything(&mut self, book: &TaxInvoice, file: &TaxInvoice) {
        self.essentials(book, file);
        let (a, b) = (&book.draft, &file.draft);
        let reason = |draft: &InvoiceDraft| {
            draft.amendment.as_ref().and_then(|m| m.reason).map(|r| r.code().to_owned())
        };
        let original = |draft: &InvoiceDraft| {
            draft.amendment.as_ref().and_then(|m| m.original.as_ref()).map(ToString::to_string)
        };
        self.field("amendment_reason", reason(a), reason(b));
        self.field("original_approval", original(a), original(b));
        self.party(
            [
                "supplier_branch",
                "supplier_representative",
                "supplier_address",
                "supplier_business",
                "supplier_contact",
            ],
            &a.supplier,
            &b.supplier,
        );
        self.party(
            ["buyer_branch", "buyer_representative", "buyer_address", "buyer_business", "buyer_contact"],
            &a.buyer,
            &b.buyer,
        );
        let broker =
            |draft: &InvoiceDraft| draft.broker.as_ref().map(|p| format!("{} {}", p.identity, p.name));
        self.field("broker", broker(a), broker(b));
        let names = ["payment_cash", "payment_cheque", "payment_note", "payment_credit"];
        for ((name, (_, x)), (_, y)) in names.into_iter().zip(a.payment.parts()).zip(b.payment.parts()) {
            self.amount(name, x, y);
        }
        self.text("notes", Some(&a.notes.join(" ")), Some(&b.notes.join(" ")));
        let declaration =
            |draft: &InvoiceDraft| draft.import_declaration.as_ref().and_then(|d| d.number.clone());
        self.field("import_declaration", declaration(a), declaration(b));
        if a.lines != b.lines {
            let text = |lines: &[Line]| {
                (!lines.is_empty()).then(|| lines.iter().map(line_text).collect::<Vec<_>>().join(" / "))
            };
            self.field("lines", text(&a.lines), text(&b.lines));
        }
    }

    fn party<I: PartyIdentity>(&mut self, names: [&'static str; 5], a: &Party<I>, b: &Party<I>) {
        let [branch, representative, address, business, contact] = names;
        self.text(branch, a.branch.as_deref(), b.branch.as_deref());
        self.text(representative, Some(&a.representative), Some(&b.representative));
        self.text(address, a.address.as_deref(), b.address.as_deref());
        let kind = |p: &Party<I>| {
            format!(
                "{} {}",
                p.business_type.as_deref().unwrap_or_default(),
                p.business_item.as_deref().unwrap_or_default()
            )
        };
        self.text(business, Some(&kind(a)), Some(&kind(b)));
        self.text(contact, Some(&contacts_text(a)), Some(&contacts_text(b)));
    }
}

fn contacts_text<I>(party: &Party<I>) -> String {
    let texts = party.contacts.iter().flat_map(|c| [&c.department, &c.person, &c.phone, &c.email]);
    texts.flatten().cloned().collect::<Vec<_>>().join(" ")
}

/// A line in short: item, specification, quantity × price, supply, tax.
fn line_text(line: &Line) -> String {
    let decimal = |value: Option<crate::Decimal>| value.map(|d| d.to_string());
    let amount = |value: Option<Krw>| value.map(|k| k.to_string());
    let parts = [
        line.supplied_on.map(|d| d.to_string()),
        line.item.clone(),
        line.specification.clone(),
        decimal(line.quantity),
        decimal(line.unit_price),
        amount(line.supply),
        amount(line.tax),
        line.note.clone(),
    ];
    mask_resident_numbers(&parts.into_iter().flatten().collect::<Vec<_>>().join(" ")).into_owned()
}

/// The two together; the one known in more detail leads, the book's on a tie.
fn merge(book: &InvoiceDraft, file: &InvoiceDraft) -> InvoiceDraft {
    let (lead, other) = if file.detail > book.detail { (file, book) } else { (book, file) };
    let mut merged = lead.clone();
    merged.issued_at = later_known(lead.issued_at, other.issued_at);
    merged.transmitted_on = lead.transmitted_on.or(other.transmitted_on);
    merged.purpose = lead.purpose.or(other.purpose);
    merged.import_declaration = lead.import_declaration.clone().or_else(|| other.import_declaration.clone());
    merged.broker = lead.broker.clone().or_else(|| other.broker.clone());
    if let (Some(mine), Some(theirs)) = (&mut merged.amendment, &other.amendment) {
        mine.reason = mine.reason.or(theirs.reason);
        mine.original = mine.original.take().or_else(|| theirs.original.clone());
    }
    fill_party(&mut merged.supplier, &other.supplier);
    fill_party(&mut merged.buyer, &other.buyer);
    for (code, theirs) in other.payment.parts() {
        if let Some(mine) = merged.payment.part_mut(code) {
            *mine = mine.or(theirs);
        }
    }
    if merged.notes.is_empty() {
        merged.notes.clone_from(&other.notes);
    }
    if merged.lines.is_empty() {
        merged.lines.clone_from(&other.lines);
    }
    merged
}

/// The moment over the bare day.
fn later_known(lead: Option<crate::DateTime>, other: Option<crate::DateTime>) -> Option<crate::DateTime> {
    match (lead, other) {
        (Some(a), Some(b)) if a.date() == b.date() => Some(a.max(b)),
        (a, b) => a.or(b),
    }
}

fn fill_party<I>(mine: &mut Party<I>, theirs: &Party<I>) {
    let fill = |mine: &mut Option<String>, theirs: &Option<String>| {
        if mine.is_none() {
            mine.clone_from(theirs);
        }
    };
    fill(&mut mine.branch, &theirs.branch);
    fill(&mut mine.address, &theirs.address);
    fill(&mut mine.business_type, &theirs.business_type);
    fill(&mut mine.business_item, &theirs.business_item);
    if mine.representative.is_empty() {
        mine.representative.clone_from(&theirs.representative);
    }
    if mine.contacts.is_empty() {
        mine.contacts.clone_from(&theirs.contacts);
    }
}
