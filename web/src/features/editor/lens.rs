//! The lens on the page: quiet underlines for whoever writes, and for nobody else. It looks when writing has paused, on this device, and tells
//! nobody: what was dismissed is remembered here, as hashes.

mod card;
mod looking;
mod memory;

use std::{collections::HashMap, sync::Arc, time::Duration};

use debrief_shared::{
    api::InstanceRole,
    document::TextPath,
    lens::{
        Context, Finding, Id, Rewrite, Scope,
        document::{context_of, lint_document},
        lint,
    },
    missing::Missing,
};
use leptos::{ev, leptos_dom::helpers::TimeoutHandle, prelude::*};
use wasm_bindgen::JsCast as _;
use web_sys::Element;
use yrs::{GetString, Text};

pub(super) use card::LensCard;
use looking::{Read, look_at, slice, timed};
use memory::Memory;

use crate::texts::lens as texts;
use crate::{
    api,
    live::Live,
    session::Session,
    text_surface::{RemarkRange, Remarks},
    ui::{Command, IconName, Shortcut, Toaster, use_commands, use_keys},
};

/// How long writing has to pause before the lens looks.
const PAUSE: Duration = Duration::from_millis(400);
/// … though whoever types without a pause sees remarks after so long, in milliseconds.
const LONGEST_WAIT_MS: f64 = 8_000.0;
/// Rules that matter in a comment.
const TONE: [Id; 7] = [Id::L1, Id::L2, Id::L3, Id::L5, Id::L7, Id::L10, Id::L15];
/// Keys of remarks on the document as a whole begin with it, in the list of what is missing.
pub(super) const WHOLE: &str = "lens:";

const KEYS: &[Shortcut] = &[(&["Alt", "Enter"], texts::NEXT_REMARK_ON_THE_LANGUAGE)];

/// A remark in a text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Spot {
    path: TextPath,
    finding: Finding,
    /// The words that it is about.
    words: String,
    /// What it is remembered by when it is dismissed.
    mark: u64,
}

/// The lens of the open postmortem; provided by context.
#[derive(Clone, Copy)]
pub(super) struct Lens {
    live: Live,
    toaster: Toaster,
    remarks: Remarks,
    memory: RwSignal<Memory>,
    people: RwSignal<Vec<String>>,
    /// Names of customers; guests know none.
    customers: RwSignal<Vec<String>>,
    spots: RwSignal<Arc<Vec<Spot>>>,
    whole: RwSignal<Vec<Missing>>,
    open: RwSignal<Option<Spot>>,
    /// Whether the card was asked for by key, and so takes the keyboard. After a click the caret stays in the words.
    by_key: RwSignal<bool>,
    read: StoredValue<(Context, HashMap<TextPath, Read>), LocalStorage>,
    waiting: StoredValue<Option<TimeoutHandle>>,
    /// Since when there is something to look at, by the device's clock.
    asked: StoredValue<Option<f64>>,
}

impl Lens {
    /// Begins to look. Texts below find what to underline in context.
    pub(super) fn provide(live: Live) {
        let remarks = Remarks { shown: RwSignal::default(), pressed: RwSignal::new(None) };
        provide_context(remarks);
        let lens = Self {
            live,
            toaster: expect_context(),
            remarks,
            memory: RwSignal::new(Memory::load()),
            people: RwSignal::default(),
            customers: RwSignal::default(),
            spots: RwSignal::default(),
            whole: RwSignal::default(),
            open: RwSignal::new(None),
            by_key: RwSignal::new(false),
            read: StoredValue::new_local((Context::default(), HashMap::new())),
            waiting: StoredValue::new(None),
            asked: StoredValue::new(None),
        };
        provide_context(lens);
        lens.follow();
        lens.listen();
        lens.enter_commands();
    }

    /// The first remark on the tone of a comment. People are spoken to and of there; what is careless towards them is not.
    pub(super) fn tone(self, text: &str) -> Option<Finding> {
        let memory = self.memory.get_untracked();
        if !memory.is_on() {
            return None;
        }
        let context = self.read.with_value(|read| read.0.clone());
        let findings = lint(&looking::addressed(text), Scope::Account, &context);
        findings.into_iter().find(|finding| TONE.contains(&finding.rule.id) && !memory.hides_rule(finding.rule.code))
    }

    /// Remarks on the document as a whole, for the list of what is missing.
    pub(super) fn whole(self) -> Vec<Missing> {
        self.whole.get()
    }

