//! Invoices: one row each, with the partner and the first item repeated for the list.
//!
//! An id is the day of writing and a number within it (`days since 2000-01-01 << 32 | number`):
//! the order of rows is the order of dates, in the table and in the full-text index alike, so the
//! list's own order costs no sorting anywhere (docs/decisions/0008).

mod write;

pub(crate) use write::{InvoiceWrite, ReadyInvoice, index_text};

use crate::StoreError;
use crate::image::{InvoiceImage, StoredWarning};
use crate::migration::Migration;
use crate::table::{line, party, sums};
use jangbu_domain::{
    Amendment, AmendmentReason, ApprovalNumber, Date, DateTime, Detail, Direction, InvoiceKind,
    InvoiceTypeCode, Krw, PaymentSplit, Purpose, Variety,
};
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, Row};

pub(crate) const MIGRATIONS: &[Migration] = &[
    Migration { schema: 1, sql: TABLES },
    Migration { schema: 1, sql: INDEXES },
    Migration { schema: 2, sql: CLERK },
];

const TABLES: &str = "CREATE TABLE invoice (
            id INTEGER PRIMARY KEY,
            approval TEXT NOT NULL UNIQUE,
            direction INTEGER NOT NULL,
            type_code INTEGER NOT NULL,
            written_on INTEGER NOT NULL,
            issued_at INTEGER,
            transmitted_on INTEGER,
            purpose TEXT,
            amendment_reason TEXT,
            original_approval TEXT,
            import_declaration TEXT,
            supplier_id INTEGER NOT NULL REFERENCES party (id),
            buyer_id INTEGER NOT NULL REFERENCES party (id),
            broker_id INTEGER REFERENCES party (id),
            partner_id INTEGER NOT NULL REFERENCES partner (id),
            partner_name TEXT NOT NULL,
            partner_number TEXT NOT NULL,
            item TEXT NOT NULL,
            line_count INTEGER NOT NULL,
            supply_krw INTEGER NOT NULL,
            tax_krw INTEGER,
            total_krw INTEGER NOT NULL,
            cash_krw INTEGER,
            cheque_krw INTEGER,
            note_krw INTEGER,
            credit_krw INTEGER,
            notes TEXT,
            detail INTEGER NOT NULL,
            warning_count INTEGER NOT NULL,
            warnings TEXT,
            import_id INTEGER NOT NULL REFERENCES import (id),
            sealed BLOB
          ) STRICT;
          CREATE TABLE invoice_day (
            written_on INTEGER PRIMARY KEY,
            last INTEGER NOT NULL
          ) STRICT;";

/// One index per sortable column and per narrowing; `invoice_brief` is what sums and anchors walk
/// instead of the wide rows.
const INDEXES: &str = "CREATE INDEX invoice_by_day ON invoice (written_on);
     CREATE INDEX invoice_brief ON invoice
     (id, direction, type_code, partner_id, total_krw, supply_krw, tax_krw, warning_count);
     CREATE INDEX invoice_by_issued ON invoice (ifnull(issued_at, 0));
     CREATE INDEX invoice_by_partner_name ON invoice (partner_name);
     CREATE INDEX invoice_by_item ON invoice (item);
     CREATE INDEX invoice_by_supply ON invoice (supply_krw);
     CREATE INDEX invoice_by_tax ON invoice (ifnull(tax_krw, 0));
     CREATE INDEX invoice_by_total ON invoice (total_krw);
     CREATE INDEX invoice_by_type ON invoice (type_code);
     CREATE INDEX invoice_by_direction ON invoice (direction);
     CREATE INDEX invoice_by_partner ON invoice (partner_id);
     CREATE INDEX invoice_by_import ON invoice (import_id);
     CREATE INDEX invoice_with_warnings ON invoice (id) WHERE warning_count > 0;
     CREATE INDEX invoice_by_original ON invoice (original_approval) WHERE original_approval IS NOT NULL;";

/// What `invoice_note` says, repeated for the list, and the way to those whose warnings nobody has
/// looked at.
const CLERK: &str = "ALTER TABLE invoice ADD COLUMN looked_at_ms INTEGER;
     ALTER TABLE invoice ADD COLUMN noted INTEGER NOT NULL DEFAULT 0;
     CREATE INDEX invoice_to_look_at ON invoice (id) WHERE warning_count > 0 AND looked_at_ms IS NULL;";

/// Day zero of ids.
const EPOCH: Date = Date::constant(2000, 1, 1);
/// [`EPOCH`] as seconds since 1970.
const EPOCH_UNIX: i64 = 946_684_800;
/// Bits of an id that number the invoices of one day.
const NUMBER_BITS: u32 = 32;
/// Days that fit an id of 53 bits, which stays exact in JSON; the year 7741.
const DAYS_END: i64 = 1 << 21;

