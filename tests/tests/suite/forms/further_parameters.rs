//! Structs with parameters besides that of `get_response`.

use super::*;

pub(crate) trait Policy: Send + Sync + 'static {
    fn apply(&self, text: String) -> String;
}

#[derive(Clone, Debug)]
pub(crate) struct Suffix(&'static str);

impl Policy for Suffix {
    fn apply(&self, text: String) -> String {
        text + self.0
    }
}

/// A type parameter before `G`, one that no argument mentions, and a constant.
#[middleware]
#[derive(Debug)]
struct Apply<P, G, Tag, const TIMES: usize>
where
    P: Policy,
{
    policy: P,
    get_response: GetResponse<G>,
    #[middleware(default)]
    tag: PhantomData<fn() -> Tag>,
}

#[middleware]
impl<P: Policy, G, Tag: 'static, const TIMES: usize> Apply<P, G, Tag, TIMES> {
    fn call(&self, request: String) -> String {
        let request = self.apply(request);
        self.get_response.call(request)
    }

    async fn acall(&self, request: String) -> String {
        let request = self.apply(request);
        self.get_response.acall(request).await
    }

    fn apply(&self, request: String) -> String {
        let _: PhantomData<fn() -> Tag> = self.tag;
        (0..TIMES).fold(request, |request, _| self.policy.apply(request))
    }
}

#[test]
fn are_kept() {
    let layer = Apply::<_, (), u8, 3>::layer(Suffix("!"));
    assert_answers!(
        Chain::<String, String>::new().with(layer.clone()),
        "a".to_owned(),
        shout,
        shout_async,
        "A!!!"
    );
}
