//! The ways out: a Slack webhook, a mail server.

use crate::app::App;
use crate::ipc::view::AlertChannel;
use crate::open::OpenCompany;
use crate::{AppError, ErrorCode};
use jangbu_remote::RemoteError;
use jangbu_store::Observed;
use std::future::Future;
use std::pin::Pin;

pub(super) struct Notice;

pub(super) trait Deliver: Send + Sync {
    fn deliver<'a>(
        &'a self,
        notice: &'a Notice,
    ) -> Pin<Box<dyn Future<Output = Result<(), RemoteError>> + Send + 'a>>;
}

pub(super) fn secret_place(channel: AlertChannel) -> Option<(&'static str, &'static str)> {
    match channel {
        AlertChannel::Slack => Some(("slack", "webhook_url")),
        AlertChannel::Email => Some(("smtp", "password")),
        AlertChannel::Window | AlertChannel::System => None,
    }
}

pub(super) fn check_secret(_: AlertChannel, _: Option<&str>) -> Result<(), AppError> {
    Ok(())
}

pub(super) fn open(_: &App, _: &OpenCompany, _: AlertChannel) -> Result<Box<dyn Deliver>, AppError> {
    Err(AppError::new(ErrorCode::RemoteNotConfigured, "not yet"))
}

pub(super) fn notice(_: &str, _: &str, _: &str, _: &Observed) -> Result<Notice, AppError> {
    Ok(Notice)
}

pub(super) fn trial(_: &str, _: &str, _: &str) -> Result<Notice, AppError> {
    Ok(Notice)
}
