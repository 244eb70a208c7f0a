use super::*;
use std::collections::{BTreeMap, HashMap};
use std::sync::Mutex;

use axum::Router;
use axum::body::Body;
use axum::extract::{Query, Request, State};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use futures_util::stream;

const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

fn chunks(parts: Vec<io::Result<&'static [u8]>>) -> FileStream {
    stream::iter(parts.into_iter().map(|part| part.map(Bytes::from_static))).boxed()
}

async fn all(read: FileRead) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut stream = read.stream;
    while let Some(piece) = stream.next().await {
        bytes.extend_from_slice(&piece.unwrap());
    }
    bytes
}

/// Everything below a folder that is a file.
fn everything(folder: &FilePath) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(everything(&path));
        } else {
            found.push(path.to_string_lossy().into_owned());
        }
    }
    found
}

/// What every store must do.
async fn behaves(files: &Files) {
    let put = files.put_stream("p1/a.png", chunks(vec![Ok(b"a"), Ok(b""), Ok(b"bc")]), 3).await.unwrap();
    assert_eq!(put, PutInfo { size: 3, sha256: ABC.into() });
    assert_eq!(files.head("p1/a.png").await.unwrap(), 3);
    let read = files.get("p1/a.png").await.unwrap();
    assert_eq!((read.size, read.range.clone()), (3, 0..3));
    assert_eq!(all(read).await, b"abc");

    let part = files.range("p1/a.png", 1..2).await.unwrap();
    assert_eq!((part.size, part.range.clone()), (3, 1..2));
    assert_eq!(all(part).await, b"b");
    assert_eq!(all(files.range("p1/a.png", 1..100).await.unwrap()).await, b"bc");
    for outside in [3..4, 2..2, 100..200] {
        assert_eq!(files.range("p1/a.png", outside).await.err().unwrap().status(), 416);
    }

    let large = Bytes::from(vec![7u8; PIECE * 2 + 10]);
    assert_eq!(files.put("p1/large", large.clone()).await.unwrap().size, large.len() as u64);
    assert!(all(files.get("p1/large").await.unwrap()).await == large, "pieces come back in order");

    assert_eq!(files.put("p1/empty", Bytes::new()).await.unwrap().size, 0);
    assert!(all(files.get("p1/empty").await.unwrap()).await.is_empty());

    files.delete("p1/a.png").await.unwrap();
    files.delete("p1/a.png").await.unwrap();
    assert!(matches!(files.get("p1/a.png").await.err(), Some(Error::NotFound)));
    assert!(matches!(files.head("p1/a.png").await, Err(Error::NotFound)));
    assert!(matches!(files.range("p1/a.png", 0..1).await.err(), Some(Error::NotFound)));
}

/// What is not whole is not there.
async fn leaves_nothing(files: &Files) {
    let error = files.put_stream("p1/big", chunks(vec![Ok(b"abc"), Ok(b"d")]), 3).await.unwrap_err();
    assert_eq!((error.status(), error.to_problem().code), (StatusCode::PAYLOAD_TOO_LARGE, "payload_too_large"));
    let torn = chunks(vec![Ok(b"abc"), Err(io::Error::other("the sender went away"))]);
    assert_eq!(files.put_stream("p1/torn", torn, 100).await.unwrap_err().status(), 400);
    let late = stream::iter([Ok(Bytes::from(vec![0u8; PIECE + 1])), Err(io::Error::other("gone"))]).boxed();
    assert!(files.put_stream("p1/late", late, u64::MAX).await.is_err());
    for key in ["p1/big", "p1/torn", "p1/late"] {
        assert!(matches!(files.head(key).await, Err(Error::NotFound)), "{key}");
    }
}

#[tokio::test]
async fn a_folder_keeps_files() {
    let folder = tempfile::tempdir().unwrap();
    behaves(&Files::folder(&folder.path().join("made/on/the/way")).unwrap()).await;
}

#[tokio::test]
async fn a_folder_holds_nothing_half_done() {
    let folder = tempfile::tempdir().unwrap();
    leaves_nothing(&Files::folder(folder.path()).unwrap()).await;
    assert_eq!(everything(folder.path()), Vec::<String>::new());
}

#[tokio::test]
async fn a_failed_replacement_keeps_the_old_file() {
    let folder = tempfile::tempdir().unwrap();
    let files = Files::folder(folder.path()).unwrap();
    files.put("a", Bytes::from_static(b"old")).await.unwrap();
    assert!(files.put_stream("a", chunks(vec![Ok(b"newer")]), 3).await.is_err());
    assert_eq!(all(files.get("a").await.unwrap()).await, b"old");
}

