use super::*;
use crate::port::{Nature, Realm, Sending};
use std::sync::Mutex;

/// Answers each batch in turn: `true` with every number open, `false` with a failure.
struct Desk {
    ends: Mutex<Vec<bool>>,
    sizes: Mutex<Vec<usize>>,
}

impl Transport for Desk {
    fn send<'a>(&'a self, call: &'a Call) -> Sending<'a> {
        assert_eq!(call.nature, Nature::Read);
        let body: serde_json::Value = serde_json::from_slice(&call.body).unwrap();
        let numbers = body["b_no"].as_array().unwrap();
        self.sizes.lock().unwrap().push(numbers.len());
        let data: Vec<_> = numbers.iter().map(|n| serde_json::json!({"b_no": n, "b_stt_cd": "01"})).collect();
        let body = serde_json::json!({"status_code": "OK", "data": data}).to_string().into_bytes();
        let well = self.ends.lock().unwrap().pop().unwrap_or(true);
        let answer =
            Answer { status: 200, content_type: None, retry_after: None, set_cookies: Vec::new(), body };
        let outcome =
            if well { Ok(answer) } else { Err(call.error(Kind::RemoteFault, crate::Effect::NoEffect)) };
        Box::pin(std::future::ready(outcome))
    }
}

fn desk(ends: &[bool]) -> (Arc<Desk>, Nts) {
    let ends = Mutex::new(ends.iter().rev().copied().collect());
    let desk = Arc::new(Desk { ends, sizes: Mutex::default() });
    let base = BaseAddress::parse("http://127.0.0.1:1", Realm::Sandbox).unwrap();
    let nts = Nts::new(desk.clone(), base, ServiceKey::parse("k").unwrap());
    (desk, nts)
}

fn numbers(count: u32) -> Vec<BusinessNumber> {
    (0..count).map(|place| BusinessNumber::from_stem(&format!("9998{place:05}")).unwrap()).collect()
}

fn ask(
    nts: &Nts,
    numbers: &[BusinessNumber],
    batches_max: usize,
) -> (Partial<Standing>, Vec<(usize, usize)>) {
    let mut heard = Vec::new();
    let mut progress = |done, total| {
        heard.push((done, total));
        if heard.len() < batches_max { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    };
    let clock = crate::port::VirtualClock::at(jiff::Timestamp::UNIX_EPOCH);
    let partial = clock.run(nts.status(numbers, &mut progress)).unwrap();
    (partial, heard)
}

#[test]
fn ten_thousand_numbers_are_asked_a_hundred_at_a_time() {
    let (desk, nts) = desk(&[]);
    let numbers = numbers(10_050);
    let (partial, heard) = ask(&nts, &numbers, 1_000);
    assert_eq!((partial.answered.len(), partial.unanswered), (10_050, 0));
    assert!(partial.answered.iter().map(|standing| standing.number).eq(numbers));
    let sizes = desk.sizes.lock().unwrap();
    assert_eq!((sizes.len(), sizes[0], sizes[100]), (101, 100, 50));
    assert_eq!(heard.last(), Some(&(10_050, 10_050)));
}

#[test]
fn a_batch_that_fails_keeps_what_was_answered_and_ends_the_question() {
    let (desk, nts) = desk(&[true, true, false]);
    let (partial, _) = ask(&nts, &numbers(450), 1_000);
    assert_eq!((partial.answered.len(), partial.unanswered), (200, 250));
    assert_eq!(partial.failure.unwrap().kind, Kind::RemoteFault);
    assert_eq!(desk.sizes.lock().unwrap().len(), 3);
}

#[test]
fn the_caller_may_end_it_between_two_batches() {
    let (_, nts) = desk(&[]);
    let (partial, _) = ask(&nts, &numbers(450), 2);
    assert_eq!((partial.answered.len(), partial.unanswered), (200, 250));
    assert!(partial.failure.is_none());
}

#[test]
fn a_number_given_twice_is_asked_once_and_answered_twice() {
    let (desk, nts) = desk(&[]);
    let numbers = [numbers(2), numbers(2)].concat();
    let (partial, _) = ask(&nts, &numbers, 1_000);
    assert!(partial.answered.iter().map(|standing| standing.number).eq(numbers));
    assert_eq!(*desk.sizes.lock().unwrap(), [2]);
}

#[test]
fn nothing_to_ask_is_no_call() {
    let (desk, nts) = desk(&[]);
    let (partial, heard) = ask(&nts, &[], 1_000);
    assert_eq!((partial.answered.len(), partial.unanswered, heard.len()), (0, 0, 0));
    assert!(desk.sizes.lock().unwrap().is_empty());
}
