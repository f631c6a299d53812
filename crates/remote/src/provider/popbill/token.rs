//! The member's token: fetched once for all who ask at the same time, held until shortly before it ends.
//!
//! It lives in memory alone: it ends within the hour, and a program that starts anew asks for another.

use super::auth::{Credential, ServiceId};
use super::{PROVIDER, Popbill, wire};
use crate::error::{Kind, RemoteError};
use crate::secret::Secret;
use jiff::{SignedDuration, Timestamp};
use std::sync::{Mutex, PoisonError};
use tokio::sync::Mutex as Turn;

/// A token is not used in its last minute: a call takes time, and clocks differ.
const MARGIN: SignedDuration = SignedDuration::from_secs(60);
/// A token that says it holds longer is fetched anew all the same.
const HOLDS_MAX: SignedDuration = SignedDuration::from_hours(24);

#[derive(Clone)]
struct Held {
    token: Secret,
    until: Timestamp,
}

/// The token of a member, and how it is had.
pub(super) struct Tokens {
    pub(super) service: ServiceId,
    pub(super) credential: Credential,
    held: Mutex<Option<Held>>,
    /// Whoever fetches has it; the others wait and find what was fetched.
    turn: Turn<()>,
}

impl Tokens {
    pub(super) fn new(service: ServiceId, credential: Credential) -> Self {
        Self { service, credential, held: Mutex::default(), turn: Turn::default() }
    }

    /// One that holds, fetched if there is none.
    pub(super) async fn held(&self, popbill: &Popbill) -> Result<Secret, RemoteError> {
        if let Some(token) = self.valid(popbill.line.clock.wall()) {
            return Ok(token);
        }
        let _turn = self.turn.lock().await;
        // Another one may have fetched it meanwhile.
        if let Some(token) = self.valid(popbill.line.clock.wall()) {
            return Ok(token);
        }
        let held = self.fetch(popbill).await?;
        let token = held.token.clone();
        *self.locked() = Some(held);
        Ok(token)
    }

    /// The remote does not take it any more; one that was fetched since stays.
    pub(super) fn forget(&self, token: &Secret) {
        let mut held = self.locked();
        if held.as_ref().is_some_and(|held| held.token == *token) {
            *held = None;
        }
    }

    fn valid(&self, now: Timestamp) -> Option<Secret> {
        let held = self.locked().clone()?;
        (now < held.until).then_some(held.token)
    }

    fn locked(&self) -> std::sync::MutexGuard<'_, Option<Held>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn fetch(&self, popbill: &Popbill) -> Result<Held, RemoteError> {
        let now = popbill.line.clock.wall();
        let call = wire::build_token(self, &popbill.addresses.auth, popbill.member, now);
        let answer = popbill.line.transport.send(&call).await?;
        let unreadable = || {
            RemoteError::new(PROVIDER, "token", Kind::Garbled, call.effect_once_sent())
                .with_status(answer.status)
        };
        let (token, ends_at) = wire::parse_token(&answer.body).ok_or_else(unreadable)?;
        let latest = now.checked_add(HOLDS_MAX).unwrap_or(now);
        let until = ends_at.min(latest).checked_sub(MARGIN).unwrap_or(now);
        Ok(Held { token, until })
    }
}
