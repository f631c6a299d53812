//! Canonical XML 1.0 without comments, of an element and what is below it.
//!
//! Source: W3C Recommendation of 15 March 2001, sections 2.3 and 2.4.

use super::document::{Attribute, Element, Node, local};

/// Namespaces by prefix, as they are in scope or have been written.
pub(super) type Scope = Vec<(String, String)>;

/// The scope inside an element.
pub(super) fn enter(outer: &Scope, element: &Element) -> Scope {
    let mut scope = outer.clone();
    for (prefix, address) in &element.declared {
        scope.retain(|(known, _)| known != prefix);
        scope.push((prefix.clone(), address.clone()));
    }
    scope
}

/// Writes what of `scope` differs from what an ancestor has written.
pub(super) fn write_namespaces(out: &mut String, scope: &Scope, written: &Scope) {
    let address_in = |scope: &Scope, prefix: &str| -> Option<String> {
        let found = scope.iter().find(|(known, _)| known == prefix);
        found.map(|(_, address)| address.clone()).filter(|address| !address.is_empty())
    };
    let mut prefixes: Vec<&str> = scope.iter().map(|(prefix, _)| prefix.as_str()).collect();
    prefixes.sort_unstable();
    for prefix in prefixes {
        let now = address_in(scope, prefix);
        if now == address_in(written, prefix) {
            continue;
        }
        out.push_str(if prefix.is_empty() { " xmlns" } else { " xmlns:" });
        out.push_str(prefix);
        write_value(out, &now.unwrap_or_default());
    }
}

/// Writes attributes in order: by namespace, then by local name; those without one come first.
pub(super) fn write_attributes<'a>(out: &mut String, attributes: impl Iterator<Item = &'a Attribute>) {
    let mut sorted: Vec<&Attribute> = attributes.collect();
    sorted.sort_by(|one, other| {
        (one.namespace.as_str(), local(&one.name)).cmp(&(other.namespace.as_str(), local(&other.name)))
    });
    for attribute in sorted {
        out.push(' ');
        out.push_str(&attribute.name);
        write_value(out, &attribute.value);
    }
}

/// Writes an element whose nearest written ancestor has written `written`. `inherited` are `xml:`
/// attributes of ancestors that are not written.
pub(super) fn write_element(
    out: &mut String,
    element: &Element,
    outer: &Scope,
    written: &Scope,
    inherited: &[&Attribute],
) {
    let scope = enter(outer, element);
    out.push('<');
    out.push_str(&element.name);
    write_namespaces(out, &scope, written);
    let own = |attribute: &&&Attribute| element.attribute(&attribute.name).is_none();
    write_attributes(out, element.attributes.iter().chain(inherited.iter().filter(own).copied()));
    out.push('>');
    for node in &element.children {
        write_node(out, node, &scope, &scope);
    }
    out.push_str("</");
    out.push_str(&element.name);
    out.push('>');
}

/// Writes anything inside an element.
pub(super) fn write_node(out: &mut String, node: &Node, outer: &Scope, written: &Scope) {
    match node {
        Node::Element(element) => write_element(out, element, outer, written, &[]),
        Node::Text(text) => write_text(out, text),
        Node::Instruction { target, content } => write_instruction(out, target, content),
    }
}

/// Writes `<?target content?>`.
pub(super) fn write_instruction(out: &mut String, target: &str, content: &str) {
    out.push_str("<?");
    out.push_str(target);
    if !content.is_empty() {
        out.push(' ');
        out.push_str(content);
    }
    out.push_str("?>");
}

fn write_text(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\r' => out.push_str("&#xD;"),
            c => out.push(c),
        }
    }
}

fn write_value(out: &mut String, value: &str) {
    out.push_str("=\"");
    for c in value.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '"' => out.push_str("&quot;"),
            '\t' => out.push_str("&#x9;"),
            '\n' => out.push_str("&#xA;"),
            '\r' => out.push_str("&#xD;"),
            c => out.push(c),
        }
    }
    out.push('"');
}
