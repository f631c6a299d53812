//! List workbooks as they come.

use crate::fixture::{self, Put, Sheet};
use jangbu_domain::*;
use jangbu_forms::{Format, Locator, ReadOutcome, Severity};

const SALES: &str = "hometax/매출전자세금계산서목록(1~4).xls";
const EXEMPT_SALES: &str = "hometax/매출전자계산서목록(1~1).xls";

fn good(bytes: &[u8]) -> ReadOutcome {
    let outcome = fixture::read(bytes);
    assert!(!outcome.has_errors(), "{:?}", outcome.findings);
    assert_eq!(outcome.rejected, 0);
    outcome
}

#[test]
fn an_old_workbook_of_sales_reads_and_its_totals_agree() {
    let outcome = good(&fixture::bytes(SALES));
    assert_eq!(outcome.format, Format::HometaxXls);
    assert_eq!(outcome.title_direction, Some(Direction::Sale));
    assert_eq!(outcome.company.unwrap().to_string(), "123-45-67891");
    assert_eq!(outcome.reconciled, Some(true));
    assert_eq!(outcome.declared.unwrap().total.map(Krw::won), Some(2_140_001));
    assert!(outcome.findings.is_empty(), "{:?}", outcome.findings);
    let codes: Vec<String> = outcome.invoices.iter().map(|i| i.invoice.type_code().to_string()).collect();
    assert_eq!(codes, ["0101", "0101", "0201", "0102"]);
    let places: Vec<String> = outcome.invoices.iter().map(|i| i.locator.to_string()).collect();
    assert_eq!(places, ["세금계산서!7", "세금계산서!8", "세금계산서!9", "세금계산서!10"]);

    let plain = &outcome.invoices[0].invoice;
    assert_eq!(plain.detail(), Detail::Listing);
    assert_eq!(plain.written_on(), Date::constant(2025, 1, 31));
    assert_eq!(plain.transmitted_on(), Some(Date::constant(2025, 1, 31)));
    assert_eq!(plain.purpose(), Some(Purpose::Claim));
    assert_eq!(plain.notes(), ["1월분"]);
    assert_eq!(plain.supplier().name, "가상상사");
    assert_eq!(plain.buyer().name, "시험무역");
    assert_eq!(plain.buyer().address.as_deref(), Some("부산광역시 가상구 모의로 2"));
    assert_eq!(plain.supplier().email(), Some("sell@example.test"));
    assert_eq!(plain.lines()[0].unit_price.map(Decimal::to_plain).as_deref(), Some("1100001"));

    let person = &outcome.invoices[1].invoice;
    assert_eq!(person.buyer().identity.shown(), "991332-0******");
    assert!(!outcome.carries_resident(), "a masked number is no number");
    assert_eq!(person.approval().to_string(), "20250131-99990000-0000000a", "letters keep their case");

    let amended = &outcome.invoices[2].invoice;
    assert_eq!(amended.total().won(), -220_000);
    let original = amended.amendment().unwrap().original.as_ref().unwrap();
    assert_eq!(original, plain.approval());
}

#[test]
fn an_exempt_list_has_no_tax_columns_and_its_invoices_none() {
    let outcome = good(&fixture::bytes(EXEMPT_SALES));
    assert_eq!(outcome.reconciled, Some(true));
    let invoice = &outcome.invoices[0].invoice;
    assert_eq!(invoice.type_code().to_string(), "0301");
    assert_eq!((invoice.tax(), invoice.total().won()), (None, 30_000));
    assert_eq!(invoice.lines()[0].item.as_deref(), Some("면세 도서"));
}

#[test]
fn old_workbooks_with_more_columns_numbers_dates_and_another_epoch_read() {
    let purchases = good(&fixture::bytes("hometax/매입전자세금계산서목록-35열.xls"));
    assert_eq!(purchases.title_direction, Some(Direction::Purchase));
    assert_eq!((purchases.invoices.len(), purchases.reconciled), (2, Some(true)));
    assert_eq!(purchases.invoices[1].invoice.broker().unwrap().name, "대리상사");

    let numbers = good(&fixture::bytes("hometax/매출전자세금계산서목록-숫자셀.xls"));
    assert_eq!((numbers.invoices.len(), numbers.reconciled), (2, Some(true)), "{:?}", numbers.findings);
    let first = &numbers.invoices[0];
    assert_eq!(first.locator.to_string(), "세금계산서!7-9");
    assert_eq!(first.invoice.transmitted_on(), Some(Date::constant(2025, 3, 31)));
    assert_eq!(first.invoice.lines().len(), 2);
    assert_eq!(first.invoice.lines()[0].quantity.map(Decimal::to_plain).as_deref(), Some("2.5"));
    let amended = &numbers.invoices[1].invoice;
    assert_eq!(amended.amendment().unwrap().original.as_ref(), Some(first.invoice.approval()));

    let epoch = good(&fixture::bytes("hometax/매출전자세금계산서목록-1904.xls"));
    assert_eq!(epoch.invoices[0].invoice.written_on(), Date::constant(2025, 3, 31));
}

