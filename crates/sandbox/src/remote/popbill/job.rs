//! `HTTaxinvoice`: a job collects from the office while its asker waits; then its list is read.

use super::answer::{Refusal, Refused};
use super::row::{detail, row, summary};
use super::{Firm, State};
use crate::remote::Request;
use crate::remote::hometax::{DayOf, Listed};
use jangbu_domain::{Date, Direction, TaxInvoice};
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const KST: Offset = Offset::constant(9);
/// Months of one job (documented).
const MONTHS_MAX: i64 = 3;
/// Jobs that are remembered; the first ones are forgotten.
const KEPT_MAX: usize = 200;
/// How long jobs stand in `JobList`.
const LISTED_FOR: SignedDuration = SignedDuration::from_hours(1);
/// Seconds that a job takes. Decided here.
const TAKES_S: u32 = 3;
const PER_PAGE: usize = 500;
const PER_PAGE_MAX: usize = 1_000;

struct Job {
    kind: &'static str,
    direction: Direction,
    by: DayOf,
    by_name: &'static str,
    from: Date,
    to: Date,
    made_at: Timestamp,
    fails: bool,
}

/// The jobs that were made.
pub(super) struct Jobs {
    made: u64,
    kept: BTreeMap<String, Job>,
    pub(super) takes_s: u32,
}

impl Default for Jobs {
    fn default() -> Self {
        Self { made: 0, kept: BTreeMap::new(), takes_s: TAKES_S }
    }
}

impl Jobs {
    /// How many were made.
    pub(super) fn made(&self) -> u64 {
        self.made
    }

    fn ended_at(&self, job: &Job) -> Timestamp {
        let takes = SignedDuration::from_secs(i64::from(self.takes_s));
        job.made_at.checked_add(takes).unwrap_or(job.made_at)
    }
}

pub(super) fn answer(
    firm: &Firm,
    operation: &str,
    request: &Request,
    now: Timestamp,
) -> Result<Value, Refused> {
    match operation {
        "job" => make(firm, request, now),
        "job_list" => Ok(job_list(firm, now)),
        "job_state" => with_job(firm, request, |state, name, job| Ok(state_of(firm, state, name, job, now))),
        "list" => with_job(firm, request, |state, _, job| list(firm, state, job, request, now)),
        "summary" => with_job(firm, request, |state, _, job| {
            check_done(state, job, now)?;
            Ok(summary(&collected(firm, job, request)))
        }),
        "detail" => Ok(detail(&invoice(firm, request)?)),
        _ => {
            let invoice = invoice(firm, request)?;
            let document = firm.hometax.signed(&invoice);
            let text = document.and_then(|bytes| String::from_utf8(bytes.to_vec()).ok());
            let text = text.ok_or_else(|| Refusal::Invoice.says("문서를 만들 수 없습니다."))?;
            Ok(json!({"ResultCode": 1, "Message": "성공", "retObject": text}))
        }
    }
}

fn last_part(request: &Request, from_end: usize) -> &str {
    request.path.rsplit('/').nth(from_end).unwrap_or_default()
}

fn day(request: &Request, name: &str) -> Result<Date, Refused> {
    let text = request.query_field(name).unwrap_or_default();
    Date::strptime("%Y%m%d", &text)
        .map_err(|_| Refusal::Request.says(&format!("{name}가 올바르지 않습니다.")))
}

fn make(firm: &Firm, request: &Request, now: Timestamp) -> Result<Value, Refused> {
    let (kind, direction) = match last_part(request, 0) {
        "SELL" => ("SELL", Direction::Sale),
        "BUY" => ("BUY", Direction::Purchase),
        _ => return Err(Refusal::Request.says("수탁은 모의하지 않습니다.")),
    };
    let (by_name, by) = match request.query_field("DType").as_deref() {
        Some("W") => ("W", DayOf::Writing),
        Some("I") => ("I", DayOf::Issue),
        Some("S") => ("S", DayOf::Transmission),
        _ => return Err(Refusal::Request.says("DType이 올바르지 않습니다.")),
    };
    let (from, to) = (day(request, "SDate")?, day(request, "EDate")?);
    let beyond = from.checked_add(MONTHS_MAX.months()).unwrap_or(Date::MAX);
    if from > to || to >= beyond {
        return Err(Refusal::Period.says("조회 기간은 최대 3개월입니다."));
    }
    let mut state = firm.state();
    let fails = state.jobs_fail;
    state.jobs.made += 1;
    let name = format!("{}{:04}", KST.to_datetime(now).strftime("%Y%m%d%H%M%S"), state.jobs.made % 10_000);
    if state.jobs.kept.len() >= KEPT_MAX {
        state.jobs.kept.pop_first();
    }
    let job = Job { kind, direction, by, by_name, from, to, made_at: now, fails };
    state.jobs.kept.insert(name.clone(), job);
    Ok(json!({"jobID": name}))
}

