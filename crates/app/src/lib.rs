//! Use cases: what the window, the terminal and the tests call.
//!
//! A host makes one [`App`], sends commands to [`App::dispatch`] and shows the events of
//! [`App::subscribe`]. The command table is `ipc/commands.rs`, the shapes are `ipc/view.rs`;
//! [`command`] holds what writes, [`query`] what reads.

mod alert;
mod app;
mod backup;
mod certificate;
mod clock;
mod collect;
mod command;
mod correlation;
mod demo;
mod digest;
mod errand;
mod error;
mod event;
mod evidence;
mod export;
mod file;
mod happening;
mod import;
pub mod ipc;
mod job;
mod keeper;
mod leave;
mod log;
mod metrics;
mod open;
pub mod paths;
mod problem;
mod pulse;
mod query;
mod remote;
mod secret;
mod settings;
pub mod token;
mod upload;

pub use app::{App, AppConfig, Host};
pub use certificate::{CertificatePlaces, Drives};
pub use clock::{Clock, FixedClock, KST, SystemClock};
pub use demo::{DemoBooks, DemoCompany};
pub use error::{AppError, ERROR_CODES, ErrorCode};
pub use file::READ_BYTES_MAX;
pub use happening::{Happening, Listener};
pub use import::FINDING_CODES;
pub use jangbu_domain::{Date, Krw};
pub use jangbu_store::{Keyring, MemoryKeyring, NoKeyring, Program, Seat, SystemKeyring};
pub use jiff::Timestamp;
pub use log::Log;
pub use remote::{StandIns, StandInsError};
pub use tokio::runtime::Handle as RuntimeHandle;
