//! For every operation of the description, a request that succeeds: with a path that exists and a body that is right.

use axum::http::Method;
use debrief_shared::api::{InstanceRole, UseTicket};
use jiff::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Answer, As, PASSWORD, PICTURE, Server, noted};
use crate::store::audit::AuditAction;

/// An operation: method and path as the description has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Operation {
    pub(super) method: Method,
    pub(super) route: String,
}

/// A request of the one who may send it.
pub(super) struct Example {
    pub(super) who: As,
    pub(super) path: String,
    pub(super) body: Option<Value>,
}

/// All operations of the description.
pub(super) async fn all(server: &Server) -> Vec<Operation> {
    let description = server.get(&As::Nobody, "/api/openapi.json").await.json();
    let paths = description["paths"].as_object().unwrap();
    let methods = |methods: &Value| -> Vec<String> { methods.as_object().unwrap().keys().cloned().collect() };
    paths
        .iter()
        .flat_map(|(route, operations)| methods(operations).into_iter().map(move |method| (method, route.clone())))
        .map(|(method, route)| Operation { method: method.to_uppercase().parse().unwrap(), route })
        .collect()
}

/// A server with an admin, who makes what the examples are about.
pub(super) struct World<'a> {
    server: &'a Server,
    admin: As,
}

impl<'a> World<'a> {
    pub(super) async fn new(server: &'a Server) -> Self {
        Self { server, admin: server.person("admin", InstanceRole::Admin).await }
    }

    pub(super) fn admin(&self) -> &As {
        &self.admin
    }

    /// A request for this operation that succeeds. Everything that it needs is made anew.
    pub(super) async fn example(&self, operation: &Operation) -> Example {
        let (method, route) = (operation.method.as_str(), operation.route.as_str());
        let mut example = Example { who: self.admin.clone(), path: route.to_owned(), body: None };
        if route.starts_with("/api/postmortems/{id}") {
            self.in_a_postmortem(method, route, &mut example).await;
        } else if route.starts_with("/api/teams/{team}") {
            let (team, person) = (self.team().await, self.member().await);
            example.path = route.replace("{team}", &team.to_string()).replace("{person}", &person.to_string());
            if (method, route) == ("DELETE", "/api/teams/{team}/members/{person}") {
                self.made(Method::PUT, &example.path, None).await;
            }
        } else if route.starts_with("/api/admin/people/{person}") {
            example.path = route.replace("{person}", &self.member().await.to_string());
            if let Some(path) = example.path.strip_suffix("/reinstate") {
                self.made(Method::POST, &format!("{path}/suspend"), Some(json!({}))).await;
            }
        } else if route.starts_with("/api/templates/{id}") {
            let own = self.made(Method::POST, "/api/templates", Some(template())).await.id();
            example.path = route.replace("{id}", &own.to_string());
        } else if route.starts_with("/api/views/{view}") {
            let view = self.made(Method::POST, "/api/views", Some(view())).await.id();
            example.path = route.replace("{view}", &view.to_string());
        } else if route.starts_with("/api/tokens/{id}") {
            let token = self.made(Method::POST, "/api/tokens", Some(json!({"name": "x"}))).await.id();
            example.path = route.replace("{id}", &token.to_string());
        } else if route.starts_with("/api/admin/invitations/{invitation}") {
            self.made(Method::POST, "/api/admin/invitations", Some(invitation())).await;
            let listed = self.server.get(&self.admin, "/api/admin/invitations").await.json();
            example.path = route.replace("{invitation}", listed["invitations"][0]["id"].as_str().unwrap());
        } else if route.contains("{connection}") || route.contains("{delivery}") {
            example.path = super::connections::path(self.server, &self.admin, route).await;
        } else if route == "/api/calendar/{feed}" {
            let made = self.made(Method::POST, "/api/account/calendar", None).await.json();
            example.path = made["url"].as_str().unwrap().to_owned();
        } else if route.starts_with("/api/account") || (route == "/api/session" && method != "POST") {
            let name = format!("p{}", crate::random::id(Timestamp::now()).simple());
            self.server.member(&name).await;
            example.who = As::Cookie(self.server.cookie_of(&name).await);
            if route.contains("{session}") {
                self.server.cookie_of(&name).await;
                let listed = self.server.get(&example.who, "/api/account/sessions").await.json();
                example.path = route.replace("{session}", listed["sessions"][1]["id"].as_str().unwrap());
            }
            if (method, route) == ("DELETE", "/api/account/calendar") {
                self.server.post(&example.who, route, json!({})).await;
            }
        }
        example.body = example.body.or(self.body(method, route, &mut example.who).await);
        example
    }

