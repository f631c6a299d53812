//! Taking up by itself a run that something ended: the program, a closed lid, a remote that was out of
//! reach. What a person stopped, and what a person has to decide, is left alone.

use super::desk::collect_resume;
use crate::ErrorCode;
use crate::app::App;
use crate::correlation::Correlated;
use crate::ipc::view::{CollectResumeRequest, PaidWord};
use jangbu_store::{CollectRunRow, CollectRunState};
use jiff::{SignedDuration, Timestamp};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Times that one run is taken up by itself.
const TIMES_MAX: u32 = 3;
/// Between two of them: a remote that was out of reach is given time.
const AFTER: SignedDuration = SignedDuration::from_mins(10);
/// The job of a run that is taken up.
const JOB: &str = "collect-again";

/// How often the last run was taken up.
#[derive(Default)]
pub(crate) struct Again(Mutex<Option<Tried>>);

#[derive(Clone, Copy, Debug)]
struct Tried {
    run: i64,
    times: u32,
    last_at: Timestamp,
}

impl Again {
    fn locked(&self) -> MutexGuard<'_, Option<Tried>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Another company is open.
    pub(crate) fn forget(&self) {
        *self.locked() = None;
    }

    /// Whether `run` may be taken up at `now`; counts it as taken up then.
    fn takes(&self, run: i64, now: Timestamp) -> bool {
        let mut tried = self.locked();
        let before = tried.filter(|tried| tried.run == run);
        let may =
            before.is_none_or(|tried| tried.times < TIMES_MAX && now.duration_since(tried.last_at) >= AFTER);
        if may {
            let times = before.map_or(0, |tried| tried.times) + 1;
            *tried = Some(Tried { run, times, last_at: now });
        }
        may
    }
}

/// Whether something ended it that may have passed.
fn may_have_passed(run: &CollectRunRow) -> bool {
    let passes = [
        ErrorCode::RemoteUnreachable,
        ErrorCode::RemoteTimedOut,
        ErrorCode::RemoteBrokenOff,
        ErrorCode::RemoteFault,
        ErrorCode::RemoteBusy,
        ErrorCode::RemoteSpared,
    ];
    let failure = run.failure.as_deref();
    match run.state {
        CollectRunState::Interrupted => true,
        CollectRunState::Failed | CollectRunState::Partial => {
            passes.iter().any(|code| failure == Some(code.as_str()))
        }
        CollectRunState::Running | CollectRunState::Done | CollectRunState::Cancelled => false,
    }
}

/// Takes the last run up, if it may be; called from time to time.
pub(crate) fn go_on_if_stopped(app: &Arc<App>) {
    let Ok(company) = app.company() else { return };
    if company.read_only || app.collecting.is_running() {
        return;
    }
    let Ok(runs) = company.book.read(|reader| reader.collect_runs(None, 1)) else { return };
    let Some(run) = runs.first().filter(|run| may_have_passed(run)) else { return };
    let now = app.clock.now();
    let ended_at = run.ended_at.unwrap_or(run.begun_at);
    // A run that a remote ended waits a while; one that the program's end cut off does not.
    let waits = run.state != CollectRunState::Interrupted && now.duration_since(ended_at) < AFTER;
    if waits || !app.again.takes(run.id, now) {
        return;
    }
    let request = CollectResumeRequest {
        run: run.id,
        certificate: None,
        password: None,
        paid: PaidWord::default(),
        job: JOB.to_owned(),
    };
    drop(company);
    let app = Arc::clone(app);
    std::thread::spawn(move || {
        let _act = Correlated::begin();
        let run = request.run;
        // Without a kept password only the clerk can go on, and 오늘 says that a run has stopped.
        if let Err(error) = collect_resume(&app, request) {
            tracing::info!(run, code = error.code().as_str(), "a run was not taken up by itself");
        }
        app.announce_stale(&["invoice", "partner", "import", "audit", "collect", "remote"]);
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use jangbu_store::CollectCounts;

    fn run(state: CollectRunState, failure: Option<&str>) -> CollectRunRow {
        CollectRunRow {
            id: 1,
            trigger: "daily".into(),
            asked: "{}".into(),
            certificate: None,
            state,
            begun_at: Timestamp::UNIX_EPOCH,
            ended_at: Some(Timestamp::UNIX_EPOCH),
            provider: None,
            skipped: None,
            failure: failure.map(str::to_owned),
            counts: CollectCounts::default(),
        }
    }

    #[test]
    fn what_may_have_passed_is_taken_up_and_a_persons_affair_is_not() {
        assert!(may_have_passed(&run(CollectRunState::Interrupted, None)));
        assert!(may_have_passed(&run(CollectRunState::Partial, Some("remote.timed_out"))));
        assert!(may_have_passed(&run(CollectRunState::Failed, Some("remote.unreachable"))));
        assert!(!may_have_passed(&run(CollectRunState::Failed, Some("remote.needs_consent"))));
        assert!(!may_have_passed(&run(CollectRunState::Failed, Some("remote.second_factor"))));
        assert!(!may_have_passed(&run(CollectRunState::Cancelled, Some("job.cancelled"))));
        assert!(!may_have_passed(&run(CollectRunState::Done, None)));
    }

    #[test]
    fn one_run_is_taken_up_a_few_times_with_time_between() {
        let again = Again::default();
        let at = |minutes| Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes);
        assert!(again.takes(1, at(0)));
        assert!(!again.takes(1, at(9)));
        assert!(again.takes(1, at(10)) && again.takes(1, at(20)));
        assert!(!again.takes(1, at(90)), "three times");
        assert!(again.takes(2, at(90)), "another run is another");
    }
}
