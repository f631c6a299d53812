//! A list of Hometax as Popbill (팝빌) hands it on: a page of JSON, a flat object for each invoice.
//!
//! Its fields are put under the headings that the office's own list has, and read as that is
//! (Popbill's `HTTaxinvoiceAbbr`, client libraries 1.64, read 2026-11). It shows less: no addresses, of
//! several remarks the first.

use super::cell::Cell;
use super::list::{Workbook, read_list};
use super::sheets::RowSink;
use super::text::TEXT_SHEET;
use crate::finding::{Finding, FormError, codes, expected};
use core::ops::ControlFlow;
use serde_json::{Map, Value};
use std::borrow::Cow;

/// Letters of a field that are looked at; the longest text of an invoice has some hundred.
const FIELD_CHARS_MAX: usize = 4_096;

const HEADINGS: [&str; 31] = [
    "작성일자",
    "승인번호",
    "발급일자",
    "전송일자",
    "공급자사업자등록번호",
    "종사업장번호",
    "상호",
    "대표자명",
    "공급받는자사업자등록번호",
    "종사업장번호",
    "상호",
    "대표자명",
    "합계금액",
    "공급가액",
    "세액",
    "전자세금계산서분류",
    "전자세금계산서종류",
    "비고",
    "영수/청구 구분",
    "공급자 이메일",
    "공급받는자 이메일1",
    "공급받는자 이메일2",
    "품목일자",
    "품목명",
    "품목규격",
    "품목수량",
    "품목단가",
    "품목공급가액",
    "품목세액",
    "품목비고",
    "발급유형",
];

/// Reads a page of a list. `progress(rows, all)` may break.
///
/// # Errors
/// [`FormError`] when it is no such page.
pub fn read_popbill_list(
    bytes: &[u8],
    progress: &mut dyn FnMut(u64, u64) -> ControlFlow<()>,
) -> Result<Workbook, FormError> {
    let page = page(bytes)?;
    read_list(progress, |sink| {
        bring(&page, sink);
        Ok(())
    })
}

/// Hands the rows of a page to `sink`.
///
/// # Errors
/// It is no such page.
pub(super) fn read_rows(bytes: &[u8], sink: &mut dyn RowSink) -> Result<(), Finding> {
    bring(&page(bytes)?, sink);
    Ok(())
}

/// Whether a file's first bytes are those of such a page.
pub(crate) fn is_popbill_list(head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(head);
    let text = text.trim_start();
    text.starts_with('{') && ["\"list\"", "\"ntsconfirmNum\""].iter().any(|field| text.contains(field))
}

/// The objects of a page. What else it says of itself is its asker's affair.
fn page(bytes: &[u8]) -> Result<Vec<Value>, Finding> {
    let unreadable = || Finding::error(codes::FORMAT_UNKNOWN).expecting(expected::ETAX_OR_LIST);
    let read: Value = serde_json::from_slice(bytes).map_err(|_| unreadable())?;
    match read {
        Value::Object(mut fields) => match fields.remove("list") {
            Some(Value::Array(list)) => Ok(list),
            _ => Err(unreadable()),
        },
        _ => Err(unreadable()),
    }
}

fn bring(list: &[Value], sink: &mut dyn RowSink) {
    let rows = u32::try_from(list.len()).unwrap_or(u32::MAX);
    sink.start_sheet(TEXT_SHEET, rows.saturating_add(1), false);
    let headings: Vec<Cell<'_>> = HEADINGS.iter().map(|heading| Cell::text(heading)).collect();
    if sink.row(1, &headings).is_break() {
        return;
    }
    for (item, number) in list.iter().zip(2..) {
        let texts = texts(item);
        let cells: Vec<Cell<'_>> = texts.iter().map(|text| Cell::text(text)).collect();
        if sink.row(number, &cells).is_break() {
            return;
        }
    }
    sink.end_sheet();
}

