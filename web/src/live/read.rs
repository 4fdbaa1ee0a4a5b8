//! How far the person has read the comments: what others wrote since is new to them, on whatever device they come back.

use std::{collections::HashMap, rc::Rc, sync::Arc};

use debrief_shared::api::{self as wire, Comment, NoteRead, Thread};
use jiff::Timestamp;
use leptos::prelude::{Get as _, GetUntracked as _, Signal, WithUntracked as _};
use uuid::Uuid;
use wasm_bindgen_futures::spawn_local;

use super::{
    Live,
    core::{Core, set},
};
use crate::api;

/// How far somebody has read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadMarks {
    /// Everything up to here; nothing is new before it is known.
    all: Option<Timestamp>,
    threads: HashMap<Uuid, Timestamp>,
}

impl ReadMarks {
    fn of(marks: &wire::ReadMarks) -> Self {
        let threads = marks.threads.iter().filter_map(|read| Some((read.thread, read.at.parse().ok()?)));
        Self { all: marks.all.parse().ok(), threads: threads.collect() }
    }

    /// Whether a comment of a thread is new to `me`. One's own never is.
    pub fn is_new(&self, me: Uuid, thread: Uuid, comment: &Comment) -> bool {
        let (Some(all), Ok(at)) = (self.all, comment.created_at.parse::<Timestamp>()) else { return false };
        let read = self.threads.get(&thread).map_or(all, |read| all.max(*read));
        comment.author.id != me && !comment.removed && at > read
    }
}

/// When the newest comment was written.
fn newest<'t>(threads: impl Iterator<Item = &'t Thread>) -> Option<Timestamp> {
    threads.flat_map(|thread| &thread.comments).filter_map(|comment| comment.created_at.parse().ok()).max()
}

impl Live {
    /// How far the person has read the comments.
    pub fn read_marks(self) -> Signal<Arc<ReadMarks>> {
        self.core().signals.read.into()
    }

    /// How many comments of a thread are new to the person. Reactive.
    pub fn unread_in(self, thread: &Thread) -> usize {
        let (me, marks) = (self.core().me.id, self.read_marks().get());
        thread.comments.iter().filter(|comment| marks.is_new(me, thread.id, comment)).count()
    }

    /// The person has read a thread, as far as it is here.
    pub fn mark_thread_read(self, id: Uuid) {
        let core = self.core();
        let at = core.signals.threads.with_untracked(|threads| newest(threads.iter().filter(|thread| thread.id == id)));
        let Some(at) = at else { return };
        core.change_read(|marks| {
            marks.threads.insert(id, at);
        });
        core.note_read(NoteRead { thread: Some(id), at: Some(at.to_string()) });
    }

    /// The person has read all comments that are here.
    pub fn mark_all_read(self) {
        let core = self.core();
        let Some(at) = core.signals.threads.with_untracked(|threads| newest(threads.iter())) else { return };
        core.change_read(|marks| marks.all = Some(at));
        core.note_read(NoteRead { thread: None, at: Some(at.to_string()) });
    }
}

impl Core {
    /// Takes what the server knows. On a first visit nothing is new.
    pub(super) fn take_read(self: &Rc<Self>, marks: Option<&wire::ReadMarks>, threads: &[Thread]) {
        if let Some(marks) = marks {
            return self.change_read(|known| *known = ReadMarks::of(marks));
        }
        let at = newest(threads.iter()).unwrap_or(Timestamp::UNIX_EPOCH);
        self.change_read(|known| known.all = Some(at));
        self.note_read(NoteRead { thread: None, at: Some(at.to_string()) });
    }

    fn change_read(&self, change: impl FnOnce(&mut ReadMarks)) {
        let mut marks = (*self.signals.read.get_untracked()).clone();
        change(&mut marks);
        set(self.signals.read, Arc::new(marks));
    }

    fn note_read(&self, note: NoteRead) {
        let id = self.id;
        // Not noted, it is new once more: better than never.
        spawn_local(async move { drop(api::note_comments_read(id, &note).await) });
    }
}

#[cfg(test)]
mod tests {
    use debrief_shared::api::Person;

    use super::*;

    #[test]
    fn what_others_wrote_since_is_new() {
        let (me, other, thread) = (Uuid::from_u128(1), Uuid::from_u128(2), Uuid::from_u128(3));
        let comment = |author, minute: u8| Comment {
            id: Uuid::nil(),
            author: Person { id: author, name: String::new(), color: 0, guest: false },
            body: String::new(),
            created_at: format!("2026-03-11T14:{minute:02}:00Z"),
            edited_at: None,
            removed: false,
            reactions: Vec::new(),
        };
        let wire = wire::ReadMarks {
            all: "2026-03-11T14:05:00Z".to_owned(),
            threads: vec![wire::ReadThread { thread, at: "2026-03-11T14:07:00Z".to_owned() }],
        };
        let marks = ReadMarks::of(&wire);
        let is_new = |author, minute, thread| marks.is_new(me, thread, &comment(author, minute));
        assert!(is_new(other, 8, thread) && !is_new(other, 7, thread), "a thread that was read further");
        assert!(is_new(other, 6, Uuid::nil()) && !is_new(other, 5, Uuid::nil()));
        assert!(!is_new(me, 9, thread), "one's own");
        assert!(!marks.is_new(me, thread, &Comment { removed: true, ..comment(other, 9) }));
        assert!(!ReadMarks::default().is_new(me, thread, &comment(other, 9)), "before it is known");
    }
}
