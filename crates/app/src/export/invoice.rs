//! Tax invoices as a sheet.

use super::sheet::{Cell, Heading, Sheet, pick};
use crate::ipc::view::{Direction, InvoiceRow, KindView, PurposeView, VarietyView};

/// The list.
pub(super) const INVOICES: Sheet<InvoiceRow, 14> =
    Sheet { name: ("세금계산서", "Invoices"), columns: COLUMNS, cells };

const COLUMNS: [Heading; 14] = [
    ("작성일자", "Written on", 11),
    ("발급일자", "Issued on", 11),
    ("구분", "Side", 6),
    ("종류", "Kind", 14),
    ("분류", "Variety", 10),
    ("승인번호", "Approval number", 28),
    ("거래처", "Partner", 24),
    ("등록번호", "Partner number", 15),
    ("품목", "Item", 28),
    ("공급가액", "Supply", 15),
    ("세액", "Tax", 13),
    ("합계금액", "Total", 15),
    ("영수/청구", "Purpose", 9),
    ("비고", "Note", 28),
];

fn cells(row: &InvoiceRow, english: bool) -> [Cell<'_>; 14] {
    let pick = |ko: &'static str, en: &'static str| pick(english, ko, en);
    [
        Cell::Text(&row.written_on),
        Cell::Text(row.issued_on.as_deref().unwrap_or_default()),
        match row.direction {
            Direction::Sale => pick("매출", "sale"),
            Direction::Purchase => pick("매입", "purchase"),
        },
        match row.kind {
            KindView::Tax => pick("세금계산서", "tax"),
            KindView::AmendedTax => pick("수정세금계산서", "amended tax"),
            KindView::Exempt => pick("계산서", "exempt"),
            KindView::AmendedExempt => pick("수정계산서", "amended exempt"),
        },
        match row.variety {
            VarietyView::General => pick("일반", "general"),
            VarietyView::ZeroRated => pick("영세율", "zero-rated"),
            VarietyView::Consigned => pick("위수탁", "consigned"),
            VarietyView::Import => pick("수입", "import"),
            VarietyView::ZeroRatedConsigned => pick("영세율위수탁", "zero-rated consigned"),
            VarietyView::ImportDeferred => pick("수입납부유예", "import deferred"),
        },
        Cell::Text(&row.approval_number),
        Cell::Text(&row.partner_name),
        Cell::Text(&row.partner_number),
        Cell::Text(&row.item),
        Cell::Won(Some(row.supply_krw)),
        Cell::Won(row.tax_krw),
        Cell::Won(Some(row.total_krw)),
        match row.purpose {
            Some(PurposeView::Receipt) => pick("영수", "receipt"),
            Some(PurposeView::Claim) => pick("청구", "claim"),
            None => Cell::Text(""),
        },
        Cell::Text(&row.note),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row() -> InvoiceRow {
        InvoiceRow {
            id: 1,
            approval_number: "20250131-99990000-00000001".into(),
            direction: Direction::Sale,
            kind: KindView::Tax,
            variety: VarietyView::General,
            written_on: "2025-01-31".into(),
            issued_on: None,
            partner_id: None,
            partner_name: "=HYPERLINK(\"x\")".into(),
            partner_number: "999-88-00014".into(),
            item: "볼트, 너트 \"M6\"".into(),
            supply_krw: -1_000,
            tax_krw: None,
            total_krw: -1_000,
            purpose: Some(PurposeView::Claim),
            note: String::new(),
            warnings: 0,
            looked_at: false,
            noted: false,
            full: true,
        }
    }

    #[test]
    fn csv_opens_in_korean_and_runs_no_formula() {
        let bytes = INVOICES.csv(&[row()], false).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.starts_with("\u{FEFF}작성일자,"));
        let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{FEFF}').as_bytes());
        let record = reader.records().next().unwrap().unwrap();
        assert_eq!(&record[6], "'=HYPERLINK(\"x\")");
        assert_eq!(&record[8], "볼트, 너트 \"M6\"");
        assert_eq!((&record[9], &record[10], &record[11]), ("-1000", "", "-1000"));
    }

    #[test]
    fn xlsx_is_a_zip_with_a_sheet() {
        let bytes = INVOICES.xlsx(&[row()], true).unwrap();
        assert!(bytes.starts_with(b"PK"));
    }
}
