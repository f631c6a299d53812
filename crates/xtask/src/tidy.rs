//! `cargo xtask tidy`: the rules that no compiler checks.
//!
//! Each rule is a pure function from the texts of the repository to findings, so that its own
//! tests are small texts. A finding is one line: where, what, and what to do.

mod colours;
mod decisions;
mod ignored;
mod layers;
mod locales;
mod locks;
mod manifests;
mod names;
mod scripts;
mod size;
mod tokens;
mod tree;

use clap::Args;

use crate::bindings;
use crate::error::{ChoreError, Outcome};
use crate::place;
use tree::Tree;

/// Options of `cargo xtask tidy`.
#[derive(Args)]
pub(crate) struct TidyOptions {
    /// Leave out what must be compiled first: the freshness of generated files
    #[arg(long)]
    texts_only: bool,
}

/// One violation of a rule.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Finding {
    pub(crate) path: String,
    /// Counted from 1.
    pub(crate) line: usize,
    pub(crate) what: String,
    /// What to do about it.
    pub(crate) todo: String,
}

impl Finding {
    pub(crate) fn new(path: &str, line: usize, what: impl Into<String>, todo: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, what: what.into(), todo: todo.into() }
    }
}

/// A rule: reads the tree, returns what breaks it.
type Rule = fn(&Tree) -> Vec<Finding>;

const RULES: &[(&str, Rule)] = &[
    ("who may import whom: manifests", manifests::check),
    ("who may import whom: sources", layers::check),
    ("who may import whom: scripts", scripts::check),
    ("sizes of files and functions", size::check),
    ("names of types and files", names::check),
    ("colours come from tokens", colours::check),
    ("both languages say the same", locales::check),
    ("lock files of npm are whole", locks::check),
    ("decisions are numbered without gaps", decisions::check),
    ("ignored tests say why", ignored::check),
];

/// Checks all rules and prints each violation on a line of its own.
pub(crate) fn tidy(options: &TidyOptions) -> Outcome {
    let tree = Tree::of(&place::root())?;
    let mut findings = Vec::new();
    for (title, rule) in RULES {
        let found = rule(&tree);
        println!("{:<40} {}", title, verdict(found.len()));
        findings.extend(found);
    }
    if !options.texts_only {
        let fresh = bindings::is_fresh()?;
        println!("{:<40} {}", "generated files are fresh", verdict(usize::from(!fresh)));
        if !fresh {
            let path = "ui/src/api/generated.ts";
            findings.push(Finding::new(
                path,
                1,
                "differs from the command table",
                "run `cargo xtask bindings`",
            ));
        }
    }
    findings.sort();
    for finding in &findings {
        println!("{}:{}: {} — {}", finding.path, finding.line, finding.what, finding.todo);
    }
    println!("{} files, {} violations", tree.len(), findings.len());
    if findings.is_empty() { Ok(()) } else { Err(ChoreError::Reported) }
}

fn verdict(count: usize) -> String {
    if count == 0 { "ok".to_owned() } else { format!("{count} violations") }
}
