//! `jangbu audit …` and `jangbu undo`: what was done, whether it still holds, the way back.

use super::backup::unreadable_lines;
use super::{Access, Session, import};
use crate::Outcome;
use crate::args::{AuditCommand, Language};
use crate::output::{Align, Output, table};
use jangbu_app::ipc::view::{
    ActUndoRequest, ActUndone, ActView, AuditFault, AuditFaultKind, AuditLog, AuditLogRequest, AuditVerified,
    AuditVerifyRequest, ErrorView,
};

pub(crate) fn run(session: &Session, command: &AuditCommand) -> Result<Outcome, ErrorView> {
    session.open_company(Access::Read)?;
    match command {
        AuditCommand::Log { limit, before } => log(session, *limit, *before),
        AuditCommand::Verify => verify(session),
    }
}

fn log(session: &Session, limit: u32, before_act: Option<i64>) -> Result<Outcome, ErrorView> {
    let output = session.output;
    let log: AuditLog = session.call("audit.log", &AuditLogRequest { before_act, limit })?;
    output.answer(&log, || {
        let columns = [
            (output.text("번호", "Act"), Align::Right),
            (output.text("때", "At"), Align::Left),
            (output.text("일", "Kind"), Align::Left),
            (output.text("바뀐 것", "Changed"), Align::Left),
            (output.text("되돌리기", "Undo"), Align::Left),
        ];
        let row = |act: &ActView| {
            vec![
                act.id.to_string(),
                act.at.clone(),
                kind(output, &act.kind).to_owned(),
                changes(act),
                undo_state(output, act),
            ]
        };
        let mut lines = table(&columns, &log.acts.iter().map(row).collect::<Vec<_>>());
        lines.extend(log.next_before.map(|next| format!("… --before {next}")));
        lines.push(format!("{} {} {}", output.text("끝", "head"), log.head.seq, log.head.hash));
        lines
    });
    Ok(Outcome::Done)
}

fn kind(output: Output, kind: &str) -> &str {
    match kind {
        "create" => output.text("장부 만들기", "create"),
        "import" => output.text("가져오기", "import"),
        "note" => output.text("메모", "note"),
        "unmask" => output.text("번호 보기", "unmask"),
        "undo" => output.text("되돌리기", "undo"),
        "redo" => output.text("다시 하기", "redo"),
        other => other,
    }
}

/// `invoice add 12, partner add 3`: the names are those of the answer.
fn changes(act: &ActView) -> String {
    let told =
        act.changes.iter().map(|change| format!("{} {} {}", change.entity, change.operation, change.count));
    told.collect::<Vec<_>>().join(", ")
}

fn undo_state(output: Output, act: &ActView) -> String {
    match (act.undone_by, act.undo.as_str()) {
        (Some(by), _) => format!("{} {by}", output.text("되돌림:", "undone by")),
        (None, "yes") => output.text("됨", "yes").to_owned(),
        (None, reason) => output.word("undo", reason),
    }
}

fn verify(session: &Session) -> Result<Outcome, ErrorView> {
    let output = session.output;
    let progress = import::Progress::show(session);
    let found: AuditVerified =
        session.call("audit.verify", &AuditVerifyRequest { job: "verify".to_owned() })?;
    drop(progress);
    let good =
        found.fault.is_none() && found.heads.iter().all(|head| head.holds) && found.unreadable.is_empty();
    output.answer(&found, || {
        let rows = found.rows;
        let mut lines = vec![match output.language() {
            Language::Ko => format!("변경 {rows}건이 이어집니다. 끝 {} {}", found.head.seq, found.head.hash),
            Language::En => {
                format!("{rows} changes hold together. Head {} {}", found.head.seq, found.head.hash)
            }
        }];
        lines.extend(found.fault.as_ref().map(|fault| fault_line(output, fault)));
        lines.extend(found.heads.iter().filter(|head| !head.holds).map(|head| {
            let text =
                output.text("백업에 적힌 끝이 이력에 없습니다:", "a backup's head is not in the chain:");
            format!("✗ {text} {} {} {}", head.seq, head.at, head.backup)
        }));
        lines.extend(unreadable_lines(output, &found.unreadable));
        lines
    });
    Ok(if good { Outcome::Done } else { Outcome::NeedsALook })
}

fn fault_line(output: Output, fault: &AuditFault) -> String {
    let what = match fault.kind {
        AuditFaultKind::Missing => output.text("변경이 빠졌습니다:", "a change is missing:"),
        AuditFaultKind::Altered => output.text("변경이 고쳐졌습니다:", "a change was altered:"),
        AuditFaultKind::Content => {
            output.text("문서가 마지막 변경과 다릅니다:", "a document is not what its last change left:")
        }
    };
    let seq = fault.seq.map(|seq| format!(" {seq}")).unwrap_or_default();
    let act = fault.act.map(|act| format!(" act {act}")).unwrap_or_default();
    let document = fault.entity.as_deref().map(|entity| format!(" {entity}")).unwrap_or_default();
    let id = fault.entity_id.map(|id| format!(" {id}")).unwrap_or_default();
    let at = fault.at.as_deref().map(|at| format!(" {at}")).unwrap_or_default();
    format!("✗ {what}{seq}{act}{document}{id}{at}")
}

pub(crate) fn undo(session: &Session, act: i64) -> Result<Outcome, ErrorView> {
    session.open_company(Access::Write)?;
    let output = session.output;
    let progress = import::Progress::show(session);
    let undone: ActUndone = session.call("act.undo", &ActUndoRequest { act, job: "undo".to_owned() })?;
    drop(progress);
    output.answer(&undone, || {
        let (removed, restored, notes, kept) =
            (undone.removed, undone.restored, undone.notes, undone.kept.len());
        vec![match output.language() {
            Language::Ko => {
                format!("뺀 것 {removed}건, 되돌린 것 {restored}건, 메모 {notes}건, 그대로 둔 것 {kept}건")
            }
            Language::En => {
                format!("removed {removed}, restored {restored}, notes {notes}, left alone {kept}")
            }
        }]
    });
    Ok(if undone.kept.is_empty() { Outcome::Done } else { Outcome::NeedsALook })
}
