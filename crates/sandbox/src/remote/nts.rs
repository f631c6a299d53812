//! 국세청 사업자등록정보 진위확인 및 상태조회, as the public data portal offers it.
//!
//! Facts and their certainty are listed in docs/REMOTE.md. What is not simulated: `returnType=XML`.

mod answer;
mod check;

use super::front::Simulated;
use super::message::{Reply, Request};
use crate::world::register::{Register, Standing};
use jangbu_domain::BusinessNumber;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use serde_json::{Value, json};
use std::sync::{Mutex, MutexGuard, PoisonError};

const STATUS_PATH: &str = "/api/nts-businessman/v1/status";
const VALIDATE_PATH: &str = "/api/nts-businessman/v1/validate";
/// Numbers in one call; more is `TOO_LARGE_REQUEST`.
const BATCH_MAX: usize = 100;
/// The portal's day begins at midnight in Korea.
const KST: Offset = Offset::constant(9);

/// The key that the sandbox knows. It has every letter that must be encoded; it opens nothing anywhere.
pub const DEMO_KEY: &str = "sandbox+demo/key+for/nobody==";

/// The stand-in.
pub struct Nts {
    register: Mutex<Register>,
    calls: Mutex<Calls>,
    daily_max: u64,
}

#[derive(Clone, Copy, Default)]
struct Calls {
    status: u64,
    validate: u64,
    refused: u64,
    /// The day counted, and its calls.
    day: Option<Date>,
    of_day: u64,
}

impl Nts {
    /// Knows a register; so many calls a day are free.
    pub fn new(register: Register, daily_max: u64) -> Self {
        Self { register: Mutex::new(register), calls: Mutex::default(), daily_max }
    }

    /// Closes, rests or opens a business; says whether it is registered.
    pub fn change(&self, number: BusinessNumber, standing: Standing) -> bool {
        locked(&self.register).change(number, standing)
    }

    /// What the gateway says before the application is asked.
    fn gateway(&self, request: &Request, now: Timestamp) -> Result<(), Reply> {
        let header = request.header("authorization").and_then(|value| value.strip_prefix("Infuser "));
        let key = request.query_field("serviceKey").or(header.map(str::to_owned));
        match key.as_deref() {
            None | Some("") => return Err(answer::gateway(-401, "인증키는 필수 항목 입니다.")),
            Some(DEMO_KEY) => {}
            // Encoded twice, or not at all: `+` has become a blank.
            Some(key) if key.contains(['%', ' ']) => {
                return Err(answer::gateway(-401, "유효하지 않은 인증키 입니다."));
            }
            Some(_) => return Err(answer::gateway(-4, "등록되지 않은 인증키 입니다.")),
        }
        let today = KST.to_datetime(now).date();
        let mut calls = locked(&self.calls);
        if calls.day != Some(today) {
            (calls.day, calls.of_day) = (Some(today), 0);
        }
        if calls.of_day >= self.daily_max {
            return Err(answer::gateway(-10, "일일 트래픽 허용량을 초과하였습니다."));
        }
        calls.of_day += 1;
        Ok(())
    }

    fn application(&self, request: &Request) -> Result<Reply, Reply> {
        let body: Value = serde_json::from_slice(&request.body)
            .map_err(|_| answer::application(400, "BAD_JSON_REQUEST"))?;
        let register = locked(&self.register);
        let done = if request.path == STATUS_PATH {
            answer::status(&register, &check::numbers(&body, BATCH_MAX)?)
        } else {
            answer::validate(&register, &check::claims(&body, BATCH_MAX)?)
        };
        Ok(Reply::json(200, &done).packed_for(request))
    }

    fn count(&self, request: &Request, outcome: &Result<Reply, Reply>) {
        let mut calls = locked(&self.calls);
        match outcome {
            Err(_) => calls.refused += 1,
            Ok(_) if request.path == STATUS_PATH => calls.status += 1,
            Ok(_) => calls.validate += 1,
        }
    }
}

impl Simulated for Nts {
    fn name(&self) -> &'static str {
        "nts"
    }

    fn operation(&self, request: &Request) -> &'static str {
        match request.path.as_str() {
            STATUS_PATH => "status",
            VALIDATE_PATH => "validate",
            _ => "unknown",
        }
    }

    fn answer(&self, request: &Request, now: Timestamp) -> Reply {
        let is_known = matches!(request.path.as_str(), STATUS_PATH | VALIDATE_PATH);
        if request.method != "POST" || !is_known {
            return Reply::new(404, "text/plain", "");
        }
        let outcome = self.gateway(request, now).and_then(|()| self.application(request));
        self.count(request, &outcome);
        outcome.unwrap_or_else(|refusal| refusal)
    }

    fn reset(&self) {
        *locked(&self.calls) = Calls::default();
    }

    fn inspect(&self) -> Value {
        let calls = *locked(&self.calls);
        json!({
            "status_answered": calls.status, "validate_answered": calls.validate, "refused": calls.refused,
            "of_day": calls.of_day
        })
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
