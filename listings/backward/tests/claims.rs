//! The chapter's equations and claims, and beside them the wrong versions caught.

use approx::assert_relative_eq;
use backward::{
    Activation, Design, Error, Fan, Fraction, Loss, MAX_SIGNS, MAX_WIDTH, Moments,
    Network, SAMPLES, alive, count_signs, moments, predict, second_moment,
};
use ndarray::{Array2, array, s};
use rand::{RngExt, SeedableRng, rngs::ChaCha8Rng};
use rand_distr::StandardNormal;

const ROOT: f64 = std::f64::consts::SQRT_2;

fn design(widths: &[usize], activation: Activation, fan: Fan, gain: f64) -> Design {
    Design { widths: widths.to_vec(), activation, fan, gain }
}

fn relu(widths: &[usize], fan: Fan) -> Design {
    design(widths, Activation::Relu, fan, ROOT)
}

fn normal(shape: (usize, usize), seed: u64) -> Array2<f64> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    Array2::from_shape_simple_fn(shape, || rng.sample(StandardNormal))
}

/// The mean over networks and its standard error, from the scatter of the networks
/// themselves: each has a seed of its own.
fn mean_and_error(networks: u64, measure: impl Fn(u64) -> f64) -> (f64, f64) {
    let values: Vec<f64> = (0..networks).map(measure).collect();
    let n = networks as f64;
    let mean = values.iter().sum::<f64>() / n;
    let spread = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0);
    (mean, (spread / n).sqrt())
}

/// Within five standard errors of what is right, and five away from what is wrong.
fn assert_tells_apart((mean, error): (f64, f64), right: f64, wrong: f64) {
    assert!((mean - right).abs() < 5.0 * error, "{mean} ± {error}, expected {right}");
    assert!((mean - wrong).abs() > 5.0 * error, "{mean} ± {error} fits {wrong} too");
}

fn of_one<T>(
    design: &Design,
    loss: fn(Array2<f64>) -> Loss,
    seed: u64,
    pick: impl Fn(&Moments) -> T,
) -> T {
    pick(&moments(design, loss, 1, seed).unwrap())
}

// Backpropagation

#[test]
fn gradients_agree_with_central_differences() {
    // In one input or one weight the first two losses are polynomials of degree two at most, as
    // long as no pre-activation changes its sign; there a central difference has no error but
    // rounding: 1e-16 times a loss of about 100, over 2e-5, is 5e-10. For the cross entropy it has
    // an error of a sixth of the third derivative times 1e-10, far below that. We allow 1e-8.
    const STEP: f64 = 1e-5;
    for activation in [Activation::Linear, Activation::Relu] {
        for loss in [Loss::Linear, Loss::Squared, classifier] {
            let mut rng = ChaCha8Rng::seed_from_u64(5);
            let drawn = design(&[3, 5, 4, 6], activation, Fan::In, ROOT);
            let network = drawn.draw(&mut rng).unwrap();
            let input = normal((3, 2), 4);
            let loss = loss(normal((6, 2), 5));
            let pass = network.propagate(&input, &loss).unwrap();
            let kink = pass.y.iter().flatten().fold(f64::INFINITY, |m, y| m.min(y.abs()));
            assert!(kink > 1e-3, "a step of {STEP} could cross a kink at {kink}");
            let value = |weights: &[Array2<f64>], input: &Array2<f64>| {
                let nudged = Network::new(weights.to_vec(), activation).unwrap();
                nudged.propagate(input, &loss).unwrap().loss
            };
            for (at, &gradient) in pass.delta_x[0].indexed_iter() {
                let nudge = |step| {
                    let mut input = input.clone();
                    input[at] += step;
                    value(network.weights(), &input)
                };
                let slope = (nudge(STEP) - nudge(-STEP)) / (2.0 * STEP);
                assert!((slope - gradient).abs() < 1e-8, "{slope} {gradient}");
            }
            for (layer, gradients) in pass.weight_gradients().iter().enumerate() {
                for (at, &gradient) in gradients.indexed_iter() {
                    let nudge = |step| {
                        let mut weights = network.weights().to_vec();
                        weights[layer][at] += step;
                        value(&weights, &input)
                    };
                    let slope = (nudge(STEP) - nudge(-STEP)) / (2.0 * STEP);
                    assert!((slope - gradient).abs() < 1e-8, "{slope} {gradient}");
                }
            }
        }
    }
}

/// A classifier of as many classes as samples, up to ten, with a head of Var w = 1/n.
fn classifier(g: Array2<f64>) -> Loss {
    let (features, samples) = g.dim();
    let head = g.slice(s![.., ..samples.min(10)]).t().to_owned();
    Loss::CrossEntropy {
        classes: (0..samples).map(|sample| sample % head.nrows()).collect(),
        head: head / (features as f64).sqrt(),
    }
}

