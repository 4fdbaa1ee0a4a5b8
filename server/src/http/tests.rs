//! The router as a whole, on a store of its own: requests in, responses out.

mod account;
mod actions;
mod admin;
mod archive;
mod audit;
mod bell;
mod connections;
mod hardening;
mod late;
mod learning;
mod lost;
mod meetings;
mod operations;
mod outside;
mod reviews;
mod features;
mod filled;
mod history;
mod idempotency;
mod images;
mod imports;
mod matrix;
mod routes;
mod search;
mod sharing;
mod suggestions;
mod sign_in;
mod sockets;
mod tickets;

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use debrief_shared::api::{CreateToken, InstanceRole, TokenScope};
use debrief_shared::document::{self, NewMitigation, Postmortem, TextPath, anchor};
use jiff::Timestamp;
use serde_json::{Value, json};
use tower::ServiceExt;
use uuid::Uuid;
use yrs::{GetString, Transact};

use super::state::{AppState, Site};
use crate::bell::Bells;
use crate::bus::Bus;
use crate::connections::Connections;
use crate::document::{Documents, Settings};
use crate::guard::Guard;
use crate::images::{Images, Place};
use crate::limits::Limits;
use crate::notify::Notifier;
use crate::people::{NewAccount, People};
use crate::store::audit::{Audit, AuditAction};
use crate::store::people::Account;
use crate::store::sqlite::SqliteStore;
use crate::store::unreliable::{Fault, Unreliable};
use crate::templates;

const PASSWORD: &str = "a long enough password";

/// In the place of a JSON body: a picture is sent.
const PICTURE: &str = "a picture";

/// A small one.
fn picture() -> Vec<u8> {
    let mut file = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_pixel(3, 2, image::Rgb([200, 30, 60])).write_to(&mut file, image::ImageFormat::Png).unwrap();
    file.into_inner()
}

/// Who sends a request.
#[derive(Clone, Debug)]
enum As {
    Nobody,
    Token(String),
    Cookie(String),
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    text: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("not JSON ({error}): {}", self.text))
    }

    fn id(&self) -> Uuid {
        self.json()["id"].as_str().and_then(|id| id.parse().ok()).unwrap_or_else(|| panic!("no id: {}", self.text))
    }

    fn cookie(&self) -> Option<&str> {
        self.headers.get(header::SET_COOKIE)?.to_str().ok()?.split(';').next()
    }
}

/// A row of the audit log that no test looks at.
fn noted(action: AuditAction) -> Audit {
    Audit::by_command(action, Timestamp::now())
}

struct Server {
    state: AppState,
    router: Router,
    folder: tempfile::TempDir,
}

impl Server {
    async fn start() -> Self {
        Self::over(tempfile::tempdir().unwrap()).await
    }

    /// Over a database that may be there already.
    async fn over(folder: tempfile::TempDir) -> Self {
        Self::made(folder, |store| Documents::start(store, Settings::default())).await
    }

    /// One whose changes of documents can be made to wait.
    async fn slow() -> (Self, Arc<Unreliable>) {
        let mut slow = None;
        let documents = |store: Arc<SqliteStore>| {
            let store = slow.insert(Arc::new(Unreliable::over(store, Fault::default()))).clone();
            Documents::start(store, Settings::default())
        };
        let server = Self::made(tempfile::tempdir().unwrap(), documents).await;
        (server, slow.unwrap())
    }

    async fn made(folder: tempfile::TempDir, documents: impl FnOnce(Arc<SqliteStore>) -> Documents) -> Self {
        let store = SqliteStore::open(&folder.path().join("debrief.db")).await.unwrap();
        templates::refresh(&store, Timestamp::now()).await.unwrap();
        let documents = documents(Arc::new(store.clone()));
        let store = Arc::new(store);
        let (guard, people) = (Guard::new(store.clone()), People::new(store.clone()));
        let bells = Bells::new(Bus::default());
        let site = Arc::new(Site::default());
        let outbound = crate::outbound::Outbound::new("127.0.0.0/8".parse().unwrap());
        let state = AppState {
            notifier: Notifier::new(store.clone(), None, bells.clone()),
            bells,
            store: store.clone(),
            documents: documents.clone(),
            images: Images::open(&Place::Folder(folder.path().join("images"))).unwrap(),
            guard,
            people,
            oidc: crate::oidc::Oidc::default(),
            desk: crate::import::Desk::default(),
            titles: crate::titles::Titles::new("public".parse().unwrap()),
            connections: Connections::new(store.clone(), documents.clone(), outbound, Arc::clone(&site)),
            limits: Limits::default(),
            mail: None,
            site,
            metrics: None,
        };
        Self { router: super::router(state.clone()), state, folder }
    }

