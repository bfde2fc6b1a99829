// SPDX-License-Identifier: MIT OR Apache-2.0
//! At which layer f32 gives out: found in the values, and predicted.

use std::{error::Error, io::Write};

use depth::{Draws, first_layer_where, predicted, second_moment_f32};
use ndarray::Array2;

/// A line of the table; a dash where there is no such layer.
fn line(
    out: &mut impl Write,
    what: &str,
    layers: [Option<usize>; 2],
) -> std::io::Result<()> {
    let [found, predicted] =
        layers.map(|layer| layer.map_or("-".to_string(), |layer| layer.to_string()));
    writeln!(out, "  {what:22} {found:>5} {predicted:>9}")
}

/// The first layers at which something breaks.
pub fn report(seed: u64, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let (width, samples) = (256, 16);
    let draws = Draws::new(60, width, samples, seed)?;
    let values = (width * samples) as f64;
    let largest = f64::from(f32::MAX);
    // A result below half of the smallest f32 above 0 is rounded to 0.
    let half_of_smallest = f64::from(f32::from_bits(1)) / 2.0;

    writeln!(out, "the first layer with ..., width {width}, f32\n")?;
    let y = draws.linear(1.0);
    let factor = width as f64;
    writeln!(out, "std 1                    found predicted")?;
    line(
        out,
        "sum of squares inf",
        [
            first_layer_where(&y, |y| second_moment_f32(y).is_infinite()),
            predicted(factor, |rms| values * rms * rms > largest),
        ],
    )?;
    line(
        out,
        "first inf",
        [
            first_layer_where(&y, |y| y.iter().any(|y| y.is_infinite())),
            predicted(factor, |rms| rms > largest),
        ],
    )?;
    let first_nan = first_layer_where(&y, |y| y.iter().any(|y| y.is_nan()));
    line(out, "first NaN", [first_nan, None])?;
    // Not all: how many escape in that layer depends on the order in which a processor adds.
    let most_nan =
        |y: &Array2<f32>| 2 * y.iter().filter(|y| y.is_nan()).count() > y.len();
    line(out, "most values NaN", [first_layer_where(&y, most_nan), None])?;

    let y = draws.linear(0.01);
    let factor = width as f64 * 0.01 * 0.01;
    writeln!(out, "std 0.01                 found predicted")?;
    line(
        out,
        "mean of squares 0",
        [
            first_layer_where(&y, |y| second_moment_f32(y) == 0.0),
            predicted(factor, |rms| rms * rms < half_of_smallest),
        ],
    )?;
    let most_subnormal =
        |y: &Array2<f32>| 2 * y.iter().filter(|y| y.is_subnormal()).count() > y.len();
    line(
        out,
        "most values subnormal",
        [
            first_layer_where(&y, most_subnormal),
            predicted(factor, |rms| rms < f64::from(f32::MIN_POSITIVE)),
        ],
    )?;
    line(
        out,
        "all values 0",
        [
            first_layer_where(&y, |y| y.iter().all(|&y| y == 0.0)),
            predicted(factor, |rms| rms < half_of_smallest),
        ],
    )?;
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    report(1, &mut std::io::stdout())
}
