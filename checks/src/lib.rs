// SPDX-License-Identifier: MIT OR Apache-2.0
//! Holds the text of the book against its listings.
//!
//! mdBook and mdbook-katex succeed on a missing include, an unknown anchor, LaTeX that does not
//! render and a broken link. [`check`] builds the book in memory and finds all of these, and
//! every number, listing, output and figure that is not what CONTRIBUTING.md promises. Each
//! module holds one family of checks; `tests/broken.rs` breaks a small book for each of them.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod book;
mod chapters;
mod fences;
mod figures;
mod includes;
mod links;
mod manifests;
mod math;
mod names;
mod numbers;
mod problem;
mod tables;
mod theme;

pub use problem::Problem;

use std::path::Path;

/// Checks the book whose `book.toml` stands in `root`. The answer is sorted by file and line,
/// and empty for a sound book.
///
/// # Errors
///
/// If the book cannot be read or built at all, for example when `SUMMARY.md` names a file that
/// does not exist.
pub fn check(root: &Path) -> anyhow::Result<Vec<Problem>> {
    let book = book::Book::build(root)?;
    let checks = [
        includes::check,
        fences::check,
        math::check,
        numbers::check,
        names::check,
        links::check,
        figures::check,
        chapters::check,
        manifests::check,
        theme::check,
    ];
    let mut problems = Vec::new();
    for check in checks {
        problems.extend(check(&book)?);
    }
    problems.sort();
    problems.dedup();
    Ok(problems)
}

/// The two tables that the appendices include, by file name in `src/tables`.
///
/// # Errors
///
/// If the book cannot be read or built.
pub fn tables(root: &Path) -> anyhow::Result<[(&'static str, String); 2]> {
    let book = book::Book::build(root)?;
    Ok([
        ("counts.md", tables::counts(&book)?),
        ("equations.md", tables::equations(&book)?),
    ])
}
