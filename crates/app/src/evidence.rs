//! Purchases without a tax invoice (현금영수증, 사업용 신용카드): asked of Hometax, kept, shown.
//!
//! Asking only reads. Each list is kept whole, in one transaction, before the next is asked for:
//! whatever ends the work early, what came stays, and the same days can be asked for again.
#![expect(clippy::needless_pass_by_value, reason = "use cases share one signature")]

use crate::app::App;
use crate::certificate::open_key;
use crate::clock::korean_rfc3339;
use crate::collect::{Collector as _, check_period, service_name, with_demo_password};
use crate::ipc::convert::{once, parse_date};
use crate::ipc::view::{
    EvidenceCollectRequest, EvidenceCollected, EvidenceFilterView, EvidenceKindView, EvidenceList,
    EvidencePage, EvidencePageRequest, EvidenceTotals, EvidenceView, PaidWord, RemoteSystem,
};
use crate::job::Job;
use crate::open::InUse;
use crate::remote::{EvidenceDesk, HometaxCollector, open_evidence, realm_view, remote_failure};
use crate::{AppError, ErrorCode};
use jangbu_remote::port::purchase_evidence::{Amounts, CardPurchase, CashReceipt, Seller};
use jangbu_remote::port::tax_invoice_collect::Period;
use jangbu_store::{
    Evidence, EvidenceCounts, EvidenceCursor, EvidenceFilter, EvidenceKind, EvidenceRow, StoreError,
};

/// Who is asked.
const SERVICE: RemoteSystem = RemoteSystem::Hometax;

pub(crate) fn evidence_collect(
    app: &App,
    request: EvidenceCollectRequest,
) -> Result<EvidenceCollected, AppError> {
    let company = app.company()?;
    if company.read_only {
        return Err(AppError::from(StoreError::ReadOnly));
    }
    let period = check_period(&request.from, &request.to)?;
    let kinds = once(request.kinds.iter().copied());
    if kinds.is_empty() {
        return Err(AppError::new(ErrorCode::RequestMalformed, "no kind of purchase was named"));
    }
    if let Some(obstacle) = HometaxCollector.obstacle(app, &company, PaidWord::Ask) {
        return Err(obstacle);
    }
    // Hometax keeps one session: a run that collects invoices meanwhile would lose its own.
    let turn = app.collecting.begin()?;
    let password = with_demo_password(app, &company, request.password)?;
    let key = open_key(app, request.certificate.as_ref(), password, request.keep_password)?;
    let desk = open_evidence(app, &company, &key)?;
    let mut job = app.jobs.begin(&request.job, &app.events)?;
    let too_long = || AppError::new(ErrorCode::CollectPeriod, "the period has too many pieces");
    let pieces = period.pieces(desk.months_max).ok_or_else(too_long)?;
    let mut work = Work { app, company: &company, desk: &desk, done: 0, total: pieces.len() * kinds.len() };
    let mut collected = EvidenceCollected {
        service: SERVICE,
        realm: realm_view(desk.realm),
        lists: Vec::with_capacity(kinds.len()),
        failure: None,
    };
    for kind in kinds {
        let mut list = EvidenceList { kind, new: 0, changed: 0, same: 0, gone: 0, complete: false };
        let failed = work.ask(kind, &pieces, &mut list, &mut job).err();
        list.complete = failed.is_none();
        count(app, &list);
        collected.lists.push(list);
        let Some(error) = failed else { continue };
        if work.done == 0 {
            // Nothing came at all: it is the request's failure.
            return Err(error);
        }
        app.note_failure("evidence.collect", &error);
        collected.failure = Some(error.code().as_str().to_owned());
        break;
    }
    drop(turn);
    Ok(collected)
}

/// Lists that are asked for one after the other.
struct Work<'a> {
    app: &'a App,
    company: &'a InUse,
    desk: &'a EvidenceDesk,
    /// Lists that came.
    done: usize,
    total: usize,
}

impl Work<'_> {
    /// Asks for all pieces of one kind; what came is in `list`, also when it fails.
    fn ask(
        &mut self,
        kind: EvidenceKindView,
        pieces: &[Period],
        list: &mut EvidenceList,
        job: &mut Job<'_>,
    ) -> Result<(), AppError> {
        for piece in pieces {
            job.step("evidence", word(kind), self.done as u64, self.total as u64)?;
            let found = self.fetch(kind, *piece, job)?;
            let (of, days) = (EvidenceKind::from(kind), (piece.from(), piece.to()));
            let at = self.app.clock.now();
            let counts = self.company.book.keep_evidence(of, days, &found, service_name(SERVICE), at)?;
            add(list, counts);
            self.done += 1;
        }
        Ok(())
    }

    fn fetch(&self, kind: EvidenceKindView, piece: Period, job: &Job<'_>) -> Result<Vec<Evidence>, AppError> {
        let (remotes, stop) = (&self.app.remotes, job.stop_flag());
        let client = &self.desk.client;
        let found = match kind {
            EvidenceKindView::CashReceipt => remotes
                .wait(&stop, client.cash_receipts(piece))?
                .map(|rows| rows.into_iter().map(of_receipt).collect()),
            EvidenceKindView::CardPurchase => remotes
                .wait(&stop, client.card_purchases(piece))?
                .map(|rows| rows.into_iter().map(of_card).collect()),
        };
        found.map_err(|error| remote_failure(&error))
    }
}

