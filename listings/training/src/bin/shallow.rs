// SPDX-License-Identifier: MIT OR Apache-2.0
//! Does it matter in a shallow network? Steps until the loss on the test images is below 1.

use std::{
    error::Error,
    io::{self, Write},
};

use training::{Design, Digits, Plan, Training};

const SEEDS: u64 = 5;
/// So often the loss is looked at, and so long.
const EVERY: usize = 5;
const MOST: usize = 400;

/// After how many steps the loss is below 1, if it ever is.
fn steps(plan: &Plan, digits: &Digits) -> Result<Option<usize>, training::Error> {
    let mut training = Training::new(plan, &digits.train)?;
    for step in 1..=plan.steps {
        training.step()?;
        if step % EVERY == 0 && training.network.loss(&digits.test)? < 1.0 {
            return Ok(Some(step));
        }
    }
    Ok(None)
}

/// Prints least and most of five seeds, the first of them `seed`.
pub fn report(seed: u64, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let digits = Digits::load()?;
    writeln!(out, "layers  rate  with 2/n     with 1/n")?;
    for (depth, rate) in [(4, 0.02), (4, 0.3), (8, 0.02), (8, 0.3)] {
        write!(out, "{depth:6}  {rate:4.2}")?;
        for n_var in [2.0, 1.0] {
            let mut all = Vec::new();
            for seed in (seed..).take(SEEDS as usize) {
                let design = Design { depth, width: 64, n_var };
                let plan = Plan { design, seed, rate, steps: MOST, batch: 32 };
                all.push(steps(&plan, &digits)?.unwrap_or(MOST));
            }
            all.sort_unstable();
            write!(out, "  {:3} to {:3}", all[0], all[SEEDS as usize - 1])?;
        }
        writeln!(out)?;
    }
    writeln!(
        out,
        "steps until the loss on the test images is\nbelow 1: least and most of five seeds"
    )?;
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    report(0, &mut io::stdout().lock())
}
