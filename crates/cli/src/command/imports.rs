//! `jangbu imports …`

use super::{Access, Session, import};
use crate::Outcome;
use crate::args::{ImportsCommand, Language};
use crate::output::{Align, Output, table};
use jangbu_app::ipc::view::{Empty, ErrorView, ImportList, ImportUndoRequest, ImportUndone};

pub(crate) fn run(session: &Session, command: &ImportsCommand) -> Result<Outcome, ErrorView> {
    let access = if matches!(command, ImportsCommand::List) { Access::Read } else { Access::Write };
    session.open_company(access)?;
    match command {
        ImportsCommand::List => list(session),
        ImportsCommand::Undo { id } => undo(session, *id),
    }
}

fn list(session: &Session) -> Result<Outcome, ErrorView> {
    let output = session.output;
    let list: ImportList = session.call("import.list", &Empty {})?;
    output.answer(&list, || {
        let columns = [
            (output.text("번호", "Id"), Align::Right),
            (output.text("때", "At"), Align::Left),
            (output.text("추가", "Added"), Align::Right),
            (output.text("보탬", "Enriched"), Align::Right),
            (output.text("바꿈", "Replaced"), Align::Right),
            (output.text("되돌림", "Undone"), Align::Left),
            (output.text("파일", "Files"), Align::Left),
        ];
        let rows: Vec<_> = list
            .imports
            .iter()
            .map(|import| {
                vec![
                    import.id.to_string(),
                    import.at.clone(),
                    import.added.to_string(),
                    import.enriched.to_string(),
                    import.replaced.to_string(),
                    import.undone_at.clone().unwrap_or_default(),
                    files_in_short(output, &import.files),
                ]
            })
            .collect();
        table(&columns, &rows)
    });
    Ok(Outcome::Done)
}

/// The first file, and how many more.
fn files_in_short(output: Output, files: &[String]) -> String {
    let first = files.first().cloned().unwrap_or_default();
    match (files.len(), output.language()) {
        (0 | 1, _) => first,
        (count, Language::Ko) => format!("{first} 외 {}개", count - 1),
        (count, Language::En) => format!("{first} and {} more", count - 1),
    }
}

fn undo(session: &Session, id: i64) -> Result<Outcome, ErrorView> {
    let output = session.output;
    let progress = import::Progress::show(session);
    let undone: ImportUndone =
        session.call("import.undo", &ImportUndoRequest { id, job: "undo".to_owned() })?;
    drop(progress);
    output.answer(&undone, || {
        let (removed, restored, kept) = (undone.removed, undone.restored, undone.kept.len());
        vec![match output.language() {
            Language::Ko => {
                format!("뺀 것 {removed}건, 되돌린 것 {restored}건, 그대로 둔 것 {kept}건")
            }
            Language::En => format!("removed {removed}, restored {restored}, left alone {kept}"),
        }]
    });
    Ok(if undone.kept.is_empty() { Outcome::Done } else { Outcome::NeedsALook })
}
