//! What one wants to be told of, on the page of one's account.

use debrief_shared::api::{NotificationKind, NotificationSettings};
use leptos::{prelude::*, task::spawn_local};

use crate::texts::notifications as texts;
use crate::{api, ui::Toaster};

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
    let toggle = move |kind: NotificationKind| {
        let Some(before) = settings.get_untracked() else { return };
        let mut wanted = before;
        wanted.of_mut(kind).app = !before.of(kind).app;
        settings.set(Some(wanted));
        spawn_local(async move {
            if let Err(error) = api::set_notification_settings(&wanted).await {
                settings.try_set(Some(before));
                toaster.say(error.words());
            }
        });
    };
    let line = move |kind: NotificationKind| {
        view! {
            <label class="notification-choice">
                <input
                    type="checkbox"
                    data-testid=format!("notify-{}", kind.as_str())
                    disabled=move || settings.with(Option::is_none)
                    prop:checked=move || settings.get().is_some_and(|settings| settings.of(kind).app)
                    on:change=move |_| toggle(kind)
                />
                <span>{words(kind)}</span>
            </label>
        }
    };
    view! {
        <fieldset class="notification-choices">
            <legend class="muted">{texts::SHOW_ME_UNDER_THE_BELL_WHEN}</legend>
            {NotificationKind::ALL.map(line).collect_view()}
        </fieldset>
    }
}

fn words(kind: NotificationKind) -> &'static str {
    match kind {
        NotificationKind::Mentioned => texts::WHEN_MENTIONED,
        NotificationKind::Answered => texts::WHEN_ANSWERED,
        NotificationKind::Begun => texts::WHEN_COMMENTED,
        NotificationKind::Resolved => texts::WHEN_RESOLVED,
    }
}