fn with_job(
    firm: &Firm,
    request: &Request,
    work: impl FnOnce(&State, &str, &Job) -> Result<Value, Refused>,
) -> Result<Value, Refused> {
    let is_list = !request.path.ends_with("/State") && !request.path.ends_with("/Summary");
    let name = last_part(request, usize::from(!is_list));
    let state = firm.state();
    let job =
        state.jobs.kept.get(name).ok_or_else(|| Refusal::Job.says("작업아이디가 존재하지 않습니다."))?;
    work(&state, name, job)
}

fn stamp(moment: Timestamp) -> String {
    KST.to_datetime(moment).strftime("%Y%m%d%H%M%S").to_string()
}

fn state_of(firm: &Firm, state: &State, name: &str, job: &Job, now: Timestamp) -> Value {
    let ended_at = state.jobs.ended_at(job);
    let waits = SignedDuration::from_millis(500);
    let (number, is_done) = match () {
        () if now >= ended_at => (3, true),
        () if now.duration_since(job.made_at) < waits => (1, false),
        () => (2, false),
    };
    let failed = is_done && job.fails;
    let count = if is_done && !job.fails { firm.hometax.listed(&listed(job)).len() } else { 0 };
    json!({
        "jobID": name, "jobState": number, "queryType": job.kind, "queryDateType": job.by_name,
        "queryStDate": job.from.strftime("%Y%m%d").to_string(), "queryEnDate": job.to.strftime("%Y%m%d").to_string(),
        "errorCode": if failed { -11_100_001 } else { i64::from(is_done) },
        "errorReason": if failed { "홈택스 로그인에 실패하였습니다." } else if is_done { "성공" } else { "" },
        "jobStartDT": stamp(job.made_at), "jobEndDT": if is_done { stamp(ended_at) } else { String::new() },
        "collectCount": count, "regDT": stamp(job.made_at)
    })
}

fn job_list(firm: &Firm, now: Timestamp) -> Value {
    let state = firm.state();
    let recent = state.jobs.kept.iter().filter(|(_, job)| now.duration_since(job.made_at) <= LISTED_FOR);
    Value::Array(recent.map(|(name, job)| state_of(firm, &state, name, job, now)).collect())
}

fn check_done(state: &State, job: &Job, now: Timestamp) -> Result<(), Refused> {
    if now < state.jobs.ended_at(job) || job.fails {
        return Err(Refusal::Unfinished.says("수집이 완료되지 않은 작업입니다."));
    }
    Ok(())
}

fn listed(job: &Job) -> Listed {
    Listed { direction: job.direction, by: job.by, from: job.from, to: job.to }
}

/// What the job found and the filters let through, oldest first.
fn collected(firm: &Firm, job: &Job, request: &Request) -> Vec<TaxInvoice> {
    let names = |field: &str| {
        let text = request.query_field(field).unwrap_or_default();
        text.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect::<Vec<_>>()
    };
    let (kinds, taxes) = (names("Type"), names("TaxType"));
    let admits = |wanted: &[String], found: &str| wanted.is_empty() || wanted.iter().any(|one| one == found);
    let mut found = firm.hometax.listed(&listed(job));
    found.retain(|invoice| {
        let code = invoice.type_code();
        let kind = if code.kind.is_amended() { "M" } else { "N" };
        admits(&kinds, kind) && admits(&taxes, super::row::tax_code(invoice))
    });
    found
}

fn list(firm: &Firm, state: &State, job: &Job, request: &Request, now: Timestamp) -> Result<Value, Refused> {
    check_done(state, job, now)?;
    let number = |field: &str, usual: usize| match request.query_field(field) {
        None => Ok(usual),
        Some(text) => {
            text.parse::<usize>().map_err(|_| Refusal::Request.says(&format!("{field} 값이 잘못되었습니다.")))
        }
    };
    let (page, per_page) = (number("Page", 1)?, number("PerPage", PER_PAGE)?);
    if page == 0 || per_page == 0 || per_page > PER_PAGE_MAX {
        return Err(Refusal::Request.says("Page나 PerPage가 범위를 벗어났습니다."));
    }
    let mut found = collected(firm, job, request);
    if request.query_field("Order").is_none_or(|order| order != "A") {
        found.reverse();
    }
    let total = found.len();
    let rows: Vec<Value> =
        found.iter().skip((page - 1).saturating_mul(per_page)).take(per_page).map(row).collect();
    Ok(json!({
        "code": 1, "message": "성공", "total": total, "perPage": per_page, "pageNum": page,
        "pageCount": total.div_ceil(per_page), "list": rows
    }))
}

fn invoice(firm: &Firm, request: &Request) -> Result<TaxInvoice, Refused> {
    let found = firm.hometax.find(last_part(request, 0));
    found.ok_or_else(|| Refusal::Invoice.says("해당 세금계산서가 존재하지 않습니다."))
}
