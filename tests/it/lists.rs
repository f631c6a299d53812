//! The list: filters, orders, pages, anchors and sums say the same thing.

use crate::desk::{Desk, approvals};
use crate::papers::{draft, fixtures_in, list, xml};
use jangbu_domain::{Direction, InvoiceTypeCode, TaxInvoice};
use serde_json::{Value, json};

const COLUMNS: [&str; 10] =
    ["written_on", "issued_on", "partner", "supply", "tax", "total", "kind", "direction", "approval", "item"];

/// 260 invoices with many equal values.
fn invoice(serial: u32) -> TaxInvoice {
    let direction = if serial.is_multiple_of(3) { Direction::Purchase } else { Direction::Sale };
    let mut draft = draft(serial, serial % 5 + 1, i64::from(serial % 7) * 10_000 - 10_000, direction);
    if serial.is_multiple_of(11) {
        draft.type_code = InvoiceTypeCode::from_code("0102").unwrap();
        draft.tax = Some(jangbu_domain::Krw::ZERO);
        draft.total = draft.supply;
        draft.lines[0].tax = draft.tax;
    }
    if serial.is_multiple_of(13) {
        draft.notes = vec!["강남점 납품".to_owned()];
    }
    draft.check().unwrap()
}

fn filled() -> Desk {
    let desk = Desk::with_company();
    let all: Vec<TaxInvoice> = (1..=260).map(invoice).collect();
    let (sales, purchases): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|i| i.supplier().identity.to_string() == crate::desk::OURS);
    desk.import(&[
        desk.file("매출.xlsx", &list(Direction::Sale, &sales)),
        desk.file("매입.xlsx", &list(Direction::Purchase, &purchases)),
    ]);
    desk.import(&fixtures_in("unsigned", "xml"));
    desk
}

fn filters() -> Vec<Value> {
    vec![
        json!({}),
        json!({ "direction": "sale" }),
        json!({ "from": "2025-01-02", "to": "2025-01-03" }),
        json!({ "kinds": ["exempt", "amended_tax"] }),
        json!({ "varieties": ["zero_rated"] }),
        json!({ "text": "볼트" }),
        json!({ "text": "볼" }),
        json!({ "text": "강남 납품" }),
        json!({ "text": "복사용지", "direction": "purchase" }),
        json!({ "total_min_krw": 11_000, "total_max_krw": 33_000 }),
        json!({ "has_warnings": false }),
        json!({ "text": "999-88-00014", "from": "2025-01-04" }),
        json!({ "text": "20250131" }),
        json!({ "import": 2 }),
        json!({ "text": "없는말" }),
    ]
}

#[test]
fn pages_of_any_size_are_the_whole_list_cut_up_in_every_order() {
    let desk = filled();
    for filter in filters() {
        let mut numbers = approvals_sorted(&desk.rows_of(&filter, &json!([]), 1_000));
        for column in COLUMNS {
            for descending in [true, false] {
                let sort = json!([{ "column": column, "descending": descending }]);
                let whole = desk.rows_of(&filter, &sort, 1_000);
                assert_eq!(desk.rows_of(&filter, &sort, 37), whole, "{filter} {sort}");
                assert_eq!(approvals_sorted(&whole), numbers, "{filter} {sort}");
            }
        }
        numbers.dedup();
        assert_eq!(numbers.len(), desk.rows_of(&filter, &json!([]), 1_000).len(), "{filter}: a row twice");
    }
}

fn approvals_sorted(rows: &[Value]) -> Vec<String> {
    let mut numbers: Vec<String> = approvals(rows).into_iter().map(str::to_owned).collect();
    numbers.sort();
    numbers
}

#[test]
fn the_order_is_the_one_that_was_asked_for() {
    let desk = filled();
    let rows = desk.rows_of(
        &json!({}),
        &json!([{ "column": "partner", "descending": false }, { "column": "total", "descending": true }]),
        50,
    );
    let keys: Vec<(String, i64)> = rows
        .iter()
        .map(|row| (row["partner_name"].as_str().unwrap().to_owned(), -row["total_krw"].as_i64().unwrap()))
        .collect();
    assert!(keys.is_sorted(), "{keys:?}");
    let newest = desk.rows_of(&json!({}), &json!([]), 50);
    let days: Vec<&str> = newest.iter().map(|row| row["written_on"].as_str().unwrap()).collect();
    assert!(days.is_sorted_by(|a, b| a >= b), "newest first unless asked otherwise");
}

