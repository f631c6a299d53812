//! How a question is asked of SQLite.
//!
//! SQLite keeps no statistics that tell a partner with three invoices from one with a million, so
//! the way in is chosen here from the running sums and bounded counts, and fixed in the statement
//! with `INDEXED BY` and unary `+` (docs/decisions/0012).

use super::text::TextPlan;
use super::{Column, Filter, Sort};
use crate::StoreError;
use crate::table::invoice::{date_of_day, day_of, first_id_of, type_number};
use crate::table::sums::direction_number;
use jangbu_domain::{InvoiceKind, Krw, Variety};
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

/// Up to this many matches are gathered and sorted; beyond, the order's own index is walked.
const GATHER_MAX: i64 = if cfg!(test) { 5 } else { 20_000 };
/// Which rows are visited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// The index of the order, filters tested on the way.
    Order,
    /// Rows of the text search, newest first or oldest first, as the index streams them.
    TextStream,
    /// Rows of the text search, gathered.
    Text,
    /// One partner's.
    Partner,
    /// One import's.
    Import,
    /// Those with warnings.
    Warnings,
    /// Those with warnings that nobody has looked at.
    Unseen,
    /// A range of totals.
    Total,
    /// A range of days.
    Days,
    /// Some kinds.
    Types,
}

/// A filter made ready.
pub(crate) struct Plan<'a> {
    filter: &'a Filter,
    text: Option<TextPlan>,
    types: Option<Vec<i64>>,
    /// First id and the id after the last.
    ids: (Option<i64>, Option<i64>),
}

/// Conditions joined by AND, with their values in order.
#[derive(Default)]
pub(crate) struct Conditions {
    pub(crate) clauses: Vec<String>,
    pub(crate) values: Vec<Value>,
}

impl Conditions {
    pub(crate) fn push(&mut self, clause: impl Into<String>, values: impl IntoIterator<Item = Value>) {
        self.clauses.push(clause.into());
        self.values.extend(values);
    }

    /// `WHERE …`, or nothing.
    pub(crate) fn to_sql(&self) -> String {
        if self.clauses.is_empty() { String::new() } else { format!("WHERE {}", self.clauses.join(" AND ")) }
    }
}

impl<'a> Plan<'a> {
    pub(crate) fn new(filter: &'a Filter) -> Self {
        let from = filter.from.map(|date| first_id_of(day_of(date)));
        let end = filter.to.map(|date| first_id_of(day_of(date).saturating_add(1)));
        Self {
            filter,
            text: TextPlan::new(filter.text.as_deref()),
            types: types_of(filter),
            ids: (from, end),
        }
    }

    /// Whether the running sums per day answer for this filter.
    pub(crate) fn is_by_day(&self) -> bool {
        self.text.is_none()
            && self.filter.partner.is_none()
            && self.filter.import.is_none()
            && self.filter.has_warnings.is_none()
            && self.filter.looked_at.is_none()
            && !self.has_total()
    }

    fn has_total(&self) -> bool {
        self.filter.total_min.is_some() || self.filter.total_max.is_some()
    }

    /// Whether the text search is the only way in: none that [`Self::smallest`] weighs stands beside it.
    fn streams_alone(&self) -> bool {
        self.streams()
            && self.filter.partner.is_none()
            && self.filter.import.is_none()
            && self.filter.has_warnings != Some(true)
            && self.filter.direction.is_none()
            && self.types.is_none()
            && self.ids == (None, None)
            && !self.has_total()
    }

    /// Whether only warnings that nobody has looked at are asked for.
    fn is_unseen(&self) -> bool {
        self.filter.has_warnings == Some(true) && self.filter.looked_at == Some(false)
    }

    /// Whether the text search alone yields the rows of the text, in the order of ids.
    fn streams(&self) -> bool {
        self.text.as_ref().is_some_and(|text| text.expression.is_some())
    }

