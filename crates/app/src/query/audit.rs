//! What was done: the log of acts, one document's history, the check of the chain.

use super::invoice::change_view;
use crate::app::App;
use crate::backup::{Listed, listed};
use crate::clock::korean_rfc3339;
use crate::ipc::view::{
    ActChange, ActView, AuditFault, AuditFaultKind, AuditHistory, AuditHistoryRequest, AuditLog,
    AuditLogRequest, AuditVerified, AuditVerifyRequest, ChainHeadView, HeadCheck,
};
use crate::job::Job;
use crate::open::OpenCompany;
use crate::{AppError, ErrorCode};
use jangbu_store::{
    ActRow, AlteredDocument, BackupEntry, ChainCheck, ChainFault, ChainHead, ChainReport, Entity, Reader,
    Undoable,
};

pub(crate) fn audit_log(app: &App, request: AuditLogRequest) -> Result<AuditLog, AppError> {
    let company = app.company()?;
    let (acts, head) = company
        .book
        .read(|reader| Ok((reader.acts(request.before_act, request.limit)?, reader.chain_head()?)))?;
    // The first act founds the book, so there is one more page until it was shown.
    let next_before = acts.last().map(|act| act.id).filter(|id| *id > 1);
    Ok(AuditLog { acts: acts.iter().map(act_view).collect(), head: head_view(head), next_before })
}

fn act_view(act: &ActRow) -> ActView {
    let change = |count: &jangbu_store::ActCount| ActChange {
        entity: count.entity.name().to_owned(),
        operation: count.operation.name().to_owned(),
        count: count.count,
    };
    ActView {
        id: act.id,
        at: korean_rfc3339(act.at),
        kind: act.kind.clone(),
        // That an undo says what it undid is part of the act, not a document of the clerk's.
        changes: act.counts.iter().filter(|count| count.entity != Entity::Act).map(change).collect(),
        undo: match act.undo {
            Undoable::Yes => "yes".to_owned(),
            Undoable::No(reason) => reason.code().to_owned(),
        },
        undone_by: act.undone_by,
    }
}

/// A place in the chain.
pub(crate) fn head_view(head: ChainHead) -> ChainHeadView {
    let hash = head.hash.iter().fold(String::with_capacity(64), |mut text, byte| {
        use std::fmt::Write as _;
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    });
    ChainHeadView { seq: head.seq, hash }
}

pub(crate) fn audit_history(app: &App, request: AuditHistoryRequest) -> Result<AuditHistory, AppError> {
    let kinds = [
        Entity::Company,
        Entity::Partner,
        Entity::Invoice,
        Entity::Source,
        Entity::Import,
        Entity::Note,
        Entity::Standing,
        Entity::Evidence,
    ];
    let entity = kinds.into_iter().find(|kind| kind.name() == request.entity);
    let entity = entity.ok_or_else(|| {
        AppError::new(ErrorCode::RequestMalformed, "no such kind of document").with("found", &request.entity)
    })?;
    let company = app.company()?;
    let history = company.book.read(|reader| reader.history(entity, request.id))?;
    Ok(AuditHistory { changes: history.iter().map(change_view).collect() })
}

/// Walks the whole chain, holds it against the heads of all backups, and the documents against it.
pub(crate) fn audit_verify(app: &App, request: AuditVerifyRequest) -> Result<AuditVerified, AppError> {
    let company = app.company()?;
    let mut job = app.jobs.begin(&request.job, &app.events)?;
    let Listed { backups, unreadable } = listed(app, &company.id)?;
    let backups: Vec<(BackupEntry, ChainHead)> = backups
        .into_iter()
        .filter_map(|backup| {
            backup.state.as_ref().ok().map(|manifest| manifest.head).map(|head| (backup, head))
        })
        .collect();
    let heads: Vec<ChainHead> = backups.iter().map(|(_, head)| *head).collect();
    let (check, altered) = check(&company, &heads, &mut job)?;
    let heads = backups.iter().zip(&check.holds).map(|((backup, head), holds)| HeadCheck {
        at: korean_rfc3339(backup.at),
        backup: backup.path.display().to_string(),
        seq: head.seq,
        holds: *holds,
    });
    let heads = heads.collect();
    Ok(AuditVerified {
        rows: check.report.rows,
        head: head_view(check.report.head),
        fault: chain_fault(&check.report).or_else(|| altered.map(document_fault)),
        heads,
        unreadable,
    })
}

fn check(
    company: &OpenCompany,
    heads: &[ChainHead],
    job: &mut Job<'_>,
) -> Result<(ChainCheck, Option<AlteredDocument>), AppError> {
    let checked = company.book.read(|reader: &Reader| {
        let check = reader.verify_against(heads, &mut job.stage("verify"))?;
        if check.report.fault.is_some() {
            return Ok((check, None));
        }
        let altered = reader.altered_documents(1, &mut job.stage("check"))?;
        Ok((check, altered.first().copied()))
    });
    Ok(checked?)
}

fn chain_fault(report: &ChainReport) -> Option<AuditFault> {
    let (kind, seq) = match report.fault? {
        ChainFault::Missing { seq } => (AuditFaultKind::Missing, seq),
        ChainFault::Altered { seq } => (AuditFaultKind::Altered, seq),
    };
    let place = report.place.clone().unwrap_or_default();
    Some(AuditFault {
        kind,
        seq: Some(seq),
        entity: place.entity.map(|entity| entity.name().to_owned()),
        entity_id: place.entity_id,
        act: place.act,
        at: place.at.map(korean_rfc3339),
    })
}

fn document_fault(document: AlteredDocument) -> AuditFault {
    AuditFault {
        kind: AuditFaultKind::Content,
        seq: None,
        entity: Some(document.entity.name().to_owned()),
        entity_id: Some(document.id),
        act: None,
        at: None,
    }
}
