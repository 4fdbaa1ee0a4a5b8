//! Connections that end by themselves: one on which nothing was written for long while the other side says nothing takes up a place
//! for nothing. A request that is under way is answered in time, and an open socket is pinged.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::serve::Listener;
use ipnet::IpNet;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, Sleep, sleep_until};

use crate::crowd::{Crowd, Full, Place};
use crate::metrics as names;

/// How long the other side may keep us waiting without an answer of ours in between: longer than a request may take, and than a proxy
/// keeps a connection for the next one.
const PATIENCE: Duration = Duration::from_secs(75);
/// How long the headers of the first request may take: who only opens connections does not keep them.
const GREETING: Duration = Duration::from_secs(10);

/// Accepts connections that are not kept for ever, and not more of them than there is room for.
pub(crate) struct Patient {
    listener: TcpListener,
    crowd: Crowd,
    /// Each stands for many.
    proxies: Vec<IpNet>,
}

impl Patient {
    pub(crate) fn new(listener: TcpListener, crowd: Crowd, proxies: Vec<IpNet>) -> Self {
        Self { listener, crowd, proxies }
    }

    fn let_in(&self, address: IpAddr) -> Result<Place, Full> {
        let address = address.to_canonical();
        if self.proxies.iter().any(|proxy| proxy.contains(&address)) {
            return self.crowd.enter_for_many();
        }
        self.crowd.enter(address)
    }
}

impl Listener for Patient {
    type Io = Connection<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            let (stream, address) = Listener::accept(&mut self.listener).await;
            // Whoever is refused is hung up on: a place in the queue of the system would be one less for others.
            let place = match self.let_in(address.ip()) {
                Ok(place) => place,
                Err(full) => {
                    metrics::counter!(names::CONNECTIONS_REFUSED, "reason" => full.label()).increment(1);
                    continue;
                }
            };
            // Small frames go out at once: waiting for more costs up to 40 ms against delayed acknowledgements.
            if let Err(error) = stream.set_nodelay(true) {
                tracing::debug!(%error, "a connection keeps its delay");
            }
            return (Connection::new(stream, GREETING, PATIENCE, Some(place)), address);
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.listener.local_addr()
    }
}

/// A connection whose reads fail when the first request does not come, or nothing was written for some time.
pub(crate) struct Connection<S> {
    stream: S,
    patience: Duration,
    written: Instant,
    check: Pin<Box<Sleep>>,
    greeting: Greeting,
    _place: Option<Place>,
}

/// Looks for the empty line behind the first request's headers.
#[derive(Default)]
struct Greeting {
    line_ends: u8,
}

impl Greeting {
    fn is_over(&self) -> bool {
        self.line_ends == 2
    }

    fn hear(&mut self, bytes: &[u8]) {
        for byte in bytes {
            match byte {
                _ if self.is_over() => return,
                b'\n' => self.line_ends += 1,
                b'\r' => {}
                _ => self.line_ends = 0,
            }
        }
    }
}

impl<S> Connection<S> {
    fn new(stream: S, greeting: Duration, patience: Duration, place: Option<Place>) -> Self {
        let now = Instant::now();
        let check = Box::pin(sleep_until(now + greeting));
        Self { stream, patience, written: now, check, greeting: Greeting::default(), _place: place }
    }

    fn wrote(&mut self, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        if matches!(written, Poll::Ready(Ok(1..))) {
            self.written = Instant::now();
        }
        written
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Connection<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        if matches!(read, Poll::Ready(Err(_))) || (read.is_ready() && buffer.filled().len() == before) {
            return read;
        }
        if read.is_ready() && !self.greeting.is_over() {
            self.greeting.hear(&buffer.filled()[before..]);
        }
        while self.check.as_mut().poll(context).is_ready() {
            let until = self.written + self.patience;
            if until <= Instant::now() || !self.greeting.is_over() {
                return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
            }
            self.check.as_mut().reset(until);
        }
        read
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Connection<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.wrote(written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, parts);
        self.wrote(written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};
    use tokio::time::sleep;

    use super::*;

    #[tokio::test]
    async fn who_only_trickles_is_let_go_and_who_is_answered_stays() {
        const PATIENCE: Duration = Duration::from_millis(400);
        let (near, mut far) = duplex(1 << 10);
        let mut near = Connection::new(near, PATIENCE, PATIENCE, None);
        far.write_all(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n").await.expect("open");
        near.read_exact(&mut [0; 27]).await.expect("read");
        for _ in 0..6 {
            far.write_all(b"a").await.expect("open");
            assert_eq!(near.read_u8().await.expect("answered in time"), b'a');
            near.write_all(b"b").await.expect("open");
            sleep(PATIENCE / 4).await;
        }
        let trickle = async {
            for _ in 0..20 {
                far.write_all(b"a").await.expect("open");
                if let Err(error) = near.read_u8().await {
                    return Some(error.kind());
                }
                sleep(PATIENCE / 4).await;
            }
            None
        };
        assert_eq!(trickle.await, Some(io::ErrorKind::TimedOut));
        assert_eq!(near.read_u8().await.map_err(|error| error.kind()), Err(io::ErrorKind::TimedOut), "silence, too");
    }

    #[tokio::test]
    async fn who_does_not_come_to_the_point_is_let_go_whatever_is_written() {
        const GREETING: Duration = Duration::from_millis(200);
        let (near, mut far) = duplex(1 << 10);
        let mut near = Connection::new(near, GREETING, 100 * GREETING, None);
        let mut ended = None;
        for _ in 0..40 {
            far.write_all(b"X: a\r\n").await.expect("open");
            if let Err(error) = near.read_exact(&mut [0; 6]).await {
                ended = Some(error.kind());
                break;
            }
            near.write_all(b".").await.expect("open");
            sleep(GREETING / 8).await;
        }
        assert_eq!(ended, Some(io::ErrorKind::TimedOut));
    }

    #[test]
    fn headers_end_with_an_empty_line() {
        let over = |text: &str| {
            let mut greeting = Greeting::default();
            text.bytes().for_each(|byte| greeting.hear(&[byte]));
            greeting.is_over()
        };
        assert!(over("GET / HTTP/1.1\r\nHost: a\r\n\r\n") && over("GET /\n\nbody\r\n"));
        assert!(!over("GET / HTTP/1.1\r\nHost: a\r\n") && !over("a\r\nb\r\n") && !over(""));
    }
}
