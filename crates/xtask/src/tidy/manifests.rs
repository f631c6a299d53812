//! Who may import whom, as the manifests say it (docs/ARCHITECTURE.md has the same table).

use toml::{Table, Value};

use crate::tidy::Finding;
use crate::tidy::tree::Tree;

/// A package of ours and the packages of ours that it may depend on.
struct Row {
    package: &'static str,
    may_import: &'static [&'static str],
}

const TABLE: &[Row] = &[
    Row { package: "jangbu-domain", may_import: &[] },
    Row { package: "jangbu-npki", may_import: &[] },
    Row { package: "jangbu-forms", may_import: &["jangbu-domain", "jangbu-npki"] },
    Row { package: "jangbu-store", may_import: &["jangbu-domain"] },
    Row { package: "jangbu-remote", may_import: &["jangbu-domain", "jangbu-npki", "jangbu-forms"] },
    Row {
        package: "jangbu-app",
        may_import: &["jangbu-domain", "jangbu-npki", "jangbu-forms", "jangbu-store", "jangbu-remote"],
    },
    Row { package: "jangbu-desktop", may_import: &["jangbu-app", "jangbu-demo"] },
    Row { package: "jangbu-cli", may_import: &["jangbu-app", "jangbu-demo", "jangbu-sandbox"] },
    Row { package: "jangbu-demo", may_import: &["jangbu-app", "jangbu-sandbox"] },
    // Never remote: a shared wire type would hide a shared mistake.
    Row { package: "jangbu-sandbox", may_import: &["jangbu-domain", "jangbu-npki", "jangbu-forms"] },
    Row { package: "xtask", may_import: &[] },
];

/// Packages of tests may import everything but the chores.
const TESTS: &[&str] = &["jangbu-tests", "jangbu-fuzz"];

/// A crate of others that has one home among ours.
struct Home {
    krate: &'static str,
    package: &'static str,
}

/// An ending `*` stands for any rest.
const HOMES: &[Home] = &[
    Home { krate: "rusqlite", package: "jangbu-store" },
    Home { krate: "libsqlite3-sys", package: "jangbu-store" },
    Home { krate: "reqwest", package: "jangbu-remote" },
    // Its one file callback.rs sends the callbacks that the simulated remotes owe.
    Home { krate: "reqwest", package: "jangbu-sandbox" },
    Home { krate: "tonic*", package: "jangbu-remote" },
    Home { krate: "tonic*", package: "jangbu-sandbox" },
    Home { krate: "lettre", package: "jangbu-remote" },
    Home { krate: "opentelemetry*", package: "jangbu-remote" },
    Home { krate: "tauri*", package: "jangbu-desktop" },
];

/// What a dependency section is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Section {
    Product,
    Tests,
}

/// Checks every Cargo.toml that has a package.
pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    tree.all()
        .filter(|(path, _)| *path == "Cargo.toml" || path.ends_with("/Cargo.toml"))
        .flat_map(|(path, text)| check_one(path, text))
        .collect()
}

fn check_one(path: &str, text: &str) -> Vec<Finding> {
    let Ok(manifest) = text.parse::<Table>() else {
        return vec![Finding::new(path, 1, "is not TOML", "mend its syntax")];
    };
    let Some(package) = manifest.get("package").and_then(|package| package.get("name")?.as_str()) else {
        return Vec::new();
    };
    let is_tests = TESTS.contains(&package);
    let row = TABLE.iter().find(|row| row.package == package);
    if row.is_none() && !is_tests {
        return vec![Finding::new(
            path,
            1,
            format!("the package {package} is in no row of the import table"),
            "add it to crates/xtask/src/tidy/manifests.rs and docs/ARCHITECTURE.md",
        )];
    }
    let mut findings = Vec::new();
    for (section, name) in dependencies(&manifest) {
        let line = line_of(text, &name);
        if is_ours(&name) && !may_import(row, &name, section) {
            let todo = "move the code to a crate that may, or say in a decision why the table changes";
            findings.push(Finding::new(path, line, format!("{package} may not import {name}"), todo));
        }
        if section == Section::Product && !is_tests && !is_at_home(&name, package) {
            let homes = homes(&name).join(" or ");
            findings.push(Finding::new(
                path,
                line,
                format!("{name} belongs to {homes} alone"),
                format!("call it through {homes}"),
            ));
        }
    }
    findings
}

fn is_ours(name: &str) -> bool {
    name.starts_with("jangbu-") || name == "xtask"
}

fn may_import(row: Option<&Row>, name: &str, section: Section) -> bool {
    if name == "xtask" || TESTS.contains(&name) {
        return false;
    }
    // Packages of tests have no row.
    let Some(row) = row else { return true };
    // The fictive world serves everybody's tests; it never meets the real wire itself.
    row.may_import.contains(&name) || (section == Section::Tests && name == "jangbu-sandbox")
}

