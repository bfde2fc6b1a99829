// SPDX-License-Identifier: MIT OR Apache-2.0
//! Each check sees the book that is broken for it, and names the file and the line.

use std::{fs, path::Path};

use checks::Book;
use tempfile::TempDir;
use walkdir::WalkDir;

/// A copy of the sound little book in `tests/sample`.
struct Sample(TempDir);

impl Sample {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sample");
        for entry in WalkDir::new(&source).into_iter().map(Result::unwrap) {
            let target = folder.path().join(entry.path().strip_prefix(&source).unwrap());
            if entry.file_type().is_dir() {
                fs::create_dir_all(target).unwrap();
            } else {
                fs::copy(entry.path(), target).unwrap();
            }
        }
        Self(folder)
    }

    /// Replaces `old`, which must be there, by `new`.
    fn replace(self, file: &str, old: &str, new: &str) -> Self {
        let path = self.0.path().join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(old), "{file} has no {old:?}");
        fs::write(path, text.replacen(old, new, 1)).unwrap();
        self
    }

    fn write(self, file: &str, text: &str) -> Self {
        let path = self.0.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    fn remove(self, file: &str) -> Self {
        let path = self.0.path().join(file);
        if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }
            .unwrap();
        self
    }

    /// What `cargo update-book` writes.
    fn updated(self) -> Self {
        let stale = checks::stale(&self.book().unwrap()).unwrap();
        stale.iter().fold(self, |sample, (file, text)| sample.write(file, text))
    }

    fn book(&self) -> anyhow::Result<Book> {
        Book::build(self.0.path())
    }

    fn problems(&self) -> Vec<String> {
        checks::check(&self.book().unwrap())
            .unwrap()
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    /// Exactly these problems, each given by its beginning.
    #[track_caller]
    fn has(self, expected: &[&str]) {
        let problems = self.problems();
        let agree = problems.len() == expected.len()
            && problems
                .iter()
                .zip(expected)
                .all(|(problem, begin)| problem.starts_with(begin));
        assert!(agree, "expected {expected:#?}\nfound {problems:#?}");
    }
}

/// The first line of a page.
fn describe(page: &str) -> String {
    format!(
        "<!-- description: What is {page} in a little book that is made to be broken. -->\n\n"
    )
}

const PAGE: &str = "src/good.md";
const LIB: &str = "listings/good/src/lib.rs";
const FENCE: &str = "{{#include ../listings/good/src/lib.rs:half}}";

#[test]
fn the_sample_is_sound() {
    Sample::new().has(&[]);
}

#[test]
fn include_of_a_missing_file() {
    Sample::new().replace(PAGE, "figures/good-one.svg", "figures/none.svg").has(&[
        "src/figures/good-one.svg:1: is used by no page",
        "src/good.md:27: a figure without a picture",
        "src/good.md:28: a raw `{{#` is left on the page",
        "src/good.md:28: include of `src/figures/none.svg`, which does not exist",
    ]);
}

#[test]
fn include_of_a_missing_anchor() {
    Sample::new().replace(PAGE, "lib.rs:half", "lib.rs:third").has(&[
        "listings/good/src/lib.rs:1: anchor `half` is used by no page",
        "src/good.md:11: the line above this fence should be: ",
        "src/good.md:12: include of anchor `third`, which `listings/good/src/lib.rs` does not",
    ]);
}

#[test]
fn include_of_line_numbers() {
    Sample::new().replace(PAGE, "lib.rs:half", "lib.rs:2:3").has(&[
        "listings/good/src/lib.rs:1: anchor `half` is used by no page",
        "src/good.md:11: the line above this fence should be: ",
        "src/good.md:12: include of the lines `2:3`",
    ]);
}

#[test]
fn include_of_a_whole_file_with_anchors() {
    Sample::new().replace(PAGE, "lib.rs:half", "lib.rs").has(&[
        "listings/good/src/lib.rs:1: anchor `half` is used by no page",
        "src/good.md:11: the line above this fence should be: ",
        "src/good.md:12: include of the whole of `listings/good/src/lib.rs`",
    ]);
}

