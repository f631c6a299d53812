//! 홈택스, as its own pages and the programs of others use it.
//!
//! One office ([`Hometax`]) with a host for each of its systems ([`System`]): the portal, where one logs in; invoices
//! (teet), receipts (tecr), filing (teht). There is no public interface: facts are from captures by
//! others. What they are silent about is decided here, marked where it is, and listed in docs/SANDBOX.md.

mod answer;
mod books;
mod desk;
mod lists;
mod login;
mod member;
mod observed;
mod operation;
mod postfix;
mod press;
mod query;
mod receipts;
mod row;
mod session;

pub use books::Books;
pub use observed::ObservedCall;

use super::front::Simulated;
use super::message::{Reply, Request};
use crate::authority::{Authority, AuthorityError};
use books::{ListedBy, Shelved};
use jangbu_domain::{Date, Direction, TaxInvoice};
use jangbu_npki::certificate::Certificate;
use jangbu_npki::chain::TrustStore;
use jiff::{SignedDuration, Timestamp};
use lists::Twist;
use member::{Member, members};
use observed::Observed;
use postfix::Keys;
use press::Press;
use serde::Deserialize;
use serde_json::{Value, json};
use session::Sessions;
use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// One of the office's systems, each on a host of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum System {
    /// hometax.go.kr: login, tokens, choice of the business.
    Portal,
    /// teet.hometax.go.kr: 전자세금계산서.
    Invoices,
    /// tecr.hometax.go.kr: 현금영수증, 카드 매입.
    Receipts,
    /// teht.hometax.go.kr: 신고, 세적.
    Filing,
}

impl System {
    /// All of them, in the order of their ports.
    pub const ALL: [Self; 4] = [Self::Portal, Self::Invoices, Self::Receipts, Self::Filing];

    /// The service's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Portal => "hometax",
            Self::Invoices => "hometax-teet",
            Self::Receipts => "hometax-tecr",
            Self::Filing => "hometax-teht",
        }
    }

    /// The office's own code, as cookies carry it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Portal => "TXPP",
            Self::Invoices => "TEET",
            Self::Receipts => "TECR",
            Self::Filing => "TEHT",
        }
    }

    const fn cookie(self) -> &'static str {
        match self {
            Self::Portal => "TXPPsessionID",
            Self::Invoices => "TEETsessionID",
            Self::Receipts => "TECRsessionID",
            Self::Filing => "TEHTsessionID",
        }
    }
}

/// Which of an invoice's days a period means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DayOf {
    Writing,
    Issue,
    Transmission,
}

/// What another system collects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Listed {
    pub(super) direction: Direction,
    pub(super) by: DayOf,
    pub(super) from: Date,
    pub(super) to: Date,
}

/// The office: sessions, books and rules that its hosts share.
#[derive(Clone)]
pub struct Hometax(Arc<Office>);

struct Office {
    members: Vec<Member>,
    trust: TrustStore,
    books: Books,
    press: Press,
    seed: u64,
    state: Mutex<State>,
}

struct State {
    sessions: Sessions,
    keys: Keys,
    enforces_postfix: bool,
    /// Calls for records must be so far apart.
    pause: SignedDuration,
    /// Serial numbers in hexadecimal.
    revoked: HashSet<String>,
    unregistered: HashSet<String>,
    observed: Observed,
}

impl State {
    fn new(seed: u64) -> Self {
        Self {
            sessions: Sessions::new(seed),
            keys: Keys::new(seed),
            enforces_postfix: false,
            pause: SignedDuration::ZERO,
            revoked: HashSet::new(),
            unregistered: HashSet::new(),
            observed: Observed::default(),
        }
    }
}

/// What a test may turn, as the control interface takes it.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Switch {
    EnforcePostfix(bool),
    EnforcePauseMs(u32),
    RotateKeys,
    Revoke(String),
    Unregister(String),
}

impl Hometax {
    /// The office of a world; it trusts the authority's certificates, and signs documents with them.
    ///
    /// # Errors
    /// [`AuthorityError`] at a moment too far from our time.
    pub fn new(authority: &Authority, books: Books, seed: u64) -> Result<Self, AuthorityError> {
        let mut trust = TrustStore::new();
        trust.trust(authority.root().clone()).know(authority.certificate().clone());
        let press = Press::new(authority)?;
        let state = Mutex::new(State::new(seed));
        Ok(Self(Arc::new(Office { members: members(), trust, books, press, seed, state })))
    }

    /// One host of it.
    pub fn host(&self, system: System) -> Box<dyn Simulated> {
        Box::new(Host { system, office: Arc::clone(&self.0) })
    }

    /// From now on the certificate is revoked (폐지).
    pub fn revoke(&self, certificate: &Certificate) {
        self.0.turn(Switch::Revoke(certificate.serial().to_hex()));
    }

    /// From now on the certificate is not registered here.
    pub fn unregister(&self, certificate: &Certificate) {
        self.0.turn(Switch::Unregister(certificate.serial().to_hex()));
    }

    /// Whether bodies without their postfix are refused; they are not in the beginning.
    pub fn enforce_postfix(&self, enforced: bool) {
        self.0.turn(Switch::EnforcePostfix(enforced));
    }

    /// Calls for records that come sooner after another are refused (반복적인 호출); none is in the beginning.
    pub fn enforce_pause_ms(&self, pause_ms: u32) {
        self.0.turn(Switch::EnforcePauseMs(pause_ms));
    }

    /// From now on the postfix is made with other keys.
    pub fn rotate_keys(&self) {
        self.0.turn(Switch::RotateKeys);
    }

