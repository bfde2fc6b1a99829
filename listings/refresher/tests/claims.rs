// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the page says, with the five numbers with which it says it.

use approx::assert_relative_eq;
use rand::{SeedableRng, rngs::ChaCha8Rng};
use rand_distr::{Distribution, StandardNormal};
use refresher::{
    all_means, covariance, mean, median, second_moment, standard_error, variance,
};

const FIVE: [f64; 5] = [1.0, 2.0, 2.0, 4.0, 6.0];
const AROUND_0: [f64; 5] = [-2.0, -1.0, 0.0, 1.0, 2.0];

#[test]
fn the_five_numbers_have_the_moments_on_the_page() {
    assert_relative_eq!(mean(&FIVE), 3.0);
    assert_relative_eq!(second_moment(&FIVE), 12.2);
    assert_relative_eq!(variance(&FIVE), 3.2, epsilon = 1e-14);
    assert_relative_eq!(variance(&FIVE).sqrt(), 1.8, epsilon = 0.05);
    assert_relative_eq!(second_moment(&FIVE).sqrt(), 3.5, epsilon = 0.05);
    let shifted = FIVE.map(|x| x - mean(&FIVE));
    assert_eq!(shifted, [-2.0, -1.0, -1.0, 1.0, 3.0]);
    assert_relative_eq!(second_moment(&shifted), 3.2);
    assert_relative_eq!(mean(&shifted), 0.0);
}

#[test]
fn a_factor_comes_out_of_the_mean_once_and_out_of_the_variance_twice() {
    let tenfold = FIVE.map(|x| 10.0 * x);
    assert_relative_eq!(mean(&tenfold), 30.0);
    assert_relative_eq!(variance(&tenfold), 320.0, epsilon = 1e-9);
}

#[test]
fn uncorrelated_numbers_need_not_be_independent() {
    let squares = AROUND_0.map(|x| x * x);
    assert_eq!(squares, [4.0, 1.0, 0.0, 1.0, 4.0]);
    assert_relative_eq!(covariance(&AROUND_0, &squares), 0.0);
    // Independent numbers would have E[x² · y] = E[x²] E[y], here 2 · 2; it is 6.8.
    assert_relative_eq!(second_moment(&AROUND_0), 2.0);
    assert_relative_eq!(mean(&squares), 2.0);
    let products: Vec<f64> =
        squares.iter().zip(AROUND_0).map(|(y, x)| x * x * y).collect();
    assert_relative_eq!(mean(&products), 6.8);
}

#[test]
fn variances_add_if_the_covariance_is_0_and_not_otherwise() {
    let squares = AROUND_0.map(|x| x * x);
    let sums: Vec<f64> = AROUND_0.iter().zip(squares).map(|(x, y)| x + y).collect();
    assert_eq!(sums, [2.0, 0.0, 0.0, 2.0, 6.0]);
    assert_relative_eq!(variance(&AROUND_0), 2.0);
    assert_relative_eq!(variance(&squares), 2.8, epsilon = 1e-14);
    assert_relative_eq!(variance(&sums), 4.8, epsilon = 1e-14);
    let doubled = AROUND_0.map(|x| x + x);
    assert_relative_eq!(variance(&doubled), 8.0); // and not 2 + 2
    assert_relative_eq!(covariance(&AROUND_0, &AROUND_0), 2.0);
}

#[test]
fn four_networks_have_mean_0_and_second_moment_5() {
    let signs = [1.0, -1.0];
    let all: Vec<f64> =
        signs.iter().flat_map(|v| signs.iter().map(move |w| v * 1.0 + w * 2.0)).collect();
    assert_eq!(all, [3.0, -1.0, 1.0, -3.0]);
    assert_relative_eq!(mean(&all), 0.0);
    assert_relative_eq!(second_moment(&all), 5.0);
    // The two terms are independent: their product has mean 0, and their variances 1 and 4 add.
    let products: Vec<f64> =
        signs.iter().flat_map(|v| signs.iter().map(move |w| v * 1.0 * w * 2.0)).collect();
    assert_eq!(products, [2.0, -2.0, -2.0, 2.0]);
    assert_relative_eq!(mean(&products), 0.0);
    assert_relative_eq!(variance(&all), 1.0 + 4.0);
}

