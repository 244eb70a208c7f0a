//! Numbers for Prometheus: a recorder for the whole process, the state of the process, and the page that shows both.
//!
//! Rooms count with the macros of the crate `metrics` (`metrics::counter!("beseda_…")`); labels are words of the code, never
//! ids, names or addresses.

use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle, PrometheusRecorder};
use tokio_util::sync::CancellationToken;

use crate::error::{Error, Result};
use crate::id;

/// From a cached read to a slow provider.
const SECONDS: &[f64] = &[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0];
/// Measurements of a histogram wait in memory until someone reads or this time passes.
const UPKEEP: Duration = Duration::from_secs(5);

/// The numbers. Cloning shares them.
#[derive(Clone)]
pub struct Metrics(PrometheusHandle);

impl Metrics {
    /// Starts counting; once per process.
    pub fn install() -> Result<Self> {
        let recorder = recorder()?;
        let handle = recorder.handle();
        metrics::set_global_recorder(recorder).map_err(Error::internal)?;
        metrics::gauge!("beseda_info", "version" => env!("CARGO_PKG_VERSION")).set(1.0);
        Ok(Self(handle))
    }

    /// The page.
    #[must_use]
    pub fn render(&self) -> String {
        measure_process();
        self.0.run_upkeep();
        self.0.render()
    }

    /// Keeps memory bounded when nobody reads the page. A task for the life of the server.
    pub async fn keep_up(self, stopping: CancellationToken) {
        while stopping.run_until_cancelled(tokio::time::sleep(UPKEEP)).await.is_some() {
            self.0.run_upkeep();
        }
    }

    /// `/metrics`: with a token for the main address, without one only for a listener of its own.
    pub fn router(self, token: Option<String>) -> Router {
        Router::new().route("/metrics", get(page)).with_state((self, token))
    }
}

/// Middleware that measures requests by route. The route is its pattern (`/api/v1/dialogs/{id}`), not the address.
pub async fn observe(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().as_str().to_owned();
    let route = request.extensions().get::<MatchedPath>().map_or_else(|| "none".to_owned(), |r| r.as_str().to_owned());
    let response = next.run(request).await;
    let status = response.status().as_str().to_owned();
    let labels = [("method", method), ("route", route), ("status", status)];
    metrics::histogram!("beseda_http_request_seconds", &labels).record(started.elapsed().as_secs_f64());
    response
}

async fn page(State((metrics, token)): State<(Metrics, Option<String>)>, headers: HeaderMap) -> Response {
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let given = given.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default();
    if token.is_some_and(|token| token.is_empty() || !id::same(&token, given)) {
        // 404 and not 401: a stranger need not learn that there is a door.
        return Error::NotFound.into_response();
    }
    let kind = [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
    (StatusCode::OK, kind, metrics.render()).into_response()
}

fn recorder() -> Result<PrometheusRecorder> {
    let builder = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".into()), SECONDS)
        .map_err(Error::internal)?;
    Ok(builder.build_recorder())
}

/// Memory, threads, open files and processor time, under the names Prometheus expects. Read from `/proc`; elsewhere they are
/// absent.
#[expect(clippy::cast_precision_loss, reason = "gauges are floating point")]
fn measure_process() {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let field = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
        line.split_whitespace().next()?.parse::<u64>().ok()
    };
    if let Some(kib) = field("VmRSS") {
        metrics::gauge!("process_resident_memory_bytes").set(kib as f64 * 1024.0);
    }
    if let Some(kib) = field("VmSize") {
        metrics::gauge!("process_virtual_memory_bytes").set(kib as f64 * 1024.0);
    }
    if let Some(threads) = field("Threads") {
        metrics::gauge!("process_threads").set(threads as f64);
    }
    if let Ok(files) = std::fs::read_dir("/proc/self/fd") {
        metrics::gauge!("process_open_fds").set(files.count() as f64);
    }
    if let Some(ticks) = processor_ticks() {
        metrics::gauge!("process_cpu_seconds_total").set(ticks as f64 / 100.0);
    }
}

