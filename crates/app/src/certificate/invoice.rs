//! E-tax invoices as files: signed with a certificate, and checked.

use super::message::{content_of, save_new};
use super::row::row;
use super::search::search;
use super::trust::{Given, chain_of, known_from};
use super::unlock::{Ask, open};
use crate::app::App;
use crate::ipc::view::{
    DigestFormView, InvoiceSignRequest, InvoiceSignatureFault, InvoiceVerified, InvoiceVerifyRequest,
    SavedFile,
};
use crate::{AppError, ErrorCode};
use jangbu_domain::PartyIdentity as _;
use jangbu_forms::etax::{
    DigestForm, SignInvoiceError, SignatureFault, SignatureHash, SignatureVerdict, sign_invoice,
    verify_invoice,
};
use std::ops::ControlFlow;

pub(crate) fn invoice_sign(app: &App, request: InvoiceSignRequest) -> Result<SavedFile, AppError> {
    let ask = Ask::take(app, request.password, request.keep_password)?;
    let (name, xml) = content_of(app, &request.file)?;
    let opened = open(app, &request.target, &ask, false)?;
    let signed =
        sign_invoice(&xml, &opened.key, &opened.certificate).map_err(|error| failed(error, &name))?;
    // A signature that this program itself would not find valid goes nowhere.
    if !verify_invoice(&signed).is_ok_and(|verdict| verdict.is_valid()) {
        return Err(AppError::new(ErrorCode::Internal, "the signature that was made does not hold"));
    }
    let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
    save_new(format!("{stem}_signed.xml"), "application/xml", &signed, request.to)
}

fn failed(error: SignInvoiceError, name: &str) -> AppError {
    match error {
        SignInvoiceError::Key(error) => error.into(),
        SignInvoiceError::AlreadySigned => {
            AppError::new(ErrorCode::InvoiceAlreadySigned, "the document is signed already")
                .with("file", name)
        }
        error => AppError::new(ErrorCode::InvoiceNotSignable, error.to_string()).with("file", name),
    }
}

pub(crate) fn invoice_verify(app: &App, request: InvoiceVerifyRequest) -> Result<InvoiceVerified, AppError> {
    let (name, xml) = content_of(app, &request.file)?;
    let given = Given::read(&request.roots, &request.revocation_lists)?;
    let verdict = verify_invoice(&xml).map_err(|error| {
        AppError::new(ErrorCode::InvoiceNotSignable, error.to_string()).with("file", &name)
    })?;
    let known = known_from(&search(app));
    let chain = verdict.certificate.as_ref().map(|leaf| chain_of(app, leaf, &known, &given));
    let (fault, element) = fault_of(&verdict);
    let mut outcome = jangbu_forms::read_document(&name, &xml, &mut |_, _| ControlFlow::Continue(()));
    let invoice = outcome.invoices.pop().map(|read| read.invoice);
    Ok(InvoiceVerified {
        valid: verdict.is_valid(),
        fault,
        element,
        form: verdict.form.map(|form| match form {
            DigestForm::Santuario => DigestFormView::Santuario,
            DigestForm::Libxml2 => DigestFormView::Libxml2,
        }),
        digest: verdict.hash.map(|hash| match hash {
            SignatureHash::Sha1 => "SHA-1".to_owned(),
            SignatureHash::Sha256 => "SHA-256".to_owned(),
        }),
        certificate: verdict.certificate.as_ref().map(|certificate| row(app, certificate, &[])),
        chain,
        supplier_number: invoice.as_ref().map(|invoice| invoice.supplier().identity.shown()),
        supplier_name: invoice.as_ref().map(|invoice| invoice.supplier().name.clone()),
        approval_number: invoice.as_ref().map(|invoice| invoice.approval().to_string()),
    })
}

fn fault_of(verdict: &SignatureVerdict) -> (Option<InvoiceSignatureFault>, Option<String>) {
    let Some(fault) = verdict.fault else { return (None, None) };
    let (view, element) = match fault {
        SignatureFault::NotSigned => (InvoiceSignatureFault::NotSigned, None),
        SignatureFault::Several => (InvoiceSignatureFault::Several, None),
        SignatureFault::Root => (InvoiceSignatureFault::Root, None),
        SignatureFault::Misplaced => (InvoiceSignatureFault::Misplaced, None),
        SignatureFault::Uncovered => (InvoiceSignatureFault::Uncovered, None),
        SignatureFault::Element(name) => (InvoiceSignatureFault::Element, Some(name)),
        SignatureFault::Unsupported(name) => (InvoiceSignatureFault::Unsupported, Some(name)),
        SignatureFault::Changed => (InvoiceSignatureFault::Changed, None),
        SignatureFault::Signature(_) => (InvoiceSignatureFault::Signature, None),
    };
    (Some(view), element.map(str::to_owned))
}

/// Why a signature does not hold, by a stable name.
pub(crate) fn fault_name(verdict: &SignatureVerdict) -> String {
    let name = fault_of(verdict).0.and_then(|fault| serde_json::to_value(fault).ok());
    name.as_ref().and_then(serde_json::Value::as_str).unwrap_or("unreadable").to_owned()
}
