//! What the history page knows: the moments there are, which one is chosen, and the document of it.

use std::{collections::HashMap, sync::Arc};

use debrief_shared::{
    api::{Person, Role},
    document::View,
    history::{Changes, Run},
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::NavigateOptions;
use uuid::Uuid;

use super::super::{access::Closed, clock};
use super::points::{Point, Points};
use crate::texts::history as texts;
use crate::{
    api::{self, ApiError},
    ui::{Loaded, Toaster},
    zone::{Zone, day_words},
};

/// What a moment is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Against {
    /// The moment before it.
    Before,
    /// The state after this change.
    Point(i64),
}

/// The document of one moment, with what changed in it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Shown {
    /// The document.
    pub(super) view: Arc<View>,
    /// What changed; `None` when nothing tells that.
    pub(super) changes: Option<Arc<Changes>>,
    /// Everybody whom a change names.
    pub(super) people: Arc<HashMap<Uuid, Person>>,
    /// Whether what came before it was cleared away.
    pub(super) begins: bool,
}

impl Shown {
    /// How much changed, in a sentence.
    pub(super) fn summary(&self) -> String {
        let begins = if self.begins { texts::HISTORY_BEGINS_AFTER } else { "" };
        let Some(changes) = &self.changes else {
            return texts::KEPT_BY_ITS_NAME.to_owned();
        };
        let mut parts = Vec::new();
        let mut count = |many: usize, words: fn(usize) -> String| {
            if many > 0 {
                parts.push(words(many));
            }
        };
        count(changes.sections.len(), texts::sections);
        count(changes.timeline.len(), texts::entries);
        count(changes.mitigations.len(), texts::mitigations);
        count(changes.facts.len(), texts::facts);
        count(usize::from(!changes.title.is_empty()), texts::titles);
        if parts.is_empty() {
            return format!("{}{begins}", texts::NOTHING_CHANGED);
        }
        format!("{}{begins}", texts::changed(parts.join(", ")))
    }

    /// The runs of a text that changed.
    pub(super) fn runs(&self, path: &str) -> Option<Vec<Run>> {
        let changes = self.changes.as_ref()?;
        if path == "title" {
            return (!changes.title.is_empty()).then(|| changes.title.clone());
        }
        let items = [&changes.sections, &changes.timeline, &changes.mitigations].into_iter().flatten();
        items.flat_map(|item| &item.texts).find(|text| text.path == path).map(|text| text.runs.clone())
    }
}

/// The page's state.
#[derive(Clone, Copy)]
pub(super) struct Past {
    id: Uuid,
    list: RwSignal<Loaded<Arc<Points>>>,
    chosen: RwSignal<Option<i64>>,
    against: RwSignal<Against>,
    shown: RwSignal<Loaded<Shown>>,
    zone: RwSignal<Zone>,
    title: RwSignal<String>,
    role: RwSignal<Option<Role>>,
    closed: RwSignal<Option<Closed>>,
    fetching: RwSignal<bool>,
    /// Counts what was asked for: an answer that comes too late is passed over.
    asked: StoredValue<u32>,
}

impl Past {
    /// Begins to fetch; shows the moment `at`, else the newest, compared with `from`, else the one before.
    pub(super) fn open(id: Uuid, at: Option<i64>, from: Option<i64>) -> Self {
        let past = Self {
            id,
            list: RwSignal::new(Loaded::Waiting),
            chosen: RwSignal::new(at),
            against: RwSignal::new(from.map_or(Against::Before, Against::Point)),
            shown: RwSignal::new(Loaded::Waiting),
            zone: RwSignal::new(Zone::utc()),
            title: RwSignal::default(),
            role: RwSignal::new(None),
            closed: RwSignal::new(None),
            fetching: RwSignal::new(false),
            asked: StoredValue::new(0),
        };
        past.reload();
        past
    }

    pub(super) fn id(self) -> Uuid {
        self.id
    }

    pub(super) fn title(self) -> String {
        self.title.get()
    }

    pub(super) fn list(self) -> Signal<Loaded<Arc<Points>>> {
        self.list.into()
    }

    pub(super) fn shown(self) -> Signal<Loaded<Shown>> {
        self.shown.into()
    }

    pub(super) fn against(self) -> Signal<Against> {
        self.against.into()
    }

    /// On whose clocks times are shown.
    pub(super) fn zone(self) -> Signal<Zone> {
        self.zone.into()
    }

