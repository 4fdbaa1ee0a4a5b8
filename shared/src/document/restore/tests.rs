//! Restoring: the document reads as it did, what others type meanwhile stays, and comments keep their words.

use proptest::prelude::*;
use yrs::{ReadTxn, StateVector, Text, Transact};

use crate::document::tests::{apply, planted, sync, view};
use crate::document::*;

const AT: &str = "2026-01-01T10:00:00Z";

fn copy(of: &Postmortem, client: u64) -> Postmortem {
    let copy = Postmortem::new(client);
    apply(&copy, &of.doc().transact().encode_state_as_update_v1(&StateVector::default()));
    copy
}

fn restore(postmortem: &Postmortem, past: &Postmortem) {
    postmortem.restore(&mut postmortem.doc().transact_mut(), past, AT, "Ada");
}

/// What people see: without what is removed.
fn seen(postmortem: &Postmortem) -> View {
    let mut view = view(postmortem);
    view.sections.retain(|section| section.removed.is_none());
    view.timeline.retain(|entry| entry.removed.is_none());
    view.mitigations.retain(|mitigation| mitigation.removed.is_none());
    for entry in &mut view.timeline {
        entry.accounts.retain(|account| account.removed.is_none());
    }
    view
}

fn type_at(postmortem: &Postmortem, path: &TextPath, at: u32, text: &str) {
    let mut txn = postmortem.doc().transact_mut();
    postmortem.text(&txn, path).expect("there").insert(&mut txn, at, text);
}

fn body(postmortem: &Postmortem) -> TextPath {
    TextPath::Body(view(postmortem).sections[1].id.clone())
}

/// One edit among all that pages do.
fn edit(postmortem: &Postmortem, kind: u8, place: u8, id: &str) {
    let view = view(postmortem);
    let section = &view.sections[usize::from(place) % view.sections.len()].id;
    let mut txn = postmortem.doc().transact_mut();
    match kind % 12 {
        0 | 1 => {
            let text = postmortem.text(&txn, &TextPath::Body(section.clone())).expect("there");
            let at = u32::from(place) % (text.len(&txn) + 1);
            text.insert(&mut txn, at, ["word ", "🙂", "\n", "more words "][usize::from(place) % 4]);
        }
        2 => {
            let text = postmortem.text(&txn, &TextPath::Body(section.clone())).expect("there");
            let length = text.len(&txn);
            if length > 0 {
                let at = u32::from(place) % length;
                text.remove_range(&mut txn, at, (length - at).min(5));
            }
        }
        3 => postmortem.move_item(&mut txn, List::Sections, section, Place::First).expect("there"),
        4 => postmortem.remove(&mut txn, List::Sections, section, AT, "Grace").expect("there"),
        5 => postmortem.bring_back(&mut txn, List::Sections, section).expect("there"),
        6 => {
            let evidence = vec![Evidence { url: format!("https://example.com/{id}"), title: String::new() }];
            let entry = NewEntry {
                at: AT.to_owned(),
                kind: EntryKind::Action,
                text: id.to_owned(),
                evidence,
                source: String::new(),
            };
            postmortem.add_entry(&mut txn, id, &entry);
        }
        7 => {
            if let Some(entry) = view.timeline.first() {
                let link = Evidence { url: "https://example.com".to_owned(), title: id.to_owned() };
                postmortem.add_evidence(&mut txn, &entry.id, &link).expect("there");
                postmortem.set_field(&mut txn, List::Timeline, &entry.id, Field::At, "").expect("there");
            }
        }
        10 => {
            if let Some(entry) = view.timeline.first() {
                postmortem.add_account(&mut txn, &entry.id, id, "Ada", id).expect("there");
            }
        }
        11 => {
            if let Some((entry, account)) =
                view.timeline.first().and_then(|entry| Some((entry, entry.accounts.first()?)))
            {
                postmortem.remove_account(&mut txn, &entry.id, &account.id, AT, "Ada").expect("there");
            }
        }
        8 => postmortem.set_severity(&mut txn, if place.is_multiple_of(2) { id } else { "" }),
        _ => postmortem.set_title(&mut txn, id),
    }
}

proptest! {
    #[test]
    fn the_document_reads_as_it_did_and_restoring_is_undone_likewise(
        before in prop::collection::vec((any::<u8>(), any::<u8>()), 0..15),
        after in prop::collection::vec((any::<u8>(), any::<u8>()), 0..15),
    ) {
        let postmortem = planted(2);
        for (number, (kind, place)) in before.into_iter().enumerate() {
            edit(&postmortem, kind, place, &format!("b{number}"));
        }
        let past = copy(&postmortem, 3);
        for (number, (kind, place)) in after.into_iter().enumerate() {
            edit(&postmortem, kind, place, &format!("a{number}"));
        }
        let later = copy(&postmortem, 4);
        restore(&postmortem, &past);
        prop_assert_eq!(seen(&postmortem), seen(&past));
        restore(&postmortem, &later);
        prop_assert_eq!(seen(&postmortem), seen(&later));
    }
}

#[test]
fn what_reads_the_same_is_not_touched() {
    let postmortem = planted(2);
    let past = copy(&postmortem, 3);
    let before = postmortem.doc().transact().state_vector();
    restore(&postmortem, &past);
    assert_eq!(postmortem.doc().transact().state_vector(), before);
}

#[test]
fn what_others_type_meanwhile_stays() {
    let postmortem = planted(2);
    let path = body(&postmortem);
    type_at(&postmortem, &path, 0, "The pool ran dry. ");
    let past = copy(&postmortem, 3);
    type_at(&postmortem, &path, 4, "big blue ");
    let page = copy(&postmortem, 5);
    type_at(&page, &path, 27, "Nobody saw it.");
    restore(&postmortem, &past);
    sync(&postmortem, &page);
    let read = |postmortem: &Postmortem| view(postmortem).sections[1].body.clone();
    assert_eq!(read(&page), "The pool ran dry. Nobody saw it.");
    assert_eq!(read(&postmortem), read(&page));
}

#[test]
fn comments_keep_their_words() {
    let postmortem = planted(2);
    let path = body(&postmortem);
    type_at(&postmortem, &path, 0, "We saw it at ten. The pool ran dry. We slept.");
    let anchor = anchor(&postmortem, &postmortem.doc().transact(), &path, 18, 35).expect("a range");
    let past = copy(&postmortem, 3);
    type_at(&postmortem, &path, 45, " All night long.");
    type_at(&postmortem, &path, 7, "XX");
    restore(&postmortem, &past);
    assert_eq!(range(&postmortem, &postmortem.doc().transact(), &anchor), Some((18, 35)));
}

#[test]
fn pieces_say_which_replica_wrote_what() {
    let postmortem = planted(2);
    let path = body(&postmortem);
    type_at(&postmortem, &path, 0, "ab🙂");
    let page = copy(&postmortem, 7);
    type_at(&page, &path, 1, "XYZ");
    let text = page.text(&page.doc().transact(), &path).expect("there");
    text.remove_range(&mut page.doc().transact_mut(), 2, 1);
    let pieces = page.pieces(&mut page.doc().transact_mut());
    let (_, pieces) = pieces.into_iter().find(|(other, _)| *other == path).expect("it is listed");
    let told: Vec<_> = pieces.iter().map(|piece| (piece.client, piece.units)).collect();
    assert_eq!(told, [(2, 1), (7, 1), (7, 1), (2, 3)]);
    assert_eq!(pieces[2].clock, pieces[1].clock + 2);
}
