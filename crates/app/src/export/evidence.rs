//! Purchases without a tax invoice as a sheet.

use super::sheet::{Cell, Heading, Sheet, pick};
use crate::ipc::view::{EvidenceKindView, EvidenceView};

/// The list.
pub(super) const EVIDENCE: Sheet<EvidenceView, 14> =
    Sheet { name: ("매입증빙", "Purchases"), columns: COLUMNS, cells };

const COLUMNS: [Heading; 14] = [
    ("거래일자", "Day", 11),
    ("시각", "Time", 9),
    ("구분", "Kind", 12),
    ("가맹점", "Seller", 24),
    ("사업자번호", "Seller number", 15),
    ("공급가액", "Supply", 13),
    ("부가세", "Tax", 12),
    ("봉사료", "Tip", 10),
    ("합계", "Total", 13),
    ("공제", "Deductible", 9),
    ("거래구분", "Dealing", 10),
    ("승인번호", "Approval number", 16),
    ("카드사", "Card issuer", 12),
    ("카드번호", "Card", 22),
];

fn cells(row: &EvidenceView, english: bool) -> [Cell<'_>; 14] {
    let pick = |ko: &'static str, en: &'static str| pick(english, ko, en);
    [
        Cell::Text(&row.on),
        Cell::Text(row.time.as_deref().unwrap_or_default()),
        match row.kind {
            EvidenceKindView::CashReceipt => pick("현금영수증", "cash receipt"),
            EvidenceKindView::CardPurchase => pick("카드", "card"),
        },
        Cell::Text(&row.seller_name),
        Cell::Text(&row.seller_number),
        Cell::Won(Some(row.supply_krw)),
        Cell::Won(Some(row.tax_krw)),
        Cell::Won(Some(row.tip_krw)),
        Cell::Won(Some(row.total_krw)),
        match row.deductible {
            Some(true) => pick("공제", "yes"),
            Some(false) => pick("불공제", "no"),
            None => Cell::Text(""),
        },
        Cell::Text(&row.dealing),
        Cell::Text(&row.approval),
        Cell::Text(&row.issuer),
        Cell::Text(&row.card),
    ]
}
