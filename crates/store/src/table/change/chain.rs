//! The hashes: what each covers, and walking the whole chain.

use super::{Entity, Hash};
use crate::import::{Progress, report};
use crate::{StoreError, migration};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;

/// Rows between two reports of progress.
const PROGRESS_EVERY: u64 = 4_096;
/// Schema from which acts count their rows.
const COUNTS_SCHEMA: i64 = 2;

/// A row of the chain and its hash: the last one, or one that was printed with a backup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChainHead {
    /// Its number; zero for an empty chain.
    pub seq: i64,
    /// Its hash.
    pub hash: [u8; 32],
}

impl ChainHead {
    /// Before the first row.
    pub(crate) const NONE: Self = Self { seq: 0, hash: [0; 32] };
}

/// What checking the chain found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainReport {
    /// Rows that hold together.
    pub rows: u64,
    /// The last of them.
    pub head: ChainHead,
    /// The first row that does not, if any.
    pub fault: Option<ChainFault>,
    /// Where that row stands, as far as the book still says.
    pub place: Option<FaultPlace>,
}

/// What checking the chain against heads found that were printed earlier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainCheck {
    /// The chain itself.
    pub report: ChainReport,
    /// For each head, whether the chain still contains it, below the first fault.
    pub holds: Vec<bool>,
}

/// The first thing wrong with a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChainFault {
    /// A row of the chain is not there.
    Missing {
        /// The row's number.
        seq: i64,
    },
    /// A row, or the act it belongs to, says something else than when it was written.
    Altered {
        /// The row's number.
        seq: i64,
    },
}

impl ChainFault {
    /// The row's number.
    pub const fn seq(self) -> i64 {
        match self {
            Self::Missing { seq } | Self::Altered { seq } => seq,
        }
    }
}

/// The act and the document of a faulty row, as the book says now; they may be what was altered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FaultPlace {
    /// The act.
    pub act: Option<i64>,
    /// Its moment.
    pub at: Option<Timestamp>,
    /// Its kind.
    pub kind: Option<String>,
    /// Kind of document; not known of a missing row.
    pub entity: Option<Entity>,
    /// The document's number.
    pub entity_id: Option<i64>,
}

/// The content of one change, as hashed.
pub(super) struct Content<'a> {
    pub(super) seq: i64,
    pub(super) act_id: i64,
    pub(super) at_ms: i64,
    pub(super) kind: &'a str,
    pub(super) entity: i64,
    pub(super) entity_id: i64,
    pub(super) operation: i64,
    pub(super) before: Option<&'a str>,
    pub(super) after: Option<&'a [u8]>,
}

/// Length-prefixed fields after the previous hash, so that no two contents hash alike.
pub(super) fn derive_hash(previous: &Hash, content: &Content<'_>) -> Hash {
    let mut digest = Sha256::new();
    digest.update(previous);
    for number in
        [content.seq, content.act_id, content.at_ms, content.entity, content.entity_id, content.operation]
    {
        digest.update(number.to_be_bytes());
    }
    let fields = [Some(content.kind.as_bytes()), content.before.map(str::as_bytes), content.after];
    for field in fields {
        digest.update([u8::from(field.is_some())]);
        let bytes = field.unwrap_or_default();
        digest.update(u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes());
        digest.update(bytes);
    }
    digest.finalize().into()
}

/// The last row's number and hash.
pub(crate) fn head(connection: &Connection) -> Result<ChainHead, StoreError> {
    let head = connection
        .prepare_cached("SELECT seq, hash FROM change ORDER BY seq DESC LIMIT 1")?
        .query_row([], |row| Ok(ChainHead { seq: row.get(0)?, hash: row.get(1)? }))
        .optional()?;
    Ok(head.unwrap_or(ChainHead::NONE))
}

/// The hash of one row.
pub(crate) fn hash_at(connection: &Connection, seq: i64) -> Result<Option<Hash>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT hash FROM change WHERE seq = ?1")?;
    Ok(statement.query_row([seq], |row| row.get(0)).optional()?)
}

/// Walks the whole chain, names the first row that is missing or altered, and says which of
/// `heads` lie in the sound part.
pub(crate) fn check(
    connection: &Connection,
    heads: &[ChainHead],
    progress: &mut Progress<'_>,
) -> Result<ChainCheck, StoreError> {
    let total = u64::try_from(head(connection)?.seq).unwrap_or_default();
    // A backup of schema 1 is checked as it is: its acts do not count their rows.
    let counts = if migration::schema_of(connection)? < COUNTS_SCHEMA { "NULL" } else { "a.counts" };
    let mut statement = connection.prepare_cached(&format!(
        "SELECT c.seq, c.act_id, c.entity, c.entity_id, c.operation, c.before_image, c.after_sha256, c.hash,
                a.at_ms, a.kind, {counts}
         FROM change c LEFT JOIN act a ON a.id = c.act_id ORDER BY c.seq"
    ))?;
    let mut walk = Walk::new(heads);
    let mut rows = statement.query([])?;
    report(progress, 0, total)?;
    while let Some(row) = rows.next()? {
        if let Some(fault) = walk.step(row)? {
            let place = place_of(connection, fault)?;
            return Ok(walk.found(Some(fault), place));
        }
        if walk.rows.is_multiple_of(PROGRESS_EVERY) {
            report(progress, walk.rows, total)?;
        }
    }
    report(progress, walk.rows, total)?;
    // Rows that are missing at the end explain a wrong count; a wrong count explains nothing.
    let fault = missing_end(connection, walk.head.seq)?.or_else(|| walk.tally.close());
    let place = fault.map(|fault| place_of(connection, fault)).transpose()?.flatten();
    Ok(walk.found(fault, place))
}

