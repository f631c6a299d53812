//! Work done ahead: while one core writes to the database, another computes what the next items
//! need. Order is kept, and a failure or a stop on either side ends both.

use crate::StoreError;
use std::sync::mpsc::sync_channel;
use std::thread;

/// From this many items on, starting a thread is worth it.
const AHEAD_MIN: u64 = if cfg!(test) { 3 } else { 256 };
/// Items handed over at a time.
const CHUNK: usize = 64;
/// Chunks that may wait for the writer; what bounds the memory held.
const CHUNKS_WAITING_MAX: usize = 8;

/// Hands `prepare(item)` of every item to `take`, in order; preparing runs ahead on a thread of
/// its own when `total` items are many.
///
/// # Errors
/// The first of either; nothing is taken after it.
pub(super) fn each<T, R: Send>(
    items: impl Iterator<Item = T> + Send,
    total: u64,
    prepare: impl Fn(T) -> Result<R, StoreError> + Send,
    mut take: impl FnMut(R) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut prepared = items.map(prepare);
    if total < AHEAD_MIN {
        return prepared.try_for_each(|ready| take(ready?));
    }
    thread::scope(|scope| {
        let (sender, receiver) = sync_channel(CHUNKS_WAITING_MAX);
        scope.spawn(move || {
            loop {
                let chunk: Vec<_> = prepared.by_ref().take(CHUNK).collect();
                // A writer that has stopped takes no more.
                if chunk.is_empty() || sender.send(chunk).is_err() {
                    break;
                }
            }
        });
        // Iterating by value drops the receiver on an early return, which stops the thread.
        receiver.into_iter().flatten().try_for_each(|ready| take(ready?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANY: u64 = 1_000;

    #[test]
    fn items_arrive_in_their_order_prepared() {
        let mut seen = Vec::new();
        let take = |n| {
            seen.push(n);
            Ok(())
        };
        each(0..MANY, MANY, |n| Ok(n * 2), take).unwrap();
        assert_eq!(seen, (0..MANY).map(|n| n * 2).collect::<Vec<_>>());
    }

    #[test]
    fn a_failure_of_either_side_ends_both_and_takes_nothing_more() {
        let mut taken = 0;
        let failing = |n| if n == 500 { Err(StoreError::Seal) } else { Ok(n) };
        let take = |_| {
            taken += 1;
            Ok(())
        };
        assert!(matches!(each(0..MANY, MANY, failing, take), Err(StoreError::Seal)));
        assert_eq!(taken, 500);

        let mut taken = 0;
        let take = |_| {
            taken += 1;
            if taken == 70 { Err(StoreError::Cancelled) } else { Ok(()) }
        };
        // Endless: only the stop ends it.
        assert!(matches!(each(0.., MANY, Ok, take), Err(StoreError::Cancelled)));
        assert_eq!(taken, 70);
    }

    #[test]
    fn few_items_are_prepared_in_place() {
        let caller = thread::current().id();
        let prepare = |()| {
            assert_eq!(thread::current().id(), caller);
            Ok(())
        };
        each([()].into_iter(), 1, prepare, Ok).unwrap();
    }
}
