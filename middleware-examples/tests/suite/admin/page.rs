//! The page in a browser.

use middleware_core::Mode;
use serde_json::{Value, json};

use super::{Shown, browser::Browser};

const TAB: char = '\u{e004}';
const ENTER: char = '\u{e007}';

/// One browser for all, because its start takes longer than they do.
#[test]
fn in_a_browser() {
    let Some(browser) = Browser::start("the live page in a browser") else { return };
    figures_appear_change_and_agree_with_the_snapshot(&browser);
    it_works_by_keyboard_and_can_be_paused(&browser);
    it_fits_a_phone_and_has_contrast_on_light_and_dark_pages(&browser);
}

/// Reads the requests of a chain from the page.
fn requests(chain: &str) -> String {
    format!(
        "Number(document.querySelector('[data-chain=\"{chain}\"] [data-sum=Requests] span')?.textContent.replace(',', ''))"
    )
}

/// The text of a cell of a layer's row in the first chain.
fn cell(layer: &str, label: &str) -> String {
    format!(
        "[...document.querySelectorAll('section:first-of-type tbody tr')].find((row) => \
         row.querySelector('th')?.firstChild.textContent === '{layer}')?.querySelector('[data-label=\"{label}\"]').textContent"
    )
}

fn figures_appear_change_and_agree_with_the_snapshot(browser: &Browser) {
    let shown = Shown::start("page", Mode::Sync);
    browser.open(&shown.url("/"));
    browser.wait_until("document.getElementById('status').textContent === 'Live'");
    browser.wait_until("document.querySelectorAll('section').length === 2");

    shown.call(5);
    browser.wait_until(&format!("{} === 5", requests("/page/slow")));
    shown.call(3);
    for chain in ["/page/slow", "/page/quick"] {
        browser.wait_until(&format!("{} === 8", requests(chain)));
    }

    // Nothing is called any more, so both have the same figures.
    let snapshot = shown.snapshot();
    let slow = &snapshot["chains"][0];
    assert_eq!(slow["total"]["count"], 8);
    let shown_times = ["Timing", "sleep", "hello"].map(|layer| {
        let text = browser.run(&format!("return {}", cell(layer, "99 % before")));
        seconds(text.as_str().unwrap())
    });
    let rows = [&slow["layers"][0], &slow["layers"][1], &slow["view"]];
    for (shown, row) in shown_times.into_iter().zip(rows) {
        let exact = row["before"]["p99"].as_f64().unwrap();
        assert!((shown - exact).abs() <= exact * 0.01 + 1e-9, "{shown} of {row}");
        assert_eq!(
            browser.run(&format!("return {}", cell(row["name"].as_str().unwrap(), "Requests"))),
            "8"
        );
    }

    // The layer that sleeps is the slow one.
    let slowest =
        browser.run("return document.querySelector('.slowest th').firstChild.textContent");
    assert_eq!(slowest, "sleep");
    let widths = browser.run(
        "return [...document.querySelectorAll('section:first-of-type .bar .before')].map((bar) => bar.offsetWidth)",
    );
    let widths: Vec<_> =
        widths.as_array().unwrap().iter().map(|width| width.as_f64().unwrap()).collect();
    assert!(widths[1] > 10.0 * widths[0].max(1.0) && widths[1] > 10.0 * widths[2], "{widths:?}");

    // The last three requests were slow.
    let slow = browser.run("return [...document.querySelectorAll('section')].map((chain) => chain.querySelectorAll('.slow > li').length)");
    assert_eq!(slow, json!([3, 0]));

    let summary = "document.querySelector('details summary')";
    browser.run(&format!("{summary}.click()"));
    browser.wait_until("document.querySelector('details img')?.naturalWidth > 0");
    assert_eq!(browser.console(), json!([]));
    // The end of the server would be a message.
    browser.open("about:blank");
}

/// Durations as the page writes them.
fn seconds(text: &str) -> f64 {
    let (number, unit) = text.split_once(' ').unwrap_or((text, "s"));
    let factor = match unit {
        "ns" => 1e-9,
        "µs" => 1e-6,
        "ms" => 1e-3,
        _ => 1.0,
    };
    number.parse::<f64>().unwrap() * factor
}

