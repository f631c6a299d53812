//! The bytes that a signature digests: the whole document without the root's tags, without
//! `ExchangedDocument` and without the signature.
//!
//! The root is filtered out by the `XPath`, its namespaces are not, so they stand there alone.
//! Programs differ in the rest (docs/decisions/0027): Apache Santuario, which the tax office's
//! certification tests accept, drops the root's attributes and takes its namespaces as written;
//! libxml2 keeps the attributes and writes the namespaces again on every child.

use super::super::SIGNATURE_NAMESPACE;
use super::canonical::{Scope, enter, write_attributes, write_instruction, write_namespaces, write_node};
use super::document::{Document, Element, Node};

/// How the parts of the document are written for the digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DigestForm {
    /// As Apache Santuario and the JDK write it: the form that is signed here.
    Santuario,
    /// As libxml2 and xmlsec write it: accepted when a signature is checked.
    Libxml2,
}

/// Whether the signature's `XPath` leaves this element out, with all that is in it.
fn is_left_out(element: &Element) -> bool {
    element.name == "ExchangedDocument" || element.is(SIGNATURE_NAMESPACE, "Signature")
}

/// Writes the digest's input.
pub(super) fn build(document: &Document<'_>, form: DigestForm) -> String {
    let mut out = String::with_capacity(document.text.len());
    for node in &document.before {
        if let Node::Instruction { target, content } = node {
            write_instruction(&mut out, target, content);
            out.push('\n');
        }
    }
    let root = &document.root;
    let scope = enter(&Scope::new(), root);
    write_namespaces(&mut out, &scope, &Scope::new());
    let written = match form {
        DigestForm::Santuario => scope.clone(),
        DigestForm::Libxml2 => {
            write_attributes(&mut out, root.attributes.iter());
            Scope::new()
        }
    };
    for node in &root.children {
        if !matches!(node, Node::Element(element) if is_left_out(element)) {
            write_node(&mut out, node, &scope, &written);
        }
    }
    for node in &document.after {
        if let Node::Instruction { target, content } = node {
            out.push('\n');
            write_instruction(&mut out, target, content);
        }
    }
    out
}

/// Whether something that the `XPath` leaves out, or tags that it leaves out, lie deeper than below
/// the root. No invoice has such; it would be content that nobody signed.
pub(super) fn hides_content(root: &Element) -> bool {
    fn any_below(element: &Element) -> bool {
        element.elements().any(|child| child.name == "TaxInvoice" || is_left_out(child) || any_below(child))
    }
    root.elements().any(|child| child.name == "TaxInvoice" || (!is_left_out(child) && any_below(child)))
}
