//! A real socket on a real port: greetings, acknowledgements, close codes.

use std::sync::Arc;

use axum::Router;
use axum::extract::{State, WebSocketUpgrade};
use axum::response::Response;
use axum::routing::get;
use debrief_shared::api::Role;
use debrief_shared::document::Postmortem;
use debrief_shared::protocol::{CloseReason, MAX_FRAME_BYTES, Message as Wire, ServerEvent};
use futures_util::{SinkExt, StreamExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};
use uuid::Uuid;
use yrs::updates::decoder::Decode;
use yrs::updates::encoder::Encode;
use yrs::{GetString, ReadTxn, StateVector, Text, Transact, Update};

use super::{Connection, run};
use crate::document::Documents;
use crate::document::tests::{DEADLINE, ID, World, joining};
use crate::guard::{Guard, Pass};

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// A server with the one route, for Ann.
async fn serve(documents: Documents, guard: Guard) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("bound");
    let app = Router::new().route("/", get(upgrade)).with_state((documents, guard));
    tokio::spawn(async move { axum::serve(listener, app).await });
    format!("ws://{address}/")
}

async fn upgrade(State((documents, guard)): State<(Documents, Guard)>, upgrade: WebSocketUpgrade) -> Response {
    let joining = joining("Ann", Role::Editor);
    let (person, role, proof) = (joining.person, joining.role, Uuid::nil());
    let connection = Connection { pass: Pass { document: ID, person, proof, role }, extended: true };
    upgrade.on_upgrade(move |socket| run(socket, connection, documents, guard))
}

async fn connect(world: &World) -> Socket {
    // A guard that was never run looks at nobody whose pass is as old as itself.
    let guard = Guard::new(Arc::new(world.store.inner.clone()));
    let url = serve(world.documents.clone(), guard).await;
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