/// What stands under each heading; of something that is no object only that it is there.
fn texts(item: &Value) -> Vec<Cow<'_, str>> {
    let Value::Object(fields) = item else { return vec![Cow::Borrowed("?")] };
    let text = |name: &str| field(fields, name);
    vec![
        text("writeDate"),
        text("ntsconfirmNum"),
        text("issueDate"),
        text("sendDate"),
        text("invoicerCorpNum"),
        text("invoicerTaxRegID"),
        text("invoicerCorpName"),
        text("invoicerCEOName"),
        buyer_number(fields),
        text("invoiceeTaxRegID"),
        text("invoiceeCorpName"),
        text("invoiceeCEOName"),
        text("totalAmount"),
        text("supplyCostTotal"),
        text("taxTotal"),
        Cow::Borrowed(class(fields)),
        Cow::Owned(variety(fields)),
        note(fields),
        purpose(fields),
        text("invoicerEmail"),
        text("invoiceeEmail1"),
        text("invoiceeEmail2"),
        text("purchaseDate"),
        text("itemName"),
        text("spec"),
        text("qty"),
        text("unitCost"),
        text("supplyCost"),
        text("tax"),
        text("remark"),
    ]
}

/// A text, or a number as it is written; nothing for anything else.
fn field<'v>(fields: &'v Map<String, Value>, name: &str) -> Cow<'v, str> {
    match fields.get(name) {
        Some(Value::String(text)) => {
            let end = text.char_indices().nth(FIELD_CHARS_MAX).map_or(text.len(), |(at, _)| at);
            Cow::Borrowed(text.get(..end).unwrap_or_default())
        }
        Some(Value::Number(number)) => Cow::Owned(number.to_string()),
        _ => Cow::Borrowed(""),
    }
}

fn is_amended(fields: &Map<String, Value>) -> bool {
    match fields.get("modifyYN") {
        Some(Value::Bool(amended)) => *amended,
        Some(Value::String(text)) => text == "true" || text == "Y",
        _ => false,
    }
}

fn class(fields: &Map<String, Value>) -> &'static str {
    match (field(fields, "taxType").as_ref(), is_amended(fields)) {
        ("면세" | "N", false) => "계산서",
        ("면세" | "N", true) => "수정계산서",
        ("과세" | "T" | "영세" | "Z", false) => "세금계산서",
        ("과세" | "T" | "영세" | "Z", true) => "수정세금계산서",
        _ => "",
    }
}

/// 일반, 위수탁 or 수입, and 영세율 by the tax; a word that is unknown goes on as it is and is told.
fn variety(fields: &Map<String, Value>) -> String {
    let is_zero = matches!(field(fields, "taxType").as_ref(), "영세" | "Z");
    let kind = field(fields, "invoiceType");
    let name = match (kind.as_ref(), is_zero) {
        ("" | "일반", false) => "일반",
        ("" | "일반", true) => "영세율",
        ("위수탁", true) => "영세율위수탁",
        (other, _) => other,
    };
    if is_amended(fields) { format!("{name}(수정)") } else { name.to_owned() }
}

/// The office's list names the original of an amendment in the remark.
fn note(fields: &Map<String, Value>) -> Cow<'_, str> {
    let (original, remark) = (field(fields, "orgNTSConfirmNum"), field(fields, "remark1"));
    if original.is_empty() {
        return remark;
    }
    Cow::Owned(format!("당초 승인번호 : {original} {remark}").trim_end().to_owned())
}

/// 없음 is said where the office's list says nothing.
fn purpose(fields: &Map<String, Value>) -> Cow<'_, str> {
    match field(fields, "purposeType") {
        none if none == "없음" => Cow::Borrowed(""),
        purpose => purpose,
    }
}

