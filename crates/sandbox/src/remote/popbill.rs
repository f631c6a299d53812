//! 팝빌, as its own client libraries use it: the host that gives tokens (Linkhub) and the one that is
//! asked with them.
//!
//! What it collects is what the simulated Hometax holds, so that whoever asks either has the same
//! books. What its documents are silent about is decided here, marked where it is, and listed in
//! docs/SANDBOX.md.

mod answer;
mod close_down;
mod job;
mod row;
mod token;

use super::front::Simulated;
use super::hometax::Hometax;
use super::message::{Reply, Request};
use crate::world::World;
use crate::world::register::{Register, Standing};
use answer::{Refusal, Refused};
use jangbu_domain::BusinessNumber;
use jiff::Timestamp;
use job::Jobs;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use token::Tokens;

/// The partner's name at Linkhub; it opens nothing anywhere.
pub const DEMO_LINK_ID: &str = "JANGBU_DEMO";
/// The partner's key, base64 of 32 bytes; it opens nothing anywhere.
pub const DEMO_SECRET_KEY: &str = "c2FuZGJveC1vbmx5LWtleS1mb3Itbm9ib2R5LTAwMDE=";
/// Points that a member begins with; a point is a won.
const POINTS: i64 = 100_000;
/// Points of one `CloseDown` query. The real price is in the member's contract.
const CLOSE_DOWN_POINTS: i64 = 20;
/// Points a month of `HTTaxinvoice`, a flat rate. The real price is in the member's contract.
const COLLECT_POINTS: i64 = 10_000;

/// Both hosts of it.
#[derive(Clone)]
pub struct Popbill(Arc<Firm>);

struct Firm {
    hometax: Hometax,
    company: BusinessNumber,
    register: Mutex<Register>,
    seed: u64,
    state: Mutex<State>,
}

struct State {
    tokens: Tokens,
    jobs: Jobs,
    points: i64,
    close_down_queries: u64,
    refused: u64,
    /// Whether jobs cannot log in at Hometax.
    jobs_fail: bool,
}

impl State {
    fn new(seed: u64) -> Self {
        Self {
            tokens: Tokens::new(seed),
            jobs: Jobs::default(),
            points: POINTS,
            close_down_queries: 0,
            refused: 0,
            jobs_fail: false,
        }
    }
}

/// What a test may turn, as the control interface takes it.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Switch {
    /// Every token that was given is over.
    ExpireTokens,
    /// The member has so many points.
    Points(i64),
    /// Jobs cannot log in at Hometax.
    FailJobs(bool),
    /// A job takes so long.
    JobSeconds(u32),
}

impl Popbill {
    /// Collects from an office, and knows a register of businesses.
    pub fn new(hometax: Hometax, register: Register, seed: u64) -> Self {
        let state = Mutex::new(State::new(seed));
        let company = World::company().number;
        Self(Arc::new(Firm { hometax, company, register: Mutex::new(register), seed, state }))
    }

    /// The host that gives tokens.
    pub fn auth(&self) -> Box<dyn Simulated> {
        Box::new(Auth(Arc::clone(&self.0)))
    }

    /// The host that is asked with them.
    pub fn api(&self) -> Box<dyn Simulated> {
        Box::new(Api(Arc::clone(&self.0)))
    }

    /// Closes, rests or opens a business; says whether it is registered.
    pub fn change(&self, number: BusinessNumber, standing: Standing) -> bool {
        locked(&self.0.register).change(number, standing)
    }
}

impl Firm {
    fn state(&self) -> MutexGuard<'_, State> {
        locked(&self.state)
    }

    fn turn(&self, switch: &Switch) {
        let mut state = self.state();
        match *switch {
            Switch::ExpireTokens => state.tokens.expire(),
            Switch::Points(points) => state.points = points,
            Switch::FailJobs(fail) => state.jobs_fail = fail,
            Switch::JobSeconds(seconds) => state.jobs.takes_s = seconds,
        }
    }

    fn settle(&self, outcome: Result<Value, Refused>, request: &Request) -> Reply {
        let reply = match outcome {
            Ok(body) => Reply::json(200, &body),
            Err(refused) => {
                self.state().refused += 1;
                refused.reply()
            }
        };
        reply.packed_for(request)
    }

    fn inspect(&self) -> Value {
        let state = self.state();
        json!({
            "tokens_given": state.tokens.given(), "jobs_made": state.jobs.made(), "points": state.points,
            "close_down_queries": state.close_down_queries, "refused": state.refused
        })
    }
}

struct Auth(Arc<Firm>);