fn homes(name: &str) -> Vec<&'static str> {
    HOMES.iter().filter(|home| fits(home.krate, name)).map(|home| home.package).collect()
}

fn fits(pattern: &str, name: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => name == pattern,
    }
}

fn is_at_home(name: &str, package: &str) -> bool {
    let homes = homes(name);
    homes.is_empty() || homes.contains(&package)
}

/// All dependencies, those of single systems too.
fn dependencies(manifest: &Table) -> Vec<(Section, String)> {
    let mut found = in_table(manifest);
    for target in manifest.get("target").and_then(Value::as_table).into_iter().flatten() {
        found.extend(target.1.as_table().map(in_table).unwrap_or_default());
    }
    found
}

fn in_table(table: &Table) -> Vec<(Section, String)> {
    let sections = [
        ("dependencies", Section::Product),
        ("build-dependencies", Section::Product),
        ("dev-dependencies", Section::Tests),
    ];
    let mut found = Vec::new();
    for (name, section) in sections {
        for (key, value) in table.get(name).and_then(Value::as_table).into_iter().flatten() {
            // `alias = { package = "name" }` is judged by the real name.
            let real = value.get("package").and_then(Value::as_str).unwrap_or(key);
            found.push((section, real.to_owned()));
        }
    }
    found
}

fn line_of(text: &str, name: &str) -> usize {
    let starts = |line: &str| {
        line.trim_start().strip_prefix(name).is_some_and(|rest| rest.starts_with([' ', '.', '=']))
    };
    text.lines().position(starts).map_or(1, |place| place + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(path: &str, text: &str) -> Vec<(usize, String)> {
        check(&Tree::from_pairs(&[(path, text)])).into_iter().map(|f| (f.line, f.what)).collect()
    }

    #[test]
    fn a_crate_that_imports_what_it_may_passes() {
        let text = "[package]\nname = \"jangbu-forms\"\n[dependencies]\njangbu-domain.workspace = true\ncsv = \"1\"\n";
        assert!(findings("crates/forms/Cargo.toml", text).is_empty());
    }

    #[test]
    fn a_crate_that_imports_upwards_is_found_with_its_line() {
        let text = "[package]\nname = \"jangbu-domain\"\n\n[dependencies]\njangbu-store.workspace = true\n";
        assert_eq!(
            findings("crates/domain/Cargo.toml", text),
            [(5, "jangbu-domain may not import jangbu-store".to_owned())]
        );
    }

    #[test]
    fn the_sandbox_never_sees_remote_not_even_in_its_tests() {
        let text =
            "[package]\nname = \"jangbu-sandbox\"\n[dev-dependencies]\njangbu-remote.workspace = true\n";
        assert_eq!(findings("crates/sandbox/Cargo.toml", text).len(), 1);
    }

    #[test]
    fn the_world_may_serve_the_tests_of_any_crate() {
        let text =
            "[package]\nname = \"jangbu-store\"\n[dev-dependencies]\njangbu-sandbox.workspace = true\n";
        assert!(findings("crates/store/Cargo.toml", text).is_empty());
    }

    #[test]
    fn a_crate_of_others_away_from_its_home_is_found_even_under_another_name() {
        let text = "[package]\nname = \"jangbu-app\"\n[dependencies]\ndb = { package = \"rusqlite\", version = \"1\" }\n";
        assert_eq!(findings("crates/app/Cargo.toml", text)[0].1, "rusqlite belongs to jangbu-store alone");
    }

    #[test]
    fn a_dependency_of_a_single_system_is_seen_too() {
        let text =
            "[package]\nname = \"jangbu-app\"\n[target.\"cfg(unix)\".dependencies]\ntauri-build = \"2\"\n";
        assert_eq!(findings("crates/app/Cargo.toml", text).len(), 1);
    }

    #[test]
    fn tests_may_hold_any_client_but_nobody_imports_the_tests() {
        let tests = "[package]\nname = \"jangbu-tests\"\n[dependencies]\nreqwest = \"1\"\njangbu-store.workspace = true\n";
        assert!(findings("tests/Cargo.toml", tests).is_empty());
        let app = "[package]\nname = \"jangbu-app\"\n[dev-dependencies]\njangbu-tests.workspace = true\n";
        assert_eq!(findings("crates/app/Cargo.toml", app).len(), 1);
    }

    #[test]
    fn a_package_without_a_row_is_found() {
        assert_eq!(findings("crates/new/Cargo.toml", "[package]\nname = \"jangbu-new\"\n").len(), 1);
    }
}
