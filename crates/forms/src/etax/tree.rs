//! Foreign XML as a small tree with line numbers, within bounds.
//!
//! No document type is accepted, so there is no entity to expand; only the five predefined
//! entities and character references are read.

use super::{NAMESPACE, SIGNATURE_NAMESPACE};
use crate::finding::{Finding, codes, expected};
use encoding_rs::{Encoding, UTF_8};
use quick_xml::Error as XmlError;
use quick_xml::NsReader;
use quick_xml::errors::IllFormedError;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::{Namespace, ResolveResult};
use std::borrow::Cow;

/// Largest XML document that is read: 99 lines with the longest texts and a signature stay far below.
pub const XML_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Deepest nesting; the standard needs 5, a signature 9.
pub const DEPTH_MAX: usize = 24;
/// Most elements; 99 full lines make about 1,400.
pub const ELEMENTS_MAX: usize = 10_000;

/// One element.
#[derive(Debug, Default)]
pub(super) struct Element {
    /// Name without prefix.
    pub(super) name: String,
    /// Whether it is in the invoice's namespace.
    pub(super) known_namespace: bool,
    /// Line of its start tag, from 1.
    pub(super) line: u32,
    /// Its own character data, entities resolved, line ends normalised.
    pub(super) text: String,
    pub(super) children: Vec<Element>,
}

impl Element {
    fn opened(start: &BytesStart<'_>, namespace: &ResolveResult<'_>, line: u32) -> Self {
        Self {
            name: start.local_name().as_ref().to_owned(),
            known_namespace: is_bound_to(namespace, NAMESPACE),
            line,
            ..Self::default()
        }
    }
}

fn is_bound_to(found: &ResolveResult<'_>, namespace: &str) -> bool {
    matches!(found, ResolveResult::Bound(Namespace(uri)) if *uri == namespace)
}

/// Reads the whole document.
///
/// # Errors
/// The one finding that stops reading; XML has no way to go on after it.
pub(super) fn parse(bytes: &[u8]) -> Result<Element, Finding> {
    if bytes.len() > XML_BYTES_MAX {
        let bytes = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        return Err(Finding::error(codes::FILE_TOO_LARGE).sized(bytes, XML_BYTES_MAX as u64));
    }
    let text = decode(bytes)?;
    Parser::new(&text).run()
}

/// The text of the document: UTF-8, or a Korean code page if it says so.
pub(super) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, Finding> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        return Err(Finding::error(codes::XML_ENCODING).expecting(expected::ENCODING).found("UTF-16"));
    }
    let declared = declared_encoding(bytes);
    let encoding = match &declared {
        None => UTF_8,
        Some(label) => Encoding::for_label(label.as_bytes())
            .filter(|encoding| [UTF_8, encoding_rs::EUC_KR].contains(encoding))
            .ok_or_else(|| {
                Finding::error(codes::XML_ENCODING).expecting(expected::ENCODING).found(label).at_row(1)
            })?,
    };
    encoding.decode_without_bom_handling_and_without_replacement(bytes).ok_or_else(|| {
        Finding::error(codes::XML_NOT_DECODABLE)
            .with("encoding", encoding.name())
            .at_row(bad_line(bytes, encoding))
    })
}

/// The line of the first byte sequence that is no text in `encoding`.
fn bad_line(bytes: &[u8], encoding: &'static Encoding) -> u32 {
    let mut line = 1;
    for part in bytes.split(|byte| *byte == b'\n') {
        if encoding.decode_without_bom_handling_and_without_replacement(part).is_none() {
            break;
        }
        line += 1;
    }
    line
}

/// `encoding="…"` of the XML declaration, if there is one.
fn declared_encoding(bytes: &[u8]) -> Option<String> {
    const DECLARATION_BYTES_MAX: usize = 200;
    let head = bytes.get(..bytes.len().min(DECLARATION_BYTES_MAX))?;
    let head = String::from_utf8_lossy(head);
    let declaration = head.trim_start().strip_prefix("<?xml")?.split_once("?>")?.0;
    let after = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    Some(after.get(1..)?.split_once(quote)?.0.to_owned())
}

struct Parser<'t> {
    text: &'t str,
    reader: NsReader<&'t [u8]>,
    /// Where the lines were counted to.
    counted: usize,
    line: u32,
    elements: usize,
    open: Vec<Element>,
    root: Option<Element>,
}

impl<'t> Parser<'t> {
    fn new(text: &'t str) -> Self {
        let mut reader = NsReader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        Self { text, reader, counted: 0, line: 1, elements: 0, open: Vec::new(), root: None }
    }

    fn run(mut self) -> Result<Element, Finding> {
        loop {
            let at = self.reader.buffer_position();
            let line = self.line_at(at);
            let event = match self.reader.read_resolved_event() {
                Ok((namespace, Event::Start(start))) => {
                    let signature = is_bound_to(&namespace, SIGNATURE_NAMESPACE);
                    let element = Element::opened(&start, &namespace, line);
                    self.open(element, signature)?;
                    continue;
                }
                Ok((_, event)) => event,
                Err(error) => return Err(self.malformed(&error)),
            };
            match event {
                Event::End(_) => self.close(),
                Event::Text(text) => self.append(&text.xml10_content(), line)?,
                Event::CData(text) => self.append(&text.xml10_content(), line)?,
                Event::GeneralRef(reference) => {
                    let c = resolve(&reference).ok_or_else(|| {
                        Finding::error(codes::XML_ENTITY).found(&format!("&{};", &*reference)).at_row(line)
                    })?;
                    self.append(c.encode_utf8(&mut [0; 4]), line)?;
                }
                Event::DocType(_) => return Err(Finding::error(codes::XML_DOCTYPE).at_row(line)),
                Event::Eof => return self.finish(line),
                _ => {}
            }
        }
    }

