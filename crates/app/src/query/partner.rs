//! Partners: code help and the list.

use super::invoice::sums_of;
use crate::AppError;
use crate::app::App;
use crate::ipc::view::{
    PartnerPage, PartnerPageRequest, PartnerRow, PartnerSuggestRequest, PartnerSuggestions, StandingView,
};
use crate::remote::standings_of;
use jangbu_store::{Reader, StoreError};

pub(crate) fn partner_suggest(
    app: &App,
    request: PartnerSuggestRequest,
) -> Result<PartnerSuggestions, AppError> {
    let company = app.company()?;
    let partners = company.book.read(|reader| {
        let partners = reader.partner_suggest(&request.text, request.limit)?;
        with_standings(reader, partners)
    })?;
    Ok(PartnerSuggestions { partners })
}

pub(crate) fn partner_page(app: &App, request: PartnerPageRequest) -> Result<PartnerPage, AppError> {
    let company = app.company()?;
    let (text, after) = (request.text.as_deref(), request.after.as_deref());
    let (partners, count, next) = company.book.read(|reader| {
        let page = reader.partner_page(text, after, request.limit)?;
        Ok((with_standings(reader, page.partners)?, page.count, page.next))
    })?;
    Ok(PartnerPage { partners, count, next })
}

fn with_standings(
    reader: &Reader,
    partners: Vec<jangbu_store::PartnerRow>,
) -> Result<Vec<PartnerRow>, StoreError> {
    let mut standings = standings_of(reader, partners.iter().map(|partner| partner.number.clone()))?;
    let row = |partner: jangbu_store::PartnerRow| {
        let standing = standings.remove(&partner.number);
        row_of(partner, standing)
    };
    Ok(partners.into_iter().map(row).collect())
}

pub(crate) fn row_of(row: jangbu_store::PartnerRow, standing: Option<StandingView>) -> PartnerRow {
    PartnerRow {
        id: row.id,
        name: row.name,
        number: row.number,
        representative: row.representative,
        sales: sums_of(row.sales),
        purchases: sums_of(row.purchases),
        standing,
        last_written_on: row.last_written_on.map(|date| date.to_string()),
    }
}
