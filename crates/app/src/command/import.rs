//! Importing: the dry run, the commit, the way back.

use crate::app::App;
use crate::file;
use crate::import::collect::collect_files;
use crate::import::items::items_of;
use crate::import::plan::{Meaning, Plan, PlannedItem, Planner};
use crate::import::read::read_file;
use crate::import::report::preview_view;
use crate::ipc::convert::add_to_totals;
use crate::ipc::view::{
    ConflictChoice, Empty, FindingView, ImportCommitRequest, ImportInput, ImportOutcome, ImportPreview,
    ImportPreviewRequest, ImportRef, ImportUndoRequest, ImportUndone, InvoiceTotals, Severity,
};
use crate::job::Job;
use crate::open::OpenCompany;
use crate::{AppError, ErrorCode};
use jangbu_domain::ApprovalNumber;
use jangbu_store::{ImportBatch, Kept, SourceFile};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::PathBuf;
use std::sync::PoisonError;

/// Most bytes of all files of one import together: they are held while they are written.
const IMPORT_BYTES_MAX: u64 = 1024 * 1024 * 1024;

pub(crate) fn import_preview(app: &App, request: ImportPreviewRequest) -> Result<ImportPreview, AppError> {
    let company = app.company()?;
    let paths = request.inputs.iter().map(|input| match input {
        ImportInput::Path(path) => Ok(PathBuf::from(path)),
        ImportInput::Upload(token) => app.uploads.find(token),
    });
    let paths = paths.collect::<Result<Vec<_>, _>>()?;
    let plan = plan(app, &company, &paths, &request.job)?;
    // Files offered by the system are dealt with once they were looked at.
    app.pending_files
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .retain(|pending| !paths.contains(pending));
    app.announce_stale(&["app"]);
    let (name, plan) = app.plans.hold(plan);
    Ok(preview_view(name, &plan))
}

/// Reads and compares; writes nothing.
pub(crate) fn plan(app: &App, company: &OpenCompany, paths: &[PathBuf], job: &str) -> Result<Plan, AppError> {
    let mut job = app.jobs.begin(job, &app.events)?;
    let files = collect_files(paths)?;
    let mut planner = Planner::new(company.number());
    let (count, mut bytes_total) = (files.len() as u64, 0);
    for (index, path) in (0..).zip(&files) {
        let read = read_file(path, &mut job, index, count)?;
        bytes_total += read.size_bytes;
        if bytes_total > IMPORT_BYTES_MAX {
            let message = "the files together are too large for one import";
            return Err(
                AppError::new(ErrorCode::FileTooLarge, message).with("max_mb", IMPORT_BYTES_MAX / 1_048_576)
            );
        }
        let known = match read.digest {
            Some(digest) => company.book.read(|reader| reader.source_by_hash(&digest.0))?.is_some(),
            None => false,
        };
        planner.take(read, known);
    }
    planner.compare(company, &mut job)
}

pub(crate) fn import_discard(app: &App, request: ImportRef) -> Result<Empty, AppError> {
    app.plans.discard(&request.preview);
    Ok(Empty {})
}

pub(crate) fn import_commit(app: &App, request: ImportCommitRequest) -> Result<ImportOutcome, AppError> {
    let company = app.company()?;
    let plan = app.plans.find(&request.preview)?;
    if plan.is_unreadable() {
        return Err(AppError::new(ErrorCode::ImportNoneReadable, "no invoice could be read"));
    }
    if plan.rejected() > 0 && !request.accept_partial {
        let error = AppError::new(
            ErrorCode::ImportPartialNeedsWord,
            "some rows were rejected; accept_partial takes the rest",
        );
        return Err(error.with("rejected", plan.rejected()));
    }
    let mut job = app.jobs.begin(&request.job, &app.events)?;
    let decisions = Decisions::of(&request)?;
    let outcome = write(app, &company, &plan, &decisions, &mut job)?;
    app.plans.discard(&request.preview);
    Ok(outcome)
}

/// What the clerk said about conflicts.
struct Decisions {
    named: HashMap<ApprovalNumber, ConflictChoice>,
    otherwise: ConflictChoice,
}

impl Decisions {
    fn of(request: &ImportCommitRequest) -> Result<Self, AppError> {
        let named = request.decisions.iter().map(|decision| {
            let approval = ApprovalNumber::parse(&decision.approval_number);
            approval.map(|approval| (approval, decision.choice))
        });
        let named = named.collect::<Result<_, _>>();
        let named = named.map_err(|error| AppError::new(ErrorCode::RequestMalformed, error.to_string()))?;
        Ok(Self { named, otherwise: request.otherwise })
    }