#[test]
fn a_string_table_over_many_records_reads_whole() {
    let outcome = good(&fixture::bytes("hometax/매출전자세금계산서목록-조각.xls"));
    assert_eq!((outcome.invoices.len(), outcome.reconciled), (300, Some(true)));
    for (read, number) in outcome.invoices.iter().zip(1..) {
        let line = &read.invoice.lines()[0];
        assert!(line.item.as_ref().unwrap().starts_with(&format!("품목 {number} 가나다라")), "{line:?}");
        assert_eq!(line.note.as_deref(), Some(format!("비고 {number}").as_str()));
    }
}

#[test]
fn a_list_row_and_the_document_of_the_same_number_agree() {
    let listed = good(&fixture::bytes(SALES)).invoices.remove(0).invoice;
    let mut document = good(&fixture::bytes("unsigned/0101.xml")).invoices.remove(0).invoice.to_draft();
    // The fixtures were made apart: the list shortens the supplier's name.
    document.supplier.name.clone_from(&listed.supplier().name);
    let document = document.check().unwrap();
    assert!(matches!(listed.agreement_with(&document), Agreement::Enriches(_)));
}

#[test]
fn rows_with_one_approval_number_are_one_invoice_with_several_lines() {
    let mut sheet = Sheet::new();
    sheet.preamble.push((3, vec!["총 합계금액", "2,200", "총 공급가액", "2,000", "총 세액", "200"]));
    sheet.good(1).good(2).row(1, &[(26, "뚜껑".into()), (30, "0".into()), (31, "".into())]);
    let outcome = good(&sheet.bytes());
    assert_eq!(outcome.reconciled, Some(true), "header amounts count once: {:?}", outcome.findings);
    assert_eq!(outcome.invoices.len(), 2);
    let first = &outcome.invoices[0];
    assert_eq!(first.invoice.lines().len(), 2);
    assert_eq!(first.invoice.lines()[1].item.as_deref(), Some("뚜껑"));
    let rows = Locator::Rows { sheet: "세금계산서".into(), first_row: 7, last_row: 9 };
    assert_eq!(first.locator, rows);
    assert_eq!(outcome.invoices[1].locator.to_string(), "세금계산서!8");
}

#[test]
fn rows_that_hold_an_item_only_go_on_with_the_invoice_above() {
    let mut sheet = Sheet::new();
    sheet.good(1).bare_row(&[(25, "2025-01-31".into()), (26, "빨대".into()), (30, "500".into())]);
    sheet.bare_row(&[(0, "합계".into()), (14, "1,100".into())]);
    let outcome = good(&sheet.bytes());
    assert_eq!(outcome.invoices[0].invoice.lines().len(), 2);
    assert_eq!(outcome.invoices[0].locator.to_string(), "세금계산서!7-8");
}

#[test]
fn numbers_serial_dates_and_other_spellings_are_understood() {
    let mut sheet = Sheet::new();
    sheet.row(
        1,
        &[
            (0, Put::Serial(45_688.0)),
            (2, Put::Number(45_689.0)),
            (3, Put::Number(20_250_202.0)),
            (14, Put::Number(-1_100.0)),
            (15, Put::Number(-1_000.0)),
            (16, Put::Number(-100.0)),
            (17, "수정세금계산서".into()),
            (18, "일반(수정)".into()),
            (20, "당초승인번호 20250101-99990000-00000007".into()),
            (21, "영수".into()),
            (25, "01-30".into()),
            (28, Put::Number(-2.5)),
            (29, Put::Number(400.0)),
            (30, Put::Number(-1_000.0)),
        ],
    );
    let outcome = good(&sheet.bytes());
    let invoice = &outcome.invoices[0].invoice;
    assert_eq!(invoice.written_on(), Date::constant(2025, 1, 31));
    assert_eq!(invoice.issued_at().unwrap().date(), Date::constant(2025, 2, 1));
    assert_eq!(invoice.transmitted_on(), Some(Date::constant(2025, 2, 2)));
    assert_eq!(invoice.total().won(), -1_100);
    assert_eq!(invoice.purpose(), Some(Purpose::Receipt));
    assert_eq!(invoice.amendment().unwrap().original.as_ref().unwrap().as_str(), "202501019999000000000007");
    let line = &invoice.lines()[0];
    assert_eq!(line.supplied_on, Some(Date::constant(2025, 1, 30)));
    assert_eq!(line.quantity.map(Decimal::to_plain).as_deref(), Some("-2.5"));
}