#[tokio::test]
async fn keys_cannot_leave_the_folder() {
    let folder = tempfile::tempdir().unwrap();
    let files = Files::folder(&folder.path().join("files")).unwrap();
    let long = "x".repeat(MAX_KEY + 1);
    for key in ["", "..", "../a", "a/../../b", "/a", "a//b", "a/", ".a", "a\\b", "A", "a b", "a#1", "я", "a\0", &long]
    {
        assert!(files.put(key, Bytes::new()).await.is_err(), "{key}");
        assert!(files.get(key).await.is_err() && files.delete(key).await.is_err(), "{key}");
    }
    assert!(everything(folder.path()).is_empty());
}

#[tokio::test]
async fn the_place_comes_from_the_configuration() {
    let folder = tempfile::tempdir().unwrap();
    let data_dir = folder.path().to_string_lossy().into_owned();
    let files = Files::open(&Config { data_dir, ..Config::default() }).unwrap();
    files.put("x/y", Bytes::from_static(b"1")).await.unwrap();
    assert!(folder.path().join("files/x/y").is_file());
    for form in ["file:", "file://"] {
        let files_url = format!("{form}{}", folder.path().join("elsewhere").display());
        let files = Files::open(&Config { files_url, ..Config::default() }).unwrap();
        assert!(matches!(files.head("x/y").await, Err(Error::NotFound)));
    }
}

/// As much of S3 as a store of files uses, in memory.
#[derive(Default)]
struct Bucket {
    objects: BTreeMap<String, Vec<u8>>,
    uploads: HashMap<String, BTreeMap<u32, Vec<u8>>>,
    /// Every upload's key.
    begun: BTreeMap<String, String>,
    unsigned: usize,
}

type Shared = Arc<Mutex<Bucket>>;

async fn s3(State(bucket): State<Shared>, Query(query): Query<HashMap<String, String>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 1 << 30).await.unwrap();
    let key = parts.uri.path().to_owned();
    let mut bucket = bucket.lock().unwrap();
    let signed =
        parts.headers.get("authorization").is_some_and(|v| v.to_str().unwrap().starts_with("AWS4-HMAC-SHA256"));
    bucket.unsigned += usize::from(!signed);
    let upload = query.get("uploadId").cloned();
    match (parts.method, upload) {
        (Method::GET, None) if query.contains_key("uploads") => {
            let prefix = &query["prefix"];
            let entry = |(id, key): (&String, &String)| {
                // The number of the upload is the day it began on.
                let day = id.strip_prefix("upload-").unwrap().parse::<u32>().unwrap() + 1;
                format!(
                    "<Upload><Key>{key}</Key><UploadId>{id}</UploadId><Initiated>1970-01-{day:02}T00:00:00.000Z</Initiated></Upload>"
                )
            };
            let going =
                bucket.begun.iter().filter(|(id, key)| bucket.uploads.contains_key(*id) && key.starts_with(prefix));
            let entries: String = going.map(entry).collect();
            format!("<ListMultipartUploadsResult>{entries}</ListMultipartUploadsResult>").into_response()
        }
        (Method::POST, None) if query.contains_key("uploads") => {
            let id = format!("upload-{}", bucket.begun.len());
            bucket.uploads.insert(id.clone(), BTreeMap::new());
            bucket.begun.insert(id.clone(), key.trim_start_matches("/bucket/").to_owned());
            format!("<InitiateMultipartUploadResult><UploadId>{id}</UploadId></InitiateMultipartUploadResult>")
                .into_response()
        }
        (Method::PUT, Some(id)) => {
            let number = query["partNumber"].parse().unwrap();
            bucket.uploads.get_mut(&id).unwrap().insert(number, body.to_vec());
            ([("etag", format!("\"{number}\""))], "").into_response()
        }
        (Method::POST, Some(id)) => {
            let pieces = bucket.uploads.remove(&id).unwrap();
            bucket.objects.insert(key, pieces.into_values().flatten().collect());
            "<CompleteMultipartUploadResult><ETag>\"whole\"</ETag></CompleteMultipartUploadResult>".into_response()
        }
        (Method::DELETE, Some(id)) => {
            bucket.uploads.remove(&id);
            StatusCode::NO_CONTENT.into_response()
        }
        (Method::POST, None) if query.contains_key("delete") => {
            let text = String::from_utf8(body.to_vec()).unwrap();
            let keys: Vec<&str> = text.split("<Key>").skip(1).filter_map(|rest| rest.split("</Key>").next()).collect();
            let mut told = String::new();
            for name in keys {
                bucket.objects.remove(&format!("{}/{name}", key.trim_end_matches('/')));
                told.push_str(&format!("<Deleted><Key>{name}</Key></Deleted>"));
            }
            format!("<DeleteResult>{told}</DeleteResult>").into_response()
        }
        (Method::DELETE, None) => {
            bucket.objects.remove(&key);
            StatusCode::NO_CONTENT.into_response()
        }
        (Method::GET | Method::HEAD, None) => object(bucket.objects.get(&key), parts.headers.get("range")),
        other => panic!("not expected: {other:?} {key}"),
    }
}

