// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the chapter claims. Where a distribution has few values, its expectation is computed by going
//! through all of them; elsewhere the tolerance is five standard errors (SE).

use approx::assert_relative_eq;
use ndarray::{Array1, Array2, array};
use one_over_n::*;
use rand::{RngExt, SeedableRng, rngs::ChaCha8Rng};

fn rng() -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(2014)
}

#[track_caller]
fn assert_within(measured: f64, expected: f64, standard_error: f64) {
    let errors = (measured - expected) / standard_error;
    assert!(errors.abs() < 5.0, "{measured} is {errors:.1} SE from {expected}");
}

/// z for every choice of weights and inputs from two values each, n of both.
fn all_outputs(n: usize, weights: [f64; 2], inputs: [f64; 2]) -> Vec<f64> {
    let choose = |code: usize, values: [f64; 2]| -> Vec<f64> {
        (0..n).map(|bit| values[code >> bit & 1]).collect()
    };
    let codes = 0..1_usize << n;
    codes
        .clone()
        .flat_map(|w| codes.clone().map(move |x| (w, x)))
        .map(|(w, x)| neuron(&choose(w, weights), &choose(x, inputs)))
        .collect()
}

#[test]
fn a_neuron_is_a_weighted_sum() {
    assert_eq!(neuron(&[1.0, -2.0, 3.0], &[4.0, 5.0, 6.0]), 12.0);
}

#[test]
fn the_variance_of_a_sum_of_independent_terms_is_the_sum_of_the_variances() {
    let one = variance(&all_outputs(1, [-1.0, 1.0], [0.0, 2.0]));
    let four = variance(&all_outputs(4, [-1.0, 1.0], [0.0, 2.0]));
    assert_relative_eq!(four, 4.0 * one, max_relative = 1e-12);
}

#[test]
fn var_z_is_n_var_w_times_the_second_moment_of_x() {
    // Var[w] = 1 and E[x²] = (0 + 4) / 2 = 2, although Var[x] = 1.
    let exact = variance(&all_outputs(4, [-1.0, 1.0], [0.0, 2.0]));
    assert_relative_eq!(exact, predicted(4, 1.0, 2.0), max_relative = 1e-12);
    assert!((exact - predicted(4, 1.0, 1.0)).abs() > 1.0, "Var[x] would do as well");
}

#[test]
fn all_sixteen_signs_of_four_weights_have_a_mean_square_of_25() {
    let x = [1.0, 2.0, 2.0, 4.0];
    let signs = |code: usize| -> Vec<f64> {
        (0..4).map(|bit| if code >> bit & 1 == 0 { 1.0 } else { -1.0 }).collect()
    };
    let mut z: Vec<f64> = (0..16).map(|code| neuron(&signs(code), &x)).collect();
    assert_eq!(z.iter().sum::<f64>(), 0.0);
    assert_eq!(z.iter().map(|z| z * z).sum::<f64>() / 16.0, 25.0);
    assert_eq!(predicted(4, 1.0, 25.0 / 4.0), 25.0);
    // Those with a plus in front of the 4, as the page lists them.
    z.truncate(8);
    z.sort_by(|a, b| b.total_cmp(a));
    assert_eq!(z, [9.0, 7.0, 5.0, 5.0, 3.0, 3.0, 1.0, -1.0]);
}

#[test]
fn a_step_adds_its_square_to_the_mean_square_of_a_walk() {
    // All walks of ten steps, counted: (p + 1)² / 2 + (p - 1)² / 2 = p² + 1.
    let ends = |steps: u32| {
        (0..1_u32 << steps)
            .map(move |code| 2.0 * f64::from(code.count_ones()) - f64::from(steps))
    };
    for steps in 1..=10 {
        let mean = ends(steps).map(|p| p * p).sum::<f64>() / f64::from(1 << steps);
        assert_eq!(mean, f64::from(steps));
    }
    let mut rng = rng();
    let squares: Vec<f64> = (0..2000)
        .map(|_| walk(256, 1.0 / 16.0, 0.5, &mut rng).last().unwrap().powi(2))
        .collect();
    // The square of a normal number has a standard deviation of √2.
    assert_within(squares.iter().sum::<f64>() / 2000.0, 1.0, (2.0 / 2000.0_f64).sqrt());
}

#[test]
fn a_loaded_coin_drifts_farther_than_it_spreads_from_25_steps_on() {
    // Steps of ±1 with 0.6 to the right: mean 0.2, variance 1 - 0.04.
    let (drift, spread) = (|n: f64| 0.2 * n, |n: f64| (0.96 * n).sqrt());
    assert_relative_eq!(drift(24.0), spread(24.0), max_relative = 1e-12);
    assert!(drift(25.0) > spread(25.0) && drift(23.0) < spread(23.0));
    let mut rng = rng();
    let ends: Vec<f64> =
        (0..4000).map(|_| *walk(100, 1.0, 0.6, &mut rng).last().unwrap()).collect();
    let mean = ends.iter().sum::<f64>() / 4000.0;
    assert_within(mean, 20.0, (96.0 / 4000.0_f64).sqrt());
    assert_within(variance(&ends), 96.0, 96.0 * (2.0 / 4000.0_f64).sqrt());
}

