//! What was done: notes, the log of acts, the undo of one, the check of the chain.

use crate::desk::{Desk, count};
use crate::papers::{fixture, fixtures_in};
use serde_json::{Value, json};

fn log(desk: &Desk) -> Vec<Value> {
    let log = desk.call("audit.log", json!({ "before_act": null, "limit": 100 }));
    log["acts"].as_array().unwrap().clone()
}

fn undo(desk: &Desk, act: &Value) -> Value {
    desk.call("act.undo", json!({ "act": act["id"], "job": desk.job() }))
}

fn note(desk: &Desk, id: &Value, text: &str, looked_at: bool) -> Value {
    desk.call("invoice.note", json!({ "id": id, "note": text, "looked_at": looked_at }))
}

/// An invoice that carries a warning.
fn with_warning(desk: &Desk) -> Value {
    desk.import(&fixtures_in("unsigned", "xml"));
    let rows = desk.rows_of(&json!({ "has_warnings": true, "looked_at": false }), &json!([]), 100);
    rows.first().expect("a fixture carries a warning")["id"].clone()
}

#[test]
fn a_warning_that_was_looked_at_is_not_counted_and_counts_again_when_that_is_undone() {
    let desk = Desk::with_company();
    let id = with_warning(&desk);
    let to_look_at = || count(&desk.call("app.status", json!({})), "invoices_to_look_at");
    let before = to_look_at();
    let view = note(&desk, &id, "  전화로 확인함 ", true);
    assert_eq!(view["clerk_note"], json!("전화로 확인함"));
    assert_eq!(view["looked_at"], json!("2025-03-05T10:00:00+09:00"));
    assert_eq!((&view["row"]["looked_at"], &view["row"]["noted"]), (&json!(true), &json!(true)));
    assert_eq!(to_look_at(), before - 1);
    assert_eq!(desk.rows_of(&json!({ "text": "확인함" }), &json!([]), 10).len(), 1, "a note is searched");
    let last = view["history"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&last["act"], &last["operation"]), (&json!("note"), &json!("add")));

    let undone = undo(&desk, &log(&desk)[0]);
    assert_eq!(count(&undone, "notes"), 1);
    assert_eq!(to_look_at(), before);
    let view = desk.call("invoice.show", json!({ "id": id }));
    assert_eq!((&view["clerk_note"], &view["looked_at"]), (&Value::Null, &Value::Null));
}

#[test]
fn a_moment_in_a_history_is_in_korean_time() {
    let desk = Desk::with_company();
    let id = with_warning(&desk);
    note(&desk, &id, "전화로 확인함", false);
    let view = note(&desk, &id, "전화로 확인함", true);
    let history = desk.call("audit.history", json!({ "entity": "invoice", "id": id }));
    let fields = history["changes"].as_array().unwrap().last().unwrap()["fields"].as_array().unwrap();
    let looked_at = fields.iter().find(|field| field["field"] == "looked_at").unwrap();
    assert_eq!(looked_at["after"], view["looked_at"]);
    assert_eq!(looked_at["after"], json!("2025-03-05T10:00:00+09:00"));
}

#[test]
fn a_note_too_long_or_on_nothing_is_refused() {
    let desk = Desk::with_company();
    let request = json!({ "id": 99, "note": "없는 것", "looked_at": false });
    assert_eq!(desk.refusal("invoice.note", request), "invoice.not_found");
    let id = with_warning(&desk);
    let request = json!({ "id": id, "note": "가".repeat(2_001), "looked_at": false });
    assert_eq!(desk.refusal("invoice.note", request), "request.malformed");
}

