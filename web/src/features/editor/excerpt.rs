//! Entries of the timeline, chosen in a dialog and put into a text as a table: as they are now.

use std::{collections::BTreeSet, rc::Rc};

use debrief_shared::document::EntryView;
use leptos::prelude::*;

use super::{clock::shown_now, offers::written};
use crate::texts::document as texts;
use crate::{
    live::Live,
    ui::{Button, ButtonKind, Dialog},
};

/// What gets the table.
type Insert = Rc<dyn Fn(&str)>;

/// The dialog's state, and where its table goes.
#[derive(Clone, Copy)]
pub(super) struct Excerpt {
    open: RwSignal<bool>,
    chosen: RwSignal<BTreeSet<String>>,
    insert: StoredValue<Option<Insert>, LocalStorage>,
}

impl Excerpt {
    /// Closed.
    pub(super) fn new() -> Self {
        Self { open: RwSignal::new(false), chosen: RwSignal::default(), insert: StoredValue::new_local(None) }
    }

    /// Asks which entries; `insert` gets the table.
    pub(super) fn open(self, insert: Insert) {
        self.insert.set_value(Some(insert));
        self.chosen.set(BTreeSet::new());
        self.open.set(true);
    }
}

/// The dialog.
#[component]
pub(super) fn ExcerptDialog(excerpt: Excerpt) -> impl IntoView {
    let live = expect_context::<Live>();
    let (open, chosen) = (excerpt.open, excerpt.chosen);
    let entries =
        Memo::new(move |_| live.outline().with(|view| view.live_timeline().cloned().collect::<Vec<EntryView>>()));
    let insert = move |_| {
        let zone = shown_now(live);
        let when = |entry: &EntryView| {
            entry.moment().map_or_else(|| entry.at.clone(), |moment| written(zone.at(moment.instant())))
        };
        let wanted: Vec<(String, String)> = entries.with_untracked(|entries| {
            chosen.with_untracked(|chosen| {
                let picked = entries.iter().filter(|entry| chosen.contains(&entry.id));
                picked.map(|entry| (when(entry), entry.text.clone())).collect()
            })
        });
        open.set(false);
        let put = excerpt.insert.try_update_value(Option::take).flatten();
        if let (Some(put), false) = (put, wanted.is_empty()) {
            // Once the dialog has given the keyboard back.
            request_animation_frame(move || put(&table(&wanted)));
        }
    };
    let all = move |_| {
        let ids: BTreeSet<String> =
            entries.with_untracked(|entries| entries.iter().map(|entry| entry.id.clone()).collect());
        chosen.update(|chosen| *chosen = if chosen.len() == ids.len() { BTreeSet::new() } else { ids });
    };
    view! {
        <Dialog open title=texts::TIMELINE_EXCERPT>
            <div class="dialog-body excerpt">
                <p class="excerpt-note">{texts::THE_CHOSEN_ENTRIES_COME}</p>
                <ul class="excerpt-list">
                    {move || {
                        let zone = shown_now(live);
                        entries
                            .get()
                            .into_iter()
                            .map(|entry| {
                                let (id, key) = (entry.id.clone(), entry.id.clone());
                                let when = entry
                                    .moment()
                                    .map_or_else(|| entry.at.clone(), |moment| written(zone.at(moment.instant())));
                                let toggle = move |_| {
                                    chosen.update(|chosen| {
                                        if !chosen.remove(&id) {
                                            chosen.insert(id.clone());
                                        }
                                    });
                                };
                                view! {
                                    <li>
                                        <label class="excerpt-entry">
                                            <input type="checkbox" prop:checked=move || chosen.with(|chosen| chosen.contains(&key)) on:change=toggle />
                                            <span class="excerpt-time">{when}</span>
                                            <span>{entry.text}</span>
                                        </label>
                                    </li>
                                }
                            })
                            .collect_view()
                    }}
                </ul>
            </div>
            <div class="dialog-foot">
                <Button kind=ButtonKind::Quiet on:click=all>{texts::ALL_OR_NONE}</Button>
                <Button kind=ButtonKind::Primary attr:data-testid="excerpt-insert" attr:disabled=move || chosen.with(BTreeSet::is_empty) on:click=insert>
                    {texts::PUT_IN}
                </Button>
            </div>
        </Dialog>
    }
}

/// A Markdown table of times and texts.
fn table(rows: &[(String, String)]) -> String {
    let cell =
        |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").replace('\\', "\\\\").replace('|', "\\|");
    let rows = rows.iter().map(|(when, text)| format!("| {} | {} |", cell(when), cell(text)));
    [texts::EXCERPT_HEAD.to_owned(), "| --- | --- |".to_owned()].into_iter().chain(rows).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_and_breaks_in_entries_do_not_break_the_table() {
        let rows = [("2026-03-11 14:05 UTC+01:00".to_owned(), "ran `a | b`\nand waited".to_owned())];
        assert_eq!(
            table(&rows),
            "| Time | What happened |\n| --- | --- |\n| 2026-03-11 14:05 UTC+01:00 | ran `a \\| b` and waited |"
        );
    }
}
