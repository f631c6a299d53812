//! `jangbu alert …`

use super::{Access, Session};
use crate::Outcome;
use crate::args::{AlertCommand, ChannelArg, Language};
use crate::output::{Align, Output, table};
use jangbu_app::ipc::view::{
    AlertChannel, AlertRule, AlertSeverity, AlertTestRequest, ErrorView, IncidentRef, IncidentView,
    Incidents, IncidentsRequest, NoticeState, RemoteTested,
};

pub(crate) fn run(session: &Session, command: &AlertCommand) -> Result<Outcome, ErrorView> {
    match *command {
        AlertCommand::List { limit, before } => {
            session.open_company(Access::Read)?;
            told(session, "alert.incidents", &IncidentsRequest { before, limit })
        }
        AlertCommand::Close { id } => {
            session.open_company(Access::Write)?;
            told(session, "alert.close", &IncidentRef { id })
        }
        AlertCommand::Test { channel } => test(session, channel),
    }
}

fn told(session: &Session, command: &str, request: &impl serde::Serialize) -> Result<Outcome, ErrorView> {
    let output = session.output;
    let found: Incidents = session.call(command, request)?;
    output.answer(&found, || {
        let columns = [
            (output.text("번호", "Id"), Align::Right),
            (output.text("중요도", "Severity"), Align::Left),
            (output.text("무엇", "What"), Align::Left),
            (output.text("대상", "Of"), Align::Left),
            (output.text("처음", "Since"), Align::Left),
            (output.text("끝", "Ended"), Align::Left),
            (output.text("알림", "Told"), Align::Left),
        ];
        table(&columns, &found.incidents.iter().map(|one| row(output, one)).collect::<Vec<_>>())
    });
    Ok(if found.open == 0 { Outcome::Done } else { Outcome::NeedsALook })
}

fn row(output: Output, incident: &IncidentView) -> Vec<String> {
    let severity = match incident.severity {
        AlertSeverity::Critical => output.text("위험", "critical"),
        AlertSeverity::Warning => output.text("주의", "warning"),
    };
    let told = incident.notices.iter().map(|notice| {
        let channel = match notice.channel {
            AlertChannel::Window => "window",
            AlertChannel::System => "system",
            AlertChannel::Slack => "slack",
            AlertChannel::Email => "email",
            AlertChannel::Sms => "sms",
        };
        let state = match notice.state {
            NoticeState::Waiting => output.text("보내는 중", "waiting"),
            NoticeState::Delivered => output.text("보냄", "sent"),
            NoticeState::Failed => output.text("보내지 못함", "not sent"),
            NoticeState::Unknown => output.text("보냈는지 모름", "perhaps sent"),
        };
        format!("{channel} {state}")
    });
    vec![
        incident.id.to_string(),
        severity.to_owned(),
        rule(output, incident.rule).to_owned(),
        incident.subject.clone(),
        incident.began_at.clone(),
        incident.ended_at.clone().unwrap_or_default(),
        told.collect::<Vec<_>>().join(", "),
    ]
}

fn rule(output: Output, rule: AlertRule) -> &'static str {
    match rule {
        AlertRule::RemoteFailing => output.text("계속 실패", "keeps failing"),
        AlertRule::CollectStopped => output.text("자동 가져오기 멈춤", "collecting stopped"),
        AlertRule::BadSignature => output.text("전자서명 오류", "bad signature"),
        AlertRule::WrongKey => output.text("인증키 거절", "key refused"),
        AlertRule::Slow => output.text("느린 응답", "slow answers"),
        AlertRule::Errors => output.text("높은 오류율", "many failures"),
        AlertRule::Late => output.text("늦은 자동 가져오기", "collecting is late"),
        AlertRule::FailedItems => output.text("처리하지 못한 건", "failed items"),
        AlertRule::Busy => output.text("잦은 호출", "many calls"),
        AlertRule::Mismatches => output.text("장부와 다른 자료", "differs from the books"),
        AlertRule::Quota => output.text("한도 임박", "limit nearly reached"),
    }
}

fn test(session: &Session, channel: ChannelArg) -> Result<Outcome, ErrorView> {
    session.open_company(Access::Write)?;
    let output = session.output;
    let channel = match channel {
        ChannelArg::Slack => AlertChannel::Slack,
        ChannelArg::Email => AlertChannel::Email,
        ChannelArg::Sms => AlertChannel::Sms,
    };
    let request = AlertTestRequest { channel, job: "alert-test".to_owned() };
    let tested: RemoteTested = session.call("alert.test", &request)?;
    output.answer(&tested, || {
        let mut lines = vec![match (tested.ok, output.language()) {
            (true, Language::Ko) => "보냈습니다.".to_owned(),
            (true, Language::En) => "It was sent.".to_owned(),
            (false, Language::Ko) => "보내지 못했습니다.".to_owned(),
            (false, Language::En) => "It was not sent.".to_owned(),
        }];
        let failure = tested.code.as_ref().map(|code| ErrorView {
            code: code.clone(),
            params: tested.params.clone(),
            message: String::new(),
        });
        lines.extend(failure.iter().flat_map(|failure| output.sentences(failure)));
        lines
    });
    Ok(if tested.ok { Outcome::Done } else { Outcome::NeedsALook })
}