    async fn in_a_postmortem(&self, method: &str, route: &str, example: &mut Example) {
        let postmortem = self.server.postmortem(&self.admin, "One").await;
        let mut path = route.replace("/api/postmortems/{id}", &postmortem);
        if path.contains("{person}") {
            path = path.replace("{person}", &self.member().await.to_string());
        }
        if path.contains("{team}") {
            path = path.replace("{team}", &self.team().await.to_string());
        }
        if method == "DELETE" && path.contains("/access/") {
            self.made(Method::PUT, &path, Some(json!({"role": "viewer"}))).await;
        }
        if path.contains("{link}") {
            let link = self.made(Method::POST, &format!("{postmortem}/links"), Some(link())).await.id();
            path = path.replace("{link}", &link.to_string());
        }
        let comment = self.server.comment(&self.admin, &postmortem).await;
        if path.contains("{thread}") {
            let suggested = path.contains("/suggestion/");
            let begun = if suggested { self.server.suggestion(&postmortem).await } else { comment.clone() };
            let thread = self.made(Method::POST, &format!("{postmortem}/comments"), Some(begun)).await.id();
            path = path.replace("{thread}", &thread.to_string()).replace("{reaction}", "heart");
            if path.contains("{comment}") {
                let threads = self.server.get(&self.admin, &format!("{postmortem}/comments")).await.json();
                path = path.replace("{comment}", threads["threads"][0]["comments"][0]["id"].as_str().unwrap());
            }
        }
        if path.contains("{mitigation}") {
            let me = self.server.get(&self.admin, "/api/session").await.json()["person"]["id"].clone();
            let (id, me) = (postmortem.rsplit('/').next().unwrap(), me.as_str().unwrap());
            let made = self.server.commits(id.parse().unwrap(), me.parse().unwrap(), "Alert on the pool").await;
            path = path.replace("{mitigation}", &made);
            example.body = Some(if path.ends_with("/ticket") {
                let (site, tracker) = super::connections::github(self.server, &self.admin).await;
                // It is asked after this example was given out.
                std::mem::forget(site);
                json!({"tracker": tracker})
            } else {
                json!({"answer": "still_right"})
            });
        }
        if path.contains("{image}") {
            let image = self.made(Method::POST, &format!("{postmortem}/images"), Some(json!(PICTURE))).await.id();
            path = path.replace("{image}", &image.to_string());
        }
        if path.ends_with("/review/mine") || (method, path.ends_with("/review")) == ("DELETE", true) {
            let me = self.server.get(&self.admin, "/api/session").await.json()["person"]["id"].clone();
            self.made(Method::POST, &format!("{postmortem}/review"), Some(json!({"people": [me]}))).await;
        }
        let me = async || self.server.get(&self.admin, "/api/session").await.json()["person"]["id"].clone();
        if path.contains("/meeting") {
            let asks = json!({"start": super::meetings::in_days(7), "time_zone": "UTC", "minutes": 60, "required": [me().await]});
            if method == "PUT" {
                example.body = Some(asks);
            } else {
                self.made(Method::PUT, &format!("{postmortem}/meeting"), Some(asks)).await;
            }
        }
        if path.contains("/facilitator") && method != "POST" {
            self.made(Method::PUT, "/api/account/facilitating", Some(json!({"willing": true}))).await;
            self.made(Method::POST, &format!("{postmortem}/facilitator"), Some(json!({}))).await;
            if (method, path.ends_with("/mine")) == ("DELETE", true) {
                self.made(Method::PUT, &path, None).await;
            }
        }
        let history = self.server.get(&self.admin, &format!("{postmortem}/history")).await.json();
        let seq = history["spans"][0]["last"].as_i64().unwrap();
        path = path.replace("{seq}", &seq.to_string());
        if path.contains("{version}") {
            let body = json!({"name": "Reviewed"});
            let version = self.made(Method::POST, &format!("{postmortem}/history/versions"), Some(body)).await.id();
            path = path.replace("{version}", &version.to_string());
        }
        if path.contains("/outside") {
            let choice = json!({"title": "x", "summary": "It is over."});
            let shown = self.made(Method::POST, &format!("{postmortem}/outside/preview"), Some(choice.clone())).await;
            let slug = unique("message");
            let body = json!({"choice": choice, "slug": slug, "digest": shown.json()["digest"]});
            if method == "DELETE" || path.ends_with("/restore") {
                self.made(Method::POST, &format!("{postmortem}/outside"), Some(body)).await;
                if method == "POST" {
                    self.made(Method::DELETE, &format!("{postmortem}/outside"), None).await;
                }
            } else if (method, path.ends_with("/outside")) == ("POST", true) {
                example.body = Some(body);
            }
        }
        if path.ends_with("/history/diff") {
            path = format!("{path}?from=0&to={seq}");
        }
        if path.ends_with("/history/restore") {
            example.body = Some(json!({"seq": seq}));
        }
        if path == format!("{postmortem}/restore") {
            self.made(Method::DELETE, &postmortem, None).await;
        }
        if (method, path.ends_with("/comments")) == ("POST", true) {
            example.body = Some(comment);
        }
        example.path = path;
    }

