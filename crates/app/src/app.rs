//! The program behind every host: one value that owns the open company and all that runs.

use crate::alert::{Alarm, Delivering};
use crate::backup::BackupWatch;
use crate::backup::restore::HeldCandidate;
use crate::certificate::{CertificatePlaces, CertificateWatch, DriveReach, KeptPasswords};
use crate::clock::Clock;
use crate::collect::{Again, Collecting, Collectors};
use crate::correlation::Correlated;
use crate::demo::DemoBooks;
use crate::event::EventHub;
use crate::happening::{Happenings, Listener};
use crate::import::held::HeldPlans;
use crate::ipc::commands::{is_of_a_person, known};
use crate::ipc::dispatch::dispatch;
use crate::ipc::view::{ErrorView, Event};
use crate::job::Jobs;
use crate::keeper::Keeper;
use crate::metrics::{Endpoint, Metrics, serve_as_set};
use crate::open::{InUse, Slot};
use crate::problem::{Problems, is_worth_keeping};
use crate::pulse::Pulse;
use crate::remote::{Pushed, Remotes};
use crate::secret::Secrets;
use crate::settings::SettingsFile;
use crate::upload::Uploads;
use crate::{AppError, ErrorCode};
use jangbu_store::{Books, Keyring, Seat};
use serde_json::Value;
use std::path::PathBuf;
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Mutex, PoisonError};

/// Who shows this program to the clerk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Host {
    /// The desktop window.
    Window,
    /// A browser on loopback.
    Browser,
    /// A terminal.
    Terminal,
}

impl Host {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Window => "window",
            Self::Browser => "browser",
            Self::Terminal => "terminal",
        }
    }
}

/// What a host decides at start.
pub struct AppConfig {
    /// Folder of companies, preferences and uploads.
    pub data_dir: PathBuf,
    /// Who is asking.
    pub host: Host,
    /// The machine's clock, or a frozen one.
    pub clock: Arc<dyn Clock>,
    /// Where book keys are kept.
    pub keyring: Arc<dyn Keyring>,
    /// Who opens books, named in their locks and backups.
    pub seat: Seat,
    /// Where certificates are looked for, beside this program's own folder.
    pub certificates: CertificatePlaces,
    /// The invented books, where the host has them.
    pub demo: Option<Box<dyn DemoBooks>>,
}

/// The program. Share it in an [`Arc`]; every method may be called from any thread and may wait
/// for the disk, so hosts call it from worker threads.
pub struct App {
    pub(crate) host: Host,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) books: Books,
    /// Of books' keys, and of the certificates' passwords that are kept for hours.
    pub(crate) keyring: Arc<dyn Keyring>,
    pub(crate) certificate_places: CertificatePlaces,
    pub(crate) certificates: CertificateWatch,
    pub(crate) drive_reach: DriveReach,
    pub(crate) kept_passwords: KeptPasswords,
    pub(crate) demo: Option<Box<dyn DemoBooks>>,
    /// Whether tax invoices are being collected.
    pub(crate) collecting: Collecting,
    /// How often the last run was taken up by itself.
    pub(crate) again: Again,
    /// Whether notices are being delivered.
    pub(crate) delivering: Delivering,
    /// Who can be asked for them.
    pub(crate) collectors: Collectors,
    pub(crate) events: EventHub,
    pub(crate) happenings: Happenings,
    pub(crate) jobs: Jobs,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) endpoint: Endpoint,
    pub(crate) plans: HeldPlans,
    pub(crate) problems: Problems,
    pub(crate) data_dir: PathBuf,
    pub(crate) secrets: Secrets,
    pub(crate) settings: SettingsFile,
    pub(crate) uploads: Uploads,
    pub(crate) pending_files: Mutex<Vec<PathBuf>>,
    pub(crate) backups: BackupWatch,
    pub(crate) candidate: HeldCandidate,
    pub(crate) pulse: Pulse,
    pub(crate) remotes: Remotes,
    /// Calls that were sent on to a collector.
    pub(crate) pushed: Pushed,
    /// When the open company was opened.
    pub(crate) opened_at: Mutex<Option<jiff::Timestamp>>,
    /// When its plan of collecting was last tried, whatever came of it.
    pub(crate) plan_tried_at: Mutex<Option<jiff::Timestamp>>,
    /// This run of the program, as a holder of errands.
    owner: String,
    pub(crate) slot: Slot,
    /// The company that was locked and waits for its key.
    pub(crate) locked: Mutex<Option<String>>,
    /// Whoever opens or leaves a company holds it, so that nobody meets a book on its way out.
    pub(crate) turnstile: Mutex<()>,
    keeper: Mutex<Option<Keeper>>,
}

/// Another run has another name, so that what an ended one held is told apart.
fn make_owner() -> String {
    let chance = jangbu_store::make_random_bytes::<8>().map_or(0, u64::from_be_bytes);
    format!("run-{}-{chance:016x}", std::process::id())
}

