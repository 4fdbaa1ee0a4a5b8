//! Bringing whole documents in, as postmortems.

use std::fmt::Display;

use super::{counted, plural};

pub(crate) const OPEN: &str = "Import…";
pub(crate) const OPEN_THE_PAGE: &str = "Import postmortems";
pub(crate) const ALSO_OPEN: &str = "bring in upload markdown html word docx zip json google docs";
pub(crate) const TITLE: &str = "Import postmortems";
pub(crate) const TO_THE_POSTMORTEMS: &str = "Postmortems";
pub(crate) const DROP_HERE: &str = "Drop files here";
pub(crate) const WHAT_IT_TAKES: &str = "Markdown, HTML as Google Docs and wikis export it, Word (.docx), JSON exported from here, or a ZIP file of these with their pictures. Up to 32 MB each.";
pub(crate) const LOOK_FIRST: &str = "You see what each of them becomes before anything is made.";
pub(crate) const CHOOSE_FILES: &str = "Choose files…";
pub(crate) const MORE_FILES: &str = "Drop more files here, or choose them.";
pub(crate) const ZONE: &str = "Times that name no zone are in";
pub(crate) const ONLY_MEMBERS: &str = "Members bring postmortems in";
pub(crate) const ASK_A_MEMBER: &str =
    "As a guest you write in what is shared with you. Ask a member to import the file, and to share it with you.";
pub(crate) const FOUND: &str = "What was found";
pub(crate) const TICK_ALL: &str = "All of these";
pub(crate) const RESTRICTED: &str = "Nobody else may open them until I add people";
pub(crate) const UNTITLED: &str = "Untitled postmortem";
pub(crate) fn choose(title: impl Display) -> String {
    format!("Import “{title}”")
}
pub(crate) const READING: &str = "Reading…";
pub(crate) const IMPORTING: &str = "Importing…";
pub(crate) const IMPORTED: &str = "Imported";
pub(crate) const IMPORTED_BEFORE: &str = "Imported before";
pub(crate) const SAME_TITLE: &str = "Same title as one of yours";
pub(crate) const REFUSED: &str = "Not read";
pub(crate) const TRY_AGAIN: &str = "Try again";
pub(crate) fn contents(sections: u32, entries: u32, mitigations: u32, pictures: u32) -> String {
    let mut parts = vec![
        counted(sections, "section", "sections"),
        format!("{entries} timeline {}", plural(entries, "entry", "entries")),
        counted(mitigations, "mitigation", "mitigations"),
    ];
    if pictures > 0 {
        parts.push(counted(pictures, "picture", "pictures"));
    }
    parts.join(" · ")
}
pub(crate) fn import(count: usize) -> String {
    match count {
        0 => "Import".to_owned(),
        _ => format!("Import {}", counted(count, "postmortem", "postmortems")),
    }
}
pub(crate) fn reading(files: usize) -> String {
    format!("Reading {}…", counted(files, "file", "files"))
}
pub(crate) fn importing(done: usize, all: usize) -> String {
    format!("{done} of {all} imported…")
}
/// What the rows hold: what can be imported, what was, and what can't be.
pub(crate) fn summary(found: usize, made: usize, refused: usize) -> String {
    let mut parts = Vec::new();
    if made > 0 {
        parts.push(format!("{} imported", counted(made, "postmortem", "postmortems")));
    }
    if found > 0 {
        parts.push(format!("{found} to choose from"));
    }
    if refused > 0 {
        parts.push(format!("{} not read", counted(refused, "file", "files")));
    }
    if parts.is_empty() { String::new() } else { format!("{}.", parts.join(", ")) }
}
pub(crate) const NOTHING_TICKED: &str = "Nothing is ticked that could be imported.";
pub(crate) const PROGRESS: &str = "How much is imported";
pub(crate) const UNREADABLE: &str = "The browser couldn't read this. Was the file moved or changed since you chose it? If it is a folder, pack it as a ZIP file.";
pub(crate) const EMPTY_FILE: &str = "There is nothing in it. If it is a folder, pack it as a ZIP file.";
pub(crate) const A_PICTURE: &str =
    "A picture alone becomes no postmortem. Pack it as a ZIP file together with the text that shows it.";
pub(crate) fn too_large(megabytes: usize) -> String {
    format!("This is larger than {megabytes} MB. Split it into several.")
}
pub(crate) const TOOK_TOO_LONG: &str =
    "This took longer than the server waits. Try again: what was made already is not made a second time.";
pub(crate) const MOVE_THROUGH_THE_LIST: &str = "Move through the list";
pub(crate) const TICK: &str = "Tick or untick";
