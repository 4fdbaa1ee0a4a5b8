//! What the open document enters into the register: its keys, and the commands that the palette offers.

use debrief_shared::document::{EntryView, Mark, Place, SectionKind, TextPath};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;

use super::{page::Panels, print, sections::add_section};
use crate::texts::commands as texts;
use crate::{
    api,
    live::Live,
    session::Session,
    texts::{meeting, outside, suggesting},
    ui::{Command, IconName, Shortcut, use_commands, use_keys},
};

const DOCUMENT: &str = texts::THIS_POSTMORTEM;

const KEYS: &[Shortcut] = &[
    (&["Ctrl", "Z"], texts::UNDO_YOUR_LAST_CHANGE),
    (&["Ctrl", "Shift", "Z"], texts::DO_IT_AGAIN),
    (&["Ctrl", "F"], texts::FIND_IN_THIS_POSTMORTEM),
    (&["Ctrl", "Alt", "H"], texts::OPEN_THE_HISTORY),
    (&["Ctrl", "Alt", "S"], texts::SUGGEST_INSTEAD_OF_WRITING),
    (&["Ctrl", "Alt", "M"], texts::COMMENT_ON_A_PLACE),
    (&["Alt", "Shift", "↑"], texts::MOVE_THE_SECTION_UP),
    (&["Alt", "Shift", "↓"], texts::MOVE_THE_SECTION_DOWN),
    (&["↑", "↓"], texts::GO_ON_INTO_THE_TEXT_ABOVE),
];

const TIMELINE_KEYS: &[Shortcut] = &[
    (&["Space"], texts::SELECT_THE_ENTRY),
    (&["Shift", "↑", "↓"], texts::SELECT_UP_TO_THE_ENTRY_ABOVE),
    (&["Alt", "↑", "↓"], texts::A_MINUTE_EARLIER_OR_LATER),
];

const TEXT_KEYS: &[Shortcut] = &[
    (&["Ctrl", "B"], texts::BOLD),
    (&["Ctrl", "I"], texts::ITALIC),
    (&["Ctrl", "Shift", "X"], texts::STRIKE_THROUGH),
    (&["Ctrl", "E"], texts::CODE),
    (&["Ctrl", "K"], texts::LINK_WHILE_SOMETHING_IS_SELECTED),
    (&["Ctrl", "Alt", "1"], texts::HEADING_AND_SMALLER),
    (&["Ctrl", "Shift", "7"], texts::NUMBERED_LIST),
    (&["Ctrl", "Shift", "8"], texts::LIST),
    (&["Ctrl", "Shift", "9"], texts::TASK_LIST),
    (&["Ctrl", "Shift", "."], texts::QUOTE),
    (&["Ctrl", "Alt", "C"], texts::CODE_BLOCK),
    (&["/"], texts::PUT_IN_A_BLOCK),
    (&["@"], texts::MENTION_SOMEBODY_OR_A_MOMENT),
    (&["Tab"], texts::NEXT_CELL_OF_A_TABLE),
    (&["Ctrl", "Shift", "V"], texts::PASTE_AS_PLAIN_TEXT),
    (&["Ctrl", "Enter"], texts::TICK_A_TASK),
    (&["Ctrl", "Alt", "M"], texts::COMMENT_ON_THE_SELECTION),
    (&["Ctrl", "Alt", "Enter"], texts::ACCEPT_THE_SUGGESTION_YOU),
    (&["Ctrl", "Alt", "Backspace"], texts::DECLINE_IT),
];

