// SPDX-License-Identifier: MIT OR Apache-2.0
//! Solutions of the chapter's exercises.

use approx::assert_relative_eq;
use kaiming::*;
use ndarray::{Array2, Array4, s};
use rand::{SeedableRng, rngs::ChaCha8Rng};

// ANCHOR: in_out
#[test]
fn inputs_first_needs_the_other_layout() -> Result<(), Error> {
    let in_out = Kaiming::relu().layout(WeightLayout::IN_OUT);
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let weight: Array2<f32> = kaiming_uniform((784, 50), in_out, &mut rng)?;
    assert_eq!(weight.dim(), (784, 50));
    assert_relative_eq!(in_out.std(&[784, 50])?, (2.0 / 784.0_f64).sqrt());
    let wrong = Kaiming::default().std(&[784, 50])? / in_out.std(&[784, 50])?;
    assert!((3.9..4.0).contains(&wrong));
    Ok(())
}
// ANCHOR_END: in_out

// ANCHOR: half_of_it
#[test]
fn half_of_the_filters_with_the_scale_of_all() -> Result<(), Error> {
    let relu = Kaiming::relu().mode(Mode::FanOut);
    // Half the fan and half the gain squared: slope 1 instead of 0.
    let half = Kaiming::linear().mode(Mode::FanOut);
    let (of_all, of_half) = (relu.std(&[64, 3, 3, 3])?, half.std(&[32, 3, 3, 3])?);
    assert!((of_half / of_all - 1.0).abs() < 1e-15);

    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let mut weight = Array4::<f32>::ones((64, 3, 3, 3));
    fill_uniform(&mut weight.slice_mut(s![..32, .., .., ..]), half, &mut rng)?;
    let bound = relu.bound(&[64, 3, 3, 3])? as f32;
    assert!(weight.slice(s![..32, .., .., ..]).iter().all(|w| w.abs() <= bound));
    assert!(weight.slice(s![32.., .., .., ..]).iter().all(|&w| w == 1.0));
    Ok(())
}
// ANCHOR_END: half_of_it

// ANCHOR: default_of_pytorch
#[test]
fn pytorchs_default_is_root_six_below_he() -> Result<(), Error> {
    let shape = [64, 3, 7, 7];
    let default = Kaiming::leaky_relu(5f64.sqrt());
    assert_relative_eq!(default.bound(&shape)?, 1.0 / 147f64.sqrt());
    let ratio = Kaiming::default().bound(&shape)? / default.bound(&shape)?;
    assert_relative_eq!(ratio, 6f64.sqrt(), max_relative = 1e-14);
    Ok(())
}
// ANCHOR_END: default_of_pytorch
