//! "Since I was last here": what others changed since one's last visit, on whatever device that was; a quiet line, and marks that go once seen.

mod marks;

use std::collections::BTreeSet;

use debrief_shared::{
    api::{HistoryDiff, Seen},
    history::ItemChange,
};
use leptos::{ev, prelude::*, task::spawn_local};
use uuid::Uuid;

use super::{clock::shown_zone, history::people_words};
use crate::texts::{history, listed, presence as texts};
use crate::{
    api,
    live::{Live, Status},
    ui::{IconButton, IconName},
    zone::exact_words,
};

/// What is new to the one who reads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Told {
    /// In words.
    words: String,
    /// Where the comparison is shown.
    href: String,
    /// The last change that it tells of.
    end: i64,
}

/// What others changed since one was last here.
#[derive(Clone, Copy)]
pub(super) struct News {
    live: Live,
    told: RwSignal<Option<Told>>,
    /// Sections, entries and mitigations that changed and were not looked at yet.
    unseen: RwSignal<BTreeSet<String>>,
    /// Whether everything that was there at the beginning has been looked at: what comes from now on is seen as it comes.
    caught_up: StoredValue<bool>,
}

impl News {
    /// Asks once the document is open; notes what was seen until the current owner ends.
    pub(super) fn of(live: Live) -> Self {
        let news =
            Self { live, told: RwSignal::new(None), unseen: RwSignal::default(), caught_up: StoredValue::new(false) };
        let (status, asked) = (live.status(), StoredValue::new(false));
        Effect::new(move |_| {
            if status.get() == Status::Saved && !asked.get_value() {
                asked.set_value(true);
                spawn_local(news.ask());
            }
        });
        Effect::new(move |before: Option<bool>| {
            let some = news.unseen.with(|unseen| !unseen.is_empty());
            if before == Some(true) && !some {
                news.catch_up();
            }
            some
        });
        marks::show(news.unseen);
        news.note_when_leaving();
        news
    }

    /// Whether this section is new to the reader, or something in its list.
    pub(super) fn is_in(self, section: &str) -> bool {
        self.unseen.with(|unseen| unseen.contains(section))
    }

    async fn ask(self) {
        let id = self.live.id();
        // Without an answer there is no line; the next visit asks again.
        let Ok(seen) = api::seen(id).await else { return };
        let Some(from) = seen.seq.filter(|_| !seen.others.is_empty()) else { return self.catch_up() };
        let Ok(difference) = api::difference(id, from, seen.end).await else { return };
        // The page may have been left meanwhile.
        if self.unseen.try_get_untracked().is_none() {
            return;
        }
        let me = self.live.me().id;
        let changed = changed_by_others(&difference, me);
        if changed.is_empty() && difference.changes.facts.is_empty() && difference.changes.title.is_empty() {
            return self.catch_up();
        }
        let zone = self.live.outline().with_untracked(|view| shown_zone(&view.facts.time_zone));
        let since = seen.at.as_deref().and_then(|at| at.parse().ok()).map(|at| exact_words(zone.at(at)));
        let told = Told {
            words: words(&seen, &changed, since.as_deref()),
            href: format!("/p/{id}/history?at={}&from={from}", seen.end),
            end: seen.end,
        };
        self.told.set(Some(told));
        if changed.is_empty() {
            self.catch_up();
        }
        self.unseen.set(changed.ids);
    }

    /// Everything was looked at.
    fn catch_up(self) {
        self.caught_up.set_value(true);
        let seq = self.told.with_untracked(|told| told.as_ref().map(|told| told.end));
        self.note(seq);
    }

    fn note(self, seq: Option<i64>) {
        let id = self.live.id();
        spawn_local(async move {
            // Not noted, it is told once more: better than never.
            let _ = api::note_seen(id, seq).await;
        });
    }

    /// What others wrote while one was here was seen.
    fn note_when_leaving(self) {
        let leave = move || {
            let saved = self.live.status().try_get_untracked().is_some_and(|status| status == Status::Saved);
            if saved && self.caught_up.try_get_value() == Some(true) {
                self.note(None);
            }
        };
        let hidden = document_is_hidden(leave);
        on_cleanup(move || {
            hidden.remove();
            leave();
        });
    }

    fn dismiss(self) {
        self.unseen.update(BTreeSet::clear);
        self.catch_up();
        self.told.set(None);
    }
}

fn document_is_hidden(then: impl Fn() + 'static) -> WindowListenerHandle {
    window_event_listener(ev::visibilitychange, move |_| {
        if document().hidden() {
            then();
        }
    })
}

