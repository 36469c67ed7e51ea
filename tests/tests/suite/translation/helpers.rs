//! Methods of the same impl, which are translated with the half that calls them.

use crate::translation::{Failure, Request, Response};

cases! {
    helper(
        "call view(good) view(good) -> Ok(good.)",
        "call view(bad) view(bad) -> Err(bad)",
        "call view(flaky) view(flaky) -> Ok(flaky.)",
    ) {
        fn call(&self, request: Request) -> Response {
            self.log.note("call");
            self.retried(request)
        }

        fn retried(&self, request: Request) -> Response {
            self.get_response.call(request.clone()).or(self.get_response.call(request))
        }
    }

    helper_back(
        "acall view(good) -> Ok(good.)",
        "acall view(bad) view(bad) -> Err(bad)",
        "acall view(flaky) view(flaky) -> Ok(flaky.)",
    ) {
        async fn acall(&self, request: Request) -> Response {
            self.log.note("acall");
            self.retried(request).await
        }

        async fn retried(&self, request: Request) -> Response {
            match self.get_response.acall(request.clone()).await {
                Err(_) => self.get_response.acall(request).await,
                answer => answer,
            }
        }
    }

    two_levels(
        "view(goodi) outer view(goodi.i) view(goodi) outer view(goodi.i) -> Ok(goodi.i.)",
        "view(badi) view(badi) -> Err(badi)",
        "view(flakyi) view(flakyi) outer view(flakyi.i) -> Ok(flakyi.i.)",
    ) {
        fn outer(&self, request: Request) -> Response {
            let text = self.inner(request)?;
            self.log.note("outer");
            self.inner(text)
        }

        fn call(&self, request: Request) -> Response {
            self.outer(request.clone()).or_else(|Failure(why)| Ok(why))?;
            self.outer(request)
        }

        fn inner(&self, request: Request) -> Response {
            self.get_response.call(request + "i")
        }
    }

    two_levels_back(
        "view(goodi) outer view(goodi.oi) view(goodi.oi.) -> Ok(goodi.oi..)",
        "view(badi) -> Err(badi)",
        "view(flakyi) -> Err(flakyi)",
    ) {
        async fn inner(&self, request: Request) -> Response {
            self.get_response.acall(request + "i").await
        }

        async fn acall(&self, request: Request) -> Response {
            let text = self.outer(request).await?;
            self.log.note("outer");
            self.get_response.acall(self.inner(text).await?).await
        }

        async fn outer(&self, request: Request) -> Response {
            (self.inner(request)).await.map(|text| text + "o")
        }
    }

    generic_helper(
        "view(goodgood) view(goodgood.) view(good) -> Ok(goodgood..good.)",
        "view(badbad) -> Err(badbad)",
        "view(flakyflaky) -> Err(flakyflaky)",
    ) {
        fn call(&self, request: Request) -> Response {
            let text = self.ask::<&str, 2>(&request)?;
            Ok(self.ask::<_, 1>(text)? + &self.any(request)?)
        }

        fn ask<T: Into<String>, const TIMES: usize>(&self, text: T) -> Response
        where
            T: Clone,
        {
            self.get_response.call(text.into().repeat(TIMES))
        }

        fn any(&self, text: impl Into<String>) -> Response {
            self.get_response.call(text.into())
        }
    }

    generic_helper_back(
        "view(goodgood) view(goodgood.) view(good) -> Ok(goodgood..good.)",
        "view(badbad) -> Err(badbad)",
        "view(flakyflaky) -> Err(flakyflaky)",
    ) {
        async fn acall(&self, request: Request) -> Response {
            let text = self.ask::<&str, 2>(&request).await?;
            Ok(Self::ask::<String, 1>(self, text).await? + &self.any(request).await?)
        }

        async fn ask<T: Into<String>, const TIMES: usize>(&self, text: T) -> Response {
            self.get_response.acall(text.into().repeat(TIMES)).await
        }

        async fn any(&self, text: impl Into<String>) -> Response {
            self.get_response.acall(text.into()).await
        }
    }

    borrowing_helper(
        "view(good) view(good) view(goodgood.) -> Ok(goodgood..)",
        "view(bad) view(other) view(badother.) -> Err(badother.)",
        "view(flaky) view(other) view(flakyother.) -> Ok(flakyother..)",
    ) {
        fn call(&self, mut request: Request) -> Response {
            let kept = self.if_ok(&request, "other").to_owned();
            self.push(&mut request, &kept)?;
            self.get_response.call(request)
        }

        fn if_ok<'a>(&self, text: &'a str, other: &'a str) -> &'a str {
            if self.get_response.call(text.to_owned()).is_ok() { text } else { other }
        }

        fn push(&self, text: &mut String, more: &str) -> Result<(), Failure> {
            text.push_str(&self.get_response.call(more.to_owned())?);
            Ok(())
        }
    }

    borrowing_helper_back(
        "view(good) good name view(good) -> Ok(good.)",
        "view(bad) other name view(other) -> Ok(other.)",
        "view(flaky) other name view(other) -> Ok(other.)",
    ) {
        async fn acall(&self, request: Request) -> Response {
            let kept = self.if_ok(&request, "other").await;
            self.log.note(kept);
            self.name().await;
            self.get_response.acall(kept.to_owned()).await
        }

        async fn if_ok<'a>(&self, text: &'a str, other: &'a str) -> &'a str {
            if self.get_response.acall(text.to_owned()).await.is_ok() { text } else { other }
        }

        async fn name(&self) -> &crate::translation::Log {
            self.log.note("name");
            &self.log
        }
    }

    helper_by_its_path(
        "view(good1) view(good1.1) -> Ok(good1.1.)",
        "view(bad1) -> Err(bad1)",
        "view(flaky1) -> Err(flaky1)",
    ) {
        fn call(&self, request: Request) -> Response {
            Self::asked(self, Self::asked(&self, request)?)
        }

        fn asked(&self, request: Request) -> Response {
            self.get_response.call(request + "1")
        }
    }

    helper_by_its_path_back(
        "asked inner -> Ok(good1)",
        "asked inner -> Ok(bad1)",
        "asked inner -> Ok(flaky1)",
    ) {
        async fn acall(&self, request: Request) -> Response {
            Self::asked(self, Self::longer(request).await).await
        }

        async fn asked(this: &Self, request: Request) -> Response {
            this.log.note("asked");
            this.inner(request)
        }

        fn inner(&self, request: Request) -> Response {
            self.log.note("inner");
            Ok(request)
        }

        async fn longer(request: Request) -> Request {
            request + "1"
        }
    }

    /// It has no other form, and both halves call it.
    plain_helper(
        "marked view(good#) -> Ok(good.)",
        "marked view(bad#) -> Err(bad#)",
        "marked view(flaky#) -> Err(flaky#)",
    ) {
        fn call(&self, request: Request) -> Response {
            let request = self.marked(request);
            self.get_response.call(request).map(Self::unmarked)
        }

        fn marked(&self, request: Request) -> Request {
            self.log.note("marked");
            request + "#"
        }

        fn unmarked(text: String) -> String {
            text.replace('#', "")
        }
    }

    plain_helper_back(
        "marked view(good#) -> Ok(good.)",
        "marked view(bad#) -> Err(bad#)",
        "marked view(flaky#) -> Err(flaky#)",
    ) {
        async fn acall(&self, request: Request) -> Response {
            self.get_response.acall(self.marked(request)).await.map(Self::unmarked)
        }

        fn marked(&self, request: Request) -> Request {
            self.log.note("marked");
            request + "#"
        }

        fn unmarked(text: String) -> String {
            text.replace('#', "")
        }
    }

    helpers_everywhere(
        r#"view(good) view(good) view(good) view(bad) view(good) view(good.) view(good..) -> Ok([Ok("good."), Ok("good.")],true,good...)"#,
        "view(bad) view(good) view(bad) view(bad) -> Err(bad)",
        r#"view(flaky) view(good) view(flaky) view(bad) view(flaky) view(flaky.) view(flaky..) -> Ok([Err(Failure("flaky")), Ok("good.")],true,flaky...)"#,
    ) {
        fn call(&self, request: Request) -> Response {
            let list = vec![self.ask(&request), self.ask("good")];
            let ok = matches!(self.ask(&request), Ok(_)) && self.ask("bad").is_err();
            let answer = (|| self.get_response.call(self.ask(&request)?))();
            Ok(format!("{list:?},{ok},{}", self.ask(&answer?)?))
        }

        fn ask(&self, text: &str) -> Response {
            self.get_response.call(text.to_owned())
        }
    }

    helpers_everywhere_back(
        "view(good) view(good) view(good.) view(bad) view(good..) -> Ok([5, 5],good...)",
        "view(bad) view(bad) view(bad) -> Err(bad)",
        "view(flaky) view(flaky) view(flaky.) view(bad) view(flaky..) -> Ok([0, 0],flaky...)",
    ) {
        async fn acall(&self, request: Request) -> Response {
            let lengths = [self.ask(&request).await.map_or(0, |text| text.len()); 2];
            let answer = async { self.ask(&self.ask(&request).await?).await }.await;
            while self.ask("bad").await.is_ok() {}
            Ok(format!("{lengths:?},{}", self.ask(&answer?).await?))
        }

        async fn ask(&self, text: &str) -> Response {
            self.get_response.acall(text.to_owned()).await
        }
    }

    raw_names(
        "view(good1) view(good1.) -> Ok(good1..)",
        "view(bad1) -> Err(bad1)",
        "view(flaky1) -> Err(flaky1)",
    ) {
        fn call(&self, r#type: Request) -> Response {
            let r#loop = self.r#try(r#type)?;
            self.get_response.call(r#loop)
        }

        fn r#try(&self, r#in: Request) -> Response {
            self.get_response.call(r#in + "1")
        }
    }

    raw_names_back(
        "view(good1) view(good1.) -> Ok(good1..)",
        "view(bad1) -> Err(bad1)",
        "view(flaky1) -> Err(flaky1)",
    ) {
        async fn acall(&self, r#type: Request) -> Response {
            let r#loop = self.r#try(r#type).await?;
            self.get_response.acall(r#loop).await
        }

        async fn r#try(&self, r#in: Request) -> Response {
            self.get_response.acall(r#in + "1").await
        }
    }
}
