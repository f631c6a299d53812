//! Incidents end to end: seen in the figures, told once by Slack, e-mail and telephone, ended by themselves or by
//! a word; the log, the plots, the metrics and the traces that go with them.

use crate::collecting::{Office, desk_at, request};
use crate::desk::Desk;
use jangbu_sandbox::remote::nhn_sms;
use jangbu_sandbox::remote::nts::DEMO_KEY;
use jangbu_sandbox::remote::slack::DEMO_PATH;
use jangbu_sandbox::remote::smtp::{DEMO_LOGIN, MailFault};
use jangbu_sandbox::remote::{Fault, FaultKind};
use jangbu_sandbox::world::register::Register;
use serde_json::{Value, json};

/// Looks at what takes a moment; only a broken program needs so many.
const LOOKS_MAX: u32 = 100_000;

fn put(desk: &Desk, value: &str) -> Value {
    desk.call("secret.put", json!({ "value": value }))["ticket"].clone()
}

/// A company that asks the register, and tells everything by Slack and e-mail.
fn desk(office: &Office) -> Desk {
    let desk = desk_at(office);
    let base = |service| office.services.base(service).unwrap();
    desk.call("remote.place", json!({ "service": "nts", "address": base("nts") }));
    let ticket = put(&desk, DEMO_KEY);
    desk.call("remote.secret", json!({ "service": "nts", "name": "service_key", "ticket": ticket }));
    let ticket = put(&desk, &format!("{}{DEMO_PATH}", base("slack")));
    desk.call("alert.secret", json!({ "channel": "slack", "ticket": ticket }));
    let ticket = put(&desk, DEMO_LOGIN.1);
    desk.call("alert.secret", json!({ "channel": "email", "ticket": ticket }));
    let settings = desk.call("alert.settings", json!({}));
    let routes: Vec<Value> = settings["routes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| json!({ "rule": row["rule"], "severity": row["severity"], "channels": ["window", "slack", "email"] }))
        .collect();
    let mail = json!({
        "host": "127.0.0.1", "port": office.services.mail().port(), "security": "plain", "user": DEMO_LOGIN.0,
        "from": "jangbu@example.kr", "to": ["boss@example.kr"],
    });
    desk.call("alert.settings_write", json!({ "routes": routes, "mail": mail }));
    desk
}

fn check(desk: &Desk) -> Value {
    json!({ "numbers": [Register::partner_number(1).to_string()], "job": desk.job() })
}

fn incidents(desk: &Desk) -> Vec<Value> {
    desk.call("alert.incidents", json!({ "limit": 50 }))["incidents"].as_array().unwrap().clone()
}

/// The program looks at the clock until nothing is on its way any more.
fn settle(desk: &Desk) {
    for _ in 0..LOOKS_MAX {
        desk.app.tick();
        let waits = |one: &Value| {
            one["notices"].as_array().unwrap().iter().any(|notice| notice["state"] == "waiting")
        };
        if !incidents(desk).iter().any(waits) {
            return;
        }
        std::thread::yield_now();
    }
    panic!("{:?}", incidents(desk));
}

fn told(office: &Office) -> Vec<String> {
    let inspected = office.services.front("slack").unwrap().inspect();
    inspected["simulated"]["told"]
        .as_array()
        .unwrap()
        .iter()
        .map(|text| text.as_str().unwrap().to_owned())
        .collect()
}

fn states(incident: &Value) -> Vec<(&str, bool, &str)> {
    let notice = |notice: &'_ Value| -> (&str, bool, &str) {
        let text = |field: &str| notice[field].as_str().unwrap().to_owned().leak() as &str;
        (text("channel"), notice["is_end"].as_bool().unwrap(), text("state"))
    };
    incident["notices"].as_array().unwrap().iter().map(notice).collect()
}

