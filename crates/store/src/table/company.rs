//! The one company of the book.

use crate::image;
use crate::migration::Migration;
use crate::table::change::{Act, Entity, Operation};
use crate::{Company, StoreError};
use jangbu_domain::BusinessNumber;
use rusqlite::Connection;
use serde::Serialize;

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    schema: 1,
    sql: "CREATE TABLE company (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            business_number TEXT NOT NULL,
            name TEXT NOT NULL,
            representative TEXT
          ) STRICT;",
}];

/// The only id.
const ID: i64 = 1;

/// The book's company.
pub(crate) fn read(connection: &Connection) -> Result<Company, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT name, business_number, representative FROM company WHERE id = 1")?;
    let (name, number, representative) =
        statement.query_row([], |row| Ok((row.get(0)?, row.get::<_, String>(1)?, row.get(2)?)))?;
    let business_number = BusinessNumber::parse(&number)
        .map_err(|_| StoreError::damaged("the company's business number is unreadable"))?;
    Ok(Company { name, business_number, representative })
}

/// Writes the company of a new book.
pub(crate) fn insert(act: &mut Act<'_>, company: &Company) -> Result<(), StoreError> {
    act.tx.execute(
        "INSERT INTO company (id, business_number, name, representative) VALUES (1, ?1, ?2, ?3)",
        (company.business_number.digits(), &company.name, &company.representative),
    )?;
    let after = image_text(act.tx)?;
    act.record(Entity::Company, ID, Operation::Add, None, Some(&after))
}

/// The company as the change chain sees it.
#[derive(Serialize)]
struct CompanyImage<'a> {
    business_number: &'a str,
    name: &'a str,
    representative: Option<&'a str>,
}

/// The company's image as text.
pub(crate) fn image_text(connection: &Connection) -> Result<String, StoreError> {
    let company = read(connection)?;
    let (number, name, representative) =
        (company.business_number.digits(), &company.name, company.representative.as_deref());
    image::text(&CompanyImage { business_number: &number, name, representative })
}
