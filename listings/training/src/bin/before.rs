// SPDX-License-Identifier: MIT OR Apache-2.0
//! What can be seen of a network of 30 layers before its first step.

use std::{
    error::Error,
    io::{self, Write},
};

use training::{Design, Digits, LayerStatistics};

/// Prints both measures of both networks, for some of the layers.
pub fn report(seed: u64, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let digits = Digits::load()?;
    let statistics = |n_var| -> Result<LayerStatistics, Box<dyn Error>> {
        let design = Design { depth: 30, width: 128, n_var };
        Ok(design.draw(seed)?.layer_statistics(&digits.train)?)
    };
    let (he, one) = (statistics(2.0)?, statistics(1.0)?);
    writeln!(out, "       deviation of y      gradient of W")?;
    writeln!(out, "layer  2/n      1/n        2/n      1/n")?;
    for layer in [1, 5, 10, 15, 20, 25, 30] {
        let value = |values: &[f64]| values.get(layer - 1).copied();
        let [a, b, c, d] = [&he.deviation, &one.deviation, &he.gradient, &one.gradient]
            .map(|values| value(values).unwrap_or(f64::NAN));
        writeln!(out, "{layer:5}  {a:7.1e}  {b:7.1e}    {c:7.1e}  {d:7.1e}")?;
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    report(0, &mut io::stdout().lock())
}
