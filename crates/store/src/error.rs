//! Everything that can go wrong with a book. No variant ever holds a key, a passphrase or a
//! resident number.

use crate::backup::BackupFault;
use crate::lock::{LockOwner, LockReach};
use std::path::{Path, PathBuf};

/// Why the store could not do what was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// No company of that name, or its book file is not there; nothing was created.
    #[error("there is no book at {}", path.display())]
    BookMissing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// Something stands where a new company would be made; nothing was overwritten.
    #[error("{} exists already", path.display())]
    BookExists {
        /// What is in the way.
        path: PathBuf,
    },
    /// The key, passphrase or recovery key opens another book or none; nothing was created.
    #[error("the key does not open this book")]
    WrongKey,
    /// The recovery key has a character or a length that its checksum does not confirm.
    #[error("the recovery key has a typing mistake")]
    RecoveryKeyTypo,
    /// The book has no way in of the kind that was tried.
    #[error("this book is not protected that way")]
    NoSuchUnlock,
    /// A passphrase that is empty or beyond the bound.
    #[error("a passphrase has {min} to {max} characters")]
    PassphraseLength {
        /// Fewest characters.
        min: usize,
        /// Most characters.
        max: usize,
    },
    /// This machine has no working keyring, or it is locked.
    #[error("the system's keyring cannot be used: {reason}")]
    KeyringUnavailable {
        /// What the keyring said.
        reason: String,
    },
    /// The keyring works but holds no key for this book; the recovery key opens it.
    #[error("the keyring holds no key for this book")]
    KeyringEntryMissing,
    /// The key file is unreadable.
    #[error("the key file of the book is damaged: {reason}")]
    KeyFileDamaged {
        /// What is wrong with it.
        reason: String,
    },
    /// The book file is no database, cut short, or inconsistent.
    #[error("the book is damaged: {reason}")]
    Damaged {
        /// What was noticed.
        reason: String,
    },
    /// Written by a later version of the program.
    #[error("the book has schema {found}, this program knows up to {known}")]
    NewerSchema {
        /// Schema of the file.
        found: i64,
        /// Newest schema this program knows.
        known: i64,
    },
    /// Written by an earlier version of the program and opened to be read only: bringing it up to
    /// date would write.
    #[error("the book has schema {found}; only opening it to write brings it up to {known}")]
    OlderSchema {
        /// Schema of the file.
        found: i64,
        /// Schema of this program.
        known: i64,
    },
    /// Another process holds the right to write the book, or may hold it on another machine.
    #[error("the book is held by another program")]
    LockedByOther {
        /// Who, as far as it is told.
        owner: Option<Box<LockOwner>>,
        /// What is known of it.
        reach: LockReach,
    },
    /// A backup is not what it says; nothing was taken from it.
    #[error("the backup is unsound: {fault}")]
    BackupUnsound {
        /// What was found first.
        fault: Box<BackupFault>,
    },
    /// There is no backup of the kind that was asked for.
    #[error("there is no such backup")]
    NoBackup,
    /// The book was opened to be read only.
    #[error("the book is open for reading only; nothing was written")]
    ReadOnly,
    /// Another process holds the book longer than the bounded wait.
    #[error("the book is being written by another process")]
    Busy,
    /// No space is left.
    #[error("the disk is full; nothing of this step was written")]
    DiskFull,
    /// The caller cancelled; nothing was written.
    #[error("cancelled; nothing was written")]
    Cancelled,
    /// Nothing with that number.
    #[error("there is no {what} {id}")]
    NotFound {
        /// Kind of thing.
        what: &'static str,
        /// Its number.
        id: i64,
    },
    /// The book has changed since the dry run: the invoice says something else now.
    #[error("invoice {approval} has changed since it was looked at")]
    Stale {
        /// 승인번호, 8-8-8.
        approval: String,
    },
    /// The import was undone before.
    #[error("import {id} is undone already")]
    AlreadyUndone {
        /// The import.
        id: i64,
    },
    /// The act cannot be undone; nothing was written.
    #[error("act {act} cannot be undone: {}", reason.code())]
    UndoRefused {
        /// The act.
        act: i64,
        /// Why not.
        reason: crate::UndoRefusal,
    },
    /// The idempotency key stands for other remote work already; nothing was written.
    #[error("the idempotency key of errand {errand} was used with another operation or input")]
    KeyReused {
        /// The errand that has the key.
        errand: i64,
    },
    /// The claim on the errand has passed to somebody else: what this claimant knows no longer
    /// counts, and nothing may be sent on it.
    #[error("the claim on errand {errand} has passed on")]
    ClaimLost {
        /// The errand.
        errand: i64,
    },
    /// The step does not follow from the state of the errand; nothing was written.
    #[error("errand {errand} is {}", state.name())]
    ErrandOutOfStep {
        /// The errand.
        errand: i64,
        /// How it stands.
        state: crate::ErrandState,
    },
    /// The end of an attempt was written before; it is not written again.
    #[error("attempt {attempt} has its end already")]
    AttemptEnded {
        /// The attempt.
        attempt: i64,
    },
    /// A name, key or text of remote work that is blank, too long, of other characters than
    /// allowed, or looks like a resident number.
    #[error("{what} cannot be kept")]
    BadRemoteText {
        /// Which one; never its content.
        what: &'static str,
    },
    /// A page cursor that this book and sorting did not give out.
    #[error("the page position is not valid for this list")]
    BadCursor,
    /// A number of rows or a value beyond its bound.
    #[error("{what} is beyond its bound of {max}")]
    TooMany {
        /// What was asked for.
        what: &'static str,
        /// The bound.
        max: i64,
    },
    /// A date that invoice ids cannot carry (after the year 7740).
    #[error("the date {date} is beyond what a book can hold")]
    DateRange {
        /// The date.
        date: jangbu_domain::Date,
    },
    /// A sealed value does not open.
    #[error("a sealed value does not open with this book's key")]
    Seal,
    /// The operating system gave no random bytes.
    #[error("the operating system gives no random numbers")]
    Randomness,
    /// A file could not be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The database refused; a mistake of this program.
    #[error("database error {code}: {message}")]
    Database {
        /// Extended result code of SQLite, 0 when it came from the binding.
        code: i32,
        /// Its text, never with values.
        message: String,
    },
}

