//! Progress of work that reads a book several times over, counted in bytes.

use crate::{Progress, StoreError};
use rusqlite::Connection;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;

/// Instructions of SQLite between two looks at whether to stop: a few milliseconds.
const OPERATIONS_PER_LOOK: i32 = 20_000;

/// How far a piece of work has come.
pub(crate) struct Track<'t, 'p> {
    progress: &'t mut Progress<'p>,
    done: u64,
    total: u64,
}

impl<'t, 'p> Track<'t, 'p> {
    /// Work over `total` bytes.
    pub(crate) fn new(progress: &'t mut Progress<'p>, total: u64) -> Self {
        Self { progress, done: 0, total }
    }

    /// So many bytes more are done.
    ///
    /// # Errors
    /// [`StoreError::Cancelled`].
    pub(crate) fn advance(&mut self, bytes: u64) -> Result<(), StoreError> {
        self.done = self.done.saturating_add(bytes).min(self.total);
        if (self.progress)(self.done, self.total).is_break() { Err(StoreError::Cancelled) } else { Ok(()) }
    }

    /// Runs `work` on a thread of its own, so that the long checks of SQLite can be cancelled from
    /// the progress, which stays on this one.
    ///
    /// # Errors
    /// Those of `work`; [`StoreError::Cancelled`].
    pub(crate) fn watch<T: Send>(
        &mut self,
        mut connection: Connection,
        work: impl FnOnce(&Connection, &dyn Fn(u64)) -> Result<T, StoreError> + Send,
    ) -> Result<T, StoreError> {
        let stop = Arc::new(AtomicBool::new(false));
        let (ticks, ticked) = mpsc::sync_channel::<u64>(1);
        let (seen, look) = (Arc::clone(&stop), ticks.clone());
        let handler = move || {
            // A full channel means that the other side has a look to make anyway.
            let _ = look.try_send(0);
            seen.load(Ordering::Relaxed)
        };
        connection.progress_handler(OPERATIONS_PER_LOOK, Some(handler))?;
        std::thread::scope(|scope| {
            let worker = scope.spawn(move || {
                let advance = |bytes| {
                    // The other side listens until this thread is through.
                    let _ = ticks.send(bytes);
                };
                let answer = work(&connection, &advance);
                drop(connection);
                answer
            });
            for bytes in ticked {
                if self.advance(bytes).is_err() {
                    stop.store(true, Ordering::Relaxed);
                }
            }
            let answer = worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            if stop.load(Ordering::Relaxed) { Err(StoreError::Cancelled) } else { answer }
        })
    }
}
