//! Purchases without a tax invoice, as the tax office lists them.

use crate::StoreError;
use crate::evidence::{Evidence, EvidenceCursor, EvidenceFilter, EvidenceKind, EvidenceRow, EvidenceSums};
use crate::migration::Migration;
use jangbu_domain::{BusinessNumber, Krw};
use jiff::Timestamp;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension as _, Row, params_from_iter};
use serde::Serialize;

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    schema: 5,
    sql: "CREATE TABLE evidence (
            id INTEGER PRIMARY KEY,
            kind INTEGER NOT NULL CHECK (kind IN (1, 2)),
            at TEXT NOT NULL,
            approval TEXT NOT NULL,
            card TEXT NOT NULL,
            issuer TEXT NOT NULL,
            seller_number TEXT,
            seller_name TEXT NOT NULL,
            supply_krw INTEGER NOT NULL,
            tax_krw INTEGER NOT NULL,
            tip_krw INTEGER NOT NULL,
            total_krw INTEGER NOT NULL,
            deductible INTEGER CHECK (deductible IN (0, 1)),
            dealing TEXT NOT NULL,
            provider TEXT NOT NULL,
            found_at_ms INTEGER NOT NULL,
            seen_at_ms INTEGER NOT NULL,
            UNIQUE (kind, at, approval, total_krw)
          ) STRICT;
          CREATE INDEX evidence_by_at ON evidence (at, id);",
}];

const COLUMNS: &str =
    "SELECT id, kind, at, approval, card, issuer, seller_number, seller_name, supply_krw, tax_krw,
    tip_krw, total_krw, deductible, dealing, provider, found_at_ms, seen_at_ms FROM evidence ";

/// Numbers of kinds in the table.
const CASH_RECEIPT: i64 = 1;
const CARD_PURCHASE: i64 = 2;

/// A row as it lies in the table, and, but for when it was last seen, as the change chain sees it.
/// The fields are in the order of their names.
#[derive(Serialize)]
struct Raw {
    approval: String,
    at: String,
    card: String,
    dealing: String,
    deductible: Option<bool>,
    found_at_ms: i64,
    #[serde(skip)]
    id: i64,
    issuer: String,
    kind: i64,
    provider: String,
    #[serde(skip)]
    seen_at_ms: i64,
    seller_name: String,
    seller_number: Option<String>,
    supply_krw: i64,
    tax_krw: i64,
    tip_krw: i64,
    total_krw: i64,
}

fn raw(row: &Row<'_>) -> rusqlite::Result<Raw> {
    Ok(Raw {
        id: row.get(0)?,
        kind: row.get(1)?,
        at: row.get(2)?,
        approval: row.get(3)?,
        card: row.get(4)?,
        issuer: row.get(5)?,
        seller_number: row.get(6)?,
        seller_name: row.get(7)?,
        supply_krw: row.get(8)?,
        tax_krw: row.get(9)?,
        tip_krw: row.get(10)?,
        total_krw: row.get(11)?,
        deductible: row.get(12)?,
        dealing: row.get(13)?,
        provider: row.get(14)?,
        found_at_ms: row.get(15)?,
        seen_at_ms: row.get(16)?,
    })
}

impl Raw {
    fn whole(self) -> Result<EvidenceRow, StoreError> {
        let id = self.id;
        let damaged = || StoreError::damaged(format!("purchase {id} does not read"));
        let krw = |won| Krw::new(won).map_err(|_| damaged());
        let moment = |ms| Timestamp::from_millisecond(ms).map_err(|_| damaged());
        let number = self.seller_number.map(|number| BusinessNumber::parse(&number)).transpose();
        Ok(EvidenceRow {
            id,
            evidence: Evidence {
                kind: kind_of(self.kind).ok_or_else(damaged)?,
                at: self.at.parse().map_err(|_| damaged())?,
                approval: self.approval,
                card: self.card,
                issuer: self.issuer,
                seller_number: number.map_err(|_| damaged())?,
                seller_name: self.seller_name,
                supply: krw(self.supply_krw)?,
                tax: krw(self.tax_krw)?,
                tip: krw(self.tip_krw)?,
                total: krw(self.total_krw)?,
                is_deductible: self.deductible,
                dealing: self.dealing,
            },
            provider: self.provider,
            found_at: moment(self.found_at_ms)?,
            seen_at: moment(self.seen_at_ms)?,
        })
    }
}

const fn kind_number(kind: EvidenceKind) -> i64 {
    match kind {
        EvidenceKind::CashReceipt => CASH_RECEIPT,
        EvidenceKind::CardPurchase => CARD_PURCHASE,
    }
}

const fn kind_of(number: i64) -> Option<EvidenceKind> {
    match number {
        CASH_RECEIPT => Some(EvidenceKind::CashReceipt),
        CARD_PURCHASE => Some(EvidenceKind::CardPurchase),
        _ => None,
    }
}

