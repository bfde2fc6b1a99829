// SPDX-License-Identifier: MIT OR Apache-2.0
//! , with the norm before the branch
//! and with the norm after the sum.

use std::{
    error::Error,
    io::{self, Write},
};

use beyond_relu::{Blocks, Norm, mean_and_error, normal};
use rand::{SeedableRng, rngs::ChaCha8Rng};

const NETWORKS: u64 = 10;
const WIDTH: usize = 128;
const SAMPLES: usize = 32;

/// |ΔW₂| of the first, the middle and the last block, a mean over networks each, with its standard
/// error.
fn ends(norm: Norm, blocks: usize, seed: u64) -> Result<[(f64, f64); 3], Box<dyn Error>> {
    let mut all = [Vec::new(), Vec::new(), Vec::new()];
    for network in 0..NETWORKS {
        let mut rng =
            ChaCha8Rng::seed_from_u64(seed.wrapping_mul(1000).wrapping_add(network));
        let stack = Blocks::draw(norm, blocks, WIDTH, &mut rng)?;
        let x = normal((WIDTH, SAMPLES), &mut rng);
        let g = normal((WIDTH, SAMPLES), &mut rng) / (SAMPLES as f64).sqrt();
        let (_, gradients) = stack.gradients(&x, &g)?;
        for (end, block) in all.iter_mut().zip([0, blocks / 2 - 1, blocks - 1]) {
            end.push(gradients[block][1].pow2().sum().sqrt() / (WIDTH as f64).sqrt());
        }
    }
    Ok(all.map(|ends| mean_and_error(&ends)))
}

/// Prints the three for several depths.
pub fn report(seed: u64, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    writeln!(out, "        norm before F       norm after sum")?;
    writeln!(out, "blocks first middle last   first middle last")?;
    let mut largest = [0.0_f64; 2];
    for blocks in [6, 12, 24, 48] {
        write!(out, "{blocks:6}")?;
        for (norm, largest) in [Norm::Before, Norm::After].into_iter().zip(&mut largest) {
            let ends = ends(norm, blocks, seed)?;
            for (mean, error) in ends {
                *largest = largest.max(error / mean);
                write!(out, "{mean:6.2}")?;
            }
            write!(out, "{}", if norm == Norm::Before { "  " } else { "" })?;
        }
        writeln!(out)?;
    }
    let [before, after] = largest.map(|error| 100.0 * error);
    writeln!(out, "|ΔW₂|, means over {NETWORKS} networks; standard")?;
    writeln!(out, "errors: left {before:.0} % at most, right {after:.0} %")?;
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    report(1, &mut io::stdout().lock())
}
