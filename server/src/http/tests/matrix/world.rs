//! What the matrix is tried on: one instance with everybody and everything in it, made once and copied for every try.

mod bodies;
mod connected;
mod scheduled;
mod stored;

use std::collections::BTreeMap;

use axum::http::Method;
use debrief_shared::api::InstanceRole;
use debrief_shared::document::{NewMitigation, Place, Postmortem, Status};
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;
use uuid::Uuid;
use yrs::TransactionMut;

use self::stored::copy_files;
pub(super) use self::stored::{connect, dump};
use super::super::{As, PASSWORD, PICTURE, Server};
use crate::outbound::tests::Asks;

/// Who tries, in the order of the table's columns.
pub(super) const PRINCIPALS: [&str; 12] = [
    "nobody",
    "guest by link",
    "guest account",
    "viewer",
    "commenter",
    "editor",
    "owner",
    "stranger",
    "admin",
    "suspended",
    "revoked token",
    "expired session",
];

/// Ids and secrets of the instance; the same in every copy.
pub(super) struct World {
    folder: tempfile::TempDir,
    pub(super) principals: Vec<As>,
    /// By the name of a part of a path, and `body …` for what bodies need.
    ids: BTreeMap<&'static str, String>,
    /// The same kinds, of somebody else or elsewhere.
    foreign: BTreeMap<&'static str, String>,
    /// The tracker that tickets are made at.
    _site: Asks,
}

impl World {
    pub(super) async fn new() -> Self {
        let server = Server::start().await;
        let mut maker = Maker { server: &server, ids: BTreeMap::new(), foreign: BTreeMap::new() };
        let (principals, site) = maker.everything().await;
        let Maker { ids, foreign, .. } = maker;
        let folder = tempfile::tempdir().unwrap();
        let copy = folder.path().join("template.db");
        copy_files(&server.folder().join("images"), &folder.path().join("images"));
        let mut connection = connect(server.folder()).await;
        let vacuum = format!("VACUUM INTO '{}'", copy.display());
        sqlx::query(AssertSqlSafe(vacuum)).execute(&mut connection).await.unwrap();
        server.state.documents.shutdown().await;
        Self { folder, principals, ids, foreign, _site: site }
    }

    /// A server on a copy.
    pub(super) async fn copy(&self) -> Server {
        let folder = tempfile::tempdir().unwrap();
        std::fs::copy(self.folder.path().join("template.db"), folder.path().join("debrief.db")).unwrap();
        copy_files(&self.folder.path().join("images"), &folder.path().join("images"));
        Server::over(folder).await
    }

    /// The path of a route, with one of its ids replaced if `swapped` says so.
    pub(super) fn path(&self, method: &str, route: &str, swapped: Option<(&str, &str)>) -> String {
        let mut path = route.to_owned();
        for part in parts(route) {
            let own =
                self.ids.get(kind(method, route, part).as_str()).unwrap_or_else(|| panic!("no {part} for {route}"));
            let value = swapped.filter(|(name, _)| *name == part).map_or(own.as_str(), |(_, value)| value);
            path = path.replace(&format!("{{{part}}}"), value);
        }
        if route.ends_with("/history/diff") {
            path += "?from=0&to=";
            path += self.id("seq");
        }
        path
    }

    /// An id of the same kind that belongs elsewhere.
    pub(super) fn foreign(&self, method: &str, route: &str, part: &str) -> &str {
        let kind = kind(method, route, part);
        self.foreign.get(kind.as_str()).unwrap_or_else(|| panic!("no foreign {kind}"))
    }

    fn id(&self, name: &str) -> &str {
        self.ids.get(name).unwrap_or_else(|| panic!("no {name}"))
    }

    fn number(&self, name: &str) -> i64 {
        self.id(name).parse().unwrap()
    }
}

/// The names in braces.
pub(super) fn parts(route: &str) -> Vec<&str> {
    route.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).collect()
}

