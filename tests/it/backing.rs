//! Backups: made by hand and by themselves, checked, copied to a second place, brought back.

use crate::desk::{Desk, count};
use crate::papers::{fixture, fixtures_in};
use jangbu_app::Clock as _;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::time::Duration;

fn hours_pass(desk: &Desk, hours: u64) {
    desk.clock.set(desk.clock.now() + Duration::from_secs(hours * 3_600));
}

fn company_id(desk: &Desk) -> Value {
    desk.call("company.list", json!({}))["companies"][0]["id"].clone()
}

fn backups(desk: &Desk) -> Vec<Value> {
    let list = desk.call("backup.list", json!({ "company": company_id(desk) }));
    list["backups"].as_array().unwrap().clone()
}

fn reasons(desk: &Desk) -> Vec<String> {
    backups(desk).iter().map(|backup| backup["reason"].as_str().unwrap().to_owned()).collect()
}

fn create(desk: &Desk) -> Value {
    desk.call("backup.create", json!({ "job": desk.job() }))
}

fn prepare(desk: &Desk, path: &Value) -> Value {
    desk.call("restore.prepare", json!({ "job": desk.job(), "path": path }))
}

#[test]
fn a_backup_by_hand_is_verified_and_told_of() {
    let desk = Desk::with_company();
    desk.import(&fixtures_in("unsigned", "xml"));
    assert_eq!(desk.call("app.status", json!({}))["last_backup_at"], Value::Null);
    let made = create(&desk);
    assert_eq!((&made["backup"]["state"], &made["second_problem"]), (&json!("verified"), &Value::Null));
    assert_eq!(count(&made["backup"], "invoices"), desk.rows().len() as u64);
    assert_eq!(desk.call("app.status", json!({}))["last_backup_at"], made["backup"]["at"]);
    assert_eq!(backups(&desk), [made["backup"].clone()]);
    let path = &made["backup"]["path"];
    let found = desk.call("backup.verify", json!({ "job": desk.job(), "path": path }));
    assert_eq!(found["problem"], Value::Null);
    assert_eq!(found["totals"], desk.totals(&json!({})));
    assert_eq!(found["head"], desk.call("audit.log", json!({ "before_act": null, "limit": 1 }))["head"]);
}

#[test]
fn closing_backs_up_what_has_changed_and_nothing_else() {
    let desk = Desk::with_company();
    let id = company_id(&desk);
    desk.import(&[fixture("unsigned/0101.xml")]);
    desk.call("company.close", json!({}));
    assert_eq!(reasons(&desk), ["close"]);
    hours_pass(&desk, 1);
    desk.call("company.open", json!({ "id": id }));
    desk.call("company.close", json!({}));
    assert_eq!(reasons(&desk), ["close"], "nothing was changed");
}

#[test]
fn a_day_with_changes_has_its_backup_while_the_company_stays_open() {
    let desk = Desk::with_company();
    desk.call("settings.write", json!({ "key": "lock.idle_minutes", "value": 0 }));
    create(&desk);
    desk.import(&[fixture("unsigned/0101.xml")]);
    hours_pass(&desk, 23);
    desk.app.tick();
    assert_eq!(reasons(&desk), ["manual"]);
    hours_pass(&desk, 1);
    desk.app.tick();
    assert_eq!(reasons(&desk), ["daily", "manual"]);
    hours_pass(&desk, 48);
    desk.app.tick();
    assert_eq!(reasons(&desk), ["daily", "manual"], "a day without changes needs none");
}

#[test]
fn what_closing_left_undone_is_made_after_the_next_opening() {
    let desk = Desk::with_company();
    desk.import(&[fixture("unsigned/0101.xml")]);
    let id = company_id(&desk);
    desk.call("company.close", json!({}));
    std::fs::remove_dir_all(desk.dir.path().join("backups")).unwrap();
    desk.call("company.open", json!({ "id": id }));
    desk.app.tick();
    assert_eq!(reasons(&desk), ["daily"]);
}

#[test]
fn a_backup_that_fails_is_a_quiet_problem_until_one_succeeds() {
    let desk = Desk::with_company();
    desk.call("settings.write", json!({ "key": "lock.idle_minutes", "value": 0 }));
    desk.import(&[fixture("unsigned/0101.xml")]);
    let id = company_id(&desk);
    let place = desk.dir.path().join("backups");
    std::fs::write(&place, b"in the way").unwrap();
    desk.call("company.close", json!({}));
    desk.call("company.open", json!({ "id": id }));
    desk.app.tick();
    let status = desk.call("app.status", json!({}));
    assert_eq!(status["last_backup_problem"]["command"], json!("backup.automatic"));
    assert_eq!(desk.call("problem.list", json!({}))["problems"][0]["code"], json!("book.io"));
    std::fs::remove_file(&place).unwrap();
    desk.app.tick();
    assert!(backups(&desk).is_empty(), "it waits before it tries again");
    hours_pass(&desk, 1);
    desk.app.tick();
    assert_eq!(reasons(&desk), ["daily"]);
    assert_eq!(desk.call("app.status", json!({}))["last_backup_problem"], Value::Null);
}