impl App {
    /// Starts with no company open.
    ///
    /// # Errors
    /// `book.io` when the data folder cannot be made.
    pub fn start(config: AppConfig) -> Result<Arc<Self>, AppError> {
        std::fs::create_dir_all(&config.data_dir).map_err(|error| {
            AppError::new(ErrorCode::BookIo, format!("cannot make the data folder: {error}"))
        })?;
        Ok(Arc::new(Self {
            host: config.host,
            clock: config.clock,
            books: Books::new(&config.data_dir, Arc::clone(&config.keyring)).seated(config.seat),
            keyring: config.keyring,
            certificate_places: config.certificates,
            certificates: CertificateWatch::default(),
            drive_reach: DriveReach::default(),
            kept_passwords: KeptPasswords::default(),
            demo: config.demo,
            collecting: Collecting::default(),
            again: Again::default(),
            delivering: Delivering::default(),
            owner: make_owner(),
            collectors: Collectors::of(vec![
                Arc::new(crate::remote::HometaxCollector),
                Arc::new(crate::remote::PopbillCollector),
            ]),
            events: EventHub::default(),
            happenings: Happenings::default(),
            jobs: Jobs::default(),
            metrics: Arc::default(),
            endpoint: Endpoint::default(),
            plans: HeldPlans::default(),
            problems: Problems::default(),
            secrets: Secrets::default(),
            settings: SettingsFile::open(config.data_dir.join("settings.json")),
            uploads: Uploads::at(&config.data_dir.join("uploads")),
            data_dir: config.data_dir,
            pending_files: Mutex::new(Vec::new()),
            backups: BackupWatch::default(),
            candidate: HeldCandidate::default(),
            pulse: Pulse::default(),
            remotes: Remotes::default(),
            pushed: Pushed::default(),
            opened_at: Mutex::default(),
            plan_tried_at: Mutex::default(),
            slot: Slot::default(),
            locked: Mutex::default(),
            turnstile: Mutex::default(),
            keeper: Mutex::default(),
        }))
    }

    /// Runs one command of the table.
    ///
    /// # Errors
    /// [`ErrorView`], whose code finds the texts.
    pub fn dispatch(&self, command: &str, payload: Value) -> Result<Value, ErrorView> {
        if is_of_a_person(command) {
            self.pulse.see(self.clock.awake());
        }
        let _act = Correlated::begin();
        let began = self.clock.awake();
        let answer = dispatch(self, command, payload);
        let outcome = answer.as_ref().err().map_or("ok", |error| error.code().as_str());
        self.metrics.command(known(command), outcome, self.clock.awake().saturating_sub(began));
        answer.map_err(|error| {
            self.note_failure(command, &error);
            ErrorView::from(error)
        })
    }

    /// Logs a failure, and keeps it among the problems if it is one.
    pub(crate) fn note_failure(&self, command: &str, error: &AppError) {
        tracing::info!(command, code = error.code().as_str(), %error, "command failed");
        if is_worth_keeping(error.code()) {
            let problem = self.problems.note(self.clock.now(), command, error);
            if problem.count == 1 {
                // Said once: a question that fails again when it is asked again must not ask itself.
                self.announce_stale(&["problem"]);
            }
        }
    }

    /// Every event from now on.
    pub fn subscribe(&self) -> Receiver<Event> {
        self.events.subscribe()
    }

    /// Has `listener` hear of what use cases notice from now on.
    pub fn listen(&self, listener: Arc<dyn Listener>) {
        self.happenings.listen(listener);
    }

    /// Files handed to the program: arguments, a second start, a drop. They wait until a dry run
    /// reads them.
    pub fn offer_files(&self, paths: Vec<PathBuf>) {
        if paths.is_empty() {
            return;
        }
        let shown = paths.iter().map(|path| path.display().to_string()).collect();
        let mut pending = self.pending_files.lock().unwrap_or_else(PoisonError::into_inner);
        pending.extend(paths);
        drop(pending);
        self.events.send(&Event::FilesOffered { paths: shown });
        self.announce_stale(&["app"]);
    }

    /// Takes a browser's file in, for an import to name by the returned token.
    ///
    /// # Errors
    /// `file.too_large`, `file.unwritable`, `request.malformed`.
    pub fn stage_upload(&self, file_name: &str, bytes: &[u8]) -> Result<String, ErrorView> {
        self.uploads.stage(file_name, bytes).map_err(ErrorView::from)
    }

    /// Has the program lock and back up by itself from now on. A host that lives for one command
    /// does not need it; tests call [`App::tick`].
    pub fn keep(self: &Arc<Self>) {
        self.listen(Alarm::of(self));
        serve_as_set(self);
        let keeper = Keeper::start(Arc::downgrade(self));
        *self.keeper.lock().unwrap_or_else(PoisonError::into_inner) = Some(keeper);
    }

    /// Names this run of the program among the holders of errands.
    pub(crate) fn owner(&self) -> &str {
        &self.owner
    }

    /// The company that is open; it stays so while the answer lives.
    ///
    /// # Errors
    /// `company.none_open`.
    pub(crate) fn company(&self) -> Result<InUse, AppError> {
        self.slot.enter().ok_or_else(|| AppError::new(ErrorCode::CompanyNoneOpen, "no company is open"))
    }

    /// Another company or none is open: everything that was answered is stale.
    pub(crate) fn announce_all_stale(&self) {
        self.announce_stale(&[
            "app",
            "company",
            "invoice",
            "partner",
            "import",
            "audit",
            "backup",
            "key",
            "certificate",
        ]);
    }

    /// Tells every host which cached answers are stale.
    pub(crate) fn announce_stale(&self, tags: &[&str]) {
        if !tags.is_empty() {
            self.events.send(&Event::Changed { tags: tags.iter().map(ToString::to_string).collect() });
        }
    }
}
