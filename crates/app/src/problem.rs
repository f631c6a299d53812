//! What went wrong lately, in one quiet place, and a report of it that names nobody.
#![expect(
    clippy::needless_pass_by_value,
    clippy::unnecessary_wraps,
    reason = "use cases share one signature"
)]

mod report;

pub(crate) use report::problem_report;

use crate::app::App;
use crate::clock::korean_rfc3339;
use crate::ipc::view::{Empty, ProblemList, ProblemView};
use crate::log::redact;
use crate::{AppError, ErrorCode};
use jiff::Timestamp;
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

/// Problems kept; the oldest goes.
const KEPT_MAX: usize = 100;

/// The problems since the program was started.
#[derive(Default)]
pub(crate) struct Problems(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    last_id: u64,
    /// Newest first.
    problems: VecDeque<Problem>,
}

/// One problem, and how often it came in a row.
#[derive(Clone)]
struct Problem {
    id: u64,
    at: Timestamp,
    command: String,
    error: AppError,
    count: u32,
}

impl Problem {
    fn view(&self) -> ProblemView {
        ProblemView {
            id: self.id,
            at: korean_rfc3339(self.at),
            code: self.error.code().as_str().to_owned(),
            params: self.error.params().clone(),
            command: self.command.clone(),
            count: self.count,
        }
    }
}

impl Problems {
    /// Keeps a failure. The same one again only counts up, so that one that repeats does not push
    /// the others out.
    pub(crate) fn note(&self, at: Timestamp, command: &str, error: &AppError) -> ProblemView {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place = kept
            .problems
            .iter()
            .position(|problem| problem.command == command && problem.error.code() == error.code());
        let problem = if let Some(before) = place.and_then(|place| kept.problems.remove(place)) {
            Problem { at, error: error.clone(), count: before.count.saturating_add(1), ..before }
        } else {
            kept.last_id += 1;
            Problem { id: kept.last_id, at, command: command.to_owned(), error: error.clone(), count: 1 }
        };
        let view = problem.view();
        kept.problems.push_front(problem);
        kept.problems.truncate(KEPT_MAX);
        view
    }

    pub(crate) fn views(&self) -> Vec<ProblemView> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.problems.iter().map(Problem::view).collect()
    }

    pub(crate) fn count(&self) -> u32 {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        u32::try_from(kept.problems.len()).unwrap_or(u32::MAX)
    }

    fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).problems.clear();
    }

    /// A line for each, without what it was about.
    fn lines(&self) -> Vec<String> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let line = |problem: &Problem| {
            let (at, code) = (korean_rfc3339(problem.at), problem.error.code().as_str());
            let said = redact(&problem.error.to_string());
            format!("{at} {} {code} ×{}: {said}", problem.command, problem.count)
        };
        kept.problems.iter().map(line).collect()
    }
}

/// Whether a failure belongs among the problems. An answer to what was just typed or asked is
/// shown where it was asked, and is nobody's trouble afterwards.
pub(crate) const fn is_worth_keeping(code: ErrorCode) -> bool {
    !matches!(
        code,
        ErrorCode::BookWrongKey
            | ErrorCode::PassphraseWeak
            | ErrorCode::RecoveryKeyTypo
            | ErrorCode::BusinessNumberLength
            | ErrorCode::BusinessNumberCheckDigit
            | ErrorCode::NameMissing
            | ErrorCode::ImportPartialNeedsWord
            | ErrorCode::JobCancelled
            | ErrorCode::FileExists
            | ErrorCode::CertificateChooseCopy
            | ErrorCode::CertificatePasswordNeeded
            | ErrorCode::CertificateWrongPassword
            | ErrorCode::CertificatePasswordRefused
            | ErrorCode::CertificatePluginRisk
            | ErrorCode::IdentityNumber
            | ErrorCode::InvoiceAlreadySigned
            | ErrorCode::CompanyNoneOpen
            | ErrorCode::SecretTicketGone
            | ErrorCode::RequestUnknownCommand
    )
}

pub(crate) fn problem_list(app: &App, _: Empty) -> Result<ProblemList, AppError> {
    Ok(ProblemList { problems: app.problems.views() })
}

pub(crate) fn problem_clear(app: &App, _: Empty) -> Result<Empty, AppError> {
    app.problems.clear();
    Ok(Empty {})
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_795_000_000 + second).unwrap()
    }

    #[test]
    fn a_problem_that_repeats_counts_up_and_comes_first() {
        let problems = Problems::default();
        let full = AppError::new(ErrorCode::BookIo, "the disk is full");
        let gone = AppError::new(ErrorCode::InvoiceNotFound, "no such invoice");
        problems.note(at(0), "import.commit", &full);
        problems.note(at(1), "invoice.show", &gone);
        problems.note(at(2), "import.commit", &full);
        let views = problems.views();
        let told: Vec<_> = views.iter().map(|view| (view.id, view.code.as_str(), view.count)).collect();
        assert_eq!(told, [(1, "book.io", 2), (2, "invoice.not_found", 1)]);
        assert_eq!(views[0].at, korean_rfc3339(at(2)));
    }

    #[test]
    fn only_so_many_are_kept() {
        let problems = Problems::default();
        for number in 0..=KEPT_MAX {
            let error = AppError::new(ErrorCode::Internal, "again");
            problems.note(at(0), &format!("command {number}"), &error);
        }
        let views = problems.views();
        assert_eq!(views.len(), KEPT_MAX);
        assert!(views.iter().all(|view| view.command != "command 0"), "the oldest went");
    }
}
