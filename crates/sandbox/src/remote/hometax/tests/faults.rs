use super::*;
use flate2::read::GzDecoder;
use hmac::{Hmac, KeyInit as _, Mac as _};
use std::io::Read as _;

fn own(name: &str) -> Fault {
    Fault::once(FaultKind::Own { name: name.to_owned() }).at("list")
}

#[test]
fn stopped_throttled_blocked_and_suspected_calls_are_told_as_the_real_one_tells_them() {
    let bench = Bench::new();
    let mut browser = bench.at(System::Invoices);
    let rows = [
        ("service_stopped", 200, "서비스 중지 시간"),
        ("too_many_calls", 200, "반복적인 호출"),
        ("overloaded", 200, "과부하제어"),
        ("blocked", 400, "Request Blocked"),
        ("suspicious", 200, "비정상적인 요청이 감지되었습니다"),
    ];
    for (name, status, text) in rows {
        assert!(bench.front(System::Invoices).add_fault(own(name)));
        let address = "/wqAction.do?actionId=ATEETBDA001R01";
        let reply = browser.send(System::Invoices, "POST", address, &asked(|_| ()).to_string());
        assert_eq!(reply.status, status, "{name}");
        assert!(String::from_utf8(reply.body).unwrap().contains(text), "{name}");
    }
    assert_eq!(
        browser.action(System::Invoices, "ATEETBDA001R01", &asked(|_| ()))["resultMsg"]["result"],
        "S"
    );
    assert!(!bench.front(System::Invoices).add_fault(own("no_such")));
}

#[test]
fn a_session_can_be_gone_a_page_come_twice_and_the_total_change() {
    let bench = Bench::new();
    let mut browser = bench.at(System::Invoices);
    let page =
        |number: u32| asked(move |body| body["pageInfoVO"] = json!({"pageNum": number, "pageSize": 10}));
    let first = browser.action(System::Invoices, "ATEETBDA001R01", &page(1));
    let second = browser.action(System::Invoices, "ATEETBDA001R01", &page(2));
    assert!(bench.front(System::Invoices).add_fault(own("page_twice")));
    let twice = browser.action(System::Invoices, "ATEETBDA001R01", &page(2));
    assert_eq!(twice["etxivIsnBrkdTermDVOList"], first["etxivIsnBrkdTermDVOList"]);
    assert_eq!(twice["pageInfoVO"], second["pageInfoVO"]);
    assert!(bench.front(System::Invoices).add_fault(own("total_changed")));
    let changed = browser.action(System::Invoices, "ATEETBDA001R01", &page(2));
    assert_eq!(
        changed["pageInfoVO"]["totalCount"].as_u64().unwrap(),
        second["pageInfoVO"]["totalCount"].as_u64().unwrap() + 1
    );
    assert!(bench.front(System::Invoices).add_fault(own("session_expired")));
    let gone = browser.action(System::Invoices, "ATEETBDA001R01", &page(2));
    assert_eq!(gone["resultMsg"]["result"], "F");
    browser.go_on_to(System::Invoices);
    assert_eq!(browser.action(System::Invoices, "ATEETBDA001R01", &page(2)), second);
}

#[test]
fn the_postfix_is_asked_for_only_when_it_is_enforced_and_by_the_present_keys() {
    let bench = Bench::new();
    let mut browser = bench.browser();
    let mut is_refused = |body: &str| {
        let reply = browser.send(System::Portal, "POST", "/wqAction.do?actionId=ATXPPZXA001R01", body);
        String::from_utf8(reply.body).unwrap().contains("비정상적인 요청이 감지되었습니다")
    };
    assert!(!is_refused("{}") && !is_refused("{}<nts<nts>nts>11junk00"));
    bench.office.enforce_postfix(true);
    assert!(is_refused("{}") && is_refused("{}<nts<nts>nts>11junk00"));
    let signed = |second: u8| {
        let script = bench.browser().send(System::Portal, "GET", "/js/comm/ui/common_te-min.js", "").body;
        let script = String::from_utf8(script).unwrap();
        let key = script.split('"').nth(usize::from(second % 7) * 2 + 1).unwrap().to_owned();
        let mac = Hmac::<sha2::Sha256>::new_from_slice(key.as_bytes()).unwrap().chain_update("{}");
        let digest = STANDARD.encode(mac.finalize().into_bytes());
        let letters: String = digest.chars().filter(char::is_ascii_alphanumeric).collect();
        format!("{{}}<nts<nts>nts>{:02}{letters}{second:02}", second + 11)
    };
    let good = signed(52);
    assert!(!is_refused(&good));
    bench.office.rotate_keys();
    assert!(is_refused(&good) && !is_refused(&signed(52)));
}

