//! 오늘: what is to be done, and the months at a glance.

use super::invoice::sums_of;
use crate::AppError;
use crate::app::App;
use crate::clock::korean_rfc3339;
use crate::ipc::view::{Empty, ImportList, ImportSummary, InvoiceFilter, MonthSums, TodayOverview, TodoView};
use crate::open::OpenCompany;
use crate::remote::closed_todos;
use jangbu_domain::{Date, vat};
use jangbu_store::{Filter, ImportRow, Reader, StoreError};
use std::collections::BTreeMap;

/// Days before a VAT deadline from which it is shown.
const VAT_NOTICE_DAYS: i32 = 30;

/// Day of the month by which last month's invoices must have been issued (부가가치세법 제34조 제3항).
const ISSUE_DAY: i8 = 10;

pub(crate) fn import_list(app: &App, _: Empty) -> Result<ImportList, AppError> {
    let company = app.company()?;
    let imports = company.book.read(|reader| Ok(reader.imports()?.iter().map(import_summary).collect()))?;
    Ok(ImportList { imports })
}

pub(crate) fn import_summary(row: &ImportRow) -> ImportSummary {
    ImportSummary {
        id: row.id,
        at: korean_rfc3339(row.at),
        files: row.files.clone(),
        added: row.added,
        enriched: row.enriched,
        replaced: row.replaced,
        undone_at: row.undone_at.map(korean_rfc3339),
    }
}

pub(crate) fn today_overview(app: &App, _: Empty) -> Result<TodayOverview, AppError> {
    let company = app.company()?;
    let today = app.clock.today();
    let (vat_from, vat_to) = vat::half_year_of(today);
    let first_year = Date::constant(today.year() - 1, 1, 1);
    let (months, half_year, last_import) = company.book.read(|reader| {
        let months = reader.month_sums(first_year, Date::constant(today.year(), 12, 31))?;
        let filter = Filter { from: Some(vat_from), to: Some(vat_to), ..Filter::default() };
        Ok((
            months,
            reader.invoice_totals(&filter, None)?,
            reader.imports()?.into_iter().find(|i| i.undone_at.is_none()),
        ))
    })?;
    let mut others = crate::certificate::todos(app);
    others.extend(company.book.read(|reader| closed_todos(reader, app.clock.now()))?);
    others.extend(company.book.read(crate::collect::collect_todos)?);
    Ok(TodayOverview {
        today: today.to_string(),
        todos: todos(&company, today, others)?,
        months: every_month(today.year(), &months),
        vat_sales_krw: half_year.sales.tax_krw,
        vat_purchases_krw: half_year.purchases.tax_krw,
        vat_from: vat_from.to_string(),
        vat_to: vat_to.to_string(),
        last_import: last_import.as_ref().map(import_summary),
    })
}

/// 24 months in order, quiet ones with zeros.
fn every_month(this_year: i16, found: &[jangbu_store::MonthSums]) -> Vec<MonthSums> {
    let both = [this_year - 1, this_year].into_iter();
    both.flat_map(|year| (1..=12i8).map(move |month| (year, month)))
        .map(|(year, month)| {
            let sums = found.iter().find(|sums| sums.year == year && sums.month == month);
            MonthSums {
                year: year.unsigned_abs(),
                month: month.unsigned_abs(),
                sales: sums.map(|sums| sums_of(sums.totals.sales)).unwrap_or_default(),
                purchases: sums.map(|sums| sums_of(sums.totals.purchases)).unwrap_or_default(),
            }
        })
        .collect()
}

/// Soonest first.
fn todos(company: &OpenCompany, today: Date, certificates: Vec<TodoView>) -> Result<Vec<TodoView>, AppError> {
    let mut todos = company.book.read(|reader| {
        let mut todos = Vec::new();
        todos.extend(collect_last_month(reader, today)?);
        todos.extend(look_at_warnings(reader)?);
        Ok(todos)
    })?;
    todos.extend(file_vat(today));
    todos.extend(certificates);
    todos.sort_by(|a, b| (a.due_on.is_none(), &a.due_on).cmp(&(b.due_on.is_none(), &b.due_on)));
    Ok(todos)
}

/// Last month holds no invoice at all: its files have not been brought in. Issuing ends on the
/// 10th, so the lists are complete from the 11th on.
fn collect_last_month(reader: &Reader, today: Date) -> Result<Option<TodoView>, StoreError> {
    let Ok(last) = today.first_of_month().yesterday() else { return Ok(None) };
    let filter = Filter { from: Some(last.first_of_month()), to: Some(last), ..Filter::default() };
    let totals = reader.invoice_totals(&filter, None)?;
    if totals.sales.count + totals.purchases.count > 0 {
        return Ok(None);
    }
    let due_on =
        (today.day() <= ISSUE_DAY).then(|| Date::new(today.year(), today.month(), ISSUE_DAY).ok()).flatten();
    let params = BTreeMap::from([("month".to_owned(), last.month().to_string())]);
    Ok(Some(TodoView {
        code: "collect_last_month".into(),
        due_on: due_on.map(|d| d.to_string()),
        count: 0,
        filter: None,
        params,
    }))
}

fn look_at_warnings(reader: &Reader) -> Result<Option<TodoView>, StoreError> {
    let count = count_warnings(reader)?;
    let filter =
        InvoiceFilter { has_warnings: Some(true), looked_at: Some(false), ..InvoiceFilter::default() };
    let params = BTreeMap::from([("count".to_owned(), count.to_string())]);
    let todo =
        TodoView { code: "look_at_warnings".into(), due_on: None, count, filter: Some(filter), params };
    Ok((count > 0).then_some(todo))
}

/// Invoices that carry a warning nobody has looked at.
pub(crate) fn count_warnings(reader: &Reader) -> Result<u64, StoreError> {
    let filter = Filter { has_warnings: Some(true), looked_at: Some(false), ..Filter::default() };
    let totals = reader.invoice_totals(&filter, None)?;
    Ok(totals.sales.count + totals.purchases.count)
}

fn file_vat(today: Date) -> Option<TodoView> {
    let period = vat::next_filing(today)?;
    if (period.due_on - today).get_days() > VAT_NOTICE_DAYS {
        return None;
    }
    let filter = InvoiceFilter {
        from: Some(period.from.to_string()),
        to: Some(period.to.to_string()),
        ..InvoiceFilter::default()
    };
    let params = BTreeMap::from([
        ("from".to_owned(), period.from.to_string()),
        ("to".to_owned(), period.to.to_string()),
    ]);
    let code = if period.preliminary { "vat_preliminary" } else { "vat_final" };
    Some(TodoView {
        code: code.into(),
        due_on: Some(period.due_on.to_string()),
        count: 0,
        filter: Some(filter),
        params,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vat_deadline_is_shown_a_month_before_and_not_earlier() {
        assert_eq!(file_vat(Date::constant(2026, 11, 21)), None);
        let todo = file_vat(Date::constant(2026, 12, 26)).unwrap();
        assert_eq!((todo.code.as_str(), todo.due_on.as_deref()), ("vat_final", Some("2027-01-25")));
    }

    #[test]
    fn quiet_months_are_zero_and_none_is_left_out() {
        let months = every_month(2026, &[]);
        assert_eq!(months.len(), 24);
        assert_eq!(months.first().map(|m| (m.year, m.month)), Some((2025, 1)));
        assert_eq!(months.last().map(|m| (m.year, m.month)), Some((2026, 12)));
    }
}
