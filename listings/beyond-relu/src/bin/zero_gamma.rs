// SPDX-License-Identifier: MIT OR Apache-2.0
//! A block whose batch normalization starts with a scale of zero: what has a gradient in the first
//! three steps.

use std::{
    error::Error,
    io::{self, Write},
};

use beyond_relu::{Gamma, normal};
use ndarray::Array2;
use rand::{SeedableRng, rngs::ChaCha8Rng};

const WIDTH: usize = 64;
const SAMPLES: usize = 256;

/// Prints the loss and the lengths of the gradients.
pub fn report(seed: u64, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let weight = |rng: &mut _| normal((WIDTH, WIDTH), rng) * (2.0 / WIDTH as f64).sqrt();
    let weights = [weight(&mut rng), weight(&mut rng)];
    let mut block = Gamma { weights, gamma: Array2::zeros((WIDTH, 1)) };
    let (x, target) =
        (normal((WIDTH, SAMPLES), &mut rng), normal((WIDTH, SAMPLES), &mut rng));
    writeln!(out, "step   loss    |Δγ|   |ΔW₂|   |ΔW₁|")?;
    for step in 1..=3 {
        let (loss, [first, second], gamma) = block.gradients(&x, &target)?;
        let length = |a: &Array2<f64>| a.pow2().sum().sqrt();
        let (g, w2, w1) = (length(&gamma), length(&second), length(&first));
        writeln!(out, "{step:4} {loss:6.2} {g:7.3} {w2:7.3} {w1:7.3}")?;
        let rate = 0.1;
        block.gamma.scaled_add(-rate, &gamma);
        block.weights[0].scaled_add(-rate, &first);
        block.weights[1].scaled_add(-rate, &second);
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    report(1, &mut io::stdout().lock())
}
