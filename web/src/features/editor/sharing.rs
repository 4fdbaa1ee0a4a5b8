//! Who may open the postmortem: the button and the dialog behind it. Every change is made at once, and what the server answers is what is shown.

mod roles;
pub(super) mod picker;
mod general;
mod add;
mod people;
mod owner;
mod links;
mod new_link;
mod focus;

use std::{future::Future, sync::Arc};

use debrief_shared::api::{Access, Person, Role, Team};
use leptos::{prelude::*, task::spawn_local};

use super::page::Panels;
use crate::texts::sharing as texts;
use crate::{
    api::{self, ApiError},
    bindings,
    live::{Live, Status},
    session::Session,
    ui::{Button, Dialog, Icon, IconName, LoadTrouble, Loaded, Notice, NoticeKind},
};

use add::AddSomebody;
use general::GeneralAccess;
use links::Links;
use owner::OwnerRow;
use people::Added;

/// Not a `Callback`: that would end with the line that made it, which is what was removed.
type Undo = Arc<dyn Fn() + Send + Sync>;

/// What was done last, in words, with the way back where there is one.
#[derive(Clone)]
struct Done {
    words: String,
    undo: Option<Undo>,
}

/// What the dialog knows, and what can be done in it.
#[derive(Clone, Copy)]
struct Sharing {
    live: Live,
    session: Session,
    access: RwSignal<Loaded<Access>>,
    people: RwSignal<Vec<Person>>,
    teams: RwSignal<Vec<Team>>,
    trouble: RwSignal<Option<String>>,
    done: RwSignal<Option<Done>>,
    /// How many changes were asked for; the answer to the last one is shown.
    asked: StoredValue<u32>,
}

impl Sharing {
    fn open(live: Live) -> Self {
        let sharing = Self {
            live,
            session: expect_context(),
            access: RwSignal::new(Loaded::Waiting),
            people: RwSignal::default(),
            teams: RwSignal::default(),
            trouble: RwSignal::new(None),
            done: RwSignal::new(None),
            asked: StoredValue::new(0),
        };
        sharing.load();
        sharing
    }

    fn load(self) {
        let id = self.live.id();
        spawn_local(async move {
            let answer = api::access(id).await;
            if let Err(error) = &answer {
                self.session.heed(error);
            }
            let shares = answer.as_ref().is_ok_and(|access| access.may_share);
            let _ = self.access.try_set(answer.map_or_else(|error| Loaded::Failed(error.words()), Loaded::Ready));
            if shares {
                self.load_directory().await;
            }
        });
    }

    /// Those to share with. Without them nobody can be added, and everything else goes on.
    async fn load_directory(self) {
        if let Ok(people) = api::people().await {
            let _ = self.people.try_set(people);
        }
        if let Ok(teams) = api::teams().await {
            let _ = self.teams.try_set(teams);
        }
    }

    /// Whether the person may change any of it.
    fn may_share(self) -> bool {
        self.access.with(|access| access.ready().is_some_and(|access| access.may_share))
    }

    /// Something of what is known.
    fn read<T: Default>(self, read: impl FnOnce(&Access) -> T) -> T {
        self.access.with(|access| access.ready().map(read).unwrap_or_default())
    }

    /// Makes a change; `done` says what was done once it is.
    fn change(self, change: impl Future<Output = Result<Access, ApiError>> + 'static, done: Option<Done>) {
        let Some(number) = self.asked.try_update_value(|asked| {
            *asked += 1;
            *asked
        }) else {
            return;
        };
        self.trouble.set(None);
        spawn_local(async move {
            let answer = change.await;
            if self.asked.try_get_value() != Some(number) {
                // A later change is under way: its answer tells of this one, too.
                return;
            }
            match answer {
                Ok(access) => {
                    let _ = self.access.try_set(Loaded::Ready(access));
                    let _ = self.done.try_set(done);
                }
                Err(error) => {
                    self.session.heed(&error);
                    let _ = self.trouble.try_set(Some(error.words()));
                    // What is shown may be ahead of what is so.
                    if let Ok(access) = api::access(self.live.id()).await {
                        let _ = self.access.try_set(Loaded::Ready(access));
                    }
                }
            }
        });
    }

    fn say(self, words: impl Into<String>) {
        self.done.set(Some(Done { words: words.into(), undo: None }));
    }

    /// Puts text on the clipboard and says so; where the browser doesn't allow that, it is there to be selected.
    fn copy(self, text: String, words: &'static str) {
        spawn_local(async move {
            match bindings::copy_text(&text).await {
                Ok(()) => self.say(words),
                Err(_) => self.say(texts::COPY_BY_HAND),
            }
        });
    }
}

