//! What a stranger sees, and what was done for it: roles in the place of names, what was taken out, links and pictures to keep.

use debrief_shared::api::{OutsideReason, Redacted, RoleWord};
use leptos::prelude::*;

use super::Message;
use crate::texts::outside as texts;
use crate::ui::{Field, unique_id};

/// The right side.
#[component]
pub(super) fn Shown(message: Message) -> impl IntoView {
    let about = unique_id("outside-shown");
    let html = Memo::new(move |_| {
        message.preview.with(|preview| preview.as_ref().map(|preview| preview.html.clone()).unwrap_or_default())
    });
    let waiting = move || message.looked_at.get().as_ref() != Some(&message.choice.get());
    view! {
        <section class="outside-shown" aria-labelledby=about>
            <h3 id=about.clone()>{texts::AS_A_STRANGER_SEES_IT}</h3>
            <Show when=move || message.preview.with(|preview| preview.as_ref().is_some_and(|preview| preview.empty))>
                <p class="review-quiet">{texts::PICK_SOMETHING}</p>
            </Show>
            // No script runs in it, and no link leads away; pictures of the postmortem are asked for with one's own right.
            <iframe
                class="outside-frame"
                title=texts::AS_A_STRANGER_SEES_IT
                sandbox="allow-same-origin"
                data-testid="outside-preview"
                data-waiting=move || waiting().to_string()
                srcdoc=move || html.get()
            ></iframe>
            <People message />
            <TakenOut message />
            <Field label=texts::WORDS value=message.words multiline=true hint=Signal::stored(Some(texts::WORDS_HINT.to_owned())) />
            <Links message />
            <Pictures message />
        </section>
    }
}

#[component]
fn People(message: Message) -> impl IntoView {
    // Who has a role already, then who is named and has none.
    let names = Memo::new(move |_| {
        let mut names: Vec<String> = message.roles.with(|roles| roles.iter().map(|role| role.name.clone()).collect());
        message.preview.with(|preview| {
            let redacted = preview.iter().flat_map(|preview| &preview.redacted);
            for one in redacted.filter(|one| one.reason == OutsideReason::Name) {
                if !names.iter().any(|name| name.to_lowercase() == one.found.to_lowercase()) {
                    names.push(one.found.clone());
                }
            }
        });
        names
    });
    view! {
        <section class="outside-part-of" data-testid="outside-people">
            <h4>{texts::PEOPLE}</h4>
            <p class="review-quiet">{move || if names.with(Vec::is_empty) { texts::NOBODY_IS_NAMED } else { texts::ABOUT_PEOPLE }}</p>
            <ul class="outside-names">
                <For each=move || names.get() key=|name| name.clone() let(name)><Name message name /></For>
            </ul>
        </section>
    }
}

#[component]
fn Name(message: Message, name: String) -> impl IntoView {
    let label = texts::role_of(&name);
    let shown = name.clone();
    let name = StoredValue::new(name);
    let is = move |role: &RoleWord| name.with_value(|name| role.name.to_lowercase() == name.to_lowercase());
    let role = move || {
        let chosen = message.roles.with(|roles| roles.iter().find(|role| is(role)).map(|role| role.role.clone()));
        chosen.or_else(|| {
            message.preview.with(|preview| {
                let mut redacted = preview.iter().flat_map(|preview| &preview.redacted);
                redacted.find(|one| name.with_value(|name| one.found == *name)).map(|one| one.instead.clone())
            })
        })
    };
    let choose = move |event| {
        let chosen = event_target_value(&event).trim().to_owned();
        message.roles.update(|roles| {
            roles.retain(|role| !is(role));
            if !chosen.is_empty() {
                roles.push(RoleWord { name: name.get_value(), role: chosen });
            }
        });
    };
    view! {
        <li class="outside-name">
            <span class="outside-found">{shown}</span>
            <input class="input" type="text" aria-label=label data-testid="outside-role" prop:value=move || role().unwrap_or_default() on:change=choose />
        </li>
    }
}

#[component]
fn TakenOut(message: Message) -> impl IntoView {
    let taken = Memo::new(move |_| {
        message.preview.with(|preview| preview.as_ref().map(|preview| preview.redacted.clone()).unwrap_or_default())
    });
    let line = |one: Redacted| {
        let found = if one.found.is_empty() { texts::A_PICTURE.to_owned() } else { one.found.clone() };
        let instead = if one.instead.is_empty() { texts::LEFT_OUT.to_owned() } else { texts::became(&one.instead) };
        let times = (one.times > 1).then(|| format!(", {}", texts::times(one.times)));
        view! {
            <li>
                <span class="outside-found">{found}</span>
                <span class="review-quiet">{texts::reason(one.reason)}", "{instead}{times}</span>
            </li>
        }
    };
    view! {
        <section class="outside-part-of">
            <h4>{texts::TAKEN_OUT}</h4>
            <p class="review-quiet">{move || if taken.with(Vec::is_empty) { texts::NOTHING_TAKEN_OUT } else { texts::LOOK_YOURSELF }}</p>
            <ul class="outside-taken" data-testid="outside-taken">{move || taken.get().into_iter().map(line).collect_view()}</ul>
        </section>
    }
}

#[component]
fn Links(message: Message) -> impl IntoView {
    let links = Memo::new(move |_| {
        let mut links = message.links.get();
        message.preview.with(|preview| links.extend(preview.iter().flat_map(|preview| preview.links.clone())));
        links.sort();
        links.dedup();
        links
    });
    view! {
        <section class="outside-part-of" hidden=move || links.with(Vec::is_empty)>
            <h4>{texts::LINKS}</h4>
            <p class="review-quiet">{texts::ABOUT_LINKS}</p>
            <ul>
                <For each=move || links.get() key=|link| link.clone() let(link)>
                    <Keep all=message.links one=link.clone() words=link testid="outside-link" />
                </For>
            </ul>
        </section>
    }
}

#[component]
fn Pictures(message: Message) -> impl IntoView {
    let images = Memo::new(move |_| {
        message.preview.with(|preview| preview.as_ref().map(|preview| preview.images.clone()).unwrap_or_default())
    });
    view! {
        <section class="outside-part-of" hidden=move || images.with(Vec::is_empty)>
            <h4>{texts::IMAGES}</h4>
            <ul>
                <For each=move || images.get().into_iter().enumerate() key=|(_, id)| *id let((at, id))>
                    <Keep all=message.images one=id words=texts::picture(at + 1) testid="outside-image" />
                </For>
            </ul>
        </section>
    }
}

/// Something that is in if it is ticked.
#[component]
fn Keep<T: Clone + PartialEq + Send + Sync + 'static>(
    all: RwSignal<Vec<T>>,
    one: T,
    words: String,
    testid: &'static str,
) -> impl IntoView {
    let one = StoredValue::new(one);
    let on = move || all.with(|all| one.with_value(|one| all.contains(one)));
    let toggle = move |event| {
        let chosen = event_target_checked(&event);
        all.update(|all| {
            all.retain(|kept| one.with_value(|one| kept != one));
            if chosen {
                all.push(one.get_value());
            }
        });
    };
    view! {
        <li class="outside-row">
            <label class="share-check">
                <input type="checkbox" data-testid=testid prop:checked=on on:change=toggle />
                <span>{words}</span>
            </label>
        </li>
    }
}
