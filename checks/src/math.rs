// SPDX-License-Identifier: MIT OR Apache-2.0
//! Each formula renders and can be read aloud, and no directive is left on a page.

use mdbook_katex::{
    cfg::KatexConfig,
    scan::{Delimiter, Event, Scan},
};
use scraper::node::Node;

use crate::{
    book::{Book, Page},
    problem::{Problem, line_of},
};

/// A formula of a page: its place, its TeX, and whether it has a paragraph to itself.
pub struct Formula<'a> {
    pub offset: usize,
    pub tex: &'a str,
    pub display: bool,
}

/// The formulas of a page, found by the scanner that mdbook-katex finds them with.
pub fn formulas(text: &str) -> Vec<Formula<'_>> {
    let (block, inline) = (Delimiter::same("$$".into()), Delimiter::same("$".into()));
    let mut begin = 0;
    let mut formulas = Vec::new();
    for event in Scan::new(text, &block, &inline) {
        let (end, display) = match event {
            Event::Begin(offset) => {
                begin = offset;
                continue;
            }
            Event::TextEnd(_) => continue,
            Event::InlineEnd(end) => (end, false),
            Event::BlockEnd(end) => (end, true),
        };
        formulas.push(Formula { offset: begin, tex: &text[begin..end], display });
    }
    formulas
}

pub fn check(book: &Book) -> anyhow::Result<Vec<Problem>> {
    let mut problems = Vec::new();
    let (inline, display) = KatexConfig::default().build_opts(&book.root);
    for page in &book.pages {
        for formula in formulas(&page.text) {
            if let Some(problem) = without_anchor(page, &formula) {
                problems.push(problem);
            }
            let options = if formula.display { &display } else { &inline };
            if let Err(error) = katex::render_with_opts(formula.tex, options) {
                let message = format!("LaTeX that does not render: {error}");
                problems.push(page.problem(formula.offset, message));
            }
        }
        problems.extend(without_mathml(page));
        problems.extend(left_over(page));
    }
    Ok(problems)
}

/// A numbered equation without the frame that gives it a name to link to.
fn without_anchor(page: &Page, formula: &Formula<'_>) -> Option<Problem> {
    let number = formula.tex.split_once("\\tag{")?.1.split_once('}')?.0;
    let frame = format!(
        "<div class=\"equation\" id=\"eq-{number}\"><a href=\"#eq-{number}\" \
         aria-label=\"Link to equation {number}\">#</a>"
    );
    let before = page.text[..formula.offset].trim_end_matches('$').trim_end();
    (!before.ends_with(&frame)).then(|| {
        page.problem(
            formula.offset,
            format!("the line above this equation should be: {frame}"),
        )
    })
}

fn without_mathml(page: &Page) -> Option<Problem> {
    let silent = page.select(".katex").into_iter().any(|formula| {
        !formula.descendent_elements().any(|e| e.value().name() == "math")
    });
    let offset = formulas(&page.text).first().map_or(0, |formula| formula.offset);
    silent.then(|| {
        page.problem(
            offset,
            "formulas without MathML, silent for a screen reader: set output = \
             \"htmlAndMathml\" under [preprocessor.katex] in book.toml",
        )
    })
}

/// Raw `$` and `{{#` in the text of the built page.
fn left_over(page: &Page) -> Vec<Problem> {
    const CODE: [&str; 5] = ["code", "pre", "annotation", "script", "style"];
    let mut problems = Vec::new();
    for text in page.select("*").into_iter().flat_map(|element| element.children()) {
        let Node::Text(words) = text.value() else { continue };
        let in_code = text
            .ancestors()
            .filter_map(|node| node.value().as_element())
            .any(|element| CODE.contains(&element.name()));
        let directive = words.contains("{{#");
        if directive || (words.contains('$') && !in_code) {
            let mark = if directive { "{{#" } else { "$" };
            // The words as they stand in the source, or the first such mark if they do not.
            let line = words
                .lines()
                .find(|line| line.contains(mark) && page.text.contains(line.trim()))
                .map_or(mark, str::trim);
            let line = line_of(&page.text, line);
            let message =
                format!("a raw `{mark}` is left on the page: “{}”", words.trim());
            problems.push(Problem::new(&page.file, line, message));
        }
    }
    problems
}
