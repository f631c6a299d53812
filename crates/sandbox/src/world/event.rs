//! What happens once or twice a year: amendments, a consigned sale, an import, buyers who are no
//! business, and invoices that somebody should look at.

use super::goods::{BOUGHT, Good, SOLD};
use super::partner::{Partner, own_number, own_party};
use super::trade::{Numbers, add_up, issue, line_of};
use jangbu_domain::{
    Amendment, AmendmentReason, BuyerIdentity, Date, Decimal, ImportDeclaration, InvoiceDraft, InvoiceKind,
    InvoiceTypeCode, Krw, Line, Party, Purpose, ResidentNumber, TaxInvoice, Variety, direction_for,
};

/// Half past ten.
const MORNING: i64 = 10 * 60 + 30;

/// Adds them to a year of ordinary invoices.
pub(super) fn add_all(invoices: &mut Vec<TaxInvoice>, from: Date, today: Date) {
    let mut events = Events { numbers: Numbers::starting_at(0x00A0_0000), from, today, made: Vec::new() };
    events.amend_some(invoices);
    events.consign();
    events.import();
    events.sell_to_a_person();
    events.sell_to_a_foreigner();
    events.write_oddly();
    invoices.append(&mut events.made);
}

struct Events {
    numbers: Numbers,
    from: Date,
    today: Date,
    made: Vec<TaxInvoice>,
}

const GENERAL: InvoiceTypeCode = InvoiceTypeCode { kind: InvoiceKind::Tax, variety: Variety::General };

impl Events {
    /// The day some weeks before this month, never before the books begin: on each day of a month the same.
    fn weeks_ago(&self, weeks: i32) -> Date {
        let span = jiff::Span::new().weeks(weeks);
        self.today.first_of_month().checked_sub(span).unwrap_or(self.from).max(self.from)
    }

    fn draft(
        &mut self,
        day: Date,
        code: InvoiceTypeCode,
        supplier: Party<jangbu_domain::BusinessNumber>,
        buyer: Party<BuyerIdentity>,
        lines: Vec<Line>,
    ) -> Option<InvoiceDraft> {
        let mut draft = InvoiceDraft::new(self.numbers.next(day)?, code, supplier, buyer);
        draft.lines = lines;
        draft.purpose = (!code.variety.is_import()).then_some(Purpose::Claim);
        add_up(&mut draft);
        draft.payment.credit = Some(draft.total);
        issue(&mut draft, 0, MORNING, self.today);
        Some(draft)
    }

    fn keep(&mut self, draft: Option<InvoiceDraft>) {
        self.made.extend(draft.and_then(|draft| draft.check().ok()));
    }

    fn sold(
        &mut self,
        day: Date,
        code: InvoiceTypeCode,
        buyer: Party<BuyerIdentity>,
        good: &Good,
        quantity: i64,
    ) -> Option<InvoiceDraft> {
        let line = line_of(good, quantity, day, code);
        self.draft(day, code, own_party(own_number()), buyer, vec![line])
    }

    /// One amendment for each of the usual reasons, each of another sale of the last months; 기재사항
    /// 착오 takes two documents, the original negated and the right one.
    fn amend_some(&mut self, invoices: &[TaxInvoice]) {
        let own = own_number();
        let limit = self.weeks_ago(3);
        let amendable = |invoice: &&TaxInvoice| {
            let recent = invoice.written_on() <= limit;
            recent
                && invoice.type_code() == GENERAL
                && direction_for(invoice, own) == Some(jangbu_domain::Direction::Sale)
        };
        let originals: Vec<&TaxInvoice> = invoices.iter().filter(amendable).collect();
        let plan = [
            (AmendmentReason::PriceChange, 10),
            (AmendmentReason::Return, 40),
            (AmendmentReason::Cancellation, 90),
            (AmendmentReason::DoubleIssue, 140),
            (AmendmentReason::Correction, 190),
            (AmendmentReason::Return, 240),
        ];
        for (reason, back) in plan {
            let Some(original) = originals.iter().rev().nth(back) else { continue };
            self.amend(original, reason);
        }
    }

    fn amend(&mut self, original: &TaxInvoice, reason: AmendmentReason) {
        let later = original.written_on().checked_add(jiff::Span::new().days(14)).unwrap_or(self.today);
        let day = later.min(self.today);
        let whole = reason != AmendmentReason::PriceChange;
        let lines = if whole { original.lines() } else { original.lines().get(..1).unwrap_or_default() };
        let share = match reason {
            AmendmentReason::PriceChange => 10,
            AmendmentReason::Return => 50,
            _ => 100,
        };
        let reduced = lines.iter().map(|line| negated(line, share)).collect();
        let amendment = Amendment { reason: Some(reason), original: Some(original.approval().clone()) };
        let draft = self.amending(original, day, amendment.clone(), reduced);
        self.keep(draft);
        if reason == AmendmentReason::Correction {
            let corrected = original.lines().to_vec();
            let mut draft = self.amending(original, day, amendment, corrected);
            if let Some(draft) = &mut draft {
                draft.notes = vec!["품목 규격 정정".to_owned()];
            }
            self.keep(draft);
        }
    }

