//! Solutions of the chapter's exercises that are code.

use backward::{
    Activation, Design, Fan, Loss, Network, alive, moments, predict, second_moment,
};
use ndarray::{Array2, array};
use rand::{RngExt, SeedableRng, rngs::ChaCha8Rng};
use rand_distr::StandardNormal;

const ROOT: f64 = std::f64::consts::SQRT_2;

fn relu(widths: &[usize], fan: Fan) -> Design {
    Design { widths: widths.to_vec(), activation: Activation::Relu, fan, gain: ROOT }
}

// ANCHOR: narrowing
#[test]
fn a_narrowing_stack_swaps_who_grows() {
    let fan_in = predict(&relu(&[256, 256, 64, 16], Fan::In)).unwrap();
    assert!((fan_in.backward[0] - 1.0 / 16.0).abs() < 1e-12);
    let fan_out = predict(&relu(&[256, 256, 64, 16], Fan::Out)).unwrap();
    let factor = fan_out.forward[2] / fan_out.forward[0];
    assert!((factor - 16.0).abs() < 1e-12);
}
// ANCHOR_END: narrowing

// ANCHOR: weights
/// E[(ΔW_l)²] for one input, l = 1 to L, averaged over networks.
fn weight_moments(widths: &[usize], fan: Fan, draws: u64) -> Vec<f64> {
    let ends = (widths[0], widths[widths.len() - 1]);
    let mut mean = vec![0.0; widths.len() - 1];
    for seed in 0..draws {
        let rng = &mut ChaCha8Rng::seed_from_u64(seed);
        let network = relu(widths, fan).draw(rng).unwrap();
        let mut normal = |n| {
            let draw = || rng.sample(StandardNormal);
            Array2::from_shape_simple_fn((n, 1), draw)
        };
        let (input, direction) = (normal(ends.0), normal(ends.1));
        let loss = Loss::Linear(direction);
        let pass = network.propagate(&input, &loss).unwrap();
        let gradients = pass.weight_gradients();
        for (mean, gradient) in mean.iter_mut().zip(&gradients) {
            *mean += second_moment(gradient) / draws as f64;
        }
    }
    mean
}

#[test]
fn the_gradient_of_a_weight_is_smaller_where_the_net_is_wider() {
    // The scatter of one network is about as large as the mean, so
    // 400 networks leave 5 %, and five standard errors are 25 %.
    let widths = [16, 16, 32, 64];
    let (fan_in, fan_out) = ([2.0, 1.0, 0.5], [0.5, 0.5, 0.25]);
    for (fan, expected) in [(Fan::In, fan_in), (Fan::Out, fan_out)] {
        let measured = weight_moments(&widths, fan, 400);
        for (measured, expected) in measured.iter().zip(expected) {
            assert!((measured / expected - 1.0).abs() < 0.25);
        }
    }
}
// ANCHOR_END: weights

// ANCHOR: geometric
#[test]
fn the_geometric_mean_telescopes_both_ways() {
    // In a linear stack, with Var w = 1 / sqrt(fan_in · fan_out):
    let widths: [f64; 6] = [16.0, 64.0, 16.0, 64.0, 16.0, 64.0];
    let (mut forward, mut backward) = (1.0, 1.0);
    for pair in widths.windows(2) {
        let (fan_in, fan_out) = (pair[0], pair[1]);
        let variance = 1.0 / (fan_in * fan_out).sqrt();
        forward *= fan_in * variance;
        backward *= fan_out * variance;
    }
    // sqrt(c_2 / d_L) and its inverse, at any depth.
    assert!((forward - (16.0f64 / 64.0).sqrt()).abs() < 1e-12);
    assert!((backward - (64.0f64 / 16.0).sqrt()).abs() < 1e-12);
}
// ANCHOR_END: geometric