#[test]
fn another_directive() {
    Sample::new()
        .replace(
            PAGE,
            "#include ../listings/good/src",
            "#rustdoc_include ../listings/good/src",
        )
        .has(&[
            "src/good.md:11: a `rust` fence with typed text",
            "src/good.md:12: `{{#rustdoc_include}}`: use {{#include}}",
        ]);
}

#[test]
fn an_anchor_that_is_never_closed() {
    Sample::new()
        .replace(LIB, "// ANCHOR_END: half\n", "")
        .has(&["listings/good/src/lib.rs:1: anchor `half` is never closed"]);
}

#[test]
fn an_anchor_that_was_not_open() {
    Sample::new()
        .replace(LIB, "// ANCHOR_END: half", "// ANCHOR_END: half\n// ANCHOR_END: other")
        .has(&["listings/good/src/lib.rs:5: ANCHOR_END of `other`, which was not open"]);
}

#[test]
fn an_empty_anchor() {
    Sample::new()
        .replace("src/after.md", "0.5", "zero")
        .replace(PAGE, "is 0.5, and", "is one of two, and")
        .replace(LIB, "/// Not 0.75.\npub const HALF: f64 = 0.5;\n", "\n")
        .has(&["listings/good/src/lib.rs:3: anchor `half` is empty"]);
}

#[test]
fn an_anchor_that_stands_twice() {
    let twice =
        "// ANCHOR_END: half\n// ANCHOR: half\nconst A: u8 = 1;\n// ANCHOR_END: half";
    Sample::new()
        .replace(LIB, "// ANCHOR_END: half", twice)
        .has(&["listings/good/src/lib.rs:5: anchor `half` stands twice"]);
}

#[test]
fn an_anchor_that_no_page_uses() {
    let more =
        "// ANCHOR_END: half\n// ANCHOR: more\nconst A: u8 = 1;\n// ANCHOR_END: more";
    Sample::new()
        .replace(LIB, "// ANCHOR_END: half", more)
        .has(&["listings/good/src/lib.rs:5: anchor `more` is used by no page"]);
}

#[test]
fn an_output_that_no_page_uses() {
    Sample::new()
        .write("listings/good/outputs/more.txt", "1\n")
        .has(&["listings/good/outputs/more.txt:1: is used by no page"]);
}

#[test]
fn a_program_without_output() {
    Sample::new()
        .write("listings/good/src/bin/more.rs", "fn main() {}\n")
        .has(&["listings/good/src/bin/more.rs:1: has no output"]);
}

#[test]
fn programs_whose_outputs_are_not_compared() {
    Sample::new()
        .remove("listings/good/tests/outputs.rs")
        .write("listings/second/src/bin/other.rs", "fn main() {}\n")
        .write("listings/second/tests/outputs.rs", "//! A test.\n")
        .has(&[
            "listings/good/tests/outputs.rs:1: is not up to date: run `cargo update-book`",
            "listings/second/src/bin/other.rs:1: has no output: `cargo update-book` writes it",
        ]);
}

#[test]
fn outputs_that_are_compared_in_another_way() {
    Sample::new()
        .write("listings/second/src/bin/other.rs", "fn main() {}\n")
        .write("listings/second/tests/outputs.rs", "//! Another test.\n")
        .has(&[
            "listings/second/src/bin/other.rs:1: has no output",
            "listings/second/tests/outputs.rs:1: differs from `listings/good/tests/outputs.rs`",
        ]);
}

#[test]
fn latex_that_does_not_render() {
    Sample::new().replace(PAGE, r"\tag{10}", r"\tag{10} \frac{1}").has(&[
        "src/good.md:23: LaTeX that does not render: ",
        "src/good.md:23: a raw `$` is left on the page",
    ]);
}

#[test]
fn a_backslash_that_markdown_eats() {
    for (sign, instead) in [(",", "thinspace"), ("{", "lbrace"), ("\\", "cr")] {
        let (begin, end) =
            if sign == "\\" { (r"\begin{aligned}", r"\end{aligned}") } else { ("", "") };
        Sample::new()
            .replace(PAGE, r"$a \times 0.25$", &format!("${begin}a \\{sign} 0.25{end}$"))
            .has(&[&format!("src/good.md:5: Markdown makes `{sign}` of `\\{sign}` in a formula: write `\\{instead}`")]);
    }
}

