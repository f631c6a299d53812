//! From when to when a certificate is good, and what that is on a Korean calendar.

use crate::asn1::{Field, Malformed};
use der::asn1::{GeneralizedTime, UtcTime};
use der::{DateTime, Decode as _, Tag};
use jiff::civil;
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};

/// Korea has had UTC+9 without summer time since 1988, longer than there are certificates.
const KST: Offset = Offset::constant(9);

/// The time in which a certificate is good; both ends belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    /// First moment.
    pub not_before: Timestamp,
    /// Last moment; mostly 23:59:59 in Korea.
    pub not_after: Timestamp,
}

/// Where a moment lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValidityAt {
    /// Before the first moment.
    NotYet,
    /// Inside.
    Valid,
    /// After the last moment (만료).
    Expired,
}

impl Validity {
    pub(super) fn read(field: Field<'_>) -> Result<Self, Malformed> {
        let mut fields = field.tagged(Tag::Sequence)?.fields()?;
        let validity = Self { not_before: read_time(fields.any()?)?, not_after: read_time(fields.any()?)? };
        fields.finish()?;
        Ok(validity)
    }

    /// Where `moment` lies. A certificate is good until the end of its last second.
    pub fn at(&self, moment: Timestamp) -> ValidityAt {
        if moment < self.not_before {
            ValidityAt::NotYet
        } else if moment.as_second() > self.not_after.as_second() {
            ValidityAt::Expired
        } else {
            ValidityAt::Valid
        }
    }

    /// The first day, in Korea.
    pub fn first_day(&self) -> civil::Date {
        kst(self.not_before).date()
    }

    /// The last day, in Korea: what clerks call the expiry date (만료일).
    pub fn last_day(&self) -> civil::Date {
        kst(self.not_after).date()
    }

    /// Korean calendar days from `moment` to the last day; negative when it has passed.
    pub fn days_left(&self, moment: Timestamp) -> i32 {
        let until = kst(moment).date().duration_until(self.last_day());
        let days = until.as_hours() / SignedDuration::from_hours(24).as_hours();
        i32::try_from(days).unwrap_or(if days < 0 { i32::MIN } else { i32::MAX })
    }
}

/// A moment on the Korean clock.
pub fn kst(moment: Timestamp) -> civil::DateTime {
    KST.to_datetime(moment)
}

/// A `UTCTime` or a `GeneralizedTime`, both with seconds and in UTC as RFC 5280 asks.
pub(crate) fn read_time(field: Field<'_>) -> Result<Timestamp, Malformed> {
    let time: DateTime = match field.tag {
        Tag::UtcTime => UtcTime::from_der(field.whole)?.to_date_time(),
        Tag::GeneralizedTime => GeneralizedTime::from_der(field.whole)?.to_date_time(),
        _ => return Err(Malformed),
    };
    let seconds = i64::try_from(time.unix_duration().as_secs()).map_err(|_| Malformed)?;
    Timestamp::from_second(seconds).map_err(|_| Malformed)
}

/// Writes a time as RFC 5280 section 4.1.2.5 has it: `UTCTime` until 2049.
pub(crate) fn write_time(moment: Timestamp) -> Result<Vec<u8>, Malformed> {
    let utc = Offset::UTC.to_datetime(moment);
    let (text, tag) = if (1950..2050).contains(&utc.year()) {
        (utc.strftime("%y%m%d%H%M%SZ").to_string(), Tag::UtcTime)
    } else {
        (utc.strftime("%Y%m%d%H%M%SZ").to_string(), Tag::GeneralizedTime)
    };
    crate::asn1::element(tag, &[text.as_bytes()])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn year_2025() -> Validity {
        Validity { not_before: moment("2025-01-01T00:00:00Z"), not_after: moment("2025-12-31T14:59:59Z") }
    }

    #[test]
    fn the_last_second_still_belongs_to_it() {
        let validity = year_2025();
        assert_eq!(validity.at(moment("2024-12-31T23:59:59Z")), ValidityAt::NotYet);
        assert_eq!(validity.at(moment("2025-01-01T00:00:00Z")), ValidityAt::Valid);
        assert_eq!(validity.at(moment("2025-12-31T14:59:59.9Z")), ValidityAt::Valid);
        assert_eq!(validity.at(moment("2025-12-31T15:00:00Z")), ValidityAt::Expired);
    }

    #[test]
    fn days_are_counted_on_the_korean_calendar() {
        let validity = year_2025();
        assert_eq!(validity.last_day(), civil::date(2025, 12, 31));
        assert_eq!(validity.days_left(moment("2025-12-30T15:00:00Z")), 0, "already the 31st in Korea");
        assert_eq!(validity.days_left(moment("2025-12-30T14:59:59Z")), 1);
        assert_eq!(validity.days_left(moment("2026-01-02T00:00:00Z")), -2);
    }

    #[test]
    fn times_are_written_and_read_the_same_on_both_sides_of_2050() {
        for text in ["1999-12-31T23:59:59Z", "2049-12-31T23:59:59Z", "2050-01-01T00:00:00Z"] {
            let written = write_time(moment(text)).unwrap();
            assert_eq!(read_time(Field::only(&written).unwrap()), Ok(moment(text)));
        }
        assert_eq!(write_time(moment("2049-12-31T23:59:59Z")).unwrap()[0], 0x17);
        assert_eq!(write_time(moment("2050-01-01T00:00:00Z")).unwrap()[0], 0x18);
    }
}
