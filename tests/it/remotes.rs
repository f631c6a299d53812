//! Remote systems end to end: the program, the layers, a socket, the stand-ins on this machine.

use crate::desk::Desk;
use jangbu_domain::BusinessNumber;
use jangbu_sandbox::remote::nts::{DEMO_KEY, Nts};
use jangbu_sandbox::remote::{Fault, FaultKind, Front, SandboxClock, host};
use jangbu_sandbox::world::register::{Register, Standing};
use serde_json::{Value, json};
use std::sync::Arc;
use tokio::runtime::Runtime;

/// The tax office's register on a port of its own.
struct Office {
    front: Arc<Front>,
    nts: Arc<Nts>,
    base: String,
    _serving: host::Serving,
    _runtime: Runtime,
}

impl Office {
    fn open() -> Self {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let clock = Arc::new(SandboxClock::standing_at("2025-03-05T01:00:00Z".parse().unwrap()));
        let nts = Arc::new(Nts::new(Register::of(50), 1_000_000));
        let front = Arc::new(Front::sharing(Box::new(Arc::clone(&nts)), clock));
        let serving = runtime.block_on(host::serve(Arc::clone(&front), 0)).unwrap();
        Self { base: serving.base(), front, nts, _serving: serving, _runtime: runtime }
    }

    fn close(&self, place: u32) {
        let closed = Standing::Closed(jiff::civil::date(2025, 2, 28));
        assert!(self.nts.change(Register::partner_number(place), closed));
    }

    fn asked(&self) -> u64 {
        self.front.inspect()["simulated"]["status_answered"].as_u64().unwrap()
    }
}

/// A company whose key and address are those of the office.
fn desk_at(office: &Office) -> Desk {
    let desk = Desk::with_company();
    desk.call("remote.place", json!({ "service": "nts", "address": office.base }));
    keep_key(&desk, DEMO_KEY);
    desk
}

fn keep_key(desk: &Desk, key: &str) -> Value {
    let ticket = desk.call("secret.put", json!({ "value": key }))["ticket"].clone();
    desk.call("remote.secret", json!({ "service": "nts", "name": "service_key", "ticket": ticket }))
}

/// Partners of the register, by place; every 17th of them is closed and every 23rd rests.
fn check(desk: &Desk, places: &[u32]) -> Value {
    let numbers: Vec<String> =
        places.iter().map(|place| Register::partner_number(*place).to_string()).collect();
    desk.call("partner.check", json!({ "numbers": numbers, "job": desk.job() }))
}

#[test]
fn partners_are_asked_about_once_and_what_changes_is_told_and_kept_with_its_history() {
    let office = Office::open();
    let desk = desk_at(&office);
    let open: Vec<u32> = (1..=5).collect();
    let first = check(&desk, &open);
    assert_eq!((&first["asked"], &first["first"], &first["failure"]), (&json!(5), &json!(5), &Value::Null));
    assert_eq!((&first["service"], &first["realm"]), (&json!("nts"), &json!("sandbox")));
    let again = check(&desk, &open);
    assert_eq!(
        (&again["first"], &again["same"], again["changed"].as_array().unwrap().len()),
        (&json!(0), &json!(5), 0)
    );
    office.close(3);
    let changed = check(&desk, &open);
    let list = changed["changed"].as_array().unwrap();
    assert_eq!(list.len(), 1, "{changed}");
    assert_eq!(list[0]["number"], Register::partner_number(3).to_string());
    assert_eq!((&list[0]["before"]["state"], &list[0]["now"]["state"]), (&json!("active"), &json!("closed")));
    assert_eq!(list[0]["now"]["closed_on"], "2025-02-28");
    let shut = |checked: &Value| checked["not_open"].as_array().unwrap().len();
    assert_eq!(shut(&changed), shut(&first) + 1);
    assert_eq!(office.asked(), 3, "one call for each check");
    let overview = desk.call("remote.overview", json!({}));
    assert_eq!(overview["services"][1]["day"]["calls"], 3);
    assert_eq!(overview["services"][1]["day"]["failures"], 0);
    assert_eq!(desk.call("audit.verify", json!({ "job": desk.job() }))["fault"], Value::Null);
}

