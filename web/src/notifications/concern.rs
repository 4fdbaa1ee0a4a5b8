//! While a document is open, its threads, its review and its meeting tell when there may be a notification: then the server is asked at once.

use std::sync::Arc;

use debrief_shared::{
    api::{Role, Thread},
    said::mentioned,
};
use leptos::prelude::*;
use uuid::Uuid;

use super::Notifications;
use crate::live::Live;

/// Follows the open document until the current owner ends.
pub(super) fn follow(live: Live, notifications: Notifications) {
    let (me, role) = (live.me().id, live.role());
    Effect::new(move |before: Option<Arc<Vec<Thread>>>| {
        let now = live.threads().get();
        let owns = role.get_untracked() == Some(Role::Owner);
        if let Some(before) = before
            && now.iter().any(|thread| !before.contains(thread) && concerns(thread, me, owns))
        {
            notifications.ask();
        }
        now
    });
    Effect::new(move |before: Option<()>| {
        live.review().track();
        live.schedule().track();
        if before.is_some() {
            notifications.ask();
        }
    });
    Effect::new(move |_| {
        let Some(active) = live.active_thread().get() else { return };
        // What comes while the thread is looked at is read as well.
        notifications.list.track();
        if !document().hidden() {
            notifications.read_thread(active);
        }
    });
}

/// Whether somebody may be told of a change of this thread.
fn concerns(thread: &Thread, me: Uuid, owns: bool) -> bool {
    let by_others = thread.comments.last().is_some_and(|last| last.author.id != me) || thread.resolved_at.is_some();
    let mine =
        || thread.comments.iter().any(|comment| comment.author.id == me || mentioned(&comment.body).contains(&me));
    by_others && (owns || mine())
}

#[cfg(test)]
mod tests {
    use debrief_shared::{
        api::{Anchor, Comment, Person},
        document::Subject,
        said::mention,
    };

    use super::*;

    #[test]
    fn the_server_is_asked_for_what_may_concern_one() {
        let (me, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let comment = |author, body: &str| Comment {
            id: Uuid::nil(),
            author: Person { id: author, name: String::new(), color: 0, guest: false },
            body: body.to_owned(),
            created_at: String::new(),
            edited_at: None,
            removed: false,
            reactions: Vec::new(),
        };
        let thread = |comments| Thread {
            id: Uuid::nil(),
            anchor: Anchor::on(&Subject::Whole),
            quote: String::new(),
            comments,
            resolved_by: None,
            resolved_at: None,
            suggestion: None,
        };
        assert!(!concerns(&thread(vec![comment(other, "x")]), me, false));
        assert!(concerns(&thread(vec![comment(other, "x")]), me, true));
        assert!(concerns(&thread(vec![comment(other, &mention(me, "Me"))]), me, false));
        assert!(concerns(&thread(vec![comment(me, "x"), comment(other, "y")]), me, false));
        assert!(!concerns(&thread(vec![comment(other, "x"), comment(me, "y")]), me, true), "one's own deed");
    }
}
