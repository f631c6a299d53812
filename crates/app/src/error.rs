//! How a use case fails: a stable code with parameters; texts live in the locale tables.

use crate::clock::korean_rfc3339;
use crate::ipc::view::ErrorView;
use jangbu_store::StoreError;
use std::collections::BTreeMap;

/// A failure as a person is told it. The code finds three sentences in the locale tables: what
/// happened, what was kept, what to do next.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct AppError {
    code: ErrorCode,
    params: BTreeMap<String, String>,
    message: String,
}

macro_rules! error_codes {
    ($($(#[$meta:meta])* $variant:ident => $code:literal,)*) => {
        /// Every way to fail that a person is told about; closed, so that each has its texts.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum ErrorCode { $($(#[$meta])* $variant),* }

        impl ErrorCode {
            /// Key into the texts.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code),* }
            }
        }

        /// All codes, for checking that each has its texts.
        pub const ERROR_CODES: &[&str] = &[$($code),*];
    };
}

error_codes! {
    /// The key does not open this book.
    BookWrongKey => "book.wrong_key",
    /// No book where one was expected.
    BookNotFound => "book.not_found",
    /// A company or file of this name stands already.
    BookExists => "book.exists",
    /// Written by a newer version.
    BookNewerSchema => "book.newer_schema",
    /// Written by an earlier version, and only to be read.
    BookOlderSchema => "book.older_schema",
    /// Another program holds this book, or may hold it on another machine.
    BookLocked => "book.locked",
    /// Another process kept this book longer than the bounded wait.
    BookBusy => "book.busy",
    /// Open for reading only.
    BookReadOnly => "book.read_only",
    /// Not a readable book.
    BookDamaged => "book.damaged",
    /// The disk refused to read or write.
    BookIo => "book.io",
    /// No keyring on this machine, or it is locked.
    KeyringUnavailable => "key.keyring_unavailable",
    /// The passphrase is too short.
    PassphraseWeak => "key.passphrase_weak",
    /// The recovery key was mistyped.
    RecoveryKeyTypo => "key.recovery_typo",
    /// The book has no such way to be opened.
    KeyNoSlot => "key.no_slot",
    /// Not ten digits.
    BusinessNumberLength => "id.business_number_length",
    /// The check digit does not fit.
    BusinessNumberCheckDigit => "id.business_number_check_digit",
    /// A required name is blank.
    NameMissing => "id.name_missing",
    /// None of the files could be read.
    ImportNoneReadable => "import.none_readable",
    /// The dry run is no longer held.
    ImportPreviewGone => "import.preview_gone",
    /// Rows were rejected and the clerk has not said to take the rest.
    ImportPartialNeedsWord => "import.partial_needs_word",
    /// Stopped by the clerk; nothing was written.
    JobCancelled => "job.cancelled",
    /// That import was undone before.
    ImportUndoneAlready => "import.undone_already",
    /// No such import.
    ImportNotFound => "import.not_found",
    /// The books changed since the dry run.
    ImportStale => "import.stale",
    /// No such act.
    ActNotFound => "act.not_found",
    /// The act cannot be taken back; `reason` says why.
    UndoRefused => "undo.refused",
    /// The backup is not what it says; `problem` says what was found.
    BackupUnsound => "backup.unsound",
    /// No backup of the kind that was asked for.
    BackupNone => "backup.none",
    /// The second place takes no backups.
    BackupPlaceUnusable => "backup.place_unusable",
    /// The prepared backup is no longer held.
    RestoreGone => "restore.gone",
    /// No such invoice.
    InvoiceNotFound => "invoice.not_found",
    /// No such source document.
    SourceNotFound => "source.not_found",
    /// A file of that name stands already.
    FileExists => "file.exists",
    /// The file could not be written.
    FileUnwritable => "file.unwritable",
    /// The file could not be read.
    FileUnreadable => "file.unreadable",
    /// Larger than anything this program reads.
    FileTooLarge => "file.too_large",
    /// No such certificate, or nothing of the kind at that place.
    CertificateNotFound => "certificate.not_found",
    /// Several copies or certificates fit; one must be named.
    CertificateChooseCopy => "certificate.choose_copy",
    /// The copy lacks something or cannot be read; `fault` says what.
    CertificateUnusable => "certificate.unusable",
    /// A PKCS#12 file can be used and imported, not changed in its place.
    CertificateArchiveFixed => "certificate.archive_fixed",
    /// The password was not given and none is kept.
    CertificatePasswordNeeded => "certificate.password_needed",
    /// The password does not open the key.
    CertificateWrongPassword => "certificate.wrong_password",
    /// No certificate has such a password: empty, too long, or with a letter that has no place.
    CertificatePasswordRefused => "certificate.password_refused",
    /// Bytes that are not what they should be.
    CertificateDamaged => "certificate.damaged",
    /// Whole, but written in a way that is not supported.
    CertificateUnsupported => "certificate.unsupported",
    /// It asks for more work than is done for a file.
    CertificateTooMuch => "certificate.too_much",
    /// The key belongs to another certificate.
    CertificateOtherKey => "certificate.other_key",
    /// The key carries no R.
    CertificateNoRandomNumber => "certificate.no_random_number",
    /// The certificate has no check value of its holder's number.
    CertificateNoIdentity => "certificate.no_identity",
    /// The key cannot be used.
    CertificateKeyUnusable => "certificate.key_unusable",
    /// Not encrypted to this certificate, or changed.
    CertificateCannotDecrypt => "certificate.cannot_decrypt",
    /// Another program wrote the key's file meanwhile.
    CertificateChangedMeanwhile => "certificate.changed_meanwhile",
    /// Programs of banks may not read the copy any more; the clerk has not agreed.
    CertificatePluginRisk => "certificate.plugin_risk",
    /// There is no earlier key to go back to.
    CertificateNoPrevious => "certificate.no_previous",
    /// Neither ten nor thirteen digits.
    IdentityNumber => "id.identity_number",
    /// Not an e-tax invoice that can be signed.
    InvoiceNotSignable => "invoice.not_signable",
    /// The invoice is signed already.
    InvoiceAlreadySigned => "invoice.already_signed",
    /// The period cannot be collected: backwards, or too long.
    CollectPeriod => "collect.period",
    /// A run is on its way already.
    CollectAlreadyRunning => "collect.already_running",
    /// No such run.
    CollectNotFound => "collect.not_found",
    /// Nothing of the run is left to do.
    CollectNothingLeft => "collect.nothing_left",
    /// The conflict was decided, or the book has changed since.
    CollectConflictGone => "collect.conflict_gone",
    /// What is left would cost something, and the clerk has not said yes.
    RemoteNeedsConsent => "remote.needs_consent",
    /// The incident is none, or has ended.
    AlertNotFound => "alert.not_found",
    /// No telephone number, or too many.
    AlertNumber => "alert.number",
    /// The clerk has said that nothing is to be paid.
    RemotePaidDeclined => "remote.paid_declined",
    /// Nobody of those who could be asked has answered.
    RemoteAllFailed => "remote.all_failed",
    /// Some lists or documents are still missing.
    CollectIncomplete => "collect.incomplete",
    /// What came is not the document that was asked for.
    CollectOtherDocument => "collect.other_document",
    /// None of the remotes could be asked.
    CollectNobodyAsked => "collect.nobody_asked",
    /// The request does not have the expected shape.
    RequestMalformed => "request.malformed",
    /// No such command.
    RequestUnknownCommand => "request.unknown_command",
    /// A company must be opened first.
    CompanyNoneOpen => "company.none_open",
    /// The secret's ticket was used or is unknown.
    SecretTicketGone => "secret.ticket_gone",
    /// No such partner.
    PartnerNotFound => "partner.not_found",
    /// No business number to ask about.
    PartnerNoneToAsk => "partner.none_to_ask",
    /// No connection to the remote.
    RemoteUnreachable => "remote.unreachable",
    /// The remote did not prove who it is.
    RemoteNotProved => "remote.not_proved",
    /// No answer in time.
    RemoteTimedOut => "remote.timed_out",
    /// The connection ended before the answer did.
    RemoteBrokenOff => "remote.broken_off",
    /// The answer does not read.
    RemoteUnreadable => "remote.unreadable",
    /// The remote failed by its own word.
    RemoteFault => "remote.fault",
    /// Too many calls in a short time.
    RemoteBusy => "remote.busy",
    /// The quota of the day or the contract is used up.
    RemoteQuotaSpent => "remote.quota_spent",
    /// The remote does not take the key.
    RemoteBadKey => "remote.bad_key",
    /// The key is not entitled.
    RemoteNotSubscribed => "remote.not_subscribed",
    /// The remote calls the request wrong.
    RemoteRejected => "remote.rejected",
    /// It failed too often and is left alone for a while.
    RemoteSpared => "remote.spared",
    /// The call could not be written down, so it was not made.
    RemoteNotRecorded => "remote.not_recorded",
    /// The session had ended, and a new one was not granted.
    RemoteSignedOut => "remote.signed_out",
    /// Somebody logged in elsewhere meanwhile.
    RemoteLoginElsewhere => "remote.login_elsewhere",
    /// A second proof is wanted, which only a person can give at its own page.
    RemoteSecondFactor => "remote.second_factor",
    /// The certificate may not act for this business there.
    RemoteNoSuchBusiness => "remote.no_such_business",
    /// The parts of its answer contradict each other.
    RemoteInconsistent => "remote.inconsistent",
    /// A key that it needs was not kept.
    RemoteNotConfigured => "remote.not_configured",
    /// No key of that remote looks like this.
    RemoteKeyForm => "remote.key_form",
    /// Not an address that may be called.
    RemoteBadAddress => "remote.bad_address",
    /// The demo company's remotes are its own stand-ins.
    RemoteDemoFixed => "remote.demo_fixed",
    /// The demo company's stand-in is not there.
    RemoteNoStandIn => "remote.no_stand_in",
    /// The same name stands for other remote work.
    ErrandKeyReused => "errand.key_reused",
    /// Another run took this work over.
    ErrandClaimLost => "errand.claim_lost",
    /// The work does not stand where this step begins.
    ErrandOutOfStep => "errand.out_of_step",
    /// No such remote work, or no such call.
    ErrandNotFound => "errand.not_found",
    /// A fault of this program.
    Internal => "internal",
}

impl AppError {
    /// A failure with its English sentence for logs and scripts; never put anything sensitive in it.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, params: BTreeMap::new(), message: message.into() }
    }

    /// Adds a figure or name for the texts.
    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "call sites read better without a borrow")]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.params.insert(name.to_owned(), value.to_string());
        self
    }

    /// Figures and names for the texts.
    pub(crate) const fn params(&self) -> &BTreeMap<String, String> {
        &self.params
    }

    /// What went wrong, for programs.
    pub const fn code(&self) -> ErrorCode {
        self.code
    }
}

