//! Slack: a message to a channel by an incoming webhook.

pub mod auth;
mod code;
mod wire;

use crate::policy::{BreakerRule, PoolRule, RateRule, RetryRule, Rules};
use crate::port::Transport;
use crate::port::alert::{Alert, Delivering, Notice};
use auth::Webhook;
use std::sync::Arc;
use std::time::Duration;

/// The name in logs, rows and settings.
pub const PROVIDER: &str = "slack";

/// Whom a message calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mention {
    /// Nobody.
    #[default]
    None,
    /// Who is there: `@here`.
    Here,
    /// Everybody of the channel: `@channel`.
    Channel,
}

/// The layers' rules for this remote.
pub fn rules() -> Rules {
    Rules {
        retry: RetryRule::default(),
        breaker: BreakerRule::default(),
        // One message a second to a channel (documented for incoming webhooks).
        rate: RateRule { burst: 1, each: Duration::from_secs(1), wait_max: Duration::from_secs(30) },
        pool: PoolRule::default(),
    }
}

/// The client of one channel.
pub struct Slack {
    transport: Arc<dyn Transport>,
    webhook: Webhook,
    mention: Mention,
}

impl Slack {
    /// Over the layers, to the channel of a webhook; only what is critical calls people.
    pub fn new(transport: Arc<dyn Transport>, webhook: Webhook, mention: Mention) -> Self {
        Self { transport, webhook, mention }
    }
}

impl Alert for Slack {
    fn deliver<'a>(&'a self, notice: &'a Notice) -> Delivering<'a> {
        Box::pin(async move {
            let mention = if notice.is_critical() { self.mention } else { Mention::None };
            self.transport.send(&wire::build_call(&self.webhook, notice, mention)).await.map(drop)
        })
    }
}
