//! What can be asked of the remote systems, and what the layers need from their host.

mod address;
pub mod alert;
mod attempt;
mod breaker_store;
pub mod business_status;
mod chance;
mod clock;
pub mod purchase_evidence;
pub mod tax_invoice_collect;
mod transport;
mod virtual_clock;

pub use address::{BaseAddress, BaseAddressError, Realm};
pub use attempt::{Attempt, AttemptEnd, AttemptId, AttemptLog, AttemptLogError, Outcome};
pub use breaker_store::{BreakerState, BreakerStore, ForgetfulBreakers};
pub use chance::{Chance, Middle};
pub use clock::{Clock, TokioClock, Waiting};
pub use transport::{Answer, Call, Judge, Method, Nature, Sending, Transport};
pub use virtual_clock::VirtualClock;
