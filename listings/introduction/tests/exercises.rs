// SPDX-License-Identifier: MIT OR Apache-2.0
//! Solutions of the chapter's exercises.

use introduction::*;
use ndarray::Array4;
use rand::{SeedableRng, rngs::ChaCha8Rng};

// ANCHOR: first_layer
#[test]
fn a_first_layer_of_vgg_has_fans_27_and_576() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let mut weight = Array4::zeros((64, 3, 3, 3));
    let (fan_in, _) = kaiming2(&mut weight, 0.0, false, &mut rng).unwrap();
    let (fan_out, _) = kaiming2(&mut weight, 0.0, true, &mut rng).unwrap();
    assert_eq!((fan_in, fan_out), (27, 576));
    assert_eq!(weight.len(), 1728);
}
// ANCHOR_END: first_layer

// ANCHOR: half_gone
#[test]
fn with_a_one_less_than_a_thousandth_is_left_after_ten_layers() {
    let [two, one] = [2.0, 1.0].map(|numerator| {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        signal(numerator, 64, 10, &mut rng).unwrap()[9]
    });
    assert!((one / two * 1024.0 - 1.0).abs() < 1e-9);
}
// ANCHOR_END: half_gone

// ANCHOR: no_root_of_three
#[test]
fn without_the_root_of_three_each_layer_passes_on_a_third() {
    let [right, wrong] = [2.0, 2.0 / 3.0].map(|numerator| {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        signal(numerator, 64, 30, &mut rng).unwrap()[29]
    });
    let worse_than_the_one = right / wrong / 2f64.powi(30);
    assert!((right / wrong / 3f64.powi(30) - 1.0).abs() < 1e-9);
    assert!((191_751.0..191_752.0).contains(&worse_than_the_one));
}
// ANCHOR_END: no_root_of_three
