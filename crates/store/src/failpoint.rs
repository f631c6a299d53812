//! Named points around every commit, rename and file write, at which a test ends the process or
//! lets the step fail (docs/RELIABILITY.md).
//!
//! A point is placed by its name alone, `failpoint::reach("book.before_commit")?`: the suite
//! reads the names from the sources and from a recorded run, so that none can be forgotten. In
//! the product the feature `failpoints` is off and [`reach`] is nothing.

/// The failure that a test ordered; it becomes whatever error the step itself would give.
#[derive(Debug)]
pub struct Injected {
    name: &'static str,
    kind: std::io::ErrorKind,
}

impl From<Injected> for std::io::Error {
    fn from(injected: Injected) -> Self {
        Self::new(injected.kind, format!("ordered at {}", injected.name))
    }
}

impl From<Injected> for crate::StoreError {
    fn from(injected: Injected) -> Self {
        Self::io(std::path::Path::new(injected.name))(injected.into())
    }
}

/// Passes the point `name`: `area.step`, in the order of the work.
///
/// # Errors
/// What a test ordered; nothing in the product.
#[cfg(not(feature = "failpoints"))]
#[inline]
pub const fn reach(_name: &'static str) -> Result<(), Injected> {
    Ok(())
}

/// Passes a point at which nothing can fail any more, so that only the end of the process can be
/// ordered: after a commit or a rename.
#[inline]
pub fn pass(name: &'static str) {
    // An ordered failure has nothing to become: the step is done.
    let _ = reach(name);
}

#[cfg(feature = "failpoints")]
pub use armed::{Action, Armed, Reach, arm, reach, record, recorded};

#[cfg(feature = "failpoints")]
mod armed {
    use super::Injected;
    use std::io::ErrorKind;
    use std::sync::atomic::{AtomicU64, Ordering};
    use std::sync::{Mutex, PoisonError};
    use std::thread::ThreadId;

    /// What happens at an armed point.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Action {
        /// The process ends on the spot, as by a crash: nothing is flushed, nothing is dropped.
        Abort,
        /// The step fails with an error of this kind.
        Fail(ErrorKind),
    }

    /// Whose passing counts.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Reach {
        /// The calling thread's, so that tests of one process do not meet.
        Thread,
        /// Every thread's.
        Process,
    }

    struct Order {
        id: u64,
        thread: Option<ThreadId>,
        name: String,
        /// Passes that are let through first.
        skip: u64,
        action: Action,
    }

    struct State {
        orders: Vec<Order>,
        /// Names in the order of their first pass, while recording.
        passed: Option<Vec<(&'static str, u64)>>,
    }

    static STATE: Mutex<State> = Mutex::new(State { orders: Vec::new(), passed: None });
    static NEXT: AtomicU64 = AtomicU64::new(1);

    /// Disarms its point when it goes.
    #[must_use = "the point is armed as long as this lives"]
    #[derive(Debug)]
    pub struct Armed(u64);

    impl Drop for Armed {
        fn drop(&mut self) {
            let mut state = STATE.lock().unwrap_or_else(PoisonError::into_inner);
            state.orders.retain(|order| order.id != self.0);
        }
    }

    /// Orders `action` for the pass of `name` after `skip` others, and for every pass from then on.
    pub fn arm(name: &str, skip: u64, reach: Reach, action: Action) -> Armed {
        let id = NEXT.fetch_add(1, Ordering::Relaxed);
        let thread = (reach == Reach::Thread).then(|| std::thread::current().id());
        let order = Order { id, thread, name: name.to_owned(), skip, action };
        STATE.lock().unwrap_or_else(PoisonError::into_inner).orders.push(order);
        Armed(id)
    }

    /// Begins to note which points are passed, and how often.
    pub fn record() {
        STATE.lock().unwrap_or_else(PoisonError::into_inner).passed = Some(Vec::new());
    }

    /// Points passed since [`record`], with their counts, in the order of their first pass.
    pub fn recorded() -> Vec<(&'static str, u64)> {
        STATE.lock().unwrap_or_else(PoisonError::into_inner).passed.clone().unwrap_or_default()
    }

    /// Passes the point `name`: `area.step`, in the order of the work.
    ///
    /// # Errors
    /// What a test ordered.
    pub fn reach(name: &'static str) -> Result<(), Injected> {
        let mut state = STATE.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(passed) = &mut state.passed {
            match passed.iter_mut().find(|(known, _)| *known == name) {
                Some((_, count)) => *count += 1,
                None => passed.push((name, 1)),
            }
        }
        let here = std::thread::current().id();
        let ordered = state
            .orders
            .iter_mut()
            .find(|order| order.name == name && order.thread.is_none_or(|thread| thread == here));
        let Some(order) = ordered else { return Ok(()) };
        if order.skip > 0 {
            order.skip -= 1;
            return Ok(());
        }
        match order.action {
            Action::Abort => std::process::abort(),
            Action::Fail(kind) => Err(Injected { name, kind }),
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn an_armed_point_fails_from_its_turn_on_until_it_is_disarmed() {
            let armed = arm("test.turn", 1, Reach::Thread, Action::Fail(ErrorKind::StorageFull));
            assert!(reach("test.turn").is_ok());
            let failed = reach("test.turn").map_err(crate::StoreError::from);
            assert!(matches!(failed, Err(crate::StoreError::DiskFull)));
            assert!(reach("test.other").is_ok());
            drop(armed);
            assert!(reach("test.turn").is_ok());
        }

        #[test]
        fn a_point_armed_for_one_thread_lets_others_pass() {
            let _armed = arm("test.thread", 0, Reach::Thread, Action::Fail(ErrorKind::Other));
            std::thread::scope(|scope| {
                scope.spawn(|| assert!(reach("test.thread").is_ok()));
            });
            assert!(reach("test.thread").is_err());
        }
    }
}
