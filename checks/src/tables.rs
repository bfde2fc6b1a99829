// SPDX-License-Identifier: MIT OR Apache-2.0
//! The tables of the appendices, made from the text and the code that they are about.

use std::{collections::BTreeMap, fmt::Write, sync::LazyLock};

use regex::Regex;

use crate::book::Book;

static DISPLAY: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?s)\$\$(.*?)\$\$").unwrap());
static TAG: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\\tag\{(\d+)\}").unwrap());
static TEST: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"#\[test\]\s+fn ([a-z0-9_]+)").unwrap());
static EXERCISE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?m)^\*\*Exercise \d+\.\*\*").unwrap());
static TITLE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?m)^# (.+)$").unwrap());

/// How often each kind of thing occurs, as a Markdown table.
pub fn counts(book: &Book) -> anyhow::Result<String> {
    let chapters = book.pages.iter().filter(|page| page.is_chapter).count();
    let exercises: usize =
        book.pages.iter().map(|page| EXERCISE.find_iter(&page.text).count()).sum();
    let tests = |folder: &str, file: &str| -> anyhow::Result<usize> {
        let mut count = 0;
        for path in book.files(folder, "rs") {
            if path.ends_with(file) {
                count += TEST.find_iter(&book.read(&path)?).count();
            }
        }
        Ok(count)
    };
    let outputs = book.files("listings", "txt");
    let outputs = outputs.iter().filter(|path| path.contains("/outputs/")).count();
    let rows = [
        ("chapters, each with its listing", chapters, "`src`, `listings`"),
        (
            "claims of the text, each a test",
            tests("listings", "/claims.rs")?,
            "`tests/claims.rs`",
        ),
        ("tests in all listings", tests("listings", ".rs")?, "`listings`"),
        ("printed outputs, compared", outputs, "`outputs`"),
        (
            "figures, drawn by a function",
            book.files("src/figures", "svg").len(),
            "`src/figures`",
        ),
        (
            "of these, with controls",
            book.files("src/figures", "html").len(),
            "`figures/src`",
        ),
        ("exercises with solutions", exercises, "at the end of each chapter"),
        (
            "broken sample books",
            tests("checks/tests", "/broken.rs")?,
            "`checks/tests/broken.rs`",
        ),
    ];
    let mut table = String::from("| what | how many | where |\n|---|---:|---|\n");
    for (what, count, place) in rows {
        writeln!(table, "| {what} | {count} | {place} |")?;
    }
    Ok(table)
}

/// For each numbered equation what it says, which pages have it and which tests are named after
/// it, as a Markdown table.
pub fn equations(book: &Book) -> anyhow::Result<String> {
    let mut says: BTreeMap<u32, String> = BTreeMap::new();
    let mut pages: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    for page in &book.pages {
        let title = TITLE.captures(&page.text).map_or(page.name.as_str(), |found| {
            found.get(1).map_or("", |title| title.as_str())
        });
        let mut before = "";
        for display in DISPLAY.captures_iter(&page.text) {
            let math = display.get(1).map_or("", |math| math.as_str()).trim();
            if let Some(tag) = TAG.captures(math) {
                let number: u32 = tag[1].parse()?;
                says.entry(number).or_insert_with(|| statement(math, before));
                let link = format!("[{title}]({}.md#eq-{number})", page.name);
                let links = pages.entry(number).or_default();
                if !links.contains(&link) {
                    links.push(link);
                }
            }
            before = math;
        }
    }
    let mut tests: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    for path in book.files("listings", "rs") {
        for found in TEST.captures_iter(&book.read(&path)?) {
            for number in numbers_in(&found[1]) {
                tests.entry(number).or_default().push(format!("`{}`", &found[1]));
            }
        }
    }
    let mut table = String::from("| no. | it says | in | tests |\n|---|---|---|---|\n");
    for (number, says) in says {
        let list = |of: &BTreeMap<u32, Vec<String>>, between: &str| {
            of.get(&number).map_or(String::new(), |items| items.join(between))
        };
        let (pages, tests) = (list(&pages, ", "), list(&tests, "<br>"));
        writeln!(table, "| ({number}) | ${says}$ | {pages} | {tests} |")?;
    }
    Ok(table)
}

/// A display's formula on one line, without its number; what it goes on from, if it does.
fn statement(math: &str, before: &str) -> String {
    let clean = |math: &str| {
        let math = TAG.replace(math, "").replace('\n', " ");
        let math = math.trim();
        let inner = math.strip_prefix('{').and_then(|math| math.strip_suffix('}'));
        let balanced = |inner: &&str| {
            let mut depth = 0_i32;
            inner.chars().all(|c| {
                depth += i32::from(c == '{') - i32::from(c == '}');
                depth >= 0
            })
        };
        inner.filter(balanced).unwrap_or(math).trim().to_string()
    };
    match clean(math).strip_prefix("{}=") {
        Some(end) => match clean(before).split_once('=') {
            Some((begin, _)) => format!("{begin}={end}"),
            None => end.to_string(),
        },
        None => clean(math),
    }
}

/// The numbers of the equations in a test's name: `equation_13_…`, `equations_10_and_14_…`.
fn numbers_in(name: &str) -> Vec<u32> {
    let words: Vec<&str> = name.split('_').collect();
    let mut numbers = Vec::new();
    for (index, word) in words.iter().enumerate() {
        if !word.starts_with("equation") {
            continue;
        }
        let after = words[index + 1..].iter();
        let after = after.take_while(|w| **w == "and" || w.parse::<u32>().is_ok());
        numbers.extend(after.filter_map(|word| word.parse::<u32>().ok()));
    }
    numbers
}
