//! Waiting for a remote, with an eye on the clerk's stop.

use super::run::Stop;
use crate::job::StopFlag;
use jangbu_remote::port::tax_invoice_collect::Collecting;
use std::time::Duration;

/// How often a wait looks whether the clerk has stopped it.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// Waits until the remote has answered or the clerk has stopped the job; the call ends early then.
///
/// # Errors
/// [`Stop::Remote`], [`Stop::Cancelled`], [`Stop::Failed`] without a runtime.
pub(super) fn wait_for<T>(
    runtime: &tokio::runtime::Handle,
    stop: &StopFlag,
    mut work: Collecting<'_, T>,
) -> Result<T, Stop> {
    runtime.block_on(async {
        loop {
            match tokio::time::timeout(LOOK_EVERY, &mut work).await {
                Ok(answer) => return answer.map_err(Stop::Remote),
                Err(_) if stop.is_set() => return Err(Stop::Cancelled),
                Err(_) => {}
            }
        }
    })
}
