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
fn halves() {
    compare(cargo_bin!("halves"), "outputs/halves.txt");
}

#[test]
fn gains() {
    compare(cargo_bin!("gains"), "outputs/gains.txt");
}

#[test]
fn root_five() {
    compare(cargo_bin!("root_five"), "outputs/root_five.txt");
}
