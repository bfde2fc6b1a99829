// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the programs print is what stands in `outputs`; SNAPSHOTS=overwrite writes it anew.

use snapbox::{
    Data,
    cmd::{Command, cargo_bin},
};

#[track_caller]
fn compare(program: Command, output: &str) {
    let expected = Data::read_from(output.as_ref(), None).raw();
    program.assert().success().stdout_eq(expected);
}

#[test]
fn activations() {
    compare(Command::new(cargo_bin!("activations")), "outputs/activations.txt");
}

#[test]
fn thirty() {
    compare(Command::new(cargo_bin!("thirty")), "outputs/thirty.txt");
}

#[test]
fn fixed_points() {
    compare(Command::new(cargo_bin!("fixed_points")), "outputs/fixed_points.txt");
}

#[test]
fn blocks() {
    compare(Command::new(cargo_bin!("blocks")), "outputs/blocks.txt");
}

#[test]
fn batch_norm() {
    compare(Command::new(cargo_bin!("batch_norm")), "outputs/batch_norm.txt");
}

#[test]
fn data_driven() {
    compare(Command::new(cargo_bin!("data_driven")), "outputs/data_driven.txt");
}

#[test]
fn kept() {
    compare(Command::new(cargo_bin!("kept")), "outputs/kept.txt");
}
