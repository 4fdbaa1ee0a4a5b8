//! A postmortem that was found, and the places in it.

use debrief_shared::api::{Excerpt, PlaceKind, SearchHit, SearchResult, Visibility};
use debrief_shared::time::Moment;
use leptos::prelude::*;

use crate::texts::{search as texts, times};
use crate::ui::{Icon, IconName};

/// One result.
#[component]
pub(super) fn ResultRow(result: SearchResult) -> impl IntoView {
    let untitled = result.title.text.trim().is_empty();
    let title = if untitled { Excerpt { text: texts::UNTITLED.to_owned(), marks: Vec::new() } } else { result.title };
    let filled = |text: String| Some(text).filter(|text| !text.trim().is_empty());
    let started = result.impact_started.as_deref().and_then(Moment::parse);
    let locked = result.visibility == Visibility::Restricted;
    view! {
        <li class="search-result" data-testid="search-result">
            <h2>
                {locked.then(|| view! {
                    <span class="row-lock" role="img" aria-label=texts::ONLY_PEOPLE_ADDED data-tip=texts::ONLY_PEOPLE_ADDED>
                        <Icon name=IconName::Lock />
                    </span>
                })}
                <a class="search-link search-title" class:is-untitled=untitled href=format!("/p/{}", result.postmortem)>
                    <Marked excerpt=title />
                </a>
            </h2>
            <p class="row-facts">
                {filled(result.severity).map(|severity| view! { <span class="pill">{severity}</span> })}
                {filled(result.incident).map(|incident| view! { <span class="row-incident">{incident}</span> })}
                {started.map(|moment| {
                    let shown = format!("{} {}", moment.local().strftime(times::DATE_AND_TIME), moment.zone_label());
                    view! { <time datetime=moment.to_string()>{shown}</time> }
                })}
                <span>{texts::state(result.state)}</span>
                {result.owner.map(|owner| view! { <span>{owner.named()}</span> })}
                {result.services.into_iter().map(|service| view! { <span class="tag">{service}</span> }).collect_view()}
            </p>
            <ul class="search-hits">
                {result.hits.into_iter().map(|hit| view! { <Hit hit /> }).collect_view()}
            </ul>
            {(result.more > 0).then(|| view! { <p class="search-rest">{texts::more_places(result.more)}</p> })}
        </li>
    }
}

#[component]
fn Hit(hit: SearchHit) -> impl IntoView {
    let place = match hit.kind {
        PlaceKind::Entry => Moment::parse(&hit.place).map_or(hit.place, |moment| {
            format!("{} {}", moment.local().strftime(times::DATE_AND_TIME), moment.zone_label())
        }),
        _ => hit.place,
    };
    view! {
        <li>
            <a class="search-link search-hit" href=hit.href data-testid="search-hit" data-kind=format!("{:?}", hit.kind).to_lowercase()>
                <span class="search-place">
                    <span class="search-kind">{texts::place(hit.kind)}</span>
                    {(!place.trim().is_empty()).then(|| view! { <span class="search-where">{place}</span> })}
                </span>
                <span class="search-excerpt"><Marked excerpt=hit.excerpt /></span>
            </a>
        </li>
    }
}

/// A text with what was found in it marked.
#[component]
fn Marked(excerpt: Excerpt) -> impl IntoView {
    let piece = |(text, is_mark): (String, bool)| {
        if is_mark { view! { <mark>{text}</mark> }.into_any() } else { text.into_any() }
    };
    pieces(&excerpt).into_iter().map(piece).collect_view()
}

/// The text in pieces, each with whether it is marked. Ranges that do not fit are left out.
fn pieces(excerpt: &Excerpt) -> Vec<(String, bool)> {
    let units: Vec<u16> = excerpt.text.encode_utf16().collect();
    let text = |from: usize, to: usize| String::from_utf16_lossy(&units[from..to]);
    let (mut pieces, mut at) = (Vec::new(), 0);
    for mark in &excerpt.marks {
        let (start, end) = (mark.start as usize, mark.end as usize);
        if start < at || end <= start || end > units.len() {
            continue;
        }
        if start > at {
            pieces.push((text(at, start), false));
        }
        pieces.push((text(start, end), true));
        at = end;
    }
    if at < units.len() {
        pieces.push((text(at, units.len()), false));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use debrief_shared::api::Mark;

    use super::*;

    #[test]
    fn marks_are_counted_in_the_units_of_browsers() {
        let excerpt = Excerpt {
            text: "🦀 the pool".to_owned(),
            marks: vec![Mark { start: 7, end: 11 }, Mark { start: 9, end: 10 }, Mark { start: 20, end: 30 }],
        };
        assert_eq!(pieces(&excerpt), [("🦀 the ".to_owned(), false), ("pool".to_owned(), true)]);
        assert_eq!(pieces(&Excerpt::default()), []);
    }
}
