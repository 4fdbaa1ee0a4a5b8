//! Postmortems that people wrote for themselves: every word of them is in what they become, as often.

use std::path::{Path, PathBuf};

use super::{all_text, read};

/// Names a folder with more of them than those that are here.
const FOLDER: &str = "DEBRIEF_TEST_POSTMORTEMS";

fn markdown_below(folder: &Path) -> Vec<PathBuf> {
    let listed = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let paths = listed.map(|entry| entry.expect("an entry").path());
    paths.filter(|path| path.extension().is_some_and(|extension| extension == "md")).collect()
}

fn words(text: &str) -> Vec<String> {
    let mut words: Vec<_> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect();
    words.sort();
    words
}

/// Words that stand for something else now: the heads of a table that became entries, and boxes that became a status.
fn is_structure(word: &str) -> bool {
    ["Time", "Event", "Date", "Description", "What", "happened", "x", "X"].contains(&word)
}

#[test]
fn no_word_of_a_real_postmortem_is_lost() {
    let mut files = markdown_below(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/data/postmortems/dfds"));
    assert!(files.len() > 4, "{files:?}");
    files.extend(std::env::var_os(FOLDER).map(|folder| markdown_below(Path::new(&folder))).unwrap_or_default());
    for path in files {
        let bytes = std::fs::read(&path).expect("a file");
        let text = String::from_utf8(bytes.clone()).expect("text");
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let read = read(&name, &bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!((read.made.len(), read.unread.len()), (1, 0), "{name}");
        let document = &read.made[0];
        let view = &document.view;
        assert!(!view.title.is_empty() && !view.sections.is_empty(), "{name}");
        // Times of entries are written otherwise.
        let times: Vec<_> = view.timeline.iter().map(|entry| entry.at.replace('T', " ")).collect();
        let told = [all_text(view), times.join(" ")].join(" ");
        let mut found = words(&told);
        for word in words(&text) {
            match found.iter().position(|other| *other == word) {
                Some(at) => drop(found.swap_remove(at)),
                None => assert!(is_structure(&word), "{name}: {word} is lost"),
            }
        }
        if text.contains("## Timeline") && view.timeline.is_empty() {
            assert!(document.warnings.iter().any(|warning| warning.contains("Timeline")), "{name}: nothing is said");
        }
    }
}
