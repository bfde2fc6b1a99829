// SPDX-License-Identifier: MIT OR Apache-2.0
//! The rows of the chapter's table that can be run in Rust, run.

use burn::nn::LinearLayout;
use libraries::{Weight, burn_he, burn_linear, candle_he, candle_linear};

/// n Var w within five standard errors: a variance of Gaussians has a relative one of √(2/count),
/// of uniform numbers √(0.8/count).
#[track_caller]
fn assert_n_var(weight: &Weight, fan: usize, expected: f64) {
    let error = (2.0 / weight.values.len() as f64).sqrt();
    let found = weight.n_var(fan);
    assert!((found / expected - 1.0).abs() < 5.0 * error, "{found}, expected {expected}");
}

#[test]
fn burns_linear_is_pytorchs_a_third_over_n() {
    let weight = burn_linear(400, 300, LinearLayout::Row);
    assert_eq!(weight.shape, [400, 300]);
    assert_n_var(&weight, 400, 1.0 / 3.0);
    // Uniform: it comes close to its bound, 1/√400, and does not pass it.
    assert!((0.0499..=0.05 * (1.0 + 1e-6)).contains(&weight.largest()));
}

#[test]
fn burns_column_layout_takes_the_outputs_for_the_inputs() {
    // Observed in 0.22.1: the bound is 1/√outputs. When this fails, the page needs a new sentence.
    let weight = burn_linear(4096, 16, LinearLayout::Col);
    assert!((0.24..=0.25 * (1.0 + 1e-6)).contains(&weight.largest()));
}

#[test]
fn candles_linear_is_equation_10_and_normal() {
    let weight = candle_linear(400, 300).unwrap();
    assert_eq!(weight.shape, [300, 400]);
    assert_n_var(&weight, 400, 2.0);
    // Of 120000 normal numbers the largest is beyond four standard deviations; a uniform distribution ends
    // at 1.73.
    assert!(weight.largest() > 4.0 * (2.0_f64 / 400.0).sqrt());
}

#[test]
fn with_our_bound_both_draw_equation_10() {
    let bound = (6.0_f64 / 400.0).sqrt();
    for weight in [candle_he(400, 300).unwrap(), burn_he(400, 300).unwrap()] {
        assert_eq!(weight.values.len(), 400 * 300);
        assert_n_var(&weight, 400, 2.0);
        let largest = weight.largest();
        assert!((0.99 * bound..=bound * (1.0 + 1e-6)).contains(&largest), "{largest}");
    }
}
