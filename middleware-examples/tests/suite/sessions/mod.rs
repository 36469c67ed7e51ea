//! `Sessions`: the cases of Django's `SessionMiddlewareTests` and `SessionTestsMixin`, hostile cookies, stores in
//! trouble, and Redis.

mod base;
mod bounds;
mod cookies;
mod expiry;
mod memory;
mod middleware;
mod redis;
mod refused_cookies;
mod settings;
mod site;
mod spied;
mod trouble;
mod values;
