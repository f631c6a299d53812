//! What the port of notices promises, by Slack and by a mail server: said once, unharmed, and never again
//! when it may have been said.

use crate::common::{Rows, host};
use crate::hometax_bench::{Hosts, START};
use jangbu_remote::policy::stack;
use jangbu_remote::port::alert::{Alert, Notice};
use jangbu_remote::port::{BaseAddress, Clock, Realm, TokioClock, VirtualClock};
use jangbu_remote::provider::nhn_sms::auth::SmsSender;
use jangbu_remote::provider::nhn_sms::{self, NhnSms};
use jangbu_remote::provider::slack::auth::Webhook;
use jangbu_remote::provider::slack::{self, Mention, Slack};
use jangbu_remote::provider::smtp::auth::{MailServer, Security};
use jangbu_remote::provider::smtp::{self, Smtp, SmtpWire};
use jangbu_remote::secret::Secret;
use jangbu_remote::{Effect, Kind, RemoteError};
use jangbu_sandbox::remote::nhn_sms::{
    DEMO_APP_KEY, DEMO_NUMBER, DEMO_SECRET_KEY as SMS_SECRET, NhnSms as SmsStandIn,
};
use jangbu_sandbox::remote::slack::{DEMO_PATH, Slack as Channel};
use jangbu_sandbox::remote::smtp::{DEMO_LOGIN, MailFault, MailSink};
use jangbu_sandbox::remote::{Fault, FaultKind, Front};
use serde_json::json;
use std::sync::Arc;
use tokio::runtime::Runtime;

fn notice(key: &str) -> Notice {
    Notice::parse("[장부] 느린 응답 · 홈택스", "예시상사: 응답 2.1초\n기준 <2초>", true, key).unwrap()
}

struct Bench {
    slack: Slack,
    front: Arc<Front>,
    clock: VirtualClock,
    rows: Arc<Rows>,
}

fn bench() -> Bench {
    let clock = VirtualClock::at(START.parse().unwrap());
    let front = Arc::new(Front::new(Channel::default(), START.parse().unwrap()));
    let wire = Hosts { fronts: vec![front.clone()], clock: clock.clone() };
    let rows = Arc::new(Rows::default());
    let transport =
        stack(wire, slack::PROVIDER, slack::rules(), &host(Arc::new(clock.clone()), rows.clone()));
    let webhook = Webhook::parse(&format!("http://127.0.0.1:1{DEMO_PATH}")).unwrap();
    Bench { slack: Slack::new(transport, webhook, Mention::Here), front, clock, rows }
}

impl Bench {
    fn tell(&self) -> Result<(), RemoteError> {
        self.clock.run(self.slack.deliver(&notice("k"))).unwrap()
    }

    fn told(&self) -> u64 {
        self.front.inspect()["simulated"]["count"].as_u64().unwrap()
    }
}

#[test]
fn a_channel_hears_a_notice_once_as_it_was_written() {
    let bench = bench();
    bench.tell().unwrap();
    let told = bench.front.inspect()["simulated"]["told"][0].as_str().unwrap().to_owned();
    assert_eq!(told, "<!here> *[장부] 느린 응답 · 홈택스*\n예시상사: 응답 2.1초\n기준 &lt;2초&gt;");
    assert_eq!((bench.told(), bench.rows.effects()), (1, vec![Effect::Done]));
    let attempt = format!("{:?}", bench.rows.begun.lock().unwrap()[0]);
    assert!(!attempt.contains("sandboxOnly"), "{attempt}");
}

