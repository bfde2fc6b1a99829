// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the chapter claims. Statistical tolerances are five standard errors (SE).

use approx::assert_relative_eq;
use rand::{SeedableRng, rngs::ChaCha8Rng};
use uniform_sqrt_3::*;

const DISTRIBUTIONS: [Distribution; 5] = [
    Distribution::Normal,
    Distribution::Uniform,
    Distribution::Truncated,
    Distribution::Uncorrected,
    Distribution::Sign,
];

fn rng() -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(3)
}

#[track_caller]
fn assert_within(measured: f64, expected: f64, standard_error: f64) {
    let errors = (measured - expected) / standard_error;
    assert!(errors.abs() < 5.0, "{measured} is {errors:.1} SE from {expected}");
}

#[test]
fn simpsons_rule_is_exact_for_a_cubic() {
    // ∫ (1 + 2w + 3w² + 4w³) from 1 to 3 = 2 + 8 + 26 + 80.
    let cubic = |w: f64| 1.0 + 2.0 * w + 3.0 * w * w + 4.0 * w.powi(3);
    assert_relative_eq!(integral(cubic, 1.0, 3.0), 116.0, max_relative = 1e-12);
}

#[test]
fn the_variance_of_a_uniform_distribution_is_a_third_of_the_squared_bound() {
    for b in [0.01, 0.5, 1.0, 7.0] {
        let integrated = integral(|w| w * w / (2.0 * b), -b, b);
        assert_relative_eq!(uniform_variance(b), integrated, max_relative = 1e-12);
    }
}

#[test]
fn the_bound_is_root_three_times_the_std() {
    for std in [0.01, 1.0, 3.0] {
        assert_relative_eq!(
            uniform_variance(bound(std)),
            std * std,
            max_relative = 1e-14
        );
        assert_relative_eq!(
            bound(std) / std,
            1.732_050_807_568_877_2,
            max_relative = 1e-14
        );
    }
}

#[test]
fn the_textbooks_formula_with_two_end_points_agrees() {
    // Var = (right - left)² / 12 for a distribution that is uniform from left to right.
    let (left, right) = (-0.7, 0.7_f64);
    assert_relative_eq!((right - left).powi(2) / 12.0, uniform_variance(0.7));
}

#[test]
fn a_bound_without_root_three_is_caught() {
    // Drawing from -std to std gives a third of the variance: a sixth per ReLU layer, not a half.
    assert_relative_eq!(uniform_variance(1.0), 1.0 / 3.0);
    assert!((uniform_variance(1.0) - 1.0).abs() > 0.5);
}

#[test]
fn a_bell_curve_has_area_and_variance_1() {
    assert_relative_eq!(integral(normal_density, -10.0, 10.0), 1.0, max_relative = 1e-12);
    let second_moment = integral(|z| z * z * normal_density(z), -10.0, 10.0);
    assert_relative_eq!(second_moment, 1.0, max_relative = 1e-12);
}

#[test]
fn a_truncated_bell_curve_has_the_reference_mass_and_deviation() {
    for (cut, expected) in [
        (1.0, 0.539_560_093_754_897),
        (2.0, 0.879_625_661_034_239_8),
        (3.0, 0.986_578_392_558_107_9),
    ] {
        assert_relative_eq!(truncated(cut).1, expected, max_relative = 1e-11);
    }
    assert_relative_eq!(truncated(2.0).0, 0.954_499_736_103_641_6, max_relative = 1e-11);
    assert_relative_eq!(truncated(2.0).1, TRUNCATED_STD, max_relative = 1e-11);
}

#[test]
fn integration_by_parts_gives_the_same_variance() {
    // ∫ z² normal_density = mass - 2 · cut · normal_density(cut) between -cut and cut.
    for cut in [0.5, 2.0, 3.0] {
        let (mass, std) = truncated(cut);
        let expected = 1.0 - 2.0 * cut * normal_density(cut) / mass;
        assert_relative_eq!(std * std, expected, max_relative = 1e-10);
    }
}

