//! What the program does by itself: it locks when nobody is at the desk, and makes backups.
//!
//! Everything is decided in [`App::tick`] from the program's clock; the thread only calls it from
//! time to time (docs/decisions/0038).

use crate::app::App;
use crate::backup::automatic;
use crate::leave::{Leave, leave};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Weak};
use std::time::Duration;

/// Time between two looks at the clock.
const TICK_EVERY: Duration = Duration::from_secs(20);

/// Minutes without a clerk after which the company is locked, unless the preference says other.
const IDLE_MINUTES: u64 = 10;

/// Longest idle time that can be chosen, in minutes: a day.
const IDLE_MINUTES_MAX: u64 = 1_440;

/// The preference: whole minutes, 0 for never.
const IDLE_SETTING: &str = "lock.idle_minutes";

/// The preference: whether the company is locked when the machine has slept.
const SLEEP_SETTING: &str = "lock.on_sleep";

/// The thread that ticks. It ends when this is dropped, or the program with it.
pub(crate) struct Keeper {
    // Never sent on: that it is dropped wakes the thread.
    _alive: Sender<()>,
}

impl Keeper {
    /// Starts the thread. It holds the program weakly, so that it never keeps it alive.
    pub(crate) fn start(app: Weak<App>) -> Self {
        let (alive, ended) = channel();
        std::thread::spawn(move || {
            while ended.recv_timeout(TICK_EVERY) == Err(RecvTimeoutError::Timeout) {
                let Some(app) = app.upgrade() else { break };
                app.tick();
            }
        });
        Self { _alive: alive }
    }
}

impl App {
    /// Does what is due by the clock: locks an idle company, makes a backup that is owed. Hosts
    /// that start the keeper need not call it.
    pub fn tick(self: &Arc<Self>) {
        let beat = self.pulse.beat(self.clock.now(), self.clock.awake());
        self.kept_passwords.sweep(self);
        let Ok(company) = self.company() else { return };
        let idle_max = self.idle_max(company.demo);
        let sleeps = beat.slept && self.locks_on_sleep(company.demo);
        drop(company);
        // Work that runs is somebody's: nobody locks a clerk out of a long import.
        let idle = idle_max.is_some_and(|max| beat.idle >= max) && !self.jobs.any_running();
        if sleeps || idle {
            tracing::info!(reason = if sleeps { "sleep" } else { "idle" }, "locked");
            leave(self, Leave::Lock);
            self.announce_all_stale();
            return;
        }
        automatic::back_up_if_due(self);
        crate::collect::collect_if_due(self);
        crate::collect::go_on_if_stopped(self);
        crate::alert::watch(self);
        crate::alert::deliver_if_due(self);
        crate::metrics::serve_as_set(self);
        crate::remote::push_if_set(self);
    }

    /// The machine is about to sleep: locks the open company, if that is wished. For hosts that are
    /// told by their system; elsewhere [`App::tick`] sees it when the machine is awake again.
    pub fn before_sleep(self: &Arc<Self>) {
        let Ok(company) = self.company() else { return };
        let locks = self.locks_on_sleep(company.demo);
        drop(company);
        if locks {
            tracing::info!(reason = "before sleep", "locked");
            leave(self, Leave::Sleep);
            self.announce_all_stale();
        }
    }

    /// Demo books hold nothing that needs a lock, unless somebody wants to see one.
    fn idle_max(&self, demo: bool) -> Option<Duration> {
        let chosen = self.settings.values().get(IDLE_SETTING).and_then(serde_json::Value::as_u64);
        let minutes = chosen.unwrap_or(if demo { 0 } else { IDLE_MINUTES }).min(IDLE_MINUTES_MAX);
        (minutes > 0).then(|| Duration::from_secs(minutes * 60))
    }

    fn locks_on_sleep(&self, demo: bool) -> bool {
        self.settings.values().get(SLEEP_SETTING).and_then(serde_json::Value::as_bool).unwrap_or(!demo)
    }
}
