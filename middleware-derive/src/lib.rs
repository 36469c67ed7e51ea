//! The macro of [`middleware-core`](https://docs.rs/middleware-core): `#[middleware]`.
//!
//! Use it through the core, which re-exports it: `use middleware_core::middleware;`.
//!
//! The pipeline can be said aloud: `args` reads what stands in the brackets, `model` reads the
//! item, and `expand` writes the expansion. Mistakes are gathered in `errors::Errors` on the way
//! and reported together; the user's item is emitted in any case.

use proc_macro::TokenStream;

mod args;
mod errors;
mod expand;
#[cfg(test)]
mod fuzz;
#[cfg(test)]
mod gallery;
mod mentions;
mod model;
mod translate;
mod validate;

/// Makes a middleware of a struct that holds a `get_response`, and of an impl with `call`, `acall`
/// or both. It belongs on both items.
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
/// order. A field marked `#[middleware(default)]` is no argument: it starts from its [`Default`] in
/// each chain.
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
/// its other methods, docs and attributes: the macro adds the implementations of the traits
/// `Handler`, `SyncMiddleware` and `AsyncMiddleware` beside it, and the bound that lets each half
/// call inwards.
///
/// That bound says that the inside takes the same request and answers with the same response. A layer
/// that changes types states its own, on the impl:
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
/// A layer for any request is generic in it: `impl<G, Req> Log<G>`, with `G::Response` as its
/// response or a further parameter. What the types of request and response leave open must be `Send`
/// for the async half; further types that are held across an `.await` too.
///
/// A request may be borrowed, `fn call(&self, job: &mut Job) -> ..`, and used again after the call
/// inwards. The response is owned.
///
/// Other methods of the impl may call inwards too, and are given the bound for it.
///
/// Call the type parameter of `get_response` `G`. The impl's attribute does not see the struct, and
/// knows it by that name. Under another one it takes the first parameter that has a bound `Handler<..>`,
/// and needs no name where there is no such bound.
///
/// A further handler is held under a parameter of its own, and says in which ways it is called. The
/// plan follows `get_response` only:
///
/// ```
/// use middleware_core::{AsyncCall, Call, Chain, GetResponse, middleware};
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
///     .with(|get_response| Fallback { get_response, fallback })
///     .view(|_: u32| None);
/// assert_eq!(app.call(1), Some(2));
/// ```
///
/// # Arguments
///
/// | | on | meaning |
/// | --- | --- | --- |
/// | `default` | a field | starts from [`Default`] and is no argument of `layer` |
/// | `crate = path` | the struct, the impl | where the core is, if it is re-exported |
///
/// # Errors
///
/// What can't be a middleware is a compile error on the spot that says what to do; the item itself
/// is kept.
#[proc_macro_attribute]
pub fn middleware(args: TokenStream, item: TokenStream) -> TokenStream {
    expand::middleware(args.into(), item.into()).into()
}
