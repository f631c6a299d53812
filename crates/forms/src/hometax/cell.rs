//! One cell, and what may be read from it.

use calamine::ExcelDateTime;
use jangbu_domain::{Date, DateTime, Decimal, Krw};
use std::borrow::Cow;

/// What a cell holds.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell<'w> {
    Blank,
    /// Anything written, not blank.
    Text(Cow<'w, str>),
    Number(f64),
    /// A number formatted as a date.
    Moment(DateTime),
}

/// How serial numbers count days: since 1899-12-30, or since 1904-01-01.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Epoch {
    pub(super) is_1904: bool,
}

impl<'w> Cell<'w> {
    pub(super) fn text(text: &'w str) -> Self {
        if text.trim().is_empty() { Self::Blank } else { Self::Text(Cow::Borrowed(text)) }
    }

    pub(super) fn moment(moment: ExcelDateTime) -> Self {
        let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
        let narrow = |part: u8| i8::try_from(part).ok();
        let read = || {
            let date = Date::new(i16::try_from(year).ok()?, narrow(month)?, narrow(day)?).ok()?;
            let time = jiff::civil::Time::new(narrow(hour)?, narrow(minute)?, narrow(second)?, 0).ok()?;
            Some(date.to_datetime(time))
        };
        match read() {
            Some(at) if moment.is_datetime() => Self::Moment(at),
            _ => Self::Number(moment.as_f64()),
        }
    }

    pub(super) const fn is_blank(&self) -> bool {
        matches!(self, Self::Blank)
    }

    /// As it would be written; blank is none.
    pub(super) fn shown(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Blank => None,
            Self::Text(text) => Some(Cow::Borrowed(text.trim())),
            // The shortest digits that give the number again, never an exponent.
            Self::Number(number) => Some(Cow::Owned(number.to_string())),
            Self::Moment(at) if at.time() == jiff::civil::Time::midnight() => {
                Some(Cow::Owned(at.date().to_string()))
            }
            Self::Moment(at) => Some(Cow::Owned(at.to_string())),
        }
    }

    /// Whole won: text with thousands commas, or a number without a fraction.
    pub(super) fn amount(&self) -> Option<Krw> {
        Krw::parse(&self.shown()?).ok()
    }

    /// A quantity or price.
    pub(super) fn decimal(&self) -> Option<Decimal> {
        Decimal::parse(&self.shown()?).ok()
    }

    /// A day: `2025-01-31`, `2025.1.31`, `20250131`, with or without a time, or a serial number.
    pub(super) fn date(&self, epoch: Epoch) -> Option<Date> {
        self.date_time(epoch).map(DateTime::date)
    }

    /// As [`Self::date`], with the time if one is written.
    pub(super) fn date_time(&self, epoch: Epoch) -> Option<DateTime> {
        match self {
            Self::Blank => None,
            Self::Moment(at) => Some(*at),
            Self::Text(text) => parse_date_time(text.trim()),
            Self::Number(number) => {
                let digits = number.to_string();
                parse_date_time(&digits).or_else(|| serial_day(&digits, epoch))
            }
        }
    }
}

/// `YYYY-MM-DD` with `-`, `.` or `/`, or eight digits; a time may follow.
fn parse_date_time(text: &str) -> Option<DateTime> {
    let (day, time) = match text.split_once([' ', 'T']) {
        Some((day, time)) => (day, Some(time.trim())),
        None => (text, None),
    };
    let date = crate::etax::parse_date(day).or_else(|| parse_parted_date(day))?;
    let time = match time {
        None | Some("") => jiff::civil::Time::midnight(),
        Some(time) => parse_time(time)?,
    };
    Some(date.to_datetime(time))
}

fn parse_parted_date(text: &str) -> Option<Date> {
    let mut parts = text.trim_end_matches('.').split(['-', '.', '/']);
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 || month.len() > 2 || day.len() > 2 {
        return None;
    }
    let number = |part: &str| {
        part.bytes().all(|byte| byte.is_ascii_digit()).then_some(()).and_then(|()| part.parse::<i16>().ok())
    };
    Date::new(number(year)?, i8::try_from(number(month)?).ok()?, i8::try_from(number(day)?).ok()?).ok()
}

