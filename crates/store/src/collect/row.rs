//! What a run of collecting is made of, as it is begun, reported and read.

use crate::table::change::numbered;
use crate::table::source::Locator;
use jangbu_domain::ApprovalNumber;
use jiff::Timestamp;

numbered! {
    /// How a run stands.
    CollectRunState {
        /// It is on its way.
        Running = 1 "running",
        /// All that was asked is in the books.
        Done = 2 "done",
        /// Some of it failed; what came is kept.
        Partial = 3 "partial",
        /// Nothing came.
        Failed = 4 "failed",
        /// The clerk stopped it.
        Cancelled = 5 "cancelled",
        /// The program ended in between.
        Interrupted = 6 "interrupted",
    }
}

numbered! {
    /// How one list of a run stands.
    CollectPieceState {
        /// It has not been listed, or not to its end.
        Waiting = 1 "waiting",
        /// It is being listed.
        Listing = 2 "listing",
        /// All of its pages are in the books.
        Done = 3 "done",
        /// It was refused.
        Failed = 4 "failed",
    }
}

/// A run to begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCollectRun {
    /// Who began it: `hand`, `daily`, `start`.
    pub trigger: String,
    /// What is asked, as the use case writes it; nothing secret.
    pub asked: String,
    /// Which certificate it enters with.
    pub certificate: Option<String>,
    /// Its lists in their order, each as the use case writes it.
    pub pieces: Vec<String>,
}

/// What a run has found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CollectCounts {
    /// Invoices that the lists show.
    pub found: u32,
    /// Of those, new to the books.
    pub new: u32,
    /// About which the books know more now.
    pub enriched: u32,
    /// That the books held already.
    pub unchanged: u32,
    /// Conflicts that were opened.
    pub conflicts: u32,
    /// Rows that could not be taken.
    pub rejected: u32,
    /// Documents that were fetched.
    pub documents: u32,
    /// Documents that cannot be had.
    pub failed_documents: u32,
    /// Fetched documents whose signature does not hold.
    pub bad_signatures: u32,
}

/// A run as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CollectRunRow {
    /// Its number.
    pub id: i64,
    /// Who began it.
    pub trigger: String,
    /// What is asked.
    pub asked: String,
    /// Which certificate it enters with.
    pub certificate: Option<String>,
    /// How it stands.
    pub state: CollectRunState,
    /// When it began.
    pub begun_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// Who answered last.
    pub provider: Option<String>,
    /// Who was passed over and why, as the use case writes it.
    pub skipped: Option<String>,
    /// Why it ended early, in a word.
    pub failure: Option<String>,
    /// What it has found.
    pub counts: CollectCounts,
}

/// One list of a run as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CollectPieceRow {
    /// Its number.
    pub id: i64,
    /// Its run.
    pub run: i64,
    /// Which list, as the use case wrote it.
    pub piece: String,
    /// How it stands.
    pub state: CollectPieceState,
    /// Who lists it.
    pub provider: Option<String>,
    /// Pages that are in the books.
    pub pages: u32,
    /// Invoices of those.
    pub rows: u32,
    /// Rows of those that could not be taken.
    pub rejected: u32,
    /// Why it was not listed to its end, in a word.
    pub failure: Option<String>,
}

/// The tax office says otherwise than the books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCollectConflict {
    /// The invoice of the books.
    pub invoice: i64,
    /// 승인번호.
    pub approval: ApprovalNumber,
    /// Place of the file that says so in the batch.
    pub source: usize,
    /// Where in the file.
    pub locator: Option<Locator>,
    /// Fields that differ, as the use case writes them.
    pub differences: String,
}

/// A conflict that nobody has decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CollectConflictRow {
    /// Its number.
    pub id: i64,
    /// The run that found it.
    pub run: i64,
    /// The invoice of the books.
    pub invoice: i64,
    /// 승인번호.
    pub approval: ApprovalNumber,
    /// The kept document that says otherwise.
    pub source: i64,
    /// Where in it.
    pub locator: Option<Locator>,
    /// Fields that differ.
    pub differences: String,
}

/// What else a page of a list says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CollectedPage {
    /// Its piece.
    pub piece: i64,
    /// Invoices that it shows.
    pub found: u32,
    /// Rows of it that cannot be taken.
    pub rejected: u32,
    /// Where it contradicts the books.
    pub conflicts: Vec<NewCollectConflict>,
    /// Documents to fetch.
    pub documents: Vec<ApprovalNumber>,
    /// What is wrong with its rows, as the use case writes it; a run keeps some hundreds.
    pub findings: Vec<String>,
}

/// What became of a fetched document's signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewVerdict {
    /// 승인번호.
    pub approval: ApprovalNumber,
    /// Place of its file in the batch.
    pub source: usize,
    /// Why the signature does not hold, in a word; none when it does.
    pub fault: Option<String>,
}

/// What became of a kept document's signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignatureVerdict {
    /// It holds.
    Holds,
    /// It does not, for a reason in a word.
    Fault(String),
}

/// What else a batch of documents says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CollectedDocuments {
    /// Their run.
    pub run: i64,
    /// Those that came.
    pub fetched: Vec<NewVerdict>,
    /// Those that cannot be had, each with the reason in a word.
    pub failed: Vec<(ApprovalNumber, String)>,
    /// Where they contradict the books.
    pub conflicts: Vec<NewCollectConflict>,
}

/// How a run ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CollectEnd {
    /// How it stands from now on.
    pub state: CollectRunState,
    /// Why it ended early.
    pub failure: Option<String>,
    /// Who answered last.
    pub provider: Option<String>,
    /// Who was passed over and why.
    pub skipped: Option<String>,
}

/// A document that is still to be fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingDocument {
    /// 승인번호.
    pub approval: ApprovalNumber,
    /// The list that shows it, as the use case wrote it.
    pub piece: String,
}
