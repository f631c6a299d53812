//! Companies: make one, open one, look around in the demo.

use crate::app::{App, OpenCompany};
use crate::ipc::view::{
    CompanyCreate, CompanyCreated, CompanyOpen, CompanyOpened, CompanySummary, ConflictChoice, Empty,
    ImportCommitRequest, Protection,
};
use crate::query::company::{remember_opening, summary_of};
use crate::{AppError, ErrorCode};
use jangbu_domain::{BusinessNumber, BusinessNumberError};
use jangbu_store::{Company, NewCompany, StoreError, Unlock};

/// Name of the job that fills the demo book.
const DEMO_JOB: &str = "demo";

pub(crate) fn company_create(app: &App, request: CompanyCreate) -> Result<CompanyCreated, AppError> {
    let company = company_of(&request.name, &request.business_number, request.representative)?;
    let protection = match request.protection {
        Protection::Keyring => jangbu_store::Protection::Keyring,
        Protection::Passphrase => jangbu_store::Protection::Passphrase,
        Protection::Throwaway => {
            return Err(AppError::new(ErrorCode::KeyNoSlot, "a throw-away key is for demo companies only"));
        }
    };
    let passphrase = request.passphrase.map(|ticket| app.secrets.take(ticket)).transpose()?;
    if protection == jangbu_store::Protection::Passphrase && passphrase.is_none() {
        return Err(AppError::new(ErrorCode::PassphraseWeak, "a book kept by passphrase needs one"));
    }
    let new = NewCompany { company, demo: false, at: app.clock.now(), passphrase };
    let created = app.books.create(&new, protection)?;
    let recovery_key = created.recovery_key.shown().to_string();
    let company = enter(app, created.id, created.book)?;
    Ok(CompanyCreated { company, recovery_key })
}

fn company_of(name: &str, number: &str, representative: Option<String>) -> Result<Company, AppError> {
    let name = name.trim();
    if name.is_empty() {
        return Err(AppError::new(ErrorCode::NameMissing, "a company needs its name"));
    }
    let business_number = BusinessNumber::parse(number).map_err(|error| {
        let code = match error {
            BusinessNumberError::Length => ErrorCode::BusinessNumberLength,
            BusinessNumberError::CheckDigit => ErrorCode::BusinessNumberCheckDigit,
        };
        AppError::new(code, error.to_string())
    })?;
    let representative = representative.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
    Ok(Company { name: name.to_owned(), business_number, representative })
}

pub(crate) fn company_open(app: &App, request: CompanyOpen) -> Result<CompanyOpened, AppError> {
    let company = open(app, request)?;
    Ok(CompanyOpened { company, took_over: None, read_only: false, upgraded: false })
}

fn open(app: &App, request: CompanyOpen) -> Result<CompanySummary, AppError> {
    // Secrets are taken first: they are used up whatever comes of the opening.
    let passphrase = request.passphrase.map(|ticket| app.secrets.take(ticket)).transpose()?;
    let recovery = request.recovery_key.map(|ticket| app.secrets.take(ticket)).transpose()?;
    let entry = app.books.find(&request.id)?;
    let unlock = match (recovery, passphrase, entry.protection) {
        (Some(key), _, _) => Unlock::Recovery(key),
        (None, Some(passphrase), _) => Unlock::Passphrase(passphrase),
        (None, None, jangbu_store::Protection::Keyring) => Unlock::Keyring,
        (None, None, jangbu_store::Protection::Throwaway) => Unlock::Throwaway,
        (None, None, jangbu_store::Protection::Passphrase) => {
            return Err(AppError::new(ErrorCode::BookWrongKey, "this book needs its passphrase"));
        }
    };
    if app.company().is_ok_and(|open| open.id == request.id) {
        return Ok(summary_of(&entry, true));
    }
    let book = app.books.open(&request.id, &unlock).map_err(|error| match error {
        // No book has a passphrase of that length; how long they are is nobody's business here.
        StoreError::PassphraseLength { .. } => StoreError::WrongKey,
        error => error,
    })?;
    enter(app, request.id, book)
}

/// Makes a book the open one.
fn enter(app: &App, id: String, book: jangbu_store::Book) -> Result<CompanySummary, AppError> {
    remember_opening(app, &id);
    let summary = summary_of(&app.books.find(&id)?, true);
    app.set_company(Some(OpenCompany { id, book }));
    Ok(summary)
}

pub(crate) fn company_close(app: &App, _: Empty) -> Result<Empty, AppError> {
    app.set_company(None);
    Ok(Empty {})
}

/// Opens the demo company, making it first if this machine has none: invented documents go through
/// the same import as a clerk's.
pub(crate) fn company_demo(app: &App, _: Empty) -> Result<CompanySummary, AppError> {
    let demo = app
        .demo
        .as_ref()
        .ok_or_else(|| AppError::new(ErrorCode::BookNotFound, "this host has no demo books"))?;
    let (entries, _) = app.books.list()?;
    if let Some(entry) = entries.iter().find(|entry| entry.demo) {
        let open = CompanyOpen {
            id: entry.id.clone(),
            passphrase: None,
            recovery_key: None,
            take_over: false,
            read_only: false,
        };
        return self::open(app, open);
    }
    let who = demo.company();
    let company = company_of(&who.name, &who.business_number, Some(who.representative))?;
    let new = NewCompany { company, demo: true, at: app.clock.now(), passphrase: None };
    let created = app.books.create(&new, jangbu_store::Protection::Throwaway)?;
    let summary = enter(app, created.id, created.book)?;
    fill_demo(app, demo.documents(app.clock.today()))?;
    Ok(summary)
}

fn fill_demo(app: &App, documents: Vec<(String, Vec<u8>)>) -> Result<(), AppError> {
    let company = app.company()?;
    let mut paths = Vec::with_capacity(documents.len());
    for (name, bytes) in documents {
        paths.push(app.uploads.find(&app.uploads.stage(&name, &bytes)?)?);
    }
    let plan = super::import::plan(app, &company, &paths, DEMO_JOB)?;
    let (preview, _) = app.plans.hold(plan);
    let (otherwise, decisions) = (ConflictChoice::KeepOurs, Vec::new());
    let job = DEMO_JOB.to_owned();
    super::import::import_commit(
        app,
        ImportCommitRequest { preview, job, decisions, otherwise, accept_partial: true },
    )?;
    Ok(())
}
