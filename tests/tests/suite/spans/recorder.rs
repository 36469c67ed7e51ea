//! [`Recorder`]: what happens in which span.

use std::{
    fmt::{self, Write as _},
    sync::{Arc, Mutex},
};

use tracing::{
    Event, Level, Subscriber,
    field::Field,
    span::{Attributes, Record},
};
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
    fields: Vec<(tracing::Id, String)>,
}

impl Recorder {
    pub(crate) fn events(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap().events)
    }

    pub(crate) fn spans(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap().spans)
    }

    /// Takes the spans with fields, `Name field=value`. The level comes first, unless it is `INFO`.
    pub(crate) fn fields(&self) -> Vec<String> {
        let fields = std::mem::take(&mut self.0.lock().unwrap().fields);
        fields.into_iter().map(|(_, fields)| fields).collect()
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

    fn on_new_span(&self, attributes: &Attributes<'_>, id: &tracing::Id, context: Context<'_, S>) {
        let span = context.span(id).unwrap();
        let metadata = span.metadata();
        let mut recorded = self.0.lock().unwrap();
        recorded.spans.push(format!("open {}", span.name()));
        let targets = [
            "suite::spans",
            "suite::spans::fields",
            "suite::spans::fields::instrumented",
            "suite::spans::fields::in_a_macro",
        ];
        assert!(targets.contains(&metadata.target()), "{}", metadata.target());
        if metadata.target() == targets[0] {
            assert_eq!(*metadata.level(), Level::INFO);
        }
        if metadata.fields().is_empty() {
            return;
        }
        let level = match *metadata.level() {
            Level::INFO => String::new(),
            level => format!("{level} "),
        };
        let mut fields = Fields(format!("{level}{}", span.name()));
        attributes.record(&mut fields);
        recorded.fields.push((id.clone(), fields.0));
    }

    fn on_record(&self, id: &tracing::Id, values: &Record<'_>, _: Context<'_, S>) {
        let mut recorded = self.0.lock().unwrap();
        let (_, fields) = recorded.fields.iter_mut().rev().find(|(span, _)| span == id).unwrap();
        let mut added = Fields(std::mem::take(fields));
        values.record(&mut added);
        *fields = added.0;
    }

    fn on_close(&self, id: tracing::Id, context: Context<'_, S>) {
        let name = context.span(&id).unwrap().name();
        self.0.lock().unwrap().spans.push(format!("close {name}"));
    }
}

/// Writes ` field=value` for each field.
struct Fields(String);

impl tracing::field::Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        write!(self.0, " {field}={value:?}").unwrap();
    }
}
