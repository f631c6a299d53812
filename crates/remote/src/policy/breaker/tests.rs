use super::*;
use crate::policy::testing::{Script, Step, clock, read_call};
use crate::port::{ForgetfulBreakers, VirtualClock};
use futures_util::future::join_all;

fn guarded(rule: BreakerRule, steps: &[Step]) -> (VirtualClock, Breaker<Script>) {
    kept(rule, steps, Arc::new(ForgetfulBreakers))
}

fn kept(rule: BreakerRule, steps: &[Step], store: Arc<dyn BreakerStore>) -> (VirtualClock, Breaker<Script>) {
    let clock = clock();
    let script = Script::new(&clock, steps.iter().copied());
    let layer = Breaker::new(script, "test", Arc::new(clock.clone()), store, rule);
    (clock, layer)
}

/// Sends so many, one after the other; the kind of each failure.
fn send(clock: &VirtualClock, layer: &Breaker<Script>, count: usize) -> Vec<Option<Kind>> {
    let call = read_call();
    (0..count).map(|_| clock.run(layer.send(&call)).unwrap().err().map(|error| error.kind)).collect()
}

const FAULT: Step = Step::FAULT;

#[test]
fn five_failures_in_a_row_open_it_and_the_remote_is_left_alone() {
    let (clock, layer) = guarded(BreakerRule::default(), &[FAULT; 5]);
    assert_eq!(send(&clock, &layer, 5), [Some(Kind::RemoteFault); 5]);
    assert_eq!(send(&clock, &layer, 2), [Some(Kind::BreakerOpen); 2]);
    assert_eq!(layer.inner.called_at_ms().len(), 5);
}

#[test]
fn four_failures_and_a_success_begin_anew() {
    let steps = [FAULT, FAULT, FAULT, FAULT, Step::ok(), FAULT, FAULT, FAULT, FAULT, Step::ok()];
    let (clock, layer) = guarded(BreakerRule::default(), &steps);
    assert!(!send(&clock, &layer, 10).contains(&Some(Kind::BreakerOpen)));
}

#[test]
fn after_its_reset_three_successes_close_it() {
    let (clock, layer) = guarded(BreakerRule::default(), &[FAULT; 5]);
    send(&clock, &layer, 5);
    clock.advance(Duration::from_millis(29_999));
    assert_eq!(send(&clock, &layer, 1), [Some(Kind::BreakerOpen)]);
    clock.advance(Duration::from_millis(1));
    assert_eq!(send(&clock, &layer, 3), [None; 3]);
    assert!(matches!(layer.locked().0, Stand::Closed(_)));
}

#[test]
fn a_failed_trial_opens_it_for_another_reset() {
    let (clock, layer) =
        guarded(BreakerRule::default(), &[FAULT, FAULT, FAULT, FAULT, FAULT, Step::ok(), FAULT]);
    send(&clock, &layer, 5);
    clock.advance(Duration::from_secs(30));
    assert_eq!(send(&clock, &layer, 3), [None, Some(Kind::RemoteFault), Some(Kind::BreakerOpen)]);
    clock.advance(Duration::from_secs(30));
    assert_eq!(send(&clock, &layer, 4), [None; 4]);
}

#[test]
fn no_more_trials_go_at_once_than_close_it() {
    let steps = [FAULT, FAULT, FAULT, FAULT, FAULT, Step::after(1_000, 200), Step::after(1_000, 200)];
    let (clock, layer) = guarded(BreakerRule::default(), &steps);
    send(&clock, &layer, 5);
    clock.advance(Duration::from_secs(30));
    let call = read_call();
    let trials = clock.run(join_all((0..10).map(|_| layer.send(&call)))).unwrap();
    assert_eq!(trials.iter().filter(|outcome| outcome.is_ok()).count(), 3);
    assert_eq!(layer.inner.called_at_ms().len(), 8);
}

#[test]
fn a_trial_that_is_given_up_frees_its_place() {
    let (clock, layer) = guarded(BreakerRule::default(), &[FAULT; 5]);
    send(&clock, &layer, 5);
    clock.advance(Duration::from_secs(30));
    let call = read_call();
    for _ in 0..5 {
        drop(layer.enter(&call).unwrap());
    }
    assert_eq!(send(&clock, &layer, 3), [None; 3]);
}

#[test]
fn calls_that_are_all_too_slow_open_it_too() {
    let rule = BreakerRule { slow_from: Duration::from_secs(2), ..BreakerRule::default() };
    let (clock, layer) = guarded(rule, &[Step::after(2_000, 200); 5]);
    assert_eq!(send(&clock, &layer, 6), [None, None, None, None, None, Some(Kind::BreakerOpen)]);
}

#[test]
fn a_share_of_failures_opens_it_only_after_enough_calls() {
    let rule = BreakerRule { window: 10, calls_min: 4, failure_percent: 50, ..BreakerRule::default() };
    let (clock, layer) = guarded(rule, &[FAULT, FAULT, FAULT]);
    assert_eq!(send(&clock, &layer, 5)[3..], [None, Some(Kind::BreakerOpen)]);
}

#[test]
fn an_answer_that_says_no_is_no_failure_of_the_remote() {
    let (clock, layer) = guarded(BreakerRule::default(), &[Step::fails_for_good(Kind::BadKey); 10]);
    assert_eq!(send(&clock, &layer, 10), [Some(Kind::BadKey); 10]);
}

#[derive(Default)]
struct Kept(Mutex<Option<BreakerState>>);

impl BreakerStore for Kept {
    fn load(&self, _: &'static str) -> BreakerState {
        self.0.lock().unwrap().unwrap_or(BreakerState::Closed)
    }

    fn save(&self, _: &'static str, state: BreakerState) {
        *self.0.lock().unwrap() = Some(state);
    }
}

#[test]
fn an_open_breaker_is_open_after_a_restart() {
    let store = Arc::new(Kept::default());
    let (clock, layer) = kept(BreakerRule::default(), &[FAULT; 5], store.clone());
    send(&clock, &layer, 5);
    let (clock, layer) = kept(BreakerRule::default(), &[], store.clone());
    assert_eq!(send(&clock, &layer, 1), [Some(Kind::BreakerOpen)]);
    clock.advance(Duration::from_secs(30));
    assert_eq!(send(&clock, &layer, 3), [None; 3]);
    assert_eq!(store.load("test"), BreakerState::Closed);
}

#[test]
fn a_clock_that_was_set_back_keeps_it_open_for_one_reset_at_most() {
    let store = Kept(Mutex::new(Some(BreakerState::Open { until: Timestamp::MAX })));
    let (clock, layer) = kept(BreakerRule::default(), &[], Arc::new(store));
    clock.advance(Duration::from_secs(30));
    assert_eq!(send(&clock, &layer, 1), [None]);
}
