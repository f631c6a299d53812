//! When a plan is due: from its times, what ran last and the program's clock, nothing else.

use crate::clock::{KST, korean};
use jiff::civil::{Date, DateTime, Time};
use jiff::{Timestamp, ToSpan as _};

/// Days that are looked ahead for the next moment: a window that is open once a day is found in two.
const DAYS_AHEAD: u8 = 3;

/// Times of a plan, in Korea.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Times {
    /// Every day at this time.
    pub(crate) daily_at: Option<Time>,
    /// When a company is opened.
    pub(crate) on_start: bool,
    /// It begins only between the two; the second may lie on the next day.
    pub(crate) window: Option<(Time, Time)>,
}

/// What makes a plan due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Due {
    /// Its time of day has come, or was missed.
    Daily,
    /// The company was opened.
    Start,
}

/// What has been done by the plan.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Past {
    /// When the plan was last written: a day before it is not owed.
    pub(crate) since: Option<Timestamp>,
    /// When it last began a run, of whatever end.
    pub(crate) last_begun: Option<Timestamp>,
    /// When the company was opened.
    pub(crate) opened_at: Option<Timestamp>,
}

impl Times {
    /// Whether a run is due now. Days that were missed, because the lid was closed or the program
    /// not running, are owed once together.
    pub(crate) fn due(&self, now: Timestamp, past: Past) -> Option<Due> {
        let here = korean(now);
        if !self.is_open_at(here.time()) {
            return None;
        }
        let has_begun_since = |moment: Timestamp| past.last_begun.is_some_and(|begun| begun >= moment);
        let is_owed =
            |moment: Timestamp| !has_begun_since(moment) && past.since.is_none_or(|since| since <= moment);
        let last = self.daily_at.and_then(|at| last_before(here, at));
        if last.is_some_and(is_owed) {
            return Some(Due::Daily);
        }
        let opened = past.opened_at.filter(|_| self.on_start)?;
        (!has_begun_since(opened)).then_some(Due::Start)
    }

    /// Since when the daily run has been due without beginning, while nothing stands against it.
    pub(crate) fn overdue_since(&self, now: Timestamp, past: Past) -> Option<Timestamp> {
        if self.due(now, past)? != Due::Daily {
            return None;
        }
        let last = last_before(korean(now), self.daily_at?)?;
        // Nobody can begin before the company is open, nor before the window is.
        let opens = self.window.map(|(from, _)| last_before(korean(now), from));
        Some(last.max(past.opened_at.unwrap_or(last)).max(opens.flatten().unwrap_or(last)))
    }

    /// The next moment at which the daily run begins, if the program runs then.
    pub(crate) fn next_at(&self, now: Timestamp, past: Past) -> Option<Timestamp> {
        let at = self.daily_at?;
        let here = korean(now);
        // One that is owed begins when the window opens.
        let is_owed = Self { window: None, on_start: false, ..*self }.due(now, past).is_some();
        let mut day = here.date();
        for _ in 0..DAYS_AHEAD {
            let moment = self.window_opens(day.to_datetime(at));
            if moment > here {
                return moment_of(moment);
            }
            if is_owed {
                let opens = self.window_opens(here);
                return moment_of(opens);
            }
            day = day.tomorrow().ok()?;
        }
        None
    }

    fn is_open_at(&self, time: Time) -> bool {
        match self.window {
            None => true,
            Some((from, to)) if from <= to => from <= time && time < to,
            Some((from, to)) => time >= from || time < to,
        }
    }

    /// The moment itself if the window is open then, else when it next opens.
    fn window_opens(&self, moment: DateTime) -> DateTime {
        let Some((from, _)) = self.window.filter(|_| !self.is_open_at(moment.time())) else { return moment };
        let opens = moment.date().to_datetime(from);
        if opens > moment { opens } else { opens.checked_add(1.day()).unwrap_or(opens) }
    }
}

fn last_before(here: DateTime, at: Time) -> Option<Timestamp> {
    let today = here.date().to_datetime(at);
    let last = if today <= here { today } else { here.date().yesterday().ok()?.to_datetime(at) };
    moment_of(last)
}

fn moment_of(time: DateTime) -> Option<Timestamp> {
    KST.to_timestamp(time).ok()
}

