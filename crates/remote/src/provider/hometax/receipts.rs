//! Cash receipts and purchases by card (tecr), as the screen shows them.

use super::PROVIDER;
use super::addresses::System;
use super::list::{MONTHS_MAX, day};
use super::session::{Entry, Session};
use super::wire::{self, Ask};
use crate::error::{Effect, Kind, RemoteError};
use crate::port::purchase_evidence::{Amounts, CardPurchase, CashReceipt, Seller};
use crate::port::tax_invoice_collect::Period;
use jangbu_domain::{BusinessNumber, Date, DateTime, Krw};
use serde_json::{Value, json};

/// Rows of a page, the most that the screen offers.
const PAGE_ROWS: u64 = 50;
/// Rows of one list at most: at a page a second, twenty minutes.
const ROWS_MAX: u64 = 60_000;
/// Letters of a foreign text that are kept.
const TEXT_CHARS_MAX: usize = 200;

const CASH: (&str, &str) = ("ATECRCBA001R02", "UTECRCB005");
const CARD: (&str, &str) = ("ATECRCCA001R06", "UTECRCB023");

pub(super) async fn cash_receipts(
    session: &Session,
    period: Period,
) -> Result<Vec<CashReceipt>, RemoteError> {
    gather(session, period, "cash_bought", cash_ask, cash_of, |one: &CashReceipt| {
        format!("{} {} {}", one.at, one.approval, one.amounts.total)
    })
    .await
}

pub(super) async fn card_purchases(
    session: &Session,
    period: Period,
) -> Result<Vec<CardPurchase>, RemoteError> {
    gather(session, period, "card_bought", card_ask, card_of, |one: &CardPurchase| {
        format!("{} {} {}", one.on, one.serial, one.amounts.total)
    })
    .await
}

/// All pages. A row that cannot be read, comes twice, or is missing spoils the list: a sum of some would look like
/// the sum of all.
async fn gather<T>(
    session: &Session,
    period: Period,
    operation: &'static str,
    build: fn(Period, &Entry, u64) -> Ask,
    read: fn(&Value) -> Option<T>,
    name: fn(&T) -> String,
) -> Result<Vec<T>, RemoteError> {
    if period.pieces(MONTHS_MAX).is_none_or(|pieces| pieces.len() != 1) {
        return Err(RemoteError::new(PROVIDER, operation, Kind::BadRequest, Effect::NotSent));
    }
    let inconsistent = || session.error(operation, Kind::Inconsistent).temporary(None);
    let mut all: Vec<T> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    let mut total = None;
    for page in 1..=ROWS_MAX.div_ceil(PAGE_ROWS) {
        let answer = session.read(System::Tecr, |entry| build(period, entry, page)).await?;
        let (count, rows) = parse_page(&answer.body, read)
            .ok_or_else(|| session.error(operation, Kind::Garbled).with_status(answer.status))?;
        if count > ROWS_MAX {
            return Err(session.error(operation, Kind::TooLarge));
        }
        let expected = count.saturating_sub((page - 1) * PAGE_ROWS).min(PAGE_ROWS);
        let fits = u64::try_from(rows.len()) == Ok(expected) && total.is_none_or(|total| total == count);
        if !fits || !rows.iter().all(|row| seen.insert(name(row))) {
            return Err(inconsistent());
        }
        total = Some(count);
        all.extend(rows);
        if page * PAGE_ROWS >= count {
            break;
        }
    }
    Ok(all)
}

/// The total and the rows: the first list whose name ends as such names do.
fn parse_page<T>(body: &[u8], read: fn(&Value) -> Option<T>) -> Option<(u64, Vec<T>)> {
    let answer: Value = serde_json::from_slice(body).ok()?;
    let total = wire::count_of(answer.get("pageInfoVO")?.get("totalCount")?)?;
    let mut lists = answer.as_object()?.iter().filter(|(name, _)| name.ends_with("VOList"));
    let rows = match lists.find_map(|(_, value)| value.as_array()) {
        Some(rows) => rows.iter().map(read).collect::<Option<Vec<T>>>()?,
        None => Vec::new(),
    };
    Some((total, rows))
}

fn page_body(period: Period, entry: &Entry, page: u64) -> Value {
    json!({
        "tin": entry.tin, "trsDtRngStrt": day(period.from()), "trsDtRngEnd": day(period.to()),
        "pageInfoVO": {"pageNum": page.to_string(), "pageSize": PAGE_ROWS.to_string(), "totalCount": "0"}
    })
}

fn with(mut body: Value, fields: &[(&str, &str)]) -> Value {
    if let Some(object) = body.as_object_mut() {
        object.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), json!(value))));
    }
    body
}

