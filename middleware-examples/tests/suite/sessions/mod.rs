//! `Sessions`: the cases of Django's `SessionMiddlewareTests` and `SessionTestsMixin`, hostile cookies, stores in
//! trouble, and Redis.

mod base;
mod cookies;
mod expiry;
mod memory;
mod middleware;
mod redis;
mod settings;
mod site;
mod spied;
mod trouble;
