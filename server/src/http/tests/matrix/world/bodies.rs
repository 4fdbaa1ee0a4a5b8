//! What is sent to each route.

use serde_json::{Value, json};

use super::super::super::{PASSWORD, PICTURE};
use super::World;

impl World {
    /// A body that is right; `None` where the route takes none.
    pub(in super::super) fn body(&self, method: &str, route: &str) -> Option<Value> {
        let section = json!({"kind": "prose", "heading": "What happened"});
        let template = json!({"name": "Own", "sections": [section]});
        Some(match (method, route) {
            ("POST", "/api/session") => json!({"email": "owner@example.com", "password": PASSWORD}),
            ("POST", "/api/setup") => {
                json!({"token": "x", "name": "x", "email": "x@example.com", "password": PASSWORD})
            }
            ("PATCH", "/api/account") => json!({"name": "Another name"}),
            ("PUT", "/api/account/password") => json!({"current": PASSWORD, "new": "quite another long one"}),
            ("POST", "/api/password-resets") => json!({"email": "owner@example.com"}),
            ("POST", "/api/tickets/look") => json!({"ticket": self.id("body ticket")}),
            ("POST", "/api/tickets/use") => {
                json!({"ticket": self.id("body ticket"), "name": "Invited", "password": "quite another long one"})
            }
            ("POST", "/api/tokens") => json!({"name": "x"}),
            ("POST", "/api/views") => json!({"name": "Pools", "query": "q=pool"}),
            ("POST", "/api/postmortems") => json!({"title": "x", "template": "pushpay"}),
            ("POST", "/api/imports") => {
                json!({"title": "x", "facts": {}, "sections": [], "timeline": [], "mitigations": []})
            }
            ("POST", "/api/postmortems/{id}/timeline/imports") => crate::http::tests::imports::webhook(),
            ("PATCH", "/api/postmortems/{id}") => json!({"severity": "Sev-1"}),
            ("POST", "/api/postmortems/{id}/mitigations/{mitigation}/answer") => json!({"answer": "still_right"}),
            ("PATCH", "/api/postmortems/{id}/access") => json!({"workspace_role": "viewer"}),
            ("PUT", "/api/postmortems/{id}/access/people/{person}" | "/api/postmortems/{id}/access/teams/{team}") => {
                json!({"role": "viewer"})
            }
            ("PUT", "/api/postmortems/{id}/owner") => json!({"person": self.id("body member")}),
            ("POST", "/api/postmortems/{id}/links") => json!({"role": "viewer", "days": 7}),
            ("POST", "/api/links/look") => json!({"link": self.id("body link")}),
            ("POST", "/api/links/enter") => json!({"link": self.id("body link"), "name": "Visitor"}),
            ("POST", "/api/postmortems/{id}/images") => json!(PICTURE),
            ("POST", "/api/postmortems/{id}/comments") => serde_json::from_str(self.id("body comment")).unwrap(),
            ("PUT", "/api/postmortems/{id}/comments/read") => json!({"thread": self.id("thread")}),
            ("POST", "/api/postmortems/{id}/comments/{thread}/replies") => json!({"body": "x"}),
            ("PATCH", "/api/postmortems/{id}/comments/{thread}/comments/{comment}") => json!({"body": "y"}),
            ("PATCH", "/api/postmortems/{id}/comments/{thread}") => json!({"resolved": true}),
            ("PUT", "/api/postmortems/{id}/seen") | ("POST", "/api/postmortems/{id}/history/restore") => {
                json!({"seq": self.number("seq")})
            }
            // Nobody is asked at an address of this machine.
            ("POST", "/api/postmortems/{id}/titles") => json!({"url": "http://127.0.0.1:9/"}),
            ("POST", "/api/postmortems/{id}/history/versions") => json!({"name": "x", "seq": self.number("seq")}),
            ("PATCH", "/api/postmortems/{id}/history/versions/{version}") => json!({"name": "y"}),
            ("POST", "/api/postmortems/{id}/review") => json!({"people": [self.id("person")]}),
            ("PUT", "/api/postmortems/{id}/review/mine") => json!({"verdict": "approved"}),
            ("POST", "/api/postmortems/{id}/publications") => json!({"despite": "It is late."}),
            ("PUT", "/api/postmortems/{id}/meeting") => json!({
                "start": super::super::super::meetings::in_days(9), "time_zone": "UTC", "minutes": 30,
                "required": [self.id("person")], "seen": 0
            }),
            ("POST", "/api/postmortems/{id}/facilitator") => json!({"note": "For Tuesday"}),
            ("PUT", "/api/account/facilitating") => json!({"willing": true}),
            ("POST", "/api/postmortems/{id}/outside") => serde_json::from_str(self.id("body outside")).unwrap(),
            ("POST", "/api/postmortems/{id}/outside/preview") => json!({"title": "x"}),
            ("PUT", "/api/outside") => json!({"who": "admins", "feed": true}),
            ("PUT", "/api/policy") => {
                json!({"time_zone": "UTC", "working_days": [1], "holidays": [], "rules": []})
            }
            ("PUT", "/api/customers") => json!({"names": ["Acme Retail"]}),
            ("PUT", "/api/notifications/settings") => json!({"answered": {"app": false, "mail": false}}),
            ("POST", "/api/templates") | ("PATCH", "/api/templates/{id}") => template,
            ("POST", "/api/teams") | ("PATCH", "/api/teams/{team}") => json!({"name": "Another team"}),
            ("PATCH", "/api/admin/people/{person}") => json!({"role": "guest"}),
            (
                "POST",
                "/api/admin/connections/{connection}/secret"
                | "/api/notifications/read"
                | "/api/postmortems/{id}/comments/{thread}/suggestion/accept"
                | "/api/admin/people/{person}/suspend",
            ) => json!({}),
            ("POST", "/api/admin/connections") | ("PUT", "/api/admin/connections/{connection}") => {
                super::super::super::connections::webhook("http://127.0.0.1:9/", &["postmortem.published"])
            }
            ("POST", "/api/postmortems/{id}/mitigations/{mitigation}/ticket") => {
                json!({"tracker": self.id("body tracker")})
            }
            ("POST", "/api/admin/invitations") => json!({"email": "new@example.com", "role": "member"}),
            _ => return None,
        })
    }
}
