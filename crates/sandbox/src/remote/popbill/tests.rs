use super::*;
use crate::authority::Authority;
use crate::remote::hometax::Books;
use crate::remote::nts::{DEMO_KEY, Nts};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::read::GzDecoder;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::SignedDuration;
use sha2::{Digest as _, Sha256};
use std::io::Read as _;

const NOW: &str = "2026-11-21T03:00:00Z";

struct Desk {
    popbill: Popbill,
    auth: Box<dyn Simulated>,
    api: Box<dyn Simulated>,
    hometax: Hometax,
    now: Timestamp,
}

fn desk() -> Desk {
    let now: Timestamp = NOW.parse().unwrap();
    let world = World::new(7, jiff::civil::date(2026, 11, 21));
    let authority = Authority::new(now, 7).unwrap();
    let hometax = Hometax::new(&authority, Books::of(&world), 7).unwrap();
    let popbill = Popbill::new(hometax.clone(), Register::of(200), 7);
    Desk { auth: popbill.auth(), api: popbill.api(), popbill, hometax, now }
}

fn token_request(date: &str, body: &str, forwarded: Option<&str>) -> Request {
    let digest = STANDARD.encode(Sha256::digest(body.as_bytes()));
    let mut signed = format!("POST\n{digest}\n{date}\n");
    if let Some(forwarded) = forwarded {
        signed.push_str(forwarded);
        signed.push('\n');
    }
    signed.push_str("2.0\n/POPBILL_TEST/Token");
    let mut mac = Hmac::<Sha256>::new_from_slice(&STANDARD.decode(DEMO_SECRET_KEY).unwrap()).unwrap();
    mac.update(signed.as_bytes());
    let signature = STANDARD.encode(mac.finalize().into_bytes());
    let mut headers = vec![
        ("x-lh-date".to_owned(), date.to_owned()),
        ("x-lh-version".to_owned(), "2.0".to_owned()),
        ("authorization".to_owned(), format!("LINKHUB {DEMO_LINK_ID} {signature}")),
    ];
    headers.extend(forwarded.map(|value| ("x-lh-forwarded".to_owned(), value.to_owned())));
    Request {
        method: "POST".into(),
        path: "/POPBILL_TEST/Token".into(),
        headers,
        body: body.as_bytes().to_vec(),
        ..Request::default()
    }
}

fn body_of(scopes: &[&str]) -> String {
    json!({"access_id": World::company().number.digits(), "scope": scopes}).to_string()
}

impl Desk {
    fn ask(&self, host: &dyn Simulated, request: &Request) -> (u16, Value) {
        let reply = host.answer(request, self.now);
        (reply.status, serde_json::from_slice(&reply.body).unwrap())
    }

    fn token(&self, scopes: &[&str]) -> String {
        let (status, body) = self.ask(&*self.auth, &token_request(NOW, &body_of(scopes), Some("*")));
        assert_eq!(status, 200, "{body}");
        body["session_token"].as_str().unwrap().to_owned()
    }

    fn call(&self, method: &str, path: &str, body: &str) -> (u16, Value) {
        let token = self.token(&["member", "110", "111", "170"]);
        self.ask(&*self.api, &request(&token, method, path, body))
    }

    fn job(&mut self, path: &str) -> String {
        let (status, body) = self.call("POST", path, "");
        assert_eq!(status, 200, "{body}");
        self.now += SignedDuration::from_secs(5);
        body["jobID"].as_str().unwrap().to_owned()
    }
}

fn request(token: &str, method: &str, path: &str, body: &str) -> Request {
    let (path, query) = match path.split_once('?') {
        Some((path, query)) => (path, Some(query.to_owned())),
        None => (path, None),
    };
    Request {
        method: method.into(),
        path: path.into(),
        query,
        headers: vec![("authorization".to_owned(), format!("Bearer {token}"))],
        body: body.as_bytes().to_vec(),
    }
}

