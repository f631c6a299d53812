//! Popbill (팝빌, Linkhub): invoices that Hometax holds (`HTTaxinvoice`, a flat rate) and whether
//! businesses are open (`CloseDown`, paid by the query).

pub mod auth;
mod balance;
mod close_down;
mod code;
mod collect;
mod token;
mod wire;

pub use balance::Contract;

use crate::error::{Effect, Kind, RemoteError};
use crate::policy::{BreakerRule, PoolRule, RateRule, RetryRule, Rules};
use crate::port::{Answer, BaseAddress, BaseAddressError, Clock, Realm, Transport};
use auth::{Credential, ServiceId};
use jangbu_domain::BusinessNumber;
use std::sync::Arc;
use std::time::Duration;
use token::Tokens;

/// The name in logs, rows and settings.
pub const PROVIDER: &str = "popbill";
/// Months of one collection (documented).
pub const MONTHS_MAX: u8 = 3;

/// Its two hosts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PopbillAddresses {
    /// Where tokens and the balance are.
    pub auth: BaseAddress,
    /// Where everything else is.
    pub api: BaseAddress,
}

impl PopbillAddresses {
    /// The real ones.
    ///
    /// # Errors
    /// None in practice: the addresses are constants.
    pub fn live() -> Result<Self, BaseAddressError> {
        Ok(Self {
            auth: BaseAddress::parse("https://auth.linkhub.co.kr", Realm::Live)?,
            api: BaseAddress::parse("https://popbill.linkhub.co.kr", Realm::Live)?,
        })
    }
}

/// The layers' rules for this remote.
pub fn rules() -> Rules {
    Rules {
        retry: RetryRule::default(),
        breaker: BreakerRule::default(),
        // No limit is documented; five a second polls a job and pages through it politely.
        rate: RateRule { burst: 5, each: Duration::from_millis(200), wait_max: Duration::from_secs(30) },
        // Its own libraries wait up to 180 s for what they do in one call; nothing here is so long:
        // a collection is a job that is polled, and a page of a thousand rows has some megabytes.
        pool: PoolRule::default(),
    }
}

/// What carries the calls of one member.
#[derive(Clone)]
pub struct Line {
    /// Over the layers.
    pub transport: Arc<dyn Transport>,
    /// Time, for tokens and for jobs that are waited for.
    pub clock: Arc<dyn Clock>,
}

/// The client of one member (a business).
pub struct Popbill {
    line: Line,
    addresses: PopbillAddresses,
    member: BusinessNumber,
    tokens: Tokens,
}

impl Popbill {
    /// With the partner's credential, for one member of it.
    pub fn new(
        line: Line,
        addresses: PopbillAddresses,
        service: ServiceId,
        credential: Credential,
        member: BusinessNumber,
    ) -> Self {
        Self { line, addresses, member, tokens: Tokens::new(service, credential) }
    }

    /// Sends a call with the member's token. A token that the remote no longer takes is fetched anew,
    /// once: the call was refused before anything was done.
    async fn send(&self, ask: &wire::Ask<'_>) -> Result<Answer, RemoteError> {
        let token = self.tokens.held(self).await?;
        let answer = self.line.transport.send(&wire::build_call(ask, self.base(ask), &token)).await;
        match answer {
            Err(error) if error.kind == Kind::SignedOut && error.effect != Effect::Unknown => {
                self.tokens.forget(&token);
                let token = self.tokens.held(self).await?;
                self.line.transport.send(&wire::build_call(ask, self.base(ask), &token)).await
            }
            answer => answer,
        }
    }

    fn base(&self, ask: &wire::Ask<'_>) -> &BaseAddress {
        if ask.is_of_auth { &self.addresses.auth } else { &self.addresses.api }
    }
}

/// Read as a success by its code, but its content is not what was asked for.
fn unreadable(ask: &wire::Ask<'_>, answer: &Answer) -> RemoteError {
    RemoteError::new(PROVIDER, ask.operation, Kind::Garbled, ask.effect_once_answered())
        .with_status(answer.status)
}

/// A refusal that came within an answer.
fn refused(ask: &wire::Ask<'_>, kind: Kind, code: i64, words: &str) -> RemoteError {
    RemoteError::new(PROVIDER, ask.operation, kind, Effect::NoEffect)
        .with_words(Some(&code.to_string()), Some(words))
}

#[cfg(test)]
mod tests;