    /// Adds an account and gives it an API token.
    async fn person(&self, name: &str, role: InstanceRole) -> As {
        let email = format!("{name}@example.com");
        let new = NewAccount { email, name: name.to_owned(), role, password: PASSWORD.to_owned() };
        let account = self.state.people.add(new, noted(AuditAction::AccountCreated)).await.unwrap();
        As::Token(self.token(&account, TokenScope::All).await)
    }

    /// Another API token of an account.
    async fn token(&self, account: &Account, scope: TokenScope) -> String {
        let audit = noted(AuditAction::TokenCreated);
        let create = CreateToken { name: "test".to_owned(), scope };
        let (_, secret) = self.state.people.create_token(account.person.id, create, audit).await.unwrap();
        secret
    }

    /// A member whose address is not their name.
    async fn named(&self, address: &str, name: &str) -> As {
        let who = self.member(address).await;
        assert_eq!(self.patch(&who, "/api/account", json!({"name": name})).await.status, StatusCode::OK);
        who
    }

    async fn member(&self, name: &str) -> As {
        self.person(name, InstanceRole::Member).await
    }

    async fn send(&self, who: &As, method: Method, path: &str, body: Option<Value>) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        let body = body.map(|body| {
            if body == PICTURE { ("image/png", picture()) } else { ("application/json", body.to_string().into()) }
        });
        if let Some((media_type, _)) = &body {
            request = request.header(header::CONTENT_TYPE, *media_type);
        }
        request = match who {
            As::Nobody => request,
            As::Token(token) => request.header(header::AUTHORIZATION, format!("Bearer {token}")),
            As::Cookie(cookie) => request.header(header::COOKIE, cookie),
        };
        self.raw(request.body(body.map_or_else(Body::empty, |(_, body)| Body::from(body))).unwrap()).await
    }

    async fn raw(&self, request: Request<Body>) -> Answer {
        let (parts, body) = self.router.clone().oneshot(request).await.unwrap().into_parts();
        let bytes = to_bytes(body, 10 << 20).await.unwrap();
        Answer { status: parts.status, headers: parts.headers, text: String::from_utf8_lossy(&bytes).into_owned() }
    }

    async fn get(&self, who: &As, path: &str) -> Answer {
        self.send(who, Method::GET, path, None).await
    }

    async fn post(&self, who: &As, path: &str, body: Value) -> Answer {
        self.send(who, Method::POST, path, Some(body)).await
    }

    async fn put(&self, who: &As, path: &str, body: Value) -> Answer {
        self.send(who, Method::PUT, path, Some(body)).await
    }

    async fn patch(&self, who: &As, path: &str, body: Value) -> Answer {
        self.send(who, Method::PATCH, path, Some(body)).await
    }

    async fn delete(&self, who: &As, path: &str) -> Answer {
        self.send(who, Method::DELETE, path, None).await
    }

    /// Makes a postmortem and returns its path.
    async fn postmortem(&self, who: &As, title: &str) -> String {
        let made = self.post(who, "/api/postmortems", json!({"title": title, "template": "pushpay"})).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
        format!("/api/postmortems/{}", made.id())
    }

    /// Puts a mitigation that is committed to into a postmortem.
    async fn commits(&self, id: Uuid, by: Uuid, text: &str) -> String {
        let key = crate::random::id(Timestamp::now()).to_string();
        let new = json!({"text": text, "status": "open"});
        let new: NewMitigation = serde_json::from_value(new).unwrap();
        let added = key.clone();
        let edit = move |postmortem: &Postmortem, txn: &mut yrs::TransactionMut<'_>| {
            postmortem.add_mitigation(txn, &added, &new, document::Place::Last);
        };
        self.state.documents.edit(id, by, edit).await.unwrap();
        key
    }

    /// A comment on the first section's text of a postmortem.
    async fn comment(&self, who: &As, postmortem: &str) -> Value {
        let shown = self.get(who, postmortem).await.json();
        let section = shown["document"]["sections"][0]["id"].as_str().unwrap().to_owned();
        let position = |assoc| json!({"item": {"client": 1, "clock": 0}, "assoc": assoc});
        let anchor = json!({"text": format!("sections/{section}/body"), "start": position(0), "end": position(-1)});
        json!({"anchor": anchor, "quote": "what it was about", "body": "How did we see it?"})
    }

    /// A suggestion to call a postmortem "Another".
    async fn suggestion(&self, postmortem: &str) -> Value {
        let id = postmortem.rsplit('/').next().unwrap().parse().unwrap();
        let read = |postmortem: &Postmortem| {
            let txn = postmortem.doc().transact();
            let title = postmortem.title().get_string(&txn);
            (anchor(postmortem, &txn, &TextPath::Title, 0, title.len().try_into().unwrap()).unwrap(), title)
        };
        let (anchor, quote) = self.state.documents.read(id, read).await.unwrap();
        json!({"anchor": anchor, "quote": quote, "body": "", "suggestion": "Another"})
    }
}
