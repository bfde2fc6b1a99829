//! The chapter's claims. Statistical tolerances are 5 standard errors or more.

use std::sync::LazyLock;

use approx::assert_relative_eq;
use depth::{
    Distribution, Draws, Error, MAX_SIZE, Stack, deviation_across_samples,
    first_layer_where, predicted, relu, relu_theory, rms, second_moment,
    second_moment_f32,
};
use ndarray::{Array2, array};

const NONE: Distribution = Distribution::Normal(0.0);

fn stack(depth: usize, width: usize, samples: usize, weight: Distribution) -> Stack {
    Stack { depth, width, samples, weight, bias: NONE }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

// Numbers small enough to do by hand.

#[test]
fn powers_reach_the_ends_of_f32_at_layers_32_and_38() {
    let after = |factor: f64, layers: i32| factor.powi(layers);
    assert_eq!(
        [1, 2, 3, 4, 5].map(|l| after(16.0, l)),
        [16.0, 256.0, 4096.0, 65536.0, 1048576.0]
    );
    assert!(
        (after(16.0, 31) as f32).is_finite() && (after(16.0, 32) as f32).is_infinite()
    );
    assert!(after(1.0 / 16.0, 37) as f32 > 0.0 && after(1.0 / 16.0, 38) as f32 == 0.0);
    assert_eq!(after(1.1, 50).floor(), 117.0);
    assert!((after(0.9, 50) - 0.005).abs() < 0.0005);
    // 2^128 is a 3 and 38 more digits.
    let largest = format!("{:.0}", f32::MAX);
    assert!(largest.starts_with('3') && largest.len() == 39);
}

/// y_l of every network of width 2 with `depth` layers of signs, on the input (2, 1).
fn all_sign_networks(depth: usize, relu: bool) -> Vec<[i32; 2]> {
    let signs = [[1, 1], [1, -1], [-1, 1], [-1, -1]];
    let rows = || signs.into_iter().flat_map(|a| signs.map(|b| [a, b]));
    let mut layer = vec![[2, 1]];
    for index in 0..depth {
        let x = |y: i32| if relu && index > 0 { y.max(0) } else { y };
        let unit = |[a, b]: [i32; 2], [p, q]: [i32; 2]| a * x(p) + b * x(q);
        layer = layer
            .iter()
            .flat_map(|&y| rows().map(move |[a, b]| [unit(a, y), unit(b, y)]))
            .collect();
    }
    layer
}

/// The mean of the squares of all outputs, as a fraction in lowest terms.
fn mean_square(outputs: &[[i32; 2]]) -> (i64, i64) {
    let sum: i64 = outputs.iter().flatten().map(|y| i64::from(y * y)).sum();
    let count = 2 * outputs.len() as i64;
    let gcd = |mut a: i64, mut b: i64| {
        while b > 0 {
            (a, b) = (b, a % b);
        }
        a
    };
    (sum / gcd(sum, count), count / gcd(sum, count))
}

#[test]
fn two_sign_layers_double_the_second_moment_twice_on_average_over_all_256_networks() {
    assert_eq!(all_sign_networks(2, false).len(), 256);
    let mean = |depth| mean_square(&all_sign_networks(depth, false));
    assert_eq!([1, 2, 3].map(mean), [(5, 1), (10, 1), (20, 1)]);
    // But not in each of them: after (3, 1) it is 10, after (3, 3) 18, after (1, -1) 2.
    let after = |first: [i32; 2]| first[0] * first[0] + first[1] * first[1];
    assert_eq!([[3, 1], [3, 3], [1, -1]].map(after), [10, 18, 2]);
    let first = all_sign_networks(1, false);
    for y in [[3, 1], [3, 3], [1, -1]] {
        assert!(first.contains(&y));
    }
}

#[test]
fn two_inputs_with_signs_keep_their_second_moment_after_relu() {
    // n Var w = 2: y has 5 at every layer, and 5/2 after the ReLU, as the input.
    let mean = |depth| mean_square(&all_sign_networks(depth, true));
    assert_eq!([1, 2, 3].map(mean), [(5, 1), (5, 1), (5, 1)]);
}

#[test]
fn four_numbers_keep_half_of_the_second_moment_and_less_of_the_variance() {
    let y = array![[3.0, 1.0, -1.0, -3.0]];
    let x = relu(&y);
    assert_eq!((second_moment(&y), second_moment(&x)), (5.0, 2.5));
    assert_eq!((y.var(0.0), x.var(0.0)), (5.0, 1.5));
}

// The linear stack.

/// For one sample and Gaussian weights, |y_l|² / |y_(l-1)|² is Var w times a chi-squared
/// number of n degrees of freedom: mean n Var w, relative variance 2/n.
fn linear_factors(width: usize, std: f32) -> Vec<f64> {
    let factors = |seed| {
        let layers = Draws::new(11, width, 1, seed).unwrap().linear(std);
        let squares: Vec<f64> = layers.iter().map(|y| rms(y).powi(2)).collect();
        squares.windows(2).map(|pair| pair[1] / pair[0]).collect::<Vec<_>>()
    };
    (0..100).flat_map(factors).collect()
}

#[test]
fn a_linear_layer_multiplies_the_second_moment_by_n_var_w() {
    // 1000 factors of relative variance 2/32: standard error 0.25 / √1000 = 0.0079.
    let factors = linear_factors(32, 0.5);
    assert_relative_eq!(mean(&factors), 32.0 * 0.25, max_relative = 0.04);
}

#[test]
fn the_spread_of_a_linear_factor_is_two_over_n() {
    // The log's variance is 2/n + 2/n² + ...; of 1000 draws its relative standard error
    // is √(2/1000) = 0.045, a little more as the distribution is skewed.
    let logs: Vec<f64> = linear_factors(32, 0.5).iter().map(|f| f.ln()).collect();
    let center = mean(&logs);
    let squares: Vec<f64> = logs.iter().map(|log| (log - center).powi(2)).collect();
    let variance = 2.0 / 32.0 + 2.0 / 1024.0;
    assert_relative_eq!(mean(&squares), variance, max_relative = 0.25);
    // The log's mean is about -1/n below that of n Var w: standard error 0.0080.
    assert!((center - 8f64.ln() + 1.0 / 32.0).abs() < 0.04, "{center}");
}

#[test]
fn the_first_layer_has_a_factor_too() {
    // 50 nets, mean of 64 · 4 squares with shared weights: relative variance below
    // 2/64 + 2/64 each, standard error √(1/16/50) = 0.035.
    let squares: Vec<f64> = (0..50)
        .map(|seed| rms(&Draws::new(1, 64, 4, seed).unwrap().linear(0.5)[0]).powi(2))
        .collect();
    assert_relative_eq!(mean(&squares), 64.0 * 0.25, max_relative = 0.18);
}

#[test]
fn a_scale_factors_out_of_a_linear_stack() {
    // A factor that is a power of two costs no rounding: equal to the last bit.
    let draws = Draws::new(9, 16, 3, 1).unwrap();
    let (one, quarter) = (draws.linear(1.0), draws.linear(0.25));
    for (layer, (one, quarter)) in one.iter().zip(&quarter).enumerate() {
        assert_eq!(one, quarter * 4f32.powi(layer as i32 + 1));
    }
}

// Where f32 ends.

#[test]
fn infinity_comes_one_layer_before_nan() {
    // Seeds other than the page's: the layer does not depend on the draw.
    let y = Draws::new(34, 256, 4, 2).unwrap().linear(1.0);
    assert!(y[..31].iter().flatten().all(|y| y.is_finite()));
    assert!(y[31].iter().any(|y| y.is_infinite()));
    assert!(y[31].iter().all(|y| !y.is_nan()));
    assert!(y[32].iter().any(|y| y.is_nan()));
    assert!(y[33].iter().all(|y| y.is_nan()));
}

/// The page's run with std 1, as far as all values are NaN.
static PAGE_LINEAR: LazyLock<Vec<Array2<f32>>> =
    LazyLock::new(|| Draws::new(34, 256, 16, 1).unwrap().linear(1.0));

#[test]
fn not_all_values_are_infinite_at_layer_32() {
    // The page's own run, 0.436 of them. Only a value whose sum comes within a rounding of the
    // end could differ between processors.
    let y = &*PAGE_LINEAR;
    let infinite = y[31].iter().filter(|y| y.is_infinite()).count() as f64 / 4096.0;
    assert!((0.4..0.5).contains(&infinite), "{infinite}");
}

#[test]
fn what_escapes_nan_is_infinite_and_may_have_met_several_infinities() {
    let y = &*PAGE_LINEAR;
    let mut most = 0;
    for (before, after) in y[31].columns().into_iter().zip(y[32].columns()) {
        let met = before.iter().filter(|y| y.is_infinite()).count();
        let escaped: Vec<f32> = after.iter().copied().filter(|y| !y.is_nan()).collect();
        if escaped.is_empty() {
            continue;
        }
        // k infinities of random signs agree with probability 2^(1-k), so that one of 256
        // outputs escapes 14 of them in one sample of 32.
        assert!(met < 14, "{met}");
        if met > 0 {
            assert!(escaped.iter().all(|y| y.is_infinite()));
            most = most.max(met);
        }
    }
    // So it is not true that only a sample without two infinities lets an output escape.
    assert!(most >= 2, "{most}");
    assert!(y[33].iter().all(|y| y.is_nan()));
}

#[test]
fn the_distribution_predicts_the_layer_of_overflow_and_of_underflow() {
    let largest = f64::from(f32::MAX);
    assert_eq!(predicted(256.0, |rms| rms > largest), Some(32));
    let smallest_normal = f64::from(f32::MIN_POSITIVE);
    assert_eq!(predicted(0.0256, |rms| rms < smallest_normal), Some(48));
    // A std of one sixteenth has the factor 1, and never gets there.
    assert_eq!(256.0 * 0.0625 * 0.0625, 1.0);
    assert_eq!(predicted(1.0, |rms| rms > largest), None);
    assert_eq!(predicted(4.0, |rms| rms == 2.0), Some(1));
    assert_eq!(predicted(4.0, |rms| rms == 4.0), Some(2));
    // std 0.01 multiplies the rms by about one sixth; it does not take one sixth away.
    let layers = Draws::new(2, 256, 16, 1).unwrap().linear(0.01);
    let factor = rms(&layers[1]) / rms(&layers[0]);
    // Relative standard error of a ratio of 16 columns that share their weights: below 0.09.
    assert!((factor - 0.16).abs() < 0.16 * 0.45, "{factor}");
}

#[test]
fn first_layer_where_counts_from_one() {
    let layers = [array![[1f32]], array![[2f32]], array![[2f32]]];
    assert_eq!(first_layer_where(&layers, |y| y[[0, 0]] == 2.0), Some(2));
    assert_eq!(first_layer_where(&layers, |y| y[[0, 0]] == 3.0), None);
}

#[test]
fn infinity_minus_infinity_and_zero_times_infinity_are_nan() {
    assert!((f32::MAX * 2.0).is_infinite());
    assert!((f32::INFINITY - f32::INFINITY).is_nan());
    assert!((0.0 * f32::INFINITY).is_nan());
    assert_eq!(f32::INFINITY - f32::MAX, f32::INFINITY);
    // Two to the 128 is the first power of two that f32 does not have.
    assert!(
        2f64.powi(128) > f64::from(f32::MAX)
            && f64::from(f32::MAX) > 1.99 * 2f64.powi(127)
    );
    assert_eq!(16f64.powi(32), 2f64.powi(128));
    assert_eq!(f32::MIN_POSITIVE, 2f32.powi(-126));
    assert_eq!(f64::from(f32::from_bits(1)), 2f64.powi(-149));
}

#[test]
fn squares_in_f32_overflow_and_vanish_before_the_values_do() {
    let large = array![[1e20f32, -1e20]];
    assert!(second_moment_f32(&large).is_infinite());
    assert_relative_eq!(rms(&large), 1e20, max_relative = 1e-6);
    let small = array![[1e-25f32, -1e-25]];
    assert_eq!(second_moment_f32(&small), 0.0);
    assert_relative_eq!(rms(&small), 1e-25, max_relative = 1e-6);
}

// With ReLUs between the layers.

#[test]
fn relu_halves_the_second_moment() {
    // For Gaussian y the share that is kept has variance 3/4 / n: 200 shares at n = 64
    // have a standard error of √(0.75 / 64 / 200) = 0.0077.
    let kept = |y: &Array2<f64>| second_moment(&relu(y)) / second_moment(y);
    let shares: Vec<f64> = (0..20)
        .flat_map(|seed| {
            stack(10, 64, 1, Distribution::Normal(0.125)).forward(seed).unwrap()
        })
        .map(|y| kept(&y))
        .collect();
    assert!((mean(&shares) - 0.5).abs() < 0.039, "{}", mean(&shares));
}

/// Mean log of E[y_L²] over 20 nets of width 64, and its standard error.
///
/// At width 64 a ReLU layer shifts the log by -0.040 and gives it a variance of 0.083; the
/// last layer's own 64 units and the batch add 2/64 each.
fn mean_log(weight: Distribution, depth: usize) -> (f64, f64) {
    let logs: Vec<f64> = (0..20)
        .map(|seed| stack(depth, 64, 1, weight).forward(seed).unwrap())
        .map(|y| {
            second_moment(&y[depth - 1]).ln() + 0.040 * (depth as f64 - 1.0) + 2.0 / 64.0
        })
        .collect();
    let variance = 0.083 * (depth as f64 - 1.0) + 4.0 / 64.0;
    (mean(&logs), (variance / 20.0).sqrt())
}

#[test]
fn one_over_n_decays_as_two_to_minus_l() {
    let (log, error) = mean_log(Distribution::Normal(0.125), 20);
    assert!((log - relu_theory(1.0, 20).ln()).abs() < 5.0 * error, "{log}");
    // The distribution without the ReLU is 19 halvings away.
    assert!((log - 0.0).abs() > 30.0 * error);
}

#[test]
fn pytorchs_default_weights_lose_a_factor_of_six() {
    let weight = Distribution::Uniform(0.125);
    assert_relative_eq!(64.0 * weight.variance(), 1.0 / 3.0, max_relative = 1e-12);
    let (log, error) = mean_log(weight, 20);
    assert!((log - relu_theory(1.0 / 3.0, 20).ln()).abs() < 5.0 * error, "{log}");
    // What 1/n would give is 20 factors of three away.
    assert!((log - relu_theory(1.0, 20).ln()).abs() > 30.0 * error);
}

#[test]
fn the_first_layers_input_is_not_rectified() {
    // 50 nets, 64 · 4 squares with shared weights: standard error below 0.035, as above.
    let squares: Vec<f64> = (0..50)
        .map(|seed| stack(1, 64, 4, Distribution::Normal(0.125)).forward(seed).unwrap())
        .map(|y| second_moment(&y[0]))
        .collect();
    assert!((mean(&squares) - relu_theory(1.0, 1)).abs() < 0.18);
}

#[test]
fn thirty_layers_have_twenty_nine_relus_between_them() {
    assert_eq!(relu_theory(1.0, 1), 1.0);
    assert_relative_eq!(relu_theory(1.0, 30), 2f64.powi(-29), max_relative = 1e-12);
    assert_relative_eq!(
        (relu_theory(1.0, 30) / 2.0).sqrt(),
        1.0 / 32768.0,
        max_relative = 1e-12
    );
    // With 2/n in every layer, the first too, y_30 has 2: the ratio is two to the -30.
    let ratio = relu_theory(1.0, 30) / relu_theory(2.0, 30);
    assert_relative_eq!(ratio, 2f64.powi(-30), max_relative = 1e-12);
    assert_relative_eq!(relu_theory(1.0 / 3.0, 3), 1.0 / 108.0, max_relative = 1e-12);
}

// What the biases hide.

/// 20 nets of PyTorch's default layers, width 64, 8 samples, 20 layers.
fn default_layers() -> Vec<Vec<Array2<f64>>> {
    let distribution = Distribution::Uniform(0.125);
    let stack = Stack { bias: distribution, ..stack(20, 64, 8, distribution) };
    (0..20).map(|seed| stack.forward(seed).unwrap()).collect()
}

#[test]
fn default_biases_hold_the_second_moment_at_a_floor_but_not_the_signal() {
    let nets = default_layers();
    // Floor 2/(5n). Layers 8 to 20 of 20 nets: 260 means of 64 squares of relative
    // variance below 2, nearly independent: standard error √(2/64/260) = 0.011.
    let late: Vec<f64> =
        nets.iter().flat_map(|y| y[7..].iter().map(second_moment)).collect();
    assert_relative_eq!(mean(&late), 2.0 / (5.0 * 64.0), max_relative = 0.06);
    // The biases' own variance, 1/(3n), is not the floor: it lies 17 % lower.
    assert!((mean(&late) - 1.0 / (3.0 * 64.0)) / mean(&late) > 0.06);

    // From layer 10 to 20 the spread's square falls by 6 per layer. At width 64 the log
    // has a variance of about 0.083 per layer: standard error √(0.83/20) = 0.2 over the ten;
    // its mean lies some 0.4 lower.
    let logs: Vec<f64> = nets
        .iter()
        .map(|y| deviation_across_samples(&y[19]) / deviation_across_samples(&y[9]))
        .map(|ratio| 2.0 * ratio.ln())
        .collect();
    assert!((mean(&logs) + 10.0 * 6f64.ln() + 0.4).abs() < 1.0, "{}", mean(&logs));
}

/// The page's network: 30 default layers of width 256, 100 samples, seed 1.
static PAGE_LAYERS: LazyLock<Vec<Array2<f64>>> = LazyLock::new(|| {
    let distribution = Distribution::Uniform(1.0 / 16.0);
    let stack = Stack { bias: distribution, ..stack(30, 256, 100, distribution) };
    stack.forward(1).unwrap()
});

#[test]
fn one_network_may_fall_by_less_than_root_six_at_a_layer() {
    let spread: Vec<f64> = PAGE_LAYERS.iter().map(deviation_across_samples).collect();
    let factors: Vec<f64> = spread.windows(2).map(|pair| pair[0] / pair[1]).collect();
    let slow = factors.iter().filter(|factor| **factor < 6f64.sqrt()).count();
    assert_eq!((factors.len(), slow), (29, 9));
    // None is so near the root of six that another processor's rounding could move it.
    assert!(factors.iter().all(|factor| (factor - 6f64.sqrt()).abs() > 1e-3));
}

/// The squared spread by layer, in 400 networks.
fn squared_spreads() -> Vec<Vec<f64>> {
    let distribution = Distribution::Uniform((1.0f64 / 32.0).sqrt());
    let stack = Stack { bias: distribution, ..stack(12, 32, 4, distribution) };
    let networks = (0..400).map(|seed| stack.forward(seed).unwrap());
    networks
        .map(|y| y.iter().map(|y| deviation_across_samples(y).powi(2)).collect())
        .collect()
}

/// (V_(l+1) - V_l / `divisor`) / V_(l-1), where V is the squared spread and l a layer from 2 on:
/// the mean over the networks, and its standard error. The division keeps each network's
/// earlier luck out of it, and the bound holds given all that came before layer l.
fn beyond_the_bound(networks: &[Vec<f64>], divisor: f64, l: usize) -> (f64, f64) {
    let excess = |v: &Vec<f64>| (v[l] - v[l - 1] / divisor) / v[l - 2];
    let excess: Vec<f64> = networks.iter().map(excess).collect();
    let center = mean(&excess);
    let squares: Vec<f64> = excess.iter().map(|e| (e - center).powi(2)).collect();
    (center, (mean(&squares) / networks.len() as f64).sqrt())
}

#[test]
fn on_average_over_networks_the_squared_spread_falls_at_least_by_six_per_layer() {
    let networks = squared_spreads();
    for l in 2..12 {
        let (excess, error) = beyond_the_bound(&networks, 6.0, l);
        assert!(excess < 5.0 * error, "layer {l}: {excess} ± {error}");
    }
    // No better bound holds: a factor of seven is not reached late in the stack.
    let (excess, error) = beyond_the_bound(&networks, 7.0, 11);
    assert!(excess > 3.0 * error, "{excess} ± {error}");
}

#[test]
fn at_layer_30_a_typical_units_hundred_values_agree_to_nine_digits() {
    let last = &PAGE_LAYERS[29];
    let range = |unit: ndarray::ArrayView1<f64>| {
        let (low, high) = unit
            .iter()
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), &y| (a.min(y), b.max(y)));
        (high - low) / low.abs().max(high.abs())
    };
    let mut ranges: Vec<f64> = last.rows().into_iter().map(range).collect();
    ranges.sort_by(f64::total_cmp);
    let median = ranges[128];
    assert!(median < 1e-9 && median > 1e-10, "{median}");
    // Ten digits would be too much to say, even of most units.
    let ten = ranges.iter().filter(|range| **range < 1e-10).count();
    assert!(ten < 128, "{ten}");
}

