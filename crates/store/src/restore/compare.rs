//! What a restore would change: both books in figures, and where their change chains part.

use crate::backup::Contents;
use crate::books::BOOK_FILE;
use crate::connection::{self, Use};
use crate::keys::{KeyBundle, KeyFile};
use crate::table::change;
use crate::{ChainHead, StoreError};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _};
use std::path::Path;

/// How a backup stands to the present book.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// There is no such company on this machine.
    NoPresent,
    /// The present book does not open.
    PresentUnreadable,
    /// Both end with the same change.
    Same,
    /// The present book has gone on from the backup.
    PresentNewer,
    /// The backup has gone on from the present book.
    BackupNewer,
    /// Both have gone on from a common change, or have none in common.
    Diverged,
}

impl Standing {
    /// Stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NoPresent => "no_present",
            Self::PresentUnreadable => "present_unreadable",
            Self::Same => "same",
            Self::PresentNewer => "present_newer",
            Self::BackupNewer => "backup_newer",
            Self::Diverged => "diverged",
        }
    }
}

/// What the present book has and the backup has not. It stays in the replaced book.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lost {
    /// Changes after the last common one.
    pub changes: i64,
    /// Acts they belong to.
    pub acts: i64,
    /// When the first of them was.
    pub since: Option<Timestamp>,
}

/// A backup and the present book, side by side.
#[derive(Debug)]
pub struct Comparison {
    /// Figures of the backup.
    pub backup: Contents,
    /// Figures of the present book, or why it does not tell them; none when there is no such book.
    pub present: Option<Result<Contents, StoreError>>,
    /// Which of them is newer.
    pub standing: Standing,
    /// What would be lost.
    pub lost: Lost,
    /// The last act of the backup.
    pub backup_last_act: Option<Timestamp>,
    /// The last act of the present book, if it can be read.
    pub present_last_act: Option<Timestamp>,
}

/// Compares the candidate in `folder` with the book in `present`.
pub(crate) fn compare(
    folder: &Path,
    backup: Contents,
    present: &Path,
    keys: &KeyBundle,
) -> Result<Comparison, StoreError> {
    let candidate = connection::open(&folder.join(BOOK_FILE), keys, Use::Kept)?;
    let backup_last_act = last_act(&candidate)?;
    let alone = |backup, present, standing| {
        let (lost, present_last_act) = (Lost::default(), None);
        Ok(Comparison { backup, present, standing, lost, backup_last_act, present_last_act })
    };
    if std::fs::symlink_metadata(present).is_err() {
        return alone(backup, None, Standing::NoPresent);
    }
    match beside(&candidate, &backup, present, keys) {
        Ok(comparison) => Ok(comparison),
        Err(error) => alone(backup, Some(Err(error)), Standing::PresentUnreadable),
    }
}

fn beside(
    candidate: &Connection,
    backup: &Contents,
    present: &Path,
    keys: &KeyBundle,
) -> Result<Comparison, StoreError> {
    let keys = KeyFile::read(present)?.confirm(keys.clone())?;
    let connection = connection::open(&present.join(BOOK_FILE), &keys, Use::Read)?;
    let view = connection.unchecked_transaction()?;
    let contents = Contents::measure(&view)?;
    let common = last_common(candidate, backup.head, &view, contents.head)?;
    let standing = match (common == backup.head.seq, common == contents.head.seq) {
        (true, true) => Standing::Same,
        (true, false) => Standing::PresentNewer,
        (false, true) => Standing::BackupNewer,
        (false, false) => Standing::Diverged,
    };
    let lost = lost_after(&view, common)?;
    let (backup_last_act, present_last_act) = (last_act(candidate)?, last_act(&view)?);
    drop(view);
    let (backup, present) = (backup.clone(), Some(Ok(contents)));
    Ok(Comparison { backup, present, standing, lost, backup_last_act, present_last_act })
}

/// When the last act was.
fn last_act(connection: &Connection) -> Result<Option<Timestamp>, StoreError> {
    let at_ms: Option<i64> = connection
        .query_row("SELECT at_ms FROM act ORDER BY id DESC LIMIT 1", [], |row| row.get(0))
        .optional()?;
    Ok(at_ms.and_then(|ms| Timestamp::from_millisecond(ms).ok()))
}

/// The last change that two chains share. Each hash covers all before it, so the chains agree up
/// to one place and nowhere after it.
fn last_common(
    one: &Connection,
    head: ChainHead,
    two: &Connection,
    other: ChainHead,
) -> Result<i64, StoreError> {
    let (mut shared, mut apart) = (0, head.seq.min(other.seq) + 1);
    while apart - shared > 1 {
        let middle = shared + (apart - shared) / 2;
        let hash = change::hash_at(one, middle)?;
        if hash.is_some() && hash == change::hash_at(two, middle)? {
            shared = middle;
        } else {
            apart = middle;
        }
    }
    Ok(shared)
}

fn lost_after(connection: &Connection, common: i64) -> Result<Lost, StoreError> {
    let (changes, acts, since): (i64, i64, Option<i64>) = connection.query_row(
        "SELECT count(*), count(DISTINCT c.act_id), min(a.at_ms)
         FROM change c JOIN act a ON a.id = c.act_id WHERE c.seq > ?1",
        [common],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )?;
    let since = since.map(Timestamp::from_millisecond).transpose();
    let since = since.map_err(|_| StoreError::damaged("a change has no valid moment"))?;
    Ok(Lost { changes, acts, since })
}
