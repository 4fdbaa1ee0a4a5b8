//! Cards beside what they are about, where the window has a margin for them: each as high as its text, or right below the card before it.
//! The one that is looked at stands exactly; those before it give way.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use debrief_shared::document::{Subject, TextPath};
use gloo_timers::callback::Timeout;
use leptos::{html, prelude::*};
use uuid::Uuid;
use wasm_bindgen::{JsCast as _, closure::Closure};
use web_sys::{Element, HtmlElement, ResizeObserver};

use super::order::{Placed, Spot};
use crate::live::Live;

/// Where there is a margin; the same as in the styles.
const HAS_MARGIN: &str = "(min-width: 75rem)";
/// Between two cards, in CSS pixels.
const GAP: f64 = 8.0;
/// While somebody types, what stays as high as it is waits this long for a pause: each look asks for the place of every card.
const PAUSE_MS: u32 = 250;
/// More cards than these stand in a plain list: nobody finds their way by the margin then.
const MOST_ALIGNED: usize = 150;

/// Keeps the cards of a list in their places until the current owner ends.
pub(super) fn align(live: Live, list: NodeRef<html::Ol>, shown: Memo<Vec<Placed>>) {
    let waiting = Rc::new(Cell::new(false));
    let arrange_now = {
        let waiting = Rc::clone(&waiting);
        move || {
            waiting.set(false);
            let Some(list) = list.try_get_untracked().flatten() else { return };
            shown.try_with_untracked(|shown| arrange(live, &list, shown, looked_at(live)));
        }
    };
    // However much happens, it is looked at once a frame.
    let soon = move || {
        if !waiting.replace(true) {
            request_animation_frame(arrange_now.clone());
        }
    };
    let changed = soon.clone();
    Effect::new(move |_| {
        shown.track();
        live.active_thread().track();
        changed();
    });
    let typed = soon.clone();
    let pause = RefCell::new(None);
    Effect::new(move |_| {
        live.follow_texts();
        pause.replace(Some(Timeout::new(PAUSE_MS, typed.clone())));
    });
    let resized = Closure::<dyn Fn()>::new(soon.clone());
    let observer = ResizeObserver::new(resized.as_ref().unchecked_ref()).ok();
    if let Some(observer) = &observer {
        let observer = observer.clone();
        list.on_load(move |list| {
            observer.observe(&list);
            if let Ok(Some(main)) = document().query_selector("main.document") {
                observer.observe(&main);
            }
        });
    }
    let window_resized = window_event_listener_untyped("resize", move |_| soon());
    let kept = StoredValue::new_local((observer, resized));
    on_cleanup(move || {
        window_resized.remove();
        if let Some(Some(observer)) = kept.try_with_value(|(observer, _)| observer.clone()) {
            observer.disconnect();
        }
    });
}

/// The card that stands exactly: the one being begun, else the one that was chosen.
fn looked_at(live: Live) -> Option<Uuid> {
    let begun = live.draft().with_untracked(|draft| draft.as_ref().map(|_| Uuid::nil()));
    begun.or_else(|| live.active_thread().get_untracked())
}

/// Sets each card's distance from the one before it.
fn arrange(live: Live, list: &Element, shown: &[Placed], active: Option<Uuid>) {
    let cards = list.children();
    let cards: Vec<HtmlElement> =
        (0..cards.length()).filter_map(|at| cards.item(at)?.dyn_into::<HtmlElement>().ok()).collect();
    let has_margin = window().match_media(HAS_MARGIN).ok().flatten().is_some_and(|media| media.matches());
    if !has_margin || cards.len() != shown.len() || cards.len() > MOST_ALIGNED {
        for card in &cards {
            // A style that cannot be set leaves the card where it is.
            let _ = HtmlElement::style(card).remove_property("margin-block-start");
        }
        return;
    }
    let top = list.get_bounding_client_rect().top();
    let wanted: Vec<Option<f64>> = shown
        .iter()
        .map(|placed| element_of(live, placed).map(|element| element.get_bounding_client_rect().top() - top))
        .collect();
    let heights: Vec<f64> = cards.iter().map(|card| card.get_bounding_client_rect().height()).collect();
    let active = shown.iter().position(|placed| Some(placed.thread.id) == active);
    for (card, margin) in cards.iter().zip(margins(&wanted, &heights, active)) {
        let _ = HtmlElement::style(card).set_property("margin-block-start", &format!("{margin:.1}px"));
    }
}

