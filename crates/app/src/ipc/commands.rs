//! The command list, declared once: the dispatcher, the generated TypeScript client, the list in
//! docs/ARCHITECTURE.md and the cache tags all come from this table.
//!
//! A row reads `handler: "name"(Request) -> Response, provides [tags], invalidates [tags];`.
//! `provides` tags name what a cached answer depends on; a command that has run makes every
//! cached answer stale that provides one of its `invalidates` tags.

/// Hands the whole table to the macro `$with`.
macro_rules! with_commands {
    ($with:ident) => {
        $with! {
            // This program and this machine
            app_status: "app.status"(Empty) -> AppStatus, provides [app, company, invoice, backup, problem, certificate, incident], invalidates [];
            app_in_use: "app.in_use"(Empty) -> Empty, provides [], invalidates [];
            settings_read: "settings.read"(Empty) -> Settings, provides [settings], invalidates [];
            settings_write: "settings.write"(SettingWrite) -> Settings, provides [], invalidates [settings];
            secret_put: "secret.put"(SecretPut) -> SecretTicket, provides [], invalidates [];
            job_cancel: "job.cancel"(JobRef) -> Empty, provides [], invalidates [];

            // Companies: one encrypted book each
            company_list: "company.list"(Empty) -> CompanyList, provides [company], invalidates [];
            company_create: "company.create"(CompanyCreate) -> CompanyCreated, provides [], invalidates [app, company, invoice, partner, import, audit, backup, certificate];
            company_open: "company.open"(CompanyOpen) -> CompanyOpened, provides [], invalidates [app, company, invoice, partner, import, audit, backup, certificate];
            company_close: "company.close"(Empty) -> Empty, provides [], invalidates [app, company, invoice, partner, import, audit, backup, certificate];
            company_lock: "company.lock"(Empty) -> Empty, provides [], invalidates [app, company, invoice, partner, import, audit, backup, certificate];
            company_demo: "company.demo"(Empty) -> CompanySummary, provides [], invalidates [app, company, invoice, partner, import, audit, backup, certificate];

            // What must be done today, and the month at a glance
            today_overview: "today.overview"(Empty) -> TodayOverview, provides [invoice, import, certificate], invalidates [];

            // Tax invoices
            invoice_page: "invoice.page"(InvoicePageRequest) -> InvoicePage, provides [invoice], invalidates [];
            invoice_anchors: "invoice.anchors"(InvoiceAnchorsRequest) -> InvoiceAnchors, provides [invoice], invalidates [];
            invoice_totals: "invoice.totals"(InvoiceTotalsRequest) -> InvoiceTotals, provides [invoice], invalidates [];
            invoice_show: "invoice.show"(InvoiceRef) -> InvoiceView, provides [invoice], invalidates [];
            invoice_note: "invoice.note"(InvoiceNoteRequest) -> InvoiceView, provides [], invalidates [invoice, audit];
            invoice_export: "invoice.export"(InvoiceExportRequest) -> SavedFile, provides [], invalidates [];
            source_show: "source.show"(SourceRef) -> SourceView, provides [invoice], invalidates [];
            source_export: "source.export"(SourceExportRequest) -> SavedFile, provides [], invalidates [];

            // Partners
            partner_suggest: "partner.suggest"(PartnerSuggestRequest) -> PartnerSuggestions, provides [partner], invalidates [];
            partner_page: "partner.page"(PartnerPageRequest) -> PartnerPage, provides [partner, invoice], invalidates [];

            partner_show: "partner.show"(PartnerRef) -> PartnerView, provides [partner, invoice], invalidates [];
            partner_check: "partner.check"(PartnerCheckRequest) -> PartnerChecked, provides [], invalidates [partner, remote, audit, invoice];
            partner_validate: "partner.validate"(PartnerValidateRequest) -> PartnerValidated, provides [], invalidates [partner, remote, audit, invoice];

            // Collecting tax invoices from the tax office
            collect_start: "collect.start"(CollectRequest) -> CollectReport, provides [], invalidates [invoice, partner, import, audit, collect, remote, certificate];
            collect_resume: "collect.resume"(CollectResumeRequest) -> CollectReport, provides [], invalidates [invoice, partner, import, audit, collect, remote, certificate];
            collect_runs: "collect.runs"(CollectRunsRequest) -> CollectRuns, provides [collect], invalidates [];
            collect_show: "collect.show"(CollectRef) -> CollectReport, provides [collect], invalidates [];
            collect_decide: "collect.decide"(CollectDecideRequest) -> CollectReport, provides [], invalidates [invoice, partner, import, audit, collect];
            collect_plan: "collect.plan"(Empty) -> CollectPlan, provides [collect, certificate], invalidates [];
            collect_plan_write: "collect.plan_write"(CollectPlan) -> CollectPlan, provides [], invalidates [collect];
            collect_chain: "collect.chain"(Empty) -> CollectChain, provides [remote], invalidates [];

            // Purchases without a tax invoice
            evidence_collect: "evidence.collect"(EvidenceCollectRequest) -> EvidenceCollected, provides [], invalidates [evidence, audit, remote, certificate];
            evidence_page: "evidence.page"(EvidencePageRequest) -> EvidencePage, provides [evidence], invalidates [];
            evidence_export: "evidence.export"(EvidenceExportRequest) -> SavedFile, provides [], invalidates [];

            // Remote systems
            remote_overview: "remote.overview"(Empty) -> RemoteOverview, provides [remote], invalidates [];
            remote_attempts: "remote.attempts"(RemoteAttemptsRequest) -> RemoteAttempts, provides [remote], invalidates [];
            remote_place: "remote.place"(RemotePlaceRequest) -> RemoteOverview, provides [], invalidates [remote, settings, app];
            remote_secret: "remote.secret"(RemoteSecretRequest) -> RemoteOverview, provides [], invalidates [remote, app];
            remote_test: "remote.test"(RemoteTestRequest) -> RemoteTested, provides [], invalidates [remote];
            remote_reset: "remote.reset"(RemoteRef) -> RemoteOverview, provides [], invalidates [remote];
            remote_plot: "remote.plot"(RemotePlotRequest) -> RemotePlot, provides [remote], invalidates [];
            remote_cap: "remote.cap"(RemoteCapRequest) -> RemoteOverview, provides [], invalidates [remote];
            remote_traces: "remote.traces"(TraceExportRequest) -> SavedFile, provides [], invalidates [];

            // Incidents, whom they are told to, and the log
            alert_incidents: "alert.incidents"(IncidentsRequest) -> Incidents, provides [incident], invalidates [];
            alert_close: "alert.close"(IncidentRef) -> Incidents, provides [], invalidates [incident];
            alert_settings: "alert.settings"(Empty) -> AlertSettings, provides [settings, incident], invalidates [];
            alert_settings_write: "alert.settings_write"(AlertSettingsWrite) -> AlertSettings, provides [], invalidates [settings, incident];
            alert_secret: "alert.secret"(AlertSecretRequest) -> AlertSettings, provides [], invalidates [settings, incident];
            alert_test: "alert.test"(AlertTestRequest) -> RemoteTested, provides [], invalidates [remote];
            log_tail: "log.tail"(LogTailRequest) -> LogTail, provides [], invalidates [];

            // Importing files
            import_preview: "import.preview"(ImportPreviewRequest) -> ImportPreview, provides [], invalidates [];
            import_commit: "import.commit"(ImportCommitRequest) -> ImportOutcome, provides [], invalidates [invoice, partner, import, audit];
            import_discard: "import.discard"(ImportRef) -> Empty, provides [], invalidates [];
            import_list: "import.list"(Empty) -> ImportList, provides [import], invalidates [];
            import_undo: "import.undo"(ImportUndoRequest) -> ImportUndone, provides [], invalidates [invoice, partner, import, audit];

            // What was done, and the way back
            audit_log: "audit.log"(AuditLogRequest) -> AuditLog, provides [audit], invalidates [];
            audit_history: "audit.history"(AuditHistoryRequest) -> AuditHistory, provides [audit], invalidates [];
            audit_verify: "audit.verify"(AuditVerifyRequest) -> AuditVerified, provides [], invalidates [];
            act_undo: "act.undo"(ActUndoRequest) -> ActUndone, provides [], invalidates [invoice, partner, import, audit];

            // Backups, and bringing one back
            backup_list: "backup.list"(BackupListRequest) -> BackupList, provides [backup], invalidates [];
            backup_create: "backup.create"(BackupCreateRequest) -> BackupMade, provides [], invalidates [backup];
            backup_verify: "backup.verify"(BackupVerifyRequest) -> BackupVerified, provides [], invalidates [];
            backup_place: "backup.place"(BackupPlaceRequest) -> BackupList, provides [], invalidates [backup, settings];
            restore_prepare: "restore.prepare"(RestorePrepareRequest) -> RestorePrepared, provides [], invalidates [];
            restore_commit: "restore.commit"(RestoreRef) -> CompanySummary, provides [], invalidates [app, company, invoice, partner, import, audit, backup];
            restore_discard: "restore.discard"(RestoreRef) -> Empty, provides [], invalidates [];
            restore_kept: "restore.kept"(RestoreKeptRequest) -> RestoreKept, provides [backup], invalidates [];
            restore_roll_back: "restore.roll_back"(RestoreRollBackRequest) -> CompanySummary, provides [], invalidates [app, company, invoice, partner, import, audit, backup];
            upgrade_roll_back: "upgrade.roll_back"(UpgradeRollBackRequest) -> CompanySummary, provides [], invalidates [app, company, invoice, partner, import, audit, backup];

            // Ways into the open company's book
            key_state: "key.state"(Empty) -> KeyState, provides [key, company], invalidates [];
            key_change_passphrase: "key.change_passphrase"(KeyChangePassphrase) -> KeyState, provides [], invalidates [key];
            key_change_protection: "key.change_protection"(KeyChangeProtection) -> KeyState, provides [], invalidates [key, company];
            key_renew_recovery: "key.renew_recovery"(KeyRenewRecovery) -> RecoveryKeyShown, provides [], invalidates [key];

            // Joint certificates and their keys
            certificate_list: "certificate.list"(Empty) -> CertificateList, provides [certificate], invalidates [];
            certificate_show: "certificate.show"(CertificateShow) -> CertificateView, provides [certificate], invalidates [];
            certificate_set_default: "certificate.set_default"(CertificateSetDefault) -> Empty, provides [], invalidates [certificate];
            certificate_import: "certificate.import"(CertificateImport) -> CertificateImported, provides [], invalidates [certificate];
            certificate_export_pfx: "certificate.export_pfx"(CertificateExportPfx) -> SavedFile, provides [], invalidates [certificate];
            certificate_copy: "certificate.copy"(CertificateCopyTo) -> CertificateCopied, provides [], invalidates [certificate];
            certificate_change_password: "certificate.change_password"(CertificateChangePassword) -> CertificateChanged, provides [], invalidates [certificate];
            certificate_reencrypt: "certificate.reencrypt"(CertificateReencrypt) -> CertificateChanged, provides [], invalidates [certificate];
            certificate_revert: "certificate.revert"(CertificateCopyRef) -> CertificateChanged, provides [], invalidates [certificate];
            certificate_discard_previous: "certificate.discard_previous"(CertificateCopyRef) -> CertificateChanged, provides [], invalidates [certificate];
            certificate_delete: "certificate.delete"(CertificateDelete) -> CertificateDeletion, provides [], invalidates [certificate];
            certificate_check_owner: "certificate.check_owner"(CertificateCheckOwner) -> OwnerChecked, provides [], invalidates [certificate];
            certificate_sign_test: "certificate.sign_test"(CertificateSignTest) -> TestSigned, provides [], invalidates [certificate];
            certificate_forget_password: "certificate.forget_password"(CertificateForgetPassword) -> Empty, provides [], invalidates [certificate];
            certificate_sign_file: "certificate.sign_file"(SignFileRequest) -> SavedFile, provides [], invalidates [certificate];
            certificate_verify_file: "certificate.verify_file"(VerifyFileRequest) -> FileVerified, provides [], invalidates [];
            certificate_encrypt_file: "certificate.encrypt_file"(EncryptFileRequest) -> SavedFile, provides [], invalidates [];
            certificate_decrypt_file: "certificate.decrypt_file"(DecryptFileRequest) -> SavedFile, provides [], invalidates [certificate];
            invoice_sign: "invoice.sign"(InvoiceSignRequest) -> SavedFile, provides [], invalidates [certificate];
            invoice_verify: "invoice.verify"(InvoiceVerifyRequest) -> InvoiceVerified, provides [], invalidates [];

            // What went wrong lately
            problem_list: "problem.list"(Empty) -> ProblemList, provides [problem], invalidates [];
            problem_report: "problem.report"(ProblemReportRequest) -> SavedFile, provides [], invalidates [];
            problem_clear: "problem.clear"(Empty) -> Empty, provides [], invalidates [problem];
        }
    };
}

