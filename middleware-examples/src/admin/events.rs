//! The figures of the page as server-sent events.

use std::{convert::Infallible, sync::Arc};

use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::{Stream, stream};
use tokio::{
    sync::watch,
    time::{MissedTickBehavior, interval},
};

use super::Admin;

/// The last figures, for all pages that are open.
pub(super) struct Latest(watch::Sender<Arc<str>>);

impl Latest {
    pub(super) fn new() -> Self {
        Self(watch::Sender::new("".into()))
    }

    /// Renews the figures regularly. They are read once, however many pages are open, and not at all if none is.
    pub(super) async fn renew(&self, admin: &Admin) {
        let mut ticks = interval(admin.period);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            if let Some(metrics) = &admin.metrics {
                metrics.run_upkeep();
            }
            if self.0.receiver_count() > 0 {
                self.0.send_replace(json(admin));
            }
        }
    }

    /// Returns the figures of this moment, and then each new ones.
    pub(super) fn events(
        &self,
        admin: &Admin,
    ) -> Sse<impl Stream<Item = Result<Event, Infallible>> + use<>> {
        self.0.send_replace(json(admin));
        let mut figures = self.0.subscribe();
        figures.mark_changed();
        let events = stream::unfold(figures, |mut figures| async {
            figures.changed().await.ok()?;
            let latest = Arc::clone(&figures.borrow_and_update());
            Some((Ok(Event::default().data(latest)), figures))
        });
        Sse::new(events).keep_alive(KeepAlive::default())
    }
}

fn json(admin: &Admin) -> Arc<str> {
    serde_json::to_string(&admin.states()).unwrap_or_default().into()
}
