//! Waiting, always bounded: a thing is asked for again until it is there or the time is up.

use std::future::Future;
use std::time::Duration;

/// So long a window may take for anything it is asked here, on a machine under load.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// Time between two questions.
const STEP: Duration = Duration::from_millis(50);

/// Asks `probe` until it answers with something.
///
/// # Panics
/// When the time is up: the test has failed, and `what` says what was missing.
pub(crate) async fn until<T, F, Fut>(what: &str, mut probe: F) -> T
where
    F: FnMut() -> Fut,
    Fut: Future<Output = Option<T>>,
{
    let asking = async {
        let mut pace = tokio::time::interval(STEP);
        loop {
            pace.tick().await;
            if let Some(found) = probe().await {
                return found;
            }
        }
    };
    tokio::time::timeout(PATIENCE, asking)
        .await
        .unwrap_or_else(|_| panic!("waited {} s in vain: {what}", PATIENCE.as_secs()))
}
