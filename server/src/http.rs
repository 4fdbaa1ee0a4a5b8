//! HTTP: every route on one page. A feature file holds its handlers and imports no other feature.

mod admin;
mod account;
mod actions;
mod around;
mod assets;
mod audit;
mod bell;
mod comments;
mod connections;
mod cookies;
mod customers;
mod description;
mod entry;
mod errors;
mod export;
mod file;
mod extract;
mod headers;
mod health;
mod history;
mod host;
mod idempotency;
mod identity;
mod images;
mod imports;
mod inbound;
mod invitations;
mod learning;
mod limit;
mod links;
mod misfit;
mod meetings;
mod narrow;
mod notifications;
mod oidc;
mod outside;
mod people;
mod policy;
mod postmortems;
mod published;
mod reference;
mod resets;
mod reviews;
mod search;
mod seen;
mod session;
mod sharing;
mod socket;
pub mod state;
mod sync;
mod teams;
mod templates;
mod tickets;
mod titles;
mod tracked;

use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use axum::{Json, Router};
use tower_http::catch_panic::CatchPanicLayer;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme};
use utoipa::{Modify, OpenApi};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub use idempotency::KEPT as KEYS_KEPT;
pub use state::{AppState, Site};

/// Largest request body.
const MAX_BODY_BYTES: usize = 1024 * 1024;

/// The whole HTTP surface.
pub fn router(state: AppState) -> Router {
    let (api, description) = described();
    let reference = reference::page(&description);
    let api = api
        .route("/api/postmortems/{id}/sync", get(sync::sync))
        .route("/api/notifications/sync", get(bell::listen))
        .route("/api/oidc/{provider}/start", get(oidc::start))
        .route("/api/oidc/{provider}/callback", get(oidc::callback))
        .route("/api/oidc/{provider}/connect", post(oidc::connect))
        .route("/api/openapi.json", get(|| async { Json(description) }))
        .route("/api/docs", get(|| async { published::page(StatusCode::OK, reference) }))
        .route("/metrics", get(health::metrics))
        .route("/p/{id}/v/{number}", get(published::show))
        .layer(from_fn_with_state(state.clone(), idempotency::once))
        .layer(from_fn_with_state(state.clone(), identity::wait))
        .layer(from_fn_with_state(state.clone(), images::admit))
        .layer(from_fn_with_state(state.clone(), imports::admit))
        .layer(from_fn_with_state(state.clone(), limit::by_caller))
        .layer(from_fn_with_state(state.clone(), identity::identify))
        .layer(from_fn(published::speak_html));

    Router::new()
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/assets/{*path}", get(assets::asset))
        .route("/sw.js", get(assets::worker))
        .route("/api/inbound/{connection}", post(inbound::take))
        .route("/outside/style.css", get(outside::public::style))
        .route("/outside/feed.atom", get(outside::public::feed))
        .route("/outside/{slug}", get(outside::public::show).post(outside::public::enter))
        .route("/outside/{slug}/{picture}", get(outside::public::picture))
        .merge(api)
        .fallback(assets::page)
        .layer(from_fn(around::limit_time))
        .layer(CatchPanicLayer::custom(around::caught))
        .layer(from_fn(around::limit_length))
        .layer(from_fn(around::speak_problems))
        .layer(from_fn_with_state(state.clone(), limit::by_address))
        .layer(from_fn_with_state(state.clone(), host::check))
        .layer(from_fn_with_state(state.clone(), headers::harden))
        .layer(from_fn(around::observe))
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .with_state(state)
}

/// The routes under `/api`, and what they take and answer, in words for programs.
fn described() -> (Router<AppState>, utoipa::openapi::OpenApi) {
    let (api, mut description) = api().split_for_parts();
    description::complete(&mut description);
    (api, description)
}

