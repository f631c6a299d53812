//! Asking a large book what the list asks, against the bare prepared statement on the same file
//! with the same page cache.
//!
//! `store` is the store's answer as its own rows, `command` the whole way from JSON to JSON as a
//! host asks. The bare statement reads every column of every row and builds nothing.

use crate::books::{Place, call, large};
use crate::measure::{Times, ms, print, ratio};
use crate::{Outcome, Size};
use jangbu_app::App;
use jangbu_domain::{Date, Direction};
use jangbu_store::{Book, Column, Cursor, Filter, Sort};
use rusqlite::types::Value as Sql;
use rusqlite::{Connection, params_from_iter};
use serde_json::{Value, json};
use std::sync::Arc;

/// Rows of a page, as the list asks for them.
const PAGE_ROWS: u32 = 200;
/// The readers' page cache in the program.
const READER_CACHE_KIB: i64 = 32 * 1024;
/// Goals.
const RATIO_MAX: f64 = 1.5;
const PAGE_MS_MAX: f64 = 10.0;

/// Columns of a row of the list.
const COLUMNS: &str = "i.id, i.approval, i.direction, i.type_code, i.issued_at, i.partner_id, i.partner_name,
    i.partner_number, i.item, i.line_count, i.supply_krw, i.tax_krw, i.total_krw, i.purpose, i.notes,
    i.warning_count, i.detail, i.import_id, i.looked_at_ms IS NOT NULL, i.noted";

/// A sortable column: its name at the edge, in the store, and the bare expression with its index.
const SORTS: [(&str, Column, &str, &str); 9] = [
    ("issued_on", Column::IssuedOn, "ifnull(i.issued_at, 0)", "invoice_by_issued"),
    ("partner", Column::Partner, "i.partner_name", "invoice_by_partner_name"),
    ("supply", Column::Supply, "i.supply_krw", "invoice_by_supply"),
    ("tax", Column::Tax, "ifnull(i.tax_krw, 0)", "invoice_by_tax"),
    ("total", Column::Total, "i.total_krw", "invoice_by_total"),
    ("kind", Column::Kind, "i.type_code", "invoice_by_type"),
    ("direction", Column::Direction, "i.direction", "invoice_by_direction"),
    ("approval", Column::Approval, "i.approval", "sqlite_autoindex_invoice_1"),
    ("item", Column::Item, "i.item", "invoice_by_item"),
];

/// The three ways to the same answer.
struct Desk {
    bare: Connection,
    book: Arc<Book>,
    app: Arc<App>,
    size: Size,
    lines: Vec<Line>,
}

/// One line of the table.
struct Line {
    what: String,
    bare: Times,
    store: Times,
    command: Times,
    is_page: bool,
}

pub(crate) fn bench(size: Size) -> Outcome {
    let place = large(size)?;
    let mut desk = Desk::at(&place, size)?;
    desk.first_and_next_pages()?;
    desk.sorts()?;
    desk.searches()?;
    desk.totals()?;
    desk.anchors()?;
    desk.print();
    Ok(())
}

impl Desk {
    fn at(place: &Place, size: Size) -> Outcome<Self> {
        let bare = place.bare(READER_CACHE_KIB)?;
        // The program holds the book's lock; the store's answers come from beside it.
        let app = place.app()?;
        Ok(Self { bare, book: Arc::new(place.open_to_read()?), app, size, lines: Vec::new() })
    }

    /// Measures one question all three ways.
    fn measure(
        &mut self,
        what: &str,
        (repeat, is_page): (usize, bool),
        bare: impl Fn(&Connection, usize) -> Outcome,
        store: impl Fn(&Book, usize) -> Outcome,
        command: impl Fn(&App, usize) -> Outcome,
    ) -> Outcome {
        let line = Line {
            what: what.to_owned(),
            bare: Times::of(repeat, |at| bare(&self.bare, at))?,
            store: Times::of(repeat, |at| store(&self.book, at))?,
            command: Times::of(repeat, |at| command(&self.app, at))?,
            is_page,
        };
        self.lines.push(line);
        Ok(())
    }

