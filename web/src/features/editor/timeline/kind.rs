//! The kind of an entry: a quiet picture that opens a menu.

use debrief_shared::document::{EntryKind, Field, List};
use leptos::prelude::*;

use super::Timeline;
use crate::texts::timeline as texts;
use crate::ui::{Icon, IconName, Menu, MenuItem};

/// The picture of a kind.
pub(super) fn picture(kind: EntryKind) -> IconName {
    match kind {
        EntryKind::Status => IconName::Warning,
        EntryKind::Detection => IconName::Eye,
        EntryKind::Decision => IconName::Check,
        EntryKind::Action => IconName::Edit,
        EntryKind::Assumption => IconName::Info,
        EntryKind::Workaround => IconName::Redo,
        EntryKind::Solution => IconName::Done,
        EntryKind::Communication => IconName::Comment,
        EntryKind::Note => IconName::Document,
    }
}

/// The kind of the entry `id`, and the way to change it.
#[component]
pub(super) fn KindMenu(
    /// Which entry.
    id: String,
    /// Its kind.
    kind: Memo<EntryKind>,
    /// The timeline.
    timeline: Timeline,
) -> impl IntoView {
    let enabled = timeline.live.can_write();
    let id = StoredValue::new(id);
    let choose = move |kind: EntryKind| {
        // An entry that is gone has no kind any more.
        let _ = timeline.live.edit(|postmortem, txn| {
            postmortem.set_field(txn, List::Timeline, &id.get_value(), Field::Kind, kind.as_str())
        });
    };
    let sign = move || {
        let kind = kind.get();
        view! {
            <span class=format!("kind kind-{}", kind.as_str()) title=kind.label()>
                <Icon name=picture(kind) />
                <span class="visually-hidden">{kind.label()}</span>
            </span>
        }
    };
    let items = move || {
        EntryKind::ALL
            .iter()
            .map(|&kind| {
                view! {
                    <MenuItem icon=picture(kind) on_select=Callback::new(move |()| choose(kind))>
                        {kind.label()}
                    </MenuItem>
                }
            })
            .collect_view()
    };
    move || {
        if enabled.get() {
            view! {
                <Menu label=texts::KIND_OF_ENTRY class="kind-button" trigger=move || sign.into_any()>
                    {items()}
                </Menu>
            }
            .into_any()
        } else {
            view! { <span class="kind-button">{sign}</span> }.into_any()
        }
    }
}
