// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the chapter claims. Reference values were computed with 30 digits by mpmath.

use approx::{assert_abs_diff_eq, assert_relative_eq};
use beyond_relu::*;
use ndarray::{Array2, array};
use rand::{SeedableRng, rngs::ChaCha8Rng};
use std::f64::consts::PI;

fn rng() -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(4)
}

fn f(name: &str) -> &'static Activation {
    named(name).unwrap()
}

/// The rule's sum for f over -1 to 1.
fn integral(n: usize, f: impl Fn(f64) -> f64) -> f64 {
    gauss_legendre(n).iter().map(|&(node, weight)| weight * f(node)).sum()
}

#[test]
fn gauss_legendre_is_exact_up_to_degree_2n_minus_1_and_no_further() {
    for n in 1..=20 {
        for degree in 0..2 * n as i32 {
            // An odd power is 0, an even one 2 / (degree + 1).
            let exact = f64::from(1 + (-1i32).pow(degree as u32)) / f64::from(degree + 1);
            assert_abs_diff_eq!(integral(n, |x| x.powi(degree)), exact, epsilon = 1e-14);
        }
        let degree = 2 * n as i32;
        let exact = 2.0 / f64::from(degree + 1);
        // The first error: (n!)^4 2^(2n+1) / ((2n+1) (2n)!²), of x^(2n).
        let ratio: f64 = (1..=n).map(|k| k as f64 / (n + k) as f64).product();
        let error = ratio * ratio * 4f64.powi(n as i32) * 2.0 / (2 * n + 1) as f64;
        let measured = exact - integral(n, |x| x.powi(degree));
        assert_abs_diff_eq!(measured, error, epsilon = 1e-14);
    }
}

#[test]
fn gauss_legendre_agrees_with_the_table_for_two_and_three_points() {
    let [a, b] = gauss_legendre(2)[..] else { panic!() };
    assert_abs_diff_eq!(a.0, 1.0 / 3f64.sqrt(), epsilon = 1e-15);
    assert_abs_diff_eq!(b.0, -1.0 / 3f64.sqrt(), epsilon = 1e-15);
    let [a, b, c] = gauss_legendre(3)[..] else { panic!() };
    assert_abs_diff_eq!(a.0, 0.6f64.sqrt(), epsilon = 1e-15);
    for (weight, exact) in [(a.1, 5.0 / 9.0), (b.1, 8.0 / 9.0), (c.1, 5.0 / 9.0)] {
        assert_abs_diff_eq!(weight, exact, epsilon = 1e-15);
    }
}

#[test]
fn gauss_legendre_nodes_are_symmetric_and_apart_and_weights_sum_to_2() {
    assert!(gauss_legendre(0).is_empty());
    for n in [1, 2, 3, 7, 64, 200, 201] {
        let rule = gauss_legendre(n);
        for (left, right) in rule.iter().zip(rule.iter().rev()) {
            assert_abs_diff_eq!(left.0, -right.0, epsilon = 1e-15);
            assert_relative_eq!(left.1, right.1, max_relative = 1e-10);
        }
        assert!(rule.windows(2).all(|pair| pair[0].0 > pair[1].0), "{n}");
        assert!(rule.iter().all(|&(x, weight)| x.abs() < 1.0 && weight > 0.0), "{n}");
        let sum: f64 = rule.iter().map(|(_, weight)| weight).sum();
        assert_abs_diff_eq!(sum, 2.0, epsilon = 1e-12);
    }
}

#[test]
fn the_quadrature_knows_the_moments_of_a_bell_curve() {
    for (power, moment) in [(0, 1.0), (1, 0.0), (2, 1.0), (3, 0.0), (4, 3.0), (8, 105.0)]
    {
        assert_abs_diff_eq!(
            gaussian_mean(|z| z.powi(power)),
            moment,
            epsilon = 1e-12 * 105.0
        );
    }
}

