//! One-time links: an invitation makes an account, a reset sets a new password. Both end signed in.

use debrief_shared::api::{InstanceRole, MIN_PASSWORD_CHARS, TicketInfo, TicketKind, UseTicket};
use leptos::task::spawn_local;
use leptos::{ev, prelude::*};
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use crate::api::{self, ApiError};
use crate::secret::use_secret;
use crate::session::Session;
use crate::texts::ticket as texts;
use crate::ui::{
    Button, ButtonKind, ButtonLink, Field, Gate, Notice, NoticeKind, PasswordField, missing_chars, use_title,
};
use crate::zone::{Zone, exact_words};

/// Longest name, in characters; as the server has it.
const MAX_NAME_CHARS: usize = 80;

/// What became of the link.
#[derive(Clone, PartialEq)]
enum Ticket {
    Looking,
    Good(TicketInfo),
    /// Used up, ended, or never one.
    Gone,
    Trouble(String),
}

/// The page at `/reset#SECRET`.
#[component]
pub fn ResetPage() -> impl IntoView {
    use_title(texts::NEW_PASSWORD.to_owned());
    view! { <TicketPage path_kind=TicketKind::Reset /> }
}

/// The page at `/invitation#SECRET`.
#[component]
pub fn InvitationPage() -> impl IntoView {
    use_title(texts::INVITATION.to_owned());
    view! { <TicketPage path_kind=TicketKind::Invitation /> }
}

