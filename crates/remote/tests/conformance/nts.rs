//! What the business status port promises, by NTS.

use crate::common::{Bench, DAILY_MAX, PARTNERS, bench, bench_with};
use jangbu_domain::BusinessNumber;
use jangbu_remote::Kind;
use jangbu_remote::port::Clock;
use jangbu_remote::port::business_status::{
    BusinessState, BusinessStatus, OptionalClaims, Partial, Registration, Standing, TaxType, Verdict,
};
use jangbu_remote::provider::nts::rules;
use jangbu_sandbox::remote::nts::DEMO_KEY;
use jangbu_sandbox::world::register::{Register, Standing as Registered};
use std::ops::ControlFlow;

pub(crate) fn number(place: u32) -> BusinessNumber {
    Register::partner_number(place)
}

pub(crate) fn status(bench: &Bench, numbers: &[BusinessNumber]) -> Partial<Standing> {
    bench.clock.run(bench.nts.status(numbers, &mut |_, _| ControlFlow::Continue(()))).unwrap()
}

pub(crate) fn validate(bench: &Bench, claims: &[Registration]) -> Partial<Verdict> {
    bench.clock.run(bench.nts.validate(claims, &mut |_, _| ControlFlow::Continue(()))).unwrap()
}

/// A claim that agrees with the register.
pub(crate) fn claim(place: u32) -> Registration {
    let register = Register::of(place + 1);
    let entry = register.find(number(place)).unwrap();
    let optional = OptionalClaims {
        name: Some(entry.name.clone()),
        business_type: Some(entry.business_type.clone()),
        business_item: Some(entry.business_item.clone()),
        address: Some(entry.address.clone()),
        ..OptionalClaims::default()
    };
    Registration::parse(entry.number, entry.opened_on, &entry.representative, optional).unwrap()
}

#[test]
fn every_state_of_the_register_is_told_as_it_is() {
    let bench = bench();
    let numbers: Vec<BusinessNumber> = (0..300).chain([PARTNERS + 1]).map(number).collect();
    let partial = status(&bench, &numbers);
    assert!(partial.failure.is_none());
    let register = Register::of(300);
    for (standing, number) in partial.answered.iter().zip(&numbers) {
        let expected = match register.find(*number).map(|entry| entry.standing) {
            None => BusinessState::Unregistered,
            Some(Registered::Active) => BusinessState::Active,
            Some(Registered::Suspended) => BusinessState::Suspended,
            Some(Registered::Closed(on)) => BusinessState::Closed { on: Some(on) },
        };
        assert_eq!((standing.number, &standing.state), (*number, &expected));
        let tax_type = register.find(*number).map(|entry| match entry.tax_type_code {
            "04" => TaxType::Exempt,
            "07" => TaxType::SimplifiedIssuing,
            _ => TaxType::General,
        });
        assert_eq!(standing.tax_type, tax_type);
    }
    assert_eq!(bench.front.inspect()["simulated"]["status_answered"], 4);
}

#[test]
fn ten_thousand_partners_take_a_hundred_calls_and_nine_seconds_of_politeness() {
    let bench = bench();
    let numbers: Vec<BusinessNumber> = (0..PARTNERS).map(number).collect();
    let partial = status(&bench, &numbers);
    assert_eq!((partial.answered.len(), partial.unanswered), (10_000, 0));
    assert_eq!(bench.front.inspect()["simulated"]["status_answered"], 100);
    // Ten at once, then ninety at ten a second.
    assert_eq!(bench.clock.elapsed().as_secs(), 9);
    assert_eq!(bench.rows.begun.lock().unwrap().len(), 100);
}

#[test]
fn claims_agree_or_not_in_their_order() {
    let bench = bench();
    let wrong = {
        let right = claim(1);
        Registration::parse(right.number(), right.opened_on(), "남이름", OptionalClaims::default()).unwrap()
    };
    let partial = validate(&bench, &[claim(0), wrong, claim(5), claim(1)]);
    assert!(partial.failure.is_none());
    let agrees: Vec<bool> = partial.answered.iter().map(|verdict| verdict.agrees).collect();
    assert_eq!(agrees, [true, false, true, true]);
    // A closed business agrees: its state says that it is closed.
    let closed = partial.answered[2].standing.as_ref().unwrap();
    assert!(matches!(closed.state, BusinessState::Closed { on: Some(_) }));
    assert_eq!(partial.answered[1].standing, None);
}

#[test]
fn more_than_a_hundred_claims_are_batched() {
    let bench = bench();
    let claims: Vec<Registration> = (0..120).map(claim).collect();
    let partial = validate(&bench, &claims);
    assert!(partial.answered.iter().all(|verdict| verdict.agrees));
    assert_eq!((partial.answered.len(), partial.unanswered), (120, 0));
    assert_eq!(bench.front.inspect()["simulated"]["validate_answered"], 2);
}

#[test]
fn either_form_of_the_key_is_accepted_and_a_wrong_one_is_said_to_be_wrong() {
    let encoded = "sandbox%2Bdemo%2Fkey%2Bfor%2Fnobody%3D%3D";
    for key in [DEMO_KEY, encoded] {
        assert!(status(&bench_with(key, DAILY_MAX, rules()), &[number(0)]).failure.is_none());
    }
    let bench = bench_with("another", DAILY_MAX, rules());
    let failure = status(&bench, &[number(0)]).failure.unwrap();
    assert_eq!((failure.kind, failure.code.as_deref()), (Kind::BadKey, Some("-4")));
    assert_eq!(bench.rows.begun.lock().unwrap().len(), 1, "a wrong key is not tried again");
}

#[test]
fn a_quota_that_is_spent_ends_the_question_and_keeps_what_was_answered() {
    let bench = bench_with(DEMO_KEY, 3, rules());
    let numbers: Vec<BusinessNumber> = (0..500).map(number).collect();
    let partial = status(&bench, &numbers);
    assert_eq!((partial.answered.len(), partial.unanswered), (300, 200));
    assert_eq!(partial.failure.unwrap().kind, Kind::QuotaSpent);
    assert_eq!(bench.rows.begun.lock().unwrap().len(), 4, "a spent quota is not tried again");
}
