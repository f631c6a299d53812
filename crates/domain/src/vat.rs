//! Value added tax on one supply. The rate is data with a date and a source.

use crate::{Date, Krw, KrwError, Rounding};

/// A rate in force from a day on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VatRate {
    /// First day it applies to.
    pub from: Date,
    /// Basis points: 1,000 is 10 %.
    pub rate_bp: i64,
    /// Where the figure stands.
    pub source: &'static str,
}

/// 부가가치세율, oldest first.
pub const VAT_RATES: &[VatRate] = &[VatRate {
    from: Date::constant(1977, 7, 1),
    rate_bp: 1_000,
    source: "부가가치세법 제30조 (1977-07-01 시행 이후 10%)",
}];

/// How VAT becomes whole won on an invoice: 원 단위 미만 절사, by the practice of issuers and relays.
pub const VAT_ROUNDING: Rounding = Rounding::Truncate;

/// The rate for a supply on `date`, in basis points; before the tax existed, zero.
pub fn rate_bp_on(date: Date) -> i64 {
    VAT_RATES.iter().rev().find(|rate| rate.from <= date).map_or(0, |rate| rate.rate_bp)
}

/// Tax on a supply amount, truncated to whole won ([`VAT_ROUNDING`]).
///
/// # Errors
/// [`KrwError::TooLarge`] when the tax leaves the range of [`Krw`].
pub fn tax_on(supply: Krw, date: Date) -> Result<Krw, KrwError> {
    supply.mul_ratio(rate_bp_on(date), 10_000, VAT_ROUNDING)
}

/// Splits a price that includes tax: supply = total × 100 / 110 (부가가치세법 제29조 제7항),
/// truncated; the tax takes what is left, so that nothing is lost.
///
/// # Errors
/// [`KrwError::TooLarge`] when a part leaves the range of [`Krw`].
pub fn split_total(total: Krw, date: Date) -> Result<(Krw, Krw), KrwError> {
    let supply = total.mul_ratio(10_000, 10_000 + rate_bp_on(date), VAT_ROUNDING)?;
    Ok((supply, total.checked_sub(supply)?))
}

/// A stretch of days for which VAT is filed (부가가치세법 제5조, 제48조, 제49조).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FilingPeriod {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// 신고·납부기한: the 25th of the month after; the next working day when that is a holiday.
    pub due_on: Date,
    /// 예정 (the first quarter of a half-year) rather than 확정.
    pub preliminary: bool,
}

/// The half-year (과세기간) that holds `date`: January to June or July to December.
pub fn half_year_of(date: Date) -> (Date, Date) {
    if date.month() <= 6 {
        (Date::constant(date.year(), 1, 1), Date::constant(date.year(), 6, 30))
    } else {
        (Date::constant(date.year(), 7, 1), Date::constant(date.year(), 12, 31))
    }
}

/// The filing period whose deadline comes next on or after `date`; none beyond the year 9998.
pub fn next_filing(date: Date) -> Option<FilingPeriod> {
    let year = date.year();
    let before = year.checked_sub(1)?;
    let of = |year: i16, quarter: i8| -> Option<FilingPeriod> {
        let last_month = quarter * 3;
        let (due_year, due_month) = if quarter == 4 { (year + 1, 1) } else { (year, last_month + 1) };
        Some(FilingPeriod {
            from: Date::new(year, if quarter % 2 == 0 { last_month - 5 } else { last_month - 2 }, 1).ok()?,
            to: Date::new(year, last_month, 1).ok()?.last_of_month(),
            due_on: Date::new(due_year, due_month, 25).ok()?,
            preliminary: quarter % 2 == 1,
        })
    };
    [(before, 4), (year, 1), (year, 2), (year, 3), (year, 4)]
        .into_iter()
        .filter_map(|(year, quarter)| of(year, quarter))
        .find(|period| period.due_on >= date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_deadline_is_the_25th_after_each_quarter() {
        let next = |y, m, d| {
            next_filing(Date::constant(y, m, d))
                .map(|p| (p.due_on.to_string(), p.from.to_string(), p.preliminary))
        };
        assert_eq!(next(2026, 11, 21), Some(("2027-01-25".into(), "2026-07-01".into(), false)));
        assert_eq!(next(2027, 1, 25), Some(("2027-01-25".into(), "2026-07-01".into(), false)));
        assert_eq!(next(2027, 1, 26), Some(("2027-04-25".into(), "2027-01-01".into(), true)));
        assert_eq!(next(2026, 7, 1), Some(("2026-07-25".into(), "2026-01-01".into(), false)));
        assert_eq!(next(2026, 8, 1), Some(("2026-10-25".into(), "2026-07-01".into(), true)));
    }

    #[test]
    fn a_half_year_begins_in_january_or_july() {
        let (from, to) = half_year_of(Date::constant(2026, 6, 30));
        assert_eq!((from.to_string(), to.to_string()), ("2026-01-01".into(), "2026-06-30".into()));
        assert_eq!(half_year_of(Date::constant(2026, 7, 1)).0.to_string(), "2026-07-01");
    }
    use proptest::prelude::*;

    const DAY: Date = Date::constant(2026, 11, 21);

    #[test]
    fn tax_is_a_tenth_without_the_fraction() {
        assert_eq!(tax_on(Krw::new(1_100_001).unwrap(), DAY).unwrap().won(), 110_000);
        assert_eq!(tax_on(Krw::new(-1_100_009).unwrap(), DAY).unwrap().won(), -110_000);
        assert_eq!(tax_on(Krw::new(100).unwrap(), Date::constant(1970, 1, 1)).unwrap(), Krw::ZERO);
    }

    proptest! {
        #[test]
        fn a_split_total_adds_up_again(won in -10_000_000_000i64..10_000_000_000) {
            let total = Krw::new(won).unwrap();
            let (supply, tax) = split_total(total, DAY).unwrap();
            prop_assert_eq!(supply.checked_add(tax).unwrap(), total);
            prop_assert!((tax.won() - tax_on(supply, DAY).unwrap().won()).abs() <= 1);
        }
    }
}
