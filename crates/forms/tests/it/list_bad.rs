//! Everything that can be wrong with a list, and where it is said to be.

use crate::fixture::{self, Put, Sheet, places, read};
use jangbu_forms::{Format, ReadOutcome, Severity};

const SALES: &str = "hometax/매출전자세금계산서목록(1~4).xls";

/// A list of one good row, one with the cells replaced, one good row.
fn with_bad_row(replaced: &[(usize, Put)]) -> ReadOutcome {
    let mut sheet = Sheet::new();
    sheet.good(1).row(2, replaced).good(3);
    read(&sheet.bytes())
}

#[test]
fn a_bad_cell_refuses_its_row_only_and_is_told_with_sheet_row_and_column() {
    let table: [(usize, &str, &str, &str, &str); 11] = [
        (15, "백만원", "value_bad", "공급가액", "amount"),
        (15, "1,00", "value_bad", "공급가액", "amount"),
        (16, "10.5", "value_bad", "세액", "amount"),
        (14, "9999999999999999999", "value_bad", "합계금액", "amount"),
        (0, "2025-02-30", "value_bad", "작성일자", "date_text"),
        (1, "20250131-9999", "value_bad", "승인번호", "approval_number"),
        (4, "123-45-67890", "value_bad", "공급자사업자등록번호", "business_number"),
        (9, "12345", "value_bad", "공급받는자사업자등록번호", "buyer_number"),
        (17, "영수증", "kind_unknown", "전자세금계산서분류", "kind_text"),
        (18, "특별", "variety_unknown", "전자세금계산서종류", "variety_text"),
        (30, "무료", "value_bad", "품목공급가액", "amount"),
    ];
    for (at, text, code, column, expected) in table {
        let outcome = with_bad_row(&[(at, text.into())]);
        assert_eq!(outcome.invoices.len(), 2, "{text}: good rows are offered");
        assert_eq!(outcome.rejected, 1, "{text}");
        assert_eq!(places(&outcome), [(code, Some(8), column)], "{text}");
        let finding = &outcome.findings[0];
        assert_eq!(finding.sheet.as_deref(), Some("세금계산서"));
        assert_eq!((finding.expected, finding.found.as_deref()), (Some(expected), Some(text)));
        assert_eq!(finding.severity, Severity::Error);
    }
}

#[test]
fn a_blank_needed_cell_is_told_as_missing() {
    for (at, column) in [
        (0, "작성일자"),
        (1, "승인번호"),
        (4, "공급자사업자등록번호"),
        (15, "공급가액"),
        (17, "전자세금계산서분류"),
    ] {
        let outcome = with_bad_row(&[(at, "".into())]);
        assert_eq!(places(&outcome), [("value_missing", Some(8), column)], "{column}");
        assert_eq!((outcome.invoices.len(), outcome.rejected), (2, 1));
    }
}

#[test]
fn all_that_is_wrong_with_one_row_is_told_at_once() {
    let outcome = with_bad_row(&[(0, "어제".into()), (4, "x".into()), (15, "y".into()), (30, "z".into())]);
    let columns: Vec<&str> = places(&outcome).into_iter().map(|(_, _, column)| column).collect();
    assert_eq!(columns, ["공급가액", "작성일자", "공급자사업자등록번호", "품목공급가액"]);
    assert_eq!(outcome.rejected, 1);
}

#[test]
fn what_the_document_will_say_again_is_left_out_with_a_warning() {
    let outcome = with_bad_row(&[
        (3, "내일".into()),
        (21, "나중에".into()),
        (28, "한 상자".into()),
        (25, "언젠가".into()),
    ]);
    assert_eq!((outcome.invoices.len(), outcome.rejected), (3, 0));
    assert!(outcome.findings.iter().all(|f| f.severity == Severity::Warning && f.code == "value_ignored"));
    assert_eq!(outcome.findings.len(), 4);
}

#[test]
fn values_that_do_not_hold_together_refuse_the_row() {
    let sum = with_bad_row(&[(14, "1,101".into())]);
    assert_eq!(places(&sum), [("total_sum", Some(8), "합계금액")]);
    assert_eq!(sum.findings[0].params.get("total").map(String::as_str), Some("1,101"));
    assert_eq!(places(&with_bad_row(&[(0, "2025-01-30".into())])), [("approval_date", Some(8), "승인번호")]);
    let exempt = with_bad_row(&[(17, "계산서".into())]);
    assert_eq!(places(&exempt), [("tax_on_exempt", Some(8), "세액")]);
}

