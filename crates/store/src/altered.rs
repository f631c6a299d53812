//! Documents that are not what the change chain says they became: content changed, put in or
//! taken away behind its back.

use crate::import::{Progress, report};
use crate::table::change::{self, Hash};
use crate::table::{self};
use crate::{Entity, Reader, StoreError};
use rusqlite::Connection;
use sha2::{Digest as _, Sha256};

/// Documents between two reports of progress.
const PROGRESS_EVERY: u64 = 1_024;

/// A document that the chain does not vouch for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AlteredDocument {
    /// Kind of document.
    pub entity: Entity,
    /// Its number.
    pub id: i64,
    /// What is wrong with it.
    pub how: Alteration,
}

/// What is wrong with a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alteration {
    /// Its content is not the one that its last change left behind.
    Content,
    /// It stands in the book, and by the chain it does not.
    Unrecorded,
    /// By the chain it stands in the book, and it does not.
    Gone,
}

impl Alteration {
    /// Stable key into the texts.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Content => "content",
            Self::Unrecorded => "unrecorded",
            Self::Gone => "gone",
        }
    }
}

impl Reader {
    /// Documents of every kind that are not what the change chain says they became, at most
    /// `limit`.
    ///
    /// # Errors
    /// [`StoreError::Cancelled`], and as every method here.
    pub fn altered_documents(
        &self,
        limit: usize,
        progress: &mut Progress<'_>,
    ) -> Result<Vec<AlteredDocument>, StoreError> {
        let connection = &self.connection;
        let mut found = Vec::new();
        let mut done = 0;
        let total = table::invoice::count(connection)?;
        report(progress, done, total)?;
        for entity in table::DOCUMENTS {
            let mut statement = connection.prepare_cached(table::ids_sql(entity))?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()?.filter(|_| found.len() < limit) {
                let id = row.get(0)?;
                if let Some(how) = judge(connection, entity, id)? {
                    found.push(AlteredDocument { entity, id, how });
                }
                done += 1;
                if done % PROGRESS_EVERY == 0 {
                    report(progress, done.min(total), total)?;
                }
            }
            let gone = gone(connection, entity, limit.saturating_sub(found.len()))?;
            found.extend(gone.into_iter().map(|id| AlteredDocument { entity, id, how: Alteration::Gone }));
        }
        report(progress, total, total)?;
        Ok(found)
    }
}

/// What is wrong with a document that stands in the book.
fn judge(connection: &Connection, entity: Entity, id: i64) -> Result<Option<Alteration>, StoreError> {
    let Some(left_behind) = change::last_digest(connection, entity, id)? else {
        return Ok(Some(Alteration::Unrecorded));
    };
    // A row that no longer reads as a document was altered too.
    let stored = match table::image_of(connection, entity, id) {
        Ok(image) => image,
        Err(StoreError::Damaged { .. }) => return Ok(Some(Alteration::Content)),
        Err(error) => return Err(error),
    };
    let digest = stored.map(|image| Hash::from(Sha256::digest(image.as_bytes())));
    Ok((digest != Some(left_behind)).then_some(Alteration::Content))
}

/// Documents that the chain left standing and that are not there.
fn gone(connection: &Connection, entity: Entity, limit: usize) -> Result<Vec<i64>, StoreError> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT DISTINCT c.entity_id FROM change c
         WHERE c.entity = ?1 AND c.after_sha256 IS NOT NULL AND c.entity_id NOT IN ({})
           AND NOT EXISTS (SELECT 1 FROM change n WHERE n.entity_id = c.entity_id AND n.entity = c.entity
                           AND n.seq > c.seq AND n.operation <> ?2)
         ORDER BY 1 LIMIT ?3",
        table::ids_sql(entity)
    ))?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let key = (entity.number(), change::Operation::Unmask.number(), limit);
    let rows = statement.query_map(key, |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
