//! The list, its sums, and one invoice whole.

use crate::app::App;
use crate::clock::korean_rfc3339;
use crate::ipc::convert::{buyer_kind, declaration_view, line_view, parse_date, party_view, payment_view};
use crate::ipc::view::{
    ChangeView, FieldChange, InvoiceAnchors, InvoiceAnchorsRequest, InvoiceColumn, InvoiceFilter,
    InvoicePage, InvoicePageRequest, InvoiceRef, InvoiceRow, InvoiceSort, InvoiceTotals,
    InvoiceTotalsRequest, InvoiceView, SignatureState, SourceSummary, Sums, WarningView,
};
use crate::{AppError, ErrorCode};
use jangbu_domain::{ApprovalNumber, Detail, Krw, mask_resident_numbers};
use jangbu_store::{
    Column, Cursor, Entity, Filter, HistoryEntry, Reader, SignatureVerdict, Sort, SourceLink, StoreError,
    StoredInvoice,
};

/// Shortest and longest distance of anchors, in rows.
const ANCHOR_ROWS: std::ops::RangeInclusive<u32> = 50..=1_000;

pub(crate) fn invoice_page(app: &App, request: InvoicePageRequest) -> Result<InvoicePage, AppError> {
    let company = app.company()?;
    let (filter, sort) = (filter_of(&request.filter)?, sort_of(&request.sort));
    let after = request.after.as_deref().map(Cursor::parse).transpose()?;
    let page =
        company.book.read(|reader| reader.invoice_page(&filter, &sort, after.as_ref(), request.limit))?;
    Ok(InvoicePage { rows: rows_of(page.rows), next: page.next.map(|cursor| cursor.to_string()) })
}

pub(crate) fn invoice_anchors(app: &App, request: InvoiceAnchorsRequest) -> Result<InvoiceAnchors, AppError> {
    let company = app.company()?;
    let (filter, sort) = (filter_of(&request.filter)?, sort_of(&request.sort));
    if !ANCHOR_ROWS.contains(&request.every) {
        return Err(AppError::new(ErrorCode::RequestMalformed, "anchors stand 50 to 1,000 rows apart"));
    }
    let anchors = company.book.read(|reader| reader.invoice_anchors(&filter, &sort, request.every))?;
    Ok(InvoiceAnchors {
        count: anchors.count,
        every: request.every,
        anchors: anchors.cursors.iter().map(ToString::to_string).collect(),
    })
}

pub(crate) fn invoice_totals(app: &App, request: InvoiceTotalsRequest) -> Result<InvoiceTotals, AppError> {
    let company = app.company()?;
    let filter = filter_of(&request.filter)?;
    let totals = company.book.read(|reader| reader.invoice_totals(&filter, request.ids.as_deref()))?;
    Ok(InvoiceTotals { sales: sums_of(totals.sales), purchases: sums_of(totals.purchases) })
}

pub(crate) fn invoice_show(app: &App, request: InvoiceRef) -> Result<InvoiceView, AppError> {
    let company = app.company()?;
    let approval = request.approval_number.as_deref().map(ApprovalNumber::parse).transpose();
    let approval = approval.map_err(|error| AppError::new(ErrorCode::RequestMalformed, error.to_string()))?;
    let view = company.book.read(|reader| {
        let id = match (request.id, &approval) {
            (Some(id), _) => Some(id),
            (None, Some(approval)) => reader.invoice_by_approval(approval)?,
            (None, None) => None,
        };
        let Some(stored) = id.map(|id| reader.invoice(id)).transpose()?.flatten() else { return Ok(None) };
        let original = stored.invoice.amendment().and_then(|amendment| amendment.original.clone());
        let original_id =
            original.as_ref().map(|original| reader.invoice_by_approval(original)).transpose()?.flatten();
        let amended_by = reader.amendments_of(stored.invoice.approval())?;
        let history = reader.history(Entity::Invoice, stored.row.id)?;
        let sources = sources_of(reader, &stored)?;
        let history = history.iter().map(change_view).collect();
        Ok(Some(view_of(stored, original_id, rows_of(amended_by), history, sources)))
    })?;
    view.ok_or_else(|| AppError::new(ErrorCode::InvoiceNotFound, "no such invoice"))
}

