//! The door to a live document, tried by everybody over a real connection: only who may read gets in, and a page is told why not.

use std::net::SocketAddr;
use std::time::Duration;

use futures_util::StreamExt;
use tokio::net::TcpListener;
use tokio::time::timeout;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::client::ClientRequestBuilder;
use tokio_tungstenite::tungstenite::{Error, Message};

use super::super::As;
use super::table::{BELL, DOOR, Rule};
use super::world::{PRINCIPALS, World};

/// How long nothing is told on a bell that does not ring.
const QUIET: Duration = Duration::from_millis(200);

#[tokio::test]
async fn only_who_may_read_comes_in() {
    let world = World::new().await;
    let server = world.copy().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = server.router.clone().into_make_service_with_connect_info::<SocketAddr>();
    let serving = tokio::spawn(async move { axum::serve(listener, router).await });
    for door in [DOOR, BELL] {
        try_by_everybody(&world, address, &door).await;
    }
    serving.abort();
    server.state.documents.shutdown().await;
}

async fn try_by_everybody(world: &World, address: SocketAddr, door: &Rule) {
    let path = world.path(door.method, door.route, None);
    for ((name, who), letter) in PRINCIPALS.into_iter().zip(&world.principals).zip(door.expected()) {
        let knock = async |protocol: Option<&str>| {
            let mut request = ClientRequestBuilder::new(format!("ws://{address}{path}").parse().unwrap());
            request = match who {
                As::Nobody => request,
                As::Token(token) => request.with_header("Authorization", format!("Bearer {token}")),
                As::Cookie(cookie) => request.with_header("Cookie", cookie),
            };
            connect_async(protocol.into_iter().fold(request, ClientRequestBuilder::with_sub_protocol)).await
        };
        let status = match knock(None).await {
            Ok((_, response)) => response.status().as_u16(),
            Err(Error::Http(response)) => response.status().as_u16(),
            Err(error) => panic!("{name}: {error}"),
        };
        assert_eq!(status, door.status(letter), "{name}");
        // A page cannot see the status: it is let in and told by a close code, before it is told anything else.
        let Ok((mut socket, _)) = knock(Some("debrief.v1")).await else {
            assert_eq!(letter, 'u', "{name}: only a token that is none is refused before");
            continue;
        };
        if letter == '.' && door.route == BELL.route {
            assert!(timeout(QUIET, socket.next()).await.is_err(), "{name}: there is no news");
            continue;
        }
        let first = socket.next().await.unwrap().unwrap();
        match (letter, first) {
            ('.', Message::Text(text)) => assert!(text.contains("hello"), "{name}: {text}"),
            ('u' | 'h', Message::Close(Some(frame))) => {
                assert_eq!(u16::from(frame.code), 4000 + door.status(letter), "{name}");
            }
            (_, other) => panic!("{name} is told {other:?} first"),
        }
    }
}
