// SPDX-License-Identifier: MIT OR Apache-2.0
//! Solutions of the chapter's exercises.

use approx::assert_relative_eq;
use uniform_sqrt_3::*;

// ANCHOR: triangle
#[test]
fn a_triangle_reaches_root_six_times_its_std() {
    let b = 6f64.sqrt();
    let triangle = |w: f64| (1.0 - w.abs() / b) / b;
    // Two halves, so that Simpson's rule does not straddle the corner.
    let moment = |f: &dyn Fn(f64) -> f64| integral(f, -b, 0.0) + integral(f, 0.0, b);
    assert_relative_eq!(moment(&triangle), 1.0, max_relative = 1e-9);
    assert_relative_eq!(moment(&|w| w * w * triangle(w)), 1.0, max_relative = 1e-9);
}
// ANCHOR_END: triangle

// ANCHOR: glorot
#[test]
fn root_six_is_root_three_times_root_two() {
    let (fan_in, fan_out) = (784.0, 50.0_f64);
    let std = (2.0 / (fan_in + fan_out)).sqrt();
    let printed = 6f64.sqrt() / (fan_in + fan_out).sqrt();
    assert_relative_eq!(bound(std), printed, max_relative = 1e-14);
}
// ANCHOR_END: glorot

// ANCHOR: wide_cut
#[test]
fn a_cut_at_four_costs_a_tenth_of_a_percent_and_needs_no_correction() {
    let variance = truncated(4.0).1.powi(2);
    assert!((0.0010..0.0011).contains(&(1.0 - variance)));
    assert!(variance.powi(30) > 0.96);
}
// ANCHOR_END: wide_cut
