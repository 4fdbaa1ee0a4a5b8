//! Which threads are shown, and in which order: that of the texts they are about; threads whose text is gone come last.

use std::collections::HashMap;

use debrief_shared::{
    api::{Anchor, Thread},
    document::{SectionKind, Subject, TextPath, View},
    said::mentioned,
};
use uuid::Uuid;

use crate::texts::comments as texts;

/// Which threads to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Filter {
    /// Those still to be settled.
    Open,
    /// Those with something new to the reader.
    Unread,
    /// Those that mention the reader.
    Mentions,
    /// Settled ones.
    Resolved,
    /// All.
    All,
}

impl Filter {
    /// All, in the order in which to offer them.
    pub(super) const ALL: [Self; 5] = [Self::Open, Self::Unread, Self::Mentions, Self::Resolved, Self::All];

    /// The word on its button.
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Open => texts::OPEN,
            Self::Unread => texts::UNREAD,
            Self::Mentions => texts::FOR_ME,
            Self::Resolved => texts::RESOLVED,
            Self::All => texts::ALL,
        }
    }

    /// Its name in tests.
    pub(super) fn test_id(self) -> &'static str {
        match self {
            Self::Open => "comments-open",
            Self::Unread => "comments-unread",
            Self::Mentions => "comments-mentions",
            Self::Resolved => "comments-resolved",
            Self::All => "comments-all",
        }
    }

    /// Whether this thread is shown to `me`.
    pub(super) fn takes(self, placed: &Placed, me: Uuid) -> bool {
        let thread = &placed.thread;
        match self {
            Self::Open => thread.resolved_at.is_none(),
            Self::Unread => placed.unread > 0,
            Self::Mentions => thread.comments.iter().any(|comment| mentioned(&comment.body).contains(&me)),
            Self::Resolved => thread.resolved_at.is_some(),
            Self::All => true,
        }
    }

    /// In place of an empty list.
    pub(super) fn empty_words(self) -> &'static str {
        match self {
            Self::Open => texts::EVERYTHING_IS_SETTLED,
            Self::Unread => texts::YOU_HAVE_READ_EVERYTHING,
            Self::Mentions => texts::NOBODY_HAS_MENTIONED_YOU_HERE,
            Self::Resolved | Self::All => texts::NOTHING_IS_SETTLED_YET,
        }
    }
}

/// Where a thread is now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spot {
    /// At a range of its text, in UTF-16 units.
    Range(u32, u32),
    /// At its place as a whole.
    Whole,
    /// Nowhere: nothing is left of the range, or it was removed.
    Gone,
}

/// A thread with where it is.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Placed {
    /// The thread.
    pub(super) thread: Thread,
    /// Where it is now.
    pub(super) spot: Spot,
    /// What it is about, in words: as it is now, for places.
    pub(super) about: String,
    /// How many of its comments are new to the reader.
    pub(super) unread: usize,
}

impl Placed {
    /// Whether it is still being begun.
    pub(super) fn is_draft(&self) -> bool {
        self.thread.id.is_nil()
    }
}

/// A thread that is being begun: it has its place among the others, and no id yet.
pub(super) fn begun(anchor: Anchor, quote: String) -> Thread {
    Thread {
        id: Uuid::nil(),
        anchor,
        quote,
        comments: Vec::new(),
        resolved_by: None,
        resolved_at: None,
        suggestion: None,
    }
}

/// Puts threads in the order of the document. `range_of` finds a thread's text, `unread_in` counts what is new in it.
pub(super) fn arrange(
    threads: &[Thread],
    view: &View,
    range_of: impl Fn(&Thread) -> Option<(u32, u32)>,
    unread_in: impl Fn(&Thread) -> usize,
) -> Vec<Placed> {
    let subjects: HashMap<String, usize> =
        subjects(view).iter().enumerate().map(|(at, subject)| (subject.to_string(), at)).collect();
    let mut placed: Vec<(Option<usize>, Placed)> = threads
        .iter()
        .map(|thread| {
            let subject = thread.anchor.subject();
            // What was removed is out of sight like what was deleted.
            let at = subjects.get(&thread.anchor.text).copied();
            let spot = match (&subject, at) {
                (Some(Subject::Text(_)), Some(_)) => {
                    range_of(thread).map_or(Spot::Gone, |(from, to)| Spot::Range(from, to))
                }
                (Some(_), Some(_)) => Spot::Whole,
                _ => Spot::Gone,
            };
            let about = subject.filter(|_| spot == Spot::Whole).and_then(|subject| subject.words(view));
            let about = about.unwrap_or_else(|| thread.quote.clone());
            (
                at.filter(|_| spot != Spot::Gone),
                Placed { thread: thread.clone(), spot, about, unread: unread_in(thread) },
            )
        })
        .collect();
    placed.sort_by_key(|(at, placed)| {
        let from = if let Spot::Range(from, _) = placed.spot { from } else { 0 };
        (at.is_none(), *at, from, placed.thread.id)
    });
    placed.into_iter().map(|(_, placed)| placed).collect()
}