#[test]
fn the_cross_entropy_of_equal_logits_is_the_log_of_the_number_of_classes() {
    let network = Network::new(vec![array![[1.0]]], Activation::Linear).unwrap();
    let head = array![[2.0], [2.0], [2.0], [2.0]];
    let loss = Loss::CrossEntropy { head, classes: vec![1] };
    let pass = network.propagate(&array![[3.0]], &loss).unwrap();
    assert_relative_eq!(pass.loss, 4_f64.ln(), max_relative = 1e-12);
    // Wᵀ (p - t) = 2 · (¼ · 4 - 1).
    assert_eq!(pass.delta_x[1], array![[0.0]]);
    // Logits that exp() can't hold: p is (1, 0), and class 1 costs their distance.
    let loss = Loss::CrossEntropy { head: array![[1000.0], [0.0]], classes: vec![1] };
    let pass = network.propagate(&array![[1.0]], &loss).unwrap();
    assert_eq!((pass.loss, &pass.delta_x[1]), (1000.0, &array![[1000.0]]));
}

#[test]
fn equation_11_goes_back_through_the_transpose() {
    let weight = array![[1.0, 2.0], [3.0, -4.0]];
    let network = Network::new(vec![weight.clone()], Activation::Relu).unwrap();
    let loss = Loss::Linear(array![[10.0], [100.0]]);
    let pass = network.propagate(&array![[1.0], [1.0]], &loss).unwrap();
    assert_eq!(pass.y, [array![[3.0], [-1.0]]]);
    assert_eq!(pass.x, [array![[1.0], [1.0]], array![[3.0], [0.0]]]);
    assert_eq!(pass.loss, 30.0);
    assert_eq!(pass.delta_y, [array![[10.0], [0.0]]]);
    assert_eq!(pass.delta_x, [array![[10.0], [20.0]], array![[10.0], [100.0]]]);
    assert_eq!(pass.weight_gradients(), [array![[10.0, 10.0], [0.0, 0.0]]]);
    // The wrong way: W instead of its transpose.
    assert_ne!(weight.dot(&pass.delta_y[0]), pass.delta_x[0]);
}

#[test]
fn the_squared_loss_is_half_the_sum_of_squares() {
    let network = Network::new(vec![array![[2.0]]], Activation::Linear).unwrap();
    let pass = network
        .propagate(&array![[1.0, 3.0]], &Loss::Squared(array![[1.0, 1.0]]))
        .unwrap();
    assert_eq!(pass.loss, (1.0 + 25.0) / 2.0);
    assert_eq!(pass.delta_x[1], array![[1.0, 5.0]]);
}

#[test]
fn a_relu_lets_a_slope_through_only_above_zero() {
    let f = Activation::Relu;
    assert_eq!([f.value(-2.0), f.value(0.0), f.value(3.0)], [0.0, 0.0, 3.0]);
    assert_eq!([f.slope(-2.0), f.slope(0.0), f.slope(3.0)], [0.0, 0.0, 1.0]);
    let f = Activation::Linear;
    assert_eq!([f.value(-2.0), f.slope(-2.0), f.slope(0.0)], [-2.0, 1.0, 1.0]);
}

// Fans

#[test]
fn fan_out_counts_the_outputs_that_one_input_reaches() {
    let weight = normal((3, 5), 1);
    let network = Network::new(vec![weight.clone()], Activation::Linear).unwrap();
    let response = |input: &Array2<f64>| {
        let loss = Loss::Linear(Array2::zeros((3, 1)));
        network.propagate(input, &loss).unwrap().y.remove(0)
    };
    let rest = response(&Array2::zeros((5, 1)));
    let moved = |inputs: std::ops::Range<usize>| -> Vec<usize> {
        let reach = |at| {
            let mut input = Array2::zeros((5, 1));
            input[[at, 0]] = 1.0;
            let after = response(&input);
            after.iter().zip(&rest).filter(|(a, b)| a != b).count()
        };
        inputs.map(reach).collect()
    };
    assert_eq!(moved(0..5), [3; 5]);
    assert_eq!(Fan::Out.of(weight.dim()), 3.0);
    // Each output is reached from every input.
    assert_eq!(moved(0..5).iter().sum::<usize>(), 3 * 5);
    assert_eq!(Fan::In.of(weight.dim()), 5.0);
    assert_eq!(Fan::Average.of(weight.dim()), 4.0);
}

// Equations (12) to (14)