    /// Why there is nothing to see here.
    pub(super) fn closed(self) -> Signal<Option<Closed>> {
        self.closed.into()
    }

    pub(super) fn may_edit(self) -> Signal<bool> {
        let role = self.role;
        Signal::derive(move || role.get().is_some_and(Role::writes))
    }

    pub(super) fn is_waiting(self) -> bool {
        self.shown.with(|shown| matches!(shown, Loaded::Waiting))
    }

    /// Whether more versions are on their way.
    pub(super) fn is_fetching(self) -> Signal<bool> {
        self.fetching.into()
    }

    /// The moment that is chosen.
    pub(super) fn point(self) -> Option<Point> {
        let chosen = self.chosen.get();
        self.list.with(|list| {
            let points = list.ready()?;
            chosen.map_or_else(|| points.all.first(), |seq| points.at(seq)).cloned()
        })
    }

    pub(super) fn is_newest(self) -> bool {
        let point = self.point();
        self.list.with(|list| list.ready().and_then(|list| list.all.first().cloned())) == point
    }

    /// Everything that it can be compared with.
    pub(super) fn others(self) -> Vec<(i64, String)> {
        let (chosen, zone) = (self.point().map(|point| point.seq), self.zone.get());
        self.list.with(|list| {
            let points = list.ready().map(|list| list.all.clone()).unwrap_or_default();
            let newest = points.first().map(|point| point.seq);
            // A link may name a moment in the middle of somebody's work.
            let between = match self.against.get() {
                Against::Point(seq) if points.iter().all(|point| point.seq != seq) => {
                    Some((seq, texts::A_MOMENT_IN_BETWEEN.to_owned()))
                }
                _ => None,
            };
            let points = points.into_iter().filter(|point| Some(point.seq) != chosen).map(|point| {
                let words = format!("{}, {}", day_words(zone.at(point.until)), point.clock(&zone));
                let words = if Some(point.seq) == newest { texts::now(words) } else { words };
                let label = point.label();
                (point.seq, if label.is_empty() { words } else { format!("{words} – {label}") })
            });
            between.into_iter().chain(points).collect()
        })
    }

    /// Looks at a moment.
    pub(super) fn choose(self, seq: i64) {
        self.chosen.set(Some(seq));
        self.against.set(Against::Before);
        self.remember();
        self.show();
    }

    /// Compares with the state after a change; with the moment before for nothing.
    pub(super) fn compare(self, with: &str) {
        self.against.set(with.parse().map_or(Against::Before, Against::Point));
        self.remember();
        self.show();
    }

    /// The address leads to what is shown, so that it can be sent to others.
    fn remember(self) {
        let at = untrack(|| self.point()).map(|point| format!("?at={}", point.seq)).unwrap_or_default();
        let from = match self.against.get_untracked() {
            Against::Point(seq) if !at.is_empty() => format!("&from={seq}"),
            _ => String::new(),
        };
        let address = format!("/p/{}/history{at}{from}", self.id);
        if let Ok(history) = window().history() {
            let state = history.state().unwrap_or_default();
            // A browser that keeps its address shows the same page.
            let _ = history.replace_state_with_url(&state, "", Some(&address));
        }
    }

    /// Fetches the list anew.
    pub(super) fn reload(self) {
        let id = self.id;
        spawn_local(async move {
            match api::postmortem(id).await {
                Ok(summary) => {
                    self.role.try_set(Some(summary.role));
                    self.title.try_set(summary.title);
                }
                Err(error) => return self.fail(&error),
            }
            let mut points = Points::default();
            match api::history(id, None).await {
                Ok(page) => points.add(page),
                Err(error) => return self.fail(&error),
            }
            // An older moment that was asked for may be on a later page.
            let wanted = self.chosen.try_get_untracked().flatten();
            while let (Some(wanted), Some(next)) = (wanted, points.next) {
                if points.all.last().is_some_and(|point| point.seq <= wanted) {
                    break;
                }
                match api::history(id, Some(next)).await {
                    Ok(page) => points.add(page),
                    Err(error) => return self.fail(&error),
                }
            }
            self.list.try_set(Loaded::Ready(Arc::new(points)));
            self.show();
        });
    }

    /// The same, should the page still be there.
    pub(super) fn reload_if_open(self) {
        if self.list.try_get_untracked().is_some() {
            self.reload();
        }
    }

