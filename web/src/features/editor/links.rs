//! Links into a postmortem: to a section, a heading in a text, a timeline entry, a mitigation, a comment, its review. They name what they lead to, not where it stands:
//! it is found wherever it was moved to, and whoever comes too late is told that it was removed.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use debrief_shared::{
    api::{Thread, ThreadList},
    document::{Heading, Removed, Subject, TextPath, View, headings},
};
use leptos::{ev, prelude::*, task::spawn_local};
use uuid::Uuid;

use super::{clock::removed_words, meeting::Meeting, page::Panels};
use crate::texts::presence as texts;
use crate::{
    api, bindings,
    live::{Live, Status},
    ui::{Icon, IconName, Toaster},
};

/// Texts above a target get their editors, and other heights, while the page comes to rest: where it is is looked at again after so long.
const SETTLING: [Duration; 3] = [Duration::from_millis(150), Duration::from_millis(600), Duration::from_millis(1_500)];

/// What a link leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// A section.
    Section(String),
    /// A heading inside a section's text: the section, and the heading's name.
    Heading(String, String),
    /// A timeline entry.
    Entry(String),
    /// A mitigation.
    Mitigation(String),
    /// A comment thread, or one comment of it.
    Comment(Uuid),
    /// The review.
    Review,
    /// When the meeting is.
    Meeting,
}

impl Target {
    /// Reads the part of an address behind `#`.
    fn parse(hash: &str) -> Option<Self> {
        if hash == "#review" {
            return Some(Self::Review);
        }
        if hash == "#meeting" {
            return Some(Self::Meeting);
        }
        let (kind, rest) = hash.strip_prefix('#')?.split_once('-')?;
        match kind {
            _ if rest.is_empty() => None,
            "section" => Some(Self::Section(rest.to_owned())),
            "entry" => Some(Self::Entry(rest.to_owned())),
            "mitigation" => Some(Self::Mitigation(rest.to_owned())),
            "comment" => rest.parse().ok().map(Self::Comment),
            "heading" => rest.split_once('/').map(|(section, slug)| Self::Heading(section.to_owned(), slug.to_owned())),
            _ => None,
        }
    }

    /// What [`Target::parse`] reads.
    fn hash(&self) -> String {
        match self {
            Self::Section(id) => format!("#section-{id}"),
            Self::Heading(section, slug) => format!("#heading-{section}/{slug}"),
            Self::Entry(id) => format!("#entry-{id}"),
            Self::Mitigation(id) => format!("#mitigation-{id}"),
            Self::Comment(id) => format!("#comment-{id}"),
            Self::Review => "#review".to_owned(),
            Self::Meeting => "#meeting".to_owned(),
        }
    }
}

/// Puts the address of something in this postmortem on the clipboard.
pub(super) fn copy_link(live: Live, toaster: Toaster, target: &Target) {
    let origin = window().location().origin().unwrap_or_default();
    let address = format!("{origin}/p/{}{}", live.id(), target.hash());
    spawn_local(async move {
        match bindings::copy_text(&address).await {
            Ok(()) => toaster.say(texts::THE_LINK_IS_ON_THE_CLIPBOARD),
            Err(_) => toaster.say(texts::copy_by_hand(&address)),
        }
    });
}

/// A small `#` that copies a link.
#[component]
pub(super) fn LinkHandle(
    /// What it leads to.
    target: Target,
    /// What that is, in words.
    what: &'static str,
) -> impl IntoView {
    let live = expect_context::<Live>();
    let toaster = expect_context::<Toaster>();
    let label = texts::copy_link_to_this(what);
    view! {
        <button type="button" class="icon-button link-handle" aria-label=label.clone() data-tip=label on:click=move |_| copy_link(live, toaster, &target)>
            <Icon name=IconName::Link />
        </button>
    }
}

