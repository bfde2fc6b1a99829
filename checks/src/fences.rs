// SPDX-License-Identifier: MIT OR Apache-2.0
//! Code and output come by include and say where they are from; only commands are typed.

use std::{ops::Range, sync::LazyLock};

use pulldown_cmark::{CodeBlockKind, Event, Tag};
use regex::Regex;

use crate::{
    book::{Book, Page},
    includes::includes,
    problem::Problem,
};

static ONLY_INCLUDES: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^(\{\{#include [^}]+\}\}\s*)+$").unwrap());
static OUTPUT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^listings/([^/]+)/outputs/([^/]+)\.txt$").unwrap());
static CAPTION: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"^<p class="listing"(?: data-seed="(\d+)")?>(.*)</p>$"#).unwrap()
});
static SEEDED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"data-seed="[^"]*">([^<]*)"#).unwrap());

/// The code blocks of a page: their tag (none for an indented block) and their bytes.
pub fn code_blocks(page: &Page) -> Vec<(Option<String>, Range<usize>)> {
    page.events()
        .filter_map(|(event, range)| match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(tag))) => {
                Some((Some(tag.to_string()), range))
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => Some((None, range)),
            _ => None,
        })
        .collect()
}

pub fn check(book: &Book) -> anyhow::Result<Vec<Problem>> {
    let mut problems = Vec::new();
    for page in &book.pages {
        for (tag, range) in code_blocks(page) {
            if let Some(message) = wrong(book, page, tag.as_deref(), range.clone()) {
                problems.push(page.problem(range.start, message));
            }
        }
        for found in SEEDED.captures_iter(&page.text) {
            let program = program(&found[1]).unwrap_or_default();
            if !book.root.join(&program).is_file() {
                let offset = found.get(0).map_or(0, |whole| whole.start());
                let message =
                    format!("a seed for a program that does not exist: `{program}`");
                problems.push(page.problem(offset, message));
            }
        }
    }
    Ok(problems)
}

fn wrong(
    book: &Book,
    page: &Page,
    tag: Option<&str>,
    range: Range<usize>,
) -> Option<String> {
    let block = &page.text[range.clone()];
    let Some(tag) = tag else {
        return Some("code block by indentation: use a fence with a tag".into());
    };
    if block.starts_with('~') {
        return Some("a fence of ~~~: the math scanner reads it, use backticks".into());
    }
    match tag {
        "" => {
            return Some(
                "a fence without a tag: use rust, python, toml, text or sh".into(),
            );
        }
        "sh" => return None,
        "rust" | "python" | "toml" | "text" => {}
        _ => {
            return Some(format!(
                "a fence with the tag `{tag}`: use rust, python, toml, text or sh"
            ));
        }
    }
    let body: Vec<&str> = block.lines().skip(1).collect();
    let body = body.split_last().map_or(String::new(), |(_, lines)| lines.join("\n"));
    if !ONLY_INCLUDES.is_match(&body) {
        return Some(format!(
            "a `{tag}` fence with typed text: include it from a listing"
        ));
    }
    let expected = caption(book, page, &body, range.start)?;
    let before = page.text[..range.start].trim_end().lines().last().unwrap_or_default();
    let found = CAPTION.captures(before);
    let part =
        |n| found.as_ref().and_then(|found| found.get(n)).map(|part| part.as_str());
    let seed = seed(book, &expected);
    let fits = part(2) == Some(&expected) && part(1) == seed.as_deref();
    let data = seed.map_or(String::new(), |seed| format!(" data-seed=\"{seed}\""));
    let wanted = format!("<p class=\"listing\"{data}>{expected}</p>");
    (!fits).then(|| format!("the line above this fence should be: {wanted}"))
}

/// What the line above a fence has to say: the part of the file, the file and the command that
/// runs it, or the command that prints the output.
fn caption(book: &Book, page: &Page, body: &str, offset: usize) -> Option<String> {
    let include = includes(page, body, offset).into_iter().next()?;
    let file = include.file;
    if let (Some(anchor), Some(command)) = (include.anchor, command(&file)) {
        return Some(format!("<b>{anchor}</b> {file} <span>{command}</span>"));
    }
    let Some(output) = OUTPUT.captures(&file) else { return Some(file) };
    let (listing, output) = (&output[1], &output[2]);
    let (program, _) = output.split_once('-').unwrap_or((output, ""));
    let example = book.root.join(format!("listings/{listing}/examples/{program}.rs"));
    let kind = if example.is_file() { "example" } else { "bin" };
    let command = format!("cargo run -p {listing} --{kind} {program}");
    let arguments = book.read(&format!("listings/{listing}/outputs/{output}.args"));
    Some(
        arguments
            .map_or(command.clone(), |words| format!("{command} -- {}", words.trim())),
    )
}

/// The file of the program that a caption's command runs.
fn program(caption: &str) -> Option<String> {
    let (listing, program) =
        caption.strip_prefix("cargo run -p ")?.split_once(" --bin ")?;
    let (program, _) = program.split_once(" -- ").unwrap_or((program, ""));
    Some(format!("listings/{listing}/src/bin/{program}.rs"))
}

/// The seed of that program, if it has one.
fn seed(book: &Book, caption: &str) -> Option<String> {
    Some(book.code(&program(caption)?).ok()?.seed()?.to_string())
}

/// The command that runs a file of a listing; its tests, if it is a part of the library.
fn command(file: &str) -> Option<String> {
    if file.ends_with(".py") {
        return Some(format!("python3 {file}"));
    }
    let file = file.strip_prefix("listings/")?.strip_suffix(".rs")?;
    let (listing, file) = file.split_once('/')?;
    Some(match file.rsplit_once('/')? {
        ("src/bin", name) => format!("cargo run -p {listing} --bin {name}"),
        ("examples", name) => {
            format!("cargo run --release -p {listing} --example {name}")
        }
        ("tests", name) => format!("cargo test -p {listing} --test {name}"),
        _ => format!("cargo test -p {listing}"),
    })
}
