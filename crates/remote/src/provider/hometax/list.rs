//! Lists of invoices by the text download, page after page, and single documents.

mod tally;

use super::PROVIDER;
use super::addresses::System;
use super::session::{Entry, Session};
use super::wire::{self, Ask};
use crate::error::{Effect, Kind, RemoteError};
use crate::port::tax_invoice_collect::{DateKind, ListPage, ListQuery, Listing, PageSink, Source, Taxation};
use jangbu_domain::{ApprovalNumber, Date, Direction};
use jangbu_forms::{Format, read_document, sniff};
use serde_json::{Value, json};
use std::ops::ControlFlow;
use tally::{Oddity, Tally};

/// Months of one list: the page offers three; beyond six the server refuses (`ETICMZ0008`).
pub const MONTHS_MAX: u8 = 3;
/// Rows of one text file.
const PAGE_ROWS: u64 = 1_000;
/// Rows of one list at most: three months of a very large business.
const ROWS_MAX: u64 = 1_000_000;
/// A page that does not fit its list is asked for so often in all.
const PAGE_TRIES_MAX: u32 = 2;

const LIST: (&str, &str) = ("ATEETBDA001R01", "UTEETBDA01");
const LIST_TEXT: (&str, &str) = ("ATEETBDA005R04", "UTEETBDA01");
const DETAIL: (&str, &str) = ("ATEETBDA001R02", "UTEETBDA38");

pub(super) async fn list(
    session: &Session,
    query: &ListQuery,
    pages: PageSink<'_>,
) -> Result<Listing, RemoteError> {
    if query.period.pieces(MONTHS_MAX).is_none_or(|pieces| pieces.len() != 1) {
        return Err(RemoteError::new(PROVIDER, "list", Kind::BadRequest, Effect::NotSent));
    }
    let total = total_of(session, query).await?;
    let mut tally = Tally::new(total, query.direction);
    for number in 1..=tally.pages() {
        let page = fitting_page(session, query, number, &mut tally).await?;
        if pages(page) == ControlFlow::Break(()) {
            break;
        }
    }
    Ok(tally.listing())
}

/// How many rows the list has, by its first screen.
async fn total_of(session: &Session, query: &ListQuery) -> Result<u64, RemoteError> {
    let build =
        |entry: &Entry| wire::action("list", System::Teet, LIST, &list_body(query, entry, &Shown::Screen));
    let answer = session.read(System::Teet, build).await?;
    let body: Option<Value> = serde_json::from_slice(&answer.body).ok();
    let total = body.as_ref().and_then(|body| wire::count_of(body.get("pageInfoVO")?.get("totalCount")?));
    match total {
        Some(total) if total <= ROWS_MAX => Ok(total),
        Some(_) => Err(session.error("list", Kind::TooLarge)),
        None => Err(session.error("list", Kind::Garbled).with_status(answer.status)),
    }
}

/// A page that fits what came before. One that does not is asked for once more.
async fn fitting_page(
    session: &Session,
    query: &ListQuery,
    number: u32,
    tally: &mut Tally,
) -> Result<ListPage, RemoteError> {
    let total = tally.total();
    let build = |entry: &Entry| {
        let shown = Shown::Text { page: number, total };
        wire::download("list_text", System::Teet, LIST_TEXT, &list_body(query, entry, &shown))
    };
    let mut odd = Oddity::Count;
    for _ in 0..PAGE_TRIES_MAX {
        let answer = session.read(System::Teet, build).await?;
        let name = page_name(query, number);
        let read = read_document(&name, &answer.body, &mut |_, _| ControlFlow::Continue(()));
        if read.format != Format::HometaxText {
            return Err(session.error("list_text", Kind::Garbled).with_status(answer.status));
        }
        match tally.admit(number, read) {
            Ok(read) => {
                let source = Source { name, format: Format::HometaxText.key(), bytes: answer.body };
                return Ok(ListPage {
                    number,
                    invoices_total: Some(total),
                    invoices: read.invoices,
                    rejected: read.rejected,
                    findings: read.findings,
                    source,
                });
            }
            Err(found) => odd = found,
        }
        tracing::info!(
            provider = PROVIDER,
            page = number,
            reason = odd.code(),
            "a page does not fit its list"
        );
    }
    Err(session.error("list_text", Kind::Inconsistent).with_words(Some(odd.code()), None).temporary(None))
}

/// A document, byte for byte.
pub(super) async fn document(
    session: &Session,
    query: &ListQuery,
    approval: &ApprovalNumber,
) -> Result<Source, RemoteError> {
    let build = |entry: &Entry| document_ask(query, approval, entry);
    let answer = session.read(System::Teet, build).await?;
    if !is_document_of(&answer.body, approval) {
        return Err(session.error("xml", Kind::Garbled).with_status(answer.status));
    }
    let name = format!("{}.xml", approval.as_str());
    Ok(Source { name, format: Format::EtaxXml.key(), bytes: answer.body })
}

