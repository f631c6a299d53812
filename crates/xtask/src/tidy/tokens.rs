//! Reading Rust as tokens: comments and strings do not count, macros do.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// A path such as `rusqlite::Connection`, with the line on which it starts.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct PathUse {
    pub(crate) line: usize,
    pub(crate) segments: Vec<String>,
}

/// All paths of a source text; groups of a `use` are spelt out. A text that is not Rust has none:
/// the compiler will say so.
pub(crate) fn paths(text: &str) -> Vec<PathUse> {
    let mut found = Vec::new();
    if let Ok(stream) = text.parse::<TokenStream>() {
        walk(stream, &[], &mut found);
    }
    found
}

/// A path that is being read.
struct Reading {
    line: usize,
    segments: Vec<String>,
    /// `::` has been read after the last segment.
    open: bool,
}

fn walk(stream: TokenStream, prefix: &[String], found: &mut Vec<PathUse>) {
    let fresh = || Reading { line: 0, segments: prefix.to_vec(), open: true };
    let mut now = fresh();
    let mut tokens = stream.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Ident(word) => {
                if !now.open {
                    finish(&mut now, prefix, found);
                    now = fresh();
                }
                if now.segments.len() == prefix.len() {
                    now.line = word.span().start().line;
                }
                now.segments.push(word.to_string());
                now.open = false;
            }
            TokenTree::Punct(mark) if mark.as_char() == ':' && is_colon(tokens.peek()) => {
                tokens.next();
                now.open = true;
            }
            TokenTree::Group(group) => {
                let continues = now.open && now.segments.len() > prefix.len();
                if continues && group.delimiter() == Delimiter::Brace {
                    walk(group.stream(), &now.segments, found);
                } else {
                    finish(&mut now, prefix, found);
                    walk(group.stream(), &[], found);
                }
                now = fresh();
            }
            _ => {
                finish(&mut now, prefix, found);
                now = fresh();
            }
        }
    }
    finish(&mut now, prefix, found);
}

fn is_colon(token: Option<&TokenTree>) -> bool {
    matches!(token, Some(TokenTree::Punct(mark)) if mark.as_char() == ':')
}

fn finish(now: &mut Reading, prefix: &[String], found: &mut Vec<PathUse>) {
    if now.segments.len() > prefix.len() {
        found.push(PathUse { line: now.line, segments: std::mem::take(&mut now.segments) });
    }
}

/// Words that follow one of the keywords directly, with their line: names that are declared.
pub(crate) fn declared(text: &str, keywords: &[&str]) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    if let Ok(stream) = text.parse::<TokenStream>() {
        collect_declared(stream, keywords, &mut found);
    }
    found
}

fn collect_declared(stream: TokenStream, keywords: &[&str], found: &mut Vec<(usize, String)>) {
    let mut after_keyword = false;
    for token in stream {
        match token {
            TokenTree::Ident(word) => {
                let text = word.to_string();
                if after_keyword {
                    found.push((word.span().start().line, text.clone()));
                }
                after_keyword = keywords.contains(&text.as_str());
            }
            TokenTree::Group(group) => {
                collect_declared(group.stream(), keywords, found);
                after_keyword = false;
            }
            _ => after_keyword = false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelt(text: &str) -> Vec<String> {
        paths(text).into_iter().map(|path| path.segments.join("::")).collect()
    }

    #[test]
    fn a_use_with_groups_is_spelt_out() {
        assert_eq!(spelt("use a::{b, c::{d, e}};"), ["use", "a::b", "a::c::d", "a::c::e"]);
    }

    #[test]
    fn comments_and_strings_are_not_paths() {
        assert_eq!(spelt("// a::b\nlet x = \"c::d\";"), ["let", "x"]);
    }

    #[test]
    fn paths_inside_macros_attributes_and_generics_are_found() {
        let found = spelt("#[tauri::command] fn f() -> Vec<rusqlite::Row> { m!(reqwest::get(1)) }");
        for wanted in ["tauri::command", "rusqlite::Row", "reqwest::get"] {
            assert!(found.iter().any(|path| path == wanted), "{wanted} in {found:?}");
        }
    }

    #[test]
    fn a_path_carries_its_line() {
        let found = paths("fn f() {\n    a::b();\n}");
        assert!(found.contains(&PathUse { line: 2, segments: vec!["a".into(), "b".into()] }));
    }

    #[test]
    fn declared_names_follow_their_keyword() {
        let found = declared(
            "struct Book; impl Book { type Out = u8; } enum Kind { A }",
            &["struct", "enum", "type"],
        );
        let names: Vec<&str> = found.iter().map(|(_, name)| name.as_str()).collect();
        assert_eq!(names, ["Book", "Out", "Kind"]);
    }
}