#[test]
fn formulas_without_mathml() {
    Sample::new()
        .replace("book.toml", "htmlAndMathml", "html")
        .has(&["src/good.md:5: formulas without MathML"]);
}

#[test]
fn a_katex_table_that_was_reset() {
    Sample::new().replace("book.toml", "no-css = true", "no-css = \"true\"").has(&[
        "book.toml:7: KaTeX's stylesheet is asked of another site",
        "src/good.md:5: formulas without MathML",
    ]);
}

#[test]
fn a_raw_dollar() {
    Sample::new()
        .replace("src/after.md", "That was all.", "That was all for 5$.")
        .has(&["src/after.md:9: a raw `$` is left on the page"]);
}

#[test]
fn a_raw_directive() {
    Sample::new()
        .replace("src/after.md", "That was all.", r"That was \{{#all}}.")
        .has(&["src/after.md:9: a raw `{{#` is left on the page"]);
}

#[test]
fn code_typed_into_a_page() {
    Sample::new().replace(PAGE, FENCE, "let half = 1;").has(&[
        "listings/good/src/lib.rs:1: anchor `half` is used by no page",
        "src/good.md:11: a `rust` fence with typed text",
    ]);
}

/// The sample with a listing in Python as well, shown on its page.
fn with_python() -> Sample {
    let shown = format!(
        "{FENCE}\n```\n\n<p class=\"listing\"><b>half</b> {PY} \
         <span>python3 {PY}</span></p>\n\n```python\n{{{{#include ../{PY}:half}}}}"
    );
    Sample::new()
        .write(PY, "# ANCHOR: half\nHALF = 1 / 2\n# ANCHOR_END: half\n")
        .replace(PAGE, FENCE, &shown)
}

const PY: &str = "listings/good/pytorch.py";

#[test]
fn code_in_python() {
    with_python().has(&[]);
}

#[test]
fn python_typed_into_a_page() {
    let include = "{{#include ../listings/good/pytorch.py:half}}";
    with_python().replace(PAGE, include, "half = 1 / 2").has(&[
        "listings/good/pytorch.py:1: anchor `half` is used by no page",
        "listings/good/pytorch.py:1: is used by no page",
        "src/good.md:17: a `python` fence with typed text",
    ]);
}

#[test]
fn python_under_another_command() {
    with_python().replace(PAGE, "<span>python3 ", "<span>python ").has(&[
        "src/good.md:17: the line above this fence should be: <p class=\"listing\">\
         <b>half</b> listings/good/pytorch.py \
         <span>python3 listings/good/pytorch.py</span></p>",
    ]);
}

#[test]
fn python_with_another_anchor() {
    with_python().replace(PY, "ANCHOR: half", "ANCHOR: third").has(&[
        "listings/good/pytorch.py:1: anchor `third` is never closed",
        "listings/good/pytorch.py:1: anchor `third` is used by no page",
        "listings/good/pytorch.py:3: ANCHOR_END of `half`, which was not open",
        "src/good.md:18: include of anchor `half`, which `listings/good/pytorch.py` does not",
    ]);
}

#[test]
fn python_that_no_page_shows() {
    Sample::new()
        .write(PY, "assert 1 / 2 == 0.5\n")
        .has(&["listings/good/pytorch.py:1: is used by no page"]);
}

#[test]
fn output_typed_into_a_page() {
    let output = "{{#include ../listings/good/outputs/run.txt}}";
    Sample::new()
        .replace(PAGE, output, &format!("{output}\n1.5e-3"))
        .has(&["src/good.md:17: a `text` fence with typed text"]);
}

#[test]
fn a_fence_without_a_tag() {
    Sample::new()
        .replace(PAGE, "```sh", "```")
        .has(&["src/good.md:43: a fence without a tag"]);
}

#[test]
fn a_fence_that_is_told_not_to_run() {
    Sample::new()
        .replace(PAGE, "```rust", "```rust,ignore")
        .has(&["src/good.md:11: a fence with the tag `rust,ignore`"]);
}

#[test]
fn a_fence_of_tildes() {
    Sample::new()
        .replace("src/after.md", "That was all.", "~~~sh\nls\n~~~")
        .has(&["src/after.md:9: a fence of ~~~"]);
}

