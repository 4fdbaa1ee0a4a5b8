//! A mitigation as a line: the line leads to its place in its postmortem.

use debrief_shared::{
    api::ActionItem,
    document::{Approach, Category, Status},
    render::is_web_address,
};
use jiff::{Timestamp, civil::Date};
use leptos::prelude::*;

use super::answer::Answer;
use super::asked::{days_late, days_since};
use crate::session::Session;
use crate::texts::{follow_through as texts, times};
use crate::ui::{Icon, IconName};

/// From so many days on it says how old it is.
const OLD: i64 = 30;

/// The line.
#[component]
pub(super) fn Row(
    /// What it shows.
    item: ActionItem,
    /// To say what is late.
    today: Date,
    /// To say how old it is.
    now: Timestamp,
    /// After somebody has answered.
    on_answered: Callback<()>,
) -> impl IntoView {
    let filled = |text: &str, none: &str| match text.trim() {
        "" => none.to_owned(),
        text => text.to_owned(),
    };
    let late = days_late(&item, today);
    let due = match (late, item.due.trim()) {
        (Some(days), _) => texts::days_past(days),
        (None, "") if matches!(item.status, Status::Open | Status::InProgress) => texts::NO_DUE_DATE.to_owned(),
        (None, "") => String::new(),
        (None, due) => texts::due(times::date(due)),
    };
    let owner = match item.owner.trim() {
        "" if item.status == Status::Idea => String::new(),
        owner => filled(owner, texts::NOBODY_YET),
    };
    let words = [
        Category::parse(&item.category).map(Category::label),
        Approach::parse(&item.approach).map(Approach::label),
        Some(item.priority.trim()).filter(|priority| !priority.is_empty()),
    ];
    let words: Vec<String> = words.into_iter().flatten().map(str::to_owned).collect();
    let ticket = is_web_address(item.ticket.trim()).then(|| item.ticket.trim().to_owned());
    let reason = Some(item.reason.trim().to_owned()).filter(|reason| !reason.is_empty());
    let to_do = matches!(item.status, Status::Open | Status::InProgress);
    let age = Some(days_since(&item, now)).filter(|days| to_do && *days >= OLD);
    let me = expect_context::<Session>().me().name;
    let is_mine = item.owner.trim().to_lowercase() == me.trim().to_lowercase();
    let answer = (to_do && (item.may_edit || is_mine)).then(|| item.clone());
    view! {
        <li class="row todos-row" data-testid="todos-row">
            <div class="row-main">
                <a class="row-link" class:is-untitled=item.text.trim().is_empty() href=format!("/p/{}#mitigation-{}", item.postmortem, item.id)>
                    {filled(&item.text, texts::NO_WORDS_YET)}
                </a>
                <p class="row-facts">
                    <span>{filled(&item.title, texts::UNTITLED_POSTMORTEM)}</span>
                    {age.map(|days| view! { <span data-testid="todos-age">{texts::age(days)}</span> })}
                    {words.into_iter().map(|word| view! { <span class="tag">{word}</span> }).collect_view()}
                    {ticket.map(|address| view! {
                        <a class="todos-ticket" href=address target="_blank" rel="external noopener noreferrer nofollow">
                            <Icon name=IconName::Link />
                            {texts::TICKET}
                        </a>
                    })}
                    {reason.map(|reason| view! { <span>{texts::BECAUSE}" "{reason}</span> })}
                </p>
            </div>
            <span class="todos-owner" class:is-open=item.owner.trim().is_empty()>{owner}</span>
            <span class="todos-due" class:is-late=late.is_some()>{due}</span>
            <span class="todos-status" data-status=item.status.as_str()>{item.status.label()}</span>
            {answer.map(|item| view! { <Answer item on_answered /> })}
        </li>
    }
}
