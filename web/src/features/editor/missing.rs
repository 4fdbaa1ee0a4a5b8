//! What is still missing, quietly beside the text: each line leads to its place, goes away when its thing is there, and can be set aside for
//! good. No numbers of how much is done: a postmortem is not a form.

use debrief_shared::{
    api::Role,
    document::TextPath,
    missing::{Missing, Place, missing},
};
use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;

use super::{
    commands::{focus, show_fact as fact},
    lens::{Lens, WHOLE},
    mitigations::{CardField, card_element},
};
use crate::texts::document as texts;
use crate::{
    live::Live,
    ui::{Icon, IconButton, IconName, Toaster, remember, remembered},
};

/// Where the reader's choice is remembered on this device.
const FOLDED: &str = "debrief.missing-folded";
/// Lines that are shown at first.
const MAX_SHOWN: usize = 5;
/// From this width on the list stands in the rail, as `document.css` has it.
const WIDE: &str = "(min-width: 75rem)";

/// The list, in the rail or in the text: shown in one of the two, by the width of the window.
#[component]
pub(super) fn MissingList(
    /// Whether this is the rail's.
    in_rail: bool,
) -> impl IntoView {
    let live = expect_context::<Live>();
    let lens = expect_context::<Lens>();
    let is_wide = follow_width();
    let here = Memo::new(move |_| is_wide.get() == in_rail && live.can_write().get());
    let lines = Memo::new(move |_| {
        if !here.get() {
            return Vec::new();
        }
        // All of it is read for this: when everybody's keys have come to rest.
        live.follow_texts();
        let mut lines = live.read(|postmortem, txn| missing(&postmortem.view(txn)));
        lines.extend(lens.whole());
        lines
    });
    let chosen = RwSignal::new(remembered(FOLDED).map(|word| word == "yes"));
    // Unfolded for the one who sees to it that it is finished; in the text, where it would move what is written below, for nobody.
    let folded = Memo::new(move |_| chosen.get().unwrap_or_else(|| !in_rail || live.role().get() != Some(Role::Owner)));
    let all = RwSignal::new(false);
    let shown = Memo::new(move |_| {
        let most = if all.get() { usize::MAX } else { MAX_SHOWN };
        lines.with(|lines| lines.iter().take(most).cloned().collect::<Vec<_>>())
    });
    let toggle = move |_| {
        let now = !folded.get_untracked();
        chosen.set(Some(now));
        remember(FOLDED, Some(if now { "yes" } else { "no" }));
    };
    view! {
        <Show when=move || here.get() && !lines.with(Vec::is_empty)>
            <section class="missing" aria-label=texts::WHAT_IS_STILL_MISSING data-testid="missing">
                <button type="button" class="guidance-toggle" aria-expanded=move || (!folded.get()).to_string() data-testid="missing-toggle" on:click=toggle>
                    <Icon name=IconName::ChevronRight />
                    {texts::STILL_MISSING}
                </button>
                <Show when=move || !folded.get()>
                    <ul class="missing-lines">
                        <For each=move || shown.get() key=|line| (line.key.clone(), line.words.clone()) let(line)>
                            <Line line />
                        </For>
                    </ul>
                    <Show when=move || { lines.with(Vec::len) > MAX_SHOWN }>
                        <button type="button" class="missing-more" on:click=move |_| all.update(|all| *all = !*all)>
                            {move || if all.get() { texts::SHOW_FEWER } else { texts::SHOW_ALL }}
                        </button>
                    </Show>
                </Show>
            </section>
        </Show>
    }
}

#[component]
fn Line(line: Missing) -> impl IntoView {
    let live = expect_context::<Live>();
    let toaster = expect_context::<Toaster>();
    let lens = expect_context::<Lens>();
    let Missing { key, words, place } = line;
    let name = key.clone();
    let set_aside = {
        let (key, words) = (key.clone(), words.clone());
        move |_| {
            // What the lens says is private: it is set aside on this device alone.
            if key.starts_with(WHOLE) {
                lens.dismiss_whole(&key, &words);
                return;
            }
            live.edit(|postmortem, txn| postmortem.set_aside(txn, &key, true));
            let key = key.clone();
            toaster.undoable(texts::does_not_matter_here(&words), move || {
                live.edit(|postmortem, txn| postmortem.set_aside(txn, &key, false));
            });
        }
    };
    view! {
        <li class="missing-line" data-testid="missing-line" data-key=name>
            <button type="button" class="missing-words" on:click=move |_| go(live, &key, &place)>{words}</button>
            <IconButton icon=IconName::Close label=texts::NOT_NEEDED_HERE on:click=set_aside />
        </li>
    }
}

/// Leads to where something is put right.
fn go(live: Live, key: &str, place: &Place) {
    let text = |path: TextPath| {
        live.reveal(&path, None);
        live.focus(&path);
    };
    match place {
        Place::Title => text(TextPath::Title),
        Place::Severity => fact("[data-testid=fact-severity]"),
        Place::Services => fact("[data-testid=fact-services-input]"),
        Place::Mark(mark) => fact(&format!("[data-testid=fact-{}] button", mark.as_str())),
        Place::Section(id) => text(TextPath::Body(id.clone())),
        Place::Entry(id) => text(TextPath::Entry(id.clone())),
        Place::Timeline => focus("[data-testid=timeline-add]"),
        Place::Mitigations => focus("[data-testid=mitigation-add]"),
        Place::Mitigation(id) => {
            let field = match key {
                "owners" => CardField::Owner,
                "dues" => CardField::Due,
                "tickets" => CardField::Ticket,
                _ => CardField::Reason,
            };
            let Some(card) = document().get_element_by_id(&card_element(id)) else { return };
            card.scroll_into_view();
            let inside = card.query_selector(field.selector()).ok().flatten();
            if let Ok(element) = inside.unwrap_or(card).dyn_into::<HtmlElement>() {
                // Nothing to do about a browser that refuses focus.
                let _ = element.focus();
            }
        }
    }
}

/// Whether the window has room for the rail.
pub(super) fn follow_width() -> Memo<bool> {
    let matches = || window().match_media(WIDE).ok().flatten().is_some_and(|query| query.matches());
    let is_wide = RwSignal::new(matches());
    let listener = window_event_listener(ev::resize, move |_| {
        is_wide.try_set(matches());
    });
    on_cleanup(move || listener.remove());
    Memo::new(move |_| is_wide.get())
}