#[test]
fn with_alike_inputs_the_wrong_mean_adds_to_the_variance_too() {
    // One x for all terms, of mean 1 and variance 1: z = x Σ w, and Σ w is about √n / 2.
    let mut rng = rng();
    let (n, draws) = (256, 4000);
    let z: Vec<f64> = (0..draws)
        .map(|_| {
            let w: Vec<f64> = (0..n).map(|_| rng.random::<f64>() / 16.0).collect();
            neuron(&w, &vec![normal(1, 1.0, 1.0, &mut rng)[0]; n])
        })
        .collect();
    // Var z = E[x²] E[(Σ w)²] - E[x]² E[Σ w]² = 2 (64 + 1/12) - 64 = 64 + 1/6.
    let expected = 64.0 + 1.0 / 6.0;
    assert_within(variance(&z), expected, expected * (2.0 / draws as f64).sqrt());
}

#[test]
fn weights_with_another_mean_add_to_the_variance_of_a_term() {
    // w is 0 or 2: Var[w] = 1 as before, but E[w] = 1.
    let exact = variance(&all_outputs(4, [0.0, 2.0], [0.0, 2.0]));
    // Var[wx] = E[w²] E[x²] - E[w]² E[x]² = 2 · 2 - 1 · 1.
    assert_relative_eq!(exact, 4.0 * 3.0, max_relative = 1e-12);
    assert!(exact > predicted(4, 1.0, 2.0) + 1.0);
}

#[test]
fn the_output_grows_with_n_unless_var_w_is_one_over_n() {
    let mut rng = rng();
    for n in [1_usize, 8, 64, 512] {
        let draws = 4000.min(400_000 / n);
        for (std, expected) in
            [(1.0, n as f64), (0.01, n as f64 * 1e-4), (1.0 / (n as f64).sqrt(), 1.0)]
        {
            assert_relative_eq!(predicted(n, std, 1.0), expected, max_relative = 1e-12);
            let z = outputs(n, std, draws, &mut rng).unwrap();
            // A product of two bell curves has kurtosis 9, the sum of n of them 3 + 6 / n.
            let error = expected * ((2.0 + 6.0 / n as f64) / draws as f64).sqrt();
            assert_within(variance(&z), expected, error);
        }
    }
}

#[test]
fn a_std_of_0_01_is_right_at_ten_thousand_inputs_and_nowhere_else() {
    assert_relative_eq!(predicted(10_000, 0.01, 1.0), 1.0, max_relative = 1e-12);
    assert_relative_eq!(predicted(100, 0.01, 1.0), 0.01, max_relative = 1e-12);
}

#[test]
fn at_4096_inputs_and_std_1_the_output_is_64_wide() {
    assert_relative_eq!(predicted(4096, 1.0, 1.0).sqrt(), 64.0);
}

#[test]
fn the_distribution_of_the_weights_does_not_matter() {
    let mut rng = rng();
    let (n, draws) = (64, 4000);
    let half_width = (3.0 / n as f64).sqrt();
    let z: Vec<f64> = (0..draws)
        .map(|_| {
            let w: Vec<f64> =
                (0..n).map(|_| half_width * (2.0 * rng.random::<f64>() - 1.0)).collect();
            neuron(&w, &normal(n, 0.0, 1.0, &mut rng))
        })
        .collect();
    // A uniform times a bell curve has kurtosis 1.8 · 3, less than that of two bell curves.
    assert_within(variance(&z), 1.0, ((2.0 + 6.0 / n as f64) / draws as f64).sqrt());
}

#[test]
fn rand_for_randn_adds_a_mean_that_grows_with_n() {
    let mut rng = rng();
    let (n, draws) = (256, 2000);
    let scale = 1.0 / (n as f64).sqrt();
    let z: Vec<f64> = (0..draws)
        .map(|_| {
            let w: Vec<f64> = (0..n).map(|_| scale * rng.random::<f64>()).collect();
            neuron(&w, &normal(n, 1.0, 1.0, &mut rng))
        })
        .collect();
    let mean = z.iter().sum::<f64>() / draws as f64;
    // n E[w] E[x] = √n / 2, and Var[z] = n (E[w²] E[x²] - E[w]² E[x]²) = 2/3 - 1/4 = 5/12.
    assert_within(mean, (n as f64).sqrt() / 2.0, (5.0 / 12.0 / draws as f64).sqrt());
    assert_within(variance(&z), 5.0 / 12.0, 5.0 / 12.0 * (2.1 / draws as f64).sqrt());
}