    /// Conditions on `sum_by_day`.
    pub(crate) fn day_conditions(&self) -> Conditions {
        let mut conditions = Conditions::default();
        if let Some(from) = self.filter.from {
            conditions.push("written_on >= ?", [Value::Integer(day_of(from))]);
        }
        if let Some(to) = self.filter.to {
            conditions.push("written_on <= ?", [Value::Integer(day_of(to))]);
        }
        if let Some(direction) = self.filter.direction {
            conditions.push("direction = ?", [Value::Integer(direction_number(direction))]);
        }
        if let Some(types) = &self.types {
            conditions.push(format!("type_code IN ({})", numbers(types)), []);
        }
        conditions
    }

    /// The way for a page in `order`.
    pub(crate) fn choose(&self, connection: &Connection, order: &[Sort]) -> Result<Way, StoreError> {
        let by_id = order.is_empty();
        // Hits stream in the order of ids, so their number does not matter then.
        let best = self.smallest(connection, !(by_id && self.streams()))?;
        if let Some((way, count)) = best
            && count <= GATHER_MAX
            && !(by_id && matches!(way, Way::Days | Way::Text))
        {
            return Ok(way);
        }
        Ok(match self.filter {
            _ if by_id && self.streams() => Way::TextStream,
            Filter { partner: Some(_), .. } if by_id => Way::Partner,
            Filter { import: Some(_), .. } if by_id => Way::Import,
            _ => Way::Order,
        })
    }

    /// The way for adding up: few rows are looked up, many are walked in the brief index.
    pub(crate) fn choose_for_all(&self, connection: &Connection) -> Result<Way, StoreError> {
        // Nothing else narrows, so how many it finds changes nothing and would cost as much again.
        if self.streams_alone() {
            return Ok(Way::TextStream);
        }
        Ok(match self.smallest(connection, true)? {
            Some((Way::Days | Way::Types, count)) if count > GATHER_MAX => Way::Order,
            Some((Way::Text, _)) if self.streams() => Way::TextStream,
            Some((Way::Text | Way::Total, count)) if count > GATHER_MAX => Way::Order,
            Some((way, _)) => way,
            None => Way::Order,
        })
    }

    /// The narrowing that leaves fewest rows, and about how many.
    fn smallest(&self, connection: &Connection, count_text: bool) -> Result<Option<(Way, i64)>, StoreError> {
        let mut found: Vec<(Way, i64)> = Vec::new();
        if let Some(partner) = self.filter.partner {
            let sql = "SELECT ifnull(sum(invoices), 0) FROM sum_by_partner WHERE partner_id = ?1";
            found.push((Way::Partner, count(connection, sql, [Value::Integer(partner)])?));
        }
        if let Some(import) = self.filter.import {
            found.push((Way::Import, bounded(connection, "invoice WHERE import_id = ?", [import.into()])?));
        }
        if self.is_unseen() {
            let from =
                "invoice INDEXED BY invoice_to_look_at WHERE warning_count > 0 AND looked_at_ms IS NULL";
            found.push((Way::Unseen, bounded(connection, from, [])?));
        } else if self.filter.has_warnings == Some(true) {
            let from = "invoice INDEXED BY invoice_with_warnings WHERE warning_count > 0";
            found.push((Way::Warnings, bounded(connection, from, [])?));
        }
        if self.ids != (None, None) || self.types.is_some() || self.filter.direction.is_some() {
            found.push(self.day_count(connection)?);
        }
        if found.iter().any(|(_, count)| *count <= GATHER_MAX / 10) {
            return Ok(found.into_iter().min_by_key(|(_, count)| *count));
        }
        if let Some(text) = self.text.as_ref().filter(|_| count_text) {
            found.push((Way::Text, bounded(connection, &format!("({})", text.ids), text.values.clone())?));
        }
        if self.has_total() {
            let mut conditions = Conditions::default();
            self.push_total(&mut conditions, "total_krw");
            let from = format!("invoice {}", conditions.to_sql());
            found.push((Way::Total, bounded(connection, &from, conditions.values)?));
        }
        Ok(found.into_iter().min_by_key(|(_, count)| *count))
    }

