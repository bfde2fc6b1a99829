// SPDX-License-Identifier: MIT OR Apache-2.0
//! The nine lines at work on the weight of the lesson: 32 filters of 5 by 5 on one channel.

use std::{
    error::Error,
    io::{Write, stdout},
};

use introduction::{gain, kaiming2};
use ndarray::Array4;
use rand::{SeedableRng, rngs::ChaCha8Rng};

/// Prints what `kaiming2` computes and draws for both fans and two slopes.
pub fn report(seed: u64, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    for (name, a) in [("0", 0.0), ("1", 1.0), ("√5", 5f64.sqrt())] {
        writeln!(out, "gain({name}) = {:.8}", gain(a))?;
    }
    writeln!(out, "\n a  mode     fan   bound    drawn from  to")?;
    for (name, a) in [(" 0", 0.0), ("√5", 5f64.sqrt())] {
        for (mode, use_fan_out) in [("fan_in ", false), ("fan_out", true)] {
            let mut weight = Array4::zeros((32, 1, 5, 5));
            let (fan, bound) = kaiming2(&mut weight, a, use_fan_out, &mut rng)?;
            let low = weight.fold(f64::INFINITY, |low, &w| low.min(w));
            let high = weight.fold(f64::NEG_INFINITY, |high, &w| high.max(w));
            writeln!(out, "{name}  {mode}  {fan:3}  {bound:.5}  {low:.4}  {high:.4}")?;
        }
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    report(9, &mut stdout().lock())
}
