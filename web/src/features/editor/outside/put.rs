//! The foot of the dialog: where the message stands, its address and password, publishing and withdrawing.

use debrief_shared::api::{MAX_SLUG_CHARS, PublishOutside};
use leptos::{ev, prelude::*, task::spawn_local};

use super::{Done, Message, Undo};
use crate::texts::outside as texts;
use crate::{
    bindings,
    live::Status,
    ui::{Button, ButtonKind, Field, Notice, NoticeKind, RelativeTime, use_minute},
};

/// The foot.
#[component]
pub(super) fn Put(message: Message) -> impl IntoView {
    let page = Memo::new(move |_| message.read(|outside| outside.page.clone()));
    let (slug, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let asks = RwSignal::new(false);
    // An address of its own stays; until there is one, it follows the title.
    let suggested = RwSignal::new(String::new());
    Effect::new(move |_| {
        if let Some(page) = page.get() {
            slug.set(page.slug);
            asks.set(page.has_password);
            password.set(String::new());
        }
    });
    Effect::new(move |_| {
        let next = message.title.with(|title| slug_of(title));
        if page.with_untracked(Option::is_none) && slug.get_untracked() == suggested.get_untracked() {
            slug.set(next.clone());
        }
        suggested.set(next);
    });
    let base = Memo::new(move |_| message.read(|outside| absolute(&outside.base)));
    let hint = Signal::derive(move || {
        let feed = message.read(|outside| outside.feed) && !asks.get();
        let hint = texts::address_hint(base.get());
        Some(if feed { format!("{hint} {}", texts::IN_THE_FEED) } else { hint })
    });
    let had_password = move || page.with(|page| page.as_ref().is_some_and(|page| page.has_password));
    let password_hint = Signal::derive(move || {
        Some(if had_password() { texts::PASSWORD_KEPT } else { texts::PASSWORD_HINT }.to_owned())
    });
    let publish = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if message.live.status().get_untracked() != Status::Saved {
            return message.trouble.set(Some(texts::STILL_BEING_SAVED.to_owned()));
        }
        let choice = message.choice.get_untracked();
        let looked = message.looked_at.get_untracked().as_ref() == Some(&choice);
        let digest = message.preview.with_untracked(|preview| preview.as_ref().map(|preview| preview.digest.clone()));
        let Some(digest) = digest.filter(|_| looked) else {
            return message.trouble.set(Some(texts::LOOK_FIRST.to_owned()));
        };
        let written = password.get_untracked();
        let password = match (asks.get_untracked(), written.is_empty()) {
            (false, _) => Some(String::new()),
            (true, false) => Some(written),
            (true, true) if had_password() => None,
            (true, true) => return message.trouble.set(Some(texts::PASSWORD_MISSING.to_owned())),
        };
        let first = page.with_untracked(Option::is_none);
        let (id, slug) = (message.live.id(), slug.get_untracked().trim().to_owned());
        let publish = PublishOutside { choice, slug, password, digest };
        message.send(async move { crate::api::publish_outside(id, &publish).await }, move |outside| {
            let number =
                outside.page.as_ref().and_then(|page| page.versions.first()).map_or(1, |version| version.number);
            Done { words: texts::published(number), undo: first.then_some(Undo::Withdraw) }
        });
    };
    let withdraw = move |_| {
        let id = message.live.id();
        message.send(async move { crate::api::withdraw_outside(id).await }, |_| Done {
            words: texts::WITHDRAWN.to_owned(),
            undo: Some(Undo::BringBack),
        });
    };
    let lands = move || match slug.with(|slug| slug.trim().to_owned()) {
        slug if slug.is_empty() => texts::NO_ADDRESS_YET.to_owned(),
        slug => format!("{}{slug}", base.get()),
    };
    let is_out = move || page.with(|page| page.as_ref().is_some_and(|page| page.withdrawn_at.is_none()));
    let may = move || message.read(|outside| outside.may_publish);
    view! {
        <form class="outside-put" on:submit=publish>
            <Standing message />
            <div class="outside-where">
                <Field label=texts::ADDRESS value=slug hint max_chars=MAX_SLUG_CHARS />
                <div class="outside-password">
                    <label class="share-check">
                        <input type="checkbox" data-testid="outside-asks" prop:checked=move || asks.get() on:change=move |event| asks.set(event_target_checked(&event)) />
                        <span>{texts::ASK_FOR_A_PASSWORD}</span>
                    </label>
                    <Show when=move || asks.get()>
                        <Field label=texts::PASSWORD value=password kind="password" autocomplete="new-password" hint=password_hint />
                    </Show>
                </div>
            </div>
            <div class="outside-foot">
                <div class="share-said">
                    <div role="alert">
                        {move || message.trouble.get().map(|words| view! { <Notice kind=NoticeKind::Trouble><p>{words}</p></Notice> })}
                    </div>
                    <div role="status" data-testid="outside-done">{move || message.done.get().map(|done| view! { <Said done message /> })}</div>
                </div>
                <div class="dialog-foot">
                    <p class="outside-lands" data-testid="outside-lands">
                        <strong>{lands}</strong>
                        <span>{move || if asks.get() { texts::ONLY_WITH_PASSWORD } else { texts::ANYBODY }}</span>
                    </p>
                    <Show when=is_out>
                        <Button attr:data-testid="outside-withdraw" on:click=withdraw>{texts::WITHDRAW}</Button>
                    </Show>
                    <Button kind=ButtonKind::Primary submit=true busy=message.busy attr:disabled=move || !may() attr:data-testid="outside-publish">
                        {move || if page.with(Option::is_some) { texts::PUBLISH_AGAIN } else { texts::PUBLISH }}
                    </Button>
                </div>
            </div>
        </form>
    }
}