    async fn body(&self, method: &str, route: &str, who: &mut As) -> Option<Value> {
        Some(match (method, route) {
            ("POST", "/api/session") => json!({"email": "admin@example.com", "password": PASSWORD}),
            ("POST", "/api/setup") => {
                json!({"token": "x", "name": "x", "email": "x@example.com", "password": PASSWORD})
            }
            ("POST", "/api/tokens") => json!({"name": "x"}),
            ("POST", "/api/views") => view(),
            ("POST", "/api/postmortems") => json!({"title": "x", "template": "pushpay"}),
            ("POST", "/api/imports") => {
                json!({"title": "x", "facts": {}, "sections": [], "timeline": [], "mitigations": []})
            }
            ("POST", "/api/postmortems/{id}/timeline/imports") => super::imports::webhook(),
            ("PATCH", "/api/postmortems/{id}") => json!({"severity": "Sev-1"}),
            ("PATCH", "/api/postmortems/{id}/access") => json!({"visibility": "restricted"}),
            ("PUT", route) if route.starts_with("/api/postmortems/{id}/access/") => json!({"role": "commenter"}),
            ("PUT", "/api/postmortems/{id}/owner") => json!({"person": self.member().await}),
            ("POST", "/api/postmortems/{id}/links") => link(),
            ("POST", "/api/postmortems/{id}/images") => json!(PICTURE),
            ("POST", "/api/postmortems/{id}/review") => json!({"people": [self.member().await]}),
            ("PUT", "/api/postmortems/{id}/review/mine") => json!({"verdict": "approved"}),
            ("PUT", "/api/customers") => json!({"names": ["Acme Retail"]}),
            ("POST", "/api/postmortems/{id}/outside/preview") => json!({"title": "x"}),
            ("PUT", "/api/outside") => json!({"who": "owners"}),
            ("PUT", "/api/policy") => json!(debrief_shared::api::Policy::default()),
            ("POST", "/api/postmortems/{id}/titles") => json!({"url": "http://127.0.0.1:9/"}),
            ("PATCH", "/api/postmortems/{id}/comments/{thread}/comments/{comment}") => json!({"body": "y"}),
            ("POST", "/api/postmortems/{id}/comments/{thread}/replies") => json!({"body": "x"}),
            ("PATCH", "/api/postmortems/{id}/comments/{thread}") => json!({"resolved": true}),
            (_, route) if route.contains("/history/versions") && method != "DELETE" => json!({"name": "Reviewed"}),
            ("POST" | "PATCH", route) if route.starts_with("/api/templates") => template(),
            ("POST" | "PATCH", route) if route.starts_with("/api/teams") => json!({"name": unique("Team")}),
            ("POST", "/api/links/look") => json!({"link": self.link_secret().await}),
            ("POST", "/api/links/enter") => {
                *who = As::Nobody;
                json!({"link": self.link_secret().await, "name": "Guest"})
            }
            ("POST", "/api/tickets/look") => json!({"ticket": self.ticket_secret().await}),
            ("POST", "/api/tickets/use") => {
                *who = As::Nobody;
                let password = "another long password".to_owned();
                let used = UseTicket { ticket: self.ticket_secret().await, name: Some("New".to_owned()), password };
                serde_json::to_value(used).unwrap()
            }
            ("POST", "/api/password-resets") => json!({"email": "admin@example.com"}),
            ("PATCH", "/api/account") => json!({"name": "Somebody else"}),
            ("PUT", "/api/account/password") => json!({"current": PASSWORD, "new": "another long password"}),
            ("POST", "/api/admin/connections") | ("PUT", "/api/admin/connections/{connection}") => {
                super::connections::webhook("http://127.0.0.1:9/", &["postmortem.published"])
            }
            ("POST", "/api/admin/invitations") => invitation(),
            ("PATCH", "/api/admin/people/{person}") => json!({"role": "admin"}),
            ("PUT", "/api/account/facilitating") => json!({"willing": true}),
            (
                "PUT",
                "/api/postmortems/{id}/seen" | "/api/postmortems/{id}/comments/read" | "/api/notifications/settings",
            )
            | (
                "POST",
                "/api/admin/connections/{connection}/secret"
                | "/api/notifications/read"
                | "/api/postmortems/{id}/publications"
                | "/api/postmortems/{id}/facilitator"
                | "/api/postmortems/{id}/comments/{thread}/suggestion/accept"
                | "/api/admin/people/{person}/suspend",
            ) => json!({}),
            _ => return None,
        })
    }

