//! What others use, doing the same.

mod actix;
mod async_trait;
mod axum;
mod layered;
mod motore;
mod reqwest;
mod tower;

use crate::{entry::Entry, work::Work};

/// Adds those that take any request.
pub(crate) fn add<W: Work>(entries: &mut Vec<Entry>) {
    async_trait::add::<W>(entries);
    tower::add::<W>(entries);
    motore::add::<W>(entries);
    layered::add::<W>(entries);
}

/// Adds those that have requests of their own, to do what [`Http`](crate::work::Http) does.
pub(crate) fn add_http(entries: &mut Vec<Entry>) {
    axum::add(entries);
    actix::add(entries);
    reqwest::add(entries);
}
