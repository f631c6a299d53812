//! Ways into a book: passphrase, keyring, recovery key, each changed while the book is open.

use crate::desk::{Desk, OURS};
use serde_json::{Value, json};

const FIRST: &str = "나무 아래 책상 다섯";
const SECOND: &str = "강가의 의자 열둘";

fn ticket(desk: &Desk, value: &str) -> Value {
    desk.call("secret.put", json!({ "value": value }))["ticket"].clone()
}

/// A company kept by the first passphrase; its id and its recovery key.
fn with_passphrase(desk: &Desk) -> (Value, String) {
    let company = json!({
        "name": "암호상사", "business_number": OURS, "protection": "passphrase", "passphrase": ticket(desk, FIRST),
    });
    let created = desk.call("company.create", company);
    (created["company"]["id"].clone(), created["recovery_key"].as_str().unwrap().to_owned())
}

/// What comes of opening the closed company: `open`, or the code of the refusal.
fn opening(desk: &Desk, id: &Value, field: &str, secret: &str) -> String {
    desk.call("company.close", json!({}));
    let request = json!({ "id": id, field: ticket(desk, secret) });
    desk.app.dispatch("company.open", request).map_or_else(|error| error.code, |_| "open".to_owned())
}

#[test]
fn a_changed_passphrase_opens_and_the_one_before_no_longer_does() {
    let desk = Desk::bare();
    let (id, _) = with_passphrase(&desk);
    let change =
        |current: &str, next: &str| json!({ "current": ticket(&desk, current), "next": ticket(&desk, next) });
    assert_eq!(desk.refusal("key.change_passphrase", change("틀린 암호입니다", SECOND)), "book.wrong_key");
    assert_eq!(desk.refusal("key.change_passphrase", change(FIRST, "짧다")), "key.passphrase_weak");
    let state = desk.call("key.change_passphrase", change(FIRST, SECOND));
    assert_eq!((&state["protection"], &state["passphrase_min"]), (&json!("passphrase"), &json!(8)));
    assert_eq!(opening(&desk, &id, "passphrase", FIRST), "book.wrong_key");
    assert_eq!(opening(&desk, &id, "passphrase", SECOND), "open");
}

#[test]
fn the_key_moves_to_the_keyring_and_back_under_a_passphrase() {
    let desk = Desk::bare();
    let (id, recovery) = with_passphrase(&desk);
    let to = |to: &str, secret: &str| json!({ "to": to, "passphrase": ticket(&desk, secret) });
    assert_eq!(desk.refusal("key.change_protection", to("keyring", SECOND)), "book.wrong_key");
    assert_eq!(desk.call("key.change_protection", to("keyring", FIRST))["protection"], json!("keyring"));
    desk.call("company.close", json!({}));
    desk.call("company.open", json!({ "id": id }));
    let without = json!({ "to": "passphrase", "passphrase": null });
    assert_eq!(desk.refusal("key.change_protection", without), "key.passphrase_weak");
    desk.call("key.change_protection", to("passphrase", SECOND));
    desk.call("company.close", json!({}));
    assert_eq!(desk.refusal("company.open", json!({ "id": id })), "book.wrong_key");
    assert_eq!(opening(&desk, &id, "passphrase", SECOND), "open");
    assert_eq!(opening(&desk, &id, "recovery_key", &recovery), "open", "the recovery key stays as it is");
    assert_eq!(desk.refusal("key.change_protection", to("throwaway", SECOND)), "key.no_slot");
}

#[test]
fn a_renewed_recovery_key_opens_and_the_one_before_no_longer_does() {
    let desk = Desk::bare();
    let (id, before) = with_passphrase(&desk);
    assert_eq!(
        desk.refusal("key.renew_recovery", json!({})),
        "book.wrong_key",
        "the passphrase is asked for"
    );
    let renewed = desk.call("key.renew_recovery", json!({ "current": ticket(&desk, FIRST) }));
    let renewed = renewed["recovery_key"].as_str().unwrap();
    assert_eq!(opening(&desk, &id, "recovery_key", &before), "book.wrong_key");
    assert_eq!(opening(&desk, &id, "recovery_key", renewed), "open");
}
