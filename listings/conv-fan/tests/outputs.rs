// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the programs print is what stands in `outputs`; SNAPSHOTS=overwrite writes it anew.

use std::path::Path;

use snapbox::{
    Data,
    cmd::{Command, cargo_bin},
};

#[track_caller]
fn compare(program: &Path, output: &str) {
    let expected = Data::read_from(output.as_ref(), None).raw();
    Command::new(program).assert().success().stdout_eq(expected);
}

#[test]
fn three_counts() {
    compare(cargo_bin!("three_counts"), "outputs/three_counts.txt");
}

#[test]
fn shapes() {
    compare(cargo_bin!("shapes"), "outputs/shapes.txt");
}

#[test]
fn pixels() {
    compare(cargo_bin!("pixels"), "outputs/pixels.txt");
}

#[test]
fn variants() {
    compare(cargo_bin!("variants"), "outputs/variants.txt");
}

#[test]
fn borders() {
    compare(cargo_bin!("borders"), "outputs/borders.txt");
}