    fn first_and_next_pages(&mut self) -> Outcome {
        let first = format!("SELECT {COLUMNS} FROM invoice i ORDER BY i.id DESC LIMIT {}", PAGE_ROWS + 1);
        let repeat = self.size.repeat;
        self.measure(
            "first page, newest first",
            (repeat, true),
            |bare, _| look_at(bare, &first, Vec::new()),
            |book, _| store_page(book, &Filter::default(), &[], None),
            |app, _| command_page(app, &json!({}), &json!([]), &Value::Null),
        )?;
        let cursors = self.anchors_of(&json!([]))?;
        let next = format!(
            "SELECT {COLUMNS} FROM invoice i WHERE i.id < ? ORDER BY i.id DESC LIMIT {}",
            PAGE_ROWS + 1
        );
        let ids = self.ids_at(&cursors)?;
        for (what, in_order) in
            [("next pages one after the other", true), ("pages at a dragged thumb", false)]
        {
            let pick =
                |at: usize| if in_order { at % cursors.len() } else { (at * 7_919 + 13) % cursors.len() };
            self.measure(
                what,
                (repeat, true),
                |bare, at| look_at(bare, &next, vec![Sql::Integer(item(&ids, pick(at))?)]),
                |book, at| store_page(book, &Filter::default(), &[], Some(&item(&cursors, pick(at))?)),
                |app, at| {
                    command_page(app, &json!({}), &json!([]), &json!(item(&cursors, pick(at))?.to_string()))
                },
            )?;
        }
        Ok(())
    }

    fn sorts(&mut self) -> Outcome {
        let repeat = self.size.repeat;
        for (name, column, expression, index) in SORTS {
            for descending in [false, true] {
                let word = if descending { "DESC" } else { "ASC" };
                let order = format!("{expression} {word}, i.id {word}");
                let first = format!(
                    "SELECT {COLUMNS} FROM invoice i INDEXED BY {index} ORDER BY {order} LIMIT {}",
                    PAGE_ROWS + 1
                );
                let sort = json!([{ "column": name, "descending": descending }]);
                let keys = [Sort { column, descending }];
                self.measure(
                    &format!("first page by {name} {}", word.to_lowercase()),
                    (repeat, true),
                    |bare, _| look_at(bare, &first, Vec::new()),
                    |book, _| store_page(book, &Filter::default(), &keys, None),
                    |app, _| command_page(app, &json!({}), &sort, &Value::Null),
                )?;
                self.deep_pages(name, keys, &sort, (expression, index, word))?;
            }
        }
        Ok(())
    }

    /// Pages in the middle of an order, each by its key.
    fn deep_pages(
        &mut self,
        name: &str,
        keys: [Sort; 1],
        sort: &Value,
        (expression, index, word): (&str, &str, &str),
    ) -> Outcome {
        let cursors = self.anchors_of(sort)?;
        let beyond = if word == "DESC" { "<" } else { ">" };
        let deep = format!(
            "SELECT {COLUMNS} FROM invoice i INDEXED BY {index} WHERE ({expression}, i.id) {beyond} (?, ?)
             ORDER BY {expression} {word}, i.id {word} LIMIT {}",
            PAGE_ROWS + 1
        );
        let key = self.bare.prepare(&format!("SELECT {expression}, i.id FROM invoice i WHERE i.id = ?"))?;
        let places = places(key, &self.last_ids(sort, &cursors)?)?;
        let pick = |at: usize| (at * 7_919 + 13) % cursors.len().max(1);
        let filter = Filter::default();
        self.measure(
            &format!("pages inside, by {name} {}", word.to_lowercase()),
            (self.size.repeat, true),
            |bare, at| look_at(bare, &deep, item(&places, pick(at))?),
            |book, at| store_page(book, &filter, &keys, Some(&item(&cursors, pick(at))?)),
            |app, at| command_page(app, &json!({}), sort, &json!(item(&cursors, pick(at))?.to_string())),
        )
    }

