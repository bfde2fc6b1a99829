// SPDX-License-Identifier: MIT OR Apache-2.0
//! Solutions of the chapter's exercises that are code.

use ndarray::Array2;
use training::*;

/// The network after `steps` steps at this rate, and its loss on the images.
fn after(n_var: f64, rate: f64, steps: usize) -> (Network, f64) {
    let train_images = Digits::load().unwrap().train;
    let design = Design { depth: 30, width: 128, n_var };
    let plan = Plan { design, seed: 0, rate, steps, batch: 32 };
    let network = train(&plan, &train_images, |_, _| Ok(())).unwrap();
    let loss = network.loss(&train_images).unwrap();
    (network, loss)
}

// ANCHOR: rate
/// 2^14.5 times the rate of the chapter.
const LARGE: f64 = 0.005 * 23170.0;

#[test]
fn the_biases_overshoot_at_the_rate_that_the_weights_would_need() {
    let (network, loss) = after(1.0, LARGE, 1);
    let last = &network.layers[29].bias;
    assert!(last.iter().any(|b| b.abs() > 1.0) && loss > 2.0 * 10_f64.ln());
    // The weights below have hardly moved: by less than a thousandth.
    let (before, _) = after(1.0, LARGE, 0);
    let moved = &network.layers[10].weight - &before.layers[10].weight;
    let size = |w: &Array2<f64>| w.pow2().sum().sqrt();
    assert!(size(&moved) < 1e-3 * size(&before.layers[10].weight));
    // Three steps, and it is infinite or not a number.
    assert!(!after(1.0, LARGE, 3).1.is_finite());
}

#[test]
fn without_biases_the_gradients_stay_and_then_grow() {
    let images = Digits::load().unwrap().train;
    let (mut network, _) = after(1.0, LARGE, 0);
    let mut sizes = Vec::new();
    for _ in 0..25 {
        let (_, gradients) = network.gradients(&images).unwrap();
        sizes.push(gradients[10].weight.pow2().sum().sqrt());
        for (layer, gradient) in network.layers.iter_mut().zip(&gradients) {
            layer.weight.scaled_add(-LARGE, &gradient.weight);
        }
    }
    assert!((sizes[1] / sizes[0] - 1.0).abs() < 0.1);
    assert!(sizes[11] > 1.5 * sizes[0]);
    assert!(sizes.iter().any(|size| !size.is_finite()), "{sizes:?}");
}
// ANCHOR_END: rate

// ANCHOR: too_fast
#[test]
fn equation_10_does_not_choose_the_learning_rate() {
    // Sixty times the chapter's rate: all digits are equally likely ...
    let (network, loss) = after(2.0, 0.3, 60);
    assert!((loss - 10_f64.ln()).abs() < 0.01, "{loss}");
    // ... whatever the image: over the test images no score varies by 0.01 ...
    let mut y = network.forward(&Digits::load().unwrap().test.x).unwrap().y;
    for score in y.pop().unwrap().rows() {
        let highest = score.iter().fold(f64::MIN, |a, &b| a.max(b));
        let lowest = score.iter().fold(f64::MAX, |a, &b| a.min(b));
        assert!(highest - lowest < 0.01, "{lowest} to {highest}");
    }
    // ... since most units below the scores are off for each of them.
    let off = |unit: &ndarray::ArrayView1<f64>| unit.iter().all(|&y| y <= 0.0);
    let units = y.pop().unwrap();
    assert!(units.rows().into_iter().filter(off).count() > units.nrows() / 2);
}
// ANCHOR_END: too_fast

// ANCHOR: lsuv
/// Layer-sequential unit variance: from the first layer to the last, divide
/// each weight by the root mean square of what it makes of the images.
fn lsuv(network: &mut Network, images: &Images) -> Result<(), Error> {
    for l in 0..network.layers.len() {
        let y = network.forward(&images.x)?.y.swap_remove(l);
        let rms = (y.pow2().sum() / y.len() as f64).sqrt();
        network.layers[l].weight /= rms;
    }
    Ok(())
}

#[test]
fn a_network_scaled_by_what_it_measures_learns_like_hes() {
    let train_images = Digits::load().unwrap().train;
    let some = Images {
        x: train_images.x.slice(ndarray::s![.., ..200]).to_owned(),
        labels: train_images.labels[..200].to_vec(),
    };
    let mut network = Design { depth: 30, width: 128, n_var: 1.0 }.draw(0).unwrap();
    lsuv(&mut network, &some).unwrap();
    // Sixty steps, all on the same 200 images.
    let before = network.loss(&some).unwrap();
    for _ in 0..60 {
        let (_, gradients) = network.gradients(&some).unwrap();
        network.step(&gradients, 0.005);
    }
    assert!(network.loss(&some).unwrap() < before - 0.3);
}
// ANCHOR_END: lsuv

// ANCHOR: raw
#[test]
fn a_signal_keeps_the_size_that_it_came_in_with() {
    let digits = Digits::load().unwrap();
    let network = Design { depth: 30, width: 128, n_var: 2.0 }.draw(0).unwrap();
    let mut loud = digits.train.clone();
    loud.x *= 100.0;
    let (normal, loud) = (network.loss(&digits.train), network.loss(&loud));
    let (normal, loud) = (normal.unwrap(), loud.unwrap());
    assert!(normal < 3.0 && (loud - 72.5).abs() < 0.1, "{normal} {loud}");
}
// ANCHOR_END: raw

#[test]
fn ten_to_a_thousand_times_the_rate_do_not_give_the_lost_factor_back() {
    for factor in [10.0, 100.0, 1000.0] {
        assert!(after(1.0, 0.005 * factor, 50).1 > 2.29);
    }
}
