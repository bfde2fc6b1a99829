// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the theme overrides is what it was written against, and each page says what it is about.

use std::{collections::BTreeMap, fmt::Write as _, fs, sync::LazyLock};

use mdbook_driver::MDBook;
use regex::Regex;
use sha2::{Digest, Sha256};

use crate::{
    book::{Book, select},
    problem::{Problem, line_of},
};

static MARK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[Oo]verrides\s+(\S+)\s+of\s+mdBook\s+(\S+)\s+\((\w+)\)").unwrap()
});

/// The length of a description that search engines and previews show whole.
const DESCRIPTION: std::ops::RangeInclusive<usize> = 50..=160;

pub fn check(book: &Book) -> anyhow::Result<Vec<Problem>> {
    let mut problems = overrides(book)?;
    problems.extend(descriptions(book));
    Ok(problems)
}

/// Each file of the theme that takes the place of one of mdBook's names that file's beginning
/// of a SHA-256: an upgrade of mdBook that changes the original asks for a second look.
fn overrides(book: &Book) -> anyhow::Result<Vec<Problem>> {
    let original = tempfile::tempdir()?;
    MDBook::init(original.path()).copy_theme(true).build()?;
    let mut problems = Vec::new();
    for name in ["index.hbs", "book.js"] {
        let file = format!("theme/{name}");
        let Ok(text) = book.read(&file) else { continue };
        let wanted = fingerprint(&fs::read(original.path().join(&file))?);
        let marks = MARK.captures_iter(&text);
        let fits = marks.into_iter().any(|m| &m[1] == name && m[3] == wanted);
        if !fits {
            let message = format!(
                "was not written against this mdBook's own {name}: see what it changed, then say \
                 “Overrides {name} of mdBook VERSION ({wanted})”"
            );
            problems.push(Problem::new(file, line_of(&text, "verrides"), message));
        }
    }
    Ok(problems)
}

fn fingerprint(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().take(6).fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("a String takes all");
        hex
    })
}

fn descriptions(book: &Book) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
    for page in &book.pages {
        let mut tell = |message: String| problems.push(page.problem(0, message));
        let Some(description) = page.description() else {
            tell(
                "the first line of a page is <!-- description: a sentence about it -->"
                    .into(),
            );
            continue;
        };
        let length = description.chars().count();
        if !DESCRIPTION.contains(&length) {
            tell(format!("a description of {length} characters: 50 to 160 are shown"));
        }
        if let Some(other) = seen.insert(description, &page.file) {
            tell(format!("has the description of {other}"));
        }
        let built = select(&page.html, "meta[name=description]");
        let built: Vec<_> =
            built.iter().filter_map(|meta| meta.attr("content")).collect();
        if built != [description] {
            tell(format!("is built with {} descriptions, not this one", built.len()));
        }
    }
    problems
}