#[test]
fn a_place_that_cannot_be_read_hides_nothing_of_the_other() {
    let desk = Desk::with_company();
    let second = tempfile::tempdir().unwrap();
    desk.call("backup.place", json!({ "second": second.path() }));
    create(&desk);
    let id = company_id(&desk);
    let shelf = second.path().join(id.as_str().unwrap());
    std::fs::remove_dir_all(&shelf).unwrap();
    std::fs::write(&shelf, "no folder").unwrap();
    let unreadable = json!([{ "place": "second", "path": second.path(), "code": "book.io" }]);

    let list = desk.call("backup.list", json!({}));
    assert_eq!(list["unreadable"], unreadable);
    assert_eq!(list["backups"].as_array().unwrap().len(), 1, "the first place's is there");
    let verified = desk.call("audit.verify", json!({ "job": desk.job() }));
    assert_eq!((&verified["unreadable"], &verified["fault"]), (&unreadable, &Value::Null));
    assert_eq!(verified["heads"].as_array().unwrap().len(), 1);

    desk.call("company.close", json!({}));
    desk.call("company.open", json!({ "id": id }));
    let known = desk.call("app.status", json!({}))["last_backup_at"].clone();
    assert_eq!(known, list["backups"][0]["at"], "the last backup is known all the same");
}

#[test]
fn a_second_place_holds_copies_and_its_loss_is_told_and_loses_nothing() {
    let desk = Desk::with_company();
    let second = tempfile::tempdir().unwrap();
    let list = desk.call("backup.place", json!({ "second": second.path() }));
    assert_eq!(list["places"]["second"], json!(second.path()));
    create(&desk);
    let places: Vec<_> = backups(&desk).iter().map(|backup| backup["place"].clone()).collect();
    assert_eq!(places.iter().filter(|place| **place == json!("second")).count(), 1, "{places:?}");
    let gone = second.path().to_owned();
    second.close().unwrap();
    std::fs::write(&gone, b"no folder").unwrap();
    hours_pass(&desk, 1);
    let made = create(&desk);
    assert_eq!(made["backup"]["state"], json!("verified"));
    assert_eq!(made["second_problem"]["code"], json!("book.io"));
    assert_eq!(desk.call("app.status", json!({}))["last_backup_at"], made["backup"]["at"]);
    assert_ne!(desk.call("app.status", json!({}))["last_backup_problem"], Value::Null);
    std::fs::remove_file(&gone).unwrap();
    let list = desk.call("backup.place", json!({ "second": null }));
    assert_eq!(list["places"]["second"], Value::Null);
    assert_eq!(list["backups"].as_array().unwrap().len(), 2, "the first place has both");
}

#[test]
fn a_place_that_cannot_take_backups_is_refused_when_it_is_chosen() {
    let desk = Desk::with_company();
    let file = desk.file("no folder", b"");
    for place in [Path::new("relative"), &desk.dir.path().join("none"), &file, desk.dir.path()] {
        assert_eq!(
            desk.refusal("backup.place", json!({ "second": place })),
            "backup.place_unusable",
            "{place:?}"
        );
    }
    assert_eq!(desk.call("backup.list", json!({}))["places"]["second"], Value::Null);
}

#[test]
fn a_damaged_backup_is_named_and_never_brought_back() {
    let desk = Desk::with_company();
    desk.import(&[fixture("unsigned/0101.xml")]);
    let path = create(&desk)["backup"]["path"].clone();
    let book = PathBuf::from(path.as_str().unwrap()).join("book.db");
    let mut bytes = std::fs::read(&book).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&book, &bytes).unwrap();
    let found = desk.call("backup.verify", json!({ "job": desk.job(), "path": path }));
    assert_eq!(found["problem"], json!("file_changed"));
    let request = json!({ "job": desk.job(), "path": path });
    let refused = desk.app.dispatch("restore.prepare", request).unwrap_err();
    assert_eq!(
        (refused.code.as_str(), refused.params["problem"].as_str()),
        ("backup.unsound", "file_changed")
    );
    std::fs::write(&book, &bytes[..middle]).unwrap();
    let listed = backups(&desk);
    assert_eq!((&listed[0]["state"], &listed[0]["problem"]), (&json!("damaged"), &json!("file_size")));
}

