use super::*;
use crate::{Format, Locator, ReadOutcome, read_document, sniff};
use jangbu_domain::{Direction, Krw};

const HEAD: &str = "작성일자\t승인번호\t발급일자\t전송일자\t공급자사업자등록번호\t종사업장번호\t상호\t대표자명\t공급받는자사업자등록번호\t종사업장번호\t상호\t대표자명\t합계금액\t공급가액\t세액\t전자세금계산서분류\t전자세금계산서종류\t비고";
const FIRST: &str = "2026-08-03\t20260803-99990000-00000001\t2026-08-03\t2026-08-04\t123-45-67891\t\t가상상사\t홍길동\t999-88-00014\t\t시험무역\t임꺽정\t1,100,000\t1,000,000\t100,000\t세금계산서\t일반\t8월분";
const SECOND: &str = "2026-08-04\t20260804-99990000-00000002\t2026-08-04\t2026-08-05\t123-45-67891\t\t가상상사\t홍길동\t999-88-00014\t\t시험무역\t임꺽정\t220,000\t200,000\t20,000\t세금계산서\t일반\t";
const PREAMBLE: &str = "사업자등록번호\t123-45-67891\t상호\t가상상사\t대표자명\t홍길동\r\n총 합계금액\t1,320,000\t총 공급가액\t1,200,000\t총 세액\t120,000\r\n\r\n매출 전자(수정) 세금계산서 목록조회\r\n";

fn list(head: &str, rows: &[&str]) -> String {
    format!("{PREAMBLE}{head}\r\n{}\r\n", rows.join("\r\n"))
}

fn read(bytes: &[u8]) -> ReadOutcome {
    read_document("list.txt", bytes, &mut |_, _| ControlFlow::Continue(()))
}

#[test]
fn a_downloaded_list_reads_as_its_workbook_would() {
    let outcome = read(list(HEAD, &[FIRST, SECOND]).as_bytes());
    assert_eq!((outcome.format, outcome.rejected), (Format::HometaxText, 0), "{:?}", outcome.findings);
    assert_eq!(outcome.title_direction, Some(Direction::Sale));
    assert_eq!(outcome.reconciled, Some(true));
    assert!(outcome.findings.is_empty(), "{:?}", outcome.findings);
    let totals: Vec<i64> = outcome.invoices.iter().map(|read| read.invoice.total().won()).collect();
    assert_eq!(totals, [1_100_000, 220_000]);
    assert_eq!(outcome.declared.unwrap().total.map(Krw::won), Some(1_320_000));
    let place = Locator::Rows { sheet: TEXT_SHEET.to_owned(), first_row: 6, last_row: 6 };
    assert_eq!(outcome.invoices[0].locator, place);
}

#[test]
fn a_list_saved_again_by_another_program_reads_the_same() {
    let plain = list(HEAD, &[FIRST, SECOND]);
    let (korean, _, _) = EUC_KR.encode(&plain);
    let quoted = list(HEAD, &[&FIRST.replace("1,100,000", "\"1,100,000\""), SECOND]);
    let marked = [b"\xEF\xBB\xBF", plain.as_bytes()].concat();
    let line_feeds = plain.replace("\r\n", "\n");
    for bytes in [&*korean, quoted.as_bytes(), &marked, line_feeds.as_bytes()] {
        let outcome = read(bytes);
        assert_eq!(outcome.format, Format::HometaxText);
        assert_eq!((outcome.invoices.len(), outcome.reconciled), (2, Some(true)), "{:?}", outcome.findings);
        assert_eq!(outcome.invoices[0].invoice.supplier().name, "가상상사");
    }
}

#[test]
fn further_columns_are_mentioned_and_disturb_nothing() {
    let outcome = read(list(&format!("{HEAD}\t새 열"), &[&format!("{FIRST}\t값"), SECOND]).as_bytes());
    assert_eq!(outcome.invoices.len(), 2);
    let told: Vec<&str> = outcome.findings.iter().map(|finding| finding.code).collect();
    assert_eq!(told, [codes::COLUMN_UNKNOWN]);
}

#[test]
fn a_bad_row_is_told_by_its_line_and_column_and_the_others_stand() {
    let bad = FIRST.replace("1,000,000", "백만");
    let outcome = read(list(HEAD, &[&bad, SECOND]).as_bytes());
    assert_eq!((outcome.invoices.len(), outcome.rejected), (1, 1));
    let finding = outcome.findings.iter().find(|finding| finding.code == codes::VALUE_BAD).unwrap();
    assert_eq!((finding.row, finding.column.as_deref()), (Some(6), Some("공급가액")));
    assert_eq!(finding.found.as_deref(), Some("백만"));
}

#[test]
fn a_line_cut_off_in_the_middle_gives_no_invoice() {
    let whole = list(HEAD, &[FIRST, SECOND]);
    let cut = whole.split_once("220,000").unwrap().0;
    let outcome = read(cut.as_bytes());
    assert_eq!((outcome.invoices.len(), outcome.rejected), (1, 1), "{:?}", outcome.findings);
}

#[test]
fn neither_another_table_nor_a_text_in_no_encoding_is_taken_for_a_list() {
    let commas = list(HEAD, &[FIRST]).replace('\t', ",");
    assert_eq!(sniff(commas.as_bytes()), Format::Unknown(codes::FORMAT_TEXT_LIST));
    let broken = [list(HEAD, &[FIRST]).as_bytes(), b"\xFF\xFF\xFF"].concat();
    let error = read_text_list(&broken, &mut |_, _| ControlFlow::Continue(())).unwrap_err();
    assert_eq!(error.first().unwrap().code, codes::FORMAT_TEXT_LIST);
    let no_list = read_text_list(b"a\tb\nc\td", &mut |_, _| ControlFlow::Continue(())).unwrap_err();
    assert_eq!(no_list.first().unwrap().code, codes::NO_HEADING_ROW);
}

#[test]
fn a_list_without_rows_is_empty_and_says_so() {
    let outcome = read(list(HEAD, &[]).as_bytes());
    assert_eq!((outcome.invoices.len(), outcome.rejected), (0, 0));
    assert!(outcome.findings.iter().any(|finding| finding.code == codes::NO_ROWS));
}
