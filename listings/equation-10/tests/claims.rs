// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the chapter claims. Where a distribution has few values, its expectation is computed by going
//! through all of them; elsewhere the tolerance is five standard errors (SE).

#[allow(dead_code)]
#[path = "../src/bin/assumptions.rs"]
mod assumptions;

use std::f64::consts::PI;

use approx::assert_relative_eq;
use assumptions::{UNITS, Unit, inputs, skewed};
use equation_10::*;
use ndarray::{Array1, Array2, array};
use rand::{SeedableRng, rngs::ChaCha8Rng};

const DISTRIBUTIONS: [Distribution; 3] =
    [Distribution::Normal, Distribution::Uniform, Distribution::Sign];

fn rng() -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(2015)
}

#[track_caller]
fn assert_within(measured: f64, expected: f64, standard_error: f64) {
    let errors = (measured - expected) / standard_error;
    assert!(errors.abs() < 5.0, "{measured} is {errors:.1} SE from {expected}");
}

/// Every network of these shapes whose weights are all +1 or -1: the exact distribution of `Distribution::Sign`.
fn sign_networks(shapes: &[(usize, usize)]) -> impl Iterator<Item = Vec<Array2<f64>>> {
    let bits: usize = shapes.iter().map(|(rows, columns)| rows * columns).sum();
    (0..1_u32 << bits).map(move |code| {
        let mut bit = 0;
        let mut draw = || {
            bit += 1;
            if code >> (bit - 1) & 1 == 1 { 1.0 } else { -1.0 }
        };
        shapes
            .iter()
            .map(|&shape| Array2::from_shape_simple_fn(shape, &mut draw))
            .collect()
    })
}

/// The exact E[y_l²] by layer over all sign networks.
fn exact_moments(shapes: &[(usize, usize)], input: &Array1<f64>) -> Vec<f64> {
    let all: Vec<_> =
        sign_networks(shapes).map(|w| forward(&w, input).unwrap()).collect();
    (0..shapes.len())
        .map(|l| mean(&all.iter().map(|m| m[l]).collect::<Vec<_>>()))
        .collect()
}

#[test]
fn equation_5_is_a_matrix_times_a_vector() {
    let weight = array![[1.0, 2.0], [3.0, -4.0]];
    // y = (1·2 + 2·3, 3·2 - 4·3) = (8, -6), so E[y²] = (64 + 36) / 2.
    assert_eq!(forward(&[weight], &array![2.0, 3.0]).unwrap(), [50.0]);
}

#[test]
fn equation_6_adds_the_variances_of_independent_products() {
    // Two weights of -1 or 1 and two inputs of 0 or 2, all sixteen choices.
    let variances = |same_weight: bool| {
        let choices = (0..16).map(|code: u32| {
            let bit = |index: u32| f64::from(code >> index & 1);
            let first = 2.0 * bit(0) - 1.0;
            let second = if same_weight { first } else { 2.0 * bit(1) - 1.0 };
            (first * 2.0 * bit(2), second * 2.0 * bit(3))
        });
        let products: Vec<(f64, f64)> = choices.collect();
        let one: Vec<f64> = products.iter().map(|p| p.0).collect();
        let sum: Vec<f64> = products.iter().map(|p| p.0 + p.1).collect();
        (variance(&sum), 2.0 * variance(&one))
    };
    assert_eq!(variances(false), (4.0, 4.0));
    // One weight for both inputs: the products are not independent.
    assert_eq!(variances(true), (6.0, 4.0));
}

#[test]
fn equation_7_holds_for_any_input_whatsoever() {
    // One unit of three inputs, all eight choices of signs: E[y²] = n Var[w] E[x²] = Σ x².
    for input in [array![0.3, -1.2, 2.0], array![1.0, 1.0, 1.0], array![0.0, 0.0, 5.0]] {
        let sum_of_squares = input.mapv(|x| x * x).sum();
        let moments = exact_moments(&[(1, 3)], &input);
        assert_relative_eq!(moments[0], sum_of_squares, max_relative = 1e-12);
    }
}

