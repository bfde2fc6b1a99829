// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the page on copying shows for weights that aren't in an array of this crate's ndarray.

use kaiming::{
    Error, Kaiming, WeightLayout, fill_normal, kaiming_normal,
    ndarray::Array4,
    rand::{SeedableRng, rngs::ChaCha8Rng},
    slice,
};

fn rng() -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(1)
}

#[test]
fn a_vec_with_its_shape_beside_it() -> Result<(), Error> {
    let mut rng = rng();
    // ANCHOR: vec
    let mut weight = vec![0_f32; 64 * 3 * 7 * 7];
    slice::fill_normal(&mut weight, &[64, 3, 7, 7], Kaiming::relu(), &mut rng)?;
    // ANCHOR_END: vec
    let mean_square = weight.iter().map(|w| w * w).sum::<f32>() / weight.len() as f32;
    // Of 9408 normal numbers; the standard error is √(2/9408) = 1.5 % of 2/147.
    assert!((mean_square * 147.0 / 2.0 - 1.0).abs() < 5.0 * 0.015, "{mean_square}");
    Ok(())
}

#[test]
fn outputs_height_width_inputs() -> Result<(), Error> {
    // ANCHOR: ohwi
    // (out, height, width, in), as some mobile runtimes have it: filled through a view whose
    // axes are in our order.
    let mut weight = Array4::<f32>::zeros((64, 7, 7, 3));
    let mut view = weight.view_mut().permuted_axes([0, 3, 1, 2]);
    fill_normal(&mut view, Kaiming::relu(), &mut rng())?;
    // ANCHOR_END: ohwi
    let expected: Array4<f32> =
        kaiming_normal((64, 3, 7, 7), Kaiming::relu(), &mut rng())?;
    assert_eq!(weight.permuted_axes([0, 3, 1, 2]), expected);
    Ok(())
}

#[test]
fn only_the_numbers() -> Result<(), Error> {
    // ANCHOR: numbers
    let up = WeightLayout::OUT_IN.transposed().strides(&[2, 2]);
    let std = Kaiming::relu().layout(up).std(&[128, 128, 4, 4])?;
    assert_eq!(std, 0.0625);
    // ANCHOR_END: numbers
    Ok(())
}
