// SPDX-License-Identifier: MIT OR Apache-2.0
//! A chapter has its listing, one title, a recap, and exercises with their solutions.

use std::sync::LazyLock;

use regex::Regex;

use crate::{
    book::{Book, Page},
    includes::includes,
    problem::Problem,
};

static EXERCISE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\*\*Exercise (\d+)\.\*\*").unwrap());
static SOLUTION: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?s)<details>\s*<summary>Solution</summary>(.*?)</details>").unwrap()
});

pub fn check(book: &Book) -> anyhow::Result<Vec<Problem>> {
    let mut problems = Vec::new();
    let listings = book.listings()?;
    for page in &book.pages {
        problems.extend(titles(page));
        if !page.is_chapter {
            continue;
        }
        // Two chapters may share a listing, which has the name of one of them.
        let folder = format!("listings/{}/", page.name);
        let shows = |folder: &str| {
            includes(page, &page.text, 0).iter().any(|i| i.file.starts_with(folder))
        };
        if !listings.contains(&page.name) {
            if !shows("listings/") {
                problems.push(
                    page.problem(0, format!("a chapter without its listing `{folder}`")),
                );
            }
        } else if !shows(&folder) {
            problems.push(
                page.problem(0, format!("a chapter that shows nothing of `{folder}`")),
            );
        }
        problems.extend(ending(page));
    }
    Ok(problems)
}

fn titles(page: &Page) -> Vec<Problem> {
    let headings = page.headings();
    let mut problems = Vec::new();
    let count = headings.iter().filter(|(level, ..)| *level == 1).count();
    if count != 1 {
        problems
            .push(page.problem(0, format!("a page has one title; this one has {count}")));
    }
    for (_, offset, words) in &headings {
        if words.contains('$') {
            problems.push(
                page.problem(*offset, "math in a heading breaks its link and search"),
            );
        }
    }
    problems
}

fn ending(page: &Page) -> Vec<Problem> {
    let headings = page.headings();
    let place = |name: &str| {
        headings
            .iter()
            .find(|(level, _, words)| *level == 2 && words == name)
            .map(|h| h.1)
    };
    let mut problems = Vec::new();
    if place("Recap").is_none() {
        problems.push(page.problem(0, "a chapter without `## Recap`"));
    }
    match place("Exercises") {
        None => problems.push(page.problem(0, "a chapter without `## Exercises`")),
        Some(offset) if place("Recap").is_some_and(|recap| recap > offset) => {
            problems.push(page.problem(offset, "the recap comes before the exercises"));
        }
        Some(offset) => problems.extend(exercises(page, offset)),
    }
    problems
}

fn exercises(page: &Page, begin: usize) -> Vec<Problem> {
    let mut problems = Vec::new();
    let found: Vec<_> = EXERCISE
        .captures_iter(&page.text[begin..])
        .map(|found| {
            (begin + found.get(0).map_or(0, |whole| whole.start()), found[1].to_string())
        })
        .collect();
    if !(3..=6).contains(&found.len()) {
        let message =
            format!("a chapter has 3 to 6 exercises; this one has {}", found.len());
        problems.push(page.problem(begin, message));
    }
    for (index, (offset, number)) in found.iter().enumerate() {
        if *number != (index + 1).to_string() {
            problems
                .push(page.problem(*offset, format!("this is exercise {}", index + 1)));
        }
        let end = found.get(index + 1).map_or(page.text.len(), |(next, _)| *next);
        let solution = SOLUTION.captures(&page.text[*offset..end]);
        if solution.is_none_or(|words| words[1].trim().is_empty()) {
            let message =
                "an exercise without a solution: <details><summary>Solution</summary>";
            problems.push(page.problem(*offset, message));
        }
    }
    problems
}
