//! Requests and answers, pure. What is foreign is bounded before it is believed.

use super::auth::{ServiceId, VERSION};
use super::token::Tokens;
use super::{PROVIDER, code};
use crate::error::Effect;
use crate::port::business_status::{BusinessState, Standing, TaxType};
use crate::port::tax_invoice_collect::{DateKind, ListQuery, Taxation};
use crate::port::{BaseAddress, Call, Method, Nature};
use crate::secret::Secret;
use jangbu_domain::{ApprovalNumber, BusinessNumber, Date, Direction};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::HashMap;

/// Rows of a page; the most that is given.
pub(super) const PER_PAGE: u32 = 1_000;
/// A row has some 2 KiB.
const LIST_BYTES_MAX: usize = 16 << 20;
/// The longest document that is read (as Hometax's own, quoted in JSON).
const DOCUMENT_BYTES_MAX: usize = 8 << 20;
/// Everything else.
const ANSWER_BYTES_MAX: usize = 1 << 20;
/// Characters of a foreign code or number that are kept.
const CODE_CHARS_MAX: usize = 200;
/// What the token is for: the member, `HTTaxinvoice`, `CloseDown`.
const SCOPE: [&str; 3] = ["member", "111", "170"];

/// One question.
pub(super) struct Ask<'a> {
    pub(super) operation: &'static str,
    pub(super) nature: Nature,
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) query: String,
    pub(super) body: &'a [u8],
    pub(super) answer_bytes_max: usize,
    /// Asked of the host that gives tokens.
    pub(super) is_of_auth: bool,
}

impl Ask<'_> {
    /// Reads something small.
    pub(super) fn get(operation: &'static str, path: impl Into<String>) -> Self {
        Self {
            operation,
            nature: Nature::Read,
            method: Method::Get,
            path: path.into(),
            query: String::new(),
            body: &[],
            answer_bytes_max: ANSWER_BYTES_MAX,
            is_of_auth: false,
        }
    }

    pub(super) fn effect_once_answered(&self) -> Effect {
        match self.nature {
            Nature::Read => Effect::NoEffect,
            Nature::Effect => Effect::Done,
        }
    }
}

/// A call with the member's token.
pub(super) fn build_call(ask: &Ask<'_>, base: &BaseAddress, token: &Secret) -> Call {
    Call {
        provider: PROVIDER,
        operation: ask.operation,
        nature: ask.nature,
        method: ask.method,
        base: base.clone(),
        path: ask.path.clone(),
        query: (!ask.query.is_empty()).then(|| Secret::new(ask.query.clone())),
        headers: vec![
            ("authorization", Secret::new(format!("Bearer {}", token.reveal()))),
            ("x-pb-version", Secret::new("1.0".to_owned())),
        ],
        secrets: vec![token.clone()],
        content_type: (ask.method == Method::Post).then_some("application/json; charset=utf8"),
        body: ask.body.to_vec(),
        answer_bytes_max: ask.answer_bytes_max,
        judge: code::judge,
    }
}

