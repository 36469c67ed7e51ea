//! What the docs of an entry say under "What happens", and whether it does.

use std::sync::{Arc, Mutex};

use http::{HeaderName, HeaderValue, StatusCode};
use middleware_core::{AsyncCall, Call, GetResponse};
use middleware_examples::{Request, Response};
use middleware_tests::drive_everywhere;

use crate::gallery::entries;

/// A request, and what happens to it.
pub(crate) struct Scenario {
    pub(crate) request: String,
    pub(crate) events: Vec<String>,
}

/// Reads the scenarios of an entry: a request on each line, and what happens indented below.
pub(crate) fn scenarios(source: &str) -> Vec<Scenario> {
    let docs = source.lines().filter_map(|line| line.strip_prefix("//!"));
    let docs = docs.map(|line| line.strip_prefix(' ').unwrap_or(line));
    let happens = docs.skip_while(|line| *line != "# What happens");
    let text =
        happens.skip_while(|line| *line != "```text").skip(1).take_while(|line| *line != "```");
    let mut scenarios: Vec<Scenario> = Vec::new();
    for line in text {
        match (line.strip_prefix("    "), scenarios.last_mut()) {
            (Some(event), Some(scenario)) => scenario.events.push(event.to_owned()),
            _ => scenarios.push(Scenario { request: line.to_owned(), events: Vec::new() }),
        }
    }
    assert!(!scenarios.is_empty(), "the docs do not say what happens");
    scenarios
}

/// What the view notes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    pub(crate) fn view(&self, request: &impl Shown) {
        self.0.lock().unwrap().push(format!("view: {}", request.shown()));
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

/// Drives the app in every way: what happens must be what the docs say.
pub(crate) fn assert_happens<H, Req>(app: &GetResponse<H>, log: &Log, scenarios: &[Scenario])
where
    H: Call<Req> + AsyncCall<Req, Response: Shown + Send + 'static>,
    Req: Readable + Clone + Send + 'static,
{
    for scenario in scenarios {
        let log = log.clone();
        let seen = drive_everywhere(app, &Req::read(&scenario.request), move |answer| {
            let mut events = log.take();
            events.push(answer.shown());
            events
        });
        for (way, events) in seen {
            assert_eq!(
                events,
                scenario.events,
                "{}: {way}\n{}",
                scenario.request,
                app.plan::<Req>()
            );
        }
    }
}

/// What can be read from a line.
pub(crate) trait Readable {
    fn read(line: &str) -> Self;
}

/// What can be shown on a line.
pub(crate) trait Shown {
    fn shown(&self) -> String;
}

/// `GET /path`, and headers: `name: value, ..`.
impl Readable for Request {
    fn read(line: &str) -> Self {
        let (start, headers) = match line.match_indices(' ').nth(1) {
            Some((at, _)) => line.split_at(at),
            None => (line, ""),
        };
        let (method, path) = start.split_once(' ').unwrap();
        let mut request = Self::default();
        *request.method_mut() = method.parse().unwrap();
        *request.uri_mut() = path.parse().unwrap();
        for header in headers.split(',').filter(|header| !header.is_empty()) {
            let (name, value) = header.trim().split_once(": ").unwrap();
            let value = HeaderValue::try_from(value).unwrap();
            request.headers_mut().insert(HeaderName::try_from(name).unwrap(), value);
        }
        request
    }
}

impl Shown for Request {
    fn shown(&self) -> String {
        let headers = headers(self.headers()).join(", ");
        format!("{} {} {headers}", self.method(), self.uri()).trim_end().to_owned()
    }
}

impl Shown for Response {
    fn shown(&self) -> String {
        let mut shown = vec![self.status().to_string()];
        shown.extend(headers(self.headers()));
        shown.join(", ")
    }
}

fn headers(headers: &http::HeaderMap) -> Vec<String> {
    headers.iter().map(|(name, value)| format!("{name}: {}", value.to_str().unwrap())).collect()
}

impl Shown for Result<Response, StatusCode> {
    fn shown(&self) -> String {
        match self {
            Ok(response) => response.shown(),
            Err(status) => format!("error: {status}"),
        }
    }
}

impl Shown for entries::types_changed::User {
    fn shown(&self) -> String {
        self.0.clone()
    }
}

impl Shown for entries::types_changed_expanded::User {
    fn shown(&self) -> String {
        self.0.clone()
    }
}
