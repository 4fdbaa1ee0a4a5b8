//! The session cookie, and which site a request came from.

mod browser;

use axum::http::{HeaderMap, HeaderValue, header};

use super::state::Site;
use crate::config::Origin;
use crate::oidc::flow::FLOW_LIFE;
use crate::people::SESSION_LIFE;

/// With `__Host-` a browser makes sure that no other host of the domain sets it.
const SECURE_NAME: &str = "__Host-debrief";
const PLAIN_NAME: &str = "debrief";

/// How long a browser is known after somebody has signed in with it. Browsers keep no cookie longer than 400 days.
const DEVICE_LIFE_SECONDS: i64 = 365 * 24 * 3600;

fn name(site: &Site) -> &'static str {
    if site.is_https() { SECURE_NAME } else { PLAIN_NAME }
}

/// Name of the cookie that a sign-in at a provider travels in.
fn flow_name(site: &Site) -> &'static str {
    if site.is_https() { "__Host-debrief-oidc" } else { "debrief-oidc" }
}

/// Name of the cookie by which a browser is known that somebody has signed in with.
fn device_name(site: &Site) -> &'static str {
    if site.is_https() { "__Host-debrief-device" } else { "debrief-device" }
}

/// The session secret of a request, if it has one.
pub(super) fn session_secret<'a>(headers: &'a HeaderMap, site: &Site) -> Option<&'a str> {
    value(headers, name(site))
}

/// The sealed sign-in under way of a request, if it has one.
pub(super) fn flow<'a>(headers: &'a HeaderMap, site: &Site) -> Option<&'a str> {
    value(headers, flow_name(site))
}

/// What a browser is known by, if somebody has signed in with it.
pub(super) fn device<'a>(headers: &'a HeaderMap, site: &Site) -> Option<&'a str> {
    value(headers, device_name(site))
}

/// A cookie of a request, if it has one of that name.
pub(super) fn value<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

/// `Set-Cookie` for a session.
pub(super) fn begin(secret: &str, site: &Site) -> HeaderValue {
    set(name(site), secret, SESSION_LIFE.as_secs(), site)
}

/// `Set-Cookie` that takes the session away.
pub(super) fn end(site: &Site) -> HeaderValue {
    set(name(site), "", 0, site)
}

/// `Set-Cookie` that lets a browser be known again.
pub(super) fn remember(device: &str, site: &Site) -> HeaderValue {
    set(device_name(site), device, DEVICE_LIFE_SECONDS, site)
}

/// `Set-Cookie` for a sign-in at a provider. Lax, as the session's: the way back comes from another site.
pub(super) fn begin_flow(sealed: &str, site: &Site) -> HeaderValue {
    set(flow_name(site), sealed, FLOW_LIFE.as_secs(), site)
}

/// `Set-Cookie` that takes a sign-in at a provider away.
pub(super) fn end_flow(site: &Site) -> HeaderValue {
    set(flow_name(site), "", 0, site)
}

fn set(name: &str, value: &str, max_age: i64, site: &Site) -> HeaderValue {
    let secure = if site.is_https() { "; Secure" } else { "" };
    let cookie = format!("{name}={value}; Path=/; Max-Age={max_age}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::try_from(cookie).expect("secrets are base64url")
}

/// Browser and system of a request in plain words; empty if it doesn't say.
pub(super) fn browser(headers: &HeaderMap) -> String {
    let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    browser::in_words(agent)
}

/// Whether a request comes from a page of this site, or from no page at all.
///
/// Browsers send `Origin` with every socket and every state-changing request, so one without it (and without `Sec-Fetch-Site`)
/// comes from a program, which holds no cookies of somebody else's.
pub(super) fn is_same_site(headers: &HeaderMap, site: &Site) -> bool {
    let text = |name| headers.get(name).map(|value: &HeaderValue| value.to_str().unwrap_or_default());
    match text(header::ORIGIN) {
        Some(origin) => Origin::parse(origin).is_some_and(|origin| match &site.public_url {
            Some(public) => origin == *public,
            None => text(header::HOST).is_some_and(|host| same_host(&origin, host)),
        }),
        None => headers.get("sec-fetch-site").is_none_or(|value| matches!(value.as_bytes(), b"same-origin" | b"none")),
    }
}

fn same_host(origin: &Origin, host: &str) -> bool {
    let scheme = if origin.is_https() { "https" } else { "http" };
    Origin::parse(&format!("{scheme}://{host}")).is_some_and(|host| host.authority() == origin.authority())
}

#[cfg(test)]
mod tests {
    use super::*;

    type Sent = &'static [(&'static str, &'static str)];

    fn site(url: Option<&str>) -> Site {
        Site { public_url: url.map(|url| Origin::parse(url).unwrap()), ..Site::default() }
    }

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(key, value)| (key.parse().unwrap(), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn cookies_fit_how_the_site_is_reached() {
        let (plain, secure) = (site(None), site(Some("https://debrief.example.com")));
        assert_eq!(begin("s", &plain), "debrief=s; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax");
        assert_eq!(begin("s", &secure), "__Host-debrief=s; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax; Secure");
        assert!(end(&plain).to_str().unwrap().contains("Max-Age=0"));
        let sent = headers(&[("cookie", "a=b; debrief=one; __Host-debrief=two")]);
        assert_eq!(session_secret(&sent, &plain), Some("one"));
        assert_eq!(session_secret(&sent, &secure), Some("two"));
        assert_eq!(session_secret(&headers(&[]), &plain), None);
    }

    #[test]
    fn other_sites_are_told_apart() {
        let (told, untold) = (site(Some("https://debrief.example.com")), site(None));
        let table: [(&Site, Sent, bool); 12] = [
            (&told, &[("origin", "https://debrief.example.com"), ("host", "10.0.0.1:3000")], true),
            (&told, &[("origin", "http://debrief.example.com")], false),
            (&told, &[("origin", "https://debrief.example.com.evil.example")], false),
            (&told, &[("origin", "null")], false),
            (&told, &[("origin", "http://10.0.0.1:3000"), ("host", "10.0.0.1:3000")], false),
            (&untold, &[("origin", "http://127.0.0.1:3000"), ("host", "127.0.0.1:3000")], true),
            (&untold, &[("origin", "http://127.0.0.1:3001"), ("host", "127.0.0.1:3000")], false),
            (&untold, &[("origin", "https://debrief.test"), ("host", "debrief.test:443")], true),
            (&untold, &[("origin", "http://evil.example")], false),
            (&untold, &[("host", "127.0.0.1:3000")], true),
            (&untold, &[("host", "127.0.0.1:3000"), ("sec-fetch-site", "cross-site")], false),
            (&untold, &[("host", "127.0.0.1:3000"), ("sec-fetch-site", "same-origin")], true),
        ];
        for (site, pairs, expected) in table {
            assert_eq!(is_same_site(&headers(pairs), site), expected, "{pairs:?}");
        }
    }
}