/// What a part of a path names: the same name is something else elsewhere.
fn kind(method: &str, route: &str, part: &str) -> String {
    match (part, method, route) {
        ("id", "POST", "/api/postmortems/{id}/restore") => "removed".to_owned(),
        ("id", "DELETE", "/api/postmortems/{id}/facilitator/mine") => "facilitated".to_owned(),
        ("thread", _, route) if route.contains("/suggestion/") => "suggestion".to_owned(),
        ("id", "POST", "/api/postmortems/{id}/outside/restore") => "withdrawn".to_owned(),
        ("id", _, "/p/{id}/v/{number}") => "postmortems".to_owned(),
        ("id", ..) => route.split('/').nth(2).unwrap_or_default().to_owned(),
        ("connection", _, "/api/inbound/{connection}") => "inbound".to_owned(),
        ("connection", _, route) if route.ends_with("/restore") => "gone connection".to_owned(),
        ("person", _, route) if route.ends_with("/reinstate") => "suspended".to_owned(),
        ("person", "DELETE", route) if route.contains("/members/") => "teammate".to_owned(),
        ("person", "PUT", route) if route.contains("/members/") => "newcomer".to_owned(),
        ("person", _, route) if route.starts_with("/api/admin") => "newcomer".to_owned(),
        _ => part.to_owned(),
    }
}

struct Maker<'a> {
    server: &'a Server,
    ids: BTreeMap<&'static str, String>,
    foreign: BTreeMap<&'static str, String>,
}