#[test]
fn moments_agree_with_the_reference_to_ten_digits() {
    // E[f], E[f²], E[f'²].
    for (name, first, second, slope) in [
        ("ReLU", 0.398_942_280_401_432_7, 0.5, 0.5),
        ("leaky ReLU 0.01", 0.394_952_857_597_418_4, 0.500_05, 0.500_05),
        ("GELU", 0.282_094_791_773_878_1, 0.425_221_482_570_298_7, 0.455_850_865_649_287),
        (
            "GELU (tanh)",
            0.282_038_588_078_788_7,
            0.425_193_711_033_099_5,
            0.455_817_845_963,
        ),
        ("SiLU", 0.206_620_964_141_907, 0.355_775_519_817_352, 0.379_482_351_632_829),
        ("SELU", 0.0, 1.0, 1.071_574_992_455_799),
        ("ELU", 0.160_520_572_266_556, 0.644_945_417_492_924, 0.668_102_001_223_171),
        ("softplus", 0.806_059_183_347_44, 0.921_245_908_859_3, 0.293_379_035_858_093),
        ("tanh", 0.0, 0.394_294_490_397_841, 0.464_402_902_448_268),
        ("sigmoid", 0.5, 0.293_379_035_858_093, 0.044_836_241_350_194),
        ("Mish", 0.240_403_888_374_791, 0.452_342_192_375_883, 0.479_083_758_374),
    ] {
        let Activation { value, slope: derivative, .. } = f(name);
        assert_abs_diff_eq!(gaussian_mean(value), first, epsilon = 1e-10);
        assert_abs_diff_eq!(
            gaussian_mean(|z| value(z) * value(z)),
            second,
            epsilon = 1e-10
        );
        let squared = |z| derivative(z) * derivative(z);
        assert_abs_diff_eq!(gaussian_mean(squared), slope, epsilon = 1e-10);
        assert_relative_eq!(gain(value).unwrap(), second.powf(-0.5), epsilon = 1e-9);
        assert_relative_eq!(
            chi(value, derivative).unwrap(),
            slope / second,
            epsilon = 1e-9
        );
    }
}

#[test]
fn every_slope_is_the_derivative_of_its_value() {
    for Activation { name, value, slope } in ACTIVATIONS {
        for x in [-6.0, -2.0, -0.7, -0.1, 0.1, 0.7, 2.0, 6.0] {
            let difference = (value(x + 1e-5) - value(x - 1e-5)) / 2e-5;
            assert!((difference - slope(x)).abs() < 1e-9, "{name} at {x}");
        }
    }
}

#[test]
fn at_a_kink_the_slope_is_that_of_the_left_side() {
    let at_0 = |name| (f(name).slope)(0.0);
    assert_eq!((at_0("ReLU"), at_0("leaky ReLU 0.01"), at_0("ELU")), (0.0, 0.01, 1.0));
    assert_relative_eq!(at_0("SELU"), 1.7580993408473766, max_relative = 1e-12);
    // And so in the stack with batch normalization: a unit at 0 passes no gradient.
    let network = Normalized { weights: vec![array![[1.0]]] };
    let (x, g) = (array![[-1.0, 0.0, 1.0]], array![[0.0, 1.0, 0.0]]);
    assert_eq!(network.gradients(&x, &g).unwrap().inputs[0], Array2::zeros((1, 3)));
}

#[test]
fn only_homogeneous_activations_have_one_gain_for_signal_and_gradient() {
    for activation in ACTIVATIONS {
        let homogeneous =
            ["identity", "ReLU", "leaky ReLU 0.01"].contains(&activation.name);
        let chi_is_1 =
            (chi(activation.value, activation.slope).unwrap() - 1.0).abs() < 1e-10;
        let neutral =
            (stability(activation.value, activation.slope).unwrap() - 1.0).abs() < 1e-10;
        assert_eq!(
            (chi_is_1, neutral),
            (homogeneous, homogeneous),
            "{}",
            activation.name
        );
    }
}

#[test]
fn with_its_gain_one_is_a_fixed_point_of_any_activation() {
    for activation in ACTIVATIONS {
        let gain = gain(activation.value).unwrap();
        let next = next_moment(activation.value, gain * gain, 1.0);
        assert_relative_eq!(next, 1.0, max_relative = 1e-12);
    }
}

#[test]
fn stability_is_the_slope_of_the_map_at_its_fixed_point() {
    for activation in ACTIVATIONS {
        let n_var = gain(activation.value).unwrap().powi(2);
        let at = |q| next_moment(activation.value, n_var, q);
        let slope = (at(1.0 + 1e-5) - at(1.0 - 1e-5)) / 2e-5;
        assert_abs_diff_eq!(
            stability(activation.value, activation.slope).unwrap(),
            slope,
            epsilon = 1e-8
        );
    }
    let of = |name| stability(f(name).value, f(name).slope).unwrap();
    assert!(of("tanh") < 0.6 && of("SELU") < 1.0);
    assert!(of("GELU") > 1.0 && of("SiLU") > 1.0);
}

/// Where the second moment is after `layers` wide layers.
fn after(name: &str, gain: f64, start: f64, layers: usize) -> f64 {
    (0..layers).fold(start, |q, _| next_moment(f(name).value, gain * gain, q))
}

