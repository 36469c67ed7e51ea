//! [`Browser`]: a headless Chromium, driven over the `WebDriver` protocol.

use std::{
    env, fs,
    io::{self, BufRead, BufReader, Write as _},
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::servers::client::agent;

/// How long the page may take. Far longer than it takes.
const PATIENCE: Duration = Duration::from_mins(1);

/// What keeps Chromium from asking for anything but the page.
const ARGUMENTS: [&str; 8] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

/// A browser with an empty profile. It is closed when it is dropped.
pub(super) struct Browser {
    driver: Child,
    url: String,
    profile: PathBuf,
}

impl Browser {
    /// Starts one. `None`, with a word on what is left out, if Chromium or its driver is not installed: unless the variable
    /// `REQUIRE_CHROMIUM` is set.
    pub(super) fn start(left_out: &str) -> Option<Self> {
        static STARTED: AtomicU32 = AtomicU32::new(0);
        let mut driver = Command::new("chromedriver");
        driver.arg("--port=0").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut driver = match driver.spawn() {
            Ok(driver) => driver,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let is_required = env::var_os("REQUIRE_CHROMIUM").is_some();
                assert!(!is_required, "`apt-get install chromium chromium-driver`");
                // Not by a macro, because the harness hides its output.
                let words = format!("LEFT OUT, as chromedriver is not installed: {left_out}");
                let _ = writeln!(io::stderr(), "{words}");
                return None;
            }
            Err(error) => panic!("chromedriver cannot be started: {error}"),
        };
        let stdout = BufReader::new(driver.stdout.take().unwrap());
        let port = stdout.lines().find_map(|line| {
            let line = line.ok()?;
            let port = line.split("was started successfully on port ").nth(1)?;
            Some(port.trim_end_matches('.').to_owned())
        });
        let number = STARTED.fetch_add(1, Ordering::Relaxed);
        let folder = format!("middleware-tests-chromium-{}-{number}", std::process::id());
        let profile = env::temp_dir().join(folder);
        let mut browser = Self { driver, url: String::new(), profile };
        browser.url =
            format!("http://127.0.0.1:{}/session", port.expect("chromedriver has a port"));
        let profile = format!("--user-data-dir={}", browser.profile.display());
        let arguments: Vec<_> = ARGUMENTS.into_iter().chain([&*profile]).collect();
        let session = browser.post(
            "",
            &json!({"capabilities": {"alwaysMatch": {
                "goog:chromeOptions": {"args": arguments},
                "goog:loggingPrefs": {"browser": "ALL"},
            }}}),
        );
        browser.url += "/";
        browser.url += session["sessionId"].as_str().unwrap();
        Some(browser)
    }

    fn post(&self, path: &str, body: &Value) -> Value {
        let request = agent().post(format!("{}{path}", self.url));
        let request = request.header("content-type", "application/json");
        let mut response = request.send(body.to_string()).unwrap();
        // The limit of the client is for texts; a picture is larger.
        let text = response.body_mut().with_config().limit(1 << 28).read_to_string().unwrap();
        assert!(response.status().is_success(), "{path}: {text}");
        serde_json::from_str::<Value>(&text).unwrap()["value"].take()
    }

    pub(super) fn open(&self, url: &str) {
        self.post("/url", &json!({"url": url}));
    }

    /// Runs a script on the page, and returns what it returns.
    pub(super) fn run(&self, script: &str) -> Value {
        self.post("/execute/sync", &json!({"script": script, "args": []}))
    }

    /// Waits until the expression is true on the page.
    #[track_caller]
    pub(super) fn wait_until(&self, expression: &str) {
        let start = Instant::now();
        while self.run(&format!("return Boolean({expression})")) != json!(true) {
            let page = || self.run("return document.body.innerText");
            assert!(start.elapsed() < PATIENCE, "never: {expression}\n{}", page());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Presses a key, as a user without a mouse does.
    pub(super) fn press(&self, key: char) {
        let actions = ["keyDown", "keyUp"].map(|kind| json!({"type": kind, "value": key}));
        let keyboard = json!({"type": "key", "id": "keyboard", "actions": actions});
        self.post("/actions", &json!({"actions": [keyboard]}));
    }

    /// The messages on the console since the last call.
    pub(super) fn console(&self) -> Value {
        self.post("/se/log", &json!({"type": "browser"}))
    }

    /// Calls a command of Chromium's `DevTools`.
    pub(super) fn command(&self, name: &str, parameters: &Value) -> Value {
        self.post("/goog/cdp/execute", &json!({"cmd": name, "params": parameters}))
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // This closes Chromium. A driver that is only killed leaves it running.
        let _ = agent().delete(&self.url).call();
        let _ = self.driver.kill();
        let _ = self.driver.wait();
        let _ = fs::remove_dir_all(&self.profile);
    }
}
