// SPDX-License-Identifier: MIT OR Apache-2.0
//! Each decimal number in the prose stands, digit by digit, in the chapter's code, tests,
//! outputs or figures.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use regex::{Captures, Regex};
use scraper::Html;

use crate::{
    book::{Book, Page, select},
    fences::code_blocks,
    problem::Problem,
};

/// A decimal, and its power of ten if one stands behind it: 1.5, 1.5e-3, 1.5×10⁻³, and TeX's
/// 1.5\times10^{-3}.
static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x) (?: ^ | [^\w.] ) (?<digits> \d+ \. \d+ )
        (?: e (?<e> [+-]? \d+ )
          | \s* (?: × | \\times | \\cdot ) \s* 10 (?: \^ \{? (?<tex> [-−]? \d+ ) \}? | (?<raised> [⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+ ) )
        )?
        (?<cut> \s* (?: … | \\l?dots ) )?",
    )
    .unwrap()
});

/// What a page says in its own right although it has digits and a point.
static EXEMPT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?xi)
        \{\{\# [^}]* \}\}                                 # includes
        | </? [a-z] [^>]* > | < https?: [^>]* >           # tags and bare links
        | \] \( [^)]* \)                                  # targets of links
        | arxiv: \d+ \. \d+
        | @ \d [\w.]* | \d+ \. \d+ \. \d+ [\w.-]*         # versions
        | (?: sections? | § ) \s* \d+ (?: \. \d+ )+ (?: \s* (?: and | to | , ) \s* \d+ (?: \. \d+ )+ )*
        "#,
    )
    .unwrap()
});
static QUOTED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?s)<span class="quoted"(?: title="([^"]*)")?\s*>.*?</span>"#).unwrap()
});
/// The digits of a number and its power of ten.
type Number = (String, Option<i32>);

pub fn check(book: &Book) -> anyhow::Result<Vec<Problem>> {
    let mut problems = Vec::new();
    let mut listings = BTreeMap::new();
    for name in book.listings()? {
        let numbers = evidence(book, &name)?;
        listings.insert(name, numbers);
    }
    // A page without a listing of its own speaks of all chapters.
    let all: BTreeSet<Number> = listings.values().flatten().cloned().collect();
    for page in &book.pages {
        let borne = listings.get(&page.name).unwrap_or(&all);
        for found in QUOTED.captures_iter(&page.text) {
            if found.get(1).is_none_or(|title| title.as_str().trim().is_empty()) {
                let offset = found.get(0).map_or(0, |whole| whole.start());
                let message = "a quoted number without its source: give the span a title";
                problems.push(page.problem(offset, message));
            }
        }
        let prose = prose(page);
        for found in NUMBER.captures_iter(&prose) {
            let cut = found.name("cut").is_some();
            let number = number(&found);
            if !is_borne(&number, cut, borne) {
                let digits = found.name("digits").expect("every match has digits");
                let power =
                    number.1.map_or(String::new(), |power| format!(" × 10^{power}"));
                let message = format!(
                    "{}{power} stands in no code, test, output or figure of this chapter",
                    number.0
                );
                problems.push(page.problem(digits.start(), message));
            }
        }
    }
    Ok(problems)
}

/// The page's text with everything blanked out that is not the book's own prose, so that the
/// bytes keep their places.
fn prose(page: &Page) -> String {
    let mut prose = page.text.clone();
    for (_, range) in code_blocks(page) {
        let blank = " ".repeat(range.len());
        prose.replace_range(range, &blank);
    }
    for pattern in [&QUOTED, &EXEMPT] {
        let blank = |found: &Captures| " ".repeat(found[0].len());
        prose = pattern.replace_all(&prose, blank).into_owned();
    }
    prose
}

fn number(found: &Captures) -> Number {
    let raised = |digits: &str| {
        let plain = digits.chars().map(|c| match c {
            '⁻' | '−' => '-',
            '¹' => '1',
            '²' => '2',
            '³' => '3',
            '⁰'..='⁹' => {
                char::from_u32(c as u32 - '⁰' as u32 + '0' as u32).unwrap_or(c)
            }
            other => other,
        });
        plain.collect::<String>().parse().ok()
    };
    let power = ["e", "tex", "raised"].iter().find_map(|&name| found.name(name));
    (found["digits"].to_string(), power.and_then(|digits| raised(digits.as_str())))
}

fn is_borne((digits, power): &Number, cut: bool, borne: &BTreeSet<Number>) -> bool {
    if borne.contains(&(digits.clone(), *power)) {
        return true;
    }
    let decimals = digits.split('.').nth(1).map_or(0, str::len);
    cut && decimals >= 2
        && borne
            .iter()
            .any(|(longer, p)| p == power && longer.starts_with(digits.as_str()))
}

/// The numbers that the chapter `name` computes or tests.
fn evidence(book: &Book, name: &str) -> anyhow::Result<BTreeSet<Number>> {
    let mut texts = Vec::new();
    for folder in ["src", "tests"] {
        for file in book.files(&format!("listings/{name}/{folder}"), "rs") {
            texts.extend(book.code(&file)?.literals());
        }
    }
    for file in book.files(&format!("listings/{name}/outputs"), "txt") {
        texts.push(book.read(&file)?);
    }
    let prefix = format!("src/figures/{name}-");
    for file in
        book.files("src/figures", "svg").into_iter().filter(|f| f.starts_with(&prefix))
    {
        let svg = Html::parse_fragment(&book.read(&file)?);
        for element in select(&svg, "text, title, desc") {
            texts.push(element.text().collect());
        }
    }
    Ok(texts
        .iter()
        .flat_map(|text| NUMBER.captures_iter(text))
        .map(|n| number(&n))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(text: &str) -> Vec<Number> {
        NUMBER.captures_iter(text).map(|found| number(&found)).collect()
    }

    #[test]
    fn a_number_is_read_with_its_power_of_ten() {
        let expected = vec![("1.5".to_string(), Some(-3))];
        for text in ["1.5e-3", "1.5×10⁻³", r"1.5\times10^{-3}", r"1.5 \cdot 10^{-3}"]
        {
            assert_eq!(numbers(text), expected, "{text}");
        }
        assert_eq!(numbers("0.5, 1.25"), [("0.5".into(), None), ("1.25".into(), None)]);
    }

    #[test]
    fn only_a_cut_number_may_be_shorter_than_its_evidence() {
        let borne = BTreeSet::from([("0.3408450569".to_string(), None)]);
        assert!(is_borne(&("0.3408".into(), None), true, &borne));
        assert!(!is_borne(&("0.3408".into(), None), false, &borne));
        assert!(!is_borne(&("0.3".into(), None), true, &borne));
        assert!(!is_borne(&("0.3409".into(), None), true, &borne));
    }
}