#[test]
fn rows_of_one_invoice_that_disagree_refuse_the_invoice() {
    let mut sheet = Sheet::new();
    sheet.good(1).good(2).row(1, &[(14, "2,200".into()), (15, "2,000".into()), (16, "200".into())]);
    let outcome = read(&sheet.bytes());
    assert_eq!((outcome.invoices.len(), outcome.rejected), (1, 1));
    let told = places(&outcome);
    assert_eq!(
        told,
        [
            ("rows_disagree", Some(9), "공급가액"),
            ("rows_disagree", Some(9), "세액"),
            ("rows_disagree", Some(9), "합계금액"),
        ]
    );
    assert_eq!(outcome.findings[0].params.get("first").map(String::as_str), Some("1,000"));
    assert_eq!(outcome.findings[0].found.as_deref(), Some("2,000"));
}

#[test]
fn totals_that_differ_are_told_with_both_figures() {
    let mut sheet = Sheet::new();
    sheet.preamble.push((3, vec!["총 합계금액", "2,200", "총 공급가액", "2,000", "총 세액", "100"]));
    sheet.good(1);
    let outcome = read(&sheet.bytes());
    assert_eq!(outcome.reconciled, Some(false));
    assert_eq!(outcome.invoices.len(), 1);
    let figures: Vec<_> = outcome
        .findings
        .iter()
        .map(|f| {
            (f.code, f.params["label"].as_str(), f.params["declared"].as_str(), f.params["read"].as_str())
        })
        .collect();
    assert_eq!(
        figures,
        [
            ("totals_mismatch", "총 공급가액", "2,000", "1,000"),
            ("totals_mismatch", "총 합계금액", "2,200", "1,100")
        ]
    );
}

#[test]
fn a_title_that_the_rows_contradict_is_told_once() {
    let mut sheet = Sheet::new();
    sheet.preamble[1].1 = vec!["매입 전자세금계산서 목록조회"];
    sheet.good(1).good(2);
    let outcome = read(&sheet.bytes());
    assert_eq!(outcome.findings[0].code, "title_direction_disagrees");
    assert_eq!(outcome.findings[0].params["count"], "2");
    assert_eq!(outcome.findings.len(), 1);
}

#[test]
fn a_workbook_that_is_no_list_is_refused_by_name() {
    let bulk = read(&fixture::bytes("hometax/일괄발급-과세-59열.xlsx"));
    assert_eq!(bulk.findings[0].code, "bulk_form");
    assert_eq!(bulk.findings[0].sheet.as_deref(), Some("엑셀업로드양식"));

    let mut other = Sheet::new();
    other.headings = vec!["이름".into(), "전화".into()];
    other.good(1);
    let outcome = read(&other.bytes());
    assert_eq!(outcome.format, Format::HometaxXlsx);
    assert_eq!(outcome.findings[0].code, "no_heading_row");
    assert_eq!(outcome.findings[0].sheet.as_deref(), Some("세금계산서"));
    assert_eq!(outcome.findings[0].expected, Some("list_headings"));

    let mut missing = Sheet::new();
    missing.headings[15] = "금액".into();
    missing.good(1);
    let outcome = read(&missing.bytes());
    assert_eq!(
        places(&outcome),
        [("column_unknown", Some(6), "금액"), ("heading_missing", Some(6), "공급가액")]
    );
    assert!(outcome.invoices.is_empty() && outcome.rejected > 0);

    let empty = read(&Sheet::new().bytes());
    assert_eq!(empty.findings[0].code, "no_rows");
    assert_eq!(empty.findings[0].severity, Severity::Warning);
}

#[test]
fn damaged_workbooks_are_refused_and_never_half_read() {
    let old = fixture::bytes(SALES);
    for cut in (0..old.len()).step_by(97) {
        let outcome = read(&old[..cut]);
        // What is cut from the padding at the end of the last sector is no loss.
        let (lost, whole) = (outcome.has_errors(), outcome.invoices.len() == 4);
        assert!(lost != whole && (whole || outcome.invoices.is_empty()), "cut at {cut}");
    }
    let mut sheet = Sheet::new();
    sheet.good(1);
    let new = sheet.bytes();
    for cut in 0..new.len() {
        let outcome = read(&new[..cut]);
        assert!(outcome.has_errors() && outcome.invoices.is_empty(), "cut at {cut}");
    }
}

