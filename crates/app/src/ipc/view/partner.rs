//! Partners.

use super::invoice::Sums;
use super::remote::{PaidWord, RemoteRealm, RemoteSystem, SkippedRemote};
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
    /// How it stands with the tax office, as last asked.
    pub standing: Option<StandingView>,
}

/// Whether a business is open.
#[derive(Copy)]
pub enum BusinessStateView {
    Active,
    Suspended,
    Closed,
    Unregistered,
    /// A code that this version does not know.
    Other,
}

/// How a business stands with the tax office.
pub struct StandingView {
    pub state: BusinessStateView,
    /// 폐업일.
    pub closed_on: Option<String>,
    /// `general`, `simplified`, `exempt`, …; its text is found by it. Other codes as they came.
    pub tax_type: Option<String>,
    /// When it was first found so.
    pub found_at: String,
    /// When it was last found so.
    pub checked_at: String,
    /// Who was asked: `nts`; its name is found by it.
    pub checked_by: String,
}

/// One partner.
pub struct PartnerRef {
    #[ts(type = "number")]
    pub id: i64,
}

/// All of a partner.
pub struct PartnerView {
    pub row: PartnerRow,
    /// Newest first.
    pub standings: Vec<StandingView>,
}

/// Ask how partners stand.
pub struct PartnerCheckRequest {
    /// Business numbers; all partners when null.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub numbers: Option<Vec<String>>,
    #[serde(default)]
    #[ts(optional, as = "Option<PaidWord>")]
    pub paid: PaidWord,
    pub job: String,
}

/// A partner whose state changed.
pub struct PartnerChange {
    pub number: String,
    pub name: String,
    pub before: Option<StandingView>,
    pub now: StandingView,
}

/// What a check found.
pub struct PartnerChecked {
    /// Who was asked.
    pub service: RemoteSystem,
    pub realm: RemoteRealm,
    pub asked: u32,
    /// Asked about for the first time.
    pub first: u32,
    pub changed: Vec<PartnerChange>,
    pub same: u32,
    pub unanswered: u32,
    /// Error code, when it ended early; what was answered is kept.
    pub failure: Option<String>,
    /// All that are not open now, among those asked.
    pub not_open: Vec<PartnerChange>,
    /// Whole won; with what may have been paid for though no answer came.
    #[ts(type = "number")]
    pub cost_krw: i64,
    /// Those who were passed over or did not answer all, in their order.
    pub skipped: Vec<SkippedRemote>,
}

/// Ask whether a business is who it says (진위확인).
pub struct PartnerValidateRequest {
    pub number: String,
    /// `YYYY-MM-DD`.
    pub opened_on: String,
    pub representative: String,
    #[serde(default)]
    #[ts(optional = nullable)]
    pub name: Option<String>,
    pub job: String,
}

/// What the tax office says.
pub struct PartnerValidated {
    pub service: RemoteSystem,
    pub realm: RemoteRealm,
    pub agrees: bool,
    pub standing: Option<StandingView>,
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
