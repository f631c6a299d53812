//! Stand-ins for remote systems: each answers as the real one does, with its field rules and codes.
//!
//! A stand-in is a pure function of what it is asked and what it holds ([`Simulated`]); [`Front`]
//! puts faults and the control interface before it; [`host`] serves it on loopback. Simulations ask
//! the front itself: no socket, no time.

mod clock;
mod control;
mod fault;
mod front;
pub mod hometax;
pub mod host;
mod message;
pub mod nhn_sms;
pub mod nts;
pub mod popbill;
mod services;
pub mod slack;
pub mod smtp;

pub use clock::SandboxClock;
pub use fault::{Fault, FaultKind};
pub use front::{Ending, Front, Simulated};
pub use message::{Reply, Request};
pub use services::{Endpoint, Plan, Ports, SERVICES_MAX, Services, ServicesError};