    fn searches(&mut self) -> Outcome {
        for (what, text) in self.texts()? {
            let filter = Filter { text: Some(text.clone()), ..Filter::default() };
            let sql = format!(
                "SELECT {COLUMNS} FROM invoice_text t CROSS JOIN invoice i ON i.id = t.rowid
                 WHERE t.invoice_text MATCH ? ORDER BY t.rowid DESC LIMIT {}",
                PAGE_ROWS + 1
            );
            let found = self.count_of(&text)?;
            let expression = match_of(&text);
            self.measure(
                &format!("search {what} ({text}: {found})"),
                (self.size.repeat, true),
                |bare, _| look_at(bare, &sql, vec![Sql::Text(expression.clone())]),
                |book, _| store_page(book, &filter, &[], None),
                |app, _| command_page(app, &json!({ "text": text }), &json!([]), &Value::Null),
            )?;
            let sum = "SELECT i.direction, count(*), sum(i.supply_krw), sum(ifnull(i.tax_krw, 0)) FROM invoice i
                 WHERE i.id IN (SELECT rowid FROM invoice_text WHERE invoice_text MATCH ?) GROUP BY +i.direction";
            self.measure(
                &format!("totals of that search ({text}: {found})"),
                (self.size.repeat_long, false),
                |bare, _| look_at(bare, sum, vec![Sql::Text(expression.clone())]),
                |book, _| store_totals(book, &filter),
                |app, _| command_totals(app, &json!({ "text": text })),
            )?;
        }
        Ok(())
    }

    fn totals(&mut self) -> Outcome {
        let repeat = self.size.repeat;
        let month = (Date::constant(2024, 5, 1), Date::constant(2024, 5, 31));
        let (from, to) = (day(month.0)?, day(month.1)?);
        let sums = |condition: &str| {
            format!(
                "SELECT direction, sum(invoices), sum(supply_krw), sum(tax_krw) FROM sum_by_day {condition} GROUP BY direction"
            )
        };
        let one_month = Filter { from: Some(month.0), to: Some(month.1), ..Filter::default() };
        let sales = Filter { direction: Some(Direction::Sale), ..Filter::default() };
        let cases = [
            ("totals of everything", sums(""), vec![], Filter::default(), json!({})),
            (
                "totals of one month",
                sums("WHERE written_on BETWEEN ? AND ?"),
                vec![Sql::Integer(from), Sql::Integer(to)],
                one_month,
                json!({ "from": "2024-05-01", "to": "2024-05-31" }),
            ),
            ("totals of sales", sums("WHERE direction = 0"), vec![], sales, json!({ "direction": "sale" })),
        ];
        for (what, sql, values, filter, request) in cases {
            self.measure(
                what,
                (repeat, false),
                |bare, _| look_at(bare, &sql, values.clone()),
                |book, _| store_totals(book, &filter),
                |app, _| command_totals(app, &request),
            )?;
        }
        Ok(())
    }

    fn anchors(&mut self) -> Outcome {
        let every = usize::try_from(PAGE_ROWS)?;
        for (name, keys, sort, sql) in [
            ("newest first", vec![], json!([]), "SELECT i.id FROM invoice i ORDER BY i.id DESC"),
            (
                "by total",
                vec![Sort { column: Column::Total, descending: true }],
                json!([{ "column": "total", "descending": true }]),
                "SELECT i.id, i.total_krw FROM invoice i INDEXED BY invoice_by_total ORDER BY i.total_krw DESC, i.id DESC",
            ),
        ] {
            self.measure(
                &format!("anchors every {PAGE_ROWS} rows, {name}"),
                (self.size.repeat_long, false),
                |bare, _| every_nth(bare, sql, every),
                |book, _| {
                    book.read(|reader| reader.invoice_anchors(&Filter::default(), &keys, PAGE_ROWS))?;
                    Ok(())
                },
                |app, _| {
                    let request = json!({ "filter": {}, "sort": sort, "every": PAGE_ROWS });
                    call(app, "invoice.anchors", request).map(|_| ())
                },
            )?;
        }
        Ok(())
    }

