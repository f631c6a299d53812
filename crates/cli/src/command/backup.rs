//! `jangbu backup …`

use super::{Access, Session, import};
use crate::Outcome;
use crate::args::{BackupCommand, Language};
use crate::output::{Align, Output, table, won};
use jangbu_app::ipc::view::{
    BackupCreateRequest, BackupList, BackupListRequest, BackupMade, BackupReason, BackupVerified,
    BackupVerifyRequest, BackupView, BookSide, CompanySummary, Comparison, Empty, ErrorView, Newer,
    RestorePrepareRequest, RestorePrepared, RestoreRef, UnreadablePlace,
};
use serde::Serialize;
use std::path::Path;

/// What `backup restore` answers.
#[derive(Serialize)]
struct RestoreAnswer {
    comparison: Comparison,
    /// The company that stands now; null when it was only compared.
    company: Option<CompanySummary>,
}

pub(crate) fn run(session: &Session, command: &BackupCommand) -> Result<Outcome, ErrorView> {
    match command {
        BackupCommand::Create => create(session),
        BackupCommand::List => list(session),
        BackupCommand::Verify { path } => verify(session, path),
        BackupCommand::Restore { path, yes } => restore(session, path, *yes),
    }
}

fn create(session: &Session) -> Result<Outcome, ErrorView> {
    session.open_company(Access::Read)?;
    let progress = import::Progress::show(session);
    let made: BackupMade =
        session.call("backup.create", &BackupCreateRequest { job: "backup".to_owned() })?;
    drop(progress);
    let output = session.output;
    output.answer(&made, || {
        let head = output.text("변경", "change");
        let mut lines = vec![format!("{}  {head} {}", made.backup.path, made.backup.head_seq)];
        lines.extend(made.second_problem.as_ref().map(|problem| {
            let text = output.text("두 번째 위치에는 두지 못했습니다", "no copy at the second place");
            format!("! {text}: {} ({})", output.what_of(&problem.code, None), problem.code)
        }));
        lines
    });
    Ok(if made.second_problem.is_none() { Outcome::Done } else { Outcome::NeedsALook })
}

fn list(session: &Session) -> Result<Outcome, ErrorView> {
    let output = session.output;
    let company = Some(session.wanted_company()?.id);
    let list: BackupList = session.call("backup.list", &BackupListRequest { company })?;
    output.answer(&list, || {
        let columns = [
            (output.text("때", "At"), Align::Left),
            (output.text("까닭", "Reason"), Align::Left),
            (output.text("세금계산서", "Invoices"), Align::Right),
            (output.text("변경", "Change"), Align::Right),
            (output.text("크기(KB)", "Size (KB)"), Align::Right),
            (output.text("상태", "State"), Align::Left),
            (output.text("폴더", "Folder"), Align::Left),
        ];
        let row = |backup: &BackupView| {
            vec![
                backup.at.clone(),
                reason(output, backup.reason).to_owned(),
                backup.invoices.to_string(),
                backup.head_seq.to_string(),
                (backup.size_bytes / 1_024).to_string(),
                backup.problem.as_deref().map_or_else(
                    || output.text("확인함", "verified").to_owned(),
                    |problem| output.word("backup_problem", problem),
                ),
                backup.path.clone(),
            ]
        };
        let mut lines = table(&columns, &list.backups.iter().map(row).collect::<Vec<_>>());
        lines.extend(unreadable_lines(output, &list.unreadable));
        lines
    });
    Ok(if list.unreadable.is_empty() { Outcome::Done } else { Outcome::NeedsALook })
}

/// A line for each place of backups that could not be read.
pub(super) fn unreadable_lines(output: Output, places: &[UnreadablePlace]) -> Vec<String> {
    let text = output.text("읽을 수 없는 백업 위치:", "a place of backups that cannot be read:");
    places.iter().map(|place| format!("! {text} {} ({})", place.path, place.code)).collect()
}

const fn reason(output: Output, reason: BackupReason) -> &'static str {
    match reason {
        BackupReason::Manual => output.text("직접", "manual"),
        BackupReason::Close => output.text("닫을 때", "close"),
        BackupReason::Daily => output.text("매일", "daily"),
        BackupReason::Upgrade => output.text("판 올림 전", "upgrade"),
    }
}

