//! Puts the rooms together, serves them, and stops them in order.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use beseda_base::auth::Passwords;
use beseda_base::bus::Bus;
use beseda_base::clock::Clock;
use beseda_base::config::Config;
use beseda_base::db::{Db, DbOptions};
use beseda_base::files::Files;
use beseda_base::http::Outgoing;
use beseda_base::json::Json;
use beseda_base::metrics::Metrics;
use beseda_base::secrets::Secrets;
use beseda_base::tasks::Tasks;
use beseda_base::throttle::Throttle;
use beseda_inbox::{Inbox, Parts, employees, migrations};
use tokio::net::TcpListener;

use crate::command::{Outcome, say};
use crate::{openapi, web};

/// How long loops may take to stop.
const STOP: Duration = Duration::from_secs(20);
/// Addresses that the throttle remembers.
const THROTTLE_KEYS: usize = 50_000;

/// Opens the database of these settings.
pub(crate) async fn open_db(config: &Config, bus: Bus, clock: Clock) -> Outcome<Db> {
    std::fs::create_dir_all(&config.data_dir)?;
    let options = DbOptions { bus, clock, ..DbOptions::new(config.database_url()) };
    Ok(Db::open(&options).await?)
}

/// Builds the whole state of a server; tables are brought up to date.
pub(crate) async fn build(config: Config) -> Outcome<Inbox> {
    let config = Arc::new(config);
    let clock = Clock::system();
    let bus = match config.nats_url() {
        Some(url) => Bus::nats(url, "beseda").await?,
        None => Bus::in_process(),
    };
    let db = open_db(&config, bus.clone(), clock.clone()).await?;
    db.migrate(migrations::ALL).await?;
    let per_minute = config.limits.requests_per_minute.max(1);
    Ok(Inbox::new(Parts {
        files: Files::open(&config)?,
        secrets: Secrets::open_or_create(&config)?,
        outgoing: Outgoing::new(&config.outgoing)?,
        passwords: Passwords::new(config.limits.password_hashes)?,
        tasks: Tasks::new(),
        throttle: Throttle::new(per_minute, 60_000, THROTTLE_KEYS),
        db,
        bus,
        clock,
        config,
    }))
}

/// `beseda serve`: until the process is told to stop.
pub(crate) async fn serve(config: Config) -> Outcome {
    let metrics = Metrics::install()?;
    let inbox = build(config).await?;
    let greeted = inbox.clone();
    run(inbox, metrics, async move |url| greet(&greeted, url).await).await
}

/// Runs a built server until the process is told to stop; `greet` hears its address once it listens.
pub(crate) async fn run(inbox: Inbox, metrics: Metrics, greet: impl AsyncFnOnce(&str) -> Outcome) -> Outcome {
    let listener = TcpListener::bind(inbox.config.listen_address()?).await?;
    let address = listener.local_addr()?;
    beseda_inbox::start(&inbox, beseda_crm::PURGERS);
    inbox.tasks.spawn("metrics", metrics.clone().keep_up(inbox.tasks.stopping()));
    serve_metrics(&inbox, metrics.clone()).await?;
    let url = inbox.config.public_url().map_or_else(|| format!("http://{address}"), str::to_owned);
    greet(&url).await?;
    let app = router(inbox.clone(), Some(metrics));
    let stopping = inbox.tasks.stopping();
    let service = app.into_make_service_with_connect_info::<SocketAddr>();
    let serving = axum::serve(listener, service).with_graceful_shutdown({
        let inbox = inbox.clone();
        async move {
            told_to_stop().await;
            tracing::info!("stopping");
            // Open sockets end first, else the server would wait for them.
            inbox.tasks.stopping().cancel();
        }
    });
    serving.await?;
    stopping.cancel();
    let late = inbox.tasks.stop(STOP).await;
    if !late.is_empty() {
        tracing::warn!(tasks = ?late, "some loops did not stop in time");
    }
    inbox.db.close().await;
    Ok(())
}

/// Everything that is served on the main address.
pub(crate) fn router(inbox: Inbox, metrics: Option<Metrics>) -> Router {
    let (api, description) = openapi::split();
    let token = Some(inbox.config.metrics.token.clone()).filter(|token| !token.is_empty());
    let mut app = api
        .route("/healthz", get(|| async { Json(serde_json::json!({ "status": "ok" })) }))
        .route("/readyz", get(ready))
        .layer(DefaultBodyLimit::max(usize::try_from(inbox.config.limits.request_bytes).unwrap_or(usize::MAX)))
        .with_state(inbox.clone())
        .merge(openapi::page(description))
        .merge(web::routes(inbox));
    // Without a token there is no such page on the main address (guarantee 30).
    if let (Some(metrics), Some(token)) = (metrics, token) {
        app = app.merge(metrics.router(Some(token)));
    }
    web::wrap(app)
}