fn document_ask(query: &ListQuery, approval: &ApprovalNumber, entry: &Entry) -> Ask {
    let body = json!({
        "fileDwnYn": "Y",
        "etan": approval.as_str(),
        "etxivIsnBrkdTermDVOPrmt": {
            "etan": approval.as_str(), "screenId": "UTEETBDA01", "pageNum": "1",
            "slsPrhClCd": direction_code(query.direction), "etxivTin": entry.tin,
            "etxivClCd": list_code(query.taxation), "etxivClsfCd": "all", "etxivMpbNo": ""
        }
    });
    wire::download("xml", System::Teet, DETAIL, &body)
}

/// Whether bytes are the XML of an invoice of that number, to its end. What else is wrong with it is for
/// whoever reads it: the office's document is kept whatever it says.
fn is_document_of(bytes: &[u8], approval: &ApprovalNumber) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let number = text.match_indices("IssueID>").find_map(|(at, tag)| {
        let is_own = text.get(..at)?.ends_with(['<', ':']);
        let inside = text.get(at + tag.len()..)?.split_once('<')?.0;
        is_own.then(|| ApprovalNumber::parse(inside.trim()).ok())
    });
    sniff(bytes) == Format::EtaxXml
        && text.trim_end().ends_with("TaxInvoice>")
        && number.flatten().as_ref() == Some(approval)
}

/// Which of the two ways a list is asked for.
enum Shown {
    Screen,
    Text { page: u32, total: u64 },
}

fn list_body(query: &ListQuery, entry: &Entry, shown: &Shown) -> Value {
    let own = |direction| if query.direction == direction { entry.tin.as_str() } else { "" };
    let asked = json!({
        "prhSlsClCd": direction_code(query.direction),
        "dtCl": match query.by {
            DateKind::Written => "01",
            DateKind::Issued => "02",
            DateKind::Sent => "03",
        },
        "etxivClCd": list_code(query.taxation), "bmanCd": "00",
        // An empty filter finds nothing and says nothing.
        "etxivClsfCd": "all", "etxivKndCd": "all", "isnTypeCd": "all",
        "inqrDtStrt": day(query.period.from()), "inqrDtEnd": day(query.period.to()),
        "splrTin": own(Direction::Sale), "dmnrTin": own(Direction::Purchase), "cstnBmanTin": "",
        "splrMpbNo": "", "dmnrMpbNo": "", "cstnBmanMpbNo": "", "splrTxprDscmNo": "", "dmnrTxprDscmNo": "",
        "tnmNm": "", "splrTnmNm": "", "dmnrTnmNm": "", "yCd": "", "qCd": "", "mCd": "", "mqCd": "",
        "gubunCd": "", "tmsnDtIn": "", "tmsnDtOut": "", "screenId": "UTEETBDA01", "pageNum": "1",
        "pageSize": "10"
    });
    let mut body = json!({
        "resnoSecYn": "Y", "icldLsatInfr": "N", "fleDwldYn": "", "fleTp": "", "srtClCd": "1",
        // Oldest first: what is issued meanwhile comes behind.
        "srtOpt": "01", "cstnInfoYn": "", "icldCstnBmanInfr": "",
        "pageInfoVO": {"pageNum": "1", "pageSize": "10", "totalCount": "0"},
        "etxivIsnBrkdTermDVOPrmt": asked
    });
    if let (Shown::Text { page, total }, Some(fields)) = (shown, body.as_object_mut()) {
        let place = json!({
            "pageNum": page.to_string(), "pageSize": PAGE_ROWS.to_string(), "totalCount": total.to_string()
        });
        fields.insert("fleDwldYn".to_owned(), json!("Y"));
        fields.insert("fleTp".to_owned(), json!("txt"));
        fields.insert("affectedCnt".to_owned(), json!("0"));
        fields.insert("pageInfoVO".to_owned(), place.clone());
        fields.insert("excelPageInfoVO".to_owned(), place);
    }
    body
}

fn direction_code(direction: Direction) -> &'static str {
    match direction {
        Direction::Sale => "01",
        Direction::Purchase => "02",
    }
}

/// 02 and 04 are the lists of those through whom others sell (수탁자); they are not asked for.
fn list_code(taxation: Taxation) -> &'static str {
    match taxation {
        Taxation::Taxable => "01",
        Taxation::Exempt => "03",
    }
}

pub(super) fn day(date: Date) -> String {
    date.strftime("%Y%m%d").to_string()
}

fn page_name(query: &ListQuery, number: u32) -> String {
    let side = if query.direction == Direction::Sale { "매출" } else { "매입" };
    let kind = if query.taxation == Taxation::Exempt { "_계산서" } else { "" };
    format!("홈택스_{side}{kind}_{}-{}_{number}.txt", day(query.period.from()), day(query.period.to()))
}

#[cfg(test)]
mod tests;
