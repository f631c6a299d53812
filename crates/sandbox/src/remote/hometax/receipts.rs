//! Cash receipts and purchases by card (tecr).
//!
//! Names of the lists in the answers are not documented but for their ending.

use super::answer::{self, NO_RIGHT, Refusal};
use super::member::Business;
use super::query::{PageAsked, period, text};
use crate::remote::Reply;
use crate::world::receipt::{Receipt, ReceiptKind, receipts};
use serde_json::{Value, json};

/// Rows of one page of a text file.
const TEXT_ROWS: usize = 1_000;

const SOLD_HEAD: &str =
    "매출일시\t비고\t공급가액\t부가세\t봉사료\t총금액\t승인번호\t발행구분\t거래구분\t신분확인뒷4자리";
const BOUGHT_HEAD: &str = "매입일시\t사용자명\t가맹점사업자번호\t가맹점명\t업종\t공급가액\t부가세\t봉사료\t매입금액\t승인번호\t\
                           발급수단\t거래구분\t공제여부\t비고";

/// Receipts of a period, for the business that is acted for.
fn found(kind: ReceiptKind, body: &Value, business: &Business) -> Result<Vec<Receipt>, Refusal> {
    let (from, to) = period(&text(body, "trsDtRngStrt"), &text(body, "trsDtRngEnd"))?;
    if text(body, "tin") != business.tin {
        return Err(NO_RIGHT);
    }
    Ok(if business.has_books { receipts(kind, from, to) } else { Vec::new() })
}

fn cut(all: &[Receipt], page: PageAsked) -> impl Iterator<Item = &Receipt> {
    all.iter().skip(page.skipped()).take(page.size)
}

fn page_shown(page: PageAsked, total: usize) -> Value {
    json!({"pageNum": page.number, "pageSize": page.size, "totalCount": total})
}

fn sum(all: &[Receipt], part: impl Fn(&Receipt) -> i64) -> String {
    all.iter().map(part).sum::<i64>().to_string()
}

/// `ATECRCBA001R03`: the rows are encrypted in the real one, so only sums and the count are given.
pub(super) fn cash_sold(body: &Value, business: &Business) -> Result<Reply, Refusal> {
    let all = found(ReceiptKind::CashSold, body, business)?;
    Ok(answer::good(json!({
        "pageInfoVO": page_shown(PageAsked::of_screen(body), all.len()),
        "sumTotaTrsAmt": sum(&all, Receipt::total_won), "sumSplCft": sum(&all, |one| one.supply_won)
    })))
}

/// `ATECRCBA001R03` as text: one line, headings, rows.
pub(super) fn cash_sold_text(body: &Value, business: &Business) -> Result<Reply, Refusal> {
    let all = found(ReceiptKind::CashSold, body, business)?;
    let row = |one: &Receipt| {
        let last: String = one.approval.chars().rev().take(4).collect();
        [
            moment(one),
            String::new(),
            one.supply_won.to_string(),
            one.tax_won.to_string(),
            one.tip_won.to_string(),
            one.total_won().to_string(),
            one.approval.clone(),
            "소득공제".to_owned(),
            dealing(one).to_owned(),
            last,
        ]
        .join("\t")
    };
    let rows = cut(&all, PageAsked::of_download(body, TEXT_ROWS)).map(row);
    Ok(text_file("현금영수증 매출내역", SOLD_HEAD, rows))
}

