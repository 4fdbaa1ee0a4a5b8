//! Find in the whole postmortem. Most of a long document is on no editor while it is far from the window, so the browser's own search would
//! not see it, and in editors it may see marks that are hidden: this one reads the texts themselves.

mod search;

use std::{collections::HashMap, sync::Arc};

use debrief_shared::document::{SectionKind, TextPath, View};
use leptos::{ev, ev::KeyboardEvent, html, prelude::*};

use crate::texts::presence as texts;
use crate::{
    live::Live,
    text_surface::{Found, FoundRange},
    ui::{IconButton, IconName},
};

/// Most places that are marked and counted.
const MAX_FOUND: usize = 2_000;

/// Longest selection that is taken as what to look for, in characters.
const MAX_TAKEN: usize = 200;

/// A place that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Hit {
    path: TextPath,
    from: u32,
    to: u32,
}

/// The search of the open postmortem.
#[derive(Clone, Copy)]
pub(super) struct Find {
    live: Live,
    open: RwSignal<bool>,
    /// Grows each time that the bar is asked for.
    asked: RwSignal<u32>,
    words: RwSignal<String>,
    hits: RwSignal<Arc<Vec<Hit>>>,
    at: RwSignal<usize>,
    /// Where the caret was when the bar was asked for: what is looked for begins there.
    from: StoredValue<Option<(TextPath, u32)>>,
    found: Found,
}

impl Find {
    /// Nothing is looked for yet. Texts below find their marks in context.
    pub(super) fn provide(live: Live) {
        let found = Found(RwSignal::default());
        provide_context(found);
        let find = Self {
            live,
            open: RwSignal::new(false),
            asked: RwSignal::new(0),
            words: RwSignal::new(String::new()),
            hits: RwSignal::default(),
            at: RwSignal::new(0),
            from: StoredValue::new(None),
            found,
        };
        provide_context(find);
        find.follow();
        find.listen();
    }

    /// Opens the bar, or goes to its field.
    pub(super) fn ask(self) {
        if let Some(taken) = selected_words() {
            self.words.set(taken);
        }
        self.from.set_value(self.live.core().own_caret());
        self.open.set(true);
        self.asked.update(|asked| *asked += 1);
    }

    /// Looks again when the words change, and shortly after somebody wrote.
    fn follow(self) {
        let live = self.live;
        let before = StoredValue::new(String::new());
        Effect::new(move |_| {
            let (open, words) = (self.open.get(), self.words.get());
            if !open || words.trim().is_empty() {
                self.hits.set(Arc::default());
                before.set_value(String::new());
                return;
            }
            live.outline().track();
            live.follow_texts();
            let (hits, first) = look(live, &words, self.from.get_value().as_ref());
            let anew = before.get_value() != words;
            before.set_value(words);
            let place = self.at.get_untracked();
            let at = if anew { first } else { place.min(hits.len().saturating_sub(1)) };
            self.hits.set(Arc::new(hits));
            self.at.set(at);
            if anew {
                self.reveal();
            }
        });
        Effect::new(move |_| {
            let (hits, at) = (self.hits.get(), self.at.get());
            let mut marks: HashMap<TextPath, Vec<FoundRange>> = HashMap::new();
            for (index, hit) in hits.iter().enumerate() {
                let range = FoundRange { from: hit.from, to: hit.to, active: index == at };
                marks.entry(hit.path.clone()).or_default().push(range);
            }
            self.found.0.set(Arc::new(marks));
        });
    }

    /// Ctrl or ⌘ and F. A second time, with the keyboard in the bar, it is the browser's.
    fn listen(self) {
        let mac = window().navigator().platform().is_ok_and(|platform| platform.contains("Mac"));
        let listener = window_event_listener(ev::keydown, move |event| {
            let with_mod = if mac { event.meta_key() } else { event.ctrl_key() };
            if !with_mod || event.alt_key() || event.shift_key() || !event.key().eq_ignore_ascii_case("f") {
                return;
            }
            let active = document().active_element();
            let in_bar = active.is_some_and(|element| matches!(element.closest(".find-bar"), Ok(Some(_))));
            let under_dialog = matches!(document().query_selector("dialog[open]"), Ok(Some(_)));
            if !event.default_prevented() && !in_bar && !under_dialog {
                event.prevent_default();
                self.ask();
            }
        });
        on_cleanup(move || listener.remove());
    }

    /// Goes on by so many places, around the ends.
    fn step(self, by: isize) {
        let count = self.hits.with_untracked(|hits| hits.len());
        if count > 0 {
            self.at.update(|at| *at = (*at + count).saturating_add_signed(by) % count);
            self.reveal();
        }
    }

    fn hit(self) -> Option<Hit> {
        self.hits.with_untracked(|hits| hits.get(self.at.get_untracked()).cloned())
    }