    /// Looks again when writing has paused, or when something else says so.
    fn follow(self) {
        let on = Memo::new(move |_| self.live.can_write().get() && self.memory.with(Memory::is_on));
        Effect::new(move |_| {
            self.live.outline().track();
            self.live.follow_texts();
            self.people.track();
            self.customers.track();
            let delay = if self.memory.with(Memory::is_fresh) { Duration::ZERO } else { PAUSE };
            self.stop_waiting();
            if !on.get() {
                self.show(Vec::new(), Vec::new());
                return;
            }
            self.asked.update_value(|asked| *asked = asked.or_else(|| Some(js_sys::Date::now())));
            self.look_later(delay);
        });
        on_cleanup(move || self.stop_waiting());
        let role = expect_context::<Session>().info().with_untracked(|info| info.as_ref().map(|info| info.role));
        let is_member = role.is_some_and(|role| role != InstanceRole::Guest);
        Effect::new(move |asked: Option<bool>| {
            let asked = asked.unwrap_or_default();
            if on.get() && !asked {
                leptos::task::spawn_local(async move {
                    // Without an answer names are known from the document alone.
                    if let Ok(people) = api::people().await {
                        self.people.try_set(people.into_iter().map(|person| person.name).collect());
                    }
                    if is_member && let Ok(customers) = api::customers().await {
                        self.customers.try_set(customers.names);
                    }
                });
            }
            asked || on.get()
        });
        Effect::new(move |_| {
            let Some(id) = self.remarks.pressed.get() else { return };
            self.remarks.pressed.set(None);
            self.by_key.set(false);
            self.open_at(id as usize);
        });
    }

    /// Looks when nothing was typed for a while: a large text takes longer than there is between two keys.
    fn look_later(self, delay: Duration) {
        let due = move || {
            let asked = self.asked.try_get_value().flatten().unwrap_or_default();
            let left = PAUSE.as_secs_f64() * 1_000.0 - self.live.typed_ago();
            if left > 0.0 && js_sys::Date::now() - asked < LONGEST_WAIT_MS {
                self.look_later(Duration::from_secs_f64(left / 1_000.0));
            } else {
                self.asked.set_value(None);
                self.look();
            }
        };
        self.waiting.set_value(set_timeout_with_handle(due, delay).ok());
    }

    fn stop_waiting(self) {
        if let Some(Some(waiting)) = self.waiting.try_update_value(Option::take) {
            waiting.clear();
        }
    }

    fn look(self) {
        let Some(memory) = self.memory.try_get_untracked() else { return };
        let now = self.live.now();
        let view = self.live.read(|postmortem, txn| postmortem.view(txn));
        let mut context = context_of(&view, &self.people.get_untracked());
        context.customers = self.customers.get_untracked();
        let looked = timed(|| self.read.try_update_value(|read| look_at(self.live, &view, &context, &memory, read)));
        let Some(spots) = looked else { return };
        let remarks = lint_document(&view, Some(now));
        let whole = remarks.into_iter().filter(|remark| !memory.hides_rule(remark.rule.code)).filter_map(|remark| {
            let key = format!("{WHOLE}{}", remark.key);
            let hidden = memory.hides(memory::hash(&[&self.live.id().to_string(), &key]));
            (!hidden).then_some(Missing { key, words: remark.message, place: remark.place })
        });
        self.show(spots, whole.collect());
    }

    fn show(self, spots: Vec<Spot>, whole: Vec<Missing>) {
        let mut shown: HashMap<TextPath, Vec<RemarkRange>> = HashMap::new();
        for (id, spot) in (0_u32..).zip(&spots) {
            let range = RemarkRange { id, from: spot.finding.from, to: spot.finding.to };
            shown.entry(spot.path.clone()).or_default().push(range);
        }
        if self.open.with_untracked(|open| open.as_ref().is_some_and(|open| !spots.iter().any(|spot| spot == open))) {
            self.open.set(None);
        }
        self.spots.set(Arc::new(spots));
        self.whole.set(whole);
        self.remarks.shown.set(Arc::new(shown));
    }

    /// Alt and Enter, wherever the keyboard is in the document.
    fn listen(self) {
        let listener = window_event_listener(ev::keydown, move |event| {
            let asked = event.key() == "Enter" && event.alt_key() && !event.ctrl_key() && !event.meta_key();
            let under_dialog = matches!(document().query_selector("dialog[open]"), Ok(Some(_)));
            if asked && !event.is_composing() && !under_dialog && !event.default_prevented() {
                event.prevent_default();
                self.next();
            }
        });
        on_cleanup(move || listener.remove());
    }