#[test]
fn equation_7_with_the_variance_of_x_is_wrong() {
    let input = array![0.0, 1.0, 2.0];
    let with_variance = 3.0 * variance(&input.to_vec());
    assert_relative_eq!(exact_moments(&[(1, 3)], &input)[0], 5.0, max_relative = 1e-12);
    assert_relative_eq!(with_variance, 2.0, max_relative = 1e-12);
}

#[test]
fn equation_8_is_exact_for_symmetric_weights() {
    // n = 3, Var[w] = 1: (8) promises ½ · 3 · 1 times the layer before.
    let moments = exact_moments(&[(3, 2), (1, 3)], &array![0.7, -1.9]);
    assert_relative_eq!(moments[1], 1.5 * moments[0], max_relative = 1e-12);
}

#[test]
fn equation_9_multiplies_the_factors_of_the_layers() {
    // Factors ½ · 2 = 1 and ½ · 3 = 1.5.
    let moments = exact_moments(&[(2, 2), (3, 2), (1, 3)], &array![0.7, -1.9]);
    assert_relative_eq!(moments[1], moments[0], max_relative = 1e-12);
    assert_relative_eq!(moments[2], 1.5 * moments[0], max_relative = 1e-12);
}

#[test]
fn equation_10_keeps_the_mean_exactly_at_any_width() {
    // Two wide, Var[w] = 1: n Var[w] = 2, which is (10). Not one layer loses anything.
    let moments = exact_moments(&[(2, 2), (2, 2), (1, 2)], &array![0.7, -1.9]);
    for moment in &moments {
        assert_relative_eq!(*moment, moments[0], max_relative = 1e-12);
    }
}

#[test]
fn theory_is_equation_9() {
    assert_relative_eq!(theory(2.0, 1), 2.0);
    assert_relative_eq!(theory(2.0, 30), 2.0);
    assert_relative_eq!(theory(1.0, 30), 2f64.powi(-29));
    assert_relative_eq!(theory(3.0, 3), 3.0 * 1.5 * 1.5);
}

#[test]
fn relu_halves_the_second_moment_of_any_symmetric_distribution() {
    let mut rng = rng();
    let draws = 100_000;
    for distribution in DISTRIBUTIONS {
        let y: Vec<f64> = (0..draws).map(|_| distribution.sample(&mut rng)).collect();
        let x: Vec<f64> = y.iter().copied().map(relu).collect();
        // Var[x²] ≤ E[x⁴] = ½ E[y⁴] ≤ 3/2 for the normal distribution, less for the others.
        assert_within(second_moment(&x), 0.5, (1.5 / draws as f64).sqrt());
    }
}

#[test]
fn relu_leaves_a_third_of_a_bell_curves_variance_not_half() {
    let mut rng = rng();
    let draws = 100_000;
    let x: Vec<f64> =
        (0..draws).map(|_| relu(Distribution::Normal.sample(&mut rng))).collect();
    let exact = 0.5 - 1.0 / (2.0 * PI);
    assert_relative_eq!(exact, 0.3408450569, max_relative = 1e-9);
    assert_relative_eq!(1.0 / (2.0 * PI).sqrt(), 0.3989422804, max_relative = 1e-9);
    // The SE of a variance is at most sqrt(E[x⁴] / draws), as above.
    assert_within(variance(&x), exact, (1.5 / draws as f64).sqrt());
    assert!((variance(&x) - 0.5).abs() > 0.1);
    assert_within(mean(&x), 1.0 / (2.0 * PI).sqrt(), (0.35 / draws as f64).sqrt());
}

#[test]
fn the_variance_mistaken_for_the_second_moment_gives_1_7129_and_grows() {
    let wrong = 1.0 / (0.5 - 1.0 / (2.0 * PI));
    assert_relative_eq!(wrong.sqrt(), 1.7128585504, max_relative = 1e-10);
    assert_relative_eq!(wrong / 2.0, PI / (PI - 1.0), max_relative = 1e-12);
    assert_relative_eq!(PI / (PI - 1.0), 1.4669422069, max_relative = 1e-10);
}

