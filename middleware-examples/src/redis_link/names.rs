//! [`Names`]: looks up the name of a server.

use std::{
    io,
    net::{SocketAddr, ToSocketAddrs as _},
    thread,
};

use redis::{RedisFuture, io::AsyncDNSResolver};
use tokio::sync::oneshot;

/// Looks up names as the system does, on a thread for each lookup. So a refused thread is an error: tokio's lookup
/// would panic.
pub(super) struct Names;

impl AsyncDNSResolver for Names {
    fn resolve<'a, 'b: 'a>(
        &'a self,
        host: &'b str,
        port: u16,
    ) -> RedisFuture<'a, Box<dyn Iterator<Item = SocketAddr> + Send + 'a>> {
        Box::pin(async move {
            if let Ok(address) = host.parse() {
                let one = std::iter::once(SocketAddr::new(address, port));
                return Ok(Box::new(one) as Box<dyn Iterator<Item = _> + Send>);
            }
            let (found, addresses) = oneshot::channel();
            let host = host.to_owned();
            thread::Builder::new().name("redis-name".to_owned()).spawn(move || {
                // An error means that the caller does not wait any more.
                let _ = found.send((&*host, port).to_socket_addrs().map(Vec::from_iter));
            })?;
            let addresses = addresses.await.map_err(io::Error::other)??;
            if addresses.is_empty() {
                // The client would panic.
                return Err(io::Error::other("the server's name has no address").into());
            }
            Ok(Box::new(addresses.into_iter()) as Box<dyn Iterator<Item = _> + Send>)
        })
    }
}
