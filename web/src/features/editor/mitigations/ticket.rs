//! The link to the ticket in the team's tracker.

use debrief_shared::api::Tracker;
use leptos::task::spawn_local;
use leptos::{ev::KeyboardEvent, html, prelude::*};

use super::super::fields::web_link;
use crate::api;
use crate::live::Live;
use crate::texts::connections as words;
use crate::texts::mitigations as texts;
use crate::ui::{Icon, IconName, Toaster};

/// A link when there is one, a field when there is none or when it is being changed.
#[component]
pub(super) fn Ticket(
    /// The address as the document has it.
    value: Signal<String>,
    /// Gets the new address; empty to take it out.
    on_commit: Callback<String>,
    /// Whether it can be changed.
    enabled: Signal<bool>,
    /// Of which mitigation.
    mitigation: StoredValue<String>,
    /// The open document.
    live: Live,
) -> impl IntoView {
    let editing = RwSignal::new(false);
    let link = move || {
        let url = value.get();
        let words = short(&url);
        // The document may hold what a stranger wrote: only pages of the web become links.
        let shown = match web_link(&url) {
            Ok(href) => {
                view! {
                    <a class="ticket-link" href=href target="_blank" rel="noopener noreferrer" title=url data-testid="mitigation-ticket-link">
                        <Icon name=IconName::Link />
                        <span>{words}</span>
                    </a>
                }
                .into_any()
            }
            Err(_) => view! { <span class="ticket-link">{words}</span> }.into_any(),
        };
        view! {
            {shown}
            <Stands mitigation value live />
            <Show when=move || enabled.get()>
                <button type="button" class="chip-remove" aria-label=texts::CHANGE_THE_TICKET_LINK data-testid="mitigation-ticket-edit" on:click=move |_| editing.set(true)>
                    <Icon name=IconName::Edit />
                </button>
            </Show>
        }
    };
    view! {
        <div class="detail detail-ticket">
            {move || {
                let offers = enabled.get() && !editing.get() && value.with(String::is_empty);
                let make = offers.then(|| view! { <Make mitigation live /> });
                if editing.get() || (enabled.get() && value.with(String::is_empty)) {
                    view! { {make} <TicketField value on_commit editing /> }.into_any()
                } else if value.with(String::is_empty) {
                    ().into_any()
                } else {
                    link().into_any()
                }
            }}
        </div>
    }
}

/// How the ticket stands at its tracker, beside what people decided.
#[component]
fn Stands(mitigation: StoredValue<String>, value: Signal<String>, live: Live) -> impl IntoView {
    let tickets = live.tickets();
    move || {
        let url = value.get();
        let found = tickets.with(|list| {
            let fits = |one: &&debrief_shared::api::TrackedTicket| {
                one.url == url && mitigation.with_value(|id| one.mitigation == *id)
            };
            list.tickets.iter().find(fits).cloned()
        });
        found.map(|ticket| {
            let words = words::ticket_state(ticket.state, &ticket.word);
            view! { <span class="pill" data-testid="ticket-state">{words}</span> }
        })
    }
}

/// A button for each tracker that makes the ticket.
#[component]
fn Make(mitigation: StoredValue<String>, live: Live) -> impl IntoView {
    let toaster = expect_context::<Toaster>();
    let busy = RwSignal::new(false);
    let make = move |tracker: Tracker| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let (id, mitigation) = (live.id(), mitigation.get_value());
        spawn_local(async move {
            match api::make_ticket(id, &mitigation, tracker.id).await {
                Ok(_) => toaster.say(words::TICKET_IS_MADE),
                Err(error) => toaster.say(error.words()),
            }
            let _ = busy.try_set(false);
        });
    };
    let trackers = live.tickets();
    let buttons = move || {
        let trackers = trackers.with(|list| list.trackers.clone());
        let one = trackers.len() == 1;
        let button = |tracker: Tracker| {
            let text = if one { words::MAKE_A_TICKET.to_owned() } else { words::ticket_at(&tracker.name) };
            view! {
                <button type="button" class="button button-quiet" data-testid="mitigation-make-ticket" disabled=move || busy.get() on:click=move |_| make(tracker.clone())>
                    {text}
                </button>
            }
        };
        trackers.into_iter().map(button).collect_view()
    };
    view! { {buttons} }
}

#[component]
fn TicketField(value: Signal<String>, on_commit: Callback<String>, editing: RwSignal<bool>) -> impl IntoView {
    let typed = RwSignal::new(value.get_untracked());
    let error = RwSignal::new(None::<&'static str>);
    let input = NodeRef::<html::Input>::new();
    let began_by_hand = editing.get_untracked();
    Effect::new(move |_| {
        if let Some(input) = input.get().filter(|_| began_by_hand) {
            // Nothing to do about a browser that refuses focus.
            let _ = input.focus();
            input.select();
        }
    });
    let commit = move || {
        // A field that leaves the page while it is focused is blurred after its signals are gone.
        let Some(text) = typed.try_get_untracked() else { return };
        if text.trim().is_empty() {
            if !value.with_untracked(String::is_empty) {
                on_commit.run(String::new());
            }
            editing.set(false);
            return;
        }
        match web_link(&text) {
            Ok(url) => {
                if url != value.get_untracked() {
                    on_commit.run(url);
                }
                editing.set(false);
            }
            Err(words) => error.set(Some(words)),
        }
    };
    let keys = move |event: KeyboardEvent| match event.key().as_str() {
        "Enter" => commit(),
        "Escape" => {
            typed.set(value.get_untracked());
            error.set(None);
            editing.set(false);
        }
        _ => {}
    };
    view! {
        <input
            node_ref=input
            class="field-input"
            type="url"
            aria-label=texts::TICKET_LINK
            placeholder=texts::TICKET_LINK
            autocomplete="off"
            data-testid="mitigation-ticket"
            aria-invalid=move || error.get().map(|_| "true")
            prop:value=move || typed.get()
            on:input=move |event| {
                typed.set(event_target_value(&event));
                error.set(None);
            }
            on:blur=move |_| commit()
            on:keydown=keys
        />
        <span class="form-error" role="alert" hidden=move || error.get().is_none()>{move || error.get()}</span>
    }
}

/// What people call the ticket: the last part of its address.
pub(super) fn short(url: &str) -> String {
    const MAX_CHARS: usize = 32;
    let path = url.split(['?', '#']).next().unwrap_or(url).trim_end_matches('/');
    let name = path.rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or(url);
    if name.chars().count() <= MAX_CHARS {
        name.to_owned()
    } else {
        name.chars().take(MAX_CHARS - 1).chain(['…']).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn a_ticket_is_called_by_its_last_part() {
        assert_eq!(short("https://tracker.example/browse/OPS-12?x=1"), "OPS-12");
        assert_eq!(short("https://tracker.example/"), "tracker.example");
        assert_eq!(short("odd"), "odd");
    }
}
