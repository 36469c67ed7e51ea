use middleware_core::{Chain};

struct Timing;

fn main() {
    let _ = Chain::<String, String>::new().with(Timing).view(|name: String| name);
}
