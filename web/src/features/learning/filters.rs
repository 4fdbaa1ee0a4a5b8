//! The fields that narrow the page down. What is used somewhere is offered.

use debrief_shared::api::{InstanceRole, Recurring, Team, UsedNames};
use leptos::{prelude::*, task::spawn_local};

use super::asked::Asked;
use crate::api;
use crate::session::Session;
use crate::texts::learning as texts;
use crate::ui::{Button, ButtonKind, Icon, IconName, unique_id};

#[component]
pub(super) fn Filters(asked: Memo<Asked>, ask: Callback<Asked>) -> impl IntoView {
    let teams = RwSignal::<Vec<Team>>::default();
    let used = RwSignal::<UsedNames>::default();
    let role = expect_context::<Session>().info().get_untracked().map(|info| info.role);
    spawn_local(async move {
        // Without them the rest of the page goes on.
        if let Ok(names) = api::used_names().await {
            let _ = used.try_set(names);
        }
        if role != Some(InstanceRole::Guest)
            && let Ok(found) = api::teams().await
        {
            let _ = teams.try_set(found);
        }
    });
    let names = move |of: fn(&UsedNames) -> &Vec<Recurring>| {
        Signal::derive(move || used.with(|used| of(used).iter().map(|name| name.name.clone()).collect::<Vec<_>>()))
    };
    let none = Signal::stored(Vec::new());
    let team_id = unique_id("learning-team");
    let team = move |team: Team| {
        let id = team.id.to_string();
        let own = id.clone();
        view! { <option value=id prop:selected=move || asked.with(|asked| asked.filter("team") == own)>{team.name}</option> }
    };
    view! {
        <div class="learning-filters" role="group" aria-label=texts::FILTERS>
            <Written asked ask name="from" label=texts::FROM kind="date" offered=none />
            <Written asked ask name="to" label=texts::TO kind="date" offered=none />
            <Written asked ask name="service" label=texts::SERVICE offered=names(|used| &used.services) />
            <Written asked ask name="severity" label=texts::SEVERITY offered=none />
            <Written asked ask name="tag" label=texts::TAG offered=names(|used| &used.tags) />
            <Written asked ask name="factor" label=texts::FACTOR offered=names(|used| &used.factors) />
            <Show when=move || !teams.with(Vec::is_empty)>
                <div class="field">
                    <label class="field-label" for=team_id.clone()>{texts::TEAM}</label>
                    <div class="select">
                        <select
                            id=team_id.clone()
                            data-testid="learning-team"
                            on:change=move |event| ask.run(asked.get_untracked().with("team", &event_target_value(&event)))
                        >
                            <option value="" prop:selected=move || asked.with(|asked| asked.filter("team").is_empty())>{texts::ANY_TEAM}</option>
                            {move || teams.get().into_iter().map(team).collect_view()}
                        </select>
                        <Icon name=IconName::ChevronDown />
                    </div>
                </div>
            </Show>
            <Show when=move || asked.with(Asked::narrows)>
                <Button kind=ButtonKind::Quiet attr:data-testid="learning-all" on:click=move |_| ask.run(Asked::default())>{texts::SHOW_ALL}</Button>
            </Show>
        </div>
    }
}

#[component]
fn Written(
    asked: Memo<Asked>,
    ask: Callback<Asked>,
    name: &'static str,
    label: &'static str,
    #[prop(default = "text")] kind: &'static str,
    /// What is offered while one types.
    offered: Signal<Vec<String>>,
) -> impl IntoView {
    let (id, list) = (unique_id("learning"), unique_id("offers"));
    view! {
        <div class="field">
            <label class="field-label" for=id.clone()>{label}</label>
            <input
                id=id
                class="input"
                type=kind
                autocomplete="off"
                placeholder=texts::ANY
                maxlength="200"
                list=list.clone()
                data-testid=format!("learning-{name}")
                prop:value=move || asked.with(|asked| asked.filter(name).to_owned())
                on:change=move |event| ask.run(asked.get_untracked().with(name, &event_target_value(&event)))
            />
            <datalist id=list>{move || offered.get().into_iter().map(|name| view! { <option value=name></option> }).collect_view()}</datalist>
        </div>
    }
}
