//! `jangbu collect …`

use super::{Access, Session, cert, import, paid_word};
use crate::Outcome;
use crate::args::{
    ByArg, CollectArgs, CollectCommand, CollectRunArgs, DirectionArg, Language, PlanArgs, VersionArg,
};
use crate::output::{Align, Output, table};
use jangbu_app::ipc::view::{
    CertificateTarget, CollectDate, CollectDecideRequest, CollectPlan, CollectRef, CollectReport,
    CollectRequest, CollectResumeRequest, CollectRun, CollectRuns, CollectRunsRequest, CollectState,
    ConflictChoice, Direction, Empty, ErrorView, RemoteSystem, TaxationView,
};

/// The job of a run from a terminal.
const JOB: &str = "collect";

pub(crate) fn run(session: &Session, args: CollectArgs) -> Result<Outcome, ErrorView> {
    match args.command {
        None => collect(session, args.run),
        Some(CollectCommand::Runs { limit, before }) => runs(session, limit, before),
        Some(CollectCommand::Show { run }) => show(session, run),
        Some(CollectCommand::Conflicts { run }) => conflicts(session, run),
        Some(CollectCommand::Decide { conflict, version }) => decide(session, conflict, version),
        Some(CollectCommand::Plan(args)) => plan(session, args),
    }
}

fn collect(session: &Session, args: CollectRunArgs) -> Result<Outcome, ErrorView> {
    session.open_company(Access::Write)?;
    let password = args.password.password_fd.map(|fd| session.ticket_of(fd)).transpose()?;
    let certificate = args.cert.map(|id| CertificateTarget { id: Some(id), ..CertificateTarget::default() });
    let paid = paid_word(args.paid);
    let progress = import::Progress::show(session);
    let report: CollectReport = if let Some(run) = args.resume {
        let job = JOB.to_owned();
        session.call("collect.resume", &CollectResumeRequest { run, certificate, password, paid, job })?
    } else {
        let request = CollectRequest {
            from: args.from.unwrap_or_default(),
            to: args.to.unwrap_or_default(),
            directions: match args.direction {
                Some(DirectionArg::Sale) => vec![Direction::Sale],
                Some(DirectionArg::Purchase) => vec![Direction::Purchase],
                None => vec![Direction::Sale, Direction::Purchase],
            },
            taxations: if args.exempt {
                vec![TaxationView::Taxable, TaxationView::Exempt]
            } else {
                vec![TaxationView::Taxable]
            },
            by: match args.by {
                ByArg::Written => CollectDate::Written,
                ByArg::Issued => CollectDate::Issued,
                ByArg::Sent => CollectDate::Sent,
            },
            with_documents: args.documents,
            certificate,
            password,
            keep_password: cert::keep(&args.password),
            paid,
            job: JOB.to_owned(),
        };
        session.call("collect.start", &request)?
    };
    drop(progress);
    Ok(told(session.output, &report))
}

fn show(session: &Session, run: i64) -> Result<Outcome, ErrorView> {
    session.open_company(Access::Read)?;
    let report: CollectReport = session.call("collect.show", &CollectRef { run })?;
    Ok(told(session.output, &report))
}

/// Prints a run; nothing came of a failed one.
fn told(output: Output, report: &CollectReport) -> Outcome {
    output.answer(report, || report_lines(output, report));
    match report.run.state {
        CollectState::Failed => Outcome::Failed,
        CollectState::Done if report.conflicts.is_empty() && report.run.counts.rejected == 0 => {
            if report.run.counts.bad_signatures == 0 { Outcome::Done } else { Outcome::NeedsALook }
        }
        _ => Outcome::NeedsALook,
    }
}

fn report_lines(output: Output, report: &CollectReport) -> Vec<String> {
    let counts = report.run.counts;
    let answered = report.run.service.map(service);
    let mut lines = runs_table(output, std::slice::from_ref(&report.run));
    lines.push(match output.language() {
        Language::Ko => format!(
            "찾은 것 {}건: 새것 {}건, 보탬 {}건, 다름 {}건, 못 읽음 {}건. 문서 {}건, 남은 문서 {}건, 서명이 맞지 않는 것 {}건.",
            counts.found,
            counts.new,
            counts.enriched,
            counts.conflicts,
            counts.rejected,
            counts.documents,
            report.documents_waiting,
            counts.bad_signatures
        ),
        Language::En => format!(
            "{} found: {} new, {} enriched, {} different, {} rejected. {} documents, {} left, {} with a bad signature.",
            counts.found,
            counts.new,
            counts.enriched,
            counts.conflicts,
            counts.rejected,
            counts.documents,
            report.documents_waiting,
            counts.bad_signatures
        ),
    });
    let passed_over = report.answered.skipped.iter();
    lines.extend(passed_over.map(|skipped| {
        let why = output.what(&skipped.code, &skipped.params);
        format!("{}: {why}", service(skipped.service))
    }));
    lines.extend(report.run.failure.as_deref().map(|code| output.what_of(code, answered)));
    let findings = report.findings.iter().take(import::FINDINGS_SHOWN_MAX);
    lines.extend(findings.map(|finding| import::finding_line(output, finding)));
    let failed = report.failed_documents.iter().take(import::FINDINGS_SHOWN_MAX);
    lines.extend(
        failed.map(|one| format!("✗ {}: {}", one.approval_number, output.what_of(&one.code, answered))),
    );
    lines
}

