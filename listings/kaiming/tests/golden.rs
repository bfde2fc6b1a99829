// SPDX-License-Identifier: MIT OR Apache-2.0
//! The numbers of PyTorch, Keras and JAX, to a relative 1e-12; `golden.json` says where they
//! are from.

use approx::assert_relative_eq;
use kaiming::{Axes, Kaiming, Mode, TRUNCATED_STD, WeightLayout, fans};
use serde_json::Value;

const PRECISION: f64 = 1e-12;

fn cases(set: &str) -> Vec<Value> {
    let golden: Value = serde_json::from_str(include_str!("golden.json")).unwrap();
    golden[set].as_array().unwrap().clone()
}

/// A JSON number, or a number in a string.
fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| value.as_str().unwrap().parse().unwrap())
}

fn shape(case: &Value) -> Vec<usize> {
    case["shape"].as_array().unwrap().iter().map(|n| number(n) as usize).collect()
}

fn kaiming(case: &Value, layout: WeightLayout) -> Kaiming {
    let mode = match case["mode"].as_str().unwrap() {
        "fan_in" => Mode::FanIn,
        "fan_out" => Mode::FanOut,
        mode => panic!("{mode}"),
    };
    Kaiming::leaky_relu(number(&case["negative_slope"])).mode(mode).layout(layout)
}

#[test]
fn pytorch_gain_std_and_bound() {
    let cases = cases("pytorch");
    assert_eq!(cases.len(), 214);
    for case in cases {
        let (kaiming, shape) = (kaiming(&case, WeightLayout::OUT_IN), shape(&case));
        let counted = fans(&shape, kaiming.layout).unwrap();
        assert_eq!(counted.fan_in, number(&case["fan_in"]), "{case}");
        assert_eq!(counted.fan_out, number(&case["fan_out"]), "{case}");
        for (name, ours) in [
            ("gain", kaiming.gain.value().unwrap()),
            ("std", kaiming.std(&shape).unwrap()),
            ("bound", kaiming.bound(&shape).unwrap()),
        ] {
            for theirs in [&case[name], &case[format!("{name}_exact")]] {
                assert_relative_eq!(ours, number(theirs), max_relative = PRECISION);
            }
        }
    }
}

#[test]
fn pytorch_layer_defaults_are_a_slope_of_the_root_of_5() {
    let cases = cases("pytorch_layer_defaults");
    assert_eq!(cases.len(), 10);
    for case in cases {
        let kaiming = Kaiming::leaky_relu(5_f64.sqrt());
        let (std, bound) = (kaiming.std(&shape(&case)), kaiming.bound(&shape(&case)));
        assert_relative_eq!(std.unwrap(), number(&case["std"]), max_relative = PRECISION);
        let bound = bound.unwrap();
        assert_relative_eq!(bound, number(&case["bound"]), max_relative = PRECISION);
        // Which is 1 / √fan_in.
        let fan_in = number(&case["fan_in"]);
        assert_relative_eq!(bound, 1.0 / fan_in.sqrt(), max_relative = PRECISION);
    }
}

#[test]
fn keras_and_jax_std_bound_and_truncation() {
    let cases = cases("keras_jax");
    assert_eq!(cases.len(), 171);
    for case in cases {
        // Like PyTorch, both look at the shape alone, only from its other end.
        let (kaiming, shape) = (kaiming(&case, WeightLayout::IN_OUT), shape(&case));
        let counted = fans(&shape, kaiming.layout).unwrap();
        for (name, ours) in [("fan_in", counted.fan_in), ("fan_out", counted.fan_out)] {
            assert_eq!(ours, number(&case[name]), "{case}");
            assert_eq!(ours, number(&case[format!("jax_{name}")]), "{case}");
        }
        let std = kaiming.std(&shape).unwrap();
        for (name, ours) in [
            ("std", std),
            ("bound", kaiming.bound(&shape).unwrap()),
            ("truncated_std_before", std / TRUNCATED_STD),
            ("truncated_max", 2.0 * std / TRUNCATED_STD),
        ] {
            assert_relative_eq!(ours, number(&case[name]), max_relative = PRECISION);
        }
    }
}

#[test]
fn the_same_layer_has_the_same_fans_in_both_layouts() {
    for case in cases("pytorch") {
        let mut shape = shape(&case);
        let transposed = case["layer"].as_str().unwrap().contains("transpose");
        let groups = number(&case["groups"]) as usize;
        let layout = |axes| {
            let mut layout = WeightLayout::OUT_IN.groups(groups);
            (layout.axes, layout.transposed) = (axes, transposed);
            layout
        };
        let out_in = fans(&shape, layout(Axes::OutIn));
        shape.reverse();
        assert_eq!(out_in, fans(&shape, layout(Axes::InOut)));
    }
}
