// SPDX-License-Identifier: MIT OR Apache-2.0
//! Solutions of the chapter's exercises.

use approx::assert_relative_eq;
use equation_10::*;
use rand::{SeedableRng, rngs::ChaCha8Rng};
use std::f64::consts::PI;

// ANCHOR: guessed_std
#[test]
fn a_std_of_0_05_loses_a_third_per_layer() {
    let n_var = 512.0 * 0.05_f64.powi(2);
    assert_relative_eq!(n_var / 2.0, 0.64, max_relative = 1e-12);
    // From y_1 to y_20 there are 19 factors.
    assert!((0.00020..0.00021).contains(&0.64_f64.powi(19)));
    let right: f64 = (2.0 / 512.0_f64).sqrt();
    assert_relative_eq!(right, 0.0625);
}
// ANCHOR_END: guessed_std

// ANCHOR: absolute_value
#[test]
fn the_absolute_value_needs_one_over_n() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let y: Vec<f64> = (0..1000).map(|_| Distribution::Uniform.sample(&mut rng)).collect();
    let x: Vec<f64> = y.iter().map(|y| y.abs()).collect();
    // Nothing is lost, so n Var[w] = 1 keeps the second moment.
    assert_eq!(second_moment(&x), second_moment(&y));
}
// ANCHOR_END: absolute_value

// ANCHOR: centered
#[test]
fn the_second_engineer_is_right_about_another_function() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let draws = 100_000;
    let shift = 1.0 / std::f64::consts::TAU.sqrt();
    let x: Vec<f64> =
        (0..draws).map(|_| relu(Distribution::Normal.sample(&mut rng)) - shift).collect();
    let n_var = 1.0 / (0.5 - shift * shift);
    // E[x²] is the variance now; its SE is below sqrt(1.5 / draws).
    let tolerance = 5.0 * n_var * (1.5 / draws as f64).sqrt();
    assert!((n_var * second_moment(&x) - 1.0).abs() < tolerance);

    // From variance v: E[(relu(√v z) - s)²] = v/2 - 2 s² √v + s².
    // The growth is never negative, and 0 only at 1.
    for v in [0.25_f64, 1.0, 4.0] {
        let moment = v / 2.0 - 2.0 * shift * shift * v.sqrt() + shift * shift;
        let growth = (v.sqrt() - 1.0).powi(2) / (PI - 1.0);
        assert_relative_eq!(n_var * moment, v + growth, max_relative = 1e-12);
    }
}
// ANCHOR_END: centered

// ANCHOR: overflow
#[test]
fn the_second_engineer_overflows_f32_at_layer_462_and_typically_later() {
    let wrong = 1.0 / (0.5 - 1.0 / std::f64::consts::TAU);
    // The values overflow when their square passes the square of MAX.
    let limit = f64::from(f32::MAX).powi(2);
    let by_9 = (1..).find(|&layer| theory(wrong, layer) > limit);
    assert_eq!(by_9, Some(462));
    // The median of networks of width n is below the mean by this factor.
    let typical =
        |n: f64, layer: usize| (-(5.0 * (layer as f64 - 1.0) + 2.0) / (2.0 * n)).exp();
    let at = |n| (1..).find(|&layer| theory(wrong, layer) * typical(n, layer) > limit);
    assert_eq!([64.0, 256.0, 10_000.0].map(at), [Some(514), Some(474), Some(462)]);
}
// ANCHOR_END: overflow
