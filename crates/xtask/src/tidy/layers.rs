//! Who may import whom, as the sources say it: a crate that comes in through another one's
//! re-export is in no manifest.

use crate::tidy::Finding;
use crate::tidy::tokens::{PathUse, paths};
use crate::tidy::tree::{Tree, is_test, without_tests};

/// A crate of others and the paths under which it may be named.
struct Home {
    krate: &'static str,
    folders: &'static [&'static str],
}

const HOMES: &[Home] = &[
    Home { krate: "rusqlite", folders: &["crates/store/"] },
    Home { krate: "reqwest", folders: &["crates/remote/", "crates/sandbox/src/callback.rs"] },
    Home { krate: "tonic", folders: &["crates/remote/", "crates/sandbox/"] },
    Home { krate: "lettre", folders: &["crates/remote/"] },
    Home { krate: "opentelemetry_otlp", folders: &["crates/remote/"] },
    Home { krate: "tauri", folders: &["src-tauri/"] },
    Home { krate: "tauri_build", folders: &["src-tauri/"] },
    Home { krate: "tauri_plugin_dialog", folders: &["src-tauri/"] },
    Home { krate: "tauri_plugin_single_instance", folders: &["src-tauri/"] },
];

const PROVIDERS: &str = "crates/remote/src/provider/";
/// Layers of remote that see no provider.
const BLIND: &[&str] = &["crates/remote/src/port", "crates/remote/src/policy"];

/// Checks every Rust source that is not a test.
pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.with_kind(&["rs"]).filter(|(path, _)| !is_test(path)) {
        for used in paths(without_tests(text)) {
            findings.extend(away_from_home(path, &used));
            findings.extend(provider_crossing(path, &used));
        }
    }
    findings
}

fn away_from_home(path: &str, used: &PathUse) -> Option<Finding> {
    let first = used.segments.first()?;
    let home = HOMES.iter().find(|home| home.krate == first)?;
    if used.segments.len() < 2 || home.folders.iter().any(|folder| path.starts_with(folder)) {
        return None;
    }
    let what = format!("names {} outside {}", home.krate, home.folders.join(", "));
    Some(Finding::new(path, used.line, what, "go through the crate that owns it"))
}

fn provider_crossing(path: &str, used: &PathUse) -> Option<Finding> {
    // A word alone is a field or a variable: a module is reached by a path.
    let names_provider = used.segments.len() > 1 && used.segments.iter().any(|segment| segment == "provider");
    if names_provider && BLIND.iter().any(|layer| path.starts_with(layer)) {
        let what = "a port or policy names a provider";
        return Some(Finding::new(path, used.line, what, "say it in terms of the port"));
    }
    let (own, depth) = own_provider(path)?;
    let other = named_provider(&used.segments, depth)?;
    if other == own {
        return None;
    }
    let what = format!("the provider {own} names the provider {other}");
    Some(Finding::new(path, used.line, what, "share it below remote::provider, or repeat it"))
}

/// The provider that a file belongs to, and how many `super`s lead from it to `provider`.
fn own_provider(path: &str) -> Option<(&str, usize)> {
    let rest = path.strip_prefix(PROVIDERS)?.strip_suffix(".rs")?;
    let rest = rest.strip_suffix("/mod").unwrap_or(rest);
    let own = rest.split('/').next()?;
    Some((own, rest.split('/').count()))
}

/// The provider that a path names, absolutely or by `super`s.
fn named_provider(segments: &[String], depth: usize) -> Option<&str> {
    let after = segments.iter().position(|segment| segment == "provider").map(|place| place + 1);
    let supers = segments.iter().take_while(|segment| *segment == "super").count();
    let place = after.or((supers == depth && depth > 0).then_some(depth))?;
    segments.get(place).map(String::as_str).filter(|name| *name != "self" && *name != "super")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> Vec<String> {
        check(&Tree::from_pairs(&[(path, text)]))
            .into_iter()
            .map(|f| format!("{}: {}", f.line, f.what))
            .collect()
    }

    #[test]
    fn sql_outside_the_store_is_found_with_its_line() {
        let text = "//! rusqlite::Connection in a comment\n\nfn f(_: &rusqlite::Connection) {}\n";
        assert_eq!(found("crates/app/src/a.rs", text), ["3: names rusqlite outside crates/store/"]);
        assert!(found("crates/store/src/a.rs", text).is_empty());
    }

    #[test]
    fn tests_may_name_any_client() {
        let text = "fn f() {}\n\n#[cfg(test)]\nmod tests {\n    use reqwest::Client;\n}\n";
        assert!(found("crates/app/src/a.rs", text).is_empty());
        assert!(found("tests/it/a.rs", "use rusqlite::Connection;").is_empty());
    }

    #[test]
    fn the_callbacks_of_the_sandbox_are_the_one_exception_for_http() {
        assert!(found("crates/sandbox/src/callback.rs", "use reqwest::Client;").is_empty());
        assert_eq!(found("crates/sandbox/src/lib.rs", "use reqwest::Client;").len(), 1);
    }

    #[test]
    fn one_provider_may_not_name_another_in_any_way_of_writing_it() {
        let path = "crates/remote/src/provider/barobill/wire.rs";
        for text in [
            "use crate::provider::popbill::Code;",
            "use crate::provider::{barobill::A, popbill::B};",
            "use super::super::popbill::Code;",
        ] {
            assert_eq!(found(path, text), ["1: the provider barobill names the provider popbill"], "{text}");
        }
    }

    #[test]
    fn a_provider_may_name_itself_and_the_ports() {
        let path = "crates/remote/src/provider/barobill/mod.rs";
        for text in [
            "use crate::provider::barobill::wire;",
            "use super::barobill::code;",
            "use self::wire::build;",
            "use crate::port::Issue;",
        ] {
            assert!(found(path, text).is_empty(), "{text}");
        }
    }

    #[test]
    fn ports_and_policies_see_no_provider() {
        assert_eq!(found("crates/remote/src/policy/retry.rs", "use crate::provider::popbill;").len(), 1);
        for text in
            ["use crate::{provider, port};", "use super::super::provider;", "fn f() { provider::a() }"]
        {
            assert_eq!(found("crates/remote/src/policy/retry.rs", text).len(), 1, "{text}");
        }
        for text in
            ["use crate::port::Transport;", "struct A { provider: u8 }", "fn f(a: &A) { g(a.provider) }"]
        {
            assert!(found("crates/remote/src/policy/retry.rs", text).is_empty(), "{text}");
        }
    }
}
