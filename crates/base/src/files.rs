//! Files: streamed in with a limit and a hash, durable before success is told, read whole or in part.
//!
//! A folder by default, S3 by `files_url`. A file appears whole or not at all: what is interrupted, too big or unreadable leaves
//! nothing behind. Keys are made by the rooms, never taken from a request.

use std::io;
use std::ops::Range;
use std::path::Path as FilePath;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::stream::{BoxStream, StreamExt as _};
use object_store::aws::AmazonS3Builder;
use object_store::client::{HttpClient, HttpConnector};
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::{
    ClientOptions, GetOptions, GetRange, GetResult, MultipartUpload, ObjectStore, ObjectStoreExt as _, PutPayload,
    RetryConfig,
};
use sha2::{Digest as _, Sha256};

use crate::config::{Config, S3Config};
use crate::error::{Error, Result};
use crate::id;
use leftovers::{Bucket, Leftovers};

#[path = "files_leftovers.rs"]
mod leftovers;

/// Size of the pieces a file is stored in. S3 takes none below 5 MiB but the last.
const PIECE: usize = 5 << 20;
const MAX_KEY: usize = 200;
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Limit of one exchange with S3, a piece long.
const EXCHANGE_TIMEOUT: Duration = Duration::from_secs(60);

/// Bytes on their way.
pub type FileStream = BoxStream<'static, io::Result<Bytes>>;

/// The store of files. Cloning shares it.
#[derive(Clone)]
pub struct Files {
    store: Arc<dyn ObjectStore>,
    leftovers: Arc<Leftovers>,
}

/// What was stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PutInfo {
    /// Bytes.
    pub size: u64,
    /// SHA-256 as hex.
    pub sha256: String,
}

/// A file being read.
pub struct FileRead {
    /// Size of the whole file.
    pub size: u64,
    /// Which bytes of it follow.
    pub range: Range<u64>,
    /// The bytes.
    pub stream: FileStream,
}

impl Files {
    /// The store of the configuration.
    pub fn open(config: &Config) -> Result<Self> {
        let url = config.files_url();
        match url.split_once(':') {
            Some(("file", path)) => Self::folder(FilePath::new(path.strip_prefix("//").unwrap_or(path))),
            Some(("s3", rest)) => Self::s3(rest.trim_start_matches('/'), &config.s3),
            _ => Err(Error::internal("files_url must start with file: or s3://")),
        }
    }

    /// A folder, made if it is not there.
    pub fn folder(path: &FilePath) -> Result<Self> {
        let wrong = |e: &dyn std::error::Error| Error::internal(format!("the file folder {}: {e}", path.display()));
        std::fs::create_dir_all(path).map_err(|e| wrong(&e))?;
        let store = LocalFileSystem::new_with_prefix(path).map_err(|e| wrong(&e))?;
        let store = Arc::new(store.with_fsync(true).with_automatic_cleanup(true));
        Ok(Self { store, leftovers: Arc::new(Leftovers::Folder(path.to_owned())) })
    }

    fn s3(place: &str, config: &S3Config) -> Result<Self> {
        let (bucket, prefix) = place.split_once('/').unwrap_or((place, ""));
        let region = if config.region.is_empty() { "us-east-1" } else { &config.region };
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(bucket)
            .with_region(region)
            .with_access_key_id(&config.access_key_id)
            .with_secret_access_key(&config.secret_access_key)
            .with_client_options(ClientOptions::new().with_allow_http(true))
            .with_retry(RetryConfig { max_retries: 3, retry_timeout: EXCHANGE_TIMEOUT, ..RetryConfig::default() })
            .with_http_connector(Connector);
        if !config.endpoint.is_empty() {
            builder = builder.with_endpoint(&config.endpoint);
        }
        let wrong = |e: object_store::Error| Error::internal(format!("files_url: {e}"));
        let store = builder.build().map_err(wrong)?;
        let prefix = prefix.trim_matches('/');
        let host = match config.endpoint.trim_end_matches('/') {
            "" => format!("https://s3.{region}.amazonaws.com"),
            endpoint => endpoint.to_owned(),
        };
        let leftovers = Leftovers::Bucket(Box::new(Bucket {
            store: store.clone(),
            client: Connector.connect(&ClientOptions::new()).map_err(wrong)?,
            address: format!("{host}/{bucket}"),
            region: region.to_owned(),
            prefix: if prefix.is_empty() { String::new() } else { format!("{prefix}/") },
        }));
        let store: Arc<dyn ObjectStore> = match prefix {
            "" => Arc::new(store),
            prefix => Arc::new(PrefixStore::new(store, prefix)),
        };
        Ok(Self { store, leftovers: Arc::new(leftovers) })
    }

