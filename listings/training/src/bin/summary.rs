// SPDX-License-Identifier: MIT OR Apache-2.0
//! The runs of `record.csv`, one a line.

use std::{
    error::Error,
    io::{self, Write},
};

use training::{Record, Run};

/// Prints when each run came below a loss of 1, and where it ended.
pub fn report(out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let record = Record::load()?;
    for depth in [22, 30] {
        writeln!(out, "{depth} layers")?;
        writeln!(out, "Var w seed  steps   <1  1000   end  right")?;
        for n_var in [2.0, 1.0] {
            for run in record.of(depth, n_var) {
                line(run, out)?;
            }
        }
        writeln!(out)?;
    }
    Ok(writeln!(
        out,
        "<1: first step with a loss below 1; 1000, end:\nloss then; right: of the 360 test images"
    )?)
}

fn line(run: &Run, out: &mut impl Write) -> io::Result<()> {
    let plan = run.plan;
    let name = if plan.design.n_var == 2.0 { "2/n" } else { "1/n" };
    let below = run.first_below(1.0).map_or("never".into(), |step| step.to_string());
    let at = |index: usize| run.losses.get(index).copied().unwrap_or(f64::NAN);
    let (middle, end) = (at(1000 / Run::EVERY), at(plan.steps / Run::EVERY));
    let (seed, steps, right) = (plan.seed, plan.steps, 100.0 * run.accuracy);
    writeln!(
        out,
        "{name:5} {seed:4}  {steps:5} {below:>5} {middle:5.3} {end:5.3}  {right:3.0} %"
    )
}

fn main() -> Result<(), Box<dyn Error>> {
    report(&mut io::stdout().lock())
}
