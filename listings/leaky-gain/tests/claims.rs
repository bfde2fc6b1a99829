// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the chapter claims. Statistical tolerances are five standard errors (SE).

use approx::assert_relative_eq;
use leaky_gain::*;
use rand::{RngExt, SeedableRng, rngs::ChaCha8Rng};
use rand_distr::StandardNormal;

fn rng() -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(2015)
}

fn draws(count: usize) -> Vec<f64> {
    let mut rng = rng();
    (0..count).map(|_| rng.sample(StandardNormal)).collect()
}

#[test]
fn a_leaky_relu_is_two_linear_pieces() {
    assert_eq!(leaky_relu(2.0, 0.25), 2.0);
    assert_eq!(leaky_relu(-2.0, 0.25), -0.5);
    assert_eq!(leaky_relu(-2.0, 0.0), 0.0);
    assert_eq!(leaky_relu(0.0, 0.25), 0.0);
}

#[test]
fn it_keeps_half_of_one_plus_a_squared_exactly() {
    // A symmetric distribution of four values: the means over it are exact.
    for a in [0.0, 0.01, 0.25, 1.0, -0.5, 5f64.sqrt()] {
        let y = [-3.0, -1.0, 1.0, 3.0];
        let before: f64 = y.iter().map(|y| y * y).sum();
        let after: f64 = y.iter().map(|&y| leaky_relu(y, a).powi(2)).sum();
        assert_relative_eq!(after / before, kept(a).unwrap(), max_relative = 1e-14);
        assert_relative_eq!(kept(a).unwrap(), (1.0 + a * a) / 2.0, max_relative = 1e-15);
    }
}

#[test]
fn it_keeps_the_same_part_of_a_bell_curve() {
    let count = 100_000;
    let y = draws(count);
    for a in [0.0, 0.25, 1.0] {
        let after =
            y.iter().map(|&y| leaky_relu(y, a).powi(2)).sum::<f64>() / count as f64;
        // Var[f(y)²] ≤ E[y⁴] = 3.
        let error = (3.0 / count as f64).sqrt();
        assert!((after - kept(a).unwrap()).abs() < 5.0 * error, "{after}");
    }
}

#[test]
fn the_slope_keeps_the_same_part_of_a_gradient() {
    // f' is 1 or a with equal odds: E[f'²] = (1 + a²) / 2, the backward twin of (15).
    let slope = |y: f64, a: f64| if y > 0.0 { 1.0 } else { a };
    for a in [0.0_f64, 0.25, 1.0] {
        let mean =
            [-3.0, -1.0, 1.0, 3.0].map(|y| slope(y, a).powi(2)).iter().sum::<f64>() / 4.0;
        assert_relative_eq!(mean, kept(a).unwrap());
        // And that slope is the derivative of f.
        for y in [-2.0, 2.0] {
            let h = 1e-6;
            let measured = (leaky_relu(y + h, a) - leaky_relu(y - h, a)) / (2.0 * h);
            assert_relative_eq!(measured, slope(y, a), epsilon = 1e-8);
        }
    }
}

#[test]
fn the_gains_are_those_of_the_reference() {
    for (a, expected) in [
        (0.0, std::f64::consts::SQRT_2),
        (0.01, 1.414_142_856_997_835_4),
        (0.1, 1.407_195_089_460_582_7),
        (0.2, 1.386_750_490_563_073),
        (0.25, 1.371_988_681_140_070_7),
        (1.0, 1.0),
        (5f64.sqrt(), 0.577_350_269_189_625_8),
    ] {
        assert_relative_eq!(gain(a).unwrap(), expected, max_relative = 1e-14);
        assert_eq!(gain(-a), gain(a));
    }
}

#[test]
fn equation_15_with_slope_0_is_equation_10() {
    for fan in [1, 25, 512] {
        assert_relative_eq!(std(0.0, fan).unwrap().powi(2), 2.0 / fan as f64);
    }
}

