//! Requests and answers, pure. What is foreign is bounded before it is believed.

use super::auth::ServiceKey;
use super::{PROVIDER, code};
use crate::port::business_status::{BusinessState, Registration, Standing, TaxType, Verdict};
use crate::port::{BaseAddress, Call, Method, Nature};
use crate::secret::Secret;
use jangbu_domain::{BusinessNumber, CorporateNumber, Date};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

pub(super) const STATUS_PATH: &str = "/api/nts-businessman/v1/status";
pub(super) const VALIDATE_PATH: &str = "/api/nts-businessman/v1/validate";
/// A hundred answers with their echo and state have some 150 KiB at most.
const ANSWER_BYTES_MAX: usize = 1 << 20;
/// Characters of a foreign code that are kept.
const CODE_CHARS_MAX: usize = 200;

#[derive(Serialize)]
struct StatusBody {
    b_no: Vec<String>,
}

#[derive(Serialize)]
struct ValidateBody<'a> {
    businesses: Vec<Claim<'a>>,
}

#[derive(Serialize)]
struct Claim<'a> {
    b_no: String,
    start_dt: String,
    p_nm: &'a str,
    p_nm2: &'a str,
    b_nm: &'a str,
    corp_no: String,
    b_sector: &'a str,
    b_type: &'a str,
    b_adr: &'a str,
}

#[derive(Deserialize)]
struct StatusAnswer {
    data: Vec<Item>,
}

#[derive(Deserialize)]
struct ValidateAnswer {
    data: Vec<ValidItem>,
}

#[derive(Deserialize)]
struct ValidItem {
    b_no: String,
    valid: String,
    status: Option<Item>,
}

/// Fields that are unused are not read; each may be missing, null or empty.
#[derive(Deserialize)]
struct Item {
    b_no: String,
    b_stt_cd: Option<String>,
    tax_type_cd: Option<String>,
    end_dt: Option<String>,
    utcc_yn: Option<String>,
    tax_type_change_dt: Option<String>,
    invoice_apply_dt: Option<String>,
    rbf_tax_type_cd: Option<String>,
}

/// A question with its key in the query.
pub(super) fn build_call(
    operation: &'static str,
    path: &str,
    body: Vec<u8>,
    base: &BaseAddress,
    key: &ServiceKey,
) -> Call {
    Call {
        provider: PROVIDER,
        operation,
        nature: Nature::Read,
        method: Method::Post,
        base: base.clone(),
        path: path.to_owned(),
        query: Some(Secret::new(format!("serviceKey={}", key.encoded().reveal()))),
        headers: Vec::new(),
        secrets: key.secrets(),
        content_type: Some("application/json"),
        body,
        answer_bytes_max: ANSWER_BYTES_MAX,
        judge: code::judge,
    }
}

pub(super) fn build_status(numbers: &[BusinessNumber]) -> Vec<u8> {
    json(&StatusBody { b_no: numbers.iter().map(|number| number.digits()).collect() })
}

pub(super) fn build_validate(claims: &[Registration]) -> Vec<u8> {
    json(&ValidateBody { businesses: claims.iter().map(Claim::of).collect() })
}

/// Texts and numbers alone are always JSON.
fn json(body: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(body).unwrap_or_default()
}

impl<'a> Claim<'a> {
    /// What is not claimed goes as an empty text, as the portal's own example has it: it is not compared.
    fn of(claim: &'a Registration) -> Self {
        let optional = claim.optional();
        Self {
            b_no: claim.number().digits(),
            start_dt: claim.opened_on().strftime("%Y%m%d").to_string(),
            p_nm: claim.representative(),
            p_nm2: optional.second_representative.as_deref().unwrap_or_default(),
            b_nm: optional.name.as_deref().unwrap_or_default(),
            corp_no: optional.corporate_number.map(CorporateNumber::digits).unwrap_or_default(),
            b_sector: optional.business_type.as_deref().unwrap_or_default(),
            b_type: optional.business_item.as_deref().unwrap_or_default(),
            b_adr: optional.address.as_deref().unwrap_or_default(),
        }
    }
}

