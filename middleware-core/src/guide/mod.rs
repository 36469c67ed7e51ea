#![doc = include_str!("links.md")]
#![doc = include_str!("guide.md")]

// Each chapter is a file of its own, so that it can be read in the repository too. A chapter defines its links at its
// end, for a reader of the repository. `links.md` is included before the chapter. Of two definitions,
// Markdown takes the first, so in the docs the links lead to the items themselves, and rustdoc checks them. For the same
// reason `links.md` is part of the names of the doctests; the module is the chapter.

/// Declares chapters. One that needs features is a single sentence without them.
macro_rules! chapters {
    ($($(#[needs($($feature:literal),+)])? $name:ident = $file:literal;)*) => { $(
        chapter!([$($($feature),+)?] $name = $file);
    )* };
}

macro_rules! chapter {
    ([] $name:ident = $file:literal) => {
        #[doc = include_str!("links.md")]
        #[doc = include_str!($file)]
        pub mod $name {}
    };
    ([$($feature:literal),+] $name:ident = $file:literal) => {
        #[cfg_attr(all($(feature = $feature),+), doc = include_str!("links.md"))]
        #[cfg_attr(all($(feature = $feature),+), doc = include_str!($file))]
        #[cfg_attr(not(all($(feature = $feature),+)), doc = "This chapter is shown if its features are enabled:")]
        #[cfg_attr(not(all($(feature = $feature),+)), doc = concat!($(" `", $feature, "`"),+))]
        pub mod $name {}
    };
}

chapters! {
    #[needs("settings", "testing", "tower")]
    tutorial = "tutorial.md";
    model = "model.md";
    #[needs("tower")]
    tower = "tower.md";
    layers = "layers.md";
    hooks = "hooks.md";
    chains = "chains.md";
    #[needs("settings")]
    settings = "settings.md";
    #[needs("testing")]
    testing = "testing.md";
    production = "production.md";
    performance = "performance.md";
    design = "design.md";
    #[needs("tower")]
    troubleshooting = "troubleshooting.md";
}

/// Pages for readers who know another framework, with the code of both side by side.
pub mod migrating {
    chapters! {
        #[needs("tower")]
        tower = "migrating/tower.md";
        #[needs("settings")]
        django = "migrating/django.md";
        reqwest_middleware = "migrating/reqwest_middleware.md";
    }
}

#[doc = include_str!("links.md")]
#[doc = include_str!("recipes/README.md")]
pub mod recipes {
    /// Declares recipes. Their programs need crates that the core's tests do without, such as HTTP clients and a
    /// database, so they are doctests of `middleware-examples` and not of this crate.
    macro_rules! recipes {
        ($($name:ident = $file:literal;)*) => { $(
            #[cfg_attr(not(doctest), doc = include_str!("links.md"))]
            #[cfg_attr(not(doctest), doc = include_str!($file))]
            pub mod $name {}
        )* };
    }

    recipes! {
        authentication = "recipes/authentication.md";
        cors = "recipes/cors.md";
        tracing = "recipes/tracing.md";
        metrics = "recipes/metrics.md";
        clients = "recipes/clients.md";
        caching = "recipes/caching.md";
        bodies = "recipes/bodies.md";
        routes = "recipes/routes.md";
        database = "recipes/database.md";
        transactions = "recipes/transactions.md";
        errors = "recipes/errors.md";
        without_tokio = "recipes/without_tokio.md";
    }
}