    /// How many invoices the days and kinds leave, from the running sums.
    fn day_count(&self, connection: &Connection) -> Result<(Way, i64), StoreError> {
        let conditions = self.day_conditions();
        let sql = format!("SELECT ifnull(sum(invoices), 0) FROM sum_by_day {}", conditions.to_sql());
        let rows = count(connection, &sql, conditions.values)?;
        let way = if self.types.is_some() && self.days_spanned() > DAYS_BEFORE_TYPES {
            Way::Types
        } else {
            Way::Days
        };
        Ok((way, rows))
    }

    fn days_spanned(&self) -> i64 {
        match (self.filter.from, self.filter.to) {
            (Some(from), Some(to)) => day_of(to) - day_of(from),
            _ => i64::MAX,
        }
    }

    /// `FROM …` with its conditions. Columns that must not tempt the planner carry a `+`.
    /// `brief` says that no column outside `invoice_brief` is asked for.
    pub(crate) fn source(&self, way: Way, order: &[Sort], brief: bool) -> (String, Conditions) {
        let mut conditions = Conditions::default();
        let from = match way {
            Way::TextStream => {
                if let Some(expression) = self.text.as_ref().and_then(|text| text.expression.clone()) {
                    conditions.push("t.invoice_text MATCH ?", [Value::Text(expression)]);
                }
                let index = if brief { BRIEF } else { "NOT INDEXED" };
                format!("invoice_text t CROSS JOIN invoice i {index} ON i.id = t.rowid")
            }
            Way::Order | Way::Days if brief && order.is_empty() => format!("invoice i {BRIEF}"),
            _ => format!("invoice i {}", Self::way_in(way, order)),
        };
        self.push_ids(&mut conditions, if way == Way::TextStream { "t.rowid" } else { "i.id" });
        self.push_equalities(&mut conditions, way);
        self.push_total(&mut conditions, if way == Way::Total { "i.total_krw" } else { "+i.total_krw" });
        if let Some(text) = self.text.as_ref().filter(|_| way != Way::TextStream) {
            let test = if way == Way::Text { format!("i.id IN ({})", text.ids) } else { text.test.clone() };
            conditions.push(test, text.values.clone());
        }
        (from, conditions)
    }

    fn way_in(way: Way, order: &[Sort]) -> &'static str {
        match way {
            Way::Order => order.first().map_or("NOT INDEXED", |sort| index_of(sort.column)),
            Way::Partner => "INDEXED BY invoice_by_partner",
            Way::Import => "INDEXED BY invoice_by_import",
            Way::Warnings => "INDEXED BY invoice_with_warnings",
            Way::Unseen => "INDEXED BY invoice_to_look_at",
            Way::Total => "INDEXED BY invoice_by_total",
            Way::Types => "INDEXED BY invoice_by_type",
            Way::Days | Way::Text | Way::TextStream => "NOT INDEXED",
        }
    }

    fn push_ids(&self, conditions: &mut Conditions, column: &str) {
        if let Some(first) = self.ids.0 {
            conditions.push(format!("{column} >= ?"), [Value::Integer(first)]);
        }
        if let Some(end) = self.ids.1 {
            conditions.push(format!("{column} < ?"), [Value::Integer(end)]);
        }
    }

    fn push_equalities(&self, conditions: &mut Conditions, way: Way) {
        let plus = |open: bool| if open { "" } else { "+" };
        if let Some(partner) = self.filter.partner {
            conditions.push(format!("{}i.partner_id = ?", plus(way == Way::Partner)), [partner.into()]);
        }
        if let Some(import) = self.filter.import {
            conditions.push(format!("{}i.import_id = ?", plus(way == Way::Import)), [import.into()]);
        }
        if let Some(direction) = self.filter.direction {
            conditions.push("+i.direction = ?", [Value::Integer(direction_number(direction))]);
        }
        if let Some(types) = &self.types {
            conditions.push(format!("{}i.type_code IN ({})", plus(way == Way::Types), numbers(types)), []);
        }
        match self.filter.has_warnings {
            Some(true) => conditions.push("i.warning_count > 0", []),
            Some(false) => conditions.push("i.warning_count = 0", []),
            None => {}
        }
        match self.filter.looked_at {
            Some(true) => conditions.push("i.looked_at_ms IS NOT NULL", []),
            Some(false) => conditions.push("i.looked_at_ms IS NULL", []),
            None => {}
        }
    }

    fn push_total(&self, conditions: &mut Conditions, column: &str) {
        if let Some(min) = self.filter.total_min {
            conditions.push(format!("{column} >= ?"), [Value::Integer(min.won())]);
        }
        if let Some(max) = self.filter.total_max.map(Krw::won) {
            conditions.push(format!("{column} <= ?"), [Value::Integer(max)]);
        }
    }
}

