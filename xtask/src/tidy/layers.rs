//! Which folders inside a crate may not name which: the arrows of docs and ARCHITECTURE, as a table.

use std::fs;

use anyhow::Result;

use crate::paths;
use crate::stamp::files_below;
use crate::tools::relative;

/// A part of a crate (`part.rs` and `part/`), and the modules of that crate that it knows nothing of.
type Rule = (&'static str, &'static [&'static str]);

const RULES: [Rule; 6] = [
    ("server/src/store", &["document", "session", "http"]),
    ("server/src/document", &["session", "http"]),
    ("server/src/session", &["http"]),
    ("web/src/ui", &["app", "features", "live", "api"]),
    ("web/src/live", &["app", "features", "ui"]),
    ("web/src/api", &["app", "features", "live", "ui"]),
];

pub(super) fn check() -> Result<Vec<String>> {
    let mut findings = Vec::new();
    for (part, strangers) in RULES {
        let folder = paths::root().join(part);
        for file in files_below(&folder.with_extension("rs"))?.into_iter().chain(files_below(&folder)?) {
            let text = fs::read_to_string(&file)?;
            let named = strangers.iter().filter(|stranger| names_module(&text, stranger));
            findings.extend(named.map(|stranger| format!("{}: {part} knows nothing of `{stranger}`", relative(&file))));
        }
    }
    Ok(findings)
}

/// Whether code (not a comment) names `crate::module`.
fn names_module(text: &str, module: &str) -> bool {
    let path = format!("crate::{module}");
    text.lines().map(str::trim_start).filter(|line| !line.starts_with("//")).any(|line| {
        line.match_indices(&path)
            .any(|(at, _)| !line[at + path.len()..].starts_with(|after: char| after.is_alphanumeric() || after == '_'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_is_found_in_code_only_and_by_its_whole_name() {
        assert!(names_module("use crate::http::routes;", "http"));
        assert!(names_module("    crate::http::serve()", "http"));
        assert!(!names_module("/// See [`crate::http`].", "http"));
        assert!(!names_module("use crate::http_date;", "http"));
    }
}
