//! The chain of changes: what every committed act did to which document.
//!
//! A row keeps the document as it was before (`before_image`) and the digest of what it became;
//! the content it became is the document itself or the next change's before. Each row's hash
//! covers its content and the hash before it, so that no row can be altered, inserted or taken
//! out without every later hash changing (docs/decisions/0010).

mod chain;
mod log;

pub use chain::{ChainCheck, ChainFault, ChainHead, ChainReport, FaultPlace};
pub(crate) use chain::{check, hash_at, head};
pub(crate) use log::{
    ActEntry, ChangeRow, DocumentChange, act, acts, changed_later, counts_of, documents_of, history,
    last_digest, latest_act_with,
};

use crate::StoreError;
use crate::migration::Migration;
use crate::seal::SealKey;
use chain::{Content, derive_hash};
use jiff::Timestamp;
use rusqlite::Connection;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;

pub(crate) const MIGRATIONS: &[Migration] =
    &[Migration { schema: 1, sql: TABLES }, Migration { schema: 2, sql: COUNTS }];

const TABLES: &str = "CREATE TABLE act (
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
          CREATE INDEX change_entity ON change (entity_id, entity);";

/// What an act did, counted as `[[entity, operation, changes], …]`, so that a list of acts need not
/// walk the chain. Acts of schema 1 have none and are counted when asked.
const COUNTS: &str = "ALTER TABLE act ADD COLUMN counts TEXT;";

/// A SHA-256 digest.
pub(crate) type Hash = [u8; 32];

/// Declares an enum that the database holds as a number.
macro_rules! numbered {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $number:literal $text:literal,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$doc])* $variant,)* }

        impl $name {
            /// Stable name.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            pub(crate) const fn number(self) -> i64 {
                match self { $(Self::$variant => $number,)* }
            }

            /// Reads what the database holds.
            pub(crate) const fn from_number(number: i64) -> Option<Self> {
                match number { $($number => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

pub(crate) use numbered;

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
        /// The clerk's own note on an invoice; it has the invoice's number.
        Note = 6 "note",
        /// An act of the chain itself: an undo names the one it undoes.
        Act = 7 "act",
        /// How a business stood with the tax office when it was asked.
        Standing = 8 "standing",
        /// A purchase without a tax invoice, as the tax office lists it.
        Evidence = 9 "evidence",
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
        /// An act was undone.
        Undo = 9 "undo",
    }
}

/// Kinds of acts.
pub(crate) mod kind {
    /// The book was founded.
    pub(crate) const CREATE: &str = "create";
    /// Documents came in.
    pub(crate) const IMPORT: &str = "import";
    /// The clerk wrote on an invoice.
    pub(crate) const NOTE: &str = "note";
    /// The tax office was asked how businesses stand, and some stand otherwise than known.
    pub(crate) const STANDING: &str = "standing";
    /// The tax office was asked for purchases without a tax invoice, and some are new or otherwise.
    pub(crate) const EVIDENCE: &str = "evidence";
    /// A sealed number was shown.
    pub(crate) const UNMASK: &str = "unmask";
    /// An act was undone.
    pub(crate) const UNDO: &str = "undo";
    /// An undo was undone.
    pub(crate) const REDO: &str = "redo";
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
    counts: BTreeMap<(i64, i64), u64>,
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
        tx.prepare_cached("INSERT INTO act (at_ms, kind, first_seq, last_seq) VALUES (?1, ?2, ?3, ?4)")?
            .execute((at_ms, kind, head.seq + 1, head.seq))?;
        Ok(Self { tx, seal, id: tx.last_insert_rowid(), at_ms, kind, head, counts: BTreeMap::new() })
    }

    /// Records that this act undoes another.
    pub(crate) fn record_undone(&mut self, act: i64) -> Result<(), StoreError> {
        self.record(Entity::Act, act, Operation::Undo, None, None)
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
        self.record_digest(entity, entity_id, operation, before, after.map(digest_of))
    }

    /// [`Act::record`] where the digest of what the document became is known already.
    pub(crate) fn record_digest(
        &mut self,
        entity: Entity,
        entity_id: i64,
        operation: Operation,
        before: Option<&str>,
        after: Option<Hash>,
    ) -> Result<(), StoreError> {
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
        *self.counts.entry((content.entity, content.operation)).or_default() += 1;
        Ok(())
    }

    /// Notes how far the act reaches and what it did. An act without a change is a mistake of the
    /// caller.
    pub(crate) fn finish(self) -> Result<ChainHead, StoreError> {
        let counts: Vec<(i64, i64, u64)> =
            self.counts.into_iter().map(|((entity, operation), count)| (entity, operation, count)).collect();
        let counts = serde_json::to_string(&counts)
            .map_err(|_| StoreError::damaged("counts of an act cannot be written"))?;
        self.tx.prepare_cached("UPDATE act SET last_seq = ?2, counts = ?3 WHERE id = ?1")?.execute((
            self.id,
            self.head.seq,
            counts,
        ))?;
        Ok(self.head)
    }
}

/// The digest of a document's image.
pub(crate) fn digest_of(image: &str) -> Hash {
    Sha256::digest(image.as_bytes()).into()
}
