//! The tables: each file holds its schema, its row, its read handle and its write handle.

pub(crate) mod attempt;
pub(crate) mod breaker;
pub(crate) mod change;
pub(crate) mod collect;
pub(crate) mod company;
pub(crate) mod errand;
pub(crate) mod evidence;
pub(crate) mod import;
pub(crate) mod incident;
pub(crate) mod invoice;
pub(crate) mod line;
pub(crate) mod note;
pub(crate) mod partner;
pub(crate) mod party;
pub(crate) mod remote_secret;
pub(crate) mod search;
pub(crate) mod source;
pub(crate) mod spending;
pub(crate) mod standing;
pub(crate) mod sums;

use crate::StoreError;
use change::Entity;
use rusqlite::Connection;

/// Kinds of documents that stand in tables of their own.
pub(crate) const DOCUMENTS: [Entity; 8] = [
    Entity::Company,
    Entity::Import,
    Entity::Source,
    Entity::Partner,
    Entity::Invoice,
    Entity::Note,
    Entity::Standing,
    Entity::Evidence,
];

/// Numbers of all documents of a kind that stand in the book.
pub(crate) const fn ids_sql(entity: Entity) -> &'static str {
    match entity {
        Entity::Company => "SELECT id FROM company",
        Entity::Partner => "SELECT id FROM partner",
        Entity::Invoice => "SELECT id FROM invoice",
        Entity::Source => "SELECT id FROM source WHERE id NOT IN (SELECT source_id FROM source_withdrawn)",
        Entity::Import => "SELECT id FROM import",
        Entity::Note => "SELECT invoice_id FROM invoice_note",
        Entity::Act => "SELECT id FROM act",
        Entity::Standing => "SELECT id FROM standing",
        Entity::Evidence => "SELECT id FROM evidence",
    }
}

/// A document as the change chain sees it.
pub(crate) fn image_of(
    connection: &Connection,
    entity: Entity,
    id: i64,
) -> Result<Option<String>, StoreError> {
    match entity {
        Entity::Company => company::image_text(connection).map(Some),
        Entity::Partner => partner::image_text(connection, id),
        Entity::Invoice => invoice::image(connection, id)?.map(|image| image.to_json()).transpose(),
        Entity::Source => source::image(connection, id),
        Entity::Import => import::image_if_any(connection, id),
        Entity::Note => note::read(connection, id)?.map(|note| note.to_json()).transpose(),
        Entity::Standing => standing::image(connection, id),
        Entity::Evidence => evidence::image(connection, id),
        Entity::Act => Ok(None),
    }
}
