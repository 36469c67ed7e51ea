//! Prints, for each entry, how often a request allocates and how many bytes.
//!
//! A program of its own, because the allocator that counts has more to do than another one: what is measured otherwise runs
//! without it.

use allocation_counter::measure;
use middleware_benches::{allocations::REQUESTS, entries};

fn main() {
    for entry in entries() {
        let mut subject = (entry.build)();
        // What is kept for the next request is there already.
        subject.run(REQUESTS);
        let counted = measure(|| subject.run(REQUESTS));
        println!("{} {}", counted.count_total, counted.bytes_total);
    }
}