fn object(found: Option<&Vec<u8>>, range: Option<&axum::http::HeaderValue>) -> Response {
    let Some(bytes) = found else { return StatusCode::NOT_FOUND.into_response() };
    let response = Response::builder().header("etag", "\"e\"").header("last-modified", "Mon, 01 Jan 2024 00:00:00 GMT");
    let Some(range) = range else { return response.body(Body::from(bytes.clone())).unwrap() };
    let (start, end) = range.to_str().unwrap().strip_prefix("bytes=").unwrap().split_once('-').unwrap();
    let (start, end): (usize, usize) = (start.parse().unwrap(), end.parse().unwrap());
    let told = format!("bytes {start}-{end}/{}", bytes.len());
    let response = response.status(StatusCode::PARTIAL_CONTENT).header("content-range", told);
    response.body(Body::from(bytes[start..=end].to_vec())).unwrap()
}

#[expect(clippy::disallowed_methods, reason = "a server of a test; it ends with the runtime of the test")]
async fn bucket_at(prefix: &str) -> (Files, Shared) {
    let bucket = Shared::default();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let router = Router::new().fallback(s3).with_state(bucket.clone());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    let config = Config {
        files_url: format!("s3://bucket{prefix}"),
        s3: S3Config { endpoint, region: String::new(), access_key_id: "id".into(), secret_access_key: "key".into() },
        ..Config::default()
    };
    (Files::open(&config).unwrap(), bucket)
}

#[tokio::test]
async fn a_bucket_keeps_files() {
    for prefix in ["", "/some/where"] {
        let (files, bucket) = bucket_at(prefix).await;
        behaves(&files).await;
        let bucket = bucket.lock().unwrap();
        assert_eq!(bucket.unsigned, 0);
        let keys: Vec<&String> = bucket.objects.keys().collect();
        assert_eq!(keys, [&format!("/bucket{prefix}/p1/empty"), &format!("/bucket{prefix}/p1/large")]);
    }
}

#[tokio::test]
async fn a_bucket_holds_nothing_half_done() {
    let (files, bucket) = bucket_at("").await;
    leaves_nothing(&files).await;
    let bucket = bucket.lock().unwrap();
    assert!(bucket.objects.is_empty() && bucket.uploads.is_empty());
}

const DAY: i64 = 86_400_000;

#[tokio::test]
async fn uploads_that_broke_off_leave_a_bucket() {
    for prefix in ["", "/some/where"] {
        let (files, bucket) = bucket_at(prefix).await;
        let path = |name: &str| Path::parse(format!("{}/{name}", prefix.trim_matches('/'))).unwrap();
        let Leftovers::Bucket(place) = &*files.leftovers else { panic!("not a bucket") };
        // Begun on the first, second and third of January by a process that is no more.
        for name in ["p1/a", "p1/b", "p1/c"] {
            object_store::multipart::MultipartStore::create_multipart(&place.store, &path(name)).await.unwrap();
        }
        assert_eq!(files.remove_leftovers(2 * DAY).await.unwrap(), 2);
        assert_eq!(bucket.lock().unwrap().uploads.keys().collect::<Vec<_>>(), ["upload-2"]);
        assert_eq!(files.remove_leftovers(2 * DAY).await.unwrap(), 0);
        assert_eq!(bucket.lock().unwrap().unsigned, 0);
        behaves(&files).await;
    }
}

#[tokio::test]
async fn uploads_that_broke_off_leave_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let files = Files::folder(folder.path()).unwrap();
    files.put("p1/whole", Bytes::from_static(b"1")).await.unwrap();
    std::fs::write(folder.path().join("p1/torn#1"), b"2").unwrap();
    assert_eq!(files.remove_leftovers(0).await.unwrap(), 0, "it may still go on");
    assert_eq!(files.remove_leftovers(i64::MAX).await.unwrap(), 1);
    let left = everything(folder.path());
    assert!(left.len() == 1 && left[0].ends_with("p1/whole"), "{left:?}");
}

#[tokio::test]
async fn a_store_that_does_not_answer_is_unavailable() {
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let config = S3Config { endpoint: format!("http://{free}"), ..S3Config::default() };
    let error = Files::s3("bucket", &config).unwrap().head("a").await.unwrap_err();
    assert!(matches!(error, Error::Unavailable(_)), "{error:?}");
}
