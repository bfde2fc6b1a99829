// SPDX-License-Identifier: MIT OR Apache-2.0
//! Holds the text of the book against its listings.
//!
//! mdBook and mdbook-katex succeed on a missing include, an unknown anchor, LaTeX that does not
//! render and a broken link. [`check`] builds the book in memory and finds all of these, and
//! every number, listing, output and figure that is not what CONTRIBUTING.md promises. Each
//! module holds one family of checks; `tests/broken.rs` breaks a small book for each of them.
#![forbid(unsafe_code)]

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
mod rust;
mod sections;
mod theme;

pub use book::Book;
pub use problem::Problem;
pub use sections::stale;

/// What is wrong with a book, sorted by file and line.
pub fn check(book: &Book) -> anyhow::Result<Vec<Problem>> {
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
        sections::check,
        theme::check,
    ];
    let mut problems = Vec::new();
    for check in checks {
        problems.extend(check(book)?);
    }
    problems.sort();
    problems.dedup();
    Ok(problems)
}
