// SPDX-License-Identifier: MIT OR Apache-2.0
//! The pictures in `src/figures` are the ones that the code draws.

use figures::live::{Control, Kind};
use std::{collections::BTreeSet, fs, path::Path};

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../src/figures")
}

#[test]
fn committed_figures_are_what_the_code_draws() {
    for (name, draw) in figures::committed() {
        let path = folder().join(format!("{name}.svg"));
        let drawn = draw().unwrap_or_else(|error| panic!("{name}: {error}"));
        snapbox::Assert::new().eq(drawn, snapbox::Data::read_from(&path, None).raw());
    }
}

#[test]
fn committed_controls_are_what_the_code_writes() {
    for (module, live) in figures::live() {
        let path = folder().join(format!("{}.html", live.figure));
        let written = live.form(module).unwrap();
        assert!(!written.lines().any(|line| line.trim().is_empty()), "{}", live.figure);
        snapbox::Assert::new().eq(written, snapbox::Data::read_from(&path, None).raw());
    }
}

#[test]
fn figures_with_controls_begin_as_they_stand_on_the_page() {
    for (_, live) in figures::live() {
        let name = live.figure;
        let (_, draw) =
            figures::committed().into_iter().find(|(n, _)| *n == name).unwrap();
        assert!(live.picture("").unwrap() == draw().unwrap(), "{name} begins otherwise");
    }
}

#[test]
fn absurd_values_are_refused_in_words() {
    for (_, live) in figures::live() {
        assert!(live.picture("nothing=1").is_err(), "{} knows `nothing`", live.figure);
        for control in live.controls {
            let Control { name, kind, .. } = control;
            let absurd: &[&str] = match kind {
                // Every number is a good seed.
                Kind::Seed => &["", "NaN", "-1", "1e9", "1.5"],
                // As long as its square is finite, a slope has a gain.
                _ if live.figure == "kaiming-draw" && *name == "slope" => {
                    &["", "NaN", "inf", "-1e300"]
                }
                // A row beyond the last is the last.
                _ if matches!(*name, "row" | "column" | "patch") => {
                    &["", "NaN", "-1", "0"]
                }
                _ => &["", "NaN", "inf", "-1000000000", "1000000000", "1e300", "<b>"],
            };
            for value in absurd {
                let refused = live.picture(&format!("{name}={value}"));
                let words = refused.err().map(|error| error.to_string());
                let Some(words) = words else {
                    panic!("{}: {name}={value}", live.figure)
                };
                assert!(words.len() > 10, "{words}");
            }
        }
    }
}

#[test]
fn no_committed_figure_is_without_its_code() {
    let drawn: BTreeSet<_> =
        figures::committed().iter().map(|(name, _)| format!("{name}.svg")).collect();
    let found: BTreeSet<_> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".svg"))
        .collect();
    assert_eq!(drawn, found);
}

#[test]
fn figures_have_no_blank_line() {
    // A blank line would end the HTML block that the figure stands in.
    for (name, draw) in figures::committed() {
        let svg = draw().unwrap();
        assert!(!svg.lines().any(|line| line.trim().is_empty()), "{name}");
    }
}
