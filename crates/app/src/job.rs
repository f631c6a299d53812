//! Long work: progress out, cancel in.

use crate::event::EventHub;
use crate::ipc::view::{Event, JobProgress};
use crate::{AppError, ErrorCode};
use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Jobs that may run at a time.
const JOBS_MAX: usize = 16;

/// Progress is reported when this share of the total has passed, so that no host drowns in it.
const REPORTS_PER_STAGE: u64 = 200;

/// The jobs now running.
#[derive(Default)]
pub(crate) struct Jobs {
    running: Mutex<HashMap<String, Arc<AtomicBool>>>,
}

impl Jobs {
    /// Registers a job; it ends when the returned value is dropped.
    ///
    /// # Errors
    /// `request.malformed` when the name is taken, blank, or too many jobs run.
    pub(crate) fn begin<'a>(&'a self, name: &str, events: &'a EventHub) -> Result<Job<'a>, AppError> {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        if name.is_empty() || name.len() > 64 || running.len() >= JOBS_MAX || running.contains_key(name) {
            return Err(AppError::new(
                ErrorCode::RequestMalformed,
                "the job name is blank, too long or in use",
            ));
        }
        let cancelled = Arc::new(AtomicBool::new(false));
        running.insert(name.to_owned(), Arc::clone(&cancelled));
        Ok(Job { jobs: self, events, name: name.to_owned(), cancelled, last_report: None })
    }

    /// Asks a job to stop; a job that is over needs none.
    pub(crate) fn cancel(&self, name: &str) {
        if let Some(flag) = self.running.lock().unwrap_or_else(PoisonError::into_inner).get(name) {
            flag.store(true, Ordering::Relaxed);
        }
    }

    /// Asks every job to stop.
    pub(crate) fn cancel_all(&self) {
        for flag in self.running.lock().unwrap_or_else(PoisonError::into_inner).values() {
            flag.store(true, Ordering::Relaxed);
        }
    }

    /// Whether some job runs.
    pub(crate) fn any_running(&self) -> bool {
        !self.running.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }
}

/// A running job.
pub(crate) struct Job<'a> {
    jobs: &'a Jobs,
    events: &'a EventHub,
    name: String,
    cancelled: Arc<AtomicBool>,
    last_report: Option<(String, u64)>,
}

impl Job<'_> {
    /// Reports progress and says whether to go on.
    ///
    /// # Errors
    /// `job.cancelled` when the clerk has stopped it.
    pub(crate) fn step(&mut self, stage: &str, what: &str, done: u64, total: u64) -> Result<(), AppError> {
        let share = done.saturating_mul(REPORTS_PER_STAGE).checked_div(total).unwrap_or(done);
        let key = (format!("{stage}\u{0}{what}"), share);
        if self.last_report.as_ref() != Some(&key) {
            self.last_report = Some(key);
            self.report(stage, what, done, total, false);
        }
        if self.is_cancelled() {
            Err(AppError::new(ErrorCode::JobCancelled, "stopped on request"))
        } else {
            Ok(())
        }
    }

    /// Reports the store's progress as a stage of the job, and stops the store when the clerk
    /// does.
    pub(crate) fn stage(&mut self, stage: &'static str) -> impl FnMut(u64, u64) -> ControlFlow<()> {
        move |done, total| match self.step(stage, "", done, total) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        }
    }

    /// Whether the clerk has stopped it.
    pub(crate) fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    /// The stop by itself, for what waits while the job is lent to somebody else.
    pub(crate) fn stop_flag(&self) -> StopFlag {
        StopFlag(Arc::clone(&self.cancelled))
    }

    fn report(&self, stage: &str, what: &str, done: u64, total: u64, finished: bool) {
        let (job, stage, what) = (self.name.clone(), stage.to_owned(), what.to_owned());
        self.events.send(&Event::Progress(JobProgress { job, done, total, stage, what, finished }));
    }
}

/// Whether the clerk has stopped a job.
#[derive(Clone)]
pub(crate) struct StopFlag(Arc<AtomicBool>);

impl StopFlag {
    /// The flag of work that nobody stops: it has a deadline of its own.
    pub(crate) fn never() -> Self {
        Self(Arc::default())
    }

    /// Whether it was stopped.
    pub(crate) fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl Drop for Job<'_> {
    fn drop(&mut self) {
        self.jobs.running.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.name);
        self.report("", "", 0, 0, true);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cancelled_job_stops_at_its_next_step_and_its_end_is_told() {
        let (jobs, events) = (Jobs::default(), EventHub::default());
        let heard = events.subscribe();
        let mut job = jobs.begin("one", &events).unwrap();
        assert!(jobs.begin("one", &events).is_err(), "a name is one job's");
        job.step("read", "a.xml", 1, 2).unwrap();
        jobs.cancel("one");
        assert_eq!(job.step("read", "a.xml", 2, 2).unwrap_err().code(), ErrorCode::JobCancelled);
        drop(job);
        let last = heard.try_iter().last();
        assert!(matches!(last, Some(Event::Progress(JobProgress { finished: true, .. }))), "{last:?}");
        assert!(jobs.begin("one", &events).is_ok());
    }

    #[test]
    fn a_hundred_thousand_steps_make_a_few_hundred_reports() {
        let (jobs, events) = (Jobs::default(), EventHub::default());
        let heard = events.subscribe();
        let mut job = jobs.begin("one", &events).unwrap();
        for done in 0..100_000 {
            job.step("write", "", done, 100_000).unwrap();
        }
        assert_eq!(heard.try_iter().count(), 200);
    }
}
