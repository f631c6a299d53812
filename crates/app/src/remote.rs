//! Remote systems as the use cases ask them: where each is, with which key, through which layers, and
//! what is written down about every call.

mod check;
mod desk;
mod failure;
mod hometax;
mod host;
mod paid;
mod partner;
mod place;
mod popbill;
mod push;
mod stand_in;
mod traces;
mod wait;

pub(crate) use check::partner_check;
pub(crate) use desk::{
    provider_of, remote_attempts, remote_overview, remote_place, remote_reset, remote_secret, remote_test,
    sums_view,
};
pub(crate) use failure::remote_failure;
pub(crate) use hometax::{EvidenceDesk, HometaxCollector, open_evidence};
pub(crate) use host::host_of;
pub(crate) use partner::{closed_todos, partner_show, partner_validate, standings_of};
pub(crate) use place::{mode_of, realm_view};
pub(crate) use popbill::PopbillCollector;
pub(crate) use push::{Pushed, push_if_set};
pub use stand_in::{StandIns, StandInsError};
pub(crate) use traces::remote_traces;

use crate::app::App;
use crate::open::OpenCompany;
use crate::{AppError, ErrorCode};
use jangbu_remote::http::Http;
use jangbu_remote::policy::{Rules, stack};
use jangbu_remote::port::{BaseAddress, Transport};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};
use tokio::runtime::Runtime;

/// Threads that drive sockets and timers; the questions themselves run where they are asked.
const WORKERS: usize = 2;

/// What is kept between two questions: the runtime, the layers with their breakers and limits, and
/// the stand-ins of the demo company.
#[derive(Default)]
pub(crate) struct Remotes {
    runtime: OnceLock<Runtime>,
    stacks: Mutex<HashMap<&'static str, Standing>>,
    popbill: Mutex<Option<popbill::Kept>>,
    stand_ins: Mutex<Option<Arc<dyn StandIns>>>,
}

/// The layers over one remote, as long as company and address stay.
struct Standing {
    company: Weak<OpenCompany>,
    base: BaseAddress,
    transport: Arc<dyn Transport>,
}

impl Drop for Remotes {
    /// A runtime that is dropped waits for its tasks; these may be cut off, and whoever drops this may
    /// stand where nobody may wait.
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Remotes {
    /// The runtime, made when the first remote is asked.
    ///
    /// # Errors
    /// `internal` when the system gives no threads.
    pub(crate) fn runtime(&self) -> Result<&Runtime, AppError> {
        if let Some(runtime) = self.runtime.get() {
            return Ok(runtime);
        }
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(WORKERS)
            .thread_name("remote")
            .enable_all()
            .build()
            .map_err(|error| AppError::new(ErrorCode::Internal, format!("no runtime: {error}")))?;
        Ok(self.runtime.get_or_init(|| runtime))
    }

    /// Makes the layers over one remote anew when it is asked next: its settings have changed.
    pub(crate) fn renew(&self, provider: &str) {
        locked(&self.stacks).remove(provider);
    }

    /// Forgets layers and stand-ins: another company is open, or none.
    pub(crate) fn forget(&self) {
        locked(&self.stacks).clear();
        *locked(&self.popbill) = None;
        *locked(&self.stand_ins) = None;
    }
}

/// The layers over HTTP to one remote of the open company.
///
/// # Errors
/// `remote.not_proved` when the system's certificates cannot be read.
pub(crate) fn wire_of(
    app: &App,
    company: &OpenCompany,
    provider: &'static str,
    base: &BaseAddress,
    rules: Rules,
) -> Result<Arc<dyn Transport>, AppError> {
    layers(app, company, provider, base, rules, || {
        Http::new(base.realm(), rules.pool).map_err(|error| {
            AppError::new(ErrorCode::RemoteNotProved, error.to_string()).with("service", provider)
        })
    })
}

/// The layers over a wire to one remote of the open company; the same ones as long as nothing changed, so
/// that breakers and limits count on.
///
/// # Errors
/// Those of the wire.
pub(crate) fn layers<W: Transport + 'static>(
    app: &App,
    company: &OpenCompany,
    provider: &'static str,
    base: &BaseAddress,
    rules: Rules,
    wire: impl FnOnce() -> Result<W, AppError>,
) -> Result<Arc<dyn Transport>, AppError> {
    let mut stacks = locked(&app.remotes.stacks);
    let same = |standing: &&Standing| {
        standing.base == *base && std::ptr::eq(standing.company.as_ptr(), company.this.as_ptr())
    };
    if let Some(standing) = stacks.get(provider).filter(same) {
        return Ok(Arc::clone(&standing.transport));
    }
    let transport = stack(wire()?, provider, rules, &host_of(app, company.this.clone()));
    let standing =
        Standing { company: company.this.clone(), base: base.clone(), transport: Arc::clone(&transport) };
    stacks.insert(provider, standing);
    Ok(transport)
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
