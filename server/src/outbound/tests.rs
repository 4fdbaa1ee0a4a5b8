//! A site of these tests' own that is asked, and what may not be.

use std::sync::{Mutex, PoisonError};

use axum::Router;
use axum::body::to_bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Response as Said};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::*;

/// What was asked of a site.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) method: String,
    /// Path and query.
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Asked {
    /// A header as text; empty if there is none.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("not JSON ({error}): {}", self.body))
    }
}

type Answers = Arc<dyn Fn(&Asked, usize) -> Said + Send + Sync>;
type Log = Arc<Mutex<Vec<Asked>>>;

/// A server on this machine that keeps what it is asked; gone with this.
pub(crate) struct Asks {
    pub(crate) url: String,
    log: Log,
    serving: JoinHandle<()>,
}

impl Asks {
    /// Answers each request by a function of it and of how many there were before.
    pub(crate) async fn answering<A: IntoResponse>(
        answer: impl Fn(&Asked, usize) -> A + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let log = Log::default();
        let answers: Answers = Arc::new(move |asked, before| answer(asked, before).into_response());
        let router = Router::new().fallback(take).with_state((Arc::clone(&log), answers));
        let serving = tokio::spawn(async move { axum::serve(listener, router).await.expect("serves") });
        Self { url, log, serving }
    }

    /// All that was asked so far.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Asks {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn take(State((log, answers)): State<(Log, Answers)>, request: axum::extract::Request) -> Said {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, 4 << 20).await.expect("a body");
    let asked = Asked {
        method: parts.method.to_string(),
        path: parts.uri.to_string(),
        headers: parts.headers,
        body: String::from_utf8_lossy(&body).into_owned(),
    };
    let before = {
        let mut log = log.lock().unwrap_or_else(PoisonError::into_inner);
        log.push(asked.clone());
        log.len() - 1
    };
    answers(&asked, before)
}

/// One that reaches this machine.
pub(crate) fn local() -> Outbound {
    Outbound::new("127.0.0.0/8".parse().expect("a reach"))
}

fn post(body: &str) -> Request<Full<Bytes>> {
    Request::post("/").body(Full::from(body.to_owned())).expect("a request")
}

fn url(text: &str) -> Url {
    text.parse().expect("an address")
}

#[tokio::test]
async fn an_answer_comes_whole_and_a_redirect_is_one() {
    let site = Asks::answering(|_, before| match before {
        0 => (StatusCode::ACCEPTED, HeaderMap::new(), "taken".to_owned()),
        1 => {
            let location = HeaderValue::from_static("http://[::1]:1/inside");
            let headers = HeaderMap::from_iter([(axum::http::header::LOCATION, location)]);
            (StatusCode::FOUND, headers, String::new())
        }
        _ => (StatusCode::OK, HeaderMap::new(), "x".repeat(MAX_ANSWER_BYTES + 1)),
    })
    .await;
    let there = url(&format!("{}/hook?a=1#part", site.url));
    let answer = local().exchange(&there, post("{}")).await.expect("an answer");
    assert_eq!((answer.status.as_u16(), &answer.body[..]), (202, &b"taken"[..]));
    let asked = &site.asked()[0];
    assert_eq!((asked.method.as_str(), asked.path.as_str(), asked.body.as_str()), ("POST", "/hook?a=1", "{}"));
    assert!(asked.header("user-agent").starts_with("debrief/"));
    assert_eq!(local().exchange(&there, post("")).await.expect("an answer").status, StatusCode::FOUND);
    assert_eq!(local().exchange(&there, post("")).await.map(|answer| answer.status), Err(OutboundError::TooLarge));
    assert_eq!(site.asked().len(), 3, "nobody was led on");
}

#[tokio::test]
async fn nothing_of_this_machine_is_asked_unless_it_is_named() {
    let site = Asks::answering(|_, _| "inside").await;
    let port = site.url.rsplit(':').next().expect("a port");
    for reach in ["public", "off", "10.0.0.0/8"] {
        let outbound = Outbound::new(reach.parse().expect("a reach"));
        for host in ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "2130706433", "127.1"] {
            let there = url(&format!("http://{host}:{port}/"));
            let refused = outbound.exchange(&there, post("")).await.map(|answer| answer.status);
            assert_eq!(refused, Err(OutboundError::NotAllowed), "{host} with {reach}");
        }
    }
    for address in ["ftp://127.0.0.1/", "http://u:p@127.0.0.1/", "file:///etc/passwd"] {
        assert_eq!(local().exchange(&url(address), post("")).await.map(drop), Err(OutboundError::NotAllowed));
    }
    assert_eq!(site.asked().len(), 0);
}
