//! Whatever happens in whatever order, nothing is done twice, nothing is sent again before a look-up
//! said that it was not done, and no errand is lost.

use crate::errands::{bounds, claim, errand};
use crate::fixture::*;
use jangbu_store::*;
use jiff::Timestamp;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::time::Duration;

/// Errands of one history.
const ERRANDS: i64 = 3;
/// Time that a sending is given.
const DEADLINE: Duration = Duration::from_secs(50);
/// Steps of good weather after which everything must have ended.
const FAIR_STEPS: u32 = 400;

/// What the world does when an errand is in somebody's hands.
#[derive(Clone, Copy, Debug)]
enum Fate {
    /// The program ends before it leaves.
    CrashBefore,
    /// The program ends after it left; it arrived, or it did not.
    CrashAfter { arrives: bool },
    /// The claimant is slow: its claim runs out before it goes on, too late.
    Slow,
    /// It does not leave.
    NotSent,
    /// It leaves, and no answer comes.
    NoAnswer { arrives: bool },
    /// It is done, and the answer comes after somebody else has taken over.
    LateAnswer,
    /// The remote is busy and does nothing.
    Busy,
    /// The remote refuses for good.
    Refused,
    /// It is done and the answer comes.
    Done,
}

fn fate() -> impl Strategy<Value = (Fate, i64)> {
    let fate = prop_oneof![
        1 => Just(Fate::CrashBefore),
        1 => any::<bool>().prop_map(|arrives| Fate::CrashAfter { arrives }),
        1 => Just(Fate::Slow),
        1 => Just(Fate::NotSent),
        3 => any::<bool>().prop_map(|arrives| Fate::NoAnswer { arrives }),
        1 => Just(Fate::LateAnswer),
        1 => Just(Fate::Busy),
        1 => Just(Fate::Refused),
        1 => Just(Fate::Done),
    ];
    (fate, 0..4_i64)
}

/// What the test knows of one errand.
#[derive(Default, Debug)]
struct Known {
    /// Effects at the remote.
    effects: u32,
    /// It left once, and nothing has said since that it was not done.
    may_be_done: bool,
}

struct World {
    fixture: Fixture,
    book: Option<Book>,
    minutes: i64,
    run: u32,
    known: BTreeMap<i64, Known>,
}

impl World {
    fn new() -> Self {
        let (fixture, book) = book();
        let mut known = BTreeMap::new();
        for key in 0..ERRANDS {
            let new = NewErrand { bounds: bounds(4, 4), ..errand(&format!("k{key}")) };
            known.insert(book.put_errand(&new, at(0)).unwrap().id, Known::default());
        }
        Self { fixture, book: Some(book), minutes: 0, run: 0, known }
    }

    fn book(&self) -> &Book {
        self.book.as_ref().unwrap()
    }

    fn now(&self) -> Timestamp {
        at(self.minutes)
    }

    fn owner(&self) -> String {
        format!("run-{}", self.run)
    }

    /// The program ends; the next one takes back what this one held.
    fn crash(&mut self) {
        self.book.take().unwrap().close().unwrap();
        self.book = Some(self.fixture.books.open("company", &Unlock::Keyring).unwrap());
        self.run += 1;
        self.book().resume_errands(&self.owner(), self.now()).unwrap();
    }

    fn step(&mut self, fate: Fate) {
        let Some(claimed) = claim(self.book(), &self.owner(), self.now()) else { return };
        match claimed.work {
            Work::Send => self.send(&claimed, fate),
            Work::LookUp => self.look_up(&claimed, fate),
        }
        let rows = self.book().read(|r| r.errands(None, None, 100)).unwrap();
        assert_eq!(rows.len(), self.known.len(), "an errand is lost");
    }

