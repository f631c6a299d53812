//! Pages by key, and the cursors a dragged thumb jumps to.

use super::cursor::Key;
use super::plan::{Conditions, Way, expression_of};
use super::{Anchors, Column, Cursor, Filter, PAGE_ROWS_MAX, Page, Plan, Sort};
use crate::StoreError;
use crate::table::invoice::{InvoiceRow, ROW_COLUMNS, row_of, type_number, type_of};
use crate::table::sums::direction_number;
use jangbu_domain::{Direction, InvoiceTypeCode};
use rusqlite::types::Value;
use rusqlite::{Connection, Row, params_from_iter};

/// The order as SQL sees it: keys, then the id, which breaks ties in the last key's direction.
struct Order {
    keys: Vec<Sort>,
    id_descending: bool,
}

impl Order {
    /// No key means 작성일자 descending. A column named twice counts once, and 작성일자 at the end
    /// is the id itself.
    fn new(sorts: &[Sort]) -> Self {
        let mut keys: Vec<Sort> = Vec::new();
        for sort in sorts {
            if !keys.iter().any(|key| key.column == sort.column) {
                keys.push(*sort);
            }
        }
        let id_descending = keys.last().is_none_or(|sort| sort.descending);
        keys.pop_if(|sort| sort.column == Column::WrittenOn);
        Self { keys, id_descending }
    }

    /// The first key and the order within each of its values, if it has few values and does not
    /// stand alone.
    fn grouped(&self) -> Option<(Sort, Self)> {
        let (first, rest) = self.keys.split_first()?;
        // Alone and in the id's direction the column's own index is the order.
        let alone = rest.is_empty() && first.descending == self.id_descending;
        let few = matches!(first.column, Column::Kind | Column::Direction);
        (few && !alone).then(|| (*first, Self { keys: rest.to_vec(), id_descending: self.id_descending }))
    }

    /// `ORDER BY` terms; `open` false keeps the planner from an index of the order.
    fn to_sql(&self, id: &str, open: bool) -> String {
        let plus = if open { "" } else { "+" };
        let mut terms: Vec<String> = self
            .keys
            .iter()
            .map(|sort| format!("{plus}{} {}", expression_of(sort.column), word(sort.descending)))
            .collect();
        terms.push(format!("{id} {}", word(self.id_descending)));
        terms.join(", ")
    }

    /// Whether its one key and the id run the same way, as they do in the key's own index.
    fn is_indexed(&self) -> bool {
        matches!(self.keys.as_slice(), [only] if only.descending == self.id_descending)
    }

    /// The part of the rows beyond the cursor's that an index of the one key enters at its place.
    fn push_part(&self, conditions: &mut Conditions, part: Part, (keys, id): (&[Key], i64), id_column: &str) {
        let beyond = if self.id_descending { "<" } else { ">" };
        let (Some(sort), Some(key)) = (self.keys.first(), keys.first()) else { return };
        let name = expression_of(sort.column);
        if part == Part::Tied {
            conditions
                .push(format!("{name} = ? AND {id_column} {beyond} ?"), [key.into(), Value::Integer(id)]);
        } else {
            conditions.push(format!("{name} {beyond} ?"), [key.into()]);
        }
    }

    /// Rows beyond the cursor's.
    fn push_position(&self, conditions: &mut Conditions, keys: &[Key], id: i64, id_column: &str, open: bool) {
        let plus = if open { "" } else { "+" };
        let mut columns: Vec<(String, bool, Value)> = self
            .keys
            .iter()
            .zip(keys)
            .map(|(sort, key)| (format!("{plus}{}", expression_of(sort.column)), sort.descending, key.into()))
            .collect();
        columns.push((id_column.to_owned(), self.id_descending, Value::Integer(id)));
        if columns.iter().all(|(_, descending, _)| *descending == self.id_descending) {
            push_tuple(conditions, columns, self.id_descending);
        } else {
            push_chain(conditions, &columns);
        }
    }
}

/// All keys in one direction: one comparison of tuples, which an index answers.
fn push_tuple(conditions: &mut Conditions, columns: Vec<(String, bool, Value)>, descending: bool) {
    let beyond = if descending { "<" } else { ">" };
    let marks = vec!["?"; columns.len()].join(", ");
    let names = columns.iter().map(|(name, ..)| name.as_str()).collect::<Vec<_>>().join(", ");
    conditions.push(format!("({names}) {beyond} ({marks})"), columns.into_iter().map(|(_, _, value)| value));
}

