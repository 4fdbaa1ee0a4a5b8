//! The lanes in which mitigations are shown, by what was decided about them, and the two ways to lay them out.

use debrief_shared::document::{MitigationView, Status};

use crate::texts::mitigations as texts;

/// A list or a board.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// Actions, ideas, and what was decided against, below each other.
    List,
    /// A column for each status.
    Board,
}

impl Layout {
    /// Both, in the order in which to offer them.
    pub(super) const ALL: [Self; 2] = [Self::List, Self::Board];

    /// Its lanes, in order.
    pub(super) fn lanes(self) -> Vec<Lane> {
        match self {
            Self::List => vec![Lane::Actions, Lane::Of(Status::Idea), Lane::Of(Status::WontDo)],
            Self::Board => Status::ALL.iter().copied().map(Lane::Of).collect(),
        }
    }

    /// The word on its button, also the one that is remembered.
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::List => texts::LIST,
            Self::Board => texts::BOARD,
        }
    }

    /// Reads the remembered word.
    pub(super) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|layout| layout.label() == word)
    }
}

/// Mitigations that are shown together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lane {
    /// To be done, under way or done.
    Actions,
    /// Those that stand here.
    Of(Status),
}

impl Lane {
    /// Whether a mitigation of this status is shown here.
    pub(super) fn holds(self, status: Status) -> bool {
        match self {
            Self::Actions => status.is_commitment(),
            Self::Of(own) => status == own,
        }
    }

    /// The status of one that is added or put here.
    pub(super) fn first_status(self) -> Status {
        match self {
            Self::Actions => Status::Open,
            Self::Of(own) => own,
        }
    }

    /// Its name in class names and test ids.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Actions => "commitments",
            Self::Of(Status::Idea) => "ideas",
            Self::Of(Status::WontDo) => "against",
            Self::Of(status) => status.as_str(),
        }
    }

    /// Its heading.
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Actions => texts::ACTIONS,
            Self::Of(Status::Idea) => texts::IDEAS,
            Self::Of(status) => status.label(),
        }
    }

    /// Beside the heading of a list.
    pub(super) fn note(self) -> &'static str {
        match self {
            Self::Actions => texts::ONE_OWNER_AND_ONE_VISIBLE_END,
            Self::Of(Status::Idea) => texts::BECOME_AN_ACTION_BY_A_DECISION,
            Self::Of(Status::WontDo) => texts::KEPT_WITH_THE_REASON,
            Self::Of(_) => "",
        }
    }

    /// In place of an empty lane.
    pub(super) fn empty_words(self, layout: Layout) -> &'static str {
        match (self, layout) {
            (Self::Actions, _) => texts::NO_ACTION_YET,
            (Self::Of(Status::Idea), Layout::List) => texts::ASK_FOR_IDEAS_WITH_AN_EXAMPLE,
            (Self::Of(Status::Idea), Layout::Board) => texts::ASK_FOR_IDEAS,
            (Self::Of(Status::Open), _) => texts::AN_IDEA_BECOMES_AN_ACTION_HERE,
            (Self::Of(Status::InProgress), _) => texts::NOTHING_IS_UNDER_WAY,
            (Self::Of(Status::Done), _) => texts::NOTHING_IS_DONE_YET,
            (Self::Of(Status::WontDo), _) => texts::WHAT_IS_DECIDED_AGAINST_STAYS_HERE,
        }
    }
}

/// The ids of a lane, in order, without removed ones.
pub(super) fn ids(mitigations: &[MitigationView], lane: Lane) -> Vec<String> {
    let shown = mitigations.iter().filter(|item| item.removed.is_none() && lane.holds(item.status));
    shown.map(|item| item.id.clone()).collect()
}

/// The one before (`-1`) or after (`1`) this one.
pub(super) fn neighbour<'a>(ids: &'a [String], id: &str, by: isize) -> Option<&'a str> {
    let at = ids.iter().position(|other| other == id)?;
    ids.get(at.checked_add_signed(by)?).map(String::as_str)
}

/// The one in the next column (`1`) or the one before (`-1`) that has any, at the same height or at the column's end.
pub(super) fn beside<'a>(columns: &'a [Vec<String>], id: &str, by: isize) -> Option<&'a str> {
    let (mut column, row) = columns
        .iter()
        .enumerate()
        .find_map(|(column, ids)| Some((column, ids.iter().position(|other| other == id)?)))?;
    loop {
        column = column.checked_add_signed(by)?;
        let ids = columns.get(column)?;
        if let Some(last) = ids.len().checked_sub(1) {
            return ids.get(row.min(last)).map(String::as_str);
        }
    }
}

/// Whether a due date (`YYYY-MM-DD`) has passed for something that is still to be done. `today` in the same form.
pub(super) fn is_overdue(due: &str, status: Status, today: &str) -> bool {
    is_to_do(status) && due.len() == today.len() && due < today
}

/// Whether it is decided on and not done.
pub(super) fn is_to_do(status: Status) -> bool {
    matches!(status, Status::Open | Status::InProgress)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_has_one_lane_in_each_layout_and_a_lane_begins_with_its_own() {
        for layout in Layout::ALL {
            for &status in Status::ALL {
                assert_eq!(layout.lanes().iter().filter(|lane| lane.holds(status)).count(), 1);
            }
            assert!(layout.lanes().iter().all(|lane| lane.holds(lane.first_status())));
            assert_eq!(Layout::parse(layout.label()), Some(layout));
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
    fn columns_without_cards_are_passed_over() {
        let columns =
            [vec!["a", "b"], vec![], vec!["c"], vec![]].map(|ids| ids.into_iter().map(str::to_owned).collect());
        assert_eq!(beside(&columns, "b", 1), Some("c"));
        assert_eq!(beside(&columns, "c", -1), Some("a"));
        assert_eq!(beside(&columns, "c", 1), None);
        assert_eq!(beside(&columns, "a", -1), None);
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
