//! Lists of invoices on the screen and as text, the detail, the document.

use super::answer::{self, NO_RIGHT, NOT_FOUND, Refusal};
use super::books::{Books, Span, Sums};
use super::member::Business;
use super::press::Press;
use super::query::{ListQuery, PageAsked, text};
use super::row::{json_detail, json_row, text_head, text_row};
use crate::remote::Reply;
use jangbu_domain::{Direction, Krw, TaxInvoice};
use serde_json::{Value, json};
use std::borrow::Cow;

/// Rows of one page of the text file.
const TEXT_ROWS: usize = 1_000;

/// What a spoiled row says for its day.
const NO_DAY: &str = "2025-13-32";

/// How a list is bent by a fault.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Twist {
    #[default]
    None,
    /// The page before is given again.
    PageBefore,
    /// An invoice more is told than before.
    TotalMore,
    /// The last row of a text has a day that is none.
    BadRow,
}

/// What a query found.
struct Found<'b> {
    places: Places<'b>,
    sums: Sums,
}

enum Places<'b> {
    /// A whole piece of a shelf.
    Span(Span<'b>),
    /// Those that filters let through.
    Picked(Vec<u32>),
}

impl<'b> Found<'b> {
    fn new(books: &'b Books, query: &ListQuery) -> Self {
        if query.is_void {
            return Self { places: Places::Picked(Vec::new()), sums: Sums::default() };
        }
        let span = books.span(query.shelved, query.from, query.to);
        if query.is_plain() {
            return Self { places: Places::Span(span), sums: span.sums() };
        }
        let mut sums = Sums::default();
        let admitted = |place: &u32| {
            let invoice = books.invoice(*place).filter(|invoice| query.admits(invoice));
            if let Some(invoice) = &invoice {
                sums = sums.plus(Sums::of(invoice));
            }
            invoice.is_some()
        };
        let places = Places::Picked(span.places().filter(admitted).collect());
        Self { places, sums }
    }

    fn len(&self) -> usize {
        match &self.places {
            Places::Span(span) => span.len(),
            Places::Picked(picked) => picked.len(),
        }
    }

    fn page(&self, page: PageAsked, newest_first: bool) -> Vec<u32> {
        fn cut(all: impl DoubleEndedIterator<Item = u32>, page: PageAsked, newest_first: bool) -> Vec<u32> {
            if newest_first {
                all.rev().skip(page.skipped()).take(page.size).collect()
            } else {
                all.skip(page.skipped()).take(page.size).collect()
            }
        }
        match &self.places {
            Places::Span(span) => cut(span.places(), page, newest_first),
            Places::Picked(picked) => cut(picked.iter().copied(), page, newest_first),
        }
    }
}

/// Who asks for what.
pub(super) struct Desk<'o> {
    pub(super) books: &'o Books,
    pub(super) press: &'o Press,
    pub(super) business: &'o Business,
}

impl Desk<'_> {
    /// `ATEETBDA001R01`. What was asked stands in the answer again, as the real one has it.
    pub(super) fn list(&self, body: &Value, twist: Twist) -> Result<Reply, Refusal> {
        let query = self.query(body)?;
        let page = PageAsked::of_screen(body);
        let found = Found::new(self.books, &query);
        let back = usize::from(twist == Twist::PageBefore && page.number > 1);
        let shown = found.page(PageAsked { number: page.number - back, ..page }, query.newest_first);
        let rows: Vec<Value> = shown
            .into_iter()
            .filter_map(|place| self.books.invoice(place))
            .map(|one| json_row(&one))
            .collect();
        let total = found.len() + usize::from(twist == Twist::TotalMore);
        Ok(answer::good(json!({
            "etxivIsnBrkdTermDVOPrmt": body.get("etxivIsnBrkdTermDVOPrmt"),
            "etxivIsnBrkdTermDVOList": rows,
            "etxivIsnBrkdTermDVO": {
                "wTotaCnt": total, "wSumSplCft": found.sums.supply_won.to_string(),
                "wSumTxamt": found.sums.tax_won.to_string(), "wTotaAmt": found.sums.total_won().to_string()
            },
            "pageInfoVO": {"pageNum": page.number, "pageSize": page.size, "totalCount": total}
        })))
    }

    /// `ATEETBDA005R04`: four lines, headings, rows; each page is a file of its own.
    pub(super) fn list_text(&self, body: &Value, twist: Twist) -> Result<Reply, Refusal> {
        let query = self.query(body)?;
        let exempt = query.shelved.exempt;
        let found = Found::new(self.books, &query);
        let page = PageAsked::of_download(body, TEXT_ROWS);
        let back = usize::from(twist == Twist::PageBefore && page.number > 1);
        let shown = found.page(PageAsked { number: page.number - back, ..page }, query.newest_first);
        let mut lines = self.preamble(&query, found.sums);
        lines.push(text_head(exempt));
        let invoices = shown.into_iter().filter_map(|place| self.books.invoice(place));
        lines.extend(invoices.map(|invoice| text_row(&invoice, exempt)));
        if let Some(row) = lines.last_mut().filter(|_| twist == Twist::BadRow) {
            let cells = row.split_once('\t').map(|(_, cells)| cells).unwrap_or_default();
            *row = format!("{NO_DAY}\t{cells}");
        }
        lines.push(String::new());
        Ok(answer::file("text/plain; charset=UTF-8", "list.txt", lines.join("\r\n")))
    }

    /// The same as stands above the workbook's headings.
    fn preamble(&self, query: &ListQuery, sums: Sums) -> Vec<String> {
        let won = |won: i64| Krw::new(won).unwrap_or_default();
        let business = self.business;
        let side = if query.shelved.direction == Direction::Sale { "매출" } else { "매입" };
        let kind = if query.shelved.exempt { "계산서" } else { "세금계산서" };
        vec![
            format!(
                "사업자등록번호\t{}\t상호\t{}\t대표자명\t{}",
                business.number, business.name, business.representative
            ),
            format!(
                "총 합계금액\t{}\t총 공급가액\t{}\t총 세액\t{}",
                won(sums.total_won()),
                won(sums.supply_won),
                won(sums.tax_won)
            ),
            String::new(),
            format!("{side} 전자(수정) {kind} 목록조회"),
        ]
    }

    fn query(&self, body: &Value) -> Result<ListQuery, Refusal> {
        let mut query = ListQuery::read(body, self.business.tin)?;
        query.is_void |= !self.business.has_books;
        Ok(query)
    }

    /// `ATEETBDA001R02` on the screen.
    pub(super) fn detail(&self, body: &Value) -> Result<Reply, Refusal> {
        let invoice = self.find(body)?;
        Ok(answer::good(json_detail(&invoice)))
    }

    /// `ATEETBDA001R02` as a file: the signed document.
    pub(super) fn document(&self, body: &Value) -> Result<Reply, Refusal> {
        let invoice = self.find(body)?;
        let document = self.press.document(&invoice).ok_or(NOT_FOUND)?;
        let name = format!("{}.xml", invoice.approval().as_str());
        Ok(answer::file("application/octet-stream", &name, document.to_vec()))
    }

    /// By 24 letters without hyphens, for the business that is acted for.
    fn find(&self, body: &Value) -> Result<Cow<'_, TaxInvoice>, Refusal> {
        let asked = body.get("etxivIsnBrkdTermDVOPrmt").unwrap_or(&Value::Null);
        if text(asked, "etxivTin") != self.business.tin {
            return Err(NO_RIGHT);
        }
        let found = self.books.find(&text(asked, "etan"));
        found.filter(|_| self.business.has_books).ok_or(NOT_FOUND)
    }
}
