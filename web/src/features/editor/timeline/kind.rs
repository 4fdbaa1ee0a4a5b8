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
    }
}

/// What words tell of the kind of an entry, most telling kinds first.
const TELLING: [(EntryKind, &[&str]); 8] = [
    (EntryKind::Solution, texts::TELL_OF_SOLUTION),
    (EntryKind::Detection, texts::TELL_OF_DETECTION),
    (EntryKind::Decision, texts::TELL_OF_DECISION),
    (EntryKind::Assumption, texts::TELL_OF_ASSUMPTION),
    (EntryKind::Workaround, texts::TELL_OF_WORKAROUND),
    (EntryKind::Communication, texts::TELL_OF_COMMUNICATION),
    (EntryKind::Action, texts::TELL_OF_ACTION),
    (EntryKind::Status, texts::TELL_OF_STATUS),
];

/// The kind that the words of an entry speak of, if they do. A guess: whoever wrote them may mean another.
pub(super) fn guess(words: &str) -> Option<EntryKind> {
    let letters = |c: char| if c.is_alphanumeric() { c } else { ' ' };
    let told: Vec<String> =
        words.to_lowercase().chars().map(letters).collect::<String>().split_whitespace().map(str::to_owned).collect();
    let told = format!(" {} ", told.join(" "));
    let tells = |word: &&str| told.contains(&format!(" {word} "));
    TELLING.iter().find(|(_, words)| words.iter().any(&tells)).map(|(kind, _)| *kind)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_tell_of_a_kind_or_of_none() {
        assert_eq!(guess("Rolled back checkout to 4.12"), Some(EntryKind::Solution));
        assert_eq!(guess("Alert: queue length"), Some(EntryKind::Detection));
        assert_eq!(guess("deployed 4.13"), Some(EntryKind::Action));
        assert_eq!(guess("error rate rose"), Some(EntryKind::Status));
        assert_eq!(guess("The ranking looked odd"), None, "only whole words");
        assert_eq!(guess(""), None);
    }
}