#[test]
fn a_layer_multiplies_by_half_of_n_var_w() {
    let (width, depth) = (128, 30);
    for distribution in DISTRIBUTIONS {
        for n_var in [1.0, 2.0, 2.933884] {
            let mut rng = rng();
            let stack = weights(distribution, width, depth, n_var, &mut rng).unwrap();
            let measured = factors(&forward(&stack, &Array1::ones(width)).unwrap());
            // Each of 29 factors varies by 5/n around its mean (less for the other distributions).
            let spread = (5.0 / width as f64 / (depth - 1) as f64).sqrt();
            assert_within(mean(&measured) / (n_var / 2.0), 1.0, spread);
        }
    }
}

#[test]
fn one_over_n_leaves_less_than_a_millionth_after_thirty_layers() {
    let mut rng = rng();
    let stack = weights(Distribution::Normal, 128, 30, 1.0, &mut rng).unwrap();
    let moments = forward(&stack, &Array1::ones(128)).unwrap();
    // 2^-29 = 1.9e-9; the spread of the log is sqrt(5 · 30 / 128) ≈ 1.1, so 1e-6 is far off.
    assert!(moments[29] < 1e-6, "{}", moments[29]);
}

#[test]
fn the_same_draws_are_off_by_the_same_factor_at_every_scale() {
    let run = |n_var| {
        let stack = weights(Distribution::Normal, 32, 20, n_var, &mut rng()).unwrap();
        forward(&stack, &Array1::ones(32)).unwrap()
    };
    let (one, two) = (run(1.0), run(2.0));
    for layer in 1..=20 {
        let ratio = two[layer - 1] / one[layer - 1];
        assert_relative_eq!(
            ratio,
            theory(2.0, layer) / theory(1.0, layer),
            max_relative = 1e-9
        );
    }
}

#[test]
fn the_first_layers_factor_stays_a_factor() {
    let mut stack = weights(Distribution::Normal, 32, 20, 2.0, &mut rng()).unwrap();
    let with_two = forward(&stack, &Array1::ones(32)).unwrap();
    stack[0].mapv_inplace(|w| w / 2f64.sqrt());
    let with_one = forward(&stack, &Array1::ones(32)).unwrap();
    for (two, one) in with_two.iter().zip(&with_one) {
        assert_relative_eq!(*two, 2.0 * one, max_relative = 1e-12);
    }
}

/// E[y²] of a unit and the share of it that the ReLU lets pass.
fn measure(n: usize, unit: Unit) -> (f64, f64) {
    let mut rng = rng();
    let y: Vec<f64> = (0..UNITS).map(|_| unit(&inputs(n, &mut rng), &mut rng)).collect();
    let x: Vec<f64> = y.iter().copied().map(relu).collect();
    (second_moment(&y), second_moment(&x) / second_moment(&y))
}

/// SE of E[y²] where E[y⁴] is about 3 E[y²]², and as much again for the spread of the inputs.
fn moment_error(moment: f64) -> f64 {
    moment * (4.0 / UNITS as f64).sqrt()
}

/// SE of the share: half of that of a second moment.
const SHARE_ERROR: f64 = 0.007;

#[test]
fn with_all_assumptions_7_and_8_hold() {
    let (moment, share) = measure(16, assumptions::sound);
    assert_within(moment, 1.0, moment_error(1.0));
    assert_within(share, 0.5, SHARE_ERROR);
}

#[test]
fn a1_weights_off_center_break_7() {
    let (moment, share) = measure(64, assumptions::off_center);
    // Var[w] keeps its part; the mean m adds m² E[(Σx)²] = m² (n Var[x] + n² E[x]²).
    let x_variance = 0.5 - 1.0 / (2.0 * PI);
    let added = 0.01 * (2.0 / 64.0) * (64.0 * x_variance + 64f64.powi(2) / (2.0 * PI));
    assert_within(moment, 1.0 + added, moment_error(1.0));
    assert!(added > 5.0 * moment_error(1.0) && share > 0.5 + 5.0 * SHARE_ERROR);
}

