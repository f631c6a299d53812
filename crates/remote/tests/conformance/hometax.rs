//! What the ports promise, by Hometax.

use crate::hometax_bench::{Bench, COMPANY, SEED, business, issue, long_quarter, quarter, world};
use futures_util::future::join_all;
use jangbu_domain::{Direction, InvoiceKind, PartyIdentity, TaxInvoice};
use jangbu_remote::port::Clock;
use jangbu_remote::port::purchase_evidence::PurchaseEvidence;
use jangbu_remote::port::tax_invoice_collect::{DateKind, ListQuery, Period, TaxInvoiceCollect, Taxation};
use jangbu_remote::provider::hometax::Postfix;
use jangbu_remote::{Effect, Kind};
use jangbu_sandbox::remote::hometax::Books;
use jangbu_sandbox::world::receipt::{Receipt, ReceiptKind, receipts};
use jiff::civil::date;
use std::collections::BTreeSet;
use std::ops::ControlFlow;

/// Numbers of the world's invoices that a query means, found without the office.
fn expected(query: &ListQuery) -> BTreeSet<String> {
    let company = business(COMPANY);
    let own = |invoice: &&TaxInvoice| {
        let side = if invoice.supplier().identity == company { Direction::Sale } else { Direction::Purchase };
        let exempt = matches!(invoice.type_code().kind, InvoiceKind::Exempt | InvoiceKind::AmendedExempt);
        let day = match query.by {
            DateKind::Written => Some(invoice.written_on()),
            DateKind::Issued => invoice.issued_at().map(jangbu_domain::DateTime::date),
            DateKind::Sent => invoice.transmitted_on(),
        };
        let within = day.is_some_and(|day| (query.period.from()..=query.period.to()).contains(&day));
        side == query.direction && exempt == (query.taxation == Taxation::Exempt) && within
    };
    world().invoices().iter().filter(own).map(|invoice| invoice.approval().to_string()).collect()
}

#[test]
fn every_list_is_the_worlds_own() {
    let bench = Bench::new();
    for direction in [Direction::Sale, Direction::Purchase] {
        for taxation in [Taxation::Taxable, Taxation::Exempt] {
            for by in [DateKind::Written, DateKind::Issued, DateKind::Sent] {
                let query = ListQuery { taxation, by, ..quarter(direction) };
                let (pages, outcome) = bench.list(&query);
                let listing = outcome.unwrap();
                assert!(listing.is_whole, "{query:?}");
                let read: BTreeSet<String> = pages
                    .iter()
                    .flat_map(|page| &page.invoices)
                    .map(|read| read.invoice.approval().to_string())
                    .collect();
                assert_eq!(read, expected(&query), "{query:?}");
                assert_eq!(listing.rows, u64::try_from(read.len()).unwrap());
                assert!(pages.iter().all(|page| page.rejected == 0 && page.findings.is_empty()));
            }
        }
    }
    // Twelve lists of one page at most, and one login for all of them.
    assert_eq!((bench.seen("login"), bench.seen("list")), (1, 12));
}

#[test]
fn a_long_list_comes_in_pages_with_a_pause_between_them() {
    let bench = Bench::with(Books::many(SEED, 40_000), COMPANY, Postfix::default());
    bench.office.enforce_pause_ms(1_000);
    let (pages, outcome) = bench.list(&long_quarter());
    let listing = outcome.unwrap();
    assert!(listing.is_whole && listing.pages > 1, "{listing:?}");
    assert!(pages.iter().map(|page| page.number).eq(1..=listing.pages));
    let rows: usize = pages.iter().map(|page| page.invoices.len()).sum();
    assert_eq!(u64::try_from(rows).unwrap(), listing.rows);
    assert!(pages.iter().all(|page| page.findings.is_empty()), "{:?}", pages[0].findings);
    assert_eq!(pages[0].source.name, "홈택스_매출_20250801-20251031_1.txt");
    assert_eq!(pages[0].source.format, "hometax_text");
    let calls = bench.office.calls();
    let pauses = calls.windows(2).map(|two| two[1].at.duration_since(two[0].at));
    assert!(pauses.min().unwrap().as_secs() >= 1);
}