#[derive(Serialize)]
struct TokenBody {
    access_id: String,
    scope: [&'static str; 3],
}

/// Asks for a token. It gives nothing but the right to ask, and may be repeated.
pub(super) fn build_token(
    tokens: &Tokens,
    base: &BaseAddress,
    member: BusinessNumber,
    now: Timestamp,
) -> Call {
    let path = format!("/{}/Token", tokens.service.as_str());
    // Texts alone are always JSON.
    let body =
        serde_json::to_vec(&TokenBody { access_id: member.digits(), scope: SCOPE }).unwrap_or_default();
    let date = now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let authorization = tokens.credential.authorization(&path, &date, &body);
    Call {
        provider: PROVIDER,
        operation: "token",
        nature: Nature::Read,
        method: Method::Post,
        base: base.clone(),
        headers: vec![
            ("x-lh-date", Secret::new(date)),
            ("x-lh-version", Secret::new(VERSION.to_owned())),
            ("authorization", authorization.clone()),
        ],
        secrets: vec![tokens.credential.secret(), authorization],
        path,
        query: None,
        content_type: Some("Application/json"),
        body,
        answer_bytes_max: ANSWER_BYTES_MAX,
        judge: code::judge,
    }
}

#[derive(Deserialize)]
struct TokenAnswer {
    session_token: String,
    expiration: String,
}

/// The token and when it ends.
pub(super) fn parse_token(body: &[u8]) -> Option<(Secret, Timestamp)> {
    let answer: TokenAnswer = serde_json::from_slice(body).ok()?;
    let is_token = !answer.session_token.is_empty()
        && answer.session_token.len() <= 4_096
        && answer.session_token.bytes().all(|byte| byte.is_ascii_graphic());
    let token = is_token.then(|| Secret::new(answer.session_token))?;
    Some((token, answer.expiration.parse().ok()?))
}

fn day(day: Date) -> String {
    day.strftime("%Y%m%d").to_string()
}

/// Has a collection begun. What it leaves there is a job that ends by itself and costs nothing under
/// the flat rate: beginning it twice collects twice and changes nothing, so it counts as reading.
pub(super) fn ask_job(query: &ListQuery) -> Ask<'static> {
    let kind = match query.direction {
        Direction::Sale => "SELL",
        Direction::Purchase => "BUY",
    };
    let by = match query.by {
        DateKind::Written => "W",
        DateKind::Issued => "I",
        DateKind::Sent => "S",
    };
    let (from, to) = (day(query.period.from()), day(query.period.to()));
    Ask {
        method: Method::Post,
        query: format!("DType={by}&SDate={from}&EDate={to}"),
        ..Ask::get("job", format!("/HomeTax/Taxinvoice/{kind}"))
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct JobMade {
    #[serde(rename = "jobID")]
    job_id: String,
}

/// The job's number: 18 digits, put into paths.
pub(super) fn parse_job(body: &[u8]) -> Option<String> {
    let made: JobMade = serde_json::from_slice(body).ok()?;
    let is_number = made.job_id.len() == 18 && made.job_id.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then_some(made.job_id)
}

pub(super) fn ask_job_state(job: &str) -> Ask<'static> {
    Ask::get("job_state", format!("/HomeTax/Taxinvoice/{job}/State"))
}

/// How a job stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum JobState {
    OnItsWay,
    Done,
    Failed { code: i64, reason: String },
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct JobAnswer {
    job_state: i64,
    error_code: Option<i64>,
    error_reason: Option<String>,
}

pub(super) fn parse_job_state(body: &[u8]) -> Option<JobState> {
    let answer: JobAnswer = serde_json::from_slice(body).ok()?;
    match (answer.job_state, answer.error_code) {
        (1 | 2, _) => Some(JobState::OnItsWay),
        (3, Some(1)) => Some(JobState::Done),
        (3, Some(code)) => Some(JobState::Failed { code, reason: answer.error_reason.unwrap_or_default() }),
        _ => None,
    }
}

/// A page of what a job found: oldest first, so that what comes in later moves nothing.
pub(super) fn ask_page(job: &str, taxation: Taxation, number: u32) -> Ask<'static> {
    let taxes = match taxation {
        Taxation::Taxable => "T,Z",
        Taxation::Exempt => "N",
    };
    Ask {
        query: format!("Type=N,M&TaxType={taxes}&Page={number}&PerPage={PER_PAGE}&Order=A"),
        answer_bytes_max: LIST_BYTES_MAX,
        ..Ask::get("list", format!("/HomeTax/Taxinvoice/{job}"))
    }
}

/// What a page says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PageHead {
    pub(super) total: u64,
    pub(super) number: u32,
    pub(super) pages: u32,
    pub(super) rows: usize,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PageAnswer {
    total: u64,
    page_num: u32,
    page_count: u32,
    list: Vec<serde::de::IgnoredAny>,
}

pub(super) fn parse_page(body: &[u8]) -> Option<PageHead> {
    let answer: PageAnswer = serde_json::from_slice(body).ok()?;
    let rows = answer.list.len();
    let fits = rows <= usize::try_from(PER_PAGE).unwrap_or(usize::MAX);
    fits.then_some(PageHead { total: answer.total, number: answer.page_num, pages: answer.page_count, rows })
}

pub(super) fn ask_document(approval: &ApprovalNumber) -> Ask<'static> {
    Ask {
        query: "T=xml".to_owned(),
        answer_bytes_max: DOCUMENT_BYTES_MAX,
        ..Ask::get("document", format!("/HomeTax/Taxinvoice/{}", approval.as_str()))
    }
}