#[test]
fn anchors_are_where_pages_begin_and_count_all_rows() {
    let desk = filled();
    for filter in filters() {
        for sort in [json!([]), json!([{ "column": "total", "descending": true }])] {
            let whole = desk.rows_of(&filter, &sort, 1_000);
            let request = json!({ "filter": filter, "sort": sort, "every": 50 });
            let anchors = desk.call("invoice.anchors", request);
            assert_eq!(anchors["count"], json!(whole.len()), "{filter} {sort}");
            let cursors = anchors["anchors"].as_array().unwrap();
            assert_eq!(cursors.len(), whole.len() / 50);
            for (block, cursor) in cursors.iter().enumerate() {
                let request = json!({ "filter": filter, "sort": sort, "after": cursor, "limit": 50 });
                let page = desk.call("invoice.page", request);
                let expected: Vec<Value> = whole.iter().skip((block + 1) * 50).take(50).cloned().collect();
                assert_eq!(page["rows"], json!(expected), "{filter} {sort} block {block}");
            }
        }
    }
}

#[test]
fn sums_are_those_of_the_rows_to_the_won() {
    let desk = filled();
    for filter in filters() {
        let rows = desk.rows_of(&filter, &json!([]), 1_000);
        assert_eq!(desk.totals(&filter), totals_of(&rows), "{filter}");
        let some: Vec<Value> = rows.iter().step_by(3).cloned().collect();
        let ids: Vec<&Value> = some.iter().map(|row| &row["id"]).collect();
        let selected = desk.call("invoice.totals", json!({ "filter": filter, "ids": ids }));
        assert_eq!(selected, totals_of(&some), "{filter}, a selection");
    }
}

fn totals_of(rows: &[Value]) -> Value {
    let side = |direction: &str| {
        let rows: Vec<&Value> = rows.iter().filter(|row| row["direction"] == direction).collect();
        let sum = |field: &str| rows.iter().map(|row| row[field].as_i64().unwrap_or(0)).sum::<i64>();
        json!({
            "count": rows.len(), "supply_krw": sum("supply_krw"), "tax_krw": sum("tax_krw"),
            "total_krw": sum("total_krw"),
        })
    };
    json!({ "sales": side("sale"), "purchases": side("purchase") })
}

#[test]
fn a_cursor_of_another_order_is_refused() {
    let desk = filled();
    let first = json!({ "filter": {}, "sort": [{ "column": "total", "descending": true }], "after": null, "limit": 10 });
    let next = desk.call("invoice.page", first)["next"].clone();
    let other = json!({ "filter": {}, "sort": [{ "column": "item", "descending": true }], "after": next, "limit": 10 });
    assert_eq!(desk.refusal("invoice.page", other), "request.malformed");
}

#[test]
fn a_search_finds_what_a_plain_look_through_all_rows_finds() {
    let desk = filled();
    let all = desk.rows();
    for needle in ["볼트", "볼", "종이", "유통", "강남점", "푸른전자", "용지", "트"] {
        let expected: Vec<&Value> = all
            .iter()
            .filter(|row| {
                let view = desk.call("invoice.show", json!({ "id": row["id"] }));
                let lines = view["lines"].as_array().unwrap().iter().map(|line| &line["item"]);
                let texts =
                    [&row["partner_name"]].into_iter().chain(lines).chain(view["notes"].as_array().unwrap());
                texts.into_iter().filter_map(Value::as_str).any(|text| text.contains(needle))
            })
            .collect();
        let found = desk.rows_of(&json!({ "text": needle }), &json!([]), 1_000);
        assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{needle}");
    }
}

