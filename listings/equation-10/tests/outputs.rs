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
fn half() {
    compare(cargo_bin!("half"), "outputs/half.txt");
}

#[test]
fn two_gains() {
    compare(cargo_bin!("two_gains"), "outputs/two_gains.txt");
}

#[test]
fn distributions() {
    compare(cargo_bin!("distributions"), "outputs/distributions.txt");
}

#[test]
fn assumptions() {
    compare(cargo_bin!("assumptions"), "outputs/assumptions.txt");
}

#[test]
fn finite_width() {
    compare(cargo_bin!("finite_width"), "outputs/finite_width.txt");
}
