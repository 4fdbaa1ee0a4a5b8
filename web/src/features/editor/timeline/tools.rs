//! Ways of looking at the timeline, over its list: filter, walk forward, picture and hints. All of them the reader's own.

use jiff::Timestamp;
use leptos::prelude::*;

use super::{
    Timeline,
    filter::{Filter, FilterPanel},
    walk,
};
use crate::texts::{import, timeline as texts};
use crate::ui::{Icon, IconName};

/// Something to look at or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// The picture on a scale.
    Picture,
    /// Hints at silences and odd times.
    Hints,
}

impl Look {
    fn words(self) -> &'static str {
        match self {
            Self::Picture => texts::PICTURE,
            Self::Hints => texts::HINTS,
        }
    }

    /// Where it is remembered on this device that it is off.
    fn key(self) -> &'static str {
        match self {
            Self::Picture => "debrief.timeline-no-picture",
            Self::Hints => "debrief.timeline-no-hints",
        }
    }
}

/// What the reader does not want to look at.
#[derive(Clone, Copy)]
pub(super) struct Looks(RwSignal<Vec<Look>>);

impl Looks {
    /// As it was on this device; all is on at first.
    pub(super) fn remembered() -> Self {
        let storage = window().local_storage().ok().flatten();
        let is_off =
            |look: &Look| storage.as_ref().and_then(|storage| storage.get_item(look.key()).ok().flatten()).is_some();
        Self(RwSignal::new([Look::Picture, Look::Hints].into_iter().filter(is_off).collect()))
    }

    /// Whether it is on.
    pub(super) fn has(self, look: Look) -> bool {
        self.0.with(|off| !off.contains(&look))
    }

    fn toggle(self, look: Look) {
        let was_on = untrack(|| self.has(look));
        self.0.update(|off| if was_on { off.push(look) } else { off.retain(|other| *other != look) });
        if let Ok(Some(storage)) = window().local_storage() {
            // Where nothing can be remembered it is on again next time.
            let _ = if was_on { storage.set_item(look.key(), "off") } else { storage.remove_item(look.key()) };
        }
    }
}

/// The buttons, the filter, and how much of the list is shown.
#[component]
pub(super) fn Tools(
    /// The timeline.
    timeline: Timeline,
    /// How many entries are shown, and how many there are.
    counts: Memo<(usize, usize)>,
    /// The times to stop at while walking forward.
    stops: Memo<Vec<Timestamp>>,
    /// Whether something is being brought in.
    importing: RwSignal<bool>,
) -> impl IntoView {
    let filtering = RwSignal::new(false);
    let filter = timeline.filter;
    let walking = move || timeline.walk.with(Option::is_some);
    let looks = timeline.looks;
    let look = move |look: Look| {
        view! {
            <button type="button" class="tool" aria-pressed=move || looks.has(look).to_string() on:click=move |_| looks.toggle(look)>{look.words()}</button>
        }
    };
    view! {
        <div class="timeline-tools">
            <button
                type="button"
                class="tool"
                aria-expanded=move || filtering.get().to_string()
                aria-controls="timeline-filter"
                data-testid="timeline-filter"
                on:click=move |_| filtering.update(|open| *open = !*open)
            >
                {texts::FILTER}
            </button>
            <button
                type="button"
                class="tool"
                aria-pressed=move || walking().to_string()
                data-testid="timeline-walk"
                on:click=move |_| {
                    if untrack(walking) {
                        timeline.walk.set(None);
                    } else {
                        stops.with_untracked(|stops| walk::begin(timeline, stops));
                    }
                }
            >
                {texts::WALK_FORWARD}
            </button>
            {look(Look::Picture)}
            <Show when=move || timeline.live.can_write().get()>
                {look(Look::Hints)}
                <button type="button" class="tool" data-testid="timeline-import" on:click=move |_| importing.set(true)>{import::OPEN}</button>
            </Show>
            <Show when=move || filter.with(Filter::is_on)>
                <span class="filter-said">
                    <span role="status" data-testid="timeline-shown">{move || { let (shown, all) = counts.get(); texts::of_shown(shown, all) }}</span>
                    <button type="button" class="icon-button" aria-label=texts::SHOW_ALL_ENTRIES data-testid="timeline-filter-clear" on:click=move |_| filter.set(Filter::default())>
                        <Icon name=IconName::Close />
                    </button>
                </span>
            </Show>
        </div>
        <Show when=move || filtering.get()>
            <FilterPanel timeline />
        </Show>
    }
}

/// Whether Escape is about what somebody types into a field of one line.
pub(super) fn in_a_text_field() -> bool {
    document().active_element().is_some_and(|element| element.matches(".field-input").unwrap_or(false))
}
