//! Which threads are shown, and in which order: that of the texts they are about; threads whose text is gone come last.

use std::collections::HashMap;

use debrief_shared::{
    api::Thread,
    document::{SectionKind, TextPath, View},
};

/// Which threads to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Filter {
    /// Those still to be settled.
    Open,
    /// Settled ones.
    Resolved,
    /// All.
    All,
}

impl Filter {
    /// All, in the order in which to offer them.
    pub(super) const ALL: [Self; 3] = [Self::Open, Self::Resolved, Self::All];

    /// The word on its button.
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Open => "Open",
            Self::Resolved => "Resolved",
            Self::All => "All",
        }
    }

    /// Whether this thread is shown.
    pub(super) fn takes(self, thread: &Thread) -> bool {
        match self {
            Self::Open => thread.resolved_at.is_none(),
            Self::Resolved => thread.resolved_at.is_some(),
            Self::All => true,
        }
    }

    /// In place of an empty list.
    pub(super) fn empty_words(self) -> &'static str {
        match self {
            Self::Open => "Everything is settled.",
            Self::Resolved | Self::All => "Nothing is settled yet.",
        }
    }
}

/// A thread with where its text is.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Placed {
    /// The thread.
    pub(super) thread: Thread,
    /// Where its text is now, in UTF-16 units; `None` when it is gone.
    pub(super) range: Option<(u32, u32)>,
}

/// Puts threads in the order of the document. `range_of` finds a thread's text.
pub(super) fn arrange(
    threads: &[Thread],
    view: &View,
    range_of: impl Fn(&Thread) -> Option<(u32, u32)>,
) -> Vec<Placed> {
    let texts: HashMap<String, usize> =
        texts(view).iter().enumerate().map(|(at, path)| (path.to_string(), at)).collect();
    let mut placed: Vec<(Option<usize>, Placed)> = threads
        .iter()
        .map(|thread| {
            let text = texts.get(&thread.anchor.text).copied();
            // A text that was removed is out of sight like one that was deleted.
            let range = text.and_then(|_| range_of(thread));
            (text.filter(|_| range.is_some()), Placed { thread: thread.clone(), range })
        })
        .collect();
    placed.sort_by_key(|(text, placed)| (text.is_none(), *text, placed.range.map(|(from, _)| from), placed.thread.id));
    placed.into_iter().map(|(_, placed)| placed).collect()
}

/// Every text in sight, from the top of the page to its end.
fn texts(view: &View) -> Vec<TextPath> {
    let mut texts = vec![TextPath::Title];
    for section in view.sections.iter().filter(|section| section.removed.is_none()) {
        texts.push(TextPath::Heading(section.id.clone()));
        texts.push(TextPath::Body(section.id.clone()));
        match section.kind {
            SectionKind::Timeline => {
                let entries = view.timeline.iter().filter(|entry| entry.removed.is_none());
                for entry in entries {
                    texts.push(TextPath::Entry(entry.id.clone()));
                    texts.extend(
                        entry
                            .live_accounts()
                            .map(|told| TextPath::Account { entry: entry.id.clone(), account: told.id.clone() }),
                    );
                }
            }
            SectionKind::Mitigations => {
                let mitigations = view.mitigations.iter().filter(|item| item.removed.is_none());
                texts.extend(mitigations.map(|item| TextPath::Mitigation(item.id.clone())));
            }
            SectionKind::Prose => {}
        }
    }
    texts
}

#[cfg(test)]
mod tests {
    use super::*;
    use debrief_shared::{api::Anchor, document::SectionView};
    use uuid::Uuid;

    fn thread(id: u128, text: &str) -> Thread {
        let anchor = Anchor { text: text.into(), start: serde_json::Value::Null, end: serde_json::Value::Null };
        Thread {
            id: Uuid::from_u128(id),
            anchor,
            quote: String::new(),
            comments: Vec::new(),
            resolved_by: None,
            resolved_at: None,
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
        arrange(threads, &view(), range_of).iter().map(|placed| placed.thread.id.as_u128()).collect()
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
        assert_eq!(arrange(&threads, &view(), range)[2].range, None);
    }

    #[test]
    fn filters_part_open_from_settled() {
        let mut settled = thread(1, "title");
        settled.resolved_at = Some("2026-03-11T14:05:00Z".into());
        let takes = |thread: &Thread| Filter::ALL.map(|filter| filter.takes(thread));
        assert_eq!(takes(&settled), [false, true, true]);
        assert_eq!(takes(&thread(2, "title")), [true, false, true]);
    }
}