#[test]
fn code_by_indentation() {
    Sample::new()
        .replace("src/after.md", "That was all.", "    let a = 1;")
        .has(&["src/after.md:9: code block by indentation"]);
}

#[test]
fn a_listing_under_another_name() {
    Sample::new()
        .replace(PAGE, "<b>half</b> listings/good/src/lib.rs", "<b>half</b> lib.rs")
        .has(&["src/good.md:11: the line above this fence should be: \
                <p class=\"listing\"><b>half</b> listings/good/src/lib.rs \
                <span>cargo test -p good</span></p>"]);
}

#[test]
fn a_listing_with_another_command() {
    Sample::new()
        .replace(PAGE, "<span>cargo test -p good --test exercises</span>", "")
        .has(&["src/good.md:75: the line above this fence should be: \
                <p class=\"listing\"><b>solution</b> listings/good/tests/exercises.rs \
                <span>cargo test -p good --test exercises</span></p>"]);
}

#[test]
fn a_numbered_equation_without_a_name() {
    Sample::new().replace(PAGE, "id=\"eq-10\"", "id=\"eq-11\"").has(&[
        "src/good.md:21: broken link: `good.html` has no `#eq-10`",
        "src/good.md:23: the line above this equation should be: \
         <div class=\"equation\" id=\"eq-10\"><a href=\"#eq-10\"",
    ]);
}

#[test]
fn an_output_under_another_command() {
    Sample::new()
        .replace(PAGE, "cargo run -p good --bin run", "cargo run")
        .has(&["src/good.md:17: the line above this fence should be: \
                <p class=\"listing\">cargo run -p good --bin run</p>"]);
}

/// A program with a seed, as those of the listings have it.
const SEEDED: &str = "pub fn report(seed: u64) {\n    println!(\"{seed}\");\n}\n\nfn main() {\n    report(7, )\n}\n";

#[test]
fn an_output_without_its_seed() {
    let program = "listings/good/src/bin/run.rs";
    let wanted = "src/good.md:17: the line above this fence should be: \
                  <p class=\"listing\" data-seed=\"7\">cargo run -p good --bin run</p>";
    let seeded = || Sample::new().write(program, SEEDED);
    seeded().has(&[wanted]);
    let say = |seed: &str| format!("<p class=\"listing\"{seed}>cargo run");
    seeded().replace(PAGE, &say(""), &say(" data-seed=\"1\"")).has(&[wanted]);
    seeded().replace(PAGE, &say(""), &say(" data-seed=\"7\"")).has(&[]);
}

#[test]
fn a_seed_that_stands_on_a_line_of_its_own() {
    let broken = SEEDED
        .replace("report(7, )", "report(\n        // the page's seed\n        7,\n    )");
    Sample::new()
        .write("listings/good/src/bin/run.rs", &broken)
        .has(&["src/good.md:17: the line above this fence should be: \
         <p class=\"listing\" data-seed=\"7\">cargo run -p good --bin run</p>"]);
}

#[test]
fn a_seed_for_a_program_that_does_not_exist() {
    let caption = "<p class=\"listing\" data-seed=\"1\">cargo run -p good --bin none</p>";
    Sample::new()
        .replace("src/after.md", "That was all.", caption)
        .has(&["src/after.md:9: a seed for a program that does not exist: `listings/good/src/bin/none.rs`"]);
}

#[test]
fn an_output_with_a_seed_that_its_program_has_not() {
    let (old, new) = (
        "<p class=\"listing\">cargo run",
        "<p class=\"listing\" data-seed=\"1\">cargo run",
    );
    Sample::new()
        .replace(PAGE, old, new)
        .has(&["src/good.md:17: the line above this fence should be: \
         <p class=\"listing\">cargo run -p good --bin run</p>"]);
}

#[test]
fn controls_under_no_figure() {
    Sample::new()
        .write("figures/controls/good-one.html", "<form></form>\n")
        .has(&["figures/controls/good-one.html:1: is used by no page"]);
}

#[test]
fn a_command_says_its_arguments() {
    let sample = || Sample::new().write("listings/good/outputs/run.args", "3 --json\n");
    sample().replace(PAGE, "--bin run<", "--bin run -- 3 --json<").has(&[]);
    sample()
        .replace(PAGE, "--bin run<", "--bin run -- 4 --json<")
        .has(&["src/good.md:17: the line above this fence should be: \
         <p class=\"listing\">cargo run -p good --bin run -- 3 --json</p>"]);
    Sample::new()
        .replace(PAGE, "--bin run<", "--bin runner<")
        .has(&["src/good.md:17: the line above this fence should be: "]);
}

