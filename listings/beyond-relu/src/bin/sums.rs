// SPDX-License-Identifier: MIT OR Apache-2.0
//! What many residual blocks make of a second moment of 1, with and without a norm before the
//! branch.

use std::{
    error::Error,
    io::{self, Write},
};

use beyond_relu::{Branch, pre_norm, residual};

const NETWORKS: u64 = 10;
const WIDTH: usize = 128;

/// Prints means over networks for several depths.
pub fn report(seed: u64, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    writeln!(out, "          no norm       norm before F")?;
    writeln!(out, "blocks  (10)  / √L      (10)    / √L")?;
    for blocks in [2, 6, 12, 24, 48] {
        let he = Branch { layers: 2, inner: 1.0, last: 1.0 };
        let root = Branch { last: 1.0 / (blocks as f64).sqrt(), ..he };
        let mut means = [0.0; 4];
        for network in 0..NETWORKS {
            let seed = seed.wrapping_mul(1000).wrapping_add(network);
            let ends = [
                residual(he, blocks, WIDTH, seed)?,
                residual(root, blocks, WIDTH, seed)?,
                pre_norm(he, blocks, WIDTH, seed)?,
                pre_norm(root, blocks, WIDTH, seed)?,
            ];
            for (mean, moments) in means.iter_mut().zip(&ends) {
                *mean += moments[blocks - 1] / NETWORKS as f64;
            }
        }
        let [a, b, c, d] = means;
        writeln!(out, "{blocks:6} {a:5.0e} {b:5.2} {c:9.1} {d:7.2}")?;
    }
    writeln!(out, "E[x²] at the end, means over {NETWORKS} networks")?;
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    report(1, &mut io::stdout().lock())
}
