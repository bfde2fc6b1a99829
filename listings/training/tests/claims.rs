// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the chapter claims.

use approx::{assert_abs_diff_eq, assert_relative_eq};
use ndarray::{Array1, Array2, Axis, array};
use training::*;

const THIRTY: Design = Design { depth: 30, width: 128, n_var: 2.0 };

fn images(count: usize) -> Images {
    let train = Digits::load().unwrap().train;
    let (x, _) = train.x.view().split_at(Axis(1), count);
    Images { x: x.to_owned(), labels: train.labels[..count].to_vec() }
}

fn plan(n_var: f64, steps: usize) -> Plan {
    let design = Design { n_var, ..THIRTY };
    Plan { design, seed: 0, rate: 0.005, steps, batch: 32 }
}

#[track_caller]
fn assert_ratio(a: &Array2<f64>, b: &Array2<f64>, ratio: f64) {
    assert_eq!(a.dim(), b.dim());
    for (a, b) in a.iter().zip(b) {
        assert_relative_eq!(*a, b * ratio, max_relative = 1e-9);
    }
}

fn losses(plan: &Plan, images: &Images) -> Vec<f64> {
    let mut losses = Vec::new();
    train(plan, images, |step, network| {
        if step % 50 == 0 {
            losses.push(network.loss(images)?);
        }
        Ok(())
    })
    .unwrap();
    losses
}

#[test]
fn gradients_agree_with_central_differences() {
    let batch = images(5);
    let design = Design { depth: 4, width: 7, n_var: 2.0 };
    let mut network = design.draw(1).unwrap();
    // Biases that are not 0, so that a slip in their gradient shows.
    for (l, layer) in network.layers.iter_mut().enumerate() {
        layer.bias.fill(0.1 * (l as f64 + 1.0));
    }
    let (_, gradients) = network.gradients(&batch).unwrap();
    let h = 1e-6;
    let mut difference = |nudge: &dyn Fn(&mut Network, f64)| {
        let mut at = |h: f64| {
            nudge(&mut network, h);
            let loss = network.loss(&batch).unwrap();
            nudge(&mut network, -h);
            loss
        };
        (at(h) - at(-h)) / (2.0 * h)
    };
    for (l, gradient) in gradients.iter().enumerate() {
        for ((j, i), &expected) in gradient.weight.indexed_iter() {
            let found = difference(&|n, h| n.layers[l].weight[(j, i)] += h);
            // The third derivative times h²/6, and rounding of 1e-16 / h.
            assert_abs_diff_eq!(found, expected, epsilon = 1e-8);
        }
        for (j, &expected) in gradient.bias.indexed_iter() {
            let found = difference(&|n, h| n.layers[l].bias[j] += h);
            assert_abs_diff_eq!(found, expected, epsilon = 1e-8);
        }
    }
}

#[test]
fn cross_entropy_of_equal_scores_is_ln_10() {
    let (loss, delta) = cross_entropy(&Array2::zeros((10, 2)), &[3, 0]).unwrap();
    assert_relative_eq!(loss, 10_f64.ln(), max_relative = 1e-15);
    assert_eq!(format!("{loss:.3}"), "2.303");
    // (p - 1 at the true digit) / samples
    assert_relative_eq!(delta[(3, 0)], (0.1 - 1.0) / 2.0, max_relative = 1e-15);
    assert_relative_eq!(delta[(0, 0)], 0.1 / 2.0, max_relative = 1e-15);
    assert_relative_eq!(delta[(0, 1)], (0.1 - 1.0) / 2.0, max_relative = 1e-15);
}

#[test]
fn cross_entropy_takes_large_scores() {
    let (loss, _) = cross_entropy(&array![[1000.0], [0.0]], &[1]).unwrap();
    assert_eq!(loss, f64::INFINITY);
    let (loss, _) = cross_entropy(&array![[1000.0], [0.0]], &[0]).unwrap();
    assert_eq!(loss, 0.0);
}