/// `ATECRCBA001R02`.
pub(super) fn cash_bought(body: &Value, business: &Business) -> Result<Reply, Refusal> {
    let all = found(ReceiptKind::CashBought, body, business)?;
    let page = PageAsked::of_screen(body);
    let row = |one: &Receipt| {
        json!({
            "trsDtTime": moment(one), "cshptTrsTypeNm": "지출증빙", "splCft": one.supply_won.to_string(),
            "vaTxamt": one.tax_won.to_string(), "tip": one.tip_won.to_string(),
            "totaTrsAmt": one.total_won().to_string(), "aprvNo": one.approval, "spstCnfrClNm": "사업자등록번호",
            "pblClCd": "2", "trsClNm": dealing(one), "rcprTxprNm": business.name,
            "mrntTxprDscmNoEncCntn": one.shop.number.digits(), "mrntTxprNm": one.shop.name,
            "tfbCd": "521900", "tfbNm": one.shop.business_type, "itmNm": one.shop.business_item,
            "prhTxamtDdcClNm": deduction(one), "prhTxamtDdcYn": if one.is_deductible { "Y" } else { "N" }
        })
    };
    let rows: Vec<Value> = cut(&all, page).map(row).collect();
    Ok(answer::good(json!({
        "cshptTrsBrkdInqrDVOList": rows, "pageInfoVO": page_shown(page, all.len()),
        "sumTotaTrsAmt": sum(&all, Receipt::total_won), "sumSplCft": sum(&all, |one| one.supply_won)
    })))
}

/// `ATECRCBA001R02` as text.
pub(super) fn cash_bought_text(body: &Value, business: &Business) -> Result<Reply, Refusal> {
    let all = found(ReceiptKind::CashBought, body, business)?;
    let row = |one: &Receipt| {
        [
            moment(one),
            business.name.to_owned(),
            one.shop.number.to_string(),
            one.shop.name.clone(),
            one.shop.business_item.clone(),
            one.supply_won.to_string(),
            one.tax_won.to_string(),
            one.tip_won.to_string(),
            one.total_won().to_string(),
            one.approval.clone(),
            "사업자등록번호".to_owned(),
            dealing(one).to_owned(),
            deduction(one).to_owned(),
            String::new(),
        ]
        .join("\t")
    };
    let rows = cut(&all, PageAsked::of_download(body, TEXT_ROWS)).map(row);
    Ok(text_file("현금영수증 매입내역", BOUGHT_HEAD, rows))
}

/// `ATECRCCA001R06`.
pub(super) fn card_bought(body: &Value, business: &Business) -> Result<Reply, Refusal> {
    let all = found(ReceiptKind::CardBought, body, business)?;
    let page = PageAsked::of_screen(body);
    let row = |one: &Receipt| {
        json!({
            "aprvDt": one.at.date().to_string(), "busnCrdCardNoEncCntn": "9999-****-****-0001",
            "busnCrdcTrsBrkdSn": one.approval, "crcmClNm": "모의카드", "splCft": one.supply_won.to_string(),
            "vaTxamt": one.tax_won.to_string(), "tip": one.tip_won.to_string(),
            "totaTrsAmt": one.total_won().to_string(), "mrntTxprDscmNoEncCntn": one.shop.number.digits(),
            "mrntTxprNm": one.shop.name, "tfbCd": "521900", "bcNm": one.shop.business_type,
            "tfbNm": one.shop.business_item, "bmanClNm": "일반과세자", "ddcYnNm": deduction(one),
            "vatDdcClNm": if one.is_deductible { "일반" } else { "선택불공제" }
        })
    };
    let rows: Vec<Value> = cut(&all, page).map(row).collect();
    Ok(answer::good(json!({
        "busnCrdcTrsBrkdAdmDVOList": rows, "pageInfoVO": page_shown(page, all.len()),
        "sumTotaTrsAmt": sum(&all, Receipt::total_won)
    })))
}

fn moment(one: &Receipt) -> String {
    one.at.strftime("%Y-%m-%d %H:%M:%S").to_string()
}

fn dealing(one: &Receipt) -> &'static str {
    if one.is_cancelled() { "취소거래" } else { "승인거래" }
}

fn deduction(one: &Receipt) -> &'static str {
    if one.is_deductible { "공제" } else { "불공제" }
}

fn text_file(title: &str, head: &str, rows: impl Iterator<Item = String>) -> Reply {
    let lines = [title.to_owned(), head.to_owned()].into_iter().chain(rows).chain([String::new()]);
    answer::file("text/plain; charset=UTF-8", "list.txt", lines.collect::<Vec<_>>().join("\r\n"))
}
