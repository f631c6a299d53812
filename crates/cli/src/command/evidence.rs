//! `jangbu evidence …`

use super::invoice::format_of;
use super::{Access, Session, cert, import};
use crate::Outcome;
use crate::args::{EvidenceCollectArgs, EvidenceCommand, EvidenceFilterArgs, EvidenceKindArg, Language};
use crate::output::{Align, Output, table, won};
use jangbu_app::ipc::view::{
    CertificateTarget, ErrorView, EvidenceCollectRequest, EvidenceCollected, EvidenceExportRequest,
    EvidenceFilterView, EvidenceKindView, EvidenceList, EvidencePage, EvidencePageRequest, EvidenceView,
    SavedFile,
};
use std::path::Path;

/// The job of a terminal.
const JOB: &str = "evidence";

pub(crate) fn run(session: &Session, command: EvidenceCommand) -> Result<Outcome, ErrorView> {
    match command {
        EvidenceCommand::Collect(args) => collect(session, args),
        EvidenceCommand::List { filter, limit, after } => list(session, &filter, limit, after),
        EvidenceCommand::Export { filter, to, overwrite } => export(session, &filter, &to, overwrite),
    }
}

fn collect(session: &Session, args: EvidenceCollectArgs) -> Result<Outcome, ErrorView> {
    session.open_company(Access::Write)?;
    let password = args.password.password_fd.map(|fd| session.ticket_of(fd)).transpose()?;
    let progress = import::Progress::show(session);
    let request = EvidenceCollectRequest {
        from: args.from,
        to: args.to,
        kinds: match args.kind {
            Some(kind) => vec![kind_view(kind)],
            None => vec![EvidenceKindView::CashReceipt, EvidenceKindView::CardPurchase],
        },
        certificate: args.cert.map(|id| CertificateTarget { id: Some(id), ..CertificateTarget::default() }),
        password,
        keep_password: cert::keep(&args.password),
        job: JOB.to_owned(),
    };
    let collected: EvidenceCollected = session.call("evidence.collect", &request)?;
    drop(progress);
    let output = session.output;
    output.answer(&collected, || {
        let mut lines: Vec<String> = collected.lists.iter().map(|list| list_line(output, list)).collect();
        let failure = collected.failure.as_deref();
        lines.extend(
            failure.map(|code| output.what_of(code, Some(super::collect::service(collected.service)))),
        );
        lines
    });
    Ok(if collected.failure.is_none() { Outcome::Done } else { Outcome::NeedsALook })
}

fn list_line(output: Output, list: &EvidenceList) -> String {
    let EvidenceList { new, changed, same, gone, .. } = list;
    let name = kind(output, list.kind);
    match output.language() {
        Language::Ko => format!(
            "{name}: 새것 {new}건, 달라진 것 {changed}건, 같은 것 {same}건, 홈택스 목록에 없는 것 {gone}건."
        ),
        Language::En => {
            format!("{name}: {new} new, {changed} changed, {same} the same, {gone} not in the office's list.")
        }
    }
}

const fn kind(output: Output, kind: EvidenceKindView) -> &'static str {
    match kind {
        EvidenceKindView::CashReceipt => output.text("현금영수증", "cash receipt"),
        EvidenceKindView::CardPurchase => output.text("카드", "card"),
    }
}

const fn kind_view(kind: EvidenceKindArg) -> EvidenceKindView {
    match kind {
        EvidenceKindArg::Cash => EvidenceKindView::CashReceipt,
        EvidenceKindArg::Card => EvidenceKindView::CardPurchase,
    }
}

fn filter_of(args: &EvidenceFilterArgs) -> EvidenceFilterView {
    EvidenceFilterView { kind: args.kind.map(kind_view), from: args.from.clone(), to: args.to_date.clone() }
}

fn list(
    session: &Session,
    filter: &EvidenceFilterArgs,
    limit: u32,
    after: Option<String>,
) -> Result<Outcome, ErrorView> {
    session.open_company(Access::Read)?;
    let output = session.output;
    let request = EvidencePageRequest { filter: filter_of(filter), after, limit };
    let page: EvidencePage = session.call("evidence.page", &request)?;
    output.answer(&page, || {
        let mut lines = rows_table(output, &page.rows);
        if let Some(next) = &page.next {
            lines.push(format!("… --after {next}"));
        }
        lines.push(String::new());
        lines.push(totals_line(output, &page));
        lines
    });
    Ok(Outcome::Done)
}

fn rows_table(output: Output, rows: &[EvidenceView]) -> Vec<String> {
    let columns = [
        (output.text("거래일자", "Day"), Align::Left),
        (output.text("구분", "Kind"), Align::Left),
        (output.text("가맹점", "Seller"), Align::Left),
        (output.text("사업자번호", "Number"), Align::Left),
        (output.text("공급가액", "Supply"), Align::Right),
        (output.text("부가세", "Tax"), Align::Right),
        (output.text("합계", "Total"), Align::Right),
        (output.text("공제", "Deductible"), Align::Left),
    ];
    let row = |row: &EvidenceView| {
        vec![
            row.on.clone(),
            kind(output, row.kind).to_owned(),
            row.seller_name.clone(),
            row.seller_number.clone(),
            won(Some(row.supply_krw)),
            won(Some(row.tax_krw)),
            won(Some(row.total_krw)),
            match row.deductible {
                Some(true) => output.text("공제", "yes"),
                Some(false) => output.text("불공제", "no"),
                None => "",
            }
            .to_owned(),
        ]
    };
    table(&columns, &rows.iter().map(row).collect::<Vec<_>>())
}

fn totals_line(output: Output, page: &EvidencePage) -> String {
    let totals = &page.totals;
    let (count, supply) = (totals.count, won(Some(totals.supply_krw)));
    let (tax, total) = (won(Some(totals.tax_krw)), won(Some(totals.total_krw)));
    let deductible = won(Some(totals.deductible_tax_krw));
    match output.language() {
        Language::Ko => {
            format!("{count}건  공급가액 {supply}  부가세 {tax} (공제 {deductible})  합계 {total}")
        }
        Language::En => {
            format!("{count}  supply {supply}  tax {tax} ({deductible} deductible)  total {total}")
        }
    }
}

fn export(
    session: &Session,
    filter: &EvidenceFilterArgs,
    to: &Path,
    overwrite: bool,
) -> Result<Outcome, ErrorView> {
    session.open_company(Access::Read)?;
    let format = format_of(to)?;
    let to = std::path::absolute(to).unwrap_or_else(|_| to.to_path_buf());
    let request = EvidenceExportRequest {
        filter: filter_of(filter),
        format,
        language: session.output.language().as_str().to_owned(),
        to: Some(to.to_string_lossy().into_owned()),
        overwrite,
    };
    let saved: SavedFile = session.call("evidence.export", &request)?;
    session.output.answer(&saved, || vec![saved.path.clone().unwrap_or_default()]);
    Ok(Outcome::Done)
}
