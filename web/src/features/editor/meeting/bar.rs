//! On the document's page: a quiet bar while a meeting is on, and going where it is.

use debrief_shared::document::{SectionKind, TextPath, meeting::MeetingPlace};
use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast as _;
use web_sys::Element;

use super::{
    Meeting,
    panel::Safewords,
    ticking::Ticking,
    voices::{HandButton, Invitation, Turn},
};
use crate::{
    live::Live,
    texts::meeting as texts,
    ui::{Avatar, Button, ButtonKind, ButtonLink, Kbd, use_keys},
};

/// Keeps the page where the meeting is, and lets whoever scrolls or writes go their own way. Until the current owner ends.
pub(in crate::features::editor) fn keep_up(meeting: Meeting) {
    use_keys(texts::DOCUMENT_KEYS_GROUP, texts::DOCUMENT_KEYS);
    let live = meeting.live;
    let place = Memo::new(move |_| meeting.view.with(|view| view.place.clone()));
    let shown = Memo::new(move |_| live.opened().get());
    Effect::new(move |_| {
        let place = place.get();
        if meeting.goes_along() && shown.get() {
            // What the place is in may be drawn only now.
            request_animation_frame(move || show(live, &place));
        }
    });
    step_out_by_hand(meeting);
    let keys = window_event_listener(ev::keydown, move |event| {
        if event.ctrl_key() || event.meta_key() || event.alt_key() || event.shift_key() {
            return;
        }
        match event.key().as_str() {
            "F8" if untrack(|| meeting.is_on() && !meeting.leads()) => {
                meeting.follow(!meeting.following.get_untracked());
            }
            "F9" => meeting.panel.update(|open| *open = !*open),
            _ => return,
        }
        event.prevent_default();
    });
    on_cleanup(move || keys.remove());
}

/// Brings a place of the meeting into sight.
fn show(live: Live, place: &MeetingPlace) {
    let kind = live.outline().with_untracked(|view| {
        view.live_sections().find(|section| section.id == place.section).map(|section| section.kind)
    });
    let heading = TextPath::Heading(place.section.clone());
    match kind {
        None => live.reveal(&TextPath::Title, None),
        Some(SectionKind::Timeline) if !place.entry.is_empty() => {
            live.reveal(&TextPath::Entry(place.entry.clone()), None);
        }
        Some(SectionKind::Mitigations) if !place.words.is_empty() => {
            live.reveal(&TextPath::Mitigation(place.words.clone()), None);
        }
        Some(SectionKind::Prose) if !place.words.is_empty() => {
            let body = TextPath::Body(place.section.clone());
            let text = live.text_of(&body);
            // Words between marks of Markdown are not found as they read; then the section is shown.
            match text.find(place.words.as_str()) {
                Some(at) => {
                    let units = |text: &str| u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX);
                    let from = units(&text[..at]);
                    live.reveal(&body, Some((from, from.saturating_add(units(&place.words)))));
                }
                None => live.reveal(&heading, None),
            }
        }
        Some(_) => live.reveal(&heading, None),
    }
}

fn step_out_by_hand(meeting: Meeting) {
    let stop = move || {
        if untrack(|| meeting.goes_along()) {
            meeting.follow(false);
        }
    };
    let within = |event: &web_sys::Event, selector: &str| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        target.is_some_and(|element| matches!(element.closest(selector), Ok(Some(_))))
    };
    let own = ".meeting-panel, dialog";
    let wheel = window_event_listener(ev::wheel, move |event| {
        if !within(&event, own) {
            stop();
        }
    });
    let touch = window_event_listener(ev::touchmove, move |event| {
        if !within(&event, own) {
            stop();
        }
    });
    let key = window_event_listener(ev::keydown, move |event| {
        let scrolls = matches!(event.key().as_str(), "PageUp" | "PageDown" | "Home" | "End" | "ArrowUp" | "ArrowDown");
        let writes = within(&event, "[contenteditable=true]") && event.key().chars().count() == 1;
        if (scrolls || writes) && !within(&event, own) {
            stop();
        }
    });
    on_cleanup(move || {
        wheel.remove();
        touch.remove();
        key.remove();
    });
}

/// Who presents and where, whether this page goes along, and what one may say without words.
#[component]
pub(in crate::features::editor) fn MeetingBar() -> impl IntoView {
    let meeting = expect_context::<Meeting>();
    let live = meeting.live;
    let lead = Memo::new(move |_| meeting.view.with(|view| view.lead.clone().filter(|_| view.is_on())));
    let place = Memo::new(move |_| {
        let section = meeting.view.with(|view| view.place.section.clone());
        live.outline().with(|view| {
            let found = view.live_sections().find(|known| known.id == section)?;
            Some(found.heading.trim().to_owned()).filter(|heading| !heading.is_empty())
        })
    });
    let there = move || place.get().map(|heading| format!(": {heading}"));
    let leads = Memo::new(move |_| meeting.leads());
    let count = Memo::new(move |_| meeting.followers().len());
    let hands = Memo::new(move |_| meeting.hands().len());
    let id = live.id();
    view! {
        <Show when=move || lead.with(Option::is_some)>
            <section class="meeting-strip" aria-label=texts::MEETING data-testid="meeting-bar" data-following=move || meeting.goes_along().to_string()>
                {move || lead.get().map(|lead| view! { <span aria-hidden="true"><Avatar name=lead.name.clone() color=lead.color small=true /></span> })}
                <span class="meeting-strip-words" aria-live="polite">
                    <strong>{move || if leads.get() { texts::YOU_LEAD.to_owned() } else { lead.get().map(|lead| texts::presents(&lead.name)).unwrap_or_default() }}</strong>
                    {there}
                </span>
                <Ticking />
                <Show when=move || hands.get() != 0>
                    <span class="meeting-strip-hands">{move || texts::hands_up(hands.get())}</span>
                </Show>
                <span class="meeting-strip-tools">
                    <Show
                        when=move || !leads.get()
                        fallback=move || {
                            view! {
                                <span class="meeting-hint" data-testid="meeting-follow-count">{move || texts::follow_count(count.get())}</span>
                                <ButtonLink kind=ButtonKind::Primary href=format!("/p/{id}/present")>{texts::BIG_VIEW}</ButtonLink>
                            }
                        }
                    >
                        <Button
                            kind=ButtonKind::Primary
                            attr:data-testid="meeting-follow"
                            on:click=move |_| meeting.follow(!meeting.following.get_untracked())
                        >
                            {move || if meeting.following.get() { texts::STEP_OUT } else { texts::FOLLOW }}" "<Kbd key="F8" />
                        </Button>
                        <HandButton />
                    </Show>
                    <Button kind=ButtonKind::Quiet attr:aria-expanded=move || meeting.panel.get().to_string() attr:data-testid="meeting-open" on:click=move |_| meeting.panel.update(|open| *open = !*open)>
                        {texts::MEETING}
                    </Button>
                </span>
            </section>
            <div class="meeting-cards">
                <Safewords />
                <Turn />
                <Invitation />
            </div>
        </Show>
    }
}