/// Days since [`EPOCH`].
pub(crate) fn day_of(date: Date) -> i64 {
    // Both are valid dates, so the difference in days exists; the fallback cannot be reached.
    EPOCH.until(date).map_or(0, |span| i64::from(span.get_days()))
}

/// The first id of a day. The id after the last day of a range is the first of the next.
pub(crate) fn first_id_of(day: i64) -> i64 {
    day.clamp(-DAYS_END, DAYS_END) << NUMBER_BITS
}

/// The date of a day number.
pub(crate) fn date_of_day(day: i64) -> Option<Date> {
    moment_of(day.checked_mul(86_400)?).map(DateTime::date)
}

/// 작성일자 of an invoice, from its id.
pub(crate) fn date_of_id(id: i64) -> Option<Date> {
    date_of_day(id >> NUMBER_BITS)
}

/// Seconds since midnight of [`EPOCH`], in Korean civil time.
pub(crate) fn second_of(moment: DateTime) -> i64 {
    let (hour, minute, second) = (moment.hour(), moment.minute(), moment.second());
    day_of(moment.date()) * 86_400 + i64::from(hour) * 3_600 + i64::from(minute) * 60 + i64::from(second)
}

/// Reads what [`second_of`] wrote. Every row of a page needs two, so the way is the shortest that the
/// calendar has: a second of UTC, whose clock has no gaps.
fn moment_of(second: i64) -> Option<DateTime> {
    match Timestamp::from_second(second.checked_add(EPOCH_UNIX)?) {
        Ok(moment) => Some(Offset::UTC.to_datetime(moment)),
        // Instants end a day before the calendar, whose last day some write for "never".
        Err(_) => EPOCH.at(0, 0, 0, 0).checked_add(SignedDuration::from_secs(second)).ok(),
    }
}

/// `101` for 세금계산서 일반, as sorted.
pub(crate) fn type_number(kind: InvoiceKind, variety: Variety) -> i64 {
    let place = |at: Option<usize>| at.and_then(|at| i64::try_from(at + 1).ok()).unwrap_or_default();
    let kind = place(InvoiceKind::ALL.iter().position(|k| *k == kind));
    kind * 100 + place(Variety::ALL.iter().position(|v| *v == variety))
}

/// Reads what [`type_number`] wrote.
pub(crate) fn type_of(number: i64) -> Option<InvoiceTypeCode> {
    let at = |number: i64| usize::try_from(number - 1).ok();
    let kind = *InvoiceKind::ALL.get(at(number / 100)?)?;
    Some(InvoiceTypeCode { kind, variety: *Variety::ALL.get(at(number % 100)?)? })
}

/// One line of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvoiceRow {
    /// Its number in the book, below 2^53.
    pub id: i64,
    /// 승인번호.
    pub approval: ApprovalNumber,
    /// 매출 or 매입.
    pub direction: Direction,
    /// Kind and variety.
    pub type_code: InvoiceTypeCode,
    /// 작성일자.
    pub written_on: Date,
    /// 발급일시; midnight when only the day is known.
    pub issued_at: Option<DateTime>,
    /// The partner.
    pub partner_id: i64,
    /// 상호 of the partner as written on this invoice.
    pub partner_name: String,
    /// `123-45-67890`, a masked resident number, or blank.
    pub partner_number: String,
    /// The first named item, or blank.
    pub item: String,
    /// Number of lines.
    pub line_count: u32,
    /// 공급가액.
    pub supply: Krw,
    /// 세액; none for 계산서.
    pub tax: Option<Krw>,
    /// 합계금액.
    pub total: Krw,
    /// 영수 or 청구.
    pub purpose: Option<Purpose>,
    /// 비고, masked, one after the other.
    pub note: String,
    /// Number of warnings.
    pub warnings: u32,
    /// How much is known.
    pub detail: Detail,
    /// The import that answers for it.
    pub import_id: i64,
    /// The clerk has looked at its warnings and lets them stand.
    pub looked_at: bool,
    /// The clerk has written a note on it.
    pub noted: bool,
}

/// Columns of [`row_of`], of the table named `i`.
pub(crate) const ROW_COLUMNS: &str = "i.id, i.approval, i.direction, i.type_code, i.issued_at, i.partner_id,
    i.partner_name, i.partner_number, i.item, i.line_count, i.supply_krw, i.tax_krw, i.total_krw, i.purpose,
    i.notes, i.warning_count, i.detail, i.import_id, i.looked_at_ms IS NOT NULL, i.noted";

