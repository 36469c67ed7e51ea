mod name_on_impl {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware(name = "shop.Timing", unique)]
//~              ^^^^ `name` belongs on the struct
//~                   = help: write it there, in `#[middleware(..)]`
//~                                    ^^^^^^ `unique` belongs on the struct
//~                                           = help: write it there, in `#[middleware(..)]`
    impl<G> Timing<G> {
        fn call(&self, request: u32) -> u32 {
            self.get_response.call(request)
        }
    }
}

mod name_with_mistakes {
    #[middleware(name)]
//~              ^^^^ `name` needs a value
//~                   = help: write the name of the layer in settings and ordering rules: `name = "my_app.middleware.Timing"`
    struct Nameless<G> {
        get_response: GetResponse<G>,
    }

    #[middleware(name = "shop.Twice", name = "shop.Twice")]
//~                                   ^^^^ `name` is written twice
//~                                        = help: write it once: a layer has one name
    struct Twice<G> {
        get_response: GetResponse<G>,
    }

    #[middleware(name = "")]
//~              ^^^^ `name` needs a value
//~                   = help: write the name of the layer in settings and ordering rules: `name = "my_app.middleware.Timing"`
    struct Empty<G> {
        get_response: GetResponse<G>,
    }

    #[middleware(name = "shop.Rules", unique = "shop.Other", inside_of, outside_of = Other)]
//~                                            ^^^^^^^^^^^^ `unique` takes no value
//~                                                         = help: write `#[middleware(unique)]`
//~                                                          ^^^^^^^^^ `inside_of` needs the name of another layer
//~                                                                    = help: write `inside_of = "my_app.Other"`: the other layer's `name = ".."`, by default the name of its struct or function
//~                                                                     ^^^^^^^^^^ `outside_of` needs the name of another layer
//~                                                                                = help: write `outside_of = "my_app.Other"`: the other layer's `name = ".."`, by default the name of its struct or function
    struct Rules<G> {
        get_response: GetResponse<G>,
    }
}
