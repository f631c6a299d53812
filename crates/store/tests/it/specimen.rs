//! The invented content of the books under tests/fixtures/books, the same for every schema: the
//! example program `make_fixture` writes it, the upgrade test compares what it reads with it.

use jangbu_domain::{
    ApprovalNumber, BusinessNumber, BuyerIdentity, Date, Decimal, InvoiceDraft, InvoiceTypeCode, Krw, Line,
    Party, Purpose, ResidentNumber, TaxInvoice,
};
use jangbu_store::Company;

/// A number with a fitting check digit that no person has.
pub(crate) const RESIDENT: &str = "850301-1730592";
/// Bytes of the kept document, which holds the number.
pub(crate) const DOCUMENT: &[u8] = b"<invoice><buyer>850301-1730592</buyer></invoice>";
/// Invoices that stand in the end.
pub(crate) const INVOICES: u32 = 24;

/// The company of the books.
pub(crate) fn company() -> Company {
    Company {
        name: "견본상사".into(),
        business_number: BusinessNumber::parse("123-45-67891").unwrap(),
        representative: Some("김견본".into()),
    }
}

/// The invoices that stand in the end, in the order of their serials.
pub(crate) fn invoices() -> Vec<TaxInvoice> {
    (1..=INVOICES).map(|serial| draft(serial).check().unwrap()).collect()
}

/// The invoice with a serial.
pub(crate) fn draft(serial: u32) -> InvoiceDraft {
    let day = Date::new(2026, 1, 1).unwrap().checked_add(jiff::Span::new().days(i64::from(serial))).unwrap();
    let approval = format!("{:04}{:02}{:02}99990000{serial:08}", day.year(), day.month(), day.day());
    let stem = 999_000_000 + serial % 7;
    let partner = BusinessNumber::from_stem(&stem.to_string()).unwrap();
    let supplier = Party::named(company().business_number, "견본상사", "김견본");
    let buyer = match serial {
        5 => BuyerIdentity::Resident(ResidentNumber::parse(RESIDENT).unwrap()),
        _ => BuyerIdentity::Business(partner),
    };
    let buyer = Party::named(buyer, format!("거래처 {}", serial % 7), "이대표");
    let code = InvoiceTypeCode::from_code("0101").unwrap();
    let mut draft = InvoiceDraft::new(ApprovalNumber::parse(&approval).unwrap(), code, supplier, buyer);
    let supply = Krw::new(i64::from(serial) * 110_000).unwrap();
    draft.supply = supply;
    draft.tax = Some(Krw::new(i64::from(serial) * 11_000).unwrap());
    draft.total = Krw::new(i64::from(serial) * 121_000).unwrap();
    draft.purpose = Some(Purpose::Claim);
    draft.notes = vec![format!("견본 비고 {serial}")];
    draft.lines = vec![Line {
        supplied_on: Some(day),
        item: Some(format!("견본 품목 {serial}")),
        quantity: Some(Decimal::parse("1.5").unwrap()),
        supply: Some(supply),
        ..Line::default()
    }];
    draft
}