/// The first day of the months that are looked back, the current one included.
pub(crate) fn first_day(today: Date, months_back: u8) -> Date {
    let before = i64::from(months_back.max(1)) - 1;
    let first = today.first_of_month();
    first.checked_sub(before.months()).unwrap_or(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, time};

    fn moment(text: &str) -> Timestamp {
        format!("{text}:00+09:00").parse().unwrap()
    }

    fn daily(hour: i8) -> Times {
        Times { daily_at: Some(time(hour, 0, 0, 0)), ..Times::default() }
    }

    #[test]
    fn it_is_due_from_its_time_on_and_once_a_day() {
        let begun = |text| Past { last_begun: Some(moment(text)), ..Past::default() };
        assert_eq!(daily(9).due(moment("2026-11-26T08:59"), begun("2026-11-25T09:00")), None);
        assert_eq!(daily(9).due(moment("2026-11-26T09:00"), begun("2026-11-25T09:00")), Some(Due::Daily));
        assert_eq!(daily(9).due(moment("2026-11-26T23:59"), begun("2026-11-26T09:00")), None);
    }

    #[test]
    fn days_behind_a_closed_lid_are_made_up_once() {
        let past = Past { last_begun: Some(moment("2026-11-20T09:00")), ..Past::default() };
        let opened = moment("2026-11-26T07:00");
        assert_eq!(daily(9).due(opened, past), Some(Due::Daily), "yesterday's is owed");
        let past = Past { last_begun: Some(opened), ..past };
        assert_eq!(daily(9).due(moment("2026-11-26T08:00"), past), None);
        assert_eq!(daily(9).due(moment("2026-11-26T09:00"), past), Some(Due::Daily), "today's own");
    }

    #[test]
    fn a_plan_owes_nothing_for_the_time_before_it_was_written() {
        let past = Past { since: Some(moment("2026-11-26T10:00")), ..Past::default() };
        assert_eq!(daily(9).due(moment("2026-11-26T10:01"), past), None);
        assert_eq!(daily(9).due(moment("2026-11-27T09:00"), past), Some(Due::Daily));
    }

    #[test]
    fn on_start_means_once_for_each_opening() {
        let times = Times { on_start: true, ..Times::default() };
        let opened = Past { opened_at: Some(moment("2026-11-26T08:00")), ..Past::default() };
        assert_eq!(times.due(moment("2026-11-26T08:00"), opened), Some(Due::Start));
        let begun = Past { last_begun: Some(moment("2026-11-26T08:00")), ..opened };
        assert_eq!(times.due(moment("2026-11-26T18:00"), begun), None);
        let again = Past { opened_at: Some(moment("2026-11-27T08:00")), ..begun };
        assert_eq!(times.due(moment("2026-11-27T08:00"), again), Some(Due::Start));
    }

    #[test]
    fn outside_its_window_it_waits_for_the_window_even_over_midnight() {
        let night = Times { window: Some((time(22, 0, 0, 0), time(6, 0, 0, 0))), ..daily(9) };
        let past = Past { last_begun: Some(moment("2026-11-24T22:00")), ..Past::default() };
        assert_eq!(night.due(moment("2026-11-25T21:59"), past), None);
        assert_eq!(night.due(moment("2026-11-25T22:00"), past), Some(Due::Daily));
        assert_eq!(night.due(moment("2026-11-26T05:59"), past), Some(Due::Daily));
        assert_eq!(night.due(moment("2026-11-26T06:00"), past), None);
        assert_eq!(night.next_at(moment("2026-11-25T10:00"), past), Some(moment("2026-11-25T22:00")));
    }

    #[test]
    fn the_next_moment_is_tomorrows_when_todays_has_run() {
        let past = Past { last_begun: Some(moment("2026-11-26T09:00")), ..Past::default() };
        assert_eq!(daily(9).next_at(moment("2026-11-26T09:01"), past), Some(moment("2026-11-27T09:00")));
        assert_eq!(daily(9).next_at(moment("2026-11-26T08:00"), past), Some(moment("2026-11-26T09:00")));
    }

    #[test]
    fn months_are_looked_back_from_the_first() {
        assert_eq!(first_day(date(2026, 1, 31), 1), date(2026, 1, 1));
        assert_eq!(first_day(date(2026, 1, 31), 3), date(2025, 11, 1));
    }
}
