//! Collecting by itself: what the clerk planned, and what stands against it.

use super::due::{Due, Past, Times, first_day};
use crate::app::App;
use crate::clock::korean_rfc3339;
use crate::ipc::convert::once;
use crate::ipc::view::{
    CertificateTarget, CollectDate, CollectPlan, CollectRequest, CollectTrigger, KeepPassword, PaidWord,
};
use crate::{AppError, ErrorCode};
use jiff::Timestamp;
use jiff::civil::Time;

/// Months that a plan looks back at most.
const MONTHS_BACK_MAX: u8 = 24;

/// The job of a run that begins by itself.
pub(super) const PLANNED_JOB: &str = "collect-planned";

/// A plan whose words have been checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CheckedPlan {
    plan: CollectPlan,
    times: Times,
}

impl CheckedPlan {
    /// Takes a plan from the edge; what follows from it is left out.
    ///
    /// # Errors
    /// `request.malformed`.
    pub(super) fn of(mut plan: CollectPlan) -> Result<Self, AppError> {
        let refused = |message: &str| Err(AppError::new(ErrorCode::RequestMalformed, message));
        let window = match (&plan.window_from, &plan.window_to) {
            (None, None) => None,
            (Some(from), Some(to)) => Some((time(from)?, time(to)?)),
            _ => return refused("a window has two ends"),
        };
        if window.is_some_and(|(from, to)| from == to) {
            return refused("a window needs a length");
        }
        if plan.months_back == 0 || plan.months_back > MONTHS_BACK_MAX {
            return refused("a plan looks back 1 to 24 months");
        }
        if plan.directions.is_empty() || plan.taxations.is_empty() {
            return refused("a plan needs a direction and a kind");
        }
        let daily_at = plan.daily_at.as_deref().map(time).transpose()?;
        let times = Times { daily_at, on_start: plan.on_start, window };
        plan.directions = once(plan.directions);
        plan.taxations = once(plan.taxations);
        (plan.next_at, plan.blocked) = (None, None);
        Ok(Self { plan, times })
    }

    /// Whose certificate a run is entered with.
    pub(super) fn certificate(&self) -> CertificateTarget {
        CertificateTarget { id: self.plan.certificate_id.clone(), ..CertificateTarget::default() }
    }

    /// As the clerk sees it; what stands against it is told while it is off, too.
    pub(super) fn view(&self, now: Timestamp, past: Past, blocked: Option<ErrorCode>) -> CollectPlan {
        let next = self.times.next_at(now, past).filter(|_| self.plan.enabled);
        let blocked = blocked.map(|code| code.as_str().to_owned());
        CollectPlan { next_at: next.map(korean_rfc3339), blocked, ..self.plan.clone() }
    }

    /// What is to be collected now, if anything is due.
    pub(super) fn due(&self, app: &App, past: Past) -> Option<(CollectRequest, CollectTrigger)> {
        if !self.plan.enabled || app.collecting.is_running() {
            return None;
        }
        let trigger = match self.times.due(app.clock.now(), past)? {
            Due::Daily => CollectTrigger::Daily,
            Due::Start => CollectTrigger::Start,
        };
        Some((self.request(app), trigger))
    }

    /// Since when its daily run has been due without beginning.
    pub(super) fn overdue_since(&self, now: Timestamp, past: Past) -> Option<Timestamp> {
        self.times.overdue_since(now, past).filter(|_| self.plan.enabled)
    }

    fn request(&self, app: &App) -> CollectRequest {
        let today = app.clock.today();
        let certificate = self.plan.certificate_id.as_ref().map(|_| self.certificate());
        CollectRequest {
            from: first_day(today, self.plan.months_back).to_string(),
            to: today.to_string(),
            directions: self.plan.directions.clone(),
            taxations: self.plan.taxations.clone(),
            by: CollectDate::Written,
            with_documents: self.plan.with_documents,
            certificate,
            password: None,
            keep_password: KeepPassword::None,
            // Nobody is there to be asked; a standing consent is enough.
            paid: PaidWord::Ask,
            job: PLANNED_JOB.to_owned(),
        }
    }
}

/// `HH:MM`.
fn time(text: &str) -> Result<Time, AppError> {
    let refused =
        || AppError::new(ErrorCode::RequestMalformed, "times are written HH:MM").with("found", text);
    let (hour, minute) = text.split_once(':').ok_or_else(refused)?;
    if hour.len() != 2 || minute.len() != 2 || !text.bytes().all(|byte| byte.is_ascii_digit() || byte == b':')
    {
        return Err(refused());
    }
    let parsed = hour.parse().ok().zip(minute.parse().ok());
    parsed.and_then(|(hour, minute)| Time::new(hour, minute, 0, 0).ok()).ok_or_else(refused)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ipc::view::{Direction, TaxationView};

    fn plan() -> CollectPlan {
        CollectPlan {
            enabled: true,
            daily_at: Some("08:30".to_owned()),
            on_start: false,
            months_back: 2,
            directions: vec![Direction::Sale, Direction::Purchase, Direction::Sale],
            taxations: vec![TaxationView::Taxable],
            with_documents: true,
            window_from: None,
            window_to: None,
            certificate_id: None,
            next_at: Some("whatever the page sent back".to_owned()),
            blocked: None,
        }
    }

    #[test]
    fn a_plan_that_cannot_be_kept_is_refused() {
        let refused = [
            CollectPlan { daily_at: Some("24:00".to_owned()), ..plan() },
            CollectPlan { daily_at: Some("8:30".to_owned()), ..plan() },
            CollectPlan { daily_at: Some("+8:30".to_owned()), ..plan() },
            CollectPlan { window_from: Some("22:00".to_owned()), ..plan() },
            CollectPlan {
                window_from: Some("22:00".to_owned()),
                window_to: Some("22:00".to_owned()),
                ..plan()
            },
            CollectPlan { months_back: 0, ..plan() },
            CollectPlan { months_back: 25, ..plan() },
            CollectPlan { directions: Vec::new(), ..plan() },
        ];
        for plan in refused {
            let error = CheckedPlan::of(plan.clone()).unwrap_err();
            assert_eq!(error.code(), ErrorCode::RequestMalformed, "{plan:?}");
        }
    }

    #[test]
    fn its_next_time_is_told_while_it_is_on_and_what_stands_against_it_always() {
        let (now, past) = ("2026-11-25T23:00:00Z".parse().unwrap(), Past::default());
        let blocked = Some(ErrorCode::CertificatePasswordNeeded);
        let on = CheckedPlan::of(plan()).unwrap().view(now, past, blocked);
        assert_eq!(on.next_at.as_deref(), Some("2026-11-26T08:30:00+09:00"));
        assert_eq!(on.blocked.as_deref(), Some("certificate.password_needed"));
        assert_eq!(on.directions, [Direction::Sale, Direction::Purchase]);
        let off = CollectPlan { enabled: false, ..plan() };
        let off = CheckedPlan::of(off).unwrap().view(now, past, blocked);
        assert_eq!((off.next_at, off.blocked), (None, on.blocked));
    }
}
