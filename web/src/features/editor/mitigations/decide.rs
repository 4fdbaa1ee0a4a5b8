//! Decisions about a mitigation: where it stands, and what is asked kindly right afterwards.

use debrief_shared::document::{Field, List, Place, Status};
use leptos::{ev::FocusEvent, prelude::*};
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement, HtmlInputElement};

use super::{
    Mitigations,
    lanes::{self, Lane, Layout},
};

/// A field of a card that a key leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum CardField {
    /// Where it stands.
    Status,
    /// Who takes it on.
    Owner,
    /// By when.
    Due,
    /// How soon, among others.
    Priority,
    /// The link into the tracker.
    Ticket,
    /// Which of the four kinds.
    Category,
    /// Carried by machines or by people.
    Approach,
    /// Why not.
    Reason,
}

impl CardField {
    /// The field that a letter stands for.
    pub(super) fn of_key(key: &str) -> Option<Self> {
        Some(match key {
            "s" => Self::Status,
            "o" => Self::Owner,
            "d" => Self::Due,
            "p" => Self::Priority,
            "t" => Self::Ticket,
            "c" => Self::Category,
            "a" => Self::Approach,
            _ => return None,
        })
    }

    /// Where it is in the card; what stands for it comes second.
    pub(in super::super) fn selector(self) -> &'static str {
        match self {
            Self::Status => "[data-testid=mitigation-status], [data-testid=mitigation-commit]",
            Self::Owner => "[data-testid=mitigation-owner]",
            Self::Due => "[data-testid=mitigation-due]",
            Self::Priority => "[data-testid=mitigation-priority]",
            Self::Ticket => "[data-testid=mitigation-ticket], [data-testid=mitigation-ticket-edit]",
            Self::Category => "[data-testid=mitigation-category]",
            Self::Approach => "[data-testid=mitigation-approach]",
            Self::Reason => "[data-testid=mitigation-reason]",
        }
    }
}

/// A field of a card under somebody's hands. The card is made anew in another lane when another person decides about it; the hands stay.
pub(super) struct Hands {
    /// Id of the mitigation.
    card: String,
    /// Finds the field in the card.
    selector: String,
    element: Element,
}

/// Gives the keyboard to a card.
pub(super) fn focus_card(id: &str) {
    focus_soon(card_element(id), None);
}

/// Id of a card's element.
pub(in super::super) fn card_element(id: &str) -> String {
    format!("mitigation-{id}")
}

impl Mitigations {
    /// Puts a mitigation where it stands from now on, and next to another one if so wished: one step for undo.
    pub(super) fn decide(self, id: &str, status: Status, place: Option<Place<'_>>) {
        let Some(before) = untrack(|| self.get(id)) else { return };
        self.live.edit(|postmortem, txn| {
            // A mitigation that is gone is not decided on any more.
            let _ = postmortem.set_field(txn, List::Mitigations, id, Field::Status, status.as_str());
            if let Some(place) = place {
                let _ = postmortem.move_item(txn, List::Mitigations, id, place);
            }
        });
        let is_new = lanes::is_to_do(status) && !before.status.is_commitment();
        self.asking.set(is_new.then(|| id.to_owned()));
        if status == Status::WontDo {
            self.focus_field(id, CardField::Reason);
        } else if is_new && before.owner.is_empty() {
            self.focus_field(id, CardField::Owner);
        } else if is_new && before.due.is_empty() {
            self.focus_field(id, CardField::Due);
        } else {
            focus_card(id);
        }
    }

    /// Puts a mitigation into a lane: in its order only, where it is in it already.
    pub(super) fn put(self, id: &str, lane: Lane, place: Place<'_>) {
        match untrack(|| self.get(id)) {
            Some(item) if lane.holds(item.status) => self.shift(id, place),
            _ => self.decide(id, lane.first_status(), Some(place)),
        }
    }

    /// Moves a mitigation to the lane beside its own, on a board. `false` at its end.
    pub(super) fn step_aside(self, lane: Lane, id: &str, by: isize) -> bool {
        let lanes = self.layout.get_untracked().lanes();
        let at = lanes.iter().position(|other| *other == lane);
        let Some(next) = at.and_then(|at| lanes.get(at.checked_add_signed(by)?).copied()) else { return false };
        self.decide(id, next.first_status(), None);
        focus_card(id);
        true
    }

    /// Gives the keyboard to a field of a card, unfolding what holds it.
    pub(super) fn focus_field(self, id: &str, field: CardField) {
        if self.layout.get_untracked() == Layout::Board && !matches!(field, CardField::Reason) {
            self.unfolded.set(Some(id.to_owned()));
        }
        focus_soon(card_element(id), Some(field.selector()));
    }

    /// Somebody has gone into a field of a card.
    pub(super) fn holds_keyboard(self, id: &str, event: &FocusEvent) {
        let field = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let hands = field.and_then(|element| {
            let selector = format!("[data-testid={}]", element.get_attribute("data-testid")?);
            Some(Hands { card: id.to_owned(), selector, element })
        });
        self.keyboard.set_value(hands.filter(|hands| hands.element.is_instance_of::<HtmlInputElement>()));
    }

    /// The keyboard has left a field: with the person, if the field is still there afterwards.
    pub(super) fn lets_keyboard_go(self) {
        request_animation_frame(move || {
            // The section may have been left meanwhile.
            let _ = self.keyboard.try_update_value(|hands| {
                let left = |hands: &mut Hands| {
                    hands.element.is_connected() && document().active_element().as_ref() != Some(&hands.element)
                };
                hands.take_if(left);
            });
        });
    }

    /// Gives the keyboard back to a field of a card that was made anew under somebody's hands.
    pub(super) fn give_keyboard_back(self, id: &str) {
        let selector = self
            .keyboard
            .with_value(|hands| hands.as_ref().filter(|hands| hands.card == id).map(|hands| hands.selector.clone()));
        let Some(selector) = selector else { return };
        let card = card_element(id);
        request_animation_frame(move || {
            let nobody_has_it = document().active_element().is_none_or(|element| element.tag_name() == "BODY");
            if nobody_has_it {
                give_keyboard(&card, Some(&selector));
            }
        });
    }

    /// Leaves the question about owner and due date.
    pub(super) fn answered(self, id: &str) {
        self.asking.set(None);
        // The card stays: keys that follow at once are meant for it.
        give_keyboard(&card_element(id), None);
    }
}

/// The keyboard goes to an element once the page shows what was just decided: the card may be made anew in another lane.
fn focus_soon(card: String, field: Option<&'static str>) {
    request_animation_frame(move || {
        request_animation_frame(move || give_keyboard(&card, field));
    });
}

/// Gives the keyboard to a card or a field in it, if it is on the page.
fn give_keyboard(card: &str, field: Option<&str>) {
    let Some(card) = document().get_element_by_id(card) else { return };
    let inside = field.and_then(|selector| card.query_selector(selector).ok().flatten());
    if let Ok(element) = inside.unwrap_or(card).dyn_into::<HtmlElement>() {
        // Nothing to do about a browser that refuses focus.
        let _ = element.focus();
        let nearest = web_sys::ScrollIntoViewOptions::new();
        nearest.set_block(web_sys::ScrollLogicalPosition::Nearest);
        nearest.set_inline(web_sys::ScrollLogicalPosition::Nearest);
        element.scroll_into_view_with_scroll_into_view_options(&nearest);
    }
}
