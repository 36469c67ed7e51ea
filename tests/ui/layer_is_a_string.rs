use middleware_core::Chain;

fn main() {
    let _ = Chain::<String, String>::new().with("timing".to_owned()).view(|name: String| name);
}
