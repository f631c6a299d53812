//! An invoice as lists show it: a row of JSON, a row of text, the detail.

use jangbu_domain::{
    BuyerIdentity, Date, DateTime, Decimal, InvoiceKind, Krw, Line, PartyIdentity as _, Purpose, TaxInvoice,
    Variety,
};
use serde_json::{Value, json};

/// A row of `etxivIsnBrkdTermDVOList`. Whose name stands in `tnmNm` is reported differently; here names without
/// a suffix are the supplier's, those with `B` the buyer's.
pub(super) fn json_row(invoice: &TaxInvoice) -> Value {
    let (supplier, buyer) = (invoice.supplier(), invoice.buyer());
    let mut row = json!({
        "etan": invoice.approval().to_string(),
        "wrtDt": invoice.written_on().to_string(),
        "isnDtm": day(invoice.issued_at().map(DateTime::date)),
        "tmsnDt": day(invoice.transmitted_on()),
        "tnmNm": supplier.name, "rprsFnm": supplier.representative,
        "adr": supplier.address.as_deref().unwrap_or_default(),
        "splrTxprDscmNo": supplier.identity.to_string(),
        "tnmNmB": buyer.name, "rprsFnmB": buyer.representative,
        "adrB": buyer.address.as_deref().unwrap_or_default(),
        "dmnrTxprDscmNo": buyer_number(invoice),
        "sumSplCft": invoice.supply().won().to_string(),
        "sumTxamt": invoice.tax().unwrap_or_default().won().to_string(),
        "totaAmt": invoice.total().won().to_string(),
        "etxivClsfCd": invoice.type_code().kind.code(),
        "etxivKndCd": invoice.type_code().variety.code(),
        "isnTypeCd": "01",
        "recApeClCd": invoice.purpose().map_or("", Purpose::code),
        "mchrgEmlAdrSls": supplier.email().unwrap_or_default(),
        "mchrgEmlAdrPrh": buyer.email().unwrap_or_default(),
        "etxivSq1RmrkCntn": note(invoice),
    });
    if let (Some(row), Value::Object(item)) = (row.as_object_mut(), first_item(invoice)) {
        row.extend(item);
    }
    row
}

fn first_item(invoice: &TaxInvoice) -> Value {
    let Some(line) = invoice.lines().first() else {
        return json!({
            "lsatNm": "", "lsatSplDt": "", "lsatUtprc": "", "lsatQty": "", "lsatSplCft": "", "lsatTxamt": ""
        });
    };
    let mut item = json_line(line);
    if let Some(item) = item.as_object_mut() {
        item.retain(|field, _| field != "lsatRszeNm" && field != "lsatRmrkCntn");
        item.insert("lsatNm".to_owned(), json!(item_name(invoice)));
    }
    item
}

fn json_line(line: &Line) -> Value {
    let won = |amount: Option<Krw>| amount.map(|amount| amount.won().to_string()).unwrap_or_default();
    let plain = |value: Option<Decimal>| value.map(Decimal::to_plain).unwrap_or_default();
    json!({
        "lsatNm": line.item.as_deref().unwrap_or_default(),
        "lsatSplDt": line.supplied_on.map(|day| day.strftime("%Y%m%d").to_string()).unwrap_or_default(),
        "lsatRszeNm": line.specification.as_deref().unwrap_or_default(),
        "lsatQty": plain(line.quantity), "lsatUtprc": plain(line.unit_price),
        "lsatSplCft": won(line.supply), "lsatTxamt": won(line.tax),
        "lsatRmrkCntn": line.note.as_deref().unwrap_or_default()
    })
}

/// `etxivIsnBrkdTermDVO` and `lsatInfrBizSVOList` of the detail.
pub(super) fn json_detail(invoice: &TaxInvoice) -> Value {
    let lines: Vec<Value> = invoice.lines().iter().map(json_line).collect();
    json!({
        "etxivIsnBrkdTermDVO": {
            "etan": invoice.approval().as_str(),
            "wrtDt": invoice.written_on().strftime("%Y%m%d").to_string(),
            "sumSplCft": invoice.supply().won().to_string(),
            "sumTxamt": invoice.tax().unwrap_or_default().won().to_string(),
            "totaAmt": invoice.total().won().to_string(),
            "splrTnmNm": invoice.supplier().name, "dmnrTnmNm": invoice.buyer().name,
            "splrTxprDscmNo": invoice.supplier().identity.to_string(),
            "dmnrTxprDscmNo": buyer_number(invoice)
        },
        "lsatInfrBizSVOList": lines
    })
}

const HEAD: [&str; 14] = [
    "작성일자",
    "승인번호",
    "발급일자",
    "전송일자",
    "공급자사업자등록번호",
    "종사업장번호",
    "상호",
    "대표자명",
    "주소",
    "공급받는자사업자등록번호",
    "종사업장번호",
    "상호",
    "대표자명",
    "주소",
];
const TAXABLE_AMOUNTS: [&str; 3] = ["합계금액", "공급가액", "세액"];
const MIDDLE: [&str; 8] = [
    "전자세금계산서분류",
    "전자세금계산서종류",
    "발급유형",
    "비고",
    "영수/청구 구분",
    "공급자 이메일",
    "공급받는자 이메일1",
    "공급받는자 이메일2",
];
const ITEM: [&str; 8] =
    ["품목일자", "품목명", "품목규격", "품목수량", "품목단가", "품목공급가액", "품목세액", "품목비고"];

