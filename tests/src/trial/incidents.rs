//! Money set aside and incidents with their notices: whatever ends the process, nothing is spent
//! twice and nobody is told twice.

use crate::Outcome;
use jangbu_store::{Book, ErrandBounds, FirstStep, NewErrand, NewSpending, Observed, SetAside, Severity};
use jiff::{Timestamp, ToSpan as _};

const PROVIDER: &str = "paid";
const MONTH: &str = "2026-03";
/// Room for the calls of every process that is ended between setting aside and settling.
const CAP_KRW: i64 = 1_000_000;
const CALL_KRW: i64 = 10;
const RULE: &str = "slow";

/// Pays once and settles it, begins an incident and ends it.
///
/// # Errors
/// Those of the store; a sentence when an incident was announced twice.
pub(super) fn incidents(book: &Book, day: Timestamp) -> Outcome {
    book.keep_consent(PROVIDER, Some(CAP_KRW), day)?;
    let call = NewSpending {
        provider: PROVIDER.to_owned(),
        operation: "trial.pay".to_owned(),
        month: MONTH.to_owned(),
        count: 1,
        krw: CALL_KRW,
        agreed_once: false,
    };
    match book.set_aside(&call, day)? {
        SetAside::Done(id) => book.settle_spending(id, CALL_KRW, day)?,
        refused => return Err(format!("nothing was set aside: {refused:?}").into()),
    }
    let spent = book.read(|r| r.spent(PROVIDER, MONTH))?;
    if spent.krw > CAP_KRW || spent.krw < CALL_KRW {
        return Err(format!("{} won are spent", spent.krw).into());
    }
    let observed = Observed {
        rule: RULE.to_owned(),
        subject: PROVIDER.to_owned(),
        severity: Severity::Warning,
        params: "{}".to_owned(),
    };
    let give_up_at = day.checked_add(1.hours())?;
    let notice = |step: &str, id: i64| NewErrand {
        operation: "trial.tell".to_owned(),
        key: format!("tell/{id}/{step}"),
        input: "{}".to_owned(),
        input_sha256: [3; 32],
        has_effect: true,
        first: FirstStep::Send,
        bounds: ErrandBounds { sends_max: 1, look_ups_max: 1, give_up_at },
        due_at: day,
    };
    let opened = book.observe(&observed, |id| vec![notice("began", id)], day)?;
    if opened.is_new != (opened.notices.len() == 1) {
        return Err("an incident began without its notice".into());
    }
    if book.observe(&observed, |id| vec![notice("again", id)], day)?.is_new {
        return Err("an incident began twice".into());
    }
    book.end_incident(RULE, PROVIDER, |row| vec![notice("ended", row.id)], day)?;
    match book.read(jangbu_store::Reader::open_incidents)?.len() {
        0 => Ok(()),
        open => Err(format!("{open} incidents stayed open").into()),
    }
}
