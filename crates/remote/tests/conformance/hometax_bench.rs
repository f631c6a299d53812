//! The client for Hometax over its stand-in: four hosts behind one transport, one clock for both sides.

use crate::common::{Rows, host};
use jangbu_domain::{BusinessNumber, Direction};
use jangbu_npki::vid::IdentityNumber;
use jangbu_remote::Kind;
use jangbu_remote::RemoteError;
use jangbu_remote::policy::stack;
use jangbu_remote::port::tax_invoice_collect::*;
use jangbu_remote::port::{
    Answer, BaseAddress, Call, Clock, Middle, Realm, Sending, Transport, VirtualClock,
};
use jangbu_remote::provider::hometax::{self, Hometax, HometaxAddresses, Line, OpenedKey, Postfix};
use jangbu_remote::secret::Secret;
use jangbu_sandbox::authority::{Authority, Issued, Product};
use jangbu_sandbox::remote::hometax::{Books, Hometax as Office, System};
use jangbu_sandbox::remote::{Ending, Front, Request, SandboxClock};
use jangbu_sandbox::world::World;
use jiff::civil::date;
use std::ops::ControlFlow;
use std::sync::Arc;

pub(crate) const SEED: u64 = 20_260_101;
pub(crate) const START: &str = "2026-11-26T03:00:00Z";
pub(crate) const COMPANY: &str = "123-45-67891";

/// Hosts by the port of their address.
pub(crate) struct Hosts {
    pub(crate) fronts: Vec<Arc<Front>>,
    pub(crate) clock: VirtualClock,
}

impl Transport for Hosts {
    fn send<'a>(&'a self, call: &'a Call) -> Sending<'a> {
        Box::pin(async move {
            let port = call.base.as_str().rsplit(':').next().unwrap_or_default();
            let place = port.parse::<usize>().unwrap() - 1;
            let mut headers: Vec<(String, String)> = call
                .headers
                .iter()
                .map(|(name, value)| ((*name).to_owned(), value.reveal().to_owned()))
                .collect();
            headers.extend(call.content_type.map(|kind| ("content-type".to_owned(), kind.to_owned())));
            let request = Request {
                method: call.method.as_str().to_owned(),
                path: call.path.clone(),
                query: call.query.as_ref().map(|query| query.reveal().to_owned()),
                headers,
                body: call.body.clone(),
            };
            match self.fronts[place].handle(&request) {
                Ending::Dropped => Err(call.error(Kind::Dropped, call.effect_once_sent()).temporary(None)),
                Ending::Answered { reply, delay } => {
                    self.clock.wait(delay).await;
                    let header = |name| reply.header(name).map(str::to_owned);
                    let cookies = reply.all_headers("set-cookie");
                    Ok(Answer {
                        status: reply.status,
                        content_type: header("content-type"),
                        retry_after: header("retry-after"),
                        set_cookies: cookies.map(|text| Secret::new(text.to_owned())).collect(),
                        body: reply.body.clone(),
                    })
                }
            }
        })
    }
}

/// Both sides.
pub(crate) struct Bench {
    pub(crate) hometax: Arc<Hometax>,
    pub(crate) office: Office,
    pub(crate) issued: Issued,
    pub(crate) authority: Authority,
    pub(crate) clock: VirtualClock,
    pub(crate) rows: Arc<Rows>,
    pub(crate) fronts: Vec<Arc<Front>>,
}

pub(crate) fn world() -> World {
    World::new(SEED, date(2026, 11, 26))
}

pub(crate) fn business(text: &str) -> BusinessNumber {
    BusinessNumber::parse(text).unwrap()
}

pub(crate) fn issue(authority: &Authority, number: &str) -> Issued {
    let number = IdentityNumber::parse(number).unwrap();
    authority.issue(Product::Business, "예시상사(주) 모의", &number).unwrap()
}

pub(crate) fn login_key(issued: &Issued) -> Box<OpenedKey> {
    let key = jangbu_npki::PrivateKey::parse(issued.key.reveal_pkcs8()).unwrap();
    Box::new(OpenedKey::new(issued.certificate.clone(), Arc::new(key)))
}

