//! Many invoices, quickly, for measuring.

use super::goods::{BOUGHT, SOLD};
use super::partner::{Partner, own_number, own_party};
use super::prng::Prng;
use super::trade::{Numbers, add_up, issue, make_line};
use jangbu_domain::{
    BuyerIdentity, Date, InvoiceDraft, InvoiceKind, InvoiceTypeCode, Purpose, TaxInvoice, Variety,
};

/// The first and the number of days that the invoices are spread over: five years.
const FIRST_DAY: Date = Date::constant(2021, 1, 1);
const DAYS: u64 = 1_826;
/// Partners among whom the invoices repeat.
const PARTNERS: u32 = 2_000;

/// `count` invoices of the invented company, evenly over 2021 to 2025 by day, with repeating partners
/// and items: six of ten are sales. All are valid and plain; the same seed gives the same invoices.
pub fn million(seed: u64, count: u32) -> impl Iterator<Item = TaxInvoice> {
    let mut prng = Prng::new(seed);
    let mut numbers = Numbers::starting_at(0);
    let partners: Vec<Partner> = (100..100 + PARTNERS).map(Partner::new).collect();
    let total = u64::from(count.max(1));
    (0..u64::from(count)).filter_map(move |at| {
        let days = i32::try_from(at * DAYS / total).unwrap_or(0);
        let day = FIRST_DAY.checked_add(jiff::Span::new().days(days)).ok()?;
        one(&mut prng, &mut numbers, &partners, day)
    })
}

fn one(prng: &mut Prng, numbers: &mut Numbers, partners: &[Partner], day: Date) -> Option<TaxInvoice> {
    let partner = prng.pick_front(partners)?;
    let code = InvoiceTypeCode { kind: InvoiceKind::Tax, variety: Variety::General };
    let approval = numbers.next(day)?;
    let sale = prng.percent(60);
    let (supplier, buyer) = if sale {
        (own_party(own_number()), partner.party(BuyerIdentity::Business(partner.number)))
    } else {
        (partner.party(partner.number), own_party(BuyerIdentity::Business(own_number())))
    };
    let mut draft = InvoiceDraft::new(approval, code, supplier, buyer);
    for _ in 0..prng.between(1, 3) {
        let good = if sale { prng.pick_front(&SOLD) } else { prng.pick_front(&BOUGHT) }?;
        draft.lines.push(make_line(prng, good, day, code));
    }
    add_up(&mut draft);
    draft.purpose = Some(Purpose::Claim);
    draft.payment.credit = Some(draft.total);
    issue(&mut draft, prng.between(0, 2), prng.between(9 * 60, 18 * 60), Date::MAX);
    draft.check().ok()
}
