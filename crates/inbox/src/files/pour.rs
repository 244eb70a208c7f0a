//! Streams bytes into the object store while they arrive. Whoever writes and the store run side by side with a few chunks
//! between them; if either gives up, nothing stays behind.

use std::io;

use beseda_base::error::Result;
use beseda_base::files::{Files, PutInfo};
use beseda_messengers::BlobWriter;
use bytes::{Bytes, BytesMut};
use futures_util::future::BoxFuture;
use futures_util::stream::{self, StreamExt};
use tokio::sync::mpsc;

use super::sniff;

/// Chunks between writer and store.
const CHUNKS: usize = 4;

/// Takes the bytes; keeps a copy of the first ones to tell what they are.
pub(super) struct Pour {
    chunks: mpsc::Sender<io::Result<Bytes>>,
    head: BytesMut,
}

/// How a filling ended.
pub(super) struct Poured<T> {
    /// What the store says. After a failed filling always an error.
    pub(super) put: Result<PutInfo>,
    /// What the writer says.
    pub(super) filled: T,
    /// The first bytes.
    pub(super) head: Bytes,
}

/// Stores under `key` what `fill` writes, at most `max` bytes.
pub(super) async fn pour<T, E>(
    files: &Files,
    key: &str,
    max: u64,
    fill: impl AsyncFnOnce(&mut Pour) -> std::result::Result<T, E>,
) -> Poured<std::result::Result<T, E>> {
    let (sender, receiver) = mpsc::channel(CHUNKS);
    let chunks = stream::unfold(receiver, |mut receiver| async move { Some((receiver.recv().await?, receiver)) });
    let mut into = Pour { chunks: sender, head: BytesMut::new() };
    let filling = async move {
        let filled = fill(&mut into).await;
        if filled.is_err() {
            // The store must not take the beginning for the whole. It may have given up itself, then nobody listens.
            into.chunks.send(Err(io::Error::other("the file broke off"))).await.ok();
        }
        (filled, into.head.freeze())
    };
    let (put, (filled, head)) = tokio::join!(files.put_stream(key, chunks.boxed(), max), filling);
    Poured { put, filled, head }
}

impl BlobWriter for Pour {
    fn write<'a>(&'a mut self, chunk: Bytes) -> BoxFuture<'a, std::result::Result<(), String>> {
        Box::pin(async move {
            let wanted = sniff::HEAD.saturating_sub(self.head.len()).min(chunk.len());
            self.head.extend_from_slice(&chunk[..wanted]);
            self.chunks.send(Ok(chunk)).await.map_err(|_| "the store takes no more".to_owned())
        })
    }
}
