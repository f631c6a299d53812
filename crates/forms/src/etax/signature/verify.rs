//! Checking: whether the signature holds, why not, over which form, and whose it is.

use super::super::{NAMESPACE, SIGNATURE_NAMESPACE};
use super::canonical::{Scope, enter, write_element};
use super::digest_input::{self, DigestForm};
use super::document::{Attribute, Document, Element};
use super::{CANONICAL, RSA_SHA1, RSA_SHA256, SHA1, SHA256, XPATH, XPATH_TEXT};
use crate::finding::FormError;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jangbu_npki::certificate::{Certificate, KeyError, SignatureAlgorithm};
use sha1::Sha1;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

/// The digest of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureHash {
    /// SHA-1, with keys of before 2012.
    Sha1,
    /// SHA-256.
    Sha256,
}

/// What was found about a document's signature.
#[derive(Clone, Debug)]
pub struct SignatureVerdict {
    /// Why it does not hold; none if it does.
    pub fault: Option<SignatureFault>,
    /// The form whose digest fits, if one does.
    pub form: Option<DigestForm>,
    /// The digest of the document.
    pub hash: Option<SignatureHash>,
    /// The signer's certificate as the document carries it. Whether it is to be trusted, and
    /// whether it is the supplier's, is for others to say.
    pub certificate: Option<Certificate>,
}

impl SignatureVerdict {
    /// Whether the document is what this certificate's key signed.
    pub fn is_valid(&self) -> bool {
        self.fault.is_none()
    }
}

