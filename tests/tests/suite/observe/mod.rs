//! What an observed chain reports.

mod adding_up;
mod cost;
mod counting;
mod export;
mod settings;
mod telling_apart;

use std::{thread, time::Duration};

use middleware_core::{GetResponse, middleware, observe::Snapshot};

/// What a layer does, and a view, with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wish {
    Answer,
    ShortCircuit,
    Fail,
    Panic,
    Wait,
}

type Reply = Result<u32, String>;

/// Long enough that the time between two clock readings is less than 1 % of it.
const NAP: Duration = Duration::from_millis(3);

#[middleware]
fn sync_nap<G>(request: Wish, get_response: &GetResponse<G>) -> Reply {
    thread::sleep(NAP);
    let reply = get_response.call(request);
    thread::sleep(NAP);
    reply
}

#[middleware]
async fn async_nap<G>(request: Wish, get_response: &GetResponse<G>) -> Reply {
    tokio::time::sleep(NAP).await;
    let reply = get_response.acall(request).await;
    tokio::time::sleep(NAP).await;
    reply
}

#[middleware(both)]
fn gate<G>(request: Wish, get_response: &GetResponse<G>) -> Reply {
    if request == Wish::ShortCircuit {
        return Ok(0);
    }
    get_response.call(request)
}

fn sync_view(request: Wish) -> Reply {
    thread::sleep(NAP);
    answer(request)
}

async fn async_view(request: Wish) -> Reply {
    tokio::time::sleep(NAP).await;
    if request == Wish::Wait {
        std::future::pending::<()>().await;
    }
    answer(request)
}

fn answer(request: Wish) -> Reply {
    match request {
        Wish::Fail => Err("wished".to_owned()),
        Wish::Panic => panic!("wished"),
        _ => Ok(1),
    }
}

/// The layers' and the view's own times, and the hops: what the total is made of.
fn parts(snapshot: &Snapshot) -> Duration {
    let rows = snapshot.layers.iter().chain([&snapshot.view]);
    let hop = |row: &middleware_core::observe::LayerSnapshot| {
        row.hop.as_ref().map_or(Duration::ZERO, |hop| hop.waiting.sum() + hop.resuming.sum())
    };
    rows.map(|row| row.self_time() + hop(row)).sum()
}
