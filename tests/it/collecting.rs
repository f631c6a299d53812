//! Collecting from the simulated Hometax: the program, a login with a SEED-encrypted certificate, sockets, the books.

use crate::desk::Desk;
use jangbu_domain::{ApprovalNumber, Direction};
use jangbu_sandbox::authority::{Authority, DEMO_PASSWORD, demo_folder};
use jangbu_sandbox::remote::{Fault, FaultKind, Plan, Ports, SandboxClock, Services};
use jangbu_sandbox::world::World;
use jangbu_sandbox::world::receipt::{ReceiptKind, receipts};
use serde_json::{Value, json};
use std::sync::Arc;
use tokio::runtime::Runtime;

const SEED: u64 = 20_260_101;
/// The clock of the desk stands here, and so does that of the office.
const NOW: &str = "2025-03-05T01:00:00Z";
/// Its hosts among the preferences.
const HOSTS: [&str; 4] = ["hometax", "hometax-teet", "hometax-tecr", "hometax-teht"];

/// The office on ports of its own.
pub(crate) struct Office {
    pub(crate) services: Services,
    _runtime: Runtime,
}

impl Office {
    pub(crate) fn open() -> Self {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let clock = Arc::new(SandboxClock::standing_at(NOW.parse().unwrap()));
        let plan = Plan { seed: SEED, clock, ports: Ports::Free };
        let services = runtime.block_on(Services::start(&plan, Vec::new())).unwrap();
        Self { services, _runtime: runtime }
    }

    /// The next so many calls of an operation end without an answer.
    pub(crate) fn drop_next(&self, host: &str, operation: &str, times: u32) {
        for _ in 0..times {
            let fault = Fault { operation: Some(operation.to_owned()), ..Fault::once(FaultKind::DropBefore) };
            assert!(self.services.front(host).unwrap().add_fault(fault));
        }
    }
}