/// The line at the top.
#[component]
pub(super) fn NewsLine() -> impl IntoView {
    let news = expect_context::<News>();
    move || {
        news.told.get().map(|told| {
            view! {
                <div class="news" data-testid="news">
                    <p class="news-words" title=told.words.clone()>{told.words.clone()}</p>
                    <a class="news-show" href=told.href.clone() data-testid="show-changes">{texts::SHOW_CHANGES}</a>
                    <IconButton icon=IconName::Close label=texts::I_HAVE_SEEN_IT attr:data-testid="dismiss-news" on:click=move |_| news.dismiss() />
                </div>
            }
        })
    }
}

/// What others changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Changed {
    ids: BTreeSet<String>,
    sections: usize,
    entries: usize,
    mitigations: usize,
}

impl Changed {
    fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }
}

fn changed_by_others(difference: &HistoryDiff, me: Uuid) -> Changed {
    let mut ids = BTreeSet::new();
    let mut take = |items: &[ItemChange]| {
        let others: Vec<String> = items.iter().filter(|item| !is_mine(item, me)).map(|item| item.id.clone()).collect();
        let count = others.len();
        ids.extend(others);
        count
    };
    let all = &difference.changes;
    let (sections, entries, mitigations) = (take(&all.sections), take(&all.timeline), take(&all.mitigations));
    Changed { ids, sections, entries, mitigations }
}

/// Whether nobody else had a part in it, as far as is known: who set a field is not.
fn is_mine(item: &ItemChange, me: Uuid) -> bool {
    let mut by = item.texts.iter().flat_map(|text| &text.runs).filter_map(|run| run.by).peekable();
    item.fields.is_empty() && !item.moved && by.peek().is_some() && by.all(|by| by == me)
}

/// `Grace and 2 others changed 3 sections since Tue 24 Nov 2026, 14:05 UTC`.
fn words(seen: &Seen, changed: &Changed, since: Option<&str>) -> String {
    let names: Vec<&str> = seen.others.iter().map(|person| person.name.as_str()).collect();
    let who = match names.as_slice() {
        [first, rest @ ..] if rest.len() > 1 => texts::and_others(first, rest.len()),
        names => people_words(names),
    };
    let count = |many: usize, words: fn(usize) -> String| (many > 0).then(|| words(many));
    let parts: Vec<String> = [
        count(changed.sections, history::sections),
        count(changed.entries, history::entries),
        count(changed.mitigations, history::mitigations),
    ]
    .into_iter()
    .flatten()
    .collect();
    let what = if parts.is_empty() { texts::TITLE_AND_FACTS.to_owned() } else { listed(&parts) };
    match since {
        Some(since) => texts::changed_since(&who, &what, since),
        None => texts::changed(&who, &what),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use debrief_shared::{
        api::Person,
        history::{ItemKind, Run, RunKind, TextChange},
    };

    fn person(number: u128, name: &str) -> Person {
        serde_json::from_value(serde_json::json!({"id": Uuid::from_u128(number), "name": name, "color": 1}))
            .expect("a person")
    }

    fn item(id: &str, by: &[u128]) -> ItemChange {
        let run = |by: &u128| Run { kind: RunKind::Inserted, text: "x".to_owned(), by: Some(Uuid::from_u128(*by)) };
        ItemChange {
            id: id.to_owned(),
            kind: ItemKind::Changed,
            label: String::new(),
            moved: false,
            removed: None,
            texts: vec![TextChange { path: format!("sections/{id}/body"), runs: by.iter().map(run).collect() }],
            fields: Vec::new(),
        }
    }

    #[test]
    fn ones_own_changes_are_no_news() {
        let mut difference = HistoryDiff { changes: Default::default(), people: Vec::new() };
        difference.changes.sections = vec![item("mine", &[1]), item("ours", &[1, 2]), item("unknown", &[])];
        let changed = changed_by_others(&difference, Uuid::from_u128(1));
        assert_eq!(changed.ids.into_iter().collect::<Vec<_>>(), ["ours", "unknown"]);
        assert_eq!(changed.sections, 2);
    }

    #[test]
    fn the_line_says_who_what_and_since_when() {
        let people = ["Grace", "Edsger", "Barbara"];
        let others = people.iter().enumerate().map(|(at, name)| person(at as u128 + 2, name)).collect();
        let seen = Seen { seq: Some(1), at: None, end: 9, others };
        let changed = Changed { sections: 3, entries: 1, ..Changed::default() };
        let line = words(&seen, &changed, Some("Tue 24 Nov 2026, 14:05 UTC"));
        assert_eq!(line, "Grace and 2 others changed 3 sections and 1 timeline entry since Tue 24 Nov 2026, 14:05 UTC");
        let one = Seen { others: vec![person(2, "Grace")], ..seen };
        assert_eq!(words(&one, &Changed::default(), None), "Grace changed the title and facts");
    }
}
