//! Templates: their list, and the page that changes one.

use std::fmt::Display;

pub(crate) const TEMPLATES: &str = "Templates";
pub(crate) const THE_SECTION_IS_REMOVED: &str = "The section is removed.";
pub(crate) const A_TEMPLATE_NEEDS_A_NAME: &str = "A template needs a name.";
pub(crate) const USE_IT: &str = "Use it";
pub(crate) const CAME_WITH_DEBRIEF: &str =
    "This one came with Debrief; an admin can change it. A copy is yours to change.";
pub(crate) const NAME: &str = "Name";
pub(crate) const WHEN_TO_CHOOSE_IT: &str = "When to choose it";
pub(crate) const SECTIONS: &str = "Sections";
pub(crate) const ADD_A_SECTION: &str = "Add a section";
pub(crate) fn sections_at_most(most: impl Display) -> String {
    format!("A template holds {most} sections at most.")
}
pub(crate) fn changes_not_saved(name: impl Display) -> String {
    format!("Your last changes to “{name}” are not saved. They can be made again when it is open.")
}
pub(crate) const SAVED: &str = "Saved";
pub(crate) const SAVING: &str = "Saving…";
pub(crate) const ONLY_ITS_MAKER: &str = "Only the person who made this template, or an admin, can change it.";
pub(crate) fn not_saved(error: impl Display) -> String {
    format!("Not saved. {error}")
}
pub(crate) const MAKE_A_COPY: &str = "Make a copy";
pub(crate) fn is_removed(name: impl Display) -> String {
    format!("“{name}” is removed.")
}
pub(crate) fn copy_of(name: impl Display) -> String {
    format!("Copy of {name}")
}
pub(crate) const NEW_TEMPLATE: &str = "New template";
pub(crate) const TIMELINE: &str = "Timeline";
pub(crate) const DISCUSSION: &str = "Discussion";
pub(crate) const MITIGATIONS: &str = "Mitigations";
pub(crate) const WHAT_A_TEMPLATE_IS: &str =
    "The shape a postmortem begins with: its sections, and the questions over them.";
pub(crate) const EDIT: &str = "Edit";
pub(crate) const LOOK_INSIDE: &str = "Look inside";
pub(crate) fn more_about(name: impl Display) -> String {
    format!("More about “{name}”")
}
pub(crate) const BUILT_IN: &str = "Built in";
pub(crate) const REMOVE: &str = "Remove";
pub(crate) fn use_it(name: impl Display) -> String {
    format!("Use it: {name}")
}
pub(crate) const THIS_SECTION: &str = "this section";
pub(crate) fn quoted(heading: impl Display) -> String {
    format!("“{heading}”")
}
pub(crate) const MOVE_UP: &str = "Move up";
pub(crate) const MOVE_DOWN: &str = "Move down";
pub(crate) const HEADING: &str = "Heading";
pub(crate) const GUIDANCE: &str = "Guidance";
pub(crate) const GUIDANCE_EXAMPLE: &str = "What helps people to begin? Ask “how” and “what”.";
pub(crate) const TEXT_TO_BEGIN_WITH_MARKDOWN: &str = "Text to begin with (Markdown)";
pub(crate) const EMPTY_FOR_MOST: &str = "Empty for most sections";
pub(crate) const WHAT_IT_HOLDS: &str = "What it holds";
