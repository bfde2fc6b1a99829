// SPDX-License-Identifier: MIT OR Apache-2.0
//! One draw of numbers, scaled by fan_in and by fan_out, at four depths.

use backward::{Activation, Design, Error, Fan, Loss, Pass};
use ndarray::Array2;
use rand::{RngExt, SeedableRng, rngs::ChaCha8Rng};
use rand_distr::StandardNormal;
use std::io::{self, Write};

/// Prints how far apart the twins are, one output and one gradient a depth.
pub fn report(seed: u64, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "fan_out network over fan_in network")?;
    writeln!(out, "{:6}{:>14}{:>14}", "layers", "output", "gradient")?;
    for repeats in [1, 2, 4, 8] {
        let a = pass(Fan::In, repeats, seed).map_err(io::Error::other)?;
        let b = pass(Fan::Out, repeats, seed).map_err(io::Error::other)?;
        let layers = a.y.len();
        let output = largest(&b.x[layers]) / largest(&a.x[layers]);
        let gradient = largest(&b.delta_x[1]) / largest(&a.delta_x[1]);
        writeln!(out, "{layers:6}{output:>14.8}{gradient:>14.8}")?;
    }
    writeln!(out, "square root of 64/512 = {:.8}", (64.0f64 / 512.0).sqrt())
}

/// 64, 128 and 256 units, each `repeats` times, then 512.
fn pass(fan: Fan, repeats: usize, seed: u64) -> Result<Pass, Error> {
    let rng = &mut ChaCha8Rng::seed_from_u64(seed);
    let inner = [64, 128, 256].into_iter().flat_map(|d| vec![d; repeats]);
    let widths = [64].into_iter().chain(inner).chain([512]).collect();
    let gain = 2f64.sqrt();
    let activation = Activation::Relu;
    let network = Design { widths, activation, fan, gain }.draw(rng)?;
    let mut normal =
        |n| Array2::from_shape_simple_fn((n, 1), || rng.sample(StandardNormal));
    let (input, direction) = (normal(64), normal(512));
    network.propagate(&input, &Loss::Linear(direction))
}

fn largest(values: &Array2<f64>) -> f64 {
    values.iter().copied().fold(f64::NEG_INFINITY, f64::max)
}

fn main() -> io::Result<()> {
    report(1, &mut io::stdout())
}