fn verify(session: &Session, path: &Path) -> Result<Outcome, ErrorView> {
    let request = BackupVerifyRequest {
        job: "verify".to_owned(),
        path: absolute(path),
        passphrase: session.passphrase()?,
        recovery_key: session.recovery_key()?,
    };
    let progress = import::Progress::show(session);
    let found: BackupVerified = session.call("backup.verify", &request)?;
    drop(progress);
    let output = session.output;
    output.answer(&found, || {
        vec![match &found.problem {
            None => format!(
                "{} {} {} · {}",
                output.text("이상이 없습니다:", "sound:"),
                found.company,
                found.invoices,
                found.at
            ),
            Some(problem) => {
                let why = output.word("backup_problem", problem);
                format!("✗ {} {why}", output.text("쓸 수 없는 백업입니다.", "Unusable backup."))
            }
        }]
    });
    Ok(if found.problem.is_none() { Outcome::Done } else { Outcome::NeedsALook })
}

fn restore(session: &Session, path: &Path, yes: bool) -> Result<Outcome, ErrorView> {
    let request = RestorePrepareRequest {
        job: "restore".to_owned(),
        path: absolute(path),
        passphrase: session.passphrase()?,
        recovery_key: session.recovery_key()?,
    };
    let progress = import::Progress::show(session);
    let prepared: RestorePrepared = session.call("restore.prepare", &request)?;
    drop(progress);
    let candidate = RestoreRef { candidate: prepared.candidate };
    let company: Option<CompanySummary> = if yes {
        Some(session.call("restore.commit", &candidate)?)
    } else {
        let _: Empty = session.call("restore.discard", &candidate)?;
        None
    };
    let answer = RestoreAnswer { comparison: prepared.comparison, company };
    let output = session.output;
    output.answer(&answer, || restore_lines(output, &answer));
    Ok(Outcome::Done)
}

fn restore_lines(output: Output, answer: &RestoreAnswer) -> Vec<String> {
    let comparison = &answer.comparison;
    let columns = [
        ("", Align::Left),
        (output.text("매출", "Sales"), Align::Right),
        (output.text("매입", "Purchases"), Align::Right),
        (output.text("가장 늦은 날", "Newest"), Align::Left),
        (output.text("변경", "Change"), Align::Right),
    ];
    let row = |name: &str, side: &BookSide| {
        let sums = |count: u64, total: i64| format!("{count} · {}", won(Some(total)));
        vec![
            name.to_owned(),
            sums(side.totals.sales.count, side.totals.sales.total_krw),
            sums(side.totals.purchases.count, side.totals.purchases.total_krw),
            side.newest_written_on.clone().unwrap_or_default(),
            side.head.seq.to_string(),
        ]
    };
    let present = comparison.present.iter().map(|side| row(output.text("이 PC", "present"), side));
    let rows: Vec<_> = present.chain([row(output.text("백업", "backup"), &comparison.backup)]).collect();
    let mut lines = table(&columns, &rows);
    lines.push(verdict(output, comparison));
    lines.push(match &answer.company {
        Some(company) => format!("{} {}", output.text("복원했습니다:", "restored:"), company.path),
        None => output
            .text("견주기만 했습니다. --yes를 붙이면 복원합니다.", "Compared only; --yes restores it.")
            .to_owned(),
    });
    lines
}

fn verdict(output: Output, comparison: &Comparison) -> String {
    let lost = comparison.changes_lost;
    match (comparison.newer, output.language()) {
        (Newer::Same, Language::Ko) => "둘은 같습니다.".to_owned(),
        (Newer::Same, Language::En) => "Both are the same.".to_owned(),
        (Newer::Backup, Language::Ko) => "백업이 더 새것입니다.".to_owned(),
        (Newer::Backup, Language::En) => "The backup is newer.".to_owned(),
        (Newer::NoPresent, Language::Ko) => "이 PC에는 읽을 수 있는 장부가 없습니다.".to_owned(),
        (Newer::NoPresent, Language::En) => "This machine has no readable book of it.".to_owned(),
        (_, Language::Ko) => format!("이 PC의 장부에만 있는 변경 {lost}건은 따로 남겨 둡니다."),
        (_, Language::En) => format!("{lost} changes that only the present book has are set aside."),
    }
}

fn absolute(path: &Path) -> String {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned()).to_string_lossy().into_owned()
}