fn examples() -> [(Array1<f64>, f64); 3] {
    [(array![1.0, 0.0], 1.0), (array![0.0, 1.0], 1.0), (array![1.0, 1.0], 0.0)]
}

fn train(mut network: Network) -> Network {
    for _ in 0..50 {
        for (x, target) in examples() {
            network.step(&x, target, 0.1).unwrap();
        }
    }
    network
}

#[test]
fn zeros_never_move() {
    let start = Network { v: Array2::zeros((3, 2)), u: Array1::zeros(3) };
    assert_eq!(train(start.clone()), start);
}

#[test]
fn units_that_start_alike_stay_alike() {
    let start =
        Network { v: Array2::from_elem((3, 2), 0.5), u: Array1::from_elem(3, 0.5) };
    let trained = train(start.clone());
    assert_ne!(trained, start);
    for unit in 1..3 {
        assert_eq!(trained.v.row(unit), trained.v.row(0));
        assert_eq!(trained.u[unit], trained.u[0]);
    }
}

#[test]
fn units_that_start_apart_stay_apart() {
    let v = Array2::from_shape_vec((3, 2), normal(6, 0.0, 0.7, &mut rng())).unwrap();
    let trained = train(Network { v, u: Array1::from_elem(3, 0.5) });
    assert!((trained.v[[0, 0]] - trained.v[[1, 0]]).abs() > 0.01, "{trained:?}");
}

#[test]
fn a_step_follows_the_gradient() {
    let loss = |network: &Network, x: &Array1<f64>, target: f64| {
        let h = network.v.dot(x).mapv(f64::tanh);
        (network.u.dot(&h) - target).powi(2) / 2.0
    };
    let start = Network { v: array![[0.3, -0.2], [0.1, 0.4]], u: array![0.5, -0.7] };
    let (x, target, rate) = (array![0.9, -1.1], 0.3, 1e-3);
    let mut stepped = start.clone();
    stepped.step(&x, target, rate).unwrap();
    // Central differences: the error is of order h² = 1e-10, rounding 1e-16 / h = 1e-11.
    let slope = |change: &dyn Fn(&mut Network, f64)| {
        let at = |h: f64| {
            let mut network = start.clone();
            change(&mut network, h);
            loss(&network, &x, target)
        };
        (at(1e-5) - at(-1e-5)) / 2e-5
    };
    for j in 0..2 {
        let moved = (start.u[j] - stepped.u[j]) / rate;
        assert_relative_eq!(moved, slope(&|n, h| n.u[j] += h), epsilon = 1e-8);
        for i in 0..2 {
            let moved = (start.v[[j, i]] - stepped.v[[j, i]]) / rate;
            assert_relative_eq!(moved, slope(&|n, h| n.v[[j, i]] += h), epsilon = 1e-8);
        }
    }
}

#[test]
fn variance_is_the_mean_square_minus_the_squared_mean() {
    assert_relative_eq!(variance(&[1.0, 2.0, 6.0]), 14.0 / 3.0, max_relative = 1e-12);
}

#[test]
fn normal_has_the_mean_and_the_deviation_asked_for() {
    let draws = normal(20_000, 3.0, 2.0, &mut rng());
    let mean = draws.iter().sum::<f64>() / 20_000.0;
    assert_within(mean, 3.0, 2.0 / 20_000_f64.sqrt());
    assert_within(variance(&draws), 4.0, 4.0 * (2.0 / 20_000_f64).sqrt());
}

#[test]
fn bad_input_gets_an_error_that_names_it() {
    for (std, message) in [
        (-1.0, "a standard deviation of -1"),
        (f64::NAN, "a standard deviation of NaN"),
        (f64::INFINITY, "a standard deviation of inf"),
    ] {
        assert_eq!(outputs(4, std, 10, &mut rng()).unwrap_err().to_string(), message);
    }
    let error = outputs(4, 1.0, 0, &mut rng()).unwrap_err();
    assert_eq!(error.to_string(), "a mean over 0 draws");
    assert_eq!(outputs(4, 0.0, 1, &mut rng()).unwrap(), [0.0]);
    let mut network = Network { v: array![[1.0, 2.0]], u: array![1.0] };
    let before = network.clone();
    let error = network.step(&array![1.0], 0.0, 0.1).unwrap_err();
    assert_eq!(error.to_string(), "size 1, but 2 is needed");
    assert_eq!(network, before);
    let mut network = Network { v: array![[1.0, 2.0]], u: array![1.0, 1.0] };
    let error = network.step(&array![1.0, 1.0], 0.0, 0.1).unwrap_err();
    assert_eq!(error.to_string(), "size 2, but 1 is needed");
}