#[test]
fn every_distribution_has_the_variance_and_the_kurtosis_it_claims() {
    let mut rng = rng();
    let count = 100_000;
    // E[w⁴] of the truncated one: by the same integration, over the squared variance.
    let (mass, std) = truncated(2.0);
    let fourth = integral(|z| z.powi(4) * normal_density(z), -2.0, 2.0) / mass;
    let reference = [3.0, 1.8, fourth / std.powi(4), fourth, 1.0];
    for (distribution, expected) in DISTRIBUTIONS.into_iter().zip(reference) {
        let variance =
            if distribution == Distribution::Uncorrected { std * std } else { 1.0 };
        let w: Vec<f64> = (0..count).map(|_| distribution.sample(&mut rng)).collect();
        let moment = |power| w.iter().map(|w| w.powi(power)).sum::<f64>() / count as f64;
        assert_within(moment(1), 0.0, (1.0 / count as f64).sqrt());
        let error = ((expected - variance * variance).max(1e-9) / count as f64).sqrt();
        assert_within(moment(2), variance, error);
        // Var[w⁴] ≤ E[w⁸] ≤ 105.
        assert_within(moment(4), expected, (105.0 / count as f64).sqrt());
    }
}

#[test]
fn the_tails_differ() {
    let mut rng = rng();
    let mut largest = |distribution: Distribution| {
        (0..100_000).map(|_| distribution.sample(&mut rng).abs()).fold(0.0, f64::max)
    };
    assert!(largest(Distribution::Normal) > 3.5);
    assert!((1.73..=bound(1.0)).contains(&largest(Distribution::Uniform)));
    assert!((2.27..=2.0 / TRUNCATED_STD).contains(&largest(Distribution::Truncated)));
    assert!((1.99..=2.0).contains(&largest(Distribution::Uncorrected)));
    assert_eq!(largest(Distribution::Sign), 1.0);
}

#[test]
fn four_distributions_of_one_variance_keep_the_second_moment_and_the_uncorrected_one_does_not()
 {
    let (width, depth) = (64, 30);
    let mut rng = rng();
    for distribution in DISTRIBUTIONS {
        let moments = forward(distribution, width, depth, &mut rng);
        // 2 / n times the mean square of the distribution, summed over n ones.
        let first = if distribution == Distribution::Uncorrected {
            2.0 * TRUNCATED_STD.powi(2)
        } else {
            2.0
        };
        assert_within(moments[0], first, first * (2.0 / width as f64).sqrt());
        let log_factor = (moments[29] / moments[0]).ln() / 29.0;
        // Per layer the log has mean about -5/(2n) and variance at most 5/n (equation-10).
        let kept = if distribution == Distribution::Uncorrected {
            TRUNCATED_STD.powi(2)
        } else {
            1.0
        };
        let error = (5.0 / 64.0 / 29.0_f64).sqrt();
        let slack = 2.5 / 64.0;
        assert!(
            (log_factor - kept.ln()).abs() < slack + 5.0 * error,
            "{distribution:?} {log_factor}"
        );
    }
}

#[test]
fn an_uncorrected_truncation_loses_a_quarter_of_the_variance_per_layer() {
    // Exactly: 0.7737 per layer, and 30 of them.
    let variance = truncated(2.0).1.powi(2);
    assert_relative_eq!(variance, 0.773_741_303_5, max_relative = 1e-9);
    assert_relative_eq!(variance.powi(30), 4.5486e-4, max_relative = 1e-4);
    // The same draws, corrected and not, differ by exactly that.
    let corrected = forward(Distribution::Truncated, 16, 30, &mut rng());
    let uncorrected = forward(Distribution::Uncorrected, 16, 30, &mut rng());
    assert_relative_eq!(
        uncorrected[29] / corrected[29],
        TRUNCATED_STD.powi(60),
        max_relative = 1e-9
    );
}

#[test]
fn four_strips_make_five_sixteenths() {
    assert_eq!(middles(1.0, 4), [-0.75, -0.25, 0.25, 0.75]);
    assert_eq!(mean_square(&middles(1.0, 4)), 5.0 / 16.0);
    assert_eq!(mean_square(&middles(1.0, 1)), 0.0);
    assert_eq!(mean_square(&middles(1.0, 2)), 0.25);
    assert_eq!(mean_square(&middles(1.0, 0)), 0.0);
}

