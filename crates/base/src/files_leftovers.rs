//! Uploads that broke off without a word: a process that was killed, a power cut. What a folder or a bucket holds of them is
//! in no list of files and would stay for ever.

use std::path::{Path as FilePath, PathBuf};
use std::time::UNIX_EPOCH;

use axum::http::StatusCode;
use futures_util::stream::{self, StreamExt as _};
use object_store::aws::{AmazonS3, AwsAuthorizer};
use object_store::client::{HttpClient, HttpRequest, HttpRequestBody};
use object_store::multipart::MultipartStore as _;
use object_store::path::Path;

use super::unavailable;
use crate::error::{Error, Result};

/// Most leftovers that one call removes from a bucket.
const PAGE: usize = 1_000;
/// Aborts on their way at the same time.
const AT_ONCE: usize = 8;

/// Where uploads of this store are while they go on.
#[derive(Debug)]
pub(super) enum Leftovers {
    /// Beside the files, with `#` and a number behind the name, which no key has.
    Folder(PathBuf),
    /// In a list of the bucket.
    Bucket(Box<Bucket>),
}

/// What listing uploads needs; the store itself has no such call.
#[derive(Debug)]
pub(super) struct Bucket {
    pub(super) store: AmazonS3,
    pub(super) client: HttpClient,
    /// Address of the bucket.
    pub(super) address: String,
    pub(super) region: String,
    /// What our keys begin with, with a slash at its end, or nothing.
    pub(super) prefix: String,
}

impl Leftovers {
    /// Removes those that began before this moment (milliseconds since 1970), and tells how many.
    pub(super) async fn remove(&self, before: i64) -> Result<u64> {
        match self {
            Leftovers::Folder(folder) => {
                let folder = folder.clone();
                let removed = tokio::task::spawn_blocking(move || remove_below(&folder, before));
                removed.await.map_err(Error::internal)?.map_err(|e| Error::Unavailable(format!("files: {e}")))
            }
            Leftovers::Bucket(bucket) => bucket.abort(before).await,
        }
    }
}

fn remove_below(folder: &FilePath, before: i64) -> std::io::Result<u64> {
    let mut removed = 0;
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder)? {
            let entry = entry?;
            let kind = entry.file_type()?;
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file() && is_staged(&entry.file_name().to_string_lossy()) {
                // Gone meanwhile: its upload has ended.
                let Ok(changed) = entry.metadata().and_then(|meta| meta.modified()) else { continue };
                let changed = changed.duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
                if i64::try_from(changed).unwrap_or(i64::MAX) < before {
                    std::fs::remove_file(entry.path())?;
                    removed += 1;
                }
            }
        }
    }
    Ok(removed)
}

fn is_staged(name: &str) -> bool {
    name.rsplit_once('#').is_some_and(|(_, number)| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
}

impl Bucket {
    async fn abort(&self, before: i64) -> Result<u64> {
        let listed = self.list().await?;
        let old = listed.into_iter().filter(|upload| upload.began < before && upload.key.starts_with(&self.prefix));
        let aborts = stream::iter(old.map(|upload| async move {
            let path = Path::parse(&upload.key).map_err(Error::internal)?;
            match self.store.abort_multipart(&path, &upload.id).await {
                // Another node was faster.
                Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(1),
                Err(error) => Err(unavailable(error)),
            }
        }));
        let counts: Vec<Result<u64>> = aborts.buffer_unordered(AT_ONCE).collect().await;
        counts.into_iter().sum()
    }

    /// The first page of uploads that go on. What is removed makes room for the next ones.
    async fn list(&self) -> Result<Vec<Upload>> {
        let page = PAGE.to_string();
        let query = [("max-uploads", page.as_str()), ("prefix", self.prefix.as_str()), ("uploads", "")];
        let url = reqwest::Url::parse_with_params(&self.address, query).map_err(Error::internal)?;
        let mut request = HttpRequest::new(HttpRequestBody::empty());
        *request.uri_mut() = url.as_str().parse().map_err(Error::internal)?;
        let credential = self.store.credentials().get_credential().await.map_err(unavailable)?;
        let signed = AwsAuthorizer::new(&credential, "s3", &self.region).try_authorize(&mut request, None);
        signed.map_err(unavailable)?;
        let away = |error: &dyn std::fmt::Display| Error::Unavailable(format!("files: {error}"));
        let response = self.client.execute(request).await.map_err(|error| away(&error))?;
        if response.status() != StatusCode::OK {
            return Err(away(&format!("the list of uploads was answered {}", response.status())));
        }
        let body = response.into_body().bytes().await.map_err(|error| away(&error))?;
        Ok(uploads(&String::from_utf8_lossy(&body)))
    }
}

/// An upload that goes on.
#[derive(Debug, PartialEq, Eq)]
struct Upload {
    key: String,
    id: String,
    began: i64,
}

/// The uploads of an answer. Keys and ids of ours hold nothing that XML escapes; what does is not ours and left alone.
fn uploads(xml: &str) -> Vec<Upload> {
    let text = |part: &str, name: &str| {
        let (_, rest) = part.split_once(&format!("<{name}>"))?;
        let (text, _) = rest.split_once(&format!("</{name}>"))?;
        (!text.is_empty() && !text.contains('&')).then(|| text.to_owned())
    };
    let upload = |part: &str| {
        Some(Upload {
            key: text(part, "Key")?,
            id: text(part, "UploadId")?,
            began: text(part, "Initiated")?.parse::<jiff::Timestamp>().ok()?.as_millisecond(),
        })
    };
    xml.split("<Upload>").skip(1).take(PAGE).filter_map(upload).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_entries_count() {
        let whole = "<Upload><Key>p/a</Key><UploadId>1</UploadId><Initiated>1970-01-01T00:00:01Z</Initiated></Upload>";
        let torn = "<Upload><Key>p/b</Key></Upload><Upload><Key>a&amp;b</Key><UploadId>2</UploadId></Upload>";
        let found = uploads(&format!("<ListMultipartUploadsResult>{torn}{whole}</ListMultipartUploadsResult>"));
        assert_eq!(found, [Upload { key: "p/a".into(), id: "1".into(), began: 1_000 }]);
        assert_eq!(uploads("nonsense"), []);
    }

    #[test]
    fn only_staged_files_have_a_number_behind_a_hash() {
        assert!(is_staged("0a1b#1") && is_staged("a.png#12"));
        assert!(!is_staged("a.png") && !is_staged("a#") && !is_staged("a#b"));
    }
}
