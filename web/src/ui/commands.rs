//! The one register of what can be done: features enter their commands and keys while they are on the page; the palette and the sheet of
//! shortcuts read it.

use std::sync::Arc;

use leptos::{ev, prelude::*};

use super::{IconName, Shortcut};

type Run = Arc<dyn Fn() + Send + Sync>;
type Source = Arc<dyn Fn() -> Vec<Command> + Send + Sync>;

/// Something that can be done or gone to.
#[derive(Clone)]
pub struct Command {
    /// Unique among all commands, and the same on the next visit: recent ones are remembered by it.
    pub id: String,
    /// What it stands under.
    pub group: &'static str,
    /// What people read and search.
    pub words: String,
    /// Quietly, behind the words.
    pub note: String,
    /// Other words to find it by.
    pub also: &'static str,
    /// Before the words.
    pub icon: IconName,
    /// The shortcut that does the same.
    pub keys: &'static [&'static str],
    /// Whether it is offered only to somebody who searches.
    pub searched: bool,
    run: Run,
}

impl Command {
    /// A command. `run` is called after the palette has closed and given the keyboard back.
    pub fn new(
        id: impl Into<String>,
        group: &'static str,
        words: impl Into<String>,
        icon: IconName,
        run: impl Fn() + Send + Sync + 'static,
    ) -> Self {
        Self {
            id: id.into(),
            group,
            words: words.into(),
            note: String::new(),
            also: "",
            icon,
            keys: &[],
            searched: false,
            run: Arc::new(run),
        }
    }

    /// With a note behind the words.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }

    /// With other words to find it by.
    #[must_use]
    pub fn also(mut self, also: &'static str) -> Self {
        self.also = also;
        self
    }

    /// With the shortcut that does the same.
    #[must_use]
    pub fn keys(mut self, keys: &'static [&'static str]) -> Self {
        self.keys = keys;
        self
    }

    /// Offered only to somebody who searches.
    #[must_use]
    pub fn searched(mut self) -> Self {
        self.searched = true;
        self
    }

    /// Does it.
    pub fn run(&self) {
        (self.run)();
    }
}

/// The register; provided by context.
#[derive(Clone, Copy)]
pub struct Commands {
    sources: StoredValue<Vec<(usize, Source)>>,
    keys: StoredValue<Vec<(usize, &'static str, &'static [Shortcut])>>,
    next: StoredValue<usize>,
    /// Whether the palette is open.
    pub palette: RwSignal<bool>,
    /// Whether the sheet of shortcuts is open.
    pub sheet: RwSignal<bool>,
    /// What is typed into the palette.
    pub query: RwSignal<String>,
    /// What a search elsewhere found for the query; shown after what the register holds.
    pub found: RwSignal<Vec<Command>>,
}

impl Commands {
    /// An empty register.
    pub fn new() -> Self {
        Self {
            sources: StoredValue::default(),
            keys: StoredValue::default(),
            next: StoredValue::new(0),
            palette: RwSignal::new(false),
            sheet: RwSignal::new(false),
            query: RwSignal::new(String::new()),
            found: RwSignal::default(),
        }
    }

    /// All commands as they are now. Those that were entered first are those of every page, and come last.
    pub fn all(self) -> Vec<Command> {
        let sources = self.sources.get_value();
        untrack(|| sources.iter().skip(1).chain(sources.first()).flat_map(|(_, source)| source()).collect())
    }

    /// All shortcuts by group, in the order in which they were entered.
    pub fn shortcuts(self) -> Vec<(&'static str, Vec<Shortcut>)> {
        let mut groups: Vec<(&'static str, Vec<Shortcut>)> = Vec::new();
        for (_, name, shortcuts) in self.keys.get_value() {
            match groups.iter_mut().find(|(known, _)| *known == name) {
                Some((_, listed)) => listed.extend(shortcuts),
                None => groups.push((name, shortcuts.to_vec())),
            }
        }
        groups
    }

    fn number(self) -> usize {
        self.next.update_value(|next| *next += 1);
        self.next.get_value()
    }
}

impl Default for Commands {
    fn default() -> Self {
        Self::new()
    }
}

/// Enters commands while the caller is shown. `source` is asked each time the palette opens.
pub fn use_commands(source: impl Fn() -> Vec<Command> + Send + Sync + 'static) {
    let Some(commands) = use_context::<Commands>() else { return };
    let number = commands.number();
    commands.sources.update_value(|sources| sources.push((number, Arc::new(source))));
    on_cleanup(move || {
        commands.sources.try_update_value(|sources| sources.retain(|(other, _)| *other != number));
    });
}

/// Enters shortcuts into the sheet while the caller is shown.
pub fn use_keys(group: &'static str, shortcuts: &'static [Shortcut]) {
    let Some(commands) = use_context::<Commands>() else { return };
    let number = commands.number();
    commands.keys.update_value(|keys| keys.push((number, group, shortcuts)));
    on_cleanup(move || {
        commands.keys.try_update_value(|keys| keys.retain(|(other, ..)| *other != number));
    });
}

/// Opens the palette by Ctrl or Cmd and K, wherever nothing else has taken that.
pub(super) fn open_by_key(commands: Commands) {
    let listener = window_event_listener(ev::keydown, move |event| {
        let with_mod = (event.ctrl_key() || event.meta_key()) && !event.alt_key() && !event.shift_key();
        if !with_mod || !event.key().eq_ignore_ascii_case("k") || event.default_prevented() {
            return;
        }
        let other_dialog =
            !commands.palette.get_untracked() && matches!(document().query_selector("dialog[open]"), Ok(Some(_)));
        event.prevent_default();
        if !other_dialog {
            commands.palette.update(|open| *open = !*open);
        }
    });
    on_cleanup(move || listener.remove());
}
