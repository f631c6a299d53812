//! Collecting tax invoices from the tax office.

use super::certificate::{CertificateTarget, KeepPassword};
use super::import::{ConflictChoice, FindingView};
use super::invoice::Direction;
use super::remote::{AnsweredBy, PaidWord, RemoteSystem, SkippedRemote};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

views! {
/// 세금계산서, or 계산서.
#[derive(Copy)]
pub enum TaxationView {
    Taxable,
    Exempt,
}

/// Which of an invoice's days a period means.
#[derive(Copy, Default)]
pub enum CollectDate {
    #[default]
    Written,
    Issued,
    Sent,
}

/// Collect a period.
pub struct CollectRequest {
    /// `YYYY-MM-DD`, both included; at most ten years.
    pub from: String,
    pub to: String,
    /// Not empty.
    pub directions: Vec<Direction>,
    pub taxations: Vec<TaxationView>,
    #[serde(default)]
    #[ts(optional, as = "Option<CollectDate>")]
    pub by: CollectDate,
    /// Fetch the signed XML of invoices that are new.
    pub with_documents: bool,
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
    #[serde(default)]
    #[ts(optional, as = "Option<PaidWord>")]
    pub paid: PaidWord,
    pub job: String,
}

/// Go on with a run that was interrupted, failed or cancelled.
pub struct CollectResumeRequest {
    #[ts(type = "number")]
    pub run: i64,
    #[serde(default)]
    #[ts(optional = nullable)]
    pub certificate: Option<CertificateTarget>,
    #[serde(default)]
    #[ts(optional = nullable, as = "Option<u32>")]
    pub password: Option<u64>,
    #[serde(default)]
    #[ts(optional, as = "Option<PaidWord>")]
    pub paid: PaidWord,
    pub job: String,
}

/// Who began a run.
#[derive(Copy)]
pub enum CollectTrigger {
    Hand,
    Daily,
    Start,
}

/// How a run or a piece of it stands.
#[derive(Copy)]
pub enum CollectState {
    Waiting,
    Running,
    Done,
    /// Some of it failed; what came is kept.
    Partial,
    Failed,
    Cancelled,
    /// The program ended in between; it can go on.
    Interrupted,
}

/// What a run found.
#[derive(Copy, Default)]
pub struct CollectCounts {
    pub found: u32,
    pub new: u32,
    pub enriched: u32,
    pub unchanged: u32,
    pub conflicts: u32,
    pub rejected: u32,
    pub documents: u32,
    pub failed_documents: u32,
    /// Documents whose signature does not hold.
    pub bad_signatures: u32,
}

/// A run in a list.
pub struct CollectRun {
    #[ts(type = "number")]
    pub id: i64,
    pub trigger: CollectTrigger,
    pub state: CollectState,
    pub begun_at: String,
    pub ended_at: Option<String>,
    pub from: String,
    pub to: String,
    pub directions: Vec<Direction>,
    pub service: Option<RemoteSystem>,
    #[ts(type = "number")]
    pub cost_krw: i64,
    pub counts: CollectCounts,
    /// Error code.
    pub failure: Option<String>,
}

/// One list of a run: a direction, a kind, at most three months.
pub struct CollectPiece {
    pub direction: Direction,
    pub taxation: TaxationView,
    pub from: String,
    pub to: String,
    pub state: CollectState,
    pub service: Option<RemoteSystem>,
    pub pages: u32,
    pub rows: u32,
    pub failure: Option<String>,
}

/// All of a run.
pub struct CollectReport {
    pub run: CollectRun,
    pub answered: AnsweredBy,
    pub duration_s: u32,
    pub pieces: Vec<CollectPiece>,
    /// Open conflicts of this run, at most 100.
    pub conflicts: Vec<CollectConflict>,
    pub documents_waiting: u32,
    /// Why rows of its lists are not in the books, at most 500; `run.counts.rejected` counts the rejected ones.
    pub findings: Vec<FindingView>,
    /// Documents that could not be had, at most 100.
    pub failed_documents: Vec<FailedDocument>,
}

/// A signed document that could not be had.
pub struct FailedDocument {
    pub approval_number: String,
    /// Error code.
    pub code: String,
}

/// A run.
pub struct CollectRef {
    #[ts(type = "number")]
    pub run: i64,
}

/// A page of runs, newest first.
pub struct CollectRunsRequest {
    #[serde(default)]
    #[ts(optional = nullable, as = "Option<u32>")]
    pub before: Option<i64>,
    /// 1 to 100.
    pub limit: u32,
}

/// Runs and where the next page starts.
pub struct CollectRuns {
    pub runs: Vec<CollectRun>,
    #[ts(type = "number | null")]
    pub next: Option<i64>,
    /// The last time that a whole run ended well.
    pub last_done_at: Option<String>,
    pub open_conflicts: u32,
}

/// A field that two versions disagree on.
pub struct ConflictField {
    /// Its label is found by it, as in an import's conflicts.
    pub field: String,
    pub ours: String,
    pub theirs: String,
}

/// The tax office says otherwise than the books.
pub struct CollectConflict {
    #[ts(type = "number")]
    pub id: i64,
    #[ts(type = "number")]
    pub run: i64,
    #[ts(type = "number")]
    pub invoice_id: i64,
    pub approval_number: String,
    pub partner: String,
    pub fields: Vec<ConflictField>,
}

/// The clerk's word.
pub struct CollectDecideRequest {
    #[ts(type = "number")]
    pub conflict: i64,
    pub choice: ConflictChoice,
}

/// When collecting happens by itself.
pub struct CollectPlan {
    pub enabled: bool,
    /// `HH:MM` in Korea.
    pub daily_at: Option<String>,
    pub on_start: bool,
    /// Calendar months looked back, this one included: 1 to 24.
    pub months_back: u8,
    pub directions: Vec<Direction>,
    pub taxations: Vec<TaxationView>,
    pub with_documents: bool,
    /// `HH:MM`; a plan starts only between the two. Null: at any time.
    pub window_from: Option<String>,
    pub window_to: Option<String>,
    /// Of the certificate; its password must be kept for a run by itself.
    pub certificate_id: Option<String>,
    pub next_at: Option<String>,
    /// Why it cannot run by itself: an error code.
    pub blocked: Option<String>,
}

/// Remotes in the order in which they would be asked, and what stands against each.
pub struct CollectChain {
    pub steps: Vec<CollectChainStep>,
}

/// One of them.
pub struct CollectChainStep {
    pub service: RemoteSystem,
    pub free: bool,
    /// Why it would be skipped.
    pub skipped: Option<SkippedRemote>,
}
}