#[test]
fn the_images_to_learn_from_have_mean_0_and_mean_square_1() {
    let digits = Digits::load().unwrap();
    assert_eq!(digits.train.x.dim(), (PIXELS, 1437));
    assert_eq!(digits.test.x.dim(), (PIXELS, 360));
    assert_eq!((digits.train.labels.len(), digits.test.labels.len()), (1437, 360));
    for pixel in digits.train.x.rows() {
        assert_abs_diff_eq!(pixel.sum(), 0.0, epsilon = 1e-9);
    }
    let mean_square = digits.train.x.pow2().mean().unwrap();
    assert_relative_eq!(mean_square, 1.0, max_relative = 1e-12);
    // The first two pictures are a 0 and a 1, the last an 8.
    assert_eq!(digits.train.labels[..2], [0, 1]);
    assert_eq!(digits.test.labels.last(), Some(&8));
    // Every pixel of an image divided by one number: the first has 0, 0, 5, 13.
    let x = &digits.train.x;
    let mean = |pixel: usize| {
        let sum: f64 = include_str!("../digits.csv")
            .lines()
            .take(1437)
            .map(|row| row.split(',').nth(pixel).unwrap().parse::<f64>().unwrap())
            .sum();
        sum / 1437.0
    };
    let ratio = (5.0 - mean(2)) / (13.0 - mean(3));
    assert_relative_eq!(x[(2, 0)] / x[(3, 0)], ratio, max_relative = 1e-9);
}

#[test]
fn weights_have_the_variance_asked_for_and_biases_are_0() {
    for n_var in [1.0, 2.0] {
        let network = Design { n_var, ..THIRTY }.draw(7).unwrap();
        let shapes: Vec<_> = network.layers.iter().map(|l| l.weight.dim()).collect();
        assert_eq!(shapes.len(), 30);
        assert_eq!(
            (shapes[0], shapes[1], shapes[29]),
            ((128, 64), (128, 128), (10, 128))
        );
        for layer in &network.layers {
            assert_eq!(layer.bias, Array1::zeros(layer.weight.nrows()));
            let (count, fan_in) =
                (layer.weight.len() as f64, layer.weight.ncols() as f64);
            let measured = layer.weight.pow2().sum() / count * fan_in / n_var;
            // The relative SE of a variance of Gaussians is √(2 / count).
            assert!((measured - 1.0).abs() < 5.0 * (2.0 / count).sqrt(), "{measured}");
        }
    }
}

#[test]
fn both_networks_are_one_draw_in_two_scales() {
    let he = THIRTY.draw(0).unwrap();
    let one = Design { n_var: 1.0, ..THIRTY }.draw(0).unwrap();
    for (he, one) in he.layers.iter().zip(&one.layers) {
        assert_ratio(&he.weight, &one.weight, 2f64.sqrt());
    }
    assert_ne!(THIRTY.draw(1).unwrap(), he);
}

#[test]
fn thirty_roots_of_two_leave_the_scores_a_32768th() {
    // A ReLU network without biases passes a factor on, so the scores' ratio is exact.
    let batch = images(20);
    let scores = |n_var| {
        let network = Design { n_var, ..THIRTY }.draw(0).unwrap();
        network.forward(&batch.x).unwrap().y.pop().unwrap()
    };
    assert_ratio(&scores(2.0), &scores(1.0), 32768.0);
}

#[test]
fn every_layers_gradient_is_lost_by_the_same_factor() {
    // √2 missing in 29 other layers: 2^-14.5 = 4.3e-5 of He's, in each layer alike, except for
    // the softmax, which starts elsewhere when the scores are not small.
    let batch = images(200);
    let gradient = |n_var| {
        let network = Design { n_var, ..THIRTY }.draw(0).unwrap();
        network.layer_statistics(&batch).unwrap().gradient
    };
    let predicted = 2_f64.powf(-14.5);
    assert_eq!(format!("{predicted:.1e}"), "4.3e-5");
    for (he, one) in gradient(2.0).into_iter().zip(gradient(1.0)) {
        let ratio = one / he / predicted;
        assert!((0.3..1.5).contains(&ratio), "{ratio}");
    }
}