#[test]
fn tanh_settles_and_gelu_runs_away() {
    for start in [0.25, 4.0] {
        let own = gain(f("tanh").value).unwrap();
        assert_abs_diff_eq!(after("tanh", own, start, 50), 1.0, epsilon = 1e-6);
        // 5/3, PyTorch's gain for tanh, settles too, a little above 1.
        assert_abs_diff_eq!(after("tanh", 5.0 / 3.0, start, 50), 1.178, epsilon = 1e-3);
    }
    let own = gain(f("GELU").value).unwrap();
    assert!(after("GELU", own, 0.25, 50) < 1e-3);
    assert!(after("GELU", own, 4.0, 50) > 1e3);
}

#[test]
fn the_size_that_stays_moves_with_the_gain() {
    let own = gain(f("GELU").value).unwrap();
    // Below the edge the start is gone after 300 layers, above it beyond all bounds.
    for (times, edge) in [(1.1, 0.331), (0.95, 2.631)] {
        assert!(after("GELU", times * own, edge - 0.001, 300) < 1e-3);
        assert!(after("GELU", times * own, edge + 0.001, 300) > 1e3);
    }
    for start in [0.25, 0.9, 1.0, 1.1, 4.0] {
        assert!(after("GELU", 0.9 * own, start, 30) < start / 4.0);
        assert!(after("GELU", 0.9 * own, start, 300) < 1e-3);
    }
    // Above 2 even the smallest start rises in the end: a small signal meets a slope of 1/2.
    let next = |&q: &f64| Some(next_moment(f("GELU").value, (1.31 * own).powi(2), q));
    assert!(std::iter::successors(Some(1e-6), next).take(3000).any(|q| q > 1e3));
    assert!(0.9 * own < 2f64.sqrt() && 1.31 * own > 2.0);
}

#[test]
fn relu_gain_lets_gelu_die_and_its_own_gain_holds_it() {
    let stack = |n_var: f64| {
        let mut rng = rng();
        let x = normal((256, 16), &mut rng) / n_var.sqrt();
        let weights = weights(256, 30, n_var, &mut rng).unwrap();
        second_moment(&forward(&weights, &x, f("GELU").value).unwrap()[29])
    };
    let own = gain(f("GELU").value).unwrap().powi(2);
    // Both begin at 1; with 2 the recursion is at 1e-6 or less at layer 30.
    let theory = after("GELU", 2f64.sqrt(), 1.0, 29);
    assert!(theory < 1e-5 && stack(2.0) < 1e-3, "{theory} {}", stack(2.0));
    // ln q varies by about 5/n per layer here too, and the map magnifies it.
    assert!((0.05..20.0).contains(&stack(own)), "{}", stack(own));
}

#[test]
fn a_stack_follows_the_recursion() {
    let mut rng = rng();
    let x = normal((1024, 16), &mut rng);
    let weights = weights(1024, 4, 2.5, &mut rng).unwrap();
    let layers = forward(&weights, &x, f("SiLU").value).unwrap();
    let mut q = 2.5;
    for y in &layers {
        // A layer's relative variance is about 5/n, and there are four of them.
        assert_relative_eq!(second_moment(y), q, max_relative = 0.3);
        q = next_moment(f("SiLU").value, 2.5, q);
    }
}

const HE: Branch = Branch { layers: 2, inner: 1.0, last: 1.0 };

#[test]
fn blocks_as_in_equation_10_double_the_second_moment() {
    // The log of each doubling varies by a few parts in n; five blocks, 20 networks.
    let logs: Vec<f64> =
        (0..20).map(|seed| residual(HE, 5, 128, seed).unwrap()[4].log2()).collect();
    let mean = logs.iter().sum::<f64>() / 20.0;
    assert!((mean - 5.0).abs() < 0.3, "{mean}");
}

#[test]
fn a_norm_before_the_branch_makes_each_block_add_one() {
    let he = Branch { layers: 2, inner: 1.0, last: 1.0 };
    let mean = |branch, blocks| {
        let end = |seed| pre_norm(branch, blocks, 128, seed).unwrap()[blocks - 1];
        (0..20).map(end).sum::<f64>() / 20.0
    };
    // One block's F has a relative spread of about √(10/128), and 20 networks of many blocks
    // average it down to a few percent of the sum.
    for blocks in [6, 24] {
        let expected = 1.0 + blocks as f64;
        assert!((mean(he, blocks) / expected - 1.0).abs() < 0.06, "{}", mean(he, blocks));
    }
    let root = Branch { last: 24_f64.powf(-0.5), ..he };
    assert!((mean(root, 24) - 2.0).abs() < 0.06, "{}", mean(root, 24));
    // The norm: 3 and 4 have the root mean square √12.5.
    let normed = rms_norm(&array![[3.0], [4.0]]);
    assert_relative_eq!(normed[[0, 0]], 3.0 / 12.5_f64.sqrt(), max_relative = 1e-12);
    assert_eq!(rms_norm(&array![[0.0]]), array![[0.0]]);
}

