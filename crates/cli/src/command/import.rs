//! `jangbu import PATH…`

use super::{Access, Session};
use crate::Outcome;
use crate::args::{ImportArgs, Language, OnConflict};
use crate::output::{Align, Output, fill, table, won};
use jangbu_app::ipc::view::{
    ConflictChoice, ConflictDecision, ErrorView, Event, FindingView, ImportCommitRequest, ImportInput,
    ImportOutcome, ImportPreview, ImportPreviewRequest, InvoiceTotals, Severity, Sums,
};
use serde::Serialize;
use serde_json::Value;
use std::thread::JoinHandle;

const FINDINGS_KO: &str = include_str!("../../../../ui/src/locales/ko/findings.json");
const FINDINGS_EN: &str = include_str!("../../../../ui/src/locales/en/findings.json");
const BOOK_FINDINGS_KO: &str = include_str!("../../../../ui/src/locales/ko/findings_book.json");
const BOOK_FINDINGS_EN: &str = include_str!("../../../../ui/src/locales/en/findings_book.json");

/// Findings printed to a terminal; `--json` gives all the dry run holds.
pub(super) const FINDINGS_SHOWN_MAX: usize = 50;

/// What `import` answers.
#[derive(Serialize)]
struct ImportAnswer {
    preview: ImportPreview,
    /// Null for a dry run.
    outcome: Option<ImportOutcome>,
}

pub(crate) fn run(session: &Session, args: &ImportArgs) -> Result<Outcome, ErrorView> {
    session.open_company(if args.dry_run { Access::Read } else { Access::Write })?;
    let progress = Progress::show(session);
    let preview = preview(session, args)?;
    let outcome = if args.dry_run {
        None
    } else {
        Some(commit(session, args, &preview).inspect_err(|_| tell_findings(session.output, &preview))?)
    };
    drop(progress);
    let needs_a_look =
        preview.rejected > 0 || outcome.as_ref().map_or(preview.conflicts_total, |o| o.kept_ours) > 0;
    let answer = ImportAnswer { preview, outcome };
    session.output.answer(&answer, || lines(session.output, &answer));
    Ok(if needs_a_look { Outcome::NeedsALook } else { Outcome::Done })
}

fn preview(session: &Session, args: &ImportArgs) -> Result<ImportPreview, ErrorView> {
    let inputs = args.paths.iter().map(|path| {
        // Absolute, so that the kept source says where it came from.
        let path = std::path::absolute(path).unwrap_or_else(|_| path.clone());
        ImportInput::Path(path.to_string_lossy().into_owned())
    });
    session
        .call("import.preview", &ImportPreviewRequest { inputs: inputs.collect(), job: "preview".to_owned() })
}

fn commit(session: &Session, args: &ImportArgs, preview: &ImportPreview) -> Result<ImportOutcome, ErrorView> {
    let choice = match args.on_conflict {
        OnConflict::Book => ConflictChoice::KeepOurs,
        OnConflict::File => ConflictChoice::TakeTheirs,
    };
    let request = ImportCommitRequest {
        preview: preview.preview.clone(),
        job: "commit".to_owned(),
        decisions: Vec::<ConflictDecision>::new(),
        otherwise: choice,
        accept_partial: args.accept_partial,
    };
    session.call("import.commit", &request)
}

fn lines(output: Output, answer: &ImportAnswer) -> Vec<String> {
    let preview = &answer.preview;
    let mut lines = files_table(output, preview);
    if preview.findings_total > 0 {
        lines.push(String::new());
        lines.extend(
            preview.findings.iter().take(FINDINGS_SHOWN_MAX).map(|finding| finding_line(output, finding)),
        );
        let more =
            usize::try_from(preview.findings_total).unwrap_or_default().saturating_sub(FINDINGS_SHOWN_MAX);
        if more > 0 {
            lines.push(format!("… +{more}"));
        }
    }
    lines.push(String::new());
    lines.push(summary(output, answer));
    let totals = answer.outcome.as_ref().map_or(&preview.totals, |outcome| &outcome.totals);
    lines.extend(totals_lines(output, totals));
    lines
}

/// What stood in the way, beside the refusal that follows.
fn tell_findings(output: Output, preview: &ImportPreview) {
    for finding in preview.findings.iter().take(FINDINGS_SHOWN_MAX) {
        Output::note(&finding_line(output, finding));
    }
}

fn files_table(output: Output, preview: &ImportPreview) -> Vec<String> {
    let columns = [
        (output.text("파일", "File"), Align::Left),
        (output.text("읽음", "Read"), Align::Right),
        (output.text("새것", "New"), Align::Right),
        (output.text("같음", "Same"), Align::Right),
        (output.text("보탬", "Adds"), Align::Right),
        (output.text("다름", "Differs"), Align::Right),
        (output.text("못 읽음", "Rejected"), Align::Right),
        (output.text("다른 회사", "Others'"), Align::Right),
    ];
    let row = |file: &jangbu_app::ipc::view::FilePreview| {
        let counts =
            [file.invoices, file.new, file.same, file.enriching, file.conflicts, file.rejected, file.foreign];
        let name = file.file.rsplit(['/', '\\']).next().unwrap_or(&file.file).to_owned();
        std::iter::once(name).chain(counts.iter().map(ToString::to_string)).collect::<Vec<_>>()
    };
    table(&columns, &preview.files.iter().map(row).collect::<Vec<_>>())
}

