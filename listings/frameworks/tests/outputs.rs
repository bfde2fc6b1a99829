// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the programs print is what stands in `outputs`; SNAPSHOTS=overwrite writes it anew.

use snapbox::{
    Data,
    cmd::{Command, cargo_bin},
};

#[test]
fn defaults() {
    let expected = Data::read_from("outputs/defaults.txt".as_ref(), None).raw();
    Command::new(cargo_bin!("defaults")).assert().success().stdout_eq(expected);
}

#[test]
fn traps() {
    let expected = Data::read_from("outputs/traps.txt".as_ref(), None).raw();
    Command::new(cargo_bin!("traps")).assert().success().stdout_eq(expected);
}
