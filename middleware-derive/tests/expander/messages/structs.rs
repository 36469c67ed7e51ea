mod bound_on_struct {
    #[middleware]
    struct Timing<G: Handler<String>> {
//~                  ^^^^^^^^^^^^^^^ the struct has a bound on `G`
//~                                  = help: move it to the impl, which needs it: `impl<G> Timing<G> where G: ..`
        get_response: GetResponse<G>,
    }
}

mod field_depends_on_inside {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
        spare: Option<G>,
//~            ^^^^^^^^^ `spare` depends on `G`, which is not known when the layer is created
//~                      = help: mark the field with `#[middleware(default)]`, or give it a type parameter of its own
    }
}

mod g_is_another_parameter {
    #[middleware]
    struct Fallback<Next, G> {
//~                       ^ `G` is not the next handler: `get_response` holds `Next`
//~                         = help: swap the names: the impl's attribute expects the next handler to be named `G`
        get_response: GetResponse<Next>,
        backup: GetResponse<G>,
    }
}

mod get_response_behind_an_alias {
    type Next<G> = GetResponse<G>;

    #[middleware]
    struct Timing<G> {
        get_response: Next<G>,
//~                   ^^^^^^^ the field `get_response` is not a `GetResponse<..>`
//~                           = help: write `GetResponse<G>` with a type parameter `G`, or `GetResponse<BoxHandler<Request, Response>>`; a type alias is not recognised
    }
}

mod get_response_of_another_type {
    #[middleware]
    struct Timing<G> {
        get_response: Arc<G>,
//~                   ^^^^^^ the field `get_response` is not a `GetResponse<..>`
//~                          = help: write `GetResponse<G>` with a type parameter `G`, or `GetResponse<BoxHandler<Request, Response>>`; a type alias is not recognised
    }
}

mod layer_argument_under_a_cfg {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
        #[cfg(all())]
//~     ^^^^^^^^^^^^^ `count` is an argument of `layer`, which cannot depend on a `cfg`
//~                   = help: mark the field with `#[middleware(default)]` too, or put the `cfg` inside its type
        count: u32,
    }
}

mod lifetime_of_the_middleware {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<'a, G> Timing<G> {
        fn call(&'a self, request: &'a str) -> String {
//~              ^^ `call` ties the request to the lifetime of the middleware
//~                 = help: write `&self`: the request has a lifetime of its own
            self.get_response.call(request)
        }
    }
}

mod no_get_response {
    #[middleware]
    struct Timing {
//~        ^^^^^^ `Timing` has no field `get_response`
//~               = help: add the next handler, `get_response: GetResponse<G>`, with a type parameter `G`
//~               = help: or mark the field that holds it with `#[middleware(get_response)]`
        limit: u32,
    }

    #[middleware]
    impl Timing {
        fn call(&self, request: String) -> String {
            request
        }
    }
}

mod tuple_struct {
    #[middleware]
    struct Timing<G>(GetResponse<G>);
//~        ^^^^^^ `Timing` has no named fields
//~               = help: write named fields: `struct Timing<G> { get_response: GetResponse<G> }`
}

mod unit_struct {
    #[middleware]
    struct Timing;
//~        ^^^^^^ `Timing` has no named fields
//~               = help: write named fields: `struct Timing<G> { get_response: GetResponse<G> }`
}
