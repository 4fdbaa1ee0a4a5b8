//! What reviews require: approvals and business days by severity, and the calendar in which days are counted.

use debrief_shared::api::{MAX_BUSINESS_DAYS, MAX_POLICY_RULES, MAX_REVIEWERS, Policy, PolicyRule};
use leptos::task::spawn_local;
use leptos::{ev, prelude::*};

use super::outside::OutsidePart;
use crate::api;
use crate::session::Session;
use crate::texts::admin as texts;
use crate::ui::{
    Button, ButtonKind, Field, IconButton, IconName, LoadTrouble, Loaded, Notice, NoticeKind, Toaster, use_title,
};

const WEEKDAYS: [(u8, &str); 7] = [
    (1, texts::MON),
    (2, texts::TUE),
    (3, texts::WED),
    (4, texts::THU),
    (5, texts::FRI),
    (6, texts::SAT),
    (7, texts::SUN),
];

/// The page at `/admin/reviews`.
#[component]
pub fn PolicyPage() -> impl IntoView {
    use_title(texts::REVIEWS.to_owned());
    let session = expect_context::<Session>();
    let policy = RwSignal::new(Loaded::Waiting);
    let load = move || {
        spawn_local(async move {
            let answer = api::policy().await;
            if let Err(error) = &answer {
                session.heed(error);
            }
            let _ = policy.try_set(answer.map_or_else(|error| Loaded::Failed(error.words()), Loaded::Ready));
        });
    };
    load();
    view! {
        <h1>{texts::REVIEWS}</h1>
        {move || match policy.get() {
            Loaded::Waiting => view! { <div class="account-list admin-waiting" aria-busy="true"></div> }.into_any(),
            Loaded::Failed(words) => view! { <LoadTrouble words retry=Callback::new(move |()| load()) /> }.into_any(),
            Loaded::Ready(policy) => view! { <PolicyForm policy /> }.into_any(),
        }}
        <OutsidePart />
    }
}

/// A rule that is being written.
#[derive(Clone, Copy, PartialEq)]
struct Line {
    number: usize,
    severity: RwSignal<String>,
    approvals: RwSignal<String>,
    days: RwSignal<String>,
}

impl Line {
    fn new(number: usize, rule: &PolicyRule) -> Self {
        Self {
            number,
            severity: RwSignal::new(rule.severity.clone()),
            approvals: RwSignal::new(rule.approvals.to_string()),
            days: RwSignal::new(rule.days.map(|days| days.to_string()).unwrap_or_default()),
        }
    }

    fn rule(self) -> PolicyRule {
        PolicyRule {
            severity: self.severity.get_untracked(),
            approvals: self.approvals.get_untracked().trim().parse().unwrap_or(0),
            days: self.days.get_untracked().trim().parse().ok(),
        }
    }
}

#[component]
fn PolicyForm(policy: Policy) -> impl IntoView {
    let toaster = expect_context::<Toaster>();
    let session = expect_context::<Session>();
    let zone = RwSignal::new(policy.time_zone);
    let days = RwSignal::new(policy.working_days);
    let holidays = RwSignal::new(policy.holidays.join("\n"));
    let lines =
        RwSignal::new(policy.rules.iter().enumerate().map(|(at, rule)| Line::new(at, rule)).collect::<Vec<_>>());
    let next = StoredValue::new(policy.rules.len());
    let (busy, trouble) = (RwSignal::new(false), RwSignal::new(None::<String>));
    let add = move |_| {
        let number = next.get_value();
        next.set_value(number + 1);
        lines.update(|lines| {
            if lines.len() < MAX_POLICY_RULES {
                lines.push(Line::new(number, &PolicyRule { severity: String::new(), approvals: 1, days: Some(5) }));
            }
        });
    };
    let save = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let policy = Policy {
            time_zone: zone.get_untracked().trim().to_owned(),
            working_days: days.get_untracked(),
            holidays: holidays.get_untracked().split_whitespace().map(str::to_owned).collect(),
            rules: lines.get_untracked().into_iter().map(Line::rule).collect(),
        };
        busy.set(true);
        trouble.set(None);
        spawn_local(async move {
            let answer = api::change_policy(&policy).await;
            let _ = busy.try_set(false);
            match answer {
                Ok(_) => toaster.say(texts::POLICY_SAVED),
                Err(error) => {
                    session.heed(&error);
                    let _ = trouble.try_set(Some(error.words()));
                }
            }
        });
    };
    let toggle = move |day: u8| {
        days.update(|days| match days.iter().position(|known| *known == day) {
            Some(at) => drop(days.remove(at)),
            None => days.push(day),
        });
    };
    view! {
        <form class="policy" on:submit=save data-testid="policy">
            <section class="admin-section">
                <h2>{texts::BY_SEVERITY}</h2>
                <p class="review-quiet">{texts::ABOUT_APPROVALS}</p>
                <ul class="policy-rules">
                    <For each=move || lines.get() key=|line| line.number let(line)>
                        <RuleLine line lines />
                    </For>
                </ul>
                <Show when=move || { lines.with(Vec::len) < MAX_POLICY_RULES }>
                    <button type="button" class="text-button" data-testid="policy-add" on:click=add>{texts::ADD_A_SEVERITY}</button>
                </Show>
            </section>
            <section class="admin-section">
                <h2>{texts::CALENDAR}</h2>
                <Field label=texts::TIME_ZONE_IN_WHICH_DAYS_BEGIN value=zone placeholder=texts::EXAMPLE_ZONE />
                <fieldset class="policy-days">
                    <legend class="field-label">{texts::DAYS_THAT_ARE_WORKED}</legend>
                    <div class="policy-weekdays">
                        {WEEKDAYS
                            .map(|(day, name)| view! {
                                <label class="share-check">
                                    <input type="checkbox" prop:checked=move || days.with(|days| days.contains(&day)) on:change=move |_| toggle(day) />
                                    {name}
                                </label>
                            })
                            .collect_view()}
                    </div>
                </fieldset>
                <Field label=texts::HOLIDAYS_ONE_A_LINE value=holidays multiline=true placeholder="2026-12-25" />
            </section>
            {move || trouble.get().map(|words| view! { <Notice kind=NoticeKind::Trouble>{words}</Notice> })}
            <div><Button kind=ButtonKind::Primary submit=true busy attr:data-testid="policy-save">{texts::SAVE}</Button></div>
        </form>
    }
}

#[component]
fn RuleLine(line: Line, lines: RwSignal<Vec<Line>>) -> impl IntoView {
    let number = |value: RwSignal<String>, label: &'static str, most: usize| {
        view! {
            <label class="policy-number">
                <span class="field-label">{label}</span>
                <input
                    class="input"
                    type="number"
                    min="0"
                    max=most.to_string()
                    prop:value=value
                    on:input=move |event| value.set(event_target_value(&event))
                />
            </label>
        }
    };
    view! {
        <li class="policy-rule" data-testid="policy-rule">
            <Field label=texts::SEVERITY value=line.severity placeholder=texts::EXAMPLE_SEVERITY max_chars=40 />
            {number(line.approvals, texts::APPROVALS, MAX_REVIEWERS)}
            {number(line.days, texts::BUSINESS_DAYS, MAX_BUSINESS_DAYS.into())}
            <IconButton icon=IconName::Close label=texts::REMOVE_THIS_SEVERITY on:click=move |_| lines.update(|lines| lines.retain(|other| other.number != line.number)) />
        </li>
    }
}
