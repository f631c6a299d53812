//! 휴폐업조회: each query costs points, whatever it finds.

use super::answer::{Refusal, Refused};
use super::{CLOSE_DOWN_POINTS, Firm, locked};
use crate::remote::Request;
use crate::world::register::{Register, Standing};
use jangbu_domain::BusinessNumber;
use jiff::Timestamp;
use jiff::tz::Offset;
use serde_json::{Value, json};

/// Numbers of one call.
const NUMBERS_MAX: usize = 1_000;
const KST: Offset = Offset::constant(9);

pub(super) fn answer(firm: &Firm, request: &Request, now: Timestamp) -> Result<Value, Refused> {
    let is_one = request.method == "GET";
    let numbers = asked(request, is_one)?;
    charge(firm, numbers.len())?;
    let register = locked(&firm.register);
    let states: Vec<Value> = numbers.iter().map(|number| state(&register, *number, now)).collect();
    Ok(match (is_one, states.into_iter().next()) {
        (true, Some(state)) => state,
        _ => Value::Array(numbers.iter().map(|number| state(&register, *number, now)).collect()),
    })
}

fn asked(request: &Request, is_one: bool) -> Result<Vec<BusinessNumber>, Refused> {
    let refused = || Refusal::Request.says("사업자번호가 올바르지 않습니다.");
    let texts: Vec<String> = if is_one {
        vec![request.query_field("CN").ok_or_else(refused)?]
    } else {
        serde_json::from_slice(&request.body).map_err(|_| refused())?
    };
    if texts.is_empty() || texts.len() > NUMBERS_MAX {
        return Err(Refusal::Request.says("한 번에 1건에서 1,000건까지 조회할 수 있습니다."));
    }
    texts.iter().map(|text| BusinessNumber::parse(text).map_err(|_| refused())).collect()
}

/// All of them or none: a query that cannot be paid is not made.
fn charge(firm: &Firm, count: usize) -> Result<(), Refused> {
    let count = u64::try_from(count).unwrap_or(u64::MAX);
    let points = i64::try_from(count).unwrap_or(i64::MAX).saturating_mul(CLOSE_DOWN_POINTS);
    let mut state = firm.state();
    if state.points < points {
        return Err(Refusal::Points.says("잔여포인트가 부족합니다."));
    }
    state.points -= points;
    state.close_down_queries += count;
    Ok(())
}

fn state(register: &Register, number: BusinessNumber, now: Timestamp) -> Value {
    let check_date = KST.to_datetime(now).strftime("%Y%m%d%H%M%S").to_string();
    let entry = register.find(number);
    let (state, state_date) = match entry.map(|entry| entry.standing) {
        None => (Value::from("0"), Value::Null),
        Some(Standing::Active) => (Value::from("1"), Value::Null),
        Some(Standing::Closed(on)) => (Value::from("2"), Value::from(on.strftime("%Y%m%d").to_string())),
        Some(Standing::Suspended) => (Value::from("3"), Value::Null),
    };
    let tax_type = entry.map(|entry| match entry.tax_type_code {
        "02" => "30",
        "04" => "20",
        "05" | "06" => "40",
        "07" => "31",
        _ => "10",
    });
    json!({
        "corpNum": number.digits(), "type": Value::Null, "taxType": tax_type, "typeDate": Value::Null,
        "state": state, "stateDate": state_date, "checkDate": check_date
    })
}