#[test]
fn counted_in_variances_of_a_bias_the_default_settles_at_six_fifths() {
    let next = |v: f64| 1.0 + v / 6.0;
    let v: Vec<f64> =
        std::iter::successors(Some(36.0), |v| Some(next(*v))).take(7).collect();
    for (v, printed) in v.iter().zip([36.0, 7.0, 2.17, 1.36, 1.23, 1.20, 1.20]) {
        assert!((v - printed).abs() < 0.0051, "{v}");
    }
    assert_relative_eq!(next(1.2), 1.0 + 0.2, max_relative = 1e-12);
}

#[test]
fn a_bias_moves_all_samples_alike() {
    // Uniform(0.0) uses the same random numbers, so the weights are the same.
    let without = Stack {
        bias: Distribution::Uniform(0.0),
        ..stack(1, 16, 8, Distribution::Normal(0.25))
    };
    let with = Stack { bias: Distribution::Uniform(100.0), ..without };
    let (without, with) = (without.forward(1).unwrap(), with.forward(1).unwrap());
    let [plain, moved] = [&without[0], &with[0]].map(deviation_across_samples);
    assert_relative_eq!(plain, moved, max_relative = 1e-12);
    assert!(second_moment(&with[0]) > 100.0 * second_moment(&without[0]));
}

