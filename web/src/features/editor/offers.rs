//! What the menus of a text offer from this postmortem: times, people, entries of the timeline, mitigations.

use std::rc::Rc;

use debrief_shared::{
    api::Person,
    document::{List, Mark, NewMitigation, Place, SectionKind, Status, TextPath},
    time::Moment,
};
use leptos::prelude::*;

use super::{clock::shown_now, excerpt::Excerpt};
use crate::texts::document as texts;
use crate::{
    api,
    live::Live,
    text_surface::{Chosen, Helpers, Offer, OfferMenu, Offers},
    ui::Toaster,
};

const EXCERPT: &str = "excerpt";
const ACTION: &str = "action";

/// Provides the offers to the texts below.
pub(super) fn provide_offers(live: Live, excerpt: Excerpt) {
    let toaster = expect_context::<Toaster>();
    let people = StoredValue::new_local(None::<Vec<Person>>);
    let offers: Rc<dyn Fn(OfferMenu) -> Offers> = Rc::new(move |menu| -> Offers {
        Box::pin(async move {
            match menu {
                OfferMenu::Slash => slash(live),
                OfferMenu::Mention => {
                    let mut offers = mentions(&known(people).await);
                    offers.extend(marks(live));
                    offers
                }
            }
        })
    });
    let chosen: Rc<dyn Fn(Chosen)> = Rc::new(move |chosen: Chosen| match chosen.id.as_str() {
        EXCERPT => excerpt.open(chosen.insert),
        ACTION => add_action(live, toaster, &chosen.line),
        _ => {}
    });
    provide_context(Helpers { offers: StoredValue::new_local(offers), chosen: StoredValue::new_local(chosen) });
}

/// The people of the instance, asked for once; without an answer nobody is offered, and the next time asks again.
async fn known(people: StoredValue<Option<Vec<Person>>, LocalStorage>) -> Vec<Person> {
    if let Some(known) = people.try_get_value().flatten() {
        return known;
    }
    let Ok(found) = api::people().await else { return Vec::new() };
    people.try_update_value(|people| *people = Some(found.clone()));
    found
}

fn mentions(people: &[Person]) -> Vec<Offer> {
    let offer = |person: &Person| Offer {
        label: person.name.clone(),
        group: texts::PEOPLE,
        person: Some((person.id, person.color)),
        ..Offer::default()
    };
    people.iter().map(offer).collect()
}

/// A time as it is written into texts: with its zone.
pub(super) fn written(moment: Moment) -> String {
    format!("{} {} {}", moment.date(), moment.clock(), moment.zone_label())
}

fn marks(live: Live) -> Vec<Offer> {
    let zone = shown_now(live);
    live.outline().with_untracked(|view| {
        let offer = |&mark: &Mark| {
            let when = written(zone.at(view.facts.moment(mark)?.instant()));
            let insert = format!("{} {when}", mark.label());
            Some(Offer {
                label: mark.label().to_owned(),
                group: texts::MOMENTS,
                detail: when,
                icon: "clock",
                insert,
                ..Offer::default()
            })
        };
        Mark::ALL.iter().filter_map(offer).collect()
    })
}

fn slash(live: Live) -> Vec<Offer> {
    const GROUP: &str = texts::FROM_THIS_POSTMORTEM;
    let now = written(shown_now(live).at(live.now()));
    let (entries, plan) = live.outline().with_untracked(|view| {
        let plan = view.live_sections().any(|section| section.kind == SectionKind::Mitigations);
        (view.live_timeline().next().is_some(), plan)
    });
    let offer = |label: &str, icon| Offer { label: label.to_owned(), group: GROUP, icon, ..Offer::default() };
    let mut offers = vec![Offer { detail: now.clone(), insert: now, ..offer(texts::TIME_NOW, "clock") }];
    offers.extend(marks(live).into_iter().map(|mark| Offer { group: GROUP, ..mark }));
    if entries {
        offers.push(Offer { id: EXCERPT, ..offer(texts::TIMELINE_EXCERPT, "timeline") });
    }
    if plan {
        let detail = texts::TO_THE_MITIGATIONS.to_owned();
        offers.push(Offer { id: ACTION, detail, ..offer(texts::ACTION_ITEM, "action") });
    }
    offers
}

/// Makes a line a commitment; without words, an empty one to write in.
fn add_action(live: Live, toaster: Toaster, words: &str) {
    let id = live.new_id();
    let new = NewMitigation {
        text: words.to_owned(),
        category: None,
        approach: None,
        owner: String::new(),
        due: String::new(),
        priority: String::new(),
        ticket: String::new(),
        reason: String::new(),
        status: Status::Open,
    };
    if live.edit(|postmortem, txn| postmortem.add_mitigation(txn, &id, &new, Place::Last)).is_none() {
        return;
    }
    if words.is_empty() {
        live.focus(&TextPath::Mitigation(id));
        return;
    }
    toaster.undoable(texts::ADDED_TO_THE_MITIGATIONS, move || {
        let (at, by) = (live.now().to_string(), live.me().name);
        // Removed by somebody else meanwhile: then it is out of sight already.
        let _ = live.edit(|postmortem, txn| postmortem.remove(txn, List::Mitigations, &id, &at, &by));
    });
}