impl Maker<'_> {
    async fn everything(&mut self) -> (Vec<As>, Asks) {
        let server = self.server;
        let admin = self.signed_in("admin", InstanceRole::Admin).await;
        let owner = self.signed_in("owner", InstanceRole::Member).await;
        let editor = self.signed_in("editor", InstanceRole::Member).await;
        let commenter = self.signed_in("commenter", InstanceRole::Member).await;
        let viewer = self.signed_in("viewer", InstanceRole::Member).await;
        let guest = self.signed_in("guest", InstanceRole::Guest).await;
        let stranger = self.signed_in("stranger", InstanceRole::Member).await;
        let newcomer = self.signed_in("newcomer", InstanceRole::Member).await;
        let suspended = server.member("suspended").await;
        let person =
            async |who: &As| server.get(who, "/api/session").await.json()["person"]["id"].as_str().unwrap().to_owned();

        let restricted = async |who: &As, title: &str| {
            let path = server.postmortem(who, title).await;
            let answer = server.patch(who, &format!("{path}/access"), json!({"visibility": "restricted"})).await;
            assert_eq!(answer.status, 200, "{}", answer.text);
            path
        };
        let put = async |who: &As, path: String, body: Option<Value>| {
            let answer = server.send(who, Method::PUT, &path, body).await;
            assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        };
        let made = async |who: &As, path: String, body: Value| {
            let answer = server.post(who, &path, body).await;
            assert_eq!(answer.status, 201, "{path}: {}", answer.text);
            answer
        };
        let team = made(&admin, "/api/teams".to_owned(), json!({"name": "Commenters"})).await.id();
        put(&admin, format!("/api/teams/{team}/members/{}", person(&commenter).await), None).await;
        let other_team = made(&admin, "/api/teams".to_owned(), json!({"name": "Others"})).await.id();

        // One that is there, one in the bin, and one of somebody else.
        let one = restricted(&owner, "One").await;
        let removed = restricted(&owner, "Removed").await;
        let withdrawn = restricted(&owner, "Withdrawn").await;
        let facilitated = restricted(&owner, "Facilitated").await;
        for path in [&one, &removed, &withdrawn, &facilitated] {
            for (who, role) in [(&guest, "viewer"), (&viewer, "viewer"), (&editor, "editor")] {
                put(&owner, format!("{path}/access/people/{}", person(who).await), Some(json!({"role": role}))).await;
            }
            put(&owner, format!("{path}/access/teams/{team}"), Some(json!({"role": "commenter"}))).await;
        }
        assert_eq!(server.delete(&owner, &removed).await.status, 204);
        let other = restricted(&stranger, "Other").await;

        let comment = server.comment(&owner, &one).await;
        let thread = made(&commenter, format!("{one}/comments"), comment.clone()).await;
        let (thread, first) = (thread.id(), first_comment(&thread));
        let other_comment = server.comment(&stranger, &other).await;
        let other_thread = made(&stranger, format!("{other}/comments"), other_comment).await;
        let suggestion = made(&commenter, format!("{one}/comments"), server.suggestion(&one).await).await.id();
        let other_suggestion = made(&stranger, format!("{other}/comments"), server.suggestion(&other).await).await.id();
        let (other_thread, other_first) = (other_thread.id(), first_comment(&other_thread));
        let link = made(&owner, format!("{one}/links"), json!({"role": "commenter", "days": 7})).await;
        let other_link = made(&stranger, format!("{other}/links"), json!({"role": "editor", "days": 7})).await;
        let secret = link.json()["url"].as_str().unwrap().split('#').nth(1).unwrap().to_owned();
        let entered = server.post(&As::Nobody, "/api/links/enter", json!({"link": secret, "name": "Visitor"})).await;
        assert_eq!(entered.status, 200, "{}", entered.text);
        let by_link = As::Cookie(entered.cookie().unwrap().to_owned());

        let (own_feed, gone_feed) = scheduled::everything(
            server,
            [&one, &facilitated],
            scheduled::Cast { owner: &owner, stranger: &stranger, willing: [&commenter, &guest] },
        )
        .await;
        let (connected, site) = connected::everything(server, &admin, &owner, &one).await;
        let elsewhere = connected::mitigation(server, &stranger, &other).await;
        mitigation(server, &one).await;
        let image = made(&editor, format!("{one}/images"), json!(PICTURE)).await.id();
        let other_image = made(&stranger, format!("{other}/images"), json!(PICTURE)).await.id();
        made(&owner, format!("{one}/publications"), json!({"despite": "It is late."})).await;
        let message = outside(server, &owner, &one, image, "message").await;
        outside(server, &owner, &withdrawn, image, "withdrawn").await;
        assert_eq!(server.delete(&owner, &format!("{withdrawn}/outside")).await.status, 200);
        let page = server.get(&As::Nobody, "/outside/message").await.text;
        let picture = page.split("src=\"/outside/message/").nth(1).unwrap().split('"').next().unwrap().to_owned();

        made(&owner, format!("{one}/review"), json!({"people": [person(&commenter).await]})).await;
        made(&stranger, format!("{other}/review"), json!({"people": [person(&stranger).await]})).await;

        let newest = async |who: &As, path: &str| {
            let history = server.get(who, &format!("{path}/history")).await.json();
            history["spans"][0]["last"].as_i64().unwrap().to_string()
        };
        let name = json!({"name": "Reviewed"});
        let version = made(&owner, format!("{one}/history/versions"), name.clone()).await.id();
        let other_version = made(&stranger, format!("{other}/history/versions"), name).await.id();
        let (seq, other_seq) = (newest(&owner, &one).await, newest(&stranger, &other).await);

        let template = json!({"name": "Editors", "sections": [{"kind": "prose", "heading": "What happened"}]});
        let own = made(&editor, "/api/templates".to_owned(), template).await.id();
        let token = made(&owner, "/api/tokens".to_owned(), json!({"name": "x"})).await.id();
        let other_token = made(&stranger, "/api/tokens".to_owned(), json!({"name": "x"})).await.id();
        let view = json!({"name": "Pools", "query": "q=pool"});
        let other_view = made(&stranger, "/api/views".to_owned(), view.clone()).await.id();
        let view = made(&owner, "/api/views".to_owned(), view).await.id();
        let revoked = made(&owner, "/api/tokens".to_owned(), json!({"name": "revoked"})).await;
        assert_eq!(server.delete(&owner, &format!("/api/tokens/{}", revoked.id())).await.status, 204);
        let revoked = As::Token(revoked.json()["token"].as_str().unwrap().to_owned());
        let invited = made(
            &admin,
            "/api/admin/invitations".to_owned(),
            json!({"email": "invited@example.com", "role": "member"}),
        )
        .await;
        let invitations = server.get(&admin, "/api/admin/invitations").await.json();
        let suspended_id = person(&suspended).await;
        let answer = server.post(&admin, &format!("/api/admin/people/{suspended_id}/suspend"), json!({})).await;
        assert_eq!(answer.status, 200, "{}", answer.text);

        let expired = self.sign_in("stranger").await;
        let session = async |who: &As| {
            let sessions = server.get(who, "/api/account/sessions").await.json();
            sessions["sessions"][0]["id"].as_str().unwrap().to_owned()
        };
        let expired_id = session(&expired).await;
        let mut connection = connect(server.folder()).await;
        let end = sqlx::query("UPDATE sessions SET expires_at = 1 WHERE id = ?").bind(expired_id);
        assert_eq!(end.execute(&mut connection).await.unwrap().rows_affected(), 1);

        let id = |path: &str| path.rsplit('/').next().unwrap().to_owned();
        let ticket = invited.json()["url"].as_str().unwrap().split('#').nth(1).unwrap().to_owned();
        self.ids.extend(connected);
        self.ids.extend([
            ("postmortems", id(&one)),
            ("removed", id(&removed)),
            ("withdrawn", id(&withdrawn)),
            ("slug", "message".to_owned()),
            ("picture", picture),
            ("number", "1".to_owned()),
            ("body outside", message.to_string()),
            ("facilitated", id(&facilitated)),
            ("feed", own_feed),
            ("thread", thread.to_string()),
            ("suggestion", suggestion.to_string()),
            ("comment", first),
            ("reaction", "heart".to_owned()),
            ("version", version.to_string()),
            ("image", image.to_string()),
            ("mitigation", MITIGATION.to_owned()),
            ("seq", seq),
            ("link", link.id().to_string()),
            ("person", person(&viewer).await),
            ("newcomer", person(&newcomer).await),
            ("teammate", person(&commenter).await),
            ("suspended", suspended_id.clone()),
            ("team", team.to_string()),
            ("templates", own.to_string()),
            ("tokens", token.to_string()),
            ("view", view.to_string()),
            ("session", session(&owner).await),
            ("provider", "example".to_owned()),
            ("invitation", invitations["invitations"][0]["id"].as_str().unwrap().to_owned()),
            ("body comment", comment.to_string()),
            ("body link", secret),
            ("body member", person(&newcomer).await),
            ("body ticket", ticket),
        ]);
        self.foreign.extend([
            ("postmortems", id(&other)),
            ("removed", id(&other)),
            ("withdrawn", id(&other)),
            ("facilitated", id(&other)),
            ("feed", gone_feed),
            ("thread", other_thread.to_string()),
            ("suggestion", other_suggestion.to_string()),
            ("comment", other_first),
            ("reaction", "thumbs_down".to_owned()),
            ("mitigation", elsewhere),
            ("version", other_version.to_string()),
            ("image", other_image.to_string()),
            ("seq", other_seq),
            ("link", other_link.id().to_string()),
            ("person", suspended_id.clone()),
            ("newcomer", suspended_id.clone()),
            ("teammate", suspended_id),
            ("team", other_team.to_string()),
            ("tokens", other_token.to_string()),
            ("view", other_view.to_string()),
            ("session", session(&stranger).await),
        ]);
        let all = [
            As::Nobody,
            by_link,
            guest,
            viewer,
            commenter,
            editor,
            owner,
            stranger,
            admin,
            suspended,
            revoked,
            expired,
        ];
        (all.into(), site)
    }

    /// Adds an account and signs it in, as a browser does.
    async fn signed_in(&self, name: &str, role: InstanceRole) -> As {
        self.server.person(name, role).await;
        self.sign_in(name).await
    }

    async fn sign_in(&self, name: &str) -> As {
        let body = json!({"email": format!("{name}@example.com"), "password": PASSWORD});
        let answer = self.server.post(&As::Nobody, "/api/session", body).await;
        As::Cookie(answer.cookie().unwrap_or_else(|| panic!("{}", answer.text)).to_owned())
    }
}

