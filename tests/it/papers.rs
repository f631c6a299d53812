//! Documents to import: the fixtures, and lists made from invoices.

use jangbu_domain::{
    ApprovalNumber, BusinessNumber, BuyerIdentity, Direction, InvoiceDraft, InvoiceTypeCode, Krw, Line,
    Party, TaxInvoice,
};
use jangbu_forms::hometax::{ItemRows, ListHead, write_list};
use std::ops::ControlFlow;
use std::path::PathBuf;

/// A fixture of tests/fixtures/etax.
pub(crate) fn fixture(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/etax").join(name);
    assert!(path.exists(), "{} is missing", path.display());
    path
}

/// Every fixture of a folder with one of the endings, in order of name.
pub(crate) fn fixtures_in(folder: &str, ending: &str) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir(fixture(folder))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|found| found == ending))
        .collect();
    found.sort();
    assert!(!found.is_empty(), "no {ending} in {folder}");
    found
}

/// The one invoice of an XML fixture.
pub(crate) fn invoice_of(name: &str) -> TaxInvoice {
    let bytes = std::fs::read(fixture(name)).unwrap();
    let mut outcome = jangbu_forms::read_document(name, &bytes, &mut |_, _| ControlFlow::Continue(()));
    assert_eq!(outcome.invoices.len(), 1, "{:?}", outcome.findings);
    outcome.invoices.remove(0).invoice
}

/// A list workbook of the fixtures' company with these invoices.
pub(crate) fn list(direction: Direction, invoices: &[TaxInvoice]) -> Vec<u8> {
    let head = ListHead {
        company: BusinessNumber::parse(crate::desk::OURS).unwrap(),
        name: "가상상사 주식회사".to_owned(),
        representative: "홍길동".to_owned(),
        direction,
        exempt: false,
    };
    write_list(&head, invoices, ItemRows::Every).unwrap()
}

/// A plain invoice over `supply` won, written on `day` of January 2025.
pub(crate) fn plain(serial: u32, day: u32, supply: i64, direction: Direction) -> TaxInvoice {
    draft(serial, day, supply, direction).check().unwrap()
}

pub(crate) fn draft(serial: u32, day: u32, supply: i64, direction: Direction) -> InvoiceDraft {
    let number = |text| BusinessNumber::parse(text).unwrap();
    let (ours, theirs) = (number(crate::desk::OURS), number(crate::desk::THEIRS));
    let other = ["시험무역", "다온유통", "푸른전자"][serial as usize % 3];
    let (supplier, buyer) = match direction {
        Direction::Sale => (
            Party::named(ours, "가상상사 주식회사", "홍길동"),
            Party::named(BuyerIdentity::Business(theirs), other, "김시험"),
        ),
        Direction::Purchase => (
            Party::named(theirs, other, "김시험"),
            Party::named(BuyerIdentity::Business(ours), "가상상사 주식회사", "홍길동"),
        ),
    };
    let approval = ApprovalNumber::parse(&format!("202501{day:02}99990000{serial:08}")).unwrap();
    let mut draft = InvoiceDraft::new(approval, InvoiceTypeCode::from_code("0101").unwrap(), supplier, buyer);
    draft.supply = Krw::new(supply).unwrap();
    draft.tax = Some(Krw::new(supply / 10).unwrap());
    draft.total = Krw::new(supply + supply / 10).unwrap();
    draft.lines = vec![Line {
        item: Some(["종이컵", "복사용지", "육각볼트"][serial as usize % 3].to_owned()),
        supply: Some(draft.supply),
        tax: draft.tax,
        ..Line::default()
    }];
    draft
}

/// The whole document of an invoice.
pub(crate) fn xml(invoice: &TaxInvoice) -> Vec<u8> {
    jangbu_forms::etax::write_invoice(invoice).unwrap()
}
