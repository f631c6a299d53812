//! Remote work waits, is claimed by one, and is looked up before it is sent a second time.

use crate::fixture::*;
use jangbu_store::*;
use jiff::Timestamp;
use std::time::Duration;

const LEASE: Duration = Duration::from_mins(1);
const DEADLINE: Duration = Duration::from_mins(2);

pub(crate) fn errand(key: &str) -> NewErrand {
    NewErrand {
        operation: "issue.invoice".into(),
        key: key.into(),
        input: r#"{"invoice":12}"#.into(),
        input_sha256: [7; 32],
        has_effect: true,
        first: FirstStep::Send,
        bounds: bounds(3, 3),
        due_at: at(0),
    }
}

pub(crate) fn bounds(sends_max: u32, look_ups_max: u32) -> ErrandBounds {
    ErrandBounds { sends_max, look_ups_max, give_up_at: at(10_000) }
}

pub(crate) fn claim(book: &Book, owner: &str, now: Timestamp) -> Option<Claimed> {
    book.claim_errand(&ClaimOrder { owner, operation: None, lease: LEASE }, now).unwrap()
}

/// Claims what must be there to be sent, and lets it leave.
fn sent(book: &Book, owner: &str, minutes: i64) -> Claimed {
    let claimed = claim(book, owner, at(minutes)).unwrap();
    assert_eq!(claimed.work, Work::Send);
    book.send_errand(&claimed, DEADLINE, at(minutes)).unwrap();
    claimed
}

fn stands(book: &Book, id: i64) -> ErrandRow {
    book.read(|r| r.errand(id)).unwrap().unwrap()
}

fn state(book: &Book, id: i64) -> (ErrandState, Effect) {
    let row = stands(book, id);
    (row.state, row.effect)
}

fn unknown(minutes: i64) -> Answer {
    Answer::Unknown { failure: "timeout".into(), look_up_at: at(minutes) }
}

#[test]
fn the_same_key_and_input_are_the_same_errand_and_another_input_is_refused() {
    let (_fixture, book) = book();
    let first = book.put_errand(&errand("k1"), at(1)).unwrap();
    assert!(first.is_new);
    let again = NewErrand { due_at: at(99), ..errand("k1") };
    assert_eq!(book.put_errand(&again, at(2)).unwrap(), ErrandPut { id: first.id, is_new: false });
    let before = stands(&book, first.id);
    for other in [
        NewErrand { input_sha256: [8; 32], ..errand("k1") },
        NewErrand { operation: "cancel.invoice".into(), ..errand("k1") },
        NewErrand { has_effect: false, ..errand("k1") },
    ] {
        let refused = book.put_errand(&other, at(3));
        assert!(matches!(refused, Err(StoreError::KeyReused { errand }) if errand == first.id));
    }
    assert_eq!(stands(&book, first.id), before);
    assert_ne!(book.put_errand(&errand("k2"), at(4)).unwrap().id, first.id);
    // Done is done: the wish repeated is the errand that was done.
    let claimed = sent(&book, "a", 5);
    book.settle_errand(&claimed, &Answer::Done { result: Some("approval:1".into()) }, at(5)).unwrap();
    assert_eq!(book.put_errand(&errand("k1"), at(6)).unwrap(), ErrandPut { id: first.id, is_new: false });
    let done = book.read(|r| r.errand_by_key("k1")).unwrap().unwrap();
    assert_eq!((done.state, done.result.as_deref()), (ErrandState::Done, Some("approval:1")));
}

#[test]
fn a_text_that_may_hold_a_secret_or_breaks_its_bound_is_refused_and_nothing_is_put() {
    let (_fixture, book) = book();
    let long = "x".repeat(10_001);
    for bad in [
        NewErrand { input: "850301-1234567".into(), ..errand("k") },
        NewErrand { input: long, ..errand("k") },
        NewErrand { key: String::new(), ..errand("k") },
        NewErrand { key: "k 8503011234567".into(), ..errand("k") },
        NewErrand { operation: "Issue Invoice".into(), ..errand("k") },
    ] {
        assert!(matches!(book.put_errand(&bad, at(1)), Err(StoreError::BadRemoteText { .. })), "{bad:?}");
    }
    for wrong in [bounds(0, 1), bounds(1, 0), bounds(101, 1), bounds(1, 1_001)] {
        let bad = NewErrand { bounds: wrong, ..errand("k") };
        assert!(matches!(book.put_errand(&bad, at(1)), Err(StoreError::TooMany { .. })));
    }
    assert_eq!(book.read(|r| r.errands(None, None, 10)).unwrap(), []);
}