/// Publishes a message with a picture for people outside; gives what was sent.
async fn outside(server: &Server, who: &As, path: &str, image: Uuid, slug: &str) -> Value {
    let summary = format!("It is over. ![graph](images/{image}#3x2)");
    let choice = json!({"title": "x", "summary": summary, "images": [image]});
    let shown = server.post(who, &format!("{path}/outside/preview"), choice.clone()).await.json();
    let body = json!({"choice": choice, "slug": slug, "digest": shown["digest"]});
    assert_eq!(server.post(who, &format!("{path}/outside"), body.clone()).await.status, 201);
    body
}

/// The id of the comment that a thread begins with.
fn first_comment(thread: &super::super::Answer) -> String {
    thread.json()["comments"][0]["id"].as_str().unwrap().to_owned()
}

/// Id of the mitigation in the postmortem.
const MITIGATION: &str = "m";

async fn mitigation(server: &Server, path: &str) {
    let mitigation = NewMitigation {
        text: "Alert".to_owned(),
        category: None,
        approach: None,
        owner: String::new(),
        due: String::new(),
        priority: String::new(),
        ticket: String::new(),
        status: Status::Open,
        reason: String::new(),
    };
    let id = path.rsplit('/').next().unwrap().parse().unwrap();
    let add = move |postmortem: &Postmortem, txn: &mut TransactionMut<'_>| {
        postmortem.add_mitigation(txn, MITIGATION, &mitigation, Place::Last);
    };
    server.state.documents.edit(id, Uuid::nil(), add).await.unwrap();
}
