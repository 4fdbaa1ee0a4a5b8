//! The door to live documents, over a real connection: who is let in, who is told why not.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
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
