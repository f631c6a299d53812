//! The same over loopback: cookies, forms and packed answers as they travel.

use crate::common::{Rows, host};
use crate::hometax_bench::{COMPANY, SEED, START, business, issue, login_key, quarter, world};
use jangbu_domain::Direction;
use jangbu_remote::http::Http;
use jangbu_remote::policy::{RateRule, Rules, stack};
use jangbu_remote::port::tax_invoice_collect::TaxInvoiceCollect;
use jangbu_remote::port::{BaseAddress, Middle, Realm, TokioClock};
use jangbu_remote::provider::hometax::{self, Hometax, HometaxAddresses, Line, Postfix};
use jangbu_sandbox::authority::Authority;
use jangbu_sandbox::remote::hometax::{Books, Hometax as Office, System};
use jangbu_sandbox::remote::host::{Serving, serve};
use jangbu_sandbox::remote::{Fault, FaultKind, Front, SandboxClock};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

#[tokio::test]
async fn a_list_and_a_document_come_over_the_wire_and_a_drop_is_tried_again() {
    let start = START.parse().unwrap();
    let authority = Authority::new(start, SEED).unwrap();
    let office = Office::new(&authority, Books::of(&world()), SEED).unwrap();
    let clock = Arc::new(SandboxClock::standing_at(start));
    let mut served: Vec<(Arc<Front>, Serving)> = Vec::new();
    for system in System::ALL {
        let front = Arc::new(Front::sharing(office.host(system), clock.clone()));
        let serving = serve(front.clone(), 0).await.unwrap();
        served.push((front, serving));
    }
    let base = |place: usize| BaseAddress::parse(&served[place].1.base(), Realm::Sandbox).unwrap();
    let addresses = HometaxAddresses { portal: base(0), teet: base(1), tecr: base(2), teht: base(3) };
    // No waits on a socket: politeness is tested on the virtual clock.
    let rate = RateRule { burst: 100, each: Duration::from_millis(1), wait_max: Duration::from_secs(1) };
    let mut rules = Rules { rate, ..hometax::rules() };
    rules.retry.first_wait = Duration::from_millis(1);
    let clock = TokioClock::new(|| START.parse().unwrap());
    let rows = Arc::new(Rows::default());
    let wire = Http::new(Realm::Sandbox, rules.pool).unwrap();
    let transport = stack(wire, hometax::PROVIDER, rules, &host(Arc::new(clock), rows.clone()));
    let line = Line { transport, clock: Arc::new(clock), chance: Arc::new(Middle) };
    let key = login_key(&issue(&authority, COMPANY));
    let client = Hometax::new(line, addresses, key, business(COMPANY), Postfix::Always);

    for kind in [FaultKind::DropBefore, FaultKind::DropAfter] {
        served[1].0.add_fault(Fault::once(kind).at("list_text"));
    }
    let query = quarter(Direction::Sale);
    let mut pages = Vec::new();
    let mut sink = |page| {
        pages.push(page);
        ControlFlow::Continue(())
    };
    let listing = client.list(&query, &mut sink).await.unwrap();
    assert!(listing.is_whole && listing.rows > 0);
    let approval = pages[0].invoices[0].invoice.approval().clone();
    let document = client.document(&query, &approval).await.unwrap();
    assert!(jangbu_forms::etax::read_invoice(&document.bytes).is_ok());
    let failed = rows.ended.lock().unwrap().iter().filter(|end| end.status.is_none()).count();
    assert_eq!(failed, 2);
}