#[test]
fn a_partner_of_the_books_shows_how_it_stands_and_today_tells_that_it_closed() {
    let office = Office::open();
    let desk = desk_at(&office);
    desk.import(&[crate::papers::fixture("0101.xml")]);
    let partners = desk.call("partner.page", json!({ "text": null, "after": null, "limit": 10 }));
    let partner = &partners["partners"][0];
    assert_eq!(partner["standing"], Value::Null, "never asked about");
    let all = desk.call("partner.check", json!({ "job": desk.job() }));
    assert_eq!(all["asked"], 1, "{all}");
    // The office does not know the fixtures' partner.
    assert_eq!(all["not_open"][0]["now"]["state"], "unregistered");
    let partners = desk.call("partner.page", json!({ "text": null, "after": null, "limit": 10 }));
    assert_eq!(partners["partners"][0]["standing"]["state"], "unregistered");
    let shown = desk.call("partner.show", json!({ "id": partner["id"] }));
    assert_eq!(shown["standings"].as_array().unwrap().len(), 1);
    let todos = desk.call("today.overview", json!({}))["todos"].clone();
    let told = todos.as_array().unwrap().iter().find(|todo| todo["code"] == "partner_closed");
    assert_eq!(told.unwrap()["count"], 1, "{todos}");
    assert_eq!(desk.refusal("partner.show", json!({ "id": 999 })), "partner.not_found");
}

#[test]
fn without_a_key_or_with_a_wrong_one_nothing_is_kept_and_the_reason_is_told() {
    let office = Office::open();
    let desk = Desk::with_company();
    desk.call("remote.place", json!({ "service": "nts", "address": office.base }));
    let numbers = json!([Register::partner_number(1).to_string()]);
    let request = json!({ "numbers": numbers, "job": "check" });
    assert_eq!(desk.refusal("partner.check", request.clone()), "remote.not_configured");
    // Hometax is the real one still: the window must not call that a sandbox.
    assert_eq!(desk.call("app.status", json!({}))["remote"], "real");
    let ticket = desk.call("secret.put", json!({ "value": "짧다" }))["ticket"].clone();
    let bad = json!({ "service": "nts", "name": "service_key", "ticket": ticket });
    assert_eq!(desk.refusal("remote.secret", bad), "remote.key_form");
    keep_key(&desk, "another+key/that/nobody/has==");
    assert_eq!(desk.refusal("partner.check", request.clone()), "remote.bad_key");
    let tested = desk.call("remote.test", json!({ "service": "nts", "job": "test" }));
    assert_eq!((&tested["ok"], &tested["code"]), (&json!(false), &json!("remote.bad_key")));
    let view = keep_key(&desk, DEMO_KEY);
    assert!(!view.to_string().contains("sandbox+demo"), "a key is never shown: {view}");
    assert_eq!(desk.call("remote.test", json!({ "service": "nts", "job": "test" }))["ok"], true);
    assert_eq!(desk.call("partner.check", request)["first"], 1);
    let forgotten = json!({ "service": "nts", "name": "service_key", "ticket": null });
    assert_eq!(desk.call("remote.secret", forgotten)["services"][1]["configured"], false);
}

#[test]
fn an_address_that_is_not_this_machine_or_not_encrypted_is_refused() {
    let desk = Desk::with_company();
    for address in ["http://example.com", "ftp://127.0.0.1", "https://", "nts"] {
        let request = json!({ "service": "nts", "address": address });
        assert_eq!(desk.refusal("remote.place", request), "remote.bad_address", "{address}");
    }
    let usual = desk.call("remote.place", json!({ "service": "nts", "address": null }));
    assert_eq!(usual["services"][1]["address"], "https://api.odcloud.kr");
    assert_eq!(usual["services"][1]["realm"], "live");
}