/// Headings of the text file: 33, and 31 of a list without tax.
pub(super) fn text_head(exempt: bool) -> String {
    let all = HEAD.into_iter().chain(TAXABLE_AMOUNTS).chain(MIDDLE).chain(ITEM);
    let shown: Vec<&str> = all.filter(|heading| !(exempt && heading.contains("세액"))).collect();
    shown.join("\t")
}

/// A row of the text file.
pub(super) fn text_row(invoice: &TaxInvoice, exempt: bool) -> String {
    let (supplier, buyer) = (invoice.supplier(), invoice.buyer());
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let won = |amount: Option<Krw>| amount.map(|amount| amount.to_string()).unwrap_or_default();
    let email = |at: usize| text(buyer.contacts.get(at).and_then(|contact| contact.email.as_deref()));
    let mut cells = vec![
        invoice.written_on().to_string(),
        invoice.approval().to_string(),
        day(invoice.issued_at().map(DateTime::date)),
        day(invoice.transmitted_on()),
        supplier.identity.to_string(),
        text(supplier.branch.as_deref()),
        supplier.name.clone(),
        supplier.representative.clone(),
        text(supplier.address.as_deref()),
        buyer_number(invoice),
        text(buyer.branch.as_deref()),
        buyer.name.clone(),
        buyer.representative.clone(),
        text(buyer.address.as_deref()),
        invoice.total().to_string(),
        invoice.supply().to_string(),
    ];
    cells.extend((!exempt).then(|| won(Some(invoice.tax().unwrap_or_default()))));
    cells.extend([
        kind_name(invoice.type_code().kind).to_owned(),
        variety_name(invoice),
        "인터넷발급".to_owned(),
        note(invoice),
        match invoice.purpose() {
            Some(Purpose::Receipt) => "영수".to_owned(),
            Some(Purpose::Claim) => "청구".to_owned(),
            None => String::new(),
        },
        text(supplier.email()),
        email(0),
        email(1),
    ]);
    cells.extend(item_cells(invoice, exempt));
    // A tab or a line's end inside a cell would be another cell.
    let cells: Vec<String> = cells.iter().map(|cell| cell.replace(['\t', '\r', '\n'], " ")).collect();
    cells.join("\t")
}

fn item_cells(invoice: &TaxInvoice, exempt: bool) -> Vec<String> {
    let Some(line) = invoice.lines().first() else { return vec![String::new(); 8 - usize::from(exempt)] };
    let won = |amount: Option<Krw>| amount.map(|amount| amount.to_string()).unwrap_or_default();
    let shown = |value: Option<Decimal>| value.map(|value| value.to_string()).unwrap_or_default();
    let mut cells = vec![
        day(line.supplied_on),
        item_name(invoice),
        line.specification.clone().unwrap_or_default(),
        shown(line.quantity),
        shown(line.unit_price),
        won(line.supply),
    ];
    cells.extend((!exempt).then(|| won(line.tax)));
    cells.push(line.note.clone().unwrap_or_default());
    cells
}

/// The first item, and how many more there are.
fn item_name(invoice: &TaxInvoice) -> String {
    let first = invoice.lines().first().and_then(|line| line.item.clone()).unwrap_or_default();
    match invoice.lines().len() {
        0 | 1 => first,
        count => format!("{first} 외 {}", count - 1),
    }
}

/// As lists show it: a resident number without its last seven digits.
fn buyer_number(invoice: &TaxInvoice) -> String {
    match &invoice.buyer().identity {
        BuyerIdentity::Business(number) => number.to_string(),
        BuyerIdentity::Resident(_) | BuyerIdentity::MaskedResident(_) => {
            let shown = invoice.buyer().identity.shown();
            format!("{}-*******", shown.split('-').next().unwrap_or_default())
        }
        BuyerIdentity::Foreigner => "999999-*******".to_owned(),
    }
}

/// The remark, and for an amendment the number of its original; a foreigner's number is not shown.
fn note(invoice: &TaxInvoice) -> String {
    let original = invoice.amendment().and_then(|amendment| amendment.original.as_ref());
    let mut parts: Vec<String> =
        original.map(|original| format!("당초 승인번호 : {original}")).into_iter().collect();
    if invoice.buyer().identity != BuyerIdentity::Foreigner {
        parts.extend(invoice.notes().iter().cloned());
    }
    parts.join(" ")
}

fn day(day: Option<Date>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}

fn kind_name(kind: InvoiceKind) -> &'static str {
    match kind {
        InvoiceKind::Tax => "세금계산서",
        InvoiceKind::AmendedTax => "수정세금계산서",
        InvoiceKind::Exempt => "계산서",
        InvoiceKind::AmendedExempt => "수정계산서",
    }
}

fn variety_name(invoice: &TaxInvoice) -> String {
    let code = invoice.type_code();
    let name = match code.variety {
        Variety::General => "일반",
        Variety::ZeroRated => "영세율",
        Variety::Consigned => "위수탁",
        Variety::Import => "수입",
        Variety::ZeroRatedConsigned => "영세율위수탁",
        Variety::ImportDeferred => "수입납부유예",
    };
    if code.kind.is_amended() { format!("{name}(수정)") } else { name.to_owned() }
}