    fn send(&mut self, claimed: &Claimed, fate: Fate) {
        let id = claimed.errand.id;
        match fate {
            Fate::CrashBefore => return self.crash(),
            Fate::Slow => {
                self.minutes += 5;
                if let Some(other) = claim(self.book(), "somebody-else", self.now())
                    && other.errand.id == id
                {
                    let late = self.book().send_errand(claimed, DEADLINE, self.now());
                    assert!(matches!(late, Err(StoreError::ClaimLost { .. })), "{late:?}");
                }
                return;
            }
            _ => self.book().send_errand(claimed, DEADLINE, self.now()).unwrap(),
        }
        let again_at = self.now();
        let known = self.known.get_mut(&id).unwrap();
        assert!(!known.may_be_done, "errand {id} leaves a second time without a look-up");
        known.may_be_done = true;
        let arrives = match fate {
            Fate::CrashAfter { arrives } | Fate::NoAnswer { arrives } => arrives,
            _ => matches!(fate, Fate::Done | Fate::LateAnswer),
        };
        known.effects += u32::from(arrives);
        assert!(known.effects <= 1, "errand {id} was done twice");
        let failure = "timeout".to_owned();
        let answer = match fate {
            Fate::NotSent => Answer::NotDone { failure, unsent: Unsent::NotSent, again_at },
            Fate::Busy => Answer::NotDone { failure, unsent: Unsent::NoEffect, again_at },
            Fate::Refused => Answer::Refused { failure },
            Fate::NoAnswer { .. } => Answer::Unknown { failure, look_up_at: again_at },
            Fate::Done => Answer::Done { result: None },
            Fate::LateAnswer => return self.settle_late(claimed),
            Fate::CrashAfter { .. } | Fate::CrashBefore | Fate::Slow => return self.crash(),
        };
        if matches!(answer, Answer::NotDone { .. } | Answer::Refused { .. }) {
            known.may_be_done = false;
        }
        self.book().settle_errand(claimed, &answer, again_at).unwrap();
    }

    /// An answer counts only as long as nobody else has been told to look it up.
    fn settle_late(&mut self, claimed: &Claimed) {
        self.minutes += 5;
        let other = claim(self.book(), "somebody-else", self.now()).unwrap();
        let settled = self.book().settle_errand(claimed, &Answer::Done { result: None }, self.now());
        if other.errand.id == claimed.errand.id {
            assert_eq!(other.work, Work::LookUp);
            assert!(matches!(settled, Err(StoreError::ClaimLost { .. })), "{settled:?}");
        } else {
            settled.unwrap();
        }
    }

    fn look_up(&mut self, claimed: &Claimed, fate: Fate) {
        let again_at = self.now();
        let known = self.known.get_mut(&claimed.errand.id).unwrap();
        let found = match fate {
            Fate::CrashBefore | Fate::CrashAfter { .. } => return self.crash(),
            Fate::Slow => return self.minutes += 5,
            Fate::NotSent | Fate::NoAnswer { .. } => LookUp::NoAnswer { failure: "connect".into(), again_at },
            Fate::Busy | Fate::Refused | Fate::LateAnswer | Fate::Done if known.effects > 0 => {
                LookUp::Done { result: None }
            }
            Fate::Busy | Fate::Refused | Fate::LateAnswer | Fate::Done => {
                known.may_be_done = false;
                LookUp::NotThere { again_at }
            }
        };
        self.book().look_up_errand(claimed, &found, again_at).unwrap();
    }

    /// Fair weather until nothing is open; then every errand says what is true of it.
    fn end(mut self) {
        for _ in 0..FAIR_STEPS {
            self.minutes += 1;
            self.step(Fate::Done);
        }
        assert_eq!(self.book().read(|r| r.errands_waiting(None, 10)).unwrap(), []);
        for (id, known) in &self.known {
            let row = self.book().read(|r| r.errand(*id)).unwrap().unwrap();
            match (row.state, row.effect) {
                (ErrandState::Done, Effect::Done) => assert_eq!(known.effects, 1, "{row:?}"),
                (ErrandState::Failed | ErrandState::GivenUp, Effect::NotSent | Effect::NoEffect) => {
                    assert_eq!(known.effects, 0, "{row:?}");
                }
                (ErrandState::GivenUp, Effect::Unknown) => assert!(known.may_be_done, "{row:?}"),
                _ => panic!("{row:?}"),
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn no_history_of_crashes_and_losses_does_anything_twice_or_loses_an_errand(
        history in prop::collection::vec(fate(), 1..40),
    ) {
        let mut world = World::new();
        for (fate, minutes) in history {
            world.minutes += minutes;
            world.step(fate);
        }
        world.end();
    }
}
