// SPDX-License-Identifier: MIT OR Apache-2.0
//! A test that the text calls by its name exists.

use std::{collections::BTreeSet, sync::LazyLock};

use pulldown_cmark::Event;
use regex::Regex;

use crate::{book::Book, problem::Problem};

/// Tests are named as claims: four words or more.
static CLAIM: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^[a-z0-9]+(?:_[a-z0-9]+){3,}$").unwrap());

pub fn check(book: &Book) -> anyhow::Result<Vec<Problem>> {
    let mut tests = BTreeSet::new();
    for file in book.files("listings", "rs") {
        tests.extend(book.code(&file)?.tests());
    }
    let mut problems = Vec::new();
    for page in &book.pages {
        for (event, range) in page.events() {
            let Event::Code(name) = event else { continue };
            if CLAIM.is_match(&name) && !tests.contains(name.as_ref()) {
                let message = format!("there is no test `{name}` in the listings");
                problems.push(page.problem(range.start, message));
            }
        }
    }
    Ok(problems)
}
