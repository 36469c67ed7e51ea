mod bound_on_struct {
    #[middleware]
    struct Timing<G: Handler<String>> {
//~                  ^^^^^^^^^^^^^^^ the struct puts a bound on `G`
//~                                  = help: move it to the impl, where it is needed: `impl<G> Timing<G> where G: ..`
        get_response: GetResponse<G>,
    }
}

mod field_depends_on_inside {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
        spare: Option<G>,
//~            ^^^^^^^^^ `spare` depends on `G`, which is not known when the layer is made
//~                      = help: mark the field with `#[middleware(default)]`, or give it a type parameter of its own
    }
}

mod g_is_another_parameter {
    #[middleware]
    struct Fallback<Next, G> {
//~                       ^ `G` is not what `get_response` holds: that is `Next`
//~                         = help: swap the names: the impl's attribute knows the parameter of `get_response` by the name `G`
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
//~                           = help: write `GetResponse<G>` with a type parameter `G`, or `GetResponse<BoxHandler<Request, Response>>`; a type alias is not seen through
    }
}

mod get_response_of_another_type {
    #[middleware]
    struct Timing<G> {
        get_response: Arc<G>,
//~                   ^^^^^^ the field `get_response` is not a `GetResponse<..>`
//~                          = help: write `GetResponse<G>` with a type parameter `G`, or `GetResponse<BoxHandler<Request, Response>>`; a type alias is not seen through
    }
}

mod layer_argument_under_a_cfg {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
        #[cfg(all())]
//~     ^^^^^^^^^^^^^ `count` is an argument of `layer`, which cannot depend on a `cfg`
//~                   = help: mark the field with `#[middleware(default)]` too, or put the `cfg` inside of its type
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
//~              ^^ `call` ties the request to the middleware by a lifetime
//~                 = help: write `&self`: a request lives on its own
            self.get_response.call(request)
        }
    }
}

mod no_get_response {
    #[middleware]
    struct Timing {
//~        ^^^^^^ `Timing` has no field `get_response`
//~               = help: add `get_response: GetResponse<G>`, with a type parameter `G`: the next handler inwards; or mark the field that is it with `#[middleware(get_response)]`
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
//~               = help: a middleware names its fields: `struct Timing<G> { get_response: GetResponse<G> }`
}

mod unit_struct {
    #[middleware]
    struct Timing;
//~        ^^^^^^ `Timing` has no named fields
//~               = help: a middleware names its fields: `struct Timing<G> { get_response: GetResponse<G> }`
}
