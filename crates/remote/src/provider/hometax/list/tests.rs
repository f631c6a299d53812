use super::*;

fn approval() -> ApprovalNumber {
    ApprovalNumber::parse("20260803-99990000-0000000a").unwrap()
}

#[test]
fn a_document_is_taken_only_whole_and_of_its_own_number() {
    let own = "<?xml version=\"1.0\"?><TaxInvoice><a:OriginalIssueID>202501019999000000000001</a:OriginalIssueID><IssueID> 20260803999900000000000a</IssueID></TaxInvoice>\n";
    assert!(is_document_of(own.as_bytes(), &approval()));
    let other = own.replace("20260803999900000000000a", "20260803999900000000000b");
    let cut = own.split_once("</TaxInvoice").unwrap().0;
    let page = "<html><body>IssueID>20260803999900000000000a<</body></html>";
    for text in [&other, cut, page, "", "{}"] {
        assert!(!is_document_of(text.as_bytes(), &approval()), "{text}");
    }
}

const HEAD: &str = "작성일자\t승인번호\t공급자사업자등록번호\t상호\t공급받는자사업자등록번호\t상호\t합계금액\t공급가액\t세액\t전자세금계산서분류\t전자세금계산서종류";

/// A page with the rows of these numbers, each of 1,100 won, below sums.
fn page(numbers: &[u32], total: u32) -> jangbu_forms::ReadOutcome {
    let mut text = format!("총 합계금액\t{total}\n매출 전자(수정) 세금계산서 목록조회\n{HEAD}\n");
    text.extend(numbers.iter().map(|number| {
        format!(
            "2026-08-03\t20260803-99990000-{number:08}\t123-45-67891\t가상상사\t999-88-00014\t시험무역\t1100\t1000\t100\t세금계산서\t일반\n"
        )
    }));
    read_document("page", text.as_bytes(), &mut |_, _| ControlFlow::Continue(()))
}

#[test]
fn a_page_that_does_not_fit_is_named_and_leaves_nothing_behind() {
    let mut tally = Tally::new(2, Direction::Sale);
    assert_eq!(tally.admit(1, page(&[1], 1_100)).unwrap_err(), Oddity::Count);
    assert_eq!(tally.admit(1, page(&[1, 2], 9_999)).unwrap_err(), Oddity::SumsDiffer);
    let mut other = Tally::new(2, Direction::Purchase);
    assert_eq!(other.admit(1, page(&[1, 2], 2_200)).unwrap_err(), Oddity::Direction);
    assert!(!tally.listing().is_whole);
    assert!(tally.admit(1, page(&[1, 2], 2_200)).is_ok());
    assert!(tally.listing().is_whole);
    assert_eq!(tally.admit(1, page(&[1, 2], 2_200)).unwrap_err(), Oddity::Twice);
}

#[test]
fn sums_above_the_pages_are_those_of_the_list_or_of_the_page() {
    let first: Vec<u32> = (1..=1_000).collect();
    let (of_list, of_page) = (1_101_100, 1_100_000);
    let admitted = |above_first, above_second| {
        let mut tally = Tally::new(1_001, Direction::Sale);
        let page_of_first = tally.admit(1, page(&first, above_first)).unwrap();
        assert!(page_of_first.findings.is_empty(), "{:?}", page_of_first.findings);
        tally.admit(2, page(&[2_000], above_second)).map(|read| read.findings.len())
    };
    assert_eq!(admitted(of_list, of_list), Ok(0));
    assert_eq!(admitted(of_page, 1_100), Ok(0));
    assert_eq!(admitted(of_list, 2_202_200), Err(Oddity::SumsChanged));
}
