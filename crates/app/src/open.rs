//! The company that is open: who uses it, and how it is left in order.

use jangbu_domain::BusinessNumber;
use jangbu_store::Book;
use std::ops::Deref;
use std::sync::{Arc, Condvar, Mutex, PoisonError, Weak};
use std::time::Duration;

/// How long leaving a company waits for commands that still read it. They are told to stop first,
/// and each looks at that many times a second; later ones let go of the book when they end.
const LEAVE_WAIT: Duration = Duration::from_secs(10);

/// A company with its book open.
pub(crate) struct OpenCompany {
    /// The folder's name.
    pub(crate) id: String,
    pub(crate) book: Book,
    /// Invented books.
    pub(crate) demo: bool,
    /// Open without the lock: another program writes.
    pub(crate) read_only: bool,
    /// Itself, once it stands in its place: for what outlives a use and must not keep it open.
    pub(crate) this: Weak<OpenCompany>,
}

impl OpenCompany {
    pub(crate) fn number(&self) -> BusinessNumber {
        self.book.company().business_number
    }
}

/// The place for the one company that is open.
#[derive(Default)]
pub(crate) struct Slot {
    company: Mutex<Option<Arc<OpenCompany>>>,
    gate: Arc<Gate>,
}

/// Wakes who waits for the last user of a company.
#[derive(Default)]
struct Gate {
    turn: Mutex<()>,
    left: Condvar,
}

impl Slot {
    /// The company, for the length of one use.
    pub(crate) fn enter(&self) -> Option<InUse> {
        let company = self.company.lock().unwrap_or_else(PoisonError::into_inner).clone()?;
        Some(InUse { company, _leaving: Leaving(Arc::clone(&self.gate)) })
    }

    /// Makes a company the open one. The one before must have been taken out.
    pub(crate) fn put(&self, company: OpenCompany) {
        let placed = Arc::new_cyclic(|this| OpenCompany { this: Weak::clone(this), ..company });
        *self.company.lock().unwrap_or_else(PoisonError::into_inner) = Some(placed);
    }

    /// Takes the company out: nobody finds it from now on.
    pub(crate) fn take(&self) -> Option<Taken> {
        let company = self.company.lock().unwrap_or_else(PoisonError::into_inner).take()?;
        Some(Taken { company, gate: Arc::clone(&self.gate) })
    }
}

/// A company that nobody else finds any more.
pub(crate) struct Taken {
    company: Arc<OpenCompany>,
    gate: Arc<Gate>,
}

impl Deref for Taken {
    type Target = OpenCompany;

    fn deref(&self) -> &OpenCompany {
        &self.company
    }
}

impl Taken {
    /// Waits for its last user and closes the book, which wipes its keys. A user that takes longer
    /// than [`LEAVE_WAIT`] closes the book when it ends.
    pub(crate) fn close(self) {
        let Self { company, gate } = self;
        let turn = gate.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let in_use = |(): &mut ()| Arc::strong_count(&company) > 1;
        let waited = gate.left.wait_timeout_while(turn, LEAVE_WAIT, in_use);
        drop(waited.unwrap_or_else(PoisonError::into_inner));
        let Some(company) = Arc::into_inner(company) else {
            tracing::warn!("a command still reads the book; it is closed when that ends");
            return;
        };
        if let Err(error) = company.book.close() {
            tracing::warn!(%error, "the book was not closed in order");
        }
    }
}

/// The open company in use: it is not closed before this is dropped.
pub(crate) struct InUse {
    // Fields are dropped in this order: the use is over when the gate is told.
    company: Arc<OpenCompany>,
    _leaving: Leaving,
}

impl Deref for InUse {
    type Target = OpenCompany;

    fn deref(&self) -> &OpenCompany {
        &self.company
    }
}

/// Tells the gate that a use is over.
struct Leaving(Arc<Gate>);

impl Drop for Leaving {
    fn drop(&mut self) {
        let turn = self.0.turn.lock().unwrap_or_else(PoisonError::into_inner);
        self.0.left.notify_all();
        drop(turn);
    }
}
