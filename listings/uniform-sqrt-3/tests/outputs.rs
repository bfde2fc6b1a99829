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
fn boxes() {
    compare(cargo_bin!("boxes"), "outputs/boxes.txt");
}

#[test]
fn four_distributions() {
    compare(cargo_bin!("four_distributions"), "outputs/four_distributions.txt");
}

#[test]
fn cut_off() {
    compare(cargo_bin!("cut_off"), "outputs/cut_off.txt");
}
