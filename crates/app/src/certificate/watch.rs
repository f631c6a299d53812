//! Which certificates ask for attention: those that expire soon, and a default that has expired.

use super::row::state_view;
use super::search::{Searched, search};
use crate::app::App;
use crate::ipc::view::{CertificateNotice, TodoView};
use jangbu_npki::certificate::{Certificate, Validity, ValidityAt};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Days before the last day on which a notice becomes due.
const NOTICE_DAYS: [u32; 4] = [1, 7, 14, 30];
/// Time after which 오늘 searches again. The status bar never searches: it is asked every few seconds.
const SEARCH_AGAIN: SignedDuration = SignedDuration::from_mins(10);
/// Most notices on 오늘.
const TODOS_MAX: usize = 10;
/// The preference: the default certificate of each company.
const DEFAULTS: &str = "certificates.default";

/// What the last search found.
#[derive(Default)]
pub(crate) struct CertificateWatch(Mutex<Option<Watched>>);

struct Watched {
    at: Timestamp,
    certificates: Vec<(String, Certificate)>,
}

impl CertificateWatch {
    fn lock(&self) -> MutexGuard<'_, Option<Watched>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn remember(&self, at: Timestamp, searched: &Searched) {
        let certificates =
            searched.found.iter().map(|found| (found.id.clone(), found.certificate.clone())).collect();
        *self.lock() = Some(Watched { at, certificates });
    }

    /// Another company is open, whose certificates may lie elsewhere.
    pub(crate) fn forget(&self) {
        *self.lock() = None;
    }

    fn is_stale(&self, now: Timestamp) -> bool {
        !self.lock().as_ref().is_some_and(|watched| {
            let age = now.duration_since(watched.at);
            age >= SignedDuration::ZERO && age < SEARCH_AGAIN
        })
    }
}

/// The notice that is due: the nearest bound that the last day is not beyond; none once it has expired.
pub(super) fn notice_of(validity: &Validity, now: Timestamp) -> Option<u32> {
    if validity.at(now) != ValidityAt::Valid {
        return None;
    }
    let left = u32::try_from(validity.days_left(now)).unwrap_or_default();
    NOTICE_DAYS.into_iter().find(|days| left <= *days)
}

/// The default certificate of the open company.
pub(super) fn default_id(app: &App) -> Option<String> {
    let company = app.company().ok()?;
    defaults(app).remove(&company.id)
}

fn defaults(app: &App) -> BTreeMap<String, String> {
    let value = app.settings.values().remove(DEFAULTS).unwrap_or_default();
    serde_json::from_value(value).unwrap_or_default()
}

/// Remembers a company's default; none forgets it.
///
/// # Errors
/// `file.unwritable`.
pub(super) fn set_default(app: &App, company: &str, id: Option<String>) -> Result<(), crate::AppError> {
    let mut all = defaults(app);
    match id {
        Some(id) => all.insert(company.to_owned(), id),
        None => all.remove(company),
    };
    app.settings.write(DEFAULTS.to_owned(), serde_json::json!(all))
}

/// Searches if the last search was long ago, and says what is to be done.
pub(crate) fn todos(app: &App) -> Vec<TodoView> {
    if app.certificates.is_stale(app.clock.now()) {
        search(app);
        // The status bar shows what was found.
        app.announce_stale(&["app"]);
    }
    noticed(app).into_iter().take(TODOS_MAX).map(|notice| todo(&notice)).collect()
}

/// The one certificate for the status bar, from the last search.
pub(crate) fn status(app: &App) -> Option<CertificateNotice> {
    noticed(app).into_iter().next()
}

/// The default first, then by what is left.
fn noticed(app: &App) -> Vec<CertificateNotice> {
    let (now, default) = (app.clock.now(), default_id(app));
    let watched = app.certificates.lock();
    let certificates = watched.iter().flat_map(|watched| &watched.certificates);
    let mut notices: Vec<CertificateNotice> = certificates
        .filter_map(|(id, certificate)| {
            let validity = certificate.validity();
            let (notice, state) = (notice_of(validity, now), validity.at(now));
            let is_default = default.as_ref() == Some(id);
            let is_due = notice.is_some() || (is_default && state == ValidityAt::Expired);
            is_due.then(|| CertificateNotice {
                id: id.clone(),
                owner: certificate.owner(),
                valid_until: validity.last_day().to_string(),
                days_left: validity.days_left(now),
                state: state_view(state),
                notice,
                is_default,
            })
        })
        .collect();
    notices.sort_by_key(|notice| (!notice.is_default, notice.days_left));
    notices
}

fn todo(notice: &CertificateNotice) -> TodoView {
    let code = match (notice.notice, notice.days_left) {
        (None, _) => "certificate_expired",
        (Some(_), 0) => "certificate_expires_today",
        (Some(_), _) => "certificate_expires",
    };
    TodoView {
        code: code.to_owned(),
        due_on: Some(notice.valid_until.clone()),
        count: u64::try_from(notice.days_left).unwrap_or_default(),
        filter: None,
        params: BTreeMap::from([
            ("owner".to_owned(), notice.owner.clone()),
            ("days".to_owned(), notice.days_left.to_string()),
            ("until".to_owned(), notice.valid_until.clone()),
            ("certificate".to_owned(), notice.id.clone()),
        ]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notices_come_thirty_fourteen_seven_and_one_day_before_and_not_after() {
        let until: Timestamp = "2026-12-31T14:59:59Z".parse().unwrap();
        let validity = Validity { not_before: "2026-01-01T00:00:00Z".parse().unwrap(), not_after: until };
        let due = |days: i64| {
            notice_of(&validity, until.checked_sub(SignedDuration::from_hours(24 * days)).unwrap())
        };
        let seen: Vec<_> = [31, 30, 15, 14, 8, 7, 2, 1, 0, -1].map(due).into();
        let expected =
            [None, Some(30), Some(30), Some(14), Some(14), Some(7), Some(7), Some(1), Some(1), None];
        assert_eq!(seen, expected);
    }
}
