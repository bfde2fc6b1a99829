// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the chapter claims. Where a distribution has few values, its expectation is computed by going
//! through all of them; elsewhere the tolerance is five standard errors (SE).

#[allow(dead_code)]
#[path = "../src/bin/assumptions.rs"]
mod assumptions;

use std::{collections::BTreeSet, f64::consts::PI};

use approx::assert_relative_eq;
use assumptions::{ROWS, UNITS, measure};
use equation_10::*;
use ndarray::{Array1, array};
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

/// The bags of the page: random signs, and -1, 0, +1 with probabilities ¼, ½, ¼.
const SIGNS: &[i64] = &[-1, 1];
const MANY_ZEROS: &[i64] = &[-1, 0, 0, 1];
/// Mean 0, but not symmetric.
const LOPSIDED: &[i64] = &[-1, -1, -1, 3];

/// `top / bottom` of this fraction.
fn times(fraction: Fraction, top: u128, bottom: u128) -> Fraction {
    Fraction::new(fraction.top * top, fraction.bottom * bottom)
}

fn product(first: Fraction, second: Fraction) -> Fraction {
    times(first, second.top, second.bottom)
}

/// What all networks together make of one layer, as fractions.
struct Layer {
    /// n: the inputs of a unit.
    inputs: u128,
    /// E[y²] before the ReLU.
    y: Fraction,
    /// E[x²] of what came in.
    x: Fraction,
    /// E[(wx)²] of one product.
    products: Fraction,
    /// E[wx] and E[y] are 0.
    centered: bool,
}

/// Counts all networks, layer by layer.
fn layers(bag: &[i64], input: &[i64], widths: &[usize]) -> Vec<Layer> {
    let all: Vec<Counted> = every_network(bag, input, widths).unwrap().collect();
    let mut used = 0;
    let layer = |l: usize| {
        let n = if l == 0 { input.len() } else { widths[l - 1] };
        let x = |network: &Counted| -> Vec<i64> {
            match l {
                0 => input.to_vec(),
                _ => network.y[l - 1].iter().map(|&y| y.max(0)).collect(),
            }
        };
        let products: Vec<i64> = all
            .iter()
            .flat_map(|network| {
                let rows = &network.weights[used..used + n * widths[l]];
                let x = x(network);
                rows.iter().zip(x.iter().cycle()).map(|(w, x)| w * x).collect::<Vec<_>>()
            })
            .collect();
        used += n * widths[l];
        let y: Vec<i64> = all.iter().flat_map(|network| network.y[l].clone()).collect();
        Layer {
            inputs: n as u128,
            centered: products.iter().sum::<i64>() == 0 && y.iter().sum::<i64>() == 0,
            y: Fraction::second_moment(y),
            x: Fraction::second_moment(all.iter().flat_map(x)),
            products: Fraction::second_moment(products),
        }
    };
    (0..widths.len()).map(layer).collect()
}

