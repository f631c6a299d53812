//! The clerk's word before anything is paid: once, or standing with a cap in a month.

use crate::app::App;
use crate::clock::month_of;
use crate::collect::service_name;
use crate::ipc::view::{PaidWord, RemoteSystem};
use crate::open::OpenCompany;
use crate::{AppError, ErrorCode};
use jangbu_store::{NewSpending, SetAside};

/// What something costs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bill {
    pub(super) provider: &'static str,
    pub(super) operation: &'static str,
    /// Things that are paid for.
    pub(super) count: usize,
    /// Whole won of one.
    pub(super) unit_krw: i64,
}

impl Bill {
    /// Whole won of all.
    pub(super) fn krw(&self) -> i64 {
        i64::try_from(self.count).unwrap_or(i64::MAX).saturating_mul(self.unit_krw)
    }
}

/// The question to the clerk, with all its figures.
fn question(bill: &Bill, cap_krw: Option<i64>, spent_krw: i64) -> AppError {
    let asked = AppError::new(ErrorCode::RemoteNeedsConsent, "nobody has agreed to pay for this")
        .with("service", bill.provider)
        .with("count", bill.count)
        .with("cost_krw", bill.krw())
        .with("spent_krw", spent_krw);
    match cap_krw {
        Some(cap) => asked.with("cap_krw", cap),
        None => asked,
    }
}

/// Whether the clerk has said no.
///
/// # Errors
/// `remote.paid_declined`.
pub(super) fn check_declined(service: RemoteSystem, word: PaidWord) -> Result<(), AppError> {
    match word {
        PaidWord::Never => {
            Err(AppError::new(ErrorCode::RemotePaidDeclined, "the clerk does not want to pay")
                .with("service", service_name(service)))
        }
        PaidWord::Ask | PaidWord::Once => Ok(()),
    }
}

/// Whether a bill may be paid now; nothing is set aside yet.
///
/// # Errors
/// `remote.needs_consent`, `remote.paid_declined`, `book.*`.
pub(super) fn check(app: &App, company: &OpenCompany, bill: &Bill, word: PaidWord) -> Result<(), AppError> {
    if word == PaidWord::Once {
        return Ok(());
    }
    let month = month_of(app.clock.now());
    let (consent, spent) = company.book.read(|reader| {
        Ok::<_, jangbu_store::StoreError>((
            reader.consent(bill.provider)?,
            reader.spent(bill.provider, &month)?,
        ))
    })?;
    // Part of it within the cap is done; the rest is asked for when it is reached.
    match consent {
        Some(consent) if spent.krw.saturating_add(bill.unit_krw) <= consent.cap_krw => Ok(()),
        consent => Err(question(bill, consent.map(|consent| consent.cap_krw), spent.krw)),
    }
}

/// Whether a flat rate may be used: a standing consent, or a word for this once.
///
/// # Errors
/// `remote.needs_consent`, `remote.paid_declined`, `book.*`.
pub(super) fn check_plan(
    company: &OpenCompany,
    service: RemoteSystem,
    word: PaidWord,
) -> Result<(), AppError> {
    check_declined(service, word)?;
    let provider = service_name(service);
    if word == PaidWord::Once || company.book.read(|reader| reader.consent(provider))?.is_some() {
        return Ok(());
    }
    let asked = AppError::new(ErrorCode::RemoteNeedsConsent, "nobody has agreed to use the paid plan");
    Err(asked.with("service", provider).with("plan", "month"))
}

/// Money that was set aside.
pub(super) struct Spending<'a> {
    app: &'a App,
    company: &'a OpenCompany,
    provider: &'static str,
    id: i64,
}

/// Sets aside what a bill comes to.
///
/// # Errors
/// As [`check`]; nothing may be sent then.
pub(super) fn set_aside<'a>(
    app: &'a App,
    company: &'a OpenCompany,
    bill: &Bill,
    word: PaidWord,
) -> Result<Spending<'a>, AppError> {
    let now = app.clock.now();
    let new = NewSpending {
        provider: bill.provider.to_owned(),
        operation: bill.operation.to_owned(),
        month: month_of(now),
        count: u32::try_from(bill.count).unwrap_or(u32::MAX),
        krw: bill.krw(),
        agreed_once: word == PaidWord::Once,
    };
    match company.book.set_aside(&new, now)? {
        SetAside::Done(id) => Ok(Spending { app, company, provider: bill.provider, id }),
        SetAside::NoConsent { spent_krw } => Err(question(bill, None, spent_krw)),
        SetAside::OverCap { cap_krw, spent_krw } => Err(question(bill, Some(cap_krw), spent_krw)),
    }
}

impl Spending<'_> {
    /// Says what it did cost; answers that.
    ///
    /// # Errors
    /// `book.*`; it stays counted as set aside then.
    pub(super) fn settle(self, krw: i64) -> Result<i64, AppError> {
        self.company.book.settle_spending(self.id, krw, self.app.clock.now())?;
        self.app.metrics.spent(self.provider, krw);
        Ok(krw)
    }
}
