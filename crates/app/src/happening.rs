//! What use cases notice that somebody should hear of, and who listens.
//!
//! A use case notes it where it happens and goes on; what becomes of it (an alert, a row) is the
//! listener's. Nothing sensitive is in a happening: numbers of documents and codes only.

use std::sync::{Arc, Mutex, PoisonError};

/// Most listeners at a time; they are parts of this program.
const LISTENERS_MAX: usize = 8;

/// Something worth hearing of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happening {
    /// A collected document's signature does not hold.
    BadSignature {
        /// The run that fetched it.
        run: i64,
        /// 승인번호.
        approval: String,
        /// Who gave it.
        provider: String,
    },
    /// A run ended wholly.
    CollectDone {
        /// The run.
        run: i64,
        /// Conflicts that it left open.
        conflicts: u32,
    },
    /// A run ended before its end.
    CollectFailed {
        /// The run.
        run: i64,
        /// Error code.
        code: String,
        /// Whether nobody was at the desk: it ran by itself.
        by_itself: bool,
    },
    /// A plan was due and could not run.
    CollectBlocked {
        /// Error code.
        code: String,
    },
}

/// Hears of what happens. It is called where it happens: it must not wait.
pub trait Listener: Send + Sync {
    /// Something happened in the open company.
    fn hear(&self, happening: &Happening);
}

/// The program's listeners.
#[derive(Default)]
pub(crate) struct Happenings(Mutex<Vec<Arc<dyn Listener>>>);

impl Happenings {
    /// Tells every listener.
    pub(crate) fn note(&self, happening: &Happening) {
        let listeners = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        for listener in listeners {
            listener.hear(happening);
        }
    }

    /// Adds a listener; beyond [`LISTENERS_MAX`] the oldest hears no more.
    pub(crate) fn listen(&self, listener: Arc<dyn Listener>) {
        let mut listeners = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if listeners.len() >= LISTENERS_MAX {
            listeners.remove(0);
        }
        listeners.push(listener);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Ear(Mutex<Vec<Happening>>);

    impl Listener for Ear {
        fn hear(&self, happening: &Happening) {
            self.0.lock().unwrap().push(happening.clone());
        }
    }

    #[test]
    fn every_listener_hears_what_happens_after_it_came() {
        let (happenings, ear) = (Happenings::default(), Arc::new(Ear(Mutex::default())));
        happenings.note(&Happening::CollectDone { run: 1, conflicts: 0 });
        let listener: Arc<dyn Listener> = ear.clone();
        happenings.listen(listener);
        let blocked = Happening::CollectBlocked { code: "certificate.password_needed".to_owned() };
        happenings.note(&blocked);
        assert_eq!(*ear.0.lock().unwrap(), [blocked]);
    }
}
