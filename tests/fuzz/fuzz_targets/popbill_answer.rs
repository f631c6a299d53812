//! Any bytes as Popbill's answers, and as a page of its list: what is believed is to the question.
#![no_main]

use jangbu_domain::{ApprovalNumber, BusinessNumber, Date, Direction};
use jangbu_forms::Severity;
use jangbu_forms::hometax::read_popbill_list;
use jangbu_remote::policy::Verdict;
use jangbu_remote::port::business_status::BusinessStatus;
use jangbu_remote::port::tax_invoice_collect::{DateKind, ListQuery, Period, TaxInvoiceCollect, Taxation};
use jangbu_remote::port::{Answer, BaseAddress, Call, Realm, Sending, Transport, VirtualClock};
use jangbu_remote::provider::popbill::auth::{Credential, ServiceId};
use jangbu_remote::provider::popbill::{Line, Popbill, PopbillAddresses};
use libfuzzer_sys::fuzz_target;
use std::ops::ControlFlow;
use std::sync::Arc;

const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

/// A token for who asks for one, a job that is done, and the bytes for everything else.
struct Says(u16, Vec<u8>);

impl Transport for Says {
    fn send<'a>(&'a self, call: &'a Call) -> Sending<'a> {
        let (status, body) = match call.operation {
            "token" => (200, br#"{"session_token":"t","expiration":"2099-01-01T00:00:00.000Z"}"#.to_vec()),
            "job" => (200, br#"{"jobID":"202611260000000001"}"#.to_vec()),
            "job_state" => (200, br#"{"jobState":3,"errorCode":1}"#.to_vec()),
            _ => (self.0, self.1.clone()),
        };
        let (content_type, retry_after) = (None, None);
        let answer = Answer { status, content_type, retry_after, set_cookies: Vec::new(), body };
        Box::pin(std::future::ready(Ok(answer)))
    }
}

fuzz_target!(|bytes: &[u8]| {
    let Some((first, body)) = bytes.split_first() else { return };
    let status = [200, 200, 400, 401, 404, 429, 500, 302][usize::from(first % 8)];
    let clock = VirtualClock::at("2026-11-26T00:00:00Z".parse().expect("a moment"));
    let transport = Arc::new(Verdict::new(Says(status, body.to_vec()), Arc::new(clock.clone())));
    let base = || BaseAddress::parse("http://127.0.0.1:1", Realm::Sandbox).expect("an address");
    let number = |text: &str| BusinessNumber::parse(text).expect("a number");
    let popbill = Popbill::new(
        Line { transport, clock: Arc::new(clock.clone()) },
        PopbillAddresses { auth: base(), api: base() },
        ServiceId::Test,
        Credential::parse("JANGBU", KEY).expect("a key"),
        number("1234567891"),
    );
    let numbers = [number("1234567891"), number("9998800014")];
    let mut on = |_, _| ControlFlow::Continue(());
    let states = clock.run(popbill.status(&numbers, &mut on)).expect("an end");
    assert_eq!(states.answered.len() + states.unanswered, numbers.len());
    assert!(states.answered.iter().zip(&numbers).all(|(state, number)| state.number == *number));

    let day = |day| Date::new(2026, 10, day).expect("a day");
    let query = ListQuery {
        direction: Direction::Sale,
        taxation: Taxation::Taxable,
        by: DateKind::Written,
        period: Period::parse(day(1), day(31)).expect("a period"),
    };
    let mut rows = 0;
    let mut pages = |page: jangbu_remote::port::tax_invoice_collect::ListPage| {
        rows += page.invoices.len() as u64 + u64::from(page.rejected);
        ControlFlow::Continue(())
    };
    if let Ok(listing) = clock.run(popbill.list(&query, &mut pages)).expect("an end") {
        assert!(rows <= listing.rows, "no more than the page says");
    }
    let approval = ApprovalNumber::parse("202610121000000000000001").expect("a number");
    let _ = clock.run(popbill.document(&query, &approval)).expect("an end");
    let _ = clock.run(popbill.points()).expect("an end");
    let _ = clock.run(popbill.contract()).expect("an end");

    match read_popbill_list(body, &mut |_, _| ControlFlow::Continue(())) {
        Ok(list) => {
            if list.rejected > 0 {
                assert!(list.findings.iter().any(|finding| finding.severity == Severity::Error));
            }
        }
        Err(error) => assert!(error.first().is_some(), "a refusal has its reason"),
    }
});
