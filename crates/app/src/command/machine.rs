//! This machine: preferences, secrets coming in, jobs to stop.

use crate::AppError;
use crate::app::App;
use crate::ipc::view::{Empty, JobRef, SecretPut, SecretTicket, SettingWrite, Settings};
use zeroize::Zeroizing;

pub(crate) fn settings_write(app: &App, request: SettingWrite) -> Result<Settings, AppError> {
    app.settings.write(request.key, request.value)?;
    Ok(Settings { values: app.settings.values() })
}

/// The clerk is here. The dispatcher has noted that already, as it does for every act.
pub(crate) fn app_in_use(_: &App, _: Empty) -> Result<Empty, AppError> {
    Ok(Empty {})
}

pub(crate) fn secret_put(app: &App, request: SecretPut) -> Result<SecretTicket, AppError> {
    Ok(SecretTicket { ticket: app.secrets.put(Zeroizing::new(request.value))? })
}

pub(crate) fn job_cancel(app: &App, request: JobRef) -> Result<Empty, AppError> {
    app.jobs.cancel(&request.job);
    Ok(Empty {})
}
