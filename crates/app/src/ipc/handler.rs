//! Which use case answers which command; the names are those of the command table.

pub(super) use crate::command::company::{company_close, company_create, company_demo, company_open};
pub(super) use crate::command::import::{import_commit, import_discard, import_preview, import_undo};
pub(super) use crate::command::machine::{job_cancel, secret_put, settings_write};
pub(super) use crate::export::{invoice_export, source_export};
pub(super) use crate::query::company::{app_status, company_list, settings_read};
pub(super) use crate::query::invoice::{invoice_anchors, invoice_page, invoice_show, invoice_totals};
pub(super) use crate::query::partner::{partner_page, partner_suggest};
pub(super) use crate::query::source::source_show;
pub(super) use crate::query::today::{import_list, today_overview};