/// With the hyphen that the office's list has between the parts of a resident number; a foreigner's
/// is not shown there.
fn buyer_number(fields: &Map<String, Value>) -> Cow<'_, str> {
    let number = field(fields, "invoiceeCorpNum");
    if field(fields, "invoiceeType") == "외국인" {
        return Cow::Borrowed("999999-*******");
    }
    match (number.len(), number.get(..6), number.get(6..)) {
        (13, Some(born), Some(rest)) if !number.contains('-') => Cow::Owned(format!("{born}-{rest}")),
        _ => number,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jangbu_domain::{InvoiceKind, PartyIdentity as _, Variety};
    use serde_json::json;

    fn item(changes: &Value) -> Value {
        let mut item = json!({
            "ntsconfirmNum": "202610121000000000000001", "writeDate": "20261012", "issueDate": "20261013",
            "sendDate": "20261014", "taxType": "과세", "purposeType": "청구", "supplyCostTotal": "1000000",
            "taxTotal": "100000", "totalAmount": "1100000", "remark1": "10월분", "invoiceType": "일반",
            "modifyYN": false, "orgNTSConfirmNum": "", "invoicerCorpNum": "1234567891",
            "invoicerTaxRegID": "", "invoicerCorpName": "가상상사", "invoicerCEOName": "김가상",
            "invoiceeCorpNum": "2208162517", "invoiceeType": "사업자", "invoiceeCorpName": "나라상사",
            "invoiceeCEOName": "이나라", "invoiceeEmail1": "a@example.kr", "purchaseDate": "20261012",
            "itemName": "사무용품", "spec": "A4", "qty": "10", "unitCost": "100000",
            "supplyCost": "1000000", "tax": "100000", "remark": ""
        });
        for (name, value) in changes.as_object().unwrap() {
            item[name] = value.clone();
        }
        item
    }

    fn read(items: &[Value]) -> Workbook {
        let bytes = json!({"code": 1, "total": items.len(), "list": items}).to_string();
        assert!(is_popbill_list(bytes.as_bytes()));
        read_popbill_list(bytes.as_bytes(), &mut |_, _| ControlFlow::Continue(())).unwrap()
    }

    #[test]
    fn a_row_is_the_invoice_that_the_offices_list_shows() {
        let list = read(&[item(&json!({}))]);
        assert_eq!((list.rejected, list.findings.len()), (0, 0), "{:?}", list.findings);
        let invoice = &list.listed[0].invoice;
        assert_eq!(invoice.approval().as_str(), "202610121000000000000001");
        assert_eq!((invoice.supply().won(), invoice.total().won()), (1_000_000, 1_100_000));
        assert_eq!(
            (invoice.type_code().kind, invoice.type_code().variety),
            (InvoiceKind::Tax, Variety::General)
        );
        assert_eq!(invoice.supplier().name, "가상상사");
        assert_eq!(invoice.buyer().identity.shown(), "220-81-62517");
        assert_eq!(invoice.lines()[0].item.as_deref(), Some("사무용품"));
        assert_eq!(invoice.transmitted_on().unwrap().to_string(), "2026-10-14");
        assert_eq!(list.listed[0].first_row, 2);
    }

    #[test]
    fn taxes_varieties_and_amendments_are_told_apart() {
        let kinds = |changes: Value| {
            let list = read(&[item(&changes)]);
            assert_eq!(list.rejected, 0, "{:?}", list.findings);
            let code = list.listed[0].invoice.type_code();
            (code.kind, code.variety)
        };
        let exempt = json!({"taxType": "면세", "taxTotal": "0", "totalAmount": "1000000", "tax": ""});
        assert_eq!(kinds(exempt), (InvoiceKind::Exempt, Variety::General));
        let zero = json!({"taxType": "영세", "taxTotal": "0", "totalAmount": "1000000", "tax": "0"});
        assert_eq!(kinds(zero), (InvoiceKind::Tax, Variety::ZeroRated));
        let amended = json!({"modifyYN": true, "orgNTSConfirmNum": "202609011000000000000009"});
        assert_eq!(kinds(amended.clone()), (InvoiceKind::AmendedTax, Variety::General));
        let list = read(&[item(&amended)]);
        let amendment = list.listed[0].invoice.amendment().unwrap();
        assert_eq!(amendment.original.as_ref().unwrap().as_str(), "202609011000000000000009");
    }

    #[test]
    fn a_bad_row_is_found_and_the_others_stand() {
        let list = read(&[
            json!("nothing"),
            item(&json!({"totalAmount": "1"})),
            item(&json!({"ntsconfirmNum": "202610121000000000000003", "taxType": "모름"})),
            item(&json!({"ntsconfirmNum": "202610121000000000000002", "totalAmount": 1_100_000})),
        ]);
        assert_eq!((list.rejected, list.listed.len()), (3, 1), "{:?}", list.findings);
        for no_page in ["", "{", "[]", "{\"list\": 1}"] {
            assert!(read_popbill_list(no_page.as_bytes(), &mut |_, _| ControlFlow::Continue(())).is_err());
        }
    }

    #[test]
    fn persons_are_masked_as_in_the_offices_list() {
        let person = item(&json!({"invoiceeType": "개인", "invoiceeCorpNum": "850301*******"}));
        assert_eq!(read(&[person]).listed[0].invoice.buyer().identity.shown(), "850301-0******");
        let foreigner = item(&json!({"invoiceeType": "외국인", "invoiceeCorpNum": "9999999999999"}));
        let list = read(&[foreigner]);
        assert_eq!(list.rejected, 0, "{:?}", list.findings);
    }
}
