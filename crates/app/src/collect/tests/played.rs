//! A tax office that is played: its lists in pages, its documents, and a place at which it breaks.

use jangbu_domain::{
    ApprovalNumber, BusinessNumber, BuyerIdentity, Detail, Direction, InvoiceDraft, InvoiceTypeCode, Krw,
    Line, Party, TaxInvoice,
};
use jangbu_forms::{Locator, ReadInvoice};
use jangbu_remote::port::tax_invoice_collect::{
    Capability, Collecting, ListPage, ListQuery, Listing, PageSink, Source, TaxInvoiceCollect, Taxation,
};
use jangbu_remote::{Effect, Kind, RemoteError};
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};

pub(super) const OURS: &str = "123-45-67891";
const THEIRS: &str = "999-88-00014";
/// Invoices of a page.
const PAGE_ROWS: usize = 3;

/// An invented invoice of a month of 2026.
pub(super) fn invoice(serial: u32, month: u32, direction: Direction) -> TaxInvoice {
    draft(serial, month, direction).check().unwrap()
}

fn draft(serial: u32, month: u32, direction: Direction) -> InvoiceDraft {
    let number = |text| BusinessNumber::parse(text).unwrap();
    let (ours, theirs) = (number(OURS), number(THEIRS));
    let buyer = |number| BuyerIdentity::Business(number);
    let (supplier, buyer) = match direction {
        Direction::Sale => {
            (Party::named(ours, "가상상사", "김가상"), Party::named(buyer(theirs), "시험무역", "이시험"))
        }
        Direction::Purchase => {
            (Party::named(theirs, "시험무역", "이시험"), Party::named(buyer(ours), "가상상사", "김가상"))
        }
    };
    let approval = ApprovalNumber::parse(&format!("2026{month:02}1599990000{serial:08}")).unwrap();
    let mut draft = InvoiceDraft::new(approval, InvoiceTypeCode::from_code("0101").unwrap(), supplier, buyer);
    draft.supply = Krw::new(10_000).unwrap();
    draft.tax = Some(Krw::new(1_000).unwrap());
    draft.total = Krw::new(11_000).unwrap();
    let (supply, tax) = (Some(draft.supply), draft.tax);
    draft.lines = vec![Line { item: Some("종이컵".to_owned()), supply, tax, ..Line::default() }];
    draft
}

/// As a list shows it.
fn listed(invoice: &TaxInvoice) -> TaxInvoice {
    let mut draft = invoice.to_draft();
    draft.detail = Detail::Listing;
    draft.check().unwrap()
}

pub(super) struct Played {
    pub(super) provider: &'static str,
    pub(super) invoices: Vec<(Direction, TaxInvoice)>,
    pub(super) months_max: u8,
    pub(super) has_documents: bool,
    /// Pages and documents that are answered before it breaks.
    pub(super) breaks_after: usize,
    pub(super) breaks_with: Kind,
    pub(super) answered: AtomicUsize,
}

impl Played {
    pub(super) fn with(invoices: Vec<(Direction, TaxInvoice)>) -> Self {
        Self {
            provider: "hometax",
            invoices,
            months_max: 3,
            has_documents: true,
            breaks_after: usize::MAX,
            breaks_with: Kind::Dropped,
            answered: AtomicUsize::new(0),
        }
    }

    fn answer(&self, operation: &'static str) -> Result<(), RemoteError> {
        if self.answered.fetch_add(1, Ordering::Relaxed) >= self.breaks_after {
            return Err(RemoteError::new(self.provider, operation, self.breaks_with, Effect::NoEffect));
        }
        Ok(())
    }

    fn pages(&self, query: &ListQuery) -> Vec<Vec<TaxInvoice>> {
        let is_meant = |(direction, invoice): &&(Direction, TaxInvoice)| {
            let day = invoice.written_on();
            *direction == query.direction
                && query.taxation == Taxation::Taxable
                && query.period.from() <= day
                && day <= query.period.to()
        };
        let found: Vec<_> =
            self.invoices.iter().filter(is_meant).map(|(_, invoice)| listed(invoice)).collect();
        found.chunks(PAGE_ROWS).map(<[TaxInvoice]>::to_vec).collect()
    }
}

impl TaxInvoiceCollect for Played {
    fn capability(&self) -> Capability {
        Capability {
            provider: self.provider,
            is_free: self.provider == "hometax",
            months_max: self.months_max,
            has_documents: self.has_documents,
        }
    }

    fn list<'a>(&'a self, query: &'a ListQuery, pages: PageSink<'a>) -> Collecting<'a, Listing> {
        Box::pin(async move {
            let (mut number, mut rows) = (0, 0);
            for invoices in self.pages(query) {
                self.answer("list")?;
                number += 1;
                rows += invoices.len() as u64;
                let lines: Vec<_> = invoices.iter().map(|invoice| invoice.approval().to_string()).collect();
                let (direction, period) = (query.direction, query.period);
                let name = format!("{direction:?}_{}_{number}.txt", period.from());
                let source = Source { name, format: "hometax_text", bytes: lines.join("\n").into_bytes() };
                let read =
                    |invoice| ReadInvoice { invoice, locator: Locator::Whole, carries_resident: false };
                let invoices = invoices.into_iter().map(read).collect();
                let (invoices_total, rejected, findings) = (None, 0, Vec::new());
                let page = ListPage { number, invoices_total, invoices, rejected, findings, source };
                if pages(page) == ControlFlow::Break(()) {
                    return Ok(Listing { pages: number, rows, is_whole: false });
                }
            }
            Ok(Listing { pages: number, rows, is_whole: true })
        })
    }

    fn document<'a>(&'a self, _: &'a ListQuery, approval: &'a ApprovalNumber) -> Collecting<'a, Source> {
        Box::pin(async move {
            self.answer("document")?;
            let found = self.invoices.iter().find(|(_, invoice)| invoice.approval() == approval);
            let missing = || RemoteError::new(self.provider, "document", Kind::Rejected, Effect::NoEffect);
            let (_, invoice) = found.ok_or_else(missing)?;
            let bytes = jangbu_forms::etax::write_invoice(invoice).unwrap();
            Ok(Source { name: format!("{approval}.xml"), format: "etax_xml", bytes })
        })
    }
}