/// The world's company with an empty book, its certificates on this machine, Hometax at the office's addresses.
pub(crate) fn desk_at(office: &Office) -> Desk {
    let desk = Desk::bare();
    let company = World::company();
    let authority = Authority::new(NOW.parse().unwrap(), SEED).unwrap();
    let files =
        demo_folder(&authority, company.name, &company.number.digits(), company.representative).unwrap();
    for (path, bytes) in files {
        let path = desk.dir.path().join("usb/NPKI").join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    desk.create(company.name, &company.number.to_string());
    for host in HOSTS {
        let setting = json!({ "key": format!("remote.{host}.address"), "value": office.services.base(host) });
        desk.call("settings.write", setting);
    }
    desk
}

/// Three months, sales and purchases, by the company's certificate.
pub(crate) fn request(desk: &Desk, with_documents: bool) -> Value {
    let list = desk.call("certificate.list", json!({}));
    let rows = list["certificates"].as_array().unwrap();
    let valid = rows.iter().find(|row| row["state"] == "valid" && row["kind"] == "general_business").unwrap();
    let ticket = desk.call("secret.put", json!({ "value": DEMO_PASSWORD }))["ticket"].clone();
    json!({
        "from": "2024-12-01", "to": "2025-02-28", "directions": ["sale", "purchase"], "taxations": ["taxable"],
        "with_documents": with_documents, "certificate": { "id": valid["id"] }, "password": ticket,
        "job": desk.job(),
    })
}

#[test]
fn a_row_that_cannot_be_read_is_named_in_the_report_and_comes_in_when_it_can_be() {
    let office = Office::open();
    let desk = desk_at(&office);
    let spoiled = FaultKind::Own { name: "bad_row".to_owned() };
    let fault = Fault { operation: Some("list_text".to_owned()), ..Fault::once(spoiled) };
    assert!(office.services.front("hometax-teet").unwrap().add_fault(fault));
    let report = desk.call("collect.start", request(&desk, false));
    let counts = &report["run"]["counts"];
    assert_eq!((&report["run"]["state"], &counts["rejected"]), (&json!("done"), &json!(1)), "{report}");
    let findings = report["findings"].as_array().unwrap();
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert_eq!(
        (&findings[0]["severity"], &findings[0]["found"]),
        (&json!("error"), &json!("2025-13-32")),
        "{findings:?}"
    );
    assert!(
        findings[0]["row"].as_u64().is_some() && findings[0]["column"].as_str().is_some(),
        "{findings:?}"
    );
    // Once it reads, it is all that is new.
    let report = desk.call("collect.start", request(&desk, false));
    let counts = &report["run"]["counts"];
    assert_eq!((&counts["new"], &counts["rejected"]), (&json!(1), &json!(0)), "{report}");
    assert_eq!(report["findings"], json!([]));
    // A run that brings nothing leaves no import behind.
    let imports = || desk.call("import.list", json!({}))["imports"].as_array().unwrap().len();
    let before = imports();
    let report = desk.call("collect.start", request(&desk, false));
    let counts = &report["run"]["counts"];
    assert_eq!((&counts["new"], &counts["found"]), (&json!(0), &counts["unchanged"]), "{report}");
    assert!(counts["found"].as_u64().unwrap() > 0 && before > 0);
    assert_eq!(imports(), before);
}

#[test]
fn three_months_come_in_with_their_documents_and_a_second_time_nothing_is_new() {
    let office = Office::open();
    let desk = desk_at(&office);
    let report = desk.call("collect.start", request(&desk, true));
    let run = &report["run"];
    assert_eq!((&run["state"], &run["failure"]), (&json!("done"), &Value::Null), "{report}");
    assert_eq!(
        (&report["answered"]["service"], &report["answered"]["realm"]),
        (&json!("hometax"), &json!("sandbox"))
    );
    let found = run["counts"]["found"].as_u64().unwrap();
    assert!(found > 20, "{report}");
    assert_eq!((&run["counts"]["new"], &run["counts"]["documents"]), (&json!(found), &json!(found)));
    assert_eq!((&run["counts"]["bad_signatures"], &run["counts"]["conflicts"]), (&json!(0), &json!(0)));
    let rows = desk.rows();
    assert_eq!(rows.len() as u64, found);
    let shown = desk.show(rows[0]["approval_number"].as_str().unwrap());
    let formats: Vec<&str> = shown["sources"]
        .as_array()
        .unwrap()
        .iter()
        .map(|source| source["format"].as_str().unwrap())
        .collect();
    assert!(formats.contains(&"etax_xml") && formats.contains(&"hometax_text"), "{formats:?}");
    let signed = shown["sources"].as_array().unwrap().iter().find(|source| source["format"] == "etax_xml");
    assert_eq!(signed.unwrap()["signature"], "holds");
    let list = shown["sources"].as_array().unwrap().iter().find(|source| source["format"] == "hometax_text");
    let read = desk.call("source.show", json!({ "id": list.unwrap()["id"] }));
    assert!(read["rows"].as_array().unwrap().len() > 5, "{read}");
    let before = desk.dump();
    let again = desk.call("collect.start", request(&desk, true));
    let counts = &again["run"]["counts"];
    assert_eq!(
        (&counts["new"], &counts["documents"], &counts["unchanged"]),
        (&json!(0), &json!(0), &json!(found))
    );
    assert_eq!(desk.dump()["rows"], before["rows"]);
    assert_eq!(desk.call("audit.verify", json!({ "job": desk.job() }))["fault"], Value::Null);
    let runs = desk.call("collect.runs", json!({ "limit": 10 }));
    assert_eq!(runs["runs"].as_array().unwrap().len(), 2);
    assert_ne!(runs["last_done_at"], Value::Null);
}

#[test]
fn a_run_that_the_office_breaks_off_goes_on_to_the_books_of_one_that_was_not() {
    let office = Office::open();
    let whole = desk_at(&office);
    whole.call("collect.start", request(&whole, false));
    let desk = desk_at(&office);
    // More drops than the layers repeat.
    office.drop_next("hometax-teet", "list_text", 8);
    let report = desk.call("collect.start", request(&desk, false));
    assert_ne!(report["run"]["state"], "done", "{report}");
    let todos = desk.call("today.overview", json!({}))["todos"].to_string();
    assert!(todos.contains("collect_stopped"), "{todos}");
    office.services.reset();
    let ticket = desk.call("secret.put", json!({ "value": DEMO_PASSWORD }))["ticket"].clone();
    let run = report["run"]["id"].clone();
    // The breaker has opened, or nearly so.
    let overview = desk.call("remote.reset", json!({ "service": "hometax" }));
    assert_eq!(overview["services"][0]["breaker"], "closed");
    let resumed = desk.call("collect.resume", json!({ "run": run, "password": ticket, "job": desk.job() }));
    assert_eq!(resumed["run"]["state"], "done", "{resumed}");
    let approvals = |desk: &Desk| {
        let rows = desk.rows();
        rows.iter().map(|row| row["approval_number"].to_string()).collect::<Vec<_>>()
    };
    assert_eq!(approvals(&desk), approvals(&whole));
    assert_eq!(desk.totals(&json!({})), whole.totals(&json!({})));
}

#[test]
fn a_wrong_password_a_missing_certificate_and_a_period_too_long_begin_no_run() {
    let office = Office::open();
    let desk = desk_at(&office);
    let mut wrong = request(&desk, false);
    wrong["password"] = desk.call("secret.put", json!({ "value": "wrong-password" }))["ticket"].clone();
    assert_eq!(desk.refusal("collect.start", wrong), "certificate.wrong_password");
    let mut long = request(&desk, false);
    long["from"] = json!("2001-01-01");
    assert_eq!(desk.refusal("collect.start", long), "collect.period");
    let mut unknown = request(&desk, false);
    unknown["certificate"] = json!({ "id": "nobody" });
    assert_eq!(desk.refusal("collect.start", unknown), "certificate.not_found");
    assert_eq!(desk.call("collect.runs", json!({ "limit": 10 }))["runs"], json!([]));
    assert_eq!(desk.refusal("collect.show", json!({ "run": 1 })), "collect.not_found");
    assert_eq!(
        desk.refusal("collect.decide", json!({ "conflict": 1, "choice": "keep_ours" })),
        "collect.conflict_gone"
    );
}

#[test]
fn what_the_office_says_otherwise_waits_for_the_clerk_who_takes_either() {
    let office = Office::open();
    let desk = desk_at(&office);
    desk.call("collect.start", request(&desk, false));
    let rows = desk.rows();
    let other = desk_at(&office);
    // The same numbers with other amounts stand in the second book before it collects.
    let mut files = Vec::new();
    for (place, row) in rows.iter().filter(|row| row["direction"] == "sale").take(2).enumerate() {
        let shown = desk.show(row["approval_number"].as_str().unwrap());
        files.push(altered(&other, place, &shown));
    }
    other.import(&files);
    let report = other.call("collect.start", request(&other, false));
    assert_eq!(report["run"]["counts"]["conflicts"], 2, "{report}");
    let conflicts = report["conflicts"].as_array().unwrap();
    assert_eq!(conflicts.len(), 2);
    let decide = |conflict: &Value, choice: &str| {
        other.call("collect.decide", json!({ "conflict": conflict["id"], "choice": choice }))
    };
    let left = decide(&conflicts[0], "keep_ours");
    assert_eq!(left["conflicts"].as_array().unwrap().len(), 1);
    let left = decide(&conflicts[1], "take_theirs");
    assert_eq!(left["conflicts"], json!([]));
    let theirs = conflicts[1]["approval_number"].as_str().unwrap();
    assert_eq!(other.show(theirs)["row"]["total_krw"], desk.show(theirs)["row"]["total_krw"]);
    let ours = conflicts[0]["approval_number"].as_str().unwrap();
    assert_ne!(other.show(ours)["row"]["total_krw"], desk.show(ours)["row"]["total_krw"]);
}

/// A file that says something else under an invoice's number.
fn altered(desk: &Desk, place: usize, shown: &Value) -> std::path::PathBuf {
    let approval = ApprovalNumber::parse(shown["row"]["approval_number"].as_str().unwrap()).unwrap();
    let mut draft = crate::papers::draft(1, 1, 777_000, Direction::Sale);
    draft.written_on = approval.written_on();
    draft.approval = approval;
    desk.file(&format!("{place}.xml"), &crate::papers::xml(&draft.check().unwrap()))
}

#[test]
fn a_run_that_a_closed_lid_broke_off_goes_on_by_itself_when_the_way_is_open_again() {
    let office = Office::open();
    let whole = desk_at(&office);
    whole.call("collect.start", request(&whole, false));
    let desk = desk_at(&office);
    office.drop_next("hometax-teet", "list_text", 8);
    // Nobody is at the desk for so long; the books stay open.
    desk.call("settings.write", json!({ "key": "lock.idle_minutes", "value": 0 }));
    desk.call("settings.write", json!({ "key": "lock.on_sleep", "value": false }));
    let mut asked = request(&desk, false);
    asked["keep_password"] = json!("hours_8");
    let report = desk.call("collect.start", asked);
    // Popbill was never set up: that is not why it failed.
    assert_eq!(report["run"]["failure"], "remote.broken_off", "{report}");
    office.services.reset();
    desk.call("remote.reset", json!({ "service": "hometax" }));
    desk.app.tick();
    let state = |desk: &Desk| {
        desk.call("collect.show", json!({ "run": report["run"]["id"] }))["run"]["state"].clone()
    };
    assert_eq!(state(&desk), report["run"]["state"], "not at once");
    desk.clock.set("2025-03-05T01:11:00Z".parse().unwrap());
    office.services.set_clock("2025-03-05T01:11:00Z".parse().unwrap());
    desk.app.tick();
    let ended = (0..100_000).any(|_| {
        std::thread::yield_now();
        state(&desk) == "done"
    });
    assert!(ended, "{}", desk.call("collect.show", json!({ "run": report["run"]["id"] })));
    assert_eq!(desk.rows().len(), whole.rows().len());
}

#[test]
fn a_plan_says_that_it_wants_the_password_and_runs_the_next_morning_when_that_was_kept_for_it() {
    let office = Office::open();
    let mut desk = desk_at(&office);
    let asked = request(&desk, false);
    let plan = json!({
        "enabled": true, "daily_at": "08:30", "on_start": false, "months_back": 3, "directions": ["sale", "purchase"],
        "taxations": ["taxable"], "with_documents": false, "window_from": null, "window_to": null,
        "certificate_id": asked["certificate"]["id"], "next_at": null, "blocked": null,
    });
    let written = desk.call("collect.plan_write", plan);
    assert_eq!(written["blocked"], "certificate.password_needed");
    assert_eq!(written["next_at"], "2025-03-06T08:30:00+09:00");
    let keep = json!({
        "target": asked["certificate"], "password": asked["password"], "keep_password": "days_30",
    });
    desk.call("certificate.sign_test", keep);
    assert_eq!(desk.call("collect.plan", json!({}))["blocked"], Value::Null);

    // The evening, the night, the next morning.
    let id = desk.call("company.list", json!({}))["companies"][0]["id"].clone();
    desk.call("company.close", json!({}));
    desk.restart();
    let morning = "2025-03-05T23:31:00Z";
    desk.clock.set(morning.parse().unwrap());
    office.services.set_clock(morning.parse().unwrap());
    desk.call("company.open", json!({ "id": id }));
    desk.app.tick();
    let runs = |desk: &Desk| desk.call("collect.runs", json!({ "limit": 10 }))["runs"].clone();
    let has_ended = |_| {
        std::thread::yield_now();
        runs(&desk)[0]["ended_at"].is_string()
    };
    assert!((0..100_000).any(has_ended), "{}", runs(&desk));
    let run = &runs(&desk)[0];
    assert_eq!((&run["trigger"], &run["state"]), (&json!("daily"), &json!("done")), "{run}");
    assert!(!desk.rows().is_empty());
    desk.app.tick();
    assert_eq!(runs(&desk).as_array().unwrap().len(), 1, "once a day");
}

/// Four months of cash receipts and card purchases.
fn evidence_request(desk: &Desk) -> Value {
    let mut asked = request(desk, false);
    let asked = asked.as_object_mut().unwrap();
    json!({
        "from": "2024-11-01", "to": "2025-02-28", "kinds": ["cash_receipt", "card_purchase"],
        "certificate": asked["certificate"], "password": asked["password"], "job": asked["job"],
    })
}

fn evidence(desk: &Desk, filter: &Value) -> Value {
    desk.call("evidence.page", json!({ "filter": filter, "limit": 1000 }))
}

/// What the office has, added up: purchases, 공급가액, 세액, 세액 that may be deducted.
fn office_sums(kinds: &[ReceiptKind]) -> [i64; 4] {
    let (from, to) = ("2024-11-01".parse().unwrap(), "2025-02-28".parse().unwrap());
    let all = kinds.iter().flat_map(|kind| receipts(*kind, from, to));
    all.fold([0; 4], |[count, supply, tax, deductible], one| {
        let more = if one.is_deductible { one.tax_won } else { 0 };
        [count + 1, supply + one.supply_won, tax + one.tax_won, deductible + more]
    })
}

fn sums(page: &Value) -> [i64; 4] {
    ["count", "supply_krw", "tax_krw", "deductible_tax_krw"]
        .map(|field| page["totals"][field].as_i64().unwrap())
}

#[test]
fn purchases_without_an_invoice_come_in_to_the_won_and_a_second_time_nothing_is_new() {
    let office = Office::open();
    let desk = desk_at(&office);
    let collected = desk.call("evidence.collect", evidence_request(&desk));
    assert_eq!(
        (&collected["service"], &collected["realm"], &collected["failure"]),
        (&json!("hometax"), &json!("sandbox"), &Value::Null)
    );
    let both = [ReceiptKind::CashBought, ReceiptKind::CardBought];
    for (list, kind) in collected["lists"].as_array().unwrap().iter().zip(both) {
        assert_eq!(list["new"], json!(office_sums(&[kind])[0]), "{list}");
        assert_eq!((&list["same"], &list["complete"]), (&json!(0), &json!(true)), "{list}");
    }
    let all = evidence(&desk, &json!({}));
    assert_eq!(sums(&all), office_sums(&both));
    assert!(sums(&all)[0] > 100, "four months are more than a page of the office");
    for (name, kind) in [("cash_receipt", both[0]), ("card_purchase", both[1])] {
        assert_eq!(sums(&evidence(&desk, &json!({ "kind": name }))), office_sums(&[kind]));
    }
    let acts = desk.call("audit.log", json!({ "limit": 10 }));
    let again = desk.call("evidence.collect", evidence_request(&desk));
    let known: i64 =
        again["lists"].as_array().unwrap().iter().map(|list| list["same"].as_i64().unwrap()).sum();
    assert_eq!(known, sums(&all)[0], "{again}");
    assert_eq!(desk.call("audit.log", json!({ "limit": 10 })), acts, "nothing has changed");
    let verified = desk.call("audit.verify", json!({ "job": desk.job() }));
    assert_eq!(verified["fault"], Value::Null, "{verified}");
}

#[test]
fn what_came_before_the_office_fell_silent_is_kept_and_the_rest_comes_the_next_time() {
    let office = Office::open();
    let desk = desk_at(&office);
    // Four months are two lists of each kind; the client asks each call four times at most.
    office.drop_next("hometax-tecr", "card_bought", 4);
    let collected = desk.call("evidence.collect", evidence_request(&desk));
    assert_eq!(collected["failure"], json!("remote.broken_off"), "{collected}");
    let lists = collected["lists"].as_array().unwrap();
    assert_eq!((&lists[0]["complete"], &lists[1]["complete"]), (&json!(true), &json!(false)));
    assert_eq!(sums(&evidence(&desk, &json!({}))), office_sums(&[ReceiptKind::CashBought]));

    let collected = desk.call("evidence.collect", evidence_request(&desk));
    assert_eq!(collected["failure"], Value::Null, "{collected}");
    let both = [ReceiptKind::CashBought, ReceiptKind::CardBought];
    assert_eq!(sums(&evidence(&desk, &json!({}))), office_sums(&both));
}

#[test]
fn what_cannot_be_asked_brings_nothing_and_purchases_are_exported_as_they_are_shown() {
    let office = Office::open();
    let desk = desk_at(&office);
    let backwards =
        json!({ "from": "2025-03-01", "to": "2025-02-01", "kinds": ["cash_receipt"], "job": "j" });
    assert_eq!(desk.refusal("evidence.collect", backwards), "collect.period");
    let nothing = json!({ "from": "2025-02-01", "to": "2025-02-28", "kinds": [], "job": "j" });
    assert_eq!(desk.refusal("evidence.collect", nothing), "request.malformed");
    let wrong = desk.call("secret.put", json!({ "value": "not the password" }))["ticket"].clone();
    let mut refused = evidence_request(&desk);
    refused["password"] = wrong;
    assert_eq!(desk.refusal("evidence.collect", refused), "certificate.wrong_password");
    assert_eq!(sums(&evidence(&desk, &json!({}))), [0; 4]);
    desk.call("evidence.collect", evidence_request(&desk));
    let filter = json!({ "kind": "cash_receipt", "from": "2025-02-01", "to": "2025-02-28" });
    let shown = evidence(&desk, &filter);
    let to = desk.dir.path().join("매입.csv");
    let request =
        json!({ "filter": filter, "format": "csv", "language": "ko", "to": to, "overwrite": false });
    let saved = desk.call("evidence.export", request.clone());
    assert_eq!(saved["path"], json!(to));
    let text = std::fs::read_to_string(&to).unwrap();
    let mut lines = text.lines();
    assert!(lines.next().unwrap().starts_with("\u{FEFF}거래일자,시각,구분,가맹점,"));
    let first = &shown["rows"][0];
    let expected = format!(
        "{},{},현금영수증,{},{},",
        first["on"].as_str().unwrap(),
        first["time"].as_str().unwrap(),
        first["seller_name"].as_str().unwrap(),
        first["seller_number"].as_str().unwrap()
    );
    let line = lines.next().unwrap();
    assert!(line.starts_with(&expected), "{line} {expected}");
    assert_eq!(lines.count() + 1, shown["rows"].as_array().unwrap().len());
    assert_eq!(desk.refusal("evidence.export", request), "file.exists", "nothing is overwritten unasked");
}
