//! What ties a remote call to the act of the clerk that caused it: one short word, in the log, in the
//! row of each call, and on the screen.
//!
//! A use case runs on one thread from its command to its answer, and asks its remotes on it; so the
//! word lies on the thread.

use std::cell::{Cell, RefCell};
use std::fmt::Write as _;

/// Random bytes of a word: enough that two acts of one year do not share one.
const BYTES: usize = 6;

thread_local! {
    static CURRENT: RefCell<Option<String>> = const { RefCell::new(None) };
    static ERRAND: Cell<Option<i64>> = const { Cell::new(None) };
}

/// An act on its way on this thread; what it causes is tied to it until this is dropped.
pub(crate) struct Correlated {
    is_outer: bool,
}

impl Correlated {
    /// Begins an act. An act inside an act is the outer one's.
    pub(crate) fn begin() -> Self {
        let is_outer = current().is_none();
        if is_outer {
            CURRENT.set(make_random_word());
        }
        Self { is_outer }
    }
}

impl Drop for Correlated {
    fn drop(&mut self) {
        if self.is_outer {
            CURRENT.set(None);
        }
    }
}

/// The word of the act on its way on this thread.
pub(crate) fn current() -> Option<String> {
    CURRENT.with_borrow(Clone::clone)
}

/// The calls on this thread are for an errand until this is dropped.
pub(crate) struct ForErrand(Option<i64>);

/// Ties the calls on this thread to an errand.
pub(crate) fn for_errand(id: i64) -> ForErrand {
    ForErrand(ERRAND.replace(Some(id)))
}

impl Drop for ForErrand {
    fn drop(&mut self) {
        ERRAND.set(self.0);
    }
}

/// The errand that calls on this thread are for.
pub(crate) fn errand() -> Option<i64> {
    ERRAND.get()
}

/// None where the system gives no chance: a call without a word is a call all the same.
fn make_random_word() -> Option<String> {
    let bytes = jangbu_store::make_random_bytes::<BYTES>().ok()?;
    let mut word = String::with_capacity(2 * BYTES + 1);
    word.push('a');
    for byte in bytes {
        // Writing to a String cannot fail.
        let _ = write!(word, "{byte:02x}");
    }
    Some(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_for_the_innermost_errand() {
        assert_eq!(errand(), None);
        let outer = for_errand(1);
        {
            let _inner = for_errand(2);
            assert_eq!(errand(), Some(2));
        }
        assert_eq!(errand(), Some(1));
        drop(outer);
        assert_eq!(errand(), None);
    }

    #[test]
    fn what_happens_within_an_act_is_tied_to_it_and_to_no_other() {
        assert_eq!(current(), None);
        let outer = Correlated::begin();
        let word = current().unwrap();
        {
            let _inner = Correlated::begin();
            assert_eq!(current().as_ref(), Some(&word));
        }
        assert_eq!(current(), Some(word.clone()), "the end of an inner act ends nothing");
        drop(outer);
        assert_eq!(current(), None);
        let _next = Correlated::begin();
        assert_ne!(current(), Some(word));
    }
}