/// The button in the bar, with a padlock where not everybody may come in.
#[component]
pub(super) fn ShareButton() -> impl IntoView {
    let live = expect_context::<Live>();
    let open = expect_context::<Panels>().sharing;
    let ended = move || matches!(live.status().get(), Status::Ended(_));
    view! {
        <Button
            icon=IconName::People
            attr:class="button share-button"
            attr:aria-haspopup="dialog"
            attr:data-testid="share"
            attr:disabled=ended
            on:click=move |_| open.set(true)
        >
            {texts::SHARE}
        </Button>
    }
}

/// What is behind the button.
#[component]
pub(super) fn ShareDialog() -> impl IntoView {
    let live = expect_context::<Live>();
    let open = expect_context::<Panels>().sharing;
    view! {
        <Dialog open title=texts::SHARE_THIS_POSTMORTEM>
            <Body live />
        </Dialog>
    }
}

#[component]
fn Body(live: Live) -> impl IntoView {
    let sharing = Sharing::open(live);
    let ready = Memo::new(move |_| sharing.access.with(|access| access.ready().is_some()));
    let failed = Memo::new(move |_| {
        sharing.access.with(|access| match access {
            Loaded::Failed(words) => Some(words.clone()),
            _ => None,
        })
    });
    let shares = Memo::new(move |_| sharing.may_share());
    // People's names and roles may have changed by others while this is open; a new role of one's own is the time to look.
    let role = live.role();
    Effect::new(move |before: Option<Option<Role>>| {
        let now = role.get();
        if before.is_some_and(|before| before != now) {
            sharing.load();
        }
        now
    });
    view! {
        <div class="dialog-body share" data-testid="share-dialog" aria-busy=move || (!ready.get() && failed.with(Option::is_none)).then_some("true")>
            {move || failed.get().map(|words| view! { <LoadTrouble words retry=Callback::new(move |()| sharing.load()) /> })}
            <Show when=move || ready.get() fallback=move || failed.with(Option::is_none).then(|| view! { <Waiting /> })>
                <Show when=move || !shares.get()>
                    <p class="share-quiet"><Icon name=IconName::Lock />{texts::ONLY_THE_OWNER_AND_ADMINS_CAN}</p>
                </Show>
                <Show when=move || shares.get()>
                    <AddSomebody sharing />
                </Show>
                <section class="share-part" aria-labelledby="share-people">
                    <h3 id="share-people">{texts::WHO_HAS_ACCESS}</h3>
                    <ul class="share-list">
                        <OwnerRow sharing />
                        <Added sharing />
                    </ul>
                </section>
                <GeneralAccess sharing />
                <Show when=move || shares.get()>
                    <Links sharing />
                </Show>
            </Show>
        </div>
        <div class="share-said">
            <div role="alert">
                {move || sharing.trouble.get().map(|words| view! { <Notice kind=NoticeKind::Trouble><p>{words}</p></Notice> })}
            </div>
            <div role="status" data-testid="share-done">{move || sharing.done.get().map(|done| view! { <Said done sharing /> })}</div>
        </div>
        <div class="dialog-foot share-foot">
            <Button icon=IconName::Link on:click=move |_| sharing.copy(address(live), texts::ADDRESS_COPIED)>
                {texts::COPY_LINK_FOR_PEOPLE_WITH_ACCESS}
            </Button>
        </div>
    }
}

#[component]
fn Said(done: Done, sharing: Sharing) -> impl IntoView {
    view! {
        <p class="share-done">
            <span>{done.words}</span>
            {done
                .undo
                .map(|undo| {
                    let take_back = move |_| {
                        sharing.done.set(None);
                        undo();
                    };
                    view! { <button type="button" class="text-button" on:click=take_back>{texts::UNDO}</button> }
                })}
        </p>
    }
}

#[component]
fn Waiting() -> impl IntoView {
    view! {
        <div class="share-waiting">
            <span class="ghost ghost-input"></span>
            <span class="ghost ghost-title"></span>
            <span class="ghost ghost-line"></span>
            <span class="ghost ghost-line"></span>
        </div>
    }
}

fn address(live: Live) -> String {
    absolute(&format!("/p/{}", live.id()))
}

/// An address that can be handed out: the server gives paths where it doesn't know its own.
fn absolute(url: &str) -> String {
    if url.starts_with('/') { window().location().origin().unwrap_or_default() + url } else { url.to_owned() }
}
