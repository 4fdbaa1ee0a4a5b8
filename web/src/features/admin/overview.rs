//! How the instance is doing.

use debrief_shared::api::{Overview, ProviderStatus};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api;
use crate::session::Session;
use crate::texts::admin as texts;
use crate::ui::{Icon, IconName, LoadTrouble, Loaded, use_title};

/// The page at `/admin`.
#[component]
pub fn OverviewPage() -> impl IntoView {
    use_title(texts::OVERVIEW.to_owned());
    let session = expect_context::<Session>();
    let overview = RwSignal::new(Loaded::Waiting);
    let load = move || {
        spawn_local(async move {
            let _ = overview.try_set(match api::overview().await {
                Ok(known) => Loaded::Ready(known),
                Err(error) => {
                    session.heed(&error);
                    Loaded::Failed(error.words())
                }
            });
        });
    };
    load();
    view! {
        <h1>{texts::OVERVIEW}</h1>
        {move || match overview.get() {
            Loaded::Waiting => view! { <div class="admin-facts" aria-busy="true"></div> }.into_any(),
            Loaded::Failed(words) => view! { <LoadTrouble words retry=Callback::new(move |()| load()) /> }.into_any(),
            Loaded::Ready(known) => view! { <Facts known /> }.into_any(),
        }}
    }
}

#[component]
fn Facts(known: Overview) -> impl IntoView {
    let storage = if known.storage_ok { texts::WORKS } else { texts::STORAGE_WAITS };
    let storage_class = if known.storage_ok { "" } else { "is-trouble" };
    let public_url = known.public_url.unwrap_or_else(|| texts::ADDRESS_NOT_SET.to_owned());
    let mail = if known.mail { texts::SENT_BY_THIS_SERVER } else { texts::MAIL_NOT_SET_UP };
    view! {
        <dl class="admin-facts">
            <div><dt>{texts::PEOPLE}</dt><dd class="admin-number">{known.people}</dd></div>
            <div><dt>{texts::POSTMORTEMS}</dt><dd class="admin-number">{known.postmortems}</dd></div>
            <div><dt>{texts::OPEN_RIGHT_NOW}</dt><dd class="admin-number">{known.live}</dd></div>
            <div><dt>{texts::KEPT_ON_DISK}</dt><dd class="admin-number">{size_words(known.database_bytes)}</dd></div>
        </dl>
        <section class="admin-section" aria-labelledby="server">
            <h2 id="server">{texts::SERVER}</h2>
            <dl class="pairs">
                <dt>{texts::VERSION}</dt>
                <dd>{known.version}</dd>
                <dt>{texts::DATABASE}</dt>
                <dd>{known.database}</dd>
                <dt>{texts::STORAGE}</dt>
                <dd class=storage_class>{storage}</dd>
                <dt>{texts::ADDRESS}</dt>
                <dd>{public_url}</dd>
                <dt>{texts::MAIL}</dt>
                <dd>{mail}</dd>
            </dl>
        </section>
        <section class="admin-section" aria-labelledby="providers">
            <h2 id="providers">{texts::SIGN_IN_PROVIDERS}</h2>
            <Providers providers=known.providers />
        </section>
    }
}

#[component]
fn Providers(providers: Vec<ProviderStatus>) -> impl IntoView {
    if providers.is_empty() {
        return view! {
            <p class="account-none">
                {texts::NO_PROVIDERS}
            </p>
        }
        .into_any();
    }
    let row = |provider: ProviderStatus| {
        let state = match provider.trouble {
            None => view! { <span class="pill pill-accent">{texts::READY}</span> }.into_any(),
            Some(_) => view! { <span class="pill pill-warn">{texts::CANT_BE_USED_RIGHT_NOW}</span> }.into_any(),
        };
        view! {
            <li class="account-row">
                <span class="account-icon"><Icon name=IconName::Link /></span>
                <div class="account-row-main">
                    <p class="account-row-title">{provider.name}</p>
                    <p class="account-row-facts">
                        <span>{provider.issuer}</span>
                        <span>{texts::COMES_BACK_TO_BEFORE}{provider.redirect_uri}</span>
                    </p>
                    {provider.trouble.map(|words| view! { <p class="is-trouble">{words}</p> })}
                </div>
                {state}
            </li>
        }
    };
    view! { <ul class="account-list">{providers.into_iter().map(row).collect_view()}</ul> }.into_any()
}

/// `12.3 MB`.
fn size_words(bytes: u64) -> String {
    const STEP: f64 = 1_000.0;
    #[expect(clippy::cast_precision_loss, reason = "shown with one decimal")]
    let mut size = bytes as f64;
    for unit in ["B", "kB", "MB", "GB"] {
        if size < STEP {
            return if unit == "B" { format!("{bytes} B") } else { format!("{size:.1} {unit}") };
        }
        size /= STEP;
    }
    format!("{size:.1} TB")
}

#[cfg(test)]
mod tests {
    use super::size_words;

    #[test]
    fn sizes_in_words() {
        let said = [0, 999, 1_000, 12_345_678, 2_000_000_000_000].map(size_words);
        assert_eq!(said, ["0 B", "999 B", "1.0 kB", "12.3 MB", "2.0 TB"]);
    }
}
