//! Any bytes as one of Hometax's answers, from the callback of the login to a list: the call ends, and what is
//! believed fits the question.
#![no_main]

use jangbu_domain::{BusinessNumber, Direction};
use jangbu_npki::certificate::Certificate;
use jangbu_npki::RandomNumber;
use jangbu_remote::policy::Verdict;
use jangbu_remote::port::purchase_evidence::PurchaseEvidence;
use jangbu_remote::port::tax_invoice_collect::{DateKind, ListQuery, Period, TaxInvoiceCollect, Taxation};
use jangbu_remote::port::{Answer, BaseAddress, Call, Middle, Realm, Sending, Transport, VirtualClock};
use jangbu_remote::provider::hometax::auth::SignatureError;
use jangbu_remote::provider::hometax::{Hometax, HometaxAddresses, Line, LoginKey, Postfix};
use jangbu_remote::secret::Secret;
use libfuzzer_sys::fuzz_target;
use std::ops::ControlFlow;
use std::sync::Arc;

const CERTIFICATE: &[u8] = include_bytes!("../corpus/npki_certificate/kisa-test.der");
/// Calls of a run; which of them is answered by the fuzzer, its first byte says.
const OPERATIONS: [&str; 12] = [
    "home", "challenge", "login", "permission", "businesses", "token", "enter", "list", "list_text", "xml",
    "cash_bought", "card_bought",
];

struct Key(Certificate, RandomNumber);

impl LoginKey for Key {
    fn certificate(&self) -> &Certificate {
        &self.0
    }

    fn sign(&self, _: &[u8]) -> Result<Vec<u8>, SignatureError> {
        Ok(vec![1; 256])
    }

    fn random_number(&self) -> Option<&RandomNumber> {
        Some(&self.1)
    }
}

struct Office {
    operation: &'static str,
    status: u16,
    body: Vec<u8>,
}

fn good(operation: &str) -> &'static str {
    match operation {
        "challenge" => r#"{"pkcEncSsn":"abc"}"#,
        "login" => "nts_loginSystemCallback('TXPP', {'code' : 'S','lgnRsltCd':'01'});",
        "permission" | "enter" => {
            r#"{"resultMsg":{"sessionMap":{"userId":"u","tin":"1","cnvrTin":"1","txprDscmNo":"1234567891"}}}"#
        }
        "token" => r#"{"ssoToken":"t"}"#,
        _ => r#"{"resultMsg":{"result":"S"},"pageInfoVO":{"totalCount":"1"}}"#,
    }
}

impl Transport for Office {
    fn send<'a>(&'a self, call: &'a Call) -> Sending<'a> {
        let is_odd = call.operation == self.operation;
        let answer = Answer {
            status: if is_odd { self.status } else { 200 },
            content_type: None,
            retry_after: None,
            set_cookies: if is_odd {
                vec![Secret::new(String::from_utf8_lossy(&self.body).into_owned())]
            } else {
                Vec::new()
            },
            body: if is_odd { self.body.clone() } else { good(call.operation).as_bytes().to_vec() },
        };
        Box::pin(std::future::ready(Ok(answer)))
    }
}

fuzz_target!(|bytes: &[u8]| {
    let Some((first, body)) = bytes.split_first() else { return };
    let operation = OPERATIONS[usize::from(*first) % OPERATIONS.len()];
    let status = if *first < 200 { 200 } else { 400 + u16::from(*first) };
    let clock = VirtualClock::at("2026-11-26T00:00:00Z".parse().expect("a moment"));
    let office = Office { operation, status, body: body.to_vec() };
    let own: Arc<VirtualClock> = Arc::new(clock.clone());
    let line = Line {
        transport: Arc::new(Verdict::new(office, own.clone())),
        clock: own,
        chance: Arc::new(Middle),
    };
    let base = BaseAddress::parse("http://127.0.0.1:1", Realm::Sandbox).expect("an address");
    let addresses =
        HometaxAddresses { portal: base.clone(), teet: base.clone(), tecr: base.clone(), teht: base };
    let key = Key(Certificate::parse_der(CERTIFICATE).expect("a certificate"), RandomNumber::new(&[7; 20]));
    let business = BusinessNumber::parse("1234567891").expect("a number");
    let hometax = Hometax::new(line, addresses, Box::new(key), business, Postfix::WhenAsked);
    let day = |text: &str| text.parse().expect("a day");
    let period = Period::parse(day("2026-08-01"), day("2026-10-31")).expect("a period");
    let query =
        ListQuery { direction: Direction::Sale, taxation: Taxation::Taxable, by: DateKind::Written, period };
    let mut rows = 0;
    let mut sink = |page: jangbu_remote::port::tax_invoice_collect::ListPage| {
        rows += page.invoices.len() + usize::try_from(page.rejected).expect("a count");
        ControlFlow::Continue(())
    };
    if let Ok(listing) = clock.run(hometax.list(&query, &mut sink)).expect("an end") {
        assert!(listing.is_whole);
        assert_eq!(u64::try_from(rows), Ok(listing.rows));
    }
    let approval = jangbu_domain::ApprovalNumber::parse("202608039999000000000001").expect("a number");
    if let Ok(source) = clock.run(hometax.document(&query, &approval)).expect("an end") {
        assert_eq!((operation, source.bytes.as_slice()), ("xml", body));
    }
    let _ = clock.run(hometax.cash_receipts(period)).expect("an end");
    let _ = clock.run(hometax.card_purchases(period)).expect("an end");
});
