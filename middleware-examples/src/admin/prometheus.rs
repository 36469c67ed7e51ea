//! The recorder of the crate `metrics` whose figures Prometheus reads.

use metrics_exporter_prometheus::{BuildError, PrometheusBuilder, PrometheusHandle};

/// The upper bounds of the buckets in seconds: those that OpenTelemetry
/// [advises](https://opentelemetry.io/docs/specs/semconv/http/http-metrics/) for the duration of HTTP requests.
pub const BUCKETS: [f64; 14] =
    [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0];

/// The upper bounds of the buckets for layers and hops in seconds. Most layers take microseconds.
pub const LAYER_BUCKETS: [f64; 14] = [
    0.000_001, 0.000_01, 0.000_1, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1.0,
    5.0,
];

/// Configures a recorder with these buckets, and with the names that Prometheus recommends:
/// `http_server_request_duration_seconds`.
///
/// # Panics
///
/// Never, because the buckets are constants.
#[must_use]
pub fn builder() -> PrometheusBuilder {
    use metrics_exporter_prometheus::Matcher;
    let layers = ["middleware.layer.", "middleware.hop."].map(str::to_owned).map(Matcher::Prefix);
    let builder = PrometheusBuilder::new().with_recommended_naming(true).set_buckets(&BUCKETS);
    layers
        .into_iter()
        .fold(builder, |builder, layers| {
            builder.and_then(|builder| builder.set_buckets_for_metric(layers, &LAYER_BUCKETS))
        })
        .expect("there are buckets")
}

/// Installs the recorder for the whole process.
///
/// Call it before a chain answers its first request, because the handles of a chain belong to the recorder of that moment.
/// [`Admin`](super::Admin) frees the memory of measurements regularly. A program that uses the handle without it has to
/// call [`PrometheusHandle::run_upkeep`].
///
/// # Errors
///
/// If the process has a recorder.
pub fn install() -> Result<PrometheusHandle, BuildError> {
    builder().install_recorder()
}