#[test]
fn twice_as_many_strips_leave_a_quarter_of_the_gap() {
    // Exactly: the mean of n middles is b²/3 (1 - 1/n²).
    for b in [0.5, 1.0, 3.0] {
        for count in [1, 2, 3, 8, 16, 1000] {
            let n = f64::from(count);
            let expected = uniform_variance(b) * (1.0 - 1.0 / (n * n));
            let mean = mean_square(&middles(b, count));
            assert_relative_eq!(mean, expected, epsilon = 1e-15, max_relative = 1e-12);
        }
    }
}

#[test]
fn forgetting_the_root_of_three_leaves_a_third_per_layer() {
    // The std asked for is 1, and the bound is the std: the variance is a third of 1.
    assert_relative_eq!(uniform_variance(1.0) / uniform_variance(bound(1.0)), 1.0 / 3.0);
    let thirty = (1.0_f64 / 3.0).powi(30);
    assert!((4.8e-15..4.9e-15).contains(&thirty), "{thirty:e}");
}

#[test]
fn after_a_tanh_or_with_a_bias_the_distribution_matters() {
    // One weight of variance 1, input 1. The mean over a random sign is exact, the one over the
    // normal distribution an integral (beyond ±12 there is less than 1e-31).
    let sign = |f: &dyn Fn(f64) -> f64| (f(1.0).powi(2) + f(-1.0).powi(2)) / 2.0;
    let normal = |f: &dyn Fn(f64) -> f64| {
        let part = |from, to| integral(|w| f(w).powi(2) * normal_density(w), from, to);
        // The corners of the ReLUs below are at -1 and 0.
        part(-12.0, -1.0) + part(-1.0, 0.0) + part(0.0, 12.0)
    };
    let tanh = |w: f64| w.tanh();
    assert_relative_eq!(sign(&tanh), 0.5800, epsilon = 1e-4);
    assert_relative_eq!(normal(&tanh), 0.3943, epsilon = 1e-3);
    let biased = |w: f64| (w + 1.0).max(0.0);
    assert_relative_eq!(sign(&biased), 2.0);
    assert_relative_eq!(normal(&biased), 1.9247, epsilon = 1e-4);
    // A ReLU without a bias passes one half of either.
    let relu = |w: f64| w.max(0.0);
    assert_relative_eq!(sign(&relu), 0.5);
    assert_relative_eq!(normal(&relu), 0.5, epsilon = 1e-9);
}

#[test]
fn the_printed_reciprocal_is_right_to_its_last_digit() {
    // The integral is good to about 1e-13, so eight digits are, too.
    assert_eq!(format!("{:.8}", 1.0 / truncated(2.0).1), "1.13684723");
    assert_eq!(format!("{:.8}", 1.0 / TRUNCATED_STD), "1.13684723");
}

#[test]
fn a_cut_at_absolute_numbers_cuts_nothing_from_narrow_weights() {
    // PyTorch's trunc_normal_ with std 0.02 cuts at ±2, a hundred standard deviations.
    let (mass, std) = truncated(2.0 / 0.02 / 10.0);
    assert_relative_eq!(mass, 1.0, max_relative = 1e-12);
    assert_relative_eq!(std, 1.0, max_relative = 1e-12);
    assert!(truncated(2.0).1 < 0.88);
}

#[test]
fn the_tails_show_if_the_input_has_a_single_entry() {
    // One input of 1: the relative variance of the mean of n squares of w is (kurtosis - 1) / n.
    let first = |distribution: Distribution| {
        let mut rng = rng();
        let squares: Vec<f64> =
            (0..10_000).map(|_| distribution.sample(&mut rng).powi(2)).collect();
        let mean = squares.iter().sum::<f64>() / 1e4;
        squares.iter().map(|s| (s - mean).powi(2)).sum::<f64>() / 1e4
    };
    // SE of a variance of w² is at most √(E[w⁸] / 10⁴) = √(105 / 10⁴).
    let error = (105.0_f64 / 1e4).sqrt();
    assert_eq!(first(Distribution::Sign), 0.0);
    assert_within(first(Distribution::Uniform), 0.8, error);
    assert_within(first(Distribution::Normal), 2.0, error);
}
