//! What can be done on every page: the other pages, the colours, and the way to every postmortem.

use std::time::Duration;

use debrief_shared::api::{InstanceRole, PostmortemSummary};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::use_navigate};

use crate::api;
use crate::session::Session;
use crate::ui::theme::{Theme, ThemeChoice};
use crate::ui::{Command, Commands, IconName, Shortcut, use_commands, use_keys};

/// How long typing rests before the search runs.
const REST: Duration = Duration::from_millis(160);
/// Most postmortems offered at once.
const MAX_FOUND: usize = 8;

const KEYS: &[Shortcut] = &[
    (&["Ctrl", "K"], "Go to anything, do anything"),
    (&["?"], "Show these shortcuts"),
    (&["Esc"], "Close what is open"),
];

/// Enters the commands of every page; shows nothing itself.
#[component]
pub fn Everywhere() -> impl IntoView {
    let commands = expect_context::<Commands>();
    let session = expect_context::<Session>();
    let theme = expect_context::<ThemeChoice>();
    let navigate = use_navigate();
    use_keys("Everywhere", KEYS);
    use_commands(move || {
        let role = session.info().with(|info| info.as_ref().map(|info| info.role));
        let mut all = pages(role, &navigate);
        let colours = |id: &str, words: &str, icon, choice| {
            Command::new(id, "Colours", words, icon, move || theme.set(choice)).also("theme mode")
        };
        all.extend([
            colours("theme-system", "Colours as the system", IconName::Screen, Theme::System),
            colours("theme-light", "Light colours", IconName::Sun, Theme::Light),
            colours("theme-dark", "Dark colours", IconName::Moon, Theme::Dark),
        ]);
        let sheet = move || commands.sheet.set(true);
        all.push(Command::new("shortcuts", "Help", "Keyboard shortcuts", IconName::Keyboard, sheet).keys(&["?"]));
        all
    });
    find_postmortems(commands);
}

fn pages(
    role: Option<InstanceRole>,
    navigate: &(impl Fn(&str, NavigateOptions) + Clone + Send + Sync + 'static),
) -> Vec<Command> {
    const PAGES: [(&str, &str, IconName); 6] = [
        ("/", "Postmortems", IconName::List),
        ("/?new=pushpay", "New postmortem", IconName::Plus),
        ("/templates", "Templates", IconName::Template),
        ("/removed", "Removed postmortems", IconName::Trash),
        ("/account", "Your account", IconName::Person),
        ("/admin", "Administration", IconName::People),
    ];
    let may_see = |path: &str| match path {
        "/admin" => role == Some(InstanceRole::Admin),
        "/" | "/account" => true,
        _ => role != Some(InstanceRole::Guest),
    };
    let page = |(path, words, icon): (&'static str, &str, IconName)| {
        let navigate = navigate.clone();
        Command::new(format!("page:{path}"), "Pages", words, icon, move || navigate(path, NavigateOptions::default()))
    };
    PAGES.into_iter().filter(|(path, ..)| may_see(path)).map(page).collect()
}

/// Asks the library for what is typed into the palette; an older answer never replaces a newer one.
fn find_postmortems(commands: Commands) {
    let navigate = use_navigate();
    let asked = StoredValue::new(0_u32);
    let ask = move |query: String| {
        let Some(number) = asked.try_update_value(|asked| {
            *asked += 1;
            *asked
        }) else {
            return;
        };
        let navigate = navigate.clone();
        spawn_local(async move {
            // Without an answer there is still all the rest.
            let Ok(list) = api::postmortems(&query).await else { return };
            if asked.try_get_value() == Some(number) {
                let found = list.into_iter().take(MAX_FOUND).map(|summary| open(&summary, navigate.clone()));
                commands.found.set(found.collect());
            }
        });
    };
    let mut ask_soon = leptos::leptos_dom::helpers::debounce(REST, ask.clone());
    Effect::new(move |_| {
        if commands.palette.get() {
            match commands.query.get() {
                // Ready before somebody has typed anything.
                query if query.trim().is_empty() => ask(String::new()),
                query => ask_soon(query),
            }
        }
    });
}

fn open(summary: &PostmortemSummary, navigate: impl Fn(&str, NavigateOptions) + Send + Sync + 'static) -> Command {
    let path = format!("/p/{}", summary.id);
    let title = if summary.title.trim().is_empty() { "Untitled postmortem" } else { summary.title.trim() };
    let go = move || navigate(&path, NavigateOptions::default());
    Command::new(format!("postmortem:{}", summary.id), "Postmortems", title, IconName::Document, go)
        .note(summary.severity.clone())
}