#[test]
fn partners_are_found_by_name_number_and_first_consonants_with_their_sums() {
    let desk = filled();
    let names = |text: &str| -> Vec<String> {
        let found = desk.call("partner.suggest", json!({ "text": text, "limit": 10 }));
        let partners = found["partners"].as_array().unwrap();
        partners.iter().map(|partner| partner["name"].as_str().unwrap().to_owned()).collect()
    };
    let page = desk.call("partner.page", json!({ "text": null, "after": null, "limit": 100 }));
    let partners = page["partners"].as_array().unwrap();
    assert_eq!(page["count"], json!(partners.len()));
    for partner in partners {
        let filter = json!({ "partner": partner["id"] });
        let totals = desk.totals(&filter);
        assert_eq!((&partner["sales"], &partner["purchases"]), (&totals["sales"], &totals["purchases"]));
        let rows = desk.rows_of(&filter, &json!([]), 1_000);
        assert_eq!(partner["last_written_on"], rows[0]["written_on"]);
        let name = partner["name"].as_str().unwrap();
        assert!(names(name).contains(&name.to_owned()), "{name}");
    }
    let business = partners.iter().find(|partner| partner["number"] == crate::desk::THEIRS).unwrap();
    let name = business["name"].as_str().unwrap().to_owned();
    assert_eq!(names("9998800014"), [name.as_str()]);
    assert_eq!(names("없는 거래처"), Vec::<String>::new());
}

#[test]
fn an_amendment_and_its_original_know_each_other() {
    let desk = Desk::with_company();
    desk.import(&fixtures_in("unsigned", "xml"));
    let amended = desk.rows_of(&json!({ "kinds": ["amended_tax"] }), &json!([]), 100);
    let mut linked = 0;
    for row in amended {
        let view = desk.call("invoice.show", json!({ "id": row["id"] }));
        if view["original_id"].is_null() {
            continue;
        }
        let original = desk.call("invoice.show", json!({ "id": view["original_id"] }));
        assert_eq!(original["row"]["approval_number"], view["original_approval_number"]);
        let known = approvals(original["amended_by"].as_array().unwrap())
            .contains(&row["approval_number"].as_str().unwrap());
        assert!(known, "{row}");
        linked += 1;
    }
    assert!(linked > 0, "a fixture amends another");
}

#[test]
fn today_shows_every_month_with_the_sums_of_its_list() {
    let desk = filled();
    let today = desk.call("today.overview", json!({}));
    let months = today["months"].as_array().unwrap();
    assert_eq!(months.len(), 24);
    for month in months {
        let (year, number) = (month["year"].as_u64().unwrap(), month["month"].as_u64().unwrap());
        let days =
            jiff::civil::date(i16::try_from(year).unwrap(), i8::try_from(number).unwrap(), 1).days_in_month();
        let filter = json!({
            "from": format!("{year}-{number:02}-01"), "to": format!("{year}-{number:02}-{days:02}"),
        });
        let totals = desk.totals(&filter);
        assert_eq!(
            (&month["sales"], &month["purchases"]),
            (&totals["sales"], &totals["purchases"]),
            "{filter}"
        );
    }
    let half = json!({ "from": today["vat_from"], "to": today["vat_to"] });
    assert_eq!(today["vat_sales_krw"], desk.totals(&half)["sales"]["tax_krw"]);
}

#[test]
fn the_detail_of_a_written_document_shows_every_line() {
    let desk = Desk::with_company();
    let mut many = draft(77, 3, 0, Direction::Sale);
    many.lines = (1..=99)
        .map(|number| jangbu_domain::Line {
            item: Some(format!("품목 {number}")),
            ..jangbu_domain::Line::default()
        })
        .collect();
    desk.import(&[desk.file("many.xml", &xml(&many.check().unwrap()))]);
    let view = desk.call("invoice.show", json!({ "id": desk.rows()[0]["id"] }));
    let lines = view["lines"].as_array().unwrap();
    assert_eq!(lines.len(), 99);
    assert_eq!((&lines[98]["number"], &lines[98]["item"]), (&json!(99), &json!("품목 99")));
    assert_eq!(view["row"]["item"], json!("품목 1 외 98"));
    let found = desk.rows_of(&json!({ "text": "품목 98" }), &json!([]), 10);
    assert_eq!(found.len(), 1, "an item is found whatever line it stands on");
}