#[test]
fn a2_weights_that_follow_their_inputs_break_7_and_not_8() {
    let (moment, share) = measure(16, assumptions::following);
    // n Var[w] E[x⁴] / E[x²] = 2 · 1.5 / 0.5.
    assert_within(moment, 6.0, 4.0 * moment_error(6.0));
    assert_within(share, 0.5, 2.0 * SHARE_ERROR);
}

#[test]
fn a3_dependent_inputs_break_nothing() {
    let (moment, share) = measure(16, assumptions::all_equal);
    // x is one half-normal number here: E[y⁴] = 3 · 4 E[x⁴] = 18.
    assert_within(moment, 1.0, (18.0 / UNITS as f64).sqrt());
    assert_within(share, 0.5, 3.0 * SHARE_ERROR);
}

#[test]
fn a4_lopsided_weights_break_8_and_not_7() {
    let shares = [2, 16, 64].map(|n| {
        let (moment, share) = measure(n, assumptions::lopsided);
        // The distribution's kurtosis is 0.1 · 81 + 0.9 / 81 = 8.1, at n = 2 in full.
        assert_within(moment, 1.0, 3.0 * moment_error(1.0));
        share
    });
    assert!(shares[0] > shares[1] && shares[1] > shares[2], "{shares:?}");
    assert!(shares[2] > 0.5 + 5.0 * SHARE_ERROR, "{shares:?}");
}

#[test]
fn lopsided_weights_have_mean_0_and_variance_1() {
    assert_relative_eq!(0.1 * 3.0 - 0.9 / 3.0, 0.0, epsilon = 1e-15);
    assert_relative_eq!(0.1 * 9.0 + 0.9 / 9.0, 1.0);
    let mut rng = rng();
    let draws: Vec<f64> = (0..UNITS).map(|_| skewed(&mut rng)).collect();
    assert_within(mean(&draws), 0.0, (1.0 / UNITS as f64).sqrt());
    assert_within(variance(&draws), 1.0, (8.2 / UNITS as f64).sqrt());
}

#[test]
fn a5_a_bias_breaks_both() {
    let (moment, share) = measure(16, assumptions::biased);
    assert_within(moment, 2.0, 2.0 * moment_error(2.0));
    assert!(share > 0.9, "{share}");
}

/// The first and the second moment of the factors that stacks of this width have.
fn factor_moments(stacks: impl Iterator<Item = Vec<f64>>) -> (f64, f64, usize) {
    let all: Vec<f64> = stacks.flat_map(|moments| factors(&moments)).collect();
    (mean(&all), variance(&all), all.len())
}

#[test]
fn a_layers_factor_has_mean_1_and_variance_5_over_n() {
    let (width, depth, draws) = (16, 5, 400);
    let mut shortcut_rng = rng();
    let shortcut = (0..4 * draws)
        .map(|_| gaussian_stack(width, depth, 2.0, relu, &mut shortcut_rng).unwrap());
    let mut matrix_rng = rng();
    let matrices = (0..draws).map(|_| {
        let stack =
            weights(Distribution::Normal, width, depth, 2.0, &mut matrix_rng).unwrap();
        forward(&stack, &Array1::ones(width)).unwrap()
    });
    for (mean, variance, count) in [factor_moments(shortcut), factor_moments(matrices)] {
        // `factors` divides by E[y²] of the layer before; the ½ of the squares that survive
        // varies with it: 2/n from the fresh Gaussians, 3/n from which squares survive.
        let expected = 5.0 / width as f64;
        assert_within(mean, 1.0, (expected / count as f64).sqrt());
        // Corrections of order 1/n² and the SE of a variance: a fifth is enough to tell 5 from 4.
        assert!((variance / expected - 1.0).abs() < 0.2, "{variance} against {expected}");
    }
}