#[test]
fn half_of_the_gradient_survives_a_relu() {
    // E[(Δy)²] = ½ E[(Δx)²], and Δy keeps the mean 0.
    let measure = |seed| {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let network = relu(&[64, 64], Fan::In).draw(&mut rng).unwrap();
        let loss = Loss::Linear(normal((64, 8), seed + 1000));
        network.propagate(&normal((64, 8), seed + 2000), &loss).unwrap()
    };
    let squares = |seed| second_moment(&measure(seed).delta_y[0]);
    assert_tells_apart(mean_and_error(60, squares), 0.5, 1.0);
    let means = |seed| measure(seed).delta_y[0].mean().unwrap();
    assert_tells_apart(mean_and_error(60, means), 0.0, 0.5);
}

#[test]
fn equation_12_has_fan_out_where_equation_8_has_fan_in() {
    // One layer from 32 to 128 units, Var w = 2/32: ½ · 128 · 2/32 = 4.
    let measure = |seed| {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let network = relu(&[32, 128], Fan::In).draw(&mut rng).unwrap();
        let loss = Loss::Linear(normal((128, 8), seed + 1000));
        let pass = network.propagate(&normal((32, 8), seed + 2000), &loss).unwrap();
        second_moment(&pass.delta_x[0])
    };
    assert_tells_apart(mean_and_error(60, measure), 4.0, 1.0);
}

#[test]
fn equation_14_keeps_the_gradient_and_equation_10_multiplies_it_by_d_over_c() {
    let widths = [16, 16, 32, 64, 128];
    let gradient = |fan| {
        move |seed| of_one(&relu(&widths, fan), Loss::Linear, seed, |m| m.backward[0])
    };
    assert_tells_apart(mean_and_error(50, gradient(Fan::Out)), 1.0, 8.0);
    assert_tells_apart(mean_and_error(50, gradient(Fan::In)), 8.0, 1.0);
}

#[test]
fn equation_10_keeps_the_signal_and_equation_14_divides_it_by_d_over_c() {
    let widths = [16, 16, 32, 64, 128];
    let signal = |fan| {
        move |seed| of_one(&relu(&widths, fan), Loss::Linear, seed, |m| m.forward[3])
    };
    // y_1 has second moment 2: the input is not rectified.
    assert_tells_apart(mean_and_error(50, signal(Fan::In)), 2.0, 0.25);
    assert_tells_apart(mean_and_error(50, signal(Fan::Out)), 0.25, 2.0);
}

#[test]
fn every_layer_is_where_equations_9_and_13_put_it() {
    let widths = [16, 24, 64, 16, 48];
    for (activation, gain) in [(Activation::Relu, ROOT), (Activation::Linear, 1.0)] {
        for fan in [Fan::In, Fan::Out, Fan::Average] {
            let design = design(&widths, activation, fan, gain);
            let predicted = predict(&design).unwrap();
            let measured: Vec<Moments> = (0..40)
                .map(|seed| of_one(&design, Loss::Linear, seed, Moments::clone))
                .collect();
            for layer in 0..4 {
                let forward = |seed: u64| measured[seed as usize].forward[layer];
                let backward = |seed: u64| measured[seed as usize].backward[layer];
                assert_tells_apart(
                    mean_and_error(40, forward),
                    predicted.forward[layer],
                    0.0,
                );
                assert_tells_apart(
                    mean_and_error(40, backward),
                    predicted.backward[layer],
                    0.0,
                );
            }
        }
    }
}

#[test]
fn the_products_telescope_at_any_depth() {
    for repeats in [1, 2, 10, 30] {
        let inner = [64, 128, 256].into_iter().flat_map(|d| vec![d; repeats]);
        let widths: Vec<usize> = [64].into_iter().chain(inner).chain([512]).collect();
        let last = widths.len() - 2;
        let fan_out = predict(&relu(&widths, Fan::Out)).unwrap();
        assert_relative_eq!(fan_out.forward[0], 2.0, max_relative = 1e-12);
        assert_relative_eq!(fan_out.forward[last], 2.0 / 8.0, max_relative = 1e-12);
        assert_relative_eq!(fan_out.backward[0], 1.0, max_relative = 1e-12);
        let fan_in = predict(&relu(&widths, Fan::In)).unwrap();
        assert_relative_eq!(fan_in.forward[last], 2.0, max_relative = 1e-12);
        assert_relative_eq!(fan_in.backward[0], 8.0, max_relative = 1e-12);
        assert_eq!(fan_in.backward[last], 1.0);
        // With 1/n the same product dies: one half for each of the L-1 layers.
        let one_over_n = design(&widths, Activation::Relu, Fan::Out, 1.0);
        let dies = predict(&one_over_n).unwrap().backward[0];
        assert_relative_eq!(dies, 0.5f64.powi(last as i32), max_relative = 1e-12);
    }
    assert_relative_eq!((64.0f64 / 512.0).sqrt(), 0.35355339, max_relative = 1e-8);
}

