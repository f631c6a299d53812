//! `jangbu remote …`

use super::{Access, Session};
use crate::Outcome;
use crate::args::{Language, RemoteCommand, ServiceArg};
use crate::output::{Align, Output, table};
use jangbu_app::ipc::view::{
    AttemptView, BreakerView, EffectView, Empty, ErrorView, RemoteAttempts, RemoteAttemptsRequest,
    RemoteCapRequest, RemoteOverview, RemotePlaceRequest, RemoteRealm, RemoteRef, RemoteSecretRequest,
    RemoteSystem, RemoteSystemView, RemoteTestRequest, RemoteTested, SavedFile, TraceExportRequest,
};

/// The key of a service that has one alone.
const SERVICE_KEY: &str = "service_key";

pub(crate) fn run(session: &Session, command: RemoteCommand) -> Result<Outcome, ErrorView> {
    let reads = matches!(
        command,
        RemoteCommand::Status | RemoteCommand::Attempts { .. } | RemoteCommand::Traces { .. }
    );
    // A key is read before the book is opened: both may come by descriptors, in the order given.
    session.open_company(if reads { Access::Read } else { Access::Write })?;
    match command {
        RemoteCommand::Status => overview(session, "remote.overview", &Empty {}),
        RemoteCommand::Test { service } => test(session, named(service)),
        RemoteCommand::Reset { service } => {
            overview(session, "remote.reset", &RemoteRef { service: named(service) })
        }
        RemoteCommand::Key { service, name, key_fd, .. } => {
            let ticket = key_fd.map(|descriptor| session.ticket_of(descriptor)).transpose()?;
            let name = name.unwrap_or_else(|| SERVICE_KEY.to_owned());
            overview(session, "remote.secret", &RemoteSecretRequest { service: named(service), name, ticket })
        }
        RemoteCommand::Place { service, address, part } => {
            overview(session, "remote.place", &RemotePlaceRequest { service: named(service), part, address })
        }
        RemoteCommand::Cap { service, won, .. } => {
            overview(session, "remote.cap", &RemoteCapRequest { service: named(service), cap_krw: won })
        }
        RemoteCommand::Traces { file, force } => {
            let to = std::path::absolute(&file).unwrap_or(file).to_string_lossy().into_owned();
            let request = TraceExportRequest { to: Some(to), overwrite: force };
            let saved: SavedFile = session.call("remote.traces", &request)?;
            session.output.answer(&saved, || vec![saved.path.clone().unwrap_or_default()]);
            Ok(Outcome::Done)
        }
        RemoteCommand::Attempts { limit, before } => attempts(session, limit, before),
    }
}

fn named(service: ServiceArg) -> RemoteSystem {
    match service {
        ServiceArg::Hometax => RemoteSystem::Hometax,
        ServiceArg::Nts => RemoteSystem::Nts,
        ServiceArg::Popbill => RemoteSystem::Popbill,
    }
}

fn overview(session: &Session, command: &str, request: &impl serde::Serialize) -> Result<Outcome, ErrorView> {
    let output = session.output;
    let overview: RemoteOverview = session.call(command, request)?;
    output.answer(&overview, || {
        let columns = [
            (output.text("서비스", "Service"), Align::Left),
            (output.text("어디", "Where"), Align::Left),
            (output.text("인증키", "Key"), Align::Left),
            (output.text("상태", "State"), Align::Left),
            (output.text("하루 호출", "Calls a day"), Align::Right),
            (output.text("실패", "Failed"), Align::Right),
            ("p95 ms", Align::Right),
            (output.text("마지막 실패", "Last failure"), Align::Left),
        ];
        table(&columns, &overview.services.iter().map(|service| row(output, service)).collect::<Vec<_>>())
    });
    Ok(Outcome::Done)
}

/// The name of a remote as people say it.
pub(super) fn service_word(output: Output, service: RemoteSystem) -> String {
    let name = match service {
        RemoteSystem::Hometax => "hometax",
        RemoteSystem::Nts => "nts",
        RemoteSystem::Popbill => "popbill",
    };
    output.word("remote_service", name)
}

