//! Incidents: announced once, whatever sees them how often.

use crate::fixture::*;
use jangbu_store::*;
use jiff::SignedDuration;

fn slow(params: &str) -> Observed {
    let (rule, subject) = ("slow".into(), "hometax".into());
    Observed { rule, subject, severity: Severity::Warning, params: params.into() }
}

fn notice(step: &str) -> impl Fn(i64) -> Vec<NewErrand> {
    move |id| vec![NewErrand { key: format!("{id}/{step}"), ..crate::errands::errand("k") }]
}

#[test]
fn an_incident_begins_once_with_its_notices_and_ends_once() {
    let (_fixture, book) = book();
    let first = book.observe(&slow("{\"p95_ms\":2100}"), notice("began"), at(1)).unwrap();
    assert!(first.is_new && first.notices.len() == 1);
    let again = book.observe(&slow("{\"p95_ms\":2500}"), notice("again"), at(2)).unwrap();
    assert_eq!((again.id, again.is_new, again.notices.len()), (first.id, false, 0));
    let open = book.read(Reader::open_incidents).unwrap();
    assert_eq!((open[0].times, open[0].seen_at, open[0].began_at), (2, at(2), at(1)));
    assert_eq!(open[0].observed.params, "{\"p95_ms\":2500}");
    let ended = book.end_incident("slow", "hometax", |row| notice("ended")(row.id), at(3)).unwrap();
    assert_eq!(ended, Some(first.id));
    assert_eq!(book.end_incident("slow", "hometax", |row| notice("ended")(row.id), at(4)).unwrap(), None);
    let told = book.read(|r| r.errands_waiting(None, 10)).unwrap();
    let keys: Vec<&str> = told.iter().map(|errand| errand.key.as_str()).collect();
    assert_eq!(keys, [format!("{}/began", first.id), format!("{}/ended", first.id)]);
    let second = book.observe(&slow("{}"), |_| Vec::new(), at(5)).unwrap();
    assert!(second.is_new && second.id != first.id);
    let all = book.read(|r| r.incidents(None, 10)).unwrap();
    assert_eq!(all.iter().map(|row| row.ended_at).collect::<Vec<_>>(), [None, Some(at(3))]);
}

#[test]
fn the_gravest_stands_first_and_a_person_may_close_it() {
    let (_fixture, book) = book();
    book.observe(&slow("{}"), |_| Vec::new(), at(1)).unwrap();
    let grave = Observed { rule: "wrong_key".into(), severity: Severity::Critical, ..slow("{}") };
    let id = book.observe(&grave, |_| Vec::new(), at(2)).unwrap().id;
    assert_eq!(book.read(Reader::open_incidents).unwrap()[0].id, id);
    book.close_incident(id, at(3)).unwrap();
    assert!(matches!(book.close_incident(id, at(4)), Err(StoreError::NotFound { .. })));
    assert_eq!(book.read(Reader::open_incidents).unwrap().len(), 1);
    let secret = Observed { params: "850301-1234567".into(), ..slow("{}") };
    assert!(matches!(book.observe(&secret, |_| Vec::new(), at(5)), Err(StoreError::BadRemoteText { .. })));
}

#[test]
fn an_approval_number_is_no_resident_number() {
    let (_fixture, book) = book();
    let params = r#"{"approval":"202610121000000085030112","run":"7"}"#;
    let bad = Observed { rule: "bad_signature".into(), severity: Severity::Critical, ..slow(params) };
    let put = |id| vec![NewErrand { input: format!("{id} {params}"), ..crate::errands::errand("k") }];
    assert_eq!(book.observe(&bad, put, at(1)).unwrap().notices.len(), 1);
}

#[test]
fn calls_are_summed_up_in_steps_of_time() {
    let (_fixture, book) = book();
    let call = |minute, duration_ms, outcome| {
        let new = NewAttempt {
            provider: "nts".into(),
            operation: "status".into(),
            digest: [1; 32],
            errand: None,
            correlation: None,
            started_at: at(minute),
        };
        let id = book.begin_attempt(&new).unwrap();
        let end = AttemptEnd { duration_ms, status: Some(200), effect: Effect::NoEffect, outcome };
        book.end_attempt(id, &end).unwrap();
    };
    call(9, 1, AttemptOutcome::Answered);
    call(10, 100, AttemptOutcome::Answered);
    call(14, 300, AttemptOutcome::Failed("timeout".into()));
    call(21, 50, AttemptOutcome::Answered);
    call(30, 70, AttemptOutcome::Answered);
    let steps = |count| book.read(|r| r.attempt_steps("nts", at(10), SignedDuration::from_mins(5), count));
    let found = steps(4).unwrap();
    let calls: Vec<_> = found.iter().map(|step| (step.calls, step.failures, step.p95_ms)).collect();
    assert_eq!(calls, [(2, 1, Some(300)), (0, 0, None), (1, 0, Some(50)), (0, 0, None)]);
    assert_eq!(steps(1_000_000).unwrap().len(), STEPS_MAX);
    let none = book.read(|r| r.attempt_steps("nts", at(10), SignedDuration::ZERO, 2)).unwrap();
    assert_eq!(none.iter().map(|step| step.calls).sum::<u64>(), 0, "no step is no step");
}