#[test]
fn the_two_layers_by_hand() {
    // 16, 64 and 16 units with 2 / fan_out: the signal pays 4 and gets it back.
    let m = predict(&relu(&[16, 16, 64, 16], Fan::Out)).unwrap();
    for (moment, expected) in m.forward.iter().zip([2.0, 0.5, 2.0]) {
        assert_relative_eq!(*moment, expected, max_relative = 1e-12);
    }
    for moment in m.backward {
        assert_relative_eq!(moment, 1.0, max_relative = 1e-12);
    }
    // The four sums of ±3 and ±4.
    let sums = [7.0, -1.0, 1.0, -7.0];
    let squares: f64 = sums.iter().map(|sum| sum * sum).sum();
    assert_eq!(squares / 4.0, 25.0);
}

fn assert_multiple(a: &Array2<f64>, factor: f64, b: &Array2<f64>) {
    assert_eq!(a.dim(), b.dim());
    for (a, b) in a.iter().zip(b) {
        assert_relative_eq!(a * factor, b, epsilon = 1e-13, max_relative = 1e-10);
    }
}

#[test]
fn the_two_modes_compute_the_same_function_up_to_one_constant() {
    let widths = [16, 16, 24, 64, 128];
    let pass = |fan| {
        let network = relu(&widths, fan).draw(&mut ChaCha8Rng::seed_from_u64(7)).unwrap();
        network
            .propagate(&normal((16, 4), 8), &Loss::Linear(normal((128, 4), 9)))
            .unwrap()
    };
    let (a, b) = (pass(Fan::In), pass(Fan::Out));
    let constant = (16.0f64 / 128.0).sqrt();
    assert_multiple(&a.x[4], constant, &b.x[4]);
    assert_multiple(&a.delta_x[1], constant, &b.delta_x[1]);
    // Below the last layer the constant is another: the widths so far.
    let so_far = (16.0f64 / 64.0).sqrt();
    assert_multiple(&a.x[3], so_far, &b.x[3]);
}

// The assumption

#[test]
fn one_weight_is_right_under_a_linear_loss_and_wrong_under_the_squared_error() {
    // The table of the section: w = ±1, x = 1.
    let mean_square = |loss: Loss| {
        let of = |w: f64| {
            let network = Network::new(vec![array![[w]]], Activation::Relu).unwrap();
            let pass = network.propagate(&array![[1.0]], &loss).unwrap();
            [second_moment(&pass.delta_x[1]), second_moment(&pass.delta_x[0])]
        };
        let (plus, minus) = (of(1.0), of(-1.0));
        [(plus[0] + minus[0]) / 2.0, (plus[1] + minus[1]) / 2.0]
    };
    assert_eq!(mean_square(Loss::Linear(array![[1.0]])), [1.0, 0.5]);
    // (12) predicts half of the half.
    assert_eq!(mean_square(Loss::Squared(array![[0.0]])), [0.5, 0.5]);
}

#[test]
fn equation_13_needs_no_independence_for_an_uncorrelated_zero_mean_gradient() {
    // Narrow on purpose: W and what lies above it are far from independent here. With 16
    // units, all are off once in 2^16 layers, far below the standard error.
    let narrow = relu(&[16; 6], Fan::Out);
    let gradient = |seed| of_one(&narrow, Loss::Linear, seed, |m| m.backward[0]);
    let (mean, error) = mean_and_error(400, gradient);
    assert!((mean - 1.0).abs() < 5.0 * error && error < 0.03, "{mean} ± {error}");
}

fn sum_of_outputs(g: Array2<f64>) -> Loss {
    Loss::Linear(Array2::ones(g.dim()))
}

/// Each sample's g is 1 everywhere or -1 everywhere: mean 0, but correlated.
fn common_sign(g: Array2<f64>) -> Loss {
    Loss::Linear(Array2::from_shape_fn(g.dim(), |(_, sample)| g[[0, sample]].signum()))
}