impl Auth {
    fn answer_path(&self, request: &Request, now: Timestamp) -> Result<Value, Refused> {
        let path = request.path.trim_start_matches('/');
        let Some((service, operation)) = path.split_once('/') else { return Err(answer::no_such_path()) };
        if service != "POPBILL" && service != "POPBILL_TEST" {
            return Err(Refusal::Credential.says("등록되지 않은 서비스입니다."));
        }
        match (request.method.as_str(), operation) {
            ("POST", "Token") => self.0.state().tokens.give(request, service, self.0.company, now),
            ("GET", "Point" | "PartnerPoint") => {
                let mut state = self.0.state();
                state.tokens.check(request, "member", now)?;
                Ok(json!({"remainPoint": state.points.to_string()}))
            }
            _ => Err(answer::no_such_path()),
        }
    }
}

impl Simulated for Auth {
    fn name(&self) -> &'static str {
        "popbill-auth"
    }

    fn operation(&self, request: &Request) -> &'static str {
        match request.path.rsplit('/').next() {
            Some("Token") => "token",
            Some("Point" | "PartnerPoint") => "point",
            Some("Time") => "time",
            _ => "unknown",
        }
    }

    fn answer(&self, request: &Request, now: Timestamp) -> Reply {
        if request.method == "GET" && request.path == "/Time" {
            return Reply::new(200, "text/plain", now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string());
        }
        self.0.settle(self.answer_path(request, now), request)
    }

    fn reset(&self) {
        *self.0.state() = State::new(self.0.seed);
    }

    fn inspect(&self) -> Value {
        self.0.inspect()
    }

    fn switch(&self, switch: &Value) -> bool {
        let Ok(switch) = Switch::deserialize(switch) else { return false };
        self.0.turn(&switch);
        true
    }
}

struct Api(Arc<Firm>);

impl Api {
    fn answer_path(&self, request: &Request, now: Timestamp) -> Result<Value, Refused> {
        // No operation here knows another verb than its own.
        if let Some(verb) = request.header("x-http-method-override").filter(|verb| !verb.is_empty()) {
            return Err(Refusal::Request.says(&format!("지원하지 않는 메소드입니다. ({verb})")));
        }
        let operation = self.operation(request);
        let scope = match operation {
            "unknown" => return Err(answer::no_such_path()),
            "close_down" | "close_down_unit_cost" | "close_down_charge" => "170",
            _ => "111",
        };
        self.0.state().tokens.check(request, scope, now)?;
        match operation {
            "close_down" => close_down::answer(&self.0, request, now),
            "close_down_unit_cost" => Ok(json!({"unitCost": CLOSE_DOWN_POINTS.to_string()})),
            "close_down_charge" => Ok(answer::charge(CLOSE_DOWN_POINTS, "건당", "선불")),
            "charge" => Ok(answer::charge(COLLECT_POINTS, "월정액", "선불")),
            "contract" => Ok(answer::contract(now)),
            "certificate" => Ok(answer::certificate(now)),
            "certificate_check" => Ok(json!({"code": 1, "message": "정상"})),
            _ => job::answer(&self.0, operation, request, now),
        }
    }
}

impl Simulated for Api {
    fn name(&self) -> &'static str {
        "popbill"
    }

    fn operation(&self, request: &Request) -> &'static str {
        let is_get = request.method == "GET";
        let path: Vec<&str> = request.path.trim_start_matches('/').split('/').collect();
        match (path.as_slice(), is_get) {
            (["CloseDown"], _) => "close_down",
            (["CloseDown", "UnitCost"], true) => "close_down_unit_cost",
            (["CloseDown", "ChargeInfo"], true) => "close_down_charge",
            (["HomeTax", "Taxinvoice", "Contract"], true) => "contract",
            (["HomeTax", "Taxinvoice", "ChargeInfo"], true) => "charge",
            (["HomeTax", "Taxinvoice", "CertInfo"], true) => "certificate",
            (["HomeTax", "Taxinvoice", "CertCheck"], true) => "certificate_check",
            (["HomeTax", "Taxinvoice", "JobList"], true) => "job_list",
            (["HomeTax", "Taxinvoice", "SELL" | "BUY" | "TRUSTEE"], false) => "job",
            (["HomeTax", "Taxinvoice", _, "State"], true) => "job_state",
            (["HomeTax", "Taxinvoice", _, "Summary"], true) => "summary",
            (["HomeTax", "Taxinvoice", number], true) if number.len() == 24 => match request.query_field("T")
            {
                Some(form) if form == "xml" => "xml",
                _ => "detail",
            },
            (["HomeTax", "Taxinvoice", _], true) => "list",
            _ => "unknown",
        }
    }

    fn answer(&self, request: &Request, now: Timestamp) -> Reply {
        self.0.settle(self.answer_path(request, now), request)
    }

    fn reset(&self) {
        *self.0.state() = State::new(self.0.seed);
    }

    fn inspect(&self) -> Value {
        self.0.inspect()
    }

    fn switch(&self, switch: &Value) -> bool {
        let Ok(switch) = Switch::deserialize(switch) else { return false };
        self.0.turn(&switch);
        true
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