/// Reads [`ROW_COLUMNS`].
pub(crate) fn row_of(row: &Row<'_>) -> Result<InvoiceRow, StoreError> {
    let id: i64 = row.get(0)?;
    let damaged = || StoreError::damaged(format!("invoice {id} is unreadable"));
    let krw = |won: i64| Krw::new(won).map_err(|_| damaged());
    // Looked at where they lie: a page of rows should cost no more than the texts it keeps.
    let text = |at: usize| row.get_ref(at)?.as_str_or_null().map_err(|_| damaged());
    let (purpose, notes) = (text(13)?, text(14)?);
    Ok(InvoiceRow {
        id,
        approval: ApprovalNumber::parse(row.get_ref(1)?.as_str().map_err(|_| damaged())?)
            .map_err(|_| damaged())?,
        direction: sums::direction_of(row.get(2)?).ok_or_else(damaged)?,
        type_code: type_of(row.get(3)?).ok_or_else(damaged)?,
        written_on: date_of_id(id).ok_or_else(damaged)?,
        issued_at: row.get::<_, Option<i64>>(4)?.map(|s| moment_of(s).ok_or_else(damaged)).transpose()?,
        partner_id: row.get(5)?,
        partner_name: row.get(6)?,
        partner_number: row.get(7)?,
        item: row.get(8)?,
        line_count: row.get(9)?,
        supply: krw(row.get(10)?)?,
        tax: row.get::<_, Option<i64>>(11)?.map(krw).transpose()?,
        total: krw(row.get(12)?)?,
        purpose: purpose.and_then(Purpose::from_code),
        note: notes.map_or_else(String::new, joined_notes),
        warnings: row.get(15)?,
        detail: detail_of(row.get(16)?),
        import_id: row.get(17)?,
        looked_at: row.get(18)?,
        noted: row.get(19)?,
    })
}

/// The notes one after the other. Most have nothing escaped and are joined where they lie.
fn joined_notes(json: &str) -> String {
    match serde_json::from_str::<Vec<&str>>(json) {
        Ok(notes) => notes.join(" "),
        Err(_) => notes_of(json).join(" "),
    }
}

fn notes_of(json: &str) -> Vec<String> {
    serde_json::from_str(json).unwrap_or_default()
}

fn detail_of(number: i64) -> Detail {
    if number == 0 { Detail::Listing } else { Detail::Document }
}

/// One row of the list by id.
pub(crate) fn row(connection: &Connection, id: i64) -> Result<Option<InvoiceRow>, StoreError> {
    let mut statement =
        connection.prepare_cached(&format!("SELECT {ROW_COLUMNS} FROM invoice i WHERE i.id = ?1"))?;
    let mut rows = statement.query([id])?;
    rows.next()?.map(row_of).transpose()
}

/// Whether the book holds it.
pub(crate) fn exists(connection: &Connection, id: i64) -> Result<bool, StoreError> {
    let mut statement = connection.prepare_cached("SELECT EXISTS (SELECT 1 FROM invoice WHERE id = ?1)")?;
    Ok(statement.query_row([id], |row| row.get(0))?)
}

/// Id of an approval number.
pub(crate) fn id_of(connection: &Connection, approval: &ApprovalNumber) -> Result<Option<i64>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT id FROM invoice WHERE approval = ?1")?;
    Ok(statement.query_row([approval.as_str()], |row| row.get(0)).optional()?)
}

/// The newest invoice of a partner.
pub(crate) fn newest_of_partner(connection: &Connection, partner: i64) -> Result<Option<i64>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT max(id) FROM invoice WHERE partner_id = ?1")?;
    Ok(statement.query_row([partner], |row| row.get(0))?)
}

/// Invoices that amend the one with this approval number, oldest first.
pub(crate) fn amendments_of(
    connection: &Connection,
    original: &ApprovalNumber,
) -> Result<Vec<InvoiceRow>, StoreError> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {ROW_COLUMNS} FROM invoice i WHERE i.original_approval = ?1 ORDER BY i.id"
    ))?;
    let mut rows = statement.query([original.as_str()])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(row_of(row)?);
    }
    Ok(found)
}

/// The whole invoice as the book holds it.
pub(crate) fn image(connection: &Connection, id: i64) -> Result<Option<InvoiceImage>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT approval, direction, type_code, issued_at, transmitted_on, purpose, amendment_reason,
                original_approval, import_declaration, supplier_id, buyer_id, broker_id, supply_krw, tax_krw,
                total_krw, cash_krw, cheque_krw, note_krw, credit_krw, notes, detail, warnings, import_id, sealed
         FROM invoice WHERE id = ?1",
    )?;
    let mut rows = statement.query([id])?;
    rows.next()?.map(|row| image_of(connection, id, row)).transpose()
}