#[test]
fn scaled_branches_stay_below_e_and_zero_branches_change_nothing() {
    let scaled = Branch { last: 0.25, ..HE };
    let logs: Vec<f64> =
        (0..20).map(|seed| residual(scaled, 16, 128, seed).unwrap()[15].ln()).collect();
    let theory = 16.0 * (1.0 + 1.0 / 16.0_f64).ln();
    assert!((logs.iter().sum::<f64>() / 20.0 - theory).abs() < 0.1);
    let zero = residual(Branch { last: 0.0, ..HE }, 16, 64, 1).unwrap();
    assert!(zero.iter().all(|moment| moment == &zero[0]));
    assert!((zero[0] - 1.0).abs() < 5.0 * (2.0 / (64.0 * 8.0_f64)).sqrt());
}

#[test]
fn fixups_exponent_makes_the_first_step_independent_of_depth() {
    for layers in [2, 3, 4] {
        let branch = Branch { layers, inner: 1.0, last: 0.0 };
        let exponent = -1.0 / (2.0 * layers as f64 - 2.0);
        for blocks in [4, 16, 64] {
            let inner = (blocks as f64).powf(exponent);
            let plain = first_step(branch, blocks, 64, 1).unwrap();
            let fixup = first_step(Branch { inner, ..branch }, blocks, 64, 1).unwrap();
            // A ReLU passes the scale on, once in each of h's two factors.
            assert_relative_eq!(fixup * blocks as f64, plain, max_relative = 1e-9);
        }
    }
    // |h|² is ½ on average for an x of length 1, so a network moves by half its blocks.
    let mean: f64 =
        (0..50).map(|seed| first_step(HE, 8, 64, seed).unwrap()).sum::<f64>() / 50.0;
    assert!((mean - 4.0).abs() < 0.5, "{mean}");
}

#[test]
fn the_first_step_is_what_gradient_descent_does() {
    // One block, m = 2, by hand: W1 and W2 = 0; then W2 = -rate g hᵀ, |g| = 1.
    let (width, rate) = (8, 0.01);
    let mut rng = ChaCha8Rng::seed_from_u64(9);
    let x = normal((width, 1), &mut rng) / (width as f64).sqrt();
    let relu = |a: &Array2<f64>| a.mapv(|a| a.max(0.0));
    let w1 = normal((width, width), &mut rng) * (2.0 / width as f64).sqrt();
    let h = relu(&w1.dot(&relu(&x)));
    let mut g = Array2::zeros((width, 1));
    g[(0, 0)] = 1.0;
    let w2 = g.dot(&h.t()) * -rate;
    let moved = w2.dot(&h).pow2().sum().sqrt() / rate;
    let branch = Branch { layers: 2, inner: 1.0, last: 0.0 };
    assert_relative_eq!(
        first_step(branch, 1, width, 9).unwrap(),
        moved,
        max_relative = 1e-12
    );
}

#[test]
fn normalized_units_have_mean_0_and_variance_1() {
    let (z, std) = normalize(&array![[1.0, 3.0], [0.0, 8.0]]);
    assert_eq!((z, std), (array![[-1.0, 1.0], [-1.0, 1.0]], array![[1.0], [4.0]]));
}

fn normalized(alpha: f64) -> Gradients {
    let mut rng = rng();
    let (x, g) = (normal((16, 32), &mut rng), normal((16, 32), &mut rng));
    let weights = weights(16, 3, alpha * alpha, &mut rng).unwrap();
    Normalized { weights }.gradients(&x, &g).unwrap()
}

#[test]
fn batch_norm_hides_the_scale_and_divides_the_gradient_by_it() {
    let (one, ten) = (normalized(1.0), normalized(10.0));
    for (a, b) in one.last.iter().zip(&ten.last) {
        assert_abs_diff_eq!(a, b, epsilon = 1e-12);
    }
    for (a, b) in one.weights.iter().zip(&ten.weights) {
        for (a, b) in a.iter().zip(b) {
            assert_abs_diff_eq!(*a, b * 10.0, epsilon = 1e-9);
        }
    }
}

