// SPDX-License-Identifier: MIT OR Apache-2.0
//! Solutions of the chapter's exercises.

use ndarray::{Array1, Array2, array};
use one_over_n::*;
use rand::{RngExt, SeedableRng, rngs::ChaCha8Rng};

// ANCHOR: signs
#[test]
fn plus_or_minus_one_over_root_n_will_do() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let (n, draws) = (100, 4000);
    let mut sign = || if rng.random() { 0.1 } else { -0.1 };
    let x = normal(n, 0.0, 1.0, &mut ChaCha8Rng::seed_from_u64(2));
    let mut z = || neuron(&(0..n).map(|_| sign()).collect::<Vec<_>>(), &x);
    let z: Vec<f64> = (0..draws).map(|_| z()).collect();
    // Here x is one fixed vector: n Var[w] times the mean of its squares.
    let x_second_moment = x.iter().map(|x| x * x).sum::<f64>() / n as f64;
    let expected = predicted(n, 0.1, x_second_moment);
    // Five standard errors of a variance.
    assert!((variance(&z) / expected - 1.0).abs() < 5.0 * (2.0 / draws as f64).sqrt());
}
// ANCHOR_END: signs

// ANCHOR: half_silent
#[test]
fn if_half_of_the_inputs_are_silent_it_takes_two_over_n() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let (n, draws) = (64, 4000);
    let std = (2.0 / n as f64).sqrt();
    let mut z = || {
        let mut x = normal(n, 0.0, 1.0, &mut rng);
        x.iter_mut().filter(|_| rng.random()).for_each(|x| *x = 0.0);
        neuron(&normal(n, 0.0, std, &mut rng), &x)
    };
    let z: Vec<f64> = (0..draws).map(|_| z()).collect();
    // Kurtosis of one term: 3 · 6; of the sum: 3 + 15 / n.
    let error = ((2.0 + 15.0 / n as f64) / draws as f64).sqrt();
    assert!((variance(&z) - 1.0).abs() < 5.0 * error);
}
// ANCHOR_END: half_silent

// ANCHOR: zero_output
#[test]
fn an_output_layer_of_zeros_wakes_up() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let v = Array2::from_shape_vec((3, 2), normal(6, 0.0, 0.7, &mut rng));
    let mut network = Network { v: v.unwrap(), u: Array1::zeros(3) };
    let start = network.clone();
    network.step(&array![1.0, 0.5], 1.0, 0.1).unwrap();
    assert_eq!(network.v, start.v); // no gradient passes through u = 0
    assert_ne!(network.u, start.u); // but u itself moves
    network.step(&array![1.0, 0.5], 1.0, 0.1).unwrap();
    assert_ne!(network.v, start.v);
    // A thousand rounds of the chapter's task later it has learned it.
    let examples =
        [(array![1.0, 0.0], 1.0), (array![0.0, 1.0], 1.0), (array![1.0, 1.0], 0.0)];
    for _ in 0..1000 {
        for (x, target) in &examples {
            network.step(x, *target, 0.1).unwrap();
        }
    }
    for (x, target) in &examples {
        let h = network.v.dot(x).mapv(f64::tanh);
        assert!((network.u.dot(&h) - target).abs() < 0.05);
    }
}
// ANCHOR_END: zero_output
