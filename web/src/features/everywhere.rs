//! What can be done on every page: the other pages, the colours, and the way to every postmortem.

use std::time::Duration;

use debrief_shared::api::{InstanceRole, PostmortemSummary};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::use_navigate};

use crate::api;
use crate::session::Session;
use crate::texts::{documents_in, shell as texts};
use crate::ui::theme::{Theme, ThemeChoice};
use crate::ui::{Command, Commands, IconName, Shortcut, use_commands, use_keys};

/// How long typing rests before the search runs.
const REST: Duration = Duration::from_millis(160);
/// Most postmortems offered at once.
const MAX_FOUND: usize = 8;

const KEYS: &[Shortcut] = &[
    (&["Ctrl", "K"], texts::GO_TO_ANYTHING_DO_ANYTHING),
    (&["?"], texts::SHOW_THESE_SHORTCUTS),
    (&["Esc"], texts::CLOSE_WHAT_IS_OPEN),
];

/// Enters the commands of every page; shows nothing itself.
#[component]
pub fn Everywhere() -> impl IntoView {
    let commands = expect_context::<Commands>();
    let session = expect_context::<Session>();
    let theme = expect_context::<ThemeChoice>();
    let navigate = use_navigate();
    use_keys(texts::EVERYWHERE, KEYS);
    use_commands(move || {
        let role = session.info().with(|info| info.as_ref().map(|info| info.role));
        let mut all = pages(role, &navigate);
        let colours = |id: &str, words: &str, icon, choice| {
            Command::new(id, texts::COLOURS, words, icon, move || theme.set(choice)).also(texts::ALSO_COLOURS)
        };
        all.extend([
            colours("theme-system", texts::COLOURS_AS_THE_SYSTEM, IconName::Screen, Theme::System),
            colours("theme-light", texts::LIGHT_COLOURS, IconName::Sun, Theme::Light),
            colours("theme-dark", texts::DARK_COLOURS, IconName::Moon, Theme::Dark),
        ]);
        let sheet = move || commands.sheet.set(true);
        all.push(
            Command::new("shortcuts", texts::HELP, texts::KEYBOARD_SHORTCUTS, IconName::Keyboard, sheet).keys(&["?"]),
        );
        all
    });
    find_postmortems(commands);
}

fn pages(
    role: Option<InstanceRole>,
    navigate: &(impl Fn(&str, NavigateOptions) + Clone + Send + Sync + 'static),
) -> Vec<Command> {
    const PAGES: [(&str, &str, IconName); 10] = [
        ("/", texts::POSTMORTEMS, IconName::List),
        ("/search", texts::SEARCH_EVERYTHING, IconName::Search),
        ("/?new=pushpay", texts::NEW_POSTMORTEM, IconName::Plus),
        ("/import", documents_in::OPEN_THE_PAGE, IconName::Up),
        ("/mitigations", texts::MITIGATIONS, IconName::Done),
        ("/learning", texts::LEARNING, IconName::Info),
        ("/templates", texts::TEMPLATES, IconName::Template),
        ("/removed", texts::REMOVED_POSTMORTEMS, IconName::Trash),
        ("/account", texts::YOUR_ACCOUNT, IconName::Person),
        ("/admin", texts::ADMINISTRATION, IconName::People),
    ];
    let may_see = |path: &str| match path {
        "/admin" => role == Some(InstanceRole::Admin),
        "/" | "/search" | "/mitigations" | "/learning" | "/account" => true,
        _ => role != Some(InstanceRole::Guest),
    };
    let page = |(path, words, icon): (&'static str, &str, IconName)| {
        let navigate = navigate.clone();
        let command = Command::new(format!("page:{path}"), texts::PAGES, words, icon, move || {
            navigate(path, NavigateOptions::default());
        });
        if path == "/import" { command.also(documents_in::ALSO_OPEN) } else { command }
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
                commands.found.set(found.chain(everything(&query, navigate.clone())).collect());
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

/// The way to the page that searches everything, with what is typed.
fn everything(query: &str, navigate: impl Fn(&str, NavigateOptions) + Send + Sync + 'static) -> Option<Command> {
    let query = query.trim().to_owned();
    let words = (!query.is_empty()).then(|| texts::search_everything_for(&query))?;
    let go = move || navigate(&api::search_path(&query), NavigateOptions::default());
    Some(Command::new("search-everything", texts::PAGES, &words, IconName::Search, go))
}

fn open(summary: &PostmortemSummary, navigate: impl Fn(&str, NavigateOptions) + Send + Sync + 'static) -> Command {
    let path = format!("/p/{}", summary.id);
    let title = if summary.title.trim().is_empty() { texts::UNTITLED_POSTMORTEM } else { summary.title.trim() };
    let go = move || navigate(&path, NavigateOptions::default());
    Command::new(format!("postmortem:{}", summary.id), texts::POSTMORTEMS, title, IconName::Document, go)
        .note(summary.severity.clone())
}
