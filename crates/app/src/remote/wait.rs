//! Waiting for a remote on the thread that asks, so that a cancelled job stops at once.

use super::Remotes;
use crate::job::StopFlag;
use crate::{AppError, ErrorCode};
use std::future::Future;
use std::time::Duration;

/// Time between two looks at whether the clerk has stopped the job.
const LOOK_EVERY: Duration = Duration::from_millis(100);

impl Remotes {
    /// Runs `work` to its end, or until the job is cancelled: what is on its way is let go then, and
    /// its row in the log says so.
    ///
    /// # Errors
    /// `job.cancelled`, `internal`.
    pub(crate) fn wait<T>(&self, stop: &StopFlag, work: impl Future<Output = T>) -> Result<T, AppError> {
        let stopped = async {
            while !stop.is_set() {
                tokio::time::sleep(LOOK_EVERY).await;
            }
        };
        self.runtime()?.block_on(async {
            tokio::select! {
                biased;
                done = work => Ok(done),
                () = stopped => Err(AppError::new(ErrorCode::JobCancelled, "stopped on request")),
            }
        })
    }
}
