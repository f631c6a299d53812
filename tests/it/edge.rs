//! Every command of the table, given what it does not expect.

use crate::desk::Desk;
use jangbu_app::ERROR_CODES;
use jangbu_app::ipc::commands::TABLE;
use serde_json::{Value, json};

#[test]
fn every_command_answers_a_payload_of_the_wrong_shape_with_its_code() {
    let desk = Desk::with_company();
    for command in TABLE {
        for payload in [json!("text"), json!(7), json!(true), json!(["a", "b", "c", "d", "e", "f", "g"])] {
            let code = desk.refusal(command.name, payload.clone());
            assert_eq!(code, "request.malformed", "{} given {payload}", command.name);
        }
    }
}

#[test]
fn every_command_survives_fields_of_wrong_types_and_extreme_values() {
    let desk = Desk::with_company();
    let values = [
        Value::Null,
        json!(-1),
        json!(i64::MAX),
        json!(u64::MAX),
        json!(1e300),
        json!(""),
        json!("\u{0}"),
        json!("가".repeat(100_000)),
        json!([]),
        json!({}),
        json!([[[[]]]]),
    ];
    let fields = [
        "id",
        "job",
        "name",
        "value",
        "key",
        "filter",
        "sort",
        "after",
        "limit",
        "every",
        "ids",
        "text",
        "inputs",
        "preview",
        "decisions",
        "to",
        "format",
        "approval_number",
        "business_number",
        "protection",
    ];
    for command in TABLE.iter().filter(|command| command.name != "company.close") {
        for value in &values {
            let payload: serde_json::Map<String, Value> =
                fields.iter().map(|field| ((*field).to_owned(), value.clone())).collect();
            if let Err(error) = desk.app.dispatch(command.name, Value::Object(payload)) {
                assert!(ERROR_CODES.contains(&error.code.as_str()), "{}: {}", command.name, error.code);
                assert_ne!(error.code, "internal", "{} given {value}", command.name);
            }
        }
    }
}

#[test]
fn values_out_of_bounds_inside_a_good_shape_are_refused_or_held_to_the_bounds() {
    let desk = Desk::with_company();
    let page = |filter: Value, after: Value, limit: u32| json!({ "filter": filter, "sort": [], "after": after, "limit": limit });
    for filter in
        [json!({ "from": "2025-13-01" }), json!({ "to": "어제" }), json!({ "total_min_krw": i64::MAX })]
    {
        assert_eq!(desk.refusal("invoice.page", page(filter, Value::Null, 10)), "request.malformed");
    }
    for cursor in ["", "x", "9:9:9", &"A".repeat(10_000)] {
        assert_eq!(desk.refusal("invoice.page", page(json!({}), json!(cursor), 10)), "request.malformed");
    }
    let anchors = |every: u32| json!({ "filter": {}, "sort": [], "every": every });
    assert_eq!(desk.refusal("invoice.anchors", anchors(49)), "request.malformed");
    assert_eq!(desk.refusal("invoice.anchors", anchors(1_001)), "request.malformed");
    let empty = desk.call("invoice.page", page(json!({}), Value::Null, u32::MAX));
    assert_eq!(empty, json!({ "rows": [], "next": null }));
}

#[test]
fn what_needs_a_company_says_so_when_none_is_open() {
    let desk = Desk::bare();
    for (command, payload) in [
        ("invoice.page", json!({ "filter": {}, "sort": [], "after": null, "limit": 10 })),
        ("invoice.totals", json!({ "filter": {}, "ids": null })),
        ("invoice.show", json!({ "id": 1 })),
        ("partner.suggest", json!({ "text": "", "limit": 5 })),
        ("import.list", json!({})),
        ("today.overview", json!({})),
        ("source.show", json!({ "id": 1 })),
    ] {
        assert_eq!(desk.refusal(command, payload), "company.none_open", "{command}");
    }
    assert_eq!(desk.call("app.status", json!({}))["company"], Value::Null);
}

#[test]
fn an_unknown_command_and_unknown_documents_are_told() {
    let desk = Desk::with_company();
    assert_eq!(desk.refusal("invoice.delete", json!({})), "request.unknown_command");
    assert_eq!(desk.refusal("invoice.show", json!({ "id": 1 })), "invoice.not_found");
    assert_eq!(desk.refusal("invoice.show", json!({})), "invoice.not_found");
    assert_eq!(desk.refusal("source.show", json!({ "id": 1 })), "source.not_found");
    assert_eq!(desk.refusal("source.export", json!({ "id": 1, "to": null })), "source.not_found");
}

#[test]
fn an_absent_payload_is_an_empty_one() {
    let desk = Desk::bare();
    assert_eq!(desk.call("app.status", Value::Null)["host"], json!("window"));
}

#[test]
fn preferences_are_kept_and_removed() {
    let mut desk = Desk::bare();
    desk.call("settings.write", json!({ "key": "theme", "value": "dark" }));
    desk.restart();
    assert_eq!(desk.call("settings.read", json!({}))["values"]["theme"], json!("dark"));
    desk.call("settings.write", json!({ "key": "theme", "value": null }));
    assert_eq!(desk.call("settings.read", json!({}))["values"].get("theme"), None);
}