#[test]
fn a_linear_loss_with_correlated_gradients_is_not_safe() {
    // Neither g knows anything of the network. One layer makes 1 + (n-1)/(πn) of the second
    // moment, where (13) says 1; further down it is above 1 + (2k-1)/π times nine tenths, the
    // limit of wide layers, from which 64 units are a few percent away.
    let wide = relu(&[64; 6], Fan::Out);
    let first = 1.0 + 63.0 / (64.0 * std::f64::consts::PI);
    assert_eq!(format!("{first:.2}"), "1.31");
    for loss in [sum_of_outputs, common_sign] {
        let one_below = |seed| of_one(&wide, loss, seed, |m| m.backward[3]);
        assert_tells_apart(mean_and_error(200, one_below), first, 1.0);
        for (index, k) in [(2, 2.0), (1, 3.0), (0, 4.0)] {
            let gradient = |seed| of_one(&wide, loss, seed, |m| m.backward[index]);
            let (mean, error) = mean_and_error(200, gradient);
            let limit = 1.0 + (2.0 * k - 1.0) / std::f64::consts::PI;
            let room = 5.0 * error + 0.1 * limit;
            assert!((mean - limit).abs() < room, "k = {k}: {mean} ± {error}, {limit}");
            assert!(mean - 1.0 > 5.0 * error, "k = {k}: {mean} ± {error} fits 1 too");
        }
    }
    // The same size, and uncorrelated: an independent sign for each element.
    fn signs(g: Array2<f64>) -> Loss {
        Loss::Linear(g.mapv(f64::signum))
    }
    let gradient = |seed| of_one(&wide, signs, seed, |m| m.backward[0]);
    assert_tells_apart(mean_and_error(200, gradient), 1.0, 2.0);
}

#[test]
fn under_the_cross_entropy_of_ten_classes_the_gradient_grows_by_a_few_percent() {
    // Four layers down; 1.02 per layer would be 1.08. Twice that would be 1.17, and nothing 1.
    let wide = relu(&[64; 6], Fan::Out);
    let growth = |seed| {
        let backward = of_one(&wide, classifier, seed, |m| m.backward[0]);
        backward / of_one(&wide, classifier, seed, |m| m.backward[4])
    };
    let (mean, error) = mean_and_error(400, growth);
    assert!(error < 0.02 && (mean - 1.08).abs() < 5.0 * error, "{mean} ± {error}");
    assert!(mean < 1.17, "{mean} ± {error}");
}

// Dead at birth

fn fractions<const N: usize>(values: [(u64, u64); N]) -> Vec<Fraction> {
    values.map(|(numerator, denominator)| Fraction::new(numerator, denominator)).to_vec()
}

#[test]
fn all_sign_networks_of_width_two_keep_the_signal_and_lose_the_gradient() {
    let counted = count_signs(&[1, 2], 4).unwrap();
    assert_eq!(counted.forward, fractions([(5, 1); 4]));
    assert_eq!(counted.alive, fractions([(1, 1), (3, 4), (67, 128), (709, 2048)]));
    assert_eq!(counted.backward, fractions([(1, 1), (5, 8), (207, 512), (1211, 4096)]));
    // Fewer layers: the signal is what it was, and the gradient meets fewer ReLUs.
    let three = count_signs(&[1, 2], 3).unwrap();
    assert_eq!(three.backward, fractions([(1, 1), (5, 8), (115, 256)]));
    assert_eq!(
        [&three.forward, &three.alive],
        [&counted.forward[..3], &counted.alive[..3]]
    );
}

#[test]
fn with_a_loss_that_reads_the_last_layer_before_its_relu_the_gradient_is_twice_that() {
    // Four layers, three ReLUs: the loss reads y_4. Counted without `count_signs`, over all
    // 65,536 networks and the two unit vectors as g, which stand for an uncorrelated g.
    let sign = |way: usize, at: usize| 1.0 - 2.0 * (way >> at & 1) as f64;
    let mut sums = [0.0; 4];
    for way in 0..1_usize << 16 {
        let weight = |l: usize| {
            Array2::from_shape_fn((2, 2), |(j, i)| sign(way, 4 * l + 2 * j + i))
        };
        let network =
            Network::new((0..3).map(weight).collect(), Activation::Relu).unwrap();
        // Column j of the transpose is what g = e_j sends down to x_4.
        let loss = Loss::Linear(weight(3).t().to_owned());
        let pass = network.propagate(&array![[1.0, 1.0], [2.0, 2.0]], &loss).unwrap();
        for (sum, delta) in sums.iter_mut().zip(&pass.delta_x) {
            *sum += delta.pow2().sum();
        }
    }
    let mean = sums.map(|sum| Fraction::new(sum as u64, 2 << 16));
    assert_eq!(mean.to_vec(), fractions([(2, 1), (5, 4), (115, 128), (2, 1)]));
}

#[test]
fn width_three_is_counted_too() {
    // Var w = 1 is 3/2 of what (10) asks for.
    let counted = count_signs(&[1, 2, 4], 2).unwrap();
    assert_eq!(counted.forward, fractions([(21, 1), (63, 2)]));
    assert_eq!(counted.alive, fractions([(1, 1), (7, 8)]));
}

