//! Importing files in two steps: a dry run that shows everything, then one transaction.
//!
//! The dry run reads each file, checks it against the law's shapes and against the books, and
//! keeps a [`plan::Plan`] in memory; nothing is written. The commit reads the files again, makes
//! sure that neither they nor the books have changed, and writes all or nothing.

/// Findings that importing adds to those of the documents themselves; each has its texts.
pub const FINDING_CODES: &[&str] =
    &["other_company", "files_differ", "file_unreadable", "changed_later", "in_another_import"];

pub(crate) mod collect;
pub(crate) mod held;
pub(crate) mod items;
pub(crate) mod plan;
pub(crate) mod read;
pub(crate) mod report;