    fn enter_commands(self) {
        const GROUP: &str = texts::THIS_POSTMORTEM;
        use_keys(texts::THE_LENS, KEYS);
        use_commands(move || {
            if !self.live.can_write().get() {
                return Vec::new();
            }
            let on = self.memory.with(Memory::is_on);
            let words = if on { texts::HIDE_REMARKS_ON_THE_LANGUAGE } else { texts::SHOW_REMARKS_ON_THE_LANGUAGE };
            let switch = move || self.change(|memory| memory.set_on(!on));
            let mut commands =
                vec![Command::new("lens", GROUP, words, IconName::Search, switch).also(texts::ALSO_LENS)];
            if on {
                let next =
                    Command::new("lens-next", GROUP, texts::NEXT_REMARK_ON_THE_LANGUAGE, IconName::Search, move || {
                        self.next();
                    });
                commands.push(next.keys(&["Alt", "Enter"]).also(texts::ALSO_LENS));
            }
            if on && self.memory.with(Memory::has_hidden) {
                let again = move || self.change(Memory::forget);
                commands.push(Command::new(
                    "lens-again",
                    GROUP,
                    texts::SHOW_DISMISSED_REMARKS_AGAIN,
                    IconName::Undo,
                    again,
                ));
            }
            commands
        });
    }

    fn change(self, how: impl FnOnce(&mut Memory)) {
        self.memory.try_update(|memory| {
            how(memory);
            memory.keep();
        });
    }

    fn open_at(self, index: usize) {
        let spot = self.spots.with_untracked(|spots| spots.get(index).cloned());
        self.open.set(spot);
    }

    /// Goes into the card that is open, or opens the remark that the caret is on, or the next one of the document.
    fn next(self) {
        let spots = self.spots.get_untracked();
        if spots.is_empty() {
            self.toaster.say(texts::NO_REMARKS_ON_THE_LANGUAGE);
            return;
        }
        let open = self.open.get_untracked();
        // What stands beside the caret is gone into first.
        if open.is_some() && !self.by_key.get_untracked() && card::focus() {
            return self.by_key.set(true);
        }
        self.by_key.set(true);
        let after = open.and_then(|open| spots.iter().position(|spot| *spot == open)).map(|index| index + 1);
        let index = after.or_else(under_caret).or_else(|| first_in_focus(&spots)).unwrap_or_default() % spots.len();
        let spot = &spots[index];
        self.live.reveal(&spot.path, Some((spot.finding.from, spot.finding.to)));
        self.open_at(index);
    }

    /// Puts a rewrite into the text, if the words still stand there.
    fn apply(self, spot: &Spot, rewrite: &Rewrite) {
        let stands = self.live.edit(|postmortem, txn| {
            let text = postmortem.text(txn, &spot.path)?;
            let now = text.get_string(txn);
            (slice(&now, spot.finding.from, spot.finding.to)? == spot.words).then_some(())?;
            text.remove_range(txn, rewrite.from, rewrite.to - rewrite.from);
            if !rewrite.text.is_empty() {
                text.insert(txn, rewrite.from, &rewrite.text);
            }
            Some(())
        });
        self.open.set(None);
        if stands.flatten().is_some() {
            let end = rewrite.from + u32::try_from(rewrite.text.encode_utf16().count()).unwrap_or_default();
            self.live.choose(&spot.path, end, end);
        }
    }

    /// Closes the card; the keyboard goes back to the words.
    fn close(self) {
        if let Some(spot) = self.open.get_untracked() {
            self.open.set(None);
            self.live.choose(&spot.path, spot.finding.to, spot.finding.to);
        }
    }

    fn dismiss_here(self, spot: &Spot) {
        let mark = spot.mark;
        self.close();
        self.change(|memory| memory.hide(mark));
        self.toaster.undoable(texts::NOT_SHOWN_HERE_AGAIN, move || self.change(|memory| memory.unhide(mark)));
    }

    fn dismiss_rule(self, spot: &Spot) {
        let rule = spot.finding.rule;
        self.close();
        self.change(|memory| memory.hide_rule(rule.code));
        self.toaster.undoable(texts::is_not_shown_again(rule.name), move || {
            self.change(|memory| memory.unhide_rule(rule.code));
        });
    }

    /// Sets a remark on the whole aside; the key is that of the list.
    pub(super) fn dismiss_whole(self, key: &str, words: &str) {
        let mark = memory::hash(&[&self.live.id().to_string(), key]);
        self.change(|memory| memory.hide(mark));
        self.toaster.undoable(texts::rule_not_shown_again(words), move || {
            self.change(|memory| memory.unhide(mark));
        });
    }
}

/// The remark whose mark the caret is in.
fn under_caret() -> Option<usize> {
    let node = window().get_selection().ok().flatten()?.anchor_node()?;
    let element = node.dyn_ref::<Element>().cloned().or_else(|| node.parent_element())?;
    let mark = element.closest("[data-range^=lens-]").ok().flatten()?;
    Remarks::id_of(&mark.get_attribute("data-range")?).map(|id| id as usize)
}

/// The first remark of the text that has the keyboard.
fn first_in_focus(spots: &[Spot]) -> Option<usize> {
    let text = document().active_element()?.closest("[data-testid^='text:']").ok().flatten()?;
    let path = text.get_attribute("data-testid")?;
    spots.iter().position(|spot| path == format!("text:{}", spot.path))
}
