//! Which backups stay: a rule that a clerk can read, decided without touching a file.

use super::name::{BackupReason, KST};
use jiff::Timestamp;
use jiff::civil::Date;

/// How many automatic backups stay. The newest of each period stays, counted over periods that
/// have one, so that a holiday evicts nothing. Those a person asked for always stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeepRule {
    /// Days.
    pub days: usize,
    /// Weeks, from Monday.
    pub weeks: usize,
    /// Months.
    pub months: usize,
    /// Backups before an upgrade, whatever their day.
    pub upgrades: usize,
}

impl Default for KeepRule {
    /// A week by days, a month by weeks, a year by months: an error that is noticed at the yearly
    /// closing still has a backup before it.
    fn default() -> Self {
        Self { days: 7, weeks: 5, months: 12, upgrades: 3 }
    }
}

/// What the rule looks at in a backup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Dated {
    pub(crate) at: Timestamp,
    pub(crate) reason: BackupReason,
    /// It was verified when it was made, and its files are there in their sizes.
    pub(crate) sound: bool,
}

impl KeepRule {
    /// Places of those that may go. Never one that a person asked for, one that is damaged (a
    /// person looks at it first), one from after `now` (a clock that was wrong must evict
    /// nothing), or the newest sound one.
    pub(crate) fn removable(&self, backups: &[Dated], now: Timestamp) -> Vec<usize> {
        let mut newest_first: Vec<(usize, Dated)> = backups
            .iter()
            .copied()
            .enumerate()
            .filter(|(_, backup)| backup.sound && backup.reason != BackupReason::Manual && backup.at <= now)
            .collect();
        newest_first.sort_by_key(|(place, backup)| std::cmp::Reverse((backup.at, *place)));
        let day = |backup: &Dated| KST.to_datetime(backup.at).date();
        let mut kept = vec![false; backups.len()];
        keep_newest(&newest_first, self.days, day, &mut kept);
        keep_newest(&newest_first, self.weeks, |backup| monday_of(day(backup)), &mut kept);
        keep_newest(&newest_first, self.months, |backup| day(backup).first_of_month(), &mut kept);
        let upgrades: Vec<_> =
            newest_first.iter().copied().filter(|(_, b)| b.reason == BackupReason::Upgrade).collect();
        keep_newest(&upgrades, self.upgrades, |backup| backup.at, &mut kept);
        let newest_sound = backups.iter().filter(|backup| backup.sound).map(|backup| backup.at).max();
        newest_first
            .retain(|(place, backup)| kept.get(*place) == Some(&false) && Some(backup.at) != newest_sound);
        let mut places: Vec<usize> = newest_first.into_iter().map(|(place, _)| place).collect();
        places.sort_unstable();
        places
    }
}

/// Keeps the first of each of the first `periods_max` periods.
fn keep_newest<P: PartialEq>(
    newest_first: &[(usize, Dated)],
    periods_max: usize,
    period_of: impl Fn(&Dated) -> P,
    kept: &mut [bool],
) {
    let (mut last, mut periods) = (None, 0);
    for (place, backup) in newest_first {
        let period = Some(period_of(backup));
        if period == last {
            continue;
        }
        if periods == periods_max {
            return;
        }
        (last, periods) = (period, periods + 1);
        if let Some(keep) = kept.get_mut(*place) {
            *keep = true;
        }
    }
}