/// `✗ file!sheet:row [column] what — expected — found`
pub(super) fn finding_line(output: Output, finding: &FindingView) -> String {
    let of_forms: Value = serde_json::from_str(output.text(FINDINGS_KO, FINDINGS_EN)).unwrap_or_default();
    let of_books: Value =
        serde_json::from_str(output.text(BOOK_FINDINGS_KO, BOOK_FINDINGS_EN)).unwrap_or_default();
    let text = of_forms.get(&finding.code).or_else(|| of_books.get(&finding.code));
    let text = text.and_then(Value::as_str).unwrap_or(&finding.code);
    let mark = if finding.severity == Severity::Error { "✗" } else { "!" };
    let file = finding.file.rsplit(['/', '\\']).next().unwrap_or(&finding.file);
    let sheet = finding.sheet.as_ref().map(|sheet| format!("!{sheet}")).unwrap_or_default();
    let row = finding.row.map(|row| format!(":{row}")).unwrap_or_default();
    let column = finding.column.as_ref().map(|column| format!(" [{column}]")).unwrap_or_default();
    let found = finding.found.as_ref().map(|found| format!(" «{found}»")).unwrap_or_default();
    format!("{mark} {file}{sheet}{row}{column} {}{found}", fill(text, &finding.params))
}

fn summary(output: Output, answer: &ImportAnswer) -> String {
    let preview = &answer.preview;
    match (&answer.outcome, output.language()) {
        (None, Language::Ko) => format!(
            "미리 보기: 새것 {}건, 보탬 {}건, 같음 {}건, 다름 {}건, 못 읽음 {}건. 아무것도 쓰지 않았습니다.",
            preview.new, preview.enriching, preview.same, preview.conflicts_total, preview.rejected
        ),
        (None, Language::En) => format!(
            "Dry run: {} new, {} adding, {} same, {} different, {} rejected. Nothing was written.",
            preview.new, preview.enriching, preview.same, preview.conflicts_total, preview.rejected
        ),
        (Some(outcome), Language::Ko) => format!(
            "가져왔습니다: 새것 {}건, 보탬 {}건, 바꿈 {}건, 같음 {}건, 장부 것 유지 {}건, 못 읽음 {}건.",
            outcome.added,
            outcome.enriched,
            outcome.replaced,
            outcome.unchanged,
            outcome.kept_ours,
            outcome.rejected
        ),
        (Some(outcome), Language::En) => format!(
            "Imported: {} added, {} enriched, {} replaced, {} unchanged, {} kept as booked, {} rejected.",
            outcome.added,
            outcome.enriched,
            outcome.replaced,
            outcome.unchanged,
            outcome.kept_ours,
            outcome.rejected
        ),
    }
}

/// Sales and purchases apart.
pub(crate) fn totals_lines(output: Output, totals: &InvoiceTotals) -> Vec<String> {
    let columns = [
        (output.text("구분", "Side"), Align::Left),
        (output.text("건수", "Count"), Align::Right),
        (output.text("공급가액", "Supply"), Align::Right),
        (output.text("세액", "Tax"), Align::Right),
        (output.text("합계", "Total"), Align::Right),
    ];
    let row = |name: &str, sums: Sums| {
        let amounts = [sums.supply_krw, sums.tax_krw, sums.total_krw].map(|amount| won(Some(amount)));
        [name.to_owned(), sums.count.to_string()].into_iter().chain(amounts).collect::<Vec<_>>()
    };
    let rows = [
        row(output.text("매출", "Sales"), totals.sales),
        row(output.text("매입", "Purchases"), totals.purchases),
    ];
    table(&columns, &rows)
}

/// Progress on standard error while it lives.
pub(crate) struct Progress(Option<JoinHandle<()>>);

impl Progress {
    pub(crate) fn show(session: &Session) -> Self {
        let events = session.app.subscribe();
        Self(Some(std::thread::spawn(move || {
            let mut last = 0;
            for event in events {
                match event {
                    Event::Progress(step) if !step.finished && step.total > 0 => {
                        let percent = step.done * 100 / step.total;
                        if percent / 10 != last / 10 {
                            Output::note(&format!("{} {percent}% {}", step.stage, step.what));
                        }
                        last = percent;
                    }
                    _ => {}
                }
            }
        })))
    }
}

impl Drop for Progress {
    /// The thread ends with the program's events; it holds nothing that must be finished.
    fn drop(&mut self) {
        drop(self.0.take());
    }
}
