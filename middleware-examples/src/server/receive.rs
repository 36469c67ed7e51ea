//! [`Receiver`]: reads whole requests.

use std::{
    net::SocketAddr,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use ::axum::body::Body;
use bytes::Bytes;
use http::{HeaderValue, StatusCode, header, request::Parts};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

use super::{BODY_LIMIT, Limits, host, plain};
use crate::{ClientAddr, Request, Response};

/// Reads the requests of one connection.
#[derive(Clone, Debug)]
pub(super) struct Receiver {
    pub(super) client: SocketAddr,
    timeout: Duration,
    /// A permit for each byte of a body that the server may still keep.
    memory: Arc<Semaphore>,
    has_refused: Arc<AtomicBool>,
}

impl Receiver {
    pub(super) fn new(client: SocketAddr, limits: &Limits, memory: &Arc<Semaphore>) -> Self {
        Self {
            client,
            timeout: limits.request,
            memory: Arc::clone(memory),
            has_refused: Arc::default(),
        }
    }

    /// Returns the response to a request that does not name a single valid host. `None` if the request does.
    pub(super) fn refuse_host(&self, parts: &Parts) -> Option<Response> {
        let text = "a request names one valid host\n";
        (!host::is_valid(parts)).then(|| self.refuse(StatusCode::BAD_REQUEST, text))
    }

    /// Reads the body of a request.
    ///
    /// # Errors
    ///
    /// The response to a body that is too long (413), not complete in time (408), invalid (400), or for which there is no
    /// memory (503).
    pub(super) async fn receive(&self, mut parts: Parts, body: Body) -> Result<Request, Response> {
        match timeout(self.timeout, self.read(body)).await {
            Ok(Ok(body)) => {
                parts.extensions.insert(ClientAddr(self.client.ip()));
                Ok(Request::from_parts(parts, body))
            }
            Ok(Err((status, text))) => Err(self.refuse(status, text)),
            Err(_) => {
                let text = "the request took too long to arrive\n";
                Err(self.refuse(StatusCode::REQUEST_TIMEOUT, text))
            }
        }
    }

    async fn read(&self, body: Body) -> Result<Bytes, (StatusCode, &'static str)> {
        let mut body = pin!(Limited::new(body, BODY_LIMIT));
        let mut kept: Option<Kept> = None;
        while let Some(frame) = body.frame().await {
            let Ok(data) = frame.map_err(|error| refusal(&*error))?.into_data() else { continue };
            let Some(memory) = self.memory_for(data.len()) else {
                return Err((StatusCode::SERVICE_UNAVAILABLE, "too many bodies at once\n"));
            };
            if let Some(kept) = &mut kept {
                kept.bytes.extend_from_slice(&data);
                kept.memory.merge(memory);
            } else {
                kept = Some(Kept { bytes: data.into(), memory });
            }
        }
        Ok(kept.map(Bytes::from_owner).unwrap_or_default())
    }

    fn memory_for(&self, length: usize) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.memory).try_acquire_many_owned(length.try_into().ok()?).ok()
    }

    fn refuse(&self, status: StatusCode, text: &'static str) -> Response {
        self.has_refused.store(true, Ordering::Relaxed);
        let mut response = plain(status, text);
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        response
    }

    /// Whether there may be an unread rest of a request.
    pub(super) fn has_refused(&self) -> bool {
        self.has_refused.load(Ordering::Relaxed)
    }
}

/// A body in memory. The permits are returned with the last reference to it.
struct Kept {
    bytes: Vec<u8>,
    memory: OwnedSemaphorePermit,
}

impl AsRef<[u8]> for Kept {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

fn refusal(error: &(dyn std::error::Error + Send + Sync + 'static)) -> (StatusCode, &'static str) {
    if error.is::<LengthLimitError>() {
        (StatusCode::PAYLOAD_TOO_LARGE, "the body is too long\n")
    } else {
        (StatusCode::BAD_REQUEST, "the body can't be read\n")
    }
}
