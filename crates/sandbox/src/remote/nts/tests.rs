use super::*;
use crate::remote::{Ending, Fault, FaultKind, Front};

const ENCODED_KEY: &str = "sandbox%2Bdemo%2Fkey%2Bfor%2Fnobody%3D%3D";

fn front() -> Front {
    Front::new(Nts::new(Register::of(50), 1_000), "2026-11-26T00:00:00Z".parse().unwrap())
}

fn request(path: &str, query: &str, body: &Value) -> Request {
    Request {
        method: "POST".to_owned(),
        path: path.to_owned(),
        query: Some(query.to_owned()),
        headers: Vec::new(),
        body: body.to_string().into_bytes(),
    }
}

fn reply(front: &Front, request: &Request) -> (u16, Value) {
    match front.handle(request) {
        Ending::Answered { reply, .. } => {
            (reply.status, serde_json::from_slice(&reply.body).unwrap_or(Value::Null))
        }
        Ending::Dropped => panic!("dropped"),
    }
}

fn status(front: &Front, body: &Value) -> (u16, Value) {
    reply(front, &request(STATUS_PATH, &format!("serviceKey={ENCODED_KEY}"), body))
}

fn validate(front: &Front, body: &Value) -> (u16, Value) {
    reply(front, &request(VALIDATE_PATH, &format!("serviceKey={ENCODED_KEY}"), body))
}

fn digits(place: u32) -> String {
    Register::partner_number(place).digits()
}

#[test]
fn the_key_is_wanted_encoded_exactly_once() {
    let front = front();
    let with_query = |query: &str| {
        let (status, body) = reply(&front, &request(STATUS_PATH, query, &json!({"b_no": [digits(0)]})));
        (status, body["code"].as_i64())
    };
    assert_eq!(with_query(&format!("serviceKey={ENCODED_KEY}")), (200, None));
    assert_eq!(with_query(&format!("serviceKey={}", ENCODED_KEY.replace('%', "%25"))), (401, Some(-401)));
    assert_eq!(with_query(&format!("serviceKey={DEMO_KEY}")), (401, Some(-401)));
    assert_eq!(with_query("serviceKey=another"), (400, Some(-4)));
    assert_eq!(with_query("returnType=JSON"), (401, Some(-401)));
    let mut by_header = request(STATUS_PATH, "", &json!({"b_no": [digits(0)]}));
    by_header.headers.push(("authorization".to_owned(), format!("Infuser {DEMO_KEY}")));
    assert_eq!(reply(&front, &by_header).0, 200);
}

#[test]
fn the_field_rules_are_those_of_the_real_one() {
    let front = front();
    let refused = |(http, body): (u16, Value)| (http, body["status_code"].as_str().unwrap().to_owned());
    let malformed = (411, "REQUEST_DATA_MALFORMED".to_owned());
    for body in
        [json!({}), json!({"b_no": []}), json!({"b_no": ["123-45-67891"]}), json!({"b_no": [1_234_567_891]})]
    {
        assert_eq!(refused(status(&front, &body)), malformed, "{body}");
    }
    let all: Vec<String> = (0..101).map(digits).collect();
    assert_eq!(refused(status(&front, &json!({"b_no": all}))), (413, "TOO_LARGE_REQUEST".to_owned()));
    let mut no_json = request(STATUS_PATH, &format!("serviceKey={ENCODED_KEY}"), &json!({}));
    no_json.body = b"{\"b_no\":[".to_vec();
    assert_eq!(refused(reply(&front, &no_json)), (400, "BAD_JSON_REQUEST".to_owned()));
    // What naive clients send to validate: the shape of status.
    assert_eq!(refused(validate(&front, &json!({"b_no": [digits(0)]}))), malformed);
    let no_name = json!({"businesses": [{"b_no": digits(0), "start_dt": "20200101", "p_nm": " "}]});
    assert_eq!(refused(validate(&front, &no_name)), malformed);
    assert_eq!(reply(&front, &request("/api/other", "", &json!({}))).0, 404);
}

