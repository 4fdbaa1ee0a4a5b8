//! What one wants to be told of, and how, on the page of one's account.

use debrief_shared::api::{MailPace, NotificationKind, NotificationSettings};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    api,
    session::Session,
    texts::notifications as texts,
    ui::{Icon, IconName, Toaster},
};

/// The settings, changed at once.
#[component]
pub fn SettingsSection() -> impl IntoView {
    let toaster = expect_context::<Toaster>();
    let settings = RwSignal::new(None::<NotificationSettings>);
    spawn_local(async move {
        match api::notification_settings().await {
            Ok(known) => drop(settings.try_set(Some(known))),
            Err(error) => toaster.say(error.words()),
        }
    });
    // Whoever came by a link has no address.
    let has_address =
        expect_context::<Session>().info().with_untracked(|info| info.as_ref().is_some_and(|it| !it.by_link));
    let mails = RwSignal::new(false);
    spawn_local(async move {
        let sends = has_address && api::instance().await.is_ok_and(|instance| instance.resets_by_mail);
        mails.try_set(sends);
    });
    let change = Callback::new(move |how: Change| {
        let Some(before) = settings.get_untracked() else { return };
        let mut wanted = before;
        match how {
            Change::Bell(kind) => wanted.of_mut(kind).app = !before.of(kind).app,
            Change::Mail(kind) => wanted.of_mut(kind).mail = !before.of(kind).mail,
            Change::Pace(pace) => wanted.pace = pace,
        }
        settings.set(Some(wanted));
        spawn_local(async move {
            if let Err(error) = api::set_notification_settings(&wanted).await {
                settings.try_set(Some(before));
                toaster.say(error.words());
            }
        });
    });
    view! {
        <table class="notification-choices">
            <thead>
                <tr>
                    <th scope="col">{texts::TELL_WHEN}</th>
                    <th scope="col" class="notification-way">{texts::BELL}</th>
                    <Show when=move || mails.get()>
                        <th scope="col" class="notification-way">{texts::MAIL}</th>
                    </Show>
                </tr>
            </thead>
            <tbody>
                {NotificationKind::CHOICES.map(|kind| view! { <Line kind settings mails change /> }).collect_view()}
            </tbody>
        </table>
        <Show when=move || mails.get()>
            <Pace settings change />
        </Show>
    }
}

/// What somebody changed.
#[derive(Clone, Copy)]
enum Change {
    Bell(NotificationKind),
    Mail(NotificationKind),
    Pace(MailPace),
}

#[component]
fn Line(
    kind: NotificationKind,
    settings: RwSignal<Option<NotificationSettings>>,
    mails: RwSignal<bool>,
    change: Callback<Change>,
) -> impl IntoView {
    let ways = move || settings.get().map(|settings| settings.of(kind));
    let no_mail = move || settings.with(|settings| settings.is_none_or(|settings| settings.pace == MailPace::Never));
    view! {
        <tr>
            <th scope="row">{texts::choice(kind)}</th>
            <td class="notification-way">
                <label class="notification-box">
                    <input
                        type="checkbox"
                        aria-label=texts::way(kind, texts::BELL)
                        data-testid=format!("notify-{}", kind.as_str())
                        disabled=move || settings.with(Option::is_none)
                        prop:checked=move || ways().is_some_and(|ways| ways.app)
                        on:change=move |_| change.run(Change::Bell(kind))
                    />
                </label>
            </td>
            <Show when=move || mails.get()>
                <td class="notification-way">
                    <label class="notification-box">
                        <input
                            type="checkbox"
                            aria-label=texts::way(kind, texts::MAIL)
                            data-testid=format!("mail-{}", kind.as_str())
                            disabled=no_mail
                            prop:checked=move || ways().is_some_and(|ways| ways.mail)
                            on:change=move |_| change.run(Change::Mail(kind))
                        />
                    </label>
                </td>
            </Show>
        </tr>
    }
}

/// When mails come.
#[component]
fn Pace(settings: RwSignal<Option<NotificationSettings>>, change: Callback<Change>) -> impl IntoView {
    let pace = move || settings.with(|settings| settings.map(|settings| settings.pace));
    view! {
        <label class="notification-pace">
            <span>{texts::PACE}</span>
            <span class="select">
                <select
                    data-testid="mail-pace"
                    aria-describedby="mail-pace-note"
                    disabled=move || pace().is_none()
                    prop:value=move || pace().map(MailPace::as_str)
                    on:change=move |event| {
                        if let Some(pace) = MailPace::parse(&event_target_value(&event)) {
                            change.run(Change::Pace(pace));
                        }
                    }
                >
                    {MailPace::ALL
                        .map(|choice| {
                            view! { <option value=choice.as_str() selected=move || pace() == Some(choice)>{texts::pace(choice)}</option> }
                        })
                        .collect_view()}
                </select>
                <Icon name=IconName::ChevronDown />
            </span>
        </label>
        <p id="mail-pace-note" class="muted">{texts::PACE_NOTE}</p>
    }
}
