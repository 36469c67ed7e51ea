//! Views that do not compile for a reason that is not their types.

mod async_closure_that_captures {
    use middleware_core::Chain;

    pub fn case(prefix: String) {
        let _ = Chain::<String, String>::new().view(async move |name: String| format!("{prefix}{name}"));
    }
}

mod future_that_is_not_send_in_a_closure {
    use std::rc::Rc;

    use middleware_core::Chain;

    pub fn case() {
        let _ = Chain::<String, String>::new().view(async |name: String| {
            let name = Rc::new(name);
            std::future::ready(()).await;
            name.to_string()
        });
    }
}

fn main() {}
