//! The report, whose statements are made of the figures.

use super::{
    async_inside::{self, LAYER_HANDLE, LAYER_OURS, READY_HANDLE, READY_OURS},
    load::Cost,
    long,
    server::{self, Served},
    sync_inside::{
        self, BARE, Costs, GROUPED, IN_FLIGHT, INSIDE, MOST, OUTSIDE, RUNTIMES, STATIC_MOST,
        STATIC_ONE,
    },
};

use crate::machine;

/// What is a difference, and not noise.
const NOISE: f64 = 1.1;

/// Measures everything, and tells of it.
pub(super) fn write() -> String {
    let mut lines = vec![
        "# What it costs to change between sync and async code".to_owned(),
        String::new(),
        "Written by `cargo bench -p middleware-benches --bench modes`; nobody edits it.".to_owned(),
        String::new(),
        machine::describe(&["tokio", "axum"]),
        "Medians of rounds, in each of which every variant runs once, in a process of its own. CPU is the time that all \
         threads of the process spend on a request, in user and in kernel mode. All views and layers do next to nothing. \
         *Naive* is a bridge for each layer: `spawn_blocking` to sync code, `Handle::block_on` back to async code, in a \
         runtime with the 512 blocking threads that it has by default. `block_in_place` is what no chain does, as it stops \
         what else is in its task and takes a thread for each task; a request there gives way once before, or its task \
         would keep the thread and pay once."
            .to_owned(),
        String::new(),
        "![CPU time per request, over the number of alternating layers](alternating.svg)".to_owned(),
    ];
    let mut lost = Vec::new();
    for runtime in RUNTIMES {
        for in_flight in IN_FLIGHT {
            let place = format!("{runtime} runtime, {in_flight} in flight");
            eprintln!("{place}");
            let costs = sync_inside::compare(runtime, in_flight);
            lines.extend([String::new(), format!("## Sync-only layers: {place}"), String::new()]);
            lines.extend(table(&costs));
            lines.push(String::new());
            lines.extend(statements(&costs));
            lost.extend(losses(&costs).into_iter().map(|loss| format!("- {place}: {loss}")));
        }
    }
    eprintln!("long jobs");
    lines.extend(long_jobs(&mut lost));
    eprintln!("async-only layers");
    lines.extend(async_layers(&mut lost));
    eprintln!("servers");
    lines.extend(servers(server::compare()));
    lines.extend([String::new(), "## Where we lose".to_owned(), String::new()]);
    lines.push(format!("By more than {NOISE} times, beside the bare bridge, and of layers that alternate beside the same ones sorted:"));
    lines.push(String::new());
    if lost.is_empty() {
        lost.push("- nowhere".to_owned());
    }
    lines.extend(lost);
    lines.join("\n") + "\n"
}

fn name(variant: &str) -> &'static str {
    let mut names = sync_inside::VARIANTS.iter().chain(&async_inside::VARIANTS);
    names.find(|(key, _)| *key == variant).map_or("", |(_, name)| name)
}

fn cost(costs: &Costs, variant: &str) -> Option<Cost> {
    costs.iter().find(|(key, _)| *key == variant)?.1
}

fn table(costs: &Costs) -> Vec<String> {
    let mut lines = vec![
        "| | p50, µs | p99, µs | requests/s | CPU, µs | CPU, ratio | hops | threads |".to_owned(),
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |".to_owned(),
    ];
    let bare = cost(costs, BARE).map_or(f64::NAN, |bare| bare.cpu);
    lines.extend(costs.iter().map(|(variant, cost)| {
        let name = name(variant);
        let Some(Cost { p50, p99, rate, cpu, hops, threads }) = cost else {
            return format!("| {name} | stands still | | | | | | |");
        };
        let ratio = cpu / bare;
        format!("| {name} | {p50:.1} | {p99:.1} | {rate:.0} | {cpu:.2} | {ratio:.2} | {hops} | {threads} |")
    }));
    lines
}

fn statements(costs: &Costs) -> Vec<String> {
    let (Some(bare), Some(one), Some(most), Some(grouped)) =
        (cost(costs, BARE), cost(costs, OUTSIDE), cost(costs, MOST), cost(costs, GROUPED))
    else {
        return vec!["Not all variants have an end.".to_owned()];
    };
    let still: Vec<_> = costs.iter().filter(|(_, cost)| cost.is_none()).collect();
    let mut lines = vec![
        format!(
            "- One sync layer takes {:.2} times the CPU of a bare `spawn_blocking`, {:.2} times the time, and serves \
             {:.2} times the requests.",
            one.cpu / bare.cpu,
            one.p50 / bare.p50,
            one.rate / bare.rate,
        ),
        format!(
            "- Twelve that alternate take {:.2} times the time of the same twelve with the sync ones outermost, and {:.2} \
             times their CPU; {:.2} times the time of one layer, and {:.2} times its CPU.",
            most.p50 / grouped.p50,
            most.cpu / grouped.cpu,
            most.p50 / one.p50,
            most.cpu / one.cpu,
        ),
    ];
    if let (Some(one), Some(most)) = (cost(costs, STATIC_ONE), cost(costs, STATIC_MOST)) {
        lines.push(format!(
            "- In a static chain, twelve that alternate and do not suspend take {:.2} times the time of one, and {:.2} \
             times its CPU.",
            most.p50 / one.p50,
            most.cpu / one.cpu,
        ));
    }
    if let Some(naive) = cost(costs, "naive 12") {
        let ratio = naive.cpu / most.cpu;
        lines.push(format!("- Twelve bridged one by one take {ratio:.1} times the CPU of ours."));
    }
    for (variant, _) in still {
        lines.push(format!("- No end has: {}.", name(variant)));
    }
    lines
}