#[test]
fn a_second_output_under_another_command() {
    Sample::new()
        .write("listings/good/outputs/run-more.txt", "1\n")
        .write("listings/good/outputs/run-more.args", "more\n")
        .replace(
            "src/after.md",
            "That was all.",
            "<p class=\"listing\">cargo run</p>\n\n```text\n{{#include ../listings/good/outputs/run-more.txt}}\n```",
        )
        .has(&["src/after.md:11: the line above this fence should be: \
         <p class=\"listing\">cargo run -p good --bin run -- more</p>"]);
}

#[test]
fn a_test_that_does_not_exist() {
    Sample::new()
        .replace("src/after.md", "That was all.", "See `twice_a_half_is_one`.")
        .has(&[]);
    Sample::new()
        .replace("src/after.md", "That was all.", "See `twice_a_half_is_two`.")
        .has(&["src/after.md:9: there is no test `twice_a_half_is_two` in the listings"]);
}

#[test]
fn a_function_that_is_no_test() {
    let sample = |head: &str| {
        Sample::new()
            .replace("src/after.md", "That was all.", "See `one_is_twice_a_half`.")
            .write(
                "listings/good/tests/claims.rs",
                &format!("{head}\nfn one_is_twice_a_half() {{}}\n"),
            )
    };
    let expected =
        "src/after.md:9: there is no test `one_is_twice_a_half` in the listings";
    sample("").has(&[expected]);
    sample("// #[test]").has(&[expected]);
    sample("#[cfg(test)]").has(&[expected]);
    sample("#[test]\n#[ignore = \"slow\"]").has(&[]);
}

#[test]
fn a_decimal_that_nothing_bears() {
    Sample::new()
        .replace(PAGE, "is 0.5, and", "is 0.50, and")
        .has(&["src/good.md:5: 0.50 stands in no code, test, output or figure"]);
}

#[test]
fn a_decimal_in_a_formula_that_nothing_bears() {
    Sample::new()
        .replace(PAGE, r"\times 0.25", r"\times 0.26")
        .has(&["src/good.md:5: 0.26 stands in no code"]);
}

#[test]
fn a_decimal_with_another_power_of_ten() {
    Sample::new()
        .replace(PAGE, "1.5×10⁻³", r"$1.5 \times 10^{-4}$")
        .has(&["src/good.md:6: 1.5 × 10^-4 stands in no code"]);
}

#[test]
fn a_decimal_that_only_a_comment_bears() {
    Sample::new()
        .replace(PAGE, "is 0.5, and", "is 0.75, and")
        .has(&["src/good.md:5: 0.75 stands in no code"]);
}

#[test]
fn a_decimal_that_only_coordinates_bear() {
    Sample::new().replace(PAGE, "is 0.5, and", "is 9.5, not 7.75, and").has(&[
        "src/good.md:5: 7.75 stands in no code",
        "src/good.md:5: 9.5 stands in no code",
    ]);
}

#[test]
fn a_cut_decimal_that_does_not_continue() {
    Sample::new()
        .replace(PAGE, "0.3408…", "0.3409…")
        .has(&["src/good.md:6: 0.3409 stands in no code"]);
}

#[test]
fn a_quoted_number_without_its_source() {
    Sample::new()
        .replace(PAGE, " title=\"He et al. 2015\"", "")
        .has(&["src/good.md:7: a quoted number without its source"]);
}

#[test]
fn a_broken_link() {
    Sample::new()
        .replace(PAGE, "(after.md#the-end)", "(before.md)")
        .has(&["src/good.md:41: broken link: `before.html` is no page"]);
}

#[test]
fn a_broken_fragment() {
    Sample::new()
        .replace(PAGE, "#the-end", "#the-middle")
        .has(&["src/good.md:41: broken link: `after.html` has no `#the-middle`"]);
}

#[test]
fn a_link_to_a_file_that_is_not_there() {
    Sample::new()
        .replace(PAGE, "(#good)", "(figures/three.svg)")
        .has(&["src/good.md:41: broken link: there is no `figures/three.svg`"]);
}