/// Enters keys and commands while the document is shown.
pub(super) fn enter(live: Live, panels: Panels) {
    use_keys(texts::THE_POSTMORTEM, KEYS);
    use_keys(texts::TIMELINE_ON_A_TIME, TIMELINE_KEYS);
    use_keys(texts::TEXT, TEXT_KEYS);
    let navigate = StoredValue::new_local(use_navigate());
    let session = expect_context::<Session>();
    use_commands(move || {
        let mut commands = actions(live, panels);
        let history =
            move || navigate.with_value(|go| go(&format!("/p/{}/history", live.id()), NavigateOptions::default()));
        commands.push(
            Command::new("history", DOCUMENT, texts::OPEN_THE_HISTORY, IconName::Clock, history)
                .keys(&["Ctrl", "Alt", "H"])
                .also(texts::ALSO_HISTORY),
        );
        let present =
            move || navigate.with_value(|go| go(&format!("/p/{}/present", live.id()), NavigateOptions::default()));
        commands.push(
            Command::new("present", DOCUMENT, meeting::PRESENT, IconName::Screen, present).also(meeting::PRESENT_ALSO),
        );
        if super::outside::may_open(live, session) {
            let open = move || panels.outside.set(true);
            commands.push(
                Command::new("outside", DOCUMENT, outside::PUBLISH_OUTSIDE, IconName::Workplace, open)
                    .also(outside::ALSO_PUBLISH_OUTSIDE),
            );
        }
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
        .also(texts::ALSO_EXPORT)
    };
    let mut commands = Vec::new();
    if live.can_write().get() {
        commands.extend([
            command("add-section", texts::ADD_A_SECTION, IconName::Plus, |live, _| {
                add_section(live, SectionKind::Prose, Place::Last);
            }),
            command("add-entry", texts::ADD_A_TIMELINE_ENTRY, IconName::Plus, |_, _| {
                focus("[data-testid=timeline-add]");
            }),
            command("undo", texts::UNDO, IconName::Undo, |live, _| live.undo()).keys(&["Ctrl", "Z"]),
            command("redo", texts::DO_IT_AGAIN, IconName::Redo, |live, _| live.redo())
                .keys(&["Ctrl", "Shift", "Z"])
                .also(texts::ALSO_REDO),
            command(
                "suggest",
                if live.suggests().get() { suggesting::OFF } else { suggesting::ON },
                IconName::Edit,
                |live, _| live.suggest(!live.suggests().get_untracked()),
            )
            .keys(&["Ctrl", "Alt", "S"])
            .also(texts::ALSO_SUGGEST),
            command("removed", texts::REMOVED_SECTIONS, IconName::Trash, |_, panels| panels.removed.set(true))
                .also(texts::ALSO_REMOVED),
        ]);
    }
    commands.extend([
        command("share", texts::SHARE, IconName::People, |_, panels| panels.sharing.set(true)).also(texts::ALSO_SHARE),
        command("review", texts::REVIEW_AND_PUBLISH, IconName::Check, |_, panels| panels.review.set(true))
            .also(texts::ALSO_REVIEW),
        command("comments", texts::COMMENTS, IconName::Comment, |_, panels| {
            panels.comments.update(|open| *open = !*open);
        }),
        command("title", texts::GO_TO_THE_TITLE, IconName::Up, |live, _| go(live, TextPath::Title))
            .also(texts::ALSO_TITLE),
        export("md", texts::EXPORT_AS_MARKDOWN),
        export("html", texts::EXPORT_AS_A_WEB_PAGE),
        export("json", texts::EXPORT_AS_JSON),
        command("print", texts::PRINT_OR_SAVE_AS_PDF, IconName::Document, |_, _| print::start())
            .keys(&["Ctrl", "P"])
            .also(texts::ALSO_PRINT),
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
        let (id, words) = (mark.as_str().to_owned(), texts::set_when(mark.label().to_lowercase()));
        let selector = format!("[data-testid=fact-{id}] button");
        fact(id, words, IconName::Clock, selector, texts::ALSO_MARK)
    };
    let fields = [
        field("severity", texts::SET_SEVERITY, IconName::Warning, texts::ALSO_SEVERITY),
        field("incident", texts::SET_INCIDENT_ID, IconName::Edit, texts::ALSO_INCIDENT),
        field("services-input", texts::SET_SERVICES, IconName::Edit, texts::ALSO_SERVICES),
        field("factors-input", texts::SET_FACTORS, IconName::Edit, texts::ALSO_FACTORS),
        field("tags-input", texts::SET_TAGS, IconName::Edit, texts::ALSO_TAGS),
        field("zone", texts::SET_THE_INCIDENTS_TIME_ZONE, IconName::Clock, texts::ALSO_ZONE),
    ];
    fields.into_iter().chain(Mark::ALL.iter().map(mark)).collect()
}

fn sections(live: Live) -> Vec<Command> {
    live.outline().with(|view| {
        let section = |(id, heading): (String, &str)| {
            let words = if heading.is_empty() { texts::UNTITLED_SECTION } else { heading };
            let path = TextPath::Heading(id.clone());
            let icon = IconName::Document;
            Command::new(format!("section:{id}"), texts::SECTIONS, words, icon, move || go(live, path.clone()))
                .also(texts::ALSO_GO_TO)
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
            Command::new(format!("entry:{}", entry.id), texts::TIMELINE, entry.text.trim(), IconName::Clock, run)
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
