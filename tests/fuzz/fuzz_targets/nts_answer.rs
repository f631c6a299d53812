//! Any bytes as the answer of the tax office's open interface: what is believed is to the question.
#![no_main]

use jangbu_domain::BusinessNumber;
use jangbu_remote::policy::Verdict;
use jangbu_remote::port::business_status::{BusinessStatus, OptionalClaims, Registration};
use jangbu_remote::port::{Answer, BaseAddress, Call, Realm, Sending, Transport, VirtualClock};
use jangbu_remote::provider::nts::{Nts, auth::ServiceKey};
use libfuzzer_sys::fuzz_target;
use std::ops::ControlFlow;
use std::sync::Arc;

struct Says(Answer);

impl Transport for Says {
    fn send<'a>(&'a self, _: &'a Call) -> Sending<'a> {
        Box::pin(std::future::ready(Ok(self.0.clone())))
    }
}

fuzz_target!(|bytes: &[u8]| {
    let Some((first, body)) = bytes.split_first() else { return };
    let status = [200, 400, 401, 404, 429, 500, 503, 302][usize::from(first % 8)];
    let answer = Answer {
        status,
        content_type: (first & 8 != 0).then(|| "text/html".to_owned()),
        retry_after: (first & 16 != 0).then(|| String::from_utf8_lossy(body).into_owned()),
        set_cookies: Vec::new(),
        body: body.to_vec(),
    };
    let clock = VirtualClock::at("2026-11-26T00:00:00Z".parse().expect("a moment"));
    let transport = Arc::new(Verdict::new(Says(answer), Arc::new(clock.clone())));
    let base = BaseAddress::parse("http://127.0.0.1:1", Realm::Sandbox).expect("an address");
    let nts = Nts::new(transport, base, ServiceKey::parse("secret-key").expect("a key"));
    let numbers: Vec<BusinessNumber> =
        ["1234567891", "9998800014"].map(|text| BusinessNumber::parse(text).expect("a number")).to_vec();
    let mut on = |_, _| ControlFlow::Continue(());
    let states = clock.run(nts.status(&numbers, &mut on)).expect("an end");
    assert_eq!(states.answered.len() + states.unanswered, numbers.len());
    assert!(states.answered.iter().zip(&numbers).all(|(state, number)| state.number == *number));
    let opened = "2020-01-01".parse().expect("a day");
    let claim = Registration::parse(numbers[0], opened, "홍길동", OptionalClaims::default()).expect("a claim");
    let verdicts = clock.run(nts.validate(&[claim], &mut on)).expect("an end");
    assert!(verdicts.answered.iter().all(|verdict| verdict.number == numbers[0]));
    for failure in [states.failure, verdicts.failure].into_iter().flatten() {
        assert!(!format!("{failure:?}").contains("secret-key"));
    }
});
