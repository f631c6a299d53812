//! The commands; each turns arguments into requests and answers into lines.

pub(crate) mod alert;
pub(crate) mod audit;
pub(crate) mod backup;
pub(crate) mod cert;
pub(crate) mod collect;
pub(crate) mod company;
pub(crate) mod evidence;
pub(crate) mod import;
pub(crate) mod imports;
pub(crate) mod invoice;
pub(crate) mod key;
pub(crate) mod partner;
pub(crate) mod remote;

use crate::args::{Common, ServeArgs};
use crate::output::Output;
use crate::{Outcome, secret, serve as host};
use jangbu_app::ipc::view::{
    CompanyList, CompanyOpen, CompanyOpened, CompanySummary, Empty, ErrorView, SecretPut, SecretTicket,
};
use jangbu_app::{App, AppConfig, Host, Log, SystemClock, SystemKeyring, paths};
use jangbu_demo::WorldBooks;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// The program started for one command.
pub(crate) struct Session {
    pub(crate) app: Arc<App>,
    pub(crate) output: Output,
    common: Common,
    passphrase: OnceCell<String>,
    recovery_key: OnceCell<String>,
}

impl Session {
    pub(crate) fn start(common: Common, output: Output, host: Host) -> Result<Self, ErrorView> {
        let data_dir = common.data_dir.clone().or_else(paths::default_data_dir);
        let data_dir =
            data_dir.ok_or_else(|| failure("file.unwritable", "no home folder: say --data-dir"))?;
        begin_log(&data_dir, host);
        let app = App::start(AppConfig {
            data_dir,
            host,
            clock: Arc::new(SystemClock),
            keyring: Arc::new(SystemKeyring),
            seat: paths::seat(host),
            certificates: paths::certificate_places(),
            demo: Some(Box::new(WorldBooks)),
        })?;
        Ok(Self { app, output, common, passphrase: OnceCell::new(), recovery_key: OnceCell::new() })
    }

    /// Runs one command of the table.
    pub(crate) fn call<R: DeserializeOwned>(
        &self,
        command: &str,
        request: &impl Serialize,
    ) -> Result<R, ErrorView> {
        let payload =
            serde_json::to_value(request).map_err(|error| failure("internal", &error.to_string()))?;
        let answer: Value = self.app.dispatch(command, payload)?;
        serde_json::from_value(answer).map_err(|error| failure("internal", &error.to_string()))
    }

    /// A ticket for the passphrase given by descriptor, if one was.
    pub(crate) fn passphrase(&self) -> Result<Option<u64>, ErrorView> {
        self.ticket(self.common.passphrase_fd, &self.passphrase)
    }

    /// A ticket for the recovery key given by descriptor, if one was.
    pub(crate) fn recovery_key(&self) -> Result<Option<u64>, ErrorView> {
        self.ticket(self.common.recovery_fd, &self.recovery_key)
    }

    /// A ticket for what one more descriptor gives.
    pub(crate) fn ticket_of(&self, descriptor: i32) -> Result<u64, ErrorView> {
        let request = SecretPut { value: secret::read_from_fd(descriptor)? };
        let ticket: SecretTicket = self.call("secret.put", &request)?;
        Ok(ticket.ticket)
    }

    /// A pipe can be read once, and a ticket used once: what was read is kept for another.
    fn ticket(&self, descriptor: Option<i32>, read: &OnceCell<String>) -> Result<Option<u64>, ErrorView> {
        let Some(number) = descriptor else { return Ok(None) };
        if read.get().is_none() {
            // Nobody else sets it: commands run on one thread.
            let _ = read.set(secret::read_from_fd(number)?);
        }
        let value = read.get().cloned().unwrap_or_default();
        let ticket: SecretTicket = self.call("secret.put", &SecretPut { value })?;
        Ok(Some(ticket.ticket))
    }

