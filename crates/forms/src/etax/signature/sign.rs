//! Signing: one element is put in, directly before `TaxInvoiceDocument`, and not a byte is changed.

use super::super::{NAMESPACE, SIGNATURE_NAMESPACE};
use super::digest_input::{self, DigestForm};
use super::document::{Document, Element};
use super::verify::{canonical_signed, one};
use super::{CANONICAL, RSA_SHA256, SHA256, XPATH, XPATH_TEXT};
use crate::finding::FormError;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jangbu_npki::certificate::Certificate;
use jangbu_npki::{NpkiError, PrivateKey};
use sha2::{Digest as _, Sha256};

/// Why a document was not signed.
#[derive(Debug, thiserror::Error)]
pub enum SignInvoiceError {
    /// It is no XML within the bounds.
    #[error("the document cannot be read")]
    Document(#[source] FormError),
    /// It is not in UTF-8, as the standard asks.
    #[error("the document is not in UTF-8")]
    NotUtf8,
    /// It is not an invoice of the standard, or has parts where a signature does not look.
    #[error("the document is not an e-tax invoice that can be signed")]
    NotAnInvoice,
    /// It is signed already.
    #[error("the document is signed already")]
    AlreadySigned,
    /// The key cannot be used, or is another certificate's.
    #[error("the key cannot sign it")]
    Key(#[source] NpkiError),
}

/// Signs a document with RSA and SHA-256, in the form that the tax office checks.
///
/// # Errors
/// [`SignInvoiceError`].
pub fn sign_invoice(
    xml: &[u8],
    key: &PrivateKey,
    certificate: &Certificate,
) -> Result<Vec<u8>, SignInvoiceError> {
    let modulus = certificate.key().modulus().ok_or(SignInvoiceError::Key(NpkiError::OtherKey))?;
    key.check_modulus(modulus).map_err(SignInvoiceError::Key)?;
    let document = Document::parse(xml).map_err(|finding| SignInvoiceError::Document(finding.into()))?;
    let marked = xml.len() - document.text.len().min(xml.len());
    if xml.get(marked..) != Some(document.text.as_bytes()) {
        return Err(SignInvoiceError::NotUtf8);
    }
    let place = marked + place_of(&document.root)?;
    let digest = Sha256::digest(digest_input::build(&document, DigestForm::Santuario));
    let draft = insert(xml, place, &write(&STANDARD.encode(digest), "", certificate));
    let value = key.sign(signed_part(&draft)?.as_bytes()).map_err(SignInvoiceError::Key)?;
    Ok(insert(xml, place, &write(&STANDARD.encode(digest), &STANDARD.encode(value), certificate)))
}

/// Where the signature goes in the text.
fn place_of(root: &Element) -> Result<usize, SignInvoiceError> {
    if root.name != "TaxInvoice" || root.namespace != NAMESPACE || digest_input::hides_content(root) {
        return Err(SignInvoiceError::NotAnInvoice);
    }
    if root.elements().any(|child| child.is(SIGNATURE_NAMESPACE, "Signature")) {
        return Err(SignInvoiceError::AlreadySigned);
    }
    let mut documents = root.elements().filter(|child| child.is(NAMESPACE, "TaxInvoiceDocument"));
    match (documents.next(), documents.next()) {
        (Some(document), None) => Ok(document.start),
        _ => Err(SignInvoiceError::NotAnInvoice),
    }
}

fn insert(xml: &[u8], place: usize, signature: &str) -> Vec<u8> {
    let (before, after) = xml.split_at_checked(place).unwrap_or((xml, &[]));
    [before, signature.as_bytes(), after].concat()
}

/// The canonical `SignedInfo` of a document that has its signature in it, but for the value.
fn signed_part(draft: &[u8]) -> Result<String, SignInvoiceError> {
    let document = Document::parse(draft).map_err(|finding| SignInvoiceError::Document(finding.into()))?;
    let signature = document.root.elements().find(|child| child.is(SIGNATURE_NAMESPACE, "Signature"));
    let signature = signature.ok_or(SignInvoiceError::NotAnInvoice)?;
    let signed = one(signature, "SignedInfo").map_err(|_| SignInvoiceError::NotAnInvoice)?;
    Ok(canonical_signed(&document, signature, signed))
}

fn write(digest: &str, value: &str, certificate: &Certificate) -> String {
    let certificate = STANDARD.encode(certificate.der());
    format!(
        "<ds:Signature xmlns:ds=\"{SIGNATURE_NAMESPACE}\"><ds:SignedInfo>\
         <ds:CanonicalizationMethod Algorithm=\"{CANONICAL}\"/><ds:SignatureMethod Algorithm=\"{RSA_SHA256}\"/>\
         <ds:Reference URI=\"\"><ds:Transforms><ds:Transform Algorithm=\"{CANONICAL}\"/>\
         <ds:Transform Algorithm=\"{XPATH}\"><ds:XPath>{XPATH_TEXT}</ds:XPath></ds:Transform></ds:Transforms>\
         <ds:DigestMethod Algorithm=\"{SHA256}\"/><ds:DigestValue>{digest}</ds:DigestValue></ds:Reference>\
         </ds:SignedInfo><ds:SignatureValue>{value}</ds:SignatureValue><ds:KeyInfo><ds:X509Data>\
         <ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></ds:Signature>"
    )
}
