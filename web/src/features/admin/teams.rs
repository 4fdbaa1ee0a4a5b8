//! Teams: named sets of people that postmortems are shared with.

use debrief_shared::api::{Person, Team};
use leptos::task::spawn_local;
use leptos::{ev, prelude::*};

use super::team::TeamCard;
use crate::api::{self, ApiError};
use crate::session::Session;
use crate::texts::admin as texts;
use crate::ui::{Button, ButtonKind, Confirm, EmptyState, Field, IconName, LoadTrouble, Loaded, Toaster, use_title};

/// Longest name of a team, in characters; as the server has it.
pub(super) const MAX_NAME_CHARS: usize = 80;

/// What the page knows, and what can be done on it.
#[derive(Clone, Copy)]
pub(super) struct Teams {
    list: RwSignal<Loaded<Vec<Team>>>,
    /// Everybody that can be put into a team.
    pub(super) people: RwSignal<Vec<Person>>,
    /// The one that is about to be removed.
    pub(super) removing: RwSignal<Option<Team>>,
    pub(super) session: Session,
    pub(super) toaster: Toaster,
}

impl Teams {
    /// Asks the server for everything again.
    pub(super) fn load(self) {
        spawn_local(async move {
            let answer = api::teams().await;
            let _ = self.list.try_set(match answer {
                Ok(list) => Loaded::Ready(list),
                Err(error) => {
                    self.session.heed(&error);
                    Loaded::Failed(error.words())
                }
            });
            if let Ok(people) = api::people().await {
                let _ = self.people.try_set(people);
            }
        });
    }

    /// Does something and shows what is so now; says `done` if there is something to say.
    pub(super) fn act(self, done: Option<String>, doing: impl Future<Output = Result<(), ApiError>> + 'static) {
        spawn_local(async move {
            match (doing.await, done) {
                (Ok(()), Some(done)) => self.toaster.say(done),
                (Ok(()), None) => {}
                (Err(error), _) => {
                    self.session.heed(&error);
                    self.toaster.say(error.words());
                }
            }
            self.load();
        });
    }
}

/// The page at `/admin/teams`.
#[component]
pub fn TeamsPage() -> impl IntoView {
    use_title(texts::TEAMS.to_owned());
    let teams = Teams {
        list: RwSignal::new(Loaded::Waiting),
        people: RwSignal::new(Vec::new()),
        removing: RwSignal::new(None),
        session: expect_context(),
        toaster: expect_context(),
    };
    teams.load();
    view! {
        <h1>{texts::TEAMS}</h1>
        <NewTeam teams />
        {move || match teams.list.get() {
            Loaded::Waiting => view! { <div class="account-list admin-waiting" aria-busy="true"></div> }.into_any(),
            Loaded::Failed(words) => {
                view! { <LoadTrouble words retry=Callback::new(move |()| teams.load()) /> }.into_any()
            }
            Loaded::Ready(list) if list.is_empty() => view! { <NoTeams /> }.into_any(),
            Loaded::Ready(list) => {
                list.into_iter().map(|team| view! { <TeamCard team teams /> }).collect_view().into_any()
            }
        }}
        <RemoveDialog teams />
    }
}

#[component]
fn NoTeams() -> impl IntoView {
    view! {
        <EmptyState icon=IconName::Template title=texts::NO_TEAMS_YET>
            <p>{texts::WHAT_A_TEAM_IS}</p>
        </EmptyState>
    }
}

#[component]
fn NewTeam(teams: Teams) -> impl IntoView {
    let name = RwSignal::new(String::new());
    let (busy, error) = (RwSignal::new(false), RwSignal::new(None::<String>));
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let wanted = name.get_untracked().trim().to_owned();
        if busy.get_untracked() {
            return;
        }
        if wanted.is_empty() {
            return error.set(Some(texts::GIVE_THE_TEAM_A_NAME.to_owned()));
        }
        busy.set(true);
        error.set(None);
        spawn_local(async move {
            match api::create_team(&wanted).await {
                Ok(_) => {
                    name.set(String::new());
                    teams.load();
                }
                Err(trouble) => {
                    teams.session.heed(&trouble);
                    error.set(Some(trouble.words()));
                }
            }
            let _ = busy.try_set(false);
        });
    };
    view! {
        <form class="account-add" method="post" novalidate on:submit=submit>
            <Field label=texts::NEW_TEAM value=name placeholder=texts::EXAMPLE_TEAM error max_chars=MAX_NAME_CHARS />
            <Button kind=ButtonKind::Primary submit=true busy icon=IconName::Plus>{texts::MAKE_THE_TEAM}</Button>
        </form>
    }
}

/// Asks before a team is removed.
#[component]
fn RemoveDialog(teams: Teams) -> impl IntoView {
    let open = RwSignal::new(false);
    let (busy, trouble) = (RwSignal::new(false), RwSignal::new(None));
    Effect::new(move |_| {
        if teams.removing.with(Option::is_some) {
            open.set(true);
        }
    });
    Effect::new(move |_| {
        if !open.get() {
            teams.removing.set(None);
        }
    });
    let on_sure = Callback::new(move |()| {
        let Some(team) = teams.removing.get_untracked().filter(|_| !busy.get_untracked()) else { return };
        busy.set(true);
        spawn_local(async move {
            match api::remove_team(team.id).await {
                Ok(()) => {
                    open.set(false);
                    teams.toaster.say(texts::the_team_is_removed(&team.name));
                    teams.load();
                }
                Err(error) => {
                    teams.session.heed(&error);
                    trouble.set(Some(error.words()));
                }
            }
            let _ = busy.try_set(false);
        });
    });
    let which = move || teams.removing.with(|team| team.as_ref().map(|team| texts::quoted(&team.name)));
    view! {
        <Confirm open title=texts::ASK_TO_REMOVE_TEAM sure=texts::REMOVE_SURE busy trouble on_sure>
            <p>
                {texts::REMOVE_TEAM_BEFORE} <strong>{which}</strong>
                {texts::REMOVE_TEAM_AFTER}
            </p>
        </Confirm>
    }
}