#[test]
fn whoever_has_enough_ends_the_listing_without_a_failure() {
    let bench = Bench::with(Books::many(SEED, 40_000), COMPANY, Postfix::default());
    let query = long_quarter();
    let mut sink = |_| ControlFlow::Break(());
    let listing = bench.clock.run(bench.hometax.list(&query, &mut sink)).unwrap().unwrap();
    assert_eq!((listing.pages, listing.rows, listing.is_whole), (1, 1_000, false));
    assert_eq!(bench.seen("list_text"), 1);
}

#[test]
fn a_period_without_invoices_gives_no_page_and_one_too_long_is_not_asked_for() {
    let bench = Bench::new();
    let period = Period::parse(date(2010, 1, 1), date(2010, 1, 31)).unwrap();
    let (pages, outcome) = bench.list(&ListQuery { period, ..quarter(Direction::Sale) });
    assert_eq!((pages.len(), outcome.unwrap().rows), (0, 0));
    let period = Period::parse(date(2026, 1, 1), date(2026, 4, 1)).unwrap();
    let error = bench.list(&ListQuery { period, ..quarter(Direction::Sale) }).1.unwrap_err();
    assert_eq!((error.kind, error.effect), (Kind::BadRequest, Effect::NotSent));
}

#[test]
fn a_document_comes_byte_for_byte_and_reads_as_its_row() {
    let bench = Bench::new();
    let query = quarter(Direction::Purchase);
    let (pages, _) = bench.list(&query);
    let row = &pages[0].invoices[0].invoice;
    let fetch = || bench.clock.run(bench.hometax.document(&query, row.approval())).unwrap();
    let source = fetch().unwrap();
    assert_eq!(source, fetch().unwrap());
    assert_eq!((source.format, source.name), ("etax_xml", format!("{}.xml", row.approval().as_str())));
    let document = jangbu_forms::etax::read_invoice(&source.bytes).unwrap().invoice;
    assert_eq!((document.approval(), document.total()), (row.approval(), row.total()));
    assert_eq!(document.supplier().identity.shown(), row.supplier().identity.shown());
    let unknown = "20260801-99999999-99999999".parse_number();
    let error = bench.clock.run(bench.hometax.document(&query, &unknown)).unwrap().unwrap_err();
    assert_eq!((error.kind, error.effect), (Kind::Rejected, Effect::NoEffect));
}

trait ParseNumber {
    fn parse_number(&self) -> jangbu_domain::ApprovalNumber;
}

impl ParseNumber for str {
    fn parse_number(&self) -> jangbu_domain::ApprovalNumber {
        jangbu_domain::ApprovalNumber::parse(self).unwrap()
    }
}

#[test]
fn cash_receipts_and_card_purchases_are_the_worlds_own() {
    let bench = Bench::new();
    let (from, to) = (date(2026, 8, 1), date(2026, 10, 31));
    let period = Period::parse(from, to).unwrap();
    let cash = bench.clock.run(bench.hometax.cash_receipts(period)).unwrap().unwrap();
    let own = receipts(ReceiptKind::CashBought, from, to);
    assert!(!own.is_empty());
    assert!(cash.iter().map(|one| &one.approval).eq(own.iter().map(|one| &one.approval)));
    assert!(cash.iter().map(|one| one.amounts.total.won()).eq(own.iter().map(Receipt::total_won)));
    assert!(cash.iter().map(|one| one.is_deductible).eq(own.iter().map(|one| Some(one.is_deductible))));
    let cards = bench.clock.run(bench.hometax.card_purchases(period)).unwrap().unwrap();
    let own = receipts(ReceiptKind::CardBought, from, to);
    assert!(cards.iter().map(|one| one.seller.number).eq(own.iter().map(|one| Some(one.shop.number))));
    assert!(cards.iter().map(|one| one.amounts.total.won()).eq(own.iter().map(Receipt::total_won)));
    assert_eq!(bench.seen("login"), 1);
}