#[test]
fn a_link_to_nowhere() {
    Sample::new()
        .replace(PAGE, "[above](#good)", "[above]()")
        .has(&["src/good.md:41: a link to nowhere"]);
}

#[test]
fn an_id_that_stands_twice() {
    Sample::new()
        .replace("src/after.md", "That", "<span id=\"the-end\">That</span>")
        .has(&["src/after.md:9: the id `the-end` stands twice"]);
}

#[test]
fn a_picture_from_another_site() {
    Sample::new()
        .replace("src/after.md", "That was all.", "![x](https://example.org/x.png)")
        .has(&["src/after.md:9: asks another site for `https://example.org/x.png`"]);
}

#[test]
fn a_file_that_is_published_as_a_page() {
    Sample::new()
        .write("src/parts/form.html", "<form></form>\n")
        .has(&["src/parts/form.html:1: is published as a page of its own"]);
}

#[test]
fn a_stylesheet_that_imports_from_another_site() {
    Sample::new()
        .write("theme/book.css", "\n@import \"//example.org/x.css\";\n")
        .has(&["theme/book.css:2: asks another site for `//example.org/x.css`"]);
}

#[test]
fn a_script_from_another_site() {
    Sample::new()
        .replace(
            "theme/head.hbs",
            "{{! gen",
            "<script src=\"https://example.org/x.js\"></script>\n{{! gen",
        )
        .has(&["theme/head.hbs:1: asks another site for `https://example.org/x.js`"]);
}

#[test]
fn code_that_runs_on_another_site() {
    Sample::new()
        .replace("book.toml", "runnable = false", "runnable = true")
        .has(&["book.toml:17: set runnable = false"]);
}

#[test]
fn a_figure_without_id() {
    Sample::new()
        .replace(PAGE, " id=\"fig-good-one\"", "")
        .has(&["src/good.md:27: a figure without an id"]);
}

#[test]
fn a_figure_without_title() {
    Sample::new()
        .replace("src/figures/good-one.svg", "A line</title>", "</title>")
        .has(&["src/good.md:27: a figure without a title"]);
}

#[test]
fn a_figure_without_description() {
    Sample::new()
        .replace("src/figures/good-two.svg", " two-desc", "")
        .has(&["src/good.md:36: a figure without a description"]);
}

#[test]
fn a_figure_without_caption() {
    Sample::new()
        .replace(PAGE, "<figcaption>It rises.</figcaption>\n", "")
        .has(&["src/good.md:36: a figure without a caption"]);
}

#[test]
fn a_picture_outside_of_a_figure() {
    let figure = "<figure id=\"fig-good-two\">\n{{#include figures/good-two.svg}}\n\
                  <figcaption>It rises.</figcaption>\n</figure>";
    Sample::new()
        .replace(PAGE, figure, "<div>\n{{#include figures/good-two.svg}}\n</div>")
        .has(&[
            "src/good.md:1: a chapter has at least two figures; this one has 1",
            "src/good.md:28: a picture outside of <figure>",
        ]);
}

#[test]
fn a_chapter_without_its_listing() {
    Sample::new()
        .replace("src/SUMMARY.md", "[Later]()", "[Later](later.md)")
        .write("src/later.md", &format!("{}# Later\n", describe("later")))
        .updated()
        .has(&[
            "src/later.md:1: a chapter has at least two figures; this one has 0",
            "src/later.md:1: a chapter without `## Exercises`",
            "src/later.md:1: a chapter without `## Recap`",
            "src/later.md:1: a chapter without its listing `listings/later/`",
        ]);
}

#[test]
fn a_chapter_that_shows_nothing_of_its_listing() {
    let sample =
        Sample::new().replace("src/SUMMARY.md", "[Later]()", "[Later](second.md)").write(
            "src/second.md",
            &format!("{}# Later\n\n## Recap\n\n## Exercises\n", describe("second")),
        );
    sample.updated().has(&[
        "src/second.md:1: a chapter has at least two figures; this one has 0",
        "src/second.md:1: a chapter that shows nothing of `listings/second/`",
        "src/second.md:7: a chapter has 3 to 6 exercises; this one has 0",
    ]);
}