fn it_works_by_keyboard_and_can_be_paused(browser: &Browser) {
    let shown = Shown::start("keyboard", Mode::Async);
    browser.open(&shown.url("/"));
    browser.wait_until("document.querySelectorAll('section').length === 2");
    let focused = || browser.run("return document.activeElement.textContent");
    let order = ["Skip to the figures", "Pause", "snapshot.json", "metrics", "Plan with figures"];
    for expected in order {
        browser.press(TAB);
        assert_eq!(focused(), expected);
    }
    browser.press(ENTER);
    browser.wait_until("document.querySelector('details').open");

    browser.run("document.getElementById('pause').focus()");
    browser.press(ENTER);
    assert_eq!(browser.run("return document.getElementById('pause').ariaPressed"), "true");
    browser.wait_until("document.getElementById('status').textContent === 'Paused'");
    shown.call(1);
    // The next events are for both pages, and only the one that is not paused shows them.
    browser.run("window.open('/', 'other')");
    let figures = requests("/keyboard/quick");
    let other = figures.replace("document.", "window.open('', 'other').document.");
    browser.wait_until(&format!("{other} === 1"));
    assert_eq!(browser.run(&format!("return {figures} || 0")), 0);
    browser.press(ENTER);
    browser.wait_until(&format!("{figures} === 1"));

    // What a screen reader reads aloud by itself is the connection only.
    let live = "return [...document.querySelectorAll('[role=status], [role=alert], [aria-live]')].map((one) => one.id)";
    assert_eq!(browser.run(live), json!(["status"]));
    assert_eq!(browser.console(), json!([]));
    browser.run("window.open('', 'other').close()");
    drop(shown);
    browser.wait_until("document.getElementById('status').className === 'lost'");
}

fn it_fits_a_phone_and_has_contrast_on_light_and_dark_pages(browser: &Browser) {
    let shown = Shown::start("phone", Mode::Async);
    shown.call(4);
    browser.open(&shown.url("/"));
    browser.wait_until(&format!("{} === 4", requests("/phone/slow")));
    for (width, scheme) in [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")] {
        let media = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
        browser.command("Emulation.setEmulatedMedia", &media);
        let screen = json!({"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": true});
        browser.command("Emulation.setDeviceMetricsOverride", &screen);
        browser.wait_until(&format!("innerWidth === {width}"));
        let content = browser.run("return document.documentElement.scrollWidth");
        assert!(content.as_u64().unwrap() <= width, "{content} of {width}");
        let contrast = browser.run(CONTRAST);
        assert_eq!(contrast, json!([]), "{width} {scheme}");
        save(browser, &format!("{width}-{scheme}"));
    }
}

/// The texts whose contrast is less than 4.5: 1, which WCAG requires.
const CONTRAST: &str = r"
const channels = (colour) => colour.match(/[\d.]+/g).map(Number);
const light = (colour) => {
  const [r, g, b] = channels(colour).slice(0, 3).map((c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const behind = (one) => {
  for (; one; one = one.parentElement) {
    const colour = getComputedStyle(one).backgroundColor;
    if (channels(colour)[3] !== 0) return colour;
  }
};
return [...document.querySelectorAll('body *')].filter((one) => {
  const hasText = [...one.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim());
  if (!hasText || one.tagName === 'NOSCRIPT' || one.tagName === 'SCRIPT') return false;
  const [a, b] = [light(getComputedStyle(one).color), light(behind(one))];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 4.5;
}).map((one) => one.outerHTML);
";

/// Saves a screenshot in the folder that the variable `SCREENSHOTS` names, if it is set.
fn save(browser: &Browser, name: &str) {
    let Some(folder) = std::env::var_os("SCREENSHOTS") else { return };
    let size = browser.run("return [innerWidth, document.documentElement.scrollHeight]");
    let clip = json!({"x": 0, "y": 0, "width": size[0], "height": size[1], "scale": 1});
    let parameters = json!({"captureBeyondViewport": true, "clip": clip});
    let Value::String(picture) =
        browser.command("Page.captureScreenshot", &parameters)["data"].take()
    else {
        panic!("no picture")
    };
    let file = std::path::Path::new(&folder).join(name).with_extension("png.base64");
    std::fs::write(file, picture).unwrap();
}
