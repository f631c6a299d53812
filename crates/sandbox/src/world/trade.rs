//! Ordinary business: sales and purchases by day, with busy and quiet months.

use super::goods::{BOUGHT, EXEMPT, Good, RUNNING, SOLD};
use super::partner::{Partner, own_number, own_party};
use super::prng::Prng;
use jangbu_domain::{
    ApprovalNumber, BuyerIdentity, Date, Decimal, InvoiceDraft, InvoiceKind, InvoiceTypeCode, Krw, Line,
    Purpose, TaxInvoice, Variety, vat,
};
use jiff::civil::Weekday;

/// Partners 0 to 23 buy from the company, 24 to 33 sell to it, 34 to 39 serve it.
const CUSTOMERS: core::ops::Range<u32> = 0..24;
const SUPPLIERS: core::ops::Range<u32> = 24..34;
const SERVANTS: core::ops::Range<u32> = 34..40;

/// Business of each month against the average, in percent: slow after New Year and in the summer
/// heat, brisk before the holidays and at the year's end.
const SEASON_PERCENT: [u64; 12] = [82, 78, 118, 102, 100, 96, 84, 76, 122, 108, 116, 134];

/// Percent chance of each of the day's possible invoices, before the season.
const SALES_PER_DAY: u64 = 4;
const SALE_PERCENT: u64 = 72;
const PURCHASE_PERCENT: u64 = 44;
const EXEMPT_PERCENT: u64 = 6;
const ZERO_RATED_PERCENT: u64 = 4;

/// Hands out approval numbers: 작성일자, the invented registration, a running serial in hexadecimal.
#[derive(Clone, Copy, Debug)]
pub(super) struct Numbers {
    serial: u32,
}

impl Numbers {
    pub(super) const fn starting_at(serial: u32) -> Self {
        Self { serial }
    }

    pub(super) fn next(&mut self, written_on: Date) -> Option<ApprovalNumber> {
        self.serial += 1;
        ApprovalNumber::parse(&format!("{}99990000{:08x}", written_on.strftime("%Y%m%d"), self.serial)).ok()
    }
}

/// Every ordinary invoice from one day to another.
pub(super) fn every_day(prng: &mut Prng, from: Date, to: Date) -> Vec<TaxInvoice> {
    let partners = |range: core::ops::Range<u32>| range.map(Partner::new).collect::<Vec<_>>();
    let mut business = Business {
        customers: partners(CUSTOMERS),
        suppliers: partners(SUPPLIERS),
        servants: partners(SERVANTS),
        numbers: Numbers::starting_at(0x0001_0000),
        to,
        invoices: Vec::new(),
    };
    let mut day = from;
    while day <= to {
        business.day(prng, day);
        let Ok(next) = day.tomorrow() else { break };
        day = next;
    }
    business.invoices
}

struct Business {
    customers: Vec<Partner>,
    suppliers: Vec<Partner>,
    servants: Vec<Partner>,
    numbers: Numbers,
    to: Date,
    invoices: Vec<TaxInvoice>,
}

impl Business {
    fn day(&mut self, prng: &mut Prng, day: Date) {
        if day.day() == day.days_in_month() {
            self.running_costs(prng, day);
        }
        if matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
            return;
        }
        let month = usize::try_from(day.month()).unwrap_or(1).saturating_sub(1);
        let season = SEASON_PERCENT.get(month).copied().unwrap_or(100);
        for _ in 0..SALES_PER_DAY {
            if prng.percent(SALE_PERCENT * season / 100) {
                self.sale(prng, day);
            }
        }
        if prng.percent(PURCHASE_PERCENT * season / 100) {
            self.purchase(prng, day);
        }
    }

    fn sale(&mut self, prng: &mut Prng, day: Date) {
        let Some(customer) = prng.pick_front(&self.customers).cloned() else { return };
        let exempt = prng.percent(EXEMPT_PERCENT);
        let variety =
            if !exempt && prng.percent(ZERO_RATED_PERCENT) { Variety::ZeroRated } else { Variety::General };
        let goods: &[Good] = if exempt { &EXEMPT } else { &SOLD };
        let code =
            InvoiceTypeCode { kind: if exempt { InvoiceKind::Exempt } else { InvoiceKind::Tax }, variety };
        let lines = make_lines(prng, goods, day, code);
        let Some(approval) = self.numbers.next(day) else { return };
        let buyer = customer.party(BuyerIdentity::Business(customer.number));
        let mut draft = InvoiceDraft::new(approval, code, own_party(own_number()), buyer);
        draft.lines = lines;
        self.settle(prng, draft);
    }

    fn purchase(&mut self, prng: &mut Prng, day: Date) {
        let Some(supplier) = prng.pick_front(&self.suppliers).cloned() else { return };
        let exempt = prng.percent(EXEMPT_PERCENT * 2);
        let goods: &[Good] = if exempt { &EXEMPT } else { &BOUGHT };
        let kind = if exempt { InvoiceKind::Exempt } else { InvoiceKind::Tax };
        let code = InvoiceTypeCode { kind, variety: Variety::General };
        let lines = make_lines(prng, goods, day, code);
        self.bought(prng, &supplier, day, code, lines);
    }

    /// Rent, carriage and the like, at the end of each month.
    fn running_costs(&mut self, prng: &mut Prng, day: Date) {
        let code = InvoiceTypeCode { kind: InvoiceKind::Tax, variety: Variety::General };
        for (at, cost) in RUNNING.iter().enumerate() {
            let Some(servant) = self.servants.get(at % self.servants.len().max(1)).cloned() else { return };
            let lines = vec![make_line(prng, cost, day, code)];
            self.bought(prng, &servant, day, code, lines);
        }
    }

    fn bought(
        &mut self,
        prng: &mut Prng,
        from: &Partner,
        day: Date,
        code: InvoiceTypeCode,
        lines: Vec<Line>,
    ) {
        let Some(approval) = self.numbers.next(day) else { return };
        let buyer = own_party(BuyerIdentity::Business(own_number()));
        let mut draft = InvoiceDraft::new(approval, code, from.party(from.number), buyer);
        draft.lines = lines;
        self.settle(prng, draft);
    }

    /// Adds up, decides how and when, and keeps the invoice.
    fn settle(&mut self, prng: &mut Prng, mut draft: InvoiceDraft) {
        add_up(&mut draft);
        let paid = prng.percent(22);
        draft.purpose = Some(if paid { Purpose::Receipt } else { Purpose::Claim });
        let part = if paid { &mut draft.payment.cash } else { &mut draft.payment.credit };
        *part = Some(draft.total);
        let is_issued = issue(&mut draft, prng.between(0, 3), prng.between(9 * 60, 18 * 60), self.to);
        self.invoices.extend(is_issued.then(|| draft.check().ok()).flatten());
    }
}

