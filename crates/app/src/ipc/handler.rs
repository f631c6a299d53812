//! Which use case answers which command; the names are those of the command table.

pub(super) use crate::command::company::{company_close, company_create, company_demo, company_open};
pub(super) use crate::command::import::{import_commit, import_discard, import_preview, import_undo};
pub(super) use crate::command::machine::{job_cancel, secret_put, settings_write};
pub(super) use crate::export::{invoice_export, source_export};
pub(super) use crate::problem::{problem_clear, problem_list, problem_report};
pub(super) use crate::query::company::{app_status, company_list, settings_read};
pub(super) use crate::query::invoice::{invoice_anchors, invoice_page, invoice_show, invoice_totals};
pub(super) use crate::query::partner::{partner_page, partner_suggest};
pub(super) use crate::query::source::source_show;
pub(super) use crate::query::today::{import_list, today_overview};

use super::view;
use crate::app::App;
use crate::{AppError, ErrorCode};

/// Commands of the table whose use cases are not written yet.
macro_rules! pending {
    ($($handler:ident($request:ident) -> $response:ident;)*) => {
        $(
            pub(super) fn $handler(_: &App, _: view::$request) -> Result<view::$response, AppError> {
                Err(AppError::new(ErrorCode::Internal, "not there yet"))
            }
        )*
    };
}

pending! {
    invoice_note(InvoiceNoteRequest) -> InvoiceView;
    audit_log(AuditLogRequest) -> AuditLog;
    audit_history(AuditHistoryRequest) -> AuditHistory;
    audit_verify(AuditVerifyRequest) -> AuditVerified;
    act_undo(ActUndoRequest) -> ActUndone;
    backup_list(BackupListRequest) -> BackupList;
    backup_create(BackupCreateRequest) -> BackupMade;
    backup_verify(BackupVerifyRequest) -> BackupVerified;
    backup_place(BackupPlaceRequest) -> BackupList;
    restore_prepare(RestorePrepareRequest) -> RestorePrepared;
    restore_commit(RestoreRef) -> CompanySummary;
    restore_discard(RestoreRef) -> Empty;
    restore_kept(RestoreKeptRequest) -> RestoreKept;
    restore_roll_back(RestoreRollBackRequest) -> CompanySummary;
    upgrade_roll_back(UpgradeRollBackRequest) -> CompanySummary;
    key_state(Empty) -> KeyState;
    key_change_passphrase(KeyChangePassphrase) -> KeyState;
    key_change_protection(KeyChangeProtection) -> KeyState;
    key_renew_recovery(KeyRenewRecovery) -> RecoveryKeyShown;
    app_in_use(Empty) -> Empty;
    company_lock(Empty) -> Empty;
}
