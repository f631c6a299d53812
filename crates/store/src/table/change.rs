//! The chain of changes: what every committed act did to which document.
//!
//! A row keeps the document as it was before (`before_image`) and the digest of what it became;
//! the content it became is the document itself or the next change's before. Each row's hash
//! covers its content and the hash before it, so that no row can be altered, inserted or taken
//! out without every later hash changing (docs/decisions/0010).

use crate::StoreError;
use crate::migration::Migration;
use crate::seal::SealKey;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _};
use sha2::{Digest as _, Sha256};

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    schema: 1,
    sql: "CREATE TABLE act (
            id INTEGER PRIMARY KEY,
            at_ms INTEGER NOT NULL,
            kind TEXT NOT NULL,
            first_seq INTEGER NOT NULL,
            last_seq INTEGER NOT NULL
          ) STRICT;
          CREATE TABLE change (
            seq INTEGER PRIMARY KEY,
            act_id INTEGER NOT NULL REFERENCES act (id),
            entity INTEGER NOT NULL,
            entity_id INTEGER NOT NULL,
            operation INTEGER NOT NULL,
            before_image TEXT,
            after_sha256 BLOB,
            hash BLOB NOT NULL
          ) STRICT;
          CREATE INDEX change_entity ON change (entity_id, entity);",
}];

/// A SHA-256 digest.
pub(crate) type Hash = [u8; 32];

/// Declares an enum that the database holds as a number.
macro_rules! numbered {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $number:literal $text:literal,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$doc])* $variant,)* }

        impl $name {
            /// Stable name.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            pub(crate) const fn number(self) -> i64 {
                match self { $(Self::$variant => $number,)* }
            }
        }
    };
}

numbered! {
    /// What kind of document changed.
    Entity {
        /// The book's company.
        Company = 1 "company",
        /// A partner.
        Partner = 2 "partner",
        /// An invoice with its lines and parties.
        Invoice = 3 "invoice",
        /// A kept source document.
        Source = 4 "source",
        /// An import.
        Import = 5 "import",
    }
}

numbered! {
    /// What was done to it.
    Operation {
        /// It came into the book.
        Add = 1 "add",
        /// Another source said more about it.
        Enrich = 2 "enrich",
        /// A person took another version of it.
        Replace = 3 "replace",
        /// It went out of the book, by an undo.
        Remove = 4 "remove",
        /// An undo brought an earlier version back.
        Restore = 5 "restore",
        /// A later import answers for it now, because the one that brought it was undone.
        Keep = 6 "keep",
        /// A value of it was brought up to date.
        Update = 7 "update",
        /// A sealed number of it was shown; the content did not change.
        Unmask = 8 "unmask",
    }
}

impl Operation {
    /// Reads what [`Operation::number`] wrote.
    fn from_number(number: i64) -> Option<Self> {
        let all = [
            Self::Add,
            Self::Enrich,
            Self::Replace,
            Self::Remove,
            Self::Restore,
            Self::Keep,
            Self::Update,
            Self::Unmask,
        ];
        all.into_iter().find(|operation| operation.number() == number)
    }
}

/// The last row of the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChainHead {
    /// Its number; zero for an empty chain.
    pub seq: i64,
    /// Its hash.
    pub hash: [u8; 32],
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

/// One business act inside its transaction: everything that changes a document goes through it.
pub(crate) struct Act<'t> {
    /// The act's transaction.
    pub(crate) tx: &'t Connection,
    /// Seals what is sensitive.
    pub(crate) seal: &'t SealKey,
    id: i64,
    at_ms: i64,
    kind: &'static str,
    head: ChainHead,
}

/// The content of one change, as hashed.
struct Content<'a> {
    seq: i64,
    act_id: i64,
    at_ms: i64,
    kind: &'a str,
    entity: i64,
    entity_id: i64,
    operation: i64,
    before: Option<&'a str>,
    after: Option<&'a [u8]>,
}

impl<'t> Act<'t> {
    /// Begins an act inside `tx`.
    pub(crate) fn begin(
        tx: &'t Connection,
        seal: &'t SealKey,
        kind: &'static str,
        at: Timestamp,
    ) -> Result<Self, StoreError> {
        let head = head(tx)?;
        let at_ms = at.as_millisecond();
        tx.execute(
            "INSERT INTO act (at_ms, kind, first_seq, last_seq) VALUES (?1, ?2, ?3, ?4)",
            (at_ms, kind, head.seq + 1, head.seq),
        )?;
        Ok(Self { tx, seal, id: tx.last_insert_rowid(), at_ms, kind, head })
    }

    /// Number of the act.
    pub(crate) fn id(&self) -> i64 {
        self.id
    }

    /// Moment of the act in Unix milliseconds.
    pub(crate) fn at_ms(&self) -> i64 {
        self.at_ms
    }

