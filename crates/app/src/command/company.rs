//! Companies: make one, open one, look around in the demo.

use crate::app::App;
use crate::backup::begin_watch;
use crate::clock::korean_rfc3339;
use crate::ipc::view::{
    CompanyCreate, CompanyCreated, CompanyOpen, CompanyOpened, CompanySummary, ConflictChoice, Empty,
    ImportCommitRequest, LockOwnerView, Protection,
};
use crate::leave::{Leave, leave, leave_in_turn};
use crate::open::OpenCompany;
use crate::query::company::{remember_opening, summary_of};
use crate::{AppError, ErrorCode};
use jangbu_domain::{BusinessNumber, BusinessNumberError};
use jangbu_store::{Book, Company, NewCompany, OpenOptions, StoreError, Unlock};
use std::sync::PoisonError;

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
    let company = enter_created(app, created.id, created.book)?;
    Ok(CompanyCreated { company, recovery_key })
}

/// Makes a new company the open one.
fn enter_created(app: &App, id: String, book: Book) -> Result<CompanySummary, AppError> {
    let turn = app.turnstile.lock().unwrap_or_else(PoisonError::into_inner);
    let summary = enter(app, Entering { id, book, read_only: false });
    // Nothing is in it yet that a backup would have to keep.
    app.backups.owe_nothing();
    drop(turn);
    summary
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
    let turn = app.turnstile.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(opened) = app.company().ok().filter(|open| open.id == request.id) {
        let company = summary_of(&entry, true);
        return Ok(CompanyOpened { company, took_over: None, read_only: opened.read_only, upgraded: false });
    }
    let at = app.clock.now();
    let book = if request.read_only {
        app.books.open_to_read(&request.id, &unlock)
    } else {
        app.books.open_with(&request.id, &unlock, OpenOptions { at, take_over: request.take_over })
    };
    let book = book.map_err(|error| match error {
        // No book has a passphrase of that length; how long they are is nobody's business here.
        StoreError::PassphraseLength { .. } => StoreError::WrongKey,
        error => error,
    })?;
    let took_over = book.took_over().map(owner_view);
    let company = enter(app, Entering { id: request.id, book, read_only: request.read_only })?;
    let upgraded = app.backups.now().upgraded_at(at);
    drop(turn);
    Ok(CompanyOpened { company, took_over, read_only: request.read_only, upgraded })
}

/// Who held a book.
fn owner_view(owner: &jangbu_store::LockOwner) -> LockOwnerView {
    LockOwnerView {
        owner: owner.user.clone(),
        host: owner.host.clone(),
        pid: owner.pid,
        program: owner.program.name().to_owned(),
        since: korean_rfc3339(owner.since),
    }
}

/// A book that was just opened.
pub(crate) struct Entering {
    pub(crate) id: String,
    pub(crate) book: Book,
    pub(crate) read_only: bool,
}

/// Makes a book the open one; another is left first. The caller holds the turnstile.
pub(crate) fn enter(app: &App, entering: Entering) -> Result<CompanySummary, AppError> {
    let Entering { id, book, read_only } = entering;
    leave_in_turn(app, Leave::Close);
    let entry = app.books.find(&id)?;
    let this = std::sync::Weak::new();
    let company = OpenCompany { id, book, demo: entry.demo, read_only, this };
    begin_watch(app, &company)?;
    if !company.read_only {
        // The lock on the book proves that no earlier program still works at a run.
        company.book.interrupt_collects(app.clock.now())?;
        crate::errand::take_up(app, &company)?;
    }
    *app.plan_tried_at.lock().unwrap_or_else(PoisonError::into_inner) = None;
    *app.opened_at.lock().unwrap_or_else(PoisonError::into_inner) = Some(app.clock.now());
    app.again.forget();
    app.pushed.forget();
    remember_opening(app, &company.id);
    app.pulse.see(app.clock.awake());
    *app.locked.lock().unwrap_or_else(PoisonError::into_inner) = None;
    app.certificates.forget();
    app.slot.put(company);
    Ok(summary_of(&entry, true))
}

pub(crate) fn company_close(app: &App, _: Empty) -> Result<Empty, AppError> {
    leave(app, Leave::Close);
    Ok(Empty {})
}

/// Closes the book and wipes its keys; the door shows the company until somebody opens it again.
pub(crate) fn company_lock(app: &App, _: Empty) -> Result<Empty, AppError> {
    drop(app.company()?);
    leave(app, Leave::Lock);
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
        let company = company_open(app, open)?.company;
        crate::certificate::issue_demo(app)?;
        return Ok(company);
    }
    let who = demo.company();
    let company = company_of(&who.name, &who.business_number, Some(who.representative))?;
    let new = NewCompany { company, demo: true, at: app.clock.now(), passphrase: None };
    let created = app.books.create(&new, jangbu_store::Protection::Throwaway)?;
    let summary = enter_created(app, created.id, created.book)?;
    fill_demo(app, demo.documents(app.clock.today()))?;
    crate::certificate::issue_demo(app)?;
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