fn runs(session: &Session, limit: u32, before: Option<i64>) -> Result<Outcome, ErrorView> {
    session.open_company(Access::Read)?;
    let output = session.output;
    let runs: CollectRuns = session.call("collect.runs", &CollectRunsRequest { before, limit })?;
    output.answer(&runs, || runs_table(output, &runs.runs));
    Ok(Outcome::Done)
}

fn runs_table(output: Output, runs: &[CollectRun]) -> Vec<String> {
    let columns = [
        (output.text("번호", "Run"), Align::Right),
        (output.text("시작", "Begun"), Align::Left),
        (output.text("기간", "Period"), Align::Left),
        (output.text("상태", "State"), Align::Left),
        (output.text("받은 곳", "From"), Align::Left),
        (output.text("새것", "New"), Align::Right),
    ];
    let row = |run: &CollectRun| {
        vec![
            run.id.to_string(),
            run.begun_at.clone(),
            format!("{}~{}", run.from, run.to),
            state(output, run.state).to_owned(),
            run.service.map(service).unwrap_or_default().to_owned(),
            run.counts.new.to_string(),
        ]
    };
    table(&columns, &runs.iter().map(row).collect::<Vec<_>>())
}

const fn state(output: Output, state: CollectState) -> &'static str {
    match state {
        CollectState::Waiting => output.text("기다림", "waiting"),
        CollectState::Running => output.text("진행 중", "running"),
        CollectState::Done => output.text("마침", "done"),
        CollectState::Partial => output.text("일부", "partial"),
        CollectState::Failed => output.text("못 함", "failed"),
        CollectState::Cancelled => output.text("중지", "stopped"),
        CollectState::Interrupted => output.text("끊김", "interrupted"),
    }
}

pub(super) const fn service(service: RemoteSystem) -> &'static str {
    match service {
        RemoteSystem::Hometax => "hometax",
        RemoteSystem::Nts => "nts",
        RemoteSystem::Popbill => "popbill",
    }
}

fn conflicts(session: &Session, run: Option<i64>) -> Result<Outcome, ErrorView> {
    session.open_company(Access::Read)?;
    let newest = || -> Result<Option<i64>, ErrorView> {
        let runs: CollectRuns =
            session.call("collect.runs", &CollectRunsRequest { before: None, limit: 1 })?;
        Ok(runs.runs.first().map(|run| run.id))
    };
    let run = match run {
        Some(run) => run,
        // There is none: asking for it says so.
        None => newest()?.unwrap_or_default(),
    };
    let report: CollectReport = session.call("collect.show", &CollectRef { run })?;
    let output = session.output;
    output.answer(&report.conflicts, || {
        let columns = [
            (output.text("번호", "Id"), Align::Right),
            (output.text("승인번호", "Approval number"), Align::Left),
            (output.text("거래처", "Partner"), Align::Left),
            (output.text("항목", "Field"), Align::Left),
            (output.text("장부", "Book"), Align::Left),
            (output.text("국세청", "Tax office"), Align::Left),
        ];
        let rows = report.conflicts.iter().flat_map(|conflict| {
            conflict.fields.iter().map(|field| {
                let (id, partner) = (conflict.id.to_string(), conflict.partner.clone());
                let (name, ours, theirs) = (field.field.clone(), field.ours.clone(), field.theirs.clone());
                vec![id, conflict.approval_number.clone(), partner, name, ours, theirs]
            })
        });
        table(&columns, &rows.collect::<Vec<_>>())
    });
    Ok(if report.conflicts.is_empty() { Outcome::Done } else { Outcome::NeedsALook })
}

fn decide(session: &Session, conflict: i64, version: VersionArg) -> Result<Outcome, ErrorView> {
    session.open_company(Access::Write)?;
    let choice = match version {
        VersionArg::Book => ConflictChoice::KeepOurs,
        VersionArg::Theirs => ConflictChoice::TakeTheirs,
    };
    let report: CollectReport = session.call("collect.decide", &CollectDecideRequest { conflict, choice })?;
    let (output, left) = (session.output, report.conflicts.len());
    output.answer(&report, || {
        vec![match output.language() {
            Language::Ko => format!("정리했습니다. 남은 차이 {left}건."),
            Language::En => format!("Decided. {left} left."),
        }]
    });
    Ok(Outcome::Done)
}

fn plan(session: &Session, args: PlanArgs) -> Result<Outcome, ErrorView> {
    let changes = args.on || args.off || args.daily_at.is_some() || args.months_back.is_some();
    session.open_company(if changes { Access::Write } else { Access::Read })?;
    let mut plan: CollectPlan = session.call("collect.plan", &Empty {})?;
    if changes {
        plan.enabled = (plan.enabled || args.on) && !args.off;
        plan.daily_at = args.daily_at.or(plan.daily_at);
        plan.months_back = args.months_back.unwrap_or(plan.months_back);
        plan = session.call("collect.plan_write", &plan)?;
    }
    let output = session.output;
    output.answer(&plan, || {
        let on = if plan.enabled { output.text("켜짐", "on") } else { output.text("꺼짐", "off") };
        let next = plan.next_at.clone().unwrap_or_else(|| "-".to_owned());
        let mut lines = vec![match output.language() {
            Language::Ko => format!("자동 가져오기 {on}. 다음: {next}. 되돌아보는 달: {}.", plan.months_back),
            Language::En => format!("By itself: {on}. Next: {next}. Months back: {}.", plan.months_back),
        }];
        let blocked = plan.blocked.as_deref().filter(|_| plan.enabled);
        lines.extend(blocked.map(|code| output.what_of(code, Some("hometax"))));
        lines
    });
    Ok(Outcome::Done)
}
