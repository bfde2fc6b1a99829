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