#[test]
fn one_claims_at_a_time_until_the_claim_runs_out() {
    let (_fixture, book) = book();
    let id = book.put_errand(&errand("k"), at(0)).unwrap().id;
    assert_eq!(claim(&book, "a", at(-1)), None, "it is not due yet");
    let first = claim(&book, "a", at(1)).unwrap();
    assert_eq!((first.errand.id, first.work), (id, Work::Send));
    assert_eq!(claim(&book, "b", at(1)), None);
    let second = claim(&book, "b", at(2)).unwrap();
    assert_eq!(second.work, Work::Send, "nothing had left");
    let late = book.send_errand(&first, DEADLINE, at(2));
    assert!(matches!(late, Err(StoreError::ClaimLost { errand }) if errand == id));
    let done = Answer::Done { result: None };
    assert!(matches!(book.settle_errand(&first, &done, at(2)), Err(StoreError::ClaimLost { .. })));
    book.send_errand(&second, DEADLINE, at(2)).unwrap();
    assert_eq!(book.settle_errand(&second, &done, at(3)).unwrap(), ErrandState::Done);
    assert!(matches!(book.settle_errand(&second, &done, at(3)), Err(StoreError::ClaimLost { .. })));
}

#[test]
fn a_claim_holds_as_long_as_the_sending_it_was_told_of() {
    let (_fixture, book) = book();
    book.put_errand(&errand("k"), at(0)).unwrap();
    let _gone = sent(&book, "a", 1);
    assert_eq!(claim(&book, "b", at(3)), None, "the sending may still be on its way");
    assert_eq!(claim(&book, "b", at(4)).unwrap().work, Work::LookUp);
}

#[test]
fn after_unknown_only_a_look_up_is_given_out_until_it_says_that_nothing_was_done() {
    let (_fixture, book) = book();
    let id = book.put_errand(&errand("k"), at(0)).unwrap().id;
    let first = sent(&book, "a", 1);
    assert_eq!(book.settle_errand(&first, &unknown(5), at(2)).unwrap(), ErrandState::Unknown);
    assert_eq!(claim(&book, "a", at(4)), None, "the look-up is not due yet");
    let look = claim(&book, "a", at(5)).unwrap();
    assert_eq!(look.work, Work::LookUp);
    assert!(matches!(
        book.send_errand(&look, DEADLINE, at(5)),
        Err(StoreError::ErrandOutOfStep { state: ErrandState::Unknown, .. })
    ));
    assert!(matches!(
        book.settle_errand(&look, &Answer::Done { result: None }, at(5)),
        Err(StoreError::ErrandOutOfStep { .. })
    ));
    let silent = LookUp::NoAnswer { failure: "connect".into(), again_at: at(6) };
    assert_eq!(book.look_up_errand(&look, &silent, at(5)).unwrap(), ErrandState::Unknown);
    let look = claim(&book, "a", at(6)).unwrap();
    assert_eq!((look.work, look.errand.look_ups), (Work::LookUp, 2));
    book.look_up_errand(&look, &LookUp::NotThere { again_at: at(7) }, at(6)).unwrap();
    assert_eq!(state(&book, id), (ErrandState::Queued, Effect::NoEffect));
    let second = sent(&book, "a", 7);
    book.settle_errand(&second, &Answer::Done { result: None }, at(8)).unwrap();
    assert_eq!(state(&book, id), (ErrandState::Done, Effect::Done));
}

#[test]
fn what_only_reads_is_sent_again_after_unknown_within_its_bounds() {
    let (_fixture, book) = book();
    let reading = NewErrand { has_effect: false, first: FirstStep::LookUp, ..errand("k") };
    let id = book.put_errand(&reading, at(0)).unwrap().id;
    let first = sent(&book, "a", 1);
    assert_eq!(book.settle_errand(&first, &unknown(2), at(2)).unwrap(), ErrandState::Queued);
    let _lost = sent(&book, "a", 2);
    let third = sent(&book, "a", 9);
    assert_eq!(book.settle_errand(&third, &unknown(10), at(9)).unwrap(), ErrandState::GivenUp);
    assert_eq!(state(&book, id), (ErrandState::GivenUp, Effect::NoEffect));
}