/// Goes where the address leads, now and whenever it changes.
pub(super) fn follow_links(live: Live, panels: Panels, meeting: Meeting) {
    let toaster = expect_context::<Toaster>();
    let go = move || {
        let hash = window().location().hash().unwrap_or_default();
        if let Some(target) = Target::parse(&decoded(&hash)) {
            // What it leads to may be about to be drawn.
            request_animation_frame(move || go_to(live, panels, meeting, toaster, target));
        }
    };
    let (opened, status, gone) = (live.opened(), live.status(), StoredValue::new(false));
    Effect::new(move |_| {
        // What this device kept may be older than the link.
        let current = matches!(status.get(), Status::Saved | Status::Saving | Status::Offline { .. });
        if opened.get() && current && !gone.get_value() {
            gone.set_value(true);
            go();
        }
    });
    let listener = window_event_listener(ev::hashchange, move |_| go());
    on_cleanup(move || listener.remove());
}

fn decoded(hash: &str) -> String {
    js_sys::decode_uri_component(hash).map_or_else(|_| hash.to_owned(), String::from)
}

fn go_to(live: Live, panels: Panels, meeting: Meeting, toaster: Toaster, target: Target) {
    if let Target::Comment(id) = target {
        return go_to_comment(live, panels, toaster, id);
    }
    if target == Target::Review {
        panels.review.try_set(true);
        return;
    }
    if target == Target::Meeting {
        return meeting.show_schedule();
    }
    let Some(found) = live.outline().try_with_untracked(|view| find(view, &target)) else { return };
    match found {
        Found::There(path) => {
            if let Target::Heading(section, slug) = &target {
                if let Some((path, at)) = heading_of(live, section, slug) {
                    return reveal(live, path, Some(at));
                }
                toaster.say(texts::HEADING_IS_GONE);
            }
            reveal(live, path, None);
        }
        Found::Removed(what, removed) => {
            // It may have gone to another section before its own was removed.
            if let Target::Heading(section, slug) = &target
                && let Some((path, at)) = heading_of(live, section, slug)
            {
                return reveal(live, path, Some(at));
            }
            toaster.say(texts::was_taken_out(what, removed_words(&removed)));
        }
        Found::Nowhere => toaster.say(texts::NOTHING_THERE),
    }
}

/// Scrolls there, and again while the page comes to rest, unless the person does something themselves.
fn reveal(live: Live, path: TextPath, at: Option<u32>) {
    live.reveal(&path, at.map(|at| (at, at)));
    let left_alone = Arc::new(AtomicBool::new(true));
    let hand = |left_alone: &Arc<AtomicBool>| {
        let left_alone = left_alone.clone();
        move || left_alone.store(false, Ordering::Relaxed)
    };
    let (wheel, touch, key, press) = (hand(&left_alone), hand(&left_alone), hand(&left_alone), hand(&left_alone));
    let listeners = [
        window_event_listener_untyped("wheel", move |_| wheel()),
        window_event_listener_untyped("touchmove", move |_| touch()),
        window_event_listener_untyped("keydown", move |_| key()),
        window_event_listener_untyped("pointerdown", move |_| press()),
    ];
    for after in SETTLING {
        let (path, left_alone) = (path.clone(), left_alone.clone());
        let again = move || {
            if left_alone.load(Ordering::Relaxed) {
                live.hold_in_sight(&path, at);
            }
        };
        set_timeout(again, after);
    }
    let last = SETTLING[SETTLING.len() - 1];
    set_timeout(move || listeners.into_iter().for_each(WindowListenerHandle::remove), last);
}

