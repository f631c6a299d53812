//! The encrypted book: the only owner of SQL.
//!
//! [`Books`] is the folder of all companies; one company is one [`Book`]: a SQLCipher file whose
//! random key lies in the operating system's keyring, under a passphrase, or (demo books) in the
//! open. [`Reader`] answers the screens' questions from a bounded pool of connections, [`Book`]'s
//! write methods are one transaction each and leave a row per changed document in the `change`
//! chain. Nothing here reads a clock: moments come in as arguments.

mod acts;
mod altered;
mod attempt;
mod backup;
mod book;
mod books;
mod collect;
mod company;
mod connection;
mod durable;
mod errand;
mod error;
mod evidence;
mod examine;
pub mod failpoint;
mod history;
mod image;
mod import;
mod incident;
mod keyring;
mod keys;
mod lock;
mod migration;
mod note;
mod private;
mod query;
mod random;
mod reader;
mod remote_secret;
mod restore;
mod seal;
mod spending;
mod standing;
mod table;
mod undo;

pub use acts::{ACTS_MAX, ActCount, ActRow, Undoable};
pub use altered::{Alteration, AlteredDocument};
pub use attempt::{
    ATTEMPTS_MAX, AttemptEnd, AttemptOutcome, AttemptRow, AttemptSummary, Breaker, CORRELATION_CHARS_MAX,
    NewAttempt, STEPS_MAX,
};
pub use backup::{
    BackupEntry, BackupFault, BackupFile, BackupMade, BackupManifest, BackupOrder, BackupReason,
    BackupReport, Contents, KeepRule,
};
pub use book::{Book, READERS_MAX};
pub use books::{BookEntry, Books, Created, HeldKey, Leftover, NewCompany, OpenOptions, Protection, Unlock};
pub use collect::{
    COLLECT_PIECES_MAX, COLLECT_ROWS_MAX, CollectConflictRow, CollectCounts, CollectEnd, CollectPieceRow,
    CollectPieceState, CollectRunRow, CollectRunState, CollectedDocuments, CollectedPage, NewCollectConflict,
    NewCollectRun, NewVerdict, SignatureVerdict, WaitingDocument,
};
pub use company::Company;
pub use errand::{
    Answer, ClaimOrder, Claimed, DEADLINE_MAX, ERRANDS_MAX, Effect, ErrandBounds, ErrandPut, ErrandRow,
    ErrandState, FirstStep, LEASE_MAX, LookUp, NewErrand, Resumed, Unsent, Work,
};
pub use error::StoreError;
pub use evidence::{
    EVIDENCE_MAX, EVIDENCE_PAGE_MAX, Evidence, EvidenceCounts, EvidenceCursor, EvidenceFilter, EvidenceKind,
    EvidenceRow, EvidenceSums,
};
pub use examine::{DAMAGED_PAGES_MAX, FileReport, Unreadable};
pub use history::HistoryEntry;
pub use image::StoredWarning;
pub use import::{FILES_MAX, ImportAct, ImportBatch, ImportCounts, ImportItem, Progress, SourceFile};
pub use incident::{INCIDENTS_MAX, IncidentRow, Observed, Opened, Severity};
pub use keyring::{KEYRING_SERVICE, Keyring, KeyringError, MemoryKeyring, NoKeyring, SystemKeyring};
pub use keys::{KeyProof, NewProtection, PASSPHRASE_CHARS_MIN, ProtectionChanged, RecoveryKey};
pub use lock::{LockOwner, LockReach, Program, Seat};
pub use migration::SCHEMA;
pub use note::{ClerkNote, NOTE_CHARS_MAX, NoteChange};
pub use query::{Anchors, Column, Cursor, Filter, PAGE_ROWS_MAX, Page, SELECTED_MAX, Sort, Sums, Totals};
pub use random::make_bytes as make_random_bytes;
pub use reader::{APPROVALS_MAX, MonthSums, Reader, StoredInvoice, StoredVersion};
pub use remote_secret::RemoteSecretRow;
pub use restore::{Comparison, Lost, Replaced, RestoreCandidate, Standing, TakenOver};
pub use spending::{CAP_KRW_MAX, ConsentRow, NewSpending, SetAside, SpentSums};
pub use standing::{BusinessStanding, BusinessState, STANDINGS_MAX, StandingCounts, StandingRow};
pub use table::change::{ChainCheck, ChainFault, ChainHead, ChainReport, Entity, FaultPlace, Operation};
pub use table::import::ImportRow;
pub use table::invoice::InvoiceRow;
pub use table::partner::{PartnerPage, PartnerRow};
pub use table::source::{Locator, SourceLink, SourceRow};
pub use undo::{Kept, KeptReason, UndoCounts, UndoRefusal};

// The list's tests again, inside the crate: bounds are small there, so that a few rows take every
// way that a million take outside.
#[cfg(test)]
extern crate self as jangbu_store;
#[cfg(test)]
#[expect(dead_code, reason = "shared with the tests outside, which use all of it")]
#[path = "../tests/it/fixture.rs"]
mod fixture;
#[cfg(test)]
#[path = "../tests/it/lists.rs"]
mod lists_with_small_bounds;
