//! How the instance is doing.

use debrief_shared::api::{Overview, ProviderStatus};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api;
use crate::session::Session;
use crate::ui::{Icon, IconName, LoadTrouble, Loaded, use_title};

/// The page at `/admin`.
#[component]
pub fn OverviewPage() -> impl IntoView {
    use_title("Overview".to_owned());
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
        <h1>"Overview"</h1>
        {move || match overview.get() {
            Loaded::Waiting => view! { <div class="admin-facts" aria-busy="true"></div> }.into_any(),
            Loaded::Failed(words) => view! { <LoadTrouble words retry=Callback::new(move |()| load()) /> }.into_any(),
            Loaded::Ready(known) => view! { <Facts known /> }.into_any(),
        }}
    }
}

#[component]
fn Facts(known: Overview) -> impl IntoView {
    let storage = if known.storage_ok { "Works" } else { "Not writing: changes wait and are tried again" };
    let storage_class = if known.storage_ok { "" } else { "is-trouble" };
    let public_url =
        known.public_url.unwrap_or_else(|| "Not set: links begin with the address in your browser".to_owned());
    let mail = if known.mail { "Sent by this server" } else { "Not set up: links are handed out by hand" };
    view! {
        <dl class="admin-facts">
            <div><dt>"People"</dt><dd class="admin-number">{known.people}</dd></div>
            <div><dt>"Postmortems"</dt><dd class="admin-number">{known.postmortems}</dd></div>
            <div><dt>"Open right now"</dt><dd class="admin-number">{known.live}</dd></div>
            <div><dt>"Kept on disk"</dt><dd class="admin-number">{size_words(known.database_bytes)}</dd></div>
        </dl>
        <section class="admin-section" aria-labelledby="server">
            <h2 id="server">"Server"</h2>
            <dl class="pairs">
                <dt>"Version"</dt>
                <dd>{known.version}</dd>
                <dt>"Database"</dt>
                <dd>{known.database}</dd>
                <dt>"Storage"</dt>
                <dd class=storage_class>{storage}</dd>
                <dt>"Address"</dt>
                <dd>{public_url}</dd>
                <dt>"Mail"</dt>
                <dd>{mail}</dd>
            </dl>
        </section>
        <section class="admin-section" aria-labelledby="providers">
            <h2 id="providers">"Sign-in providers"</h2>
            <Providers providers=known.providers />
        </section>
    }
}

#[component]
fn Providers(providers: Vec<ProviderStatus>) -> impl IntoView {
    if providers.is_empty() {
        return view! {
            <p class="account-none">
                "None: people sign in with a password. A provider (OpenID Connect) is added in the server's configuration."
            </p>
        }
        .into_any();
    }
    let row = |provider: ProviderStatus| {
        let state = match provider.trouble {
            None => view! { <span class="pill pill-accent">"Ready"</span> }.into_any(),
            Some(_) => view! { <span class="pill pill-warn">"Can't be used right now"</span> }.into_any(),
        };
        view! {
            <li class="account-row">
                <span class="account-icon"><Icon name=IconName::Link /></span>
                <div class="account-row-main">
                    <p class="account-row-title">{provider.name}</p>
                    <p class="account-row-facts">
                        <span>{provider.issuer}</span>
                        <span>"Comes back to "{provider.redirect_uri}</span>
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
