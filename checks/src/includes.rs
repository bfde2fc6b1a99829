// SPDX-License-Identifier: MIT OR Apache-2.0
//! Every include finds its file and its anchor, and nothing that was made for a page is on none.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use regex::Regex;

use crate::{
    book::{Book, Page, from_page},
    problem::Problem,
};

static INCLUDE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\{\{#(\w+)\s+([^}\s:]+)(?::([^}]*))?\}\}").unwrap());
static ANCHOR: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"ANCHOR(_END)?:\s*([\w-]+)").unwrap());

/// An include directive of a page.
pub struct Include {
    /// Its place in the page.
    pub offset: usize,
    /// The file, as a path from the book's root.
    pub file: String,
    /// The anchor, if only a part of the file is included.
    pub anchor: Option<String>,
    directive: String,
}

/// The include directives of a text that stands on `page`, `offset` bytes from its beginning.
pub fn includes(page: &Page, text: &str, offset: usize) -> Vec<Include> {
    INCLUDE
        .captures_iter(text)
        .map(|found| Include {
            offset: offset + found.get(0).map_or(0, |whole| whole.start()),
            directive: found[1].to_string(),
            file: from_page(page, &found[2]),
            anchor: found.get(3).map(|anchor| anchor.as_str().trim().to_string()),
        })
        .collect()
}

/// The anchors of one file: each with the line where it begins.
#[derive(Default)]
struct Anchors {
    lines: BTreeMap<String, usize>,
    problems: Vec<Problem>,
}

impl Anchors {
    fn read(file: &str, text: &str) -> Self {
        let mut anchors = Self::default();
        // Open anchors, each with the number of lines that it holds so far.
        let mut open: BTreeMap<String, usize> = BTreeMap::new();
        let mut problems = Vec::new();
        let mut tell = |line, message: String| {
            problems.push(Problem::new(file, line, message));
        };
        for (index, line) in text.lines().enumerate() {
            let number = index + 1;
            let Some(found) = ANCHOR.captures(line) else {
                if !line.trim().is_empty() {
                    open.values_mut().for_each(|lines| *lines += 1);
                }
                continue;
            };
            let name = found[2].to_string();
            if found.get(1).is_none() {
                if anchors.lines.insert(name.clone(), number).is_some() {
                    tell(number, format!("anchor `{name}` stands twice in this file"));
                }
                open.insert(name, 0);
            } else {
                match open.remove(&name) {
                    Some(0) => tell(number, format!("anchor `{name}` is empty")),
                    Some(_) => {}
                    None => tell(
                        number,
                        format!("ANCHOR_END of `{name}`, which was not open"),
                    ),
                }
            }
        }
        for name in open.keys() {
            let line = anchors.lines[name];
            tell(
                line,
                format!("anchor `{name}` is never closed: add ANCHOR_END: {name}"),
            );
        }
        anchors.problems = problems;
        anchors
    }
}

pub fn check(book: &Book) -> anyhow::Result<Vec<Problem>> {
    let mut problems = Vec::new();
    let mut anchors = BTreeMap::new();
    let scripts = book.files("listings", "py");
    let mut code = book.files("listings", "rs");
    code.extend(book.files("checks/libraries/src", "rs"));
    for file in code.into_iter().chain(scripts.clone()) {
        let found = Anchors::read(&file, &book.read(&file)?);
        anchors.insert(file, found);
    }
    let mut used: BTreeSet<(String, Option<String>)> = BTreeSet::new();
    for page in &book.pages {
        for include in includes(page, &page.text, 0) {
            if let Some(message) = wrong(book, &anchors, &include) {
                problems.push(page.problem(include.offset, message));
            }
            used.insert((include.file, include.anchor));
        }
    }
    for (file, found) in anchors {
        problems.extend(found.problems);
        for (name, line) in found.lines {
            if !used.contains(&(file.clone(), Some(name.clone()))) {
                let message =
                    format!("anchor `{name}` is used by no page: show it or remove it");
                problems.push(Problem::new(&file, line, message));
            }
        }
    }
    const UNUSED: &str = "is used by no page: include it or remove it";
    for file in scripts {
        if !used.iter().any(|(shown, _)| *shown == file) {
            problems.push(Problem::new(file, 1, UNUSED));
        }
    }
    let outputs = book.files("listings", "txt");
    let made = [
        outputs.into_iter().filter(|file| file.contains("/outputs/")).collect(),
        book.files("src/figures", "svg"),
        book.files("figures/controls", "html"),
    ];
    for file in made.into_iter().flatten() {
        if !used.contains(&(file.clone(), None)) {
            problems.push(Problem::new(file, 1, UNUSED));
        }
    }
    problems.extend(programs_without_output(book));
    Ok(problems)
}

fn wrong(
    book: &Book,
    anchors: &BTreeMap<String, Anchors>,
    include: &Include,
) -> Option<String> {
    let Include { directive, file, anchor, .. } = include;
    if directive != "include" {
        return Some(format!("`{{{{#{directive}}}}}`: use {{{{#include}}}}"));
    }
    if !book.root.join(file).is_file() {
        return Some(format!("include of `{file}`, which does not exist"));
    }
    let known = anchors.get(file).map(|found| &found.lines);
    match anchor {
        Some(name)
            if name
                .chars()
                .any(|c| c == ':' || c.is_ascii_digit() && name.starts_with(c)) =>
        {
            Some(format!("include of the lines `{name}`: lines move, use an anchor"))
        }
        Some(name) if !known.is_some_and(|lines| lines.contains_key(name)) => {
            Some(format!("include of anchor `{name}`, which `{file}` does not have"))
        }
        None if known.is_some_and(|lines| !lines.is_empty()) => Some(format!(
            "include of the whole of `{file}` would print its ANCHOR comments"
        )),
        _ => None,
    }
}

fn programs_without_output(book: &Book) -> Vec<Problem> {
    let silent = |(listing, program): (String, String)| {
        let output = format!("listings/{listing}/outputs/{program}.txt");
        let file = format!("listings/{listing}/src/bin/{program}.rs");
        let message = "has no output: `cargo update-book` writes it";
        (!book.root.join(output).is_file()).then(|| Problem::new(file, 1, message))
    };
    book.programs().into_iter().filter_map(silent).collect()
}
