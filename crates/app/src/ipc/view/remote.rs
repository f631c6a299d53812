//! Remote systems: who is called, where, with which keys, and how they do.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

views! {
/// A remote system as the clerk sees it.
#[derive(Copy)]
pub enum RemoteSystem {
    /// 홈택스.
    Hometax,
    /// 국세청 사업자등록정보 진위확인 및 상태조회 (공공데이터포털).
    Nts,
    /// 팝빌.
    Popbill,
}

/// The real one, or its stand-in on this machine.
#[derive(Copy)]
pub enum RemoteRealm {
    Live,
    Sandbox,
}

/// Whether a paid remote may be asked now.
#[derive(Copy, Default)]
pub enum PaidWord {
    /// Only within a standing consent; without one the answer is `remote.needs_consent`.
    #[default]
    Ask,
    /// The clerk has said yes to this once.
    Once,
    /// Not even within a standing consent.
    Never,
}

/// A remote that was not asked or did not answer, and why.
pub struct SkippedRemote {
    pub service: RemoteSystem,
    /// An error code (`remote.unreachable`, `remote.not_configured`, …).
    pub code: String,
    #[ts(type = "Record<string, string>")]
    pub params: std::collections::BTreeMap<String, String>,
}

/// Who answered, and what it cost.
pub struct AnsweredBy {
    /// None when nobody did.
    pub service: Option<RemoteSystem>,
    pub realm: RemoteRealm,
    /// Whole won; zero where it is free or flat.
    #[ts(type = "number")]
    pub cost_krw: i64,
    /// A flat-rate plan covers it.
    pub by_plan: bool,
    /// Those before it, in their order.
    pub skipped: Vec<SkippedRemote>,
}

/// How a breaker stands.
#[derive(Copy)]
pub enum BreakerView {
    Closed,
    /// The remote is left alone until `breaker_until`.
    Open,
}

/// Calls of a time.
#[derive(Copy, Default)]
pub struct CallSums {
    #[ts(type = "number")]
    pub calls: u64,
    #[ts(type = "number")]
    pub failures: u64,
    /// Milliseconds; none without calls.
    pub p50_ms: Option<u32>,
    pub p95_ms: Option<u32>,
}

/// A key or other secret that a remote needs; never its value.
pub struct SecretSlot {
    /// `service_key`; its label is found by it.
    pub name: String,
    pub kept_at: Option<String>,
}

/// What a remote that is paid may cost and did cost in this month.
pub struct PaidView {
    /// Paid by the month, whatever is asked.
    pub by_plan: bool,
    /// The standing consent: whole won in a month; none without one.
    #[ts(type = "number | null")]
    pub cap_krw: Option<i64>,
    pub given_at: Option<String>,
    #[ts(type = "number")]
    pub calls: u64,
    /// Things that were paid for.
    #[ts(type = "number")]
    pub count: u64,
    /// Whole won, with what may have been spent.
    #[ts(type = "number")]
    pub spent_krw: i64,
    /// Of it, what was set aside and never settled: its answer did not come.
    #[ts(type = "number")]
    pub open_krw: i64,
}

/// How one remote does.
pub struct RemoteSystemView {
    pub service: RemoteSystem,
    pub realm: RemoteRealm,
    /// Where it is called.
    pub address: String,
    /// Whether that is another address than the usual one.
    pub address_set: bool,
    /// Whether all that it needs is there; a certificate is chosen with each run.
    pub configured: bool,
    /// Whether its address and keys can be set here.
    pub can_set_up: bool,
    /// Whether it can be tried here.
    pub can_test: bool,
    pub secrets: Vec<SecretSlot>,
    pub breaker: BreakerView,
    pub breaker_until: Option<String>,
    pub last_success_at: Option<String>,
    pub last_failure_at: Option<String>,
    /// Error code of the last failure.
    pub last_failure: Option<String>,
    pub hour: CallSums,
    pub day: CallSums,
    /// Since the first of this month.
    pub month: CallSums,
    /// None for a remote that is free.
    pub paid: Option<PaidView>,
}

/// All remotes.
pub struct RemoteOverview {
    pub services: Vec<RemoteSystemView>,
}

/// A page of calls, newest first.
pub struct RemoteAttemptsRequest {
    #[serde(default)]
    #[ts(optional = nullable, as = "Option<u32>")]
    pub before: Option<i64>,
    /// 1 to 500.
    pub limit: u32,
}

/// What is known of a call's effect.
#[derive(Copy)]
pub enum EffectView {
    NotSent,
    NoEffect,
    Done,
    Unknown,
}

/// One call.
pub struct AttemptView {
    #[ts(type = "number")]
    pub id: i64,
    pub service: String,
    pub operation: String,
    pub begun_at: String,
    /// None while it runs, or when the program ended in between.
    pub duration_ms: Option<u32>,
    pub status: Option<u16>,
    pub effect: EffectView,
    /// Error code of its failure.
    pub failure: Option<String>,
    /// Nobody waited for the answer.
    pub abandoned: bool,
    /// SHA-256 of the request, hexadecimal.
    pub request_digest: String,
    /// What ties it to the act that caused it, in the log too.
    pub act: Option<String>,
}

/// Calls and where the next page starts.
pub struct RemoteAttempts {
    pub attempts: Vec<AttemptView>,
    #[ts(type = "number | null")]
    pub next: Option<i64>,
}

/// Where a remote is called; null for the usual address. `http` addresses are stand-ins on this machine.
pub struct RemotePlaceRequest {
    pub service: RemoteSystem,
    /// `auth` for the host that gives tokens, where a remote has one.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub part: Option<String>,
    pub address: Option<String>,
}

/// A secret to keep, sealed in the open company's book; null forgets it.
pub struct RemoteSecretRequest {
    pub service: RemoteSystem,
    pub name: String,
    #[ts(type = "number | null")]
    pub ticket: Option<u64>,
}

/// A test of the connection: it only reads, and costs nothing.
pub struct RemoteTestRequest {
    pub service: RemoteSystem,
    pub job: String,
}

/// What a test found.
pub struct RemoteTested {
    pub ok: bool,
    pub realm: RemoteRealm,
    pub duration_ms: u32,
    /// Error code.
    pub code: Option<String>,
    #[ts(type = "Record<string, string>")]
    pub params: std::collections::BTreeMap<String, String>,
}

/// One remote.
pub struct RemoteRef {
    pub service: RemoteSystem,
}
}