#[test]
fn a_remote_that_keeps_failing_is_told_once_and_told_again_when_it_is_over() {
    let office = Office::open();
    let desk = desk(&office);
    let front = office.services.front("nts").unwrap();
    front.add_fault(Fault::times(FaultKind::Answer { status: 500, body: json!({}) }, 1_000));
    for _ in 0..6 {
        desk.refusal("partner.check", check(&desk));
    }
    for _ in 0..3 {
        settle(&desk);
    }
    let open = incidents(&desk);
    let failing: Vec<&Value> = open.iter().filter(|one| one["rule"] == "remote_failing").collect();
    assert_eq!(failing.len(), 1, "{open:?}");
    assert_eq!((&failing[0]["subject"], &failing[0]["severity"]), (&json!("nts"), &json!("critical")));
    assert_eq!(states(failing[0]), [("slack", false, "delivered"), ("email", false, "delivered")]);
    let channel = told(&office);
    let failing_told = |channel: &[String]| channel.iter().filter(|text| text.contains("계속 실패")).count();
    assert_eq!(failing_told(&channel), 1, "{channel:?}");
    assert!(channel[0].contains("국세청 상태조회"), "{channel:?}");
    assert_eq!(usize::try_from(office.services.mail().count()).unwrap(), channel.len());

    office.services.reset();
    desk.call("remote.reset", json!({ "service": "nts" }));
    desk.call("partner.check", check(&desk));
    settle(&desk);
    settle(&desk);
    let ended = incidents(&desk).into_iter().find(|one| one["rule"] == "remote_failing").unwrap();
    assert_ne!(ended["ended_at"], Value::Null);
    let channel = told(&office);
    assert!(channel.iter().any(|text| text.contains("해결")), "{channel:?}");
    let mails = office.services.mail().mails();
    assert!(mails.iter().all(|mail| mail.to == ["boss@example.kr"]));
    // Each notice was an errand with its call in the log.
    let calls = desk.call("remote.attempts", json!({ "limit": 500 }))["attempts"].clone();
    let by_slack = calls.as_array().unwrap().iter().filter(|call| call["service"] == "slack").count();
    assert!(by_slack >= 2, "{calls}");
    assert!(!calls.to_string().contains("sandboxOnlyForNobody"), "no address of a webhook in the log");
}

#[test]
fn a_notice_that_may_have_been_delivered_is_not_delivered_again_and_said_to_be_unknown() {
    let office = Office::open();
    let desk = desk(&office);
    let key = put(&desk, "wrong+key");
    desk.call("remote.secret", json!({ "service": "nts", "name": "service_key", "ticket": key }));
    office.services.mail().spoil(MailFault::DropAfter);
    office
        .services
        .front("slack")
        .unwrap()
        .add_fault(Fault::once(FaultKind::Throttled { retry_after_s: None }));
    assert_eq!(desk.refusal("partner.check", check(&desk)), "remote.bad_key");
    for _ in 0..3 {
        settle(&desk);
    }
    let wrong = incidents(&desk).into_iter().find(|one| one["rule"] == "wrong_key").unwrap();
    assert_eq!(states(&wrong), [("slack", false, "delivered"), ("email", false, "unknown")], "{wrong}");
    assert_eq!(office.services.mail().count(), 1);
    // The clerk may try the channels.
    let tested = desk.call("alert.test", json!({ "channel": "email", "job": desk.job() }));
    assert_eq!(tested["ok"], true, "{tested}");
    assert!(office.services.mail().mails()[1].text.contains("Subject:"));
    let settings = desk.call("alert.settings", json!({}));
    assert_ne!(settings["slack_kept_at"], Value::Null);
    assert!(!settings.to_string().contains(DEMO_LOGIN.1), "no secret comes back");
}

