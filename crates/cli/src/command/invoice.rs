//! `jangbu invoice …`

use super::import::totals_lines;
use super::{Access, Session, cert, failure};
use crate::Outcome;
use crate::args::{DirectionArg, FilterArgs, InvoiceCommand, ListArgs};
use crate::output::{Align, Output, table, won};
use jangbu_app::ipc::view::{
    Direction, ErrorView, ExportFormat, InvoiceColumn, InvoiceExportRequest, InvoiceFilter, InvoicePage,
    InvoicePageRequest, InvoiceRef, InvoiceRow, InvoiceSort, InvoiceTotals, InvoiceTotalsRequest,
    InvoiceView, PartyView, SavedFile,
};
use serde::Serialize;
use std::path::Path;

/// What `invoice list` answers.
#[derive(Serialize)]
struct ListAnswer {
    rows: Vec<InvoiceRow>,
    next: Option<String>,
    totals: InvoiceTotals,
}

pub(crate) fn run(session: &Session, command: InvoiceCommand) -> Result<Outcome, ErrorView> {
    match command {
        InvoiceCommand::Sign { file, signer } => return cert::sign_invoice(session, &file, &signer),
        InvoiceCommand::Verify { file, trust } => return cert::verify_invoice(session, &file, &trust),
        _ => session.open_company(Access::Read)?,
    };
    match command {
        InvoiceCommand::Sign { .. } | InvoiceCommand::Verify { .. } => Ok(()),
        InvoiceCommand::List(args) => list(session, args),
        InvoiceCommand::Show { invoice } => show(session, &invoice),
        InvoiceCommand::Export { filter, to, overwrite } => export(session, &filter, &to, overwrite),
    }?;
    Ok(Outcome::Done)
}

fn list(session: &Session, args: ListArgs) -> Result<(), ErrorView> {
    let (filter, sort) = (filter(&args.filter), sort(&args.filter.sort)?);
    let totals =
        session.call("invoice.totals", &InvoiceTotalsRequest { filter: filter.clone(), ids: None })?;
    let request = InvoicePageRequest { filter, sort, after: args.after, limit: args.limit };
    let page: InvoicePage = session.call("invoice.page", &request)?;
    let answer = ListAnswer { rows: page.rows, next: page.next, totals };
    let output = session.output;
    output.answer(&answer, || {
        let mut lines = rows_table(output, &answer.rows);
        if let Some(next) = &answer.next {
            lines.push(format!("… --after {next}"));
        }
        lines.push(String::new());
        lines.extend(totals_lines(output, &answer.totals));
        lines
    });
    Ok(())
}

fn filter(args: &FilterArgs) -> InvoiceFilter {
    InvoiceFilter {
        from: args.from.clone(),
        to: args.to_date.clone(),
        direction: args.direction.map(|direction| match direction {
            DirectionArg::Sale => Direction::Sale,
            DirectionArg::Purchase => Direction::Purchase,
        }),
        text: args.text.clone(),
        total_min_krw: args.min,
        total_max_krw: args.max,
        has_warnings: args.warnings.then_some(true),
        ..InvoiceFilter::default()
    }
}

fn sort(keys: &[String]) -> Result<Vec<InvoiceSort>, ErrorView> {
    let parse = |key: &String| {
        let (name, descending) = key.strip_prefix('-').map_or((key.as_str(), false), |name| (name, true));
        let column: Result<InvoiceColumn, _> = serde_json::from_value(name.into());
        column
            .map(|column| InvoiceSort { column, descending })
            .map_err(|_| failure("request.malformed", "unknown sort column"))
    };
    keys.iter().map(parse).collect()
}