/// `WHERE …` of a filter, and of what comes after a cursor.
fn conditions(filter: &EvidenceFilter, after: Option<&EvidenceCursor>) -> (String, Vec<Value>) {
    let (mut clauses, mut values) = (Vec::new(), Vec::new());
    let mut push = |clause: &'static str, given: Vec<Value>| {
        clauses.push(clause);
        values.extend(given);
    };
    if let Some(kind) = filter.kind {
        push("kind = ?", vec![Value::Integer(kind_number(kind))]);
    }
    if let Some(from) = filter.from {
        push("at >= ?", vec![Value::Text(from.at(0, 0, 0, 0).to_string())]);
    }
    if let Some(to) = filter.to {
        push("at <= ?", vec![Value::Text(to.at(23, 59, 59, 0).to_string())]);
    }
    if let Some(cursor) = after {
        push("(at, id) < (?, ?)", vec![Value::Text(cursor.at.to_string()), Value::Integer(cursor.id)]);
    }
    let sql = if clauses.is_empty() { String::new() } else { format!("WHERE {}", clauses.join(" AND ")) };
    (sql, values)
}

/// Newest first.
pub(crate) fn page(
    connection: &Connection,
    filter: &EvidenceFilter,
    after: Option<&EvidenceCursor>,
    limit: u32,
) -> Result<Vec<EvidenceRow>, StoreError> {
    let (condition, mut values) = conditions(filter, after);
    values.push(Value::Integer(i64::from(limit)));
    let sql = format!("{COLUMNS}{condition} ORDER BY at DESC, id DESC LIMIT ?");
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map(params_from_iter(values), raw)?.collect::<Result<Vec<_>, _>>()?;
    rows.into_iter().map(Raw::whole).collect()
}

/// How many.
pub(crate) fn count(connection: &Connection, filter: &EvidenceFilter) -> Result<u64, StoreError> {
    Ok(sums(connection, filter)?.count)
}

/// Count and sums.
pub(crate) fn sums(connection: &Connection, filter: &EvidenceFilter) -> Result<EvidenceSums, StoreError> {
    let (condition, values) = conditions(filter, None);
    let sql = format!(
        "SELECT count(*), ifnull(sum(supply_krw), 0), ifnull(sum(tax_krw), 0), ifnull(sum(total_krw), 0),
                ifnull(sum(tax_krw) FILTER (WHERE deductible = 1), 0)
         FROM evidence {condition}"
    );
    Ok(connection.prepare_cached(&sql)?.query_row(params_from_iter(values), |row| {
        Ok(EvidenceSums {
            count: row.get(0)?,
            supply_krw: row.get(1)?,
            tax_krw: row.get(2)?,
            total_krw: row.get(3)?,
            deductible_tax_krw: row.get(4)?,
        })
    })?)
}

/// The row of the same purchase.
pub(crate) fn find(connection: &Connection, found: &Evidence) -> Result<Option<EvidenceRow>, StoreError> {
    let mut statement = connection.prepare_cached(&format!(
        "{COLUMNS}WHERE kind = ?1 AND at = ?2 AND approval = ?3 AND total_krw = ?4"
    ))?;
    let key = (kind_number(found.kind), found.at.to_string(), &found.approval, found.total.won());
    statement.query_row(key, raw).optional()?.map(Raw::whole).transpose()
}

/// The row as the change chain sees it.
pub(crate) fn image(connection: &Connection, id: i64) -> Result<Option<String>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("{COLUMNS}WHERE id = ?1"))?;
    let row = statement.query_row([id], raw).optional()?;
    row.map(|row| serde_json::to_string(&row))
        .transpose()
        .map_err(|_| StoreError::damaged("a purchase cannot be written as text"))
}

/// Adds what was found; answers its number.
pub(crate) fn insert(
    connection: &Connection,
    found: &Evidence,
    provider: &str,
    at: Timestamp,
) -> Result<i64, StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO evidence (kind, at, approval, total_krw, card, issuer, seller_number, seller_name,
               supply_krw, tax_krw, tip_krw, deductible, dealing, provider, found_at_ms, seen_at_ms)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?15)",
        )?
        .execute(rusqlite::params![
            kind_number(found.kind),
            found.at.to_string(),
            found.approval,
            found.total.won(),
            found.card,
            found.issuer,
            found.seller_number.map(|number| number.to_string()),
            found.seller_name,
            found.supply.won(),
            found.tax.won(),
            found.tip.won(),
            found.is_deductible,
            found.dealing,
            provider,
            at.as_millisecond(),
        ])?;
    Ok(connection.last_insert_rowid())
}

/// The office says otherwise now.
pub(crate) fn update(
    connection: &Connection,
    id: i64,
    found: &Evidence,
    at: Timestamp,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE evidence SET card = ?2, issuer = ?3, seller_number = ?4, seller_name = ?5, supply_krw = ?6,
               tax_krw = ?7, tip_krw = ?8, deductible = ?9, dealing = ?10, seen_at_ms = ?11
             WHERE id = ?1",
        )?
        .execute(rusqlite::params![
            id,
            found.card,
            found.issuer,
            found.seller_number.map(|number| number.to_string()),
            found.seller_name,
            found.supply.won(),
            found.tax.won(),
            found.tip.won(),
            found.is_deductible,
            found.dealing,
            at.as_millisecond(),
        ])?;
    Ok(())
}

/// It was found so again.
pub(crate) fn see(connection: &Connection, id: i64, at: Timestamp) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE evidence SET seen_at_ms = max(seen_at_ms, ?2) WHERE id = ?1")?
        .execute((id, at.as_millisecond()))?;
    Ok(())
}
