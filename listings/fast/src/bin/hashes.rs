// SPDX-License-Identifier: MIT OR Apache-2.0
//! One number from all bits of a hundred thousand weights: is it the same on your machine?

use std::{
    error::Error,
    io::{self, Write},
};

use kaiming::Kaiming;
use ndarray::Array2;
use rand::{SeedableRng, rngs::ChaCha8Rng};

/// FNV-1a of the weights' bits: any changed bit changes it.
fn hash(weight: &Array2<f32>) -> u64 {
    weight.iter().fold(0xcbf2_9ce4_8422_2325, |hash, w| {
        w.to_bits().to_le_bytes().iter().fold(hash, |hash, &byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
        })
    })
}

/// Prints the hashes of what the fast functions fill.
pub fn report(seed: u64, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let rng = &mut ChaCha8Rng::seed_from_u64(seed);
    let mut weight = Array2::<f32>::zeros((250, 400));
    let relu = Kaiming::relu();
    writeln!(out, "100,000 weights")?;
    fast::fill_uniform(&mut weight, relu, rng)?;
    writeln!(out, "uniform  {:016x}", hash(&weight))?;
    fast::fill_normal(&mut weight, relu, rng)?;
    writeln!(out, "normal   {:016x}", hash(&weight))?;
    fast::parallel::fill_normal(&mut weight, relu, rng)?;
    writeln!(out, "threads  {:016x}", hash(&weight))?;
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    report(1, &mut io::stdout().lock())
}