/// One answer for each number asked, in their order; `None` when any is missing, comes twice, was
/// not asked, or cannot be read.
pub(super) fn parse_status(body: &[u8], asked: &[BusinessNumber]) -> Option<Vec<Standing>> {
    let answer: StatusAnswer = serde_json::from_slice(body).ok()?;
    if answer.data.len() != asked.len() {
        return None;
    }
    let mut by_number = HashMap::with_capacity(asked.len());
    for item in &answer.data {
        let standing = standing_of(item)?;
        by_number.insert(standing.number, standing);
    }
    asked.iter().map(|number| by_number.remove(number)).collect()
}

/// One answer for each claim, in their order (two claims may be of one number); `None` as above.
pub(super) fn parse_validate(body: &[u8], asked: &[Registration]) -> Option<Vec<Verdict>> {
    let answer: ValidateAnswer = serde_json::from_slice(body).ok()?;
    if answer.data.len() != asked.len() {
        return None;
    }
    answer.data.iter().zip(asked).map(|(item, claim)| verdict_of(item, claim)).collect()
}

fn verdict_of(item: &ValidItem, claim: &Registration) -> Option<Verdict> {
    let number = BusinessNumber::parse(&item.b_no).ok().filter(|number| *number == claim.number())?;
    let agrees = match item.valid.as_str() {
        "01" => true,
        "02" => false,
        _ => return None,
    };
    let standing = match &item.status {
        Some(item) => Some(standing_of(item).filter(|standing| standing.number == number)?),
        None => None,
    };
    Some(Verdict { number, agrees, standing })
}

fn standing_of(item: &Item) -> Option<Standing> {
    let before = code_of(item.rbf_tax_type_cd.as_deref()).filter(|code| *code != "99");
    Some(Standing {
        number: BusinessNumber::parse(&item.b_no).ok()?,
        state: state_of(code_of(item.b_stt_cd.as_deref()), date_of(item.end_dt.as_deref())?),
        tax_type: code_of(item.tax_type_cd.as_deref()).map(tax_type_of),
        tax_type_before: before.map(tax_type_of),
        tax_type_changed_on: date_of(item.tax_type_change_dt.as_deref())?,
        invoices_since: date_of(item.invoice_apply_dt.as_deref())?,
        joined_head_office: code_of(item.utcc_yn.as_deref()) == Some("Y"),
    })
}

/// A code, or `None` where nothing is said.
fn code_of(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

/// A number without a state is unknown to the tax office: its text says so in another field.
fn state_of(code: Option<&str>, ended_on: Option<Date>) -> BusinessState {
    match code {
        None => BusinessState::Unregistered,
        Some("01") => BusinessState::Active,
        Some("02") => BusinessState::Suspended,
        Some("03") => BusinessState::Closed { on: ended_on },
        Some(other) => BusinessState::Other(kept(other)),
    }
}

fn tax_type_of(code: &str) -> TaxType {
    match code {
        "01" => TaxType::General,
        "02" => TaxType::Simplified,
        "03" => TaxType::SpecialCase,
        "04" => TaxType::Exempt,
        "05" => TaxType::NonProfit,
        "06" => TaxType::Organisation,
        "07" => TaxType::SimplifiedIssuing,
        other => TaxType::Other(kept(other)),
    }
}

fn kept(code: &str) -> String {
    code.chars().filter(|c| !c.is_control()).take(CODE_CHARS_MAX).collect()
}

/// A day `yyyyMMdd`; `Some(None)` where none is said, `None` where what is said is no day.
#[expect(clippy::option_option, reason = "nothing said and nothing readable are different things")]
fn date_of(text: Option<&str>) -> Option<Option<Date>> {
    match code_of(text) {
        None | Some("00000000") => Some(None),
        Some(text) if text.len() == 8 => Date::strptime("%Y%m%d", text).ok().map(Some),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests;
