mod free_response_parameter {
    use middleware_core::{GetResponse, Handler, middleware};

    #[middleware(both)]
    fn convert_errors<G, Req, T, E, F>(request: Req, get_response: &GetResponse<G>) -> Result<T, F>
    where
        E: Send + 'static,
        F: From<E>,
        G: Handler<Req, Response = Result<T, E>>,
    {
        Ok(get_response.call(request)?)
    }
}

mod borrowed_option {
    use middleware_core::{Chain, GetResponse, middleware};

    #[middleware(both)]
    fn t<G>(request: u32, get_response: &GetResponse<G>, opt: Option<&str>) -> u32 {
        println!("{opt:?}");
        get_response.call(request)
    }

    pub fn case() {
        let app = Chain::<u32, u32>::new().with(t(Some("x"))).view(|x: u32| x);
        println!("{}", app.call(1));
    }
}

fn main() {}
