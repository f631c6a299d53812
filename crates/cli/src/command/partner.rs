//! `jangbu partner …`

use super::{Access, Session, import, paid_word};
use crate::Outcome;
use crate::args::{Language, PartnerCommand};
use crate::output::{Align, Output, table};
use jangbu_app::ipc::view::{
    BusinessStateView, ErrorView, PaidWord, PartnerChange, PartnerCheckRequest, PartnerChecked, PartnerPage,
    PartnerPageRequest, PartnerRef, PartnerValidateRequest, PartnerValidated, PartnerView, StandingView,
};

pub(crate) fn run(session: &Session, command: PartnerCommand) -> Result<Outcome, ErrorView> {
    match command {
        PartnerCommand::List { text, limit, after } => list(session, text, limit, after),
        PartnerCommand::Show { id } => show(session, id),
        PartnerCommand::Check { numbers, paid } => check(session, numbers, paid_word(paid)),
        PartnerCommand::Validate { number, opened_on, representative, name } => {
            let request = PartnerValidateRequest {
                number,
                opened_on,
                representative,
                name,
                job: "validate".to_owned(),
            };
            validate(session, &request)
        }
    }
}

fn list(
    session: &Session,
    text: Option<String>,
    limit: u32,
    after: Option<String>,
) -> Result<Outcome, ErrorView> {
    session.open_company(Access::Read)?;
    let output = session.output;
    let page: PartnerPage = session.call("partner.page", &PartnerPageRequest { text, after, limit })?;
    output.answer(&page, || {
        let columns = [
            (output.text("번호", "Id"), Align::Right),
            (output.text("상호", "Name"), Align::Left),
            (output.text("등록번호", "Number"), Align::Left),
            (output.text("상태", "State"), Align::Left),
            (output.text("조회한 때", "Checked at"), Align::Left),
            (output.text("최근 작성일자", "Last invoice"), Align::Left),
        ];
        let row = |partner: &jangbu_app::ipc::view::PartnerRow| {
            let standing = partner.standing.as_ref();
            vec![
                partner.id.to_string(),
                partner.name.clone(),
                partner.number.clone(),
                standing.map(|standing| state(output, standing)).unwrap_or_default(),
                standing.map(|standing| standing.checked_at.clone()).unwrap_or_default(),
                partner.last_written_on.clone().unwrap_or_default(),
            ]
        };
        table(&columns, &page.partners.iter().map(row).collect::<Vec<_>>())
    });
    Ok(Outcome::Done)
}

fn show(session: &Session, id: i64) -> Result<Outcome, ErrorView> {
    session.open_company(Access::Read)?;
    let output = session.output;
    let partner: PartnerView = session.call("partner.show", &PartnerRef { id })?;
    output.answer(&partner, || {
        let mut lines = vec![format!("{}  {}", partner.row.name, partner.row.number)];
        if partner.standings.is_empty() {
            lines.push(output.text("조회한 적이 없습니다.", "Never asked about.").to_owned());
        }
        let columns = [
            (output.text("상태", "State"), Align::Left),
            (output.text("처음 확인", "First found"), Align::Left),
            (output.text("마지막 확인", "Last found"), Align::Left),
        ];
        let row = |standing: &StandingView| {
            vec![state(output, standing), standing.found_at.clone(), standing.checked_at.clone()]
        };
        lines.extend(table(&columns, &partner.standings.iter().map(row).collect::<Vec<_>>()));
        lines
    });
    Ok(Outcome::Done)
}

fn check(session: &Session, numbers: Vec<String>, paid: PaidWord) -> Result<Outcome, ErrorView> {
    session.open_company(Access::Write)?;
    let output = session.output;
    let numbers = (!numbers.is_empty()).then_some(numbers);
    let progress = import::Progress::show(session);
    let checked =
        session.call("partner.check", &PartnerCheckRequest { numbers, paid, job: "check".to_owned() });
    drop(progress);
    let checked: PartnerChecked = checked?;
    output.answer(&checked, || lines(output, &checked));
    if let Some(code) = &checked.failure {
        Output::note(&output.what_of(code, None));
    }
    for skipped in &checked.skipped {
        Output::note(&format!(
            "{}: {}",
            super::remote::service_word(output, skipped.service),
            output.what(&skipped.code, &skipped.params)
        ));
    }
    let fine = checked.failure.is_none() && checked.not_open.is_empty();
    Ok(if fine { Outcome::Done } else { Outcome::NeedsALook })
}

fn lines(output: Output, checked: &PartnerChecked) -> Vec<String> {
    let PartnerChecked { asked, first, same, unanswered, .. } = checked;
    let changed = checked.changed.len();
    let shut = checked.not_open.len();
    let mut lines = vec![match output.language() {
        Language::Ko => format!(
            "조회 {asked}곳: 처음 {first}, 바뀜 {changed}, 그대로 {same}, 답 없음 {unanswered} · 열려 있지 않은 곳 {shut}"
        ),
        Language::En => format!(
            "asked {asked}: first {first}, changed {changed}, same {same}, unanswered {unanswered}; not open {shut}"
        ),
    }];
    let columns = [
        (output.text("상호", "Name"), Align::Left),
        (output.text("등록번호", "Number"), Align::Left),
        (output.text("전", "Before"), Align::Left),
        (output.text("지금", "Now"), Align::Left),
    ];
    let row = |change: &PartnerChange| {
        vec![
            change.name.clone(),
            change.number.clone(),
            change.before.as_ref().map(|standing| state(output, standing)).unwrap_or_default(),
            state(output, &change.now),
        ]
    };
    if shut > 0 {
        lines.extend(table(&columns, &checked.not_open.iter().map(row).collect::<Vec<_>>()));
    }
    lines
}

/// In a word, with the day of closing.
fn state(output: Output, standing: &StandingView) -> String {
    let word = match standing.state {
        BusinessStateView::Active => output.text("계속", "open"),
        BusinessStateView::Suspended => output.text("휴업", "suspended"),
        BusinessStateView::Closed => output.text("폐업", "closed"),
        BusinessStateView::Unregistered => output.text("미등록", "not registered"),
        BusinessStateView::Other => output.text("알 수 없음", "unknown"),
    };
    match &standing.closed_on {
        Some(day) => format!("{word} {day}"),
        None => word.to_owned(),
    }
}

fn validate(session: &Session, request: &PartnerValidateRequest) -> Result<Outcome, ErrorView> {
    session.open_company(Access::Write)?;
    let output = session.output;
    let answer: PartnerValidated = session.call("partner.validate", request)?;
    output.answer(&answer, || {
        let mut lines = vec![if answer.agrees {
            output.text("국세청에 등록된 내용과 같습니다.", "It is registered so.").to_owned()
        } else {
            output.text("국세청에 등록된 내용과 다릅니다.", "It is registered otherwise.").to_owned()
        }];
        lines.extend(answer.standing.as_ref().map(|standing| state(output, standing)));
        lines
    });
    Ok(if answer.agrees { Outcome::Done } else { Outcome::NeedsALook })
}
