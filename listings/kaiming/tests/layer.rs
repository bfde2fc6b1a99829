// SPDX-License-Identifier: MIT OR Apache-2.0
//! The program `layer` takes what its usage says, and nothing else.

use snapbox::cmd::{Command, OutputAssert};

fn layer(arguments: &str) -> OutputAssert {
    // Examples lie beside the folder of the tests.
    let tests = std::env::current_exe().unwrap();
    let examples = tests.parent().unwrap().with_file_name("examples");
    let layer = examples.join(format!("layer{}", std::env::consts::EXE_SUFFIX));
    assert!(layer.is_file(), "layer is not compiled: cargo build --examples");
    Command::new(layer).args(arguments.split_whitespace()).assert()
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
    let kaiming = kaiming::Kaiming::relu().mode(kaiming::Mode::FanOut);
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
        ("64 32 4 4 --transposed --stride 2,2", 256, 512),
        ("64x3x7x7 --stride 2x2", 147, 784),
        ("64,3,7,7", 147, 3136),
        ("(64, 3, 7, 7)", 147, 3136),
        ("8 50 784 --stacked", 784, 50),
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
        ("--json", "fans need a weight of at least 2 axes, this one has 0"),
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
        ("4 four", "cannot parse argument \"four\": four: invalid digit found in string"),
        ("4x-4", "cannot parse argument \"4x-4\": -4: invalid digit found in string"),
        (
            "4 4 --mode fan",
            "cannot parse argument \"fan\": there is no mode, gain or order of axes \"fan\"",
        ),
        (
            "4 4 --gain gelu",
            "cannot parse argument \"gelu\": there is no mode, gain or order of axes \"gelu\"",
        ),
        ("4 4 --gain -1", "a gain of -1e0; it takes a positive number"),
        ("4 4 3 --stride 2,2", "2 strides for a kernel of 1 axes"),
        ("4 4 3 --stride 0", "a stride of 0"),
        ("4 4 --stacked", "fans need a weight of at least 3 axes, this one has 2"),
        ("4 4 --layout io", "cannot parse argument \"io\": it is out-in or in-out"),
        ("4 4 --color", "invalid option '--color'"),
        ("4 4 --slope", "missing argument for option '--slope'"),
        ("4 -3", "invalid option '-3'"),
    ] {
        layer(arguments).code(2).stdout_eq("").stderr_eq(format!("layer: {error}\n"));
    }
}

#[test]
fn help() {
    for arguments in ["", "--help", "-h", "4 4 --help"] {
        let out = layer(arguments).success().stderr_eq("");
        let text = String::from_utf8_lossy(&out.get_output().stdout).into_owned();
        assert!(text.starts_with("usage: layer SHAPE [options]\n"), "{text}");
        let options = [
            "gain",
            "slope",
            "mode",
            "layout",
            "groups",
            "stride",
            "transposed",
            "stacked",
            "json",
            "help",
            "version",
        ];
        for option in options {
            assert!(text.contains(&format!("--{option}")), "{option}");
        }
    }
}

#[test]
fn gains_modes_and_small_numbers_are_printed_as_they_are_said() {
    let line = |arguments: &str, name: &str| {
        let out = layer(arguments).success();
        let text = String::from_utf8_lossy(&out.get_output().stdout).into_owned();
        let line = text.lines().find(|line| line.starts_with(name)).unwrap().to_string();
        line[8..].trim().to_string()
    };
    assert_eq!(line("4 4 --gain 1.6667", "gain"), "1.66670000");
    assert_eq!(line("4 4 --gain tanh", "gain"), "1.66666667");
    assert_eq!(line("4 4 --slope 1", "gain"), "1.00000000");
    // A glorot: √(2 / (4 + 12)).
    for mode in ["fan_avg", "fan-avg"] {
        assert_eq!(
            line(&format!("4 12 --gain linear --mode {mode}"), "std"),
            "0.35355339"
        );
    }
    assert_eq!(line("4 12 --mode fan_in", "std"), line("4 12 --mode fan-in", "std"));
    assert_eq!(line("4 4 --gain 1e-9", "std"), "5.00000000e-10");
    assert_eq!(line("4 1 --slope=1e150", "std"), "1.41421356e-150");
    let out = layer("4 4 --slope 1e308").code(2);
    assert!(String::from_utf8_lossy(&out.get_output().stderr).len() < 60);
    layer("--version").success().stdout_eq("layer 0.1.0\n");
}
