//! `PurchaseEvidence`: purchases that the tax office knows of without an invoice, paid in cash with a receipt
//! (현금영수증 매입) or by the business's card (사업용 신용카드 매입).

use crate::error::RemoteError;
use crate::port::tax_invoice_collect::Period;
use jangbu_domain::{BusinessNumber, Date, DateTime, Krw};
use std::future::Future;
use std::pin::Pin;

/// Rows on their way; all of them or none.
pub type Gathering<'a, T> = Pin<Box<dyn Future<Output = Result<Vec<T>, RemoteError>> + Send + 'a>>;

/// Lists purchases of a period. Both only read at the tax office.
pub trait PurchaseEvidence: Send + Sync {
    /// 현금영수증 매입, in the office's order.
    fn cash_receipts(&self, period: Period) -> Gathering<'_, CashReceipt>;

    /// 사업용 신용카드 매입, in the office's order.
    fn card_purchases(&self, period: Period) -> Gathering<'_, CardPurchase>;
}

/// What was paid; a cancelled purchase is negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amounts {
    /// 공급가액.
    pub supply: Krw,
    /// 부가가치세.
    pub tax: Krw,
    /// 봉사료.
    pub tip: Krw,
    /// 합계.
    pub total: Krw,
}

/// Who sold (가맹점).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seller {
    /// 사업자등록번호; none where the office shows none that holds.
    pub number: Option<BusinessNumber>,
    /// 상호.
    pub name: String,
}

/// A purchase with a cash receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CashReceipt {
    /// 거래일시.
    pub at: DateTime,
    /// 승인번호.
    pub approval: String,
    /// Who sold.
    pub seller: Seller,
    /// What was paid.
    pub amounts: Amounts,
    /// Whether the office lets the tax be deducted (공제); none where it does not say.
    pub is_deductible: Option<bool>,
    /// 거래구분 as the office writes it: 승인거래, 취소거래.
    pub dealing: String,
}

/// A purchase by card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardPurchase {
    /// 승인일.
    pub on: Date,
    /// The card as the office shows it: masked.
    pub card: String,
    /// 카드사.
    pub issuer: String,
    /// The office's number of the purchase.
    pub serial: String,
    /// Who sold.
    pub seller: Seller,
    /// What was paid.
    pub amounts: Amounts,
    /// Whether the office lets the tax be deducted (공제); none where it does not say.
    pub is_deductible: Option<bool>,
}