#[test]
fn gradients_through_batch_norm_agree_with_central_differences() {
    let mut rng = rng();
    let (x, g) = (normal((4, 6), &mut rng), normal((4, 6), &mut rng));
    let mut network = Normalized { weights: weights(4, 2, 2.0, &mut rng).unwrap() };
    let gradients = network.gradients(&x, &g).unwrap();
    let loss = |network: &Normalized, x: &Array2<f64>| {
        (&g * &network.gradients(x, &g).unwrap().last).sum()
    };
    let h = 1e-6;
    for layer in 0..2 {
        for j in 0..4 {
            for i in 0..4 {
                let mut at = |h: f64| {
                    network.weights[layer][(j, i)] += h;
                    let loss = loss(&network, &x);
                    network.weights[layer][(j, i)] -= h;
                    loss
                };
                let slope = (at(h) - at(-h)) / (2.0 * h);
                assert_abs_diff_eq!(
                    slope,
                    gradients.weights[layer][(j, i)],
                    epsilon = 1e-6
                );
            }
        }
    }
    for j in 0..4 {
        let at = |h: f64| {
            let mut x = x.clone();
            x[(j, 3)] += h;
            loss(&network, &x)
        };
        let slope = (at(h) - at(-h)) / (2.0 * h);
        assert_abs_diff_eq!(slope, gradients.inputs[0][(j, 3)], epsilon = 1e-6);
    }
}

#[test]
fn under_batch_norm_the_gradient_grows_by_pi_over_pi_minus_1_per_layer() {
    let expected = PI / (PI - 1.0);
    assert_eq!(format!("{expected:.4}"), "1.4669");
    let mut rng = rng();
    let (x, g) = (normal((128, 128), &mut rng), normal((128, 128), &mut rng));
    let network = Normalized { weights: weights(128, 24, 2.0, &mut rng).unwrap() };
    let inputs = network.gradients(&x, &g).unwrap().inputs;
    let growth = second_moment(&inputs[4]) / second_moment(&inputs[20]);
    // Sixteen factors, each with a relative deviation of some 1/√128 by chance.
    let by_layer = growth.powf(1.0 / 16.0);
    assert!((by_layer / expected - 1.0).abs() < 0.1, "{by_layer}");
}

#[test]
fn with_a_small_batch_it_grows_by_more() {
    // Batches of 128, of 16 and of 8. The tolerance is that of the test above.
    let by_layer = [128, 16, 8].map(|samples| {
        let mut rng = rng();
        let (x, g) = (normal((128, samples), &mut rng), normal((128, samples), &mut rng));
        let network = Normalized { weights: weights(128, 24, 2.0, &mut rng).unwrap() };
        let inputs = network.gradients(&x, &g).unwrap().inputs;
        (second_moment(&inputs[4]) / second_moment(&inputs[20])).powf(1.0 / 16.0)
    });
    assert!(by_layer[1] > by_layer[0] + 0.05, "{by_layer:?}");
    assert!(by_layer[2] > by_layer[1] + 0.05, "{by_layer:?}");
}

#[test]
fn lsuv_makes_every_layer_one_on_what_it_saw() {
    for name in ["ReLU", "tanh", "GELU", "softplus"] {
        let mut rng = rng();
        let x = normal((32, 64), &mut rng);
        let mut weights = weights(32, 10, 0.3, &mut rng).unwrap();
        lsuv(&mut weights, &x, f(name).value).unwrap();
        for y in forward(&weights, &x, f(name).value).unwrap() {
            assert_relative_eq!(second_moment(&y), 1.0, max_relative = 1e-12);
        }
    }
}

#[test]
fn the_log_of_a_norm_spreads_by_5_over_n_per_layer() {
    // Exact for n = 64, by layer: mean -0.0401086 and variance 0.0829974.
    let (mean, variance) = log_spread(64, 30, 1000, 2).unwrap();
    let (exact_mean, exact_variance): (f64, f64) = (30.0 * -0.0401086, 30.0 * 0.0829974);
    assert!((mean - exact_mean).abs() < 5.0 * (exact_variance / 1000.0).sqrt(), "{mean}");
    // The sum of 30 logs is nearly Gaussian: relative SE √(2/1000).
    let relative = variance / exact_variance - 1.0;
    assert!(relative.abs() < 5.0 * (2.0 / 1000.0_f64).sqrt(), "{variance}");
    // And 5/n is near it, where 2/n, the linear value, is not.
    assert!((exact_variance / 30.0 * 64.0 - 5.0).abs() < 0.5);
}