#[test]
fn what_was_answered_before_a_failure_is_kept_and_every_call_has_its_row() {
    let office = Office::open();
    let desk = desk_at(&office);
    // The second of the calls fails for good, and it is not sent again.
    let numbers: Vec<String> = (0..150).map(|stem| number(stem).to_string()).collect();
    office.front.add_fault(Fault::once(FaultKind::Slow { delay_ms: 0 }));
    let refusal = json!({ "status_code": "INTERNAL_ERROR" });
    for _ in 0..4 {
        office.front.add_fault(Fault::once(FaultKind::Answer { status: 500, body: refusal.clone() }));
    }
    let checked = desk.call("partner.check", json!({ "numbers": numbers, "job": desk.job() }));
    assert_eq!((&checked["first"], &checked["unanswered"]), (&json!(100), &json!(50)), "{checked}");
    assert_eq!(checked["failure"], "remote.fault");
    let attempts = desk.call("remote.attempts", json!({ "limit": 10 }));
    let failures: Vec<&Value> =
        attempts["attempts"].as_array().unwrap().iter().map(|row| &row["failure"]).collect();
    assert_eq!(failures.len(), 5);
    assert_eq!(failures.iter().filter(|failure| ***failure == json!("remote.fault")).count(), 4);
    let page = desk.call("remote.attempts", json!({ "limit": 2 }));
    let next = desk.call("remote.attempts", json!({ "limit": 10, "before": page["next"] }));
    assert_eq!(next["attempts"].as_array().unwrap().len(), 3);
}

#[test]
fn a_register_that_keeps_failing_is_left_alone_across_a_restart_until_it_is_called_again() {
    let office = Office::open();
    let mut desk = desk_at(&office);
    for _ in 0..5 {
        office.front.add_fault(Fault::once(FaultKind::Html { status: 503 }));
    }
    // Four of them are met by one question and its repetitions, the fifth opens the breaker.
    let request = json!({ "numbers": [number(1).to_string()], "job": "check" });
    assert_eq!(desk.refusal("partner.check", request.clone()), "remote.fault");
    desk.refusal("partner.check", request.clone());
    assert_eq!(desk.refusal("partner.check", request.clone()), "remote.spared");
    let overview = desk.call("remote.overview", json!({}));
    assert_eq!(overview["services"][1]["breaker"], "open", "{overview}");
    let company = desk.call("app.status", json!({}))["company"]["id"].clone();
    desk.call("company.close", json!({}));
    desk.restart();
    desk.call("company.open", json!({ "id": company }));
    assert_eq!(desk.refusal("partner.check", request.clone()), "remote.spared");
    assert_eq!(office.asked(), 0);
    let reset = desk.call("remote.reset", json!({ "service": "nts" }));
    assert_eq!(reset["services"][1]["breaker"], "closed");
    assert_eq!(desk.call("partner.check", request)["asked"], 1);
}

#[test]
fn a_check_that_is_stopped_lets_go_of_the_call_and_its_row_says_so() {
    let office = Office::open();
    let desk = desk_at(&office);
    office.front.add_fault(Fault::once(FaultKind::Slow { delay_ms: 600_000 }));
    let app = Arc::clone(&desk.app);
    let request = json!({ "numbers": [number(1).to_string()], "job": "stopped" });
    let asking = std::thread::spawn(move || app.dispatch("partner.check", request));
    // The call is on its way when its row stands.
    while desk.call("remote.attempts", json!({ "limit": 1 }))["attempts"].as_array().unwrap().is_empty() {
        std::thread::yield_now();
    }
    desk.call("job.cancel", json!({ "job": "stopped" }));
    assert_eq!(asking.join().unwrap().unwrap_err().code, "job.cancelled");
    let row = desk.call("remote.attempts", json!({ "limit": 1 }))["attempts"][0].clone();
    assert_eq!((&row["abandoned"], &row["effect"]), (&json!(true), &json!("no_effect")), "{row}");
}

#[test]
fn a_registration_is_confirmed_or_not_and_a_closed_business_says_so_too() {
    let office = Office::open();
    let desk = desk_at(&office);
    let entry = Register::of(50).find(Register::partner_number(1)).cloned().unwrap();
    let claim = |representative: &str| {
        json!({ "number": entry.number.to_string(), "opened_on": entry.opened_on.to_string(),
                "representative": representative, "job": desk.job() })
    };
    let right = desk.call("partner.validate", claim(&entry.representative));
    assert_eq!((&right["agrees"], &right["standing"]["state"]), (&json!(true), &json!("active")), "{right}");
    let wrong = desk.call("partner.validate", claim("없는이"));
    assert_eq!((&wrong["agrees"], &wrong["standing"]), (&json!(false), &Value::Null));
    let mut backwards = claim("없는이");
    backwards["opened_on"] = json!("어제");
    assert_eq!(desk.refusal("partner.validate", backwards), "request.malformed");
}

/// A business that the office does not know.
fn number(stem: u32) -> BusinessNumber {
    BusinessNumber::from_stem(&(771_000_000 + stem).to_string()).unwrap()
}
