//! The free way first, the paid one after the clerk's word: Hometax and the tax office's register fail,
//! Popbill is asked about, agreed to, and asked; nothing comes in twice and nothing is paid unasked.

use crate::collecting::{Office, desk_at, request};
use crate::desk::Desk;
use jangbu_sandbox::remote::{Fault, FaultKind};
use jangbu_sandbox::world::register::Register;
use serde_json::{Value, json};

/// As [`desk_at`], with Popbill's addresses and key too.
fn desk(office: &Office) -> Desk {
    let desk = desk_at(office);
    // The office's clock stands: its jobs are done at once.
    assert!(office.services.front("popbill").unwrap().switch(&json!({ "job_seconds": 0 })));
    let base = |service| office.services.base(service).unwrap();
    desk.call("remote.place", json!({ "service": "popbill", "address": base("popbill") }));
    let auth = json!({ "service": "popbill", "part": "auth", "address": base("popbill-auth") });
    desk.call("remote.place", auth);
    for name in ["link_id", "secret_key"] {
        let value = office.services.secret("popbill", name).unwrap();
        let ticket = desk.call("secret.put", json!({ "value": value }))["ticket"].clone();
        desk.call("remote.secret", json!({ "service": "popbill", "name": name, "ticket": ticket }));
    }
    desk
}

fn break_hometax(office: &Office) {
    let fault = Fault::times(FaultKind::Own { name: "service_stopped".to_owned() }, 1_000);
    for host in ["hometax", "hometax-teet"] {
        assert!(office.services.front(host).unwrap().add_fault(fault.clone()));
    }
}

fn popbill(desk: &Desk) -> Value {
    desk.call("remote.overview", json!({}))["services"][2].clone()
}

fn told(office: &Office, field: &str) -> i64 {
    office.services.front("popbill").unwrap().inspect()["simulated"][field].as_i64().unwrap()
}

#[test]
fn when_hometax_fails_the_clerk_is_asked_before_popbill_is_and_the_same_invoices_come_in_once() {
    let office = Office::open();
    let desk = desk(&office);
    // A part of it came from Hometax before.
    let mut part = request(&desk, true);
    part["to"] = json!("2024-12-31");
    let first = desk.call("collect.start", part);
    assert_eq!(first["run"]["state"], "done", "{first}");
    let known = desk.rows().len();
    assert!(known > 5);
    break_hometax(&office);
    let report = desk.call("collect.start", request(&desk, true));
    assert_eq!(report["run"]["state"], "failed", "{report}");
    assert_eq!(report["run"]["failure"], "remote.needs_consent");
    let skipped = report["answered"]["skipped"].as_array().unwrap();
    let codes: Vec<(&Value, &Value)> = skipped.iter().map(|one| (&one["service"], &one["code"])).collect();
    assert_eq!(codes[0].0, "hometax");
    assert_eq!(codes[1], (&json!("popbill"), &json!("remote.needs_consent")));
    assert_eq!((told(&office, "jobs_made"), desk.rows().len()), (0, known), "nobody was asked unasked");

    let run = report["run"]["id"].clone();
    let never = json!({ "run": run, "paid": "never", "job": desk.job() });
    let ticket = || {
        desk.call("secret.put", json!({ "value": jangbu_sandbox::authority::DEMO_PASSWORD }))["ticket"]
            .clone()
    };
    let mut declined = never;
    declined["password"] = ticket();
    let declined = desk.call("collect.resume", declined);
    assert_eq!(
        (&declined["run"]["failure"], told(&office, "jobs_made")),
        (&json!("remote.paid_declined"), 0)
    );
    let once = json!({ "run": run, "paid": "once", "password": ticket(), "job": desk.job() });
    let paid = desk.call("collect.resume", once);
    assert_eq!((&paid["run"]["state"], &paid["run"]["failure"]), (&json!("done"), &Value::Null), "{paid}");
    assert_eq!(
        (&paid["answered"]["service"], &paid["answered"]["by_plan"]),
        (&json!("popbill"), &json!(true))
    );
    let counts = &paid["run"]["counts"];
    assert_eq!(
        (&counts["conflicts"], &counts["rejected"], &counts["bad_signatures"]),
        (&json!(0), &json!(0), &json!(0))
    );
    assert_eq!(counts["unchanged"].as_u64(), u64::try_from(known).ok(), "those of December: {counts}");
    let by_popbill = desk.rows();
    assert_eq!(by_popbill.len() as u64, counts["found"].as_u64().unwrap());

    // Hometax answers again: it has nothing that Popbill did not have.
    office.services.reset();
    assert!(office.services.front("popbill").unwrap().switch(&json!({ "job_seconds": 0 })));
    desk.call("remote.reset", json!({ "service": "hometax" }));
    let again = desk.call("collect.start", request(&desk, true));
    let counts = &again["run"]["counts"];
    assert_eq!(
        (&again["answered"]["service"], &counts["new"], &counts["conflicts"]),
        (&json!("hometax"), &json!(0), &json!(0)),
        "{again}"
    );
    assert_eq!(desk.rows().len(), by_popbill.len());
    assert_eq!(desk.call("audit.verify", json!({ "job": desk.job() }))["fault"], Value::Null);
}