pub(crate) use with_commands;

/// One row of the table, for generating clients and documents.
#[derive(Debug, Clone, Copy)]
pub struct Command {
    /// Wire name.
    pub name: &'static str,
    /// Request type in [`super::view`].
    pub request: &'static str,
    /// Response type in [`super::view`].
    pub response: &'static str,
    /// What a cached answer depends on.
    pub provides: &'static [&'static str],
    /// What goes stale when it has run.
    pub invalidates: &'static [&'static str],
}

macro_rules! table {
    ($($handler:ident: $name:literal($request:ident) -> $response:ident, provides [$($p:ident),*], invalidates [$($i:ident),*];)*) => {
        /// The table as data.
        pub const TABLE: &[Command] = &[$(Command {
            name: $name,
            request: stringify!($request),
            response: stringify!($response),
            provides: &[$(stringify!($p)),*],
            invalidates: &[$(stringify!($i)),*],
        }),*];
    };
}

with_commands!(table);

/// Whether a command shows that somebody is at the desk. What only answers with something that may
/// be cached is also asked by a page that nobody looks at, when it hears that something is stale.
pub(crate) fn is_of_a_person(name: &str) -> bool {
    TABLE.iter().find(|command| command.name == name).is_some_and(|command| command.provides.is_empty())
}

/// The name of a command as the table has it; another one is not told apart: it is not ours.
pub(crate) fn known(name: &str) -> &'static str {
    TABLE.iter().find(|command| command.name == name).map_or("unknown", |command| command.name)
}