    /// Cursors of every page of an order.
    fn anchors_of(&self, sort: &Value) -> Outcome<Vec<Cursor>> {
        let request = json!({ "filter": {}, "sort": sort, "every": PAGE_ROWS });
        let anchors = call(&self.app, "invoice.anchors", request)?;
        let cursors = anchors["anchors"].as_array().ok_or("no anchors")?.iter().filter_map(Value::as_str);
        let cursors = cursors.map(Cursor::parse).collect::<Result<Vec<_>, _>>()?;
        if cursors.is_empty() { Err("the book is smaller than a page".into()) } else { Ok(cursors) }
    }

    fn ids_at(&self, cursors: &[Cursor]) -> Outcome<Vec<i64>> {
        self.last_ids(&json!([]), cursors)
    }

    /// The last row before each cursor, by walking the order once.
    fn last_ids(&self, sort: &Value, cursors: &[Cursor]) -> Outcome<Vec<i64>> {
        let key = sort[0]["column"].as_str();
        let entry = SORTS.iter().find(|(name, ..)| Some(*name) == key);
        let word = if sort[0]["descending"].as_bool().unwrap_or(true) { "DESC" } else { "ASC" };
        let sql = match entry {
            Some((_, _, expression, index)) => {
                format!(
                    "SELECT i.id FROM invoice i INDEXED BY {index} ORDER BY {expression} {word}, i.id {word}"
                )
            }
            None => format!("SELECT i.id FROM invoice i ORDER BY i.id {word}"),
        };
        let mut statement = self.bare.prepare(&sql)?;
        let mut rows = statement.query([])?;
        let (mut ids, mut at) = (Vec::with_capacity(cursors.len()), 0);
        while let Some(row) = rows.next()? {
            at += 1;
            if at % PAGE_ROWS == 0 {
                ids.push(row.get(0)?);
            }
        }
        Ok(ids)
    }

    /// What is searched: common and rare, of two syllables and of ten.
    fn texts(&self) -> Outcome<Vec<(&'static str, String)>> {
        let mut rarest = self.bare.prepare(
            "SELECT partner_name FROM invoice GROUP BY partner_id ORDER BY count(*), partner_id DESC LIMIT 1",
        )?;
        let rarest: String = rarest.query_row([], |row| row.get(0))?;
        let mut common = self.bare.prepare(
            "SELECT partner_name FROM invoice GROUP BY partner_id ORDER BY count(*) DESC, partner_id LIMIT 1",
        )?;
        let common: String = common.query_row([], |row| row.get(0))?;
        let folded = |name: &str| jangbu_domain::fold_for_search(name);
        Ok(vec![
            ("two syllables, common", "종이".to_owned()),
            ("two syllables, rare", "이트".to_owned()),
            ("two syllables, in no invoice", "뷁뷁".to_owned()),
            ("a whole name, common", folded(&common)),
            ("a whole name, rare", folded(&rarest)),
            ("ten syllables, common", "종이컵 택배상자 라벨지".to_owned()),
            ("ten syllables, rare", "화이트보드 사무용 의자".to_owned()),
        ])
    }

    fn count_of(&self, text: &str) -> Outcome<i64> {
        let mut count = self.bare.prepare("SELECT count(*) FROM invoice_text WHERE invoice_text MATCH ?")?;
        Ok(count.query_row([match_of(text)], |row| row.get(0))?)
    }

