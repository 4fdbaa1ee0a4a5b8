//! A real socket on a real port: greetings, acknowledgements, close codes.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{State, WebSocketUpgrade};
use axum::response::Response;
use axum::routing::get;
use debrief_shared::api::{InstanceRole, Role, TokenScope};
use debrief_shared::document::Postmortem;
use debrief_shared::protocol::{CloseReason, MAX_FRAME_BYTES, Message as Wire, ServerEvent};
use futures_util::{SinkExt, StreamExt};
use jiff::Timestamp;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};
use yrs::updates::decoder::Decode;
use yrs::updates::encoder::Encode;
use yrs::{GetString, ReadTxn, StateVector, Text, Transact, Update};

use super::{Connection, run};
use crate::document::Documents;
use crate::document::tests::{DEADLINE, ID, World, joining, noted};
use crate::guard::{Guard, Pass};
use crate::random;
use crate::store::audit::AuditAction;
use crate::store::people::{Account, Token};

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// What the one route needs.
#[derive(Clone)]
struct Served {
    documents: Documents,
    guard: Guard,
    pass: Pass,
}

/// Ann's pass: she has an account, and a token that she comes with.
async fn pass(world: &World) -> Pass {
    let store = &world.store.inner;
    let (person, now) = (joining("Ann", Role::Editor).person, Timestamp::now());
    let account = Account {
        person: person.clone(),
        email: Some("ann@example.com".to_owned()),
        role: InstanceRole::Member,
        password_hash: None,
        created_at: now,
        suspended_at: None,
        last_seen_at: None,
        link: None,
    };
    // There already, when the test connects once more.
    let _ = store.create_account(&account, &noted(AuditAction::AccountCreated)).await;
    let proof = random::id(now);
    let token = Token {
        id: proof,
        person: person.id,
        name: String::new(),
        scope: TokenScope::All,
        created_at: now,
        last_used_at: None,
    };
    store.create_token(&token, &random::bytes(), &noted(AuditAction::TokenCreated)).await.expect("a token");
    Pass { document: ID, person, proof, role: Role::Editor }
}

/// A server with the one route, for Ann.
async fn serve(served: Served) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("bound");
    let app = Router::new().route("/", get(upgrade)).with_state(served);
    tokio::spawn(async move { axum::serve(listener, app).await });
    format!("ws://{address}/")
}

async fn upgrade(State(served): State<Served>, upgrade: WebSocketUpgrade) -> Response {
    let Served { documents, guard, pass } = served;
    let connection = Connection { pass, extended: true };
    upgrade.on_upgrade(move |socket| run(socket, connection, documents, guard))
}

async fn connect(world: &World) -> Socket {
    // A guard that was never run looks at nobody whose pass is as old as itself.
    let guard = Guard::new(Arc::clone(&world.store.inner));
    let url = serve(Served { documents: world.documents.clone(), guard, pass: pass(world).await }).await;
    connect_async(url).await.expect("connects").0
}

async fn next(socket: &mut Socket) -> Message {
    timeout(DEADLINE, socket.next()).await.expect("in time").expect("not at its end").expect("readable")
}

async fn event(socket: &mut Socket, wanted: impl Fn(&ServerEvent) -> bool) {
    loop {
        if let Message::Text(text) = next(socket).await
            && wanted(&serde_json::from_str(&text).expect("an event"))
        {
            return;
        }
    }
}

async fn closed(socket: &mut Socket) -> Option<CloseReason> {
    loop {
        if let Message::Close(frame) = next(socket).await {
            return CloseReason::from_code(frame.expect("with a code").code.into());
        }
    }
}

#[tokio::test]
async fn a_socket_synchronises_writes_and_hears_that_it_is_saved() {
    let world = World::new().await;
    let mut socket = connect(&world).await;
    let page = Postmortem::new(77);
    let step_1 = Wire::SyncStep1(&StateVector::default().encode_v1()).encode();
    socket.send(Message::binary(step_1)).await.expect("open");
    while page.title().get_string(&page.doc().transact()) != "Title" {
        if let Message::Binary(frame) = next(&mut socket).await
            && let Ok(Wire::SyncStep2(update)) = Wire::decode(&frame)
        {
            let update = Update::decode_v1(update).expect("readable");
            page.doc().transact_mut().apply_update(update).expect("it fits");
        }
    }
    let state = page.doc().transact().state_vector();
    page.title().insert(&mut page.doc().transact_mut(), 0, "x");
    let update = page.doc().transact().encode_diff_v1(&state);
    socket.send(Message::binary(Wire::Update(&update).encode())).await.expect("open");
    event(&mut socket, |event| *event == ServerEvent::Saved { updates: 1 }).await;
    socket.send(Message::text(r#"{"type":"ping"}"#)).await.expect("open");
    event(&mut socket, |event| *event == ServerEvent::Pong).await;
    assert_eq!(world.title().await, "xTitle");
}

#[tokio::test]
async fn every_end_has_its_code() {
    let world = World::new().await;
    let mut socket = connect(&world).await;
    socket.send(Message::binary(vec![9])).await.expect("open");
    assert_eq!(closed(&mut socket).await, Some(CloseReason::Malformed));

    let mut socket = connect(&world).await;
    socket.send(Message::text("hello")).await.expect("open");
    assert_eq!(closed(&mut socket).await, Some(CloseReason::Malformed));

    let mut socket = connect(&world).await;
    socket.send(Message::binary(vec![0; MAX_FRAME_BYTES + 1])).await.expect("open");
    assert_eq!(closed(&mut socket).await, Some(CloseReason::TooLarge));

    let mut socket = connect(&world).await;
    event(&mut socket, |event| matches!(event, ServerEvent::Hello { .. })).await;
    let stopping = tokio::spawn(async move { world.documents.shutdown().await });
    event(&mut socket, |event| *event == ServerEvent::GoingAway).await;
    assert_eq!(closed(&mut socket).await, Some(CloseReason::Restarting));
    timeout(DEADLINE, stopping).await.expect("in time").expect("no panic");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn a_socket_is_not_read_before_it_has_joined() {
    const MOST: usize = 64 << 20;
    let world = World::new().await;
    // The document is busy: nobody joins until it goes on.
    let (go_on, wait) = std::sync::mpsc::channel::<()>();
    let documents = world.documents.clone();
    let busy =
        tokio::spawn(async move { documents.read(ID, move |_| tokio::task::block_in_place(|| wait.recv())).await });
    let mut socket = connect(&world).await;
    // Nothing that a document cares for.
    let frame = Wire::Denied(&"x".repeat(60_000)).encode();
    let mut sent = 0;
    while timeout(Duration::from_secs(1), socket.send(Message::binary(frame.clone()))).await.is_ok() {
        sent += frame.len();
        assert!(sent < MOST, "somebody reads what nobody may send yet");
    }
    go_on.send(()).expect("the document waits");
    busy.await.expect("no panic").expect("opens").expect("the word was given");
    event(&mut socket, |event| matches!(event, ServerEvent::Hello { .. })).await;
    socket.send(Message::text(r#"{"type":"ping"}"#)).await.expect("open");
    event(&mut socket, |event| *event == ServerEvent::Pong).await;
}
