//! What the open document enters into the register: its keys, and the commands that the palette offers.

use debrief_shared::document::{EntryView, Mark, Place, SectionKind, TextPath};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;

use super::{page::Panels, print, sections::add_section};
use crate::{
    api,
    live::Live,
    texts::suggesting as texts,
    ui::{Command, IconName, Shortcut, use_commands, use_keys},
};

const DOCUMENT: &str = "This postmortem";

const KEYS: &[Shortcut] = &[
    (&["Ctrl", "Z"], "Undo your last change"),
    (&["Ctrl", "Shift", "Z"], "Do it again"),
    (&["Ctrl", "F"], "Find in this postmortem"),
    (&["Ctrl", "Alt", "H"], "Open the history"),
    (&["Ctrl", "Alt", "S"], "Suggest instead of writing, and write again"),
    (&["Ctrl", "Alt", "M"], "Comment on the section, entry, mitigation or the whole"),
    (&["Alt", "Shift", "↑"], "Move the section up"),
    (&["Alt", "Shift", "↓"], "Move the section down"),
    (&["↑", "↓"], "Go on into the text above or below"),
];

const TIMELINE_KEYS: &[Shortcut] = &[
    (&["Space"], "Select the entry"),
    (&["Shift", "↑", "↓"], "Select up to the entry above or below"),
    (&["Alt", "↑", "↓"], "A minute earlier or later, ten with Shift"),
];

const TEXT_KEYS: &[Shortcut] = &[
    (&["Ctrl", "B"], "Bold"),
    (&["Ctrl", "I"], "Italic"),
    (&["Ctrl", "Shift", "X"], "Strike through"),
    (&["Ctrl", "E"], "Code"),
    (&["Ctrl", "K"], "Link, while something is selected"),
    (&["Ctrl", "Alt", "1"], "Heading; 2 and 3 for smaller ones, 0 for plain text"),
    (&["Ctrl", "Shift", "7"], "Numbered list"),
    (&["Ctrl", "Shift", "8"], "List"),
    (&["Ctrl", "Shift", "9"], "Task list"),
    (&["Ctrl", "Shift", "."], "Quote"),
    (&["Ctrl", "Alt", "C"], "Code block"),
    (&["/"], "Put in a block, a time, or something of this postmortem"),
    (&["@"], "Mention somebody, or a moment"),
    (&["Tab"], "Next cell of a table, or one level further in a list"),
    (&["Ctrl", "Shift", "V"], "Paste as plain text"),
    (&["Ctrl", "Enter"], "Tick a task"),
    (&["Ctrl", "Alt", "M"], "Comment on the selection, or else on the section, entry or mitigation"),
    (&["Ctrl", "Alt", "Enter"], "Accept the suggestion you are looking at"),
    (&["Ctrl", "Alt", "Backspace"], "Decline it"),
];

/// Enters keys and commands while the document is shown.
pub(super) fn enter(live: Live, panels: Panels) {
    use_keys("The postmortem", KEYS);
    use_keys("Timeline, on a time", TIMELINE_KEYS);
    use_keys("Text", TEXT_KEYS);
    let navigate = StoredValue::new_local(use_navigate());
    use_commands(move || {
        let mut commands = actions(live, panels);
        let history =
            move || navigate.with_value(|go| go(&format!("/p/{}/history", live.id()), NavigateOptions::default()));
        commands.push(
            Command::new("history", DOCUMENT, "Open the history", IconName::Clock, history)
                .keys(&["Ctrl", "Alt", "H"])
                .also("versions restore changes"),
        );
        if live.can_write().get() {
            commands.extend(facts());
        }
        commands.extend(sections(live));
        commands.extend(entries(live));
        commands
    });
}

