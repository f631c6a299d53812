//! NHN Cloud SMS (v3.0): a short message to a few telephones.

pub mod auth;
mod code;
mod wire;

use crate::error::{Effect, Kind, RemoteError};
use crate::policy::{BreakerRule, PoolRule, RateRule, RetryRule, Rules};
use crate::port::Transport;
use crate::port::alert::{Alert, Delivering, Notice};
use auth::SmsSender;
use std::sync::Arc;
use std::time::Duration;
use wire::Taken;

/// The name in logs, rows and settings.
pub const PROVIDER: &str = "nhn-sms";
/// The real one.
pub const LIVE_ADDRESS: &str = "https://sms.api.nhncloudservice.com";

/// The layers' rules for this remote.
pub fn rules() -> Rules {
    Rules {
        retry: RetryRule::default(),
        breaker: BreakerRule::default(),
        rate: RateRule { burst: 1, each: Duration::from_secs(1), wait_max: Duration::from_secs(30) },
        pool: PoolRule::default(),
    }
}

/// The client of one sender.
pub struct NhnSms {
    transport: Arc<dyn Transport>,
    sender: SmsSender,
}

impl NhnSms {
    /// Over the layers, from a number to a few others.
    pub fn new(transport: Arc<dyn Transport>, sender: SmsSender) -> Self {
        Self { transport, sender }
    }
}

impl Alert for NhnSms {
    fn deliver<'a>(&'a self, notice: &'a Notice) -> Delivering<'a> {
        Box::pin(async move {
            let call = wire::build_call(&self.sender, notice);
            let answer = self.transport.send(&call).await?;
            let failed = |kind, effect| {
                RemoteError::new(PROVIDER, call.operation, kind, effect).with_status(answer.status)
            };
            match wire::read_taken(&answer.body) {
                Taken::Sent => Ok(()),
                Taken::ToNobody(code) => {
                    let code = code.map(|code| code.to_string());
                    Err(failed(Kind::Rejected, Effect::NoEffect).with_words(code.as_deref(), None))
                }
                // Its header said yes; without a request number nobody can say what became of it.
                Taken::Unclear => Err(failed(Kind::Garbled, call.effect_once_answered())),
            }
        })
    }
}