    fn open(&mut self, element: Element, signature: bool) -> Result<(), Finding> {
        let line = element.line;
        if self.root.is_some() {
            return Err(Finding::error(codes::XML_AFTER_ROOT).found(&element.name).at_row(line));
        }
        self.elements += 1;
        if self.elements > ELEMENTS_MAX {
            return Err(Finding::error(codes::XML_TOO_MANY_ELEMENTS).with("max", ELEMENTS_MAX).at_row(line));
        }
        if self.open.len() >= DEPTH_MAX {
            return Err(Finding::error(codes::XML_TOO_DEEP).with("max", DEPTH_MAX).at_row(line));
        }
        if signature && self.open.len() == 1 {
            return self.skip_signature();
        }
        self.open.push(element);
        Ok(())
    }

    /// Passes over the signature; its inside is none of the invoice's business. Its elements
    /// count and its depth is bounded all the same.
    fn skip_signature(&mut self) -> Result<(), Finding> {
        let mut depth = 1;
        while depth > 0 {
            let at = self.reader.buffer_position();
            let line = self.line_at(at);
            match self.reader.read_event() {
                Ok(Event::Start(_)) => {
                    depth += 1;
                    self.elements += 1;
                }
                Ok(Event::End(_)) => depth -= 1,
                Ok(Event::Eof) => return self.finish(line).map(|_| ()),
                Ok(Event::DocType(_)) => return Err(Finding::error(codes::XML_DOCTYPE).at_row(line)),
                Ok(_) => {}
                Err(error) => return Err(self.malformed(&error)),
            }
            if depth > DEPTH_MAX {
                return Err(Finding::error(codes::XML_TOO_DEEP).with("max", DEPTH_MAX).at_row(line));
            }
            if self.elements > ELEMENTS_MAX {
                return Err(Finding::error(codes::XML_TOO_MANY_ELEMENTS)
                    .with("max", ELEMENTS_MAX)
                    .at_row(line));
            }
        }
        Ok(())
    }

    fn close(&mut self) {
        let Some(element) = self.open.pop() else { return };
        match self.open.last_mut() {
            Some(parent) => parent.children.push(element),
            None => self.root = Some(element),
        }
    }

    fn append(&mut self, text: &str, line: u32) -> Result<(), Finding> {
        if !text.chars().all(super::write::is_xml_char) {
            return Err(Finding::error(codes::XML_MALFORMED).found(text).at_row(line));
        }
        match self.open.last_mut() {
            Some(element) => element.text.push_str(text),
            None if text.trim().is_empty() => {}
            None if self.root.is_some() => {
                return Err(Finding::error(codes::XML_AFTER_ROOT).found(text).at_row(line));
            }
            None => return Err(Finding::error(codes::XML_MALFORMED).found(text).at_row(line)),
        }
        Ok(())
    }

    fn finish(&mut self, line: u32) -> Result<Element, Finding> {
        match (self.open.last(), self.root.take()) {
            (None, Some(root)) => Ok(root),
            (Some(open), _) => {
                let path: Vec<&str> = self.open.iter().map(|element| element.name.as_str()).collect();
                let path = path.join("/");
                Err(Finding::error(codes::XML_TRUNCATED)
                    .in_column(path)
                    .with("element", &open.name)
                    .at_row(line))
            }
            (None, None) => {
                Err(Finding::error(codes::XML_TRUNCATED).with("element", "TaxInvoice").at_row(line))
            }
        }
    }

    fn malformed(&mut self, error: &XmlError) -> Finding {
        let line = self.line_at(self.reader.error_position());
        let code = match error {
            XmlError::Syntax(_) | XmlError::IllFormed(IllFormedError::MissingEndTag(_)) => {
                codes::XML_TRUNCATED
            }
            _ => codes::XML_MALFORMED,
        };
        let name = self.open.last().map_or("TaxInvoice", |element| element.name.as_str());
        Finding::error(code).with("element", name).at_row(line)
    }

    /// The line of a byte position; positions mostly grow, so each byte is counted once.
    fn line_at(&mut self, position: u64) -> u32 {
        let position = usize::try_from(position).unwrap_or(usize::MAX).min(self.text.len());
        if position < self.counted {
            (self.counted, self.line) = (0, 1);
        }
        let between = self.text.as_bytes().get(self.counted..position).unwrap_or_default();
        let breaks = memchr::memchr_iter(b'\n', between).count();
        self.line = self.line.saturating_add(u32::try_from(breaks).unwrap_or(u32::MAX));
        self.counted = position;
        self.line
    }
}

/// A predefined entity or a character reference; no other exists without a document type.
pub(super) fn resolve(reference: &BytesRef<'_>) -> Option<char> {
    match reference.as_ref() {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => reference.resolve_char_ref().ok().flatten().filter(|c| super::write::is_xml_char(*c)),
    }
}
