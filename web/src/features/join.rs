//! A share link: says what it opens and lets in, with a name for those who have no account.

use debrief_shared::api::{EnterLink, LinkPreview, Role};
use leptos::task::spawn_local;
use leptos::{ev, prelude::*};
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use crate::api;
use crate::secret::use_secret;
use crate::session::{Session, SessionState, remember_visit};
use crate::ui::{Button, ButtonKind, ButtonLink, Field, Gate, Notice, NoticeKind, PasswordField, use_title};
use crate::zone::{Zone, exact_words};

/// Longest name, in characters; as the server has it.
const MAX_NAME_CHARS: usize = 80;

#[derive(Clone, PartialEq)]
enum Link {
    Looking,
    Good(LinkPreview),
    /// Revoked, ended, or never one; nobody outside is told which.
    Gone,
    Trouble(String),
}

/// The page at `/join#SECRET`.
#[component]
pub fn JoinPage() -> impl IntoView {
    let secret = use_secret();
    let link = RwSignal::new(Link::Looking);
    use_title("Shared with you".to_owned());
    let look = move |secret: String| {
        link.set(Link::Looking);
        spawn_local(async move {
            let seen = match api::look_at_link(&secret).await {
                Ok(preview) => Link::Good(preview),
                Err(error) if matches!(error.status(), Some(400 | 404 | 410 | 422)) => Link::Gone,
                Err(error) => Link::Trouble(error.words()),
            };
            let _ = link.try_set(seen);
        });
    };
    Effect::new(move |_| {
        if let Some(secret) = secret.get() {
            look(secret);
        }
    });
    let again = move |_| {
        if let Some(secret) = secret.get_untracked() {
            look(secret);
        }
    };
    let gone = Callback::new(move |()| link.set(Link::Gone));
    let waiting = Signal::derive(move || secret.with(Option::is_some) && link.with(|it| *it == Link::Looking));
    view! {
        <Gate waiting>
            {move || match (secret.get(), link.get()) {
                (None, _) => {
                    view! {
                        <h1>"Open the link once more"</h1>
                        <p>
                            "The part of it that lets you in is not in the address: it was cut off, or the page was loaded again. Open the whole link as you received it."
                        </p>
                        <ButtonLink href="/">"To the postmortems"</ButtonLink>
                    }
                    .into_any()
                }
                (_, Link::Looking) => view! { <h1>"One moment"</h1> }.into_any(),
                (_, Link::Gone) => {
                    view! {
                        <h1>"This link doesn't work any more"</h1>
                        <p>
                            "Its time is over, it was withdrawn, or a part of it is missing. Ask whoever sent it for a new one."
                        </p>
                        <ButtonLink href="/">"To the postmortems"</ButtonLink>
                    }
                    .into_any()
                }
                (_, Link::Trouble(words)) => {
                    view! {
                        <h1>"This link can't be looked at right now"</h1>
                        <p>{words}</p>
                        <Button kind=ButtonKind::Primary on:click=again>"Try again"</Button>
                    }
                    .into_any()
                }
                (Some(secret), Link::Good(preview)) => view! { <Enter secret preview gone /> }.into_any(),
            }}
        </Gate>
    }
}

/// What it opens, what has to be given, and in.
#[component]
fn Enter(secret: String, preview: LinkPreview, gone: Callback<()>) -> impl IntoView {
    let session = expect_context::<Session>();
    let navigate = use_navigate();
    let (name, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (busy, trouble) = (RwSignal::new(false), RwSignal::new(None::<String>));
    let password_error = RwSignal::new(None::<String>);
    let tried = RwSignal::new(false);
    let LinkPreview { role, needs_password, needs_name, expires_at, title } = preview;
    let name_error = Signal::derive(move || {
        (needs_name && tried.get() && name.with(|name| name.trim().is_empty()))
            .then(|| "How should others see you?".to_owned())
    });
    let until = expires_at.parse().ok().map(|instant| exact_words(Zone::mine().at(instant)));

    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        tried.set(true);
        let no_password = needs_password && password.with_untracked(String::is_empty);
        password_error.set(no_password.then(|| "This link asks for a password. Whoever sent it knows it.".to_owned()));
        if busy.get_untracked() || no_password || name_error.with_untracked(Option::is_some) {
            return;
        }
        let request = EnterLink {
            link: secret.clone(),
            name: needs_name.then(|| name.get_untracked().trim().to_owned()),
            password: needs_password.then(|| password.get_untracked()),
        };
        let (navigate, expires_at) = (navigate.clone(), expires_at.clone());
        busy.set(true);
        trouble.set(None);
        spawn_local(async move {
            match enter(session, &request, &expires_at).await {
                Ok(page) => navigate(&page, NavigateOptions { replace: true, ..Default::default() }),
                Err(error) if error.status() == Some(404) => gone.run(()),
                // The one thing that can be wrong about a good link is its password.
                Err(error) if needs_password && matches!(error.status(), Some(401 | 403)) => {
                    password_error.set(Some(error.words()));
                }
                Err(error) => trouble.set(Some(error.words())),
            }
            let _ = busy.try_set(false);
        });
    };
    let known = session.state();
    let here = move || match known.get() {
        SessionState::SignedIn(info) => Some(view! { <p class="muted">"You open it as " {info.person.name} "."</p> }),
        _ => None,
    };
    let (heading, lead) = match title {
        None => ("A postmortem was shared with you".to_owned(), role_words(role).to_owned()),
        Some(title) => {
            let title = if title.trim().is_empty() { "Untitled postmortem".to_owned() } else { title };
            (title, format!("A postmortem that was shared with you. {}", role_words(role)))
        }
    };
    view! {
        <h1 class="join-title">{heading}</h1>
        <p class="muted">{lead}</p>
        {move || trouble.get().map(|words| view! { <Notice kind=NoticeKind::Trouble><p>{words}</p></Notice> })}
        <form class="form" method="post" novalidate on:submit=submit>
            {if needs_name {
                view! {
                    <Field
                        label="Your name"
                        value=name
                        autocomplete="name"
                        hint=Some("Others see it beside what you write. You need no account.".to_owned())
                        error=name_error
                        max_chars=MAX_NAME_CHARS
                        autofocus=true
                    />
                }
                .into_any()
            } else {
                here.into_any()
            }}
            {needs_password
                .then(|| {
                    view! {
                        <PasswordField
                            label="Password of the link"
                            value=password
                            autocomplete="off"
                            error=password_error
                            autofocus=!needs_name
                        />
                    }
                })}
            <Button kind=ButtonKind::Primary submit=true busy>"Open"</Button>
            {until.map(|until| view! { <p class="field-note">"The link is open until " {until} "."</p> })}
        </form>
    }
}

/// Comes in and gives the page to go on to. The session may be a new one.
async fn enter(session: Session, request: &EnterLink, until: &str) -> Result<String, api::ApiError> {
    let entered = api::enter_link(request).await?;
    let info = api::session().await?;
    if info.by_link {
        remember_visit(info.person.id, until);
    }
    session.begin(info);
    Ok(format!("/p/{}", entered.postmortem))
}

fn role_words(role: Role) -> &'static str {
    match role {
        Role::Owner | Role::Editor => "You can read it, comment, and write in it together with others.",
        Role::Commenter => "You can read it and comment on it.",
        Role::Viewer => "You can read it.",
    }
}
