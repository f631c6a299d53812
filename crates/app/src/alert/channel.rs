//! The ways out: a Slack webhook, a mail server, short messages.

use super::settings;
use crate::app::App;
use crate::ipc::view::{AlertChannel, MailPlace, MailSecurity, SlackMention, SmsPlace};
use crate::open::OpenCompany;
use crate::remote::{host_of, layers, wire_of};
use crate::{AppError, ErrorCode};
use jangbu_remote::port::alert::{Alert, Notice};
use jangbu_remote::port::{BaseAddress, Realm};
use jangbu_remote::provider::nhn_sms::auth::{SmsSender, SmsSenderError};
use jangbu_remote::provider::nhn_sms::{self, NhnSms};
use jangbu_remote::provider::slack::auth::Webhook;
use jangbu_remote::provider::slack::{self, Mention, Slack};
use jangbu_remote::provider::smtp::auth::{MailServer, Security};
use jangbu_remote::provider::smtp::{self, Smtp, SmtpWire};
use jangbu_remote::secret::Secret;
use jangbu_store::{Observed, Severity};
use zeroize::Zeroizing;

/// Remote and name of a channel's secret in the book.
pub(super) fn secret_place(channel: AlertChannel) -> Option<(&'static str, &'static str)> {
    match channel {
        AlertChannel::Slack => Some((slack::PROVIDER, "webhook_url")),
        AlertChannel::Email => Some((smtp::PROVIDER, "password")),
        AlertChannel::Sms => Some((nhn_sms::PROVIDER, "secret_key")),
        AlertChannel::Window | AlertChannel::System => None,
    }
}

/// Whether a secret is one of its channel.
///
/// # Errors
/// `remote.key_form`.
pub(super) fn check_secret(channel: AlertChannel, secret: Option<&str>) -> Result<(), AppError> {
    match (channel, secret) {
        (AlertChannel::Slack, Some(url)) => webhook(url).map(drop),
        (AlertChannel::Sms, Some(key)) => {
            SmsSender::check_secret_key(key).map_err(|error| bad_sms(error, ""))
        }
        _ => Ok(()),
    }
}

fn webhook(url: &str) -> Result<Webhook, AppError> {
    Webhook::parse(url).map_err(|error| {
        AppError::new(ErrorCode::RemoteKeyForm, error.to_string())
            .with("service", slack::PROVIDER)
            .with("name", "webhook_url")
    })
}

/// Who sends short messages, and to whom.
///
/// # Errors
/// `remote.key_form`, `remote.bad_address`.
pub(super) fn sms_sender(place: &SmsPlace, secret_key: &str) -> Result<SmsSender, AppError> {
    let (address, realm) = match place.address.as_deref() {
        None => (nhn_sms::LIVE_ADDRESS, Realm::Live),
        Some(address) => (address, Realm::Sandbox),
    };
    let base = BaseAddress::parse(address, realm).map_err(|error| {
        AppError::new(ErrorCode::RemoteBadAddress, error.to_string()).with("address", address)
    })?;
    SmsSender::parse(base, &place.app_key, secret_key, &place.from, &place.to)
        .map_err(|error| bad_sms(error, &format!("{}, {}", place.from, place.to.join(", "))))
}

fn bad_sms(error: SmsSenderError, numbers: &str) -> AppError {
    let name = match error {
        SmsSenderError::AppKey => "app_key",
        SmsSenderError::SecretKey => "secret_key",
        SmsSenderError::Number => {
            return AppError::new(ErrorCode::AlertNumber, error.to_string()).with("numbers", numbers);
        }
    };
    AppError::new(ErrorCode::RemoteKeyForm, error.to_string())
        .with("service", nhn_sms::PROVIDER)
        .with("name", name)
}

/// The account of the open company; the demo's is on this machine.
fn sms_of(app: &App, company: &OpenCompany) -> Result<SmsSender, AppError> {
    let missing = || not_set(nhn_sms::PROVIDER);
    let place = settings::sms(app);
    if !company.demo {
        let key = secret(app, company, AlertChannel::Sms)?.ok_or_else(missing)?;
        return sms_sender(&place.ok_or_else(missing)?, &key);
    }
    let stand_ins = app.remotes.stand_ins(app)?;
    let known = |name: &str| stand_ins.secret(nhn_sms::PROVIDER, name).ok_or_else(missing);
    let place = SmsPlace {
        app_key: known("app_key")?,
        from: known("number")?,
        to: place.ok_or_else(missing)?.to,
        address: stand_ins.base(nhn_sms::PROVIDER),
    };
    sms_sender(&place, &known("secret_key")?)
}

