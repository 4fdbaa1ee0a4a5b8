//! The application: what every page shares, and which page an address shows.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::components::{Outlet, ParentRoute, Route, Router, Routes};
use leptos_router::hooks::{use_location, use_navigate};
use leptos_router::path;

use crate::features::account::AccountPage;
use crate::features::admin::{
    AdminFrame, AdminPeoplePage, AuditLogPage, ConnectionsPage, CustomersPage, OverviewPage, PolicyPage, TeamsPage,
};
use crate::features::documents_in::ImportPage;
use crate::features::editor::{EditorPage, HistoryPage, PresentPage};
use crate::features::everywhere::Everywhere;
use crate::features::follow_through::FollowThroughPage;
use crate::features::join::JoinPage;
use crate::features::learning::LearningPage;
use crate::features::library::{LibraryPage, RemovedPage};
#[cfg(debug_assertions)]
use crate::features::parts::PartsPage;
use crate::features::search::SearchPage;
use crate::features::setup::SetupPage;
use crate::features::sign_in::SignInPage;
use crate::features::templates::{TemplatePage, TemplatesPage};
use crate::features::ticket::{InvitationPage, ResetPage};
use crate::notifications::Notifications;
use crate::session::{Session, SessionState, sign_in_path};
use crate::shell::{NewVersion, TopBar};
use crate::texts::shell as texts;
use crate::ui::theme::ThemeChoice;
use crate::ui::{
    Button, ButtonKind, ButtonLink, Commands, EmptyState, IconName, Palette, ShortcutSheet, Toaster, Toasts, use_title,
};

/// Those who download the product have no page of components.
#[cfg(not(debug_assertions))]
use self::NotFound as PartsPage;

/// Everything.
#[component]
pub fn App() -> impl IntoView {
    provide_context(ThemeChoice::load());
    provide_context(Toaster::new());
    provide_context(Notifications::none());
    provide_context(Commands::new());
    let session = Session::open();
    provide_context(session);
    let state = session.state();
    Effect::new(move |_| {
        // What stands in index.html until there is something to show.
        if state.with(|state| *state != SessionState::Asking)
            && let Some(boot) = document().get_element_by_id("boot")
        {
            boot.remove();
        }
    });
    view! {
        <a class="skip-link" href="#main">{texts::SKIP_TO_CONTENT}</a>
        <Router>
            <Routes fallback=NotFound>
                <Route path=path!("/sign-in") view=SignInPage />
                <Route path=path!("/setup") view=SetupPage />
                <Route path=path!("/reset") view=ResetPage />
                <Route path=path!("/invitation") view=InvitationPage />
                <Route path=path!("/join") view=JoinPage />
                <Route path=path!("/ui") view=PartsPage />
                <ParentRoute path=path!("") view=SignedIn>
                    <Route path=path!("/p/:id") view=EditorPage />
                    <Route path=path!("/p/:id/history") view=HistoryPage />
                    <Route path=path!("/p/:id/present") view=PresentPage />
                    <ParentRoute path=path!("") view=Framed>
                        <Route path=path!("/") view=LibraryPage />
                        <Route path=path!("/search") view=SearchPage />
                        <Route path=path!("/import") view=ImportPage />
                        <Route path=path!("/removed") view=RemovedPage />
                        <Route path=path!("/mitigations") view=FollowThroughPage />
                        <Route path=path!("/learning") view=LearningPage />
                        <Route path=path!("/account") view=AccountPage />
                        <ParentRoute path=path!("/admin") view=AdminFrame>
                            <Route path=path!("") view=OverviewPage />
                            <Route path=path!("/people") view=AdminPeoplePage />
                            <Route path=path!("/teams") view=TeamsPage />
                            <Route path=path!("/reviews") view=PolicyPage />
                            <Route path=path!("/customers") view=CustomersPage />
                            <Route path=path!("/connections") view=ConnectionsPage />
                            <Route path=path!("/audit") view=AuditLogPage />
                        </ParentRoute>
                        <Route path=path!("/templates") view=TemplatesPage />
                        <Route path=path!("/templates/:id") view=TemplatePage />
                    </ParentRoute>
                </ParentRoute>
            </Routes>
        </Router>
        <Toasts />
        <NewVersion />
    }
}

/// Shows pages to those who are signed in, and leads others to the sign-in page and back.
#[component]
fn SignedIn() -> impl IntoView {
    let session = expect_context::<Session>();
    let location = use_location();
    let navigate = use_navigate();
    let state = session.state();
    let notifications = expect_context::<Notifications>();
    Effect::new(move |_| {
        if state.with(|state| *state == SessionState::SignedOut) {
            let here = location.pathname.get_untracked() + &query(&location.search.get_untracked());
            navigate(&sign_in_path(&here), NavigateOptions { replace: true, ..Default::default() });
        }
    });
    // Only who it is matters here: the page is made anew for somebody else, and not when the account is read again.
    let who = Memo::new(move |_| match &*state.read() {
        SessionState::SignedIn(info) => Some(info.person.id),
        _ => None,
    });
    let trouble = Memo::new(move |_| match state.get() {
        SessionState::Unknown(error) => Some(error.words()),
        _ => None,
    });
    view! {
        {move || {
            who.get().map(|_| {
                notifications.run();
                view! { <Everywhere /><Palette /><ShortcutSheet /><Outlet /> }
            })
        }}
        {move || trouble.get().map(|words| view! { <Unreachable words /> })}
    }
}

fn query(search: &str) -> String {
    match search.trim_start_matches('?') {
        "" => String::new(),
        search => format!("?{search}"),
    }
}

/// The frame of every page but the document's.
#[component]
fn Framed() -> impl IntoView {
    let session = expect_context::<Session>();
    // Who comes back to a page whose session ended elsewhere is told so. An open document says it by itself, and keeps its words.
    let back = window_event_listener_untyped("focus", move |_| session.ask());
    on_cleanup(move || back.remove());
    view! {
        <TopBar />
        <Outlet />
    }
}

#[component]
fn Unreachable(words: String) -> impl IntoView {
    let session = expect_context::<Session>();
    let online = window_event_listener_untyped("online", move |_| session.ask());
    on_cleanup(move || online.remove());
    view! {
        <main id="main" class="page" tabindex="-1">
            <EmptyState icon=IconName::Offline title=texts::NO_CONNECTION_TO_THE_SERVER whole_page=true>
                <p>{words}</p>
                <div class="empty-actions">
                    <Button kind=ButtonKind::Primary on:click=move |_| session.ask()>{texts::TRY_AGAIN}</Button>
                </div>
            </EmptyState>
        </main>
    }
}

#[component]
fn NotFound() -> impl IntoView {
    use_title(texts::PAGE_NOT_FOUND.to_owned());
    view! {
        <TopBar />
        <main id="main" class="page" tabindex="-1">
            <EmptyState icon=IconName::Search title=texts::THERE_IS_NO_PAGE whole_page=true>
                <p>{texts::MISTYPED_OR_REMOVED}</p>
                <div class="empty-actions">
                    <ButtonLink kind=ButtonKind::Primary href="/">{texts::TO_THE_POSTMORTEMS}</ButtonLink>
                </div>
            </EmptyState>
        </main>
    }
}
