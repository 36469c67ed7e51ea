//! A finished chain that is returned from a function, with a bound that does not let it be called.

mod called {
    use middleware_core::{Chain, GetResponse, Handler};

    fn app() -> GetResponse<impl Handler<String, Response = String>> {
        Chain::<String, String>::new().view(|name: String| name)
    }

    pub fn case() {
        app().call(String::new());
    }
}

mod awaited {
    use middleware_core::{Chain, GetResponse, Handler};

    fn app() -> GetResponse<impl Handler<String, Response = String>> {
        Chain::<String, String>::new().view(async |name: String| name)
    }

    pub async fn case() {
        app().acall(String::new()).await;
    }
}

mod boxed {
    use middleware_core::{Chain, GetResponse, Handler};

    fn app() -> GetResponse<impl Handler<String, Response = String>> {
        Chain::<String, String>::new().view(async |name: String| name)
    }

    pub fn case() {
        let _ = app().boxed();
    }
}

fn main() {}