fn rows_table(output: Output, rows: &[InvoiceRow]) -> Vec<String> {
    let columns = [
        (output.text("작성일자", "Written"), Align::Left),
        (output.text("구분", "Side"), Align::Left),
        (output.text("거래처", "Partner"), Align::Left),
        (output.text("품목", "Item"), Align::Left),
        (output.text("공급가액", "Supply"), Align::Right),
        (output.text("세액", "Tax"), Align::Right),
        (output.text("합계", "Total"), Align::Right),
        (output.text("승인번호", "Approval"), Align::Left),
    ];
    let row = |row: &InvoiceRow| {
        let side = match row.direction {
            Direction::Sale => output.text("매출", "sale"),
            Direction::Purchase => output.text("매입", "purchase"),
        };
        vec![
            row.written_on.clone(),
            side.to_owned(),
            row.partner_name.clone(),
            row.item.clone(),
            won(Some(row.supply_krw)),
            won(row.tax_krw),
            won(Some(row.total_krw)),
            row.approval_number.clone(),
        ]
    };
    table(&columns, &rows.iter().map(row).collect::<Vec<_>>())
}

/// A short number is an id, 24 characters are an approval number.
fn show(session: &Session, invoice: &str) -> Result<(), ErrorView> {
    let id = invoice.parse::<i64>().ok().filter(|_| invoice.len() < 20);
    let approval_number = id.is_none().then(|| invoice.to_owned());
    let view: InvoiceView = session.call("invoice.show", &InvoiceRef { id, approval_number })?;
    session.output.answer(&view, || invoice_lines(session.output, &view));
    Ok(())
}

fn invoice_lines(output: Output, view: &InvoiceView) -> Vec<String> {
    let party = |label: &str, party: &PartyView| {
        format!("{label}  {} {} ({})", party.number, party.name, party.representative)
    };
    let mut lines = vec![
        format!("{}  {}", output.text("승인번호", "Approval"), view.row.approval_number),
        format!("{}  {}", output.text("작성일자", "Written"), view.row.written_on),
        party(output.text("공급자", "Supplier"), &view.supplier),
        party(output.text("공급받는자", "Buyer"), &view.buyer),
    ];
    lines.extend(view.broker.iter().map(|broker| party(output.text("수탁자", "Broker"), broker)));
    let columns = [
        (output.text("일자", "Date"), Align::Left),
        (output.text("품목", "Item"), Align::Left),
        (output.text("규격", "Spec"), Align::Left),
        (output.text("수량", "Qty"), Align::Right),
        (output.text("단가", "Price"), Align::Right),
        (output.text("공급가액", "Supply"), Align::Right),
        (output.text("세액", "Tax"), Align::Right),
    ];
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let rows: Vec<_> = view
        .lines
        .iter()
        .map(|line| {
            let head = [&line.supplied_on, &line.item, &line.specification, &line.quantity, &line.unit_price]
                .map(text);
            head.into_iter().chain([won(line.supply_krw), won(line.tax_krw)]).collect()
        })
        .collect();
    lines.extend(table(&columns, &rows));
    let (supply, tax, total) =
        (won(Some(view.row.supply_krw)), won(view.row.tax_krw), won(Some(view.row.total_krw)));
    lines.push(match output.language() {
        crate::args::Language::Ko => format!("공급가액 {supply}  세액 {tax}  합계 {total}"),
        crate::args::Language::En => format!("supply {supply}  tax {tax}  total {total}"),
    });
    lines.extend(view.warnings.iter().map(|warning| format!("! {}", warning.code)));
    lines
}

/// The format that a target's ending names.
pub(super) fn format_of(to: &Path) -> Result<ExportFormat, ErrorView> {
    let ending = to.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    match ending.as_deref() {
        Some("csv") => Ok(ExportFormat::Csv),
        Some("xlsx") => Ok(ExportFormat::Xlsx),
        _ => Err(failure("request.malformed", "the target must end in .csv or .xlsx")),
    }
}

fn export(session: &Session, args: &FilterArgs, to: &Path, overwrite: bool) -> Result<(), ErrorView> {
    let format = format_of(to)?;
    let to = std::path::absolute(to).unwrap_or_else(|_| to.to_path_buf());
    let request = InvoiceExportRequest {
        filter: filter(args),
        sort: sort(&args.sort)?,
        format,
        to: Some(to.to_string_lossy().into_owned()),
        overwrite,
        language: session.output.language().as_str().to_owned(),
    };
    let saved: SavedFile = session.call("invoice.export", &request)?;
    session.output.answer(&saved, || vec![saved.path.clone().unwrap_or_default()]);
    Ok(())
}
