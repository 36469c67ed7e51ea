use middleware_core::Chain;

fn main() {
    let _ = Chain::<u32, u32>::new().view(async |n: u32| n).into_fallible_service();
}
