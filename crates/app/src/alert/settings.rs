//! What the clerk set: thresholds, whom each rule is told to, where notices go.

use super::channel;
use super::rules::RULES;
use crate::app::App;
use crate::ipc::view::{
    AlertChannel, AlertRoute, AlertRule, AlertSettings, AlertSettingsWrite, AlertSeverity, AlertThresholds,
    MailPlace, MailSecurity, SlackMention, SmsPlace,
};
use crate::{AppError, ErrorCode};
use serde::Serialize;
use serde::de::DeserializeOwned;

const THRESHOLDS: &str = "alert.thresholds";
const ROUTES: &str = "alert.routes";
const MENTION: &str = "alert.slack_mention";
const MAIL: &str = "alert.mail";
const SMS: &str = "alert.sms";

/// Recipients of an e-mail: the clerk, the owner, the tax accountant, a few more.
const RECIPIENTS_MAX: usize = 10;
/// Characters of a host, a name or an address (RFC 5321 §4.5.3.1 has 254 for an address).
const PLACE_CHARS_MAX: usize = 254;
/// A day: nobody waits longer for an answer, and no run is late for longer.
const DAY_S: u32 = 86_400;

fn read<T: DeserializeOwned>(app: &App, key: &str) -> Option<T> {
    serde_json::from_value(app.settings.values().remove(key)?).ok()
}

/// From where on something is an incident.
pub(super) fn thresholds(app: &App) -> AlertThresholds {
    read(app, THRESHOLDS).filter(|kept| check_thresholds(kept).is_ok()).unwrap_or_default()
}

/// Whom each rule is told to; a rule that the kept table does not know has its usual row.
pub(super) fn routes(app: &App) -> Vec<AlertRoute> {
    let kept: Vec<AlertRoute> = read(app, ROUTES).unwrap_or_default();
    let row = |rule: AlertRule| {
        let channels = kept.iter().find(|row| row.rule == rule).map(|row| row.channels.clone());
        let channels = channels.unwrap_or_else(|| usual(rule));
        AlertRoute { rule, severity: rule.severity(), channels }
    };
    RULES.into_iter().map(row).collect()
}

/// What cannot wait is also said outside the window.
fn usual(rule: AlertRule) -> Vec<AlertChannel> {
    match rule.severity() {
        AlertSeverity::Critical => vec![AlertChannel::Window, AlertChannel::System],
        AlertSeverity::Warning => vec![AlertChannel::Window],
    }
}

/// Whom one rule is told to.
pub(super) fn channels(app: &App, rule: AlertRule) -> Vec<AlertChannel> {
    routes(app).into_iter().find(|row| row.rule == rule).map(|row| row.channels).unwrap_or_default()
}

/// Whom a Slack notice calls.
pub(super) fn mention(app: &App) -> SlackMention {
    read(app, MENTION).unwrap_or_default()
}

/// The mail server, if one was set.
pub(super) fn mail(app: &App) -> Option<MailPlace> {
    read(app, MAIL).filter(|place| check_mail(place).is_ok())
}

/// The account of short messages, if one was set.
pub(super) fn sms(app: &App) -> Option<SmsPlace> {
    read(app, SMS)
}

/// All of it, without what the book keeps.
pub(super) fn view(app: &App) -> AlertSettings {
    AlertSettings {
        thresholds: thresholds(app),
        routes: routes(app),
        slack_mention: mention(app),
        mail: mail(app),
        sms: sms(app),
        slack_kept_at: None,
        mail_password_kept_at: None,
        sms_key_kept_at: None,
    }
}

/// Keeps what is given, all of it or nothing.
///
/// # Errors
/// `request.malformed`, `file.unwritable`.
pub(super) fn write(app: &App, write: &AlertSettingsWrite) -> Result<(), AppError> {
    if let Some(thresholds) = &write.thresholds {
        check_thresholds(thresholds)?;
    }
    if let Some(mail) = &write.mail {
        check_mail(mail)?;
    }
    if let Some(sms) = write.sms.as_ref().filter(|sms| !sms.app_key.is_empty()) {
        // Its secret key is judged when it is kept.
        channel::sms_sender(sms, "any1")?;
    }
    keep(app, THRESHOLDS, write.thresholds.as_ref())?;
    keep(app, ROUTES, write.routes.as_ref().map(|routes| each_once(routes)).as_ref())?;
    keep(app, MENTION, write.slack_mention.as_ref())?;
    // A blank host takes the mail server away, a blank app key the account of short messages.
    match &write.mail {
        Some(mail) if mail.host.is_empty() => app.settings.write(MAIL.to_owned(), serde_json::Value::Null)?,
        mail => keep(app, MAIL, mail.as_ref())?,
    }
    match &write.sms {
        Some(sms) if sms.app_key.is_empty() => app.settings.write(SMS.to_owned(), serde_json::Value::Null),
        sms => keep(app, SMS, sms.as_ref()),
    }
}