    /// Fetches the next page of the list.
    pub(super) fn more(self) {
        if self.fetching.get_untracked() {
            return;
        }
        self.fetching.set(true);
        spawn_local(async move {
            let outcome = self.fetch_more().await;
            self.fetching.try_set(false);
            if let Err(error) = outcome {
                self.fail(&error);
            }
        });
    }

    async fn fetch_more(self) -> Result<(), ApiError> {
        let known = self.list.try_with_untracked(|list| list.ready().cloned()).flatten();
        let Some((known, next)) = known.and_then(|known| Some((known.clone(), known.next?))) else { return Ok(()) };
        let page = api::history(self.id, Some(next)).await?;
        let mut points = (*known).clone();
        points.add(page);
        self.list.try_set(Loaded::Ready(Arc::new(points)));
        Ok(())
    }

    fn fail(self, error: &ApiError) {
        if error.is_signed_out() {
            self.closed.try_set(Some(Closed::SignedOut));
        } else if error.status() == Some(404) {
            self.closed.try_set(Some(Closed::NotFound));
        } else {
            self.list.try_set(Loaded::Failed(error.words()));
        }
    }

    /// Fetches the document of the moment that is chosen.
    pub(super) fn show(self) {
        let Some(point) = untrack(|| self.point()) else { return };
        let Some(against) = self.against.try_get_untracked() else { return };
        let turn = self.asked.get_value() + 1;
        self.asked.set_value(turn);
        self.shown.set(Loaded::Waiting);
        spawn_local(async move {
            let found = self.fetch(&point, against).await;
            if self.asked.try_get_value() != Some(turn) {
                return;
            }
            match found {
                Ok(shown) => {
                    self.zone.try_set(clock::shown_zone(&shown.view.facts.time_zone));
                    self.shown.try_set(Loaded::Ready(shown));
                }
                Err(error) if error.is_signed_out() || error.status() == Some(404) => self.fail(&error),
                Err(error) => drop(self.shown.try_set(Loaded::Failed(error.words()))),
            }
        });
    }

    async fn fetch(self, point: &Point, against: Against) -> Result<Shown, ApiError> {
        let mut begins = false;
        let between = match against {
            Against::Point(other) => Some((point.seq.min(other), point.seq.max(other))),
            Against::Before if point.alone => None,
            Against::Before => {
                let before = self.before(point.seq).await?;
                let list = self.list.try_with_untracked(|list| list.ready().cloned()).flatten();
                begins = before > 0 && list.is_some_and(|list| list.begins_after == before);
                Some((before, point.seq))
            }
        };
        let to = between.map_or(point.seq, |(_, to)| to);
        let view = Arc::new(api::past(self.id, to).await?);
        let difference = match between {
            Some((from, to)) => Some(api::difference(self.id, from, to).await?),
            None => None,
        };
        let people = difference.iter().flat_map(|difference| difference.people.iter().cloned());
        let people = Arc::new(people.map(|person| (person.id, person)).collect());
        Ok(Shown { view, people, begins, changes: difference.map(|difference| Arc::new(difference.changes)) })
    }

    async fn before(self, seq: i64) -> Result<i64, ApiError> {
        loop {
            let known = self.list.try_with_untracked(|list| list.ready().cloned()).flatten();
            match known.and_then(|known| known.before(seq)) {
                Some(before) => return Ok(before),
                None => self.fetch_more().await?,
            }
        }
    }

    /// Makes the postmortem what it was then, leads there, and offers the way back.
    pub(super) fn restore(
        self,
        seq: i64,
        words: String,
        busy: RwSignal<bool>,
        toaster: Toaster,
        navigate: impl Fn(&str, NavigateOptions) + Clone + Send + Sync + 'static,
    ) {
        let id = self.id;
        spawn_local(async move {
            let done = api::restore_past(id, seq).await;
            busy.try_set(false);
            match done {
                Ok(before) => {
                    navigate(&format!("/p/{id}"), NavigateOptions::default());
                    let undo = move || {
                        spawn_local(async move {
                            match api::restore_past(id, before).await {
                                Ok(_) => toaster.say(texts::IT_READS_AS_BEFORE_AGAIN),
                                Err(error) => toaster.say(error.words()),
                            }
                        });
                    };
                    toaster.undoable(texts::reads_as_again(&words), undo);
                }
                Err(error) => toaster.say(error.words()),
            }
        });
    }
}
