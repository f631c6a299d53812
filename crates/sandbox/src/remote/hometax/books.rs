//! The invoices that the office holds for a company, shelved by what a list asks for: a page costs what it shows.

use crate::world::{Many, World};
use jangbu_domain::{BusinessNumber, Date, DateTime, Direction, Krw, TaxInvoice, direction_for};
use std::borrow::Cow;
use std::collections::HashMap;

/// 작성일자, 발급일자, 전송일자.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ListedBy {
    Written,
    Issued,
    Sent,
}

const EVERY_DAY: [ListedBy; 3] = [ListedBy::Written, ListedBy::Issued, ListedBy::Sent];
/// Two directions, taxable or exempt, three days.
const SHELVES: usize = 12;

/// Which list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shelved {
    pub(super) direction: Direction,
    pub(super) exempt: bool,
    pub(super) by: ListedBy,
}

impl Shelved {
    fn place(self) -> usize {
        let by = EVERY_DAY.iter().position(|by| *by == self.by).unwrap_or(0);
        usize::from(self.direction == Direction::Purchase) * 6 + usize::from(self.exempt) * 3 + by
    }
}

/// 공급가액, 세액.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sums {
    pub(super) supply_won: i64,
    pub(super) tax_won: i64,
}

impl Sums {
    pub(super) fn total_won(self) -> i64 {
        self.supply_won + self.tax_won
    }

    pub(super) fn plus(self, other: Self) -> Self {
        Self { supply_won: self.supply_won + other.supply_won, tax_won: self.tax_won + other.tax_won }
    }

    pub(super) fn of(invoice: &TaxInvoice) -> Self {
        Self { supply_won: invoice.supply().won(), tax_won: invoice.tax().map_or(0, Krw::won) }
    }
}

/// One invoice on a shelf, with the sums of all before it.
#[derive(Clone, Copy, Debug)]
struct Entry {
    day: Date,
    place: u32,
    own: Sums,
    before: Sums,
}

/// What a list shows of a shelf.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span<'b> {
    entries: &'b [Entry],
}

impl<'b> Span<'b> {
    pub(super) fn len(self) -> usize {
        self.entries.len()
    }

    pub(super) fn sums(self) -> Sums {
        match (self.entries.first(), self.entries.last()) {
            (Some(first), Some(last)) => Sums {
                supply_won: last.before.supply_won + last.own.supply_won - first.before.supply_won,
                tax_won: last.before.tax_won + last.own.tax_won - first.before.tax_won,
            },
            _ => Sums::default(),
        }
    }

    pub(super) fn places(self) -> impl DoubleEndedIterator<Item = u32> + ExactSizeIterator + 'b {
        self.entries.iter().map(|entry| entry.place)
    }
}

enum Source {
    Whole(Vec<TaxInvoice>),
    Many(Many),
}

/// All invoices of the world's company.
pub struct Books {
    source: Source,
    places: HashMap<Box<str>, u32>,
    shelves: Vec<Vec<Entry>>,
}

impl Books {
    /// Those of the world, whole.
    pub fn of(world: &World) -> Self {
        let mut filing = Filing::new();
        for invoice in world.invoices() {
            filing.add(invoice);
        }
        filing.close(Source::Whole(world.invoices().to_vec()))
    }

    /// So many that are made anew whenever they are shown, for measuring.
    pub fn many(seed: u64, count: u32) -> Self {
        let mut filing = Filing::new();
        let many = Many::make(seed, count, |invoice| filing.add(invoice));
        filing.close(Source::Many(many))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        match &self.source {
            Source::Whole(all) => all.len(),
            Source::Many(many) => many.len(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The entries of a shelf from one day to another, both included.
    pub(super) fn span(&self, shelved: Shelved, from: Date, to: Date) -> Span<'_> {
        let entries = self.shelves.get(shelved.place()).map_or(&[][..], Vec::as_slice);
        let first = entries.partition_point(|entry| entry.day < from);
        let end = entries.partition_point(|entry| entry.day <= to);
        Span { entries: entries.get(first..end).unwrap_or_default() }
    }

    pub(super) fn invoice(&self, place: u32) -> Option<Cow<'_, TaxInvoice>> {
        let place = usize::try_from(place).ok()?;
        match &self.source {
            Source::Whole(all) => all.get(place).map(Cow::Borrowed),
            Source::Many(many) => many.invoice(place).map(Cow::Owned),
        }
    }

    /// By its 24 letters.
    pub(super) fn find(&self, approval: &str) -> Option<Cow<'_, TaxInvoice>> {
        self.invoice(*self.places.get(approval)?)
    }
}