#[test]
fn a_telephone_is_told_once_in_one_short_message_and_not_again_when_it_may_have_been() {
    let office = Office::open();
    let desk = desk(&office);
    let place = |to: &[&str], address: Option<&str>| {
        let number = nhn_sms::DEMO_NUMBER;
        json!({ "sms": { "app_key": nhn_sms::DEMO_APP_KEY, "from": number, "to": to, "address": address } })
    };
    let here = office.services.base("nhn-sms").unwrap();
    // What cannot be called or dialled is refused, and nothing is kept of it.
    let refused = |place: Value| desk.refusal("alert.settings_write", place);
    assert_eq!(refused(place(&["boss@example.kr"], Some(&here))), "alert.number");
    assert_eq!(refused(place(&["010-1234-5678"], Some("http://example.kr"))), "remote.bad_address");
    let ticket = put(&desk, "no key");
    assert_eq!(
        desk.refusal("alert.secret", json!({ "channel": "sms", "ticket": ticket })),
        "remote.key_form"
    );
    assert_eq!(desk.call("alert.settings", json!({}))["sms"], Value::Null);

    let kept = desk.call("alert.settings_write", place(&["010-1234-5678", "01098765432"], Some(&here)));
    assert_eq!(kept["sms"]["to"], json!(["010-1234-5678", "01098765432"]));
    let tested = desk.call("alert.test", json!({ "channel": "sms", "job": desk.job() }));
    assert_eq!((&tested["ok"], &tested["code"]), (&json!(false), &json!("remote.not_configured")));
    let ticket = put(&desk, nhn_sms::DEMO_SECRET_KEY);
    let kept = desk.call("alert.secret", json!({ "channel": "sms", "ticket": ticket }));
    assert_ne!(kept["sms_key_kept_at"], Value::Null);
    assert!(!kept.to_string().contains(nhn_sms::DEMO_SECRET_KEY), "no secret comes back");
    let tested = desk.call("alert.test", json!({ "channel": "sms", "job": desk.job() }));
    assert_eq!(tested["ok"], true, "{tested}");

    let row = json!({ "rule": "wrong_key", "severity": "critical", "channels": ["sms"] });
    desk.call("alert.settings_write", json!({ "routes": [row] }));
    let key = put(&desk, "wrong+key");
    desk.call("remote.secret", json!({ "service": "nts", "name": "service_key", "ticket": key }));
    let front = office.services.front("nhn-sms").unwrap();
    front.add_fault(Fault::once(FaultKind::DropAfter));
    assert_eq!(desk.refusal("partner.check", check(&desk)), "remote.bad_key");
    for _ in 0..3 {
        settle(&desk);
    }
    let wrong = incidents(&desk).into_iter().find(|one| one["rule"] == "wrong_key").unwrap();
    assert_eq!(states(&wrong), [("sms", false, "unknown")], "{wrong}");
    let told = front.inspect()["simulated"]["told"].clone();
    assert_eq!(told.as_array().unwrap().len(), 2, "the trial, and one notice: {told}");
    assert_eq!(told[1]["to"], json!(["01012345678", "01098765432"]));
    assert!(told[1]["text"].as_str().unwrap().starts_with("[장부] 인증키 거절 · 국세청 상태조회"), "{told}");
    let calls = desk.call("remote.attempts", json!({ "limit": 500 })).to_string();
    assert!(calls.contains("nhn-sms") && !calls.contains(nhn_sms::DEMO_APP_KEY), "{calls}");

    // A blank account takes the channel away.
    let none = json!({ "sms": { "app_key": "", "from": "", "to": [] } });
    assert_eq!(desk.call("alert.settings_write", none)["sms"], Value::Null);
}

#[test]
fn settings_are_kept_whole_or_refused_and_a_channel_that_is_not_set_up_says_so() {
    let office = Office::open();
    let desk = desk_at(&office);
    let usual = desk.call("alert.settings", json!({}));
    assert_eq!(usual["thresholds"]["slow_ms"], 2_000);
    assert_eq!(usual["routes"].as_array().unwrap().len(), 11);
    let mut thresholds = usual["thresholds"].clone();
    thresholds["slow_ms"] = json!(500);
    let kept = desk.call("alert.settings_write", json!({ "thresholds": thresholds }));
    assert_eq!(kept["thresholds"]["slow_ms"], 500);
    thresholds["slow_ms"] = json!(0);
    assert_eq!(
        desk.refusal("alert.settings_write", json!({ "thresholds": thresholds })),
        "request.malformed"
    );
    let mail = json!({
        "host": "smtp.example.kr", "port": 25, "security": "plain", "user": "", "from": "a@b.kr", "to": ["c@d.kr"],
    });
    assert_eq!(desk.refusal("alert.settings_write", json!({ "mail": mail })), "request.malformed");
    let ticket = put(&desk, "https://example.kr/hook");
    assert_eq!(
        desk.refusal("alert.secret", json!({ "channel": "slack", "ticket": ticket })),
        "remote.key_form"
    );
    let tested = desk.call("alert.test", json!({ "channel": "slack", "job": desk.job() }));
    assert_eq!((&tested["ok"], &tested["code"]), (&json!(false), &json!("remote.not_configured")));
    assert_eq!(desk.refusal("alert.close", json!({ "id": 99 })), "alert.not_found");
}

