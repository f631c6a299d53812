//! Partners: code help and the list.

use super::invoice::sums_of;
use crate::AppError;
use crate::app::App;
use crate::ipc::view::{
    PartnerPage, PartnerPageRequest, PartnerRow, PartnerSuggestRequest, PartnerSuggestions,
};

pub(crate) fn partner_suggest(
    app: &App,
    request: PartnerSuggestRequest,
) -> Result<PartnerSuggestions, AppError> {
    let company = app.company()?;
    let partners = company.book.read(|reader| reader.partner_suggest(&request.text, request.limit))?;
    Ok(PartnerSuggestions { partners: partners.into_iter().map(row_of).collect() })
}

pub(crate) fn partner_page(app: &App, request: PartnerPageRequest) -> Result<PartnerPage, AppError> {
    let company = app.company()?;
    let (text, after) = (request.text.as_deref(), request.after.as_deref());
    let page = company.book.read(|reader| reader.partner_page(text, after, request.limit))?;
    Ok(PartnerPage {
        partners: page.partners.into_iter().map(row_of).collect(),
        count: page.count,
        next: page.next,
    })
}

fn row_of(row: jangbu_store::PartnerRow) -> PartnerRow {
    PartnerRow {
        id: row.id,
        name: row.name,
        number: row.number,
        representative: row.representative,
        sales: sums_of(row.sales),
        purchases: sums_of(row.purchases),
        last_written_on: row.last_written_on.map(|date| date.to_string()),
    }
}