/// Books in the making.
struct Filing {
    company: BusinessNumber,
    count: u32,
    places: HashMap<Box<str>, u32>,
    shelves: Vec<Vec<Entry>>,
}

impl Filing {
    fn new() -> Self {
        let shelves = (0..SHELVES).map(|_| Vec::new()).collect();
        Self { company: World::company().number, count: 0, places: HashMap::new(), shelves }
    }

    fn add(&mut self, invoice: &TaxInvoice) {
        let place = self.count;
        self.count += 1;
        self.places.insert(invoice.approval().as_str().into(), place);
        let Some(direction) = direction_for(invoice, self.company) else { return };
        let exempt = invoice.type_code().kind.is_exempt();
        for by in EVERY_DAY {
            let Some(day) = day_of(invoice, by) else { continue };
            let own = Sums::of(invoice);
            if let Some(shelf) = self.shelves.get_mut(Shelved { direction, exempt, by }.place()) {
                shelf.push(Entry { day, place, own, before: Sums::default() });
            }
        }
    }

    fn close(mut self, source: Source) -> Books {
        for shelf in &mut self.shelves {
            shelf.sort_by_key(|entry| (entry.day, entry.place));
            let mut before = Sums::default();
            for entry in shelf {
                entry.before = before;
                before = before.plus(entry.own);
            }
        }
        Books { source, places: self.places, shelves: self.shelves }
    }
}

fn day_of(invoice: &TaxInvoice, by: ListedBy) -> Option<Date> {
    match by {
        ListedBy::Written => Some(invoice.written_on()),
        ListedBy::Issued => invoice.issued_at().map(DateTime::date),
        ListedBy::Sent => invoice.transmitted_on(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_has_what_a_search_through_all_invoices_finds() {
        let world = World::new(7, Date::constant(2026, 11, 21));
        let books = Books::of(&world);
        let (from, to) = (Date::constant(2026, 4, 3), Date::constant(2026, 7, 11));
        for by in EVERY_DAY {
            for (direction, exempt) in
                [(Direction::Sale, false), (Direction::Purchase, true), (Direction::Purchase, false)]
            {
                let span = books.span(Shelved { direction, exempt, by }, from, to);
                let wanted: Vec<&TaxInvoice> = world
                    .invoices()
                    .iter()
                    .filter(|one| direction_for(one, World::company().number) == Some(direction))
                    .filter(|one| one.type_code().kind.is_exempt() == exempt)
                    .filter(|one| day_of(one, by).is_some_and(|day| (from..=to).contains(&day)))
                    .collect();
                assert_eq!(span.len(), wanted.len(), "{direction:?} {exempt} {by:?}");
                assert!(!wanted.is_empty());
                let total: i64 = wanted.iter().map(|one| one.total().won()).sum();
                assert_eq!(span.sums().total_won(), total);
            }
        }
    }

    #[test]
    fn what_is_made_anew_is_what_was_filed() {
        let books = Books::many(3, 500);
        let plain: Vec<TaxInvoice> = crate::world::million(3, 500).collect();
        assert_eq!(books.len(), plain.len());
        for (place, invoice) in plain.iter().enumerate().step_by(37) {
            assert_eq!(books.invoice(u32::try_from(place).unwrap()).as_deref(), Some(invoice));
            assert_eq!(books.find(invoice.approval().as_str()).as_deref(), Some(invoice));
        }
    }
}
