//! The plan as a picture, in each format, compared with golden files.
//!
//! After a wanted change: `TRYBUILD=overwrite cargo test -p middleware-tests pictures::`, then check them.

use std::{fs, path::Path};

use middleware_core::{
    Capability, Chain, GetResponse, Mode, Plan, middleware,
    plan::{Format, UnknownFormat},
};

/// Three layers: two bridges, one of them the hop, and hooks.
fn three() -> Plan {
    Plan::of_view("shop::views::hello", Mode::Async)
        .wrapped_in("Timing", Capability::Both)
        .wrapped_in("Audit", Capability::SyncOnly)
        .wrapped_in("Fetch", Capability::AsyncOnly)
        .with_blocking_hooks(1)
}

/// Notes at two layers, one of them inside the hop, and at the view. One layer has none, and one note is too long.
fn notes() -> Plan {
    let figures = "123456 requests, self 25.0 ms, waiting 1.20 ms";
    three().with_notes([
        figures.to_owned(),
        String::new(),
        "<slow> & ".to_owned() + &figures.repeat(3),
        "1200 requests, self 2.10 ms".to_owned(),
    ])
}

/// Names that every format has to escape.
fn odd() -> Plan {
    let name = "Cache<&'static str, \"x\\y\">";
    Plan::of_view("shop::Stub<shop::Request>", Mode::Sync).wrapped_in(name, Capability::AsyncOnly)
}

/// Layers that are skipped: outermost, beside a bridge, two in a row, and innermost.
fn skipped() -> Plan {
    Plan::of_view("shop::views::hello", Mode::Async)
        .with_skipped("Cache", "switched off")
        .wrapped_in("Audit", Capability::SyncOnly)
        .with_skipped("shop.Debug<\"x\">", "only in <development> & on staging")
        .with_skipped("Limit", "no limit is set")
        .wrapped_in("Timing", Capability::Both)
        .with_skipped("Trace", "switched off")
}

/// Names that are long, wide, or written from right to left, and many hooks.
fn long() -> Plan {
    Plan::of_view(&"W".repeat(80), Mode::Sync)
        .wrapped_in("a_name_of_many_words_".repeat(9), Capability::AsyncOnly)
        .wrapped_in("\u{65e5}\u{672c}".repeat(30), Capability::SyncOnly)
        .with_async_hooks(3)
        .with_skipped("<!-- ]]> -->", "a\ttab\nand \u{1b}[31m, \u{fffe} & \"quotes\"")
        .wrapped_in("\u{1f600}<b>&amp;</b>", Capability::Both)
        .with_async_hooks(12)
        .wrapped_in("\u{645}\u{635}\u{627}", Capability::AsyncOnly)
        .with_blocking_hooks(11)
}

/// Forty layers that alternate.
fn forty() -> Plan {
    let kinds = [Capability::SyncOnly, Capability::AsyncOnly];
    (0..40).rev().fold(Plan::of_view("hello", Mode::Async), |inner, at| {
        inner.wrapped_in(format!("shop.Layer{at}"), kinds[at % kinds.len()])
    })
}

/// Many layers.
fn twenty() -> Plan {
    let kinds = [Capability::Both, Capability::AsyncOnly, Capability::Both, Capability::SyncOnly];
    (0..20).rev().fold(Plan::of_view("hello", Mode::Sync), |inside, at| {
        inside.wrapped_in(format!("Layer{at}"), kinds[at % kinds.len()])
    })
}

fn ending(format: Format) -> &'static str {
    match format {
        Format::Json => "json",
        Format::Mermaid => "mmd",
        Format::Dot => "dot",
        Format::Svg => "svg",
        _ => "txt",
    }
}

