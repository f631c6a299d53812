use super::wire::*;
use super::*;
use crate::port::Nature;
use crate::port::business_status::{BusinessState, TaxType};
use crate::port::tax_invoice_collect::{DateKind, ListQuery, Period, Taxation};
use crate::secret::Secret;
use jangbu_domain::Direction;
use jiff::civil::date;

fn number(text: &str) -> BusinessNumber {
    BusinessNumber::parse(text).unwrap()
}

#[test]
fn a_token_is_read_with_its_end() {
    let body = br#"{"session_token":"abc=","serviceID":"POPBILL","expiration":"2026-11-26T01:30:00.000Z"}"#;
    let (token, until) = parse_token(body).unwrap();
    assert_eq!((token.reveal(), until.to_string().as_str()), ("abc=", "2026-11-26T01:30:00Z"));
    for bad in [
        r#"{"session_token":"","expiration":"2026-11-26T01:30:00.000Z"}"#,
        r#"{"session_token":"a b","expiration":"2026-11-26T01:30:00.000Z"}"#,
        r#"{"session_token":"abc","expiration":"soon"}"#,
        r#"{"session_token":"abc"}"#,
        "",
    ] {
        assert!(parse_token(bad.as_bytes()).is_none(), "{bad}");
    }
}

#[test]
fn questions_are_asked_where_and_as_they_are_documented() {
    let period = Period::parse(date(2026, 8, 1), date(2026, 10, 31)).unwrap();
    let query = |direction, by| ListQuery { direction, taxation: Taxation::Taxable, by, period };
    let sale = ask_job(&query(Direction::Sale, DateKind::Written));
    assert_eq!(
        (sale.path.as_str(), sale.query.as_str()),
        ("/HomeTax/Taxinvoice/SELL", "DType=W&SDate=20260801&EDate=20261031")
    );
    let buy = ask_job(&query(Direction::Purchase, DateKind::Sent));
    assert_eq!((buy.path.as_str(), buy.query.starts_with("DType=S&")), ("/HomeTax/Taxinvoice/BUY", true));
    assert_eq!(ask_page("123", Taxation::Exempt, 2).query, "Type=N,M&TaxType=N&Page=2&PerPage=1000&Order=A");
    let body = build_close_down(&[number("123-45-67891"), number("220-81-62517")]);
    assert_eq!(body, br#"["1234567891","2208162517"]"#);
    let ask = ask_close_down(&body);
    assert_eq!(ask.nature, Nature::Effect, "it is paid for");
    let call = build_call(
        &ask,
        &BaseAddress::parse("http://127.0.0.1:1", Realm::Sandbox).unwrap(),
        &Secret::new("t0ken".into()),
    );
    assert!(!format!("{call:?}").contains("t0ken"));
    assert_eq!(call.redact("Bearer t0ken"), "Bearer [redacted]");
    assert_eq!(ask_point(ServiceId::Live).path, "/POPBILL/Point");
}

#[test]
fn a_jobs_number_goes_into_paths_and_is_eighteen_digits() {
    assert_eq!(parse_job(br#"{"jobID":"202611261200000001"}"#).as_deref(), Some("202611261200000001"));
    for bad in [r#"{"jobID":"../../x"}"#, r#"{"jobID":"1"}"#, r#"{"jobID":1}"#, "{}"] {
        assert_eq!(parse_job(bad.as_bytes()), None, "{bad}");
    }
}

#[test]
fn a_job_is_on_its_way_done_or_failed() {
    let state = |body: &str| parse_job_state(body.as_bytes());
    assert_eq!(state(r#"{"jobState":1,"errorCode":0}"#), Some(JobState::OnItsWay));
    assert_eq!(state(r#"{"jobState":2}"#), Some(JobState::OnItsWay));
    assert_eq!(state(r#"{"jobState":3,"errorCode":1,"errorReason":"성공"}"#), Some(JobState::Done));
    let failed = JobState::Failed { code: -11_100_001, reason: "로그인 실패".into() };
    assert_eq!(state(r#"{"jobState":3,"errorCode":-11100001,"errorReason":"로그인 실패"}"#), Some(failed));
    assert_eq!(state(r#"{"jobState":3}"#), None);
    assert_eq!(state(r#"{"jobState":9,"errorCode":1}"#), None);
}

#[test]
fn states_are_believed_only_if_they_answer_the_question() {
    let asked = [number("123-45-67891"), number("220-81-62517")];
    let states = |body: &str| parse_close_down(body.as_bytes(), &asked);
    let found = states(
        r#"[{"corpNum":"2208162517","taxType":"31","state":"2","stateDate":"20261101"},
            {"corpNum":"1234567891","taxType":10,"state":1,"typeDate":"20200101"}]"#,
    )
    .unwrap();
    assert_eq!((&found[0].state, &found[0].tax_type), (&BusinessState::Active, &Some(TaxType::General)));
    assert_eq!(found[1].state, BusinessState::Closed { on: Some(date(2026, 11, 1)) });
    assert_eq!(found[1].tax_type, Some(TaxType::SimplifiedIssuing));
    let unknown =
        states(r#"[{"corpNum":"1234567891","state":null},{"corpNum":"2208162517","state":"7"}]"#).unwrap();
    assert_eq!(unknown[0].state, BusinessState::Unregistered);
    assert_eq!(unknown[1].state, BusinessState::Other("7".into()));
    for bad in [
        r#"[{"corpNum":"1234567891","state":"1"}]"#,
        r#"[{"corpNum":"1234567891","state":"1"},{"corpNum":"1234567891","state":"1"}]"#,
        r#"[{"corpNum":"1234567891","state":"1"},{"corpNum":"9999999990","state":"1"}]"#,
        r#"{"corpNum":"1234567891"}"#,
    ] {
        assert!(states(bad).is_none(), "{bad}");
    }
}

#[test]
fn amounts_come_as_numbers_or_texts_and_are_whole() {
    let whole = |body: &str| parse_whole(body.as_bytes(), "remainPoint");
    assert_eq!(whole(r#"{"remainPoint":"99,1"}"#), None);
    assert_eq!(whole(r#"{"remainPoint":"99120"}"#), Some(99_120));
    assert_eq!(whole(r#"{"remainPoint":99120.5}"#), Some(99_120));
    assert_eq!(whole(r#"{"other":1}"#), None);
}

#[test]
fn a_document_comes_or_says_why_not() {
    assert_eq!(
        parse_document(br#"{"ResultCode":1,"Message":"m","retObject":"<x/>"}"#),
        Some(Ok(b"<x/>".to_vec()))
    );
    let refused = br#"{"ResultCode":-11100020,"Message":"none","retObject":null}"#;
    assert_eq!(parse_document(refused), Some(Err((-11_100_020, "none".into()))));
    assert_eq!(parse_document(br#"{"ResultCode":1,"retObject":""}"#), None);
    assert_eq!(parse_document(b"<html>"), None);
}