impl From<AppError> for ErrorView {
    fn from(error: AppError) -> Self {
        Self { code: error.code.as_str().to_owned(), params: error.params, message: error.message }
    }
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        let failed = Self::new(code_of(&error), error.to_string());
        match &error {
            StoreError::LockedByOther { owner, reach } => {
                let failed = failed.with("reach", reach.name());
                match owner {
                    Some(owner) => failed
                        .with("owner", &owner.user)
                        .with("host", &owner.host)
                        .with("pid", owner.pid)
                        .with("program", owner.program.name())
                        .with("since", korean_rfc3339(owner.since)),
                    None => failed,
                }
            }
            StoreError::BackupUnsound { fault } => failed.with("problem", fault.code()),
            StoreError::UndoRefused { reason, .. } => failed.with("reason", reason.code()),
            _ => failed,
        }
    }
}

fn code_of(error: &StoreError) -> ErrorCode {
    match error {
        StoreError::BookMissing { .. } => ErrorCode::BookNotFound,
        StoreError::BookExists { .. } => ErrorCode::BookExists,
        StoreError::WrongKey => ErrorCode::BookWrongKey,
        StoreError::RecoveryKeyTypo => ErrorCode::RecoveryKeyTypo,
        StoreError::NoSuchUnlock => ErrorCode::KeyNoSlot,
        StoreError::PassphraseLength { .. } => ErrorCode::PassphraseWeak,
        StoreError::KeyringUnavailable { .. } | StoreError::KeyringEntryMissing => {
            ErrorCode::KeyringUnavailable
        }
        StoreError::KeyFileDamaged { .. } | StoreError::Damaged { .. } | StoreError::Seal => {
            ErrorCode::BookDamaged
        }
        StoreError::NewerSchema { .. } => ErrorCode::BookNewerSchema,
        StoreError::OlderSchema { .. } => ErrorCode::BookOlderSchema,
        StoreError::LockedByOther { .. } => ErrorCode::BookLocked,
        StoreError::Busy => ErrorCode::BookBusy,
        StoreError::ReadOnly => ErrorCode::BookReadOnly,
        StoreError::BackupUnsound { .. } => ErrorCode::BackupUnsound,
        StoreError::NoBackup => ErrorCode::BackupNone,
        StoreError::Cancelled => ErrorCode::JobCancelled,
        StoreError::NotFound { what: "import", .. } => ErrorCode::ImportNotFound,
        StoreError::NotFound { what: "source", .. } => ErrorCode::SourceNotFound,
        StoreError::NotFound { what: "act", .. } => ErrorCode::ActNotFound,
        StoreError::NotFound { what: "errand" | "attempt", .. } => ErrorCode::ErrandNotFound,
        StoreError::NotFound { .. } => ErrorCode::InvoiceNotFound,
        StoreError::KeyReused { .. } => ErrorCode::ErrandKeyReused,
        StoreError::ClaimLost { .. } => ErrorCode::ErrandClaimLost,
        StoreError::ErrandOutOfStep { .. } | StoreError::AttemptEnded { .. } => ErrorCode::ErrandOutOfStep,
        StoreError::BadRemoteText { .. } => ErrorCode::RequestMalformed,
        StoreError::Stale { .. } => ErrorCode::ImportStale,
        StoreError::AlreadyUndone { .. } => ErrorCode::ImportUndoneAlready,
        StoreError::UndoRefused { .. } => ErrorCode::UndoRefused,
        StoreError::BadCursor | StoreError::TooMany { .. } | StoreError::DateRange { .. } => {
            ErrorCode::RequestMalformed
        }
        StoreError::DiskFull | StoreError::Io { .. } | StoreError::Database { .. } => ErrorCode::BookIo,
        _ => ErrorCode::Internal,
    }
}
