//! What strangers try: other sites' requests, other names, forged addresses, floods, bodies without end, questions for causes.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::ConnectInfo;
use axum::http::{Method, Request, StatusCode, header};
use axum::middleware::from_fn;
use axum::routing::{get, post};
use debrief_shared::api::InstanceRole;
use futures_util::stream;
use serde_json::json;
use tower::ServiceExt;
use tower_http::catch_panic::CatchPanicLayer;

use super::{Answer, As, PASSWORD, Server};
use crate::address;
use crate::config::Origin;
use crate::http::errors::PROBLEM_JSON;
use crate::http::{AppState, Site, around};
use crate::limits::Limits;
use crate::store::audit::{AuditQuery, AuditRow};

const PUBLIC: &str = "https://debrief.example.com";

/// A request by hand: who, from where, and with which headers.
#[derive(Default)]
struct Sent<'a> {
    method: Method,
    path: &'a str,
    peer: &'a str,
    headers: Vec<(&'a str, String)>,
    body: Option<String>,
}

impl Server {
    async fn configured(site: Site, limits: Limits) -> Self {
        let server = Self::start().await;
        let state = AppState { site: Arc::new(site), limits, ..server.state.clone() };
        Self { router: crate::http::router(state.clone()), state, ..server }
    }

    async fn by_hand(&self, sent: Sent<'_>) -> Answer {
        let mut request = Request::builder().method(sent.method).uri(sent.path);
        for (name, value) in sent.headers {
            request = request.header(name, value);
        }
        if sent.body.is_some() {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        let mut request = request.body(sent.body.map_or_else(Body::empty, Body::from)).unwrap();
        let peer: SocketAddr = format!("{}:50000", sent.peer).parse().unwrap();
        request.extensions_mut().insert(ConnectInfo(peer));
        self.raw(request).await
    }

    /// Signs somebody in by password and gives the cookie.
    pub(super) async fn cookie_of(&self, name: &str) -> String {
        let body = json!({"email": format!("{name}@example.com"), "password": PASSWORD});
        let entered = self.post(&As::Nobody, "/api/session", body).await;
        entered.cookie().unwrap_or_else(|| panic!("not signed in: {}", entered.text)).to_owned()
    }

    pub(super) async fn noted(&self, action: &str) -> Vec<AuditRow> {
        let query = AuditQuery { action: Some(action.to_owned()), limit: 1_000, ..AuditQuery::default() };
        self.state.store.audit(query).await.unwrap()
    }
}

fn told() -> Site {
    Site { public_url: Origin::parse(PUBLIC), ..Site::default() }
}

fn behind(proxies: &str) -> Site {
    Site { trusted_proxies: address::networks(proxies).unwrap(), ..Site::default() }
}

/// A hundredth of the default: 3 requests at once for nobody, 6 for an account, 30 for an address.
fn tight() -> Limits {
    Limits::new(crate::limits::REQUESTS_PER_MINUTE / 100)
}

async fn ask(server: &Server, path: &str, peer: &str, headers: Vec<(&str, String)>) -> StatusCode {
    let answer = server.by_hand(Sent { path, peer, headers, ..Sent::default() }).await;
    if answer.status == StatusCode::TOO_MANY_REQUESTS {
        assert_eq!(answer.headers[header::CONTENT_TYPE], PROBLEM_JSON);
        assert!(answer.headers[header::RETRY_AFTER].to_str().unwrap().parse::<u64>().unwrap() > 0);
        assert!(answer.text.contains("try again in"), "{}", answer.text);
        assert!(answer.headers.contains_key(header::CONTENT_SECURITY_POLICY), "hardened all the same");
    }
    answer.status
}

#[tokio::test]
async fn a_stranger_runs_out_and_dodges_by_no_header() {
    let server = Server::configured(Site::default(), tight()).await;
    let ada = server.member("ada").await;
    let As::Token(token) = &ada else { unreachable!("members have tokens") };
    for _ in 0..3 {
        assert_eq!(ask(&server, "/api/instance", "192.0.2.1", vec![]).await, StatusCode::OK);
    }
    let too_many = StatusCode::TOO_MANY_REQUESTS;
    assert_eq!(ask(&server, "/api/instance", "192.0.2.1", vec![]).await, too_many);
    for name in ["x-forwarded-for", "forwarded", "x-real-ip", "x-client-ip", "true-client-ip", "cf-connecting-ip"] {
        let forged = vec![(name, "198.51.100.7".to_owned())];
        assert_eq!(ask(&server, "/api/instance", "192.0.2.1", forged).await, too_many, "{name}");
    }
    let cookie = vec![("cookie", "debrief=made-up".to_owned())];
    assert_eq!(ask(&server, "/api/instance", "192.0.2.1", cookie).await, too_many, "a made-up session");
    assert_eq!(ask(&server, "/healthz", "192.0.2.1", vec![]).await, StatusCode::OK);
    assert_eq!(ask(&server, "/api/instance", "192.0.2.2", vec![]).await, StatusCode::OK, "somebody else");
    let signed_in = vec![("authorization", format!("Bearer {token}"))];
    assert_eq!(ask(&server, "/api/instance", "192.0.2.1", signed_in).await, StatusCode::OK, "not a stranger");
}

#[tokio::test]
async fn a_whole_ipv6_network_counts_as_one_stranger() {
    let server = Server::configured(Site::default(), tight()).await;
    let mut refused = 0;
    for host in 1..=10 {
        let peer = format!("[2001:db8:0:1::{host}]");
        refused += usize::from(!ask(&server, "/api/instance", &peer, vec![]).await.is_success());
    }
    assert_eq!(refused, 7);
    assert_eq!(ask(&server, "/api/instance", "[2001:db8:0:2::1]", vec![]).await, StatusCode::OK);
}

#[tokio::test]
async fn an_account_runs_out_wherever_it_comes_from() {
    let server = Server::configured(Site::default(), tight()).await;
    let (ada, eve) = (server.member("ada").await, server.member("eve").await);
    let bearer = |who: &As| match who {
        As::Token(token) => vec![("authorization", format!("Bearer {token}"))],
        _ => unreachable!("members have tokens"),
    };
    for host in 1..=6 {
        assert_eq!(ask(&server, "/api/session", &format!("192.0.2.{host}"), bearer(&eve)).await, StatusCode::OK);
    }
    assert_eq!(ask(&server, "/api/session", "192.0.2.9", bearer(&eve)).await, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(ask(&server, "/api/session", "192.0.2.1", bearer(&ada)).await, StatusCode::OK, "another account");
    let socket = format!("/api/postmortems/{}/sync", uuid::Uuid::nil());
    assert_ne!(ask(&server, &socket, "192.0.2.1", bearer(&eve)).await, StatusCode::TOO_MANY_REQUESTS, "its own limit");
    assert_eq!(ask(&server, &socket, "192.0.2.1", bearer(&eve)).await, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn an_address_runs_out_whoever_it_says_it_is() {
    let server = Server::configured(Site::default(), tight()).await;
    let wrong = || vec![("authorization", "Bearer dbr_made_up".to_owned())];
    for _ in 0..30 {
        assert_eq!(ask(&server, "/api/session", "192.0.2.1", wrong()).await, StatusCode::UNAUTHORIZED);
    }
    for path in ["/api/session", "/", "/readyz", "/assets/none.js", "/metrics"] {
        assert_eq!(ask(&server, path, "192.0.2.1", wrong()).await, StatusCode::TOO_MANY_REQUESTS, "{path}");
    }
    assert_eq!(ask(&server, "/healthz", "192.0.2.1", wrong()).await, StatusCode::OK);
    assert_eq!(ask(&server, "/readyz", "192.0.2.2", wrong()).await, StatusCode::OK);
}

#[tokio::test]
async fn behind_a_trusted_proxy_everybody_has_limits_of_their_own() {
    let server = Server::configured(behind("10.0.0.0/8"), tight()).await;
    let from = |client: &str| vec![("x-forwarded-for", client.to_owned())];
    for forged in ["198.51.100.1", "10.9.9.9", "unknown"] {
        let header = format!("{forged}, 192.0.2.1");
        assert_eq!(ask(&server, "/api/instance", "10.0.0.1", from(&header)).await, StatusCode::OK);
    }
    let dodge = ask(&server, "/api/instance", "10.0.0.2", from("198.51.100.4, 192.0.2.1")).await;
    assert_eq!(dodge, StatusCode::TOO_MANY_REQUESTS, "what the client wrote itself doesn't count");
    assert_eq!(ask(&server, "/api/instance", "10.0.0.1", from("192.0.2.2")).await, StatusCode::OK);
}

#[tokio::test]
async fn the_audit_log_has_the_address_that_is_believed() {
    let server = Server::configured(behind("10.0.0.0/8"), Limits::default()).await;
    server.member("ada").await;
    let attempt = async |peer: &str| {
        let body = json!({"email": "ada@example.com", "password": "wrong"}).to_string();
        let headers = vec![("x-forwarded-for", "192.0.2.66, 192.0.2.1".to_owned())];
        let sent = Sent { method: Method::POST, path: "/api/session", peer, headers, body: Some(body) };
        assert_eq!(server.by_hand(sent).await.status, StatusCode::UNAUTHORIZED);
        server.noted("session.refused").await[0].address.clone()
    };
    assert_eq!(attempt("10.0.0.1").await, "192.0.2.1");
    assert_eq!(attempt("203.0.113.9").await, "203.0.113.9", "not a proxy of ours");
}

#[tokio::test]
async fn only_the_configuration_says_how_the_site_is_reached() {
    let server = Server::configured(behind("10.0.0.0/8"), Limits::default()).await;
    let admin = server.person("ada", InstanceRole::Admin).await;
    let As::Token(token) = admin else { unreachable!("has a token") };
    let lies = || vec![("x-forwarded-proto", "https".to_owned()), ("x-forwarded-host", "evil.example".to_owned())];
    let body = json!({"email": "ada@example.com", "password": PASSWORD}).to_string();
    let sent = Sent { method: Method::POST, path: "/api/session", peer: "10.0.0.1", headers: lies(), body: Some(body) };
    let entered = server.by_hand(sent).await;
    assert!(!entered.headers[header::SET_COOKIE].to_str().unwrap().contains("Secure"));
    assert!(!entered.headers.contains_key(header::STRICT_TRANSPORT_SECURITY));

    let mut headers = lies();
    headers.extend([("host", "evil.example".to_owned()), ("authorization", format!("Bearer {token}"))]);
    let body = json!({"email": "new@example.com", "role": "member"}).to_string();
    let path = "/api/admin/invitations";
    let invited =
        server.by_hand(Sent { method: Method::POST, path, peer: "10.0.0.1", headers, body: Some(body) }).await;
    assert_eq!(invited.status, StatusCode::CREATED, "{}", invited.text);
    assert!(invited.json()["url"].as_str().unwrap().starts_with("/invitation#"), "{}", invited.text);
}

#[tokio::test]
async fn every_response_is_hardened() {
    let (plain, tls) = (Server::start().await, Server::configured(told(), Limits::default()).await);
    let ada = tls.person("ada", InstanceRole::Admin).await;
    for path in
        ["/", "/p/x", "/assets/none.js", "/sw.js", "/healthz", "/readyz", "/metrics", "/api/session", "/api/none"]
    {
        for who in [&As::Nobody, &ada] {
            let headers = tls.get(who, path).await.headers;
            let said = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
            assert_eq!(said("strict-transport-security"), "max-age=31536000", "{path}");
            assert_eq!(said("x-content-type-options"), "nosniff", "{path}");
            assert_eq!(said("referrer-policy"), "same-origin", "{path}");
            assert_eq!(said("cross-origin-opener-policy"), "same-origin", "{path}");
            assert_eq!(said("cross-origin-resource-policy"), "same-origin", "{path}");
            assert!(said("permissions-policy").contains("camera=()"), "{path}");
            let policy = said("content-security-policy");
            assert!(policy.starts_with("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{path}");
            assert!(policy.contains("base-uri 'none'"), "{path}");
            for open in ["unsafe-inline", "'unsafe-eval'", "http:", "https:", "*", "blob:"] {
                assert!(!policy.contains(open), "{path}: {policy}");
            }
            if path.starts_with("/api") || path == "/metrics" {
                assert_eq!(said("cache-control"), "no-store", "{path}");
            }
            assert!(said("access-control-allow-origin").is_empty() && said("server").is_empty(), "{path}");
        }
        assert!(!plain.get(&As::Nobody, path).await.headers.contains_key(header::STRICT_TRANSPORT_SECURITY));
    }
}

#[tokio::test]
async fn pages_of_other_origins_change_nothing() {
    let server = Server::configured(told(), Limits::default()).await;
    server.member("ada").await;
    let cookie = server.cookie_of("ada").await;
    let send = async |extra: &[(&'static str, &str)]| {
        let mut headers = vec![("cookie", cookie.clone()), ("host", "debrief.example.com".to_owned())];
        headers.extend(extra.iter().map(|(name, value)| (*name, (*value).to_owned())));
        let body = Some(json!({"name": "x"}).to_string());
        let sent = Sent { method: Method::POST, path: "/api/tokens", peer: "192.0.2.1", headers, body };
        server.by_hand(sent).await
    };
    let refused: [&[(&'static str, &str)]; 12] = [
        &[("origin", "null")],
        &[("origin", "")],
        &[("origin", "http://debrief.example.com")],
        &[("origin", "https://debrief.example.com:8443")],
        &[("origin", "https://evil.debrief.example.com")],
        &[("origin", "https://other.example.com")],
        &[("origin", "https://example.com")],
        &[("origin", "https://debrief.example.com.evil.example")],
        &[("origin", "https://debrief.example.com@evil.example")],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("origin", "https://evil.example"), ("sec-fetch-site", "same-origin")],
    ];
    for headers in refused {
        let answer = send(headers).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{headers:?}: {}", answer.text);
        assert_eq!(answer.json()["type"], "cross-origin");
    }
    let before = server.noted("token.created").await.len();
    assert_eq!(before, 1, "the one that the test began with");
    for headers in [[("origin", PUBLIC)], [("sec-fetch-site", "same-origin")], [("sec-fetch-site", "none")]] {
        assert_eq!(send(&headers).await.status, StatusCode::CREATED, "{headers:?}");
    }
}

#[tokio::test]
async fn a_token_is_never_mixed_with_a_cookie() {
    let server = Server::configured(told(), Limits::default()).await;
    let (_, eve) = (server.member("ada").await, server.member("eve").await);
    let cookie = server.cookie_of("ada").await;
    let As::Token(token) = eve else { unreachable!("has a token") };
    let send = async |token: &str| {
        let headers = vec![
            ("cookie", cookie.clone()),
            ("authorization", format!("Bearer {token}")),
            ("origin", "https://evil.example".to_owned()),
        ];
        let body = Some(json!({"name": "x"}).to_string());
        let sent = Sent { method: Method::POST, path: "/api/tokens", peer: "192.0.2.1", headers, body };
        server.by_hand(sent).await
    };
    assert_eq!(send(&token).await.status, StatusCode::CREATED);
    let eves = server.state.store.account_by_email("eve@example.com").await.unwrap().unwrap().person.id;
    assert_eq!(server.noted("token.created").await[0].actor, Some(eves), "who shows a token is its owner");
    assert_eq!(send("dbr_made_up").await.status, StatusCode::UNAUTHORIZED, "and nobody else");
    let basic = vec![("cookie", cookie), ("authorization", "Basic YTpi".to_owned())];
    assert_eq!(ask(&server, "/api/session", "192.0.2.1", basic).await, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_name_that_is_not_ours_is_refused_where_something_could_change() {
    let server = Server::start().await;
    let As::Token(token) = server.member("ada").await else { unreachable!("has a token") };
    let send = async |method: Method, host: &str, bearer: bool| {
        let mut headers = vec![("host", host.to_owned()), ("origin", format!("http://{host}"))];
        if bearer {
            headers.push(("authorization", format!("Bearer {token}")));
        }
        let body =
            (method == Method::POST).then(|| json!({"email": "ada@example.com", "password": PASSWORD}).to_string());
        let answer = server.by_hand(Sent { method, path: "/api/session", peer: "192.0.2.1", headers, body }).await;
        answer.status
    };
    // DNS rebinding: the page's own name now leads here, so its origin and host agree.
    assert_eq!(send(Method::POST, "evil.example:3000", false).await, StatusCode::MISDIRECTED_REQUEST);
    assert_eq!(send(Method::DELETE, "evil.example", false).await, StatusCode::MISDIRECTED_REQUEST);
    assert_eq!(send(Method::POST, "127.0.0.1:3000", false).await, StatusCode::OK);
    assert_eq!(send(Method::POST, "localhost:3000", false).await, StatusCode::OK);
    assert_eq!(send(Method::GET, "evil.example", false).await, StatusCode::UNAUTHORIZED, "cookies don't come along");
    assert_eq!(send(Method::GET, "evil.example", true).await, StatusCode::OK, "a program that knows the token");
    let headers = [("host", "evil.example"), ("upgrade", "websocket")];
    let headers = headers.map(|(name, value)| (name, value.to_owned())).to_vec();
    let path = format!("/api/postmortems/{}/sync", uuid::Uuid::nil());
    assert_eq!(ask(&server, &path, "192.0.2.1", headers).await, StatusCode::MISDIRECTED_REQUEST);
}

#[tokio::test]
async fn a_body_that_grows_without_end_is_cut_off() {
    let server = Server::start().await;
    let As::Token(token) = server.member("ada").await else { unreachable!("has a token") };
    let chunk = Bytes::from(vec![b' '; 64 << 10]);
    let endless = stream::repeat_with(move || Ok::<_, std::io::Error>(chunk.clone()));
    let request = Request::post("/api/tokens")
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .body(Body::from_stream(endless))
        .unwrap();
    let answer = server.raw(request).await;
    assert_eq!((answer.status, &answer.json()["type"]), (StatusCode::PAYLOAD_TOO_LARGE, &json!("too-large")));
}

#[tokio::test]
async fn a_body_that_never_comes_ends_in_time() {
    let in_time = |request, next| around::within(Duration::from_millis(20), request, next);
    let router: Router = Router::new().route("/", post(|_: Bytes| async {})).layer(from_fn(in_time));
    let silent = stream::pending::<Result<Bytes, std::io::Error>>();
    let request = Request::post("/").body(Body::from_stream(silent)).unwrap();
    let answer = tokio::time::timeout(Duration::from_secs(10), router.oneshot(request)).await.expect("in time");
    assert_eq!(answer.unwrap().status(), StatusCode::GATEWAY_TIMEOUT);
}

#[tokio::test]
async fn causes_of_failures_stay_inside() {
    let server = Server::start().await;
    let ada = server.person("ada", InstanceRole::Admin).await;
    let file = server.folder.path().join("debrief.db");
    let database = sqlx::SqlitePool::connect(&format!("sqlite://{}", file.display())).await.unwrap();
    sqlx::query("DROP TABLE templates").execute(&database).await.unwrap();
    for (method, path, body) in [
        (Method::GET, "/api/templates", None),
        (Method::POST, "/api/postmortems", Some(json!({"title": "x", "template": "pushpay"}))),
    ] {
        let answer = server.send(&ada, method, path, body).await;
        assert!(answer.status.is_server_error(), "{path}: {}", answer.status);
        assert_eq!(answer.headers[header::CONTENT_TYPE], PROBLEM_JSON);
        for inside in ["table", "templates", "sql", "SQL", "no such", "debrief.db"] {
            assert!(!answer.text.contains(inside), "{path}: {}", answer.text);
        }
    }
    database.close().await;
}

#[tokio::test]
async fn a_panic_answers_without_its_words() {
    async fn panics() -> StatusCode {
        assert!(std::hint::black_box(false), "the secret is dbr_x");
        StatusCode::OK
    }
    let router: Router = Router::new()
        .route("/api/x", get(panics))
        .layer(CatchPanicLayer::custom(around::caught))
        .layer(from_fn(around::speak_problems));
    let answer = router.oneshot(Request::get("/api/x").body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
    let text = axum::body::to_bytes(answer.into_body(), 10_000).await.unwrap();
    assert!(!String::from_utf8_lossy(&text).contains("secret"));
}
