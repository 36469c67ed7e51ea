//! [`Offload`] as a layer.

use super::Layer;
use crate::{
    bridge::Offload,
    handler::{GetResponse, WithOffload},
};

impl<G> Layer<G> for Offload {
    type Handler = WithOffload<G>;

    fn wrap(self, get_response: GetResponse<G>) -> GetResponse<WithOffload<G>> {
        get_response.with_offload(self)
    }

    fn names() -> Vec<String> {
        vec!["Offload".to_owned()]
    }
}
