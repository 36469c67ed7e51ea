//! The two servers, black box: the same tests over HTTP against axum and against the blocking server, each around
//! a sync chain and around an async one.

pub(crate) mod client;
mod gate;
mod running;

mod bodies;
mod broken;
mod concurrent;
mod connections;
mod hosts;
mod limits;
mod requests;
mod shutdown;

/// Makes of each function a test for each server and each mode of the chain. It gets the server, running.
macro_rules! on_each_server {
    ($($test:ident),+ $(,)?) => {
        $(mod $test {
            use crate::servers::running::{Kind, Running};
            use middleware_core::Mode;

            #[test]
            fn axum_sync() {
                super::$test(&mut Running::start(Kind::Axum, Mode::Sync));
            }

            #[test]
            fn axum_async() {
                super::$test(&mut Running::start(Kind::Axum, Mode::Async));
            }

            #[test]
            fn blocking_sync() {
                super::$test(&mut Running::start(Kind::Blocking, Mode::Sync));
            }

            #[test]
            fn blocking_async() {
                super::$test(&mut Running::start(Kind::Blocking, Mode::Async));
            }
        })+
    };
}
use on_each_server;
