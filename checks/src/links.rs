// SPDX-License-Identifier: MIT OR Apache-2.0
//! Links lead somewhere, all that is published is a page, and no page asks another site for anything.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    sync::LazyLock,
};

use regex::Regex;
use scraper::Html;
use walkdir::WalkDir;

use crate::{
    book::{Book, Page, select, slashes},
    problem::{Problem, line_of},
};

/// What a browser fetches without being asked.
const FETCHED: [(&str, &str); 10] = [
    ("img", "src"),
    ("script", "src"),
    ("iframe", "src"),
    ("source", "src"),
    ("video", "src"),
    ("audio", "src"),
    ("embed", "src"),
    ("object", "data"),
    ("image", "href"),
    ("link:not([rel=canonical])", "href"),
];
static CSS_URL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?:url\(|@import)\s*['"]?((?:https?:)?//[^'")\s;]+)"#).unwrap()
});

pub fn check(book: &Book) -> anyhow::Result<Vec<Problem>> {
    let mut problems = broken_links(book);
    problems.extend(strays(book));
    problems.extend(other_sites(book)?);
    problems.extend(playground(book));
    Ok(problems)
}

/// Every id of every built page, by the page's path in the output.
fn ids(book: &Book) -> BTreeMap<String, BTreeSet<String>> {
    let ids = |page: &Page| {
        let ids = select(&page.html, "[id]").into_iter().filter_map(|e| e.value().id());
        (built(page), ids.map(String::from).collect())
    };
    book.pages.iter().map(ids).collect()
}

/// `src/depth.md` is built to `depth.html`.
fn built(page: &Page) -> String {
    slashes(&Path::new(page.file.trim_start_matches("src/")).with_extension("html"))
}

fn broken_links(book: &Book) -> Vec<Problem> {
    let ids = ids(book);
    let mut problems = Vec::new();
    for page in &book.pages {
        let here = built(page);
        let folder = Path::new(&here).parent().unwrap_or(Path::new(""));
        for link in page.select("a[href]") {
            let href = link.attr("href").unwrap_or_default();
            if is_elsewhere(href) || href.starts_with("mailto:") {
                continue;
            }
            let (path, fragment) = href.split_once('#').unwrap_or((href, ""));
            let target =
                if path.is_empty() { here.clone() } else { slashes(&folder.join(path)) };
            let message = match ids.get(&target) {
                _ if href.is_empty() => "a link to nowhere".to_string(),
                Some(ids) if !fragment.is_empty() && !ids.contains(fragment) => {
                    format!("broken link: `{target}` has no `#{fragment}`")
                }
                None if path.ends_with(".html") || path.ends_with(".md") => {
                    format!("broken link: `{path}` is no page of SUMMARY.md")
                }
                None if !book.output.path().join(&target).exists() => {
                    format!("broken link: there is no `{path}`")
                }
                _ => continue,
            };
            let source = href.replacen(".html", ".md", 1);
            let line = [format!("]({source}"), format!("]({href}"), href.to_string()]
                .iter()
                .find(|needle| page.text.contains(needle.as_str()))
                .map_or(1, |needle| line_of(&page.text, needle));
            problems.push(Problem::new(&page.file, line, message));
        }
        let mut seen = BTreeSet::new();
        for element in select(&page.html, "[id]") {
            let id = element.value().id().unwrap_or_default();
            if !seen.insert(id) {
                let line = line_of(&page.text, id);
                let message = format!("the id `{id}` stands twice on this page");
                problems.push(Problem::new(&page.file, line, message));
            }
        }
    }
    problems
}

/// What mdBook publishes beside the pages because it was found in `src`.
fn strays(book: &Book) -> Vec<Problem> {
    let pages: BTreeSet<String> = book.pages.iter().map(built).collect();
    let own = ["index.html", "print.html", "toc.html", "404.html"];
    let published = WalkDir::new(book.output.path()).into_iter().filter_map(Result::ok);
    published
        .filter_map(|entry| {
            entry.path().strip_prefix(book.output.path()).ok().map(slashes)
        })
        .filter(|path| path.ends_with(".html"))
        .filter(|path| !pages.contains(path) && !own.contains(&path.as_str()))
        .map(|path| {
            let message = "is published as a page of its own: keep it outside of src";
            Problem::new(format!("src/{path}"), 1, message)
        })
        .collect()
}

fn is_elsewhere(address: &str) -> bool {
    ["http://", "https://", "//"].iter().any(|scheme| address.starts_with(scheme))
}

fn other_sites(book: &Book) -> anyhow::Result<Vec<Problem>> {
    let mut addresses = BTreeSet::new();
    for entry in WalkDir::new(book.output.path()) {
        let entry = entry?;
        match entry.path().extension().and_then(|extension| extension.to_str()) {
            Some("html") => {
                let html = Html::parse_document(&fs::read_to_string(entry.path())?);
                addresses.extend(fetched(&html).filter(|address| is_elsewhere(address)));
            }
            Some("css") => {
                let css = fs::read_to_string(entry.path())?;
                addresses
                    .extend(CSS_URL.captures_iter(&css).map(|url| url[1].to_string()));
            }
            _ => {}
        }
    }
    addresses.into_iter().map(|address| locate(book, address)).collect()
}

fn fetched(html: &Html) -> impl Iterator<Item = String> + '_ {
    FETCHED.iter().flat_map(move |(element, attribute)| {
        let elements = select(html, element).into_iter();
        elements.filter_map(|element| element.attr(attribute)).map(String::from)
    })
}

/// Where the source asks for `address`.
fn locate(book: &Book, address: String) -> anyhow::Result<Problem> {
    if address.contains("/katex@") {
        let message = "KaTeX's stylesheet is asked of another site: `no-css = true` is not in \
                       force (a value of the wrong type resets the whole table)";
        let line = line_of(&book.manifest, "[preprocessor.katex]");
        return Ok(Problem::new("book.toml", line, message));
    }
    let message = format!("asks another site for `{address}`: keep a copy in the book");
    let sources = ["md", "css", "hbs", "js", "svg"].iter().flat_map(|extension| {
        ["src", "theme"].map(|folder| book.files(folder, extension))
    });
    for file in sources.flatten() {
        let text = book.read(&file)?;
        if text.contains(&address) {
            return Ok(Problem::new(file, line_of(&text, &address), message));
        }
    }
    Ok(Problem::new("book.toml", 1, message))
}

/// With runnable code on a page, mdBook's script asks play.rust-lang.org for its list of crates.
fn playground(book: &Book) -> Option<Problem> {
    let html = book.config.get("output").and_then(|output| output.get("html"));
    let runnable =
        html.and_then(|html| html.get("playground")?.get("runnable")?.as_bool());
    let message = "set runnable = false under [output.html.playground]: mdBook's script asks \
                   another site for its list of crates otherwise";
    let line = line_of(&book.manifest, "runnable");
    (runnable != Some(false)).then(|| Problem::new("book.toml", line, message))
}