#[test]
fn a_channel_is_never_told_twice_what_it_may_have_heard() {
    for (fault, kind, told) in [
        (FaultKind::DropBefore, Kind::Dropped, 0),
        (FaultKind::DropAfter, Kind::Dropped, 1),
        (FaultKind::Slow { delay_ms: 30_001 }, Kind::Timeout, 1),
        (FaultKind::Html { status: 502 }, Kind::RemoteFault, 0),
        (FaultKind::Garbled, Kind::Garbled, 1),
    ] {
        let bench = bench();
        assert!(bench.front.add_fault(Fault::once(fault.clone())));
        let failure = bench.tell().unwrap_err();
        assert_eq!((failure.kind, failure.effect), (kind, Effect::Unknown), "{fault:?}");
        assert_eq!((bench.told(), bench.rows.effects().len()), (told, 1), "{fault:?}");
    }
}

#[test]
fn what_was_refused_is_told_or_said_again_when_it_may_pass() {
    let bench = bench();
    bench.front.add_fault(Fault::once(FaultKind::Throttled { retry_after_s: Some(2) }));
    bench.tell().unwrap();
    assert_eq!((bench.told(), bench.rows.effects()), (1, vec![Effect::NoEffect, Effect::Done]));
    assert!(bench.front.switch(&json!({"refuse": [410, "channel_is_archived"]})));
    let failure = bench.tell().unwrap_err();
    assert_eq!((failure.kind, failure.effect), (Kind::BadKey, Effect::NoEffect));
    assert_eq!(failure.code.as_deref(), Some("channel_is_archived"));
}

struct Texts {
    sms: NhnSms,
    front: Arc<Front>,
    clock: VirtualClock,
    rows: Arc<Rows>,
}

fn texts_with(secret_key: &str) -> Texts {
    let clock = VirtualClock::at(START.parse().unwrap());
    let front = Arc::new(Front::new(SmsStandIn::default(), START.parse().unwrap()));
    let wire = Hosts { fronts: vec![front.clone()], clock: clock.clone() };
    let rows = Arc::new(Rows::default());
    let host = host(Arc::new(clock.clone()), rows.clone());
    let transport = stack(wire, nhn_sms::PROVIDER, nhn_sms::rules(), &host);
    let base = BaseAddress::parse("http://127.0.0.1:1", Realm::Sandbox).unwrap();
    let to = ["010-1234-5678".to_owned()];
    let sender = SmsSender::parse(base, DEMO_APP_KEY, secret_key, DEMO_NUMBER, &to).unwrap();
    Texts { sms: NhnSms::new(transport, sender), front, clock, rows }
}

impl Texts {
    fn tell(&self) -> Result<(), RemoteError> {
        self.clock.run(self.sms.deliver(&notice("k"))).unwrap()
    }

    fn told(&self) -> u64 {
        self.front.inspect()["simulated"]["count"].as_u64().unwrap()
    }
}

#[test]
fn a_telephone_gets_a_notice_once_and_never_again_what_it_may_have() {
    let texts = texts_with(SMS_SECRET);
    texts.tell().unwrap();
    let told = texts.front.inspect()["simulated"]["told"][0].clone();
    assert!(told["text"].as_str().unwrap().starts_with("[장부] 느린 응답 · 홈택스 예시상사:"), "{told}");
    assert_eq!((&told["to"], texts.rows.effects()), (&json!(["01012345678"]), vec![Effect::Done]));
    for (fault, kind, count) in [
        (FaultKind::DropBefore, Kind::Dropped, 0),
        (FaultKind::DropAfter, Kind::Dropped, 1),
        (FaultKind::Slow { delay_ms: 30_001 }, Kind::Timeout, 1),
        (FaultKind::Html { status: 502 }, Kind::RemoteFault, 0),
        (FaultKind::Garbled, Kind::Garbled, 1),
    ] {
        let texts = texts_with(SMS_SECRET);
        assert!(texts.front.add_fault(Fault::once(fault.clone())));
        let failure = texts.tell().unwrap_err();
        assert_eq!((failure.kind, failure.effect), (kind, Effect::Unknown), "{fault:?}");
        assert_eq!((texts.told(), texts.rows.effects().len()), (count, 1), "{fault:?}");
    }
    let wrong = texts_with("another");
    let failure = wrong.tell().unwrap_err();
    assert_eq!((failure.kind, failure.effect), (Kind::BadKey, Effect::NoEffect));
}