fn not_set(service: &str) -> AppError {
    AppError::new(ErrorCode::RemoteNotConfigured, "this channel was not set up").with("service", service)
}

fn secret(
    app: &App,
    company: &OpenCompany,
    channel: AlertChannel,
) -> Result<Option<Zeroizing<String>>, AppError> {
    let Some((service, name)) = secret_place(channel) else { return Ok(None) };
    if company.demo && channel == AlertChannel::Slack {
        // The demo's own channel, on this machine.
        let stand_ins = app.remotes.stand_ins(app)?;
        let path = stand_ins.secret(slack::PROVIDER, "webhook_path");
        let url = stand_ins.base(slack::PROVIDER).zip(path).map(|(base, path)| format!("{base}{path}"));
        return Ok(url.map(Zeroizing::new));
    }
    Ok(company.book.read(|reader| reader.remote_secret(service, name))?)
}

/// A way out, ready to be used.
///
/// # Errors
/// `remote.not_configured`, `remote.key_form`, `remote.bad_address`, `book.*`.
pub(super) fn open(
    app: &App,
    company: &OpenCompany,
    channel: AlertChannel,
) -> Result<Box<dyn Alert>, AppError> {
    match channel {
        AlertChannel::Slack => {
            let url = secret(app, company, channel)?.ok_or_else(|| not_set(slack::PROVIDER))?;
            let webhook = webhook(&url)?;
            let transport = wire_of(app, company, slack::PROVIDER, webhook.base(), slack::rules())?;
            let mention = match settings::mention(app) {
                SlackMention::None => Mention::None,
                SlackMention::Here => Mention::Here,
                SlackMention::Channel => Mention::Channel,
            };
            Ok(Box::new(Slack::new(transport, webhook, mention)))
        }
        AlertChannel::Email => {
            let place = settings::mail(app).filter(|place| !place.host.is_empty());
            let place = place.ok_or_else(|| not_set(smtp::PROVIDER))?;
            // Invented news goes to nobody.
            if company.demo && place.security != MailSecurity::Plain {
                return Err(AppError::new(ErrorCode::RemoteDemoFixed, "the demo company writes to nobody"));
            }
            let server = server(&place, secret(app, company, channel)?)?;
            let wire = SmtpWire::new(&server).map_err(|error| {
                AppError::new(ErrorCode::RemoteNotProved, error.to_string()).with("service", smtp::PROVIDER)
            })?;
            let transport = layers(app, company, smtp::PROVIDER, server.base(), smtp::rules(), || Ok(wire))?;
            let clock = host_of(app, company.this.clone()).clock;
            Ok(Box::new(Smtp::new(transport, clock, server)))
        }
        AlertChannel::Sms => {
            let sender = sms_of(app, company)?;
            let transport = wire_of(app, company, nhn_sms::PROVIDER, sender.base(), nhn_sms::rules())?;
            Ok(Box::new(NhnSms::new(transport, sender)))
        }
        AlertChannel::Window | AlertChannel::System => {
            Err(AppError::new(ErrorCode::RequestMalformed, "this channel stays on this machine"))
        }
    }
}

fn server(place: &MailPlace, password: Option<Zeroizing<String>>) -> Result<MailServer, AppError> {
    let security = match place.security {
        MailSecurity::StartTls => Security::StartTls,
        MailSecurity::Tls => Security::Tls,
        MailSecurity::Plain => Security::Plain,
    };
    let server = MailServer::parse(&place.host, place.port, security, &place.from, &place.to);
    let server = server.map_err(|error| {
        AppError::new(ErrorCode::RemoteBadAddress, error.to_string()).with("address", &place.host)
    })?;
    if place.user.is_empty() {
        return Ok(server);
    }
    let password = password.ok_or_else(|| not_set(smtp::PROVIDER))?;
    Ok(server.with_login(place.user.clone(), Secret::new(password.to_string())))
}

/// Has the next notice go by what was set.
pub(super) fn renew(app: &App) {
    app.remotes.renew(slack::PROVIDER);
    app.remotes.renew(smtp::PROVIDER);
    app.remotes.renew(nhn_sms::PROVIDER);
}

/// A notice of an incident.
///
/// # Errors
/// `internal` for texts that are none: they are this program's own.
pub(super) fn notice(key: &str, title: &str, text: &str, observed: &Observed) -> Result<Notice, AppError> {
    let is_critical = observed.severity == Severity::Critical;
    Notice::parse(title, text, is_critical, key)
        .map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))
}

/// A notice that says it is a trial.
///
/// # Errors
/// As [`notice`].
pub(super) fn trial(key: &str, title: &str, text: &str) -> Result<Notice, AppError> {
    Notice::parse(title, text, false, key)
        .map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))
}
