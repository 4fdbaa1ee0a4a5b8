//! One-time links: an invitation makes an account, a reset sets a new password. Both end signed in.

use debrief_shared::api::{InstanceRole, MIN_PASSWORD_CHARS, TicketInfo, TicketKind, UseTicket};
use leptos::task::spawn_local;
use leptos::{ev, prelude::*};
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use crate::api::{self, ApiError};
use crate::secret::use_secret;
use crate::session::Session;
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
    use_title("New password".to_owned());
    view! { <TicketPage path_kind=TicketKind::Reset /> }
}

/// The page at `/invitation#SECRET`.
#[component]
pub fn InvitationPage() -> impl IntoView {
    use_title("Invitation".to_owned());
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
                (_, Ticket::Looking) => view! { <h1>"One moment"</h1> }.into_any(),
                (_, Ticket::Gone) => view! { <Gone kind=path_kind /> }.into_any(),
                (_, Ticket::Trouble(words)) => {
                    view! {
                        <h1>"This link can't be looked at right now"</h1>
                        <p>{words}</p>
                        <Button kind=ButtonKind::Primary on:click=again>"Try again"</Button>
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
        <h1>"Open the link once more"</h1>
        <p>
            "The part of it that lets you in is not in the address: it was cut off, or the page was loaded again. Open the whole link as you received it."
        </p>
        <ButtonLink href="/sign-in">"To the sign-in page"</ButtonLink>
    }
}

#[component]
fn Gone(kind: TicketKind) -> impl IntoView {
    let what_next = match kind {
        TicketKind::Reset => {
            "It was used before, or its time is over. Ask for a new one with “Forgot your password?” on the sign-in page, or ask an admin."
        }
        TicketKind::Invitation => {
            "It was used before, withdrawn, or its time is over. If you have an account already, sign in; otherwise ask whoever invited you for a new link."
        }
    };
    view! {
        <h1>"This link doesn't work any more"</h1>
        <p>{what_next}</p>
        <ButtonLink kind=ButtonKind::Primary href="/sign-in">"To the sign-in page"</ButtonLink>
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
            .then(|| "How should others see you?".to_owned())
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
        ("Welcome to Debrief", invitation_words(info.role), "Make my account")
    } else {
        ("Choose a new password", "Every browser that was signed in has to sign in again.", "Set the password")
    };
    let email = RwSignal::new(info.email.clone());
    let until = info.expires_at.parse().ok().map(|instant| exact_words(Zone::mine().at(instant)));
    let email_of_ticket = info.email;
    let somebody_else = move || {
        let here = session.info().get()?;
        let words = if here.email == email_of_ticket {
            return None;
        } else if here.email.is_empty() {
            format!("You are here as {} now. This signs you in as {email_of_ticket}.", here.person.name)
        } else {
            format!("You are signed in as {} now. This signs you in as {email_of_ticket}.", here.email)
        };
        Some(view! { <Notice kind=NoticeKind::Info><p>{words}</p></Notice> })
    };
    view! {
        <h1>{heading}</h1>
        <p class="muted">{lead}</p>
        {somebody_else}
        {move || trouble.get().map(|words| view! { <Notice kind=NoticeKind::Trouble><p>{words}</p></Notice> })}
        <form class="form" method="post" novalidate on:submit=submit>
            <Field label="Email" value=email kind="email" autocomplete="username" readonly=true />
            {invited
                .then(|| {
                    view! {
                        <Field
                            label="Your name"
                            value=name
                            autocomplete="name"
                            error=name_error
                            max_chars=MAX_NAME_CHARS
                            autofocus=true
                        />
                    }
                })}
            <PasswordField
                label="New password"
                value=password
                autocomplete="new-password"
                min_chars=MIN_PASSWORD_CHARS
                tried
                autofocus=!invited
            />
            <Button kind=ButtonKind::Primary submit=true busy>{button}</Button>
            {until.map(|until| view! { <p class="field-note">"The link is good once, until " {until} "."</p> })}
        </form>
    }
}

fn invitation_words(role: Option<InstanceRole>) -> &'static str {
    match role {
        Some(InstanceRole::Admin) => "You are invited to write postmortems here, and to look after this Debrief.",
        Some(InstanceRole::Guest) => {
            "You are invited as a guest: you will see the postmortems that are shared with you."
        }
        _ => "You are invited to write postmortems here, together with others.",
    }
}
