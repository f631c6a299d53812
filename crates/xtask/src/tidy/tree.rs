//! The texts of the repository, read once.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::error::Outcome;
use crate::process;

/// Texts larger than this are data, not sources (bytes).
const TEXT_MAX: u64 = 1 << 20;

/// Which files are texts that rules read.
const KINDS: &[&str] =
    &["rs", "toml", "ts", "tsx", "js", "mjs", "css", "json", "md", "html", "svg", "yml", "yaml", "sh"];

/// Path → text; paths are relative to the top folder and written with `/`.
pub(crate) struct Tree {
    texts: BTreeMap<String, String>,
}

impl Tree {
    /// Everything git knows or would add: ignored files (builds, packages) stay out.
    pub(crate) fn of(root: &Path) -> Outcome<Self> {
        let mut command = process::program("git");
        command.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]).current_dir(root);
        let listed = process::ask(command)?;
        let mut texts = BTreeMap::new();
        for path in listed.split('\0').filter(|path| KINDS.contains(&kind(path))) {
            let full = root.join(path);
            // A file may be deleted but still known to git.
            let Ok(facts) = fs::metadata(&full) else { continue };
            if facts.len() > TEXT_MAX {
                continue;
            }
            if let Ok(text) = fs::read_to_string(&full) {
                texts.insert(path.to_owned(), text);
            }
        }
        Ok(Self { texts })
    }

    #[cfg(test)]
    pub(crate) fn from_pairs(pairs: &[(&str, &str)]) -> Self {
        Self { texts: pairs.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect() }
    }

    pub(crate) fn len(&self) -> usize {
        self.texts.len()
    }

    pub(crate) fn text(&self, path: &str) -> Option<&str> {
        self.texts.get(path).map(String::as_str)
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// Files with one of the endings (without the dot).
    pub(crate) fn with_kind<'a>(&'a self, kinds: &'a [&str]) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.all().filter(move |(path, _)| kinds.contains(&kind(path)))
    }
}

/// The ending of a file's name, without the dot.
pub(crate) fn kind(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or("", |(_, kind)| kind)
}

/// Whether a file holds nothing but tests, benches or stand-ins for them.
pub(crate) fn is_test(path: &str) -> bool {
    let in_folder = |name: &str| path.split('/').rev().skip(1).any(|part| part == name);
    let name = path.rsplit('/').next().unwrap_or(path);
    in_folder("tests")
        || in_folder("benches")
        || name == "tests.rs"
        || [".test.ts", ".test.tsx", ".test.mjs", ".spec.ts"].iter().any(|ending| name.ends_with(ending))
}

/// The text above `#[cfg(test)] mod tests`, which stands last in a file.
pub(crate) fn without_tests(text: &str) -> &str {
    let mut start = 0;
    let mut marked_at = None;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim();
        match marked_at {
            Some(at) if trimmed.starts_with("mod ") && trimmed.ends_with('{') => {
                return text.get(..at).unwrap_or(text);
            }
            // Other attributes may stand between the two.
            Some(_) if trimmed.starts_with("#[") => {}
            _ => marked_at = (line.trim_end() == "#[cfg(test)]").then_some(start),
        }
        start += line.len();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kind_of_a_file_is_its_last_ending() {
        assert_eq!(kind("ui/src/a.test.ts"), "ts");
        assert_eq!(kind("a.b/LICENSE"), "");
    }

    #[test]
    fn tests_are_known_by_their_folder_or_name() {
        for path in ["tests/it/a.rs", "crates/a/tests/b.rs", "crates/a/src/b/tests.rs", "ui/src/a.test.ts"] {
            assert!(is_test(path), "{path}");
        }
        for path in ["crates/a/src/tests_of.rs", "ui/src/a.ts", "crates/xtask/src/test/rust.rs"] {
            assert!(!is_test(path), "{path}");
        }
    }

    #[test]
    fn the_test_module_at_the_end_is_cut_off() {
        let text = "fn a() {}\n\n#[cfg(test)]\nmod tests {\n    fn b() {}\n}\n";
        assert_eq!(without_tests(text), "fn a() {}\n\n");
        assert_eq!(
            without_tests("#[cfg(test)]\nuse a::b;\nfn c() {}\n"),
            "#[cfg(test)]\nuse a::b;\nfn c() {}\n"
        );
    }
}
