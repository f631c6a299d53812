//! Waiting for a remote, with an eye on the clerk's stop.

use super::run::Stop;
use crate::app::App;
use crate::job::StopFlag;
use jangbu_remote::port::tax_invoice_collect::Collecting;

/// Waits until the remote has answered or the clerk has stopped the job; the call ends early then.
///
/// # Errors
/// [`Stop::Remote`], [`Stop::Cancelled`], [`Stop::Failed`] without a runtime.
pub(super) fn wait_for<T>(app: &App, stop: &StopFlag, work: Collecting<'_, T>) -> Result<T, Stop> {
    app.remotes.wait(stop, work)?.map_err(Stop::Remote)
}
