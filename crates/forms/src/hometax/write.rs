//! List workbooks written in the observed layout, for the fictive world and for measuring.
//!
//! They are not official output; the layout is the one of the 33 and 31 columns of
//! [`super::read_workbook`].

use super::kind::{class_text, variety_text};
use jangbu_domain::{BusinessNumber, DateTime, Direction, Krw, Line, PartyIdentity, Purpose, TaxInvoice};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};

/// The head of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListHead {
    /// The company that asked for the list.
    pub company: BusinessNumber,
    /// 상호.
    pub name: String,
    /// 대표자명.
    pub representative: String,
    /// Sales or purchases.
    pub direction: Direction,
    /// A list of 계산서: no tax columns.
    pub exempt: bool,
}

/// Which items a list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemRows {
    /// One row per invoice, with its first item and `외 n` when there are more.
    First,
    /// One row per item; the invoice's own columns repeat.
    Every,
}

/// Why a list could not be written.
#[derive(Debug, thiserror::Error)]
#[error("the workbook could not be written")]
pub struct ListWriteError(#[from] XlsxError);

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
const AMOUNTS: [&str; 3] = ["합계금액", "공급가액", "세액"];
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

/// Writes a list as `.xlsx`, every cell a text as in the real ones. The same list gives the same bytes.
///
/// # Errors
/// [`ListWriteError`] when the sheet would have more rows than the format allows.
pub fn write_list<'i>(
    head: &ListHead,
    invoices: impl IntoIterator<Item = &'i TaxInvoice>,
    items: ItemRows,
) -> Result<Vec<u8>, ListWriteError> {
    const FIRST_ROW: u32 = 6;
    let mut workbook = Workbook::new();
    // No moment of writing: the same list is the same bytes.
    let undated = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&undated));
    let sheet = workbook.add_worksheet();
    sheet.set_name("세금계산서")?;
    write_cells(sheet, FIRST_ROW - 1, &headings(head.exempt))?;
    let mut row = FIRST_ROW;
    let (mut supply, mut tax, mut total) = (Krw::ZERO, Krw::ZERO, Krw::ZERO);
    for invoice in invoices {
        let sum = |sum: Krw, more: Krw| sum.checked_add(more).unwrap_or(sum);
        (supply, total) = (sum(supply, invoice.supply()), sum(total, invoice.total()));
        tax = sum(tax, invoice.tax().unwrap_or_default());
        let own = invoice_cells(invoice, head.exempt);
        let shown = match items {
            ItemRows::First => 1,
            ItemRows::Every => invoice.lines().len().max(1),
        };
        for index in 0..shown {
            let mut cells = own.clone();
            let more = if items == ItemRows::First { invoice.lines().len().saturating_sub(1) } else { 0 };
            cells.extend(item_cells(invoice.lines().get(index), more, head.exempt));
            write_cells(sheet, row, &cells)?;
            row += 1;
        }
    }
    write_preamble(sheet, head, [total, supply, tax])?;
    Ok(workbook.save_to_buffer()?)
}

fn headings(exempt: bool) -> Vec<String> {
    let all = HEAD.into_iter().chain(AMOUNTS).chain(MIDDLE).chain(ITEM);
    all.filter(|heading| !(exempt && heading.contains("세액"))).map(str::to_owned).collect()
}

fn write_preamble(sheet: &mut Worksheet, head: &ListHead, sums: [Krw; 3]) -> Result<(), XlsxError> {
    let number = head.company.to_string();
    let company =
        ["사업자등록번호", &number, "상호", &head.name, "대표자명", &head.representative].map(str::to_owned);
    write_cells(sheet, 0, &company)?;
    let [total, supply, tax] = sums.map(|sum| sum.to_string());
    let totals = ["총 합계금액", &total, "총 공급가액", &supply, "총 세액", &tax].map(str::to_owned);
    write_cells(sheet, 2, &totals)?;
    let direction = match head.direction {
        Direction::Sale => "매출",
        Direction::Purchase => "매입",
    };
    let kind = if head.exempt { "계산서" } else { "세금계산서" };
    write_cells(sheet, 4, &[format!("{direction} 전자(수정) {kind} 목록조회")])
}

fn write_cells(sheet: &mut Worksheet, row: u32, cells: &[String]) -> Result<(), XlsxError> {
    for (cell, column) in cells.iter().zip(0u16..) {
        if !cell.is_empty() {
            sheet.write_string(row, column, cell)?;
        }
    }
    Ok(())
}

fn invoice_cells(invoice: &TaxInvoice, exempt: bool) -> Vec<String> {
    let day = |date: Option<jangbu_domain::Date>| date.map(|date| date.to_string()).unwrap_or_default();
    let (supplier, buyer) = (invoice.supplier(), invoice.buyer());
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
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
    if !exempt {
        cells.push(invoice.tax().unwrap_or_default().to_string());
    }
    cells.extend([
        class_text(invoice.type_code().kind).to_owned(),
        variety_text(invoice.type_code()),
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
    cells
}

/// As lists show it: a resident number without its last seven digits.
fn buyer_number(invoice: &TaxInvoice) -> String {
    use jangbu_domain::BuyerIdentity as Buyer;
    match &invoice.buyer().identity {
        Buyer::Business(number) => number.to_string(),
        Buyer::Resident(_) | Buyer::MaskedResident(_) => {
            let shown = invoice.buyer().identity.shown();
            format!("{}-*******", shown.split('-').next().unwrap_or_default())
        }
        Buyer::Foreigner => "999999-*******".to_owned(),
    }
}

/// The remark, and for an amendment the number of its original.
fn note(invoice: &TaxInvoice) -> String {
    let mut parts = Vec::new();
    if let Some(original) = invoice.amendment().and_then(|amendment| amendment.original.as_ref()) {
        parts.push(format!("당초 승인번호 : {original}"));
    }
    let foreigner = invoice.buyer().identity == jangbu_domain::BuyerIdentity::Foreigner;
    if !foreigner {
        parts.extend(invoice.notes().iter().cloned());
    }
    parts.join(" ")
}

fn item_cells(line: Option<&Line>, more: usize, exempt: bool) -> Vec<String> {
    let Some(line) = line else { return Vec::new() };
    let amount = |amount: Option<Krw>| amount.map(|amount| amount.to_string()).unwrap_or_default();
    let decimal =
        |value: Option<jangbu_domain::Decimal>| value.map(|value| value.to_string()).unwrap_or_default();
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let item = match (text(&line.item), more) {
        (item, 0) => item,
        (item, more) => format!("{item} 외 {more}"),
    };
    let mut cells = vec![
        line.supplied_on.map(|date| date.to_string()).unwrap_or_default(),
        item,
        text(&line.specification),
        decimal(line.quantity),
        decimal(line.unit_price),
        amount(line.supply),
    ];
    if !exempt {
        cells.push(amount(line.tax));
    }
    cells.push(text(&line.note));
    cells
}