enum Found {
    There(TextPath),
    Removed(&'static str, Removed),
    Nowhere,
}

fn find(view: &View, target: &Target) -> Found {
    let found = |removed: &Option<Removed>, what, path| match removed {
        None => Found::There(path),
        Some(removed) => Found::Removed(what, removed.clone()),
    };
    let known = match target {
        Target::Section(id) | Target::Heading(id, _) => view
            .sections
            .iter()
            .find(|section| section.id == *id)
            .map(|section| found(&section.removed, texts::THE_SECTION, TextPath::Heading(id.clone()))),
        Target::Entry(id) => view
            .timeline
            .iter()
            .find(|entry| entry.id == *id)
            .map(|entry| found(&entry.removed, texts::THE_TIMELINE_ENTRY, TextPath::Entry(id.clone()))),
        Target::Mitigation(id) => view
            .mitigations
            .iter()
            .find(|item| item.id == *id)
            .map(|item| found(&item.removed, texts::THE_MITIGATION, TextPath::Mitigation(id.clone()))),
        Target::Comment(_) | Target::Review | Target::Meeting => None,
    };
    known.unwrap_or(Found::Nowhere)
}

fn go_to_comment(live: Live, panels: Panels, toaster: Toaster, id: Uuid) {
    spawn_local(async move {
        // The page may not have the comments yet; the server does.
        let Ok(ThreadList { threads, .. }) = api::threads(live.id()).await else {
            return toaster.say(texts::COMMENT_NOT_ASKED);
        };
        let is_it = |thread: &Thread| thread.id == id || thread.comments.iter().any(|comment| comment.id == id);
        let Some(thread) = threads.into_iter().find(is_it) else {
            return toaster.say(texts::COMMENT_WAS_REMOVED);
        };
        panels.comments.try_set(true);
        live.active_thread().try_set(Some(thread.id));
        super::comments::focus_soon(id);
        match (thread.anchor.subject(), live.thread_range(&thread)) {
            (Some(subject @ Subject::Text(_)), Some((from, _))) => reveal(live, subject.text_path(), Some(from)),
            (None | Some(Subject::Text(_)), _) => {}
            (Some(place), _) => reveal(live, place.text_path(), None),
        }
    });
}

/// Where a heading of this name is now: in its section, or else in another one.
fn heading_of(live: Live, section: &str, slug: &str) -> Option<(TextPath, u32)> {
    let view = live.read(|postmortem, txn| postmortem.view(txn));
    let own = view.live_sections().filter(|known| known.id == section);
    let others = view.live_sections().filter(|known| known.id != section);
    own.chain(others).find_map(|section| {
        let heading = headings(&section.body).into_iter().find(|heading| heading.slug == slug)?;
        Some((TextPath::Body(section.id.clone()), heading.at))
    })
}

/// Headings of a section's text as it is now.
pub(super) fn headings_in(live: Live, section: &str) -> Vec<Heading> {
    let view = live.read(|postmortem, txn| postmortem.view(txn));
    view.live_sections().find(|known| known.id == section).map(|section| headings(&section.body)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_read_as_they_are_written() {
        let all = [
            Target::Section("a-b".to_owned()),
            Target::Heading("a-b".to_owned(), "what-we-saw".to_owned()),
            Target::Entry("1".to_owned()),
            Target::Mitigation("x".to_owned()),
            Target::Comment(Uuid::from_u128(7)),
            Target::Review,
        ];
        for target in all {
            assert_eq!(Target::parse(&target.hash()), Some(target));
        }
        for other in ["", "#", "#main", "#section-", "#comment-x", "#heading-a"] {
            assert_eq!(Target::parse(other), None, "{other}");
        }
    }

    #[test]
    fn what_was_removed_is_told_from_what_never_was() {
        let view: View = serde_json::from_value(serde_json::json!({
            "title": "", "facts": {}, "timeline": [], "mitigations": [],
            "sections": [
                {"id": "a", "kind": "prose", "heading": "", "guidance": "", "body": "", "removed": null},
                {"id": "b", "kind": "prose", "heading": "", "guidance": "", "body": "", "removed": {"at": "", "by": "Ada"}}
            ]
        }))
        .expect("a view");
        let section = |id: &str| find(&view, &Target::Section(id.to_owned()));
        assert!(matches!(section("a"), Found::There(_)));
        assert!(matches!(section("b"), Found::Removed(..)));
        assert!(matches!(section("c"), Found::Nowhere));
    }
}