/// All 3125 ways to draw five of the five numbers, each number as often as it likes.
#[test]
fn the_mean_of_five_draws_has_a_fifth_of_the_variance() {
    let means = all_means(&FIVE, 5);
    assert_eq!(means.len(), 3125);
    assert_relative_eq!(mean(&means), 3.0, epsilon = 1e-12);
    assert_relative_eq!(variance(&means), 0.64, epsilon = 1e-12);
    assert_relative_eq!(standard_error(3.2, 5), 0.8);
    // 72 in 100 lie within one standard error; of a normal distribution it is 68, without the
    // means that lie exactly on the edge.
    let near = means.iter().filter(|mean| (*mean - 3.0).abs() <= 0.8 + 1e-12).count();
    assert_eq!(near, 2265);
    // Four times as many draws halve it.
    assert_relative_eq!(standard_error(3.2, 20), 0.4);
}

/// 40,000 draws. The shares have the standard errors √(0.68 · 0.32 / N) = 0.0023 and
/// √(0.954 · 0.046 / N) = 0.0010, the moments √(2 / N) = 0.0071 and √(96 / N) = 0.049, since the
/// squares have the variance 2 and the fourth powers 105 - 9. Four of each.
#[test]
fn a_normal_number_is_within_one_and_two_standard_deviations_as_often_as_said() {
    const N: usize = 40_000;
    let rng = ChaCha8Rng::seed_from_u64(1);
    let z: Vec<f64> = StandardNormal.sample_iter(rng).take(N).collect();
    let share = |most: f64| {
        let near = z.iter().filter(|z: &&f64| z.abs() < most).count();
        near as f64 / N as f64
    };
    assert_relative_eq!(share(1.0), 0.6827, epsilon = 0.0092);
    assert_relative_eq!(share(2.0), 0.9545, epsilon = 0.0042);
    assert_relative_eq!(second_moment(&z), 1.0, epsilon = 0.029);
    let squares: Vec<f64> = z.iter().map(|z| z * z).collect();
    assert_relative_eq!(second_moment(&squares), 3.0, epsilon = 0.2);
    assert_relative_eq!(median(&z), 0.0, epsilon = 0.026); // 4 √(π / 2N)
}

#[test]
fn one_large_number_moves_the_mean_and_not_the_median() {
    assert_relative_eq!(median(&FIVE), 2.0);
    let lopsided = [1.0, 2.0, 2.0, 4.0, 60.0];
    assert_relative_eq!(mean(&lopsided), 13.8, epsilon = 1e-12);
    assert_relative_eq!(median(&lopsided), 2.0);
    assert_relative_eq!(median(&[4.0, 1.0, 3.0, 2.0]), 2.5);
}

#[test]
fn the_exponential_keeps_the_median_in_its_place_and_not_the_mean() {
    let powers = AROUND_0.map(f64::exp);
    assert_relative_eq!(median(&powers), median(&AROUND_0).exp());
    assert_relative_eq!(mean(&powers), 2.3, epsilon = 0.05);
    assert!(mean(&powers) > 2.0 * mean(&AROUND_0).exp());
}

#[test]
fn no_numbers_have_no_mean() {
    for of in [mean, second_moment, variance, median] {
        assert!(of(&[]).is_nan());
    }
    assert!(covariance(&[], &FIVE).is_nan());
    assert!(all_means(&[], 2).is_empty());
    assert!(all_means(&FIVE, u32::MAX).is_empty());
    assert!(standard_error(1.0, 0).is_infinite());
}