/// The distance of each card from the one before it. `wanted`: where each is to begin, below the top of the list.
fn margins(wanted: &[Option<f64>], heights: &[f64], active: Option<usize>) -> Vec<f64> {
    let mut tops = Vec::with_capacity(wanted.len());
    let mut free = 0.0_f64;
    for (wanted, height) in wanted.iter().zip(heights) {
        let top = wanted.map_or(free, |wanted| wanted.max(free));
        tops.push(top);
        free = top + height + GAP;
    }
    if let Some((active, exactly)) = active.and_then(|active| Some((active, wanted[active]?))) {
        tops[active] = exactly.max(0.0);
        for at in (0..active).rev() {
            tops[at] = tops[at].min(tops[at + 1] - GAP - heights[at]);
        }
        for at in active + 1..tops.len() {
            let free = tops[at - 1] + heights[at - 1] + GAP;
            tops[at] = wanted[at].map_or(free, |wanted| wanted.max(free));
        }
    }
    let mut end = 0.0;
    let mut margins = Vec::with_capacity(tops.len());
    for (top, height) in tops.iter().zip(heights) {
        margins.push(top - end);
        end = top + height;
    }
    margins
}

/// The element that a card stands beside. Asked of the texts: the page is large, and a search through it costs about a millisecond for each card.
fn element_of(live: Live, placed: &Placed) -> Option<Element> {
    let subject = placed.thread.anchor.subject()?;
    let around = |path: TextPath, selector| live.element_of(&path)?.closest(selector).ok().flatten();
    match (placed.spot, subject) {
        (Spot::Gone, _) => None,
        // The words themselves while there is an editor, else their text.
        (_, Subject::Text(path)) => {
            let text = live.element_of(&path)?;
            let words = text.query_selector(&format!("[data-range='{}']", placed.thread.id)).ok().flatten();
            Some(words.unwrap_or_else(|| text.into()))
        }
        (_, Subject::Whole) => live.element_of(&TextPath::Title).map(Into::into),
        (_, Subject::Section(id)) => document().get_element_by_id(&format!("section-{id}")),
        (_, Subject::Entry(id)) => around(TextPath::Entry(id), "[data-testid=timeline-entry]"),
        (_, Subject::Mitigation(id)) => around(TextPath::Mitigation(id), "[data-testid=mitigation]"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tops(wanted: &[Option<f64>], heights: &[f64], active: Option<usize>) -> Vec<f64> {
        let mut end = 0.0;
        let top = |(margin, height): (f64, &f64)| {
            let top = end + margin;
            end = top + height;
            top
        };
        margins(wanted, heights, active).into_iter().zip(heights).map(top).collect()
    }

    #[test]
    fn cards_stand_beside_their_texts_or_below_each_other() {
        assert_eq!(tops(&[Some(10.0), Some(300.0)], &[100.0, 50.0], None), [10.0, 300.0]);
        assert_eq!(tops(&[Some(10.0), Some(20.0), None], &[100.0, 50.0, 30.0], None), [10.0, 118.0, 176.0]);
        assert_eq!(tops(&[Some(-40.0)], &[100.0], None), [0.0], "not above the list");
    }

    #[test]
    fn the_one_that_is_looked_at_stands_exactly() {
        let wanted = [Some(100.0), Some(110.0), Some(120.0)];
        assert_eq!(tops(&wanted, &[50.0, 50.0, 50.0], Some(1)), [52.0, 110.0, 168.0]);
        let roomy = [Some(0.0), Some(300.0), None];
        assert_eq!(tops(&roomy, &[50.0, 50.0, 50.0], Some(1)), [0.0, 300.0, 358.0]);
    }
}