#[test]
fn equation_15_with_slope_1_is_one_over_n() {
    for fan in [1, 25, 512] {
        assert_relative_eq!(std(1.0, fan).unwrap().powi(2), 1.0 / fan as f64);
    }
}

#[test]
fn weights_with_the_leaky_gain_solve_equation_15() {
    for a in [0.0, 0.25, 1.0, 3.0] {
        let n_var = 64.0 * std(a, 64).unwrap().powi(2);
        assert_relative_eq!(0.5 * (1.0 + a * a) * n_var, 1.0, max_relative = 1e-14);
    }
}

#[test]
fn the_factor_multiplies_the_fan_and_not_the_whole_denominators_root() {
    // std = √(2 / ((1 + a²) fan)), and not √2 / (√fan · (1 + a²)).
    let (a, fan) = (0.5_f64, 25);
    let expected = (2.0 / ((1.0 + a * a) * 25.0)).sqrt();
    assert_relative_eq!(std(a, fan).unwrap(), expected, max_relative = 1e-14);
    let misread = 2f64.sqrt() / (5.0 * (1.0 + a * a));
    assert!((std(a, fan).unwrap() / misread - 1.0).abs() > 0.1);
}

#[test]
fn root_five_is_the_old_heuristic() {
    for fan in [1, 25, 512] {
        let (std, n) = (std(5f64.sqrt(), fan).unwrap(), fan as f64);
        assert_relative_eq!(std, 1.0 / (3.0 * n).sqrt(), max_relative = 1e-14);
        // The bound of a uniform distribution is √3 std: U(-1/√n, 1/√n).
        assert_relative_eq!(3f64.sqrt() * std, 1.0 / n.sqrt(), max_relative = 1e-14);
        // Glorot and Bengio's equation (15): n Var[w] = 1/3.
        assert_relative_eq!(n * std * std, 1.0 / 3.0, max_relative = 1e-14);
    }
}

#[test]
fn root_five_leaves_a_sixth_per_relu_layer() {
    let a = 5f64.sqrt();
    let factor = theory(0.0, gain(a).unwrap(), 2).unwrap()
        / theory(0.0, gain(a).unwrap(), 1).unwrap();
    assert_relative_eq!(factor, 1.0 / 6.0, max_relative = 1e-14);
    let moments = forward(0.0, gain(a).unwrap(), 64, 30, &mut rng()).unwrap();
    let log_factor = (moments[29] / moments[0]).ln() / 29.0;
    // The log of a factor has mean about -5/(2n) and variance 5/n (chapter equation-10).
    let expected = (1.0_f64 / 6.0).ln() - 2.5 / 64.0;
    let error = (5.0_f64 / 64.0 / 29.0).sqrt();
    assert!(
        (log_factor - expected).abs() < 5.0 * error,
        "{log_factor} against {expected}"
    );
}

#[test]
fn weights_made_for_the_slope_keep_the_second_moment_and_others_do_not() {
    let log_factor = |a, made_for| {
        let moments = forward(a, gain(made_for).unwrap(), 64, 30, &mut rng()).unwrap();
        (moments[29] / moments[0]).ln() / 29.0
    };
    // A factor's variance at most 5/n: SE of the mean of 29 logs.
    let error = (5.0_f64 / 64.0 / 29.0).sqrt();
    for a in [0.0, 0.25, 1.0] {
        // At most 5/(2n) below 0, see above.
        assert!(log_factor(a, a).abs() < 2.5 / 64.0 + 5.0 * error);
    }
    // Slope 1 with the ReLU's gain doubles: ln 2 = 0.69 per layer.
    assert!((log_factor(1.0, 0.0) - 2f64.ln()).abs() < 2.5 / 64.0 + 5.0 * error);
}

