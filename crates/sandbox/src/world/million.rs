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
    (0..count).filter_map(move |at| one(&mut prng, &mut numbers, &partners, day_of(at, count)?))
}

/// So many invoices of [`million`], each of them made again when it is asked for: a hundred thousand take
/// a few megabytes.
#[derive(Clone, Debug)]
pub struct Many {
    partners: Vec<Partner>,
    origins: Vec<Origin>,
}

/// What an invoice is made from.
#[derive(Clone, Debug)]
struct Origin {
    prng: Prng,
    numbers: Numbers,
    day: Date,
}

impl Many {
    /// Makes each once, shows it, and forgets it.
    pub fn make(seed: u64, count: u32, mut show: impl FnMut(&TaxInvoice)) -> Self {
        let mut prng = Prng::new(seed);
        let mut numbers = Numbers::starting_at(0);
        let partners: Vec<Partner> = (100..100 + PARTNERS).map(Partner::new).collect();
        let mut origins = Vec::new();
        for at in 0..count {
            let Some(day) = day_of(at, count) else { continue };
            let origin = Origin { prng: prng.clone(), numbers, day };
            if let Some(invoice) = one(&mut prng, &mut numbers, &partners, day) {
                show(&invoice);
                origins.push(origin);
            }
        }
        Self { partners, origins }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.origins.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.origins.is_empty()
    }

    /// The one at a place, the same each time.
    pub fn invoice(&self, place: usize) -> Option<TaxInvoice> {
        let mut origin = self.origins.get(place)?.clone();
        one(&mut origin.prng, &mut origin.numbers, &self.partners, origin.day)
    }
}

/// The day of one of so many.
fn day_of(at: u32, count: u32) -> Option<Date> {
    let days = i32::try_from(u64::from(at) * DAYS / u64::from(count.max(1))).ok()?;
    FIRST_DAY.checked_add(jiff::Span::new().days(days)).ok()
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