#[derive(Deserialize)]
struct DocumentAnswer {
    #[serde(rename = "ResultCode", alias = "resultCode")]
    result_code: i64,
    #[serde(rename = "Message", alias = "message")]
    message: Option<String>,
    #[serde(rename = "retObject")]
    document: Option<String>,
}

/// The document's bytes, or the code and words for why there is none.
pub(super) fn parse_document(body: &[u8]) -> Option<Result<Vec<u8>, (i64, String)>> {
    let answer: DocumentAnswer = serde_json::from_slice(body).ok()?;
    match (answer.result_code, answer.document) {
        (1, Some(document)) if !document.is_empty() => Some(Ok(document.into_bytes())),
        (1, _) => None,
        (code, _) => Some(Err((code, answer.message.unwrap_or_default()))),
    }
}

/// Each query is paid for, so one whose answer did not come is not asked again by itself.
pub(super) fn ask_close_down(body: &[u8]) -> Ask<'_> {
    Ask { nature: Nature::Effect, method: Method::Post, body, ..Ask::get("close_down", "/CloseDown") }
}

pub(super) fn build_close_down(numbers: &[BusinessNumber]) -> Vec<u8> {
    let numbers: Vec<String> = numbers.iter().map(|number| number.digits()).collect();
    // Texts alone are always JSON.
    serde_json::to_vec(&numbers).unwrap_or_default()
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CorpState {
    corp_num: String,
    tax_type: Option<Value>,
    type_date: Option<String>,
    state: Option<Value>,
    state_date: Option<String>,
}

/// One answer for each number asked, in their order; `None` when any is missing, comes twice, was not
/// asked, or cannot be read.
pub(super) fn parse_close_down(body: &[u8], asked: &[BusinessNumber]) -> Option<Vec<Standing>> {
    let states: Vec<CorpState> = serde_json::from_slice(body).ok()?;
    if states.len() != asked.len() {
        return None;
    }
    let mut by_number = HashMap::with_capacity(asked.len());
    for state in &states {
        let standing = standing_of(state)?;
        by_number.insert(standing.number, standing);
    }
    asked.iter().map(|number| by_number.remove(number)).collect()
}

/// Codes come as numbers or as texts.
fn code_of(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn kept(code: &str) -> String {
    code.chars().filter(|c| !c.is_control()).take(CODE_CHARS_MAX).collect()
}

fn date_of(text: Option<&str>) -> Option<Date> {
    let text = text.map(str::trim).filter(|text| text.len() >= 8)?;
    Date::strptime("%Y%m%d", text.get(..8)?).ok()
}

fn standing_of(state: &CorpState) -> Option<Standing> {
    let number = BusinessNumber::parse(&state.corp_num).ok()?;
    let business_state = match code_of(state.state.as_ref()).as_deref() {
        None | Some("0") => BusinessState::Unregistered,
        Some("1") => BusinessState::Active,
        Some("2") => BusinessState::Closed { on: date_of(state.state_date.as_deref()) },
        Some("3") => BusinessState::Suspended,
        Some(other) => BusinessState::Other(kept(other)),
    };
    let tax_type = code_of(state.tax_type.as_ref()).filter(|code| code != "0");
    let tax_type = tax_type.map(|code| match code.as_str() {
        "10" => TaxType::General,
        "20" => TaxType::Exempt,
        "30" => TaxType::Simplified,
        "31" => TaxType::SimplifiedIssuing,
        "40" => TaxType::NonProfit,
        other => TaxType::Other(kept(other)),
    });
    Some(Standing {
        number,
        state: business_state,
        tax_type,
        tax_type_before: None,
        tax_type_changed_on: date_of(state.type_date.as_deref()),
        invoices_since: None,
        joined_head_office: false,
    })
}

pub(super) fn ask_point(service: ServiceId) -> Ask<'static> {
    Ask { is_of_auth: true, ..Ask::get("point", format!("/{}/Point", service.as_str())) }
}

/// Whole points or won: a number, or a number as text; a fraction is cut off.
pub(super) fn parse_whole(body: &[u8], field: &str) -> Option<i64> {
    let answer: Value = serde_json::from_slice(body).ok()?;
    let text = code_of(answer.get(field))?;
    let whole = text.split_once('.').map_or(text.as_str(), |(whole, _)| whole);
    whole.parse().ok()
}
