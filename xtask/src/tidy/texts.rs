//! Words of the page are in `web/src/texts/`: in views that are listed here, a word is named, not written.

use std::fs;

use anyhow::Result;

use crate::paths;
use crate::stamp::files_below;
use crate::tools::relative;

/// Views (`part.rs` and `part/`) whose words are all in `web/src/texts/`. The others follow; `web/src/features/editor/comments` last.
const DONE: [&str; 4] = ["web/src/app", "web/src/features", "web/src/notifications", "web/src/shell"];

/// Parts of those that still have their words.
const NOT_YET: [&str; 1] = ["web/src/features/editor"];

/// What keys are called in events.
const KEYS: [&str; 8] = ["ArrowDown", "ArrowLeft", "ArrowRight", "ArrowUp", "Backspace", "Enter", "Escape", "Tab"];

/// Attributes that are read or seen.
const SPOKEN: [&str; 4] = ["label=", "title=", "placeholder=", "data-tip="];

pub(super) fn check() -> Result<Vec<String>> {
    let mut findings = Vec::new();
    for part in DONE {
        let folder = paths::root().join(part);
        for file in files_below(&folder.with_extension("rs"))?.into_iter().chain(files_below(&folder)?) {
            let is_later = NOT_YET.iter().any(|later| file.starts_with(paths::root().join(later)));
            if is_later {
                continue;
            }
            let text = fs::read_to_string(&file)?;
            let shown = relative(&file);
            let said = |(line, words): (usize, String)| {
                format!("{shown}:{line}: “{words}” belongs into web/src/texts/, see docs/TRANSLATING.md")
            };
            findings.extend(written(&text).into_iter().map(said));
        }
    }
    Ok(findings)
}

/// The words that code, without its tests, has a person read, and their lines.
fn written(text: &str) -> Vec<(usize, String)> {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = code.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"));
    lines.flat_map(|(at, line)| literals(line).into_iter().map(move |words| (at + 1, words))).collect()
}

/// The literals of a line that are words: text between elements, spoken attributes, and whatever reads as a sentence.
fn literals(line: &str) -> Vec<String> {
    // Every second piece is between quotes; views have no quotes within words.
    let pieces: Vec<&str> = line.split('"').collect();
    let between = pieces.iter().enumerate().skip(1).step_by(2);
    let words = between.filter(|(at, words)| {
        let before = pieces[at - 1].trim_end();
        let letters = words.chars().filter(|letter| letter.is_alphabetic()).count();
        let after = pieces.get(at + 1).map_or("", |after| after.trim_start());
        let is_node = before.ends_with('>') && !before.ends_with("=>")
            || before.is_empty() && !after.starts_with("=>") && !after.starts_with(',');
        let is_spoken = SPOKEN.iter().any(|attribute| before.ends_with(attribute));
        let is_sentence = words.contains(' ') && words.starts_with(char::is_uppercase);
        letters >= 2 && !KEYS.contains(words) && (is_node || is_spoken || is_sentence)
    });
    words.map(|(_, words)| (*words).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_views_are_found() {
        for line in [
            "<h1>\"Sign in\"</h1>",
            "    \"or\"",
            "<Field label=\"Email\" value=email />",
            "<button aria-label=\"Close\">",
            "trouble.set(Some(\"Please try again.\".to_owned()));",
        ] {
            assert_eq!(literals(line).len(), 1, "{line}");
        }
    }

    #[test]
    fn what_nobody_reads_is_none() {
        for line in [
            "<h1 class=\"muted small\">{texts::SIGN_IN}</h1>",
            "<Field label=texts::EMAIL kind=\"email\" autocomplete=\"username\" />",
            "\"expired\" => texts::EXPIRED,",
            "<code>\"#…\"</code>",
        ] {
            assert_eq!(literals(line), Vec::<String>::new(), "{line}");
        }
        assert!(written("// \"Words here\"\n#[cfg(test)]\nsay(\"Words there\");").is_empty());
    }
}