#[test]
fn the_log_of_a_wide_norm_falls_by_half_its_variance() {
    let (mean, variance) = log_spread(512, 30, 400, 2).unwrap();
    let sum = 5.0 * 30.0 / 512.0;
    assert!((mean + sum / 2.0).abs() < 5.0 * (sum / 400.0_f64).sqrt(), "{mean}");
    assert!((variance / sum - 1.0).abs() < 5.0 * (2.0 / 400.0_f64).sqrt(), "{variance}");
}

#[test]
fn two_inputs_become_parallel() {
    let mut cosine = 0.0;
    for (layer, expected) in (1..=100).zip([1.0 / PI, 0.49373109020037, 0.60482572011294])
    {
        cosine = next_cosine(cosine);
        assert_abs_diff_eq!(cosine, expected, epsilon = 1e-12 * layer as f64);
    }
    let late = (0..97).fold(cosine, |cosine, _| next_cosine(cosine));
    assert_abs_diff_eq!(late, 0.99642315, epsilon = 1e-8);
    assert_eq!((next_cosine(1.0), next_cosine(-1.0)), (1.0, 0.0));
    assert_eq!(next_cosine(1.0 + 1e-15), 1.0);
}

#[test]
fn a_wide_stacks_angles_follow_the_map() {
    let measured = angles(1024, 3, 5).unwrap();
    let mut theory = 0.0;
    for cosine in measured {
        theory = next_cosine(theory);
        // A cosine of 1024 products has a deviation of about 1/√1024 per layer.
        assert!((cosine - theory).abs() < 5.0 / 32.0 * 1.5, "{cosine} {theory}");
    }
}

#[test]
fn bad_input_gets_an_error_that_names_it() {
    let message = |error: Error| error.to_string();
    assert_eq!(
        message(gain(|_| 0.0).unwrap_err()),
        "E[f(z)²] is 0; expected above 0 and finite"
    );
    assert_eq!(
        message(gain(|_| f64::NAN).unwrap_err()),
        "E[f(z)²] is NaN; expected above 0 and finite"
    );
    assert!(gain(|_| f64::INFINITY).is_err());
    assert_eq!(message(named("Swash").unwrap_err()), "no activation is called Swash");
    let size = "size 0; expected 1 to 4096";
    assert_eq!(message(weights(0, 1, 1.0, &mut rng()).unwrap_err()), size);
    assert_eq!(message(weights(1, 0, 1.0, &mut rng()).unwrap_err()), size);
    assert!(weights(1, 4096, 1.0, &mut rng()).is_ok());
    assert_eq!(weights(1, 4097, 1.0, &mut rng()), Err(Error::Size(4097)));
    let scale = "scale -1; expected 0 or more";
    assert_eq!(message(weights(1, 1, -1.0, &mut rng()).unwrap_err()), scale);
    assert!(weights(1, 1, f64::INFINITY, &mut rng()).is_err());
    assert_eq!(message(residual(HE, 0, 4, 1).unwrap_err()), size);
    assert_eq!(message(residual(HE, 4, 0, 1).unwrap_err()), size);
    assert!(residual(Branch { layers: 0, ..HE }, 1, 4, 1).is_err());
    assert!(residual(Branch { last: f64::NAN, ..HE }, 1, 4, 1).is_err());
    assert!(first_step(HE, 0, 4, 1).is_err());
    assert!(log_spread(0, 1, 1, 1).is_err() && log_spread(1, 1, 0, 1).is_err());
    assert!(angles(0, 1, 1).is_err());
    let one = Array2::ones((3, 2));
    let wrong = [Array2::ones((2, 4))];
    let fit = "length 3; expected 4";
    assert_eq!(message(forward(&wrong, &one, |y| y).unwrap_err()), fit);
    assert_eq!(message(lsuv(&mut wrong.clone(), &one, |y| y).unwrap_err()), fit);
    let mut nothing = [Array2::zeros((2, 3))];
    assert_eq!(lsuv(&mut nothing, &one, |y| y), Err(Error::Passed(0.0)));
    assert_eq!(nothing, [Array2::<f64>::zeros((2, 3))]);
    let network = Normalized { weights: vec![Array2::ones((2, 3))] };
    let fails = |x: (usize, usize), g: (usize, usize)| {
        network.gradients(&Array2::ones(x), &Array2::ones(g)).err().unwrap()
    };
    assert_eq!(fails((3, 1), (2, 1)), Error::Size(0));
    assert_eq!(fails((4, 2), (2, 2)), Error::Fit { expected: 3, got: 4 });
    assert_eq!(fails((3, 2), (3, 2)), Error::Fit { expected: 2, got: 3 });
    assert_eq!(fails((3, 2), (2, 3)), Error::Fit { expected: 2, got: 3 });
    assert!(Normalized { weights: vec![] }.gradients(&one, &one).is_err());
}

