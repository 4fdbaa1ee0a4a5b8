//! The title of the page that a link leads to, read when somebody asks for it. They choose the address, so nothing on this machine or its
//! network is asked unless the operator names it; and every failure looks the same, so that nobody learns what is there.

mod page;

use std::sync::Arc;
use std::time::Duration;

use axum::body::HttpBody;
use axum::http::header::{ACCEPT, CONTENT_TYPE, LOCATION};
use axum::http::{HeaderMap, Request, Response};
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use tokio::sync::Semaphore;
use url::Url;

use crate::outbound::{Outbound, Reach};

/// Longest that a title may take, with every address on the way.
const DEADLINE: Duration = Duration::from_secs(5);
/// So much of a page is read: titles stand at the beginning.
const MAX_PAGE_BYTES: usize = 256 * 1024;
/// Addresses that one may lead on to.
const MAX_REDIRECTS: usize = 3;
/// Pages that are read at the same moment, over all people.
const AT_ONCE: usize = 8;
/// Longest address, in bytes.
const MAX_ADDRESS_BYTES: usize = 2_000;

/// Reads titles; cheap to clone.
#[derive(Clone, Debug)]
pub struct Titles {
    outbound: Outbound,
    places: Arc<Semaphore>,
}

impl Titles {
    /// One that asks only where `reach` allows, and trusts the system's certificate authorities.
    pub fn new(reach: Reach) -> Self {
        Self { outbound: Outbound::new(reach), places: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    /// Whether any address may be asked.
    pub fn is_on(&self) -> bool {
        self.outbound.reach().is_somewhere()
    }

    /// The title of the page at an address; `None` if there is none, for whatever reason.
    pub async fn of(&self, address: &str) -> Option<String> {
        if address.len() > MAX_ADDRESS_BYTES {
            return None;
        }
        let url = Url::parse(address).ok()?;
        let read = async {
            let _place = self.places.acquire().await.ok()?;
            self.read(url).await
        };
        tokio::time::timeout(DEADLINE, read).await.ok().flatten()
    }

    async fn read(&self, mut url: Url) -> Option<String> {
        for _ in 0..=MAX_REDIRECTS {
            let response = self.ask(&url).await?;
            if response.status().is_redirection() {
                let next = response.headers().get(LOCATION)?.to_str().ok()?;
                url = url.join(next).ok()?;
                continue;
            }
            if !response.status().is_success() || !is_page(response.headers()) {
                return None;
            }
            return page::title(&beginning(response).await?);
        }
        None
    }

    async fn ask(&self, url: &Url) -> Option<Response<impl HttpBody<Data = Bytes> + Unpin + use<>>> {
        let request = Request::get("/").header(ACCEPT, "text/html").body(Full::default()).ok()?;
        self.outbound.open(url, request).await.ok()
    }
}

fn is_page(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default().to_ascii_lowercase();
    kind.starts_with("text/html") || kind.starts_with("application/xhtml+xml")
}

/// The first [`MAX_PAGE_BYTES`] of a page.
async fn beginning(response: Response<impl HttpBody<Data = Bytes> + Unpin>) -> Option<Vec<u8>> {
    let mut body = response.into_body();
    let mut page = Vec::new();
    while page.len() < MAX_PAGE_BYTES {
        let Some(frame) = body.frame().await else { break };
        if let Some(bytes) = frame.ok()?.data_ref() {
            page.extend_from_slice(&bytes[..bytes.len().min(MAX_PAGE_BYTES - page.len())]);
        }
    }
    Some(page)
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;

    use super::*;

    /// Answers each connection with the next of these, and tells how many there were.
    async fn site(answers: Vec<String>) -> (u16, tokio::task::JoinHandle<usize>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let serving = tokio::spawn(async move {
            let mut asked = 0;
            for answer in answers {
                let Ok(Ok((mut stream, _))) = tokio::time::timeout(Duration::from_secs(20), listener.accept()).await
                else {
                    break;
                };
                asked += 1;
                let mut head = [0; 2048];
                let _ = stream.read(&mut head).await;
                let _ = stream.write_all(answer.as_bytes()).await;
            }
            asked
        });
        (port, serving)
    }

    fn html(body: &str) -> String {
        format!("HTTP/1.1 200 OK\r\ncontent-type: text/html; charset=utf-8\r\nconnection: close\r\n\r\n{body}")
    }

    fn titles(reach: &str) -> Titles {
        Titles::new(reach.parse().expect("a reach"))
    }

    #[tokio::test]
    async fn a_title_is_read_where_the_operator_allows_it() {
        let (port, serving) = site(vec![
            "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:0/b\r\nconnection: close\r\n\r\n".to_owned(),
            html("<title>Error &amp; rate\n — Grafana</title>"),
        ])
        .await;
        let titles = titles("127.0.0.1/32");
        // The first answer leads to a port where nobody is.
        assert_eq!(titles.of(&format!("http://127.0.0.1:{port}/a")).await, None);
        assert_eq!(titles.of(&format!("http://localhost:{port}/b")).await.as_deref(), Some("Error & rate — Grafana"));
        assert_eq!(serving.await.expect("the site"), 2);
    }

    #[tokio::test]
    async fn nothing_of_this_machine_or_its_network_is_asked_by_number_name_or_redirect() {
        let (port, serving) = site(vec![html("<title>secret</title>")]).await;
        let public = titles("public");
        for host in
            ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "2130706433", "0x7f.1", "127.1"]
        {
            assert_eq!(public.of(&format!("http://{host}:{port}/")).await, None, "{host}");
        }
        for address in
            ["file:///etc/passwd", "ftp://example.com/", "javascript:alert(1)", "http://", "", "http://u:p@localhost/"]
        {
            assert_eq!(public.of(address).await, None, "{address}");
        }
        // It leads on to another address of this machine, which is not the one that was allowed.
        let (leading, redirect) = site(vec![
            format!("HTTP/1.1 307 Temporary Redirect\r\nlocation: http://[::1]:{port}/\r\nconnection: close\r\n\r\n"),
            format!("HTTP/1.1 302 Found\r\nlocation: //127.0.0.2:{port}/\r\nconnection: close\r\n\r\n"),
        ])
        .await;
        let one = titles("127.0.0.1/32");
        assert_eq!(one.of(&format!("http://127.0.0.1:{leading}/")).await, None);
        assert_eq!(one.of(&format!("http://127.0.0.1:{leading}/")).await, None);
        assert_eq!(redirect.await.expect("the leading site"), 2);
        serving.abort();
        assert!(serving.await.is_err_and(|error| error.is_cancelled()), "nobody came");
    }

    #[tokio::test]
    async fn a_page_without_an_end_and_one_that_is_none_cost_little() {
        let (port, serving) = site(vec![
            html(&format!("{}<title>late</title>", "x".repeat(MAX_PAGE_BYTES))),
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n<title>no</title>"
                .to_owned(),
            "HTTP/1.1 404 Not Found\r\ncontent-type: text/html\r\nconnection: close\r\n\r\n<title>no</title>"
                .to_owned(),
        ])
        .await;
        let titles = titles("127.0.0.0/8");
        for path in 0..3 {
            assert_eq!(titles.of(&format!("http://127.0.0.1:{port}/{path}")).await, None);
        }
        assert_eq!(serving.await.expect("the site"), 3);
    }
}
