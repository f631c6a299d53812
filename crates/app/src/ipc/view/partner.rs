//! Partners.

use super::invoice::Sums;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

views! {
/// Code help: by name, number or first consonants.
pub struct PartnerSuggestRequest {
    pub text: String,
    /// 1 to 50.
    pub limit: u32,
}

/// A partner as code help shows it.
pub struct PartnerRow {
    #[ts(type = "number")]
    pub id: i64,
    pub name: String,
    pub number: String,
    pub representative: String,
    pub sales: Sums,
    pub purchases: Sums,
    /// Last 작성일자 with this partner.
    pub last_written_on: Option<String>,
}

/// Best matches first.
pub struct PartnerSuggestions {
    pub partners: Vec<PartnerRow>,
}

/// A page of partners, by name.
pub struct PartnerPageRequest {
    pub text: Option<String>,
    pub after: Option<String>,
    /// 1 to 1,000.
    pub limit: u32,
}

/// Partners and where the next page starts.
pub struct PartnerPage {
    pub partners: Vec<PartnerRow>,
    #[ts(type = "number")]
    pub count: u64,
    pub next: Option<String>,
}
}
