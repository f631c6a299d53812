//! Invoices as a whole: validity, warnings, agreement of versions.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
use jangbu_domain::*;

fn party<I: PartyIdentity>(identity: I, name: &str) -> Party<I> {
    Party::named(identity, name, "홍길동")
}

fn draft() -> InvoiceDraft {
    let approval = ApprovalNumber::parse("202501319999000000000001").unwrap();
    let supplier = party(BusinessNumber::parse("1234567891").unwrap(), "가상상사");
    let buyer = party(BuyerIdentity::Business(BusinessNumber::parse("9998800014").unwrap()), "시험무역");
    let mut draft = InvoiceDraft::new(approval, InvoiceTypeCode::from_code("0101").unwrap(), supplier, buyer);
    draft.purpose = Some(Purpose::Claim);
    draft.supply = krw(1_000_000);
    draft.tax = Some(krw(100_000));
    draft.total = krw(1_100_000);
    draft.lines = vec![Line {
        item: Some("유지보수".into()),
        supply: Some(krw(1_000_000)),
        tax: Some(krw(100_000)),
        ..Line::default()
    }];
    draft
}

fn krw(won: i64) -> Krw {
    Krw::new(won).unwrap()
}

fn codes(draft: InvoiceDraft) -> Vec<&'static str> {
    draft.check().unwrap().warnings().iter().map(InvoiceWarning::code).collect()
}

#[test]
fn a_plain_invoice_is_valid_and_nothing_is_odd_about_it() {
    assert!(codes(draft()).is_empty());
}

#[test]
fn all_faults_are_found_at_once() {
    let mut bad = draft();
    bad.written_on = Date::constant(2025, 2, 1);
    bad.total = krw(1);
    bad.lines.clear();
    bad.buyer.name = "  ".into();
    bad.amendment = Some(Amendment::default());
    let faults = bad.check().unwrap_err();
    let codes: Vec<_> = faults.iter().map(InvoiceFault::code).collect();
    assert_eq!(codes, ["approval_date", "amendment_unexpected", "line_count", "total_sum", "name_missing"]);
}

#[test]
fn an_exempt_invoice_reads_a_zero_tax_as_none_and_refuses_another() {
    let mut exempt = draft();
    exempt.type_code = InvoiceTypeCode::from_code("0301").unwrap();
    exempt.total = exempt.supply;
    exempt.tax = Some(Krw::ZERO);
    exempt.lines[0].tax = None;
    assert_eq!(exempt.clone().check().unwrap().tax(), None);
    exempt.tax = Some(krw(10));
    assert!(exempt.check().unwrap_err().contains(&InvoiceFault::TaxOnExempt { tax: krw(10) }));
}

#[test]
fn line_sums_and_rates_off_by_a_won_are_warnings() {
    let mut odd = draft();
    odd.tax = Some(krw(100_001));
    odd.total = krw(1_100_001);
    odd.lines[0].supply = Some(krw(999_999));
    odd.payment.cash = Some(krw(5));
    assert_eq!(codes(odd), ["tax_off_rate", "payment_sum", "line_supply_sum", "line_tax_sum"]);
}

#[test]
fn a_positive_return_and_a_missing_original_are_warnings() {
    let mut amended = draft();
    amended.type_code = InvoiceTypeCode::from_code("0201").unwrap();
    amended.amendment = Some(Amendment { reason: Some(AmendmentReason::Return), original: None });
    assert_eq!(codes(amended), ["positive_reversal", "original_missing"]);
}

#[test]
fn a_list_may_leave_out_what_a_document_must_say() {
    let mut listed = draft();
    listed.type_code = InvoiceTypeCode::from_code("0203").unwrap();
    listed.amendment = Some(Amendment::default());
    listed.lines.clear();
    listed.purpose = None;
    let document = listed.clone().check().unwrap_err();
    assert_eq!(document.len(), 3, "{document:?}");
    listed.detail = Detail::Listing;
    assert!(codes(listed).is_empty());
}

#[test]
fn the_document_enriches_its_list_row_and_the_row_adds_nothing_afterwards() {
    let mut row = draft();
    row.detail = Detail::Listing;
    row.lines.clear();
    row.transmitted_on = Some(Date::constant(2025, 2, 1));
    let row = row.check().unwrap();
    let document = draft().check().unwrap();
    let Agreement::Enriches(merged) = row.agreement_with(&document) else {
        panic!("the document knows more")
    };
    assert_eq!(merged.detail(), Detail::Document);
    assert_eq!(merged.transmitted_on(), row.transmitted_on());
    assert_eq!(merged.lines(), document.lines());
    assert_eq!(merged.agreement_with(&row), Agreement::Same);
    assert_eq!(merged.agreement_with(&document), Agreement::Same);
}

#[test]
fn another_amount_under_the_same_number_is_a_conflict_with_both_values() {
    let book = draft().check().unwrap();
    let mut other = draft();
    other.supply = krw(2_000_000);
    other.tax = Some(krw(200_000));
    other.total = krw(2_200_000);
    let Agreement::Conflict(differences) = book.agreement_with(&other.check().unwrap()) else {
        panic!("amounts differ")
    };
    let supply = differences.iter().find(|d| d.field == "supply").unwrap();
    assert_eq!((supply.book.as_deref(), supply.file.as_deref()), (Some("1,000,000"), Some("2,000,000")));
    assert!(differences.iter().any(|d| d.field == "total"));
}

#[test]
fn spacing_and_the_companys_form_in_a_name_are_no_conflict() {
    let book = draft().check().unwrap();
    let mut other = draft();
    other.buyer.name = "㈜ 시험 무역".into();
    assert_eq!(book.agreement_with(&other.check().unwrap()), Agreement::Same);
}

#[test]
fn a_masked_number_agrees_with_the_number_it_masks_and_shows_neither_whole() {
    let mut person = draft();
    person.buyer.identity = BuyerIdentity::Resident(ResidentNumber::parse("850301-1234567").unwrap());
    let document = person.clone().check().unwrap();
    person.detail = Detail::Listing;
    person.buyer.identity =
        BuyerIdentity::MaskedResident(MaskedResidentNumber::parse("850301-*******").unwrap());
    let row = person.clone().check().unwrap();
    assert!(matches!(row.agreement_with(&document), Agreement::Enriches(_)));
    person.buyer.identity =
        BuyerIdentity::MaskedResident(MaskedResidentNumber::parse("850302-*******").unwrap());
    let Agreement::Conflict(differences) = person.check().unwrap().agreement_with(&document) else {
        panic!("another birthday")
    };
    assert!(!format!("{differences:?} {document:?}").contains("234567"));
}

#[test]
fn the_side_a_company_stands_on_is_found_by_number() {
    let invoice = draft().check().unwrap();
    let side = |number| direction_for(&invoice, BusinessNumber::parse(number).unwrap());
    assert_eq!(side("1234567891"), Some(Direction::Sale));
    assert_eq!(side("9998800014"), Some(Direction::Purchase));
    assert_eq!(side("9998800028"), None);
}

#[test]
fn a_foreigners_number_in_the_remark_makes_the_document_sensitive() {
    let mut foreign = draft();
    foreign.buyer.identity = BuyerIdentity::Foreigner;
    assert_eq!(codes(foreign.clone()), ["foreigner_number_missing"]);
    foreign.notes = vec!["외국인등록번호 850301-5234567".into()];
    assert!(foreign.check().unwrap().carries_resident_number());
    assert!(!draft().check().unwrap().carries_resident_number());
}