#[test]
fn an_errand_is_given_up_after_its_bounds_and_can_be_taken_up_again() {
    let (_fixture, book) = book();
    let id = book.put_errand(&NewErrand { bounds: bounds(1, 2), ..errand("k") }, at(0)).unwrap().id;
    let first = sent(&book, "a", 1);
    book.settle_errand(&first, &unknown(2), at(2)).unwrap();
    // A look-up that ends the program counts too.
    assert_eq!(claim(&book, "a", at(2)).unwrap().work, Work::LookUp);
    let look = claim(&book, "a", at(3)).unwrap();
    let silent = LookUp::NoAnswer { failure: "connect".into(), again_at: at(4) };
    assert_eq!(book.look_up_errand(&look, &silent, at(3)).unwrap(), ErrandState::GivenUp);
    assert_eq!(state(&book, id), (ErrandState::GivenUp, Effect::Unknown), "it says what may have been done");
    assert_eq!(claim(&book, "a", at(9)), None);
    assert_eq!(book.read(|r| r.errands_waiting(None, 10)).unwrap(), []);
    assert_eq!(book.read(|r| r.errands(Some(ErrandState::GivenUp), None, 10)).unwrap().len(), 1);
    book.revive_errand(id, bounds(1, 1), at(9)).unwrap();
    let look = claim(&book, "a", at(9)).unwrap();
    assert_eq!(look.work, Work::LookUp, "it may have been done: it is not sent");
    book.look_up_errand(&look, &LookUp::NotThere { again_at: at(9) }, at(9)).unwrap();
    let again = sent(&book, "a", 9);
    let busy = Answer::NotDone { failure: "throttled".into(), unsent: Unsent::NoEffect, again_at: at(10) };
    assert_eq!(book.settle_errand(&again, &busy, at(9)).unwrap(), ErrandState::GivenUp);
    book.revive_errand(id, bounds(1, 1), at(11)).unwrap();
    let last = sent(&book, "a", 11);
    assert!(matches!(book.settle_errand(&first, &busy, at(11)), Err(StoreError::ClaimLost { .. })));
    let no = Answer::Refused { failure: "rejected".into() };
    assert_eq!(book.settle_errand(&last, &no, at(11)).unwrap(), ErrandState::Failed);
    let refused = book.revive_errand(id, bounds(1, 1), at(12));
    assert!(matches!(refused, Err(StoreError::ErrandOutOfStep { state: ErrandState::Failed, .. })));
}

#[test]
fn a_person_gives_up_what_nobody_is_at_and_can_take_it_up_again() {
    let (_fixture, book) = book();
    let id = book.put_errand(&errand("k"), at(0)).unwrap().id;
    let claimed = claim(&book, "a", at(1)).unwrap();
    assert!(matches!(book.give_up_errand(id, at(1)), Err(StoreError::ErrandOutOfStep { .. })));
    book.send_errand(&claimed, DEADLINE, at(1)).unwrap();
    book.settle_errand(&claimed, &unknown(9), at(2)).unwrap();
    book.give_up_errand(id, at(3)).unwrap();
    assert_eq!(state(&book, id), (ErrandState::GivenUp, Effect::Unknown));
    assert_eq!(claim(&book, "a", at(9)), None);
    assert!(matches!(book.give_up_errand(id, at(9)), Err(StoreError::ErrandOutOfStep { .. })));
    assert!(matches!(book.give_up_errand(99, at(9)), Err(StoreError::NotFound { .. })));
    book.revive_errand(id, bounds(1, 1), at(9)).unwrap();
    assert_eq!(claim(&book, "a", at(9)).unwrap().work, Work::LookUp);
}

#[test]
fn an_errand_whose_moment_has_passed_is_given_up_unsent() {
    let (_fixture, book) = book();
    let late = ErrandBounds { give_up_at: at(5), ..bounds(3, 3) };
    let id = book.put_errand(&NewErrand { bounds: late, ..errand("k") }, at(0)).unwrap().id;
    let next = book.put_errand(&errand("next"), at(0)).unwrap().id;
    assert_eq!(claim(&book, "a", at(5)).unwrap().errand.id, next);
    assert_eq!(state(&book, id), (ErrandState::GivenUp, Effect::NotSent));
}

