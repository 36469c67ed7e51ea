//! `Timing`.

use middleware_examples::Timing;

use super::*;

fn view(_: Request) -> Response {
    let mut response = Response::default();
    response.headers_mut().append("server-timing", HeaderValue::from_static("db;dur=5"));
    response
}

fn timings(response: &Response) -> Vec<String> {
    let values = response.headers().get_all("server-timing").iter();
    values.map(|value| value.to_str().unwrap().to_owned()).collect()
}

#[test]
fn says_the_duration_in_both_headers_and_keeps_entries_from_inside() {
    let seen = answers!([Timing::layer()], view, Request::default(), |response| {
        (timings(&response), response.headers()["x-request-duration"].clone())
    });
    for (timings, duration) in seen {
        assert_eq!(timings[0], "db;dur=5");
        let milliseconds = timings[1].strip_prefix("total;dur=").unwrap();
        let seconds = duration.to_str().unwrap().strip_suffix('s').unwrap().parse::<f64>().unwrap();
        let milliseconds = milliseconds.parse::<f64>().unwrap();
        assert!((milliseconds / 1000.0 - seconds).abs() <= 0.0001, "{milliseconds} {seconds}");
        assert_eq!(timings.len(), 2);
    }
}