/// `HH:MM` or `HH:MM:SS`.
fn parse_time(text: &str) -> Option<jiff::civil::Time> {
    let mut parts = text.split(':').map(|part| {
        (part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| part.parse::<i8>().ok())
            .flatten()
    });
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = match parts.next() {
        None => 0,
        Some(second) => second?,
    };
    if parts.next().is_some() {
        return None;
    }
    jiff::civil::Time::new(hour, minute, second, 0).ok()
}

/// The day of a serial number, its fraction (the time of day) left out. Day 60 of the 1900 count,
/// 29 February 1900, never was; no invoice is that old.
fn serial_day(digits: &str, epoch: Epoch) -> Option<DateTime> {
    const DAYS_MAX: i64 = 2_958_465; // 9999-12-31
    const DAYS_MIN: i64 = 20_000; // 1954: smaller numbers are amounts or counts in the wrong column
    let whole = digits.split_once('.').map_or(digits, |(whole, _)| whole);
    let days: i64 = whole.parse().ok().filter(|days| (DAYS_MIN..=DAYS_MAX).contains(days))?;
    let start = if epoch.is_1904 { Date::constant(1904, 1, 1) } else { Date::constant(1899, 12, 30) };
    let date = start.checked_add(jiff::Span::new().try_days(days).ok()?).ok()?;
    Some(date.at(0, 0, 0, 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    const EPOCH: Epoch = Epoch { is_1904: false };

    #[test]
    fn days_are_read_however_a_list_writes_them() {
        let day = Some(Date::constant(2025, 1, 31));
        for text in
            ["2025-01-31", "2025.1.31", "2025.01.31.", "2025/01/31", "20250131", " 2025-01-31 09:10:11 "]
        {
            assert_eq!(Cell::text(text).date(EPOCH), day, "{text}");
        }
        assert_eq!(Cell::Number(45_688.0).date(EPOCH), day, "a serial number");
        assert_eq!(Cell::Number(45_688.75).date(EPOCH), day, "with a time of day");
        assert_eq!(Cell::Number(44_226.0).date(Epoch { is_1904: true }), day);
        assert_eq!(Cell::Number(20_250_131.0).date(EPOCH), day, "digits kept as a number");
        let moment = Cell::text("2025-01-31 09:10:11").date_time(EPOCH).unwrap();
        assert_eq!(moment.to_string(), "2025-01-31T09:10:11");
    }

    #[test]
    fn what_is_no_day_is_not_made_one() {
        for text in [
            "2025-02-30",
            "20251301",
            "1월 31일",
            "2025-01",
            "31",
            "2025-1-31-1",
            "2025-01-31 9:1",
            "２025-01-31",
        ] {
            assert_eq!(Cell::text(text).date(EPOCH), None, "{text}");
        }
        for number in [0.0, 31.0, -45_688.0, 1e300, f64::NAN, f64::INFINITY] {
            assert_eq!(Cell::Number(number).date(EPOCH), None, "{number}");
        }
    }

    #[test]
    fn amounts_are_whole_in_text_and_in_numbers() {
        let won = |cell: Cell<'_>| cell.amount().map(Krw::won);
        assert_eq!(won(Cell::text("1,210,001")), Some(1_210_001));
        assert_eq!(won(Cell::Number(-220_000.0)), Some(-220_000));
        assert_eq!(won(Cell::Number(1e15)), Some(1_000_000_000_000_000));
        for bad in [
            Cell::Number(0.5),
            Cell::text("1,00"),
            Cell::text("무료"),
            Cell::Number(f64::NAN),
            Cell::Number(1e17),
        ] {
            assert_eq!(won(bad.clone()), None, "{bad:?}");
        }
        assert_eq!(Cell::Number(2.5).decimal().map(Decimal::to_plain), Some("2.5".into()));
    }
}
