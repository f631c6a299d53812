//! What a breaker remembers across a restart.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// How a breaker stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum BreakerState {
    /// Calls go through.
    Closed,
    /// Nothing goes through before that moment; then a few are tried.
    Open {
        /// When trials begin.
        until: Timestamp,
    },
}

/// Where the state of breakers is kept, by provider.
pub trait BreakerStore: Send + Sync {
    /// The state kept for a provider; a new one is closed. What cannot be read is as new: a breaker
    /// spares the remote, it guards nothing.
    fn load(&self, provider: &'static str) -> BreakerState;
    /// Keeps the state; called when it changes, not at every call.
    fn save(&self, provider: &'static str, state: BreakerState);
}

/// Remembers nothing: every start begins closed.
#[derive(Clone, Copy, Debug, Default)]
pub struct ForgetfulBreakers;

impl BreakerStore for ForgetfulBreakers {
    fn load(&self, _provider: &'static str) -> BreakerState {
        BreakerState::Closed
    }

    fn save(&self, _provider: &'static str, _state: BreakerState) {}
}