/// Ready is whose database answers now, and takes writes again if it has failed one.
async fn ready(State(inbox): State<Inbox>) -> Response {
    let asked = tokio::time::timeout(Duration::from_secs(5), inbox.db.ready()).await;
    match asked {
        Ok(Ok(())) => Json(serde_json::json!({ "status": "ready" })).into_response(),
        _ => (StatusCode::SERVICE_UNAVAILABLE, Json(serde_json::json!({ "status": "storage unavailable" })))
            .into_response(),
    }
}

/// The numbers on an address of their own, where one is set.
async fn serve_metrics(inbox: &Inbox, metrics: Metrics) -> Outcome {
    let address = inbox.config.metrics.listen.as_str();
    if address.is_empty() {
        return Ok(());
    }
    let listener = TcpListener::bind(address).await?;
    let stopping = inbox.tasks.stopping();
    inbox.tasks.spawn("metrics listener", async move {
        let serving = axum::serve(listener, metrics.router(None)).with_graceful_shutdown(stopping.cancelled_owned());
        if let Err(error) = serving.await {
            tracing::error!(%error, "the listener of the numbers ended");
        }
    });
    Ok(())
}

/// Says where the page is, and how to begin when nobody has.
async fn greet(inbox: &Inbox, url: &str) -> Outcome {
    let now = inbox.clock.now();
    let code =
        inbox
            .db
            .write(move |tx| {
                if employees::setup::is_open(tx)? { employees::setup::new_code(tx, now).map(Some) } else { Ok(None) }
            })
            .await?;
    say(&format!("Beseda listens on {url}"))?;
    if let Some(code) = code {
        say(&format!("Nobody has set it up yet. Open {url} and use this one-time code: {code}"))?;
    }
    Ok(())
}

async fn told_to_stop() {
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminate => {}
    }
}

/// `beseda migrate`.
pub(crate) async fn migrate(config: Config) -> Outcome {
    let db = open_db(&config, Bus::in_process(), Clock::system()).await?;
    db.migrate(migrations::ALL).await?;
    db.close().await;
    say("The tables are up to date.")
}

/// `beseda setup-code`.
pub(crate) async fn setup_code(config: Config) -> Outcome {
    let clock = Clock::system();
    let db = open_db(&config, Bus::in_process(), clock.clone()).await?;
    let now = clock.now();
    let code = db
        .write(
            move |tx| {
                if employees::setup::is_open(tx)? { employees::setup::new_code(tx, now).map(Some) } else { Ok(None) }
            },
        )
        .await?;
    db.close().await;
    match code {
        Some(code) => say(&code),
        None => Err("an owner exists already; `beseda employee reset` gives him a new password".into()),
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::Request;
    use beseda_base::db::Engine;
    use beseda_base::testing::test_db_with;
    use beseda_inbox::migrations::ALL;
    use beseda_inbox::testing::TestApp;
    use tower::ServiceExt as _;

    #[tokio::test(flavor = "multi_thread")]
    async fn a_full_disk_takes_the_server_out_until_it_can_write_again() {
        let db = test_db_with(Engine::Sqlite, ALL, |_| {}).await;
        let app = TestApp::new((*db).clone()).await;
        let router = super::router(app.inbox.clone(), None);
        let status = async || {
            let ask = Request::get("/readyz").body(Body::empty()).unwrap();
            router.clone().oneshot(ask).await.unwrap().status()
        };
        let pages = async |most: String| {
            let sql = format!("pragma max_page_count = {most}");
            db.write(move |tx| tx.query::<i64>(&sql, &[]).map(drop)).await.unwrap();
        };
        assert_eq!(status().await, 200);
        pages("1".into()).await;
        let long = "x".repeat(1_000_000);
        let name = move |tx: &beseda_base::db::Tx<'_>| {
            tx.execute("update projects set name = $1", beseda_base::params![long.as_str()])
        };
        db.write(name.clone()).await.unwrap_err();
        assert_eq!(status().await, 503);
        pages("1000000".into()).await;
        assert_eq!(status().await, 200);
        db.write(name).await.unwrap();
    }
}
