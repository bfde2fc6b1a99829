// SPDX-License-Identifier: MIT OR Apache-2.0
//! How to check a network at its start: what the page on your layer shows.

use kaiming::{Kaiming, kaiming_normal, ndarray::Array2};
use rand::{RngExt, SeedableRng, rngs::ChaCha8Rng};
use rand_distr::StandardNormal;

// ANCHOR: check
/// The second moment of each layer's pre-activations, for a batch with a sample
/// in each column.
fn second_moments(weights: &[Array2<f64>], batch: &Array2<f64>) -> Vec<f64> {
    let mut x = batch.clone();
    let mut moments = Vec::new();
    for weight in weights {
        let y = weight.dot(&x);
        moments.push(y.pow2().mean().unwrap_or(f64::NAN));
        x = y.mapv(|y| y.max(0.0));
    }
    moments
}

/// How far, as a factor, 19 of 20 ReLU networks of equal width stray.
fn allowed(layers: usize, width: usize) -> f64 {
    let spread = 5.0 * layers as f64 / width as f64;
    (2.0 * spread.sqrt() + spread / 2.0).exp()
}
// ANCHOR_END: check

fn strays(n_var: f64, seed: u64, (width, depth): (usize, usize)) -> f64 {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let weights: Vec<Array2<f64>> = (0..depth)
        .map(|_| kaiming_normal((width, width), Kaiming::relu(), &mut rng).unwrap())
        .map(|weight: Array2<f64>| weight * (n_var / 2.0).sqrt())
        .collect();
    let batch = Array2::from_shape_simple_fn((width, 16), || rng.sample(StandardNormal));
    let moments = second_moments(&weights, &batch);
    (moments[depth - 1] / moments[0]).max(moments[0] / moments[depth - 1])
}

#[test]
fn nineteen_of_twenty_networks_stay_within_what_is_allowed() {
    // A batch strays less than one input, so at least 19 of 20; the rule is for one input.
    let within =
        (0..100).filter(|&seed| strays(2.0, seed, (64, 20)) < allowed(20, 64)).count();
    assert!(within >= 90, "{within}");
}

#[test]
fn the_wrong_scales_are_found() {
    // 1/n and PyTorch's 1/3: a half and a sixth per layer, a billion and more after thirty.
    for n_var in [1.0, 1.0 / 3.0, 3.0] {
        let found = strays(n_var, 1, (256, 30));
        assert!(found > 100.0 * allowed(30, 256), "{n_var}: {found}");
    }
    assert!((5.5..6.5).contains(&allowed(30, 256)));
    // In three layers the margin is smaller: a factor of 4 or 36 beside one of 1.7.
    assert_eq!(format!("{:.1}", allowed(3, 256)), "1.7");
}