/// How far the walk has come.
struct Walk<'h> {
    rows: u64,
    head: ChainHead,
    heads: &'h [ChainHead],
    holds: Vec<bool>,
    tally: Tally,
}

impl<'h> Walk<'h> {
    fn new(heads: &'h [ChainHead]) -> Self {
        let holds = heads.iter().map(|head| *head == ChainHead::NONE).collect();
        Self { rows: 0, head: ChainHead::NONE, heads, holds, tally: Tally::default() }
    }

    /// Takes the next row; says what is wrong with it.
    fn step(&mut self, row: &Row<'_>) -> Result<Option<ChainFault>, StoreError> {
        let seq: i64 = row.get(0)?;
        if seq != self.head.seq + 1 {
            return Ok(Some(ChainFault::Missing { seq: self.head.seq + 1 }));
        }
        let (before, after): (Option<String>, Option<Vec<u8>>) = (row.get(5)?, row.get(6)?);
        let (at_ms, kind): (Option<i64>, Option<String>) = (row.get(8)?, row.get(9)?);
        let content = Content {
            seq,
            act_id: row.get(1)?,
            at_ms: at_ms.unwrap_or_default(),
            kind: kind.as_deref().unwrap_or_default(),
            entity: row.get(2)?,
            entity_id: row.get(3)?,
            operation: row.get(4)?,
            before: before.as_deref(),
            after: after.as_deref(),
        };
        let hash: Vec<u8> = row.get(7)?;
        let derived = derive_hash(&self.head.hash, &content);
        if hash != derived {
            return Ok(Some(ChainFault::Altered { seq }));
        }
        let miscounted = self.tally.take(&content, row.get(10)?);
        if miscounted.is_some() {
            return Ok(miscounted);
        }
        self.head = ChainHead { seq, hash: derived };
        self.rows += 1;
        for (head, holds) in self.heads.iter().zip(&mut self.holds) {
            *holds |= *head == self.head;
        }
        Ok(None)
    }

    fn found(self, fault: Option<ChainFault>, place: Option<FaultPlace>) -> ChainCheck {
        let report = ChainReport { rows: self.rows, head: self.head, fault, place };
        ChainCheck { report, holds: self.holds }
    }
}

/// What the rows of the act at hand count up to, against what the act says.
#[derive(Default)]
struct Tally {
    act: Option<i64>,
    first_seq: i64,
    told: Option<String>,
    counts: BTreeMap<(i64, i64), u64>,
}

impl Tally {
    /// Takes a row; at the beginning of an act it judges the one before.
    fn take(&mut self, content: &Content<'_>, told: Option<String>) -> Option<ChainFault> {
        let mut fault = None;
        if self.act != Some(content.act_id) {
            fault = self.close();
            *self = Self { act: Some(content.act_id), first_seq: content.seq, told, counts: BTreeMap::new() };
        }
        *self.counts.entry((content.entity, content.operation)).or_default() += 1;
        fault
    }

    /// An act that says other counts than its rows give was altered; one of schema 1 says none.
    fn close(&self) -> Option<ChainFault> {
        let told = self.told.as_deref()?;
        let told: Vec<(i64, i64, u64)> = serde_json::from_str(told).unwrap_or_default();
        let counted = self.counts.iter().map(|((entity, operation), count)| (*entity, *operation, *count));
        (!counted.eq(told)).then_some(ChainFault::Altered { seq: self.first_seq })
    }
}

/// Rows cut off at the end leave their act pointing beyond it.
fn missing_end(connection: &Connection, last: i64) -> Result<Option<ChainFault>, StoreError> {
    let promised: Option<i64> =
        connection.query_row("SELECT max(last_seq) FROM act", [], |row| row.get(0))?;
    Ok(promised.filter(|promised| *promised > last).map(|_| ChainFault::Missing { seq: last + 1 }))
}

/// What the book says about a faulty row: by the row itself, or by the act that reaches over its
/// number.
fn place_of(connection: &Connection, fault: ChainFault) -> Result<Option<FaultPlace>, StoreError> {
    let by_row = "SELECT c.act_id, a.at_ms, a.kind, c.entity, c.entity_id FROM change c
                  LEFT JOIN act a ON a.id = c.act_id WHERE c.seq = ?1";
    let by_reach = "SELECT id, at_ms, kind, NULL, NULL FROM act
                    WHERE ?1 BETWEEN first_seq AND last_seq ORDER BY id LIMIT 1";
    let sql = match fault {
        ChainFault::Missing { .. } => by_reach,
        ChainFault::Altered { .. } => by_row,
    };
    let place = connection.query_row(sql, [fault.seq()], |row| {
        let at_ms: Option<i64> = row.get(1)?;
        Ok(FaultPlace {
            act: row.get(0)?,
            at: at_ms.and_then(|ms| Timestamp::from_millisecond(ms).ok()),
            kind: row.get(2)?,
            entity: row.get::<_, Option<i64>>(3)?.and_then(Entity::from_number),
            entity_id: row.get(4)?,
        })
    });
    Ok(place.optional()?)
}
