//! The door to live documents, over a real connection: who is let in, who is told why not.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use debrief_shared::protocol::ServerEvent;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::timeout;

use super::{As, Server};

/// Longest wait for anything.
const DEADLINE: Duration = Duration::from_secs(10);

/// Sends an upgrade and returns the head of the answer, and what follows it until the other side closes if that is wanted.
async fn knock(address: SocketAddr, path: &str, headers: &str, until_closed: bool) -> Vec<u8> {
    let mut stream = BufReader::new(TcpStream::connect(address).await.unwrap());
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{headers}\r\n"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let read = async {
        while !answer.ends_with(b"\r\n\r\n") && stream.read_until(b'\n', &mut answer).await.unwrap() > 0 {}
        if until_closed {
            stream.read_to_end(&mut answer).await.unwrap();
        }
    };
    timeout(DEADLINE, read).await.expect("an answer in time");
    answer
}

fn status(answer: &[u8]) -> u16 {
    String::from_utf8_lossy(answer).split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status line")
}

#[tokio::test]
async fn only_who_may_read_gets_in() {
    let server = Server::start().await;
    let ada = server.member("ada").await;
    let path = format!("{}/sync", server.postmortem(&ada, "One").await);
    let As::Token(token) = &ada else { unreachable!("members have tokens") };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = server.router.clone().into_make_service_with_connect_info::<SocketAddr>();
    let serving = tokio::spawn(async move { axum::serve(listener, router).await });

    let bearer = format!("Authorization: Bearer {token}\r\n");
    let other_site = format!("{bearer}Origin: http://evil.example\r\n");
    let unknown = path.replace(path.split('/').nth(3).unwrap(), &uuid::Uuid::nil().to_string());
    assert_eq!(status(&knock(address, &path, "", false).await), 401);
    assert_eq!(status(&knock(address, &path, "Authorization: Bearer dbr_x\r\n", false).await), 401);
    assert_eq!(status(&knock(address, &format!("{path}?token=dbr_x"), "", false).await), 401);
    assert_eq!(status(&knock(address, &path, &other_site, false).await), 403);
    assert_eq!(status(&knock(address, &unknown, &bearer, false).await), 404);
    assert_eq!(status(&knock(address, &path, &bearer, false).await), 101);
    assert_eq!(status(&knock(address, &format!("{path}?token={token}"), "", false).await), 101);

    // A page cannot see the status of an upgrade: with our subprotocol it is told by a close code.
    for (path, headers, code) in [(&path, "", 4401_u16), (&unknown, bearer.as_str(), 4404)] {
        let headers = format!("{headers}Sec-WebSocket-Protocol: debrief.v1\r\n");
        let answer = knock(address, path, &headers, true).await;
        assert_eq!(status(&answer), 101);
        assert!(answer.windows(2).any(|bytes| bytes == code.to_be_bytes()), "close code {code}");
    }
    serving.abort();
}

/// How many do not read.
const STALLED: usize = 40;
/// More than what the operating system takes for them.
const TOLD_BYTES: usize = 8 << 20;
/// How often the other tasks have their turn meanwhile.
const TURNS: usize = 50;
/// Of one event.
const EVENT_BYTES: usize = 100 << 10;

#[tokio::test]
async fn who_has_stopped_reading_holds_up_no_stop() {
    let server = Server::start().await;
    let ada = server.member("ada").await;
    let path = server.postmortem(&ada, "One").await;
    let id = path.rsplit('/').next().unwrap().parse().unwrap();
    let As::Token(token) = &ada else { unreachable!("members have tokens") };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = server.router.clone().into_make_service_with_connect_info::<SocketAddr>();
    let serving = tokio::spawn(async move { axum::serve(listener, router).await });
    let mut stalled = Vec::new();
    for door in [format!("{path}/sync"), "/api/notifications/sync".to_owned()] {
        for _ in 0..STALLED {
            let socket = TcpSocket::new_v4().unwrap();
            socket.set_recv_buffer_size(4 << 10).unwrap();
            let mut stream = BufReader::with_capacity(256, socket.connect(address).await.unwrap());
            let request = format!(
                "GET {door} HTTP/1.1\r\nHost: {address}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
                 Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
                 Sec-WebSocket-Protocol: debrief.v1\r\nAuthorization: Bearer {token}\r\n\r\n"
            );
            stream.write_all(request.as_bytes()).await.unwrap();
            let mut head = Vec::new();
            timeout(DEADLINE, async { while stream.read_until(b'\n', &mut head).await.unwrap() > 2 {} }).await.unwrap();
            assert_eq!(status(&head), 101);
            stalled.push(stream);
        }
    }
    let reason = "x".repeat(EVENT_BYTES);
    for _ in 0..TOLD_BYTES / EVENT_BYTES {
        server.state.documents.announce(id, ServerEvent::Refused { reason: reason.clone() });
        // Their sockets take what they can.
        for _ in 0..TURNS {
            tokio::task::yield_now().await;
        }
    }
    let began = Instant::now();
    server.state.bells.close();
    assert!(server.state.documents.shutdown().await, "everything is written");
    let took = began.elapsed();
    assert!(took < Duration::from_millis(2_900), "they were waited for: {took:?}");
    drop(stalled);
    serving.abort();
}
