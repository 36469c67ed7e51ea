mod registered_is_no_layer {
    use middleware_core::settings::Registry;

    pub fn case() {
        let mut registry = Registry::<u32, u32>::new();
        registry.add("shop.Number", || 5);
    }
}

mod registered_layer_of_another_request {
    use middleware_core::{GetResponse, middleware, settings::Registry};

    #[middleware(name = "shop.Timing")]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn call(&self, request: u32) -> u32 {
            self.get_response.call(request)
        }
    }

    pub fn case() {
        let mut registry = Registry::<String, String>::new();
        registry.add("shop.Timing", Timing::layer);
    }
}

mod registered_without_a_name {
    use middleware_core::{GetResponse, middleware, settings::Registry};

    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn call(&self, request: u32) -> u32 {
            self.get_response.call(request)
        }
    }

    pub fn case() {
        let mut registry = Registry::<u32, u32>::new();
        registry.register::<Timing<()>>();
    }
}

fn main() {}
