// SPDX-License-Identifier: MIT OR Apache-2.0
//! The program `layer` takes what its usage says, and nothing else.

use snapbox::cmd::{Command, OutputAssert, cargo_bin};

fn layer(arguments: &str) -> OutputAssert {
    Command::new(cargo_bin!("layer")).args(arguments.split_whitespace()).assert()
}

#[test]
fn json_has_the_five_keys_and_all_digits() {
    let out = layer("32 1 5 5 --mode fan-out --json").success();
    let json: serde_json::Value =
        serde_json::from_slice(&out.get_output().stdout).unwrap();
    let keys: Vec<&String> = json.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["bound", "fan_in", "fan_out", "gain", "std"]);
    assert_eq!(
        (json["fan_in"].as_u64(), json["fan_out"].as_u64()),
        (Some(25), Some(800))
    );
    let shape = [32, 1, 5, 5];
    let kaiming = kaiming::Kaiming { mode: kaiming::Mode::FanOut, ..Default::default() };
    let text = String::from_utf8_lossy(&out.get_output().stdout).into_owned();
    for (key, value) in [
        ("gain", kaiming::gain(0.0).unwrap()),
        ("std", kaiming.std(&shape).unwrap()),
        ("bound", kaiming.bound(&shape).unwrap()),
    ] {
        // Not all JSON readers round correctly: the digits themselves have to be there.
        let digits = text.split(&format!("\"{key}\":")).nth(1).unwrap();
        let digits = digits.split([',', '}']).next().unwrap();
        assert_eq!(digits.parse::<f64>().unwrap().to_bits(), value.to_bits());
    }
}

#[test]
fn every_option_reaches_the_fans() {
    for (arguments, fan_in, fan_out) in [
        ("50 784", 784, 50),
        ("784 50 --layout in-out", 784, 50),
        ("50 784 --layout out-in", 784, 50),
        ("64 16 3 3 --groups 4", 144, 144),
        ("64 32 4 4 --transposed", 1024, 512),
    ] {
        let out = layer(arguments).success();
        let text = String::from_utf8_lossy(&out.get_output().stdout).into_owned();
        let head = format!("fan_in   {fan_in}\nfan_out  {fan_out}\n");
        assert!(text.starts_with(&head), "{arguments}: {text}");
    }
}

#[test]
fn bad_input_fails_and_says_why() {
    for (arguments, error) in [
        ("", "fans need a weight of at least 2 axes, this one has 0"),
        ("5", "fans need a weight of at least 2 axes, this one has 1"),
        ("64 0 3 3", "axis 1 of the shape [64, 0, 3, 3] is 0"),
        (
            "1 18446744073709551615 2",
            "the fan of the shape [1, 18446744073709551615, 2] overflows",
        ),
        ("4 4 --slope nan", "the negative slope NaN has no finite square"),
        ("4 4 --slope -inf", "the negative slope -inf has no finite square"),
        ("64 16 3 3 --groups 3", "groups: 3 does not divide the number of channels, 64"),
        ("64 16 3 3 --groups 0", "groups: 0 does not divide the number of channels, 64"),
        ("4 four", "cannot parse argument \"four\": invalid digit found in string"),
        ("4 4 --mode fan", "cannot parse argument \"fan\": it is fan-in or fan-out"),
        ("4 4 --layout io", "cannot parse argument \"io\": it is out-in or in-out"),
        ("4 4 --color", "invalid option '--color'"),
        ("4 4 --slope", "missing argument for option '--slope'"),
        ("4 -3", "invalid option '-3'"),
    ] {
        layer(arguments).failure().stdout_eq("").stderr_eq(format!("layer: {error}\n"));
    }
}

#[test]
fn help() {
    for arguments in ["--help", "-h", "4 4 --help"] {
        let out = layer(arguments).success().stderr_eq("");
        let text = String::from_utf8_lossy(&out.get_output().stdout).into_owned();
        assert!(text.starts_with("usage: layer SHAPE... [options]\n"), "{text}");
        let options = ["slope", "mode", "layout", "groups", "transposed", "json", "help"];
        for option in options {
            assert!(text.contains(&format!("--{option}")), "{option}");
        }
    }
}
