//! The only crate that calls remote systems.
//!
//! [`port`] says what can be asked and what the layers need from their host, [`policy`] holds the
//! layers between a question and the wire, [`provider`] speaks to one product each, [`http`] is the
//! wire, [`otlp`] writes calls as traces. What it must remember (attempts, breakers) goes through traits of [`port`].

pub mod error;
pub mod http;
pub mod otlp;
pub mod policy;
pub mod port;
pub mod provider;
pub mod secret;

pub use error::{Effect, Kind, RemoteError, Retry};
