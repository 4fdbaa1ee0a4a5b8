//! One plain line for each word that a mitigation can carry.

use debrief_shared::document::{Approach, Category};

/// What a category is for.
pub(super) fn of_category(category: Category) -> &'static str {
    match category {
        Category::Anticipate => "See it coming: keep the conditions from building up at all.",
        Category::Monitor => "Notice it sooner: a signal that a person or a machine acts on.",
        Category::Respond => "Handle it better: a shorter or safer way back once it happens.",
        Category::Learn => "Know more next time: find out, try out, practise or write down.",
    }
}

/// What an approach means.
pub(super) fn of_approach(approach: Approach) -> &'static str {
    match approach {
        Approach::Technical => "Built into the system: it holds without anybody having to remember it.",
        Approach::Process => "Done by people each time: quick to begin with, and easily forgotten under pressure.",
    }
}
