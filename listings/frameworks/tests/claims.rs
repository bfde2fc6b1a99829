// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the chapter claims.

use approx::assert_relative_eq;
use frameworks::{traps::*, *};
use kaiming::Kaiming;
use ndarray::Array2;
use rand::{SeedableRng, rngs::ChaCha8Rng};

fn rng() -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(6)
}

fn largest(weight: &Array2<f64>) -> f64 {
    weight.fold(0.0, |largest, w| w.abs().max(largest))
}

/// Mean 0 and the variance given, each within five standard errors. The relative one of a variance
/// is at most √(2 / count), the normal distribution's.
#[track_caller]
fn assert_distribution(weight: &Array2<f64>, variance: f64) {
    let count = weight.len() as f64;
    let mean = weight.sum() / count;
    assert!(mean.abs() < 5.0 * (variance / count).sqrt(), "mean {mean}");
    let ratio = weight.pow2().sum() / count / variance;
    assert!((ratio - 1.0).abs() < 5.0 * (2.0 / count).sqrt(), "variance × {ratio}");
}

#[test]
fn pytorchs_default_is_the_leaky_gain_of_root_5() {
    let reference = include_str!("pytorch.csv");
    let rows = reference.lines().filter(|line| !line.starts_with('#')).skip(1);
    let mut count = 0;
    for row in rows {
        let [layer, shape, bound] = row.split(';').collect::<Vec<_>>()[..] else {
            panic!("{row}")
        };
        let shape: Vec<usize> = shape.split(' ').map(|n| n.parse().unwrap()).collect();
        let root_5 = Kaiming::leaky_relu(5_f64.sqrt());
        let bound: f64 = bound.parse().unwrap();
        let ours = root_5.bound(&shape).unwrap();
        assert_relative_eq!(ours, bound, max_relative = 1e-12);
        println!("{layer}: {bound}");
        count += 1;
    }
    assert_eq!(count, 10);
}

#[test]
fn pytorch_and_burn_draw_one_distribution_in_two_layouts() {
    let bound = 1.0 / 20.0; // 1/√400
    for (library, shape) in [(pytorch as Dense, (300, 400)), (burn as Dense, (400, 300))]
    {
        let weight = library(400, 300, &mut rng()).unwrap();
        assert_eq!(weight.dim(), shape);
        assert_distribution(&weight, 1.0 / 3.0 / 400.0);
        assert!((0.999 * bound..=bound * (1.0 + 1e-12)).contains(&largest(&weight)));
    }
}

#[test]
fn keras_draws_the_compromise_of_glorot_and_bengio() {
    for (inputs, outputs) in [(400, 300), (784, 50), (50, 784)] {
        let weight = keras(inputs, outputs, &mut rng()).unwrap();
        assert_eq!(weight.dim(), (inputs, outputs));
        assert_distribution(&weight, 2.0 / (inputs + outputs) as f64);
        let bound = (6.0 / (inputs + outputs) as f64).sqrt();
        assert!((0.999 * bound..=bound * (1.0 + 1e-12)).contains(&largest(&weight)));
    }
    // Keras 3.15.1 for Dense(50) on 784 inputs.
    let kaiming = Kaiming::leaky_relu((50_f64 / 784.0).sqrt());
    let bound = kaiming.bound(&[50, 784]).unwrap();
    assert_relative_eq!(bound, 0.084_818_892_967_997_09, max_relative = 1e-12);
}

#[test]
fn flax_draws_lecuns_distribution_cut_off_and_widened() {
    let weight = flax(400, 300, &mut rng()).unwrap();
    assert_eq!(weight.dim(), (400, 300));
    assert_distribution(&weight, 1.0 / 400.0);
    // The end is at 2 / 0.8796 of the standard deviation that is left.
    let end = 2.0 / 0.8796256610342398 / 20.0;
    assert!((0.99 * end..=end).contains(&largest(&weight)));
}

#[test]
fn candle_and_tch_draw_equation_10_normal_and_uniform() {
    let weight = candle(400, 300, &mut rng()).unwrap();
    assert_eq!(weight.dim(), (300, 400));
    assert_distribution(&weight, 2.0 / 400.0);
    assert!(largest(&weight) > 4.0 * (2.0_f64 / 400.0).sqrt());
    let weight = tch(400, 300, &mut rng()).unwrap();
    assert_eq!(weight.dim(), (300, 400));
    assert_distribution(&weight, 2.0 / 400.0);
    assert!(largest(&weight) <= (6.0_f64 / 400.0).sqrt() * (1.0 + 1e-12));
}

