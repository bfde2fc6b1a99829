//! What the programs print is what stands in `outputs`; SNAPSHOTS=overwrite writes it anew.

use snapbox::{
    Data,
    cmd::{Command, cargo_bin},
};

#[test]
fn fifty() {
    let expected = Data::read_from("outputs/fifty.txt".as_ref(), None).raw();
    Command::new(cargo_bin!("fifty")).assert().success().stdout_eq(expected);
}

#[test]
fn limits() {
    let expected = Data::read_from("outputs/limits.txt".as_ref(), None).raw();
    Command::new(cargo_bin!("limits")).assert().success().stdout_eq(expected);
}

#[test]
fn rectified() {
    let expected = Data::read_from("outputs/rectified.txt".as_ref(), None).raw();
    Command::new(cargo_bin!("rectified")).assert().success().stdout_eq(expected);
}

#[test]
fn biased() {
    let expected = Data::read_from("outputs/biased.txt".as_ref(), None).raw();
    Command::new(cargo_bin!("biased")).assert().success().stdout_eq(expected);
}