#[test]
fn two_more_columns_and_another_order_are_tolerated_and_told() {
    let mut sheet = Sheet::new();
    sheet.headings.push("새로운 열".into());
    sheet.headings.push("또 다른 열".into());
    sheet.row(1, &[(33, "x".into()), (34, "y".into())]);
    sheet.headings.swap(14, 15);
    sheet.rows[0]
        .iter_mut()
        .for_each(|(at, _)| *at = [14, 15].into_iter().find(|other| other == at).map_or(*at, |o| 29 - o));
    let outcome = good(&sheet.bytes());
    assert_eq!(outcome.invoices[0].invoice.total().won(), 1_100);
    let told: Vec<_> =
        outcome.findings.iter().map(|f| (f.severity, f.code, f.column.as_deref().unwrap())).collect();
    assert_eq!(
        told,
        [(Severity::Info, "column_unknown", "새로운열"), (Severity::Info, "column_unknown", "또다른열")]
    );
}

#[test]
fn a_purchase_list_a_broker_a_foreigner_and_a_person_are_read() {
    let mut sheet = Sheet::new();
    sheet.preamble[1].1 = vec!["매입 전자(수정) 세금계산서 목록조회"];
    sheet.headings.extend(["수탁사업자등록번호".to_owned(), "상호".to_owned()]);
    sheet.row(1, &[(4, "999-88-00014".into()), (9, "123-45-67891".into())]);
    sheet.row(
        2,
        &[
            (4, "999-88-00014".into()),
            (9, "123-45-67891".into()),
            (18, "위수탁".into()),
            (33, "999-88-00028".into()),
            (34, "대리상사".into()),
        ],
    );
    let outcome = good(&sheet.bytes());
    assert_eq!(outcome.title_direction, Some(Direction::Purchase));
    let broker = outcome.invoices[1].invoice.broker().unwrap();
    assert_eq!((broker.identity.to_string().as_str(), broker.name.as_str()), ("999-88-00028", "대리상사"));
    assert!(outcome.findings.is_empty(), "{:?}", outcome.findings);

    let mut people = Sheet::new();
    people.row(1, &[(9, "9999999999999".into())]);
    people.row(2, &[(9, "850301-1******".into()), (11, "".into())]);
    let outcome = good(&people.bytes());
    assert_eq!(outcome.invoices[0].invoice.buyer().identity, BuyerIdentity::Foreigner);
    let person = outcome.invoices[1].invoice.buyer();
    assert_eq!((person.identity.shown().as_str(), person.name.as_str()), ("850301-1******", "김시험"));
}

#[test]
fn several_sheets_are_read_and_those_without_a_list_passed_over() {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    workbook.add_worksheet().set_name("안내").unwrap().write_string(0, 0, "읽어 주세요").unwrap();
    let mut first = Sheet::new();
    first.good(1);
    first.write_into(&mut workbook);
    let mut second = Sheet::new();
    second.name = "세금계산서 (2)";
    second.good(2);
    second.write_into(&mut workbook);
    let outcome = good(&workbook.save_to_buffer().unwrap());
    let places: Vec<String> = outcome.invoices.iter().map(|i| i.locator.to_string()).collect();
    assert_eq!(places, ["세금계산서!7", "세금계산서 (2)!7"]);
}

#[test]
fn progress_is_told_and_breaking_it_offers_nothing() {
    let mut sheet = Sheet::new();
    (1..=2_000).for_each(|n| {
        sheet.good(n);
    });
    let bytes = sheet.bytes();
    let mut seen = Vec::new();
    let outcome = jangbu_forms::read_document("x", &bytes, &mut |done, total| {
        seen.push((done, total));
        core::ops::ControlFlow::Continue(())
    });
    assert_eq!(outcome.invoices.len(), 2_000);
    assert!(seen.len() >= 3 && seen.windows(2).all(|pair| pair[0].0 < pair[1].0), "{seen:?}");
    assert!(seen.iter().all(|(done, total)| done <= total), "{seen:?}");
    let stopped = jangbu_forms::read_document("x", &bytes, &mut |_, _| core::ops::ControlFlow::Break(()));
    assert!(stopped.cancelled && stopped.invoices.is_empty());
    assert_eq!(stopped.findings[0].code, "reading_cancelled");
}

#[test]
fn a_workbook_is_shown_row_by_row_with_numbers_masked() {
    let mut sheet = Sheet::new();
    sheet.row(1, &[(9, "850301-1234567".into())]).good(2);
    let rows = jangbu_forms::hometax::shown_rows(&sheet.bytes(), 7).unwrap();
    assert_eq!(rows.len(), 7, "as many as asked");
    assert_eq!(rows[0][1], "123-45-67891");
    assert!(rows[1].is_empty(), "a blank row keeps its place");
    assert_eq!((rows[5][0].as_str(), rows[6][9].as_str()), ("작성일자", "850301-1******"));
    assert!(jangbu_forms::hometax::shown_rows(b"PK", 7).is_err());
}
