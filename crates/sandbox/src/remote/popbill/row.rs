//! An invoice as the lists of `HTTaxinvoice` show it: flat fields, amounts as texts.

use jangbu_domain::{
    BuyerIdentity, Date, DateTime, Decimal, Krw, Line, PartyIdentity as _, Purpose, TaxInvoice, Variety,
};
use serde_json::{Map, Value, json};

/// T 과세, N 면세, Z 영세.
pub(super) fn tax_code(invoice: &TaxInvoice) -> &'static str {
    let code = invoice.type_code();
    match code.variety {
        _ if code.kind.is_exempt() => "N",
        Variety::ZeroRated | Variety::ZeroRatedConsigned => "Z",
        _ => "T",
    }
}

fn plain_day(day: Option<Date>) -> String {
    day.map(|day| day.strftime("%Y%m%d").to_string()).unwrap_or_default()
}

fn won(amount: Option<Krw>) -> String {
    amount.map(|amount| amount.won().to_string()).unwrap_or_default()
}

/// A row of `list`.
pub(super) fn row(invoice: &TaxInvoice) -> Value {
    let mut fields = head(invoice);
    if let Some(line) = invoice.lines().first() {
        fields.extend(item(line));
    }
    Value::Object(fields)
}

/// The whole invoice.
pub(super) fn detail(invoice: &TaxInvoice) -> Value {
    let mut fields = head(invoice);
    let lines = invoice.lines().iter().zip(1..);
    let lines = lines.map(|(line, number): (&Line, u32)| {
        let mut fields = item(line);
        fields.insert("serialNum".to_owned(), json!(number));
        Value::Object(fields)
    });
    fields.insert("detailList".to_owned(), Value::Array(lines.collect()));
    Value::Object(fields)
}

/// `Summary`.
pub(super) fn summary(invoices: &[TaxInvoice]) -> Value {
    let sum = |of: fn(&TaxInvoice) -> i64| invoices.iter().map(of).sum::<i64>();
    json!({
        "count": invoices.len(),
        "supplyCostTotal": sum(|one| one.supply().won()),
        "taxTotal": sum(|one| one.tax().unwrap_or_default().won()),
        "amountTotal": sum(|one| one.total().won())
    })
}

fn head(invoice: &TaxInvoice) -> Map<String, Value> {
    let (supplier, buyer) = (invoice.supplier(), invoice.buyer());
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let email = |at: usize| text(buyer.contacts.get(at).and_then(|contact| contact.email.as_deref()));
    let original = invoice.amendment().and_then(|amendment| amendment.original.as_ref());
    let (buyer_kind, buyer_number) = buyer_number(&buyer.identity);
    let fields = json!({
        "ntsconfirmNum": invoice.approval().as_str(),
        "writeDate": plain_day(Some(invoice.written_on())),
        "issueDate": plain_day(invoice.issued_at().map(DateTime::date)),
        "sendDate": plain_day(invoice.transmitted_on()),
        "taxType": match tax_code(invoice) { "N" => "면세", "Z" => "영세", _ => "과세" },
        "purposeType": match invoice.purpose() {
            Some(Purpose::Receipt) => "영수",
            Some(Purpose::Claim) => "청구",
            None => "없음",
        },
        "supplyCostTotal": won(Some(invoice.supply())),
        "taxTotal": won(Some(invoice.tax().unwrap_or_default())),
        "totalAmount": won(Some(invoice.total())),
        "remark1": text(invoice.notes().first().map(String::as_str)),
        "invoiceType": variety(invoice),
        "modifyYN": invoice.type_code().kind.is_amended(),
        "orgNTSConfirmNum": original.map(|number| number.as_str().to_owned()).unwrap_or_default(),
        "invoicerCorpNum": supplier.identity.digits(),
        "invoicerTaxRegID": text(supplier.branch.as_deref()),
        "invoicerCorpName": supplier.name, "invoicerCEOName": supplier.representative,
        "invoicerEmail": text(supplier.email()),
        "invoiceeCorpNum": buyer_number, "invoiceeType": buyer_kind,
        "invoiceeTaxRegID": text(buyer.branch.as_deref()),
        "invoiceeCorpName": buyer.name, "invoiceeCEOName": buyer.representative,
        "invoiceeEmail1": email(0), "invoiceeEmail2": email(1),
    });
    let mut fields = match fields {
        Value::Object(fields) => fields,
        _ => Map::new(),
    };
    if let Some(broker) = invoice.broker() {
        fields.insert("trusteeCorpNum".to_owned(), json!(broker.identity.digits()));
        fields.insert("trusteeCorpName".to_owned(), json!(broker.name));
        fields.insert("trusteeCEOName".to_owned(), json!(broker.representative));
    }
    fields
}

fn item(line: &Line) -> Map<String, Value> {
    let plain = |value: Option<Decimal>| value.map(Decimal::to_plain).unwrap_or_default();
    let fields = json!({
        "purchaseDate": plain_day(line.supplied_on),
        "itemName": line.item.as_deref().unwrap_or_default(),
        "spec": line.specification.as_deref().unwrap_or_default(),
        "qty": plain(line.quantity), "unitCost": plain(line.unit_price),
        "supplyCost": won(line.supply), "tax": won(line.tax),
        "remark": line.note.as_deref().unwrap_or_default()
    });
    match fields {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

fn variety(invoice: &TaxInvoice) -> &'static str {
    match invoice.type_code().variety {
        Variety::Consigned | Variety::ZeroRatedConsigned => "위수탁",
        Variety::Import | Variety::ImportDeferred => "수입",
        Variety::General | Variety::ZeroRated => "일반",
    }
}

/// As lists show it: a resident number without its last seven digits.
fn buyer_number(identity: &BuyerIdentity) -> (&'static str, String) {
    match identity {
        BuyerIdentity::Business(number) => ("사업자", number.digits()),
        BuyerIdentity::Resident(_) | BuyerIdentity::MaskedResident(_) => {
            let shown = identity.shown();
            ("개인", format!("{}*******", shown.split('-').next().unwrap_or_default()))
        }
        BuyerIdentity::Foreigner => ("외국인", "9999999999999".to_owned()),
    }
}
