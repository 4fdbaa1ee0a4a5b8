//! The spans between marks: a dot for every single value, with both ends named. The middle is told where there are enough of them.

use debrief_shared::api::{SpanFigures, SpanValue};
use debrief_shared::learning::ENOUGH_FOR_QUARTILES;
use debrief_shared::time::{Moment, duration_words};
use leptos::prelude::*;

use super::frame::{Cell, Frame, Table};
use super::scale::Lengths;
use crate::texts::{learning as texts, times};

/// Radius of a dot and room for it, in pixels.
const DOT: u32 = 5;
const ROOM: u32 = 12;
/// Room for the scale under the dots, in pixels.
const FOOT: u32 = 24;
/// Room for the lowest row of dots at least, in pixels.
const LEAST: u32 = 28;

#[component]
pub(super) fn Spans(spans: Vec<SpanFigures>) -> impl IntoView {
    let longest = spans.iter().flat_map(|span| &span.values).map(|value| value.seconds).max().unwrap_or_default();
    let scale = Lengths::up_to(longest);
    let head = |all: &[&str]| all.iter().map(|&head| head.to_owned()).collect::<Vec<_>>();
    let each = || spans.iter().flat_map(|span| span.values.iter().map(move |value| (span, value)));
    let row = |(span, value): (&SpanFigures, &SpanValue)| {
        let title = Cell { words: titled(value), href: Some(address(value)) };
        let [from, to] = ends(value);
        let words = [duration_words(value.seconds), from, to, value.severity.clone()];
        [title, Cell::from(&span.name)].into_iter().chain(words.into_iter().map(Cell::from)).collect()
    };
    let table = Table {
        head: head(&[texts::POSTMORTEM, texts::SPAN, texts::LENGTH, texts::BEGINS, texts::ENDS, texts::SEVERITY]),
        rows: each().map(row).collect(),
    };
    let raw = |(span, value): (&SpanFigures, &SpanValue)| {
        let seconds = value.seconds.to_string();
        let id = value.postmortem.to_string();
        [&span.name, &titled(value), &id, &seconds, &value.from, &value.to, &value.severity].map(Cell::from).to_vec()
    };
    let raw = Table {
        head: head(&[
            texts::SPAN,
            texts::POSTMORTEM,
            "id",
            texts::SECONDS,
            texts::BEGINS,
            texts::ENDS,
            texts::SEVERITY,
        ]),
        rows: each().map(raw).collect(),
    };
    let rows = spans.iter().map(|span| view! { <Row span=span.clone() scale /> }).collect_view();
    view! {
        <Frame heading=texts::SPANS about=texts::ABOUT_SPANS testid="learning-spans" table raw>{rows}</Frame>
    }
}

#[component]
fn Row(span: SpanFigures, scale: Lengths) -> impl IntoView {
    let (start, end) = (span.from.label().to_lowercase(), span.to.label().to_lowercase());
    let count = span.values.len();
    let middle = match span.quartiles {
        Some(it) => texts::middle(duration_words(it.median), duration_words(it.lower), duration_words(it.upper)),
        None if count == 0 => String::new(),
        None => texts::too_few(ENOUGH_FOR_QUARTILES),
    };
    let said = [
        Some(texts::values(count)),
        Some(middle).filter(|it| !it.is_empty()),
        texts::left_out(span.unmarked, span.reversed),
    ];
    let said = said.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let seconds: Vec<i64> = span.values.iter().map(|value| value.seconds).collect();
    let dots = scale.dots(&seconds);
    let highest = u32::try_from(dots.iter().map(|(_, below)| *below).max().unwrap_or_default()).unwrap_or_default();
    let field = LEAST.max((highest + 1) * ROOM + ROOM / 2);
    let (ground, height) = (field, field + FOOT);
    let ticks = scale.ticks().enumerate().map(|(at, tick)| {
        let x = format!("{:.3}%", scale.percent(tick));
        let words = duration_words(tick);
        // On a narrow screen every second one is named.
        let class = if at % 2 == 0 { "learning-tick" } else { "learning-tick is-between" };
        view! {
            <line x1=x.clone() x2=x.clone() y1="0" y2=ground></line>
            <text class=class x=x y=ground + 16>{words}</text>
        }
    });
    let ticks = ticks.collect_view();
    let band = span.quartiles.map(|it| {
        let [lower, median, upper] = [it.lower, it.median, it.upper].map(|seconds| scale.percent(seconds));
        let x = format!("{median:.3}%");
        view! {
            <rect class="learning-band" x=format!("{lower:.3}%") width=format!("{:.3}%", upper - lower) y="0" height=ground></rect>
            <line class="learning-median" x1=x.clone() x2=x y1="0" y2=ground></line>
        }
    });
    let dots = span.values.iter().zip(dots).map(|(value, (x, below))| {
        let [from, to] = ends(value);
        let words = texts::dot(titled(value), duration_words(value.seconds), from, &start, to, &end);
        let y = ground - u32::try_from(below).unwrap_or_default() * ROOM - ROOM / 2 - 1;
        view! {
            <g><a href=address(value) aria-label=words.clone()>
                <title>{words.clone()}</title>
                <circle class="learning-dot" cx=format!("{x:.3}%") cy=y r=DOT></circle>
            </a></g>
        }
    });
    let dots = dots.collect_view();
    let chart = if count == 0 {
        view! { <p class="muted">{texts::NO_SPANS}</p> }.into_any()
    } else {
        view! {
            <div class="learning-strip">
                <svg role="group" aria-label=format!("{}: {said}", span.name) width="100%" height=height>
                    <g class="learning-grid" aria-hidden="true">{band}{ticks}</g>
                    {dots}
                </svg>
            </div>
        }
        .into_any()
    };
    view! {
        <div class="learning-span" data-testid=format!("span-{}", span.to.as_str())>
            <h3>{span.name.clone()}" "<span class="muted">{start.clone()}" → "{end.clone()}</span></h3>
            <p class="learning-said">{said.clone()}</p>
            {chart}
        </div>
    }
}

fn titled(value: &SpanValue) -> String {
    match value.title.trim() {
        "" => texts::UNTITLED.to_owned(),
        title => title.to_owned(),
    }
}

fn address(value: &SpanValue) -> String {
    format!("/p/{}", value.postmortem)
}

/// Both ends in words, each with its own offset.
fn ends(value: &SpanValue) -> [String; 2] {
    [&value.from, &value.to].map(|at| match Moment::parse(at) {
        Some(moment) => format!("{} {}", moment.local().strftime(times::DATE_AND_TIME), moment.zone_label()),
        None => at.clone(),
    })
}