#[test]
fn one_act_is_one_word_in_the_log_of_calls_in_the_traces_and_in_the_plots() {
    let office = Office::open();
    let desk = desk(&office);
    desk.call("partner.check", check(&desk));
    desk.call("collect.start", request(&desk, false));
    let calls = desk.call("remote.attempts", json!({ "limit": 500 }))["attempts"].clone();
    let acts: std::collections::HashSet<&str> =
        calls.as_array().unwrap().iter().map(|call| call["act"].as_str().unwrap()).collect();
    assert_eq!(acts.len(), 2, "one of the check, one of the run: {acts:?}");
    let place = desk.dir.path().join("traces.json");
    desk.call("remote.traces", json!({ "to": place }));
    let traces: Value = serde_json::from_slice(&std::fs::read(&place).unwrap()).unwrap();
    let spans = traces["resourceSpans"][0]["scopeSpans"][0]["spans"].as_array().unwrap();
    assert_eq!(spans.len(), calls.as_array().unwrap().len());
    let ids: std::collections::HashSet<&str> =
        spans.iter().map(|span| span["traceId"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), 2);
    assert_eq!(desk.refusal("remote.traces", json!({ "to": place })), "file.exists");
    for (span, steps) in [("hour", 60), ("day", 96), ("month", 31)] {
        let plot = desk.call("remote.plot", json!({ "service": "hometax", "span": span }));
        let found = plot["steps"].as_array().unwrap();
        assert_eq!(found.len(), steps);
        let sum: u64 = found.iter().map(|step| step["calls"].as_u64().unwrap()).sum();
        let hometax = calls.as_array().unwrap().iter().filter(|call| call["service"] == "hometax").count();
        assert_eq!(sum, hometax as u64, "{span}");
    }
}

#[test]
fn calls_are_sent_on_to_a_collector_once_where_one_is_set() {
    use std::io::{BufRead as _, BufReader, Read as _, Write as _};
    let office = Office::open();
    let desk = desk(&office);
    desk.call("partner.check", check(&desk));
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let place = format!("http://{}", listener.local_addr().unwrap());
    desk.call("settings.write", json!({ "key": "otlp.endpoint", "value": place }));
    // What was before is not sent on.
    desk.app.tick();
    desk.call("partner.check", check(&desk));
    desk.app.tick();
    let (stream, _) = listener.accept().unwrap();
    let mut reader = BufReader::new(stream);
    let mut length = 0;
    let mut head = String::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        if line.trim().is_empty() {
            break;
        }
        head.push_str(&line);
    }
    assert!(head.starts_with("POST /v1/traces HTTP/1.1"), "{head}");
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    reader.get_mut().write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}").unwrap();
    let traces: Value = serde_json::from_slice(&body).unwrap();
    let spans = traces["resourceSpans"][0]["scopeSpans"][0]["spans"].as_array().unwrap();
    assert_eq!((spans.len(), &spans[0]["name"]), (1, &json!("nts status")));
    let calls = desk.call("remote.attempts", json!({ "limit": 500 }))["attempts"].clone();
    assert!(calls.as_array().unwrap().iter().all(|call| call["service"] == "nts"), "{calls}");
    // Nothing new: nothing is sent.
    desk.app.tick();
    listener.set_nonblocking(true).unwrap();
    assert!(listener.accept().is_err());
}

#[test]
fn metrics_are_served_on_loopback_when_a_port_is_set_and_not_before() {
    use std::io::{Read as _, Write as _};
    let office = Office::open();
    let desk = desk(&office);
    desk.call("partner.check", check(&desk));
    // A port that was free a moment ago.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let ask = |path: &str| {
        let mut stream = std::net::TcpStream::connect(("127.0.0.1", port)).ok()?;
        write!(stream, "GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").ok()?;
        let mut text = String::new();
        stream.read_to_string(&mut text).ok()?;
        Some(text)
    };
    desk.app.tick();
    assert_eq!(ask("/metrics"), None, "off unless it is set");
    desk.call("settings.write", json!({ "key": "metrics.port", "value": port }));
    desk.app.tick();
    let text = ask("/metrics").unwrap();
    assert!(text.starts_with("HTTP/1.1 200"), "{text}");
    let line = "jangbu_remote_calls_total{remote=\"nts\",operation=\"status\",outcome=\"answered\"} 1";
    assert!(text.contains(line), "{text}");
    assert!(text.contains("jangbu_partner_standings_total{found=\"first\"} 1"), "{text}");
    assert!(ask("/").unwrap().starts_with("HTTP/1.1 404"));
    desk.call("settings.write", json!({ "key": "metrics.port", "value": null }));
    desk.app.tick();
    assert!((0..LOOKS_MAX).any(|_| ask("/metrics").is_none()), "it is still served");
}
