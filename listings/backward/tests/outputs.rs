//! What the programs print is what stands in `outputs`; SNAPSHOTS=overwrite writes it anew.

use snapbox::{
    Data,
    cmd::{Command, cargo_bin},
};

#[test]
fn either() {
    let expected = Data::read_from("outputs/either.txt".as_ref(), None).raw();
    Command::new(cargo_bin!("either")).assert().success().stdout_eq(expected);
}

#[test]
fn twins() {
    let expected = Data::read_from("outputs/twins.txt".as_ref(), None).raw();
    Command::new(cargo_bin!("twins")).assert().success().stdout_eq(expected);
}

#[test]
fn assumption() {
    let expected = Data::read_from("outputs/assumption.txt".as_ref(), None).raw();
    Command::new(cargo_bin!("assumption")).assert().success().stdout_eq(expected);
}

#[test]
fn compromise() {
    let expected = Data::read_from("outputs/compromise.txt".as_ref(), None).raw();
    Command::new(cargo_bin!("compromise")).assert().success().stdout_eq(expected);
}