#[test]
fn a_chapter_without_recap() {
    Sample::new()
        .replace(PAGE, "## Recap {#recap}", "Recap")
        .has(&["src/good.md:1: a chapter without `## Recap`"]);
}

#[test]
fn exercises_before_the_recap() {
    Sample::new()
        .replace(PAGE, "## Recap {#recap}\n\n- It works.\n", "")
        .replace(PAGE, "**Exercise 3.**", "## Recap\n\n**Exercise 3.**")
        .has(&["src/good.md:48: the recap comes before the exercises"]);
}

#[test]
fn an_exercise_without_solution() {
    Sample::new()
        .replace(PAGE, "\nA half.\n", "")
        .has(&["src/good.md:53: an exercise without a solution"]);
}

#[test]
fn exercises_out_of_order() {
    Sample::new()
        .replace(PAGE, "**Exercise 2.**", "**Exercise 4.**")
        .has(&["src/good.md:61: this is exercise 2"]);
}

#[test]
fn too_few_exercises() {
    Sample::new()
        .replace(PAGE, "**Exercise 3.**", "Exercise 3.")
        .has(&["src/good.md:51: a chapter has 3 to 6 exercises; this one has 2"]);
}

#[test]
fn a_page_without_title() {
    Sample::new()
        .replace("src/after.md", "# After\n", "After\n")
        .has(&["src/after.md:1: a page has one title; this one has 0"]);
}

#[test]
fn math_in_a_heading() {
    Sample::new()
        .replace("src/after.md", "## The end", "## The end of $n$ {#the-end}")
        .has(&["src/after.md:7: math in a heading"]);
}

#[test]
fn dependencies_that_differ_in_version() {
    Sample::new().replace("listings/second/Cargo.toml", "0.17.2", "0.17.1").has(&[
        "listings/second/Cargo.toml:9: `ndarray` 0.17.1, but 0.17.2 in listings/good",
    ]);
}

#[test]
fn two_programs_of_one_name() {
    Sample::new()
        .write("listings/second/src/bin/run.rs", "fn main() {}\n")
        .write("listings/second/outputs/run.txt", "")
        .replace(
            "src/after.md",
            "## The end",
            "<p class=\"listing\">cargo run -p second --bin run</p>\n\n```text\n{{#include ../listings/second/outputs/run.txt}}\n```\n\n## The end",
        )
        .updated()
        .has(&["listings/second/src/bin/run.rs:1: `listings/good/src/bin/run.rs` has this name"]);
}

#[test]
fn a_version_that_is_not_written_out() {
    Sample::new().replace("listings/second/Cargo.toml", "0.5.1", "0.5").has(&[
        "listings/second/Cargo.toml:12: `approx` 0.5, but 0.5.1 in listings/good",
        "listings/second/Cargo.toml:12: `approx`: write the version's three numbers",
    ]);
}

#[test]
fn a_dependency_of_the_workspace() {
    Sample::new()
        .replace(
            "listings/second/Cargo.toml",
            "version = \"0.1.0\"",
            "version.workspace = true",
        )
        .has(&["listings/second/Cargo.toml:1: `workspace` does not outlive a copy"]);
}

#[test]
fn a_dependency_on_a_sibling() {
    Sample::new()
        .replace(
            "listings/second/Cargo.toml",
            "ndarray = \"0.17.2\"",
            "good = { path = \"../good\" }",
        )
        .has(&[
            "listings/second/Cargo.toml:9: `good` = \"../good\" does not outlive a copy",
        ]);
}

#[test]
fn a_package_under_another_name() {
    Sample::new().replace("listings/second/Cargo.toml", "\"second\"", "\"first\"").has(
        &["listings/second/Cargo.toml:2: the package is named as its folder: `second`"],
    );
}

#[test]
fn a_listing_under_another_license() {
    Sample::new()
        .replace("listings/second/Cargo.toml", "MIT OR Apache-2.0", "MIT")
        .has(&["listings/second/Cargo.toml:1: license = \"MIT OR Apache-2.0\""]);
}

