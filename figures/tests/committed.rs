// SPDX-License-Identifier: MIT OR Apache-2.0
//! The pictures in `src/figures` are the ones that the code draws.

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