    fn amending(
        &mut self,
        original: &TaxInvoice,
        day: Date,
        amendment: Amendment,
        lines: Vec<Line>,
    ) -> Option<InvoiceDraft> {
        let code = InvoiceTypeCode { kind: InvoiceKind::AmendedTax, ..original.type_code() };
        let mut draft =
            self.draft(day, code, original.supplier().clone(), original.buyer().clone(), lines)?;
        draft.amendment = Some(amendment);
        Some(draft)
    }

    /// 위수탁: sold through an agent.
    fn consign(&mut self) {
        let (customer, agent) = (Partner::new(3), Partner::new(11));
        let code = InvoiceTypeCode { variety: Variety::Consigned, ..GENERAL };
        let [good, ..] = &SOLD;
        let buyer = customer.party(BuyerIdentity::Business(customer.number));
        let mut draft = self.sold(self.weeks_ago(7), code, buyer, good, 40);
        if let Some(draft) = &mut draft {
            draft.broker = Some(agent.party(agent.number));
        }
        self.keep(draft);
    }

    /// 수입: written by customs.
    fn import(&mut self) {
        let customs = Partner::new(90_001);
        let mut supplier = customs.party(customs.number);
        "가상세관".clone_into(&mut supplier.name);
        "가상세관장".clone_into(&mut supplier.representative);
        (supplier.business_type, supplier.business_item) = (None, None);
        let code = InvoiceTypeCode { variety: Variety::Import, ..GENERAL };
        let day = self.weeks_ago(5);
        let [.., good] = &BOUGHT;
        let lines = vec![line_of(good, 60, day, code)];
        let buyer = own_party(BuyerIdentity::Business(own_number()));
        let mut draft = self.draft(day, code, supplier, buyer, lines);
        if let Some(draft) = &mut draft {
            draft.payment = jangbu_domain::PaymentSplit::default();
            draft.import_declaration = Some(ImportDeclaration {
                number: Some("99999260000001M".to_owned()),
                item_count: Some(1),
                from: Some(day),
                to: Some(day),
            });
        }
        self.keep(draft);
    }

    /// To a person; the number has a thirteenth month and is nobody's.
    fn sell_to_a_person(&mut self) {
        let Ok(number) = ResidentNumber::from_document("9913320000000") else { return };
        let mut buyer = Party::named(BuyerIdentity::Resident(number), "한개인", "한개인");
        buyer.address = Some("경기도 허구시 상상로 7, 101호".to_owned());
        let [.., chair, _, _, _, _, _] = &SOLD;
        let draft = self.sold(self.weeks_ago(4), GENERAL, buyer, chair, 2);
        self.keep(draft);
    }

    /// To a foreigner; the passport number in the remark is invented.
    fn sell_to_a_foreigner(&mut self) {
        let mut buyer = Party::named(BuyerIdentity::Foreigner, "SAMPLE TRADING", "Alex Sample");
        buyer.address = Some("서울특별시 예시구 모의로 33".to_owned());
        let [_, _, _, _, tape, ..] = &SOLD;
        let mut draft = self.sold(self.weeks_ago(6), GENERAL, buyer, tape, 12);
        if let Some(draft) = &mut draft {
            draft.notes = vec!["M00000000".to_owned()];
        }
        self.keep(draft);
    }

    /// Legal but odd: each carries a warning.
    fn write_oddly(&mut self) {
        for (place, weeks) in [(1, 1), (5, 2), (8, 8), (13, 12)] {
            let customer = Partner::new(place);
            let [_, cups, ..] = &SOLD;
            let buyer = customer.party(BuyerIdentity::Business(customer.number));
            let mut draft = self.sold(self.weeks_ago(weeks), GENERAL, buyer, cups, 15);
            if let Some(draft) = &mut draft {
                oddly(draft, place);
            }
            self.keep(draft);
        }
    }
}

fn oddly(draft: &mut InvoiceDraft, which: u32) {
    let won = |won: i64| Krw::new(won).unwrap_or_default();
    match which {
        // A tax of two won more than a tenth.
        1 => {
            draft.tax = draft.tax.and_then(|tax| tax.checked_add(won(2)).ok());
            draft.total = draft.total.checked_add(won(2)).unwrap_or(draft.total);
            draft.payment.credit = Some(draft.total);
            if let Some(line) = draft.lines.first_mut() {
                line.tax = draft.tax;
            }
        }
        // Paid in part, the rest forgotten.
        5 => draft.payment.credit = Some(won(100_000)),
        // Neither receipt nor claim.
        8 => draft.purpose = None,
        // A line that is not what the header adds up to.
        _ => {
            if let Some(line) = draft.lines.first_mut() {
                line.supply = line.supply.and_then(|supply| supply.checked_sub(won(10)).ok());
            }
        }
    }
}

/// A share of a line with the sign turned.
fn negated(line: &Line, percent: i64) -> Line {
    let quantity = line.quantity.map_or(1, |quantity| (quantity.mantissa() * percent / 100).max(1));
    let price = line.unit_price.map_or(0, Decimal::mantissa);
    let supply = Krw::new(-(price * quantity)).unwrap_or_default();
    let day = line.supplied_on.unwrap_or(Date::ZERO);
    Line {
        quantity: Decimal::parse(&format!("-{quantity}")).ok(),
        supply: Some(supply),
        tax: line.tax.and_then(|_| jangbu_domain::vat::tax_on(supply, day).ok()),
        ..line.clone()
    }
}