#[test]
fn a_package_for_another_rust() {
    Sample::new().replace("listings/second/Cargo.toml", "1.88", "1.89").has(&[
        "listings/second/Cargo.toml:6: `rust-version` \"1.89\", but \"1.88\" in listings/good/Cargo.toml",
    ]);
    Sample::new()
        .write("web/Cargo.toml", "[package]\nname = \"web\"\nrust-version = \"1.89\"\n")
        .has(&[
            "listings/good/Cargo.toml:6: `rust-version` \"1.88\", but \"1.89\" in web/Cargo.toml",
            "listings/second/Cargo.toml:6: `rust-version` \"1.88\", but \"1.89\" in web/",
        ]);
}

#[test]
fn a_package_for_any_rust() {
    Sample::new()
        .replace("listings/second/Cargo.toml", "rust-version = \"1.88\"\n", "")
        .has(&["listings/second/Cargo.toml:1: `rust-version` is missing"]);
}

#[test]
fn a_listing_without_manifest() {
    Sample::new()
        .remove("listings/second/Cargo.toml")
        .has(&["listings/second/Cargo.toml:1: a listing is a package of its own"]);
}

#[test]
fn a_summary_that_names_a_missing_file() {
    let sample = Sample::new().remove("src/after.md");
    let error = sample.book().err().unwrap();
    assert!(format!("{error:#}").contains("after.md"), "{error:#}");
}

#[test]
fn an_override_of_another_mdbook() {
    for file in ["theme/index.hbs", "theme/book.js"] {
        let expected = format!("{file}:1: was not written against this mdBook's own ");
        let name = file.trim_start_matches("theme/");
        let old = format!("Overrides {name} of mdBook 0.5.3 (c0ffee)");
        for text in [old.as_str(), "without a mark"] {
            let problems = Sample::new().write(file, text).problems();
            assert!(problems.iter().any(|p| p.starts_with(&expected)), "{problems:#?}");
        }
    }
}

#[test]
fn a_page_without_description() {
    Sample::new()
        .replace("src/after.md", "<!-- description: ", "<!-- ")
        .updated()
        .has(&["src/after.md:1: the first line of a page is <!-- description: "]);
}

#[test]
fn a_page_that_is_not_built_with_its_description() {
    Sample::new().replace("src/after.md", "What comes", "What came").has(&[
        "src/after.md:1: is built with 1 descriptions, not this one",
        "theme/head.hbs:3: is not up to date: run `cargo update-book`",
    ]);
    Sample::new().replace("theme/index.hbs", "{{> head}}", "").has(&[
        "src/after.md:1: is built with 0 descriptions",
        "src/good.md:1: is built with 0 descriptions",
    ]);
}

#[test]
fn two_pages_with_one_description() {
    Sample::new()
        .replace("src/after.md", "What comes after", "What is sound")
        .updated()
        .has(&["src/after.md:1: has the description of src/good.md"]);
}

#[test]
fn a_description_that_is_too_short() {
    Sample::new()
        .replace(PAGE, "in a little book that is made to be broken", "")
        .updated()
        .has(&["src/good.md:1: a description of "]);
}

#[test]
fn a_list_that_is_not_up_to_date() {
    let sample = || Sample::new().replace("README.md", "is sound", "was sound");
    sample().has(&["README.md:5: is not up to date: run `cargo update-book`"]);
    sample().updated().has(&[]);
    let list =
        |text: &str| format!("<!-- generated: {text} -->\n<!-- end of {text} -->\n");
    for section in ["listings", "equations"] {
        let sample =
            || Sample::new().replace("src/after.md", "That was all.", &list(section));
        sample().has(&["src/after.md:10: is not up to date: run `cargo update-book`"]);
        sample().updated().has(&[]);
    }
    let sample = Sample::new().replace("src/after.md", "That was all.", &list("others"));
    let error = checks::check(&sample.book().unwrap()).unwrap_err();
    assert_eq!(error.to_string(), "there is no section `others` to be generated");
    let sample = Sample::new().replace("README.md", "end of", "End of");
    let error = checks::check(&sample.book().unwrap()).unwrap_err();
    assert_eq!(error.to_string(), "README.md: no end of chapters");
}

#[test]
fn a_listing_that_does_not_say_what_it_is_for() {
    Sample::new()
        .replace("listings/second/Cargo.toml", "Nothing; listing", "A listing")
        .has(&["listings/second/Cargo.toml:4: description = \"what to take it for; listing of A sound little book\""]);
}
