//! How businesses stand with the tax office (휴폐업 상태): what was found, when, and by whom.
//!
//! Kept by business number, not by partner, so that it outlives an import that is undone. What
//! stands otherwise than known is a new row and a change of the chain; a check that finds the same
//! only moves the moment of the last check, which is no part of the chain.

use crate::errand::{check_name, check_text};
use crate::table::change::{Act, Entity, Operation, kind};
use crate::table::standing;
use crate::{Book, Reader, StoreError};
use jangbu_domain::{BusinessNumber, Date};
use jiff::Timestamp;
use std::collections::HashMap;

/// Most businesses of one act, and of one look at the book.
pub const STANDINGS_MAX: usize = 10_000;
/// Characters of a code that this version does not know.
const CODE_CHARS_MAX: usize = 200;

/// Whether a business is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BusinessState {
    /// 계속사업자.
    Active,
    /// 휴업자.
    Suspended,
    /// 폐업자, with the day if it was said.
    Closed {
        /// 폐업일.
        on: Option<Date>,
    },
    /// Not known to the tax office.
    Unregistered,
    /// A code that this version does not know, as it was sent; at most 200 characters.
    Other(String),
}

/// What a check found about a business.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BusinessStanding {
    /// Which one.
    pub number: BusinessNumber,
    /// Open or not.
    pub state: BusinessState,
    /// How it is taxed (과세유형), by the name that the use case gives it; at most 200 characters.
    pub tax_type: Option<String>,
    /// How it was taxed before, if that changed.
    pub tax_type_before: Option<String>,
    /// When the tax type last changed.
    pub tax_type_changed_on: Option<Date>,
    /// Since when it must issue tax invoices.
    pub invoices_since: Option<Date>,
    /// 단위과세전환폐업여부: closed only because it joined its head office's registration.
    pub joined_head_office: bool,
}

/// How a business stands, or stood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandingRow {
    /// Its number in the book.
    pub id: i64,
    /// What was found.
    pub standing: BusinessStanding,
    /// When it was first found so.
    pub found_at: Timestamp,
    /// Who said so first.
    pub provider: String,
    /// When it was last found so.
    pub checked_at: Timestamp,
    /// Who said so last.
    pub checked_by: String,
}

/// What a check brought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StandingCounts {
    /// Businesses that had not been asked about.
    pub new: u32,
    /// Businesses that stand otherwise than before, in the order given.
    pub changed: Vec<BusinessNumber>,
    /// Businesses that stand as before.
    pub same: u32,
}

impl Book {
    /// Keeps what a check found, all of it in one transaction. What is older than the last check of
    /// a business says nothing new about it and counts as the same.
    ///
    /// # Errors
    /// [`StoreError::TooMany`] beyond [`STANDINGS_MAX`], [`StoreError::BadRemoteText`]; nothing is
    /// written then.
    pub fn keep_standings(
        &self,
        found: &[BusinessStanding],
        provider: &str,
        at: Timestamp,
    ) -> Result<StandingCounts, StoreError> {
        check_count(found.len())?;
        check_name("a provider", provider)?;
        for standing in found {
            standing.check()?;
        }
        self.write(|tx, seal| {
            let mut counts = StandingCounts::default();
            let mut act = None;
            for standing in found {
                let known = standing::latest(tx, standing.number)?;
                match known {
                    Some(row) if row.standing == *standing || row.checked_at > at => {
                        standing::confirm(tx, &row, provider, at)?;
                        counts.same += 1;
                        continue;
                    }
                    Some(_) => counts.changed.push(standing.number),
                    None => counts.new += 1,
                }
                let act = match &mut act {
                    Some(act) => act,
                    None => act.insert(Act::begin(tx, seal, kind::STANDING, at)?),
                };
                let id = standing::insert(tx, standing, provider, at)?;
                let image = standing::image(tx, id)?;
                act.record(Entity::Standing, id, Operation::Add, None, image.as_deref())?;
            }
            if let Some(act) = act {
                act.finish()?;
            }
            Ok((counts, !found.is_empty()))
        })
    }
}

impl Reader {
    /// How businesses stand, as far as they have been asked about; at most [`STANDINGS_MAX`].
    ///
    /// # Errors
    /// [`StoreError::TooMany`], and as every method here.
    pub fn standings(
        &self,
        numbers: &[BusinessNumber],
    ) -> Result<HashMap<BusinessNumber, StandingRow>, StoreError> {
        check_count(numbers.len())?;
        let mut rows = HashMap::with_capacity(numbers.len());
        for number in numbers {
            if let Some(row) = standing::latest(&self.connection, *number)? {
                rows.insert(*number, row);
            }
        }
        Ok(rows)
    }

    /// How one business has stood, newest first, at most `limit`.
    ///
    /// # Errors
    /// As every method here.
    pub fn standing_history(
        &self,
        number: BusinessNumber,
        limit: u32,
    ) -> Result<Vec<StandingRow>, StoreError> {
        standing::history(&self.connection, number, limit)
    }
}

impl Reader {
    /// How many partners were found resting, closed or unregistered at or after `since`, and stand
    /// so still.
    ///
    /// # Errors
    /// As every method here.
    pub fn shut_partners_since(&self, since: Timestamp) -> Result<u64, StoreError> {
        standing::shut_since(&self.connection, since)
    }
}

impl BusinessStanding {
    /// A business of which nothing but its state is said.
    pub fn of(number: BusinessNumber, state: BusinessState) -> Self {
        Self {
            number,
            state,
            tax_type: None,
            tax_type_before: None,
            tax_type_changed_on: None,
            invoices_since: None,
            joined_head_office: false,
        }
    }

    fn check(&self) -> Result<(), StoreError> {
        if let BusinessState::Other(code) = &self.state {
            check_text("a state of a business", code, CODE_CHARS_MAX)?;
        }
        for tax_type in [&self.tax_type, &self.tax_type_before].into_iter().flatten() {
            check_text("a tax type", tax_type, CODE_CHARS_MAX)?;
        }
        Ok(())
    }
}

fn check_count(count: usize) -> Result<(), StoreError> {
    if count <= STANDINGS_MAX {
        return Ok(());
    }
    let max = i64::try_from(STANDINGS_MAX).unwrap_or(i64::MAX);
    Err(StoreError::TooMany { what: "businesses", max })
}