#[test]
fn a_backup_is_compared_first_takes_over_then_and_what_stood_there_comes_back() {
    let desk = Desk::with_company();
    desk.import(&[fixture("unsigned/0101.xml")]);
    let then = desk.dump();
    let path = create(&desk)["backup"]["path"].clone();
    hours_pass(&desk, 1);
    desk.import(&fixtures_in("unsigned", "xml"));
    let now = desk.dump();

    let prepared = prepare(&desk, &path);
    let comparison = &prepared["comparison"];
    assert_eq!(comparison["newer"], json!("present"));
    assert!(count(comparison, "changes_lost") > 0);
    let more = now["rows"].as_array().unwrap().len() - then["rows"].as_array().unwrap().len();
    assert_eq!(count(comparison, "invoices_lost"), more as u64);
    assert_eq!(comparison["present"]["totals"], now["totals"]);
    assert_eq!(comparison["backup"]["totals"], then["totals"]);
    assert_ne!(comparison["present"]["last_act_at"], comparison["backup"]["last_act_at"]);
    assert_eq!(desk.dump(), now, "comparing changes nothing");

    let company = desk.call("restore.commit", json!({ "candidate": prepared["candidate"] }));
    assert_eq!(company["open"], json!(true), "what was open is open");
    assert_eq!(desk.dump(), then);
    assert_eq!(desk.refusal("restore.commit", json!({ "candidate": prepared["candidate"] })), "restore.gone");

    let kept = desk.call("restore.kept", json!({}))["kept"].clone();
    assert_eq!(kept.as_array().unwrap().len(), 1);
    assert!(count(&kept[0], "size_bytes") > 0);
    let back = json!({ "company": company["id"], "path": kept[0]["path"] });
    desk.call("restore.roll_back", back);
    assert_eq!(desk.dump(), now);
    assert_eq!(desk.call("restore.kept", json!({}))["kept"].as_array().unwrap().len(), 1);
}

#[test]
fn a_prepared_backup_that_is_given_up_leaves_nothing_behind() {
    let desk = Desk::with_company();
    let path = create(&desk)["backup"]["path"].clone();
    let prepared = prepare(&desk, &path);
    let folders = || std::fs::read_dir(desk.dir.path().join("companies")).unwrap().count();
    assert_eq!(folders(), 2);
    desk.call("restore.discard", json!({ "candidate": prepared["candidate"] }));
    assert_eq!(folders(), 1);
    assert_eq!(
        desk.refusal("restore.discard", json!({ "candidate": prepared["candidate"] })),
        "restore.gone"
    );
}

#[test]
fn another_machine_takes_a_company_in_by_its_backup_and_recovery_key() {
    let desk = Desk::bare();
    let created = desk.create("가상상사", crate::desk::OURS);
    desk.import(&fixtures_in("unsigned", "xml"));
    let (rows, path) = (desk.rows(), create(&desk)["backup"]["path"].clone());
    let there = Desk::bare();
    let request = |ticket: Value| json!({ "job": there.job(), "path": path, "recovery_key": ticket });
    assert_eq!(
        there.refusal("restore.prepare", json!({ "job": there.job(), "path": path })),
        "key.keyring_unavailable"
    );
    let ticket = there.call("secret.put", json!({ "value": created["recovery_key"] }))["ticket"].clone();
    let prepared = there.call("restore.prepare", request(ticket));
    assert_eq!(
        (&prepared["comparison"]["newer"], &prepared["comparison"]["present"]),
        (&json!("no_present"), &Value::Null)
    );
    let company = there.call("restore.commit", json!({ "candidate": prepared["candidate"] }));
    assert_eq!((&company["id"], &company["open"]), (&created["company"]["id"], &json!(false)));
    there.call("company.open", json!({ "id": company["id"] }));
    assert_eq!(there.rows(), rows);
}

#[test]
fn a_book_that_cannot_be_read_is_brought_back_from_its_backup() {
    let desk = Desk::with_company();
    desk.import(&fixtures_in("unsigned", "xml"));
    let before = desk.dump();
    let id = company_id(&desk);
    desk.call("company.close", json!({}));
    let book = desk.dir.path().join("companies").join(id.as_str().unwrap()).join("book.db");
    let size = std::fs::metadata(&book).unwrap().len();
    std::fs::File::options().write(true).open(&book).unwrap().set_len(size / 2).unwrap();
    assert_eq!(desk.refusal("company.open", json!({ "id": id })), "book.damaged");
    let path = backups(&desk)[0]["path"].clone();
    let prepared = prepare(&desk, &path);
    assert_eq!(prepared["comparison"]["present_problem"], json!("book.damaged"));
    desk.call("restore.commit", json!({ "candidate": prepared["candidate"] }));
    desk.call("company.open", json!({ "id": id }));
    assert_eq!(desk.dump(), before);
}
