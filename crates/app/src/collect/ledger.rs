//! What a run needs remembered, and what it writes.

use super::asked::{Asked, Part};
use crate::AppError;
use crate::ipc::view::{
    CollectCounts, CollectState, CollectTrigger, FindingView, RemoteSystem, SkippedRemote,
};
use jangbu_domain::{ApprovalNumber, Difference};
use jangbu_store::{ImportItem, Locator, SourceFile};
use jiff::Timestamp;

/// A run to begin.
pub(super) struct NewRun {
    pub(super) at: Timestamp,
    pub(super) trigger: CollectTrigger,
    pub(super) asked: Asked,
    pub(super) parts: Vec<Part>,
    pub(super) certificate: Option<String>,
    /// Stand-ins are asked.
    pub(super) simulated: bool,
}

/// A run.
#[derive(Clone, Debug)]
pub(super) struct RunRow {
    pub(super) id: i64,
    pub(super) trigger: CollectTrigger,
    pub(super) asked: Asked,
    pub(super) certificate: Option<String>,
    /// Stand-ins were asked.
    pub(super) simulated: bool,
    pub(super) state: CollectState,
    pub(super) begun_at: Timestamp,
    pub(super) ended_at: Option<Timestamp>,
    pub(super) service: Option<RemoteSystem>,
    pub(super) skipped: Vec<SkippedRemote>,
    pub(super) failure: Option<String>,
    pub(super) counts: CollectCounts,
    /// Whole won.
    pub(super) cost_krw: i64,
    /// A flat rate covers it.
    pub(super) by_plan: bool,
}

/// One list of a run.
#[derive(Clone, Debug)]
pub(super) struct PieceRow {
    pub(super) id: i64,
    #[cfg_attr(not(test), expect(dead_code, reason = "tests look a run's pieces up by it"))]
    pub(super) run: i64,
    pub(super) part: Part,
    pub(super) state: CollectState,
    pub(super) service: Option<RemoteSystem>,
    pub(super) pages: u32,
    pub(super) rows: u32,
    pub(super) failure: Option<String>,
}

impl PieceRow {
    /// Whether it can still be listed.
    pub(super) fn is_open(&self) -> bool {
        self.state != CollectState::Done
    }
}

/// A page with all that it means.
pub(super) struct PageWrite<'a> {
    #[cfg_attr(not(test), expect(dead_code, reason = "a page's piece knows its run; tests count by it"))]
    pub(super) run: i64,
    pub(super) piece: i64,
    pub(super) at: Timestamp,
    pub(super) file: SourceFile<'a>,
    pub(super) items: Vec<ImportItem>,
    pub(super) conflicts: Vec<NewConflict>,
    pub(super) documents: Vec<ApprovalNumber>,
    pub(super) found: u32,
    pub(super) rejected: u32,
    /// Why rows of it are not in the books.
    pub(super) findings: Vec<FindingView>,
    /// The books hold all that it says: it is counted, and no import.
    pub(super) is_known: bool,
}

/// The tax office says otherwise than the books.
#[derive(Clone, Debug)]
pub(super) struct NewConflict {
    pub(super) invoice: i64,
    pub(super) approval: ApprovalNumber,
    pub(super) locator: Option<Locator>,
    pub(super) differences: Vec<Difference>,
}

/// A conflict that nobody has decided.
#[derive(Clone, Debug)]
pub(super) struct ConflictRow {
    pub(super) id: i64,
    pub(super) run: i64,
    pub(super) found: NewConflict,
    pub(super) source: i64,
}

/// A document that is to be fetched.
#[derive(Clone, Debug)]
pub(super) struct WaitingDocument {
    pub(super) approval: ApprovalNumber,
    pub(super) part: Part,
}

/// A document that cannot be had.
pub(super) struct DocumentFailure {
    pub(super) document: WaitingDocument,
    pub(super) code: String,
}

/// What became of a signature.
pub(super) struct Verdict {
    pub(super) document: WaitingDocument,
    /// Place of its file.
    pub(super) source: usize,
    /// Why it does not hold.
    pub(super) fault: Option<String>,
}

/// Documents with all that they mean.
#[derive(Default)]
pub(super) struct DocumentWrite<'a> {
    pub(super) run: i64,
    pub(super) at: Timestamp,
    pub(super) files: Vec<SourceFile<'a>>,
    pub(super) items: Vec<ImportItem>,
    pub(super) conflicts: Vec<(usize, NewConflict)>,
    pub(super) verdicts: Vec<Verdict>,
    pub(super) failed: Vec<DocumentFailure>,
}

/// How a run ended.
pub(super) struct RunEnd {
    pub(super) run: i64,
    pub(super) at: Timestamp,
    pub(super) state: CollectState,
    pub(super) failure: Option<String>,
    pub(super) service: Option<RemoteSystem>,
    pub(super) skipped: Vec<SkippedRemote>,
}

/// What is remembered of runs. Each method is one transaction, in which what it brings into the
/// books and what it says of the run stand or fall together.
pub(super) trait Ledger: Send + Sync {
    /// Begins a run with all its pieces, which wait.
    fn begin(&self, run: &NewRun) -> Result<i64, AppError>;
    /// A run.
    fn run(&self, id: i64) -> Result<Option<RunRow>, AppError>;
    /// The lists of a run, in their order.
    fn pieces(&self, run: i64) -> Result<Vec<PieceRow>, AppError>;
    /// A piece is listed from its beginning, by `service`.
    fn begin_piece(&self, piece: i64, service: RemoteSystem) -> Result<(), AppError>;
    /// Takes a page in. Conflicts that are known, decided or not, are not opened again.
    fn take_page(&self, page: PageWrite<'_>) -> Result<(), AppError>;
    /// How a piece stands.
    fn end_piece(&self, piece: i64, state: CollectState, failure: Option<&str>) -> Result<(), AppError>;
    /// A run that had ended runs again; documents that failed wait again, each a bounded number of
    /// times.
    fn go_on(&self, run: i64) -> Result<(), AppError>;
    /// Documents that could not be had.
    fn documents_failed(&self, run: i64) -> Result<u64, AppError>;
    /// Documents that are still to be fetched.
    fn documents_waiting(&self, run: i64) -> Result<u64, AppError>;
    /// The first documents that could not be had, and why.
    fn failed_documents(&self, run: i64) -> Result<Vec<(ApprovalNumber, String)>, AppError>;
    /// Why rows of its lists are not in the books.
    fn findings(&self, run: i64) -> Result<Vec<FindingView>, AppError>;
    /// The first documents that are still to be fetched.
    fn next_documents(&self, run: i64, limit: usize) -> Result<Vec<WaitingDocument>, AppError>;
    /// Takes documents in.
    fn take_documents(&self, documents: DocumentWrite<'_>) -> Result<(), AppError>;
    /// Writes down how a run ended.
    fn end(&self, end: RunEnd) -> Result<(), AppError>;
    /// Conflicts that nobody has decided, of a run or of all.
    fn open_conflicts(&self, run: Option<i64>) -> Result<Vec<ConflictRow>, AppError>;
}
