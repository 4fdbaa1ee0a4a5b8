//! Where an entry's fact comes from: links to graphs, logs, pages and chat.

use debrief_shared::document::Evidence;
use leptos::{html, prelude::*, task::spawn_local};
use uuid::Uuid;
use web_sys::SubmitEvent;

use super::{super::fields::web_link, Timeline};
use crate::texts::timeline as texts;
use crate::{
    api,
    ui::{Icon, IconName},
};

/// The links of the entry `id`, and the form to add one.
#[component]
pub(super) fn EvidenceList(
    /// Which entry.
    id: String,
    /// Its links.
    evidence: Memo<Vec<Evidence>>,
    /// The timeline.
    timeline: Timeline,
    /// Whether the form is open.
    adding: RwSignal<bool>,
) -> impl IntoView {
    let enabled = timeline.live.can_write();
    let id = StoredValue::new(id);
    let add = move |evidence: &Evidence| {
        // An entry that is gone takes no links.
        let _ = timeline.live.edit(|postmortem, txn| postmortem.add_evidence(txn, &id.get_value(), evidence));
    };
    let remove = move |index: usize, evidence: Evidence| {
        let at = u32::try_from(index).unwrap_or(u32::MAX);
        let done = timeline.live.edit(|postmortem, txn| postmortem.remove_evidence(txn, &id.get_value(), at));
        if matches!(done, Some(Ok(()))) {
            // The entry may have left the page by the time somebody takes this back: nothing of it may be asked then.
            let (live, id) = (timeline.live, id.get_value());
            timeline.toaster.undoable(texts::LINK_REMOVED, move || {
                let _ = live.edit(|postmortem, txn| postmortem.add_evidence(txn, &id, &evidence));
            });
        }
    };
    let link = move |(index, evidence): (usize, Evidence)| {
        let words = if evidence.title.is_empty() { short(&evidence.url) } else { evidence.title.clone() };
        // The document may hold what a stranger wrote: only pages of the web become links.
        let shown = match web_link(&evidence.url) {
            Ok(href) => view! {
                <a href=href target="_blank" rel="noopener noreferrer" title=evidence.url.clone()>
                    <Icon name=IconName::Link />
                    <span>{words.clone()}</span>
                </a>
            }
            .into_any(),
            Err(_) => {
                view! { <span class="evidence-plain" title=evidence.url.clone()>{words.clone()}</span> }.into_any()
            }
        };
        let label = texts::take_out_the_link(&words);
        view! {
            <li class="evidence">
                {shown}
                {enabled
                    .get()
                    .then(|| {
                        view! {
                            <button type="button" class="chip-remove" aria-label=label on:click=move |_| remove(index, evidence.clone())>
                                <Icon name=IconName::Close />
                            </button>
                        }
                    })}
            </li>
        }
    };
    view! {
        <Show when=move || evidence.with(|evidence| !evidence.is_empty())>
            <ul class="evidence-list" aria-label=texts::SOURCES>
                {move || evidence.get().into_iter().enumerate().map(link).collect_view()}
            </ul>
        </Show>
        <Show when=move || adding.get()>
            <LinkForm id=timeline.live.id() on_add=Callback::new(move |evidence: Evidence| add(&evidence)) on_close=Callback::new(move |()| adding.set(false)) />
        </Show>
    }
}

#[component]
fn LinkForm(id: Uuid, on_add: Callback<Evidence>, on_close: Callback<()>) -> impl IntoView {
    let url = RwSignal::new(String::new());
    let title = RwSignal::new(String::new());
    let error = RwSignal::new(None::<String>);
    let reading = RwSignal::new(false);
    let input = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(input) = input.get() {
            // Nothing to do about a browser that refuses focus.
            let _ = input.focus();
        }
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        match web_link(&url.get_untracked()) {
            Ok(url) => {
                on_add.run(Evidence { url, title: title.get_untracked().trim().to_owned() });
                on_close.run(());
            }
            Err(words) => error.set(Some(words.to_owned())),
        }
    };
    // Only when asked: the page's owner learns from it that somebody looked.
    let read_title = move |_| {
        if reading.get_untracked() {
            return;
        }
        let url = match web_link(&url.get_untracked()) {
            Ok(url) => url,
            Err(words) => return error.set(Some(words.to_owned())),
        };
        error.set(None);
        reading.set(true);
        let written = title.get_untracked();
        spawn_local(async move {
            let found = api::title_of(id, url).await;
            // The form may be closed by now.
            let _ = reading.try_set(false);
            let _ = match found {
                // What somebody wrote while it was read stays.
                Ok(Some(words)) => title.try_update(|title| {
                    if *title == written {
                        *title = words;
                    }
                }),
                Ok(None) => error.try_set(Some(texts::NO_TITLE_THERE.to_owned())).map(drop),
                Err(failure) => error.try_set(Some(failure.words())).map(drop),
            };
        });
    };
    view! {
        <form
            class="link-form"
            aria-label=texts::ADD_A_LINK
            novalidate
            on:submit=submit
            on:keydown=move |event| {
                if event.key() == "Escape" {
                    event.stop_propagation();
                    on_close.run(());
                }
            }
        >
            <input
                node_ref=input
                class="field-input"
                type="url"
                aria-label=texts::ADDRESS
                placeholder=texts::EXAMPLE_ADDRESS
                autocomplete="off"
                data-testid="evidence-url"
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                prop:value=move || url.get()
                on:input=move |event| {
                    url.set(event_target_value(&event));
                    error.set(None);
                }
            />
            <input
                class="field-input"
                aria-label=texts::WHAT_IT_SHOWS
                placeholder=texts::EXAMPLE_OF_WHAT_IT_SHOWS
                autocomplete="off"
                data-testid="evidence-title"
                prop:value=move || title.get()
                on:input=move |event| title.set(event_target_value(&event))
            />
            <button
                type="button"
                class="quiet-button"
                data-testid="evidence-read-title"
                aria-busy=move || reading.get().then_some("true")
                on:click=read_title
            >
                {move || if reading.get() { texts::READING } else { texts::READ_ITS_TITLE }}
            </button>
            <button type="submit" class="quiet-button is-strong" data-testid="evidence-add">{texts::ADD_LINK}</button>
            <button type="button" class="quiet-button" on:click=move |_| on_close.run(())>{texts::CANCEL}</button>
            <p class="form-error" role="alert" hidden=move || error.with(Option::is_none)>{move || error.get()}</p>
        </form>
    }
}

/// The address without its scheme, cut to a line's worth.
fn short(url: &str) -> String {
    const MAX_CHARS: usize = 48;
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.strip_prefix("www.").unwrap_or(rest).trim_end_matches('/');
    if rest.chars().count() <= MAX_CHARS {
        return rest.to_owned();
    }
    rest.chars().take(MAX_CHARS - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn addresses_are_shortened_for_reading() {
        assert_eq!(short("https://www.grafana.example/d/1/"), "grafana.example/d/1");
        assert_eq!(short(&format!("https://a.example/{}", "é".repeat(60))).chars().count(), 48);
    }
}