#[test]
fn the_first_layer_varies_by_2_over_n() {
    let (width, draws) = (16, 4000);
    let mut rng = rng();
    let first: Vec<f64> = (0..draws)
        .map(|_| gaussian_stack(width, 1, 2.0, relu, &mut rng).unwrap()[0] / 2.0)
        .collect();
    let expected = 2.0 / width as f64;
    assert_within(mean(&first), 1.0, (expected / draws as f64).sqrt());
    assert!((variance(&first) / expected - 1.0).abs() < 0.15);
}

#[test]
fn the_mean_is_kept_while_the_median_shrinks() {
    let (width, depth, draws) = (64, 30, 1000);
    let mut rng = rng();
    let last: Vec<f64> = (0..draws)
        .map(|_| gaussian_stack(width, depth, 2.0, relu, &mut rng).unwrap()[29])
        .collect();
    let spread = (2.0 + 5.0 * 29.0) / width as f64;
    // E[M²] / E[M]² = exp(spread) for a log-normal M.
    let error = 2.0 * ((spread.exp() - 1.0) / draws as f64).sqrt();
    assert_within(mean(&last), 2.0, error);
    // The log of the median has SE sqrt(π/2 · spread / draws).
    let log_median = (median(last) / 2.0).ln();
    assert_within(log_median, -spread / 2.0, (PI / 2.0 * spread / draws as f64).sqrt());
}

#[test]
fn the_distributions_have_mean_0_and_variance_1_and_differ() {
    let mut rng = rng();
    let draws = 100_000;
    for (distribution, kurtosis) in [
        (Distribution::Normal, 3.0),
        (Distribution::Uniform, 1.8),
        (Distribution::Sign, 1.0),
    ] {
        let w: Vec<f64> = (0..draws).map(|_| distribution.sample(&mut rng)).collect();
        let fourth = mean(&w.iter().map(|w| w.powi(4)).collect::<Vec<_>>());
        assert_within(mean(&w), 0.0, (1.0 / draws as f64).sqrt());
        assert_within(second_moment(&w), 1.0, ((kurtosis - 0.999) / draws as f64).sqrt());
        // Var[w⁴] ≤ E[w⁸] ≤ 105.
        assert_within(fourth, kurtosis, (105.0 / draws as f64).sqrt());
        let largest = w.iter().fold(0.0, |m: f64, w| m.max(w.abs()));
        assert!(
            distribution == Distribution::Normal || largest <= 3f64.sqrt(),
            "{largest}"
        );
    }
}

#[test]
fn moments_and_median_are_what_they_say() {
    let values = [1.0, 2.0, 6.0];
    assert_eq!((mean(&values), second_moment(&values)), (3.0, 41.0 / 3.0));
    assert_relative_eq!(variance(&values), 14.0 / 3.0, max_relative = 1e-12);
    assert_eq!(median(vec![6.0, 1.0, 2.0]), 2.0);
    assert_eq!(median(vec![4.0, 1.0, 2.0, 9.0]), 3.0);
    assert_eq!(median(vec![4.0, 1.0, 2.0, 9.0, 7.0]), 4.0);
    assert!(median(Vec::new()).is_nan());
}

#[test]
fn bad_input_gets_an_error_that_names_it() {
    let (mut first, mut second) = (rng(), rng());
    for (width, n_var, message) in [
        (0, 2.0, "a layer of width 0"),
        (4, -1.0, "n Var[w] is -1"),
        (4, f64::NAN, "n Var[w] is NaN"),
        (4, f64::INFINITY, "n Var[w] is inf"),
    ] {
        let error =
            weights(Distribution::Normal, width, 1, n_var, &mut first).unwrap_err();
        assert_eq!(error.to_string(), message);
        let error = gaussian_stack(width, 1, n_var, relu, &mut second).unwrap_err();
        assert_eq!(error.to_string(), message);
    }
    let stack = [array![[1.0, 1.0]], array![[1.0, 1.0]]];
    let error = forward(&stack, &array![1.0, 1.0]).unwrap_err();
    assert_eq!(error.to_string(), "layer 2 takes 2 inputs, but there are 1");
    assert!(weights(Distribution::Normal, 4, 2, 0.0, &mut first).is_ok());
}
