mod guarding;

use super::*;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::extract::{Multipart, Request};
use axum::response::{IntoResponse, Redirect};
use axum::routing::{any, get, post};
use futures_util::StreamExt as _;
use futures_util::stream;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

const TOKEN: &str = "7301234567:AAHk3xQmYtW9p_-vZ0abcdefghijklmnopq";

/// A server on loopback that counts what reaches it.
struct Server {
    address: SocketAddr,
    hits: Arc<AtomicUsize>,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    #[expect(clippy::disallowed_methods, reason = "a server of a test, stopped by its drop")]
    async fn start(router: Router) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let hits = Arc::new(AtomicUsize::new(0));
        let counter = hits.clone();
        let router = router.layer(axum::middleware::map_request(move |request: Request| {
            counter.fetch_add(1, Ordering::SeqCst);
            async move { request }
        }));
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { address, hits, task }
    }

    /// A server below HTTP: each connection is handed to `serve`.
    #[expect(clippy::disallowed_methods, reason = "a server of a test, stopped by its drop")]
    async fn raw<F>(serve: impl Fn(TcpStream) -> F + Send + 'static) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let hits = Arc::new(AtomicUsize::new(0));
        let counter = hits.clone();
        let task = tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                counter.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(serve(socket));
            }
        });
        Self { address, hits, task }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    fn hits(&self) -> usize {
        self.hits.load(Ordering::SeqCst)
    }
}

fn ip(text: &str) -> IpAddr {
    text.parse().unwrap()
}

/// A client with names of its own; each look-up takes the next answer of the list, the last one for ever.
fn outgoing_with(allow: &[&str], answers: Vec<Vec<IpAddr>>) -> (Outgoing, Arc<AtomicUsize>) {
    let config =
        OutgoingConfig { allow_private: allow.iter().map(|s| (*s).to_owned()).collect(), proxy: String::new() };
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = asked.clone();
    let resolver = move |_: String| -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
        let turn = counter.fetch_add(1, Ordering::SeqCst);
        let answer = answers.get(turn.min(answers.len().saturating_sub(1))).cloned();
        Box::pin(async move { answer.ok_or_else(|| io::Error::other("no such name")) })
    };
    (Outgoing::with_resolver(&config, resolver).unwrap(), asked)
}

fn outgoing(allow: &[&str]) -> Outgoing {
    outgoing_with(allow, Vec::new()).0
}

fn quick(mut request: OutRequest) -> OutRequest {
    request.timeout = Duration::from_millis(300);
    request
}

fn json(url: impl Into<String>) -> OutRequest {
    OutRequest::post(url, Body::Json("{}".into()))
}

#[track_caller]
fn assert_refused(outcome: Result<OutResponse, OutError>, what: &str) {
    assert!(matches!(outcome, Err(OutError::Refused(_))), "{what}: {outcome:?}");
}

#[tokio::test]
async fn a_response_is_bounded_announced_or_not() {
    let endless = || async {
        axum::body::Body::from_stream(stream::repeat_with(|| Ok::<_, io::Error>(Bytes::from_static(&[b'x'; 1024]))))
    };
    let router = Router::new().route("/endless", get(endless)).route("/known", get(|| async { "x".repeat(5000) }));
    let server = Server::start(router).await;
    let out = outgoing(&["127.0.0.1"]);
    for path in ["/endless", "/known"] {
        let request = OutRequest { max_response: 4999, ..OutRequest::get(server.url(path)) };
        assert_eq!(out.request(request).await.unwrap_err(), OutError::TooBig, "{path}");
    }
    let exact = OutRequest { max_response: 5000, ..OutRequest::get(server.url("/known")) };
    assert_eq!(out.request(exact).await.unwrap().body.len(), 5000);
}

