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

/// Commands that Markdown takes the backslash from, in what a formula says to a screen reader and to
/// the clipboard, and commands of the same meaning that it leaves alone.
const EATEN: [(char, &str); 14] = [
    (',', r"\thinspace"),
    (':', r"\medspace"),
    ('>', r"\medspace"),
    (';', r"\thickspace"),
    ('!', r"\negthinspace"),
    ('{', r"\lbrace"),
    ('}', r"\rbrace"),
    ('|', r"\Vert"),
    ('\\', r"\cr"),
    ('_', r"\textunderscore"),
    ('%', r"\char37"),
    ('#', r"\char35"),
    ('&', r"\char38"),
    ('$', r"\char36"),
];

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
            problems.extend(eaten(page, &formula));
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

/// A backslash that is gone on the page.
fn eaten(page: &Page, formula: &Formula<'_>) -> Option<Problem> {
    let at = formula.tex.match_indices('\\').map(|(at, _)| at).find(|&at| {
        formula.tex[at + 1..].starts_with(|c: char| c.is_ascii_punctuation())
    })?;
    let sign = formula.tex[at + 1..].chars().next()?;
    let instead = EATEN.iter().find(|(eaten, _)| *eaten == sign);
    let instead = instead
        .map_or("a command of letters".into(), |(_, command)| format!("`{command}`"));
    Some(page.problem(
        formula.offset + at,
        format!("Markdown makes `{sign}` of `\\{sign}` in a formula: write {instead}"),
    ))
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

#[cfg(test)]
mod tests {
    use super::EATEN;

    /// What a formula looks like, without the TeX that it carries along.
    fn drawn(tex: &str) -> String {
        let options = katex::Opts::builder().display_mode(true).build().unwrap();
        let html = katex::render_with_opts(tex, &options).unwrap();
        let (before, rest) = html.split_once("<annotation").unwrap();
        let (_, after) = rest.split_once("</annotation>").unwrap();
        format!("{before}{after}")
    }

    #[test]
    fn a_command_of_letters_is_drawn_as_the_one_it_replaces() {
        for (sign, command) in EATEN {
            let formulas: &[&str] = match sign {
                '\\' => &[
                    r"\begin{aligned} a &= 1 @ b &= 2 \end{aligned}",
                    r"\begin{cases} a & 1 @ b & 2 \end{cases}",
                    r"\begin{pmatrix} a @ b \end{pmatrix}",
                ],
                '_' => &[r"\text{a@ b}"],
                '%' | '#' | '&' | '$' => &["5@ x", r"\text{a@ b}"],
                _ => &["a @ b"],
            };
            for formula in formulas {
                let [short, long] = [&format!("\\{sign}"), command]
                    .map(|command| formula.replace('@', command));
                assert_eq!(drawn(&short.replace("_ ", "_")), drawn(&long), "{command}");
            }
        }
    }
}