fn api() -> OpenApiRouter<AppState> {
    OpenApiRouter::with_openapi(Description::openapi())
        .routes(routes!(session::instance))
        .routes(routes!(session::show, session::sign_in, session::sign_out))
        .routes(routes!(session::set_up))
        .routes(routes!(resets::request))
        .routes(routes!(tickets::look))
        .routes(routes!(tickets::consume))
        .routes(routes!(account::patch))
        .routes(routes!(account::set_password))
        .routes(routes!(account::sessions, account::end_sessions))
        .routes(routes!(account::end_session))
        .routes(routes!(account::identities))
        .routes(routes!(account::remove_identity))
        .routes(routes!(people::list))
        .routes(routes!(people::tokens, people::create_token))
        .routes(routes!(people::remove_token))
        .routes(routes!(postmortems::list, postmortems::create))
        .routes(routes!(postmortems::show, postmortems::patch, postmortems::remove))
        .routes(routes!(postmortems::restore))
        .routes(routes!(imports::create))
        .routes(routes!(imports::timeline::create))
        .routes(routes!(actions::list))
        .routes(routes!(actions::answer))
        .routes(routes!(learning::show))
        .routes(routes!(learning::names))
        .routes(routes!(search::search))
        .routes(routes!(search::anniversaries))
        .routes(routes!(search::similar::show))
        .routes(routes!(search::views::list, search::views::create))
        .routes(routes!(search::views::remove))
        .routes(routes!(export::export))
        .routes(routes!(images::create))
        .routes(routes!(images::show))
        .routes(routes!(seen::show, seen::note))
        .routes(routes!(titles::read))
        .routes(routes!(tracked::list))
        .routes(routes!(tracked::create))
        .routes(routes!(history::list))
        .routes(routes!(history::show))
        .routes(routes!(history::diff))
        .routes(routes!(history::authors))
        .routes(routes!(history::restore))
        .routes(routes!(history::versions::create))
        .routes(routes!(history::versions::patch, history::versions::remove))
        .routes(routes!(sharing::show, sharing::patch))
        .routes(routes!(sharing::grant_person, sharing::revoke_person))
        .routes(routes!(sharing::grant_team, sharing::revoke_team))
        .routes(routes!(sharing::hand_over))
        .routes(routes!(links::create))
        .routes(routes!(links::revoke))
        .routes(routes!(links::look))
        .routes(routes!(links::enter))
        .routes(routes!(teams::list, teams::create))
        .routes(routes!(teams::patch, teams::remove))
        .routes(routes!(teams::join, teams::leave))
        .routes(routes!(comments::list, comments::create))
        .routes(routes!(comments::reply))
        .routes(routes!(comments::show, comments::patch, comments::remove))
        .routes(routes!(reviews::show, reviews::ask, reviews::end))
        .routes(routes!(reviews::give))
        .routes(routes!(reviews::publish))
        .routes(routes!(reviews::waiting))
        .routes(routes!(outside::show, outside::publish, outside::withdraw))
        .routes(routes!(outside::preview))
        .routes(routes!(outside::restore))
        .routes(routes!(outside::policy::show, outside::policy::change))
        .routes(routes!(meetings::show, meetings::schedule, meetings::cancel))
        .routes(routes!(meetings::calendar::file))
        .routes(routes!(meetings::ahead))
        .routes(routes!(meetings::facilitator::seek, meetings::facilitator::stop))
        .routes(routes!(meetings::facilitator::take, meetings::facilitator::give_back))
        .routes(routes!(meetings::facilitator::willing, meetings::facilitator::set_willing))
        .routes(routes!(meetings::calendar::show, meetings::calendar::make, meetings::calendar::revoke))
        .routes(routes!(meetings::calendar::feed))
        .routes(routes!(policy::show, policy::change))
        .routes(routes!(customers::show, customers::change))
        .routes(routes!(comments::people::list))
        .routes(routes!(comments::suggestion::accept))
        .routes(routes!(comments::suggestion::decline))
        .routes(routes!(notifications::list))
        .routes(routes!(notifications::note))
        .routes(routes!(notifications::settings, notifications::set))
        .routes(routes!(comments::read::note))
        .routes(routes!(comments::single::edit, comments::single::remove))
        .routes(routes!(comments::single::react, comments::single::unreact))
        .routes(routes!(templates::list, templates::create))
        .routes(routes!(templates::show, templates::patch, templates::remove))
        .routes(routes!(admin::overview))
        .routes(routes!(admin::people))
        .routes(routes!(admin::patch_person))
        .routes(routes!(admin::suspend))
        .routes(routes!(admin::reinstate))
        .routes(routes!(admin::sign_out))
        .routes(routes!(admin::reset_link))
        .routes(routes!(invitations::list, invitations::create))
        .routes(routes!(invitations::withdraw))
        .routes(routes!(connections::list, connections::create))
        .routes(routes!(connections::change, connections::remove))
        .routes(routes!(connections::rotate))
        .routes(routes!(connections::test))
        .routes(routes!(connections::restore))
        .routes(routes!(connections::resend))
        .routes(routes!(audit::list))
        .routes(routes!(audit::export))
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Debrief",
        description = "Postmortems, written together. Live editing goes over the WebSocket described in docs/PROTOCOL.md."
    ),
    security(("token" = []), ("cookie" = [])),
    modifiers(&SignIn)
)]
struct Description;

/// The two ways of signing in, for the description.
struct SignIn;

impl Modify for SignIn {
    fn modify(&self, description: &mut utoipa::openapi::OpenApi) {
        let components = description.components.get_or_insert_default();
        components.add_security_scheme("token", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
        components.add_security_scheme("cookie", SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new("debrief"))));
    }
}

#[cfg(test)]
mod tests;
