//! Layers between a question and the wire, each blind to who is called.
//!
//! From the outside in: the deadline of the whole, retries, this program's own limit of calls, the
//! pool of connections, the breaker, the attempt log, the deadline of one attempt, the verdict on
//! the answer, the wire. Each is a [`Transport`](crate::port::Transport) over another.

mod attempts;
mod breaker;
mod chain;
mod deadline;
mod pool;
mod rate_limit;
mod retry;
mod retry_after;
mod stack;
mod verdict;

#[cfg(test)]
mod testing;

pub use attempts::Attempts;
pub use breaker::{Breaker, BreakerRule};
pub use chain::{Next, next_after};
pub use deadline::Deadline;
pub use pool::{Pool, PoolRule};
pub use rate_limit::{RateLimit, RateRule};
pub use retry::{RetryRule, Retrying};
pub use retry_after::retry_after;
pub use stack::{Host, Rules, stack};
pub use verdict::Verdict;