fn image_of(connection: &Connection, id: i64, row: &Row<'_>) -> Result<InvoiceImage, StoreError> {
    let damaged = || StoreError::damaged(format!("invoice {id} is unreadable"));
    let text = |at: usize| row.get::<_, Option<String>>(at);
    let krw = |at: usize| {
        let won: Option<i64> = row.get(at)?;
        won.map(|won| Krw::new(won).map_err(|_| damaged())).transpose()
    };
    let type_code = type_of(row.get(2)?).ok_or_else(damaged)?;
    let parse = |number: &str| ApprovalNumber::parse(number).map_err(|_| damaged());
    let original = text(7)?.as_deref().map(parse).transpose()?;
    let reason = text(6)?.as_deref().and_then(AmendmentReason::from_code);
    let broker: Option<i64> = row.get(11)?;
    Ok(InvoiceImage {
        approval: parse(&row.get::<_, String>(0)?)?,
        direction: sums::direction_of(row.get(1)?).ok_or_else(damaged)?,
        type_code: type_code.to_string(),
        issued_at: row.get::<_, Option<i64>>(3)?.map(|s| moment_of(s).ok_or_else(damaged)).transpose()?,
        transmitted_on: row
            .get::<_, Option<i64>>(4)?
            .map(|d| date_of_day(d).ok_or_else(damaged))
            .transpose()?,
        purpose: text(5)?.as_deref().and_then(Purpose::from_code),
        amendment: type_code.kind.is_amended().then_some(Amendment { reason, original }),
        import_declaration: text(8)?
            .as_deref()
            .map(serde_json::from_str)
            .transpose()
            .map_err(|_| damaged())?,
        supplier: party::read(connection, row.get(9)?)?,
        buyer: party::read(connection, row.get(10)?)?,
        broker: broker.map(|id| party::read(connection, id)).transpose()?,
        supply: krw(12)?.ok_or_else(damaged)?,
        tax: krw(13)?,
        total: krw(14)?.ok_or_else(damaged)?,
        payment: PaymentSplit { cash: krw(15)?, cheque: krw(16)?, note: krw(17)?, credit: krw(18)? },
        notes: text(19)?.as_deref().map(notes_of).unwrap_or_default(),
        lines: line::read(connection, id)?,
        detail: detail_of(row.get(20)?),
        warnings: warnings_of(text(21)?.as_deref()).ok_or_else(damaged)?,
        import: row.get(22)?,
        sealed: row.get(23)?,
    })
}

fn warnings_of(json: Option<&str>) -> Option<Vec<StoredWarning>> {
    json.map_or_else(|| Some(Vec::new()), |json| serde_json::from_str(json).ok())
}

/// Takes the table's indexes away for a bulk insert; the statements that make them again.
pub(crate) fn drop_indexes(connection: &Connection) -> Result<Vec<String>, StoreError> {
    let mut statement = connection.prepare(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'invoice' AND sql IS NOT NULL",
    )?;
    let found = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
    let found = found.collect::<Result<Vec<_>, _>>()?;
    drop(statement);
    for (name, _) in &found {
        connection.execute_batch(&format!("DROP INDEX {name}"))?;
    }
    Ok(found.into_iter().map(|(_, sql)| sql).collect())
}

/// How many invoices the book holds, from the running sums.
pub(crate) fn count(connection: &Connection) -> Result<u64, StoreError> {
    Ok(connection.query_row("SELECT ifnull(sum(invoices), 0) FROM sum_by_day", [], |row| row.get(0))?)
}

/// The import that answers for an invoice.
pub(crate) fn import_of(connection: &Connection, id: i64) -> Result<i64, StoreError> {
    let mut statement = connection.prepare_cached("SELECT import_id FROM invoice WHERE id = ?1")?;
    statement
        .query_row([id], |row| row.get(0))
        .optional()?
        .ok_or(StoreError::NotFound { what: "invoice", id })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, datetime};

    #[test]
    fn every_day_comes_back_from_its_number() {
        let mut day = date(1899, 12, 31);
        while day < date(2200, 1, 2) {
            assert_eq!(date_of_day(day_of(day)), Some(day));
            assert_eq!(date_of_id(first_id_of(day_of(day)) + 7), Some(day));
            day = day.tomorrow().unwrap();
        }
        assert_eq!(day_of(EPOCH), 0);
        assert_eq!(date_of_day(day_of(Date::MAX)), Some(Date::MAX));
        assert_eq!(date_of_day(DAYS_END), Some(date(7741, 10, 22)));
        assert_eq!((date_of_day(i64::MAX), date_of_day(4_000_000)), (None, None));
    }

    #[test]
    fn every_second_comes_back_from_its_number() {
        for moment in [
            datetime(1999, 12, 31, 23, 59, 59, 0),
            datetime(2000, 1, 1, 0, 0, 0, 0),
            datetime(2024, 2, 29, 12, 34, 56, 0),
            datetime(2026, 11, 27, 9, 0, 1, 0),
            datetime(9999, 12, 31, 23, 59, 59, 0),
        ] {
            assert_eq!(moment_of(second_of(moment)), Some(moment));
        }
        assert_eq!(moment_of(i64::MAX), None);
    }
}
