//! The commands; each turns arguments into requests and answers into lines.

pub(crate) mod company;
pub(crate) mod import;
pub(crate) mod imports;
pub(crate) mod invoice;

use crate::args::{Common, ServeArgs};
use crate::demo::WorldBooks;
use crate::output::Output;
use crate::{Outcome, secret, serve as host};
use jangbu_app::ipc::view::{
    CompanyList, CompanyOpen, CompanySummary, Empty, ErrorView, SecretPut, SecretTicket,
};
use jangbu_app::{App, AppConfig, Host, SystemClock, SystemKeyring, paths};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The program started for one command.
pub(crate) struct Session {
    pub(crate) app: Arc<App>,
    pub(crate) output: Output,
    common: Common,
}

impl Session {
    pub(crate) fn start(common: Common, output: Output, host: Host) -> Result<Self, ErrorView> {
        let data_dir = common.data_dir.clone().or_else(paths::default_data_dir);
        let data_dir =
            data_dir.ok_or_else(|| failure("file.unwritable", "no home folder: say --data-dir"))?;
        let app = App::start(AppConfig {
            data_dir,
            host,
            clock: Arc::new(SystemClock),
            keyring: Arc::new(SystemKeyring),
            demo: Some(Box::new(WorldBooks)),
        })?;
        Ok(Self { app, output, common })
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

    /// A ticket for the passphrase or recovery key given by descriptor, if one was.
    pub(crate) fn secret(&self, descriptor: Option<i32>) -> Result<Option<u64>, ErrorView> {
        let Some(number) = descriptor else { return Ok(None) };
        let value = secret::read_from_fd(number)?;
        let ticket: SecretTicket = self.call("secret.put", &SecretPut { value })?;
        Ok(Some(ticket.ticket))
    }

    pub(crate) fn passphrase(&self) -> Result<Option<u64>, ErrorView> {
        self.secret(self.common.passphrase_fd)
    }

    /// Opens the company named by `--company`, else the last opened one.
    pub(crate) fn open_company(&self) -> Result<CompanySummary, ErrorView> {
        let list: CompanyList = self.call("company.list", &Empty {})?;
        let digits = |text: &str| text.chars().filter(|c| *c != '-').collect::<String>();
        let wanted = |company: &CompanySummary| match &self.common.company {
            Some(name) => company.id == *name || digits(&company.business_number) == digits(name),
            None => true,
        };
        let company = list.companies.into_iter().find(wanted);
        let company = company
            .ok_or_else(|| failure("book.not_found", "no such company; `jangbu company list` shows all"))?;
        let (passphrase, recovery_key) = (self.passphrase()?, self.secret(self.common.recovery_fd)?);
        self.call(
            "company.open",
            &CompanyOpen { id: company.id, passphrase, recovery_key, take_over: false, read_only: false },
        )
    }
}

pub(crate) fn failure(code: &str, message: &str) -> ErrorView {
    ErrorView { code: code.to_owned(), params: BTreeMap::new(), message: message.to_owned() }
}

/// Serves the window to a browser until told to stop.
pub(crate) fn serve(session: &Session, args: &ServeArgs) -> Result<Outcome, ErrorView> {
    if args.demo {
        let _: CompanySummary = session.call("company.demo", &Empty {})?;
    }
    let started = |url: &str| {
        Output::line(&serde_json::json!({ "url": url }).to_string());
    };
    host::run(Arc::clone(&session.app), args.port, started)
        .map_err(|error| failure("host.port", &error.to_string()))?;
    Ok(Outcome::Done)
}
