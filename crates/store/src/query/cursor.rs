//! A place between two rows of a sorted list, as an opaque text.

use super::{Column, Sort};
use crate::StoreError;
use crate::keys::{bytes_of_hex, hex};
use crate::table::invoice::{InvoiceRow, second_of, type_number};
use crate::table::sums::direction_number;
use core::fmt;
use jangbu_domain::Krw;
use rusqlite::Row;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// Form of the text.
const VERSION: u8 = 1;
/// Bytes of the checksum that notices a damaged text.
const CHECK_BYTES: usize = 8;
/// Longest text that is read.
const TEXT_BYTES_MAX: usize = 8_192;

/// The place after one row, for one order. It stays valid when rows come and go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    #[serde(rename = "v")]
    version: u8,
    /// Column and direction of each key, as numbers.
    #[serde(rename = "o")]
    order: Vec<(u8, bool)>,
    #[serde(rename = "k")]
    keys: Vec<Key>,
    #[serde(rename = "i")]
    id: i64,
}

/// The value of one sort key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Key {
    Number(i64),
    Text(String),
}

impl Cursor {
    /// The place after `row` in this order.
    pub(super) fn after(row: &InvoiceRow, order: &[Sort]) -> Self {
        let keys = order.iter().map(|sort| key_of(row, sort.column)).collect();
        Self { version: VERSION, order: numbers_of(order), keys, id: row.id }
    }

    /// The place after a row that holds its id and then the key of each sort.
    pub(super) fn read(row: &Row<'_>, order: &[Sort]) -> Result<Self, StoreError> {
        let keys = order.iter().enumerate().map(|(at, sort)| {
            let at = at + 1;
            Ok(if is_text(sort.column) { Key::Text(row.get(at)?) } else { Key::Number(row.get(at)?) })
        });
        let keys = keys.collect::<Result<_, StoreError>>()?;
        Ok(Self { version: VERSION, order: numbers_of(order), keys, id: row.get(0)? })
    }

    /// Reads what [`fmt::Display`] wrote.
    ///
    /// # Errors
    /// [`StoreError::BadCursor`].
    pub fn parse(text: &str) -> Result<Self, StoreError> {
        let bytes = Some(text).filter(|text| text.len() <= TEXT_BYTES_MAX).and_then(bytes_of_hex);
        let bytes = bytes.ok_or(StoreError::BadCursor)?;
        let (check, body) = bytes.split_at_checked(CHECK_BYTES).ok_or(StoreError::BadCursor)?;
        if check != checksum(body) {
            return Err(StoreError::BadCursor);
        }
        let cursor: Self = serde_json::from_slice(body).map_err(|_| StoreError::BadCursor)?;
        if cursor.version == VERSION { Ok(cursor) } else { Err(StoreError::BadCursor) }
    }

    /// The keys and the id, if the cursor belongs to this order.
    pub(super) fn position(&self, order: &[Sort]) -> Result<(&[Key], i64), StoreError> {
        let fits = self.order == numbers_of(order)
            && self.keys.len() == order.len()
            && order
                .iter()
                .zip(&self.keys)
                .all(|(sort, key)| matches!(key, Key::Text(_)) == is_text(sort.column));
        if fits { Ok((&self.keys, self.id)) } else { Err(StoreError::BadCursor) }
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = serde_json::to_vec(self).map_err(|_| fmt::Error)?;
        write!(f, "{}{}", hex(&checksum(&body)), hex(&body))
    }
}

fn checksum(body: &[u8]) -> Vec<u8> {
    let digest = Sha256::new().chain_update(b"jangbu list position").chain_update(body).finalize();
    digest.iter().take(CHECK_BYTES).copied().collect()
}

fn numbers_of(order: &[Sort]) -> Vec<(u8, bool)> {
    let place = |column| Column::ALL.iter().position(|c| *c == column).and_then(|at| u8::try_from(at).ok());
    order.iter().map(|sort| (place(sort.column).unwrap_or(u8::MAX), sort.descending)).collect()
}

/// Whether a column sorts as text.
const fn is_text(column: Column) -> bool {
    matches!(column, Column::Partner | Column::Approval | Column::Item)
}

/// What `row` sorts as.
fn key_of(row: &InvoiceRow, column: Column) -> Key {
    match column {
        Column::WrittenOn => Key::Number(crate::table::invoice::day_of(row.written_on)),
        Column::IssuedOn => Key::Number(row.issued_at.map_or(0, second_of)),
        Column::Partner => Key::Text(row.partner_name.clone()),
        Column::Supply => Key::Number(row.supply.won()),
        Column::Tax => Key::Number(row.tax.map_or(0, Krw::won)),
        Column::Total => Key::Number(row.total.won()),
        Column::Kind => Key::Number(type_number(row.type_code.kind, row.type_code.variety)),
        Column::Direction => Key::Number(direction_number(row.direction)),
        Column::Approval => Key::Text(row.approval.as_str().to_owned()),
        Column::Item => Key::Text(row.item.clone()),
    }
}

impl From<&Key> for rusqlite::types::Value {
    fn from(key: &Key) -> Self {
        match key {
            Key::Number(number) => Self::Integer(*number),
            Key::Text(text) => Self::Text(text.clone()),
        }
    }
}