#[test]
fn what_cannot_be_counted_is_refused() {
    assert_eq!(count_signs(&[], 1), Err(Error::Width(0)));
    assert_eq!(count_signs(&[1, 2], 0), Err(Error::Depth(0)));
    assert_eq!(count_signs(&[1, 2], 6), Err(Error::Signs(24)));
    assert_eq!(count_signs(&[1, 2], usize::MAX), Err(Error::Signs(usize::MAX)));
    // At the limit, and with the largest numbers, every sum is still below 2^53: an output
    // has at most the size 128 n^L, and 2^20 networks of n units each add its square.
    let largest = [(1_u32, 20_u32), (2, 5), (3, 2), (4, 1)].map(|(n, layers)| {
        assert!((n * n * layers) as usize <= MAX_SIGNS);
        128_f64.powi(2) * f64::from(n.pow(2 * layers + 1)) * 2f64.powi(20)
    });
    assert!(largest.iter().all(|sum| *sum < 2f64.powi(53)), "{largest:?}");
}

#[test]
fn fractions_are_in_lowest_terms() {
    assert_eq!(Fraction::new(6, 8), Fraction::new(3, 4));
    assert_eq!(Fraction::new(10, 2).to_string(), "5");
    assert_eq!(Fraction::new(115, 128).to_string(), "115/128");
    assert_eq!(format!("{:>6}", Fraction::new(2, 6)), "   1/3");
    assert_eq!(Fraction::new(0, 7), Fraction::new(0, 1));
    assert_eq!(Fraction::new(3, 0), Fraction::new(3, 1));
}

/// For networks of two units per layer and one input each: the share of those in which
/// `x_l` is not all zeros, and E[(Δx_l)²], for l = 1 to 5, with standard errors.
fn narrow(scale: f64) -> Vec<[(f64, f64); 2]> {
    const NETWORKS: usize = 60_000;
    let drawn = design(&[2; 5], Activation::Relu, Fan::In, ROOT * scale);
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let mut sums = vec![[[0.0; 2]; 2]; 5];
    for _ in 0..NETWORKS {
        let network = drawn.draw(&mut rng).unwrap();
        let g = Array2::from_shape_simple_fn((2, 1), || rng.sample(StandardNormal));
        let pass = network.propagate(&array![[1.0], [2.0]], &Loss::Linear(g)).unwrap();
        for ((sum, x), delta) in sums.iter_mut().zip(&pass.x).zip(&pass.delta_x) {
            let values = [f64::from(x.iter().any(|x| *x > 0.0)), second_moment(delta)];
            for (sum, value) in sum.iter_mut().zip(values) {
                *sum = [sum[0] + value, sum[1] + value * value];
            }
        }
    }
    let n = NETWORKS as f64;
    let summary = |[sum, squares]: [f64; 2]| {
        let mean = sum / n;
        (mean, ((squares / n - mean * mean) / n).sqrt())
    };
    sums.into_iter().map(|both| both.map(summary)).collect()
}

#[test]
fn a_gradient_is_what_equation_13_says_times_the_chance_that_its_x_is_not_zero() {
    let alive = [vec![1.0], alive(&[2; 4])].concat();
    assert_eq!(alive[..3], [1.0, 0.75, 0.5625]);
    for (l, [share, gradient]) in narrow(1.0).into_iter().enumerate() {
        assert!((share.0 - alive[l]).abs() <= 5.0 * share.1, "{l}: {share:?}");
        if l == 0 || l == 4 {
            // Below the whole stack x is never zero. At the top nothing has been stopped.
            assert!((gradient.0 - 1.0).abs() < 5.0 * gradient.1, "{l}: {gradient:?}");
        } else {
            assert_tells_apart(gradient, alive[l], 1.0);
        }
    }
}

#[test]
fn no_scale_of_the_weights_brings_a_dead_network_back() {
    let shares =
        |scale| -> Vec<f64> { narrow(scale).iter().map(|row| row[0].0).collect() };
    assert_eq!(shares(1.0), shares(10.0));
}

#[test]
fn wide_stacks_live_and_narrow_ones_die() {
    let dead = |width, layers| 1.0 - alive(&vec![width; layers])[layers - 1];
    assert!(dead(2, 10) > 0.94 && dead(64, 1000) < 1e-15);
    // With a fixed width it goes to 1 with the depth.
    assert!(dead(4, 100) > 0.99 && dead(8, 2000) > 0.99);
    assert_eq!(alive(&[1, 2, 3]), [0.5, 0.375, 0.328125]);
    assert_eq!(alive(&[usize::MAX]), [1.0]);
    assert_eq!(alive(&[3, 0]), [0.875, 0.0]);
    assert_eq!(alive(&[]), [0.0; 0]);
}