#[test]
fn a_claim_that_cannot_be_sent_is_put_back_without_counting_as_sent() {
    let (_fixture, book) = book();
    let id = book.put_errand(&errand("k"), at(0)).unwrap().id;
    let claimed = claim(&book, "a", at(1)).unwrap();
    let open = |unsent| Answer::NotDone { failure: "breaker_open".into(), unsent, again_at: at(9) };
    assert!(matches!(
        book.settle_errand(&claimed, &open(Unsent::NoEffect), at(1)),
        Err(StoreError::ErrandOutOfStep { state: ErrandState::Claimed, .. })
    ));
    book.settle_errand(&claimed, &open(Unsent::NotSent), at(1)).unwrap();
    let row = stands(&book, id);
    assert_eq!((row.state, row.effect, row.sends), (ErrandState::Queued, Effect::NotSent, 0));
    assert_eq!((row.next_at, row.failure.as_deref()), (at(9), Some("breaker_open")));
    assert_eq!(book.read(Reader::next_errand_at).unwrap(), Some(at(9)));
}

#[test]
fn what_a_crash_left_is_resumed_at_once_by_the_next_owner() {
    let (fixture, book) = book();
    let ids = ["prepared", "leaving", "asking", "waiting"]
        .map(|key| book.put_errand(&errand(key), at(0)).unwrap().id);
    let [prepared, leaving, asking, waiting] = ids;
    let claims: Vec<Claimed> = (0..3).map(|_| claim(&book, "a", at(1)).unwrap()).collect();
    book.send_errand(&claims[1], DEADLINE, at(1)).unwrap();
    book.send_errand(&claims[2], DEADLINE, at(1)).unwrap();
    book.settle_errand(&claims[2], &unknown(1), at(1)).unwrap();
    // `waiting` is due longer than the look-up.
    let only = ClaimOrder { owner: "a", operation: Some("issue.invoice"), lease: LEASE };
    assert_eq!(book.claim_errand(&only, at(1)).unwrap().unwrap().errand.id, waiting);
    assert_eq!(book.claim_errand(&only, at(1)).unwrap().unwrap().errand.id, asking);
    let none = ClaimOrder { operation: Some("other"), ..only };
    assert_eq!(book.claim_errand(&none, at(9)).unwrap(), None);
    book.close().unwrap();

    let book = fixture.books.open("company", &Unlock::Keyring).unwrap();
    assert_eq!(book.resume_errands("b", at(1)).unwrap(), Resumed { queued: 2, to_look_up: 2 });
    assert_eq!(book.resume_errands("b", at(1)).unwrap(), Resumed::default());
    let mut work: Vec<(i64, Work)> = Vec::new();
    while let Some(claimed) = claim(&book, "b", at(1)) {
        work.push((claimed.errand.id, claimed.work));
    }
    work.sort_unstable_by_key(|(id, _)| *id);
    let expected =
        [(prepared, Work::Send), (leaving, Work::LookUp), (asking, Work::LookUp), (waiting, Work::Send)];
    assert_eq!(work, expected);
}

#[test]
fn after_a_restore_everything_that_may_have_been_done_since_is_looked_up_first() {
    let (_fixture, book) = book();
    let queued = book.put_errand(&errand("queued"), at(0)).unwrap().id;
    let reading = NewErrand { has_effect: false, due_at: at(50), ..errand("reading") };
    let reading = book.put_errand(&reading, at(0)).unwrap().id;
    let held = claim(&book, "a", at(1)).unwrap();
    assert_eq!(book.doubt_errands(at(2)).unwrap(), 1);
    assert!(matches!(book.send_errand(&held, DEADLINE, at(2)), Err(StoreError::ClaimLost { .. })));
    assert_eq!(state(&book, queued), (ErrandState::Unknown, Effect::Unknown));
    assert_eq!(state(&book, reading), (ErrandState::Queued, Effect::NotSent));
    assert_eq!(claim(&book, "a", at(3)).unwrap().work, Work::LookUp);
    let after = NewErrand { first: FirstStep::LookUp, ..errand("put anew") };
    book.put_errand(&after, at(3)).unwrap();
    assert_eq!(claim(&book, "a", at(3)).unwrap().work, Work::LookUp);
}

