//! What holds for every file of the source tree, one by one.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::paths;
use crate::tools::read;

/// A file longer than this usually holds two ideas.
const MOST_LINES: usize = 400;

/// Folders of one machine, which mean nothing on another. Written in two parts so that this file passes.
const MACHINE_PATHS: [&str; 4] =
    [concat!("/ro", "ot/"), concat!("/wo", "rk/"), concat!("/ho", "me/"), concat!("/Us", "ers/")];

pub(super) fn check() -> Result<Vec<String>> {
    let mut git = Command::new("git");
    git.current_dir(paths::root()).args([
        "-c",
        "safe.directory=*",
        "ls-files",
        "--cached",
        "--others",
        "--exclude-standard",
        "-z",
    ]);
    let listed = read(&mut git)?;
    let mut findings = Vec::new();
    for name in listed.split('\0').filter(|name| !name.is_empty()) {
        // Pictures and other binary files have no text to check; a file that was just removed has none either.
        if let Ok(text) = fs::read_to_string(paths::root().join(name)) {
            findings.extend(findings_in(Path::new(name), &text));
        }
    }
    Ok(findings)
}

fn findings_in(name: &Path, text: &str) -> Vec<String> {
    let shown = name.display();
    let is_rust = name.extension().is_some_and(|extension| extension == "rs");
    let mut findings = Vec::new();
    if is_rust && !text.starts_with("//!") {
        findings.push(format!("{shown}: begin with a `//!` line that says the file's job"));
    }
    if is_rust && text.lines().count() > MOST_LINES {
        findings.push(format!("{shown}: {} lines; split it by idea (at most {MOST_LINES})", text.lines().count()));
    }
    for (number, line) in text.lines().enumerate() {
        findings.extend(
            MACHINE_PATHS
                .iter()
                .filter(|path| names_folder(line, path))
                .map(|path| format!("{shown}:{}: names a folder of one machine, {path}", number + 1)),
        );
    }
    findings
}

/// Whether a path in `line` begins with `folder`: addresses and longer paths may well contain it.
fn names_folder(line: &str, folder: &str) -> bool {
    line.match_indices(folder)
        .any(|(at, _)| !line[..at].ends_with(|before: char| before.is_alphanumeric() || "/.}_-~".contains(before)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rust_file_needs_its_head() {
        assert_eq!(findings_in(Path::new("a.rs"), "use std::fs;\n").len(), 1);
        assert!(findings_in(Path::new("a.rs"), "//! Reads.\nuse std::fs;\n").is_empty());
        assert!(findings_in(Path::new("a.md"), "# Reads\n").is_empty());
    }

    #[test]
    fn a_folder_of_one_machine_is_found_but_not_within_an_address() {
        let folder = MACHINE_PATHS[2];
        assert!(names_folder(&format!("see {folder}ada/debrief"), folder));
        assert!(!names_folder(&format!("https://example.com{folder}page"), folder));
    }
}