/// Its documents, each with what became of its signature.
fn sources_of(reader: &Reader, stored: &StoredInvoice) -> Result<Vec<SourceSummary>, StoreError> {
    let summary = |link: &SourceLink| {
        let verdict = reader.signature_verdict(link.source.id)?;
        Ok(source_summary(link, verdict.as_ref()))
    };
    stored.sources.iter().map(summary).collect()
}

fn view_of(
    stored: StoredInvoice,
    original_id: Option<i64>,
    amended_by: Vec<InvoiceRow>,
    history: Vec<ChangeView>,
    sources: Vec<SourceSummary>,
) -> InvoiceView {
    let invoice = &stored.invoice;
    let amendment = invoice.amendment();
    InvoiceView {
        amendment_reason: amendment
            .and_then(|amendment| amendment.reason)
            .map(|reason| reason.code().to_owned()),
        original_approval_number: amendment.and_then(|a| a.original.as_ref()).map(ToString::to_string),
        original_id,
        amended_by,
        issued_at: invoice.issued_at().map(|moment| moment.strftime("%Y-%m-%dT%H:%M:%S").to_string()),
        transmitted_on: invoice.transmitted_on().map(|date| date.to_string()),
        supplier: party_view(invoice.supplier(), "business"),
        buyer: party_view(invoice.buyer(), buyer_kind(&invoice.buyer().identity)),
        broker: invoice.broker().map(|broker| party_view(broker, "business")),
        payment: payment_view(invoice.payment()),
        notes: invoice.notes().iter().map(|note| mask_resident_numbers(note).into_owned()).collect(),
        import_declaration: invoice.import_declaration().map(declaration_view),
        lines: invoice.lines().iter().enumerate().map(|(index, line)| line_view(index, line)).collect(),
        warnings: stored.warnings.iter().map(stored_warning_view).collect(),
        sources,
        history,
        looked_at: stored.note.looked_at.map(korean_rfc3339),
        clerk_note: Some(stored.note.text).filter(|text| !text.is_empty()),
        row: row_of(stored.row),
    }
}

fn stored_warning_view(warning: &jangbu_store::StoredWarning) -> WarningView {
    WarningView { code: warning.code.clone(), params: warning.params.clone() }
}

/// A change of a document.
pub(super) fn change_view(entry: &HistoryEntry) -> ChangeView {
    ChangeView {
        seq: entry.seq,
        at: korean_rfc3339(entry.at),
        act: entry.act.clone(),
        act_id: entry.act_id,
        operation: entry.operation.name().to_owned(),
        fields: entry
            .fields
            .iter()
            .map(|change| FieldChange {
                field: change.field.to_owned(),
                before: change.book.as_deref().map(|value| value_text(change.field, value)),
                after: change.file.as_deref().map(|value| value_text(change.field, value)),
            })
            .collect(),
    }
}

/// A value for the edge: moments in Korean time, as everywhere.
fn value_text(field: &str, value: &str) -> String {
    let moment = field.ends_with("_at").then(|| value.parse::<jiff::Timestamp>().ok()).flatten();
    moment.map_or_else(|| value.to_owned(), korean_rfc3339)
}

