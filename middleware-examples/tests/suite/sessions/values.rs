//! What is saved can be loaded, and comes back unchanged. What cannot is an error of `insert`.

use std::sync::Arc;

use middleware_core::Chain;
use middleware_examples::{
    Request, Response, Session, SessionOptions,
    session::{SessionData, SessionError},
};
use serde::Serialize;
use serde_json::Value;

/// Saves a session with the first function, and reads it in another request with the second one.
fn save_then_load<T: Send + 'static>(
    save: impl Fn(&SessionData) -> Result<(), SessionError> + Send + Sync + 'static,
    load: impl Fn(&SessionData) -> T + Send + Sync + 'static,
) -> Result<T, u16> {
    let loaded = Arc::new(std::sync::Mutex::new(None));
    let result = Arc::clone(&loaded);
    let app = Chain::<Request, Response>::new()
        .with(SessionOptions::default().layer().unwrap())
        .view(move |request: Request| {
            let data = match Session::of(&request).unwrap().load() {
                Ok(data) => data,
                Err(error) => return error.response(),
            };
            if request.headers().contains_key("cookie") {
                *result.lock().unwrap() = Some(load(&data));
            } else {
                save(&data).unwrap();
            }
            Response::default()
        });
    let saved = app.call(Request::default());
    assert_eq!(saved.status(), 200);
    let mut request = Request::default();
    request.headers_mut().insert("cookie", saved.headers()["set-cookie"].clone());
    let status = app.call(request).status().as_u16();
    if status == 200 { Ok(loaded.lock().unwrap().take().unwrap()) } else { Err(status) }
}

/// Returns what `insert` answers to this value.
fn insert(value: impl Serialize + Send + Sync + 'static) -> Result<(), SessionError> {
    let result = Arc::new(std::sync::Mutex::new(None));
    let inserted = Arc::clone(&result);
    let app = Chain::<Request, Response>::new()
        .with(SessionOptions::default().layer().unwrap())
        .view(move |request: Request| {
            let data = Session::of(&request).unwrap().load().unwrap();
            *inserted.lock().unwrap() = Some(data.insert("value", &value));
            Response::new(data.names().join(",").into())
        });
    let response = app.call(Request::default());
    let result = result.lock().unwrap().take().unwrap();
    // What is not inserted leaves nothing behind.
    assert_eq!(response.body(), if result.is_ok() { "value" } else { "" });
    result
}

fn nested(levels: usize) -> Value {
    (0..levels).fold(Value::from(1), |inner, level| {
        if level % 2 == 0 { vec![inner].into() } else { serde_json::json!({ "a": inner }) }
    })
}

#[test]
fn lists_in_lists_are_loaded_or_refused_by_insert() {
    for levels in [0, 1, 100, 125] {
        let loaded = save_then_load(
            move |data| data.insert("value", nested(levels)),
            |data| data.get::<Value>("value").unwrap(),
        );
        assert_eq!(loaded, Ok(Some(nested(levels))), "{levels} levels");
    }
    for levels in [126, 127, 1000] {
        let error = insert(nested(levels)).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the value `value` of the session is nested too deeply: at most 125 levels of lists and objects can be \
             loaded again"
        );
        assert_eq!(error.status(), 500);
    }
}

#[test]
fn numbers_come_back_to_the_bit() {
    let mut random = fastrand::Rng::with_seed(21);
    let any = (0..10_000).map(|_| f64::from_bits(random.u64(..))).collect::<Vec<_>>();
    let usual = (0..10_000).map(|_| random.f64() * 100.0).collect::<Vec<_>>();
    let numbers: Vec<f64> = [any, usual]
        .concat()
        .into_iter()
        .chain([0.0, -0.0, f64::MIN, f64::MAX, f64::MIN_POSITIVE, f64::from_bits(1), f64::EPSILON])
        .filter(|number| number.is_finite())
        .collect();
    let saved = numbers.clone();
    let loaded = save_then_load(
        move |data| data.insert("numbers", &saved),
        |data| data.get::<Vec<f64>>("numbers").unwrap().unwrap(),
    );
    let changed = numbers.iter().zip(loaded.unwrap()).filter(|(a, b)| a.to_bits() != b.to_bits());
    assert_eq!(changed.count(), 0, "of {}", numbers.len());

    let singles = (0..10_000).map(|_| f32::from_bits(random.u32(..))).filter(|it| it.is_finite());
    let singles: Vec<f32> = singles.collect();
    let saved = singles.clone();
    let loaded = save_then_load(
        move |data| data.insert("numbers", &saved),
        |data| data.get::<Vec<f32>>("numbers").unwrap().unwrap(),
    );
    let changed = singles.iter().zip(loaded.unwrap()).filter(|(a, b)| a.to_bits() != b.to_bits());
    assert_eq!(changed.count(), 0, "of {}", singles.len());

    let loaded = save_then_load(
        |data| data.insert("a", u64::MAX).and_then(|()| data.insert("b", i64::MIN)),
        |data| (data.get::<u64>("a").unwrap(), data.get::<i64>("b").unwrap()),
    );
    assert_eq!(loaded, Ok((Some(u64::MAX), Some(i64::MIN))));
}

#[test]
fn a_number_that_json_does_not_have_is_refused_by_insert() {
    #[derive(Serialize)]
    struct Cart {
        note: Option<String>,
        total: f32,
    }
    for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let small = f32::from_bits(if number.is_nan() { 0x7fc0_0000 } else { 0x7f80_0000 });
        for error in [
            insert(number),
            insert(vec![Some(1.0), None, Some(number)]),
            insert(Cart { note: None, total: small }),
            insert(std::collections::BTreeMap::from([("a", (1, number))])),
        ]
        .map(Result::unwrap_err)
        {
            assert_eq!(
                error.to_string(),
                "the value `value` of the session contains a number that is not finite, which JSON cannot represent"
            );
            assert_eq!(error.status(), 500);
        }
    }
    // Nothing is something else than a number that is missing.
    insert(Cart { note: None, total: 0.0 }).unwrap();
    insert([None, Some(1.0)]).unwrap();
}
