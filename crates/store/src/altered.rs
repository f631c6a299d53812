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
                if done.is_multiple_of(PROGRESS_EVERY) {
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
    let is_left = |image: &str| Hash::from(Sha256::digest(image.as_bytes())) == left_behind;
    let is_whole = stored.is_some_and(|image| {
        is_left(&image) || in_older_order(entity, &image).is_some_and(|image| is_left(&image))
    });
    Ok((!is_whole).then_some(Alteration::Content))
}

/// The image as some builds of schema 1 wrote it: its fields in this order, not in that of their
/// names.
fn in_older_order(entity: Entity, image: &str) -> Option<String> {
    let order: &[&str] = match entity {
        Entity::Import => &["at_ms", "files", "added", "enriched", "replaced", "unchanged", "undone_at_ms"],
        Entity::Source => &["sha256", "file_name", "format", "size_bytes", "import", "sealed"],
        Entity::Partner => &["identity", "number", "name", "representative"],
        Entity::Company
        | Entity::Invoice
        | Entity::Note
        | Entity::Act
        | Entity::Standing
        | Entity::Evidence => return None,
    };
    let fields: serde_json::Map<String, serde_json::Value> = serde_json::from_str(image).ok()?;
    let written: Option<Vec<String>> =
        order.iter().map(|name| fields.get(*name).map(|value| format!("\"{name}\":{value}"))).collect();
    Some(format!("{{{}}}", written?.join(",")))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_of_the_older_order_says_the_same_in_the_other_order() {
        let image = r#"{"identity":"b1","name":"가 \"나\"","number":"1","representative":""}"#;
        let older = r#"{"identity":"b1","number":"1","name":"가 \"나\"","representative":""}"#;
        assert_eq!(in_older_order(Entity::Partner, image).unwrap(), older);
        assert_eq!(in_older_order(Entity::Invoice, image), None);
    }

    #[test]
    fn images_name_their_fields_in_the_order_of_their_names() {
        let (_fixture, book) = crate::fixture::book();
        let specs = [crate::fixture::Spec::default()];
        let items = crate::fixture::from_file(specs.iter().map(crate::fixture::Spec::item).collect());
        crate::fixture::import(&book, 1, vec![crate::fixture::file("a", b"a")], items);
        let mut seen = 0;
        book.read(|reader| {
            for entity in [Entity::Company, Entity::Import, Entity::Source, Entity::Partner] {
                let image = table::image_of(&reader.connection, entity, 1)?.unwrap();
                let fields: std::collections::BTreeMap<String, serde_json::Value> =
                    serde_json::from_str(&image).unwrap();
                // A sorted map writes what the image must be.
                assert_eq!(image, serde_json::to_string(&fields).unwrap(), "{entity:?}");
                seen += 1;
            }
            Ok(())
        })
        .unwrap();
        assert_eq!(seen, 4);
    }
}