/// The narrow index that sums and anchors walk.
const BRIEF: &str = "INDEXED BY invoice_brief";

/// A period of this many days or fewer is visited by day rather than by kind.
const DAYS_BEFORE_TYPES: i64 = 31;

/// Type codes of the chosen kinds and varieties, or none when nothing is chosen.
fn types_of(filter: &Filter) -> Option<Vec<i64>> {
    if filter.kinds.is_empty() && filter.varieties.is_empty() {
        return None;
    }
    let kinds = if filter.kinds.is_empty() { &InvoiceKind::ALL[..] } else { &filter.kinds };
    let varieties = if filter.varieties.is_empty() { &Variety::ALL[..] } else { &filter.varieties };
    let pairs = kinds.iter().flat_map(|kind| varieties.iter().map(|variety| type_number(*kind, *variety)));
    Some(pairs.collect())
}

fn numbers(numbers: &[i64]) -> String {
    numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// Rows of `from`, counted no further than needed.
fn bounded(
    connection: &Connection,
    from: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<i64, StoreError> {
    let sql = format!("SELECT count(*) FROM (SELECT 1 FROM {from} LIMIT {})", GATHER_MAX + 1);
    count(connection, &sql, values)
}

fn count(
    connection: &Connection,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<i64, StoreError> {
    Ok(connection.prepare_cached(sql)?.query_row(params_from_iter(values), |row| row.get(0))?)
}

/// The index whose order a column is.
const fn index_of(column: Column) -> &'static str {
    match column {
        Column::WrittenOn => "INDEXED BY invoice_by_day",
        Column::IssuedOn => "INDEXED BY invoice_by_issued",
        Column::Partner => "INDEXED BY invoice_by_partner_name",
        Column::Supply => "INDEXED BY invoice_by_supply",
        Column::Tax => "INDEXED BY invoice_by_tax",
        Column::Total => "INDEXED BY invoice_by_total",
        Column::Kind => "INDEXED BY invoice_by_type",
        Column::Direction => "INDEXED BY invoice_by_direction",
        Column::Approval => "INDEXED BY sqlite_autoindex_invoice_1",
        Column::Item => "INDEXED BY invoice_by_item",
    }
}

/// The expression a column sorts by, exactly as its index has it.
pub(crate) const fn expression_of(column: Column) -> &'static str {
    match column {
        Column::WrittenOn => "i.written_on",
        Column::IssuedOn => "ifnull(i.issued_at, 0)",
        Column::Partner => "i.partner_name",
        Column::Supply => "i.supply_krw",
        Column::Tax => "ifnull(i.tax_krw, 0)",
        Column::Total => "i.total_krw",
        Column::Kind => "i.type_code",
        Column::Direction => "i.direction",
        Column::Approval => "i.approval",
        Column::Item => "i.item",
    }
}

/// Day number of a month's first day, for sums by month.
pub(crate) fn first_of_month(day: i64) -> Option<(i16, i8)> {
    date_of_day(day).map(|date| (date.year(), date.month()))
}