#[test]
fn the_defaults_do_not_agree() {
    let std: Vec<String> = LIBRARIES
        .iter()
        .map(|library| format!("{:.3}", library.square().sqrt()))
        .collect();
    assert_eq!(std, ["0.577", "0.577", "1.000", "1.000", "1.414", "1.414"]);
    for library in LIBRARIES {
        let weight = (library.dense)(256, 256, &mut rng()).unwrap();
        assert_distribution(&weight, library.square() / 256.0);
    }
}

#[test]
fn one_layer_has_four_variances() {
    // The layer of the worked example, 100 inputs and 50 outputs: Var w times 300.
    let of = |library: &Library| (library.n_var)(100.0, 50.0) * 3.0;
    let all: Vec<f64> = LIBRARIES.iter().map(of).collect();
    for (found, expected) in all.iter().zip([1.0, 1.0, 4.0, 3.0, 6.0, 6.0]) {
        assert_relative_eq!(*found, expected, max_relative = 1e-12);
    }
    for library in LIBRARIES {
        let weight = (library.dense)(100, 50, &mut rng()).unwrap();
        assert_distribution(&weight, (library.n_var)(100.0, 50.0) / 100.0);
    }
}

#[test]
fn only_candle_and_tch_keep_thirty_relu_layers_alive() {
    for library in LIBRARIES {
        let mut rng = rng();
        let mut logs: Vec<f64> = (0..9)
            .map(|_| stack(library.dense, 128, 30, &mut rng).unwrap()[29].ln())
            .collect();
        logs.sort_by(f64::total_cmp);
        // The median lies 5/2 · 29/128 below, and the median of nine within about 0.4 of that.
        let expected = theory(library.square(), 30).ln() - 2.5 * 29.0 / 128.0;
        assert!((logs[4] - expected).abs() < 2.0, "{}: {}", library.name, logs[4]);
        assert_eq!(logs[4] > -3.0, library.square() == 2.0, "{}", library.name);
    }
    assert_relative_eq!(theory(1.0, 30), 0.5_f64.powi(29), max_relative = 1e-12);
    assert_relative_eq!(theory(1.0 / 3.0, 1), 1.0 / 3.0, max_relative = 1e-12);
}

#[test]
fn a_stack_begins_with_its_input() {
    let twice: Dense = |inputs, outputs, _| Ok(Array2::eye(inputs.max(outputs)) * 2.0);
    assert_eq!(stack(twice, 3, 2, &mut rng()), Ok(vec![4.0, 16.0]));
    let negative: Dense = |inputs, _, _| Ok(Array2::eye(inputs) * -1.0);
    assert_eq!(stack(negative, 3, 2, &mut rng()), Ok(vec![1.0, 0.0]));
    assert!(stack(pytorch, 0, 1, &mut rng()).is_err());
}

#[test]
fn a_shape_does_not_say_how_it_is_to_be_read() {
    assert_eq!(grouped(), Ok((576.0, 72.0)));
    assert_eq!(depthwise(), Ok((576.0, 9.0)));
    assert_eq!(transposed(), Ok((512.0, 256.0)));
    assert_eq!(attention(), Ok((18432.0, 512.0)));
    assert_eq!(packed(), Ok((1024.0, 512.0)));
    assert_eq!(in_out(), Ok((50.0, 784.0)));
}

#[test]
fn a_cut_off_distribution_loses_a_quarter_of_its_variance_unless_it_is_widened() {
    let (cut, widened) = truncated(&mut rng()).unwrap();
    // 512² draws: the relative SE of the variance is below √(2 / 512²) = 0.003.
    assert!((cut / 0.7737413035 - 1.0).abs() < 5.0 * 0.003, "{cut}");
    assert!((widened - 1.0).abs() < 5.0 * 0.003, "{widened}");
    assert_relative_eq!(pytorch_cuts_at(0.02), 100.0, max_relative = 1e-12);
}

#[test]
fn a_bias_and_an_empty_layer_are_refused() {
    assert_eq!(bias(), Err(Error::Axes { axes: 1, stacked: false }));
    let message = empty().unwrap_err().to_string();
    assert_eq!(message, "axis 1 of the shape [5, 0] is 0");
    for library in LIBRARIES {
        assert!((library.dense)(0, 5, &mut rng()).is_err(), "{}", library.name);
    }
}

#[test]
fn eight_bits_round_a_number_just_below_1_to_1() {
    assert_eq!(to_bf16(1.0 - 1.0 / 512.0), 1.0);
    assert_eq!(to_bf16(1.0 - 1.0 / 256.0), 1.0 - 1.0 / 256.0);
    assert_eq!(to_bf16(0.5), 0.5);
    // One in 512 of all numbers below 1.
    assert_eq!(rounded_to_1(5120), 10);
    assert_eq!(rounded_to_1(1_000_000), 1_000_000 / 512);
}
