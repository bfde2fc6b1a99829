// SPDX-License-Identifier: MIT OR Apache-2.0
//! The first steps of two networks of 30 layers.

use std::{
    error::Error,
    io::{self, Write},
};

use training::{Design, Digits, Plan, Run};

/// Trains for 150 steps from the same numbers, scaled in two ways.
pub fn report(seed: u64, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let digits = Digits::load()?;
    let run = |n_var| {
        let design = Design { depth: 30, width: 128, n_var };
        let plan = Plan { design, seed, rate: 0.005, steps: 150, batch: 32 };
        Run::new(plan, &digits, |_| true)
    };
    let (he, one) = (run(2.0)?, run(1.0)?);
    writeln!(out, " step   loss 2/n   loss 1/n")?;
    for (index, (he, one)) in he.losses.iter().zip(&one.losses).enumerate() {
        let step = index * Run::EVERY;
        writeln!(out, "{step:5} {he:10.3} {one:10.3}")?;
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    report(0, &mut io::stdout().lock())
}