#[test]
fn switches_are_turned_by_the_control_interface() {
    let bench = Bench::new();
    let front = bench.front(System::Portal);
    let company = bench.company();
    assert!(front.switch(&json!({"enforce_postfix": true})));
    assert!(front.switch(&json!("rotate_keys")) && front.switch(&json!({"enforce_pause_ms": 300})));
    assert_eq!(front.inspect()["simulated"]["key_generation"], 1);
    assert_eq!(front.inspect()["simulated"]["enforces_postfix"], true);
    assert!(front.switch(&json!({"enforce_postfix": false})));
    assert!(front.switch(&json!({"revoke": company.certificate.serial().to_hex()})));
    assert!(bench.browser().log_in(&company).contains("'code' : 'F'"));
    assert!(!front.switch(&json!({"open_doors": true})));
    let mut browser = bench.browser();
    let turned = browser.json(System::Portal, "/__sandbox/switch", &json!({"enforce_postfix": "perhaps"}));
    assert_eq!(turned["error"], "no such switch");
}

#[test]
fn calls_are_remembered_with_their_moments_and_how_close_they_were() {
    let bench = Bench::new();
    let mut browser = bench.at(System::Invoices);
    let list = |browser: &mut Browser<'_>| browser.action(System::Invoices, "ATEETBDA001R01", &asked(|_| ()));
    bench.pass(SignedDuration::from_secs(5));
    list(&mut browser);
    bench.pass(SignedDuration::from_millis(999));
    list(&mut browser);
    bench.pass(SignedDuration::from_secs(1));
    list(&mut browser);
    let observed = bench.observed();
    assert_eq!((&observed["list_pages"], &observed["record_calls_within_1s"]), (&json!(3), &json!(1)));
    assert_eq!(observed["calls"]["login"], 1);
    bench.office.enforce_pause_ms(700);
    bench.pass(SignedDuration::from_millis(699));
    let reply = browser.download(System::Invoices, "ATEETBDA005R04", &asked(|_| ()));
    assert!(String::from_utf8(reply.body).unwrap().contains("반복적인 호출"));
    bench.pass(SignedDuration::from_millis(700));
    assert_eq!(list(&mut browser)["resultMsg"]["result"], "S");
    let calls = bench.office.calls();
    let newest = calls.last().unwrap();
    assert_eq!((newest.service, newest.operation, newest.at), ("hometax-teet", "list", bench.clock.now()));
}

#[test]
fn the_queue_lets_everybody_through_and_other_paths_are_not_there() {
    let bench = Bench::new();
    let mut browser = bench.browser();
    let mut text =
        |address: &str| String::from_utf8(browser.send(System::Portal, "GET", address, "").body).unwrap();
    assert!(text("/ts.wseq?opcode=5101&aid=public_m_id_login").starts_with("5002:200:key="));
    assert_eq!(text("/ts.wseq?opcode=5101&aid="), "5002:501:msg=\"Action is not exist\"");
    assert_eq!(text("/ts.wseq?opcode=5004&key=x"), "5004:200:msg=\"Success\"");
    assert_eq!(browser.send(System::Invoices, "POST", "/pubcLogin.do", "").status, 404);
    assert_eq!(bench.front(System::Portal).inspect()["simulated"]["sessions"], 0);
}

#[test]
fn an_answer_is_packed_for_whom_takes_it() {
    let bench = Bench::new();
    let headers = vec![("accept-encoding".to_owned(), "gzip".to_owned())];
    let request = Request { method: "GET".to_owned(), path: "/".to_owned(), headers, ..Request::default() };
    let Ending::Answered { reply, .. } = bench.front(System::Portal).handle(&request) else { panic!() };
    assert_eq!(reply.header("content-encoding"), Some("gzip"));
    let mut text = String::new();
    GzDecoder::new(reply.body.as_slice()).read_to_string(&mut text).unwrap();
    assert!(text.contains("홈택스"));
}
