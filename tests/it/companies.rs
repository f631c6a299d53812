//! Companies: one encrypted book each, never mixed, never made by accident.

use crate::desk::{Desk, OURS, THEIRS, approvals};
use crate::papers::{fixture, fixtures_in};
use serde_json::{Value, json};
use std::path::Path;

const PASSPHRASE: &str = "나무 아래 책상 다섯";

fn ticket(desk: &Desk, value: &str) -> Value {
    desk.call("secret.put", json!({ "value": value }))["ticket"].clone()
}

fn create_with_passphrase(desk: &Desk) -> Value {
    let passphrase = ticket(desk, PASSPHRASE);
    let company = json!({
        "name": "암호상사", "business_number": OURS, "protection": "passphrase", "passphrase": passphrase,
    });
    desk.call("company.create", company)
}

/// Every file below a folder with its size.
fn files_below(folder: &Path) -> Vec<(std::path::PathBuf, u64)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let metadata = entry.metadata().unwrap();
        if metadata.is_dir() {
            found.extend(files_below(&entry.path()));
        } else {
            found.push((entry.path(), metadata.len()));
        }
    }
    found.sort();
    found
}

#[test]
fn two_companies_keep_their_own_books() {
    let desk = Desk::bare();
    let ours = desk.create("가상상사", OURS);
    desk.import(&fixtures_in("unsigned", "xml"));
    let our_rows = desk.rows();
    let theirs = desk.create("시험무역", THEIRS);
    assert!(desk.rows().is_empty(), "a new company begins with an empty book");
    desk.import(&[fixture("unsigned/0101.xml")]);
    let their_rows = desk.rows();
    assert_eq!(approvals(&their_rows), ["20250131-99990000-00000001"]);
    assert_eq!(their_rows[0]["direction"], json!("purchase"), "the same document, seen from the other side");

    desk.call("company.open", json!({ "id": ours["company"]["id"] }));
    assert_eq!(desk.rows(), our_rows);
    desk.call("company.open", json!({ "id": theirs["company"]["id"] }));
    assert_eq!(desk.rows(), their_rows);
    let list = desk.call("company.list", json!({}));
    assert_eq!(list["companies"].as_array().unwrap().len(), 2);
}

#[test]
fn a_dry_run_of_one_company_is_never_committed_into_another() {
    let desk = Desk::with_company();
    let preview = desk.preview(&[fixture("unsigned/0101.xml")]);
    desk.create("시험무역", THEIRS);
    assert_eq!(desk.refusal("import.commit", desk.word(&preview)), "import.preview_gone");
    assert!(desk.rows().is_empty());
}

#[test]
fn opening_never_creates() {
    let desk = Desk::with_company();
    let before = files_below(&desk.dir.path().join("companies"));
    for id in ["none", "../outside", "", ".", "가상상사", "a/b"] {
        assert_eq!(desk.refusal("company.open", json!({ "id": id })), "book.not_found", "{id:?}");
    }
    assert_eq!(files_below(&desk.dir.path().join("companies")), before);
    assert!(!desk.dir.path().join("outside").exists());
}

#[test]
fn a_book_whose_file_is_gone_is_not_made_anew() {
    let desk = Desk::with_company();
    let list = desk.call("company.list", json!({}));
    let (id, path) = (&list["companies"][0]["id"], list["companies"][0]["path"].as_str().unwrap());
    desk.call("company.close", json!({}));
    std::fs::remove_file(Path::new(path).join("book.db")).unwrap();
    assert_eq!(desk.refusal("company.open", json!({ "id": id })), "book.not_found");
    assert!(!Path::new(path).join("book.db").exists());
}

