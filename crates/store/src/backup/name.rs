//! What a backup's folder is called: `YYYYMMDD-HHMMSS-reason`, in Korean time, so that a clerk who
//! looks into the folder finds a day without this program.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;
use serde::{Deserialize, Serialize};

/// Korean time; it has had no daylight saving since 1988.
pub(crate) const KST: Offset = Offset::constant(9);
/// Digits and hyphen of the moment.
const MOMENT_CHARS: usize = 15;
/// The moment as names write it.
const MOMENT: &str = "%Y%m%d-%H%M%S";

/// Why a backup was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BackupReason {
    /// A person asked for it.
    Manual,
    /// The book was closed and had changed.
    Close,
    /// The first of a day.
    Daily,
    /// Before the book was brought up to a newer schema.
    Upgrade,
}

impl BackupReason {
    /// Every reason.
    pub const ALL: [Self; 4] = [Self::Manual, Self::Close, Self::Daily, Self::Upgrade];

    /// Stable name, also at the end of a backup's folder name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Manual => "manual",
            Self::Close => "close",
            Self::Daily => "daily",
            Self::Upgrade => "upgrade",
        }
    }
}

/// A moment as names write it.
pub(crate) fn moment_text(at: Timestamp) -> String {
    KST.to_datetime(at).strftime(MOMENT).to_string()
}

/// Reads what [`moment_text`] wrote.
pub(crate) fn parse_moment(text: &str) -> Option<Timestamp> {
    KST.to_timestamp(DateTime::strptime(MOMENT, text).ok()?).ok()
}

/// The folder name of a backup; `nth` tells those of one second apart, from 1.
pub(crate) fn build_name(at: Timestamp, reason: BackupReason, nth: u32) -> String {
    let name = format!("{}-{}", moment_text(at), reason.name());
    if nth > 1 { format!("{name}-{nth}") } else { name }
}

/// Moment and reason of a folder name, or none for a folder that is no backup.
pub(crate) fn parse_name(name: &str) -> Option<(Timestamp, BackupReason)> {
    let (moment, rest) = name.split_at_checked(MOMENT_CHARS)?;
    let mut parts = rest.strip_prefix('-')?.split('-');
    let word = parts.next()?;
    let reason = BackupReason::ALL.into_iter().find(|reason| reason.name() == word)?;
    let nth_fits = parts.next().is_none_or(|nth| nth.parse::<u32>().is_ok_and(|nth| nth > 1));
    (nth_fits && parts.next().is_none()).then_some((parse_moment(moment)?, reason))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_name_reads_back_to_the_second(second in 0i64..4_000_000_000, nth in 1u32..100, reason in 0..BackupReason::ALL.len()) {
            let (at, reason) = (Timestamp::from_second(second).unwrap(), BackupReason::ALL[reason]);
            prop_assert_eq!(parse_name(&build_name(at, reason, nth)), Some((at, reason)));
        }
    }

    #[test]
    fn a_name_tells_the_day_as_korea_counts_it() {
        let at: Timestamp = "2026-03-02T15:30:00Z".parse().unwrap();
        assert_eq!(build_name(at, BackupReason::Close, 1), "20260303-003000-close");
        assert_eq!(build_name(at, BackupReason::Close, 2), "20260303-003000-close-2");
    }

    #[test]
    fn other_folders_are_no_backups() {
        for name in [
            "",
            "20260303-003000",
            "20260303-003000-",
            "20260303-003000-lunch",
            "20260399-003000-close",
            "20260303-003000-close-1",
            "20260303-003000-close-x",
            "20260303-003000-close-2-2",
            ".new-20260303-003000-close",
            "백업",
        ] {
            assert_eq!(parse_name(name), None, "{name}");
        }
    }
}