    fn reveal(self) {
        if let Some(Hit { path, from, to }) = self.hit() {
            let live = self.live;
            // Marks are drawn first, so that nothing flashes.
            request_animation_frame(move || live.reveal(&path, Some((from, to))));
        }
    }

    /// Closes the bar; the keyboard goes to the place that was looked at.
    fn close(self) {
        let hit = self.hit();
        self.open.set(false);
        if let Some(Hit { path, from, to }) = hit {
            self.live.choose(&path, from, to);
        }
    }

    fn count_words(self) -> String {
        if self.words.with(|words| words.trim().is_empty()) {
            return String::new();
        }
        match self.hits.with(|hits| hits.len()) {
            0 => texts::NOT_FOUND.to_owned(),
            MAX_FOUND => texts::found_of_many(self.at.get() + 1, MAX_FOUND),
            count => texts::found_of(self.at.get() + 1, count),
        }
    }
}

/// Every place of the words, in the order in which the texts stand on the page, and which of them is the first at or after a caret.
fn look(live: Live, words: &str, from: Option<&(TextPath, u32)>) -> (Vec<Hit>, usize) {
    let view = live.read(|postmortem, txn| postmortem.view(txn));
    let words = search::Needle::new(words);
    let mut hits: Vec<Hit> = Vec::new();
    let mut first = None;
    for (path, text) in texts(&view) {
        let left = MAX_FOUND - hits.len();
        let before = hits.len();
        let found = words.find(text, left).into_iter();
        hits.extend(found.map(|(from, to)| Hit { path: path.clone(), from, to }));
        if let Some((_, caret)) = from.filter(|(text, _)| *text == path) {
            first = Some(before + hits[before..].iter().take_while(|hit| hit.from < *caret).count());
        }
        if hits.len() == MAX_FOUND {
            break;
        }
    }
    // After the last one it begins anew.
    let first = first.filter(|first| *first < hits.len()).unwrap_or_default();
    (hits, first)
}

/// The texts of a postmortem that are on the page, in order.
fn texts(view: &View) -> Vec<(TextPath, &str)> {
    let mut texts = vec![(TextPath::Title, view.title.as_str())];
    for section in view.live_sections() {
        texts.push((TextPath::Heading(section.id.clone()), &section.heading));
        texts.push((TextPath::Body(section.id.clone()), &section.body));
        match section.kind {
            SectionKind::Timeline => {
                texts
                    .extend(view.live_timeline().map(|entry| (TextPath::Entry(entry.id.clone()), entry.text.as_str())));
            }
            SectionKind::Mitigations => texts.extend(
                view.live_mitigations().map(|item| (TextPath::Mitigation(item.id.clone()), item.text.as_str())),
            ),
            SectionKind::Prose => {}
        }
    }
    texts
}

/// What is selected on the page, if that is a few words of one line.
fn selected_words() -> Option<String> {
    let selected = String::from(window().get_selection().ok().flatten()?.to_string());
    let fits = !selected.trim().is_empty() && !selected.contains('\n') && selected.chars().count() <= MAX_TAKEN;
    fits.then_some(selected)
}

/// The bar, while something is looked for.
#[component]
pub(super) fn FindBar() -> impl IntoView {
    let find = expect_context::<Find>();
    let input = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        find.asked.track();
        if let Some(input) = input.get() {
            request_animation_frame(move || {
                let _ = input.focus();
                input.select();
            });
        }
    });
    let keys = move |event: KeyboardEvent| match event.key().as_str() {
        "Enter" if !event.is_composing() => {
            event.prevent_default();
            find.step(if event.shift_key() { -1 } else { 1 });
        }
        "Escape" => {
            event.prevent_default();
            event.stop_propagation();
            find.close();
        }
        _ => {}
    };
    view! {
        <Show when=move || find.open.get()>
            <div class="find-bar" role="search" aria-label=texts::FIND_IN_THIS_POSTMORTEM data-testid="find-bar" on:keydown=keys>
                <input
                    node_ref=input
                    class="find-input"
                    type="text"
                    aria-label=texts::FIND_IN_THIS_POSTMORTEM
                    placeholder=texts::FIND
                    autocomplete="off"
                    spellcheck="false"
                    enterkeyhint="search"
                    data-testid="find-input"
                    prop:value=move || find.words.get()
                    on:input=move |event| find.words.set(event_target_value(&event))
                />
                <span class="find-count" role="status" data-testid="find-count">{move || find.count_words()}</span>
                <IconButton icon=IconName::Up label=texts::PREVIOUS on:click=move |_| find.step(-1) />
                <IconButton icon=IconName::Down label=texts::NEXT on:click=move |_| find.step(1) />
                <IconButton icon=IconName::Close label=texts::CLOSE on:click=move |_| find.close() />
            </div>
        </Show>
    }
}
