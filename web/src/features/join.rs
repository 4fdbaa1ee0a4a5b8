//! A share link: says what it opens and lets in, with a name for those who have no account.

use debrief_shared::api::{EnterLink, LinkPreview, Role};
use leptos::task::spawn_local;
use leptos::{ev, prelude::*};
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use crate::api;
use crate::secret::use_secret;
use crate::session::{Session, SessionState, remember_visit};
use crate::texts::join as texts;
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
    use_title(texts::SHARED_WITH_YOU.to_owned());
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
                        <h1>{texts::OPEN_THE_LINK_ONCE_MORE}</h1>
                        <p>
                            {texts::LINK_WAS_CUT_OFF}
                        </p>
                        <ButtonLink href="/">{texts::TO_THE_POSTMORTEMS}</ButtonLink>
                    }
                    .into_any()
                }
                (_, Link::Looking) => view! { <h1>{texts::ONE_MOMENT}</h1> }.into_any(),
                (_, Link::Gone) => {
                    view! {
                        <h1>{texts::THIS_LINK_DOESNT_WORK_ANY_MORE}</h1>
                        <p>
                            {texts::ASK_FOR_A_NEW_ONE}
                        </p>
                        <ButtonLink href="/">{texts::TO_THE_POSTMORTEMS}</ButtonLink>
                    }
                    .into_any()
                }
                (_, Link::Trouble(words)) => {
                    view! {
                        <h1>{texts::THIS_LINK_CANT_BE_LOOKED}</h1>
                        <p>{words}</p>
                        <Button kind=ButtonKind::Primary on:click=again>{texts::TRY_AGAIN}</Button>
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
            .then(|| texts::HOW_SHOULD_OTHERS_SEE_YOU.to_owned())
    });
    let until = expires_at.parse().ok().map(|instant| exact_words(Zone::mine().at(instant)));

    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        tried.set(true);
        let no_password = needs_password && password.with_untracked(String::is_empty);
        password_error.set(no_password.then(|| texts::THIS_LINK_ASKS_FOR_A_PASSWORD.to_owned()));
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
        SessionState::SignedIn(info) => {
            Some(view! { <p class="muted">{texts::OPEN_AS_BEFORE} {info.person.name} "."</p> })
        }
        _ => None,
    };
    let (heading, lead) = match title {
        None => (texts::SOMETHING_WAS_SHARED.to_owned(), role_words(role).to_owned()),
        Some(title) => {
            let title = if title.trim().is_empty() { texts::UNTITLED_POSTMORTEM.to_owned() } else { title };
            (title, texts::shared_postmortem(role_words(role)))
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
                        label=texts::YOUR_NAME
                        value=name
                        autocomplete="name"
                        hint=Some(texts::NAME_IS_SEEN.to_owned())
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
                            label=texts::PASSWORD_OF_THE_LINK
                            value=password
                            autocomplete="off"
                            error=password_error
                            autofocus=!needs_name
                        />
                    }
                })}
            <Button kind=ButtonKind::Primary submit=true busy>{texts::OPEN}</Button>
            {until.map(|until| view! { <p class="field-note">{texts::OPEN_UNTIL_BEFORE} {until} "."</p> })}
        </form>
    }
}

/// Comes in and gives the page to go on to. The session may be a new one.
async fn enter(session: Session, request: &EnterLink, until: &str) -> Result<String, api::ApiError> {
    let entered = api::enter_link(request).await?;
    // Without a session the page that is gone on to asks for one.
    if let Some(info) = api::session().await? {
        if info.by_link {
            remember_visit(info.person.id, until);
        }
        session.begin(info);
    }
    Ok(format!("/p/{}", entered.postmortem))
}

fn role_words(role: Role) -> &'static str {
    match role {
        Role::Owner | Role::Editor => texts::MAY_EDIT,
        Role::Commenter => texts::MAY_COMMENT,
        Role::Viewer => texts::MAY_READ,
    }
}
