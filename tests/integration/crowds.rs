//! Many who come at once, and those who come only to stand in the door.

use std::time::Duration;

use debrief_shared::document::TextPath;
use debrief_tests::replica::converged;
use debrief_tests::wait::{DEADLINE, eventually_within};
use debrief_tests::{Client, Options, Outcome, Replica, Server, eventually, wait};
use futures_util::future::try_join_all;
use reqwest::{Method, StatusCode};
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpStream;

/// More than what one address may hold of the connections that a process with [`FILES`] open files takes.
const IDLE: usize = 400;
const FILES: &str = "1000";
/// How long the headers of a first request may take.
const GREETING: Duration = Duration::from_secs(10);
/// How long one attempt to be let in may take.
const ANSWER: Duration = Duration::from_secs(5);

/// A server that may open few files: `prlimit` becomes it.
fn with_few_files(flags: &[&str]) -> Options {
    let under = ["prlimit", &format!("--nofile={FILES}:{FILES}")].map(str::to_owned).to_vec();
    Options { flags: flags.iter().map(|&flag| flag.to_owned()).collect(), under, ..Options::default() }
}

/// A client that gives up on an answer that does not come, as one may not on a connection that was hung up on.
fn asking() -> reqwest::ClientBuilder {
    reqwest::Client::builder().timeout(ANSWER).pool_max_idle_per_host(0)
}

async fn is_let_in(client: &reqwest::Client, server: &Server) -> anyhow::Result<Option<()>> {
    let answer = client.get(format!("{}/healthz", server.url())).send().await?;
    Ok((answer.status() == StatusCode::OK).then_some(()))
}

async fn is_ended(stream: &mut TcpStream) -> bool {
    matches!(tokio::time::timeout(Duration::from_millis(1), stream.read_u8()).await, Ok(Err(_)))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn idle_connections_of_one_address_do_not_hold_the_door_for_others() -> Outcome {
    let server = Server::start(with_few_files(&[])).await?;
    let mut flood = Vec::new();
    for _ in 0..IDLE {
        flood.push(TcpStream::connect(("127.0.0.1", server.port())).await?);
    }
    // Those past its share are hung up on, and somebody from elsewhere is let in.
    let elsewhere = asking().local_address(std::net::IpAddr::from([127, 0, 0, 2])).build()?;
    eventually("somebody from elsewhere is let in", || is_let_in(&elsewhere, &server)).await?;
    let mut refused = 0;
    for stream in &mut flood {
        refused += usize::from(is_ended(stream).await);
    }
    assert!((IDLE - 210..IDLE).contains(&refused), "{refused} of {IDLE} were hung up on");

    // Who says nothing is let go, and then there is room again.
    let here = asking().build()?;
    eventually_within(GREETING + DEADLINE, "idle connections are let go", || is_let_in(&here, &server)).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_of_a_trusted_proxy_are_those_of_many() -> Outcome {
    let server = Server::start(with_few_files(&["--trusted-proxies", "127.0.0.1"])).await?;
    let mut held = Vec::new();
    for _ in 0..IDLE {
        held.push(TcpStream::connect(("127.0.0.1", server.port())).await?);
    }
    let here = asking().build()?;
    eventually("who comes by the proxy is let in", || is_let_in(&here, &server)).await?;
    for stream in &mut held {
        assert!(!is_ended(stream).await);
    }
    Ok(())
}

const PEOPLE: usize = 4;
const PAGES_EACH: usize = 40;
const DOCUMENTS: usize = 8;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everybody_who_comes_back_at_once_after_a_restart_is_served() -> Outcome {
    let (mut server, ada) = Server::with_admin().await?;
    let mut people: Vec<Client> = Vec::new();
    for number in 0..PEOPLE {
        people.push(server.person(&format!("Person {number}"), "member")?);
    }
    let mut documents = Vec::new();
    for number in 0..DOCUMENTS {
        documents.push(ada.create(&format!("Document {number}"), "pushpay").await?.id);
    }
    let mut pages = Vec::new();
    for number in 0..PEOPLE * PAGES_EACH {
        pages.push(Replica::open(&server, &people[number / PAGES_EACH], documents[number % DOCUMENTS]).await?);
    }
    server.kill()?;
    for (number, page) in pages.iter().enumerate() {
        page.ended().await?;
        page.append(&TextPath::Title, &format!("<{number}>"))?;
    }
    server.launch().await?;
    wait::within("all are back", try_join_all(pages.iter_mut().map(Replica::reconnect))).await??;
    for page in &pages {
        page.saved().await?;
    }
    for document in 0..DOCUMENTS {
        let here: Vec<_> = pages.iter().skip(document).step_by(DOCUMENTS).collect();
        let title = converged(&here).await?.title;
        assert_eq!(title.matches('<').count(), here.len(), "everybody's words are there: {title}");
    }
    assert_eq!(ada.send(Method::GET, "/readyz").await?.status(), StatusCode::OK);
    Ok(())
}
