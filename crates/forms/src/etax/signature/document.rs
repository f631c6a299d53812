//! The document as signatures see it: every text, every name with its prefix, every namespace
//! where it is declared.

use super::super::tree::{DEPTH_MAX, ELEMENTS_MAX, XML_BYTES_MAX, decode, resolve};
use super::super::write::is_xml_char;
use crate::finding::{Finding, codes};
use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use std::borrow::Cow;

/// Most attributes and namespaces of one element; the standard needs three.
const ATTRIBUTES_MAX: usize = 64;
/// The namespace that the prefix `xml` always stands for.
const XML_NAMESPACE: &str = "http://www.w3.org/XML/1998/namespace";

/// Something inside an element. Comments are left out: canonical XML without comments has none.
#[derive(Debug)]
pub(super) enum Node {
    Element(Element),
    Text(String),
    Instruction { target: String, content: String },
}

/// One element.
#[derive(Debug, Default)]
pub(super) struct Element {
    /// With its prefix, as written.
    pub(super) name: String,
    /// Namespaces declared here: prefix (empty for the default) and address (empty for none).
    pub(super) declared: Vec<(String, String)>,
    pub(super) attributes: Vec<Attribute>,
    pub(super) children: Vec<Node>,
    /// The namespace of its own name.
    pub(super) namespace: String,
    /// Where its start tag begins in the text.
    pub(super) start: usize,
}

/// One attribute that declares no namespace.
#[derive(Debug)]
pub(super) struct Attribute {
    /// With its prefix, as written.
    pub(super) name: String,
    pub(super) namespace: String,
    pub(super) value: String,
}

impl Element {
    pub(super) fn local(&self) -> &str {
        local(&self.name)
    }

    pub(super) fn is(&self, namespace: &str, local: &str) -> bool {
        self.namespace == namespace && self.local() == local
    }

    pub(super) fn elements(&self) -> impl Iterator<Item = &Self> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            _ => None,
        })
    }

    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|attribute| attribute.name == name).map(|it| it.value.as_str())
    }

    /// Its own texts, one after the other.
    pub(super) fn text(&self) -> String {
        let texts = self.children.iter().filter_map(|node| match node {
            Node::Text(text) => Some(text.as_str()),
            _ => None,
        });
        texts.collect()
    }
}

/// The part of a name behind its prefix.
pub(super) fn local(name: &str) -> &str {
    name.split_once(':').map_or(name, |(_, local)| local)
}

/// A whole document.
#[derive(Debug)]
pub(super) struct Document<'d> {
    pub(super) text: Cow<'d, str>,
    pub(super) root: Element,
    /// Instructions before and after the root.
    pub(super) before: Vec<Node>,
    pub(super) after: Vec<Node>,
}

impl<'d> Document<'d> {
    /// Reads a document within the same bounds as the invoice's own reader.
    ///
    /// # Errors
    /// The one finding that stops reading.
    pub(super) fn parse(bytes: &'d [u8]) -> Result<Self, Finding> {
        if bytes.len() > XML_BYTES_MAX {
            let bytes = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
            return Err(Finding::error(codes::FILE_TOO_LARGE).sized(bytes, XML_BYTES_MAX as u64));
        }
        let text = decode(bytes)?;
        let (root, before, after) = Parser::default().run(&text)?;
        Ok(Self { text, root, before, after })
    }
}

#[derive(Default)]
struct Parser {
    open: Vec<Element>,
    root: Option<Element>,
    before: Vec<Node>,
    after: Vec<Node>,
    elements: usize,
}

impl Parser {
    fn run(mut self, text: &str) -> Result<(Element, Vec<Node>, Vec<Node>), Finding> {
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        loop {
            let at = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
            match reader.read_event().map_err(|_| malformed("XML"))? {
                Event::Start(start) => self.open(&start, at)?,
                Event::End(_) => self.close()?,
                Event::Text(text) => self.append(&text.xml10_content())?,
                Event::CData(text) => self.append(&text.xml10_content())?,
                Event::GeneralRef(reference) => {
                    let c = resolve(&reference).ok_or_else(|| {
                        Finding::error(codes::XML_ENTITY).found(&format!("&{};", &*reference))
                    })?;
                    self.append(c.encode_utf8(&mut [0; 4]))?;
                }
                Event::PI(instruction) => {
                    let target = instruction.target().to_owned();
                    let content =
                        instruction.content().trim_start().replace("\r\n", "\n").replace('\r', "\n");
                    self.put(Node::Instruction { target, content });
                }
                Event::DocType(_) => return Err(Finding::error(codes::XML_DOCTYPE)),
                Event::Eof => break,
                Event::Decl(_) | Event::Comment(_) | Event::Empty(_) => {}
            }
        }
        match (self.open.is_empty(), self.root) {
            (true, Some(root)) => Ok((root, self.before, self.after)),
            _ => Err(Finding::error(codes::XML_TRUNCATED).with("element", "TaxInvoice")),
        }
    }

