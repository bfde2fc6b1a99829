// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the programs print is what stands in `outputs`; SNAPSHOTS=overwrite writes it anew.

use snapbox::{
    Data,
    cmd::{Command, cargo_bin},
};

#[test]
fn before() {
    let expected = Data::read_from("outputs/before.txt".as_ref(), None).raw();
    Command::new(cargo_bin!("before")).assert().success().stdout_eq(expected);
}

#[test]
fn short() {
    let expected = Data::read_from("outputs/short.txt".as_ref(), None).raw();
    Command::new(cargo_bin!("short")).assert().success().stdout_eq(expected);
}

#[test]
fn summary() {
    let expected = Data::read_from("outputs/summary.txt".as_ref(), None).raw();
    Command::new(cargo_bin!("summary")).assert().success().stdout_eq(expected);
}
