//! The open API of NTS — 국세청 사업자등록정보 진위확인 및 상태조회, offered by the public data portal (공공데이터포털 15081808).

pub mod auth;
mod code;
mod wire;

use crate::error::{Kind, RemoteError};
use crate::policy::{BreakerRule, PoolRule, RateRule, RetryRule, Rules};
use crate::port::business_status::{
    Asking, BusinessStatus, Capability, Partial, Progress, Registration, Standing, Verdict, each_once,
    in_order_asked,
};
use crate::port::{Answer, BaseAddress, Call, Transport};
use auth::ServiceKey;
use jangbu_domain::BusinessNumber;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

/// The name in logs, rows and settings.
pub const PROVIDER: &str = "nts";
/// The real one.
pub const LIVE_ADDRESS: &str = "https://api.odcloud.kr";
/// Numbers in one call (documented; more is `TOO_LARGE_REQUEST`).
const BATCH_MAX: usize = 100;

/// The layers' rules for this remote.
pub fn rules() -> Rules {
    Rules {
        retry: RetryRule::default(),
        breaker: BreakerRule::default(),
        // No limit in a time is documented; ten a second checks 10,000 partners in ten seconds and is polite.
        rate: RateRule { burst: 10, each: Duration::from_millis(100), wait_max: Duration::from_secs(30) },
        pool: PoolRule::default(),
    }
}

/// The client.
pub struct Nts {
    transport: Arc<dyn Transport>,
    base: BaseAddress,
    key: ServiceKey,
}

impl Nts {
    /// Over the layers, with the user's own key.
    pub fn new(transport: Arc<dyn Transport>, base: BaseAddress, key: ServiceKey) -> Self {
        Self { transport, base, key }
    }

    async fn status_of(&self, numbers: &[BusinessNumber]) -> Result<Vec<Standing>, RemoteError> {
        let call = self.call("status", wire::STATUS_PATH, wire::build_status(numbers));
        let answer = self.transport.send(&call).await?;
        wire::parse_status(&answer.body, numbers).ok_or_else(|| unreadable(&call, &answer))
    }

    async fn validity_of(&self, claims: &[Registration]) -> Result<Vec<Verdict>, RemoteError> {
        let call = self.call("validate", wire::VALIDATE_PATH, wire::build_validate(claims));
        let answer = self.transport.send(&call).await?;
        wire::parse_validate(&answer.body, claims).ok_or_else(|| unreadable(&call, &answer))
    }

    fn call(&self, operation: &'static str, path: &str, body: Vec<u8>) -> Call {
        wire::build_call(operation, path, body, &self.base, &self.key)
    }
}

/// Read as a success by its code, but its content is not what was asked for.
fn unreadable(call: &Call, answer: &Answer) -> RemoteError {
    call.error(Kind::Garbled, call.effect_once_sent()).with_status(answer.status)
}

impl BusinessStatus for Nts {
    fn capability(&self) -> Capability {
        Capability { provider: PROVIDER, is_free: true, can_validate: true, batch_max: BATCH_MAX }
    }

    fn status<'a>(&'a self, numbers: &'a [BusinessNumber], progress: Progress<'a>) -> Asking<'a, Standing> {
        Box::pin(async move {
            let once = each_once(numbers);
            let partial = in_batches(&once, progress, |batch| self.status_of(batch)).await;
            in_order_asked(numbers, partial)
        })
    }

    fn validate<'a>(&'a self, claims: &'a [Registration], progress: Progress<'a>) -> Asking<'a, Verdict> {
        Box::pin(in_batches(claims, progress, |batch| self.validity_of(batch)))
    }
}

/// Asks batch after batch until one fails or the caller has enough.
async fn in_batches<'q, Q, A, W>(
    questions: &'q [Q],
    progress: Progress<'_>,
    ask: impl Fn(&'q [Q]) -> W,
) -> Partial<A>
where
    W: Future<Output = Result<Vec<A>, RemoteError>>,
{
    let mut answered = Vec::new();
    let mut failure = None;
    for batch in questions.chunks(BATCH_MAX) {
        match ask(batch).await {
            Ok(answers) => answered.extend(answers),
            Err(error) => {
                failure = Some(error);
                break;
            }
        }
        if let ControlFlow::Break(()) = progress(answered.len(), questions.len()) {
            break;
        }
    }
    let unanswered = questions.len().saturating_sub(answered.len());
    Partial { answered, unanswered, failure }
}

#[cfg(test)]
mod tests;