    /// Stores a stream of at most `max` bytes. After success the file survives a power cut; after an error there is no file.
    pub async fn put_stream(&self, key: &str, stream: FileStream, max: u64) -> Result<PutInfo> {
        let path = checked(key)?;
        let mut upload = self.store.put_multipart(&path).await.map_err(unavailable)?;
        match fill(upload.as_mut(), stream, max).await {
            Ok(info) => Ok(info),
            Err(error) => {
                if let Err(left) = upload.abort().await {
                    tracing::warn!(error = %left, "an interrupted upload could not be removed");
                }
                Err(error)
            }
        }
    }

    /// Stores bytes.
    pub async fn put(&self, key: &str, bytes: Bytes) -> Result<PutInfo> {
        let max = bytes.len() as u64;
        self.put_stream(key, futures_util::stream::iter([Ok(bytes)]).boxed(), max).await
    }

    /// The whole file; 404 if there is none.
    pub async fn get(&self, key: &str) -> Result<FileRead> {
        self.read(key, GetOptions::default()).await
    }

    /// Some bytes of it: an end behind the end of the file is moved there; a start behind it is 416.
    pub async fn range(&self, key: &str, range: Range<u64>) -> Result<FileRead> {
        let size = self.head(key).await?;
        let range = range.start..range.end.min(size);
        if range.is_empty() {
            return Err(Error::problem(416, "invalid", "The file has no such bytes."));
        }
        self.read(key, GetOptions { range: Some(GetRange::Bounded(range)), ..GetOptions::default() }).await
    }

    /// Its size; 404 if there is none.
    pub async fn head(&self, key: &str) -> Result<u64> {
        self.store.head(&checked(key)?).await.map(|meta| meta.size).map_err(unavailable)
    }

    /// Removes a file; one that is not there is removed already.
    pub async fn delete(&self, key: &str) -> Result<()> {
        match self.store.delete(&checked(key)?).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(unavailable(error)),
        }
    }

    /// Removes what uploads left behind that began before this moment (milliseconds since 1970) and broke off without a word:
    /// a killed process, a power cut. Tells how many.
    pub async fn remove_leftovers(&self, before: i64) -> Result<u64> {
        self.leftovers.remove(before).await
    }

    async fn read(&self, key: &str, options: GetOptions) -> Result<FileRead> {
        let found: GetResult = self.store.get_opts(&checked(key)?, options).await.map_err(unavailable)?;
        let (size, range) = (found.meta.size, found.range.clone());
        let stream = found.into_stream().map(|piece| piece.map_err(io::Error::other)).boxed();
        Ok(FileRead { size, range, stream })
    }
}

/// Cuts a stream into pieces and stores them one after another: one piece of memory per upload.
async fn fill(upload: &mut dyn MultipartUpload, mut stream: FileStream, max: u64) -> Result<PutInfo> {
    let mut hash = Sha256::new();
    let mut size = 0u64;
    let mut piece = BytesMut::new();
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|_| Error::problem(400, "invalid", "The file could not be read to its end."))?;
        size += chunk.len() as u64;
        if size > max {
            return Err(Error::problem(413, "payload_too_large", format!("At most {max} bytes.")));
        }
        hash.update(&chunk);
        piece.extend_from_slice(&chunk);
        while piece.len() >= PIECE {
            let full = piece.split_to(PIECE).freeze();
            upload.put_part(PutPayload::from_bytes(full)).await.map_err(unavailable)?;
        }
    }
    // An empty file has one empty piece: S3 completes no upload without any.
    if !piece.is_empty() || size == 0 {
        upload.put_part(PutPayload::from_bytes(piece.freeze())).await.map_err(unavailable)?;
    }
    upload.complete().await.map_err(unavailable)?;
    Ok(PutInfo { size, sha256: id::hex(&hash.finalize()) })
}

/// Small letters, digits, `-`, `_`, `.` between slashes; no part starts with a dot.
fn checked(key: &str) -> Result<Path> {
    let part_fits = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_' | b'.'))
    };
    if key.len() > MAX_KEY || !key.split('/').all(part_fits) {
        return Err(Error::internal("a file key holds something that is no file name"));
    }
    Path::parse(key).map_err(Error::internal)
}

fn unavailable(error: object_store::Error) -> Error {
    match error {
        object_store::Error::NotFound { .. } => Error::NotFound,
        other => Error::Unavailable(format!("files: {other}")),
    }
}

/// Gives S3 a client with the roots of the guarded one. It is not guarded: its address stands in the configuration.
#[derive(Debug)]
struct Connector;

impl HttpConnector for Connector {
    #[expect(clippy::disallowed_methods, reason = "the address of the file storage is configured, not a project's")]
    fn connect(&self, _options: &ClientOptions) -> object_store::Result<HttpClient> {
        let wrong =
            |source: Box<dyn std::error::Error + Send + Sync>| object_store::Error::Generic { store: "S3", source };
        let tls = crate::http::tls_config().map_err(|e| wrong(e.into()))?;
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(EXCHANGE_TIMEOUT)
            .build()
            .map_err(|e| wrong(e.into()))?;
        Ok(HttpClient::new(client))
    }
}

#[cfg(test)]
#[path = "files_tests.rs"]
mod tests;
