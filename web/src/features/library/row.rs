//! One line of the library.

use debrief_shared::api::{InstanceRole, PostmortemSummary, Role, Visibility};
use debrief_shared::time::{Moment, duration_words};
use leptos::prelude::*;

use crate::api::export_path;
use crate::session::Session;
use crate::texts::{library as texts, times};
use crate::ui::{Avatar, Icon, IconName, Menu, MenuItem, MenuLink, MenuRule, RelativeTime};

/// The title, or what stands for none.
pub(super) fn shown_title(summary: &PostmortemSummary) -> String {
    match summary.title.trim() {
        "" => texts::UNTITLED.to_owned(),
        title => title.to_owned(),
    }
}

/// A postmortem as a line: the whole line opens it.
#[component]
pub(super) fn Row(
    summary: PostmortemSummary,
    now: Signal<i64>,
    on_remove: Callback<PostmortemSummary>,
) -> impl IntoView {
    let session = expect_context::<Session>();
    let title = shown_title(&summary);
    let is_admin = session.info().get_untracked().is_some_and(|info| info.role == InstanceRole::Admin);
    let may_remove = summary.role == Role::Owner || is_admin;
    let menu_label = texts::more_about(&title);
    let id = summary.id;
    let owner = summary.owner.clone();
    let updated_at = summary.updated_at.clone();
    let facts = view! { <Facts summary=summary.clone() /> };
    let progress = view! { <Progress entries=summary.entries done=summary.actions_done actions=summary.actions /> };
    view! {
        <li class="row">
            <div class="row-main">
                <div>
                {(summary.visibility == Visibility::Restricted).then(|| view! { <Locked /> })}
                <a class="row-link" class:is-untitled=summary.title.trim().is_empty() href=format!("/p/{id}")>
                    {title}
                </a>
                </div>
                {facts}
            </div>
            {progress}
            <div class="row-who">
                <RelativeTime at=updated_at now />
                {match owner {
                    Some(owner) => view! { <Avatar name=owner.named() color=owner.color small=true /> }.into_any(),
                    None => view! { <span class="avatar avatar-small avatar-nobody" title=texts::NO_OWNER></span> }.into_any(),
                }}
            </div>
            <div class="row-menu">
                <Menu label=menu_label trigger=|| view! { <Icon name=IconName::More /> }>
                    <MenuLink icon=IconName::Download href=export_path(id, "md") external=true>{texts::DOWNLOAD_AS_MARKDOWN}</MenuLink>
                    <MenuLink icon=IconName::Download href=export_path(id, "html") external=true>{texts::DOWNLOAD_AS_HTML}</MenuLink>
                    <MenuLink icon=IconName::Download href=export_path(id, "json") external=true>{texts::DOWNLOAD_AS_JSON}</MenuLink>
                    {
                        let summary = summary.clone();
                        may_remove
                            .then(move || {
                                let remove = Callback::new(move |()| on_remove.run(summary.clone()));
                                view! {
                                    <MenuRule />
                                    <MenuItem icon=IconName::Trash danger=true on_select=remove>
                                        {texts::REMOVE}
                                    </MenuItem>
                                }
                            })
                    }
                </Menu>
            </div>
        </li>
    }
}

/// Says that not every member may open it.
#[component]
fn Locked() -> impl IntoView {
    view! {
        <span class="row-lock" role="img" aria-label=texts::ONLY_PEOPLE_ADDED data-tip=texts::ONLY_PEOPLE_ADDED>
            <Icon name=IconName::Lock />
        </span>
    }
}

/// Severity, incident, date of impact, time to resolve, services: what there is of them.
#[component]
fn Facts(summary: PostmortemSummary) -> impl IntoView {
    let started = summary.impact_started.as_deref().and_then(Moment::parse);
    let resolved = summary.resolved.as_deref().and_then(Moment::parse);
    let length = started
        .zip(resolved)
        .map(|(started, resolved)| (resolved.epoch_ms() - started.epoch_ms()) / 1_000)
        .filter(|seconds| *seconds >= 0);
    let filled = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    view! {
        <p class="row-facts">
            {filled(&summary.severity)
                .map(|severity| {
                    let class = severity_class(&severity);
                    view! { <span class=class>{severity}</span> }
                })}
            {filled(&summary.incident).map(|incident| view! { <span class="row-incident">{incident}</span> })}
            {started
                .map(|moment| {
                    let shown = format!("{} {}", moment.local().strftime(times::DATE_AND_TIME), moment.zone_label());
                    view! { <time datetime=moment.to_string() title=texts::IMPACT_STARTED>{shown}</time> }
                })}
            {length
                .map(|seconds| {
                    view! {
                        <span title=texts::FROM_IMPACT_STARTED_TO_RESOLVED>{texts::RESOLVED_IN_BEFORE} {duration_words(seconds)}</span>
                    }
                })}
            {summary
                .services
                .iter()
                .map(|service| view! { <span class="tag">{service.clone()}</span> })
                .collect_view()}
        </p>
    }
}

#[component]
fn Progress(entries: u32, done: u32, actions: u32) -> impl IntoView {
    let entries_words = texts::entries(entries);
    let actions_words = texts::mitigations_done(done, actions);
    let (entries_spoken, actions_spoken) = (entries_words.clone(), actions_words.clone());
    view! {
        <div class="row-progress">
            <span class="row-count" title=entries_words>
                <Icon name=IconName::Timeline />
                <span aria-hidden="true">{entries}</span>
                <span class="visually-hidden">{entries_spoken}</span>
            </span>
            <span class="row-count" class:is-done={actions > 0 && done == actions} title=actions_words>
                <Icon name=IconName::Done />
                <span aria-hidden="true">{format!("{done}/{actions}")}</span>
                <span class="visually-hidden">{actions_spoken}</span>
            </span>
        </div>
    }
}

/// The colour of a severity, by the first digit in it; teams write it in many ways.
fn severity_class(severity: &str) -> &'static str {
    match severity.chars().find(char::is_ascii_digit) {
        Some('0' | '1') => "pill pill-danger",
        Some('2') => "pill pill-warn",
        Some('3') => "pill pill-accent",
        _ => "pill",
    }
}

#[cfg(test)]
mod tests {
    use super::severity_class;

    #[test]
    fn the_first_digit_gives_the_colour() {
        assert_eq!(
            ["SEV-1", "P1", "Sev 2", "3", "minor"].map(severity_class),
            ["pill pill-danger", "pill pill-danger", "pill pill-warn", "pill pill-accent", "pill"]
        );
    }
}
