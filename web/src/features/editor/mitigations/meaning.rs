//! One plain line for each word that a mitigation can carry.

use debrief_shared::document::{Approach, Category};

use crate::texts::mitigations as texts;

/// What a category is for.
pub(super) fn of_category(category: Category) -> &'static str {
    match category {
        Category::Anticipate => texts::SEE_IT_COMING,
        Category::Monitor => texts::NOTICE_IT_SOONER,
        Category::Respond => texts::HANDLE_IT_BETTER,
        Category::Learn => texts::KNOW_MORE_NEXT_TIME,
    }
}

/// What an approach means.
pub(super) fn of_approach(approach: Approach) -> &'static str {
    match approach {
        Approach::Technical => texts::BUILT_INTO_THE_SYSTEM,
        Approach::Process => texts::DONE_BY_PEOPLE_EACH_TIME,
    }
}
