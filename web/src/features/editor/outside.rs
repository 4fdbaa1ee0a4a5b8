//! The message for people outside: a dialog with what is picked on one side, and what a stranger sees on the other.
#![expect(clippy::large_types_passed_by_value, reason = "keys of signals, which a view takes by value")]

mod pick;
mod shown;
mod put;

use std::time::Duration;

use debrief_shared::api::{InstanceRole, Outside, OutsideChoice, OutsidePreview, PickedSection, Role, RoleWord};
use leptos::{prelude::*, task::spawn_local};
use uuid::Uuid;

use super::page::Panels;
use crate::texts::outside as texts;
use crate::{
    api::{self, ApiError},
    live::Live,
    session::Session,
    ui::{Dialog, LoadTrouble, Loaded, Notice, NoticeKind},
};
use pick::Pick;
use put::Put;
use shown::Shown;

/// How long after the last change a stranger's view is made anew.
const SETTLES: Duration = Duration::from_millis(300);

/// What was done last, and whether it can be taken back.
#[derive(Clone, PartialEq)]
struct Done {
    words: String,
    undo: Option<Undo>,
}

/// The way back.
#[derive(Clone, Copy, PartialEq)]
enum Undo {
    Withdraw,
    BringBack,
}

/// What the dialog knows.
#[derive(Clone, Copy)]
struct Message {
    live: Live,
    session: Session,
    outside: RwSignal<Loaded<Outside>>,
    title: RwSignal<String>,
    summary: RwSignal<String>,
    happened: RwSignal<String>,
    doing: RwSignal<String>,
    sections: RwSignal<Vec<PickedSection>>,
    entries: RwSignal<Vec<String>>,
    mitigations: RwSignal<Vec<String>>,
    images: RwSignal<Vec<Uuid>>,
    links: RwSignal<Vec<String>>,
    roles: RwSignal<Vec<RoleWord>>,
    words: RwSignal<String>,
    choice: Memo<OutsideChoice>,
    preview: RwSignal<Option<OutsidePreview>>,
    /// What the preview was made of.
    looked_at: RwSignal<Option<OutsideChoice>>,
    trouble: RwSignal<Option<String>>,
    done: RwSignal<Option<Done>>,
    busy: RwSignal<bool>,
    asked: StoredValue<u32>,
}

