//! Ways into the open company's book. The book's keys stay the same; what changes is how they are
//! kept.

use crate::app::App;
use crate::ipc::view::{
    Empty, KeyChangePassphrase, KeyChangeProtection, KeyRenewRecovery, KeyState, Protection, RecoveryKeyShown,
};
use crate::open::OpenCompany;
use crate::query::company::protection_of;
use crate::{AppError, ErrorCode};
use jangbu_store::{KeyProof, NewProtection, PASSPHRASE_CHARS_MIN, StoreError, Unlock};
use zeroize::Zeroizing;

pub(crate) fn key_state(app: &App, _: Empty) -> Result<KeyState, AppError> {
    let company = app.company()?;
    state(app, &company)
}

fn state(app: &App, company: &OpenCompany) -> Result<KeyState, AppError> {
    Ok(KeyState {
        protection: protection_of(app.books.find(&company.id)?.protection),
        keyring_available: app.books.is_keyring_available(),
        passphrase_min: u32::try_from(PASSPHRASE_CHARS_MIN).unwrap_or(u32::MAX),
    })
}

pub(crate) fn key_change_passphrase(app: &App, request: KeyChangePassphrase) -> Result<KeyState, AppError> {
    let (current, next) = (app.secrets.take(request.current)?, app.secrets.take(request.next)?);
    let company = app.company()?;
    confirm(app, &company, current)?;
    app.books.change_passphrase(&company.id, &KeyProof::Open(&company.book), &next)?;
    tracing::info!("the passphrase was changed");
    state(app, &company)
}

pub(crate) fn key_change_protection(app: &App, request: KeyChangeProtection) -> Result<KeyState, AppError> {
    let passphrase = request.passphrase.map(|ticket| app.secrets.take(ticket)).transpose()?;
    let company = app.company()?;
    let now = app.books.find(&company.id)?.protection;
    let to = match (request.to, now, passphrase) {
        (Protection::Passphrase, jangbu_store::Protection::Keyring, Some(next)) => {
            NewProtection::Passphrase(next)
        }
        (Protection::Passphrase, jangbu_store::Protection::Keyring, None) => {
            return Err(AppError::new(ErrorCode::PassphraseWeak, "a book kept by passphrase needs one"));
        }
        (Protection::Keyring, jangbu_store::Protection::Passphrase, current) => {
            confirm(app, &company, current.unwrap_or_default())?;
            NewProtection::Keyring
        }
        _ => return Err(AppError::new(ErrorCode::KeyNoSlot, "the key cannot be moved there")),
    };
    let changed = app.books.change_protection(&company.id, &KeyProof::Open(&company.book), &to)?;
    if changed.entry_left {
        tracing::warn!("the keyring did not forget the key; it is not used any more");
    }
    state(app, &company)
}

pub(crate) fn key_renew_recovery(app: &App, request: KeyRenewRecovery) -> Result<RecoveryKeyShown, AppError> {
    let current = request.current.map(|ticket| app.secrets.take(ticket)).transpose()?;
    let company = app.company()?;
    if app.books.find(&company.id)?.protection == jangbu_store::Protection::Passphrase {
        confirm(app, &company, current.unwrap_or_default())?;
    }
    let key = app.books.renew_recovery_key(&company.id, &KeyProof::Open(&company.book))?;
    tracing::info!("the recovery key was renewed");
    Ok(RecoveryKeyShown { recovery_key: key.shown().to_string() })
}

/// An open book at an empty desk must not be enough to change who gets in: where there is a
/// passphrase, it is asked for.
fn confirm(app: &App, company: &OpenCompany, passphrase: Zeroizing<String>) -> Result<(), AppError> {
    if company.read_only {
        return Err(StoreError::ReadOnly.into());
    }
    let opened = app.books.open_to_read(&company.id, &Unlock::Passphrase(passphrase));
    opened.map(drop).map_err(|error| match error {
        StoreError::PassphraseLength { .. } => StoreError::WrongKey.into(),
        error => error.into(),
    })
}
