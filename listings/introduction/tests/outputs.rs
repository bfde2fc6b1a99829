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
fn nine_lines() {
    compare(cargo_bin!("nine_lines"), "outputs/nine_lines.txt");
}

#[test]
fn the_two() {
    compare(cargo_bin!("the_two"), "outputs/the_two.txt");
}
