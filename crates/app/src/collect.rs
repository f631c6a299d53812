//! Collecting e-tax invoices (전자세금계산서) from the tax office.
//!
//! A run is cut into pieces: a direction, a kind, at most as many months as one list may have. Each
//! page of a list is planned against the books as an imported file is, and written in one transaction
//! with the progress of its piece; so is each batch of documents. Whatever ends a run, what came is
//! kept, and going on ends with the books that an uninterrupted run would have made: approval numbers
//! are known, so nothing comes in twice.

mod again;
mod asked;
mod book;
mod chain;
mod desk;
mod documents;
mod due;
mod ledger;
mod page;
mod plan;
mod run;
mod show;
mod start;
#[cfg(test)]
mod tests;
mod waiting;

pub(crate) use again::{Again, go_on_if_stopped};
pub(crate) use asked::check_period;
pub(crate) use book::service_name;
pub(crate) use chain::{Collector, Collectors};
pub(crate) use desk::{
    collect_chain, collect_decide, collect_if_due, collect_plan, collect_plan_write, collect_resume,
    collect_runs, collect_show, collect_start, collect_todos, late_by, with_demo_password,
};
pub(crate) use run::Collecting;