/// Where it stands, in a line.
#[component]
fn Standing(message: Message) -> impl IntoView {
    let now = use_minute();
    let page = Memo::new(move |_| message.read(|outside| outside.page.clone()));
    move || match page.get() {
        None => view! { <p class="outside-standing">{texts::NOT_YET}</p> }.into_any(),
        Some(page) => {
            let newest = page.versions.first().cloned();
            let number = newest.as_ref().map_or(1, |version| version.number);
            let url = absolute(&page.url);
            match page.withdrawn_at {
                Some(at) => view! {
                    <p class="outside-standing" data-testid="outside-standing">
                        {texts::WITHDRAWN_BEFORE}" "<RelativeTime at now />" "
                        <button type="button" class="text-button" data-testid="outside-restore" on:click=move |_| message.undo(Undo::BringBack)>{texts::BRING_IT_BACK}</button>
                    </p>
                }
                .into_any(),
                None => view! {
                    <p class="outside-standing" data-testid="outside-standing">
                        <a href=url.clone() target="_blank" rel="noopener" data-testid="outside-address">{texts::strangers_see(number)}</a>
                        " "
                        {newest.map(|version| view! { <RelativeTime at=version.at now /> })}
                        {page.changed_since.then(|| format!(" · {}", texts::changed_since(number)))}
                        " "
                        <button type="button" class="text-button" on:click=move |_| copy(message, url.clone())>{texts::COPY_THE_ADDRESS}</button>
                    </p>
                }
                .into_any(),
            }
        }
    }
}

#[component]
fn Said(done: Done, message: Message) -> impl IntoView {
    // Where strangers find it, at the moment at which it is wanted.
    let url = message.outside.with_untracked(|outside| outside.ready()?.page.as_ref().map(|page| absolute(&page.url)));
    let address = url.filter(|_| done.undo == Some(Undo::Withdraw)).map(|url| {
        view! { <button type="button" class="text-button" data-testid="outside-copy" on:click=move |_| copy(message, url.clone())>{texts::COPY_THE_ADDRESS}</button> }
    });
    let undo = done.undo.map(|undo| {
        view! { <button type="button" class="text-button" data-testid="outside-undo" on:click=move |_| message.undo(undo)>{texts::UNDO}</button> }
    });
    view! { <p class="share-done"><span>{done.words}</span>{address}{undo}</p> }
}

fn copy(message: Message, url: String) {
    spawn_local(async move {
        let words = match bindings::copy_text(&url).await {
            Ok(()) => texts::ADDRESS_COPIED,
            Err(_) => texts::COPY_BY_HAND,
        };
        let _ = message.done.try_update(|done| {
            let undo = done.take().and_then(|done| done.undo);
            *done = Some(Done { words: words.to_owned(), undo });
        });
    });
}

/// The server gives paths where it does not know its own address.
fn absolute(url: &str) -> String {
    if url.starts_with('/') { window().location().origin().unwrap_or_default() + url } else { url.to_owned() }
}

/// An address like the title.
fn slug_of(title: &str) -> String {
    let mut slug = String::new();
    for letter in title.chars().flat_map(char::to_lowercase) {
        if slug.len() >= MAX_SLUG_CHARS {
            break;
        }
        if letter.is_ascii_alphanumeric() {
            slug.push(letter);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.trim_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_suggested_that_the_server_takes() {
        assert_eq!(slug_of("Card payments (11 March): refused!"), "card-payments-11-march-refused");
        assert_eq!(slug_of(" – "), "");
        assert!(slug_of(&"x y".repeat(99)).len() <= MAX_SLUG_CHARS);
    }
}
