//! 거래처: whom the company trades with, found by number, name or first consonants.

use crate::StoreError;
use crate::image::{self, NumberKind, PartyImage};
use crate::migration::Migration;
use crate::query::Sums;
use crate::table::change::{Act, Entity, Operation};
use crate::table::sums;
use jangbu_domain::{Date, fold_for_search, initial_consonants};
use rusqlite::{Connection, OptionalExtension as _, Row, named_params};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use unicode_normalization::UnicodeNormalization as _;

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    schema: 1,
    sql: "CREATE TABLE partner (
            id INTEGER PRIMARY KEY,
            identity TEXT NOT NULL UNIQUE,
            number TEXT NOT NULL,
            digits TEXT NOT NULL,
            name TEXT NOT NULL,
            representative TEXT NOT NULL,
            name_key TEXT NOT NULL,
            initials TEXT NOT NULL
          ) STRICT;
          CREATE INDEX partner_name ON partner (name, id);
          CREATE INDEX partner_digits ON partner (digits);",
}];

/// Most partners of one page or suggestion.
pub(crate) const ROWS_MAX: u32 = 1_000;

/// A partner with its sums over the whole book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartnerRow {
    /// Its number in the book.
    pub id: i64,
    /// 상호, from its newest invoice.
    pub name: String,
    /// `123-45-67890`, a masked resident number, or blank.
    pub number: String,
    /// 대표자 성명.
    pub representative: String,
    /// Sums of sales to it.
    pub sales: Sums,
    /// Sums of purchases from it.
    pub purchases: Sums,
    /// 작성일자 of its newest invoice.
    pub last_written_on: Option<Date>,
}

/// A page of partners by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartnerPage {
    /// The rows.
    pub partners: Vec<PartnerRow>,
    /// How many match on all pages.
    pub count: u64,
    /// Where the next page starts, if there is one.
    pub next: Option<String>,
}

/// What identifies a partner across invoices: the business number; for a person, whose number a
/// list masks, the birthday and name; for a foreigner the name.
pub(crate) fn identity_of(party: &PartyImage) -> String {
    let name = || fold_for_search(&party.name);
    match party.kind {
        NumberKind::Business => format!("b{}", party.number),
        NumberKind::Resident => format!("p{} {}", party.number.get(..6).unwrap_or_default(), name()),
        NumberKind::Foreigner => format!("f{}", name()),
    }
}

/// Id of the partner, made without a change row when it is new: [`refresh`] writes that row at
/// the end of the act, when the name is settled.
pub(crate) fn resolve(
    connection: &Connection,
    party: &PartyImage,
    fresh: &mut Option<FreshIds>,
) -> Result<(i64, bool), StoreError> {
    let identity = identity_of(party);
    let known = connection
        .prepare_cached("SELECT id FROM partner WHERE identity = ?1")?
        .query_row([&identity], |row| row.get(0))
        .optional()?;
    if let Some(id) = known {
        return Ok((id, false));
    }
    let fresh = match fresh {
        Some(fresh) => fresh,
        None => fresh.insert(FreshIds::at_end(connection)?),
    };
    let digits: String = party.number.chars().filter(char::is_ascii_digit).collect();
    connection
        .prepare_cached(
            "INSERT INTO partner (id, identity, number, digits, name, representative, name_key, initials)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute((
            fresh.take(&identity),
            &identity,
            party.shown_number(),
            digits,
            &party.name,
            &party.representative,
            fold_for_search(&party.name),
            initial_consonants(&party.name),
        ))?;
    Ok((connection.last_insert_rowid(), true))
}

/// Ids for partners that an act brings. An id is never another partner's later: one that is gone
/// keeps its history to itself, and is given its own id again if it comes back while no newer
/// partner stands.
pub(crate) struct FreshIds {
    /// Partners beyond the last one standing that are gone, by identity.
    gone: HashMap<String, i64>,
    next: i64,
}