#[test]
fn a_units_deviation_is_measured_across_images_not_units() {
    // Two units, two images: y = (0, 2) and (5, 5). Deviations 1 and 0, rms √½.
    let layer = Layer { weight: array![[2.0], [0.0]], bias: array![0.0, 5.0] };
    let network = Network { layers: vec![layer] };
    let images = Images { x: array![[0.0, 1.0]], labels: vec![0, 1] };
    let statistics = network.layer_statistics(&images).unwrap();
    assert_relative_eq!(statistics.deviation[0], 0.5_f64.sqrt(), max_relative = 1e-12);
    let (_, gradients) = network.gradients(&images).unwrap();
    let rms = gradients[0].weight.pow2().mean().unwrap().sqrt();
    assert_relative_eq!(statistics.gradient[0], rms, max_relative = 1e-12);
}

#[test]
fn he_learns_in_150_steps_and_one_over_n_does_not() {
    let train = Digits::load().unwrap().train;
    let he = losses(&plan(2.0, 150), &train);
    let one = losses(&plan(1.0, 150), &train);
    assert!(he[3] < 1.7, "{he:?}");
    assert!(one.iter().all(|loss| (loss - 10_f64.ln()).abs() < 1e-3), "{one:?}");
}

#[test]
fn the_record_begins_as_training_does_today() {
    let train = Digits::load().unwrap().train;
    for run in &Record::load().unwrap().runs {
        if run.plan.seed == 0 {
            let today = losses(&Plan { steps: 50, ..run.plan }, &train);
            for (today, then) in today.iter().zip(&run.losses) {
                // The record has five decimals; fifty steps magnify rounding a little.
                assert_abs_diff_eq!(today, then, epsilon = 1e-4);
            }
        }
    }
}

/// The runs of one kind in the record.
fn recorded(depth: usize, n_var: f64) -> Vec<Run> {
    let runs: Vec<Run> =
        Record::load().unwrap().of(depth, n_var).into_iter().cloned().collect();
    let seeds: Vec<u64> = runs.iter().map(|run| run.plan.seed).collect();
    assert_eq!(seeds, [0, 1, 2, 3, 4]);
    assert!(runs.iter().all(|run| run.losses.len() == run.plan.steps / Run::EVERY + 1));
    runs
}

#[test]
fn with_22_layers_both_train_and_he_starts_earlier() {
    for (he, one) in recorded(22, 2.0).iter().zip(&recorded(22, 1.0)) {
        let (he_below, one_below) = (he.first_below(1.0), one.first_below(1.0));
        assert!(he_below <= Some(200), "{he_below:?}");
        assert!(one_below >= Some(1000), "{one_below:?}");
        assert!(one.losses.last() < Some(&0.1), "{:?}", one.losses.last());
    }
}

#[test]
fn with_30_layers_one_over_n_stalls_and_he_trains() {
    for (he, one) in recorded(30, 2.0).iter().zip(&recorded(30, 1.0)) {
        assert!(he.losses[20] < 0.02, "{}", he.losses[20]);
        // At the same step it is still where it was before the first.
        assert!(one.losses[20] > 2.29, "{}", one.losses[20]);
        // "Stalls" is a word for a budget: four times as many steps later it has moved.
        assert!(one.losses[80] < 2.2 && one.first_below(1.0).is_none());
    }
}

#[test]
fn the_signal_of_one_over_n_is_the_same_for_all_images() {
    let train = Digits::load().unwrap().train;
    let network = Design { n_var: 1.0, ..THIRTY }.draw(0).unwrap();
    let scores = network.layer_statistics(&train).unwrap().deviation[29];
    assert!(scores < 1e-5, "{scores}");
    let he = THIRTY.draw(0).unwrap().layer_statistics(&train).unwrap().deviation[29];
    assert_relative_eq!(he / scores, 32768.0, max_relative = 1e-6);
}

#[test]
fn accuracy_counts_the_highest_score() {
    let layer = Layer { weight: array![[1.0], [-1.0]], bias: array![0.0, 0.0] };
    let network = Network { layers: vec![layer] };
    let images = Images { x: array![[1.0, -1.0, 1.0, 1.0]], labels: vec![0, 1, 1, 0] };
    assert_eq!(network.accuracy(&images), Ok(0.75));
}

