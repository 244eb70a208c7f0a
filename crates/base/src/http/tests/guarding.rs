//! Where a request may go: never inside, unless the configuration says so.

use super::*;

#[tokio::test]
async fn g23_private_addresses_are_refused_in_every_spelling() {
    let server = Server::start(Router::new().fallback(any(|| async { "inside" }))).await;
    let port = server.address.port();
    let out = Outgoing::new(&OutgoingConfig::default()).unwrap();
    for host in [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0x7f.0.0.1",
        "0177.0.0.1",
        "017700000001",
        "0",
        "0.0.0.0",
        "①②⑦.0.0.1",
        "127.0.0.1.",
        "user:word@127.0.0.1",
        "8.8.8.8@127.0.0.1",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[fe80::1]",
        "[fd00::1]",
        "10.0.0.1",
        "192.168.0.1",
        "172.16.0.1",
        "169.254.169.254",
        "100.100.100.200",
        "224.0.0.1",
        "255.255.255.255",
        "localhost",
        "LOCALHOST",
    ] {
        let outcome = out.request(quick(OutRequest::get(format!("http://{host}:{port}/")))).await;
        assert_refused(outcome, host);
    }
    assert_eq!(server.hits(), 0);
}

#[tokio::test]
async fn only_web_addresses_are_called() {
    let out = outgoing(&[]);
    for url in ["", "x", "/path", "ftp://example.org/", "file:///etc/passwd", "gopher://example.org", "http://"] {
        assert_refused(out.request(OutRequest::get(url)).await, url);
    }
}

#[tokio::test]
async fn g23_a_name_is_judged_by_what_it_resolves_to() {
    let server = Server::start(Router::new().fallback(any(|| async { "inside" }))).await;
    let url = format!("http://innocent.example:{}/", server.address.port());
    for inside in ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.1", "fd00::1"] {
        let (out, _) = outgoing_with(&[], vec![vec![ip(inside)]]);
        assert_refused(out.request(quick(OutRequest::get(&url))).await, inside);
    }
    assert_eq!(server.hits(), 0);
}

#[tokio::test]
async fn g23_a_name_that_changes_its_mind_is_resolved_once_and_that_address_dialled() {
    let close = || async { ([("connection", "close")], "ok") };
    let server = Server::start(Router::new().route("/", get(close))).await;
    // 127.0.0.0/8 stands for the internet here, 10.0.0.1 for the inside.
    let (out, asked) = outgoing_with(&["127.0.0.0/8"], vec![vec![ip("127.0.0.1")], vec![ip("10.0.0.1")]]);
    let url = format!("http://rebinding.example:{}/", server.address.port());
    assert_eq!(out.request(OutRequest::get(&url)).await.unwrap().status, 200);
    assert_eq!(asked.load(Ordering::SeqCst), 1, "no second look-up between the check and the connection");
    assert_refused(out.request(OutRequest::get(&url)).await, "the second answer");
    assert_eq!((asked.load(Ordering::SeqCst), server.hits()), (2, 1));
}

#[tokio::test]
async fn g23_private_answers_are_left_out_of_a_mixed_one() {
    let server = Server::start(Router::new().route("/", get(|| async { "ok" }))).await;
    let (out, _) = outgoing_with(&["127.0.0.1"], vec![vec![ip("10.0.0.1"), ip("127.0.0.1")]]);
    let url = format!("http://mixed.example:{}/", server.address.port());
    assert_eq!(out.request(quick(OutRequest::get(url))).await.unwrap().status, 200);
}