#[component]
fn TicketPage(path_kind: TicketKind) -> impl IntoView {
    let secret = use_secret();
    let ticket = RwSignal::new(Ticket::Looking);
    let look = move |secret: String| {
        ticket.set(Ticket::Looking);
        spawn_local(async move {
            let seen = match api::look_at_ticket(&secret).await {
                Ok(info) => Ticket::Good(info),
                Err(error) if is_gone(&error) => Ticket::Gone,
                Err(error) => Ticket::Trouble(error.words()),
            };
            let _ = ticket.try_set(seen);
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
    let gone = Callback::new(move |()| ticket.set(Ticket::Gone));
    let waiting = Signal::derive(move || secret.with(Option::is_some) && ticket.with(|it| *it == Ticket::Looking));
    view! {
        <Gate waiting>
            {move || match (secret.get(), ticket.get()) {
                (None, _) => view! { <Incomplete /> }.into_any(),
                (_, Ticket::Looking) => view! { <h1>{texts::ONE_MOMENT}</h1> }.into_any(),
                (_, Ticket::Gone) => view! { <Gone kind=path_kind /> }.into_any(),
                (_, Ticket::Trouble(words)) => {
                    view! {
                        <h1>{texts::THIS_LINK_CANT_BE_LOOKED}</h1>
                        <p>{words}</p>
                        <Button kind=ButtonKind::Primary on:click=again>{texts::TRY_AGAIN}</Button>
                    }
                    .into_any()
                }
                (Some(secret), Ticket::Good(info)) => view! { <Accept secret info gone /> }.into_any(),
            }}
        </Gate>
    }
}

/// Whether the server knows no such link; too many attempts and the like are passing.
fn is_gone(error: &ApiError) -> bool {
    matches!(error.status(), Some(400 | 401 | 403 | 404 | 410 | 422))
}

#[component]
fn Incomplete() -> impl IntoView {
    view! {
        <h1>{texts::OPEN_THE_LINK_ONCE_MORE}</h1>
        <p>
            {texts::LINK_WAS_CUT_OFF}
        </p>
        <ButtonLink href="/sign-in">{texts::TO_THE_SIGN_IN_PAGE}</ButtonLink>
    }
}

#[component]
fn Gone(kind: TicketKind) -> impl IntoView {
    let what_next = match kind {
        TicketKind::Reset => texts::RESET_IS_OVER,
        TicketKind::Invitation => texts::INVITATION_IS_OVER,
    };
    view! {
        <h1>{texts::THIS_LINK_DOESNT_WORK_ANY_MORE}</h1>
        <p>{what_next}</p>
        <ButtonLink kind=ButtonKind::Primary href="/sign-in">{texts::TO_THE_SIGN_IN_PAGE}</ButtonLink>
    }
}

/// Name and password, and in.
#[component]
fn Accept(secret: String, info: TicketInfo, gone: Callback<()>) -> impl IntoView {
    let session = expect_context::<Session>();
    let navigate = use_navigate();
    let (name, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (busy, trouble) = (RwSignal::new(false), RwSignal::new(None::<String>));
    let tried = RwSignal::new(false);
    let invited = info.kind == TicketKind::Invitation;
    let name_error = Signal::derive(move || {
        (invited && tried.get() && name.with(|name| name.trim().is_empty()))
            .then(|| texts::HOW_SHOULD_OTHERS_SEE_YOU.to_owned())
    });
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        tried.set(true);
        let too_short = password.with_untracked(|password| missing_chars(password, MIN_PASSWORD_CHARS) > 0);
        if busy.get_untracked() || too_short || name_error.with_untracked(Option::is_some) {
            return;
        }
        let request = UseTicket {
            ticket: secret.clone(),
            name: invited.then(|| name.get_untracked().trim().to_owned()),
            password: password.get_untracked(),
        };
        let navigate = navigate.clone();
        busy.set(true);
        trouble.set(None);
        spawn_local(async move {
            match api::use_ticket(&request).await {
                Ok(info) => {
                    session.begin(info);
                    navigate("/", NavigateOptions { replace: true, ..Default::default() });
                }
                Err(error) if matches!(error.status(), Some(401 | 404 | 410)) => gone.run(()),
                Err(error) => trouble.set(Some(error.words())),
            }
            let _ = busy.try_set(false);
        });
    };
    let (heading, lead, button) = if invited {
        (texts::WELCOME_TO_DEBRIEF, invitation_words(info.role), texts::MAKE_MY_ACCOUNT)
    } else {
        (texts::CHOOSE_A_NEW_PASSWORD, texts::SIGNS_OUT_EVERYWHERE, texts::SET_THE_PASSWORD)
    };
    let email = RwSignal::new(info.email.clone());
    let until = info.expires_at.parse().ok().map(|instant| exact_words(Zone::mine().at(instant)));
    let email_of_ticket = info.email;
    let somebody_else = move || {
        let here = session.info().get()?;
        let words = if here.email == email_of_ticket {
            return None;
        } else if here.email.is_empty() {
            texts::here_as(&here.person.name, &email_of_ticket)
        } else {
            texts::signed_in_as(&here.email, &email_of_ticket)
        };
        Some(view! { <Notice kind=NoticeKind::Info><p>{words}</p></Notice> })
    };
    view! {
        <h1>{heading}</h1>
        <p class="muted">{lead}</p>
        {somebody_else}
        {move || trouble.get().map(|words| view! { <Notice kind=NoticeKind::Trouble><p>{words}</p></Notice> })}
        <form class="form" method="post" novalidate on:submit=submit>
            <Field label=texts::EMAIL value=email kind="email" autocomplete="username" readonly=true />
            {invited
                .then(|| {
                    view! {
                        <Field
                            label=texts::YOUR_NAME
                            value=name
                            autocomplete="name"
                            error=name_error
                            max_chars=MAX_NAME_CHARS
                            autofocus=true
                        />
                    }
                })}
            <PasswordField
                label=texts::NEW_PASSWORD
                value=password
                autocomplete="new-password"
                min_chars=MIN_PASSWORD_CHARS
                tried
                autofocus=!invited
            />
            <Button kind=ButtonKind::Primary submit=true busy>{button}</Button>
            {until.map(|until| view! { <p class="field-note">{texts::GOOD_UNTIL_BEFORE} {until} "."</p> })}
        </form>
    }
}

fn invitation_words(role: Option<InstanceRole>) -> &'static str {
    match role {
        Some(InstanceRole::Admin) => texts::INVITED_AS_ADMIN,
        Some(InstanceRole::Guest) => texts::INVITED_AS_GUEST,
        _ => texts::INVITED_AS_MEMBER,
    }
}