#[test]
fn the_squared_error_of_the_whole_output_adds_two_per_layer() {
    // 2 + 2k in the limit of wide layers; at 64 units the mean lies about 10 % above for
    // k = 4, so we ask for 15 % beside five standard errors. Equation (13) says 2.
    let wide = relu(&[64; 6], Fan::Out);
    for (index, k) in [(4, 0.0), (2, 2.0), (0, 4.0)] {
        let squared = |seed| of_one(&wide, Loss::Squared, seed, |m| m.backward[index]);
        let (mean, error) = mean_and_error(30, squared);
        let limit = 2.0 + 2.0 * k;
        let room = 5.0 * error + 0.15 * limit * (k / 4.0);
        assert!((mean - limit).abs() < room, "k = {k}: {mean} ± {error}");
        assert!(k == 0.0 || mean - 2.0 > 5.0 * error, "k = {k}: {mean} ± {error}");
    }
}

#[test]
fn the_first_half_fails_under_the_squared_error() {
    // Δx = x - t is -t where the unit is off, and y - t where it is on. With E[y²] = 2 and
    // E[t²] = 1: E[(Δy)²] = ½ (2 + 1) = 3/2, not ½ E[(Δx)²] = 1.
    let measure = |seed| {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let network = relu(&[64, 64], Fan::In).draw(&mut rng).unwrap();
        let loss = Loss::Squared(normal((64, 8), seed + 1000));
        let pass = network.propagate(&normal((64, 8), seed + 2000), &loss).unwrap();
        second_moment(&pass.delta_y[0])
    };
    assert_tells_apart(mean_and_error(60, measure), 1.5, 1.0);
}

// Glorot and Bengio

#[test]
fn the_compromise_averages_the_fans_and_not_the_variances() {
    let (fan_in, fan_out) = (64.0, 512.0);
    let compromise = 1.0 / Fan::Average.of((512, 64));
    assert_relative_eq!(compromise, 2.0 / (fan_in + fan_out), max_relative = 1e-15);
    let mean_of_variances: f64 = (1.0 / fan_in + 1.0 / fan_out) / 2.0;
    assert!(mean_of_variances > 2.5 * compromise);
    // The uniform form, their equation (16): b²/3 is the variance of U(-b, b).
    let bound = 6.0f64.sqrt() / (fan_in + fan_out).sqrt();
    assert_relative_eq!(bound * bound / 3.0, compromise, max_relative = 1e-15);
}

#[test]
fn the_compromise_does_not_telescope() {
    let widths = [16, 16, 64, 16, 64, 16, 64, 16, 64, 16];
    let ends = |activation, fan, gain| {
        let m = predict(&design(&widths, activation, fan, gain)).unwrap();
        (m.forward[8] / m.forward[0], m.backward[0])
    };
    let (forward, backward) = ends(Activation::Linear, Fan::Average, 1.0);
    assert_relative_eq!(forward, 0.64f64.powi(4), max_relative = 1e-12);
    assert_relative_eq!(backward, 0.64f64.powi(4), max_relative = 1e-12);
    for fan in [Fan::In, Fan::Out] {
        let (forward, backward) = ends(Activation::Linear, fan, 1.0);
        assert_relative_eq!(forward, 1.0, max_relative = 1e-12);
        assert_relative_eq!(backward, 1.0, max_relative = 1e-12);
    }
    // Under ReLU each of the eight layers halves it once more; a gain of √2 undoes that.
    let (forward, _) = ends(Activation::Relu, Fan::Average, 1.0);
    assert_relative_eq!(
        forward,
        0.32f64.powi(8 / 2) * 0.5f64.powi(4),
        max_relative = 1e-12
    );
    let (forward, _) = ends(Activation::Relu, Fan::Average, ROOT);
    assert_relative_eq!(forward, 0.64f64.powi(4), max_relative = 1e-12);
}

// Measuring, and what is refused