// ANCHOR: few_outputs
/// How much the squared error's gradient grows from below the last
/// layer down to x_2, and its standard error.
fn growth(fan: Fan, n: usize, outputs: usize, networks: u64) -> (f64, f64) {
    let design = relu(&[n, n, n, n, n, outputs], fan);
    let ends = |seed| {
        let m = moments(&design, Loss::Squared, 1, seed).unwrap();
        (m.backward[0], m.backward[3])
    };
    let ends: Vec<(f64, f64)> = (0..networks).map(ends).collect();
    let (down, up) = ends.iter().fold((0.0, 0.0), |s, e| (s.0 + e.0, s.1 + e.1));
    let ratio = down / up;
    // A ratio of means: the spread of what each network leaves over.
    let left = ends.iter().map(|(down, up)| (down - ratio * up).powi(2));
    (ratio, left.sum::<f64>().sqrt() / up)
}

/// The count of exercise 4, squared, for m outputs on layers of n.
fn count(m: f64, n: f64) -> f64 {
    let copy = (m / n).powi(2);
    let below_the_last = 3.0 * m / n + copy;
    (below_the_last + 3.0 * 2.0 * copy) / below_the_last
}

#[test]
fn four_outputs_on_64_units_let_the_gradient_grow_by_a_quarter() {
    assert_eq!((count(64.0, 64.0), count(4.0, 64.0)), (2.5, 55.0 / 49.0));
    // Three standard errors here are 0.05: enough to exclude an
    // eighth, which is what the count for wide layers says.
    let (ratio, error) = growth(Fan::In, 64, 4, 2000);
    assert!(error < 0.018, "{ratio} ± {error}");
    assert!((ratio - 1.27).abs() < 3.0 * error, "{ratio} ± {error}");
    assert!(ratio - 1.125 > 5.0 * error, "{ratio} ± {error}");
}
// ANCHOR_END: few_outputs

#[test]
fn in_wide_layers_it_is_an_eighth() {
    let (ratio, error) = growth(Fan::In, 512, 32, 40);
    assert!((ratio - count(32.0, 512.0)).abs() < 5.0 * error, "{ratio} ± {error}");
    assert!(error < 0.03 && 1.27 - ratio > 3.0 * error, "{ratio} ± {error}");
}

#[test]
fn with_fan_out_four_outputs_let_it_grow_by_more() {
    // With 2 / fan_out the outputs' second moment is 64/4 = 16, and the count is 34 below the
    // last layer and 40 at the end, by 18 %. The 64 units make about 38 % of it: more than
    // that count, and more than the 27 % of the other rule.
    let (ratio, error) = growth(Fan::Out, 64, 4, 1000);
    assert!((ratio - 1.38).abs() < 3.0 * error && error < 0.03, "{ratio} ± {error}");
    assert!(
        ratio - 1.27 > 3.0 * error && ratio - 40.0 / 34.0 > 5.0 * error,
        "{ratio} ± {error}"
    );
}

// ANCHOR: one_weight
/// E[g²] and E[(Δx)²] of the squared error, over w = 1 and w = -1.
fn one_weight(target: f64) -> (f64, f64) {
    let (mut sent, mut passed) = (0.0, 0.0);
    for w in [1.0, -1.0] {
        let weight = array![[w]];
        let network = Network::new(vec![weight], Activation::Relu).unwrap();
        let loss = Loss::Squared(array![[target]]);
        let pass = network.propagate(&array![[1.0]], &loss).unwrap();
        sent += second_moment(&pass.delta_x[1]) / 2.0;
        passed += second_moment(&pass.delta_x[0]) / 2.0;
    }
    (sent, passed)
}

#[test]
fn half_gets_through_only_if_both_weights_send_the_same_square() {
    assert_eq!(one_weight(0.0), (0.5, 0.5));
    assert_eq!(one_weight(1.0), (0.5, 0.0));
    assert_eq!(one_weight(0.5), (0.25, 0.125));
}
// ANCHOR_END: one_weight

// ANCHOR: how_wide
#[test]
fn fifty_layers_need_thirteen_units() {
    let dead = |width| 1.0 - alive(&[width; 50])[49];
    assert!(dead(12) > 0.01 && dead(13) < 0.01);
}
// ANCHOR_END: how_wide
