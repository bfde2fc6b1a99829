// SPDX-License-Identifier: MIT OR Apache-2.0
//! Is it the same distribution? A million weights from the readable function and from the fast one.

use std::{
    error::Error,
    io::{self, Write},
};

use kaiming::{Gain, Kaiming};
use ndarray::Array2;
use rand::{SeedableRng, rngs::ChaCha8Rng};

/// Prints how many weights lie beyond one to five standard deviations.
pub fn report(seed: u64, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let one = Kaiming::new(Gain::Of(1.0)); // with a fan of 1, a standard deviation of 1
    let [mut readable, mut fast] = [(); 2].map(|()| Array2::<f32>::zeros((1_000_000, 1)));
    kaiming::fill_normal(&mut readable, one, &mut ChaCha8Rng::seed_from_u64(seed))?;
    fast::fill_normal(&mut fast, one, &mut ChaCha8Rng::seed_from_u64(seed))?;
    writeln!(out, "of a million  expected  readable    fast")?;
    let expected = [317_310.5, 45_500.3, 2_699.8, 63.3, 0.6];
    for (std, expected) in (1_u8..).zip(expected) {
        let [a, b] = [&readable, &fast]
            .map(|weight| weight.iter().filter(|w| w.abs() > f32::from(std)).count());
        writeln!(out, "beyond {std} std  {expected:8.0}  {a:8}  {b:6}")?;
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    report(1, &mut io::stdout().lock())
}
