//! [`Recorder`]: what happens in which span.

use std::{
    fmt,
    sync::{Arc, Mutex},
};

use tracing::{Event, Level, Subscriber, field::Field, span::Attributes};
use tracing_subscriber::{
    Layer, Registry,
    layer::{Context, SubscriberExt as _},
    registry::LookupSpan,
};

/// Notes the events in their spans, `Outer>Inner: message`, and which spans are opened and closed.
#[derive(Clone, Default)]
pub(crate) struct Recorder(Arc<Mutex<Recorded>>);

#[derive(Default)]
struct Recorded {
    events: Vec<String>,
    spans: Vec<String>,
}

impl Recorder {
    pub(crate) fn events(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap().events)
    }

    pub(crate) fn spans(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap().spans)
    }

    /// Records what this thread does.
    pub(crate) fn record<T>(&self, run: impl FnOnce() -> T) -> T {
        tracing::subscriber::with_default(Registry::default().with(self.clone()), run)
    }
}

impl<S> Layer<S> for Recorder
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        struct Message(String);

        impl tracing::field::Visit for Message {
            fn record_debug(&mut self, _: &Field, value: &dyn fmt::Debug) {
                self.0 = format!("{value:?}");
            }
        }

        // The hop to a pool thread has an event of its own.
        if !event.metadata().target().starts_with("suite::spans") {
            return;
        }
        let mut message = Message(String::new());
        event.record(&mut message);
        let scope = context.event_scope(event).into_iter().flatten();
        let mut names: Vec<_> = scope.map(|span| span.name()).collect();
        names.reverse();
        self.0.lock().unwrap().events.push(format!("{}: {}", names.join(">"), message.0));
    }

    fn on_new_span(&self, _: &Attributes<'_>, id: &tracing::Id, context: Context<'_, S>) {
        let span = context.span(id).unwrap();
        let metadata = span.metadata();
        assert_eq!((*metadata.level(), metadata.target()), (Level::INFO, "suite::spans"));
        self.0.lock().unwrap().spans.push(format!("open {}", span.name()));
    }

    fn on_close(&self, id: tracing::Id, context: Context<'_, S>) {
        let name = context.span(&id).unwrap().name();
        self.0.lock().unwrap().spans.push(format!("close {name}"));
    }
}
