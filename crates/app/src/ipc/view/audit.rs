//! What was done to the books: the acts, the check of their chain, the way back.

use super::backup::UnreadablePlace;
use super::import::FindingView;
use super::invoice::ChangeView;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

views! {
/// A page of the acts, newest first.
pub struct AuditLogRequest {
    /// `next_before` of the page before; null begins with the newest.
    #[ts(type = "number | null")]
    pub before_act: Option<i64>,
    /// 1 to 500.
    pub limit: u32,
}

/// How many documents of one kind an act changed in one way.
pub struct ActChange {
    /// `company`, `partner`, `invoice`, `source`, `import`, `note`.
    pub entity: String,
    /// `add`, `enrich`, `replace`, `remove`, `restore`, `keep`, `update`, `unmask`.
    pub operation: String,
    #[ts(type = "number")]
    pub count: u64,
}

/// One business act: everything that was committed together.
pub struct ActView {
    #[ts(type = "number")]
    pub id: i64,
    /// RFC 3339.
    pub at: String,
    /// `create`, `import`, `note`, `unmask`, `undo`, `redo`.
    pub kind: String,
    pub changes: Vec<ActChange>,
    /// `yes`, or the reason why it cannot be taken back: key into the `undo` texts.
    pub undo: String,
    /// The act that took this one back.
    #[ts(type = "number | null")]
    pub undone_by: Option<i64>,
}

/// The last row of the chain: what is printed with a backup and compared with it later.
pub struct ChainHeadView {
    #[ts(type = "number")]
    pub seq: i64,
    /// SHA-256 in lower-case hexadecimal.
    pub hash: String,
}

/// Acts and where the next page begins.
pub struct AuditLog {
    pub acts: Vec<ActView>,
    pub head: ChainHeadView,
    /// Null on the last page.
    #[ts(type = "number | null")]
    pub next_before: Option<i64>,
}

/// Check the whole chain, and against the heads that the backups hold.
pub struct AuditVerifyRequest {
    pub job: String,
}

/// What is wrong at the first faulty place.
#[derive(Copy)]
pub enum AuditFaultKind {
    /// A row of the chain is gone.
    Missing,
    /// A row of the chain says something else than when it was written.
    Altered,
    /// A document says something else than its last change.
    Content,
}

/// The first thing wrong.
pub struct AuditFault {
    pub kind: AuditFaultKind,
    /// The row of the chain.
    #[ts(type = "number | null")]
    pub seq: Option<i64>,
    /// The document: `invoice`, `partner` and so on.
    pub entity: Option<String>,
    #[ts(type = "number | null")]
    pub entity_id: Option<i64>,
    #[ts(type = "number | null")]
    pub act: Option<i64>,
    /// RFC 3339: the moment of the act.
    pub at: Option<String>,
}

/// Whether the chain still contains the head that a backup was made at.
pub struct HeadCheck {
    /// RFC 3339: when the backup was made.
    pub at: String,
    /// Folder of the backup.
    pub backup: String,
    #[ts(type = "number")]
    pub seq: i64,
    pub holds: bool,
}

/// What the check found. All is well when `fault` is null and every head holds.
pub struct AuditVerified {
    /// Rows that hold together.
    #[ts(type = "number")]
    pub rows: u64,
    pub head: ChainHeadView,
    pub fault: Option<AuditFault>,
    pub heads: Vec<HeadCheck>,
    /// Places whose backups the chain could not be held against.
    pub unreadable: Vec<UnreadablePlace>,
}

/// The history of one document.
pub struct AuditHistoryRequest {
    /// `company`, `partner`, `invoice` (with the notes on it), `source`, `import`.
    pub entity: String,
    #[ts(type = "number")]
    pub id: i64,
}

/// Oldest first.
pub struct AuditHistory {
    pub changes: Vec<ChangeView>,
}

/// Take one act back, as a new act.
pub struct ActUndoRequest {
    #[ts(type = "number")]
    pub act: i64,
    pub job: String,
}

/// What the undo did.
pub struct ActUndone {
    /// The act of the undo, which can itself be taken back.
    #[ts(type = "number | null")]
    pub act: Option<i64>,
    pub removed: u32,
    pub restored: u32,
    /// Notes that went, came back or changed.
    pub notes: u32,
    /// Left alone because something later stands on them; each has its reason code.
    pub kept: Vec<FindingView>,
}
}
