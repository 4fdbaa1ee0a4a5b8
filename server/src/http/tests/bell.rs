//! The bell over a real connection: it rings for whom there is news, on each of their pages, and ends with their session.

use std::net::SocketAddr;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::json;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::ClientRequestBuilder;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::{As, Server};
use crate::guard::MAX_SOCKETS;

/// Longest wait for anything.
const DEADLINE: Duration = Duration::from_secs(20);
/// What is told.
const NEWS: &str = r#"{"type":"notifications"}"#;

/// A server that is listened to, and its guard at work.
struct Door {
    server: Server,
    address: SocketAddr,
    tasks: Vec<JoinHandle<()>>,
}

struct Page(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Door {
    async fn open() -> Self {
        let server = Server::start().await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = server.router.clone().into_make_service_with_connect_info::<SocketAddr>();
        let serving = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        let guarding = tokio::spawn(server.state.guard.clone().run(tokio_util::sync::CancellationToken::new()));
        Self { server, address, tasks: vec![serving, guarding] }
    }

    async fn knock(&self, who: &As) -> Result<Page, Error> {
        let uri = format!("ws://{}/api/notifications/sync", self.address).parse().unwrap();
        let request = ClientRequestBuilder::new(uri).with_sub_protocol("debrief.v1");
        let request = match who {
            As::Nobody => request,
            As::Token(token) => request.with_header("Authorization", format!("Bearer {token}")),
            As::Cookie(cookie) => request.with_header("Cookie", cookie),
        };
        connect_async(request).await.map(|(socket, _)| Page(socket))
    }

    async fn page(&self, who: &As) -> Page {
        self.knock(who).await.expect("let in")
    }

    /// A page that surely listens: it has been rung for.
    async fn listening(&self, who: &As) -> Page {
        let mut page = self.page(who).await;
        let ringing = async {
            loop {
                // One's own pages are told when something was read.
                self.server.post(who, "/api/notifications/read", json!({})).await;
                if timeout(Duration::from_millis(50), page.news()).await.is_ok() {
                    return;
                }
            }
        };
        timeout(DEADLINE, ringing).await.expect("listens");
        page
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

impl Page {
    /// Waits until there is news.
    async fn news(&mut self) {
        match timeout(DEADLINE, self.0.next()).await.expect("in time") {
            Some(Ok(Message::Text(text))) => assert_eq!(text.as_str(), NEWS),
            other => panic!("told {other:?}"),
        }
    }

    /// Waits for the end, and gives its close code.
    async fn end(&mut self) -> u16 {
        loop {
            match timeout(DEADLINE, self.0.next()).await.expect("in time") {
                Some(Ok(Message::Text(_) | Message::Ping(_))) => {}
                Some(Ok(Message::Close(Some(frame)))) => return frame.code.into(),
                other => panic!("told {other:?}"),
            }
        }
    }
}

#[tokio::test]
async fn it_rings_on_every_page_of_whom_it_concerns_and_of_nobody_else() {
    let door = Door::open().await;
    let (ada, grace, alan) =
        (door.server.member("ada").await, door.server.member("grace").await, door.server.member("alan").await);
    let path = door.server.postmortem(&ada, "One").await;
    let mut pages = [door.listening(&grace).await, door.listening(&grace).await];
    let mut other = door.listening(&alan).await;
    // The second one's hello rang on the first as well.
    while timeout(Duration::from_millis(700), pages[0].news()).await.is_ok() {}
    while timeout(Duration::from_millis(700), pages[1].news()).await.is_ok() {}
    while timeout(Duration::from_millis(700), other.news()).await.is_ok() {}
    let me = door.server.get(&grace, "/api/session").await.json()["person"]["id"].clone();
    let asked = door.server.post(&ada, &format!("{path}/review"), json!({"people": [me]})).await;
    assert_eq!(asked.status, 201, "{}", asked.text);
    for page in &mut pages {
        page.news().await;
    }
    assert_eq!(door.server.get(&grace, "/api/notifications").await.json()["unread"], 1, "there already");
    assert!(timeout(Duration::from_millis(300), other.news()).await.is_err(), "not his");
    // Read on one page, it counts on the other no more.
    door.server.post(&grace, "/api/notifications/read", json!({})).await;
    for page in &mut pages {
        page.news().await;
    }
}

#[tokio::test]
async fn it_ends_with_the_session_and_a_page_is_told_why() {
    let door = Door::open().await;
    assert_eq!(door.page(&As::Nobody).await.end().await, 4401);
    let ada = door.server.member("ada").await;
    let cookie = As::Cookie(door.server.cookie_of("ada").await);
    let (mut by_session, mut by_token) = (door.listening(&cookie).await, door.listening(&ada).await);
    assert!(door.server.delete(&cookie, "/api/session").await.status.is_success());
    assert_eq!(by_session.end().await, 4401);
    let account = door.server.state.store.account_by_email("ada@example.com").await.unwrap().unwrap();
    let audit = super::noted(crate::store::audit::AuditAction::Suspended);
    door.server.state.store.suspend(account.person.id, None, &audit).await.unwrap();
    assert_eq!(by_token.end().await, 4423, "suspended");
}

#[tokio::test]
async fn nobody_has_more_than_so_many_and_whoever_talks_is_let_go() {
    let door = Door::open().await;
    let ada = door.server.member("ada").await;
    let mut pages = Vec::new();
    for _ in 0..MAX_SOCKETS {
        pages.push(door.listening(&ada).await);
    }
    assert_eq!(door.page(&ada).await.end().await, 4429);
    pages[0].0.send(Message::Text("hello".into())).await.unwrap();
    assert_eq!(pages[0].end().await, 4400);
    let mut last = door.listening(&ada).await;
    door.server.state.bells.close();
    assert_eq!(last.end().await, 1012, "the server stops");
}
