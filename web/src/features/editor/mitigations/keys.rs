//! Cards by keyboard: from one to the next, and a letter for each thing that is said about them.

use debrief_shared::document::{Status, TextPath};
use leptos::{ev::KeyboardEvent, prelude::*};

use super::{
    Mitigations,
    card::keep_focus,
    decide::{CardField, focus_card},
    lanes::{self, Lane, Layout},
};
use crate::texts::mitigations as texts;
use crate::ui::Shortcut;

/// As the help lists them.
pub(super) const SHORTCUTS: &[Shortcut] = &[
    (&["J", "K"], texts::NEXT_AND_PREVIOUS_CARD),
    (&["H", "L"], texts::COLUMN_TO_THE_LEFT_AND_RIGHT),
    (&["Enter"], texts::WRITE_IN_THE_CARD),
    (&["Esc"], texts::FROM_A_FIELD_BACK_TO_ITS),
    (&["S"], texts::WHERE_IT_STANDS),
    (&["O"], texts::OWNER),
    (&["D"], texts::DUE_DATE),
    (&["P"], texts::PRIORITY),
    (&["T"], texts::TICKET),
    (&["C"], texts::CATEGORY),
    (&["A"], texts::APPROACH),
    (&["M"], texts::MAKE_AN_IDEA_AN_ACTION),
    (&["W"], texts::WONT_DO_BECAUSE),
    (&["Alt", "↑", "↓"], texts::MOVE_THE_CARD_UP_OR_DOWN),
    (&["Alt", "←", "→"], texts::MOVE_THE_CARD_TO_ANOTHER_COLUMN),
    (&["Del"], texts::REMOVE_THE_CARD),
];

/// A key pressed in a card or in something inside of it. `on_card`: the card itself has the keyboard.
pub(super) fn pressed(mitigations: Mitigations, lane: Lane, id: &str, event: &KeyboardEvent, on_card: bool) {
    if event.default_prevented() || event.is_composing() || event.ctrl_key() || event.meta_key() {
        return;
    }
    let may_write = mitigations.live.can_write().get_untracked();
    let key = event.key();
    let done = match key.as_str() {
        "Escape" if !on_card => {
            mitigations.answered(id);
            true
        }
        "ArrowUp" | "ArrowDown" if event.alt_key() && may_write => {
            if mitigations.step(lane, id, if key == "ArrowUp" { -1 } else { 1 }) {
                keep_focus();
            }
            true
        }
        _ if !on_card => false,
        "ArrowLeft" | "ArrowRight" if event.alt_key() && may_write => {
            mitigations.layout.get_untracked() == Layout::Board && {
                mitigations.step_aside(lane, id, if key == "ArrowLeft" { -1 } else { 1 });
                true
            }
        }
        _ if event.alt_key() => false,
        _ => travel(mitigations, id, &key) || may_write && change(mitigations, id, &key),
    };
    if done {
        event.prevent_default();
        event.stop_propagation();
    }
}

/// From card to card, and into its text.
fn travel(mitigations: Mitigations, id: &str, key: &str) -> bool {
    let layout = mitigations.layout.get_untracked();
    let columns: Vec<Vec<String>> = layout.lanes().into_iter().map(|lane| untrack(|| mitigations.ids(lane))).collect();
    let next = match (key, layout) {
        ("j" | "ArrowDown", Layout::Board) => {
            columns.iter().find_map(|column| lanes::neighbour(column, id, 1).map(str::to_owned))
        }
        ("k" | "ArrowUp", Layout::Board) => {
            columns.iter().find_map(|column| lanes::neighbour(column, id, -1).map(str::to_owned))
        }
        ("j" | "ArrowDown", Layout::List) => lanes::neighbour(&columns.concat(), id, 1).map(str::to_owned),
        ("k" | "ArrowUp", Layout::List) => lanes::neighbour(&columns.concat(), id, -1).map(str::to_owned),
        ("l" | "ArrowRight", Layout::Board) => lanes::beside(&columns, id, 1).map(str::to_owned),
        ("h" | "ArrowLeft", Layout::Board) => lanes::beside(&columns, id, -1).map(str::to_owned),
        ("Enter", _) => {
            mitigations.live.focus(&TextPath::Mitigation(id.to_owned()));
            return true;
        }
        _ => return false,
    };
    if let Some(next) = next {
        focus_card(&next);
    }
    true
}

/// What a letter changes or leads to.
fn change(mitigations: Mitigations, id: &str, key: &str) -> bool {
    let status = untrack(|| mitigations.get(id)).map_or(Status::Idea, |item| item.status);
    match key {
        "m" if status == Status::Idea => mitigations.decide(id, Status::Open, None),
        "w" if status != Status::WontDo => mitigations.decide(id, Status::WontDo, None),
        "Delete" | "Backspace" => {
            let lanes = mitigations.layout.get_untracked().lanes();
            let all: Vec<String> = lanes.into_iter().flat_map(|lane| untrack(|| mitigations.ids(lane))).collect();
            let next = lanes::neighbour(&all, id, 1).or_else(|| lanes::neighbour(&all, id, -1)).map(str::to_owned);
            mitigations.remove(id.to_owned());
            if let Some(next) = next {
                focus_card(&next);
            }
        }
        _ => match CardField::of_key(key) {
            Some(field) => mitigations.focus_field(id, field),
            None => return false,
        },
    }
    true
}
