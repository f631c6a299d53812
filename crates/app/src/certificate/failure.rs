//! What certificates and their keys fail with, in the codes that a person is told.

use crate::{AppError, ErrorCode};
use jangbu_npki::NpkiError;

impl From<NpkiError> for AppError {
    fn from(error: NpkiError) -> Self {
        let failed = Self::new(code_of(&error), error.to_string());
        match &error {
            NpkiError::Exists { path }
            | NpkiError::ChangedMeanwhile { path }
            | NpkiError::File { path, .. } => failed.with("file", path.display()),
            NpkiError::Damaged { what, .. } => failed.with("part", what),
            NpkiError::Unsupported { what, oid } => failed.with("part", what).with("oid", oid),
            NpkiError::TooMuch { what, found, max, .. } => {
                failed.with("part", what).with("found", found).with("max", max)
            }
            _ => failed,
        }
    }
}

fn code_of(error: &NpkiError) -> ErrorCode {
    match error {
        NpkiError::WrongPassword => ErrorCode::CertificateWrongPassword,
        NpkiError::PasswordLength { .. } | NpkiError::PasswordCharacter => {
            ErrorCode::CertificatePasswordRefused
        }
        NpkiError::Damaged { .. } => ErrorCode::CertificateDamaged,
        NpkiError::Unsupported { .. } => ErrorCode::CertificateUnsupported,
        NpkiError::TooMuch { .. } => ErrorCode::CertificateTooMuch,
        NpkiError::OtherKey => ErrorCode::CertificateOtherKey,
        NpkiError::NoRandomNumber => ErrorCode::CertificateNoRandomNumber,
        NpkiError::KeyUnusable { .. } => ErrorCode::CertificateKeyUnusable,
        NpkiError::Decryption => ErrorCode::CertificateCannotDecrypt,
        NpkiError::Exists { .. } => ErrorCode::FileExists,
        NpkiError::ChangedMeanwhile { .. } => ErrorCode::CertificateChangedMeanwhile,
        NpkiError::File { action: "read", .. } => ErrorCode::FileUnreadable,
        NpkiError::File { .. } => ErrorCode::FileUnwritable,
        _ => ErrorCode::Internal,
    }
}
