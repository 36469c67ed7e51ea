//! [`AdminOptions`]: the options of `serve` for its live page.

use std::{
    net::{AddrParseError, Ipv4Addr, SocketAddr},
    time::Duration,
};

use clap::Args;
use metrics_exporter_prometheus::PrometheusHandle;
use middleware_core::{Mode, Plan, observe::Observation};
use middleware_examples::{
    Response,
    admin::{Admin, AdminServer, prometheus},
};

use super::Failure;

/// How many slow requests the page shows.
const SLOW_KEPT: usize = 6;

#[derive(Debug, Args)]
pub(super) struct AdminOptions {
    /// Serve a live page with the figures of both chains at this address; a port alone is a loopback one.
    #[arg(long, value_name = "ADDR", value_parser = address)]
    admin: Option<SocketAddr>,
    /// The page shows the last requests that take longer, in milliseconds.
    #[arg(long, value_name = "MILLISECONDS", default_value_t = 100, requires = "admin")]
    slow: u64,
}

/// The observations of both chains, for a page that is not served yet.
pub(super) struct Observed {
    addr: SocketAddr,
    metrics: PrometheusHandle,
    pub(super) sync_view: Observation,
    pub(super) async_view: Observation,
}

fn address(text: &str) -> Result<SocketAddr, AddrParseError> {
    text.parse().map_or_else(|_| text.parse(), |port| Ok((Ipv4Addr::LOCALHOST, port).into()))
}

impl AdminOptions {
    /// Returns the observations, if there is to be a page.
    pub(super) fn observe(&self) -> Result<Option<Observed>, Failure> {
        let Some(addr) = self.admin else { return Ok(None) };
        let observe = |path: &str| {
            Observation::builder(path)
                .errors(|response: &Response| response.status().is_server_error())
                .slow(Duration::from_millis(self.slow), SLOW_KEPT)
                .export()
                .build()
        };
        let metrics = prometheus::install()?;
        let [sync_view, async_view] = ["/sync", "/async"].map(observe);
        Ok(Some(Observed { addr, metrics, sync_view, async_view }))
    }
}

impl Observed {
    /// Serves the page for the chains with these plans.
    pub(super) fn serve(
        self,
        caller: Mode,
        [sync, r#async]: [Plan; 2],
    ) -> Result<AdminServer, Failure> {
        let admin = Admin::new(caller)
            .chain(&self.sync_view, sync)
            .chain(&self.async_view, r#async)
            .metrics(self.metrics);
        Ok(admin.start(self.addr)?)
    }
}
