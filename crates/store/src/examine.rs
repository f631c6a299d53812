//! Looking at the file itself: which pages are damaged, and what of the books cannot be read
//! because of them.

use crate::import::{Progress, report};
use crate::table::invoice::date_of_id;
use crate::{Book, StoreError, connection};
use jangbu_domain::Date;
use rusqlite::Connection;
use rusqlite::types::ValueRef;

/// Most damaged pages and findings that are listed.
pub const DAMAGED_PAGES_MAX: usize = 100;

/// From this many bytes on a row may reach beyond its own page: SQLite keeps more than this in a
/// page of 4,096 bytes (sqlite.org/fileformat2.html, "Cell Payload Overflow Pages").
const OVERFLOW_BYTES_MIN: usize = 400;

/// What looking at the file found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileReport {
    /// Pages whose bytes are not what was written, by number from 1; page 1 is the header. At most
    /// [`DAMAGED_PAGES_MAX`].
    pub damaged_pages: Vec<u64>,
    /// What SQLite says about the structure, without content; empty when it is sound.
    pub findings: Vec<String>,
    /// What of the books cannot be read.
    pub unreadable: Vec<Unreadable>,
}

/// A gap in one part of the books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// `company`, `invoices`, `lines`, `notes`, `partners`, `parties`, `files`, `links`, `imports`,
    /// `acts`, `changes`, `search`, `sums_by_day`, `sums_by_partner`.
    pub part: &'static str,
    /// Number of the last row before the gap that can be read; none when the gap is at the
    /// beginning.
    pub after: Option<i64>,
    /// Number of the first row behind it.
    pub before: Option<i64>,
}

impl Unreadable {
    /// 작성일자 from which and up to which invoices are missing, as far as rows on both sides tell.
    pub fn days(&self) -> (Option<Date>, Option<Date>) {
        if !matches!(self.part, "invoices" | "lines" | "notes" | "links") {
            return (None, None);
        }
        (self.after.and_then(date_of_id), self.before.and_then(date_of_id))
    }
}

impl FileReport {
    /// Nothing is damaged.
    pub const fn is_sound(&self) -> bool {
        self.damaged_pages.is_empty() && self.findings.is_empty() && self.unreadable.is_empty()
    }
}

/// Parts of the books, with the table and the column that numbers its rows.
const PARTS: &[(&str, &str, &str)] = &[
    ("company", "company", "id"),
    ("invoices", "invoice", "id"),
    ("lines", "invoice_line", "invoice_id"),
    ("notes", "invoice_note", "invoice_id"),
    ("partners", "partner", "id"),
    ("parties", "party", "id"),
    ("files", "source", "id"),
    ("links", "invoice_source", "invoice_id"),
    ("imports", "import", "id"),
    ("acts", "act", "id"),
    ("changes", "change", "seq"),
    ("search", "invoice_text_data", "id"),
    ("sums_by_day", "sum_by_day", "written_on"),
    ("sums_by_partner", "sum_by_partner", "partner_id"),
];

impl Book {
    /// Looks at every page and every row of the file. Rows written meanwhile do not disturb it.
    ///
    /// # Errors
    /// [`StoreError::Cancelled`]; that something cannot be read is the answer, not an error.
    pub fn examine(&self, progress: &mut Progress<'_>) -> Result<FileReport, StoreError> {
        let total = u64::try_from(PARTS.len() + 2).unwrap_or(u64::MAX);
        let mut found = FileReport::default();
        report(progress, 0, total)?;
        // A connection that has met a damaged page gives no further answers: each question has its own.
        let told = self.ask_all("PRAGMA cipher_integrity_check", &mut found.findings);
        found.damaged_pages = told.iter().map(|line| page_in(line)).collect();
        report(progress, 1, total)?;
        let check = format!("PRAGMA integrity_check({DAMAGED_PAGES_MAX})");
        let told = self.ask_all(&check, &mut found.findings);
        found.findings.extend(told.into_iter().filter(|line| line != "ok"));
        for (done, part) in (2u64..).zip(PARTS) {
            report(progress, done, total)?;
            found.unreadable.extend(self.gap_in(part));
        }
        report(progress, total, total)?;
        Ok(found)
    }

    /// Lines that a check gives, at most [`DAMAGED_PAGES_MAX`]; one that stops half way says why.
    fn ask_all(&self, question: &str, findings: &mut Vec<String>) -> Vec<String> {
        let mut told = Vec::new();
        let asked = self.connect_to_read().and_then(|connection| {
            let mut statement = connection.prepare(question)?;
            let lines = statement.query_map([], |row| row.get::<_, String>(0))?;
            for line in lines.take(DAMAGED_PAGES_MAX) {
                told.push(line?);
            }
            Ok(())
        });
        if let Err(error) = asked {
            findings.push(error.to_string());
        }
        told
    }

    /// Reads a part from its beginning and, if that does not reach the end, from its end.
    fn gap_in(&self, (part, table, key): &(&'static str, &str, &str)) -> Option<Unreadable> {
        let read = |order| match self.connect_to_read() {
            Ok(connection) => read_up_to_gap(&connection, table, key, order),
            Err(_) => (None, false),
        };
        let (after, is_whole) = read("ASC");
        (!is_whole).then(|| Unreadable { part, after, before: read("DESC").0 })
    }
}

/// The page that a line of the cipher's check is about: its only number.
fn page_in(line: &str) -> u64 {
    line.split(|c: char| !c.is_ascii_digit()).find_map(|digits| digits.parse().ok()).unwrap_or_default()
}

/// Number of the last row that can be read in that order, and whether it is the last of all.
fn read_up_to_gap(connection: &Connection, table: &str, key: &str, order: &str) -> (Option<i64>, bool) {
    let mut last = None;
    let read = (|| -> Result<(), StoreError> {
        // The table itself is walked, whatever indexes could say.
        let mut statement =
            connection.prepare(&format!("SELECT {key}, * FROM {table} ORDER BY {key} {order}"))?;
        let columns = statement.column_count();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            // Fetching a value reads the pages that it overflows to.
            let mut bytes = 0;
            for column in 1..columns {
                if let ValueRef::Text(value) | ValueRef::Blob(value) = row.get_ref(column)? {
                    bytes += value.len();
                }
            }
            if bytes >= OVERFLOW_BYTES_MIN {
                connection::confirm_sound(connection)?;
            }
            last = Some(row.get(0)?);
        }
        connection::confirm_sound(connection)
    })();
    (last, read.is_ok())
}
