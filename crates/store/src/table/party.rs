//! Party blocks as written on invoices, each distinct one kept once.
//!
//! Most invoices of a book name the same few hundred parties, so the block is stored by its
//! content. Rows are never changed and never removed: images in the change chain stay restorable.

use crate::StoreError;
use crate::image::PartyImage;
use crate::migration::Migration;
use rusqlite::{Connection, OptionalExtension as _};
use sha2::{Digest as _, Sha256};

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    schema: 1,
    sql: "CREATE TABLE party (
            id INTEGER PRIMARY KEY,
            sha256 BLOB NOT NULL UNIQUE,
            content TEXT NOT NULL
          ) STRICT;",
}];

/// The party block of `id`.
pub(crate) fn read(connection: &Connection, id: i64) -> Result<PartyImage, StoreError> {
    let mut statement = connection.prepare_cached("SELECT content FROM party WHERE id = ?1")?;
    let content: String = statement.query_row([id], |row| row.get(0))?;
    serde_json::from_str(&content).map_err(|_| StoreError::damaged(format!("party {id} is unreadable")))
}

/// Id of the block with this content, made when it is new.
pub(crate) fn resolve(connection: &Connection, content: &str) -> Result<i64, StoreError> {
    let digest: [u8; 32] = Sha256::digest(content.as_bytes()).into();
    let known = connection
        .prepare_cached("SELECT id FROM party WHERE sha256 = ?1")?
        .query_row([digest.as_slice()], |row| row.get(0))
        .optional()?;
    if let Some(id) = known {
        return Ok(id);
    }
    connection
        .prepare_cached("INSERT INTO party (sha256, content) VALUES (?1, ?2)")?
        .execute((digest.as_slice(), content))?;
    Ok(connection.last_insert_rowid())
}