#[test]
fn a_standing_consent_lets_a_plan_go_on_by_itself_and_is_taken_back_by_a_word() {
    let office = Office::open();
    let desk = desk(&office);
    desk.call("remote.cap", json!({ "service": "popbill", "cap_krw": 10_000 }));
    break_hometax(&office);
    let report = desk.call("collect.start", request(&desk, false));
    assert_eq!(
        (&report["run"]["state"], &report["answered"]["service"]),
        (&json!("done"), &json!("popbill")),
        "{report}"
    );
    assert_eq!(popbill(&desk)["paid"]["cap_krw"], 10_000);
    desk.call("remote.cap", json!({ "service": "popbill", "cap_krw": null }));
    let report = desk.call("collect.start", request(&desk, false));
    assert_eq!(report["run"]["failure"], "remote.needs_consent");
    assert_eq!(
        desk.refusal("remote.cap", json!({ "service": "popbill", "cap_krw": 0 })),
        "request.malformed"
    );
    assert_eq!(desk.refusal("remote.cap", json!({ "service": "nts", "cap_krw": 10 })), "request.malformed");
}

/// Partners of the register that stand so and so, by place.
fn check(desk: &Desk, count: u32, paid: &str) -> Value {
    let numbers: Vec<String> = (0..count).map(|place| Register::partner_number(place).to_string()).collect();
    json!({ "numbers": numbers, "paid": paid, "job": desk.job() })
}

#[test]
fn states_are_paid_for_within_the_cap_and_the_rest_is_asked_about() {
    let office = Office::open();
    let desk = desk(&office);
    // The register has no key: it is passed over. Popbill costs 20 won for each.
    let question = desk.refused("partner.check", check(&desk, 150, "ask"));
    assert_eq!(question["code"], "remote.needs_consent", "{question}");
    assert_eq!(
        (&question["params"]["count"], &question["params"]["cost_krw"]),
        (&json!("150"), &json!("3000"))
    );
    assert_eq!(desk.refusal("partner.check", check(&desk, 150, "never")), "remote.paid_declined");
    assert_eq!(told(&office, "close_down_queries"), 0);
    desk.call("remote.cap", json!({ "service": "popbill", "cap_krw": 2_500 }));
    let checked = desk.call("partner.check", check(&desk, 150, "ask"));
    assert_eq!(
        (&checked["first"], &checked["unanswered"], &checked["cost_krw"]),
        (&json!(100), &json!(50), &json!(2_000)),
        "{checked}"
    );
    assert_eq!(
        (&checked["failure"], &checked["service"]),
        (&json!("remote.needs_consent"), &json!("popbill"))
    );
    assert_eq!(checked["skipped"][1]["params"]["cap_krw"], "2500");
    let once = desk.call("partner.check", check(&desk, 150, "once"));
    assert_eq!(
        (&once["same"], &once["first"], &once["cost_krw"]),
        (&json!(100), &json!(50), &json!(3_000)),
        "{once}"
    );
    let paid = popbill(&desk)["paid"].clone();
    assert_eq!(
        (&paid["spent_krw"], &paid["count"], &paid["open_krw"]),
        (&json!(5_000), &json!(250), &json!(0))
    );
    let tested = desk.call("remote.test", json!({ "service": "popbill", "job": desk.job() }));
    assert_eq!((&tested["ok"], &tested["params"]["points"]), (&json!(true), &json!("95000")), "{tested}");
}

#[test]
fn a_paid_answer_that_never_came_counts_as_spent_and_is_not_asked_for_again() {
    let office = Office::open();
    let desk = desk(&office);
    desk.call("remote.cap", json!({ "service": "popbill", "cap_krw": 10_000 }));
    let fault = Fault::once(FaultKind::DropAfter).at("close_down");
    assert!(office.services.front("popbill").unwrap().add_fault(fault));
    assert_eq!(desk.refusal("partner.check", check(&desk, 10, "ask")), "remote.broken_off");
    assert_eq!(told(&office, "close_down_queries"), 10, "once");
    let paid = popbill(&desk)["paid"].clone();
    assert_eq!((&paid["spent_krw"], &paid["open_krw"]), (&json!(200), &json!(200)), "nobody knows better");
    let refused = FaultKind::Answer { status: 400, body: json!({ "code": -10_000_002, "message": "m" }) };
    assert!(office.services.front("popbill").unwrap().add_fault(Fault::once(refused).at("close_down")));
    assert_eq!(desk.refusal("partner.check", check(&desk, 10, "ask")), "remote.rejected");
    assert_eq!(popbill(&desk)["paid"]["spent_krw"], 200, "what was refused costs nothing");
}

#[test]
fn a_key_that_is_none_is_refused_and_a_wrong_one_is_told() {
    let office = Office::open();
    let desk = desk(&office);
    let put = |name: &str, value: &str| {
        let ticket = desk.call("secret.put", json!({ "value": value }))["ticket"].clone();
        json!({ "service": "popbill", "name": name, "ticket": ticket })
    };
    assert_eq!(desk.refusal("remote.secret", put("secret_key", "no key")), "remote.key_form");
    assert_eq!(desk.refusal("remote.secret", put("link_id", "two words")), "remote.key_form");
    desk.call("remote.secret", put("secret_key", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="));
    let tested = desk.call("remote.test", json!({ "service": "popbill", "job": desk.job() }));
    assert_eq!((&tested["ok"], &tested["code"]), (&json!(false), &json!("remote.bad_key")), "{tested}");
}