impl StoreError {
    /// Stable key into the texts.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::BookMissing { .. } => "book_missing",
            Self::BookExists { .. } => "book_exists",
            Self::WrongKey => "wrong_key",
            Self::RecoveryKeyTypo => "recovery_key_typo",
            Self::NoSuchUnlock => "no_such_unlock",
            Self::PassphraseLength { .. } => "passphrase_length",
            Self::KeyringUnavailable { .. } => "keyring_unavailable",
            Self::KeyringEntryMissing => "keyring_entry_missing",
            Self::KeyFileDamaged { .. } => "key_file_damaged",
            Self::Damaged { .. } => "book_damaged",
            Self::NewerSchema { .. } => "newer_schema",
            Self::OlderSchema { .. } => "older_schema",
            Self::LockedByOther { .. } => "locked_by_other",
            Self::BackupUnsound { .. } => "backup_unsound",
            Self::NoBackup => "no_backup",
            Self::ReadOnly => "read_only",
            Self::Busy => "book_busy",
            Self::DiskFull => "disk_full",
            Self::Cancelled => "cancelled",
            Self::NotFound { .. } => "not_found",
            Self::Stale { .. } => "import_stale",
            Self::AlreadyUndone { .. } => "already_undone",
            Self::UndoRefused { .. } => "undo_refused",
            Self::KeyReused { .. } => "key_reused",
            Self::ClaimLost { .. } => "claim_lost",
            Self::ErrandOutOfStep { .. } => "errand_out_of_step",
            Self::AttemptEnded { .. } => "attempt_ended",
            Self::BadRemoteText { .. } => "bad_remote_text",
            Self::BadCursor => "bad_cursor",
            Self::TooMany { .. } => "too_many",
            Self::DateRange { .. } => "date_range",
            Self::Seal => "seal_broken",
            Self::Randomness => "randomness",
            Self::Io { .. } => "io",
            Self::Database { .. } => "database",
        }
    }

    /// Names the file an operation failed on.
    pub(crate) fn io(path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |source| match source.kind() {
            std::io::ErrorKind::StorageFull => Self::DiskFull,
            _ => Self::Io { path, source },
        }
    }

    pub(crate) fn damaged(reason: impl Into<String>) -> Self {
        Self::Damaged { reason: reason.into() }
    }
}

/// `SQLITE_IOERR_SHMSIZE` (sqlite.org/rescode.html).
const IO_SHARED_SIZE: i32 = 4874;

impl From<rusqlite::Error> for StoreError {
    /// Keeps SQLite's own words and drops everything that could quote a statement or a value.
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        let rusqlite::Error::SqliteFailure(failure, message) = error else {
            return from_binding(&error);
        };
        match failure.code {
            ErrorCode::NotADatabase => Self::damaged("not a database, or not one of this key"),
            ErrorCode::DatabaseCorrupt => Self::damaged("pages are missing or inconsistent"),
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::Busy,
            ErrorCode::DiskFull => Self::DiskFull,
            // The index of the log that processes share could not grow: no room, and SQLite does not
            // say so in so many words.
            ErrorCode::SystemIoFailure if failure.extended_code == IO_SHARED_SIZE => Self::DiskFull,
            ErrorCode::SystemIoFailure => Self::Io {
                path: "book.db".into(),
                source: std::io::Error::other(format!("SQLite reports {}", failure.extended_code)),
            },
            ErrorCode::OperationInterrupted => Self::Cancelled,
            _ => Self::Database { code: failure.extended_code, message: message.unwrap_or_default() },
        }
    }
}

/// Errors of the binding itself, by kind only.
fn from_binding(error: &rusqlite::Error) -> StoreError {
    use rusqlite::Error;
    let message = match error {
        Error::FromSqlConversionFailure(column, ..) => format!("column {column} does not convert"),
        Error::IntegralValueOutOfRange(column, _) => format!("column {column} is out of range"),
        Error::InvalidColumnType(column, name, kind) => format!("column {column} ({name}) is {kind}"),
        Error::QueryReturnedNoRows => "no row".to_owned(),
        Error::InvalidColumnIndex(column) => format!("no column {column}"),
        Error::InvalidColumnName(name) => format!("no column {name}"),
        Error::SqlInputError { msg, .. } => format!("statement refused: {msg}"),
        Error::InvalidParameterCount(found, expected) => format!("{found} parameters, {expected} expected"),
        _ => "unexpected answer".to_owned(),
    };
    StoreError::Database { code: 0, message }
}
