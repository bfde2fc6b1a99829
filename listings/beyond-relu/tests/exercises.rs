// SPDX-License-Identifier: MIT OR Apache-2.0
//! Solutions of the chapter's exercises that are code.

use approx::assert_relative_eq;
use beyond_relu::*;

// ANCHOR: own
#[test]
fn a_closure_is_an_activation() {
    // Hard swish: x · min(1, max(0, x/6 + ½)).
    let hard_swish = |x: f64| x * (x / 6.0 + 0.5).clamp(0.0, 1.0);
    let found = gain(hard_swish).unwrap();
    // It has kinks at ±3, away from 0: a few digits fewer.
    assert_relative_eq!(found, 1.736657212766542, max_relative = 1e-5);

    let squared_relu = |x: f64| x.max(0.0).powi(2);
    // E[z⁴] / 2 = 3/2.
    let found = gain(squared_relu).unwrap();
    assert_relative_eq!(found, 1.5_f64.powf(-0.5), max_relative = 1e-12);
}
// ANCHOR_END: own

// ANCHOR: leaky
#[test]
fn the_quadrature_finds_equation_15() {
    for a in [0.0_f64, 0.01, 0.25, 1.0, 5f64.sqrt()] {
        let leaky = |x: f64| if x > 0.0 { x } else { a * x };
        let by_hand = (2.0 / (1.0 + a * a)).sqrt();
        assert_relative_eq!(gain(leaky).unwrap(), by_hand, max_relative = 1e-12);
    }
}
// ANCHOR_END: leaky

// ANCHOR: biased
#[test]
fn a_shift_moves_the_gain() {
    // ReLU minus its mean passes its variance, 1/2 - 1/(2π).
    let mean_of_relu = gaussian_mean(|z| z.max(0.0));
    let shifted = |x: f64| x.max(0.0) - mean_of_relu;
    let variance: f64 = 0.5 - 1.0 / std::f64::consts::TAU;
    let found = gain(shifted).unwrap();
    assert_relative_eq!(found, variance.powf(-0.5), max_relative = 1e-12);
    // And what it makes of a second moment of 4 is more than 4.
    assert!(next_moment(shifted, 1.0 / variance, 4.0) > 4.0);
}
// ANCHOR_END: biased
