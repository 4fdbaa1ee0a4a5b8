//! The groups in which mitigations are shown: by what was decided about them.

use debrief_shared::document::{MitigationView, Status};

/// What was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Group {
    /// To be done, under way or done.
    Commitments,
    /// Nothing yet.
    Ideas,
    /// Not to do it.
    DecidedAgainst,
}

impl Group {
    /// Where a mitigation of this status is shown.
    pub(super) fn of(status: Status) -> Self {
        match status {
            Status::Open | Status::InProgress | Status::Done => Self::Commitments,
            Status::Idea => Self::Ideas,
            Status::WontDo => Self::DecidedAgainst,
        }
    }

    /// The status with which one is added here.
    pub(super) fn first_status(self) -> Status {
        match self {
            Self::Commitments => Status::Open,
            Self::Ideas => Status::Idea,
            Self::DecidedAgainst => Status::WontDo,
        }
    }

    /// Its name in class names and test ids.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Commitments => "commitments",
            Self::Ideas => "ideas",
            Self::DecidedAgainst => "against",
        }
    }

    /// Its heading.
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Commitments => "Commitments",
            Self::Ideas => "Ideas",
            Self::DecidedAgainst => "Decided against",
        }
    }

    /// Beside the heading.
    pub(super) fn note(self) -> &'static str {
        match self {
            Self::Commitments => "One owner and one visible end each",
            Self::Ideas => "Become a commitment by a decision",
            Self::DecidedAgainst => "Kept, so that the thought is not lost",
        }
    }

    /// In place of an empty list.
    pub(super) fn empty_words(self) -> &'static str {
        match self {
            Self::Commitments => "Nothing is committed to yet. A few that get done are worth more than a long list.",
            Self::Ideas => {
                "What would let us see this coming, notice it sooner, handle it better or learn more? For example: “Alert when the queue is older than five minutes.”"
            }
            Self::DecidedAgainst => "",
        }
    }
}

/// The ids of each group, in order, without removed ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Lists {
    commitments: Vec<String>,
    ideas: Vec<String>,
    against: Vec<String>,
}

impl Lists {
    /// Those of one group.
    pub(super) fn of(&self, group: Group) -> &[String] {
        match group {
            Group::Commitments => &self.commitments,
            Group::Ideas => &self.ideas,
            Group::DecidedAgainst => &self.against,
        }
    }
}

/// Parts mitigations into groups.
pub(super) fn lists(mitigations: &[MitigationView]) -> Lists {
    let mut lists = Lists::default();
    for item in mitigations.iter().filter(|item| item.removed.is_none()) {
        let list = match Group::of(item.status) {
            Group::Commitments => &mut lists.commitments,
            Group::Ideas => &mut lists.ideas,
            Group::DecidedAgainst => &mut lists.against,
        };
        list.push(item.id.clone());
    }
    lists
}

/// The one before (`-1`) or after (`1`) this one.
pub(super) fn neighbour<'a>(ids: &'a [String], id: &str, by: isize) -> Option<&'a str> {
    let at = ids.iter().position(|other| other == id)?;
    ids.get(at.checked_add_signed(by)?).map(String::as_str)
}

/// Whether a due date (`YYYY-MM-DD`) has passed for something that is still to be done. `today` in the same form.
pub(super) fn is_overdue(due: &str, status: Status, today: &str) -> bool {
    matches!(status, Status::Open | Status::InProgress) && due.len() == today.len() && due < today
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_has_its_group_and_a_group_begins_with_its_own() {
        for &status in Status::ALL {
            let group = Group::of(status);
            assert_eq!(Group::of(group.first_status()), group);
            assert_eq!(group == Group::Commitments, status.is_commitment());
        }
    }

    #[test]
    fn neighbours_end_at_the_ends() {
        let ids = ["a", "b"].map(str::to_owned);
        assert_eq!(neighbour(&ids, "a", 1), Some("b"));
        assert_eq!(neighbour(&ids, "a", -1), None);
        assert_eq!(neighbour(&ids, "b", 1), None);
        assert_eq!(neighbour(&ids, "c", 1), None);
    }

    #[test]
    fn only_open_work_is_overdue() {
        assert!(is_overdue("2026-03-10", Status::Open, "2026-03-11"));
        assert!(!is_overdue("2026-03-11", Status::Open, "2026-03-11"));
        assert!(!is_overdue("2026-03-10", Status::Done, "2026-03-11"));
        assert!(!is_overdue("", Status::Open, "2026-03-11"));
        assert!(!is_overdue("soon", Status::Open, "2026-03-11"));
    }
}