/// Sums of the lines become the header's.
pub(super) fn add_up(draft: &mut InvoiceDraft) {
    let sum =
        |part: fn(&Line) -> Option<Krw>| Krw::total(draft.lines.iter().filter_map(part)).unwrap_or_default();
    draft.supply = sum(|line| line.supply);
    let tax = sum(|line| line.tax);
    draft.tax = (!draft.type_code.kind.is_exempt()).then_some(tax);
    draft.total = draft.supply.checked_add(draft.tax.unwrap_or_default()).unwrap_or_default();
}

/// Issued some days after it is written for, transmitted the day after, so that a later `today` sees the
/// same: what is not transmitted yet says no day, and what is not issued yet is told by the answer.
pub(super) fn issue(draft: &mut InvoiceDraft, days: i64, minute_of_day: i64, today: Date) -> bool {
    let later = |day: Date, days: i64| {
        jiff::Span::new().try_days(days).ok().and_then(|span| day.checked_add(span).ok()).unwrap_or(day)
    };
    let issued = later(draft.written_on, days);
    let part = |value: i64| i8::try_from(value).unwrap_or(0);
    draft.issued_at = Some(issued.at(part(minute_of_day / 60), part(minute_of_day % 60), 0, 0));
    draft.transmitted_on = Some(later(issued, 1)).filter(|day| *day <= today);
    issued <= today
}

/// One to four lines of different goods.
fn make_lines(prng: &mut Prng, goods: &[Good], day: Date, code: InvoiceTypeCode) -> Vec<Line> {
    let wanted = prng.between(1, 4).min(prng.between(1, 4));
    let mut lines: Vec<Line> = Vec::new();
    for _ in 0..wanted {
        let Some(good) = prng.pick_front(goods) else { break };
        let line = make_line(prng, good, day, code);
        let said = |other: &Line| other.item == line.item && other.specification == line.specification;
        if !lines.iter().any(said) {
            lines.push(line);
        }
    }
    lines
}

pub(super) fn make_line(prng: &mut Prng, good: &Good, day: Date, code: InvoiceTypeCode) -> Line {
    let quantity = prng.between(1, good.quantity_max).min(prng.between(1, good.quantity_max));
    line_of(good, quantity, day, code)
}

/// A line of some quantity; negative for goods that come back.
pub(super) fn line_of(good: &Good, quantity: i64, day: Date, code: InvoiceTypeCode) -> Line {
    let supply = Krw::new(good.price_won.saturating_mul(quantity)).unwrap_or_default();
    let tax = if code.variety.is_zero_rated() { Ok(Krw::ZERO) } else { vat::tax_on(supply, day) };
    Line {
        supplied_on: Some(day),
        item: Some(good.item.to_owned()),
        specification: Some(good.specification.to_owned()),
        quantity: Decimal::parse(&quantity.to_string()).ok(),
        unit_price: Decimal::parse(&good.price_won.to_string()).ok(),
        supply: Some(supply),
        tax: if code.kind.is_exempt() { None } else { tax.ok() },
        note: None,
    }
}
