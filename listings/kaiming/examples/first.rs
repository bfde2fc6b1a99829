// SPDX-License-Identifier: MIT OR Apache-2.0
//! The smallest program that draws a layer's weights.

use kaiming::{Kaiming, kaiming_normal, ndarray::Array4, rand};
use rand::{SeedableRng, rngs::ChaCha8Rng};

fn main() -> Result<(), kaiming::Error> {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let weight: Array4<f32> = kaiming_normal((64, 3, 7, 7), Kaiming::relu(), &mut rng)?;
    println!("{} weights, standard deviation {:.4}", weight.len(), weight.std(0.0));
    Ok(())
}