#[tokio::test]
async fn g10_what_surely_did_not_arrive_is_not_sent() {
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let plain = Server::raw(|mut socket| async move {
        let _ = socket.write_all(b"this is no TLS\r\n\r\n").await;
    })
    .await;
    let out = outgoing(&["127.0.0.1"]);
    for (url, why) in [
        (format!("http://{free}/bot{TOKEN}/x"), "nobody listens"),
        (format!("https://{}/bot{TOKEN}/x", plain.address), "no TLS"),
        (format!("http://nowhere.example/bot{TOKEN}/x"), "no name"),
    ] {
        for request in [json(&url), OutRequest::get(&url)] {
            let error = out.request(request).await.unwrap_err();
            assert!(matches!(error, OutError::NotSent(_)), "{why}: {error:?}");
            assert!(!error.to_string().contains("AAHk3xQ") && !error.to_string().contains("/bot"), "{error}");
        }
    }
}

#[tokio::test]
async fn g10_running_out_of_time_before_the_connection_stands_is_not_sent() {
    let never = |_: String| -> BoxFuture<'static, io::Result<Vec<IpAddr>>> { Box::pin(std::future::pending()) };
    let out = Outgoing::with_resolver(&OutgoingConfig::default(), never).unwrap();
    let error = out.request(quick(json("http://slow.example/"))).await.unwrap_err();
    assert!(matches!(error, OutError::NotSent(_)), "{error:?}");
}

#[tokio::test]
async fn g10_what_may_have_arrived_is_ambiguous() {
    let silent = Server::raw(|mut socket| async move {
        let mut sink = Vec::new();
        let _ = socket.read_to_end(&mut sink).await;
    })
    .await;
    let hangs_up = Server::raw(|mut socket| async move {
        let _ = socket.read(&mut [0; 1024]).await;
    })
    .await;
    let breaks_off = Server::raw(|mut socket| async move {
        let _ = socket.read(&mut [0; 1024]).await;
        let _ = socket.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf").await;
    })
    .await;
    let out = outgoing(&["127.0.0.1"]);
    for (server, why) in [(&silent, "silent"), (&hangs_up, "hangs up"), (&breaks_off, "breaks off")] {
        let error = out.request(quick(json(server.url(&format!("/bot{TOKEN}/x"))))).await.unwrap_err();
        assert!(matches!(error, OutError::Ambiguous(_)), "{why}: {error:?}");
        assert!(!error.to_string().contains("AAHk3xQ") && !error.to_string().contains("/bot"), "{error}");
        assert_eq!(server.hits(), 1, "{why}: never sent a second time");
    }
}

#[tokio::test]
async fn an_answer_that_trickles_for_ever_ends_with_the_time_limit() {
    let trickle = || async {
        let endless = stream::unfold((), |()| async {
            tokio::time::sleep(Duration::from_millis(20)).await;
            Some((Ok::<_, io::Error>(Bytes::from_static(b"x")), ()))
        });
        axum::body::Body::from_stream(endless)
    };
    let server = Server::start(Router::new().route("/", get(trickle))).await;
    let error = outgoing(&["127.0.0.1"]).request(quick(OutRequest::get(server.url("/")))).await.unwrap_err();
    assert!(matches!(error, OutError::Ambiguous(_)), "{error:?}");
}

fn file(promised: u64, chunks: Vec<io::Result<Bytes>>) -> Body {
    let content = stream::iter(chunks).boxed();
    Body::Multipart(vec![
        Part::Field { name: "chat_id".into(), value: "5".into() },
        Part::File {
            name: "photo".into(),
            file_name: "кот \"1\"\r\n.png".into(),
            mime: "image/png".into(),
            size: promised,
            content,
        },
    ])
}

async fn parts(request: Request) -> impl IntoResponse {
    let announced = request.headers().contains_key("content-length");
    let mut multipart = <Multipart as axum::extract::FromRequest<()>>::from_request(request, &()).await.unwrap();
    let mut told = format!("{announced}");
    while let Some(field) = multipart.next_field().await.unwrap() {
        let name = field.name().unwrap().to_owned();
        let file_name = field.file_name().unwrap_or("-").to_owned();
        let kind = field.content_type().unwrap_or("-").to_owned();
        let size = field.bytes().await.unwrap().len();
        told.push_str(&format!("|{name} {file_name} {kind} {size}"));
    }
    told
}

