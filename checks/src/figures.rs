// SPDX-License-Identifier: MIT OR Apache-2.0
//! A figure can be linked, has a title and a description for those who do not see it, and a
//! caption that says what it shows.

use scraper::ElementRef;

use crate::{
    book::{Book, Page},
    problem::{Problem, line_of},
};

pub fn check(book: &Book) -> anyhow::Result<Vec<Problem>> {
    let mut problems = Vec::new();
    for page in &book.pages {
        let figures = page.select("figure");
        // The n-th figure of the built page is the n-th of the Markdown.
        let places = page.text.match_indices("<figure").map(|(offset, _)| offset);
        for (figure, offset) in figures.iter().zip(places) {
            for message in faults(figure) {
                problems.push(page.problem(offset, message));
            }
        }
        for svg in page.select("svg.figure") {
            let alone = !svg.ancestors().any(|node| {
                node.value()
                    .as_element()
                    .is_some_and(|element| element.name() == "figure")
            });
            if alone {
                let line = line_of(&page.text, "{{#include figures/");
                problems.push(Problem::new(
                    &page.file,
                    line,
                    "a picture outside of <figure>",
                ));
            }
        }
        problems.extend(too_few(page, figures.len()));
    }
    Ok(problems)
}

fn too_few(page: &Page, figures: usize) -> Option<Problem> {
    let message = format!("a chapter has at least two figures; this one has {figures}");
    (page.is_chapter && figures < 2).then(|| page.problem(0, message))
}

fn faults(figure: &ElementRef) -> Vec<&'static str> {
    let mut faults = Vec::new();
    if figure.value().id().is_none_or(str::is_empty) {
        faults.push("a figure without an id: nobody can link to it");
    }
    match child(figure, "svg") {
        None => faults.push("a figure without a picture: include its svg"),
        Some(svg) => {
            let labeled = svg.attr("aria-labelledby").unwrap_or_default();
            let named = |name| {
                child(&svg, name).is_some_and(|element| {
                    let id = element.value().id().unwrap_or_default();
                    has_words(&element) && labeled.split_whitespace().any(|l| l == id)
                })
            };
            if !named("title") {
                faults
                    .push("a figure without a title, or whose aria-labelledby misses it");
            }
            if !named("desc") {
                faults.push(
                    "a figure without a description, or whose aria-labelledby misses it",
                );
            }
        }
    }
    if !child(figure, "figcaption").is_some_and(|caption| has_words(&caption)) {
        faults.push("a figure without a caption: say what it shows in <figcaption>");
    }
    faults
}

fn child<'a>(element: &ElementRef<'a>, name: &str) -> Option<ElementRef<'a>> {
    element.descendent_elements().find(|descendent| descendent.value().name() == name)
}

fn has_words(element: &ElementRef) -> bool {
    element.text().any(|text| !text.trim().is_empty())
}