    fn takes_theirs(&self, item: &PlannedItem) -> bool {
        let choice = self.named.get(item.invoice.approval()).copied().unwrap_or(self.otherwise);
        choice == ConflictChoice::TakeTheirs
    }
}

fn write(
    app: &App,
    company: &OpenCompany,
    plan: &Plan,
    decisions: &Decisions,
    job: &mut Job<'_>,
) -> Result<ImportOutcome, AppError> {
    let contents = read_again(plan, job)?;
    let sealed: HashSet<usize> =
        plan.items.iter().filter(|item| item.carries_resident).flat_map(PlannedItem::files).collect();
    let used: HashSet<usize> = plan.items.iter().flat_map(PlannedItem::files).collect();
    // Files that gave nothing are not kept; the others keep their place in the plan.
    let kept: Vec<usize> = (0..plan.files.len()).filter(|file| used.contains(file)).collect();
    let places: HashMap<usize, usize> = kept.iter().enumerate().map(|(place, file)| (*file, place)).collect();
    let files = kept.iter().filter_map(|at| Some((plan.files.get(*at)?, contents.get(at)?, *at)));
    let files = files.map(|(file, bytes, at)| SourceFile {
        file_name: file.name.clone(),
        format: file.format.to_owned(),
        bytes,
        carries_resident: sealed.contains(&at),
    });
    let items_total = plan.items.iter().map(|item| item.sources.len() as u64).sum();
    let batch = ImportBatch { at: app.clock.now(), files: files.collect(), items_total };
    let items = plan
        .items
        .iter()
        .flat_map(|item| items_of(item, decisions.takes_theirs(item), |file| places.get(&file).copied()));
    let counts = company.book.import(&batch, items, &mut job.stage("write"))?;
    Ok(outcome(plan, decisions, counts))
}

/// The bytes of each file that gave something, unchanged since the dry run.
fn read_again(plan: &Plan, job: &mut Job<'_>) -> Result<HashMap<usize, Vec<u8>>, AppError> {
    let used: HashSet<usize> = plan.items.iter().flat_map(PlannedItem::files).collect();
    let mut contents = HashMap::with_capacity(used.len());
    for (at, file) in plan.files.iter().enumerate().filter(|(at, _)| used.contains(at)) {
        job.step("read", &file.name, at as u64, plan.files.len() as u64)?;
        let bytes = file::read_bounded(&file.path)?;
        Plan::check_bytes(file, &bytes)?;
        contents.insert(at, bytes);
    }
    Ok(contents)
}

fn outcome(plan: &Plan, decisions: &Decisions, counts: jangbu_store::ImportCounts) -> ImportOutcome {
    let mut totals = InvoiceTotals::default();
    let mut kept_ours = 0;
    for item in &plan.items {
        match item.meaning {
            Meaning::New => add_to_totals(&mut totals, &item.invoice, item.direction.into()),
            Meaning::Conflict { .. } if !decisions.takes_theirs(item) => kept_ours += 1,
            _ => {}
        }
    }
    ImportOutcome {
        import_id: counts.import_id,
        added: counts.added,
        enriched: counts.enriched,
        replaced: counts.replaced,
        unchanged: counts.unchanged,
        kept_ours,
        rejected: plan.rejected(),
        foreign: plan.files.iter().map(|file| file.counts.foreign).sum(),
        totals,
    }
}

pub(crate) fn import_undo(app: &App, request: ImportUndoRequest) -> Result<ImportUndone, AppError> {
    let company = app.company()?;
    let mut job = app.jobs.begin(&request.job, &app.events)?;
    let counts = company.book.undo_import(request.id, app.clock.now(), &mut job.stage("undo"))?;
    Ok(ImportUndone { removed: counts.removed, restored: counts.restored, kept: kept_views(&counts.kept) })
}

/// What an undo left alone, each with its reason.
pub(super) fn kept_views(kept: &[Kept]) -> Vec<FindingView> {
    let view = |kept: &Kept| FindingView {
        severity: Severity::Info,
        code: kept.reason.code().to_owned(),
        file: String::new(),
        sheet: None,
        row: None,
        column: None,
        expected: None,
        found: None,
        params: BTreeMap::from([("approval".to_owned(), kept.approval.to_string())]),
    };
    kept.iter().map(view).collect()
}