#[test]
fn the_log_tells_each_act_and_an_undo_can_be_undone() {
    let desk = Desk::with_company();
    desk.import(&[fixture("unsigned/0101.xml")]);
    let rows = desk.dump();
    let acts = log(&desk);
    let kinds: Vec<_> = acts.iter().map(|act| act["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["import", "create"]);
    assert!(
        acts[0]["changes"]
            .as_array()
            .unwrap()
            .contains(&json!({ "entity": "invoice", "operation": "add", "count": 1 }))
    );
    assert_eq!((&acts[0]["undo"], &acts[1]["undo"]), (&json!("yes"), &json!("company_created")));

    let undone = undo(&desk, &acts[0]);
    assert!(desk.rows().is_empty());
    let after = log(&desk);
    assert_eq!((&after[0]["kind"], &after[0]["id"]), (&json!("undo"), &undone["act"]));
    assert_eq!((&after[1]["undone_by"], &after[1]["undo"]), (&undone["act"], &json!("already_undone")));

    undo(&desk, &after[0]);
    assert_eq!(desk.dump(), rows, "everything is back as it was");
    assert_eq!(log(&desk)[0]["kind"], json!("redo"));
}

#[test]
fn what_cannot_be_undone_says_why() {
    let desk = Desk::with_company();
    desk.import(&[fixture("unsigned/0101.xml")]);
    let why = |act: Value| {
        let error = desk.app.dispatch("act.undo", json!({ "act": act, "job": desk.job() })).unwrap_err();
        (error.code, error.params.get("reason").cloned().unwrap_or_default())
    };
    let told = |code: &str, reason: &str| (code.to_owned(), reason.to_owned());
    assert_eq!(why(json!(1)), told("undo.refused", "company_created"));
    assert_eq!(why(json!(99)), told("act.not_found", ""));
    let import = log(&desk)[0].clone();
    undo(&desk, &import);
    assert_eq!(why(import["id"].clone()), told("undo.refused", "already_undone"));
}

#[test]
fn the_log_is_read_page_by_page_to_its_first_act() {
    let desk = Desk::with_company();
    let id = with_warning(&desk);
    for round in 0..5 {
        note(&desk, &id, &format!("메모 {round}"), false);
    }
    let (mut before, mut seen) = (Value::Null, Vec::new());
    loop {
        let page = desk.call("audit.log", json!({ "before_act": before, "limit": 2 }));
        seen.extend(page["acts"].as_array().unwrap().iter().map(|act| act["id"].as_i64().unwrap()));
        before = page["next_before"].clone();
        if before.is_null() {
            break;
        }
    }
    assert_eq!(seen, (1..=7).rev().collect::<Vec<i64>>());
}

#[test]
fn every_kind_of_document_has_its_history() {
    let desk = Desk::with_company();
    desk.import(&[fixture("unsigned/0101.xml")]);
    let (row, import) = (desk.rows()[0].clone(), desk.call("import.list", json!({}))["imports"][0].clone());
    let source = desk.call("invoice.show", json!({ "id": row["id"] }))["sources"][0]["id"].clone();
    for (entity, id) in [
        ("invoice", &row["id"]),
        ("partner", &row["partner_id"]),
        ("import", &import["id"]),
        ("source", &source),
        ("company", &json!(1)),
    ] {
        let history = desk.call("audit.history", json!({ "entity": entity, "id": id }));
        assert_eq!(history["changes"][0]["operation"], json!("add"), "{entity}: {history}");
    }
    let unknown = json!({ "entity": "nonsense", "id": 1 });
    assert_eq!(desk.refusal("audit.history", unknown), "request.malformed");
}

#[test]
fn the_chain_is_held_against_the_heads_of_the_backups() {
    let desk = Desk::with_company();
    desk.import(&[fixture("unsigned/0101.xml")]);
    let backup = |desk: &Desk| desk.call("backup.create", json!({ "job": desk.job() }))["backup"].clone();
    let verify = |desk: &Desk| desk.call("audit.verify", json!({ "job": desk.job() }));
    let first = backup(&desk);
    desk.clock.set("2025-03-05T02:00:00Z".parse().unwrap());
    desk.import(&fixtures_in("unsigned", "xml"));
    let second = backup(&desk);
    let found = verify(&desk);
    assert_eq!((&found["fault"], count(&found, "rows")), (&Value::Null, count(&found["head"], "seq")));
    let holds = |found: &Value| -> Vec<(Value, Value)> {
        let heads = found["heads"].as_array().unwrap();
        heads.iter().map(|head| (head["backup"].clone(), head["holds"].clone())).collect()
    };
    let (yes, no) = (json!(true), json!(false));
    assert_eq!(holds(&found), [(second["path"].clone(), yes.clone()), (first["path"].clone(), yes.clone())]);

    let request = json!({ "job": desk.job(), "path": first["path"] });
    let prepared = desk.call("restore.prepare", request);
    desk.call("restore.commit", json!({ "candidate": prepared["candidate"] }));
    let found = verify(&desk);
    assert_eq!(found["fault"], Value::Null, "an earlier state is whole in itself");
    assert_eq!(
        holds(&found),
        [(second["path"].clone(), no), (first["path"].clone(), yes)],
        "and lacks what followed"
    );
}