/// Mixed directions: key by key, with a bound on the first key so that its index is entered at
/// the right place.
fn push_chain(conditions: &mut Conditions, columns: &[(String, bool, Value)]) {
    let beyond = |descending: bool| if descending { "<" } else { ">" };
    if let Some((first, descending, value)) = columns.first() {
        conditions.push(format!("{first} {}= ?", beyond(*descending)), [value.clone()]);
    }
    let mut alternatives = Vec::new();
    let mut values = Vec::new();
    for (at, (name, descending, value)) in columns.iter().enumerate() {
        let mut equal = String::new();
        for (name, _, value) in columns.iter().take(at) {
            equal.push_str(name);
            equal.push_str(" = ? AND ");
            values.push(value.clone());
        }
        alternatives.push(format!("({equal}{name} {} ?)", beyond(*descending)));
        values.push(value.clone());
    }
    conditions.push(format!("({})", alternatives.join(" OR ")), values);
}

const fn word(descending: bool) -> &'static str {
    if descending { "DESC" } else { "ASC" }
}

/// What is asked for: columns, from where on, how many.
struct Ask<'a> {
    columns: &'a str,
    /// Only the id is asked for, so the narrow index will do.
    brief: bool,
    position: Option<(&'a [Key], i64)>,
    limit: i64,
}

/// Which of the rows beyond the cursor one statement gives. SQLite enters an index by the first
/// member of a pair only and would walk through all rows with an equal key: they are asked for by
/// themselves, then those beyond them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// All of them.
    Whole,
    /// Those with the cursor's own key.
    Tied,
    /// Those whose key lies beyond the cursor's.
    Beyond,
}

/// Takes each row, in order.
type Visit<'v> = dyn FnMut(&Row<'_>) -> Result<(), StoreError> + 'v;

/// Visits up to `ask.limit` rows of `filter` in `order`; says how many there were.
fn visit(
    connection: &Connection,
    filter: &Filter,
    order: &Order,
    ask: &Ask<'_>,
    see: &mut Visit<'_>,
) -> Result<i64, StoreError> {
    let plan = Plan::new(filter);
    let way = plan.choose(connection, &order.keys)?;
    if let (Way::Order, Some((group, rest))) = (way, order.grouped()) {
        return visit_groups(connection, filter, group, &rest, ask, see);
    }
    let in_parts = way == Way::Order && ask.position.is_some() && order.is_indexed();
    let parts: &[Part] = if in_parts { &[Part::Tied, Part::Beyond] } else { &[Part::Whole] };
    let mut seen = 0;
    for part in parts {
        if seen < ask.limit {
            let ask = Ask { limit: ask.limit - seen, ..*ask };
            seen += visit_part(connection, &plan, (way, *part), order, &ask, see)?;
        }
    }
    Ok(seen)
}

/// One statement's rows.
fn visit_part(
    connection: &Connection,
    plan: &Plan<'_>,
    (way, part): (Way, Part),
    order: &Order,
    ask: &Ask<'_>,
    see: &mut Visit<'_>,
) -> Result<i64, StoreError> {
    let (from, mut conditions) = plan.source(way, &order.keys, ask.brief);
    let id = if way == Way::TextStream { "t.rowid" } else { "i.id" };
    let open = way == Way::Order || order.keys.is_empty();
    match (ask.position, part) {
        (Some((keys, last)), Part::Whole) => order.push_position(&mut conditions, keys, last, id, open),
        (Some(position), _) => order.push_part(&mut conditions, part, position, id),
        (None, _) => {}
    }
    let sql = format!(
        "SELECT {} FROM {from} {} ORDER BY {} LIMIT ?",
        ask.columns,
        conditions.to_sql(),
        order.to_sql(id, open)
    );
    conditions.values.push(Value::Integer(ask.limit));
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(conditions.values))?;
    let mut seen = 0;
    while let Some(row) = rows.next()? {
        see(row)?;
        seen += 1;
    }
    Ok(seen)
}