/// The symmetric cases that are counted: 1024, 16,384, 256 and 512 networks.
fn symmetric_cases() -> [(&'static [i64], Vec<Layer>); 4] {
    [
        (SIGNS, layers(SIGNS, &[1, 2], &[2, 2, 1])),
        (MANY_ZEROS, layers(MANY_ZEROS, &[1, 2], &[2, 1, 1])),
        (MANY_ZEROS, layers(MANY_ZEROS, &[1, 2], &[1, 1, 1])),
        (SIGNS, layers(SIGNS, &[3, -1], &[3, 1])),
    ]
}

/// Var[w] of a bag whose mean is 0.
fn bag_variance(bag: &[i64]) -> Fraction {
    assert_eq!(bag.iter().sum::<i64>(), 0);
    Fraction::second_moment(bag.iter().copied())
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
fn equation_6_is_exact_over_all_networks() {
    for (_, layers) in symmetric_cases() {
        for layer in &layers {
            // The means are 0, so the variances are second moments.
            assert!(layer.centered);
            assert_eq!(layer.y, times(layer.products, layer.inputs, 1));
        }
    }
}

#[test]
fn equation_7_is_exact_over_all_networks() {
    for (bag, layers) in symmetric_cases() {
        for layer in &layers {
            let n_var = times(bag_variance(bag), layer.inputs, 1);
            assert_eq!(layer.y, product(n_var, layer.x));
        }
    }
}

#[test]
fn equation_7_holds_for_any_input_whatsoever() {
    // One unit of three inputs, all eight choices of signs: E[y²] = n Var[w] E[x²] = Σ x².
    for input in [[3, -12, 20], [1, 1, 1], [0, 0, 5]] {
        let sum_of_squares = input.iter().map(|x| (x * x) as u128).sum();
        let counted = &layers(SIGNS, &input, &[1])[0];
        assert_eq!(counted.y, Fraction::new(sum_of_squares, 1));
    }
}

#[test]
fn equation_7_with_the_variance_of_x_is_wrong() {
    // E[y²] is 5, and 3 Var[x] would be 2.
    assert_eq!(layers(SIGNS, &[0, 1, 2], &[1])[0].y, Fraction::new(5, 1));
    assert_relative_eq!(3.0 * variance(&[0.0, 1.0, 2.0]), 2.0, max_relative = 1e-12);
}

#[test]
fn equation_7_needs_a_mean_of_0() {
    // 0 or 1 with equal odds: Var[w] = ¼ promises 5/4, but half of the neurons of inputs 1 and 2
    // have the 2: 0, 1, 2, 3.
    let y = every_network(&[0, 1], &[1, 2], &[1]).unwrap().map(|network| network.y[0][0]);
    assert_eq!(Fraction::second_moment(y), Fraction::new(7, 2));
}

#[test]
fn equation_8_is_exact_for_symmetric_weights() {
    for (bag, layers) in symmetric_cases() {
        for pair in layers.windows(2) {
            // The half: E[x_l²] = ½ E[y_{l-1}²], zeros among the y or not.
            assert_eq!(pair[1].x, times(pair[0].y, 1, 2));
            let n_var = times(bag_variance(bag), pair[1].inputs, 1);
            assert_eq!(pair[1].y, product(times(n_var, 1, 2), pair[0].y));
        }
    }
}

#[test]
fn equation_8_fails_for_lopsided_weights_and_7_does_not() {
    let counted = layers(LOPSIDED, &[1, 2], &[1, 1]);
    let n_var = bag_variance(LOPSIDED); // n = 1 in layer 2
    assert_eq!(counted[0].y, Fraction::new(15, 1));
    assert_eq!(counted[1].y, product(n_var, counted[1].x));
    assert_eq!(counted[1].y, Fraction::new(477, 16));
    assert_eq!(product(times(n_var, 1, 2), counted[0].y), Fraction::new(45, 2));
}

#[test]
fn equation_9_multiplies_the_factors_of_the_layers() {
    for (bag, layers) in symmetric_cases() {
        let mut promised = layers[0].y;
        for layer in &layers[1..] {
            let factor = times(bag_variance(bag), layer.inputs, 2);
            promised = product(promised, factor);
        }
        assert_eq!(layers.last().unwrap().y, promised);
    }
    // Factors ½ · 1 · ½ = ¼, twice, after E[y_1²] = 5/2.
    let last = layers(MANY_ZEROS, &[1, 2], &[1, 1, 1]).pop().unwrap();
    assert_eq!(last.y, Fraction::new(5, 32));
}

#[test]
fn equation_10_keeps_the_mean_exactly_at_any_width() {
    // Two wide, Var[w] = 1: n Var[w] = 2, which is (10). Not one layer loses anything.
    let counted = layers(SIGNS, &[1, 2], &[2, 2, 1]);
    assert!(counted.iter().all(|layer| layer.y == Fraction::new(5, 1)));
}

#[test]
fn both_engineers_in_four_numbers() {
    let neurons = every_network(SIGNS, &[1, 2], &[1]).unwrap();
    let mut y: Vec<i64> = neurons.map(|network| network.y[0][0]).collect();
    y.sort();
    assert_eq!(y, [-3, -1, 1, 3]);
    let y: Vec<f64> = y.into_iter().map(|y| y as f64).collect();
    let x: Vec<f64> = y.iter().map(|&y| relu(y)).collect();
    assert_eq!([mean(&y), second_moment(&y), variance(&y)], [0.0, 5.0, 5.0]);
    assert_eq!([mean(&x), second_moment(&x), variance(&x)], [1.0, 2.5, 1.5]);
}

#[test]
fn twenty_of_the_64_sign_networks_end_at_0_and_none_has_the_mean() {
    let all = every_network(SIGNS, &[1, 2], &[2, 1]).unwrap();
    let squares: Vec<i64> = all.map(|network| network.y[1][0].pow(2)).collect();
    assert_eq!(squares.iter().filter(|&&square| square == 0).count(), 20);
    assert_eq!(squares.iter().max(), Some(&36));
    assert!(!squares.contains(&5));
    assert_eq!(squares.iter().sum::<i64>(), 5 * 64);
}

#[test]
fn a_counted_network_is_a_network() {
    for network in every_network(LOPSIDED, &[1, 2], &[2, 1]).unwrap() {
        let w: Vec<f64> = network.weights.iter().map(|&w| w as f64).collect();
        let stack = [array![[w[0], w[1]], [w[2], w[3]]], array![[w[4], w[5]]]];
        let moments = forward(&stack, &array![1.0, 2.0]).unwrap();
        let counted =
            network.y.iter().map(|y| Fraction::second_moment(y.iter().copied()));
        let counted: Vec<f64> = counted.map(|f| f.top as f64 / f.bottom as f64).collect();
        assert_eq!(moments, counted);
    }
}

#[test]
fn every_choice_of_weights_is_counted_once() {
    let all: BTreeSet<Vec<i64>> =
        every_network(SIGNS, &[1, 2], &[2, 1]).unwrap().map(|n| n.weights).collect();
    assert_eq!(all.len(), 64);
    // Of a bag of four with two zeros, half of the weights are 0.
    let all = every_network(MANY_ZEROS, &[1, 2], &[1, 1]).unwrap();
    let weights: Vec<i64> = all.flat_map(|network| network.weights).collect();
    assert_eq!(weights.len(), 64 * 3);
    assert_eq!(weights.iter().filter(|&&w| w == 0).count(), 32 * 3);
}

#[test]
fn what_cannot_be_counted_is_refused() {
    let refused = |bag: &[i64], input: &[i64], widths: &[usize]| {
        every_network(bag, input, widths).err().map(|error| error.to_string())
    };
    let words = "2 values for each of 21 weights: too many to count".to_string();
    assert_eq!(refused(SIGNS, &[1; 3], &[7]), Some(words));
    let words = "4 values for each of 11 weights: too many to count".to_string();
    assert_eq!(refused(MANY_ZEROS, &[1], &[11]), Some(words));
    // As many as 2²⁰ are fine, and so are none.
    assert_eq!(refused(SIGNS, &[1; 4], &[5]), None);
    assert_eq!(refused(MANY_ZEROS, &[1, 1], &[5]), None);
    assert_eq!(refused(&[], &[1, 2], &[2]), None);
    assert_eq!(every_network(&[], &[1, 2], &[2]).unwrap().count(), 0);
    // Numbers that would leave their range: 2 · 1 · 20,000 does, 1 · 1 · 20,000 does not.
    assert!(refused(SIGNS, &[20_000, 0], &[1]).is_some());
    assert_eq!(refused(SIGNS, &[20_000], &[1]), None);
    assert!(refused(&[i64::MIN], &[i64::MIN], &[1, usize::MAX]).is_some());
    assert_eq!(refused(SIGNS, &[1 << 15], &[1]), None);
    assert!(refused(SIGNS, &[(1 << 15) + 1], &[1]).is_some());
}

#[test]
fn fractions_are_in_lowest_terms() {
    assert_eq!(Fraction::new(10, 4).to_string(), "5/2");
    assert_eq!(Fraction::new(10, 5).to_string(), "2");
    assert_eq!(Fraction::new(0, 64).to_string(), "0");
    assert_eq!(Fraction::second_moment([-3, -1, 1, 3]), Fraction::new(5, 1));
    assert_eq!(Fraction::second_moment([]), Fraction::new(0, 0));
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
    // A hundred thousand times too much after thirty layers.
    let too_much = theory(wrong, 30) / theory(2.0, 30);
    assert!((98_000.0..99_000.0).contains(&too_much), "{too_much}");
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

/// E[y²] of a unit and the share of it that the ReLU passes on.
fn measured(n: usize, unit: Unit) -> (f64, f64) {
    measure(n, &unit, false, &mut rng())
}

/// SE of E[y²] where E[y⁴] is about 3 E[y²]², and as much again for the spread of the inputs.
fn moment_error(moment: f64) -> f64 {
    moment * (4.0 / UNITS as f64).sqrt()
}

/// SE of the share: half of that of a second moment.
fn share_error() -> f64 {
    moment_error(0.5)
}

#[test]
fn with_all_assumptions_7_and_8_hold() {
    let (moment, share) = measured(16, Unit::SOUND);
    assert_eq!(Unit::SOUND.terms(16), [1.0, 0.0, 0.0, 0.0]);
    assert_within(moment, 1.0, moment_error(1.0));
    assert_within(share, 0.5, share_error());
}

#[test]
fn a1_a_bias_breaks_both() {
    let (moment, share) = measured(16, Unit { bias: 1.0, ..Unit::SOUND });
    assert_within(moment, 2.0, moment_error(2.0));
    assert!(share > 0.9, "{share}");
}

#[test]
fn a2_weights_that_know_their_inputs_break_7_and_not_8() {
    let (moment, share) = measured(16, Unit { knows: true, ..Unit::SOUND });
    // n Var[w] E[x⁴] / E[x²] = 2 · 1.5 / 0.5 = 6 in place of the promised 1.
    assert_eq!(Unit { knows: true, ..Unit::SOUND }.terms(16), [1.0, 0.0, 5.0, 0.0]);
    assert_within(moment, 6.0, 4.0 * moment_error(6.0));
    assert_within(share, 0.5, 2.0 * share_error());
}

#[test]
fn a3_weights_with_a_mean_break_7_and_more_with_more_inputs() {
    let unit = Unit { mean: 0.1, ..Unit::SOUND };
    let added = [16, 64, 256].map(|n| unit.terms(n)[3]);
    assert!(added[0] < added[1] && added[1] < added[2]);
    // m² E[(Σx)²] = m² (n Var[x] + n² E[x]²) with m² = 0.01 · 2/n: a fifth at 64.
    let x_variance = 0.5 - 1.0 / (2.0 * PI);
    let by_hand = 0.01 * (2.0 / 64.0) * (64.0 * x_variance + 64f64.powi(2) / (2.0 * PI));
    assert_relative_eq!(added[1], by_hand, max_relative = 1e-12);
    assert!((added[1] - 0.2).abs() < 0.02, "{}", added[1]);
    let (moment, share) = measured(64, unit);
    assert_within(moment, 1.0 + added[1], moment_error(1.2));
    assert!(added[1] > 5.0 * moment_error(1.0) && share > 0.5 + 5.0 * share_error());
}

#[test]
fn a4_skewed_weights_break_8_and_not_7() {
    let unit = Unit { positive: 0.1, ..Unit::SOUND };
    let shares = [2, 16, 64].map(|n| {
        let (moment, share) = measured(n, unit);
        // The distribution's kurtosis is 0.1 · 81 + 0.9 / 81 = 8.1, at n = 2 in full.
        assert_within(moment, 1.0, 3.0 * moment_error(1.0));
        share
    });
    assert!(shares[0] > shares[1] && shares[1] > shares[2], "{shares:?}");
    assert!(shares[2] > 0.5 + 5.0 * share_error(), "{shares:?}");
}

#[test]
fn equal_inputs_break_nothing() {
    let (moment, share) = measure(16, &Unit::SOUND, true, &mut rng());
    // x is one half-normal number here: E[y⁴] = (3 - 2/16) · 4 E[x⁴] < 18.
    assert_within(moment, 1.0, (18.0 / UNITS as f64).sqrt());
    assert_within(share, 0.5, 3.0 * share_error());
}

#[test]
fn the_terms_are_right_when_several_switches_are_on() {
    for unit in [
        Unit { bias: 1.0, mean: 0.3, ..Unit::SOUND },
        Unit { bias: -0.5, mean: 0.3, knows: true, positive: 0.1 },
    ] {
        let exact: f64 = unit.terms(16).iter().sum();
        // Weights that know their inputs have the widest tail, as for A2.
        let tail = if unit.knows { 4.0 } else { 1.0 };
        assert_within(measured(16, unit).0, exact, tail * moment_error(exact));
    }
}

#[test]
fn the_rows_switch_off_one_thing_each() {
    for (name, _, unit, equal) in ROWS {
        let sound = Unit::SOUND;
        let off = [
            unit.bias != sound.bias,
            unit.knows,
            unit.mean != sound.mean,
            unit.positive != sound.positive,
            equal,
        ];
        let number = off.iter().filter(|&&off| off).count();
        assert_eq!(number, usize::from(name != "nothing"), "{name}");
        for (index, assumption) in ["A1", "A2", "A3", "A4", "inputs"].iter().enumerate() {
            assert_eq!(off[index], name.starts_with(assumption), "{name}");
        }
    }
}

#[test]
fn skewed_weights_have_mean_0_and_variance_1() {
    // Of one input of √½ with Var[w] = 2 the unit returns the draw itself.
    let unit = Unit { positive: 0.1, ..Unit::SOUND };
    let mut rng = rng();
    let x = [0.5_f64.sqrt()];
    let draws: Vec<f64> = (0..UNITS).map(|_| unit.y(&x, &mut rng)).collect();
    assert_within(mean(&draws), 0.0, (1.0 / UNITS as f64).sqrt());
    assert_within(variance(&draws), 1.0, (8.2 / UNITS as f64).sqrt());
    assert!(draws.iter().all(|w| (w - 3.0).abs() < 1e-9 || (w + 1.0 / 3.0).abs() < 1e-9));
}

#[test]
fn what_skewed_weights_bring_back_is_half_of_y_times_its_size() {
    for y in [-3.0_f64, -0.5, 0.0, 2.0] {
        assert_eq!(relu(y).powi(2), 0.5 * y * y + 0.5 * y * y.abs());
        assert_eq!(y * y, relu(y).powi(2) + relu(-y).powi(2));
    }
}

#[test]
fn the_share_of_the_variance_depends_on_the_distribution_and_the_half_does_not() {
    // The share is ½ - E[|y|]² / (4 Var[y]); E[|y|]² is 2/π for the normal distribution, 3/4 for
    // the uniform one on ±√3, and 1 for signs.
    let share = |absolute: f64| 0.5 - absolute / 4.0;
    let shares = [share(2.0 / PI), share(0.75), share(1.0)];
    assert_relative_eq!(shares[0], 0.3408450569, max_relative = 1e-9);
    assert_eq!(shares[1..], [0.3125, 0.25]);
    let (mut rng, draws) = (rng(), 100_000);
    for (distribution, share) in DISTRIBUTIONS.into_iter().zip(shares) {
        let y = (0..draws).map(|_| distribution.sample(&mut rng));
        let x: Vec<f64> = y.map(relu).collect();
        assert_within(variance(&x), share, (1.5 / draws as f64).sqrt());
        assert_within(second_moment(&x), 0.5, (1.5 / draws as f64).sqrt());
    }
}

#[test]
fn the_coin_keeps_the_mean_and_impoverishes_the_median() {
    // All outcomes of thirty tosses: after h heads a player has 3^h / 2^30.
    let (tosses, mut ways) = (30_u32, 1_u128);
    let (mut mean, mut richer, mut below, mut middle) = (0, 0, 0, None);
    for heads in 0..=tosses {
        let money = 3_u128.pow(heads);
        mean += ways * money;
        richer += if money > 1 << tosses { ways } else { 0 };
        below += ways;
        if middle.is_none() && 2 * below >= 1 << tosses {
            middle = Some(heads);
        }
        ways = ways * u128::from(tosses - heads) / u128::from(heads + 1);
    }
    // The mean is exactly 1.
    assert_eq!(mean, 1 << (2 * tosses));
    // In the middle are 15 heads, which leave 0.75^15, a seventy-fifth.
    assert_eq!(middle, Some(15));
    assert!((74.0..75.0).contains(&(1.0 / 0.75_f64.powi(15))));
    // One player in ten has more than at the start.
    let share = richer as f64 / 2f64.powi(30);
    assert!((0.10..0.101).contains(&share), "{share}");
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
    let mut sums_rng = rng();
    let sums =
        (0..4 * draws).map(|_| relu_stack(width, depth, 2.0, &mut sums_rng).unwrap());
    let all = [factor_moments(shortcut), factor_moments(sums), factor_moments(matrices)];
    for (mean, variance, count) in all {
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
    for sums in [false, true] {
        let mut one = || match sums {
            true => relu_stack(width, 1, 2.0, &mut rng).unwrap()[0] / 2.0,
            false => gaussian_stack(width, 1, 2.0, relu, &mut rng).unwrap()[0] / 2.0,
        };
        let first: Vec<f64> = (0..draws).map(|_| one()).collect();
        let expected = 2.0 / width as f64;
        assert_within(mean(&first), 1.0, (expected / draws as f64).sqrt());
        assert!((variance(&first) / expected - 1.0).abs() < 0.15);
    }
}

#[test]
fn a_single_unit_is_closed_half_of_the_time() {
    // Then the next layer gets a 0. SE of the share: sqrt(¼ / draws).
    let draws = 4000;
    let (mut sums, mut units) = (rng(), rng());
    let zeros = [
        (0..draws)
            .filter(|_| relu_stack(1, 2, 2.0, &mut sums).unwrap()[1] == 0.0)
            .count(),
        (0..draws)
            .filter(|_| gaussian_stack(1, 2, 2.0, relu, &mut units).unwrap()[1] == 0.0)
            .count(),
    ];
    for zeros in zeros {
        let share = zeros as f64 / draws as f64;
        assert_within(share, 0.5, (0.25 / draws as f64).sqrt());
    }
}

#[test]
fn the_mean_is_kept_while_the_median_shrinks() {
    let (width, depth, draws) = (64, 30, 1000);
    let mut rng = rng();
    let last: Vec<f64> = (0..draws)
        .map(|index| match index % 2 {
            0 => gaussian_stack(width, depth, 2.0, relu, &mut rng).unwrap()[29],
            _ => relu_stack(width, depth, 2.0, &mut rng).unwrap()[29],
        })
        .collect();
    let spread = (2.0 + 5.0 * 29.0) / width as f64;
    // E[M²] / E[M]² = exp(spread) for a log-normal M.
    let error = 2.0 * ((spread.exp() - 1.0) / draws as f64).sqrt();
    assert_within(mean(&last), 2.0, error);
    let mut logs: Vec<f64> = last.iter().map(|moment| (moment / 2.0).ln()).collect();
    // The log of the median has SE sqrt(π/2 · spread / draws).
    let log_median = (median(last) / 2.0).ln();
    assert_within(log_median, -spread / 2.0, (PI / 2.0 * spread / draws as f64).sqrt());
    // Two thirds of a normal distribution lie within 0.967 standard deviations. A sixth is a
    // quantile with the SE √(1/6 · 5/6 / draws) over the density there, 0.25: 0.047 of one.
    logs.sort_by(f64::total_cmp);
    let root = spread.sqrt();
    for (quantile, sign) in [(draws / 6, -1.0), (draws - 1 - draws / 6, 1.0)] {
        let expected = -spread / 2.0 + sign * 0.967 * root;
        assert_within(logs[quantile], expected, 0.047 * root);
    }
    // The page: "a factor of about 4.5", and 1.8 for 400 units.
    assert_eq!(format!("{:.1}", (5.0 * 29.0 / 64.0_f64).sqrt().exp()), "4.5");
    assert_eq!(format!("{:.1}", (5.0 * 29.0 / 400.0_f64).sqrt().exp()), "1.8");
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
        let error = relu_stack(width, 1, n_var, &mut second).unwrap_err();
        assert_eq!(error.to_string(), message);
    }
    let stack = [array![[1.0, 1.0]], array![[1.0, 1.0]]];
    let error = forward(&stack, &array![1.0, 1.0]).unwrap_err();
    assert_eq!(error.to_string(), "layer 2 takes 2 inputs, but there are 1");
    assert!(weights(Distribution::Normal, 4, 2, 0.0, &mut first).is_ok());
}
