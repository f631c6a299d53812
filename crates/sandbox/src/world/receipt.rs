//! Small dealings: cash receipts (현금영수증) given and taken, and what the company's card paid for.
//!
//! A day's are the same whenever they are asked for.

use super::partner::Partner;
use super::prng::Prng;
use jangbu_domain::{BusinessNumber, Date, DateTime};

/// A receipt or a card slip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// When.
    pub at: DateTime,
    /// 승인번호: nine digits, of that day.
    pub approval: String,
    /// The shop, if it is not the company.
    pub shop: Shop,
    /// 공급가액, in won; negative when it was taken back.
    pub supply_won: i64,
    /// 부가세.
    pub tax_won: i64,
    /// 봉사료.
    pub tip_won: i64,
    /// Whether its tax may be deducted (공제).
    pub is_deductible: bool,
}

/// Where something was bought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shop {
    /// 사업자등록번호.
    pub number: BusinessNumber,
    /// 상호.
    pub name: String,
    /// 업태.
    pub business_type: String,
    /// 종목.
    pub business_item: String,
}

impl Receipt {
    /// 합계.
    pub fn total_won(&self) -> i64 {
        self.supply_won + self.tax_won + self.tip_won
    }

    /// Whether it takes another one back (취소거래).
    pub fn is_cancelled(&self) -> bool {
        self.supply_won < 0
    }
}

/// What a receipt is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReceiptKind {
    /// Given to buyers.
    CashSold,
    /// Taken from shops.
    CashBought,
    /// Paid by the company's card.
    CardBought,
}

/// Days of one question at most.
const DAYS_MAX: usize = 400;
/// Receipts of a day at most.
const OF_A_DAY_MAX: i64 = 3;

/// All of a kind from one day to another, by time.
pub fn receipts(kind: ReceiptKind, from: Date, to: Date) -> Vec<Receipt> {
    let days = from.series(jiff::Span::new().days(1)).take_while(|day| *day <= to).take(DAYS_MAX);
    days.flat_map(|day| of_day(kind, day)).collect()
}

fn of_day(kind: ReceiptKind, day: Date) -> Vec<Receipt> {
    let place = match kind {
        ReceiptKind::CashSold => 1,
        ReceiptKind::CashBought => 2,
        ReceiptKind::CardBought => 3,
    };
    let part = |value: i16| u64::from(value.unsigned_abs());
    let ordinal = part(day.year()) * 1_000 + part(day.day_of_year());
    let mut prng = Prng::new(0x00CA_5400_0000 + ordinal * 8 + place);
    let count = prng.between(0, OF_A_DAY_MAX);
    let mut all: Vec<Receipt> = (0..count).map(|at| one(&mut prng, kind, day, at)).collect();
    all.sort_by_key(|receipt| receipt.at);
    all
}

fn one(prng: &mut Prng, kind: ReceiptKind, day: Date, at: i64) -> Receipt {
    let part = |value: i64| i8::try_from(value).unwrap_or(0);
    let minute = prng.between(10 * 60, 20 * 60);
    let total = prng.between(30, 1_800) * 100;
    let sign = if prng.percent(4) { -1 } else { 1 };
    let tax = total / 11;
    let place = u32::try_from(prng.between(40, 99)).unwrap_or(40);
    Receipt {
        at: day.at(part(minute / 60), part(minute % 60), part(prng.between(0, 59)), 0),
        approval: format!("{:03}{:05}{at}", day.day_of_year(), prng.below(100_000)),
        shop: shop(place),
        supply_won: sign * (total - tax),
        tax_won: sign * tax,
        tip_won: 0,
        is_deductible: kind != ReceiptKind::CashSold && prng.percent(70),
    }
}

fn shop(place: u32) -> Shop {
    let entry = Partner::new(place).registered(Date::ZERO);
    Shop {
        number: entry.number,
        name: entry.name,
        business_type: entry.business_type,
        business_item: entry.business_item,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_has_the_same_receipts_within_any_period_and_sums_fit() {
        let day = |d: i8| Date::new(2026, 3, d).unwrap();
        let month = receipts(ReceiptKind::CardBought, day(1), day(31));
        let one: Vec<Receipt> = receipts(ReceiptKind::CardBought, day(7), day(9));
        assert!(month.len() > 20 && !one.is_empty());
        let within: Vec<&Receipt> =
            month.iter().filter(|receipt| (day(7)..=day(9)).contains(&receipt.at.date())).collect();
        assert!(one.iter().eq(within));
        assert!(month.iter().all(|receipt| receipt.total_won() % 100 == 0));
        assert_ne!(month, receipts(ReceiptKind::CashBought, day(1), day(31)));
    }
}
