//! What reaches the real server on the wire: requests that are too long, forged addresses, other sites' sockets, floods.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use debrief_shared::api::AuditPage;
use debrief_tests::cli::Account;
use debrief_tests::wait::within;
use debrief_tests::{Client, Joining, Options, Outcome, Server};
use reqwest::{Method, StatusCode};
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::access::session_cookie;
use crate::common::Room;

fn with_flags(flags: &[&str]) -> Options {
    Options { flags: flags.iter().map(|&flag| flag.to_owned()).collect(), ..Options::default() }
}

/// Sends bytes as they are and gives the status of what comes back.
async fn raw(server: &Server, request: &[u8]) -> Result<u16> {
    let mut stream = TcpStream::connect(("127.0.0.1", server.port())).await?;
    // The server may answer and hang up before everything is sent.
    let _ = stream.write_all(request).await;
    let mut head = [0; 12];
    within("an answer", stream.read_exact(&mut head)).await??;
    String::from_utf8_lossy(&head[9..]).parse().context("a status")
}

fn get(headers: &str) -> Vec<u8> {
    format!("GET /api/instance HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}\r\n").into_bytes()
}

#[tokio::test]
async fn requests_that_are_too_much_are_refused_and_the_server_lives_on() -> Outcome {
    let (server, ada) = Server::with_admin().await?;
    let many = "X-Many: a\r\n".repeat(300);
    let big = format!("X-Big: {}\r\n", "a".repeat(2 << 20));
    let long = format!("GET /api/{} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", "a".repeat(70_000));
    let body = format!(
        "POST /api/tokens HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\n\
         Content-Length: 1000000000\r\n\r\n{{",
        ada.token()?
    );
    assert_eq!(raw(&server, &get("")).await?, 200);
    assert_eq!(raw(&server, &get(&many)).await?, 431);
    assert_eq!(raw(&server, &get(&big)).await?, 431);
    assert_eq!(raw(&server, long.as_bytes()).await?, 414);
    assert_eq!(raw(&server, body.as_bytes()).await?, 413, "at once, from its announced length");
    assert_eq!(raw(&server, b"\x16\x03\x01\x02\x00 not http\r\n\r\n").await?, 400);
    assert_eq!(ada.send(Method::GET, "/readyz").await?.status(), StatusCode::OK);
    Ok(())
}

#[tokio::test]
async fn a_forged_address_is_not_believed_without_a_trusted_proxy() -> Outcome {
    for (flags, believed) in [(&[][..], "127.0.0.1"), (&["--trusted-proxies", "127.0.0.0/8,::1"][..], "192.0.2.1")] {
        let server = Server::start(with_flags(flags)).await?;
        let ada = server.person("Ada Admin", "admin")?;
        let forged = "192.0.2.66, 192.0.2.1";
        let body = json!({"email": "nobody@example.com", "password": "wrong"});
        let request = Client::anonymous(&server)?.request(Method::POST, "/api/session").json(&body);
        let refused = request.header("X-Forwarded-For", forged).header("X-Real-IP", "192.0.2.7").send().await?;
        assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
        let page: AuditPage = ada.get("/api/admin/audit?action=session.refused").await?;
        assert_eq!(page.entries[0].address, believed, "{flags:?}");
    }
    Ok(())
}

#[tokio::test]
async fn a_flood_is_held_back_and_health_is_still_told() -> Outcome {
    let server = Server::start(with_flags(&["--rate-limit", "12"])).await?;
    let nobody = Client::anonymous(&server)?;
    let mut statuses = Vec::new();
    for number in 0..20 {
        let forged = format!("198.51.100.{number}");
        let answer = nobody.request(Method::GET, "/api/instance").header("X-Forwarded-For", forged).send().await?;
        if answer.status() == StatusCode::TOO_MANY_REQUESTS {
            assert!(answer.headers().contains_key("retry-after"));
        }
        statuses.push(answer.status());
    }
    assert_eq!(statuses.iter().filter(|status| **status == StatusCode::OK).count(), 3, "{statuses:?}");
    assert_eq!(nobody.send(Method::GET, "/healthz").await?.status(), StatusCode::OK);

    let free = Server::start(with_flags(&["--rate-limit", "0"])).await?;
    let nobody = Client::anonymous(&free)?;
    for _ in 0..400 {
        assert_eq!(nobody.send(Method::GET, "/api/instance").await?.status(), StatusCode::OK);
    }
    Ok(())
}

#[tokio::test]
async fn sockets_of_other_sites_and_under_other_names_are_refused() -> Outcome {
    let room = Room::open().await?;
    let account = Account::named("Grace Member");
    account.add(&room.server.data(), "member")?;
    let cookie = session_cookie(&room.server, &account).await?;
    let own = room.server.url();
    let port = room.server.port();
    let joining = || Joining::new(&room.server, room.id).header("Cookie", &cookie);
    for origin in ["null", "http://evil.example", "http://127.0.0.1:1", "http://sub.127.0.0.1", "https://127.0.0.1"] {
        assert_eq!(joining().header("Origin", origin).refused().await?, 403, "{origin}");
        assert_eq!(joining().plain().header("Origin", origin).refused().await?, 403, "{origin}");
    }
    assert_eq!(joining().header("Sec-Fetch-Site", "cross-site").refused().await?, 403);
    let (host, origin) = (format!("evil.example:{port}"), format!("http://evil.example:{port}"));
    let request = format!(
        "GET /api/postmortems/{}/sync HTTP/1.1\r\nHost: {host}\r\nOrigin: {origin}\r\nCookie: {cookie}\r\n\
         Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        room.id
    );
    assert_eq!(raw(&room.server, request.as_bytes()).await?, 421, "DNS rebinding");
    let open = debrief_tests::Replica::join(joining().header("Origin", &own)).await?;
    assert_eq!(open.view().title, "Checkout refused cards");
    Ok(())
}

#[tokio::test]
async fn tls_is_asked_for_where_the_public_address_has_it() -> Outcome {
    let server = Server::start(with_flags(&["--public-url", "https://debrief.example.com"])).await?;
    let nobody = Client::anonymous(&server)?;
    for path in ["/", "/api/instance", "/healthz"] {
        let answer = nobody.send(Method::GET, path).await?;
        assert_eq!(answer.headers()["strict-transport-security"], "max-age=31536000", "{path}");
    }
    Ok(())
}

#[test]
fn every_test_that_security_md_names_is_there() -> Outcome {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let promises = fs::read_to_string(root.join("SECURITY.md"))?;
    let mut code = String::new();
    for folder in ["server/src", "shared/src", "fuzz/tests", "tests/integration"] {
        read_rust(&root.join(folder), &mut code)?;
    }
    let names = promises.split('`').skip(1).step_by(2).filter(|name| {
        name.matches('_').count() >= 3 && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    });
    let names: Vec<&str> = names.collect();
    assert!(names.len() > 40, "promises have tests: {}", names.len());
    for name in names {
        // Those that every store has to pass stand in a list.
        let is_test = code.contains(&format!("fn {name}(")) || code.contains(&format!("            {name}: "));
        assert!(is_test, "SECURITY.md names {name}, which is no test");
    }
    Ok(())
}

fn read_rust(folder: &Path, code: &mut String) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            read_rust(&path, code)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            code.push_str(&fs::read_to_string(&path)?);
        }
    }
    Ok(())
}
