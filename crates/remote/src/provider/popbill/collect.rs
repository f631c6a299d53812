//! `HTTaxinvoice` (홈택스 매입·매출 수집): a job is begun, waited for, and its list read page by page.

use super::wire::{
    JobState, PER_PAGE, ask_document, ask_job, ask_job_state, ask_page, parse_document, parse_job,
    parse_job_state, parse_page,
};
use super::{MONTHS_MAX, PROVIDER, Popbill, code, refused, unreadable};
use crate::error::{Effect, Kind, RemoteError};
use crate::port::tax_invoice_collect::{
    Capability, Collecting, ListPage, ListQuery, Listing, PageSink, Source, TaxInvoiceCollect,
};
use jangbu_domain::{ApprovalNumber, Direction};
use jangbu_forms::{Format, read_document};
use std::ops::ControlFlow;
use std::time::Duration;

/// Between two looks at a job; it takes seconds to minutes.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// Looks at one job: ten minutes.
const LOOKS_MAX: u32 = 300;
/// Pages of one list: a hundred thousand invoices.
const PAGES_MAX: u32 = 100;

impl Popbill {
    /// The number of a job that is done.
    async fn job(&self, query: &ListQuery) -> Result<String, RemoteError> {
        let ask = ask_job(query);
        let made = self.send(&ask).await?;
        let job = parse_job(&made.body).ok_or_else(|| unreadable(&ask, &made))?;
        let ask = ask_job_state(&job);
        for _ in 0..LOOKS_MAX {
            let answer = self.send(&ask).await?;
            match parse_job_state(&answer.body).ok_or_else(|| unreadable(&ask, &answer))? {
                JobState::OnItsWay => self.line.clock.wait(LOOK_EVERY).await,
                JobState::Done => return Ok(job),
                JobState::Failed { code, reason } => {
                    let (kind, _) = code::of_code(code, 400);
                    return Err(refused(&ask, kind, code, &reason));
                }
            }
        }
        Err(RemoteError::new(PROVIDER, ask.operation, Kind::Timeout, Effect::NoEffect).temporary(None))
    }

    async fn pages(&self, query: &ListQuery, pages: PageSink<'_>) -> Result<Listing, RemoteError> {
        let job = self.job(query).await?;
        let mut listing = Listing { pages: 0, rows: 0, is_whole: false };
        for number in 1..=PAGES_MAX {
            let ask = ask_page(&job, query.taxation, number);
            let answer = self.send(&ask).await?;
            let head = parse_page(&answer.body).ok_or_else(|| unreadable(&ask, &answer))?;
            let inconsistent =
                || RemoteError::new(PROVIDER, "list", Kind::Inconsistent, Effect::NoEffect).temporary(None);
            let is_last = number >= head.pages;
            let rows = u64::try_from(head.rows).unwrap_or(u64::MAX);
            let before = u64::from(PER_PAGE) * u64::from(number - 1);
            // Each page is full but the last one, and all together are the total.
            let wanted = head.total.saturating_sub(before).min(u64::from(PER_PAGE));
            if head.number != number || rows != wanted || (is_last && before + rows != head.total) {
                return Err(inconsistent());
            }
            if rows > 0 {
                let page = read_page(query, number, head.total, answer.body).ok_or_else(inconsistent)?;
                listing.pages += 1;
                listing.rows += rows;
                if pages(page).is_break() {
                    return Ok(listing);
                }
            }
            if is_last {
                return Ok(Listing { is_whole: true, ..listing });
            }
        }
        Err(RemoteError::new(PROVIDER, "list", Kind::TooLarge, Effect::NoEffect))
    }

    async fn xml(&self, approval: &ApprovalNumber) -> Result<Source, RemoteError> {
        let ask = ask_document(approval);
        let answer = self.send(&ask).await?;
        match parse_document(&answer.body).ok_or_else(|| unreadable(&ask, &answer))? {
            Ok(bytes) => {
                let name = format!("팝빌_{}.xml", approval.as_str());
                Ok(Source { name, format: Format::EtaxXml.key(), bytes })
            }
            Err((code, reason)) => Err(refused(&ask, code::of_code(code, 400).0, code, &reason)),
        }
    }
}

/// None where the page is not read as what it is.
fn read_page(query: &ListQuery, number: u32, total: u64, bytes: Vec<u8>) -> Option<ListPage> {
    let direction = match query.direction {
        Direction::Sale => "매출",
        Direction::Purchase => "매입",
    };
    let day = |day: jangbu_domain::Date| day.strftime("%Y%m%d").to_string();
    let (from, to) = (day(query.period.from()), day(query.period.to()));
    let name = format!("팝빌_{direction}_{from}-{to}_{number}.json");
    let read = read_document(&name, &bytes, &mut |_, _| ControlFlow::Continue(()));
    if read.format != Format::PopbillJson {
        return None;
    }
    Some(ListPage {
        number,
        invoices_total: Some(total),
        invoices: read.invoices,
        rejected: read.rejected,
        findings: read.findings,
        source: Source { name, format: Format::PopbillJson.key(), bytes },
    })
}

impl TaxInvoiceCollect for Popbill {
    fn capability(&self) -> Capability {
        Capability { provider: PROVIDER, is_free: false, months_max: MONTHS_MAX, has_documents: true }
    }

    fn list<'a>(&'a self, query: &'a ListQuery, pages: PageSink<'a>) -> Collecting<'a, Listing> {
        Box::pin(self.pages(query, pages))
    }

    fn document<'a>(&'a self, _: &'a ListQuery, approval: &'a ApprovalNumber) -> Collecting<'a, Source> {
        Box::pin(self.xml(approval))
    }
}