    /// The company named by `--company`, else the last opened one.
    pub(crate) fn wanted_company(&self) -> Result<CompanySummary, ErrorView> {
        let list: CompanyList = self.call("company.list", &Empty {})?;
        let digits = |text: &str| text.chars().filter(|c| *c != '-').collect::<String>();
        let wanted = |company: &CompanySummary| match &self.common.company {
            Some(name) => company.id == *name || digits(&company.business_number) == digits(name),
            None => true,
        };
        let company = list.companies.into_iter().find(wanted);
        company.ok_or_else(|| failure("book.not_found", "no such company; `jangbu company list` shows all"))
    }

    /// Opens the wanted company. What only reads goes past the lock of another program, and says
    /// so; what writes is refused while one holds it.
    pub(crate) fn open_company(&self, access: Access) -> Result<CompanySummary, ErrorView> {
        let company = self.wanted_company()?;
        let opened = match self.open(&company.id, false) {
            Err(error) if error.code == "book.locked" && access == Access::Read => {
                Output::note(&holder(self.output, &error));
                self.open(&company.id, true)?
            }
            opened => opened?,
        };
        if let Some(owner) = &opened.took_over {
            let told = self.output.text(
                "끝내지 못하고 멈춘 프로그램의 잠금을 넘겨받았습니다:",
                "took over the lock of a program that ended without closing the book:",
            );
            Output::note(&format!("{told} {} {} {}", owner.program, owner.host, owner.since));
        }
        Ok(opened.company)
    }

    fn open(&self, id: &str, read_only: bool) -> Result<CompanyOpened, ErrorView> {
        let request = CompanyOpen {
            id: id.to_owned(),
            passphrase: self.passphrase()?,
            recovery_key: self.recovery_key()?,
            take_over: self.common.take_over,
            read_only,
        };
        self.call("company.open", &request)
    }

    /// Leaves the company in order: its lock is given back, and a backup made if a day has passed.
    pub(crate) fn close(&self) {
        // There is nothing to close where none was opened, and nothing more to say where it fails.
        let _: Result<Empty, ErrorView> = self.call("company.close", &Empty {});
    }
}

/// What a command does to the book.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// It looks only.
    Read,
    /// It writes, or may.
    Write,
}

/// Who holds the book, as far as it is told.
fn holder(output: Output, error: &ErrorView) -> String {
    let told = output.text(
        "다른 프로그램이 쓰는 중이라 읽기만 합니다:",
        "another program holds the book; it is only read:",
    );
    let part = |name: &str| error.params.get(name).map(String::as_str).unwrap_or_default();
    format!("{told} {} {} {} {}", part("program"), part("owner"), part("host"), part("since"))
}

/// What is traced goes, redacted, to the log inside the data folder; the terminal has the answers.
fn begin_log(data_dir: &Path, host: Host) {
    let file = Log::new(data_dir, host, Arc::new(SystemClock));
    // A second one would be a mistake of this program, and no reason to stop.
    let _ = tracing_subscriber::registry().with(file).try_init();
}

pub(crate) fn failure(code: &str, message: &str) -> ErrorView {
    ErrorView { code: code.to_owned(), params: BTreeMap::new(), message: message.to_owned() }
}

/// Serves the window to a browser until told to stop.
pub(crate) fn serve(session: &Session, args: &ServeArgs) -> Result<Outcome, ErrorView> {
    if args.demo {
        let _: CompanySummary = session.call("company.demo", &Empty {})?;
    }
    session.app.keep();
    let started = |url: &str| {
        Output::line(&serde_json::json!({ "url": url }).to_string());
    };
    host::run(Arc::clone(&session.app), args.port, started)
        .map_err(|error| failure("host.port", &error.to_string()))?;
    Ok(Outcome::Done)
}

/// What the clerk's word at the terminal means.
pub(crate) const fn paid_word(paid: crate::args::PaidArg) -> jangbu_app::ipc::view::PaidWord {
    use crate::args::PaidArg;
    use jangbu_app::ipc::view::PaidWord;
    match paid {
        PaidArg::Ask => PaidWord::Ask,
        PaidArg::Once => PaidWord::Once,
        PaidArg::Never => PaidWord::Never,
    }
}
