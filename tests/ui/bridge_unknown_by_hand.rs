use middleware_core::{Chain, Handler, Mode, SyncMiddleware, mode};

struct Greeter;

impl Handler<String> for Greeter {
    type Response = String;
    type Mode = mode::Sync;

    fn mode(&self) -> Mode {
        Mode::Sync
    }
}

impl SyncMiddleware<String> for Greeter {
    fn call(&self, name: String) -> String {
        name
    }
}

fn main() {
    let _ = Chain::<String, String>::new().view(Greeter).without_bridges();
}
