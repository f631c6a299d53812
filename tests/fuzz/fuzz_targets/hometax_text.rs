//! Any bytes as a list in text: as they are, and as the rows below a list's own headings.
#![no_main]

use core::ops::ControlFlow;
use jangbu_forms::Severity;
use jangbu_forms::hometax::{Workbook, read_text_list};
use libfuzzer_sys::fuzz_target;

const HEAD: &str = "작성일자\t승인번호\t발급일자\t전송일자\t공급자사업자등록번호\t상호\t공급받는자사업자등록번호\t상호\t합계금액\t공급가액\t세액\t전자세금계산서분류\t전자세금계산서종류\t비고\n";

fuzz_target!(|bytes: &[u8]| {
    for text in [bytes.to_vec(), [HEAD.as_bytes(), bytes].concat()] {
        match read_text_list(&text, &mut |_, _| ControlFlow::Continue(())) {
            Ok(list) => check(&list),
            Err(error) => assert!(error.first().is_some(), "a refusal has its reason"),
        }
    }
});

fn check(list: &Workbook) {
    for listed in &list.listed {
        assert!(listed.first_row >= 1 && listed.first_row <= listed.last_row);
        let tax = listed.invoice.tax().unwrap_or_default();
        assert_eq!(listed.invoice.supply().checked_add(tax), Ok(listed.invoice.total()));
    }
    if list.rejected > 0 {
        assert!(list.findings.iter().any(|finding| finding.severity == Severity::Error));
    }
}
