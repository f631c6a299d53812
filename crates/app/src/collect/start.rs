//! Beginning a run, and going on with one.

use super::asked::Asked;
use super::chain::{Collector, Link};
use super::ledger::{Ledger, NewRun};
use super::run::Run;
use crate::app::App;
use crate::certificate::{OpenedKey, open_key};
use crate::ipc::view::{
    CertificateTarget, CollectRequest, CollectResumeRequest, CollectState, CollectTrigger, KeepPassword,
    PaidWord,
};
use crate::job::Job;
use crate::open::OpenCompany;
use crate::{AppError, ErrorCode};
use std::sync::Arc;

/// Whose books, and what is remembered of their runs.
#[derive(Clone, Copy)]
pub(super) struct Desk<'a> {
    pub(super) app: &'a App,
    pub(super) company: &'a OpenCompany,
    pub(super) ledger: &'a dyn Ledger,
}

/// What the clerk gives with a run.
struct Given<'r> {
    certificate: Option<&'r CertificateTarget>,
    password: Option<u64>,
    keep: KeepPassword,
    paid: PaidWord,
}

/// The remotes that can be asked, with the key open for those that want it.
struct Chain<'a> {
    links: Vec<Link<'a>>,
    months_max: u8,
}

impl<'a> Desk<'a> {
    /// Begins a run and works at it; answers its number.
    ///
    /// # Errors
    /// Nothing was begun then. What goes wrong later is said by the run.
    pub(super) fn start(self, request: &CollectRequest, trigger: CollectTrigger) -> Result<i64, AppError> {
        self.check_writable()?;
        let asked = Asked::of(request)?;
        let turn = self.app.collecting.begin()?;
        let given = Given {
            certificate: request.certificate.as_ref(),
            password: request.password,
            keep: request.keep_password,
            paid: request.paid,
        };
        let chain = self.chain(&given)?;
        let parts = asked.parts(chain.months_max)?;
        let certificate = request.certificate.as_ref().and_then(|target| target.id.clone());
        // A name that is taken is refused before anything is begun: a run without a job would stay.
        let mut job = self.app.jobs.begin(&request.job, &self.app.events)?;
        let at = self.app.clock.now();
        let simulated = self.app.collects_from_stand_in(self.company);
        let new = NewRun { at, trigger, asked: asked.clone(), parts, certificate, simulated };
        let id = self.ledger.begin(&new)?;
        self.work(id, asked, chain, (&mut job, trigger))?;
        drop(turn);
        Ok(id)
    }

    /// Goes on with a run: what is done is not done again.
    ///
    /// # Errors
    /// `collect.not_found`, `collect.nothing_left`, and as [`Self::start`].
    pub(super) fn resume(self, request: &CollectResumeRequest) -> Result<i64, AppError> {
        self.check_writable()?;
        let turn = self.app.collecting.begin()?;
        let missing = || AppError::new(ErrorCode::CollectNotFound, "no such run");
        let run = self.ledger.run(request.run)?.ok_or_else(missing)?;
        if run.state == CollectState::Done {
            return Err(AppError::new(ErrorCode::CollectNothingLeft, "nothing of the run is left to do"));
        }
        let kept = run.certificate.clone();
        let kept = kept.map(|id| CertificateTarget { id: Some(id), ..CertificateTarget::default() });
        let given = Given {
            certificate: request.certificate.as_ref().or(kept.as_ref()),
            password: request.password,
            keep: KeepPassword::None,
            paid: request.paid,
        };
        let chain = self.chain(&given)?;
        let mut job = self.app.jobs.begin(&request.job, &self.app.events)?;
        self.ledger.go_on(run.id)?;
        self.work(run.id, run.asked, chain, (&mut job, run.trigger))?;
        drop(turn);
        Ok(run.id)
    }

    fn check_writable(self) -> Result<(), AppError> {
        if self.company.read_only {
            return Err(AppError::new(ErrorCode::BookReadOnly, "the book is open for reading only"));
        }
        Ok(())
    }

    /// Remotes with an obstacle stay in the chain: the run says why they were passed over.
    fn chain(self, given: &Given<'_>) -> Result<Chain<'a>, AppError> {
        let Desk { app, company, .. } = self;
        let collectors = app.collectors.in_order();
        let mut askable: Vec<&Arc<dyn Collector>> = Vec::new();
        let mut obstacle = None;
        for collector in &collectors {
            match collector.obstacle(app, company, given.paid) {
                // The free remote comes first, and so does what stands against it.
                Some(found) => {
                    obstacle.get_or_insert(found);
                }
                None => askable.push(collector),
            }
        }
        let nobody = || AppError::new(ErrorCode::CollectNobodyAsked, "there is no remote to ask");
        let Some(first) = askable.first() else { return Err(obstacle.unwrap_or_else(nobody)) };
        let months_max = first.months_max();
        let wants_key = askable.iter().any(|collector| collector.needs_certificate());
        let key = match given.password {
            _ if wants_key => Some(Arc::new(open_key(app, given.certificate, given.password, given.keep)?)),
            // It is used up all the same.
            Some(ticket) => app.secrets.take(ticket).map(|_| None)?,
            None => None,
        };
        let link = |collector: Arc<dyn Collector>| {
            let key: Option<Arc<OpenedKey>> = key.clone().filter(|_| collector.needs_certificate());
            Link::to(app, company, collector, key, given.paid)
        };
        Ok(Chain { links: collectors.into_iter().map(link).collect(), months_max })
    }

    fn work(
        self,
        id: i64,
        asked: Asked,
        chain: Chain<'a>,
        (job, trigger): (&mut Job<'a>, CollectTrigger),
    ) -> Result<(), AppError> {
        let Desk { app, company, ledger } = self;
        let by_itself = trigger != CollectTrigger::Hand;
        Run { app, company, ledger, id, asked, job, by_itself }.through(chain.links)?;
        Ok(())
    }
}