/// The kind's name in a job's progress.
const fn word(kind: EvidenceKindView) -> &'static str {
    match kind {
        EvidenceKindView::CashReceipt => "cash_receipt",
        EvidenceKindView::CardPurchase => "card_purchase",
    }
}

const fn add(list: &mut EvidenceList, counts: EvidenceCounts) {
    list.new = list.new.saturating_add(counts.new);
    list.changed = list.changed.saturating_add(counts.changed);
    list.same = list.same.saturating_add(counts.same);
    list.gone = list.gone.saturating_add(counts.gone);
}

fn count(app: &App, list: &EvidenceList) {
    let became = [("new", list.new), ("changed", list.changed), ("same", list.same), ("gone", list.gone)];
    for (became, count) in became {
        app.metrics.evidence(became, count);
    }
}

fn of_receipt(receipt: CashReceipt) -> Evidence {
    let CashReceipt { at, approval, seller, amounts, is_deductible, dealing } = receipt;
    Evidence { at, approval, dealing, ..of(EvidenceKind::CashReceipt, seller, amounts, is_deductible) }
}

fn of_card(purchase: CardPurchase) -> Evidence {
    let CardPurchase { on, card, issuer, serial, seller, amounts, is_deductible } = purchase;
    let at = on.at(0, 0, 0, 0);
    let rest = of(EvidenceKind::CardPurchase, seller, amounts, is_deductible);
    Evidence { at, approval: serial, card, issuer, ..rest }
}

/// What both kinds share.
fn of(kind: EvidenceKind, seller: Seller, amounts: Amounts, is_deductible: Option<bool>) -> Evidence {
    Evidence {
        kind,
        at: jangbu_domain::DateTime::ZERO,
        approval: String::new(),
        card: String::new(),
        issuer: String::new(),
        seller_number: seller.number,
        seller_name: seller.name,
        supply: amounts.supply,
        tax: amounts.tax,
        tip: amounts.tip,
        total: amounts.total,
        is_deductible,
        dealing: String::new(),
    }
}

pub(crate) fn evidence_page(app: &App, request: EvidencePageRequest) -> Result<EvidencePage, AppError> {
    let company = app.company()?;
    let filter = filter_of(&request.filter)?;
    let after = request.after.as_deref().map(str::parse::<EvidenceCursor>).transpose()?;
    let (rows, next, sums) = company.book.read(|reader| {
        let (rows, next) = reader.evidence_page(&filter, after.as_ref(), request.limit)?;
        Ok((rows, next, reader.evidence_sums(&filter)?))
    })?;
    Ok(EvidencePage {
        rows: rows.into_iter().map(view_of).collect(),
        next: next.map(|next| next.to_string()),
        totals: EvidenceTotals {
            count: sums.count,
            supply_krw: sums.supply_krw,
            tax_krw: sums.tax_krw,
            total_krw: sums.total_krw,
            deductible_tax_krw: sums.deductible_tax_krw,
        },
    })
}

/// A filter from the edge.
///
/// # Errors
/// `request.malformed`.
pub(crate) fn filter_of(filter: &EvidenceFilterView) -> Result<EvidenceFilter, AppError> {
    let day = |text: &Option<String>| text.as_deref().map(parse_date).transpose();
    Ok(EvidenceFilter {
        kind: filter.kind.map(EvidenceKind::from),
        from: day(&filter.from)?,
        to: day(&filter.to)?,
    })
}

/// A row for the edge.
pub(crate) fn view_of(row: EvidenceRow) -> EvidenceView {
    let EvidenceRow { id, evidence, found_at, seen_at, .. } = row;
    // The office gives the day alone for a card; a receipt at midnight sharp is one without its time.
    let time = evidence.at.time();
    let is_day = evidence.kind == EvidenceKind::CardPurchase || time == jiff::civil::Time::midnight();
    EvidenceView {
        id,
        kind: EvidenceKindView::from(evidence.kind),
        on: evidence.at.date().to_string(),
        time: (!is_day).then(|| time.to_string()),
        approval: evidence.approval,
        card: evidence.card,
        issuer: evidence.issuer,
        seller_number: evidence.seller_number.map(|number| number.to_string()).unwrap_or_default(),
        seller_name: evidence.seller_name,
        supply_krw: evidence.supply.won(),
        tax_krw: evidence.tax.won(),
        tip_krw: evidence.tip.won(),
        total_krw: evidence.total.won(),
        deductible: evidence.is_deductible,
        dealing: evidence.dealing,
        found_at: korean_rfc3339(found_at),
        seen_at: korean_rfc3339(seen_at),
    }
}

impl From<EvidenceKind> for EvidenceKindView {
    fn from(kind: EvidenceKind) -> Self {
        match kind {
            EvidenceKind::CashReceipt => Self::CashReceipt,
            EvidenceKind::CardPurchase => Self::CardPurchase,
        }
    }
}

impl From<EvidenceKindView> for EvidenceKind {
    fn from(kind: EvidenceKindView) -> Self {
        match kind {
            EvidenceKindView::CashReceipt => Self::CashReceipt,
            EvidenceKindView::CardPurchase => Self::CardPurchase,
        }
    }
}