#[test]
fn after_a_relu_the_first_block_triples_the_second_moment() {
    // Nothing of a non-negative x is lost in the branch's first ReLU, so F has twice its second
    // moment. The mean over 40 networks of 200 units: one network's F strays by about √(10/200),
    // a fifth, of its 2, so 40 leave 0.07, and five of these are 0.35.
    let mut total = 0.0;
    for seed in 0..40 {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let relu = |y: f64| y.max(0.0);
        let x = normal((200, 8), &mut rng).mapv(relu) * 2_f64.sqrt();
        let he = (2.0 / 200.0_f64).sqrt();
        let mut hidden = x.clone();
        for _ in 0..2 {
            hidden = (normal((200, 200), &mut rng) * he).dot(&hidden.mapv(relu));
        }
        total += second_moment(&(&x + &hidden)) / second_moment(&x) / 40.0;
    }
    assert!((total - 3.0).abs() < 0.35, "{total}");
}

#[test]
fn one_factor_of_a_product_may_start_at_zero_and_two_may_not() {
    // y = a b, and the loss is half of (y - 1)².
    let train = |mut a: f64, mut b: f64| {
        for _ in 0..200 {
            let delta = a * b - 1.0;
            (a, b) = (a - 0.1 * delta * b, b - 0.1 * delta * a);
        }
        a * b
    };
    assert!((train(0.0, 1.0) - 1.0).abs() < 1e-6);
    assert_eq!(train(0.0, 0.0), 0.0);
}

/// Central differences of `loss` for the entries that `entry` reaches.
fn slope(mut loss: impl FnMut(f64) -> f64) -> f64 {
    (loss(1e-5) - loss(-1e-5)) / 2e-5
}

#[test]
fn gradients_with_a_norm_before_and_after_agree_with_central_differences() {
    for norm in [Norm::Before, Norm::After] {
        let mut rng = rng();
        let blocks = Blocks::draw(norm, 3, 6, &mut rng).unwrap();
        let (x, g) = (normal((6, 5), &mut rng), normal((6, 5), &mut rng));
        let (out, gradients) = blocks.gradients(&x, &g).unwrap();
        assert_relative_eq!(second_moment(&out), 1.0, epsilon = 1e-12);
        for (block, pair) in gradients.iter().enumerate() {
            for (weight, gradient) in pair.iter().enumerate() {
                for at in [(0, 0), (2, 5), (4, 1)] {
                    let measured = slope(|step| {
                        let mut moved = blocks.clone();
                        moved.weights[block][weight][at] += step;
                        (moved.gradients(&x, &g).unwrap().0 * &g).sum()
                    });
                    assert_abs_diff_eq!(gradient[at], measured, epsilon = 1e-7);
                }
            }
        }
    }
}

#[test]
fn with_a_norm_before_block_l_gets_1_in_l_plus_1_and_with_a_norm_after_all_get_the_same()
{
    // |ΔW₂|², on average over 20 networks of 24 blocks, 128 wide, of the first block to another.
    let first_to = |block: usize, norm| {
        let mut squares = [0.0; 2];
        for seed in 0..20 {
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            let blocks = Blocks::draw(norm, 24, 128, &mut rng).unwrap();
            let (x, g) = (normal((128, 8), &mut rng), normal((128, 8), &mut rng));
            let (_, gradients) = blocks.gradients(&x, &g).unwrap();
            squares[0] += gradients[0][1].pow2().sum();
            squares[1] += gradients[block - 1][1].pow2().sum();
        }
        squares[0] / squares[1]
    };
    // A block gets 1/(l + 1) of the gradient's second moment. One network's ratio strays by about
    // 15 %, twenty by 3 or 4: five of these.
    for block in [2, 5, 12, 24] {
        let expected = (block as f64 + 1.0) / 2.0;
        assert_relative_eq!(first_to(block, Norm::Before), expected, max_relative = 0.2);
    }
    // After the sum, each block adds 1 to 1, and the norm halves both the signal and the gradient:
    // nothing grows. The spread is larger: a network's log strays by √(24 · 5/128), nearly 1.
    let after = first_to(24, Norm::After);
    assert!((0.4..2.5).contains(&after), "{after}");
}

