//! Backups: made, kept by a rule, checked, and brought back.

use super::audit::ChainHeadView;
use super::invoice::InvoiceTotals;
use super::problem::ProblemView;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

views! {
/// Where a backup lies.
#[derive(Copy)]
pub enum BackupPlace {
    /// Beside the books, always.
    First,
    /// Where the clerk said, for instance another disk.
    Second,
}

/// Why a backup was made.
#[derive(Copy)]
pub enum BackupReason {
    /// The clerk asked for it; kept until the clerk takes it away.
    Manual,
    /// The company was closed after something had changed.
    Close,
    /// A day had passed.
    Daily,
    /// The program was about to change the book's form.
    Upgrade,
}

/// What is known of a backup.
#[derive(Copy)]
pub enum BackupState {
    /// It was opened and compared with its own list when it was made.
    Verified,
    /// It cannot be used; `problem` says why.
    Damaged,
}

/// One backup.
pub struct BackupView {
    /// The folder.
    pub path: String,
    /// RFC 3339.
    pub at: String,
    pub reason: BackupReason,
    pub place: BackupPlace,
    #[ts(type = "number")]
    pub size_bytes: u64,
    #[ts(type = "number")]
    pub invoices: u64,
    /// Where the chain of changes stood.
    #[ts(type = "number")]
    pub head_seq: i64,
    pub state: BackupState,
    /// Key into the `backup_problem` texts.
    pub problem: Option<String>,
}

/// The folders that hold backups.
pub struct BackupPlaces {
    pub first: String,
    pub second: Option<String>,
}

/// Which automatic backups stay: the newest of each of so many days, weeks and months. Those that
/// the clerk asked for always stay.
#[derive(Copy)]
pub struct KeepRuleView {
    pub days: u32,
    pub weeks: u32,
    pub months: u32,
    /// Backups made before upgrades.
    pub upgrades: u32,
}

/// Whose backups.
#[derive(Default)]
#[serde(default)]
pub struct BackupListRequest {
    /// Null means the open company's.
    #[ts(optional = nullable)]
    pub company: Option<String>,
}

/// A place of backups that could not be read: what it holds is not known now.
pub struct UnreadablePlace {
    pub place: BackupPlace,
    pub path: String,
    /// Key into the `errors` texts.
    pub code: String,
}

/// Newest first.
pub struct BackupList {
    pub backups: Vec<BackupView>,
    pub places: BackupPlaces,
    pub rule: KeepRuleView,
    pub unreadable: Vec<UnreadablePlace>,
    /// The last backup that was not made or not copied, until one is.
    pub last_problem: Option<ProblemView>,
}

/// Make a backup now.
pub struct BackupCreateRequest {
    pub job: String,
}

/// A backup that was made and verified.
pub struct BackupMade {
    pub backup: BackupView,
    /// Why the copy at the second place was not made; the first stands all the same.
    pub second_problem: Option<ProblemView>,
    /// Older automatic ones that the rule took away.
    pub removed: u32,
}

/// Look into a backup.
pub struct BackupVerifyRequest {
    pub job: String,
    pub path: String,
    /// Tickets; without one the key of the open company or of the keyring is used.
    #[serde(default)]
    #[ts(optional = nullable, as = "Option<u32>")]
    pub passphrase: Option<u64>,
    #[serde(default)]
    #[ts(optional = nullable, as = "Option<u32>")]
    pub recovery_key: Option<u64>,
}

/// What looking into a backup found.
pub struct BackupVerified {
    pub path: String,
    /// RFC 3339.
    pub at: String,
    pub company: String,
    #[ts(type = "number")]
    pub invoices: u64,
    pub totals: InvoiceTotals,
    pub head: ChainHeadView,
    /// The first thing wrong: key into the `backup_problem` texts; null when all is well.
    pub problem: Option<String>,
}

/// Keep a second copy of every backup there; null stops that. Copies made before stay.
pub struct BackupPlaceRequest {
    pub second: Option<String>,
}

/// Open a backup beside the books, without touching them.
pub struct RestorePrepareRequest {
    pub job: String,
    pub path: String,
    /// Tickets; without one the key of the open company or of the keyring is used.
    #[serde(default)]
    #[ts(optional = nullable, as = "Option<u32>")]
    pub passphrase: Option<u64>,
    #[serde(default)]
    #[ts(optional = nullable, as = "Option<u32>")]
    pub recovery_key: Option<u64>,
}

/// One of the two books that are compared.
pub struct BookSide {
    pub name: String,
    /// `123-45-67890`.
    pub business_number: String,
    pub totals: InvoiceTotals,
    #[ts(type = "number")]
    pub partners: u64,
    #[ts(type = "number")]
    pub sources: u64,
    #[ts(type = "number")]
    pub imports: u64,
    pub head: ChainHeadView,
    /// RFC 3339: the last act.
    pub last_act_at: Option<String>,
    /// `YYYY-MM-DD`: the newest 작성일자.
    pub newest_written_on: Option<String>,
}

/// How two states of a book stand to each other.
#[derive(Copy)]
pub enum Newer {
    /// The same state.
    Same,
    /// The book on this machine goes on from the backup; what followed would be set aside.
    Present,
    /// The backup goes on from the book on this machine.
    Backup,
    /// Both have changes that the other lacks.
    Apart,
    /// This machine does not have the company, or its book cannot be read.
    NoPresent,
}

/// The book on this machine beside the backup.
pub struct Comparison {
    pub present: Option<BookSide>,
    /// Why the present book could not be read, when it is there: an error code.
    pub present_problem: Option<String>,
    pub backup: BookSide,
    pub newer: Newer,
    /// Changes of the present book that the backup does not have.
    #[ts(type = "number")]
    pub changes_lost: u64,
    /// Invoices that the present book has more than the backup; negative when fewer.
    #[ts(type = "number")]
    pub invoices_lost: i64,
}

/// A backup ready to take over.
pub struct RestorePrepared {
    /// Stands for it in `restore.commit` and `restore.discard`.
    pub candidate: String,
    /// Id that the company has or will have here.
    pub company: String,
    pub comparison: Comparison,
}

/// A prepared backup.
pub struct RestoreRef {
    pub candidate: String,
}

/// Whose replaced books.
#[derive(Default)]
#[serde(default)]
pub struct RestoreKeptRequest {
    /// Null means the open company's.
    #[ts(optional = nullable)]
    pub company: Option<String>,
}

/// A book that a restore set aside.
pub struct KeptBook {
    pub path: String,
    /// RFC 3339: when it was set aside.
    pub at: String,
    #[ts(type = "number")]
    pub size_bytes: u64,
}

/// Newest first.
pub struct RestoreKept {
    pub kept: Vec<KeptBook>,
}

/// Bring a replaced book back; the present one is set aside in its turn.
pub struct RestoreRollBackRequest {
    pub company: String,
    pub path: String,
}

/// Bring back the book as it was before the program changed its form.
pub struct UpgradeRollBackRequest {
    pub job: String,
    pub company: String,
    #[serde(default)]
    #[ts(optional = nullable, as = "Option<u32>")]
    pub passphrase: Option<u64>,
    #[serde(default)]
    #[ts(optional = nullable, as = "Option<u32>")]
    pub recovery_key: Option<u64>,
}
}