#[test]
fn no_byte_changed_makes_reading_panic_or_run_away() {
    for (name, step) in [(SALES, 13), ("hometax/일괄발급-과세-59열.xlsx", 7)] {
        let whole = fixture::bytes(name);
        for at in (0..whole.len()).step_by(step) {
            for byte in [0, 0xFF, whole[at] ^ 0x80] {
                let mut changed = whole.clone();
                changed[at] = byte;
                let _ = read(&changed);
            }
        }
    }
}

#[test]
fn a_workbook_behind_a_password_is_told_as_such() {
    let mut old = fixture::bytes(SALES);
    // The first record after BOF becomes FilePass.
    let bof = old.windows(4).position(|w| w == [0x09, 0x08, 0x10, 0x00]).unwrap();
    let next = bof + 4 + 16;
    old[next..next + 2].copy_from_slice(&[0x2F, 0x00]);
    assert_eq!(read(&old).findings[0].code, "workbook_password");
}

/// A workbook whose directory says that its sheet inflates to `size` bytes.
fn claiming(size: u32) -> Vec<u8> {
    let mut sheet = Sheet::new();
    sheet.good(1);
    let mut bytes = sheet.bytes();
    let name = b"xl/worksheets/sheet1.xml";
    let directory = bytes.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    let at = directory + bytes[directory..].windows(name.len()).position(|window| window == name).unwrap();
    // The name follows 46 bytes of header, in which the size stands at 24.
    bytes[at - 22..at - 18].copy_from_slice(&size.to_le_bytes());
    bytes
}

#[test]
fn an_archive_that_inflates_beyond_measure_is_refused_before_it_is() {
    for megabytes in [300, 600, 4_000] {
        let outcome = read(&claiming(megabytes * 1024 * 1024));
        assert_eq!(outcome.findings[0].code, "archive_bomb", "{megabytes}");
        assert_eq!(outcome.findings[0].params.get("max").map(String::len), Some(6));
    }
}

#[test]
fn an_archive_that_inflates_to_more_than_it_says_is_refused() {
    let outcome = read(&claiming(100));
    assert!(outcome.invoices.is_empty());
    assert_eq!(outcome.findings[0].code, "workbook_damaged");
}

#[test]
fn a_string_table_that_claims_too_much_is_refused() {
    let mut sheet = Sheet::new();
    sheet.good(1);
    let bytes = sheet.bytes();
    let mut old = zip::ZipArchive::new(std::io::Cursor::new(&bytes)).unwrap();
    let mut new = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for at in 0..old.len() {
        let mut entry = old.by_index(at).unwrap();
        let name = entry.name().unwrap().into_owned();
        let mut text = String::new();
        std::io::Read::read_to_string(&mut entry, &mut text).unwrap();
        if name.ends_with("sharedStrings.xml") {
            let from = text.find("uniqueCount=\"").unwrap() + "uniqueCount=\"".len();
            text.insert_str(from, "99999999");
        }
        new.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut new, text.as_bytes()).unwrap();
    }
    let outcome = read(&new.finish().unwrap().into_inner());
    assert_eq!(outcome.findings[0].code, "workbook_damaged");
}

#[test]
fn a_page_named_xls_and_a_huge_file_are_refused_with_the_reason() {
    let page = read(b"<html><table><tr><td>1</td></tr></table></html>");
    assert_eq!(page.findings[0].code, "format_html");
    let huge = vec![b' '; usize::try_from(jangbu_forms::FILE_BYTES_MAX).unwrap() + 1];
    assert_eq!(read(&huge).findings[0].code, "file_too_large");
}

#[test]
fn a_personal_number_in_a_bad_cell_is_masked() {
    let outcome = with_bad_row(&[(4, "850301-1234567".into()), (15, "9913320000000원".into())]);
    let told = format!("{:?}", outcome.findings);
    assert!(!told.contains("1234567") && !told.contains("0000000원"), "{told}");
}
