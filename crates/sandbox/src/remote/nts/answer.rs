//! Answers in the two shapes: the gateway's and the application's.

use super::check::Claim;
use crate::remote::Reply;
use crate::world::register::{Register, Registered, Standing};
use jangbu_domain::BusinessNumber;
use serde_json::{Value, json};

const UNREGISTERED: &str = "국세청에 등록되지 않은 사업자등록번호입니다.";

pub(super) fn gateway(code: i64, message: &str) -> Reply {
    let status = if code == -401 { 401 } else { 400 };
    Reply::json(status, &json!({"code": code, "msg": message}))
}

pub(super) fn application(status: u16, code: &str) -> Reply {
    Reply::json(status, &json!({"status_code": code}))
}

pub(super) fn status(register: &Register, numbers: &[String]) -> Value {
    let found: Vec<Option<&Registered>> = numbers.iter().map(|number| find(register, number)).collect();
    let data: Vec<Value> = numbers.iter().zip(&found).map(|(number, entry)| item(number, *entry)).collect();
    let matched = found.iter().flatten().count();
    let mut answer = json!({"request_cnt": numbers.len(), "status_code": "OK", "data": data});
    // Left out when there is none, as some captures have it.
    if matched > 0 {
        put(&mut answer, "match_cnt", json!(matched));
    }
    answer
}

pub(super) fn validate(register: &Register, claims: &[Claim]) -> Value {
    let mut valid = 0_usize;
    let mut data = Vec::with_capacity(claims.len());
    for claim in claims {
        let mut line = json!({"b_no": claim.number, "request_param": claim.sent});
        if let Some(entry) = find(register, &claim.number).filter(|entry| agrees(claim, entry)) {
            valid += 1;
            put(&mut line, "valid", json!("01"));
            put(&mut line, "status", item(&claim.number, Some(entry)));
        } else {
            put(&mut line, "valid", json!("02"));
            put(&mut line, "valid_msg", json!("확인할 수 없습니다."));
        }
        data.push(line);
    }
    json!({"request_cnt": claims.len(), "valid_cnt": valid, "status_code": "OK", "data": data})
}

fn put(object: &mut Value, field: &str, value: Value) {
    if let Some(object) = object.as_object_mut() {
        object.insert(field.to_owned(), value);
    }
}

fn find<'r>(register: &'r Register, number: &str) -> Option<&'r Registered> {
    BusinessNumber::parse(number).ok().and_then(|number| register.find(number))
}

fn item(number: &str, entry: Option<&Registered>) -> Value {
    let (state, state_code, end) = match entry.map(|entry| entry.standing) {
        None => ("", "", String::new()),
        Some(Standing::Active) => ("계속사업자", "01", String::new()),
        Some(Standing::Suspended) => ("휴업자", "02", String::new()),
        Some(Standing::Closed(on)) => ("폐업자", "03", on.strftime("%Y%m%d").to_string()),
    };
    let tax_type_code = entry.map_or("", |entry| entry.tax_type_code);
    let before = if entry.is_some() { ("해당없음", "99") } else { ("", "") };
    json!({
        "b_no": number, "b_stt": state, "b_stt_cd": state_code,
        "tax_type": entry.map_or(UNREGISTERED, |entry| tax_type(entry.tax_type_code)),
        "tax_type_cd": tax_type_code, "end_dt": end,
        "utcc_yn": if entry.is_some() { "N" } else { "" },
        "tax_type_change_dt": "", "invoice_apply_dt": "",
        "rbf_tax_type": before.0, "rbf_tax_type_cd": before.1
    })
}

fn tax_type(code: &str) -> &'static str {
    match code {
        "02" => "부가가치세 간이과세자",
        "04" => "부가가치세 면세사업자",
        "07" => "부가가치세 간이과세자(세금계산서 발급사업자)",
        _ => "부가가치세 일반과세자",
    }
}

/// Empty optional fields are not compared; the trade name without its form of company, 업태, 종목 and
/// address without blanks.
fn agrees(claim: &Claim, entry: &Registered) -> bool {
    let same = |field: &str, registered: &str, key: fn(&str) -> String| {
        let claimed = claim.text(field);
        claimed.trim().is_empty() || key(claimed) == key(registered)
    };
    claim.opened_on == entry.opened_on
        && claim.text("p_nm").trim() == entry.representative
        && claim.text("p_nm2").trim().is_empty()
        && claim.text("corp_no").trim().is_empty()
        && same("b_nm", &entry.name, without_form)
        && same("b_sector", &entry.business_type, without_blanks)
        && same("b_type", &entry.business_item, without_blanks)
        && same("b_adr", &entry.address, without_blanks)
}

fn without_form(name: &str) -> String {
    name.replace("주식회사", "").replace("(주)", "").replace('㈜', "").trim().to_owned()
}

fn without_blanks(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}