fn cash_ask(period: Period, entry: &Entry, page: u64) -> Ask {
    let fields = [
        ("txprDscmNo", ""),
        ("pubcUserNo", "all"),
        ("spjbTrsYn", "all"),
        ("spstCnfrId", "all"),
        ("dprtUserYn", "N"),
        ("totalCount", "0"),
        ("sumSplCft", "0"),
    ];
    let body = with(page_body(period, entry, page), &fields);
    wire::action("cash_bought", System::Tecr, CASH, &body)
}

fn card_ask(period: Period, entry: &Entry, page: u64) -> Ask {
    let body = with(page_body(period, entry, page), &[("prhTxamtDdcYn", "all"), ("txprDclsCd", "250")]);
    wire::action("card_bought", System::Tecr, CARD, &body)
}

fn text(row: &Value, field: &str) -> Option<String> {
    let text = match row.get(field)? {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    let kept: String = text.chars().filter(|c| !c.is_control()).take(TEXT_CHARS_MAX).collect();
    (!kept.is_empty()).then_some(kept)
}

/// An amount; one that is left out is none, one that is no amount spoils the row.
fn amount(row: &Value, field: &str) -> Option<Krw> {
    text(row, field).map_or(Some(Krw::ZERO), |text| Krw::parse(&text).ok())
}

fn amounts(row: &Value) -> Option<Amounts> {
    Some(Amounts {
        supply: amount(row, "splCft")?,
        tax: amount(row, "vaTxamt")?,
        tip: amount(row, "tip")?,
        total: Krw::parse(&text(row, "totaTrsAmt")?).ok()?,
    })
}

fn seller(row: &Value) -> Seller {
    let number = text(row, "mrntTxprDscmNoEncCntn").and_then(|number| BusinessNumber::parse(&number).ok());
    Seller { number, name: text(row, "mrntTxprNm").unwrap_or_default() }
}

/// `2026-10-01 12:30:00`, or digits alone; without a time it is midnight.
fn moment(text: &str) -> Option<DateTime> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    match digits.len() {
        8 => Some(Date::strptime("%Y%m%d", &digits).ok()?.at(0, 0, 0, 0)),
        14 => DateTime::strptime("%Y%m%d%H%M%S", &digits).ok(),
        _ => None,
    }
}

fn cash_of(row: &Value) -> Option<CashReceipt> {
    let is_deductible = match text(row, "prhTxamtDdcYn").as_deref() {
        Some("Y") => Some(true),
        Some("N") => Some(false),
        _ => None,
    };
    Some(CashReceipt {
        at: moment(&text(row, "trsDtTime")?)?,
        approval: text(row, "aprvNo")?,
        seller: seller(row),
        amounts: amounts(row)?,
        is_deductible,
        dealing: text(row, "trsClNm").unwrap_or_default(),
    })
}

fn card_of(row: &Value) -> Option<CardPurchase> {
    let is_deductible = match text(row, "ddcYnNm").as_deref() {
        Some("공제") => Some(true),
        Some("불공제") => Some(false),
        _ => None,
    };
    Some(CardPurchase {
        on: moment(&text(row, "aprvDt")?)?.date(),
        card: text(row, "busnCrdCardNoEncCntn").unwrap_or_default(),
        issuer: text(row, "crcmClNm").unwrap_or_default(),
        serial: text(row, "busnCrdcTrsBrkdSn").unwrap_or_default(),
        seller: seller(row),
        amounts: amounts(row)?,
        is_deductible,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_with_an_amount_that_is_none_spoils_its_page() {
        let page = |total: &str| {
            let row = json!({"aprvDt": "2026-10-01", "splCft": "1,000", "vaTxamt": 100, "totaTrsAmt": total});
            json!({"xVOList": [row], "pageInfoVO": {"totalCount": "1"}}).to_string()
        };
        let (total, rows) = parse_page(page("1100").as_bytes(), card_of).unwrap();
        assert_eq!((total, rows[0].amounts.total.won(), rows[0].amounts.tip), (1, 1_100, Krw::ZERO));
        assert!(parse_page(page("천백").as_bytes(), card_of).is_none());
    }

    #[test]
    fn moments_are_read_with_and_without_their_time() {
        assert_eq!(moment("2026-10-01 12:30:05").unwrap().to_string(), "2026-10-01T12:30:05");
        assert_eq!(moment("20261001").unwrap().to_string(), "2026-10-01T00:00:00");
        assert_eq!(moment("2026-13-01"), None);
        assert_eq!(moment("10-01"), None);
    }
}
