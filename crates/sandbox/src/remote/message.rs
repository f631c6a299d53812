//! HTTP as a stand-in sees it.

use flate2::{Compression, write::GzEncoder};
use std::io::Write;

/// What was asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// GET, POST.
    pub method: String,
    /// Beginning with `/`, as sent.
    pub path: String,
    /// As sent, without `?`.
    pub query: Option<String>,
    /// Names in small letters.
    pub headers: Vec<(String, String)>,
    /// Whole.
    pub body: Vec<u8>,
}

impl Request {
    /// The first header of that name, given in small letters.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// The first query field of that name, decoded once; `+` is a blank, as form decoders have it.
    pub fn query_field(&self, name: &str) -> Option<String> {
        let fields = self.query.as_deref()?.split('&');
        let value = fields.filter_map(|field| field.split_once('=')).find(|(other, _)| *other == name)?.1;
        Some(decode(value))
    }

    /// The first field of that name in a body of `application/x-www-form-urlencoded`, decoded once.
    pub fn form_field(&self, name: &str) -> Option<String> {
        let body = std::str::from_utf8(&self.body).ok()?;
        let mut fields = body.split('&').filter_map(|field| field.split_once('='));
        fields.find(|(other, _)| *other == name).map(|(_, value)| decode(value))
    }

    /// The first cookie of that name.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        let all = self.headers.iter().filter(|(header, _)| header == "cookie");
        let mut cookies = all.flat_map(|(_, value)| value.split(';')).filter_map(|one| one.split_once('='));
        cookies.find(|(other, _)| other.trim() == name).map(|(_, value)| value.trim())
    }
}

fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let code = after.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        let byte = code.and_then(|two| u8::from_str_radix(two, 16).ok());
        match (first, byte) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            (b'+', _) => {
                bytes.push(b' ');
                rest = after;
            }
            _ => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// What is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// Names in small letters.
    pub headers: Vec<(&'static str, String)>,
    /// Whole.
    pub body: Vec<u8>,
}

impl Reply {
    /// Any body of a kind.
    pub fn new(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self { status, headers: vec![("content-type", content_type.to_owned())], body: body.into() }
    }

    /// JSON.
    pub fn json(status: u16, body: &serde_json::Value) -> Self {
        Self::new(status, "application/json; charset=utf-8", body.to_string())
    }

    /// The first header of that name, given in small letters.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| *other == name).map(|(_, value)| value.as_str())
    }

    /// All headers of that name, given in small letters: cookies come as several.
    pub fn all_headers<'r>(&'r self, name: &'r str) -> impl Iterator<Item = &'r str> {
        self.headers.iter().filter(move |(other, _)| *other == name).map(|(_, value)| value.as_str())
    }

    /// Packed, if the asker takes gzip.
    #[must_use]
    pub fn packed_for(mut self, request: &Request) -> Self {
        if !request.header("accept-encoding").is_some_and(|names| names.contains("gzip")) {
            return self;
        }
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        if let Ok(packed) = encoder.write_all(&self.body).and_then(|()| encoder.finish()) {
            self.body = packed;
            self.headers.push(("content-encoding", "gzip".to_owned()));
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_field_is_decoded_once_and_a_plus_is_a_blank() {
        let request = Request { query: Some("a=1&key=x%2By%253Dz+w%&b=2".to_owned()), ..Request::default() };
        assert_eq!(request.query_field("key").as_deref(), Some("x+y%3Dz w%"));
        assert_eq!(request.query_field("c"), None);
    }

    #[test]
    fn form_fields_and_cookies_are_found_among_others() {
        let cookies = |text: &str| ("cookie".to_owned(), text.to_owned());
        let request = Request {
            headers: vec![cookies("WMONID=a; TXPPsessionID=b=1"), cookies("TEETsessionID=c")],
            body: b"a=%7B%22x%22%3A1%7D&b=2+3".to_vec(),
            ..Request::default()
        };
        assert_eq!(request.form_field("a").as_deref(), Some("{\"x\":1}"));
        assert_eq!(request.form_field("b").as_deref(), Some("2 3"));
        assert_eq!(request.cookie("TXPPsessionID"), Some("b=1"));
        assert_eq!(request.cookie("TEETsessionID"), Some("c"));
        assert_eq!(request.cookie("sessionID"), None);
    }
}
