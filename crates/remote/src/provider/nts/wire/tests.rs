use super::*;
use crate::port::business_status::OptionalClaims;
use jiff::civil::date;

const OPEN: &str = r#"{"b_no":"1234567891","b_stt":"계속사업자","b_stt_cd":"01",
    "tax_type":"부가가치세 일반과세자","tax_type_cd":"01","end_dt":"","utcc_yn":"N","tax_type_change_dt":"",
    "invoice_apply_dt":"","rbf_tax_type":"해당없음","rbf_tax_type_cd":"99"}"#;
const CLOSED: &str = r#"{"b_no":"2208162517","b_stt":"폐업자","b_stt_cd":"03",
    "tax_type":"부가가치세 간이과세자(세금계산서 발급사업자)","tax_type_cd":"07","end_dt":"20240229","utcc_yn":"Y",
    "tax_type_change_dt":"20230701","invoice_apply_dt":"20230701","rbf_tax_type":"부가가치세 간이과세자",
    "rbf_tax_type_cd":"02"}"#;

fn number(text: &str) -> BusinessNumber {
    BusinessNumber::parse(text).unwrap()
}

fn open() -> BusinessNumber {
    number("1234567891")
}

fn closed() -> BusinessNumber {
    number("2208162517")
}

fn status(items: &[&str], asked: &[BusinessNumber]) -> Option<Vec<Standing>> {
    let body = format!(r#"{{"status_code":"OK","data":[{}]}}"#, items.join(","));
    parse_status(body.as_bytes(), asked)
}

#[test]
fn answers_come_in_the_order_asked_whatever_order_they_came_in() {
    let standings = status(&[CLOSED, OPEN], &[open(), closed()]).unwrap();
    assert_eq!((standings[0].number, &standings[0].state), (open(), &BusinessState::Active));
    assert_eq!(standings[0].tax_type_before, None);
    assert_eq!(
        standings[1],
        Standing {
            number: closed(),
            state: BusinessState::Closed { on: Some(date(2024, 2, 29)) },
            tax_type: Some(TaxType::SimplifiedIssuing),
            tax_type_before: Some(TaxType::Simplified),
            tax_type_changed_on: Some(date(2023, 7, 1)),
            invoices_since: Some(date(2023, 7, 1)),
            joined_head_office: true,
        }
    );
}

#[test]
fn a_number_without_a_state_is_unregistered_with_or_without_its_empty_fields() {
    let text = "국세청에 등록되지 않은 사업자등록번호입니다.";
    for item in [
        format!(
            r#"{{"b_no":"1234567891","b_stt":"","b_stt_cd":"","tax_type":"{text}","tax_type_cd":"","end_dt":""}}"#
        ),
        format!(r#"{{"b_no":"1234567891","b_stt_cd":null,"tax_type":"{text}"}}"#),
    ] {
        let standings = status(&[&item], &[open()]).unwrap();
        assert_eq!((&standings[0].state, &standings[0].tax_type), (&BusinessState::Unregistered, &None));
    }
}

#[test]
fn codes_of_a_later_day_are_kept_and_do_not_spoil_the_rest() {
    let item = r#"{"b_no":"1234567891","b_stt_cd":"09","tax_type_cd":"11"}"#;
    let standings = status(&[item], &[open()]).unwrap();
    assert_eq!(standings[0].state, BusinessState::Other("09".to_owned()));
    assert_eq!(standings[0].tax_type, Some(TaxType::Other("11".to_owned())));
}

#[test]
fn an_answer_that_is_not_to_the_question_is_not_believed() {
    assert_eq!(status(&[OPEN], &[open(), closed()]), None, "one is missing");
    assert_eq!(status(&[OPEN, OPEN], &[open(), closed()]), None, "one comes twice");
    assert_eq!(status(&[CLOSED], &[open()]), None, "another was asked");
    assert_eq!(status(&[OPEN, CLOSED], &[open()]), None, "one more than asked");
    let bad_day = CLOSED.replace("20240229", "20240230");
    assert_eq!(status(&[&bad_day], &[closed()]), None, "no such day");
    assert_eq!(parse_status(b"{\"status_code\":\"OK\"}", &[open()]), None, "no list");
    assert_eq!(parse_status("[".repeat(100_000).as_bytes(), &[open()]), None, "deep nesting");
}

#[test]
fn the_request_for_states_is_a_list_of_digits() {
    let body: serde_json::Value = serde_json::from_slice(&build_status(&[open(), closed()])).unwrap();
    assert_eq!(body, serde_json::json!({"b_no": ["1234567891", "2208162517"]}));
}

fn claim(optional: OptionalClaims) -> Registration {
    Registration::parse(open(), date(2020, 1, 2), "김\"가상", optional).unwrap()
}

#[test]
fn the_request_for_a_verdict_is_a_list_of_businesses() {
    let optional = OptionalClaims { name: Some("예시상사(주)".to_owned()), ..OptionalClaims::default() };
    let body: serde_json::Value = serde_json::from_slice(&build_validate(&[claim(optional)])).unwrap();
    assert_eq!(
        body,
        serde_json::json!({"businesses": [{
            "b_no": "1234567891", "start_dt": "20200102", "p_nm": "김\"가상", "p_nm2": "",
            "b_nm": "예시상사(주)", "corp_no": "", "b_sector": "", "b_type": "", "b_adr": ""
        }]})
    );
}

fn verdicts(items: &str) -> Option<Vec<Verdict>> {
    let body = format!(r#"{{"status_code":"OK","data":[{items}]}}"#);
    parse_validate(body.as_bytes(), &[claim(OptionalClaims::default())])
}

#[test]
fn a_closed_business_agrees_and_is_closed() {
    let closed = OPEN.replace(r#""b_stt_cd":"01""#, r#""b_stt_cd":"03""#);
    let item = format!(r#"{{"b_no":"1234567891","valid":"01","request_param":{{}},"status":{closed}}}"#);
    let verdict = verdicts(&item).unwrap().remove(0);
    assert!(verdict.agrees);
    assert_eq!(verdict.standing.unwrap().state, BusinessState::Closed { on: None });
}

#[test]
fn a_claim_that_does_not_agree_has_no_standing() {
    let item = r#"{"b_no":"1234567891","valid":"02","valid_msg":"확인할 수 없습니다."}"#;
    let verdict = verdicts(item).unwrap().remove(0);
    assert_eq!((verdict.agrees, verdict.standing), (false, None));
}

#[test]
fn a_verdict_on_another_business_or_of_another_kind_is_not_believed() {
    assert_eq!(verdicts(r#"{"b_no":"2208162517","valid":"01"}"#), None);
    assert_eq!(verdicts(r#"{"b_no":"1234567891","valid":"03"}"#), None);
    assert_eq!(verdicts(&format!(r#"{{"b_no":"1234567891","valid":"01","status":{CLOSED}}}"#)), None);
}
