//! What stands above the heading row: company, totals, title.

use super::cell::Cell;
use super::columns::squeezed;
use crate::finding::{Finding, codes, expected};
use jangbu_domain::{BusinessNumber, Direction, Krw};

/// Totals that the preamble declares for the whole list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DeclaredTotals {
    /// 총 공급가액.
    pub supply: Option<Krw>,
    /// 총 세액.
    pub tax: Option<Krw>,
    /// 총 합계금액.
    pub total: Option<Krw>,
}

impl DeclaredTotals {
    /// Whether nothing is declared.
    pub fn is_empty(self) -> bool {
        self == Self::default()
    }

    /// The figures with their labels.
    pub(super) fn parts(self) -> [(&'static str, Option<Krw>); 3] {
        [("총 공급가액", self.supply), ("총 세액", self.tax), ("총 합계금액", self.total)]
    }
}

/// The preamble of one sheet.
#[derive(Debug, Default)]
pub(super) struct Preamble {
    pub(super) company: Option<BusinessNumber>,
    pub(super) direction: Option<Direction>,
    pub(super) declared: DeclaredTotals,
    pub(super) findings: Vec<Finding>,
}

impl Preamble {
    /// Takes one more row: labels with the value in the next cell that holds something, or the title.
    pub(super) fn add_row(&mut self, cells: &[Cell<'_>], row: u32) {
        let mut filled = cells.iter().filter(|cell| !cell.is_blank()).peekable();
        while let Some(cell) = filled.next() {
            let label = cell.shown().map(|text| squeezed(&text)).unwrap_or_default();
            let label = label.trim_end_matches(':');
            let Some(value) = filled.peek() else {
                self.take_title(label);
                break;
            };
            match label {
                "사업자등록번호" => {
                    self.company = value.shown().and_then(|text| BusinessNumber::parse(&text).ok());
                }
                "총공급가액" | "공급가액합계" => {
                    self.declared.supply = self.amount(value, "총 공급가액", row);
                }
                "총세액" | "세액합계" => {
                    self.declared.tax = self.amount(value, "총 세액", row);
                }
                "총합계금액" | "총합계" => {
                    self.declared.total = self.amount(value, "총 합계금액", row);
                }
                _ => {
                    self.take_title(label);
                    continue;
                }
            }
            filled.next();
        }
    }

    fn amount(&mut self, cell: &Cell<'_>, label: &'static str, row: u32) -> Option<Krw> {
        let amount = cell.amount();
        if amount.is_none() {
            let bad = Finding::warning(codes::TOTALS_UNREADABLE).expecting(expected::AMOUNT).in_column(label);
            self.findings.push(bad.found(&cell.shown().unwrap_or_default()).at_row(row));
        }
        amount
    }

    /// `매출 전자(수정) 세금계산서 목록조회` and its like.
    fn take_title(&mut self, text: &str) {
        if !text.contains("계산서") {
            return;
        }
        let sale = text.contains("매출").then_some(Direction::Sale);
        let purchase = text.contains("매입").then_some(Direction::Purchase);
        if sale.is_none() || purchase.is_none() {
            self.direction = sale.or(purchase).or(self.direction);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn add(preamble: &mut Preamble, texts: &[&str], row: u32) {
        let cells: Vec<Cell<'_>> = texts.iter().map(|text| Cell::text(text)).collect();
        preamble.add_row(&cells, row);
    }

    #[test]
    fn labels_are_followed_by_their_values_and_the_title_gives_the_direction() {
        let mut preamble = Preamble::default();
        add(
            &mut preamble,
            &["사업자등록번호", "123-45-67891", "", "상호", "가상상사", "대표자명", "홍길동"],
            1,
        );
        add(
            &mut preamble,
            &["", "총 합계금액", "1,210,001", "총 공급가액", "1,100,001", "총 세액", "없음"],
            3,
        );
        add(&mut preamble, &["매입 전자(수정) 세금계산서 목록조회"], 5);
        assert_eq!(preamble.company.map(|number| number.to_string()).as_deref(), Some("123-45-67891"));
        assert_eq!(preamble.direction, Some(Direction::Purchase));
        assert_eq!(preamble.declared.total.map(Krw::won), Some(1_210_001));
        assert_eq!(preamble.declared.supply.map(Krw::won), Some(1_100_001));
        assert_eq!(preamble.declared.tax, None);
        assert_eq!(preamble.findings[0].code, codes::TOTALS_UNREADABLE);
        assert_eq!(
            (preamble.findings[0].row, preamble.findings[0].found.as_deref()),
            (Some(3), Some("없음"))
        );
    }

    #[test]
    fn a_title_that_says_both_directions_gives_none() {
        let mut preamble = Preamble::default();
        add(&mut preamble, &["매출·매입 전자세금계산서 목록"], 1);
        assert_eq!(preamble.direction, None);
    }
}