    /// Invoices as another system collects them with the company's certificate, oldest first.
    pub(super) fn listed(&self, asked: &Listed) -> Vec<TaxInvoice> {
        let by = match asked.by {
            DayOf::Writing => ListedBy::Written,
            DayOf::Issue => ListedBy::Issued,
            DayOf::Transmission => ListedBy::Sent,
        };
        let books = &self.0.books;
        let of_shelf = |exempt| {
            let span = books.span(Shelved { direction: asked.direction, exempt, by }, asked.from, asked.to);
            span.places().filter_map(|place| books.invoice(place)).map(Cow::into_owned)
        };
        let mut found: Vec<TaxInvoice> = of_shelf(false).chain(of_shelf(true)).collect();
        found.sort_by_key(|invoice| (invoice.written_on(), invoice.approval().as_str().to_owned()));
        found
    }

    /// An invoice by its 24 letters.
    pub(super) fn find(&self, approval: &str) -> Option<TaxInvoice> {
        self.0.books.find(approval).map(Cow::into_owned)
    }

    /// Its signed document, the same bytes each time.
    pub(super) fn signed(&self, invoice: &TaxInvoice) -> Option<Arc<[u8]>> {
        self.0.press.document(invoice)
    }

    /// The last calls, one by one.
    pub fn calls(&self) -> Vec<ObservedCall> {
        self.0.state().observed.calls()
    }
}

impl Office {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn turn(&self, switch: Switch) {
        let mut state = self.state();
        match switch {
            Switch::EnforcePostfix(enforced) => state.enforces_postfix = enforced,
            Switch::EnforcePauseMs(pause) => state.pause = SignedDuration::from_millis(i64::from(pause)),
            Switch::RotateKeys => state.keys.rotate(),
            Switch::Revoke(serial) => drop(state.revoked.insert(serial)),
            Switch::Unregister(serial) => drop(state.unregistered.insert(serial)),
        }
    }
}

struct Host {
    system: System,
    office: Arc<Office>,
}

/// Faults that only this remote has.
const OWN_FAULTS: [&str; 9] = [
    "service_stopped",
    "too_many_calls",
    "overloaded",
    "blocked",
    "suspicious",
    "session_expired",
    "page_twice",
    "total_changed",
    "bad_row",
];

const TOO_MANY_CALLS: &str = "반복적인 호출은 시스템에 부하를 줄 수 있습니다.";

impl Host {
    /// Notes the call; says whether it came too soon after another.
    fn observe(&self, operation: &'static str, at: Timestamp) -> bool {
        let call = ObservedCall { at, service: self.system.name(), operation };
        let mut state = self.office.state();
        let pause = state.pause;
        state.observed.add(call).is_some_and(|gap| gap < pause)
    }

    fn reply(&self, request: &Request, now: Timestamp, twist: Twist) -> Reply {
        let operation = self.operation(request);
        let too_soon = self.observe(operation, now);
        let reply = match operation {
            _ if too_soon => answer::page(200, TOO_MANY_CALLS),
            "unknown" => return Reply::new(404, "text/plain", ""),
            "script" => Reply::new(200, "application/javascript", self.office.state().keys.script()),
            "funnel" => desk::funnel(&self.office, request),
            _ => desk::Visit::new(&self.office, self.system, request, now).answer(operation, twist),
        };
        reply.packed_for(request)
    }

    /// The client's session rests too long.
    fn expire(&self, request: &Request) {
        if let Some(id) = request.cookie(self.system.cookie()) {
            self.office.state().sessions.close(id);
        }
    }
}

impl Simulated for Host {
    fn name(&self) -> &'static str {
        self.system.name()
    }

    fn operation(&self, request: &Request) -> &'static str {
        operation::operation(self.system, request)
    }

    fn answer(&self, request: &Request, now: Timestamp) -> Reply {
        self.reply(request, now, Twist::None)
    }

    /// Of all hosts: they share it.
    fn reset(&self) {
        let mut state = self.office.state();
        let next = State::new(self.office.seed);
        // Names of sessions are not given again: an old cookie must not open a new session.
        let sessions = state.sessions.emptied();
        *state = State { sessions, ..next };
    }

    fn inspect(&self) -> Value {
        let state = self.office.state();
        let (sessions, logged_in) = state.sessions.counts();
        json!({
            "sessions": sessions, "sessions_logged_in": logged_in, "key_generation": state.keys.generation(),
            "enforces_postfix": state.enforces_postfix, "invoices": self.office.books.len(),
            "observed": state.observed.inspect()
        })
    }

    fn own_faults(&self) -> &'static [&'static str] {
        &OWN_FAULTS
    }

    fn answer_wrongly(&self, fault: &str, request: &Request, now: Timestamp) -> Reply {
        let spoiled = match fault {
            "service_stopped" => answer::page(200, "요청하신 서비스는 현재 서비스 중지 시간 입니다."),
            "too_many_calls" => answer::page(200, TOO_MANY_CALLS),
            "overloaded" => answer::page(200, "과부하제어 중입니다. 잠시 후 다시 이용하시기 바랍니다."),
            "blocked" => answer::page(400, "Request Blocked"),
            "suspicious" => answer::refused(answer::SUSPICIOUS),
            "page_twice" => return self.reply(request, now, Twist::PageBefore),
            "bad_row" => return self.reply(request, now, Twist::BadRow),
            "total_changed" => return self.reply(request, now, Twist::TotalMore),
            "session_expired" => {
                self.expire(request);
                return self.reply(request, now, Twist::None);
            }
            _ => return self.reply(request, now, Twist::None),
        };
        self.observe(self.operation(request), now);
        spoiled.packed_for(request)
    }

    fn switch(&self, switch: &Value) -> bool {
        let Ok(switch) = Switch::deserialize(switch) else { return false };
        self.office.turn(switch);
        true
    }
}

#[cfg(test)]
mod tests;
