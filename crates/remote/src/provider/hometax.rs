//! 홈택스, by the requests of its own pages: there is no interface for programs.
//!
//! A login by joint certificate (공동인증서), one session for a run, lists by the text download, documents as
//! they are kept. Everything here only reads. What is certain and what is not: docs/REMOTE.md.

pub mod addresses;
pub mod auth;
mod code;
mod jar;
mod list;
mod postfix;
mod receipts;
mod session;
mod wire;

pub use addresses::HometaxAddresses;
pub use auth::{LoginKey, OpenedKey};
pub use list::MONTHS_MAX;
pub use postfix::Postfix;

use crate::policy::{BreakerRule, PoolRule, RateRule, RetryRule, Rules};
use crate::port::purchase_evidence::{CardPurchase, CashReceipt, Gathering, PurchaseEvidence};
use crate::port::tax_invoice_collect::{
    Capability, Collecting, ListQuery, Listing, PageSink, Period, Source, TaxInvoiceCollect,
};
use crate::port::{Chance, Clock, Transport};
use jangbu_domain::{ApprovalNumber, BusinessNumber};
use session::Session;
use std::sync::Arc;
use std::time::Duration;

/// The name in logs, rows and settings.
pub const PROVIDER: &str = "hometax";
/// Between two calls, so that lists read to their end are no "반복적인 호출": programs of others pause as long
/// between pages.
const CALL_PAUSE: Duration = Duration::from_secs(1);
/// A page of a thousand rows is made while one waits.
const REQUEST: Duration = Duration::from_secs(30);

/// The layers' rules for this remote.
pub fn rules() -> Rules {
    Rules {
        // Waits as long as "too many calls" asks for; two such waits and four requests fit in the whole.
        retry: RetryRule {
            first_wait: Duration::from_secs(1),
            wait_max: code::TOO_MANY_CALLS_PAUSE,
            total: Duration::from_mins(3),
            ..RetryRule::default()
        },
        breaker: BreakerRule { slow_from: Duration::from_secs(25), ..BreakerRule::default() },
        // Never two at once, never a burst.
        rate: RateRule { burst: 1, each: CALL_PAUSE, wait_max: Duration::from_mins(1) },
        pool: PoolRule {
            idle_kept: 1,
            connections_max: 1,
            queue_wait: Duration::from_mins(1),
            request: REQUEST,
            ..PoolRule::default()
        },
    }
}

/// What the client needs from its host.
#[derive(Clone)]
pub struct Line {
    /// Over the layers.
    pub transport: Arc<dyn Transport>,
    /// Time: the login signs it.
    pub clock: Arc<dyn Clock>,
    /// Letters in a token's address; nothing depends on nobody's knowing them.
    pub chance: Arc<dyn Chance>,
}

/// The client for one business; made anew for each run.
pub struct Hometax {
    session: Session,
}

impl Hometax {
    /// For a certificate that may act for `business`. Nothing is sent before the first question. After a
    /// login elsewhere it sends nothing any more.
    pub fn new(
        line: Line,
        addresses: HometaxAddresses,
        key: Box<dyn LoginKey>,
        business: BusinessNumber,
        postfix: Postfix,
    ) -> Self {
        Self { session: Session::new(line, addresses, key, business, postfix) }
    }
}

impl TaxInvoiceCollect for Hometax {
    fn capability(&self) -> Capability {
        Capability { provider: PROVIDER, is_free: true, months_max: MONTHS_MAX, has_documents: true }
    }

    fn list<'a>(&'a self, query: &'a ListQuery, pages: PageSink<'a>) -> Collecting<'a, Listing> {
        Box::pin(list::list(&self.session, query, pages))
    }

    fn document<'a>(&'a self, query: &'a ListQuery, approval: &'a ApprovalNumber) -> Collecting<'a, Source> {
        Box::pin(list::document(&self.session, query, approval))
    }
}

impl PurchaseEvidence for Hometax {
    fn cash_receipts(&self, period: Period) -> Gathering<'_, CashReceipt> {
        Box::pin(receipts::cash_receipts(&self.session, period))
    }

    fn card_purchases(&self, period: Period) -> Gathering<'_, CardPurchase> {
        Box::pin(receipts::card_purchases(&self.session, period))
    }
}
