//! The programs that are compiled.

use std::fmt::Write as _;

/// What the layers of a chain are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kind {
    /// In words.
    pub(super) name: &'static str,
    /// The impl of a layer, with `NAME` for its name.
    implementation: &'static str,
    view: &'static str,
    call: &'static str,
}

/// The chains whose depth is measured.
pub(super) const KINDS: [Kind; 3] = [
    Kind {
        name: "sync",
        implementation: "#[middleware]\nimpl<G> NAME<G> {\n    fn call(&self, request: u64) -> u64 {\n        self.get_response.call(request) + 1\n    }\n}\n",
        view: "|n: u64| n",
        call: "app.call(0)",
    },
    Kind {
        name: "async, hooks",
        implementation: "#[middleware]\nimpl<G> NAME<G> {\n    fn process_response(&self, response: &mut u64) {\n        *response += 1;\n    }\n}\n",
        view: "async |n: u64| n",
        call: "run(app.acall(0))",
    },
    Kind {
        name: "async, `async fn`",
        implementation: "#[middleware]\nimpl<G> NAME<G> {\n    async fn acall(&self, request: u64) -> u64 {\n        self.get_response.acall(request).await + 1\n    }\n}\n",
        view: "async |n: u64| n",
        call: "run(app.acall(0))",
    },
];

impl Kind {
    /// A program with a chain of so many layers, each of a type of its own, and a box after each 16.
    pub(super) fn chain(&self, depth: usize) -> String {
        let mut source = String::from(
            "#![allow(unused)]\nuse middleware_core::{Chain, GetResponse, middleware};\n\n",
        );
        let mut chain = String::from("    let app = Chain::<u64, u64>::new()\n");
        for at in 0..depth {
            let name = format!("Layer{at}");
            let _ = writeln!(
                source,
                "#[middleware]\nstruct {name}<G> {{\n    get_response: GetResponse<G>,\n}}\n"
            );
            source.push_str(&self.implementation.replace("NAME", &name));
            if at > 0 && at.is_multiple_of(16) {
                chain.push_str("        .boxed()\n");
            }
            let _ = writeln!(chain, "        .with({name}::layer())");
        }
        let (view, call) = (self.view, self.call);
        let _ = writeln!(
            chain,
            "        .view({view});\n    println!(\"{{}} {{}}\", app.plan(), {call});"
        );
        source.push_str(RUN);
        let _ = write!(source, "fn main() {{\n{chain}}}\n");
        source
    }
}

/// As on a runtime: what is driven is `Send`.
const RUN: &str = "fn run<F: Future + Send>(future: F) -> F::Output {\n    let mut future = std::pin::pin!(future);\n    let mut context = std::task::Context::from_waker(std::task::Waker::noop());\n    loop {\n        if let std::task::Poll::Ready(output) = future.as_mut().poll(&mut context) {\n            return output;\n        }\n    }\n}\n\n";

/// The same item so many times, each in a module of its own.
pub(super) fn repeated(item: &str, times: usize) -> String {
    let mut source = String::from("#![allow(unused)]\n");
    for message in ["Request", "Response"] {
        let _ = writeln!(source, "type {message} = http::{message}<bytes::Bytes>;");
    }
    for at in 0..times {
        let _ = writeln!(source, "mod m{at} {{\n{item}\n}}");
    }
    source.push_str("fn main() {}\n");
    source
}
