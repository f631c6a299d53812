//! What went wrong, kept in one quiet place, and a report that names nobody.

use crate::desk::{Desk, OURS, count};
use crate::papers::fixture;
use jangbu_app::{Host, Log};
use serde_json::{Value, json};
use std::sync::Arc;
use tracing_subscriber::layer::SubscriberExt as _;

fn problems(desk: &Desk) -> Vec<Value> {
    desk.call("problem.list", json!({}))["problems"].as_array().unwrap().clone()
}

#[test]
fn a_failure_is_kept_and_counted_and_a_slip_of_the_pen_is_not() {
    let desk = Desk::with_company();
    desk.refusal("company.create", json!({ "name": "가", "business_number": "1", "protection": "keyring" }));
    assert!(problems(&desk).is_empty());
    for _ in 0..2 {
        desk.refusal("invoice.show", json!({ "id": 99 }));
    }
    let kept = problems(&desk);
    assert_eq!((kept.len(), &kept[0]["code"]), (1, &json!("invoice.not_found")));
    assert_eq!((&kept[0]["command"], count(&kept[0], "count")), (&json!("invoice.show"), 2));
    assert_eq!(count(&desk.call("app.status", json!({})), "problems"), 1);
    desk.call("problem.clear", json!({}));
    assert!(problems(&desk).is_empty());
}

#[test]
fn a_report_tells_what_happened_and_names_nobody() {
    let desk = Desk::bare();
    let clock = Arc::clone(&desk.clock) as Arc<dyn jangbu_app::Clock>;
    let log = tracing_subscriber::registry().with(Log::new(desk.dir.path(), Host::Window, clock));
    tracing::subscriber::with_default(log, || {
        desk.create("비밀상사", OURS);
        desk.import(&[fixture("unsigned/0101-person.xml")]);
        let missing = desk.dir.path().join("김시험_급여.xml");
        let inputs = json!({ "inputs": [{ "path": missing }], "job": "read" });
        assert_eq!(desk.refusal("import.preview", inputs), "file.unreadable");
        let to = json!({ "id": 1, "to": "/no such folder/비밀상사.xml", "overwrite": false });
        desk.refusal("source.export", to);
        desk.refusal("invoice.show", json!({ "approval_number": "20250131-99990000-99999999" }));
    });
    let to = desk.dir.path().join("report.txt");
    let saved = desk.call("problem.report", json!({ "to": to }));
    assert_eq!(saved["path"], json!(to));
    let report = std::fs::read_to_string(&to).unwrap();
    for told in ["Jangbu ", "invoice.not_found", "file.unwritable", "source.export", "\"command failed\""] {
        assert!(report.contains(told), "{told}:\n{report}");
    }
    let folder = desk.dir.path().display().to_string();
    let id = desk.call("company.list", json!({}))["companies"][0]["id"].as_str().unwrap().to_owned();
    for secret in [
        "비밀상사",
        "김시험",
        "급여",
        OURS,
        "1234567891",
        "99990000",
        "991332",
        &folder,
        &id,
        "no such folder",
    ] {
        assert!(!report.contains(secret), "{secret}:\n{report}");
    }
    assert_eq!(desk.refusal("problem.report", json!({ "to": to })), "file.exists");
    assert_eq!(problems(&desk).iter().filter(|kept| kept["code"] == json!("file.exists")).count(), 0);
}