#[test]
fn pictures_are_as_ever() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/plan");
    for (name, plan) in
        [("three", three()), ("skipped", skipped()), ("odd", odd()), ("twenty", twenty())]
    {
        for format in Format::ALL {
            let picture = plan.picture(Mode::Async, format).to_string();
            let file = folder.join(name).with_extension(ending(format));
            if std::env::var_os("TRYBUILD").is_some_and(|wish| wish == "overwrite") {
                fs::write(&file, &picture).unwrap();
            }
            let golden = fs::read_to_string(&file).unwrap();
            assert_eq!(picture, golden, "{}", file.display());
        }
    }
}

#[test]
fn json_is_json_and_tells_all() {
    let json = |plan: &Plan, caller| -> Vec<serde_json::Value> {
        serde_json::from_str(&plan.picture(caller, Format::Json).to_string()).unwrap()
    };
    let stops = json(&three(), Mode::Async);
    let kinds: Vec<_> = stops.iter().map(|stop| stop["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["caller", "layer", "bridge", "layer", "bridge", "layer", "view"]);
    assert_eq!((&stops[2]["hop"], &stops[4]["hop"]), (&true.into(), &false.into()));
    assert_eq!(stops[2]["reason"], "`Fetch` has no `call`");
    assert_eq!(stops[4]["reason"], "`Audit` has no `acall`");
    assert_eq!(json(&odd(), Mode::Async)[1]["name"], "Cache<&'static str, \"x\\y\">");
}

#[test]
fn from_sync_code_nothing_is_a_hop() {
    let picture = three().picture(Mode::Sync, Format::Json).to_string();
    let outermost = r#""bridge": "async_to_sync", "hop": false, "reason": "`Fetch` has no `call`""#;
    assert!(picture.contains(outermost), "{picture}");
    assert!(!picture.contains(r#""hop": true"#));
}

#[test]
fn a_layer_that_is_skipped_stands_where_it_was_listed() {
    let picture = skipped().picture(Mode::Async, Format::Json).to_string();
    let stops: Vec<serde_json::Value> = serde_json::from_str(&picture).unwrap();
    let names: Vec<_> = stops.iter().map(|stop| stop["name"].as_str().unwrap_or("-")).collect();
    let expected =
        ["-", "-", "Trace", "Timing", "Limit", "shop.Debug<\"x\">", "Audit", "-", "Cache", "hello"];
    assert_eq!(names, expected);
}

#[test]
fn a_format_has_a_name() {
    for format in Format::ALL {
        assert_eq!(format.to_string().parse(), Ok(format));
    }
    let error: UnknownFormat = "png".parse::<Format>().unwrap_err();
    assert_eq!(
        error.to_string(),
        "unknown format `png`: use `text`, `json`, `mermaid`, `dot` or `svg`"
    );
}

#[test]
fn the_text_has_one_lane_if_there_is_one_thread() {
    let alone = Plan::of_view("hello", Mode::Async);
    assert_eq!(
        alone.picture(Mode::Async, Format::Text).to_string(),
        "\
Called from async code: no hop

 runtime
 thread    layer    capability   mode
    ○      caller                async
    ○      hello    view         async

 ○ async   ■ sync   The response takes the same path back.
"
    );
    assert_eq!(
        three().picture(Mode::Sync, Format::Text).to_string(),
        "\
Called from sync code: no hop; the thread blocks while async code runs

 caller's
 thread    layer    capability   mode
    ■      caller                sync
    ╪      sync to async: the thread blocks, because `Fetch` has no `call`
    ○      Fetch    async only   async, a blocking hook
    ╪      async to sync: inline, no hop, because `Fetch` has no `call`
    ■      Audit    sync only    sync
    ╪      sync to async: the thread blocks, because `Audit` has no `acall`
    ○      Timing   both         async
    ○      hello    view         async

 ○ async   ■ sync   ╪ bridge   The response takes the same path back.
"
    );
}

#[middleware(both)]
fn timing<G>(request: u32, get_response: &GetResponse<G>) -> u32 {
    get_response.call(request)
}

#[middleware]
fn audit<G>(request: u32, get_response: &GetResponse<G>) -> u32 {
    get_response.call(request)
}

#[middleware]
async fn fetch<G>(request: u32, get_response: &GetResponse<G>) -> u32 {
    get_response.acall(request).await
}

async fn hello(request: u32) -> u32 {
    request
}

/// A chain with a box between two layers, a finished chain for its view, and layers that are left out.
#[test]
fn boxed_nested_and_optional_layers_are_in_the_picture() {
    let nested = Chain::<u32, u32>::new().with(audit()).view(hello);
    let chain = Chain::<u32, u32>::new().with_if(false, timing()).with(fetch()).boxed();
    let plan = chain.with_if(true, timing()).with(Some(timing())).view(nested).plan();
    let [text, svg] =
        [Format::Text, Format::Svg].map(|format| plan.picture(Mode::Async, format).to_string());
    assert_eq!(
        text,
        "\
Called from async code: one hop to a pool thread

 runtime   pool
 thread    thread   layer    capability   mode
    ○               caller                async
    ┆               timing   skipped: switched off
    ○               fetch    async only   async
    ╰────────╮      the hop, because `fetch` has no `call`
             ■      timing   both         sync
             ■      timing   both         sync
             ■      audit    sync only    sync
             ╪      sync to async: the thread blocks, because `audit` has no `acall`
             ○      hello    view         async

 ○ async   ■ sync   ╪ bridge   ┆ skipped   The response takes the same path back.
"
    );
    for name in ["timing", "fetch", "audit"] {
        assert!(svg.contains(&format!(">{name}</text>")), "{svg}");
    }
}

#[test]
fn the_image_has_the_notes_of_the_layers() {
    let svg = notes().picture(Mode::Async, Format::Svg).to_string();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/plan/notes.svg");
    if std::env::var_os("TRYBUILD").is_some_and(|wish| wish == "overwrite") {
        fs::write(&file, &svg).unwrap();
    }
    assert_eq!(svg, fs::read_to_string(&file).unwrap_or_default(), "{}", file.display());
    let document = roxmltree::Document::parse(&svg).unwrap();
    let notes = document.descendants().filter(|element| element.attribute("class") == Some("note"));
    let notes: Vec<_> = notes.filter_map(|note| note.text()).collect();
    assert_eq!(notes.len(), 3);
    assert_eq!(notes[0], "123456 requests, self 25.0 ms, waiting 1.20 ms");
    assert_eq!(notes[2], "1200 requests, self 2.10 ms");
}

/// Any names and any number of layers result in an image that a browser and a screen reader can read.
#[test]
fn an_svg_is_accessible_xml_within_its_frame() {
    let alone = Plan::of_view("hello", Mode::Async);
    for plan in [alone, three(), notes(), odd(), skipped(), twenty(), long(), forty()] {
        for caller in [Mode::Sync, Mode::Async] {
            let svg = plan.picture(caller, Format::Svg).to_string();
            let document = roxmltree::Document::parse(&svg).unwrap();
            let root = document.root_element();
            assert_eq!(root.attribute("role"), Some("img"));
            let text_of = |name: &str| {
                let element = root.children().find(|child| child.has_tag_name(name)).unwrap();
                element.text().unwrap().to_owned()
            };
            assert!(text_of("title").contains(plan.view().name()));
            // Names are shortened in the image, and not in its description.
            let description = text_of("desc");
            for layer in plan.layers() {
                assert!(description.contains(layer.name()), "{description}");
            }
            assert!(text_of("style").contains("prefers-color-scheme: dark"));

            let number = |element: roxmltree::Node<'_, '_>, name| {
                element.attribute(name).map_or(0.0, |number| number.parse::<f64>().unwrap())
            };
            let (width, height) = (number(root, "width"), number(root, "height"));
            assert!(width <= 800.0);
            for element in root.descendants().filter(roxmltree::Node::is_element) {
                let right = number(element, "x") + number(element, "width");
                let bottom = number(element, "y") + number(element, "height");
                assert!(right <= width && bottom <= height, "{element:?}");
            }
        }
    }
}