impl Message {
    fn open(live: Live) -> Self {
        let text = || RwSignal::new(String::new());
        let (title, summary, happened, doing, words) = (text(), text(), text(), text(), text());
        let sections = RwSignal::new(Vec::<PickedSection>::new());
        let (entries, mitigations, links) = (RwSignal::default(), RwSignal::default(), RwSignal::default());
        let images = RwSignal::new(Vec::<Uuid>::new());
        let roles = RwSignal::new(Vec::<RoleWord>::new());
        let choice = Memo::new(move |_| OutsideChoice {
            title: title.get(),
            summary: summary.get(),
            happened: happened.get(),
            doing: doing.get(),
            sections: sections.get(),
            entries: entries.get(),
            mitigations: mitigations.get(),
            images: images.get(),
            links: links.get(),
            roles: roles.get(),
            words: words.with(|words| {
                words.lines().map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned).collect()
            }),
        });
        let message = Self {
            live,
            session: expect_context(),
            outside: RwSignal::new(Loaded::Waiting),
            title,
            summary,
            happened,
            doing,
            sections,
            entries,
            mitigations,
            images,
            links,
            roles,
            words,
            choice,
            preview: RwSignal::new(None),
            looked_at: RwSignal::new(None),
            trouble: RwSignal::new(None),
            done: RwSignal::new(None),
            busy: RwSignal::new(false),
            asked: StoredValue::new(0),
        };
        message.load();
        // What is typed into the postmortem meanwhile is in it, too.
        let outline = live.outline();
        Effect::new(move |_| {
            choice.track();
            outline.track();
            message.look_soon();
        });
        message
    }

    fn load(self) {
        let id = self.live.id();
        spawn_local(async move {
            let answer = api::outside(id).await;
            if let Err(error) = &answer {
                self.session.heed(error);
            }
            if let Ok(Outside { page: Some(page), .. }) = &answer {
                self.take(page.choice.clone());
            }
            let _ = self.outside.try_set(answer.map_or_else(|error| Loaded::Failed(error.words()), Loaded::Ready));
        });
    }

    /// Begins with what the newest version was made of.
    fn take(self, choice: OutsideChoice) {
        let _ = self.title.try_set(choice.title);
        let _ = self.summary.try_set(choice.summary);
        let _ = self.happened.try_set(choice.happened);
        let _ = self.doing.try_set(choice.doing);
        let _ = self.sections.try_set(choice.sections);
        let _ = self.entries.try_set(choice.entries);
        let _ = self.mitigations.try_set(choice.mitigations);
        let _ = self.images.try_set(choice.images);
        let _ = self.links.try_set(choice.links);
        let _ = self.roles.try_set(choice.roles);
        let _ = self.words.try_set(choice.words.join("\n"));
    }

    /// Something of where it stands.
    fn read<T: Default>(self, read: impl FnOnce(&Outside) -> T) -> T {
        self.outside.with(|outside| outside.ready().map(read).unwrap_or_default())
    }

    fn number(self) -> u32 {
        self.asked
            .try_update_value(|asked| {
                *asked += 1;
                *asked
            })
            .unwrap_or_default()
    }

    fn look_soon(self) {
        let number = self.number();
        set_timeout(
            move || {
                if self.asked.try_get_value() == Some(number) {
                    self.look();
                }
            },
            SETTLES,
        );
    }

    /// Makes a stranger's view anew.
    fn look(self) {
        let (id, number) = (self.live.id(), self.number());
        let Some(choice) = self.choice.try_get_untracked() else { return };
        spawn_local(async move {
            let answer = api::preview_outside(id, &choice).await;
            if self.asked.try_get_value() != Some(number) {
                return;
            }
            match answer {
                Ok(preview) => {
                    let _ = self.preview.try_set(Some(preview));
                    let _ = self.looked_at.try_set(Some(choice));
                }
                Err(error) => self.fail(&error),
            }
        });
    }

    fn fail(self, error: &ApiError) {
        self.session.heed(error);
        let _ = self.trouble.try_set(Some(error.words()));
    }

    /// Sends something off; its answer is where it stands now.
    fn send(
        self,
        request: impl Future<Output = Result<Outside, ApiError>> + 'static,
        done: impl FnOnce(&Outside) -> Done + 'static,
    ) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.trouble.set(None);
        self.done.set(None);
        spawn_local(async move {
            let answer = request.await;
            let _ = self.busy.try_set(false);
            match answer {
                Ok(outside) => {
                    let _ = self.done.try_set(Some(done(&outside)));
                    let _ = self.outside.try_set(Loaded::Ready(outside));
                }
                Err(error) => {
                    self.fail(&error);
                    // What was looked at may be out of date.
                    self.look();
                }
            }
        });
    }

    fn undo(self, undo: Undo) {
        let id = self.live.id();
        let said = |words: &str| Done { words: words.to_owned(), undo: None };
        match undo {
            Undo::Withdraw => {
                self.send(async move { api::withdraw_outside(id).await }, move |_| said(texts::WITHDRAWN));
            }
            Undo::BringBack => {
                self.send(async move { api::restore_outside(id).await }, move |_| said(texts::IT_IS_BACK));
            }
        }
    }
}

/// Whether the person may share this postmortem, and so publish it.
pub(super) fn may_open(live: Live, session: Session) -> bool {
    let is_admin = session.info().with(|info| info.as_ref().is_some_and(|info| info.role == InstanceRole::Admin));
    live.role().get() == Some(Role::Owner) || is_admin
}

/// The dialog.
#[component]
pub(super) fn OutsideDialog() -> impl IntoView {
    let live = expect_context::<Live>();
    let open = expect_context::<Panels>().outside;
    view! {
        <Dialog open title=texts::PUBLISH_OUTSIDE wide=true>
            <Body live />
        </Dialog>
    }
}

#[component]
fn Body(live: Live) -> impl IntoView {
    let message = Message::open(live);
    let ready = Memo::new(move |_| message.outside.with(|outside| outside.ready().is_some()));
    let failed = Memo::new(move |_| {
        message.outside.with(|outside| match outside {
            Loaded::Failed(words) => Some(words.clone()),
            _ => None,
        })
    });
    let refused = move || message.outside.with(|outside| outside.ready().is_some_and(|outside| !outside.may_publish));
    view! {
        <div class="dialog-body outside" data-testid="outside-dialog" aria-busy=move || (!ready.get() && failed.with(Option::is_none)).then_some("true")>
            {move || failed.get().map(|words| view! { <LoadTrouble words retry=Callback::new(move |()| message.load()) /> })}
            <Show when=move || ready.get()>
                <p class="outside-about">{texts::ABOUT}</p>
                <Show when=refused><Notice kind=NoticeKind::Info>{texts::MAY_NOT_PUBLISH}</Notice></Show>
                <div class="outside-columns">
                    <Pick message />
                    <Shown message />
                </div>
            </Show>
        </div>
        <Show when=move || ready.get()><Put message /></Show>
    }
}
