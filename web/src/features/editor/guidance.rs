//! Quiet help over a section's text: what belongs there. Folded away it stays so for this reader; one choice for all sections, and one for
//! each that was folded or unfolded by itself.

use debrief_shared::document::{SectionKind, SectionView};
use leptos::prelude::*;

use crate::texts::document as texts;
use crate::{
    live::Live,
    ui::{Command, Icon, IconName, remember, remembered, use_commands},
};

/// Where the choice for all sections is remembered; for one section, with a dot and its id behind it.
const FOLDED: &str = "debrief.guidance-folded";

/// The choice for all sections.
#[derive(Clone, Copy)]
struct Everywhere {
    folded: RwSignal<bool>,
    /// Grows when all are folded or unfolded: then choices for single sections count no more.
    chosen: RwSignal<u32>,
}

/// Provides the choice for all sections, and its commands.
pub(super) fn provide() {
    let everywhere = Everywhere { folded: RwSignal::new(remembered(FOLDED).is_some()), chosen: RwSignal::new(0) };
    provide_context(everywhere);
    use_commands(move || {
        let folded = everywhere.folded.get();
        let words = if folded { texts::UNFOLD_ALL_GUIDANCE } else { texts::FOLD_ALL_GUIDANCE };
        let choose = move || {
            remember(FOLDED, (!folded).then_some("yes"));
            everywhere.folded.set(!folded);
            everywhere.chosen.update(|chosen| *chosen += 1);
        };
        vec![Command::new("guidance", texts::THIS_POSTMORTEM, words, IconName::Info, choose).also(texts::ALSO_GUIDANCE)]
    });
}

/// What belongs into a section, for those who write.
#[component]
pub(super) fn Guidance(
    /// The section's id.
    id: String,
    /// The section as it is now.
    section: Memo<Option<SectionView>>,
) -> impl IntoView {
    let live = expect_context::<Live>();
    let everywhere = expect_context::<Everywhere>();
    let words = Memo::new(move |_| section.with(|section| section.as_ref().map(words).unwrap_or_default()));
    let key = StoredValue::new(format!("{FOLDED}.{id}"));
    let own = RwSignal::new(remembered(&key.get_value()).map(|word| word == "yes"));
    Effect::new(move |before: Option<u32>| {
        let chosen = everywhere.chosen.get();
        if before.is_some_and(|before| before != chosen) {
            own.set(None);
            remember(&key.get_value(), None);
        }
        chosen
    });
    let folded = Memo::new(move |_| own.get().unwrap_or_else(|| everywhere.folded.get()));
    let toggle = move |_| {
        let now = !folded.get_untracked();
        own.set(Some(now));
        remember(&key.get_value(), Some(if now { "yes" } else { "no" }));
    };
    view! {
        <Show when=move || live.can_write().get() && !words.with(String::is_empty)>
            <div class="guidance" class:is-folded=move || folded.get() data-testid="guidance">
                <button type="button" class="guidance-toggle" aria-expanded=move || (!folded.get()).to_string() on:click=toggle>
                    <Icon name=IconName::ChevronRight />
                    {texts::WHAT_BELONGS_HERE}
                </button>
                <Show when=move || !folded.get()>
                    <div class="guidance-words">
                        {move || words.get().lines().filter(|line| !line.trim().is_empty()).map(|line| view! { <p>{line.to_owned()}</p> }).collect_view()}
                    </div>
                </Show>
            </div>
        </Show>
    }
}

/// What the section says of itself; for timelines and mitigations that say nothing, what holds for all of them.
fn words(section: &SectionView) -> String {
    let own = section.guidance.trim();
    if !own.is_empty() {
        return own.to_owned();
    }
    match section.kind {
        SectionKind::Prose => "",
        SectionKind::Timeline => texts::TIMELINE_GUIDANCE,
        SectionKind::Mitigations => texts::MITIGATIONS_GUIDANCE,
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn section(kind: SectionKind, guidance: &str) -> SectionView {
        SectionView {
            id: "s".into(),
            kind,
            heading: String::new(),
            guidance: guidance.into(),
            body: String::new(),
            removed: None,
        }
    }

    #[test]
    fn what_a_template_says_comes_before_what_holds_for_all() {
        assert_eq!(words(&section(SectionKind::Timeline, " Own words \n")), "Own words");
        assert!(words(&section(SectionKind::Mitigations, "")).contains("verb"));
        assert_eq!(words(&section(SectionKind::Prose, " ")), "");
    }
}
