//! Which name a request was sent to. A page of an attacker whose name suddenly leads here (DNS rebinding) sends that name along: what could
//! change anything, and every socket, is refused then.

use std::net::Ipv6Addr;

use axum::extract::{Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;

use super::errors::problem;
use super::state::{AppState, Site};

/// Endings of names that the public DNS never gives to anybody (RFC 6761, RFC 6762, RFC 8375, and ICANN's `internal`).
const PRIVATE: [&str; 5] = [".localhost", ".local", ".internal", ".home.arpa", ".test"];

/// Middleware: 421 for a request under a name that is not ours, unless it only reads or shows an API token, which no stranger's page has.
pub(super) async fn check(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let is_safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let is_socket = request.headers().contains_key(header::UPGRADE);
    let by_token = request.headers().contains_key(header::AUTHORIZATION);
    if (is_safe && !is_socket) || by_token || is_ours(request.headers(), &state.site) {
        return next.run(request).await;
    }
    problem(
        StatusCode::MISDIRECTED_REQUEST,
        "misdirected",
        "Sent to another name",
        "Debrief doesn't go by this name. Open it by its own address; whoever runs it sets that with --public-url.",
    )
}

/// Whether the `Host` of a request is the public one, an address, or a name that nobody can have on the internet. Only old programs send none.
fn is_ours(headers: &HeaderMap, site: &Site) -> bool {
    let mut hosts = headers.get_all(header::HOST).iter();
    let Some(host) = hosts.next() else { return true };
    let Some(name) = host.to_str().ok().and_then(name_of).filter(|_| hosts.next().is_none()) else { return false };
    let is_public = site.public_url.as_ref().is_some_and(|url| name_of(url.authority()).as_ref() == Some(&name));
    is_public || is_address(&name) || !name.contains('.') || PRIVATE.iter().any(|ending| name.ends_with(ending))
}

/// The name without port, in lower case and without a dot at the end.
fn name_of(host: &str) -> Option<String> {
    let authority: Authority = host.parse().ok()?;
    let name = authority.host().trim_end_matches('.').to_ascii_lowercase();
    (!name.is_empty() && !host.contains('@')).then_some(name)
}

fn is_address(name: &str) -> bool {
    let bracketed = name.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    name.parse::<std::net::Ipv4Addr>().is_ok() || bracketed.is_some_and(|inner| inner.parse::<Ipv6Addr>().is_ok())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;
    use crate::config::Origin;

    #[test]
    fn names_that_others_can_have_are_told_apart() {
        let untold = Site::default();
        let told = Site { public_url: Origin::parse("https://debrief.example.com"), ..Site::default() };
        let table = [
            ("127.0.0.1:3000", true, true),
            ("192.168.1.20", true, true),
            ("[::1]:3000", true, true),
            ("localhost:3000", true, true),
            ("debrief:3000", true, true),
            ("debrief_backend", true, true),
            ("box.local:3000", true, true),
            ("debrief.team.svc.cluster.local", true, true),
            ("debrief.example.com", false, true),
            ("Debrief.Example.com:443", false, true),
            ("debrief.example.com.", false, true),
            ("evil.example", false, false),
            ("debrief.example.com.evil.example", false, false),
            ("evil-debrief.example.com", false, false),
            ("127.0.0.1.evil.example", false, false),
            ("127.1.evil.example:3000", false, false),
            ("evil.example@127.0.0.1", false, false),
            ("", false, false),
            (".", false, false),
        ];
        for (host, without, with) in table {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, HeaderValue::from_static(host));
            assert_eq!((is_ours(&headers, &untold), is_ours(&headers, &told)), (without, with), "{host:?}");
        }
        let mut two = HeaderMap::new();
        two.append(header::HOST, HeaderValue::from_static("127.0.0.1"));
        two.append(header::HOST, HeaderValue::from_static("evil.example"));
        assert!(!is_ours(&two, &untold), "which of them is meant?");
        assert!(is_ours(&HeaderMap::new(), &untold));
    }
}