#[tokio::test]
async fn files_are_streamed_with_their_exact_length() {
    let server = Server::start(Router::new().route("/", post(parts))).await;
    let chunks = (0..64).map(|_| Ok(Bytes::from(vec![7u8; 1000]))).collect();
    let request = OutRequest::post(server.url("/"), file(64_000, chunks));
    let body = outgoing(&["127.0.0.1"]).request(request).await.unwrap().body;
    let told = String::from_utf8(body.to_vec()).unwrap();
    assert_eq!(told, "true|chat_id - - 1|photo кот %221%22%0D%0A.png image/png 64000");
}

#[tokio::test]
async fn a_file_that_is_not_as_promised_is_not_sent() {
    let server = Server::raw(|mut socket| async move {
        let mut sink = Vec::new();
        let _ = socket.read_to_end(&mut sink).await;
    })
    .await;
    let piece = || Ok(Bytes::from_static(b"12345"));
    let out = outgoing(&["127.0.0.1"]);
    for chunks in [vec![piece()], vec![piece(), piece(), piece()], vec![piece(), Err(io::Error::other("disk"))]] {
        let request = OutRequest::post(server.url("/"), file(10, chunks));
        let error = out.request(request).await.unwrap_err();
        assert!(matches!(error, OutError::NotSent(_)), "{error:?}");
    }
}

#[tokio::test]
async fn a_call_can_have_its_own_proxy() {
    let seen = |request: Request| async move { request.uri().to_string() };
    let proxy = Server::start(Router::new().fallback(any(seen))).await;
    let out = outgoing(&[&proxy.address.to_string()]);
    let through = |url: &str| OutRequest { proxy: Some(proxy.url("")), ..OutRequest::get(url) };
    let answer = out.request(through("http://api.example/x")).await.unwrap();
    assert_eq!(answer.body, "http://api.example/x", "the name is left to the proxy");
    assert_refused(out.request(through("http://10.0.0.1/")).await, "a private target behind a proxy");
    assert_eq!(proxy.hits(), 1);
}

#[tokio::test]
async fn the_configured_proxy_is_trusted_and_used_for_everything() {
    let proxy = Server::start(Router::new().fallback(any(|| async { "proxied" }))).await;
    let config = OutgoingConfig { allow_private: Vec::new(), proxy: proxy.url("") };
    let unknown = |_: String| -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
        Box::pin(async { Err(io::Error::other("no names behind this proxy")) })
    };
    let out = Outgoing::with_resolver(&config, unknown).unwrap();
    assert_eq!(out.request(OutRequest::get("http://api.example/")).await.unwrap().body, "proxied");
    assert_refused(out.request(OutRequest::get("http://127.0.0.1/")).await, "loopback behind the proxy");
}

#[tokio::test]
async fn bodies_and_headers_arrive_as_given() {
    let echo = |headers: HeaderMap, body: String| async move {
        let header = |name: &str| headers.get(name).map_or("-", |v| v.to_str().unwrap()).to_owned();
        let told = format!("{} {} {body}", header("content-type"), header("content-length"));
        ([("retry-after", "17")], told)
    };
    let server = Server::start(Router::new().route("/", any(echo))).await;
    let out = outgoing(&["127.0.0.1"]);
    let mut typed = OutRequest::post(server.url("/"), Body::Bytes(Bytes::from_static(b"a=b")));
    typed.headers.insert("content-type", HeaderValue::from_static("application/x-www-form-urlencoded"));
    for (request, expected) in [
        (json(server.url("/")), "application/json 2 {}"),
        (typed, "application/x-www-form-urlencoded 3 a=b"),
        (OutRequest::get(server.url("/")), "- - "),
    ] {
        let answer = out.request(request).await.unwrap();
        assert_eq!(answer.body, expected);
        assert_eq!(answer.retry_after_s(), Some(17));
    }
}