#[test]
fn the_floor_is_the_fixed_point() {
    // v = 1/(3n) + v/6 at v = 2/(5n).
    let n = 256.0;
    let floor: f64 = 2.0 / (5.0 * n);
    assert_relative_eq!(1.0 / (3.0 * n) + floor / 6.0, floor, max_relative = 1e-12);
}

// The parts.

#[test]
fn moments_and_deviations_of_small_tables() {
    assert_eq!(second_moment(&array![[3.0, 4.0]]), 12.5);
    assert_eq!(second_moment_f32(&array![[3.0, 4.0]]), 12.5);
    assert_eq!(rms(&array![[1.0], [7.0]]), 5.0);
    // Unit 1 has variance 1 across its samples, unit 2 has none.
    let y = array![[1.0, 3.0], [5.0, 5.0]];
    assert_eq!(deviation_across_samples(&y), 0.5f64.sqrt());
    assert_eq!(relu(&array![[-1.0, 2.0]]), array![[0.0, 2.0]]);
}

#[test]
fn distributions_have_the_variance_they_say() {
    assert_eq!(Distribution::Normal(2.0).variance(), 4.0);
    assert_eq!(Distribution::Uniform(3.0).variance(), 3.0);
    // With weights of 0 the outputs are the biases. For U(-1, 1): mean 0 with a standard
    // error of √(1/3/500) = 0.026, mean square 1/3 with one of √(4/45/500) = 0.0133.
    let biases = Stack {
        bias: Distribution::Uniform(1.0),
        ..stack(1, 500, 1, Distribution::Normal(0.0))
    };
    let y = &biases.forward(1).unwrap()[0];
    assert!(y.iter().all(|y| (-1.0..=1.0).contains(y)));
    assert!((y.sum() / 500.0).abs() < 0.13);
    assert!((second_moment(y) - 1.0 / 3.0).abs() < 0.067);
}