    fn open(&mut self, start: &BytesStart<'_>, at: usize) -> Result<(), Finding> {
        self.elements += 1;
        if self.elements > ELEMENTS_MAX {
            return Err(Finding::error(codes::XML_TOO_MANY_ELEMENTS).with("max", ELEMENTS_MAX));
        }
        if self.open.len() >= DEPTH_MAX {
            return Err(Finding::error(codes::XML_TOO_DEEP).with("max", DEPTH_MAX));
        }
        if self.root.is_some() {
            return Err(Finding::error(codes::XML_AFTER_ROOT).found(start.name().as_ref()));
        }
        let name = start.name().as_ref().to_owned();
        let mut element = Element { name, start: at, ..Element::default() };
        for (place, attribute) in start.attributes().enumerate() {
            let attribute = attribute.map_err(|_| malformed(&element.name))?;
            if place == ATTRIBUTES_MAX {
                return Err(malformed(&element.name));
            }
            let value = attribute.normalized_value(XmlVersion::Implicit1_0);
            let value = value.map_err(|_| malformed(&element.name))?.into_owned();
            if !value.chars().all(is_xml_char) {
                return Err(malformed(&element.name));
            }
            match attribute.key.as_ref() {
                "xmlns" => element.declared.push((String::new(), value)),
                name => match name.strip_prefix("xmlns:") {
                    Some(prefix) => element.declared.push((prefix.to_owned(), value)),
                    None => element.attributes.push(Attribute {
                        name: name.to_owned(),
                        namespace: String::new(),
                        value,
                    }),
                },
            }
        }
        self.resolve_names(&mut element)?;
        self.open.push(element);
        Ok(())
    }

    /// Finds the namespaces of the element's and its attributes' names.
    fn resolve_names(&self, element: &mut Element) -> Result<(), Finding> {
        let lookup = |prefix: &str| -> Option<String> {
            if prefix == "xml" {
                return Some(XML_NAMESPACE.to_owned());
            }
            let nearest =
                std::iter::once(&element.declared).chain(self.open.iter().rev().map(|it| &it.declared));
            let found = nearest.flatten().find(|(declared, _)| declared == prefix);
            match found {
                Some((_, address)) if address.is_empty() && !prefix.is_empty() => None,
                Some((_, address)) => Some(address.clone()),
                None => prefix.is_empty().then(String::new),
            }
        };
        let prefix = |name: &str| name.split_once(':').map(|(prefix, _)| prefix.to_owned());
        let own = lookup(&prefix(&element.name).unwrap_or_default());
        let others: Option<Vec<String>> = element
            .attributes
            .iter()
            .map(|attribute| prefix(&attribute.name).map_or(Some(String::new()), |prefix| lookup(&prefix)))
            .collect();
        let (Some(own), Some(others)) = (own, others) else { return Err(malformed(&element.name)) };
        element.namespace = own;
        for (attribute, namespace) in element.attributes.iter_mut().zip(others) {
            attribute.namespace = namespace;
        }
        Ok(())
    }

    fn close(&mut self) -> Result<(), Finding> {
        let element = self.open.pop().ok_or_else(|| malformed("XML"))?;
        if self.open.is_empty() {
            self.root = Some(element);
        } else {
            self.put(Node::Element(element));
        }
        Ok(())
    }

    fn put(&mut self, node: Node) {
        match self.open.last_mut() {
            Some(element) => element.children.push(node),
            None if self.root.is_none() => self.before.push(node),
            None => self.after.push(node),
        }
    }

    fn append(&mut self, text: &str) -> Result<(), Finding> {
        if !text.chars().all(is_xml_char) {
            return Err(Finding::error(codes::XML_MALFORMED).found(text));
        }
        let Some(element) = self.open.last_mut() else {
            return if text.trim().is_empty() { Ok(()) } else { Err(malformed(text)) };
        };
        // Pieces on both sides of an entity, a comment or a CDATA section are one text.
        if let Some(Node::Text(before)) = element.children.last_mut() {
            before.push_str(text);
        } else {
            element.children.push(Node::Text(text.to_owned()));
        }
        Ok(())
    }
}

fn malformed(name: &str) -> Finding {
    Finding::error(codes::XML_MALFORMED).found(name)
}