impl Bench {
    pub(crate) fn new() -> Self {
        Self::with(Books::of(&world()), COMPANY, Postfix::default())
    }

    pub(crate) fn with(books: Books, wanted: &str, postfix: Postfix) -> Self {
        let start = START.parse().unwrap();
        let clock = VirtualClock::at(start);
        let authority = Authority::new(start, SEED).unwrap();
        let office = Office::new(&authority, books, SEED).unwrap();
        let own = clock.clone();
        let shared = Arc::new(SandboxClock::following(move || own.wall()));
        let fronts: Vec<Arc<Front>> = System::ALL
            .map(|system| Arc::new(Front::sharing(office.host(system), shared.clone())))
            .into_iter()
            .collect();
        let issued = issue(&authority, COMPANY);
        let mut bench = Self {
            hometax: Arc::new(client(&clock, &fronts, &Arc::default(), &issued, wanted, postfix)),
            office,
            issued,
            authority,
            clock,
            rows: Arc::default(),
            fronts,
        };
        bench.hometax =
            Arc::new(client(&bench.clock, &bench.fronts, &bench.rows, &bench.issued, wanted, postfix));
        bench
    }

    /// The same office with nobody in it, and a client that has asked nothing: quicker than another office.
    pub(crate) fn renew(&mut self) {
        self.fronts.iter().for_each(|front| front.reset());
        self.rows = Arc::default();
        self.hometax = Arc::new(self.another(&self.issued, COMPANY));
    }

    /// Another client of the same office.
    pub(crate) fn another(&self, issued: &Issued, wanted: &str) -> Hometax {
        client(&self.clock, &self.fronts, &self.rows, issued, wanted, Postfix::default())
    }

    pub(crate) fn front(&self, system: System) -> &Front {
        &self.fronts[System::ALL.iter().position(|one| *one == system).unwrap()]
    }

    /// Calls of an operation that the office saw.
    pub(crate) fn seen(&self, operation: &str) -> usize {
        self.office.calls().iter().filter(|call| call.operation == operation).count()
    }

    pub(crate) fn list(&self, query: &ListQuery) -> (Vec<ListPage>, Result<Listing, RemoteError>) {
        self.list_by(&self.hometax, query)
    }

    pub(crate) fn list_by(
        &self,
        hometax: &Hometax,
        query: &ListQuery,
    ) -> (Vec<ListPage>, Result<Listing, RemoteError>) {
        let mut pages = Vec::new();
        let mut sink = |page| {
            pages.push(page);
            ControlFlow::Continue(())
        };
        let outcome = self.clock.run(hometax.list(query, &mut sink)).unwrap();
        (pages, outcome)
    }
}

fn client(
    clock: &VirtualClock,
    fronts: &[Arc<Front>],
    rows: &Arc<Rows>,
    issued: &Issued,
    wanted: &str,
    postfix: Postfix,
) -> Hometax {
    let wire = Hosts { fronts: fronts.to_vec(), clock: clock.clone() };
    let at = host(Arc::new(clock.clone()), rows.clone());
    let transport = stack(wire, hometax::PROVIDER, hometax::rules(), &at);
    let line = Line { transport, clock: Arc::new(clock.clone()), chance: Arc::new(Middle) };
    let base = |port| BaseAddress::parse(&format!("http://127.0.0.1:{port}"), Realm::Sandbox).unwrap();
    let addresses = HometaxAddresses { portal: base(1), teet: base(2), tecr: base(3), teht: base(4) };
    Hometax::new(line, addresses, login_key(issued), business(wanted), postfix)
}

/// A quarter in which [`Books::many`] has invoices: with 40,000, some twelve hundred sales.
pub(crate) fn long_quarter() -> ListQuery {
    let period = Period::parse(date(2025, 8, 1), date(2025, 10, 31)).unwrap();
    ListQuery { period, ..quarter(Direction::Sale) }
}

pub(crate) fn quarter(direction: Direction) -> ListQuery {
    let period = Period::parse(date(2026, 8, 1), date(2026, 10, 31)).unwrap();
    ListQuery { direction, taxation: Taxation::Taxable, by: DateKind::Written, period }
}