#[test]
fn open_resting_closed_and_unknown_businesses_are_told_apart() {
    let unknown = digits(51);
    let asked = json!({"b_no": [digits(0), digits(7), digits(5), unknown]});
    let (_, body) = status(&front(), &asked);
    let codes: Vec<&str> =
        body["data"].as_array().unwrap().iter().map(|i| i["b_stt_cd"].as_str().unwrap()).collect();
    assert_eq!(codes, ["01", "02", "03", ""]);
    assert_eq!((body["request_cnt"].as_u64(), body["match_cnt"].as_u64()), (Some(4), Some(3)));
    assert_eq!(body["data"][2]["end_dt"], "20250606");
    assert_eq!(body["data"][3]["tax_type"], answer_text());
}

fn answer_text() -> &'static str {
    "국세청에 등록되지 않은 사업자등록번호입니다."
}

#[test]
fn a_claim_agrees_by_the_rules_of_comparison() {
    let front = front();
    let register = Register::of(50);
    let entry = register.find(Register::partner_number(5)).unwrap();
    let valid = |change: &dyn Fn(&mut Value)| {
        let mut claim = json!({
            "b_no": entry.number.digits(), "start_dt": entry.opened_on.strftime("%Y%m%d").to_string(),
            "p_nm": entry.representative, "b_nm": "", "b_adr": entry.address.replace(' ', "  ")
        });
        change(&mut claim);
        validate(&front, &json!({"businesses": [claim]})).1["data"][0].clone()
    };
    let same = valid(&|_| ());
    assert_eq!((&same["valid"], &same["status"]["b_stt_cd"]), (&json!("01"), &json!("03")));
    let bare = entry.name.replace("(주)", "");
    assert_eq!(valid(&|claim| claim["b_nm"] = json!(format!("주식회사 {bare}")))["valid"], "01");
    let other = valid(&|claim| claim["p_nm"] = json!("남이름"));
    assert_eq!((&other["valid"], other.get("status")), (&json!("02"), None));
    assert_eq!(valid(&|claim| claim["start_dt"] = json!("19990101"))["valid"], "02");
    assert_eq!(valid(&|claim| claim["b_type"] = json!("없는 종목"))["valid"], "02");
}

#[test]
fn the_quota_of_a_day_begins_anew_at_midnight_in_korea() {
    let front = Front::new(Nts::new(Register::of(1), 2), "2026-11-26T14:59:59Z".parse().unwrap());
    let asked = json!({"b_no": [digits(0)]});
    assert_eq!([0, 0, 0].map(|_| status(&front, &asked).0), [200, 200, 400]);
    assert_eq!(status(&front, &asked).1["code"], -10);
    front.set_clock("2026-11-26T15:00:00Z".parse().unwrap());
    assert_eq!(status(&front, &asked).0, 200);
}

fn control(front: &Front, method: &str, command: &str, body: &Value) -> (u16, Value) {
    let mut request = request(&format!("/__sandbox/{command}"), "", body);
    request.method = method.to_owned();
    reply(front, &request)
}

#[test]
fn faults_meet_the_operation_they_are_aimed_at_and_so_often() {
    let front = front();
    let aimed = json!({"operation": "status", "times": 2, "kind": "throttled", "retry_after_s": 3});
    assert_eq!(control(&front, "POST", "fault", &aimed).0, 200);
    let asked = json!({"b_no": [digits(0)]});
    assert_eq!(validate(&front, &json!({})).0, 411);
    assert_eq!([0, 0, 0].map(|_| status(&front, &asked).0), [429, 429, 200]);
    assert_eq!(control(&front, "POST", "fault", &json!({"kind": "flood"})).0, 400);
    assert_eq!(control(&front, "POST", "fault", &json!({"kind": "drop_after", "times": 0})).0, 400);
    assert_eq!(control(&front, "GET", "nothing", &json!({})).0, 404);
}

#[test]
fn a_call_dropped_after_its_effect_was_done_and_one_before_was_not() {
    let front = front();
    let asked = request(STATUS_PATH, &format!("serviceKey={ENCODED_KEY}"), &json!({"b_no": [digits(0)]}));
    for (kind, done) in [(FaultKind::DropBefore, 0), (FaultKind::DropAfter, 1)] {
        front.reset();
        assert!(front.add_fault(Fault::once(kind)));
        assert_eq!(front.handle(&asked), Ending::Dropped);
        assert_eq!(control(&front, "GET", "inspect", &json!({})).1["simulated"]["status_answered"], done);
    }
    assert_eq!(control(&front, "POST", "reset", &json!({})).0, 200);
    assert_eq!(front.inspect()["simulated"]["status_answered"], 0);
}