impl FreshIds {
    /// Looks at the end of the ids once, before the act makes partners.
    pub(crate) fn at_end(connection: &Connection) -> Result<Self, StoreError> {
        let mut next: i64 = connection
            .prepare_cached("SELECT coalesce(max(id), 0) + 1 FROM partner")?
            .query_row([], |row| row.get(0))?;
        let mut last_change = connection.prepare_cached(
            "SELECT before_image FROM change WHERE entity_id = ?1 AND entity = ?2 ORDER BY seq DESC LIMIT 1",
        )?;
        let mut gone = HashMap::new();
        loop {
            let last =
                last_change.query_row((next, Entity::Partner.number()), |row| row.get(0)).optional()?;
            let Some(removed): Option<Option<String>> = last else { return Ok(Self { gone, next }) };
            let removed = removed.and_then(|text| serde_json::from_str::<PartnerImage>(&text).ok());
            gone.extend(removed.map(|partner| (partner.identity, next)));
            next += 1;
        }
    }

    fn take(&mut self, identity: &str) -> i64 {
        self.gone.remove(identity).unwrap_or_else(|| {
            self.next += 1;
            self.next - 1
        })
    }
}

/// Settles a partner that an act has touched: its name is that of its newest invoice, and a
/// partner without invoices goes. `newest` is that invoice's block.
pub(crate) fn refresh(
    act: &mut Act<'_>,
    id: i64,
    newest: Option<&PartyImage>,
    is_new: bool,
) -> Result<(), StoreError> {
    let Some(before) = image(act.tx, id)? else { return Ok(()) };
    let before_text = image::text(&before)?;
    let Some(party) = newest else {
        act.tx.prepare_cached("DELETE FROM partner WHERE id = ?1")?.execute([id])?;
        return if is_new {
            Ok(())
        } else {
            act.record(Entity::Partner, id, Operation::Remove, Some(&before_text), None)
        };
    };
    let after = PartnerImage {
        identity: before.identity.clone(),
        name: party.name.clone(),
        number: party.shown_number(),
        representative: party.representative.clone(),
    };
    let after_text = image::text(&after)?;
    if after != before {
        act.tx
            .prepare_cached(
                "UPDATE partner SET name = ?2, representative = ?3, name_key = ?4, initials = ?5, number = ?6
                 WHERE id = ?1",
            )?
            .execute((
                id,
                &party.name,
                &party.representative,
                fold_for_search(&party.name),
                initial_consonants(&party.name),
                party.shown_number(),
            ))?;
    }
    match (is_new, after != before) {
        (true, _) => act.record(Entity::Partner, id, Operation::Add, None, Some(&after_text)),
        (false, true) => {
            act.record(Entity::Partner, id, Operation::Update, Some(&before_text), Some(&after_text))
        }
        (false, false) => Ok(()),
    }
}

/// The partner as the change chain sees it.
#[derive(PartialEq, Eq, Serialize, Deserialize)]
struct PartnerImage {
    identity: String,
    name: String,
    number: String,
    representative: String,
}

/// The partner's image as text.
pub(crate) fn image_text(connection: &Connection, id: i64) -> Result<Option<String>, StoreError> {
    image(connection, id)?.map(|image| image::text(&image)).transpose()
}

fn image(connection: &Connection, id: i64) -> Result<Option<PartnerImage>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT identity, name, number, representative FROM partner WHERE id = ?1")?;
    let image = statement.query_row([id], |row| {
        Ok(PartnerImage {
            identity: row.get(0)?,
            name: row.get(1)?,
            number: row.get(2)?,
            representative: row.get(3)?,
        })
    });
    Ok(image.optional()?)
}

/// Best matches for code help: names that begin with the text, then those that contain it.
pub(crate) fn suggest(
    connection: &Connection,
    text: &str,
    limit: u32,
) -> Result<Vec<PartnerRow>, StoreError> {
    let limit = limit.min(ROWS_MAX);
    let needle = Needle::of(text);
    let mut statement = connection.prepare_cached(&format!(
        "SELECT id, name, number, representative FROM partner WHERE {MATCHES}
         ORDER BY CASE WHEN digits = :digits AND :digits <> '' THEN 0
                       WHEN instr(name_key, :text) = 1 OR instr(initials, :initials) = 1 THEN 1
                       ELSE 2 END, length(name), name, id
         LIMIT :limit"
    ))?;
    let rows = statement.query_map(
        named_params! { ":text": needle.text, ":initials": needle.initials, ":digits": needle.digits, ":limit": limit },
        head_of,
    )?;
    let heads = rows.collect::<Result<Vec<_>, _>>()?;
    heads.into_iter().map(|head| with_sums(connection, head)).collect()
}