fn row(output: Output, view: &RemoteSystemView) -> Vec<String> {
    let state = match (view.breaker, &view.breaker_until) {
        (BreakerView::Open, Some(until)) => {
            format!("{} {until}", output.text("쉬는 중, 다시:", "spared until"))
        }
        _ if view.configured => output.text("부를 수 있음", "ready").to_owned(),
        _ => output.text("인증키 없음", "no key").to_owned(),
    };
    let key = match (view.service, view.configured) {
        (RemoteSystem::Hometax, _) => output.text("인증서", "certificate"),
        (_, true) => output.text("있음", "kept"),
        (_, false) => output.text("없음", "none"),
    };
    vec![
        service_word(output, view.service),
        format!("{} {}", realm(output, view.realm), view.address),
        key.to_owned(),
        state,
        view.day.calls.to_string(),
        view.day.failures.to_string(),
        view.day.p95_ms.map(|ms| ms.to_string()).unwrap_or_default(),
        view.last_failure.as_ref().map(|code| format!("({code})")).unwrap_or_default(),
    ]
}

fn realm(output: Output, realm: RemoteRealm) -> &'static str {
    match realm {
        RemoteRealm::Live => output.text("실서버", "live"),
        RemoteRealm::Sandbox => output.text("샌드박스", "sandbox"),
    }
}

fn test(session: &Session, service: RemoteSystem) -> Result<Outcome, ErrorView> {
    let output = session.output;
    let tested: RemoteTested =
        session.call("remote.test", &RemoteTestRequest { service, job: "test".to_owned() })?;
    output.answer(&tested, || {
        let (place, ms) = (realm(output, tested.realm), tested.duration_ms);
        let mut lines = vec![match (tested.ok, output.language()) {
            (true, Language::Ko) => format!("{place}: 답이 왔습니다 ({ms} ms)."),
            (true, Language::En) => format!("{place}: it answered ({ms} ms)."),
            (false, Language::Ko) => format!("{place}: 되지 않습니다 ({ms} ms)."),
            (false, Language::En) => format!("{place}: it does not work ({ms} ms)."),
        }];
        if let (Some(points), Some(unit)) = (tested.params.get("points"), tested.params.get("unit_krw")) {
            lines.push(match output.language() {
                Language::Ko => format!("남은 포인트 {points}, 휴폐업조회 한 건 {unit}원"),
                Language::En => format!("{points} points left; one state of a business is {unit} won"),
            });
        }
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

fn attempts(session: &Session, limit: u32, before: Option<i64>) -> Result<Outcome, ErrorView> {
    let output = session.output;
    let page: RemoteAttempts = session.call("remote.attempts", &RemoteAttemptsRequest { before, limit })?;
    output.answer(&page, || {
        let columns = [
            (output.text("번호", "Id"), Align::Right),
            (output.text("때", "At"), Align::Left),
            (output.text("서비스", "Service"), Align::Left),
            (output.text("작업", "Operation"), Align::Left),
            ("ms", Align::Right),
            ("HTTP", Align::Right),
            (output.text("상대 쪽 효과", "Effect"), Align::Left),
            (output.text("실패", "Failure"), Align::Left),
        ];
        let row = |attempt: &AttemptView| {
            let effect = match attempt.effect {
                EffectView::NotSent => output.text("보내지 않음", "not sent"),
                EffectView::NoEffect => output.text("없음", "none"),
                EffectView::Done => output.text("됨", "done"),
                EffectView::Unknown => output.text("모름", "unknown"),
            };
            vec![
                attempt.id.to_string(),
                attempt.begun_at.clone(),
                attempt.service.clone(),
                attempt.operation.clone(),
                attempt.duration_ms.map(|ms| ms.to_string()).unwrap_or_default(),
                attempt.status.map(|status| status.to_string()).unwrap_or_default(),
                effect.to_owned(),
                attempt.failure.clone().unwrap_or_default(),
            ]
        };
        table(&columns, &page.attempts.iter().map(row).collect::<Vec<_>>())
    });
    Ok(Outcome::Done)
}