/// A source document with the place of the invoice in it.
pub(crate) fn source_summary(link: &SourceLink, verdict: Option<&SignatureVerdict>) -> SourceSummary {
    let source = &link.source;
    SourceSummary {
        id: source.id,
        file_name: source.file_name.clone(),
        format: source.format.clone(),
        signature: verdict.map(|verdict| match verdict {
            SignatureVerdict::Holds => SignatureState::Holds,
            SignatureVerdict::Fault(_) => SignatureState::Fails,
        }),
        size_bytes: source.size_bytes,
        sha256: source.sha256.clone(),
        imported_at: korean_rfc3339(source.imported_at),
        locator: link.locator.as_ref().map(|place| match (place.first_row, place.last_row) {
            (0, _) => place.sheet.clone(),
            (first, last) if first == last => format!("{}!{first}", place.sheet),
            (first, last) => format!("{}!{first}-{last}", place.sheet),
        }),
        import_id: source.import_id,
    }
}

/// The store's filter for a request.
pub(crate) fn filter_of(filter: &InvoiceFilter) -> Result<Filter, AppError> {
    let won = |won: Option<i64>| {
        let amount = won.map(Krw::new).transpose();
        amount.map_err(|error| AppError::new(ErrorCode::RequestMalformed, error.to_string()))
    };
    Ok(Filter {
        from: filter.from.as_deref().map(parse_date).transpose()?,
        to: filter.to.as_deref().map(parse_date).transpose()?,
        direction: filter.direction.map(Into::into),
        kinds: filter.kinds.iter().map(|kind| (*kind).into()).collect(),
        varieties: filter.varieties.iter().map(|variety| (*variety).into()).collect(),
        partner: filter.partner,
        total_min: won(filter.total_min_krw)?,
        total_max: won(filter.total_max_krw)?,
        text: filter.text.clone().filter(|text| !text.trim().is_empty()),
        has_warnings: filter.has_warnings,
        looked_at: filter.looked_at,
        import: filter.import,
    })
}

/// The store's order for a request; none means newest first.
pub(crate) fn sort_of(sort: &[InvoiceSort]) -> Vec<Sort> {
    if sort.is_empty() {
        return vec![Sort { column: Column::WrittenOn, descending: true }];
    }
    let column = |column| match column {
        InvoiceColumn::WrittenOn => Column::WrittenOn,
        InvoiceColumn::IssuedOn => Column::IssuedOn,
        InvoiceColumn::Partner => Column::Partner,
        InvoiceColumn::Supply => Column::Supply,
        InvoiceColumn::Tax => Column::Tax,
        InvoiceColumn::Total => Column::Total,
        InvoiceColumn::Kind => Column::Kind,
        InvoiceColumn::Direction => Column::Direction,
        InvoiceColumn::Approval => Column::Approval,
        InvoiceColumn::Item => Column::Item,
    };
    sort.iter().map(|key| Sort { column: column(key.column), descending: key.descending }).collect()
}

pub(crate) fn rows_of(rows: Vec<jangbu_store::InvoiceRow>) -> Vec<InvoiceRow> {
    rows.into_iter().map(row_of).collect()
}

pub(crate) fn row_of(row: jangbu_store::InvoiceRow) -> InvoiceRow {
    InvoiceRow {
        id: row.id,
        approval_number: row.approval.to_string(),
        direction: row.direction.into(),
        kind: row.type_code.kind.into(),
        variety: row.type_code.variety.into(),
        written_on: row.written_on.to_string(),
        issued_on: row.issued_at.map(|moment| moment.date().to_string()),
        partner_id: Some(row.partner_id),
        partner_name: row.partner_name,
        partner_number: row.partner_number,
        item: if row.line_count > 1 { format!("{} 외 {}", row.item, row.line_count - 1) } else { row.item },
        supply_krw: row.supply.won(),
        tax_krw: row.tax.map(Krw::won),
        total_krw: row.total.won(),
        purpose: row.purpose.map(Into::into),
        note: row.note,
        warnings: row.warnings,
        looked_at: row.looked_at,
        noted: row.noted,
        full: row.detail == Detail::Document,
    }
}

pub(crate) fn sums_of(sums: jangbu_store::Sums) -> Sums {
    Sums {
        count: sums.count,
        supply_krw: sums.supply_krw,
        tax_krw: sums.tax_krw,
        total_krw: sums.total_krw(),
    }
}