    async fn made(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let answer = self.server.send(&self.admin, method.clone(), path, body).await;
        assert!(answer.status.is_success(), "{method} {path}: {} {}", answer.status, answer.text);
        answer
    }

    async fn member(&self) -> Uuid {
        let email = format!("{}@example.com", unique("member"));
        let new = crate::people::NewAccount {
            email,
            name: "Member".to_owned(),
            role: InstanceRole::Member,
            password: PASSWORD.to_owned(),
        };
        self.server.state.people.add(new, noted(AuditAction::AccountCreated)).await.unwrap().person.id
    }

    async fn team(&self) -> Uuid {
        self.made(Method::POST, "/api/teams", Some(json!({"name": unique("Team")}))).await.id()
    }

    async fn link_secret(&self) -> String {
        let postmortem = self.server.postmortem(&self.admin, "One").await;
        secret(&self.made(Method::POST, &format!("{postmortem}/links"), Some(link())).await)
    }

    async fn ticket_secret(&self) -> String {
        secret(&self.made(Method::POST, "/api/admin/invitations", Some(invitation())).await)
    }
}

/// What is behind `#` in an address that is handed out.
pub(super) fn secret(answer: &Answer) -> String {
    answer.json()["url"].as_str().unwrap().split_once('#').unwrap().1.to_owned()
}

fn unique(word: &str) -> String {
    format!("{word}{}", crate::random::id(Timestamp::now()).simple())
}

fn invitation() -> Value {
    json!({"email": format!("{}@example.com", unique("new")), "role": "member"})
}

fn link() -> Value {
    json!({"role": "viewer", "days": 7})
}

fn view() -> Value {
    json!({"name": "Pools", "query": "q=pool&severity=Sev-1"})
}

fn template() -> Value {
    json!({"name": "Own", "sections": [{"kind": "prose", "heading": "What happened"}]})
}