/// In which respects our hop costs more than a bare `spawn_blocking`, and many changes of mode more than one.
fn losses(costs: &Costs) -> Vec<String> {
    let compared =
        [(OUTSIDE, BARE), (INSIDE, BARE), (MOST, BARE), (MOST, GROUPED), (STATIC_MOST, STATIC_ONE)];
    let mut losses = Vec::new();
    for (ours, other) in compared {
        let (Some(cost), Some(beside)) = (cost(costs, ours), cost(costs, other)) else { continue };
        let respects = [
            ("p50", cost.p50 / beside.p50),
            ("p99", cost.p99 / beside.p99),
            ("the time between two answers", beside.rate / cost.rate),
            ("CPU", cost.cpu / beside.cpu),
        ];
        let lost = respects.into_iter().filter(|(_, ratio)| *ratio > NOISE);
        losses.extend(lost.map(|(what, ratio)| {
            format!("{what} of {} is {ratio:.2} times that of {}", name(ours), name(other))
        }));
    }
    losses
}

fn long_jobs(lost: &mut Vec<String>) -> Vec<String> {
    let mut lines = vec![
        String::new(),
        "## Long jobs".to_owned(),
        String::new(),
        format!(
            "When they begin, of {} that are asked for at once on the multi-thread runtime and block for {} ms each.",
            long::JOBS,
            long::TAKES.as_millis(),
        ),
        String::new(),
        "| | middle, µs | last, µs |".to_owned(),
        "| --- | ---: | ---: |".to_owned(),
    ];
    let waited = long::compare();
    lines.extend(waited.iter().map(|(name, long::Waited { middle, last })| {
        format!("| {name} | {middle:.0} | {last:.0} |")
    }));
    // Each of ours stands behind the bare one.
    for pair in waited.chunks_exact(2) {
        let [(bare, beside), (ours, cost)] = pair else { continue };
        for (which, ratio) in
            [("middle", cost.middle / beside.middle), ("last", cost.last / beside.last)]
        {
            if ratio > NOISE {
                lost.push(format!(
                    "- the {which} of {} long jobs waits {ratio:.2} times as long in {ours} as in {bare}",
                    long::JOBS,
                ));
            }
        }
    }
    lines
}

fn async_layers(lost: &mut Vec<String>) -> Vec<String> {
    let nanos = async_inside::compare();
    let mut lines = vec![
        String::new(),
        "## Async-only layers in a sync chain".to_owned(),
        String::new(),
        "From a thread without a runtime, but where it says otherwise: no hop, and no further thread at work.".to_owned(),
        String::new(),
        "| | ns a call |".to_owned(),
        "| --- | ---: |".to_owned(),
    ];
    lines
        .extend(nanos.iter().map(|(variant, nanos)| format!("| {} | {nanos:.0} |", name(variant))));
    lines.push(String::new());
    let of = |variant| {
        let found = nanos.iter().find(|(key, _)| *key == variant);
        found.map_or(f64::NAN, |(_, nanos)| *nanos)
    };
    for (what, ours, other) in
        [("ready at once", READY_OURS, READY_HANDLE), ("that suspends", LAYER_OURS, LAYER_HANDLE)]
    {
        let ratio = of(ours) / of(other);
        let statement =
            format!("async code in sync code, {what}: {ratio:.2} times a bare `Handle::block_on`");
        if ratio > NOISE {
            lost.push(format!("- {statement}"));
        }
        lines.push(format!("- {statement}."));
    }
    lines
}

fn servers(served: Option<Vec<Served>>) -> Vec<String> {
    let mut lines = vec![String::new(), "## An axum server".to_owned(), String::new()];
    let Some(served) = served else {
        lines.push("Not measured: `wrk` is not installed.".to_owned());
        return lines;
    };
    lines.push("Driven by `wrk`, which shares the processors, over 64 connections.".to_owned());
    lines.push(String::new());
    lines.push("| | requests/s | ratio | CPU, µs |".to_owned());
    lines.push("| --- | ---: | ---: | ---: |".to_owned());
    for Served { name, rate, cpu } in &served {
        lines.push(format!("| {name} | {rate:.0} | {:.2} | {cpu:.2} |", rate / served[0].rate));
    }
    lines
}
