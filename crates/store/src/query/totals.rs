//! Sums of what is shown.

use super::plan::Conditions;
use super::{Filter, Plan, SELECTED_MAX, Sums, Totals};
use crate::StoreError;
use crate::reader::MonthSums;
use crate::table::sums::add_row;
use jangbu_domain::Date;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use serde_json::json;

/// Sums of a filter, or of the selected rows of it.
pub(crate) fn totals(
    connection: &Connection,
    filter: &Filter,
    ids: Option<&[i64]>,
) -> Result<Totals, StoreError> {
    let plan = Plan::new(filter);
    if ids.is_none() && plan.is_by_day() {
        let conditions = plan.day_conditions();
        let sql = format!(
            "SELECT direction, sum(invoices), sum(supply_krw), sum(tax_krw) FROM sum_by_day {} GROUP BY direction",
            conditions.to_sql()
        );
        return gather(connection, &sql, conditions.values);
    }
    let (from, mut conditions) = match ids {
        Some(ids) => selected(ids, &plan)?,
        None => plan.source(plan.choose_for_all(connection)?, &[], true),
    };
    let values = std::mem::take(&mut conditions.values);
    let sql = format!(
        "SELECT +i.direction, count(*), sum(i.supply_krw), sum(ifnull(i.tax_krw, 0)) FROM {from} {}
         GROUP BY +i.direction",
        conditions.to_sql()
    );
    gather(connection, &sql, values)
}

/// Rows of the filter among `ids`.
fn selected(ids: &[i64], plan: &Plan<'_>) -> Result<(String, Conditions), StoreError> {
    if ids.len() > SELECTED_MAX {
        let max = i64::try_from(SELECTED_MAX).unwrap_or(i64::MAX);
        return Err(StoreError::TooMany { what: "number of selected rows", max });
    }
    let (_, mut conditions) = plan.source(super::plan::Way::Order, &[], false);
    let list = Value::Text(json!(ids).to_string());
    conditions.clauses.push("i.id IN (SELECT value FROM json_each(?))".to_owned());
    conditions.values.push(list);
    Ok(("invoice i NOT INDEXED".to_owned(), conditions))
}

fn gather(connection: &Connection, sql: &str, values: Vec<Value>) -> Result<Totals, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params_from_iter(values))?;
    let mut totals = Totals::default();
    while let Some(row) = rows.next()? {
        add_row(&mut totals, row)?;
    }
    Ok(totals)
}

/// Sums of every month between two days that has an invoice, in order.
pub(crate) fn months(connection: &Connection, from: Date, to: Date) -> Result<Vec<MonthSums>, StoreError> {
    let filter = Filter { from: Some(from), to: Some(to), ..Filter::default() };
    let conditions = Plan::new(&filter).day_conditions();
    let sql = format!(
        "SELECT written_on, direction, sum(invoices), sum(supply_krw), sum(tax_krw) FROM sum_by_day {}
         GROUP BY written_on, direction ORDER BY written_on",
        conditions.to_sql()
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(conditions.values))?;
    let mut months: Vec<MonthSums> = Vec::new();
    while let Some(row) = rows.next()? {
        let Some((year, month)) = super::plan::first_of_month(row.get(0)?) else { continue };
        if months.last().is_none_or(|last| (last.year, last.month) != (year, month)) {
            months.push(MonthSums { year, month, totals: Totals::default() });
        }
        let Some(last) = months.last_mut() else { continue };
        let sums =
            if row.get::<_, i64>(1)? == 0 { &mut last.totals.sales } else { &mut last.totals.purchases };
        add(sums, Sums { count: row.get(2)?, supply_krw: row.get(3)?, tax_krw: row.get(4)? })?;
    }
    Ok(months)
}

fn add(sums: &mut Sums, more: Sums) -> Result<(), StoreError> {
    let beyond = || StoreError::TooMany { what: "sum of amounts", max: i64::MAX };
    sums.count += more.count;
    sums.supply_krw = sums.supply_krw.checked_add(more.supply_krw).ok_or_else(beyond)?;
    sums.tax_krw = sums.tax_krw.checked_add(more.tax_krw).ok_or_else(beyond)?;
    Ok(())
}