#[test]
fn a_step_goes_down_by_the_rate_times_the_gradient() {
    let layer = Layer { weight: array![[1.0]], bias: array![2.0] };
    let mut network = Network { layers: vec![layer] };
    network.step(&[Layer { weight: array![[10.0]], bias: array![-20.0] }], 0.1);
    let expected = Layer { weight: array![[0.0]], bias: array![4.0] };
    assert_eq!(network.layers[0], expected);
}

#[test]
fn an_epoch_uses_every_image_once() {
    // Four black images, each of another digit, in batches of two: only the biases learn.
    let images = Images { x: Array2::zeros((PIXELS, 4)), labels: vec![0, 1, 2, 3] };
    let design = Design { depth: 1, width: 1, n_var: 0.0 };
    let plan = Plan { design, seed: 3, rate: 1.0, steps: 2, batch: 2 };
    let network = train(&plan, &images, |_, _| Ok(())).unwrap();
    // Each label's bias rose once; the others only fell.
    let bias = &network.layers[0].bias;
    for label in 0..10 {
        assert_eq!(bias[label] > 0.0, label < 4, "{bias}");
    }
}

#[test]
fn training_is_watched_from_step_0_to_the_last_and_can_be_stopped() {
    let images = images(40);
    let plan = Plan { batch: 10, ..plan(2.0, 3) };
    let mut steps = Vec::new();
    train(&plan, &images, |step, _| {
        steps.push(step);
        Ok(())
    })
    .unwrap();
    assert_eq!(steps, [0, 1, 2, 3]);
    let digits = Digits::load().unwrap();
    let stopped = Run::new(plan, &digits, |step| step < 2);
    assert_eq!(stopped, Err(Error::Stopped(2)));
}

#[test]
fn bad_input_gets_an_error_that_names_it() {
    let images = images(10);
    let small = Design { depth: 2, width: 3, n_var: 2.0 };
    for (design, message) in [
        (Design { depth: 0, ..small }, "depth or width 0; expected 1 to 1024"),
        (Design { width: 0, ..small }, "depth or width 0; expected 1 to 1024"),
        (Design { depth: 1025, ..small }, "depth or width 1025; expected 1 to 1024"),
        (Design { n_var: -1.0, ..small }, "n Var w of -1; expected 0 or more"),
        (Design { n_var: f64::NAN, ..small }, "n Var w of NaN; expected 0 or more"),
    ] {
        assert_eq!(design.draw(0).unwrap_err().to_string(), message);
    }
    assert!(Design { depth: 1, width: 1024, n_var: 0.0 }.draw(0).is_ok());
    let good = Plan { design: small, seed: 0, rate: 0.1, steps: 1, batch: 10 };
    let fails = |plan| train(&plan, &images, |_, _| Ok(())).unwrap_err().to_string();
    assert!(train(&good, &images, |_, _| Ok(())).is_ok());
    let message = "a batch of 0; expected 1 to all images";
    assert_eq!(fails(Plan { batch: 0, ..good }), message);
    assert!(fails(Plan { batch: 11, ..good }).contains("a batch of 11"));
    let message = "learning rate inf; expected a finite one";
    assert_eq!(fails(Plan { rate: f64::INFINITY, ..good }), message);
    let network = small.draw(0).unwrap();
    let wrong = network.forward(&Array2::zeros((3, 1))).err();
    assert_eq!(wrong.unwrap().to_string(), "length 3; expected 64");
    let scores = Array2::zeros((10, 2));
    let wrong =
        |labels: &[usize]| cross_entropy(&scores, labels).unwrap_err().to_string();
    assert_eq!(wrong(&[1]), "length 1; expected 2");
    assert_eq!(wrong(&[1, 10]), "label 10; expected a digit");
    let none = Images { x: Array2::zeros((PIXELS, 0)), labels: vec![] };
    assert_eq!(network.layer_statistics(&none), Err(Error::Batch(0)));
    let empty = Network { layers: vec![] };
    assert_eq!(empty.loss(&images), Err(Error::Size(0)));
    assert_eq!(Error::Line(3).to_string(), "line 3 cannot be read");
    assert_eq!(Error::Stopped(3).to_string(), "stopped after 3 steps");
}
