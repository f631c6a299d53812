//! One program writes a company at a time; an empty desk is locked.

use crate::desk::{Desk, OURS};
use crate::papers::fixture;
use jangbu_app::Clock as _;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::time::Duration;

/// Time passes with the machine awake.
fn wait(desk: &Desk, minutes: u64) {
    desk.clock.set(desk.clock.now() + Duration::from_secs(minutes * 60));
}

fn is_open(desk: &Desk) -> bool {
    !desk.call("app.status", json!({}))["company"].is_null()
}

fn company_id(desk: &Desk) -> Value {
    desk.call("company.list", json!({}))["companies"][0]["id"].clone()
}

/// The file inside the company's folder that names who holds it.
fn holder_file(desk: &Desk) -> PathBuf {
    let list = desk.call("company.list", json!({}));
    PathBuf::from(list["companies"][0]["path"].as_str().unwrap()).join("book.lock")
}

#[test]
fn a_locked_company_waits_at_the_door_and_comes_back_with_its_key() {
    let desk = Desk::with_company();
    desk.import(&[fixture("unsigned/0101.xml")]);
    let (id, rows) = (company_id(&desk), desk.rows());
    desk.call("company.lock", json!({}));
    assert_eq!(desk.refusal("invoice.totals", json!({ "filter": {}, "ids": null })), "company.none_open");
    let status = desk.call("app.status", json!({}));
    assert_eq!((&status["company"], &status["locked_company"]["id"]), (&Value::Null, &id));
    assert_eq!(desk.refusal("company.lock", json!({})), "company.none_open");
    desk.call("company.open", json!({ "id": id }));
    assert_eq!(desk.call("app.status", json!({}))["locked_company"], Value::Null);
    assert_eq!(desk.rows(), rows);
}

#[test]
fn an_empty_desk_is_locked_after_the_chosen_minutes_and_a_clerk_at_it_is_not() {
    let desk = Desk::with_company();
    desk.call("settings.write", json!({ "key": "lock.idle_minutes", "value": 5 }));
    for _ in 0..3 {
        wait(&desk, 4);
        desk.app.tick();
        assert!(is_open(&desk), "four minutes are not five");
        desk.call("app.in_use", json!({}));
    }
    wait(&desk, 4);
    // A page that hears of something stale asks again, whoever looks at it.
    desk.call("invoice.totals", json!({ "filter": {}, "ids": null }));
    desk.call("app.status", json!({}));
    wait(&desk, 1);
    desk.app.tick();
    assert!(!is_open(&desk), "nobody was there for five minutes");
}

#[test]
fn ten_minutes_are_the_bound_until_another_is_chosen_and_none_is_never() {
    let desk = Desk::with_company();
    wait(&desk, 9);
    desk.app.tick();
    assert!(is_open(&desk));
    wait(&desk, 1);
    desk.app.tick();
    assert!(!is_open(&desk));
    desk.call("company.open", json!({ "id": company_id(&desk) }));
    desk.call("settings.write", json!({ "key": "lock.idle_minutes", "value": 0 }));
    wait(&desk, 3_000);
    desk.app.tick();
    assert!(is_open(&desk));
}

#[test]
fn a_machine_that_has_slept_finds_the_company_locked_unless_the_clerk_said_otherwise() {
    let desk = Desk::with_company();
    let sleep = |desk: &Desk| {
        desk.app.tick();
        desk.clock.sleep_until(desk.clock.now() + Duration::from_hours(1));
        desk.app.tick();
    };
    sleep(&desk);
    assert!(!is_open(&desk));
    desk.call("company.open", json!({ "id": company_id(&desk) }));
    desk.call("settings.write", json!({ "key": "lock.on_sleep", "value": false }));
    sleep(&desk);
    assert!(is_open(&desk));
}