/// A mail server on a socket: it speaks no HTTP, so its bench has real time.
struct Mails {
    smtp: Smtp,
    sink: MailSink,
    rows: Arc<Rows>,
    runtime: Runtime,
}

fn mails_with(password: &str) -> Mails {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let sink = runtime.block_on(MailSink::serve(0)).unwrap();
    let to = ["boss@example.kr".to_owned(), "tax@example.kr".to_owned()];
    let server =
        MailServer::parse("127.0.0.1", sink.port(), Security::Plain, "jangbu@example.kr", &to).unwrap();
    let server = server.with_login(DEMO_LOGIN.0.to_owned(), Secret::new(password.to_owned()));
    let rows = Arc::new(Rows::default());
    let clock: Arc<dyn Clock> = Arc::new(TokioClock::new(|| START.parse().unwrap()));
    let wire = SmtpWire::new(&server).unwrap();
    let transport = stack(wire, smtp::PROVIDER, smtp::rules(), &host(Arc::clone(&clock), rows.clone()));
    Mails { smtp: Smtp::new(transport, clock, server), sink, rows, runtime }
}

impl Mails {
    fn tell(&self) -> Result<(), RemoteError> {
        let notice = notice("alert/1/begin/email");
        self.runtime.block_on(self.smtp.deliver(&notice))
    }
}

#[test]
fn a_mailbox_gets_a_notice_once_as_it_was_written() {
    let mails = mails_with(DEMO_LOGIN.1);
    mails.tell().unwrap();
    let all = mails.sink.mails();
    assert_eq!((all.len(), all[0].from.as_str()), (1, "jangbu@example.kr"));
    assert_eq!(all[0].to, ["boss@example.kr", "tax@example.kr"]);
    assert!(all[0].text.contains("Message-ID: <") && all[0].text.contains("Subject: =?utf-8?"));
    assert_eq!(mails.rows.effects(), [Effect::Done]);
    // The text is packed as the header says; its letters are Korean.
    assert!(all[0].text.to_ascii_lowercase().contains("charset=utf-8"), "{}", all[0].text);
}

#[test]
fn a_mailbox_is_never_filled_twice_with_what_it_may_have() {
    for (fault, count) in [(MailFault::DropBefore, 0), (MailFault::DropAfter, 1)] {
        let mails = mails_with(DEMO_LOGIN.1);
        mails.sink.spoil(fault);
        let failure = mails.tell().unwrap_err();
        assert_eq!((failure.effect, mails.sink.count()), (Effect::Unknown, count), "{fault:?} {failure:?}");
        assert_eq!(mails.rows.effects().len(), 1, "{fault:?}: not again");
    }
}

#[test]
fn a_mail_server_that_refuses_did_nothing_and_one_that_is_away_got_nothing() {
    let mails = mails_with(DEMO_LOGIN.1);
    mails.sink.spoil(MailFault::Later);
    mails.tell().unwrap();
    assert_eq!(mails.rows.effects(), [Effect::NoEffect, Effect::Done], "it was told to come back");
    mails.sink.spoil(MailFault::Recipient);
    let failure = mails.tell().unwrap_err();
    assert_eq!((failure.kind, failure.effect, failure.status), (Kind::Rejected, Effect::NoEffect, Some(550)));
    let wrong = mails_with("another");
    let failure = wrong.tell().unwrap_err();
    assert_eq!((failure.kind, failure.effect), (Kind::BadKey, Effect::NoEffect));
    let Mails { smtp, sink, rows, runtime } = mails_with(DEMO_LOGIN.1);
    runtime.block_on(async move { drop(sink) });
    let failure = runtime.block_on(smtp.deliver(&notice("k"))).unwrap_err();
    assert_eq!((failure.kind, failure.effect), (Kind::Connect, Effect::NotSent), "{failure:?}");
    assert!(rows.effects().len() > 1, "what was not sent is tried again");
}