#[test]
fn theory_is_equation_9_with_the_leaky_half() {
    let theory = |a, made_for, layer| theory(a, gain(made_for).unwrap(), layer).unwrap();
    assert_relative_eq!(theory(0.0, 0.0, 30), 2.0, max_relative = 1e-12);
    assert_relative_eq!(theory(1.0, 1.0, 30), 1.0, max_relative = 1e-12);
    // 1.0625 per layer from the ReLU's weights under slope ¼, 29 times: almost 6.
    let grown = theory(0.25, 0.0, 30) / theory(0.25, 0.0, 1);
    assert_relative_eq!(grown, 1.0625_f64.powi(29), max_relative = 1e-12);
    assert!((5.7..6.0).contains(&grown));
    // Slope 0.01: three parts in a thousand.
    let grown = theory(0.01, 0.0, 30) / theory(0.01, 0.0, 1);
    assert!((0.0028..0.0030).contains(&(grown - 1.0)));
}

#[test]
fn four_numbers_pass_a_quarter_on_the_left_and_all_on_the_right() {
    // All of these are dyadic fractions, so f64 is exact.
    let y = [-3.0, -1.0, 1.0, 3.0];
    assert_eq!(parts(&y, 1.0), (2.5, 2.5));
    assert_eq!(parts(&y, 0.5), (2.5, 0.625));
    assert_eq!(parts(&y, 0.0), (2.5, 0.0));
    assert_eq!(kept(0.5).unwrap(), 3.125 / 5.0);
    // The variance makes up for it: 8/5.
    assert_relative_eq!(gain(0.5).unwrap().powi(2), 1.6, max_relative = 1e-15);
    assert_eq!(format!("{:.3}", gain(0.5).unwrap()), "1.265");
}

#[test]
fn without_symmetry_the_two_sides_are_not_halves() {
    // Mean 0, but skewed: -1 three times in four, or 3.
    let y = [-1.0, -1.0, -1.0, 3.0];
    let (above, below) = parts(&y, 0.5);
    assert_eq!((above, below), (2.25, 0.1875));
    assert!(((above + below) / 3.0 - kept(0.5).unwrap()).abs() > 0.1);
}

#[test]
fn forward_and_theory_start_at_the_squared_gain() {
    // n terms of variance gain² / n; relative SE of the mean of n squares is √(2/n).
    let first = forward(0.5, 1.2, 1024, 1, &mut rng()).unwrap()[0];
    assert!((first / 1.44 - 1.0).abs() < 5.0 * (2.0_f64 / 1024.0).sqrt());
    assert_relative_eq!(theory(0.5, 1.2, 1).unwrap(), 1.44);
}

#[test]
fn bad_input_gets_an_error_that_names_it() {
    for (a, message) in [
        (f64::NAN, "a slope of NaN has no gain"),
        (f64::INFINITY, "a slope of inf has no gain"),
        (f64::NEG_INFINITY, "a slope of -inf has no gain"),
    ] {
        assert_eq!(kept(a).unwrap_err().to_string(), message);
        assert_eq!(gain(a).unwrap_err().to_string(), message);
        assert_eq!(std(a, 4).unwrap_err().to_string(), message);
        assert!(forward(a, 0.0, 4, 1, &mut rng()).is_err());
        assert!(theory(a, 1.0, 1).is_err());
        // As a gain.
        let message = format!("a gain of {a}");
        assert_eq!(theory(0.0, a, 1).unwrap_err().to_string(), message);
        let error = forward(0.0, a, 4, 1, &mut rng()).unwrap_err();
        assert_eq!(error.to_string(), message);
    }
    assert!(gain(1e200).is_err());
    assert_eq!(std(0.0, 0).unwrap_err().to_string(), "a fan of 0");
    let error = forward(0.0, 1.0, 0, 1, &mut rng()).unwrap_err();
    assert_eq!(error.to_string(), "a fan of 0");
    assert_eq!(parts(&[], 0.5), (0.0, 0.0));
}
