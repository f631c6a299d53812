//! Purchases without a tax invoice: cash receipts and the business's card.

use super::certificate::{CertificateTarget, KeepPassword};
use super::file::ExportFormat;
use super::remote::{RemoteRealm, RemoteSystem};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

views! {
/// How a purchase was paid.
#[derive(Copy)]
pub enum EvidenceKindView {
    CashReceipt,
    CardPurchase,
}

/// Which purchases; what is null does not narrow.
#[derive(Default)]
#[serde(default)]
pub struct EvidenceFilterView {
    #[ts(optional = nullable)]
    pub kind: Option<EvidenceKindView>,
    /// First and last day, `YYYY-MM-DD`, both included.
    #[ts(optional = nullable)]
    pub from: Option<String>,
    #[ts(optional = nullable)]
    pub to: Option<String>,
}

/// A purchase as the tax office lists it; a cancelled one is negative.
pub struct EvidenceView {
    #[ts(type = "number")]
    pub id: i64,
    pub kind: EvidenceKindView,
    /// Day of the purchase.
    pub on: String,
    /// `HH:MM:SS`; null where only the day is known.
    pub time: Option<String>,
    /// 승인번호; of a card the office's number of the purchase.
    pub approval: String,
    /// The card as the office shows it, or blank.
    pub card: String,
    /// 카드사, or blank.
    pub issuer: String,
    /// `123-45-67890`, or blank.
    pub seller_number: String,
    pub seller_name: String,
    #[ts(type = "number")]
    pub supply_krw: i64,
    #[ts(type = "number")]
    pub tax_krw: i64,
    #[ts(type = "number")]
    pub tip_krw: i64,
    #[ts(type = "number")]
    pub total_krw: i64,
    /// 공제; null where the office does not say.
    pub deductible: Option<bool>,
    /// 거래구분 as the office writes it.
    pub dealing: String,
    pub found_at: String,
    pub seen_at: String,
}

/// A page, newest first.
pub struct EvidencePageRequest {
    pub filter: EvidenceFilterView,
    #[serde(default)]
    #[ts(optional = nullable)]
    pub after: Option<String>,
    /// 1 to 1,000.
    pub limit: u32,
}

/// Rows and where the next page starts.
pub struct EvidencePage {
    pub rows: Vec<EvidenceView>,
    pub next: Option<String>,
    pub totals: EvidenceTotals,
}

/// Count and sums of all that the filter finds, in whole won.
#[derive(Copy)]
pub struct EvidenceTotals {
    #[ts(type = "number")]
    pub count: u64,
    #[ts(type = "number")]
    pub supply_krw: i64,
    #[ts(type = "number")]
    pub tax_krw: i64,
    #[ts(type = "number")]
    pub total_krw: i64,
    /// 세액 of those that the office lets deduct.
    #[ts(type = "number")]
    pub deductible_tax_krw: i64,
}

/// Ask Hometax for the purchases of some days.
pub struct EvidenceCollectRequest {
    /// `YYYY-MM-DD`, both included; at most ten years.
    pub from: String,
    pub to: String,
    /// Not empty.
    pub kinds: Vec<EvidenceKindView>,
    /// The company's chosen one when null.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub certificate: Option<CertificateTarget>,
    #[serde(default)]
    #[ts(optional = nullable, as = "Option<u32>")]
    pub password: Option<u64>,
    #[serde(default)]
    #[ts(optional, as = "Option<KeepPassword>")]
    pub keep_password: KeepPassword,
    pub job: String,
}

/// What came.
pub struct EvidenceCollected {
    /// Who was asked.
    pub service: RemoteSystem,
    pub realm: RemoteRealm,
    /// In the order asked.
    pub lists: Vec<EvidenceList>,
    /// Error code, when it ended early; what came before is kept.
    pub failure: Option<String>,
}

/// What became of the lists of one kind.
pub struct EvidenceList {
    pub kind: EvidenceKindView,
    /// Not known before.
    pub new: u32,
    /// Said otherwise than before.
    pub changed: u32,
    pub same: u32,
    /// In the books for these days and no longer in the office's list; they stay.
    pub gone: u32,
    /// Whether all of its days came.
    pub complete: bool,
}

/// The purchases as a file.
pub struct EvidenceExportRequest {
    pub filter: EvidenceFilterView,
    pub format: ExportFormat,
    /// `ko` or `en`, for the headings.
    pub language: String,
    /// Where to; the bytes come back when null.
    pub to: Option<String>,
    /// A file that is there is replaced.
    #[serde(default)]
    pub overwrite: bool,
}
}
