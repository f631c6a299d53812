//! What is shown, as a file.

use crate::desk::Desk;
use crate::papers::{draft, fixture, fixtures_in, plain, xml};
use base64::Engine as _;
use calamine::{Data, Reader as _, Xlsx};
use jangbu_domain::Direction;
use serde_json::{Value, json};
use std::io::Cursor;

fn filled() -> Desk {
    let desk = Desk::with_company();
    desk.import(&fixtures_in("unsigned", "xml"));
    let mut odd = draft(50, 9, 12_300, Direction::Purchase);
    odd.supplier.name = "=HYPERLINK(\"x\"), \"따옴표\" 상사".to_owned();
    odd.notes = vec!["첫 줄\n둘째 줄".to_owned(), "+82".to_owned()];
    desk.import(&[
        desk.file("odd.xml", &xml(&odd.check().unwrap())),
        desk.file("b.xml", &xml(&plain(51, 10, 99_000, Direction::Purchase))),
    ]);
    desk
}

fn request(filter: &Value, sort: &Value, format: &str, to: &Value) -> Value {
    json!({ "filter": filter, "sort": sort, "format": format, "to": to, "overwrite": false, "language": "ko" })
}

fn bytes_of(saved: &Value) -> Vec<u8> {
    let bytes = base64::engine::general_purpose::STANDARD.decode(saved["base64"].as_str().unwrap()).unwrap();
    assert_eq!(saved["size_bytes"], json!(bytes.len()));
    bytes
}

/// What the list shows, as the sheet has it.
fn shown(rows: &[Value]) -> Vec<[String; 8]> {
    let text = |value: &Value| match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    rows.iter()
        .map(|row| {
            [
                "written_on",
                "approval_number",
                "partner_name",
                "item",
                "supply_krw",
                "tax_krw",
                "total_krw",
                "note",
            ]
            .map(|field| text(&row[field]))
        })
        .collect()
}

/// Places of the same columns in the sheet.
const COLUMNS: [usize; 8] = [0, 5, 6, 8, 9, 10, 11, 13];

#[test]
fn a_csv_holds_exactly_the_rows_of_the_list_in_its_order() {
    let desk = filled();
    for (filter, sort) in [
        (json!({}), json!([])),
        (json!({ "direction": "purchase" }), json!([{ "column": "total", "descending": true }])),
        (json!({ "text": "없는 품목" }), json!([])),
    ] {
        let saved = desk.call("invoice.export", request(&filter, &sort, "csv", &Value::Null));
        let bytes = bytes_of(&saved);
        let text =
            std::str::from_utf8(bytes.strip_prefix(b"\xEF\xBB\xBF").expect("a mark for Excel")).unwrap();
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let unquoted = |cell: &str| cell.strip_prefix('\'').unwrap_or(cell).to_owned();
        let found: Vec<[String; 8]> = reader
            .records()
            .map(|record| {
                let record = record.unwrap();
                COLUMNS.map(|at| unquoted(&record[at]))
            })
            .collect();
        assert_eq!(found, shown(&desk.rows_of(&filter, &sort, 1_000)), "{filter} {sort}");
    }
}

#[test]
fn no_cell_of_a_csv_begins_a_formula() {
    let desk = filled();
    let saved = desk.call("invoice.export", request(&json!({}), &json!([]), "csv", &Value::Null));
    let bytes = bytes_of(&saved);
    let mut reader = csv::Reader::from_reader(&bytes[3..]);
    let mut odd = 0;
    for record in reader.records().map(Result::unwrap) {
        for cell in &record {
            let amount = cell.parse::<i64>().is_ok();
            assert!(amount || !cell.starts_with(['=', '+', '-', '@']), "{cell}");
        }
        odd += usize::from(record[6].starts_with("'=HYPERLINK"));
    }
    assert_eq!(odd, 1);
}

#[test]
fn a_workbook_holds_exactly_the_rows_of_the_list_with_amounts_as_numbers() {
    let desk = filled();
    let sort = json!([{ "column": "supply", "descending": false }]);
    let saved = desk.call("invoice.export", request(&json!({}), &sort, "xlsx", &Value::Null));
    let mut workbook = Xlsx::new(Cursor::new(bytes_of(&saved))).unwrap();
    let range = workbook.worksheet_range("세금계산서").unwrap();
    let text = |cell: &Data| match cell {
        Data::Float(number) => format!("{number:.0}"),
        Data::Int(number) => number.to_string(),
        Data::String(text) => text.clone(),
        _ => String::new(),
    };
    let found: Vec<[String; 8]> =
        range.rows().skip(1).map(|row| COLUMNS.map(|at| row.get(at).map(text).unwrap_or_default())).collect();
    let rows = desk.rows_of(&json!({}), &sort, 1_000);
    assert_eq!(found, shown(&rows));
    let supply: f64 = range
        .rows()
        .skip(1)
        .filter_map(|row| match row[9] {
            Data::Float(number) => Some(number),
            _ => None,
        })
        .sum();
    let sum: i64 = rows.iter().map(|row| row["supply_krw"].as_i64().unwrap()).sum();
    assert_eq!(format!("{supply:.0}"), sum.to_string());
}

#[test]
fn an_export_never_writes_over_a_file_without_a_word() {
    let desk = filled();
    let target = desk.file("목록.csv", b"mine");
    let mut asked = request(&json!({}), &json!([]), "csv", &json!(target));
    assert_eq!(desk.refusal("invoice.export", asked.clone()), "file.exists");
    assert_eq!(std::fs::read(&target).unwrap(), b"mine");
    asked["overwrite"] = json!(true);
    let saved = desk.call("invoice.export", asked);
    assert_eq!(saved["path"], json!(target));
    assert!(std::fs::read(&target).unwrap().starts_with(b"\xEF\xBB\xBF"));
    let nowhere = request(&json!({}), &json!([]), "csv", &json!(desk.dir.path().join("none/목록.csv")));
    assert_eq!(desk.refusal("invoice.export", nowhere), "file.unwritable");
}

#[test]
fn a_source_document_is_saved_byte_for_byte_and_never_over_another() {
    let desk = Desk::with_company();
    desk.import(&[fixture("unsigned/0101-person.xml")]);
    let source = desk.rows()[0]["id"].clone();
    let id = desk.call("invoice.show", json!({ "id": source }))["sources"][0]["id"].clone();
    let target = desk.dir.path().join("원본.xml");
    let asked = json!({ "id": id, "to": target });
    desk.call("source.export", asked.clone());
    assert_eq!(std::fs::read(&target).unwrap(), std::fs::read(fixture("unsigned/0101-person.xml")).unwrap());
    assert_eq!(desk.refusal("source.export", asked), "file.exists");
}