/// Why a signature does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureFault {
    /// There is none.
    NotSigned,
    /// There are several; an invoice has one.
    Several,
    /// The root is not `TaxInvoice` of the standard without a prefix, which the `XPath` counts on.
    Root,
    /// It does not stand directly before `TaxInvoiceDocument`, or there is not one of these.
    Misplaced,
    /// Content hides where the signature does not look.
    Uncovered,
    /// An element of the signature is missing, twice there, or cannot be read.
    Element(&'static str),
    /// Signed in a way that is not the standard's; the element that says so.
    Unsupported(&'static str),
    /// The document is not what was signed: the digest fits in no form.
    Changed,
    /// The signed part of the signature is not what this certificate's key signed.
    Signature(KeyError),
}

/// Checks the signature of a document.
///
/// # Errors
/// [`FormError`] if the document is no XML within the bounds; all else is in the verdict.
pub fn verify_invoice(xml: &[u8]) -> Result<SignatureVerdict, FormError> {
    let document = Document::parse(xml)?;
    let mut verdict = SignatureVerdict { fault: None, form: None, hash: None, certificate: None };
    verdict.fault = check(&document, &mut verdict).err();
    Ok(verdict)
}

fn check(document: &Document<'_>, verdict: &mut SignatureVerdict) -> Result<(), SignatureFault> {
    let root = &document.root;
    let signature = find(root)?;
    verdict.certificate = Some(certificate(signature)?);
    let signed = one(signature, "SignedInfo")?;
    let scope = enter(&enter(&Scope::new(), root), signature);

    algorithm(one(signed, "CanonicalizationMethod")?, "CanonicalizationMethod", &[CANONICAL])?;
    let method = algorithm(one(signed, "SignatureMethod")?, "SignatureMethod", &[RSA_SHA256, RSA_SHA1])?;
    let reference = one(signed, "Reference")?;
    if reference.attribute("URI") != Some("") {
        return Err(SignatureFault::Unsupported("Reference"));
    }
    check_transforms(one(reference, "Transforms")?, &enter(&enter(&scope, signed), reference))?;
    let hash = match algorithm(one(reference, "DigestMethod")?, "DigestMethod", &[SHA256, SHA1])? {
        0 => SignatureHash::Sha256,
        _ => SignatureHash::Sha1,
    };
    verdict.hash = Some(hash);
    // The digest's input is written for documents that hide nothing; others go no further.
    if digest_input::hides_content(root) {
        return Err(SignatureFault::Uncovered);
    }
    let stated = decode(one(reference, "DigestValue")?, "DigestValue")?;
    let fits = |form: &DigestForm| -> bool {
        let input = digest_input::build(document, *form);
        let digest = match hash {
            SignatureHash::Sha1 => Sha1::digest(&input).to_vec(),
            SignatureHash::Sha256 => Sha256::digest(&input).to_vec(),
        };
        digest.ct_eq(&stated).into()
    };
    verdict.form = [DigestForm::Santuario, DigestForm::Libxml2].into_iter().find(fits);
    if verdict.form.is_none() {
        return Err(SignatureFault::Changed);
    }
    let value = decode(one(signature, "SignatureValue")?, "SignatureValue")?;
    let algorithm = if method == 0 { SignatureAlgorithm::RsaSha256 } else { SignatureAlgorithm::RsaSha1 };
    let covered = canonical_signed(document, signature, signed);
    let key = verdict.certificate.as_ref().map(Certificate::key).ok_or(SignatureFault::NotSigned)?;
    key.verify(algorithm, covered.as_bytes(), &value).map_err(SignatureFault::Signature)
}

/// The signature, if it is the only one and stands where the standard puts it.
fn find(root: &Element) -> Result<&Element, SignatureFault> {
    if root.name != "TaxInvoice" || root.namespace != NAMESPACE {
        return Err(SignatureFault::Root);
    }
    let children: Vec<&Element> = root.elements().collect();
    let is_signature = |element: &&Element| element.is(SIGNATURE_NAMESPACE, "Signature");
    let mut signatures = children.iter().copied().filter(is_signature);
    let signature = signatures.next().ok_or(SignatureFault::NotSigned)?;
    if signatures.next().is_some() {
        return Err(SignatureFault::Several);
    }
    let documents = children.iter().filter(|element| element.is(NAMESPACE, "TaxInvoiceDocument")).count();
    let next = children.iter().skip_while(|element| !is_signature(element)).nth(1);
    if documents != 1 || !next.is_some_and(|next| next.is(NAMESPACE, "TaxInvoiceDocument")) {
        return Err(SignatureFault::Misplaced);
    }
    Ok(signature)
}

/// The signed part as the signature is over it: in place, with the namespaces around it.
pub(super) fn canonical_signed(document: &Document<'_>, signature: &Element, signed: &Element) -> String {
    let scope = enter(&enter(&Scope::new(), &document.root), signature);
    // Canonical XML 1.0 section 2.4: `xml:` attributes come down to a part that stands alone.
    let mut inherited: Vec<&Attribute> = Vec::new();
    for attribute in signature.attributes.iter().chain(&document.root.attributes) {
        let known = inherited.iter().any(|known| known.name == attribute.name);
        if attribute.name.starts_with("xml:") && !known {
            inherited.push(attribute);
        }
    }
    let mut out = String::new();
    write_element(&mut out, signed, &scope, &Scope::new(), &inherited);
    out
}

/// Exactly the two transforms of the standard.
fn check_transforms(transforms: &Element, scope: &Scope) -> Result<(), SignatureFault> {
    let unsupported = SignatureFault::Unsupported("Transforms");
    let all: Vec<&Element> = transforms.elements().collect();
    let [first, second] = all.as_slice() else { return Err(unsupported) };
    if !all.iter().all(|transform| transform.is(SIGNATURE_NAMESPACE, "Transform")) {
        return Err(unsupported);
    }
    let plain = first.elements().next().is_none() && first.attribute("Algorithm") == Some(CANONICAL);
    if !plain || second.attribute("Algorithm") != Some(XPATH) {
        return Err(unsupported);
    }
    let xpath = one(second, "XPath")?;
    let squeeze = |text: &str| -> String { text.chars().filter(|c| !c.is_whitespace()).collect() };
    let scope = enter(&enter(&enter(scope, transforms), second), xpath);
    let means_signatures =
        scope.iter().any(|(prefix, address)| prefix == "ds" && address == SIGNATURE_NAMESPACE);
    if squeeze(&xpath.text()) != squeeze(XPATH_TEXT) || !means_signatures {
        return Err(SignatureFault::Unsupported("XPath"));
    }
    Ok(())
}

/// The only child of this name.
pub(super) fn one<'e>(parent: &'e Element, name: &'static str) -> Result<&'e Element, SignatureFault> {
    let mut found = parent.elements().filter(|child| child.is(SIGNATURE_NAMESPACE, name));
    match (found.next(), found.next()) {
        (Some(child), None) => Ok(child),
        _ => Err(SignatureFault::Element(name)),
    }
}

/// Which of the known algorithms an element names; it must have no parameters.
fn algorithm(element: &Element, name: &'static str, known: &[&str]) -> Result<usize, SignatureFault> {
    let stated = element.attribute("Algorithm").ok_or(SignatureFault::Element(name))?;
    let place = known.iter().position(|algorithm| *algorithm == stated);
    place.filter(|_| element.elements().next().is_none()).ok_or(SignatureFault::Unsupported(name))
}

/// Base64 with any white space in it: others break lines, some with a carriage return written out.
fn decode(element: &Element, name: &'static str) -> Result<Vec<u8>, SignatureFault> {
    let letters: String = element.text().chars().filter(|c| !c.is_whitespace()).collect();
    STANDARD.decode(letters).map_err(|_| SignatureFault::Element(name))
}

fn certificate(signature: &Element) -> Result<Certificate, SignatureFault> {
    let holder = one(one(signature, "KeyInfo")?, "X509Data")?;
    // Some send their authority's certificate along; the signer's comes first.
    let mut all = holder.elements().filter(|child| child.is(SIGNATURE_NAMESPACE, "X509Certificate"));
    let first = all.next().ok_or(SignatureFault::Element("X509Certificate"))?;
    Certificate::parse_der(&decode(first, "X509Certificate")?)
        .map_err(|_| SignatureFault::Element("X509Certificate"))
}
