//! A clerk's work that one process does and another foretells.
//!
//! Act number `n` of a trial follows from the seed, the number and what stood before, so that
//! whoever finds a book with `n` acts in it knows exactly what it must hold: an act is there
//! wholly or not at all, and what was reported done is there.

mod book;
mod check;
mod chores;
mod collects;
mod errands;
mod incidents;

pub use book::{COMPANY, Trial};
pub use check::check;

use std::collections::BTreeMap;

/// Most invoices of one import.
const IMPORT_MAX: u64 = 60;

/// What the clerk does next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// New invoices from one file, numbered from `first` on.
    Import {
        /// Serial of the first.
        first: u32,
        /// How many.
        count: u32,
    },
    /// Another version of one invoice is taken.
    Replace {
        /// The invoice.
        serial: u32,
        /// Its supply from now on, in won.
        supply_krw: i64,
    },
    /// A note is written.
    Note {
        /// The invoice.
        serial: u32,
        /// The note.
        text: String,
        /// Whether its warnings were looked at.
        looked_at: bool,
    },
    /// The newest act is undone.
    Undo,
}

/// An invoice as far as steps change it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// 공급가액 in won.
    pub supply_krw: i64,
    /// The clerk's note.
    pub note: String,
    /// Whether the clerk has looked at it.
    pub looked_at: bool,
    /// Documents that it was read from.
    pub sources: usize,
}

/// Invoices of the book by serial.
pub type State = BTreeMap<u32, Seen>;

/// What the book holds after each number of acts, as far as it was asked for.
pub struct Foretold {
    seed: u64,
    states: Vec<State>,
}

impl Foretold {
    /// The work of a seed, from an empty book on.
    pub fn new(seed: u64) -> Self {
        Self { seed, states: vec![State::new()] }
    }

    /// What the book holds after `acts` of them.
    pub fn after(&mut self, acts: usize) -> &State {
        while self.states.len() <= acts {
            let next = self.next_state();
            self.states.push(next);
        }
        self.states.get(acts).unwrap_or_else(|| unreachable_state())
    }

    /// The act that follows after `acts` of them.
    pub fn step(&mut self, acts: usize) -> Step {
        let seed = self.seed;
        step_of(seed, acts, self.after(acts))
    }

    fn next_state(&self) -> State {
        let done = self.states.len().saturating_sub(1);
        let mut state = self.states.last().cloned().unwrap_or_default();
        match step_of(self.seed, done, &state) {
            Step::Import { first, count } => state.extend((first..first + count).map(|serial| {
                let (note, supply_krw) = (String::new(), supply_of(serial));
                (serial, Seen { supply_krw, note, looked_at: false, sources: 1 })
            })),
            Step::Replace { serial, supply_krw } => {
                if let Some(seen) = state.get_mut(&serial) {
                    *seen = Seen { supply_krw, sources: seen.sources + 1, ..seen.clone() };
                }
            }
            Step::Note { serial, text, looked_at } => {
                if let Some(seen) = state.get_mut(&serial) {
                    *seen = Seen { note: text, looked_at, ..seen.clone() };
                }
            }
            // What stood before the newest act stands again.
            Step::Undo => {
                state = done.checked_sub(1).and_then(|at| self.states.get(at)).cloned().unwrap_or_default();
            }
        }
        state
    }
}

/// `after` has just made it.
fn unreachable_state() -> &'static State {
    static EMPTY: State = State::new();
    &EMPTY
}

/// Supply of a new invoice.
pub(crate) fn supply_of(serial: u32) -> i64 {
    10_000 + i64::from(serial % 997) * 10
}

/// An invoice of the book, chosen by `dice`.
fn pick(state: &State, dice: u64) -> Option<u32> {
    let place = dice.checked_rem(u64::try_from(state.len()).unwrap_or(u64::MAX))?;
    state.keys().nth(usize::try_from(place).unwrap_or_default()).copied()
}

fn step_of(seed: u64, done: usize, state: &State) -> Step {
    let number = u32::try_from(done).unwrap_or(u32::MAX);
    let [kind, size, choice] = [0, 1, 2].map(|place| throw(seed, number, place));
    let import = || Step::Import {
        // Serials are never used again, not even after an undo.
        first: 1 + number.saturating_mul(100),
        count: 1 + u32::try_from(size % IMPORT_MAX).unwrap_or_default(),
    };
    match (kind % 100, pick(state, choice)) {
        (0..40, _) | (_, None) => import(),
        (40..55, Some(serial)) => Step::Replace { serial, supply_krw: 5_000_000 + i64::from(number) },
        (55..80, Some(serial)) => {
            Step::Note { serial, text: format!("{number}차 확인"), looked_at: size % 2 == 0 }
        }
        _ if done == 0 => import(),
        _ => Step::Undo,
    }
}

/// A number that follows from its place alone (splitmix64).
pub(crate) fn throw(seed: u64, number: u32, place: u32) -> u64 {
    let mut z = seed ^ (u64::from(number) << 8 | u64::from(place)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
