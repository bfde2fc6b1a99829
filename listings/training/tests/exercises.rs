// SPDX-License-Identifier: MIT OR Apache-2.0
//! Solutions of the chapter's exercises that are code.

use training::*;

// ANCHOR: rate
/// The network after `steps` steps at this rate, and its loss on the images.
fn after(n_var: f64, rate: f64, steps: usize) -> (Network, f64) {
    let train_images = Digits::load().unwrap().train;
    let design = Design { depth: 30, width: 128, n_var };
    let plan = Plan { design, seed: 0, rate, steps, batch: 32 };
    let network = train(&plan, &train_images, |_, _| Ok(())).unwrap();
    let loss = network.loss(&train_images).unwrap();
    (network, loss)
}

#[test]
fn larger_learning_rates_do_not_give_the_lost_factor_back() {
    // 2^14.5 = 23170 times the rate gives the first step its size back,
    // and blows up: after that step the gradients are not small any more.
    assert!(after(1.0, 0.005 * 23170.0, 20).1.is_nan());
    // Ten, a hundred, a thousand times, and still nothing after 50 steps.
    for factor in [10.0, 100.0, 1000.0] {
        assert!(after(1.0, 0.005 * factor, 50).1 > 2.29);
    }
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