    /// Appends a row: the document as it was, and a digest of what it is now.
    pub(crate) fn record(
        &mut self,
        entity: Entity,
        entity_id: i64,
        operation: Operation,
        before: Option<&str>,
        after: Option<&str>,
    ) -> Result<(), StoreError> {
        let after = after.map(|image| Hash::from(Sha256::digest(image.as_bytes())));
        let content = Content {
            seq: self.head.seq + 1,
            act_id: self.id,
            at_ms: self.at_ms,
            kind: self.kind,
            entity: entity.number(),
            entity_id,
            operation: operation.number(),
            before,
            after: after.as_ref().map(Hash::as_slice),
        };
        let hash = derive_hash(&self.head.hash, &content);
        self.tx
            .prepare_cached(
                "INSERT INTO change (seq, act_id, entity, entity_id, operation, before_image, after_sha256, hash)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?
            .execute((
                content.seq,
                content.act_id,
                content.entity,
                entity_id,
                content.operation,
                before,
                content.after,
                hash.as_slice(),
            ))?;
        self.head = ChainHead { seq: content.seq, hash };
        Ok(())
    }

    /// Notes how far the act reaches. An act without a change is a mistake of the caller.
    pub(crate) fn finish(self) -> Result<ChainHead, StoreError> {
        self.tx.execute("UPDATE act SET last_seq = ?2 WHERE id = ?1", (self.id, self.head.seq))?;
        Ok(self.head)
    }
}

/// Length-prefixed fields after the previous hash, so that no two contents hash alike.
fn derive_hash(previous: &Hash, content: &Content<'_>) -> Hash {
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
    Ok(head.unwrap_or(ChainHead { seq: 0, hash: [0; 32] }))
}

/// The hash of one row.
pub(crate) fn hash_at(connection: &Connection, seq: i64) -> Result<Option<Hash>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT hash FROM change WHERE seq = ?1")?;
    Ok(statement.query_row([seq], |row| row.get(0)).optional()?)
}

/// Walks the whole chain and names the first row that is missing or altered.
pub(crate) fn verify(connection: &Connection) -> Result<ChainReport, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT c.seq, c.act_id, c.entity, c.entity_id, c.operation, c.before_image, c.after_sha256, c.hash,
                a.at_ms, a.kind
         FROM change c LEFT JOIN act a ON a.id = c.act_id ORDER BY c.seq",
    )?;
    let mut report = ChainReport { rows: 0, head: ChainHead { seq: 0, hash: [0; 32] }, fault: None };
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let seq: i64 = row.get(0)?;
        if seq != report.head.seq + 1 {
            report.fault = Some(ChainFault::Missing { seq: report.head.seq + 1 });
            return Ok(report);
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
        let derived = derive_hash(&report.head.hash, &content);
        if hash != derived {
            report.fault = Some(ChainFault::Altered { seq });
            return Ok(report);
        }
        report.head = ChainHead { seq, hash: derived };
        report.rows += 1;
    }
    drop(rows);
    report.fault = missing_end(connection, report.head.seq)?;
    Ok(report)
}

/// Rows cut off at the end leave their act pointing beyond it.
fn missing_end(connection: &Connection, last: i64) -> Result<Option<ChainFault>, StoreError> {
    let promised: Option<i64> =
        connection.query_row("SELECT max(last_seq) FROM act", [], |row| row.get(0))?;
    Ok(promised.filter(|promised| *promised > last).map(|_| ChainFault::Missing { seq: last + 1 }))
}

/// One row of a document's history.
pub(crate) struct ChangeRow {
    pub(crate) seq: i64,
    pub(crate) at_ms: i64,
    pub(crate) act: String,
    pub(crate) operation: Operation,
    pub(crate) before: Option<String>,
}

/// What happened to one document, oldest first.
pub(crate) fn history(
    connection: &Connection,
    entity: Entity,
    entity_id: i64,
) -> Result<Vec<ChangeRow>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT c.seq, a.at_ms, a.kind, c.operation, c.before_image
         FROM change c JOIN act a ON a.id = c.act_id
         WHERE c.entity_id = ?1 AND c.entity = ?2 ORDER BY c.seq",
    )?;
    let rows = statement.query_map((entity_id, entity.number()), |row| {
        let operation =
            Operation::from_number(row.get(3)?).ok_or(rusqlite::Error::IntegralValueOutOfRange(3, 0))?;
        Ok(ChangeRow {
            seq: row.get(0)?,
            at_ms: row.get(1)?,
            act: row.get(2)?,
            operation,
            before: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Digest that the last content change of a document left behind.
pub(crate) fn last_digest(
    connection: &Connection,
    entity: Entity,
    entity_id: i64,
) -> Result<Option<Hash>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT after_sha256 FROM change
         WHERE entity_id = ?1 AND entity = ?2 AND operation <> ?3 ORDER BY seq DESC LIMIT 1",
    )?;
    let digest: Option<Option<Hash>> = statement
        .query_row((entity_id, entity.number(), Operation::Unmask.number()), |row| row.get(0))
        .optional()?;
    Ok(digest.flatten())
}