#[test]
fn the_business_that_is_wanted_is_chosen_and_another_is_refused() {
    let branch = jangbu_domain::BusinessNumber::from_stem("999700001").unwrap().to_string();
    let bench = Bench::with(Books::of(&world()), &branch, Postfix::default());
    // The branch has no books of its own.
    assert_eq!(bench.list(&quarter(Direction::Sale)).1.unwrap().rows, 0);
    assert_eq!(bench.seen("choose_business"), 1);
    let stranger = bench.another(&bench.issued, "999-88-00014");
    let error = bench.list_by(&stranger, &quarter(Direction::Sale)).1.unwrap_err();
    assert_eq!((error.kind, error.effect), (Kind::NoSuchBusiness, Effect::NoEffect));
}

#[test]
fn a_wrong_a_revoked_and_an_unregistered_certificate_are_refused_at_once() {
    let told = |bend: &dyn Fn(&Bench), number: &str| {
        let bench = Bench::with(Books::many(SEED, 0), COMPANY, Postfix::default());
        bend(&bench);
        let issued = issue(&bench.authority, number);
        let client = bench.another(&issued, COMPANY);
        let error = bench.list_by(&client, &quarter(Direction::Sale)).1.unwrap_err();
        assert_eq!((error.kind, error.effect), (Kind::BadKey, Effect::NoEffect), "{error:?}");
        assert_eq!(bench.seen("login"), 1);
        error.message.unwrap()
    };
    assert_eq!(
        told(&|bench| bench.office.revoke(&bench.issued.certificate), COMPANY),
        "폐지된 인증서입니다."
    );
    let unregistered = told(&|bench| bench.office.unregister(&bench.issued.certificate), COMPANY);
    assert_eq!(unregistered, "홈택스에 등록된 인증서가 아닙니다.");
    // The name is a member's, the number that R proves is not.
    assert_eq!(told(&|_| {}, "999-88-00014"), "인증서 본인확인에 실패하였습니다.");
}

#[test]
fn callers_at_once_share_one_login() {
    let bench = Bench::new();
    let query = quarter(Direction::Sale);
    let work = join_all((0..5).map(|_| {
        let (hometax, query) = (bench.hometax.clone(), query.clone());
        async move {
            let mut sink = |_| ControlFlow::Continue(());
            hometax.list(&query, &mut sink).await
        }
    }));
    let all = bench.clock.run(work).unwrap();
    assert!(all.iter().all(|outcome| outcome.as_ref().is_ok_and(|listing| listing.is_whole)));
    assert_eq!((bench.seen("login"), bench.seen("list")), (1, 5));
}

#[test]
fn the_tail_is_made_when_it_is_asked_for_and_made_anew_when_its_keys_change() {
    let bench = Bench::new();
    assert!(bench.list(&quarter(Direction::Sale)).1.is_ok());
    assert_eq!(bench.seen("script"), 0);
    bench.office.enforce_postfix(true);
    assert!(bench.list(&quarter(Direction::Sale)).1.is_ok());
    assert_eq!(bench.seen("script"), 1);
    bench.office.rotate_keys();
    assert!(bench.list(&quarter(Direction::Sale)).1.is_ok());
    assert_eq!(bench.seen("script"), 2);

    let always = Bench::with(Books::of(&world()), COMPANY, Postfix::Always);
    always.office.enforce_postfix(true);
    assert!(always.list(&quarter(Direction::Sale)).1.is_ok());
    assert_eq!(always.seen("challenge"), 1, "no call is refused first");

    let never = Bench::with(Books::of(&world()), COMPANY, Postfix::Never);
    never.office.enforce_postfix(true);
    let error = never.list(&quarter(Direction::Sale)).1.unwrap_err();
    assert_eq!(error.code.as_deref(), Some("abnormal_request"));
    assert_eq!(never.seen("script"), 0);
}

#[test]
fn a_run_takes_the_calls_that_it_needs_at_one_a_second() {
    let bench = Bench::new();
    bench.list(&quarter(Direction::Sale)).1.unwrap();
    let operations: Vec<&str> = bench.office.calls().iter().map(|call| call.operation).collect();
    let needed = [
        "home",
        "challenge",
        "login",
        "permission",
        "permission",
        "token",
        "permission",
        "list",
        "list_text",
    ];
    assert_eq!(operations, needed);
    assert_eq!(bench.clock.elapsed().as_secs(), 8);
}