fn monday_of(day: Date) -> Date {
    let days = i64::from(day.weekday().to_monday_zero_offset());
    // Only the first week that the calendar knows has no Monday.
    day.checked_sub(jiff::Span::new().days(days)).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use BackupReason::{Close, Daily, Manual, Upgrade};
    use proptest::prelude::*;

    /// A moment as Korea writes it.
    fn at(text: &str) -> Timestamp {
        super::super::name::parse_moment(text).unwrap()
    }

    fn backup(moment: &str, reason: BackupReason) -> Dated {
        Dated { at: at(moment), reason, sound: true }
    }

    const ONE_EACH: KeepRule = KeepRule { days: 1, weeks: 1, months: 1, upgrades: 1 };

    /// What, the rule, the backups, and the places of those that go.
    type Case = (&'static str, KeepRule, Vec<Dated>, Vec<usize>);

    fn cases() -> Vec<Case> {
        vec![
            ("nothing", KeepRule::default(), vec![], vec![]),
            (
                "the last of a day stays",
                KeepRule::default(),
                vec![backup("20260310-090000", Daily), backup("20260310-110000", Close)],
                vec![0],
            ),
            (
                "a clerk's own stay whatever their number",
                ONE_EACH,
                vec![
                    backup("20250101-090000", Manual),
                    backup("20250102-090000", Manual),
                    backup("20260310-090000", Close),
                ],
                vec![],
            ),
            (
                "midnight in Korea parts the days, not in Greenwich",
                KeepRule { days: 2, weeks: 0, months: 0, upgrades: 0 },
                vec![backup("20260309-235959", Close), backup("20260310-000001", Close)],
                vec![],
            ),
            (
                "a week begins on Monday",
                KeepRule { days: 0, weeks: 2, months: 0, upgrades: 0 },
                vec![
                    backup("20260307-090000", Close),
                    backup("20260308-090000", Close),
                    backup("20260309-090000", Close),
                ],
                vec![0],
            ),
            (
                "months keep their newest",
                KeepRule { days: 0, weeks: 0, months: 2, upgrades: 0 },
                vec![
                    backup("20260131-090000", Close),
                    backup("20260201-090000", Close),
                    backup("20260227-090000", Close),
                    backup("20260301-090000", Close),
                ],
                vec![0, 1],
            ),
            (
                "the last upgrades stay beside the days",
                KeepRule { days: 1, weeks: 0, months: 0, upgrades: 2 },
                vec![
                    backup("20240101-090000", Upgrade),
                    backup("20240201-090000", Upgrade),
                    backup("20240301-090000", Upgrade),
                    backup("20260310-090000", Close),
                ],
                vec![0],
            ),
        ]
    }

    /// Damaged ones, dates to come, and rules that keep nothing.
    fn odd_cases() -> Vec<Case> {
        vec![
            (
                "a damaged one takes no place and is left to a person",
                ONE_EACH,
                vec![
                    backup("20260309-090000", Close),
                    Dated { sound: false, ..backup("20260310-090000", Close) },
                ],
                vec![],
            ),
            (
                "one from the future takes no place",
                ONE_EACH,
                vec![backup("20260309-090000", Close), backup("20360101-090000", Close)],
                vec![],
            ),
            (
                "the newest sound one stays under any rule",
                KeepRule { days: 0, weeks: 0, months: 0, upgrades: 0 },
                vec![backup("20260308-090000", Close), backup("20260309-090000", Close)],
                vec![0],
            ),
        ]
    }

    #[test]
    fn each_period_keeps_its_newest_and_the_table_says_what_goes() {
        let now = at("20260310-120000");
        for (what, rule, backups, gone) in cases().into_iter().chain(odd_cases()) {
            assert_eq!(rule.removable(&backups, now), gone, "{what}");
        }
    }

    #[test]
    fn a_year_of_daily_backups_comes_down_to_days_weeks_and_months() {
        let first = at("20250310-180000");
        let daily = |day: i64| {
            let at = Timestamp::from_second(first.as_second() + day * 86_400).unwrap();
            Dated { at, reason: Daily, sound: true }
        };
        let backups: Vec<Dated> = (0..366).map(daily).collect();
        let gone = KeepRule::default().removable(&backups, backups[365].at);
        // Seven days to Tuesday 10 March: 4–10. Five weeks: 10, 8, 1 March, 22, 15 February. Twelve
        // months: 10 March, then the last days of February to April.
        assert_eq!(366 - gone.len(), 7 + 3 + 11);
    }

    proptest! {
        #[test]
        fn what_stays_still_stays_when_the_rule_is_applied_again(
            days in prop::collection::vec((0i64..800, 0..BackupReason::ALL.len(), any::<bool>()), 0..80),
        ) {
            let now = at("20280101-000000");
            let dated = |(day, reason, sound): (i64, usize, bool)| Dated {
                at: Timestamp::from_second(now.as_second() - day * 50_000).unwrap(),
                reason: BackupReason::ALL[reason],
                sound,
            };
            let backups: Vec<Dated> = days.into_iter().map(dated).collect();
            let gone = KeepRule::default().removable(&backups, now);
            let left: Vec<Dated> =
                backups.iter().enumerate().filter(|(p, _)| !gone.contains(p)).map(|(_, b)| *b).collect();
            prop_assert_eq!(KeepRule::default().removable(&left, now), Vec::<usize>::new());
            prop_assert!(gone.iter().all(|place| backups[*place].sound && backups[*place].reason != Manual));
            prop_assert_eq!(left.iter().any(|b| b.sound), backups.iter().any(|b| b.sound));
        }
    }
}