#[test]
fn the_same_seed_draws_the_same_stack_and_another_seed_another() {
    let stack = stack(2, 8, 3, Distribution::Normal(1.0));
    let y = stack.forward(1).unwrap();
    assert_eq!((y.len(), y[1].dim()), (2, (8, 3)));
    assert_eq!(y, stack.forward(1).unwrap());
    assert_ne!(y, stack.forward(2).unwrap());
    let z = Draws::new(2, 8, 3, 1).unwrap().linear(1.0);
    assert_eq!((z.len(), z[1].dim()), (2, (8, 3)));
}

#[test]
fn a_stack_that_cannot_be_built_is_refused_by_name() {
    let good = stack(1, 2, 2, Distribution::Normal(1.0));
    for size in [0, MAX_SIZE + 1] {
        for bad in [
            Stack { depth: size, ..good },
            Stack { width: size, ..good },
            Stack { samples: size, ..good },
        ] {
            assert_eq!(bad.forward(1), Err(Error::Size(size)));
        }
        assert_eq!(Draws::new(size, 2, 2, 1).err(), Some(Error::Size(size)));
    }
    assert!(Stack { samples: MAX_SIZE, ..good }.forward(1).is_ok());
    for scale in [-1.0, f64::INFINITY] {
        for distribution in [Distribution::Normal(scale), Distribution::Uniform(scale)] {
            let expected = Err(Error::Scale(scale));
            assert_eq!(Stack { weight: distribution, ..good }.forward(1), expected);
            assert_eq!(Stack { bias: distribution, ..good }.forward(1), expected);
        }
    }
    let not_a_number = Stack { weight: Distribution::Normal(f64::NAN), ..good };
    assert!(
        matches!(not_a_number.forward(1), Err(Error::Scale(scale)) if scale.is_nan())
    );
    assert_eq!(Error::Size(0).to_string(), "size 0 is not in 1..=4096");
    let message = "scale -1 is not finite and at least 0";
    assert_eq!(Error::Scale(-1.0).to_string(), message);
}
