// SPDX-License-Identifier: MIT OR Apache-2.0
//! Solutions of the chapter's exercises.

use approx::assert_relative_eq;
use leaky_gain::*;

// ANCHOR: calculate_gain
#[test]
fn a_slope_of_0_01_changes_the_std_by_a_two_hundredth_of_a_percent() {
    let change = 1.0 - gain(0.01).unwrap() / gain(0.0).unwrap();
    assert!((0.000049..0.000051).contains(&change));
}
// ANCHOR_END: calculate_gain

// ANCHOR: two_slopes
#[test]
fn two_slopes_share_the_work() {
    // Slope b above zero and a below: E[f²] = (a² + b²) / 2 E[y²].
    let (a, b) = (0.5, 2.0);
    let y = [-3.0, -1.0, 1.0, 3.0];
    let f = |y: f64| if y > 0.0 { b * y } else { a * y };
    let before: f64 = y.iter().map(|y| y * y).sum();
    let after: f64 = y.iter().map(|&y| f(y) * f(y)).sum();
    assert_relative_eq!(after / before, (a * a + b * b) / 2.0);
}
// ANCHOR_END: two_slopes

// ANCHOR: enlarge
#[test]
fn a_larger_a_makes_smaller_weights() {
    let stds: Vec<f64> =
        [0.0, 1.0, 5f64.sqrt(), 10.0].iter().map(|&a| std(a, 100).unwrap()).collect();
    assert!(stds.windows(2).all(|pair| pair[1] < pair[0]), "{stds:?}");
}
// ANCHOR_END: enlarge

// ANCHOR: zeros
#[test]
fn zeros_do_not_matter_forward_and_do_backward() {
    // A third of the y are 0, the others symmetric; the slope at 0 is taken to be a.
    let (y, a) = ([-2.0, 0.0, 2.0], 0.5);
    let (above, below) = parts(&y, a);
    let before: f64 = y.iter().map(|y| y * y).sum::<f64>() / 3.0;
    assert_relative_eq!((above + below) / before, (1.0 + a * a) / 2.0);
    let slope = |y: f64| if y > 0.0 { 1.0 } else { a };
    let mean = y.iter().map(|&y| slope(y).powi(2)).sum::<f64>() / 3.0;
    assert_relative_eq!(mean, (1.0 + 2.0 * a * a) / 3.0);
    assert!(mean < (1.0 + a * a) / 2.0);
}
// ANCHOR_END: zeros
