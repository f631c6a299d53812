//! Writing on an invoice: the first edit a clerk makes by hand.

use crate::seal::SealKey;
use crate::table::change::{Act, Operation, kind};
use crate::table::note::{self, NoteImage};
use crate::table::{self};
use crate::{Book, StoreError, failpoint};
use jangbu_domain::mask_resident_numbers;
use jiff::Timestamp;
use std::borrow::Cow;
use zeroize::Zeroizing;

/// Most characters of a note: a page of text, far below what the search index takes of one field.
pub const NOTE_CHARS_MAX: usize = 2_000;

/// The clerk's own word on an invoice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClerkNote {
    /// The note, resident numbers masked; may be blank.
    pub text: String,
    /// When the clerk looked at the warnings and let them stand.
    pub looked_at: Option<Timestamp>,
    /// Whether the original of a masked number is sealed and can be unmasked.
    pub sealed: bool,
}

/// What the clerk's word shall be from now on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NoteChange {
    /// The whole note; blank takes it away. A text that is shown masked and comes back unchanged
    /// keeps its sealed original.
    pub text: String,
    /// Whether the warnings were looked at and may stand.
    pub looked_at: bool,
}

impl Book {
    /// Writes the clerk's word on an invoice: one act with one change. What stands already is not
    /// written again. The answer is what stands now.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`StoreError::TooMany`] beyond [`NOTE_CHARS_MAX`]; nothing is
    /// written then.
    pub fn write_note(&self, id: i64, change: &NoteChange, at: Timestamp) -> Result<ClerkNote, StoreError> {
        let text = change.text.trim();
        if text.chars().count() > NOTE_CHARS_MAX {
            let max = i64::try_from(NOTE_CHARS_MAX).unwrap_or(i64::MAX);
            return Err(StoreError::TooMany { what: "characters of a note", max });
        }
        self.write(|tx, seal| {
            if !table::invoice::exists(tx, id)? {
                return Err(StoreError::NotFound { what: "invoice", id });
            }
            let before = note::read(tx, id)?;
            let looked_at_ms = change
                .looked_at
                .then(|| before.as_ref().and_then(|note| note.looked_at_ms).unwrap_or(at.as_millisecond()));
            let (text, sealed) = masked(text, before.as_ref(), seal, id)?;
            let after = NoteImage { text, looked_at_ms, sealed };
            let mut act = Act::begin(tx, seal, kind::NOTE, at)?;
            let operation = if before.is_some() { Operation::Update } else { Operation::Add };
            let written = note::put(&mut act, id, Some(&after), operation)?;
            act.finish()?;
            failpoint::reach("note.written")?;
            Ok((ClerkNote::of(&after), written))
        })
    }

    /// The text of a note with its numbers whole, for a person who may see them. The look is
    /// recorded in the change chain.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when nothing of the note is masked, [`StoreError::Seal`].
    pub fn unmask_note(&self, id: i64, at: Timestamp) -> Result<Zeroizing<String>, StoreError> {
        self.write(|tx, seal| {
            let sealed = note::read(tx, id)?.and_then(|note| note.sealed);
            let sealed = sealed.ok_or(StoreError::NotFound { what: "sealed note", id })?;
            let whole = seal.open(&context(id), &sealed)?;
            let whole = std::str::from_utf8(&whole).map_err(|_| StoreError::Seal)?;
            let whole = Zeroizing::new(whole.to_owned());
            let mut act = Act::begin(tx, seal, kind::UNMASK, at)?;
            act.record(crate::Entity::Note, id, Operation::Unmask, None, None)?;
            act.finish()?;
            Ok((whole, true))
        })
    }
}

impl ClerkNote {
    pub(crate) fn of(note: &NoteImage) -> Self {
        Self {
            text: note.text.clone(),
            looked_at: note.looked_at_ms.and_then(|ms| Timestamp::from_millisecond(ms).ok()),
            sealed: note.sealed.is_some(),
        }
    }
}

fn context(id: i64) -> String {
    format!("note {id}")
}

/// The text as it is kept, and its original under seal when a number of it is masked.
fn masked(
    text: &str,
    before: Option<&NoteImage>,
    key: &SealKey,
    id: i64,
) -> Result<(String, Option<Vec<u8>>), StoreError> {
    if let Some(before) = before.filter(|before| before.text == text) {
        return Ok((before.text.clone(), before.sealed.clone()));
    }
    match mask_resident_numbers(text) {
        Cow::Borrowed(text) => Ok((text.to_owned(), None)),
        Cow::Owned(masked) => Ok((masked, Some(key.seal(&context(id), text.as_bytes())?))),
    }
}
