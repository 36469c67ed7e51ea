//! The links of all pages of the repository lead somewhere.
//!
//! Files and headings are always checked. Links to the documentation of `middleware-core` are checked against the
//! documentation in the folder `LINKS_DOCS`, if that is set: `.ci/run` builds it and sets it. rustdoc checks the links of
//! doc comments. Links to other sites are not followed, because a test needs no network.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

const DOCS: &str = "https://docs.rs/middleware-core/latest/";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// All pages, without those of built files.
fn pages() -> Vec<PathBuf> {
    let mut pages = Vec::new();
    let mut folders = vec![root()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() && name != "target" && !name.starts_with(".git") {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md")
                && name != "links.md"
            {
                pages.push(path);
            }
        }
    }
    pages
}

/// The links and pictures of a page, and the anchors of its headings.
fn links_and_anchors(page: &Path) -> (Vec<String>, BTreeSet<String>) {
    let text = fs::read_to_string(page).unwrap();
    let (mut links, mut anchors) = (Vec::new(), BTreeSet::new());
    let mut heading: Option<String> = None;
    for event in Parser::new_ext(&text, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                links.push(dest_url.into_string());
            }
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::End(TagEnd::Heading(_)) => {
                anchors.extend(heading.take().map(|heading| anchor(&heading)));
            }
            Event::Text(text) | Event::Code(text) => {
                if let Some(heading) = &mut heading {
                    heading.push_str(&text);
                }
            }
            Event::Html(html) | Event::InlineHtml(html) => {
                let sources = html.split("src=\"").skip(1).chain(html.split("href=\"").skip(1));
                links.extend(sources.filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())));
            }
            _ => {}
        }
    }
    (links, anchors)
}

/// The anchor that forges and rustdoc make of a heading.
fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

/// Why a link leads nowhere.
fn broken(page: &Path, link: &str) -> Option<&'static str> {
    let (target, fragment) = link.split_once('#').unwrap_or((link, ""));
    if let Some(item) = target.strip_prefix(DOCS) {
        let docs = std::env::var_os("LINKS_DOCS")?;
        let file = root().join(docs).join(item);
        let file =
            if item.ends_with('/') || item.is_empty() { file.join("index.html") } else { file };
        let Ok(html) = fs::read_to_string(file) else { return Some("no such page of the docs") };
        let is_there = fragment.is_empty() || html.contains(&format!("id=\"{fragment}\""));
        return (!is_there).then_some("no such place on the page of the docs");
    }
    if target.contains("://") {
        return None;
    }
    let path =
        if target.is_empty() { page.to_owned() } else { page.parent().unwrap().join(target) };
    if !path.exists() {
        return Some("no such file");
    }
    let is_page = path.extension().is_some_and(|extension| extension == "md");
    let is_there = fragment.is_empty() || !is_page || links_and_anchors(&path).1.contains(fragment);
    (!is_there).then_some("no such heading")
}

#[test]
fn every_link_of_every_page_leads_somewhere() {
    let mut found = Vec::new();
    for page in pages() {
        for link in links_and_anchors(&page).0 {
            if let Some(why) = broken(&page, &link) {
                found.push(format!("{}: {link}: {why}", page.display()));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn a_link_that_leads_nowhere_is_found() {
    let page = root().join("README.md");
    assert_eq!(broken(&page, "no-such-file.md"), Some("no such file"));
    assert_eq!(broken(&page, "README.md#no-such-heading"), Some("no such heading"));
    assert_eq!(broken(&page, "README.md#quick-start"), None);
}