#[test]
fn a_wrong_passphrase_is_told_and_changes_nothing() {
    let mut desk = Desk::bare();
    let created = create_with_passphrase(&desk);
    desk.import(&[fixture("unsigned/0101.xml")]);
    desk.restart();
    let id = &created["company"]["id"];
    for wrong in ["나무 아래 책상 여섯", "", "나무 아래 책상 다섯 "] {
        let passphrase = ticket(&desk, wrong);
        let request = json!({ "id": id, "passphrase": passphrase });
        let code = desk.refusal("company.open", request);
        assert_eq!(code, "book.wrong_key", "{wrong:?}");
    }
    assert_eq!(desk.refusal("company.open", json!({ "id": id })), "book.wrong_key", "it needs a passphrase");
    assert_eq!(desk.refusal("invoice.totals", json!({ "filter": {}, "ids": null })), "company.none_open");
    desk.call("company.open", json!({ "id": id, "passphrase": ticket(&desk, PASSPHRASE) }));
    assert_eq!(desk.rows().len(), 1);
}

#[test]
fn the_recovery_key_opens_the_book_and_a_typing_mistake_is_told_apart() {
    let mut desk = Desk::bare();
    let created = create_with_passphrase(&desk);
    desk.restart();
    let (id, key) = (&created["company"]["id"], created["recovery_key"].as_str().unwrap());
    let mut mistyped = key.to_owned();
    let last = if mistyped.pop() == Some('2') { '3' } else { '2' };
    mistyped.push(last);
    let recovery = ticket(&desk, &mistyped);
    let request = json!({ "id": id, "recovery_key": recovery });
    assert_eq!(desk.refusal("company.open", request), "key.recovery_typo");
    desk.call("company.open", json!({ "id": id, "recovery_key": ticket(&desk, &key.to_lowercase()) }));
}

#[test]
fn a_secret_s_ticket_works_once() {
    let desk = Desk::bare();
    let created = create_with_passphrase(&desk);
    let once = ticket(&desk, PASSPHRASE);
    let request = json!({ "id": created["company"]["id"], "passphrase": once });
    desk.call("company.open", request.clone());
    assert_eq!(desk.refusal("company.open", request), "secret.ticket_gone");
}

#[test]
fn what_does_not_make_a_company_makes_nothing() {
    let desk = Desk::bare();
    let create = |name: &str, number: &str, protection: &str| json!({ "name": name, "business_number": number, "protection": protection });
    assert_eq!(desk.refusal("company.create", create(" ", OURS, "keyring")), "id.name_missing");
    assert_eq!(desk.refusal("company.create", create("가", "123", "keyring")), "id.business_number_length");
    let digit = create("가", "123-45-67890", "keyring");
    assert_eq!(desk.refusal("company.create", digit), "id.business_number_check_digit");
    assert_eq!(desk.refusal("company.create", create("가", OURS, "passphrase")), "key.passphrase_weak");
    assert_eq!(desk.refusal("company.create", create("가", OURS, "throwaway")), "key.no_slot");
    assert_eq!(desk.call("company.list", json!({}))["companies"], json!([]));
}

#[test]
fn a_lost_keyring_entry_leads_to_the_recovery_key_which_puts_it_back() {
    use jangbu_app::Keyring as _;
    let mut desk = Desk::bare();
    let created = desk.create("가상상사", OURS);
    let id = created["company"]["id"].as_str().unwrap();
    desk.restart();
    desk.keyring.delete(id).unwrap();
    assert_eq!(desk.refusal("company.open", json!({ "id": id })), "key.keyring_unavailable");
    let recovery = ticket(&desk, created["recovery_key"].as_str().unwrap());
    desk.call("company.open", json!({ "id": id, "recovery_key": recovery }));
    desk.restart();
    desk.call("company.open", json!({ "id": id }));
}

#[test]
fn books_survive_the_end_of_the_program() {
    let mut desk = Desk::with_company();
    let id = desk.call("app.status", json!({}))["company"]["id"].clone();
    desk.import(&fixtures_in("unsigned", "xml"));
    let before = desk.dump();
    desk.restart();
    assert_eq!(desk.refusal("today.overview", json!({})), "company.none_open");
    desk.call("company.open", json!({ "id": id }));
    assert_eq!(desk.dump(), before);
}
