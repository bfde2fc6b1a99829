//! Solutions of the chapter's exercises that are code.

use approx::assert_relative_eq;
use depth::{Distribution, Draws, Stack, predicted};

// ANCHOR: half_precision
#[test]
fn half_precision_overflows_at_layer_four() {
    let largest_f16 = 65504.0;
    assert_eq!(predicted(256.0, |rms| rms > largest_f16), Some(4));
    let largest_f32 = f64::from(f32::MAX);
    assert_eq!(predicted(1024.0, |rms| rms > largest_f32), Some(26));
}
// ANCHOR_END: half_precision

// ANCHOR: tolerance
#[test]
fn fifty_layers_forgive_an_error_of_one_percent_and_a_half() {
    let tolerance = 2f64.powf(1.0 / 50.0);
    assert_relative_eq!(tolerance, 1.013959, max_relative = 1e-6);
    assert_relative_eq!(1.0 / tolerance, 0.986233, max_relative = 1e-6);
    // Twice as deep, half the tolerance.
    let hundred_layers = 2f64.powf(1.0 / 100.0);
    assert_relative_eq!(hundred_layers, 1.006956, max_relative = 1e-6);
}
// ANCHOR_END: tolerance

// ANCHOR: nan
fn honest_relu(y: f32) -> f32 {
    // Every comparison with NaN is false, so NaN takes the second branch.
    if y < 0.0 { 0.0 } else { y }
}

#[test]
fn max_turns_nan_into_zero() {
    let draws = Draws::new(34, 256, 1, 1).unwrap();
    let last = &draws.linear(1.0)[33];
    assert!(last.iter().all(|y| y.is_nan()));
    assert!(last.iter().all(|y| y.max(0.0) == 0.0));
    assert!(last.iter().all(|y| honest_relu(*y).is_nan()));
    assert_eq!(honest_relu(-3.0), 0.0);
    assert_eq!(honest_relu(3.0), 3.0);
}
// ANCHOR_END: nan

// ANCHOR: fix
#[test]
fn root_two_at_every_layer_is_two_to_the_fifteen_after_thirty() {
    let one_over_n = Stack {
        depth: 30,
        width: 64,
        samples: 4,
        weight: Distribution::Normal((1.0f64 / 64.0).sqrt()),
        bias: Distribution::Normal(0.0),
    };
    let two_over_n =
        Stack { weight: Distribution::Normal((2.0f64 / 64.0).sqrt()), ..one_over_n };
    let small = &one_over_n.forward(1).unwrap()[29];
    let fixed = &two_over_n.forward(1).unwrap()[29];
    for (small, fixed) in small.iter().zip(fixed) {
        assert_relative_eq!(*fixed, small * 32768.0, max_relative = 1e-9);
    }
}
// ANCHOR_END: fix
