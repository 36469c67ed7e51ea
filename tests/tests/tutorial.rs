//! Follows the tutorial of the guide, and the quick start of the README, as a reader does: builds each step, runs it, and
//! compares with what the page shows.
//!
//! It is a test binary of its own, because it builds a project, and the suite need not wait for that.
//!
//! A block `rs` of the page is an item: it replaces the item of the same name, or is added. The page's port is replaced by
//! a free one. The time in `x-took-us` is not compared, because it differs from run to run.

use std::{
    env, fs,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

const PAGE: &str = include_str!("../../middleware-core/src/guide/tutorial.md");
const ADDRESS: &str = "127.0.0.1:3000";

/// A project that follows the page.
struct Project {
    folder: PathBuf,
    address: String,
    /// The items of `src/main.rs`, by name.
    items: Vec<(String, String)>,
    dependencies: Vec<(String, String)>,
}

/// The program of a step, stopped when it is dropped.
struct Running {
    child: Child,
    output: PathBuf,
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

#[test]
fn each_step_does_what_the_page_shows() {
    let mut project = Project::new("shop");
    let steps: Vec<&str> = PAGE.split("\n## ").skip(1).collect();
    assert_eq!(steps.len(), 6);
    for step in steps {
        let title = step.lines().next().unwrap();
        println!("{title}");
        project.follow(step);
    }
}

/// The program of the README prints the plan of the README, and answers.
#[test]
fn the_quick_start_does_what_the_readme_shows() {
    let readme = include_str!("../../README.md");
    let section = |title: &str| readme.split("\n## ").find(|part| part.starts_with(title)).unwrap();
    let mut project = Project::new("quick_start");
    let quick_start = blocks(section("Quick start"));
    let (_, program) =
        quick_start.iter().find(|(language, _)| language.starts_with("rust")).unwrap();
    replace(&mut project.items, "program", program);
    // Of axum, only what the program needs.
    let dependencies = quick_start.iter().find(|(language, _)| *language == "toml").unwrap().1;
    let dependencies = dependencies
        .replace("axum = \"0.8\"", "axum = { version = \"0.8\", default-features = false, features = [\"http1\", \"tokio\"] }")
        .replace("\"full\"", "\"macros\", \"net\", \"rt-multi-thread\"");
    replace(&mut project.dependencies, "dependencies", &dependencies);
    project.write();
    project.cargo(&["build", "--offline"]);
    let mut running = project.run();
    wait_for(&project.address, &mut running);
    let plan = blocks(section("The plan"))[0].1;
    let printed = fs::read_to_string(&running.output).unwrap();
    assert!(printed.contains(plan), "{plan}\nis not in:\n{printed}");
    project.curl("$ curl -i http://127.0.0.1:3000/\nHTTP/1.1 200 OK\nserver: corner shop\ncontent-length: 6\n\nhello");
}

impl Project {
    fn new(name: &str) -> Self {
        let folder = root().join("target/tutorial").join(name);
        drop(fs::remove_dir_all(&folder));
        fs::create_dir_all(folder.join("src")).unwrap();
        // The versions of the workspace are on this machine already.
        fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
        let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        Self { folder, address: free.to_string(), items: Vec::new(), dependencies: Vec::new() }
    }

    fn name(&self) -> &str {
        self.folder.file_name().unwrap().to_str().unwrap()
    }

    fn follow(&mut self, step: &str) {
        let blocks = blocks(step);
        for (language, text) in &blocks {
            match *language {
                "rs" => replace(&mut self.items, item_name(text), text),
                "toml" if text.starts_with('[') => {
                    replace(&mut self.dependencies, text.lines().next().unwrap(), text);
                }
                "toml" => fs::write(self.folder.join("settings.toml"), text).unwrap(),
                _ => {}
            }
        }
        self.write();
        let consoles: Vec<_> =
            blocks.iter().filter(|(language, _)| *language == "console").collect();
        if let Some((_, test)) = consoles.iter().find(|(_, text)| text.starts_with("$ cargo test"))
        {
            let printed = self.cargo(&["test", "--offline"]);
            let line = test.lines().nth(1).unwrap();
            assert!(printed.contains(line), "{line} is not in:\n{printed}");
            return;
        }
        self.cargo(&["build", "--offline"]);
        let mut running = self.run();
        wait_for(&self.address, &mut running);
        let shown = blocks.iter().filter(|(language, _)| *language == "text").map(|(_, text)| text);
        for text in shown {
            let mut printed = fs::read_to_string(&running.output).unwrap();
            if !printed.contains(text) && self.folder.join("settings.toml").exists() {
                printed = self.with_the_error();
            }
            assert!(printed.contains(text), "{text}\nis not in:\n{printed}");
        }
        for (_, text) in consoles {
            if let Some(file) = text.strip_prefix("$ cat ") {
                let (file, shown) = file.split_once('\n').unwrap();
                let written = fs::read_to_string(self.folder.join(file)).unwrap();
                assert_eq!(written, format!("{shown}\n"));
            } else if text.starts_with("$ curl") {
                self.curl(text);
            }
        }
    }

    fn write(&self) {
        let dependencies = self.dependencies.iter().map(|(_, text)| text.as_str());
        let core = root().join("middleware-core");
        let dependencies: String = dependencies.collect::<Vec<_>>().join("\n");
        let dependencies =
            dependencies.replace("../middleware/middleware-core", core.to_str().unwrap());
        let manifest = format!(
            "[package]\nname = \"{}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n{dependencies}\n[workspace]\n",
            self.name()
        );
        fs::write(self.folder.join("Cargo.toml"), manifest).unwrap();
        let items = self.items.iter().map(|(_, text)| text.as_str());
        let program = items.collect::<Vec<_>>().join("\n").replace(ADDRESS, &self.address);
        fs::write(self.folder.join("src/main.rs"), program).unwrap();
    }

    fn cargo(&self, arguments: &[&str]) -> String {
        let output = Command::new(env!("CARGO"))
            .args(arguments)
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", root().join("target/tutorial/build"))
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .output()
            .unwrap();
        let printed = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let (printed, errors) = (printed(&output.stdout), printed(&output.stderr));
        assert!(output.status.success(), "cargo {arguments:?}:\n{printed}\n{errors}");
        assert!(!errors.contains("warning"), "{errors}");
        printed
    }

    fn run(&self) -> Running {
        let output = self.folder.join("output.txt");
        let child = Command::new(root().join("target/tutorial/build/debug").join(self.name()))
            .current_dir(&self.folder)
            .stdout(fs::File::create(&output).unwrap())
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        Running { child, output }
    }

    /// What the program prints if the settings have the error that the page describes.
    fn with_the_error(&self) -> String {
        let file = self.folder.join("settings.toml");
        let settings = fs::read_to_string(&file).unwrap();
        fs::write(&file, settings.replace("shop.Timing", "shop.Timming")).unwrap();
        let mut running = self.run();
        running.child.wait().unwrap();
        fs::write(&file, settings).unwrap();
        fs::read_to_string(&running.output).unwrap()
    }

    fn curl(&self, shown: &str) {
        let (command, shown) = shown.split_once('\n').unwrap();
        let header = command.split('\'').nth(1).map(|header| format!("{header}\r\n"));
        let path = command.split(ADDRESS).nth(1).unwrap();
        let mut connection = TcpStream::connect(&self.address).unwrap();
        let header = header.unwrap_or_default();
        write!(
            connection,
            "GET {path} HTTP/1.1\r\nhost: {ADDRESS}\r\nconnection: close\r\n{header}\r\n"
        )
        .unwrap();
        let mut answer = String::new();
        connection.read_to_string(&mut answer).unwrap();
        let answer = answer.replace("\r\n", "\n");
        let (head, body) = answer.split_once("\n\n").unwrap();
        let (shown_head, shown_body) = shown.split_once("\n\n").unwrap();
        assert_eq!(body, format!("{shown_body}\n"), "{command}");
        let head: Vec<_> = head.lines().map(without_time).collect();
        for line in shown_head.lines() {
            assert!(head.contains(&without_time(line)), "{command}: {line} is not in {head:?}");
        }
        let extra = head.len() - shown_head.lines().count();
        assert_eq!(extra, 2, "{command}: besides `date` and `connection`: {head:?}");
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// The code blocks of a text, with their languages.
fn blocks(text: &str) -> Vec<(&str, &str)> {
    let fenced = text.split("\n```").skip(1).step_by(2);
    fenced.map(|block| block.split_once('\n').unwrap()).collect()
}

/// Imports, or the line that declares the item.
fn item_name(item: &str) -> &str {
    let mut lines = item.lines().filter(|line| !line.starts_with("//") && !line.starts_with("#["));
    let line = lines.next().unwrap();
    let line = line.trim_start_matches("async ");
    match line.split_whitespace().next() {
        Some("use") => "use",
        Some("impl<G>") => line,
        _ => line.split(['<', '(', '{']).next().unwrap(),
    }
}

/// Replaces the text of that name, or adds it.
fn replace(texts: &mut Vec<(String, String)>, name: &str, text: &str) {
    let text = format!("{text}\n");
    match texts.iter_mut().find(|(known, _)| known == name) {
        Some((_, known)) => *known = text,
        None => texts.push((name.to_owned(), text)),
    }
}

/// The line, without the time if it is the header that has one.
fn without_time(line: &str) -> &str {
    if line.starts_with("x-took-us: ") { "x-took-us" } else { line }
}

/// Waits until the program listens. It has a minute.
fn wait_for(address: &str, running: &mut Running) {
    for _ in 0..6000 {
        if TcpStream::connect(address).is_ok() {
            return;
        }
        if running.child.try_wait().unwrap().is_some() {
            break;
        }
        thread::sleep(Duration::from_millis(10));
    }
    panic!("it does not listen: {}", fs::read_to_string(&running.output).unwrap());
}
