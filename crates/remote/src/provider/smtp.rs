//! E-mail, handed to a mail server (RFC 6409, RFC 5321).

pub mod auth;
mod code;
mod message;
mod wire;

pub use wire::{SmtpWire, SmtpWireError};

use crate::error::{Effect, Kind, RemoteError};
use crate::policy::{BreakerRule, PoolRule, RateRule, RetryRule, Rules};
use crate::port::alert::{Alert, Delivering, Notice};
use crate::port::{Call, Clock, Method, Nature, Transport};
use auth::MailServer;
use std::sync::Arc;
use std::time::Duration;

/// The name in logs, rows and settings.
pub const PROVIDER: &str = "smtp";
/// Bytes of an answer: there is none but a line.
const ANSWER_BYTES_MAX: usize = 4 << 10;

/// The layers' rules for this remote.
pub fn rules() -> Rules {
    Rules {
        retry: RetryRule::default(),
        breaker: BreakerRule::default(),
        rate: RateRule { burst: 1, each: Duration::from_secs(1), wait_max: Duration::from_secs(30) },
        pool: PoolRule::default(),
    }
}

/// The client of one mail server.
pub struct Smtp {
    transport: Arc<dyn Transport>,
    clock: Arc<dyn Clock>,
    server: MailServer,
}

impl Smtp {
    /// Over the layers, whose wire is a [`SmtpWire`].
    pub fn new(transport: Arc<dyn Transport>, clock: Arc<dyn Clock>, server: MailServer) -> Self {
        Self { transport, clock, server }
    }
}

impl Alert for Smtp {
    fn deliver<'a>(&'a self, notice: &'a Notice) -> Delivering<'a> {
        Box::pin(async move {
            let body = message::build_message(&self.server, notice, self.clock.wall());
            let body =
                body.ok_or_else(|| RemoteError::new(PROVIDER, "message", Kind::BadRequest, Effect::NotSent))?;
            let call = Call {
                provider: PROVIDER,
                operation: "message",
                nature: Nature::Effect,
                method: Method::Post,
                base: self.server.base().clone(),
                path: "/".to_owned(),
                query: None,
                headers: Vec::new(),
                secrets: self.server.secrets(),
                content_type: None,
                body,
                answer_bytes_max: ANSWER_BYTES_MAX,
                judge: code::judge,
            };
            self.transport.send(&call).await.map(drop)
        })
    }
}
