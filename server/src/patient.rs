//! Connections that end by themselves: one on which nothing was written for long while the other side says nothing takes up a place
//! for nothing. A request that is under way is answered in time, and an open socket is pinged.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::serve::Listener;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, Sleep, sleep_until};

/// How long the other side may keep us waiting without an answer of ours in between: longer than a request may take, and than a proxy
/// keeps a connection for the next one.
const PATIENCE: Duration = Duration::from_secs(75);

/// Accepts connections that are not kept for ever.
pub(crate) struct Patient(pub(crate) TcpListener);

impl Listener for Patient {
    type Io = Connection<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        let (stream, address) = Listener::accept(&mut self.0).await;
        // Small frames go out at once: waiting for more costs up to 40 ms against delayed acknowledgements.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "a connection keeps its delay");
        }
        (Connection::new(stream, PATIENCE), address)
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.0.local_addr()
    }
}

/// A connection whose reads fail when nothing was written for some time.
pub(crate) struct Connection<S> {
    stream: S,
    patience: Duration,
    written: Instant,
    check: Pin<Box<Sleep>>,
}

impl<S> Connection<S> {
    fn new(stream: S, patience: Duration) -> Self {
        let now = Instant::now();
        Self { stream, patience, written: now, check: Box::pin(sleep_until(now + patience)) }
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
        while self.check.as_mut().poll(context).is_ready() {
            let until = self.written + self.patience;
            if until <= Instant::now() {
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
        let mut near = Connection::new(near, PATIENCE);
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
}