/// Everything in sight that can be commented on, from the top of the page to its end.
fn subjects(view: &View) -> Vec<Subject> {
    let mut all = vec![Subject::Whole, Subject::Text(TextPath::Title)];
    for section in view.live_sections() {
        all.push(Subject::Section(section.id.clone()));
        all.push(Subject::Text(TextPath::Heading(section.id.clone())));
        all.push(Subject::Text(TextPath::Body(section.id.clone())));
        match section.kind {
            SectionKind::Timeline => {
                for entry in view.live_timeline() {
                    all.push(Subject::Entry(entry.id.clone()));
                    all.push(Subject::Text(TextPath::Entry(entry.id.clone())));
                    all.extend(entry.live_accounts().map(|told| {
                        Subject::Text(TextPath::Account { entry: entry.id.clone(), account: told.id.clone() })
                    }));
                }
            }
            SectionKind::Mitigations => {
                for item in view.live_mitigations() {
                    all.push(Subject::Mitigation(item.id.clone()));
                    all.push(Subject::Text(TextPath::Mitigation(item.id.clone())));
                }
            }
            SectionKind::Prose => {}
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use debrief_shared::{
        api::{Anchor, Comment, Person},
        document::SectionView,
        said::mention,
    };

    fn thread(id: u128, text: &str) -> Thread {
        let anchor = Anchor { text: text.into(), start: serde_json::Value::Null, end: serde_json::Value::Null };
        Thread {
            id: Uuid::from_u128(id),
            anchor,
            quote: String::new(),
            comments: Vec::new(),
            resolved_by: None,
            resolved_at: None,
            suggestion: None,
        }
    }

    fn comment(body: &str) -> Comment {
        Comment {
            id: Uuid::nil(),
            author: Person { id: Uuid::nil(), name: String::new(), color: 0, guest: false },
            body: body.to_owned(),
            created_at: String::new(),
            edited_at: None,
            removed: false,
            reactions: Vec::new(),
        }
    }

    fn view() -> View {
        let section = |id: &str, kind| SectionView {
            id: id.into(),
            kind,
            heading: String::new(),
            guidance: String::new(),
            body: String::new(),
            removed: None,
        };
        View { sections: vec![section("b", SectionKind::Prose), section("a", SectionKind::Prose)], ..View::default() }
    }

    fn order(threads: &[Thread], range_of: impl Fn(&Thread) -> Option<(u32, u32)>) -> Vec<u128> {
        arrange(threads, &view(), range_of, |_| 0).iter().map(|placed| placed.thread.id.as_u128()).collect()
    }

    #[test]
    fn threads_follow_the_texts_and_the_places_in_them() {
        let threads = [
            thread(1, "sections/a/body"),
            thread(2, "sections/b/body"),
            thread(3, "sections/b/body"),
            thread(4, "title"),
        ];
        let from = |thread: &Thread| Some((10 - u32::try_from(thread.id.as_u128()).expect("small"), 20));
        assert_eq!(order(&threads, from), [4, 3, 2, 1]);
    }

    #[test]
    fn threads_without_their_text_come_last() {
        let threads = [thread(1, "title"), thread(2, "sections/gone/body"), thread(3, "sections/a/body")];
        let range = |thread: &Thread| (thread.id.as_u128() != 1).then_some((0, 1));
        assert_eq!(order(&threads, range), [3, 1, 2]);
        assert_eq!(arrange(&threads, &view(), range, |_| 0)[2].spot, Spot::Gone);
    }

    #[test]
    fn threads_on_places_stand_before_their_texts_and_say_what_they_are_about() {
        let threads = [
            thread(1, "sections/a/heading"),
            thread(2, "sections/a"),
            thread(3, "postmortem"),
            thread(4, "timeline/x"),
        ];
        let all = arrange(&threads, &view(), |_| Some((0, 1)), |_| 0);
        let told: Vec<_> =
            all.iter().map(|placed| (placed.thread.id.as_u128(), placed.spot, placed.about.as_str())).collect();
        let expected = [
            (3, Spot::Whole, "The whole postmortem"),
            (2, Spot::Whole, "Section: untitled"),
            (1, Spot::Range(0, 1), ""),
            (4, Spot::Gone, ""),
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn filters_part_open_from_settled_and_new_from_read() {
        let me = Uuid::from_u128(9);
        let placed =
            |thread: &Thread, unread| arrange(std::slice::from_ref(thread), &view(), |_| None, |_| unread).remove(0);
        let takes = |placed: &Placed| Filter::ALL.map(|filter| filter.takes(placed, me));
        let mut settled = thread(1, "title");
        settled.resolved_at = Some("2026-03-11T14:05:00Z".into());
        settled.comments = vec![comment(&mention(me, "Me"))];
        assert_eq!(takes(&placed(&settled, 0)), [false, false, true, true, true]);
        assert_eq!(takes(&placed(&thread(2, "title"), 1)), [true, true, false, false, true]);
    }
}