/// Folded text and the digits of it, if it is a number.
struct Needle {
    text: String,
    /// The text as typed: folding would turn 초성 (ㄱ) into another character.
    initials: String,
    digits: String,
}

/// A blank text matches everything.
const MATCHES: &str = "(:text = '' OR instr(name_key, :text) > 0 OR instr(initials, :initials) > 0
     OR (:digits <> '' AND digits >= :digits AND digits < :digits || ':'))";

impl Needle {
    fn of(text: &str) -> Self {
        let initials = text.nfc().flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric()).collect();
        let text = fold_for_search(text);
        let digits = if text.bytes().all(|b| b.is_ascii_digit()) { text.clone() } else { String::new() };
        Self { text, initials, digits }
    }
}

/// A page by name; `after` is the `next` of the page before.
pub(crate) fn page(
    connection: &Connection,
    text: Option<&str>,
    after: Option<&str>,
    limit: u32,
) -> Result<PartnerPage, StoreError> {
    let limit = limit.clamp(1, ROWS_MAX);
    let needle = Needle::of(text.unwrap_or_default());
    let (name, id) = match after {
        Some(after) => parse_position(after)?,
        None => (String::new(), i64::MIN),
    };
    let mut statement = connection.prepare_cached(&format!(
        "SELECT id, name, number, representative FROM partner
         WHERE (name, id) > (:name, :id) AND {MATCHES} ORDER BY name, id LIMIT :limit"
    ))?;
    let parameters = named_params! {
        ":text": needle.text, ":initials": needle.initials, ":digits": needle.digits, ":name": name, ":id": id, ":limit": i64::from(limit) + 1,
    };
    let mut heads = statement.query_map(parameters, head_of)?.collect::<Result<Vec<_>, _>>()?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = heads.len() > limit;
    heads.truncate(limit);
    let next = heads.last().filter(|_| more).map(|last| format!("{}:{}", last.id, last.name));
    let count: u64 =
        connection.prepare_cached(&format!("SELECT count(*) FROM partner WHERE {MATCHES}"))?.query_row(
            named_params! { ":text": needle.text, ":initials": needle.initials, ":digits": needle.digits },
            |row| row.get(0),
        )?;
    let partners = heads.into_iter().map(|head| with_sums(connection, head)).collect::<Result<_, _>>()?;
    Ok(PartnerPage { partners, count, next })
}

/// One partner with its sums.
pub(crate) fn one(connection: &Connection, id: i64) -> Result<Option<PartnerRow>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT id, name, number, representative FROM partner WHERE id = ?1")?;
    let head = statement.query_row([id], head_of).optional()?;
    head.map(|head| with_sums(connection, head)).transpose()
}

fn parse_position(text: &str) -> Result<(String, i64), StoreError> {
    let (id, name) = text.split_once(':').ok_or(StoreError::BadCursor)?;
    Ok((name.to_owned(), id.parse().map_err(|_| StoreError::BadCursor)?))
}

struct Head {
    id: i64,
    name: String,
    number: String,
    representative: String,
}

fn head_of(row: &Row<'_>) -> rusqlite::Result<Head> {
    Ok(Head { id: row.get(0)?, name: row.get(1)?, number: row.get(2)?, representative: row.get(3)? })
}

fn with_sums(connection: &Connection, head: Head) -> Result<PartnerRow, StoreError> {
    let totals = sums::of_partner(connection, head.id)?;
    Ok(PartnerRow {
        id: head.id,
        name: head.name,
        number: head.number,
        representative: head.representative,
        sales: totals.sales,
        purchases: totals.purchases,
        last_written_on: crate::table::invoice::newest_of_partner(connection, head.id)?
            .and_then(crate::table::invoice::date_of_id),
    })
}
