//! Many clients at once.

use http::StatusCode;

use crate::servers::{client::agent, on_each_server, running::Running};

on_each_server!(two_hundred_at_once);

fn two_hundred_at_once(server: &Running) {
    std::thread::scope(|scope| {
        for number in 0..200 {
            let url = server.url("/");
            scope.spawn(move || {
                let body = format!("request {number}");
                let mut response = agent().post(url).send(&body).unwrap();
                assert_eq!(response.status(), StatusCode::OK);
                assert_eq!(response.body_mut().read_to_string().unwrap(), body);
            });
        }
    });
}