#[test]
fn a_machine_about_to_sleep_locks_at_once_and_leaves_the_backup_for_later() {
    let desk = Desk::with_company();
    desk.import(&[fixture("unsigned/0101.xml")]);
    let id = company_id(&desk);
    desk.call("settings.write", json!({ "key": "lock.on_sleep", "value": false }));
    desk.app.before_sleep();
    assert!(is_open(&desk));
    desk.call("settings.write", json!({ "key": "lock.on_sleep", "value": true }));
    desk.app.before_sleep();
    assert!(!is_open(&desk));
    let backups = |desk: &Desk| desk.call("backup.list", json!({ "company": id }))["backups"].clone();
    assert_eq!(backups(&desk), json!([]));
    desk.call("company.open", json!({ "id": id }));
    desk.app.tick();
    assert_eq!(backups(&desk)[0]["reason"], "daily", "it was owed");
}

#[test]
fn a_company_that_another_program_holds_is_read_beside_it_and_written_by_nobody_else() {
    let desk = Desk::with_company();
    desk.import(&[fixture("unsigned/0101.xml")]);
    let (id, rows) = (company_id(&desk), desk.rows());
    let second = desk.another();
    let held = second.app.dispatch("company.open", json!({ "id": id })).unwrap_err();
    assert_eq!((held.code.as_str(), held.params["reach"].as_str()), ("book.locked", "in_use"));
    assert_eq!(held.params["pid"], std::process::id().to_string());

    let opened = second.call("company.open", json!({ "id": id, "read_only": true }));
    assert_eq!((&opened["read_only"], &opened["took_over"]), (&json!(true), &Value::Null));
    assert_eq!(second.call("app.status", json!({}))["read_only"], json!(true));
    assert_eq!(second.rows(), rows);
    let note = json!({ "id": rows[0]["id"], "note": "확인", "looked_at": false });
    assert_eq!(second.refusal("invoice.note", note.clone()), "book.read_only");
    assert_eq!(second.refusal("key.renew_recovery", json!({})), "book.read_only");

    desk.call("invoice.note", note);
    assert_eq!(second.rows()[0]["noted"], json!(true), "what is written there is read here");
    second.call("company.close", json!({}));
    desk.call("company.close", json!({}));
    second.call("company.open", json!({ "id": id }));
}

#[test]
fn a_lock_of_another_machine_is_taken_over_at_the_clerk_s_word_only() {
    let desk = Desk::with_company();
    let (id, holder) = (company_id(&desk), holder_file(&desk));
    desk.call("company.close", json!({}));
    let there = json!({
        "owner": "kim", "host": "another-pc", "pid": 1, "program": "window", "since": "2025-03-04T00:00:00Z",
    });
    std::fs::write(&holder, there.to_string()).unwrap();
    let held = desk.app.dispatch("company.open", json!({ "id": id })).unwrap_err();
    assert_eq!(held.code, "book.locked");
    let told = ["reach", "owner", "host", "pid", "program", "since"].map(|name| held.params[name].as_str());
    assert_eq!(told, ["other_machine", "kim", "another-pc", "1", "window", "2025-03-04T09:00:00+09:00"]);
    let opened = desk.call("company.open", json!({ "id": id, "take_over": true }));
    assert_eq!(opened["took_over"]["host"], json!("another-pc"));
}

#[test]
fn the_lock_of_a_program_that_ended_without_goodbye_is_taken_over_and_told() {
    let desk = Desk::with_company();
    let (id, holder) = (company_id(&desk), holder_file(&desk));
    let left = std::fs::read(&holder).unwrap();
    desk.call("company.close", json!({}));
    assert!(!holder.exists(), "a goodbye takes the name away");
    std::fs::write(&holder, left).unwrap();
    let opened = desk.call("company.open", json!({ "id": id }));
    assert_eq!(opened["took_over"]["program"], json!("terminal"));
    assert_eq!(opened["business_number"], json!(OURS));
}

#[test]
fn a_job_that_runs_is_not_locked_out_and_closing_stops_it() {
    let desk = Desk::with_company();
    let heard = desk.app.subscribe();
    desk.import(&[fixture("unsigned/0101.xml")]);
    desk.call("company.close", json!({}));
    let finished = heard
        .try_iter()
        .filter(|event| matches!(event, jangbu_app::ipc::view::Event::Progress(step) if step.finished));
    assert!(finished.count() >= 2, "the import's end and the backup's are told");
    assert!(!is_open(&desk));
}