    fn print(&self) {
        let rows: Vec<Vec<String>> = self
            .lines
            .iter()
            .map(|line| {
                let of_store = ratio(line.store.median(), line.bare.median());
                let slow = line.is_page && line.command.p95().as_secs_f64() * 1_000.0 > PAGE_MS_MAX;
                let missed = [(of_store > RATIO_MAX, "ratio"), (slow, "over 10 ms")];
                let missed = missed.iter().filter(|(is, _)| *is).map(|(_, what)| *what).collect::<Vec<_>>();
                vec![
                    line.what.clone(),
                    ms(line.bare.median()),
                    ms(line.store.median()),
                    format!("{of_store:.2}"),
                    ms(line.command.median()),
                    ms(line.command.p95()),
                    format!("{:.2}", ratio(line.command.median(), line.bare.median())),
                    missed.join(", "),
                ]
            })
            .collect();
        let title = format!(
            "questions over {} invoices, pages of {PAGE_ROWS} rows, ms (goals: store within {RATIO_MAX} of bare, a page under {PAGE_MS_MAX:.0} ms)",
            self.size.invoices
        );
        let headings =
            ["question", "bare p50", "store p50", "ratio", "command p50", "command p95", "ratio", "missed"];
        print(&title, &headings, &rows);
    }
}

/// Runs a statement and looks at every value of every row.
fn look_at(bare: &Connection, sql: &str, values: Vec<Sql>) -> Outcome {
    let mut statement = bare.prepare_cached(sql)?;
    let columns = statement.column_count();
    let mut rows = statement.query(params_from_iter(values))?;
    let mut seen = 0usize;
    while let Some(row) = rows.next()? {
        for at in 0..columns {
            seen += usize::from(!matches!(row.get_ref(at)?, rusqlite::types::ValueRef::Null));
        }
    }
    std::hint::black_box(seen);
    Ok(())
}

/// Walks an order and takes every nth row.
fn every_nth(bare: &Connection, sql: &str, every: usize) -> Outcome {
    let mut statement = bare.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    let (mut at, mut taken) = (0usize, Vec::<i64>::new());
    while let Some(row) = rows.next()? {
        at += 1;
        if at.is_multiple_of(every) {
            taken.push(row.get(0)?);
        }
    }
    std::hint::black_box(taken);
    Ok(())
}

fn store_page(book: &Book, filter: &Filter, sort: &[Sort], after: Option<&Cursor>) -> Outcome {
    let page = book.read(|reader| reader.invoice_page(filter, sort, after, PAGE_ROWS))?;
    std::hint::black_box(page);
    Ok(())
}

fn command_page(app: &App, filter: &Value, sort: &Value, after: &Value) -> Outcome {
    let request = json!({ "filter": filter, "sort": sort, "after": after, "limit": PAGE_ROWS });
    std::hint::black_box(call(app, "invoice.page", request)?.to_string());
    Ok(())
}

fn store_totals(book: &Book, filter: &Filter) -> Outcome {
    std::hint::black_box(book.read(|reader| reader.invoice_totals(filter, None))?);
    Ok(())
}

fn command_totals(app: &App, filter: &Value) -> Outcome {
    std::hint::black_box(call(app, "invoice.totals", json!({ "filter": filter, "ids": null }))?);
    Ok(())
}

/// Key and id of rows.
fn places(mut key: rusqlite::Statement<'_>, ids: &[i64]) -> Outcome<Vec<Vec<Sql>>> {
    let place = |id: &i64| key.query_row([id], |row| Ok(vec![row.get(0)?, row.get(1)?]));
    Ok(ids.iter().map(place).collect::<Result<_, _>>()?)
}

fn item<T: Clone>(items: &[T], at: usize) -> Outcome<T> {
    items.get(at).cloned().ok_or_else(|| "a place beyond the end".into())
}

/// Days since 2000-01-01, as the book counts them.
fn day(date: Date) -> Outcome<i64> {
    Ok(i64::from(Date::constant(2000, 1, 1).until(date)?.get_days()))
}

/// The search index's expression for a text: phrases of pairs of syllables.
fn match_of(text: &str) -> String {
    let words = text.split_whitespace().map(|word| {
        let chars: Vec<char> = jangbu_domain::fold_for_search(word).chars().collect();
        let pairs = chars.windows(2).map(|pair| pair.iter().collect::<String>());
        format!("\"{}\"", pairs.collect::<Vec<_>>().join(" "))
    });
    words.collect::<Vec<_>>().join(" AND ")
}