#[test]
fn errands_are_listed_page_by_page_and_leave_no_change_in_the_chain() {
    let (_fixture, book) = book();
    let head = book.read(Reader::chain_head).unwrap();
    for minutes in [3, 1, 2, 1] {
        let due_at = at(minutes);
        let key = format!("k{minutes}-{}", book.read(|r| r.errands(None, None, 10)).unwrap().len());
        book.put_errand(&NewErrand { due_at, ..errand(&key) }, at(0)).unwrap();
    }
    let mut due = Vec::new();
    let mut after = None;
    while let Some(row) = book.read(|r| r.errands_waiting(after.as_ref(), 1)).unwrap().pop() {
        due.push(row.id);
        after = Some(row);
    }
    assert_eq!(due, [2, 4, 3, 1]);
    let newest = book.read(|r| r.errands(None, Some(4), 2)).unwrap();
    assert_eq!(newest.iter().map(|row| row.id).collect::<Vec<_>>(), [3, 2]);
    assert_eq!(book.read(Reader::chain_head).unwrap(), head, "the machine's steps are no changes");
    assert!(altered_documents(&book).is_empty());
}

#[test]
fn every_call_leaves_a_row_before_it_leaves_and_its_end_once() {
    let (_fixture, book) = book();
    let id = book.put_errand(&errand("k"), at(0)).unwrap().id;
    let call = NewAttempt {
        provider: "popbill".into(),
        operation: "issue.invoice".into(),
        digest: [3; 32],
        errand: Some(id),
        correlation: Some("c-1".into()),
        started_at: at(1),
    };
    let first = book.begin_attempt(&call).unwrap();
    let other = book.begin_attempt(&NewAttempt { errand: None, ..call.clone() }).unwrap();
    let outcome = AttemptOutcome::Failed("timeout".into());
    let end = AttemptEnd { duration_ms: 10_000, status: None, effect: Effect::Unknown, outcome };
    book.end_attempt(first, &end).unwrap();
    assert!(matches!(book.end_attempt(first, &end), Err(StoreError::AttemptEnded { .. })));
    assert!(matches!(book.end_attempt(99, &end), Err(StoreError::NotFound { .. })));
    let lost = NewAttempt { errand: Some(99), ..call.clone() };
    assert!(matches!(book.begin_attempt(&lost), Err(StoreError::NotFound { .. })));
    let secret = NewAttempt { provider: "p-850301-1234567".into(), ..call.clone() };
    assert!(matches!(book.begin_attempt(&secret), Err(StoreError::BadRemoteText { .. })));
    let rows = book.read(|r| r.attempts(None, 10)).unwrap();
    let secret = NewAttempt { correlation: Some("850301-1234567".into()), ..call.clone() };
    assert!(matches!(book.begin_attempt(&secret), Err(StoreError::BadRemoteText { .. })));
    let open = AttemptRow { id: other, attempt: NewAttempt { errand: None, ..call.clone() }, end: None };
    assert_eq!(rows, [open, AttemptRow { id: first, attempt: call, end: Some(end) }]);
    assert_eq!(book.read(|r| r.attempts_for(id, None, 10)).unwrap().len(), 1);
    assert_eq!(book.read(|r| r.attempts(Some(first), 10)).unwrap(), []);
}

#[test]
fn a_breaker_outlives_a_restart_until_it_closes() {
    let (fixture, book) = book();
    book.keep_breaker("nts", Some(at(5)), at(1)).unwrap();
    book.keep_breaker("nts", Some(at(9)), at(2)).unwrap();
    book.close().unwrap();
    let book = fixture.books.open("company", &Unlock::Keyring).unwrap();
    let open = Breaker { provider: "nts".into(), open_until: at(9), changed_at: at(2) };
    assert_eq!(book.read(|r| r.breaker("nts")).unwrap(), Some(open));
    book.keep_breaker("nts", None, at(3)).unwrap();
    assert_eq!(book.read(|r| r.breaker("nts")).unwrap(), None);
}