#[test]
fn moments_are_means_over_networks() {
    let one = |seed| moments(&relu(&[4, 4, 4], Fan::In), Loss::Linear, 1, seed).unwrap();
    assert_eq!(one(1), one(1));
    assert_ne!(one(1), one(2));
    // Two draws are the mean of the first, and of what its generator draws next.
    let two = moments(&relu(&[4, 4, 4], Fan::In), Loss::Linear, 2, 1).unwrap();
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let mut mean = [0.0; 2];
    for _ in 0..2 {
        let network = relu(&[4, 4, 4], Fan::In).draw(&mut rng).unwrap();
        let mut batch =
            || Array2::from_shape_simple_fn((4, SAMPLES), || rng.sample(StandardNormal));
        let (input, direction) = (batch(), batch());
        let pass = network.propagate(&input, &Loss::Linear(direction)).unwrap();
        mean[0] += second_moment(&pass.y[1]) / 2.0;
        mean[1] += second_moment(&pass.delta_x[1]) / 2.0;
    }
    assert_relative_eq!(two.forward[1], mean[0], max_relative = 1e-12);
    assert_relative_eq!(two.backward[0], mean[1], max_relative = 1e-12);
    assert_eq!(second_moment(&array![[3.0, -4.0]]), 12.5);
}

#[test]
fn what_cannot_be_drawn_is_refused() {
    let error = |design: Design| {
        let error = moments(&design, Loss::Linear, 1, 1).unwrap_err();
        assert_eq!(predict(&design).unwrap_err(), error);
        error
    };
    let with_gain = |gain| design(&[1, 1], Activation::Relu, Fan::In, gain);
    assert_eq!(error(relu(&[], Fan::In)), Error::Depth(0));
    assert_eq!(error(relu(&[3], Fan::In)), Error::Depth(1));
    assert_eq!(error(relu(&[3, 0], Fan::In)), Error::Width(0));
    assert_eq!(error(relu(&[3, MAX_WIDTH + 1, 2], Fan::In)), Error::Width(MAX_WIDTH + 1));
    assert_eq!(error(with_gain(-1.0)), Error::Gain(-1.0));
    assert_eq!(error(with_gain(f64::INFINITY)), Error::Gain(f64::INFINITY));
    assert!(matches!(error_of_nan(), Error::Gain(g) if g.is_nan()));
    assert!(predict(&with_gain(0.0)).is_ok());
    assert!(predict(&relu(&[MAX_WIDTH, 1], Fan::In)).is_ok());
    let none = moments(&relu(&[1, 1], Fan::In), Loss::Linear, 0, 1);
    assert_eq!(none.unwrap_err(), Error::Draws);
}

fn error_of_nan() -> Error {
    predict(&design(&[1, 1], Activation::Relu, Fan::In, f64::NAN)).unwrap_err()
}

#[test]
fn what_does_not_fit_is_refused() {
    let weights =
        |shapes: &[(usize, usize)]| shapes.iter().map(|&s| Array2::zeros(s)).collect();
    let network = |shapes| Network::new(weights(shapes), Activation::Relu);
    assert_eq!(network(&[]).unwrap_err(), Error::Depth(0));
    let misfit = network(&[(2, 3), (4, 5)]).unwrap_err();
    assert_eq!(misfit, Error::Size { expected: 2, got: 5 });
    let network = network(&[(2, 3), (4, 2)]).unwrap();
    let run = |input, asked| {
        let asked = Loss::Squared(Array2::zeros(asked));
        network.propagate(&Array2::zeros(input), &asked).map(|pass| pass.loss)
    };
    assert_eq!(run((3, 7), (4, 7)), Ok(0.0));
    assert_eq!(run((5, 7), (4, 7)), Err(Error::Size { expected: 3, got: 5 }));
    assert_eq!(run((3, 7), (6, 7)), Err(Error::Size { expected: 4, got: 6 }));
    assert_eq!(run((3, 7), (4, 1)), Err(Error::Size { expected: 7, got: 1 }));
    let run = |head, classes| {
        let loss = Loss::CrossEntropy { head: Array2::zeros(head), classes };
        network.propagate(&Array2::zeros((3, 2)), &loss).map(|pass| pass.loss)
    };
    assert!(run((5, 4), vec![0, 4]).is_ok());
    assert_eq!(run((5, 4), vec![0, 5]), Err(Error::Class { class: 5, classes: 5 }));
    assert_eq!(run((5, 3), vec![0, 4]), Err(Error::Size { expected: 4, got: 3 }));
    assert_eq!(run((5, 4), vec![0]), Err(Error::Size { expected: 2, got: 1 }));
}

#[test]
fn errors_name_the_offending_value() {
    let says = |error: Error, words: &str| assert_eq!(error.to_string(), words);
    says(Error::Depth(1), "1 widths or weights; a network needs more");
    says(Error::Width(0), "width 0; expected 1 to 4096");
    says(Error::Gain(-2.5), "gain -2.5; expected 0 or more");
    says(Error::Signs(24), "24 signs; expected at most 20");
    says(Error::Class { class: 5, classes: 5 }, "class 5; expected one below 5");
    says(Error::Draws, "0 draws; expected 1 or more");
    says(Error::Size { expected: 3, got: 5 }, "size 5; expected 3");
}
