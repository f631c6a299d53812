//! Which use case answers which command; the names are those of the command table.

pub(super) use crate::alert::{
    alert_close, alert_incidents, alert_secret, alert_settings, alert_settings_write, alert_test, log_tail,
    remote_cap, remote_plot,
};
pub(super) use crate::backup::list::{backup_list, backup_place, backup_verify};
pub(super) use crate::backup::make::backup_create;
pub(super) use crate::backup::restore::{
    restore_commit, restore_discard, restore_kept, restore_prepare, restore_roll_back, upgrade_roll_back,
};
pub(super) use crate::certificate::{
    certificate_change_password, certificate_check_owner, certificate_copy, certificate_decrypt_file,
    certificate_delete, certificate_discard_previous, certificate_encrypt_file, certificate_export_pfx,
    certificate_forget_password, certificate_import, certificate_list, certificate_reencrypt,
    certificate_revert, certificate_set_default, certificate_show, certificate_sign_file,
    certificate_sign_test, certificate_verify_file, invoice_sign, invoice_verify,
};
pub(super) use crate::collect::{
    collect_chain, collect_decide, collect_plan, collect_plan_write, collect_resume, collect_runs,
    collect_show, collect_start,
};
pub(super) use crate::command::act::{act_undo, invoice_note};
pub(super) use crate::command::company::{
    company_close, company_create, company_demo, company_lock, company_open,
};
pub(super) use crate::command::import::{import_commit, import_discard, import_preview, import_undo};
pub(super) use crate::command::key::{
    key_change_passphrase, key_change_protection, key_renew_recovery, key_state,
};
pub(super) use crate::command::machine::{app_in_use, job_cancel, secret_put, settings_write};
pub(super) use crate::evidence::{evidence_collect, evidence_page};
pub(super) use crate::export::{evidence_export, invoice_export, source_export};
pub(super) use crate::problem::{problem_clear, problem_list, problem_report};
pub(super) use crate::query::audit::{audit_history, audit_log, audit_verify};
pub(super) use crate::query::company::{app_status, company_list, settings_read};
pub(super) use crate::query::invoice::{invoice_anchors, invoice_page, invoice_show, invoice_totals};
pub(super) use crate::query::partner::{partner_page, partner_suggest};
pub(super) use crate::query::source::source_show;
pub(super) use crate::query::today::{import_list, today_overview};
pub(super) use crate::remote::{
    partner_check, partner_show, partner_validate, remote_attempts, remote_overview, remote_place,
    remote_reset, remote_secret, remote_test, remote_traces,
};