/// User and system time in hundredths of a second: Linux tells them so on every machine.
fn processor_ticks() -> Option<u64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The second field is the program's name in brackets and may hold spaces.
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let user: u64 = fields.next()?.parse().ok()?;
    let system: u64 = fields.next()?.parse().ok()?;
    Some(user + system)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tower::ServiceExt as _;

    async fn ask(router: Router, path: &str, token: Option<&str>) -> (u16, String) {
        let mut request = Request::get(path);
        if let Some(token) = token {
            request = request.header("authorization", token);
        }
        let response = router.oneshot(request.body(axum::body::Body::empty()).unwrap()).await.unwrap();
        let status = response.status().as_u16();
        let bytes = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
        (status, String::from_utf8(bytes.to_vec()).unwrap())
    }

    fn local() -> (PrometheusRecorder, Metrics) {
        let recorder = recorder().unwrap();
        let handle = recorder.handle();
        (recorder, Metrics(handle))
    }

    #[test]
    fn the_page_shows_what_was_counted_and_the_process() {
        let (recorder, numbers) = local();
        let text = metrics::with_local_recorder(&recorder, || {
            metrics::counter!("beseda_test_total", "kind" => "x").increment(3);
            metrics::histogram!("beseda_test_seconds").record(0.004);
            numbers.render()
        });
        assert!(text.contains("beseda_test_total{kind=\"x\"} 3"), "{text}");
        assert!(text.contains("beseda_test_seconds_bucket{le=\"0.005\"} 1"), "{text}");
        assert!(text.contains("beseda_test_seconds_bucket{le=\"0.0025\"} 0"), "{text}");
        let value = |name: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
            line.and_then(|value| value.parse::<f64>().ok()).unwrap_or_default()
        };
        if cfg!(target_os = "linux") {
            assert!(value("process_resident_memory_bytes") > 1e6, "{text}");
            assert!(value("process_open_fds") >= 3.0 && value("process_threads") >= 1.0, "{text}");
        }
    }

    #[tokio::test]
    async fn g30_the_page_is_behind_its_token() {
        let (_recorder, numbers) = local();
        let guarded = || numbers.clone().router(Some("word".into()));
        assert_eq!(ask(guarded(), "/metrics", None).await.0, 404);
        assert_eq!(ask(guarded(), "/metrics", Some("Bearer wor")).await.0, 404);
        assert_eq!(ask(guarded(), "/metrics", Some("word")).await.0, 404);
        assert_eq!(ask(guarded(), "/metrics", Some("Bearer word")).await.0, 200);
        assert_eq!(
            ask(numbers.clone().router(Some(String::new())), "/metrics", None).await.0,
            404,
            "no token, no door"
        );
        assert_eq!(ask(numbers.clone().router(None), "/metrics", None).await.0, 200);
    }

    #[test]
    fn requests_are_measured_by_pattern() {
        let (recorder, numbers) = local();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let text = metrics::with_local_recorder(&recorder, || {
            let route = || {
                Router::new().route("/dialogs/{id}", get(|| async { "ok" })).layer(axum::middleware::from_fn(observe))
            };
            runtime.block_on(async {
                assert_eq!(ask(route(), "/dialogs/5", None).await.0, 200);
                assert_eq!(ask(route(), "/nowhere", None).await.0, 404);
            });
            numbers.render()
        });
        assert!(text.contains("route=\"/dialogs/{id}\",status=\"200\""), "{text}");
        assert!(text.contains("route=\"none\",status=\"404\""), "{text}");
        assert!(!text.contains("/dialogs/5") && !text.contains("nowhere"), "{text}");
    }

    #[tokio::test]
    async fn the_upkeep_ends_with_the_server() {
        let (_recorder, numbers) = local();
        let stopping = CancellationToken::new();
        stopping.cancel();
        numbers.keep_up(stopping).await;
    }
}
