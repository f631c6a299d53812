//! Retry-After, in both of its forms (RFC 9110, section 10.2.3).

use jiff::Timestamp;
use std::time::Duration;

/// A remote that asks for longer is taken to have asked for this: a day, after which a person has looked.
const ASKED_MAX: Duration = Duration::from_hours(24);
/// Characters of the header that are read: the longest date has 29.
const TEXT_BYTES_MAX: usize = 40;

/// The time to wait from `now`; `None` for a text that is neither seconds nor a date.
/// A date that has passed is no wait.
pub fn retry_after(text: &str, now: Timestamp) -> Option<Duration> {
    let text = text.trim();
    if text.len() > TEXT_BYTES_MAX {
        return None;
    }
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than a number holds is still "very long".
        let seconds = text.parse::<u64>().unwrap_or(u64::MAX);
        return Some(Duration::from_secs(seconds).min(ASKED_MAX));
    }
    let moment = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text).ok()?;
    let wait = Duration::try_from(moment.duration_since(now)).unwrap_or_default();
    Some(wait.min(ASKED_MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_and_dates_are_understood_and_bounded() {
        let now: Timestamp = "2026-11-26T00:00:00Z".parse().unwrap();
        let seconds = |text| retry_after(text, now).map(|wait| wait.as_secs());
        assert_eq!(seconds("120"), Some(120));
        assert_eq!(seconds(" 0 "), Some(0));
        assert_eq!(seconds("Thu, 26 Nov 2026 00:01:30 GMT"), Some(90));
        assert_eq!(seconds("Wed, 25 Nov 2026 00:00:00 GMT"), Some(0));
        assert_eq!(seconds("99999999999999999999999"), Some(86_400));
        assert_eq!(seconds("Fri, 26 Nov 2027 00:00:00 GMT"), Some(86_400));
    }

    #[test]
    fn anything_else_is_no_wish() {
        for text in ["", "soon", "-1", "1.5", "Thu, 99 Nov 2026 00:00:00 GMT", &"1".repeat(41)] {
            assert_eq!(retry_after(text, Timestamp::UNIX_EPOCH), None, "{text}");
        }
    }
}
