//! The company whose books these are.

use jangbu_domain::BusinessNumber;

/// The one company of a book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Company {
    /// 상호.
    pub name: String,
    /// 사업자등록번호.
    pub business_number: BusinessNumber,
    /// 대표자 성명.
    pub representative: Option<String>,
}
