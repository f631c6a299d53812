//! Joint certificates (공동인증서): found, shown, carried, protected and used.

macro_rules! to_come {
    ($($handler:ident($request:ident) -> $response:ident;)*) => {
        $(pub(crate) fn $handler(
            _: &crate::app::App,
            _: crate::ipc::view::$request,
        ) -> Result<crate::ipc::view::$response, crate::AppError> {
            Err(crate::AppError::new(crate::ErrorCode::RequestUnknownCommand, "not in this version yet"))
        })*
    };
}

to_come! {
    certificate_list(Empty) -> CertificateList;
    certificate_show(CertificateShow) -> CertificateView;
    certificate_set_default(CertificateSetDefault) -> Empty;
    certificate_import(CertificateImport) -> CertificateImported;
    certificate_export_pfx(CertificateExportPfx) -> SavedFile;
    certificate_copy(CertificateCopyTo) -> CertificateCopied;
    certificate_change_password(CertificateChangePassword) -> CertificateChanged;
    certificate_reencrypt(CertificateReencrypt) -> CertificateChanged;
    certificate_revert(CertificateCopyRef) -> CertificateChanged;
    certificate_discard_previous(CertificateCopyRef) -> CertificateChanged;
    certificate_delete(CertificateDelete) -> CertificateDeletion;
    certificate_check_owner(CertificateCheckOwner) -> OwnerChecked;
    certificate_sign_test(CertificateSignTest) -> TestSigned;
    certificate_forget_password(CertificateForgetPassword) -> Empty;
    certificate_sign_file(SignFileRequest) -> SavedFile;
    certificate_verify_file(VerifyFileRequest) -> FileVerified;
    certificate_encrypt_file(EncryptFileRequest) -> SavedFile;
    certificate_decrypt_file(DecryptFileRequest) -> SavedFile;
    invoice_sign(InvoiceSignRequest) -> SavedFile;
    invoice_verify(InvoiceVerifyRequest) -> InvoiceVerified;
}