#[tokio::test]
async fn what_the_configuration_names_is_allowed_and_nothing_beside_it() {
    let server = Server::start(Router::new().route("/", get(|| async { "ok" }))).await;
    let port = server.address.port();
    let here = vec![vec![ip("127.0.0.1")]];
    let literal = format!("http://127.0.0.1:{port}/");
    let named = format!("http://Box.internal:{port}/");
    let exact = format!("127.0.0.1:{port}");
    let named_port = format!("box.internal:{port}");
    let other_port = format!("127.0.0.1:{}", port.wrapping_add(1));
    for (entry, url, allowed) in [
        ("127.0.0.1", &literal, true),
        ("127.0.0.0/8", &literal, true),
        (exact.as_str(), &literal, true),
        (other_port.as_str(), &literal, false),
        ("10.0.0.0/8", &literal, false),
        ("box.internal", &named, true),
        (named_port.as_str(), &named, true),
        ("127.0.0.0/8", &named, true),
        ("internal", &named, false),
        (exact.as_str(), &named, false),
    ] {
        let (out, _) = outgoing_with(&[entry], here.clone());
        let outcome = out.request(OutRequest::get(url)).await;
        assert_eq!(outcome.is_ok(), allowed, "{entry} {url}: {outcome:?}");
    }
    for bad in ["", "a b", "host:port", "host:99999", "http://host", "10.0.0.0/40"] {
        assert!(bad.parse::<Allowed>().is_err(), "{bad}");
    }
}

#[tokio::test]
async fn g23_every_redirect_is_checked() {
    let inside = Server::start(Router::new().fallback(any(|| async { "inside" }))).await;
    let target = inside.url("/");
    let server =
        Server::start(Router::new().route("/", get(move || async move { Redirect::temporary(&target) }))).await;
    let out = outgoing(&[&server.address.to_string()]);
    let request = OutRequest { redirects: 3, ..OutRequest::get(server.url("/")) };
    assert_refused(out.request(request).await, "redirect");
    assert_eq!((server.hits(), inside.hits()), (1, 0));
}

#[tokio::test]
async fn redirects_are_off_unless_asked_for_and_bounded() {
    let server = Server::start(Router::new().route("/", any(|| async { Redirect::temporary("/") }))).await;
    let out = outgoing(&["127.0.0.1"]);
    assert_eq!(out.request(OutRequest::get(server.url("/"))).await.unwrap().status, 307);
    assert_eq!(server.hits(), 1);
    let request = OutRequest { redirects: 3, ..OutRequest::get(server.url("/")) };
    assert_refused(out.request(request).await, "a circle");
    assert_eq!(server.hits(), 5);
    // A body is never sent a second time.
    let request = OutRequest { redirects: 3, ..json(server.url("/")) };
    assert_eq!(out.request(request).await.unwrap().status, 307);
    assert_eq!(server.hits(), 6);
}

#[tokio::test]
async fn keys_do_not_follow_a_redirect_to_another_host() {
    let echo = |headers: HeaderMap| async move {
        let has = |name: &str| headers.contains_key(name);
        format!("{} {} {}", has("authorization"), has("x-api-key"), has("accept-language"))
    };
    let other = Server::start(Router::new().route("/", get(echo))).await;
    let target = other.url("/");
    let router = Router::new()
        .route("/away", get(move || async move { Redirect::temporary(&target) }))
        .route("/near", get(|| async { Redirect::temporary("/") }))
        .route("/", get(echo));
    let server = Server::start(router).await;
    let out = outgoing(&["127.0.0.1"]);
    for (path, expected) in [("/away", "false false true"), ("/near", "true true true")] {
        let mut request = OutRequest { redirects: 1, ..OutRequest::get(server.url(path)) };
        for name in ["authorization", "x-api-key", "accept-language"] {
            request.headers.insert(name, HeaderValue::from_static("x"));
        }
        assert_eq!(out.request(request).await.unwrap().body, expected, "{path}");
    }
}

#[tokio::test]
async fn g23_a_project_cannot_use_a_proxy_to_reach_the_inside() {
    let proxy = Server::start(Router::new().fallback(any(|| async { "proxied" }))).await;
    let (out, _) = outgoing_with(&[], vec![vec![ip("127.0.0.1")]]);
    let port = proxy.address.port();
    for address in [proxy.url(""), format!("socks5://{}", proxy.address), format!("http://name.example:{port}")] {
        let request = OutRequest { proxy: Some(address.clone()), ..OutRequest::get("http://8.8.8.8/") };
        assert_refused(out.request(request).await, &address);
    }
    // A name that this server knows to be inside is refused before any proxy is asked.
    let (out, _) = outgoing_with(&[&proxy.address.to_string()], vec![vec![ip("10.0.0.1")]]);
    let request = OutRequest { proxy: Some(proxy.url("")), ..OutRequest::get("http://inside.example/") };
    assert_refused(out.request(request).await, "a name inside");
    assert_eq!(proxy.hits(), 0);
}
