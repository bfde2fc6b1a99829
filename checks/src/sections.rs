// SPDX-License-Identifier: MIT OR Apache-2.0
//! What is declared in one place and written in another: sections between two marks, and the test
//! of the outputs, which is the same in all listings.

use std::{collections::BTreeMap, fmt::Write, sync::LazyLock};

use anyhow::{Context, bail};
use regex::Regex;

use crate::{book::Book, manifests, math::formulas, problem::Problem};

static SECTION: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?ms)^(\S+ generated: (\w+) \S+\n)(?:.*?^(\S+ end of \w+ \S+)$)?")
        .unwrap()
});
static TAG: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\\tag\{(\d+)\}").unwrap());

/// The files that are not as they would be generated, each with the text that it should have.
pub fn stale(book: &Book) -> anyhow::Result<Vec<(String, String)>> {
    let mut stale = Vec::new();
    let pages = book.pages.iter().map(|page| page.file.as_str());
    for file in pages.chain(["README.md", "theme/head.hbs"]) {
        let Ok(text) = book.read(file) else { continue };
        let mut wanted = text.clone();
        for found in SECTION.captures_iter(&text) {
            let name = &found[2];
            let end = found
                .get(3)
                .with_context(|| format!("{file}: no end of {name}"))?
                .as_str();
            let written = format!("{}{}{end}", &found[1], section(book, name)?);
            wanted = wanted.replace(&found[0], &written);
        }
        if wanted != text {
            stale.push((file.to_string(), wanted));
        }
    }
    let tests = outputs_tests(book);
    if let Some(model) = tests.values().flatten().next() {
        let missing = tests.iter().filter(|(_, test)| test.is_none());
        stale.extend(missing.map(|(file, _)| (file.clone(), model.clone())));
    }
    Ok(stale)
}

pub fn check(book: &Book) -> anyhow::Result<Vec<Problem>> {
    let mut problems = Vec::new();
    for (file, wanted) in stale(book)? {
        let text = book.read(&file).unwrap_or_default();
        let same = text.lines().zip(wanted.lines()).take_while(|(a, b)| a == b).count();
        let message = "is not up to date: run `cargo update-book`";
        problems.push(Problem::new(file, same + 1, message));
    }
    let tests = outputs_tests(book);
    let mut tests = tests.iter().filter_map(|(file, test)| Some((file, test.as_ref()?)));
    if let Some((model, text)) = tests.next() {
        for (file, _) in tests.filter(|(_, other)| *other != text) {
            let message =
                format!("differs from `{model}`: it is the same in all listings");
            problems.push(Problem::new(file, 1, message));
        }
    }
    Ok(problems)
}

/// The test of the outputs of each listing that has programs, if it is there.
fn outputs_tests(book: &Book) -> BTreeMap<String, Option<String>> {
    let programs = book.programs().into_iter();
    let files =
        programs.map(|(listing, _)| format!("listings/{listing}/tests/outputs.rs"));
    files.map(|file| (file.clone(), book.read(&file).ok())).collect()
}

fn section(book: &Book, name: &str) -> anyhow::Result<String> {
    let mut text = String::new();
    match name {
        "descriptions" => {
            for page in &book.pages {
                let path = page.file.trim_start_matches("src/");
                let words = page.description().unwrap_or_default();
                let words = words.replace('&', "&amp;").replace('"', "&quot;");
                let words = words.replace('<', "&lt;");
                writeln!(
                    text,
                    "{{{{~#if (eq path \"{path}\")}}}}\
                     <meta name=\"description\" content=\"{words}\">\
                     <meta property=\"og:description\" content=\"{words}\">{{{{/if}}}}"
                )?;
            }
            return Ok(text);
        }
        "chapters" => {
            for page in book.pages.iter().filter(|page| page.is_chapter) {
                let words = page.description().unwrap_or_default();
                writeln!(text, "- [{}]({}): {words}", page.title(), page.file)?;
            }
        }
        "listings" => {
            text += "| folder | what to take it for |\n|---|---|\n";
            for name in book.pages.iter().map(|page| &page.name) {
                // Some chapters share the folder of the one before.
                if let Some(words) = manifests::description(book, name) {
                    writeln!(text, "| [`{name}`]({name}.md) | {words} |")?;
                }
            }
        }
        "equations" => text = equations(book)?,
        _ => bail!("there is no section `{name}` to be generated"),
    }
    Ok(format!("\n{text}\n"))
}

/// For each numbered equation what it says, which pages have it and which tests are named after
/// it.
fn equations(book: &Book) -> anyhow::Result<String> {
    let mut says: BTreeMap<u32, String> = BTreeMap::new();
    let mut pages: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    for page in &book.pages {
        let mut before = "";
        for formula in formulas(&page.text).into_iter().filter(|formula| formula.display)
        {
            let tex = formula.tex.trim();
            if let Some(tag) = TAG.captures(tex) {
                let number: u32 = tag[1].parse()?;
                says.entry(number).or_insert_with(|| statement(tex, before));
                let link = format!("[{}]({}.md#eq-{number})", page.title(), page.name);
                let links = pages.entry(number).or_default();
                if !links.contains(&link) {
                    links.push(link);
                }
            }
            before = tex;
        }
    }
    let mut tests: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    for file in book.files("listings", "rs") {
        for test in book.code(&file)?.tests() {
            for number in numbers_in(&test) {
                tests.entry(number).or_default().push(format!("`{test}`"));
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
