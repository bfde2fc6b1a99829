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
fn count() {
    compare(cargo_bin!("count"), "outputs/count.txt");
}

#[test]
fn alike() {
    compare(cargo_bin!("alike"), "outputs/alike.txt");
}

#[test]
fn wrong_mean() {
    compare(cargo_bin!("wrong_mean"), "outputs/wrong_mean.txt");
}