fn actions(live: Live, panels: Panels) -> Vec<Command> {
    let id = live.id();
    let command = |id: &str, words: &str, icon, run: fn(Live, Panels)| {
        Command::new(id, DOCUMENT, words, icon, move || run(live, panels))
    };
    let export = |format: &'static str, words: &str| {
        Command::new(format!("export-{format}"), DOCUMENT, words, IconName::Download, move || {
            // A browser that opens nothing says so itself.
            let _ = window().open_with_url_and_target(&api::export_path(id, format), "_blank");
        })
        .also("download save file")
    };
    let mut commands = Vec::new();
    if live.can_write().get() {
        commands.extend([
            command("add-section", "Add a section", IconName::Plus, |live, _| {
                add_section(live, SectionKind::Prose, Place::Last);
            }),
            command("add-entry", "Add a timeline entry", IconName::Plus, |_, _| focus("[data-testid=timeline-add]")),
            command("undo", "Undo", IconName::Undo, |live, _| live.undo()).keys(&["Ctrl", "Z"]),
            command("redo", "Do it again", IconName::Redo, |live, _| live.redo())
                .keys(&["Ctrl", "Shift", "Z"])
                .also("redo"),
            command("suggest", texts::ON, IconName::Edit, |live, _| live.suggest(true))
                .keys(&["Ctrl", "Alt", "S"])
                .also("suggestion propose track changes mode"),
            command("removed", "Removed sections", IconName::Trash, |_, panels| panels.removed.set(true))
                .also("restore bin"),
        ]);
    }
    commands.extend([
        command("share", "Share", IconName::People, |_, panels| panels.sharing.set(true))
            .also("access invite link people owner"),
        command("review", "Review and publish", IconName::Check, |_, panels| panels.review.set(true))
            .also("reviewers approve send back state publish due"),
        command("comments", "Comments", IconName::Comment, |_, panels| panels.comments.update(|open| *open = !*open)),
        command("title", "Go to the title", IconName::Up, |live, _| go(live, TextPath::Title)).also("top"),
        export("md", "Export as Markdown"),
        export("html", "Export as a web page"),
        export("json", "Export as JSON"),
        command("print", "Print, or save as PDF", IconName::Document, |_, _| print::start())
            .keys(&["Ctrl", "P"])
            .also("paper"),
    ]);
    commands
}

/// Ways to the fields of the facts.
fn facts() -> Vec<Command> {
    let fact = |id: String, words: String, icon, selector: String, also: &'static str| {
        Command::new(format!("fact-{id}"), DOCUMENT, words, icon, move || show_fact(&selector)).also(also)
    };
    let field = |id: &str, words: &str, icon, also| {
        fact(id.to_owned(), words.to_owned(), icon, format!("[data-testid=fact-{id}]"), also)
    };
    let mark = |mark: &Mark| {
        let (id, words) = (mark.as_str().to_owned(), format!("Set when: {}", mark.label().to_lowercase()));
        let selector = format!("[data-testid=fact-{id}] button");
        fact(id, words, IconName::Clock, selector, "mark time fact")
    };
    let fields = [
        field("severity", "Set severity", IconName::Warning, "sev fact priority"),
        field("incident", "Set incident id", IconName::Edit, "fact number ticket"),
        field("services-input", "Set services", IconName::Edit, "fact affected system"),
        field("zone", "Set the incident's time zone", IconName::Clock, "fact clock utc"),
    ];
    fields.into_iter().chain(Mark::ALL.iter().map(mark)).collect()
}

fn sections(live: Live) -> Vec<Command> {
    live.outline().with(|view| {
        let section = |(id, heading): (String, &str)| {
            let words = if heading.is_empty() { "Untitled section" } else { heading };
            let path = TextPath::Heading(id.clone());
            let icon = IconName::Document;
            Command::new(format!("section:{id}"), "Sections", words, icon, move || go(live, path.clone())).also("go to")
        };
        view.live_sections().map(|section| (section.id.clone(), section.heading.trim())).map(section).collect()
    })
}

fn entries(live: Live) -> Vec<Command> {
    live.outline().with(|view| {
        let entry = |entry: &EntryView| {
            let path = TextPath::Entry(entry.id.clone());
            let when = entry.moment().map(|at| format!("{} {}", at.clock(), at.zone_label())).unwrap_or_default();
            let run = move || go(live, path.clone());
            Command::new(format!("entry:{}", entry.id), "Timeline", entry.text.trim(), IconName::Clock, run)
                .note(when)
                .searched()
        };
        view.live_timeline().filter(|entry| !entry.text.trim().is_empty()).map(entry).collect()
    })
}

/// Brings a text into sight and gives it the keyboard.
fn go(live: Live, path: TextPath) {
    live.reveal(&path, None);
    live.focus(&path);
}

/// Gives the keyboard to a field of the facts, which small windows show on demand.
pub(super) fn show_fact(selector: &str) {
    let toggle = document().query_selector("[data-testid=facts-toggle][aria-expanded=false]").ok().flatten();
    if let Some(toggle) = toggle.and_then(|toggle| toggle.dyn_into::<HtmlElement>().ok())
        && toggle.offset_height() > 0
    {
        toggle.click();
    }
    let selector = selector.to_owned();
    request_animation_frame(move || focus(&selector));
}

/// Gives the keyboard to an element of the page.
pub(super) fn focus(selector: &str) {
    let element = document().query_selector(selector).ok().flatten();
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        // Nothing to do about a browser that refuses focus.
        let _ = element.focus();
        element.scroll_into_view_with_bool(false);
    }
}
