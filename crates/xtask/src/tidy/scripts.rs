//! Who may import whom in the page: features do not see each other, what is shared sees no
//! feature, and one file knows the window.

use crate::tidy::Finding;
use crate::tidy::tree::{Tree, is_test};

/// The only file that may import the window's own packages.
const WINDOW_HOST: &str = "ui/src/host/tauri.ts";
const FEATURES: &str = "ui/src/features/";
const SHARED: &str = "ui/src/shared/";
const SOURCES: &str = "ui/src/";

/// Checks every script of the page.
pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    tree.with_kind(&["ts", "tsx", "js", "mjs"])
        .filter(|(path, _)| path.starts_with(SOURCES))
        .flat_map(|(path, text)| {
            imports(text).into_iter().filter_map(move |(line, name)| judge(path, line, &name))
        })
        .collect()
}

fn judge(path: &str, line: usize, name: &str) -> Option<Finding> {
    if name.starts_with("@tauri-apps/") && path != WINDOW_HOST {
        let what = format!("imports {name} outside {WINDOW_HOST}");
        return Some(Finding::new(path, line, what, "add it to the host interface in ui/src/host"));
    }
    let target = resolve(path, name)?;
    let other = feature(&target)?;
    if path.starts_with(SHARED) && !is_test(path) {
        let what = format!("what is shared imports the feature {other}");
        return Some(Finding::new(path, line, what, "hand it in as a property, or move it into the feature"));
    }
    let own = feature(path)?;
    if own == other {
        return None;
    }
    let what = format!("the feature {own} imports the feature {other}");
    Some(Finding::new(path, line, what, "move what both need to ui/src/shared, or link by route"))
}

fn feature(path: &str) -> Option<&str> {
    path.strip_prefix(FEATURES)?.split(['/', '.']).next()
}

/// Names after `from`, `import` and `import(`, with their lines; comments do not count.
fn imports(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (place, line) in text.lines().enumerate() {
        let trimmed = line.trim_start();
        if trimmed.starts_with("//") || trimmed.starts_with('*') || trimmed.starts_with("/*") {
            continue;
        }
        for start in ["from ", "import ", "import(", "import type "] {
            for (at, _) in line.match_indices(start) {
                if let Some(name) = line.get(at + start.len()..).and_then(quoted) {
                    found.push((place + 1, name.to_owned()));
                }
            }
        }
    }
    found
}

/// The text between the quotes that the rest of a line starts with.
fn quoted(rest: &str) -> Option<&str> {
    let rest = rest.trim_start();
    let quote = rest.chars().next().filter(|letter| matches!(letter, '"' | '\''))?;
    rest.get(1..)?.split(quote).next()
}

/// The path that a relative or aliased name means, from the top folder.
fn resolve(from: &str, name: &str) -> Option<String> {
    if let Some(rest) = name.strip_prefix("@/").or_else(|| name.strip_prefix("~/")) {
        return Some(format!("{SOURCES}{rest}"));
    }
    if !name.starts_with('.') {
        return None;
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in name.split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop();
            }
            other => parts.push(other),
        }
    }
    Some(parts.join("/"))
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
    fn only_one_file_may_import_the_window() {
        let text = "import { invoke } from \"@tauri-apps/api/core\";";
        assert!(found("ui/src/host/tauri.ts", text).is_empty());
        assert_eq!(found("ui/src/app/start.ts", text).len(), 1);
    }

    #[test]
    fn a_feature_that_imports_another_is_found_by_path_alias_and_lazy_import() {
        let path = "ui/src/features/invoices/page.tsx";
        for text in [
            "import { a } from \"../partners/list\";",
            "import { a } from '@/features/partners/list';",
            "const a = lazy(() => import(\"../partners/list\"));",
            "} from \"../partners\";",
        ] {
            assert_eq!(found(path, text), ["1: the feature invoices imports the feature partners"], "{text}");
        }
    }

    #[test]
    fn a_feature_may_import_itself_and_what_is_shared() {
        let text = "import { a } from \"./row\";\nimport { b } from \"../../shared/button\";\nimport x from \"react\";";
        assert!(found("ui/src/features/invoices/page.tsx", text).is_empty());
    }

    #[test]
    fn what_is_shared_imports_no_feature() {
        assert_eq!(
            found("ui/src/shared/grid/grid.tsx", "import a from \"../../features/invoices/a\";").len(),
            1
        );
    }

    #[test]
    fn the_app_may_import_features_and_comments_do_not_count() {
        assert!(found("ui/src/app/routes.tsx", "import a from \"../features/today/page\";").is_empty());
        assert!(found("ui/src/shared/a.ts", "// import a from \"../features/today/page\"").is_empty());
    }
}