fn keep<T: Serialize>(app: &App, key: &str, value: Option<&T>) -> Result<(), AppError> {
    let Some(value) = value else { return Ok(()) };
    let value =
        serde_json::to_value(value).map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))?;
    app.settings.write(key.to_owned(), value)
}

/// Rows of known rules, each rule and each channel once.
fn each_once(routes: &[AlertRoute]) -> Vec<AlertRoute> {
    let row = |rule: AlertRule| {
        let row = routes.iter().find(|row| row.rule == rule)?;
        let mut channels: Vec<AlertChannel> = Vec::new();
        for channel in &row.channels {
            if !channels.contains(channel) {
                channels.push(*channel);
            }
        }
        Some(AlertRoute { rule, severity: rule.severity(), channels })
    };
    RULES.into_iter().filter_map(row).collect()
}

fn refused(what: &str) -> AppError {
    AppError::new(ErrorCode::RequestMalformed, what)
}

fn check_thresholds(limits: &AlertThresholds) -> Result<(), AppError> {
    let is_share = |bp: u32| bp <= 10_000;
    let fits = (1..=DAY_S * 1_000).contains(&limits.slow_ms)
        && is_share(limits.errors_bp)
        && is_share(limits.failed_items_bp)
        && (1..=DAY_S).contains(&limits.late_s)
        && (1..=10_000).contains(&limits.calls_per_s)
        && (1..=100).contains(&limits.quota_percent);
    if fits { Ok(()) } else { Err(refused("a threshold is out of its bounds")) }
}

fn check_mail(place: &MailPlace) -> Result<(), AppError> {
    if place.host.is_empty() {
        return Ok(());
    }
    let is_word = |text: &str| {
        text.chars().count() <= PLACE_CHARS_MAX && !text.chars().any(|c| c.is_control() || c.is_whitespace())
    };
    let is_address = |text: &String| {
        is_word(text)
            && text
                .split_once('@')
                .is_some_and(|(name, host)| !name.is_empty() && host.contains('.') || host == "localhost")
    };
    let has_recipients = !place.to.is_empty() && place.to.len() <= RECIPIENTS_MAX;
    if !has_recipients || !place.to.iter().chain([&place.from]).all(is_address) {
        return Err(refused("an e-mail address is none, or there are too many"));
    }
    let is_here = ["localhost", "127.0.0.1", "[::1]", "::1"].contains(&place.host.as_str());
    if place.security == MailSecurity::Plain && !is_here {
        return Err(refused("without TLS only a mail server on this machine is spoken to"));
    }
    let fits = is_word(&place.host) && is_word(&place.user) && place.port > 0;
    if fits { Ok(()) } else { Err(refused("a host, a port or a name is none")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail(host: &str, from: &str, security: MailSecurity) -> MailPlace {
        let to = vec!["boss@example.kr".to_owned()];
        MailPlace { host: host.into(), port: 587, security, user: String::new(), from: from.into(), to }
    }

    #[test]
    fn a_mail_server_needs_addresses_and_tls_beyond_this_machine() {
        let from = "jangbu@example.kr";
        assert!(check_mail(&mail("smtp.example.kr", from, MailSecurity::StartTls)).is_ok());
        assert!(check_mail(&mail("smtp.example.kr", from, MailSecurity::Plain)).is_err());
        assert!(check_mail(&mail("127.0.0.1", from, MailSecurity::Plain)).is_ok());
        for from in ["", "jangbu", "a@b.c\r\nBcc: x@y.z", "@example.kr", "a b@example.kr"] {
            assert!(check_mail(&mail("smtp.example.kr", from, MailSecurity::StartTls)).is_err(), "{from:?}");
        }
        let nobody = MailPlace { to: Vec::new(), ..mail("smtp.example.kr", from, MailSecurity::Tls) };
        assert!(check_mail(&nobody).is_err());
    }

    #[test]
    fn thresholds_have_bounds_and_their_defaults_are_within() {
        let usual = AlertThresholds::default();
        assert!(check_thresholds(&usual).is_ok());
        for bad in [
            AlertThresholds { slow_ms: 0, ..usual },
            AlertThresholds { errors_bp: 10_001, ..usual },
            AlertThresholds { late_s: DAY_S + 1, ..usual },
            AlertThresholds { quota_percent: 101, ..usual },
        ] {
            assert!(check_thresholds(&bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_table_has_each_rule_and_each_channel_once() {
        let row = |rule, channels: &[AlertChannel]| AlertRoute {
            rule,
            severity: AlertSeverity::Warning,
            channels: channels.to_vec(),
        };
        let given = [
            row(AlertRule::Slow, &[AlertChannel::Slack, AlertChannel::Slack]),
            row(AlertRule::WrongKey, &[]),
            row(AlertRule::Slow, &[AlertChannel::Email]),
        ];
        let kept = each_once(&given);
        assert_eq!(kept.len(), 2);
        assert_eq!((kept[0].rule, kept[0].severity), (AlertRule::WrongKey, AlertSeverity::Critical));
        assert_eq!(kept[1].channels, [AlertChannel::Slack]);
    }
}
