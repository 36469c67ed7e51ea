//! The macro of [`middleware-core`](https://docs.rs/middleware-core): `#[middleware]`.
//!
//! Use it through the core, which re-exports it: `use middleware_core::middleware;`.
//!
//! The pipeline:
//!
//! 1. `args` reads the arguments of the attribute.
//! 2. `model` reads the item. What it cannot read, it keeps as `invalid::Invalid`, with the tokens and the reason.
//! 3. `validate` checks the model, and is the only module that reports errors. `errors::Errors` collects them.
//! 4. `translate` makes one half from the other, if `both` is written. What it refuses is reported by `validate` too.
//! 5. `expand` writes the expansion. The user's item is emitted in any case. After an error, stand-ins for the
//!    implementations keep rustc from reporting the same error again.

use proc_macro::TokenStream;

mod args;
mod blocking;
mod errors;
mod expand;
mod invalid;
mod model;
mod near;
mod none_delimited;
mod token_search;
mod translate;
mod validate;

/// Makes a middleware from a struct that holds a `get_response` and an impl with its behaviour, or from a function.
///
/// | what you write | described in |
/// | --- | --- |
/// | `call`, `acall` or both: the halves | [on the impl](#on-the-impl), and on the struct |
/// | one half, and `both`: the other half is translated from it | [one body, both modes](#one-body-both-modes) |
/// | `process_request`, `process_response`, `process_exception`, `process_outcome` | [hooks](#hooks), on an impl too |
/// | `fn name(request, get_response, ..)` | [functions](#functions) |
///
/// The gallery, `middleware-examples/gallery` in the repository, shows each form beside its expansion.
///
/// # On the struct
///
/// ```
/// use middleware_core::{Chain, GetResponse, middleware};
///
/// #[middleware]
/// pub struct Greet<G> {
///     get_response: GetResponse<G>,
///     greeting: String,
///     #[middleware(default)]
///     count: std::sync::atomic::AtomicU32,
/// }
///
/// #[middleware]
/// impl<G> Greet<G> {
///     fn call(&self, request: String) -> String {
///         self.count.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
///         format!("{}, {}", self.greeting, self.get_response.call(request))
///     }
/// }
///
/// let app = Chain::<String, String>::new()
///     .with(Greet::layer("hello".to_owned()))
///     .view(|name: String| name);
/// assert_eq!(app.call("Ada".to_owned()), "hello, Ada");
/// ```
///
/// The struct has a field `get_response: GetResponse<G>`, where `G` is one of its type parameters,
/// or, for a middleware without such a parameter, `get_response: GetResponse<BoxHandler<Request,
/// Response>>`. The attribute generates `Greet::layer(..)`, which takes the other fields in their
/// order. A field marked `#[middleware(default)]` is not an argument: it starts from its [`Default`] in
/// each chain.
///
/// The field may have another name: mark it with `#[middleware(get_response)]`. The impl's attribute does not see the
/// struct. If the impl has `both`, or helpers that call the next handler, write `#[middleware(get_response = next)]` on
/// it.
///
/// Bounds on `G` belong on the impl, not on the struct.
///
/// # On the impl
///
/// | written | generated | mode |
/// | --- | --- | --- |
/// | `fn call` and `async fn acall` | | that of `get_response` |
/// | `fn call` only | `acall`, which runs `call` in the thread pool | sync |
/// | `async fn acall` only | `call`, which blocks on `acall` | async |
///
/// Each half is a method `(&self, request: Request) -> Response`. The impl stays as you wrote it, with
/// its other methods, docs and attributes. The macro adds the implementations of the traits
/// `Handler`, `SyncMiddleware` and `AsyncMiddleware`, and the bound with which each half can call the next handler.
///
/// By that bound, the next handler takes the same request and returns the same response. A layer
/// that changes types states its own bound, on the impl:
///
/// ```
/// use middleware_core::{Chain, GetResponse, Handler, middleware};
///
/// struct User(String);
///
/// #[middleware]
/// struct Authenticate<G> {
///     get_response: GetResponse<G>,
/// }
///
/// #[middleware]
/// impl<G> Authenticate<G>
/// where
///     G: Handler<User, Response = u16>,
/// {
///     fn call(&self, token: String) -> String {
///         let status = self.get_response.call(User(token));
///         format!("status {status}")
///     }
/// }
///
/// let app = Chain::<String, String>::new()
///     .with(Authenticate::layer())
///     .view(|user: User| if user.0 == "secret" { 200 } else { 401 });
/// assert_eq!(app.call("secret".to_owned()), "status 200");
/// ```
///
/// A layer for any request is generic over it: `impl<G, Req> Log<G>`, with `G::Response` or a further parameter as its
/// response. Type parameters of the request and the response must be `Send` for the async half. So must all types that
/// are held across an `.await`.
///
/// A request may be borrowed, `fn call(&self, job: &mut Job) -> ..`, and used again after the call of the next handler.
/// The response is owned.
///
/// Other methods of the impl may call the next handler too. The macro adds the bound.
///
/// Call the type parameter of `get_response` `G`. The impl's attribute does not see the struct, so it finds the
/// parameter by that name. If there is no `G`, it is the first parameter with a bound `Handler<..>`. Without such a
/// bound, any name works.
///
/// A further handler has a parameter of its own, with a bound for each mode in which it is called. (With `both`, [the macro
/// adds the bounds](#a-further-handler).) The plan follows `get_response` only:
///
/// ```
/// use middleware_core::{AsyncCall, Call, Chain, GetResponse, chain::layer_fn, middleware};
///
/// #[middleware]
/// struct Fallback<G, F> {
///     get_response: GetResponse<G>,
///     fallback: GetResponse<F>,
/// }
///
/// #[middleware]
/// impl<G, F> Fallback<G, F>
/// where
///     F: Call<u32, Response = Option<u32>> + AsyncCall<u32, Response = Option<u32>>,
/// {
///     fn call(&self, request: u32) -> Option<u32> {
///         self.get_response.call(request).or_else(|| self.fallback.call(request))
///     }
///
///     async fn acall(&self, request: u32) -> Option<u32> {
///         match self.get_response.acall(request).await {
///             None => self.fallback.acall(request).await,
///             found => found,
///         }
///     }
/// }
///
/// let fallback = Chain::<u32, Option<u32>>::new().view(|n: u32| Some(n + 1));
/// let app = Chain::<u32, Option<u32>>::new()
///     .with(layer_fn(|get_response| Fallback { get_response, fallback }))
///     .view(|_: u32| None);
/// assert_eq!(app.call(1), Some(2));
/// ```
///
/// # One body, both modes
///
/// `#[middleware(both)]` on an impl with one half translates it into the other one:
///
/// ```
/// use middleware_core::{Chain, GetResponse, Mode, middleware};
///
/// #[middleware]
/// struct Retry<G> {
///     get_response: GetResponse<G>,
///     attempts: usize,
/// }
///
/// #[middleware(both)]
/// impl<G> Retry<G> {
///     fn call(&self, request: String) -> Option<String> {
///         for _ in 0..self.attempts {
///             let response = self.get_response.call(request.clone());
///             if response.is_some() {
///                 return response;
///             }
///         }
///         None
///     }
/// }
///
/// let layers = Chain::<String, Option<String>>::new().with(Retry::layer(3));
/// assert_eq!(layers.clone().view(|_| None).mode(), Mode::Sync);
/// assert_eq!(layers.view(async |name: String| Some(name)).mode(), Mode::Async);
/// ```
///
/// On a `call`, it states that the body does not block: async code then runs it inline, without a hop to a thread. You
/// must make sure of that, because the macro only knows well-known blocking calls by name. On an `acall`, it gives a
/// sync half that needs no bridge. Methods of the impl that the body calls are translated too, if they call the next
/// handler: `ask` gets a twin `ask_async`, or `ask_sync`.
///
/// ## A method for each mode
///
/// Some code is different in each mode: a pause, a lock, a client. Write such a method twice, as `fn wait` and as
/// `async fn wait_async`, with the same arguments and the same return type. Each half calls the method of its mode:
///
/// ```
/// use std::{thread, time::Duration};
///
/// use middleware_core::{GetResponse, middleware};
///
/// #[middleware]
/// struct Retry<G> {
///     get_response: GetResponse<G>,
///     pause: Duration,
/// }
///
/// #[middleware(both)]
/// impl<G> Retry<G> {
///     fn call(&self, request: String) -> Option<String> {
///         loop {
///             match self.get_response.call(request.clone()) {
///                 None => self.wait(), // in `acall`: `self.wait_async().await`
///                 found => return found,
///             }
///         }
///     }
///
///     fn wait(&self) {
///         thread::sleep(self.pause);
///     }
///
///     async fn wait_async(&self) {
///         tokio::time::sleep(self.pause).await;
///     }
/// }
/// ```
///
/// If the half that you write is `acall`, it awaits `self.wait_async()`, and its `call` calls `self.wait()`. The two
/// methods are not translated, so the sync one may block, and the async one may await anything. A `fn` that returns an
/// `impl Future` is async too. If the methods of a pair differ in their arguments or return types, a call of one is an
/// error.
///
/// Both must be in the annotated impl, because the macro does not see other code. A pair in another impl of the struct, of
/// a trait, on a field, or of free functions is not recognised: the generated `acall` then calls the sync one, and blocks.
/// Write a pair in the annotated impl that calls the two.
///
/// ## What is translated
///
/// It works by whitelist. Code that might change its meaning is a compile error with a suggested fix. All errors
/// are reported together.
///
/// From `call` to `acall`:
///
/// | in `call` | in `acall` |
/// | --- | --- |
/// | `self.get_response.call(x)`, anywhere in an expression | `self.get_response.acall(x).await` |
/// | `self.ask(x)`, a method of the impl that calls the next handler | `self.ask_async(x).await` |
/// | `self.wait()`, if `async fn wait_async` is written | `self.wait_async().await` |
/// | `self.fallback.call(x)`, a [further handler](#a-further-handler) | `self.fallback.acall(x).await` |
/// | <code>(\|\| { .. })()</code> that calls the next handler | <code>(async \|\| { .. })().await</code>, which drops what it captured when the closure does |
/// | the arguments of `format!`, `println!`, `assert!`, `vec!`, `matches!`, `dbg!` and their like | translated |
/// | statements, loops, `match`, guards, `let else`, `?`; nested items; other methods | as they are |
/// | `get_response` called in a closure, passed on, or bound to another name | refused |
/// | another macro that mentions it; a method that calls itself; the `.call(x)` of an unknown handler | refused |
/// | `self` passed to code that may call the next handler with it; a span or a runtime that is entered; the guard of a lock in a `let`, if it is not dropped before the next handler is called | refused |
/// | `let count = self.count.lock().unwrap();`, if `count` is alive at a call of the next handler | refused |
/// | `WHO.set(x)`, and other methods of `LocalKey` that set, before a call of the next handler or around it | refused |
/// | `thread::sleep`, `fs::..`, `block_on` and other calls that are known to block, in all methods that the body calls | refused |
///
/// From `acall` to `call`:
///
/// | in `acall` | in `call` |
/// | --- | --- |
/// | `self.get_response.acall(x).await`, anywhere in an expression | `self.get_response.call(x)` |
/// | `self.ask(x).await`, an `async fn` of the impl | `self.ask_sync(x)` |
/// | `self.wait_async().await`, if `fn wait` is written | `self.wait()` |
/// | `self.fallback.acall(x).await`, a [further handler](#a-further-handler) | `self.fallback.call(x)` |
/// | `async { .. }.await` | <code>block(\|\| { .. })</code>: `?` and `return` leave the same code, and what it captured is dropped when it is done |
/// | the arguments of the macros above | translated |
/// | everything that does not await | as it is |
/// | a future that is awaited later, or passed on | refused: the order would change |
/// | an `.await` on anything else; `join!`, `select!`, `spawn`, async closures | refused |
///
/// Both versions drop their values at the same time and in the same order: a permit that an `async move` block has taken is
/// free again when the block is done.
///
/// **Thread-locals** that are set around a call of the next handler are wrong in async code, because the thread runs other
/// tasks while this one waits. The macro knows a thread-local by its name in capitals: it refuses `set`, `replace`, `take`
/// and `with_borrow_mut` before the call, and a `with` that sets it or that contains the call. It does not see one that is
/// set by a function, by a method that does not call the next handler, or by a guard, such as `context.attach()`.
///
/// ## A further handler
///
/// The impl's attribute does not see the types of the fields. It translates the calls of a further handler in two cases:
/// if the impl has a bound for it, such as `F: Handler<u32, Response = Option<u32>>`, or if `calls = fallback` names the
/// field. The second form is for a field whose type has no parameter. The macro adds the bounds `F: Call<..>` and
/// `F: AsyncCall<..>`.
///
/// ```
/// use middleware_core::{BoxHandler, GetResponse, Handler, middleware};
///
/// #[middleware]
/// struct Fallback<G, F> {
///     get_response: GetResponse<G>,
///     fallback: GetResponse<F>,
/// }
///
/// #[middleware(both)]
/// impl<G, F> Fallback<G, F>
/// where
///     F: Handler<u32, Response = Option<u32>>,
/// {
///     fn call(&self, request: u32) -> Option<u32> {
///         match self.get_response.call(request) {
///             None => self.fallback.call(request),
///             found => found,
///         }
///     }
/// }
///
/// #[middleware]
/// struct BoxedFallback<G> {
///     get_response: GetResponse<G>,
///     fallback: GetResponse<BoxHandler<u32, Option<u32>>>,
/// }
///
/// #[middleware(both, calls = fallback)]
/// impl<G> BoxedFallback<G> {
///     fn call(&self, request: u32) -> Option<u32> {
///         match self.get_response.call(request) {
///             None => self.fallback.call(request),
///             found => found,
///         }
///     }
/// }
/// ```
///
/// The fallback may run in any mode, with a bridge where that is not the mode of the layer. If the field is not a
/// `GetResponse`, the generated half does not compile: another type may have a method `call` that is not a handler's.
///
/// Methods of another impl of the struct are not seen. Write a method that calls the next handler in this impl.
///
/// If both halves are written, or hooks, then `both` only states the capability. `sync_only` and `async_only` state the
/// other capabilities, as [Django's decorators] do. A half that contradicts them is an error.
///
/// [Django's decorators]: https://docs.djangoproject.com/en/stable/topics/http/middleware/#asynchronous-support
///
/// # Hooks
///
/// A middleware that only inspects requests and responses leaves the call of the next handler to the macro. It has
/// hooks. Each is optional, and is a `fn` or an `async fn`:
///
/// ```
/// use std::{ops::ControlFlow, time::Instant};
///
/// use middleware_core::{Chain, GetResponse, middleware};
///
/// #[middleware]
/// struct Watch<G> {
///     get_response: GetResponse<G>,
/// }
///
/// #[middleware]
/// impl<G> Watch<G> {
///     fn process_request(&self, request: &mut String) -> ControlFlow<Result<String, u16>, Instant> {
///         if request.is_empty() {
///             return ControlFlow::Break(Err(400));
///         }
///         ControlFlow::Continue(Instant::now())
///     }
///
///     fn process_exception(&self, error: u16) -> Result<String, u16> {
///         if error == 404 { Ok("nothing here".to_owned()) } else { Err(error) }
///     }
///
///     fn process_response(&self, response: &mut Result<String, u16>, start: Option<Instant>) {
///         if let (Ok(text), Some(_)) = (response, start) {
///             text.push('!');
///         }
///     }
/// }
///
/// let app = Chain::<String, Result<String, u16>>::new()
///     .with(Watch::layer())
///     .view(|name: String| if name == "Ada" { Ok(name) } else { Err(404) });
/// assert_eq!(app.call("Ada".to_owned()), Ok("Ada!".to_owned()));
/// assert_eq!(app.call("Bob".to_owned()), Ok("nothing here!".to_owned()));
/// assert_eq!(app.call(String::new()), Err(400));
/// ```
///
/// | hook | takes | returns |
/// | --- | --- | --- |
/// | `process_request` | `&Request` or `&mut Request` | nothing: lets the request through |
/// | | | a value `T`: passes it to `process_response`, `process_outcome` or both |
/// | | | [`ControlFlow<Response>`](std::ops::ControlFlow): lets it through, or answers it |
/// | | | `ControlFlow<Response, T>`: the same, with a value if it is let through |
/// | `process_exception` | the error of a `Result`, by value | the `Result`: `Err(error)` passes the error on |
/// | `process_response` | `&Response`, `&mut Response`, or `Response` | nothing, or the response, which may have another type |
/// | | and the value: `T`, or `Option<T>` with `ControlFlow` | |
/// | `process_outcome` | [`Outcome<'_, Response>`][Outcome], and the value: `Option<T>` | nothing |
///
/// The order is [Django's][MiddlewareMixin]. `process_response` takes every response, errors included. It also takes an
/// answer of `process_request` of the same layer, with `None` for the value. `process_exception` takes every error of
/// the next handler, of the view or of an inner layer. Django converts exceptions to responses between two layers, so
/// its hook takes only those of the view.
///
/// `process_outcome` runs exactly once for each request, when it has ended: with a response, with an answer of
/// `process_request`, with a panic, or because the future was dropped. So a counter that `process_request` increments
/// is always decremented:
///
/// ```
/// use std::sync::{Arc, atomic::{AtomicUsize, Ordering}};
///
/// use middleware_core::{Chain, GetResponse, Outcome, middleware};
///
/// #[middleware]
/// struct InFlight<G> {
///     get_response: GetResponse<G>,
///     count: Arc<AtomicUsize>,
/// }
///
/// #[middleware]
/// impl<G> InFlight<G> {
///     fn process_request(&self, _: &String) {
///         self.count.fetch_add(1, Ordering::Relaxed);
///     }
///
///     fn process_outcome(&self, outcome: Outcome<'_, String>) {
///         self.count.fetch_sub(1, Ordering::Relaxed);
///         if matches!(outcome, Outcome::Panic) {
///             eprintln!("a request panicked");
///         }
///     }
/// }
///
/// let count = Arc::<AtomicUsize>::default();
/// let seen = Arc::clone(&count);
/// let app = Chain::<String, String>::new()
///     .with(InFlight::layer(Arc::clone(&count)))
///     .view(move |_: String| seen.load(Ordering::Relaxed).to_string());
/// assert_eq!(app.call("Ada".to_owned()), "1");
/// assert_eq!(count.load(Ordering::Relaxed), 0);
/// ```
///
/// It is a plain `fn` that returns nothing and does not block, because it also runs while a future is dropped.
/// The value is `None` if there was none yet. If only `process_outcome` takes the value, it is moved there. If
/// `process_response` takes it too, the value is cloned, and must be `Clone`. A layer with this hook adds about as
/// much to the future as two with an `acall`.
///
/// The layer has both capabilities, and its body is written once. If all hooks are plain `fn`s and none is
/// `process_outcome`, the async half is a future with a name ([`Hooks`]). It adds a pointer and the value of
/// `process_request` to the future of the chain. So more layers fit into a static chain than with `async fn`s.
///
/// A plain hook runs inline in async code too. Mark one that blocks with `#[middleware(blocking)]`: async code
/// runs it in the thread pool, with one hop for each such hook, and the request holds no thread while the next handler
/// runs. Sync code blocks on an async hook, which needs what every [bridge] needs.
///
/// Both halves always exist, so the request, the response and the value are `Send`: the future holds them. Write a
/// layer that changes the type of the request, or that calls the next handler more than once, with halves.
///
/// Like any layer with both halves, one with async hooks runs sync if the next handler is sync. Async code then runs
/// all of it in the thread pool, and the hook blocks a thread while it waits. If a hook waits for long, use an async
/// next handler, or write an `acall`. The plan shows such a layer as `sync, an async hook that is blocked on`.
///
/// [MiddlewareMixin]: https://docs.djangoproject.com/en/stable/topics/http/middleware/#upgrading-pre-django-1-10-style-middleware
/// [Outcome]: https://docs.rs/middleware-core/latest/middleware_core/hooks/enum.Outcome.html
/// [`Hooks`]: https://docs.rs/middleware-core/latest/middleware_core/hooks/trait.Hooks.html
/// [bridge]: https://docs.rs/middleware-core/latest/middleware_core/bridge/index.html
///
/// # Functions
///
/// A function of a request and its `get_response` is a middleware by itself:
///
/// ```
/// use std::time::Instant;
///
/// use middleware_core::{Chain, GetResponse, middleware};
///
/// #[middleware(both)]
/// fn timing<G>(request: String, get_response: &GetResponse<G>) -> String {
///     let start = Instant::now();
///     let response = get_response.call(request);
///     println!("took {:?}", start.elapsed());
///     response
/// }
///
/// #[middleware]
/// async fn suffix<G>(request: String, get_response: &GetResponse<G>, suffix: &str) -> String {
///     get_response.acall(request).await + suffix
/// }
///
/// let app = Chain::<String, String>::new()
///     .with(timing())
///     .with(suffix("!".to_owned()))
///     .view(|name: String| name);
/// assert_eq!(app.call("Ada".to_owned()), "Ada!");
/// ```
///
/// The macro makes a struct of its name with a half: `call` if it is a `fn`, `acall` if it is an `async fn`,
/// and both with `both`. The layer is a function of that name: `timing()`. Further arguments are settings, and the
/// layer takes them: `suffix("!".to_owned())`. A setting taken by reference is borrowed per request: the layer keeps a
/// `String` for a `&str`, and a `Vec<T>` for a `&[T]`. A setting taken by value is cloned per request.
///
/// # Changing types
///
/// A layer that returns another type than the next handler states what the next handler returns:
///
/// ```
/// use middleware_core::{Chain, GetResponse, middleware};
///
/// #[middleware(both, next = String)]
/// fn auth<G>(request: String, get_response: &GetResponse<G>) -> Result<String, u16> {
///     if request.is_empty() { Err(401) } else { Ok(get_response.call(request)) }
/// }
///
/// let app = Chain::<String, Result<String, u16>>::new().with(auth()).view(|name: String| name);
/// assert_eq!((app.call("Ada".to_owned()), app.call(String::new())), (Ok("Ada".to_owned()), Err(401)));
/// ```
///
/// Without `next`, the next handler returns the same type as the layer. So of several such layers in a chain, only the
/// innermost has `next = String`. The others are around a `Result`, and write `get_response.call(request)?`.
///
/// A layer that also passes on another request states a bound instead: `where G: Handler<User, Response = Page>`.
///
/// # Spans
///
/// `#[middleware(span)]` on an impl or a function runs each request in a span of the crate [`tracing`]. The span has
/// the level `INFO` and the name of the struct or function. Its target is the module of the impl. It can be combined
/// with other arguments: `#[middleware(both, span)]`.
///
/// The span contains all that the layer does: generated halves, hooks and the call of the next handler. So spans nest
/// as the layers do. The future of the async half opens the span with its first poll, so the parent is the span of the
/// caller. The future enters the span for each poll and when it is dropped, and closes it with the response.
///
/// `span(name = "..", level = "..", fields(..))` states more. Each part is optional:
///
/// ```
/// use middleware_core::{Chain, GetResponse, middleware};
/// # struct Request { user: String, path: String }
///
/// #[middleware]
/// struct Audit<G> {
///     get_response: GetResponse<G>,
///     realm: String,
/// }
///
/// #[middleware(span(name = "audit", fields(user = %request.user, realm = self.realm)))]
/// impl<G> Audit<G> {
///     fn process_request(&self, request: &Request) {
///         println!("in the span `audit{{user=Ada realm=\"shop\"}}`: {}", request.path);
///     }
/// }
///
/// let app = Chain::<Request, usize>::new()
///     .with(Audit::layer("shop".to_owned()))
///     .view(|request: Request| request.path.len());
/// assert_eq!(app.call(Request { user: "Ada".to_owned(), path: "/".to_owned() }), 1);
/// ```
///
/// | part | | default |
/// | --- | --- | --- |
/// | `name` | the name of the span | the name of the struct or function |
/// | `level` | `"trace"`, `"debug"`, `"info"`, `"warn"` or `"error"` | `"info"` |
/// | `fields` | the fields, as [`tracing::info_span!`] takes them | none |
///
/// In `fields`, `request` is a shared reference to the request of the half or hook, whatever your argument is called.
/// A layer with hooks states the type of the request in `process_request`.
/// `self` is the middleware; the settings of a function are its fields. If the span is enabled, the values are evaluated
/// once per request, before the half runs. A field that is known later starts as `tracing::field::Empty`, and
/// `tracing::Span::current().record(..)` sets it.
///
/// Without a `name`, the span of `#[tracing::instrument]` on a half or on a function gets the layer's name too. It would be
/// `call` or `acall` otherwise.
///
/// It needs the feature `tracing` of `middleware-core`.
///
/// [`tracing::info_span!`]: https://docs.rs/tracing/latest/tracing/macro.info_span.html
/// [`tracing`]: https://docs.rs/tracing
///
/// # Names and positions
///
/// `#[middleware(name = "shop.RateLimit")]` on a struct or a function gives the layer the name by which rules and
/// settings know it. The default is the name of the struct or function. The rules for the layer's position in a chain
/// are arguments too:
///
/// | | the layer |
/// | --- | --- |
/// | `unique` | occurs only once |
/// | `outermost`, `innermost` | is the first layer, or the last one |
/// | `outside_of = "shop.Other"`, `inside_of = "shop.Other"` | is on that side of the other one, if both occur |
/// | `needs_outside = "shop.Other"`, `needs_inside = "shop.Other"` | requires the other one on that side of it |
///
/// Rules with a value can be written several times. They are checked when a chain is built, in code or by the
/// [`Registry`] from settings: see [`ordering`].
///
/// With the feature `settings` of `middleware-core`, a layer with a name is [`Registered`]:
/// `registry.register::<RateLimit<()>>()` makes it known to a [`Registry`]. Its options are the arguments of `layer`.
///
/// [`ordering`]: https://docs.rs/middleware-core/latest/middleware_core/ordering/index.html
/// [`Registered`]: https://docs.rs/middleware-core/latest/middleware_core/settings/trait.Registered.html
/// [`Registry`]: https://docs.rs/middleware-core/latest/middleware_core/settings/struct.Registry.html
///
/// # Arguments
///
/// | | on | meaning |
/// | --- | --- | --- |
/// | `both` | an impl, a function | translates the missing half from the other one |
/// | `sync_only`, `async_only` | an impl, a function | states that this is the only half |
/// | `next = Type` | an impl, a function | the next handler returns [this type](#changing-types), not that of the layer |
/// | `get_response = field` | an impl | the field that the struct marks as its `get_response` |
/// | `calls = field` | an impl with `both` | a field that holds a [further handler](#a-further-handler); may be written several times |
/// | `get_response` | a field | is the next handler, under another name |
/// | `default` | a field | starts from [`Default`] and is not an argument of `layer` |
/// | `blocking` | a hook | async code runs it in the thread pool |
/// | `span`, `span(..)` | an impl, a function | each request runs in a [span](#spans) |
/// | `name = ".."`, and rules | a struct, a function | its [name](#names-and-positions) in settings, and its position |
/// | `crate = path` | every item | the path of the core, if it is re-exported |
///
/// # Errors
///
/// Invalid input is a compile error with a suggested fix. The item itself is emitted unchanged, and stand-ins keep the
/// compiler from reporting the same error where the middleware is used. Do not put `#[async_trait]` on the impl:
/// `acall` is a plain `async fn`, and is not boxed.
#[proc_macro_attribute]
pub fn middleware(args: TokenStream, item: TokenStream) -> TokenStream {
    expand::middleware(args.into(), item.into()).into()
}

/// The code of the README compiles.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
