//! The field rules: what is missing or misshapen is refused as a whole.

use super::answer;
use crate::remote::Reply;
use jiff::civil::Date;
use serde_json::Value;

/// A claim as sent.
pub(super) struct Claim {
    pub(super) number: String,
    pub(super) opened_on: Date,
    pub(super) sent: Value,
}

impl Claim {
    /// A text field; missing and empty are the same.
    pub(super) fn text(&self, field: &str) -> &str {
        self.sent.get(field).and_then(Value::as_str).unwrap_or_default()
    }
}

pub(super) fn numbers(body: &Value, most: usize) -> Result<Vec<String>, Reply> {
    list(body, "b_no", most)?.iter().map(|item| digits(Some(item), 10)).collect()
}

pub(super) fn claims(body: &Value, most: usize) -> Result<Vec<Claim>, Reply> {
    list(body, "businesses", most)?.iter().map(claim).collect()
}

fn claim(item: &Value) -> Result<Claim, Reply> {
    let day = digits(item.get("start_dt"), 8)?;
    let opened_on = Date::strptime("%Y%m%d", &day).map_err(|_| malformed())?;
    let claim = Claim { number: digits(item.get("b_no"), 10)?, opened_on, sent: item.clone() };
    if claim.text("p_nm").trim().is_empty() { Err(malformed()) } else { Ok(claim) }
}

fn list<'b>(body: &'b Value, field: &str, most: usize) -> Result<&'b [Value], Reply> {
    let list = body.get(field).and_then(Value::as_array).filter(|list| !list.is_empty());
    let list = list.ok_or_else(malformed)?;
    if list.len() > most { Err(answer::application(413, "TOO_LARGE_REQUEST")) } else { Ok(list) }
}

/// A text of so many digits and nothing else.
fn digits(value: Option<&Value>, count: usize) -> Result<String, Reply> {
    let text = value.and_then(Value::as_str).unwrap_or_default();
    let fits = text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    if fits { Ok(text.to_owned()) } else { Err(malformed()) }
}

fn malformed() -> Reply {
    answer::application(411, "REQUEST_DATA_MALFORMED")
}