#[test]
fn a_token_is_given_against_a_signature_over_the_very_bytes() {
    let desk = desk();
    let good = body_of(&["member", "111"]);
    for forwarded in [None, Some("*")] {
        // Node's library sends milliseconds: the header's own text is signed.
        for date in [NOW, "2026-11-21T03:00:00.123Z"] {
            let (status, body) = desk.ask(&*desk.auth, &token_request(date, &good, forwarded));
            assert_eq!(status, 200, "{body}");
            assert_eq!(body["expiration"], "2026-11-21T03:30:00.000Z");
            assert_eq!(body["scope"], json!(["member", "111"]));
        }
    }
    let mut tampered = token_request(NOW, &good, None);
    tampered.body.push(b' ');
    let mut undated = token_request(NOW, &good, None);
    undated.headers.retain(|(name, _)| name != "x-lh-date");
    let mut stranger = token_request(NOW, &good, None);
    stranger.headers[2].1 = stranger.headers[2].1.replace(DEMO_LINK_ID, "SOMEBODY");
    let late = token_request("2026-11-21T02:40:00Z", &good, None);
    let other = token_request(NOW, r#"{"access_id":"2208162517","scope":["member"]}"#, None);
    let no_member = token_request(NOW, &body_of(&["111"]), None);
    for refused in [tampered, undated, stranger, late, other, no_member] {
        let (status, body) = desk.ask(&*desk.auth, &refused);
        assert_ne!(status, 200, "{body}");
        assert!(body["code"].as_i64().unwrap() < -99_000_000, "{body}");
    }
    let time = desk
        .auth
        .answer(&Request { method: "GET".into(), path: "/Time".into(), ..Request::default() }, desk.now);
    assert_eq!(time.body, b"2026-11-21T03:00:00Z");
}

#[test]
fn a_token_is_over_after_its_time_and_opens_only_its_scopes() {
    let mut desk = desk();
    let token = desk.token(&["member", "170"]);
    let point = request(&token, "GET", "/POPBILL_TEST/Point", "");
    assert_eq!(desk.ask(&*desk.auth, &point), (200, json!({"remainPoint": "100000"})));
    let unit = request(&token, "GET", "/CloseDown/UnitCost", "");
    assert_eq!(desk.ask(&*desk.api, &unit), (200, json!({"unitCost": "20"})));
    let jobs = request(&token, "GET", "/HomeTax/Taxinvoice/JobList", "");
    assert_eq!(desk.ask(&*desk.api, &jobs).0, 403);
    desk.now += SignedDuration::from_mins(30);
    assert_eq!(desk.ask(&*desk.api, &unit).0, 401);
    desk.now = NOW.parse().unwrap();
    assert_eq!(desk.ask(&*desk.api, &unit).0, 200);
    assert!(desk.api.switch(&json!("expire_tokens")));
    assert_eq!(desk.ask(&*desk.api, &unit).0, 401);
}

#[test]
fn a_verb_that_an_operation_does_not_have_is_refused() {
    let desk = desk();
    let token = desk.token(&["member", "111", "170"]);
    let mut overridden = request(&token, "POST", "/CloseDown", "[\"1234567891\"]");
    overridden.headers.push(("x-http-method-override".into(), "ISSUE".into()));
    assert_eq!(desk.ask(&*desk.api, &overridden).0, 400);
    overridden.headers.last_mut().unwrap().1.clear();
    assert_eq!(desk.ask(&*desk.api, &overridden).0, 200, "an empty one is none");
    assert_eq!(desk.call("GET", "/Nowhere", "").0, 404);
    assert_eq!(
        desk.call("POST", "/HomeTax/Taxinvoice/GIVE?DType=W&SDate=20261001&EDate=20261031", "").0,
        404
    );
}

#[test]
fn a_job_is_waited_for_and_its_period_is_bounded() {
    let mut desk = desk();
    for (query, is_good) in [
        ("DType=W&SDate=20260801&EDate=20261031", true),
        ("DType=W&SDate=20260801&EDate=20261101", false),
        ("DType=W&SDate=20261031&EDate=20260801", false),
        ("DType=X&SDate=20260801&EDate=20261031", false),
        ("DType=W&SDate=2026080&EDate=20261031", false),
    ] {
        let (status, body) = desk.call("POST", &format!("/HomeTax/Taxinvoice/SELL?{query}"), "");
        assert_eq!(status == 200, is_good, "{query}: {body}");
    }
    let path = "/HomeTax/Taxinvoice/BUY?DType=W&SDate=20260801&EDate=20261031";
    let (_, made) = desk.call("POST", path, "");
    let id = made["jobID"].as_str().unwrap().to_owned();
    assert_eq!(id.len(), 18);
    let state = |desk: &Desk| desk.call("GET", &format!("/HomeTax/Taxinvoice/{id}/State"), "").1;
    assert_eq!(state(&desk)["jobState"], 1);
    assert_eq!(desk.call("GET", &format!("/HomeTax/Taxinvoice/{id}"), "").0, 400, "not done");
    desk.now += SignedDuration::from_secs(1);
    assert_eq!(state(&desk)["jobState"], 2);
    desk.now += SignedDuration::from_secs(2);
    let done = state(&desk);
    assert_eq!((&done["jobState"], &done["errorCode"]), (&json!(3), &json!(1)));
    assert!(done["collectCount"].as_u64().unwrap() > 0);
    assert_eq!(desk.call("GET", "/HomeTax/Taxinvoice/JobList", "").1.as_array().unwrap().len(), 2);
    assert!(desk.api.switch(&json!({"fail_jobs": true})));
    let failed = desk.job(path);
    let state = desk.call("GET", &format!("/HomeTax/Taxinvoice/{failed}/State"), "").1;
    assert_eq!(state["errorCode"], -11_100_001);
    assert_eq!(desk.call("GET", "/HomeTax/Taxinvoice/000000000000000000/State", "").0, 400);
}

#[test]
fn pages_hold_each_invoice_of_hometax_once_and_sum_up_to_the_summary() {
    let mut desk = desk();
    for (kind, direction) in
        [("SELL", jangbu_domain::Direction::Sale), ("BUY", jangbu_domain::Direction::Purchase)]
    {
        let id = desk.job(&format!("/HomeTax/Taxinvoice/{kind}?DType=W&SDate=20260801&EDate=20261031"));
        let mut rows: Vec<Value> = Vec::new();
        let mut page = 1;
        loop {
            let path = format!("/HomeTax/Taxinvoice/{id}?Type=N,M&TaxType=T,Z&Page={page}&PerPage=7&Order=A");
            let (status, body) = desk.call("GET", &path, "");
            assert_eq!(status, 200, "{body}");
            rows.extend(body["list"].as_array().unwrap().iter().cloned());
            if page >= body["pageCount"].as_u64().unwrap() {
                assert_eq!(body["total"].as_u64().unwrap(), rows.len() as u64);
                break;
            }
            page += 1;
        }
        let listed = crate::remote::hometax::Listed {
            direction,
            by: crate::remote::hometax::DayOf::Writing,
            from: jiff::civil::date(2026, 8, 1),
            to: jiff::civil::date(2026, 10, 31),
        };
        let mut wanted = desk.hometax.listed(&listed);
        wanted.retain(|invoice| !invoice.type_code().kind.is_exempt());
        let numbers: Vec<&str> = rows.iter().map(|row| row["ntsconfirmNum"].as_str().unwrap()).collect();
        let wanted: Vec<(&str, i64)> =
            wanted.iter().map(|one| (one.approval().as_str(), one.total().won())).collect();
        assert_eq!(numbers, wanted.iter().map(|(number, _)| *number).collect::<Vec<_>>());
        assert!(numbers.len() > 20, "{}", numbers.len());
        let summary = desk.call("GET", &format!("/HomeTax/Taxinvoice/{id}/Summary?TaxType=T,Z"), "").1;
        assert_eq!(summary["count"].as_u64().unwrap(), numbers.len() as u64);
        assert_eq!(
            summary["amountTotal"].as_i64().unwrap(),
            wanted.iter().map(|(_, total)| total).sum::<i64>()
        );
        let whole = desk.call("GET", &format!("/HomeTax/Taxinvoice/{}", numbers[0]), "").1;
        assert_eq!(whole["totalAmount"], wanted[0].1.to_string());
        assert!(!whole["detailList"].as_array().unwrap().is_empty());
    }
    assert_eq!(desk.call("GET", "/HomeTax/Taxinvoice/202610010000000000000000", "").0, 400);
}

#[test]
fn a_document_is_byte_for_byte_that_of_hometax() {
    let mut desk = desk();
    let id = desk.job("/HomeTax/Taxinvoice/SELL?DType=W&SDate=20261001&EDate=20261031");
    let rows = desk.call("GET", &format!("/HomeTax/Taxinvoice/{id}?TaxType=T"), "").1;
    let number = rows["list"][0]["ntsconfirmNum"].as_str().unwrap().to_owned();
    let document = desk.call("GET", &format!("/HomeTax/Taxinvoice/{number}?T=xml"), "").1;
    let invoice = desk.hometax.find(&number).unwrap();
    assert_eq!(document["retObject"].as_str().unwrap().as_bytes(), &*desk.hometax.signed(&invoice).unwrap());
}

#[test]
fn businesses_stand_as_with_the_tax_office_and_each_query_costs_points_until_they_run_out() {
    let desk = desk();
    let numbers: Vec<BusinessNumber> = (0..40).map(Register::partner_number).collect();
    let digits: Vec<String> = numbers.iter().map(|number| number.digits()).collect();
    let (code, found) = desk.call("POST", "/CloseDown", &json!(digits).to_string());
    assert_eq!(code, 200);
    let asked = Request {
        method: "POST".into(),
        path: "/api/nts-businessman/v1/status".into(),
        query: Some(format!(
            "serviceKey={}",
            DEMO_KEY.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D")
        )),
        body: json!({"b_no": digits}).to_string().into_bytes(),
        ..Request::default()
    };
    let nts = Nts::new(Register::of(200), 100).answer(&asked, desk.now);
    let nts: Value = serde_json::from_slice(&nts.body).unwrap();
    for (ours, office) in found.as_array().unwrap().iter().zip(nts["data"].as_array().unwrap()) {
        let same = match ours["state"].as_str().unwrap() {
            "1" => "01",
            "2" => "03",
            "3" => "02",
            _ => "",
        };
        assert_eq!((&ours["corpNum"], same), (&office["b_no"], office["b_stt_cd"].as_str().unwrap()));
    }
    let (_, one) = desk.call("GET", &format!("/CloseDown?CN={}", digits[0]), "");
    assert_eq!(one["corpNum"], digits[0]);
    assert_eq!(desk.api.inspect()["points"], 100_000 - 41 * 20);
    assert!(desk.api.switch(&json!({"points": 39})));
    let (status, refused) = desk.call("POST", "/CloseDown", &json!(digits[..2]).to_string());
    assert_eq!((status, desk.api.inspect()["points"].as_i64()), (400, Some(39)), "{refused}");
    assert_eq!(desk.call("POST", "/CloseDown", "[]").0, 400);
    assert_eq!(desk.call("POST", "/CloseDown", "[\"1234567890\"]").0, 400, "no such number exists");
    assert!(desk.popbill.change(numbers[0], Standing::Closed(jiff::civil::date(2026, 11, 1))));
    assert!(desk.api.switch(&json!({"points": 1_000})));
    let (_, one) = desk.call("GET", &format!("/CloseDown?CN={}", digits[0]), "");
    assert_eq!((&one["state"], &one["stateDate"]), (&json!("2"), &json!("20261101")));
}

#[test]
fn answers_are_packed_for_who_takes_it() {
    let desk = desk();
    let token = desk.token(&["member", "170"]);
    let mut unit = request(&token, "GET", "/CloseDown/UnitCost", "");
    assert_eq!(desk.api.answer(&unit, desk.now).header("content-encoding"), None);
    unit.headers.push(("accept-encoding".into(), "gzip,deflate".into()));
    let packed = desk.api.answer(&unit, desk.now);
    assert_eq!(packed.header("content-encoding"), Some("gzip"));
    let mut text = String::new();
    GzDecoder::new(packed.body.as_slice()).read_to_string(&mut text).unwrap();
    assert_eq!(text, r#"{"unitCost":"20"}"#);
}
