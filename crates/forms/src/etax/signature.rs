//! The XML signature of an e-tax invoice: made, and checked with reasons.
//!
//! The tax office checks the form that Apache Santuario writes. XML signature libraries in the
//! line of libxml2 digest other bytes, so the digest's input is written here by hand.

mod canonical;
mod digest_input;
mod document;
mod sign;
mod verify;

pub use digest_input::DigestForm;
pub use sign::{SignInvoiceError, sign_invoice};
pub use verify::{SignatureFault, SignatureHash, SignatureVerdict, verify_invoice};

use crate::finding::FormError;
use document::Document;

/// `CanonicalizationMethod` and the first transform.
const CANONICAL: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
/// The second transform.
const XPATH: &str = "http://www.w3.org/TR/1999/REC-xpath-19991116";
/// Its text; white space in it does not matter.
const XPATH_TEXT: &str = "not(self::*[name() = 'TaxInvoice'] | ancestor-or-self::*[name() = 'ExchangedDocument'] | \
                          ancestor-or-self::ds:Signature)";
const RSA_SHA256: &str = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
const RSA_SHA1: &str = "http://www.w3.org/2000/09/xmldsig#rsa-sha1";
const SHA256: &str = "http://www.w3.org/2001/04/xmlenc#sha256";
const SHA1: &str = "http://www.w3.org/2000/09/xmldsig#sha1";

/// The bytes that a signature over this document digests, in the form asked for. A signature that
/// is already there makes no difference.
///
/// # Errors
/// [`FormError`] if the document is no XML within the bounds.
pub fn build_digest_input(xml: &[u8], form: DigestForm) -> Result<Vec<u8>, FormError> {
    let document = Document::parse(xml)?;
    Ok(digest_input::build(&document, form).into_bytes())
}