#[test]
fn a_weight_directly_after_a_norm_needs_no_2() {
    // One block: 1 for the input, and what W₂ relu(W₁ norm(x)) adds, for n Var[w₁] = 1 and 2.
    let mut rng = rng();
    let x = normal((256, 64), &mut rng);
    let mut added = |n_var: f64| {
        let std = |n_var: f64| (n_var / 256.0_f64).sqrt();
        let first = normal((256, 256), &mut rng) * std(n_var);
        let hidden = first.dot(&rms_norm(&x)).mapv(|y| y.max(0.0));
        second_moment(&(normal((256, 256), &mut rng) * std(2.0)).dot(&hidden))
    };
    // The samples are nearly independent: the standard error is well below 0.03.
    assert_abs_diff_eq!(added(1.0), 1.0, epsilon = 0.1);
    assert_abs_diff_eq!(added(2.0), 2.0, epsilon = 0.2);
}

#[test]
fn gradients_of_a_block_with_gamma_agree_with_central_differences() {
    let mut rng = rng();
    let block = Gamma {
        weights: [normal((5, 5), &mut rng), normal((5, 5), &mut rng)],
        gamma: normal((5, 1), &mut rng),
    };
    let (x, target) = (normal((5, 9), &mut rng), normal((5, 9), &mut rng));
    let (_, weights, gamma) = block.gradients(&x, &target).unwrap();
    for at in [(0, 0), (3, 1), (4, 4)] {
        for (weight, gradient) in weights.iter().enumerate() {
            let measured = slope(|step| {
                let mut moved = block.clone();
                moved.weights[weight][at] += step;
                moved.gradients(&x, &target).unwrap().0
            });
            assert_abs_diff_eq!(gradient[at], measured, epsilon = 1e-7);
        }
        let at = (at.0, 0);
        let measured = slope(|step| {
            let mut moved = block.clone();
            moved.gamma[at] += step;
            moved.gradients(&x, &target).unwrap().0
        });
        assert_abs_diff_eq!(gamma[at], measured, epsilon = 1e-7);
    }
}

#[test]
fn zero_gamma_delays_the_weights_by_one_step() {
    let mut rng = rng();
    let mut block = Gamma {
        weights: [normal((8, 8), &mut rng), normal((8, 8), &mut rng)],
        gamma: Array2::zeros((8, 1)),
    };
    let (x, target) = (normal((8, 20), &mut rng), normal((8, 20), &mut rng));
    let (_, weights, gamma) = block.gradients(&x, &target).unwrap();
    assert!(weights.iter().all(|weight| weight.iter().all(|w| *w == 0.0)));
    assert!(gamma.iter().all(|g| *g != 0.0));
    block.gamma.scaled_add(-0.1, &gamma);
    let (_, weights, _) = block.gradients(&x, &target).unwrap();
    assert!(weights.iter().all(|weight| second_moment(weight) > 0.0));
}

#[test]
fn blocks_refuse_what_does_not_fit() {
    let mut rng = rng();
    assert!(Blocks::draw(Norm::Before, 0, 4, &mut rng).is_err());
    let blocks = Blocks::draw(Norm::After, 2, 4, &mut rng).unwrap();
    let wrong = blocks.gradients(&Array2::zeros((3, 2)), &Array2::zeros((4, 2)));
    assert_eq!(wrong.unwrap_err(), Error::Fit { expected: 4, got: 3 });
}

#[test]
fn gelus_integral_has_a_closed_form() {
    let gelu = f("GELU").value;
    let closed = 1.0 / 3.0 + 1.0 / (2.0 * PI * 3_f64.sqrt());
    assert_relative_eq!(gaussian_mean(|z| gelu(z) * gelu(z)), closed, epsilon = 1e-12);
}

#[test]
fn an_angle_closes_like_one_over_the_number_of_layers() {
    // 1 - ρ falls like 9π²/(2 l²), so the angle like 3π/l: slowly, for a map of slope 1.
    let (mut cosine, layers) = (0.0, 10_000);
    for _ in 0..layers {
        cosine = next_cosine(cosine);
    }
    let angle = (2.0 * (1.0 - cosine)).sqrt() * layers as f64;
    // What is missing after 10,000 layers is of the order of ln(l)/l; rounding comes later.
    assert_relative_eq!(angle, 3.0 * PI, max_relative = 1e-2);
}
