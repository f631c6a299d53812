//! The tables: each file holds its schema, its row, its read handle and its write handle.

pub(crate) mod change;
pub(crate) mod company;
pub(crate) mod import;
pub(crate) mod invoice;
pub(crate) mod line;
pub(crate) mod partner;
pub(crate) mod party;
pub(crate) mod search;
pub(crate) mod source;
pub(crate) mod sums;
