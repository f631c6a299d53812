//! What a list is asked for, and what the office makes of it.

use super::answer::{BAD_INPUT, NO_RIGHT, PERIOD_TOO_LONG, Refusal};
use super::books::{ListedBy, Shelved};
use jangbu_domain::{BusinessNumber, Date, Direction, PartyIdentity as _, TaxInvoice};
use serde_json::Value;

/// Months of one question at most, at the server; the page allows three.
const MONTHS_MAX: i32 = 6;
/// Rows of a page, as the page offers them.
const PAGE_SIZES: [usize; 4] = [10, 20, 30, 50];
/// Value of a filter that filters nothing.
const ALL: &str = "all";

/// A list of invoices that is asked for.
#[derive(Debug)]
pub(super) struct ListQuery {
    pub(super) shelved: Shelved,
    pub(super) from: Date,
    pub(super) to: Date,
    pub(super) newest_first: bool,
    /// Type code by its halves, the other party; none filters nothing.
    pub(super) kind: Option<String>,
    pub(super) variety: Option<String>,
    pub(super) partner: Option<String>,
    /// Something is asked for that gives no rows and no error.
    pub(super) is_void: bool,
}

impl ListQuery {
    /// Reads `etxivIsnBrkdTermDVOPrmt`; `tin` is the business that is acted for.
    pub(super) fn read(body: &Value, tin: &str) -> Result<Self, Refusal> {
        let asked = body.get("etxivIsnBrkdTermDVOPrmt").filter(|asked| asked.is_object()).ok_or(BAD_INPUT)?;
        let (from, to) = period(&text(asked, "inqrDtStrt"), &text(asked, "inqrDtEnd"))?;
        let direction = match text(asked, "prhSlsClCd").as_str() {
            "01" => Direction::Sale,
            "02" => Direction::Purchase,
            _ => return Err(BAD_INPUT),
        };
        let by = match text(asked, "dtCl").as_str() {
            "01" => ListedBy::Written,
            "02" => ListedBy::Issued,
            "03" => ListedBy::Sent,
            _ => return Err(BAD_INPUT),
        };
        // 02 and 04 are lists of whom others sell through (수탁자); the world's company is none.
        let (exempt, consigned) = match text(asked, "etxivClCd").as_str() {
            "01" => (false, false),
            "02" => (false, true),
            "03" => (true, false),
            "04" => (true, true),
            _ => return Err(BAD_INPUT),
        };
        let own = match (consigned, direction) {
            (true, _) => text(asked, "cstnBmanTin"),
            (false, Direction::Sale) => text(asked, "splrTin"),
            (false, Direction::Purchase) => text(asked, "dmnrTin"),
        };
        if !own.is_empty() && own != tin {
            return Err(NO_RIGHT);
        }
        let filters = ["etxivClsfCd", "etxivKndCd", "isnTypeCd"].map(|field| text(asked, field));
        // An empty filter is no "all": it matches nothing. Codes of isnTypeCd are not known.
        let unmatched = filters.iter().any(String::is_empty) || filters.last().is_none_or(|one| one != ALL);
        let [kind, variety, _] = filters.map(|filter| (filter != ALL).then_some(filter));
        let other = if direction == Direction::Sale { "dmnrTxprDscmNo" } else { "splrTxprDscmNo" };
        let partner = Some(text(asked, other).replace('-', "")).filter(|number| !number.is_empty());
        let is_void = own.is_empty() || consigned || unmatched;
        let newest_first = text(body, "srtOpt") == "02";
        let shelved = Shelved { direction, exempt, by };
        Ok(Self { shelved, from, to, newest_first, kind, variety, partner, is_void })
    }

    /// Whether every invoice of the shelf and period is shown.
    pub(super) fn is_plain(&self) -> bool {
        self.kind.is_none() && self.variety.is_none() && self.partner.is_none()
    }

    pub(super) fn admits(&self, invoice: &TaxInvoice) -> bool {
        let code = invoice.type_code().to_string();
        let (kind, variety) = code.split_at_checked(2).unwrap_or_default();
        let fits = |wanted: &Option<String>, is: &str| wanted.as_deref().is_none_or(|wanted| wanted == is);
        let partner = match self.shelved.direction {
            Direction::Sale => {
                invoice.buyer().identity.business().map(BusinessNumber::digits).unwrap_or_default()
            }
            Direction::Purchase => invoice.supplier().identity.digits(),
        };
        fits(&self.kind, kind) && fits(&self.variety, variety) && fits(&self.partner, &partner)
    }
}

/// Days of eight digits, in order, and not too far apart.
pub(super) fn period(from: &str, to: &str) -> Result<(Date, Date), Refusal> {
    let day = |text: &str| {
        let plain = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
        Date::strptime("%Y%m%d", text).ok().filter(|_| plain).ok_or(BAD_INPUT)
    };
    let (from, to) = (day(from)?, day(to)?);
    let last = from.checked_add(jiff::Span::new().months(MONTHS_MAX)).map_err(|_| BAD_INPUT)?;
    if to < from {
        return Err(BAD_INPUT);
    }
    if to > last { Err(PERIOD_TOO_LONG) } else { Ok((from, to)) }
}

/// Which page, and how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PageAsked {
    /// From one.
    pub(super) number: usize,
    pub(super) size: usize,
}

impl PageAsked {
    /// Of a list on the screen; a size that the page does not offer is its smallest.
    pub(super) fn of_screen(body: &Value) -> Self {
        let asked = body.get("pageInfoVO").unwrap_or(&Value::Null);
        let size = text(asked, "pageSize").parse().ok().filter(|size| PAGE_SIZES.contains(size));
        Self { number: number(asked), size: size.unwrap_or(10) }
    }

    /// Of a download, which has its own page.
    pub(super) fn of_download(body: &Value, size: usize) -> Self {
        let asked = body.get("excelPageInfoVO").or_else(|| body.get("pageInfoVO")).unwrap_or(&Value::Null);
        Self { number: number(asked), size }
    }

    pub(super) fn skipped(self) -> usize {
        (self.number - 1).saturating_mul(self.size)
    }
}

fn number(asked: &Value) -> usize {
    text(asked, "pageNum").parse().unwrap_or(1).max(1)
}

/// A field as text, whether it came as text or as a number.
pub(super) fn text(object: &Value, field: &str) -> String {
    match object.get(field) {
        Some(Value::String(text)) => text.trim().to_owned(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}