/// A first key of few values (구분, 종류) has no index that continues with the second: each value
/// is a list of its own, in the order of the remaining keys.
fn visit_groups(
    connection: &Connection,
    filter: &Filter,
    group: Sort,
    rest: &Order,
    ask: &Ask<'_>,
    see: &mut Visit<'_>,
) -> Result<i64, StoreError> {
    let (reached, position) = match ask.position {
        Some(([Key::Number(reached), keys @ ..], id)) => (Some(*reached), Some((keys, id))),
        _ => (None, None),
    };
    let mut groups = groups_of(connection, filter, group.column)?;
    groups.sort_by_key(|(value, _)| if group.descending { -value } else { *value });
    let mut seen = 0;
    for (value, narrowed) in groups {
        let passed =
            reached.is_some_and(|reached| if group.descending { value > reached } else { value < reached });
        if passed || seen >= ask.limit {
            continue;
        }
        let position = position.filter(|_| reached == Some(value));
        let ask = Ask { position, limit: ask.limit - seen, ..*ask };
        seen += visit(connection, &narrowed, rest, &ask, see)?;
    }
    Ok(seen)
}

/// The filter narrowed to each value of the column.
fn groups_of(
    connection: &Connection,
    filter: &Filter,
    column: Column,
) -> Result<Vec<(i64, Filter)>, StoreError> {
    if column == Column::Direction {
        let chosen = |direction: &Direction| filter.direction.is_none_or(|chosen| chosen == *direction);
        let narrow = |direction| {
            (direction_number(direction), Filter { direction: Some(direction), ..filter.clone() })
        };
        return Ok([Direction::Sale, Direction::Purchase].into_iter().filter(chosen).map(narrow).collect());
    }
    let mut statement = connection.prepare_cached("SELECT DISTINCT type_code FROM sum_by_day")?;
    let numbers = statement.query_map([], |row| row.get::<_, i64>(0))?.collect::<Result<Vec<_>, _>>()?;
    let chosen = |code: &InvoiceTypeCode| {
        (filter.kinds.is_empty() || filter.kinds.contains(&code.kind))
            && (filter.varieties.is_empty() || filter.varieties.contains(&code.variety))
    };
    let narrow = |code: InvoiceTypeCode| {
        let narrowed = Filter { kinds: vec![code.kind], varieties: vec![code.variety], ..filter.clone() };
        (type_number(code.kind, code.variety), narrowed)
    };
    Ok(numbers.into_iter().filter_map(type_of).filter(chosen).map(narrow).collect())
}

/// A page of the list.
pub(crate) fn page(
    connection: &Connection,
    filter: &Filter,
    sorts: &[Sort],
    after: Option<&Cursor>,
    limit: u32,
) -> Result<Page, StoreError> {
    let limit = limit.clamp(1, PAGE_ROWS_MAX);
    let order = Order::new(sorts);
    let position = after.map(|cursor| cursor.position(&order.keys)).transpose()?;
    let ask = Ask { columns: ROW_COLUMNS, brief: false, position, limit: i64::from(limit) + 1 };
    // Room for all at once, so that no row moves while the page grows.
    let mut rows: Vec<InvoiceRow> = Vec::with_capacity(usize::try_from(ask.limit).unwrap_or_default());
    visit(connection, filter, &order, &ask, &mut |row| {
        rows.push(row_of(row)?);
        Ok(())
    })?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|last| Cursor::after(last, &order.keys));
    Ok(Page { rows, next })
}

/// The number of rows and the cursor after every `every`-th of them.
pub(crate) fn anchors(
    connection: &Connection,
    filter: &Filter,
    sorts: &[Sort],
    every: u32,
) -> Result<Anchors, StoreError> {
    let order = Order::new(sorts);
    // What a cursor needs is asked for on the walk, which has it in hand, and not row by row after.
    let keys = order.keys.iter().map(|sort| format!(", {}", expression_of(sort.column)));
    let columns = format!("i.id{}", keys.collect::<String>());
    let ask = Ask { columns: &columns, brief: true, position: None, limit: i64::MAX };
    let (mut count, mut cursors) = (0u64, Vec::new());
    visit(connection, filter, &order, &ask, &mut |row| {
        count += 1;
        if count.is_multiple_of(u64::from(every.max(1))) {
            cursors.push(Cursor::read(row, &order.keys)?);
        }
        Ok(())
    })?;
    Ok(Anchors { count, cursors })
}
