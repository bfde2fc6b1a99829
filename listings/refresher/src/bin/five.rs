// SPDX-License-Identifier: MIT OR Apache-2.0
//! Draws five numbers from a normal distribution and says what the page explains.

use std::io::{self, Write, stdout};

use rand::{SeedableRng, rngs::ChaCha8Rng};
use rand_distr::{Distribution, StandardNormal};
use refresher::{mean, median, second_moment, standard_error, variance};

// ANCHOR: report
pub fn report(seed: u64, out: &mut impl Write) -> io::Result<()> {
    let rng = ChaCha8Rng::seed_from_u64(seed);
    let z: Vec<f64> = StandardNormal.sample_iter(rng).take(5).collect();

    let draws: String = z.iter().map(|z| format!("{z:6.2}")).collect();
    writeln!(out, "five draws    {draws}")?;
    writeln!(out, "mean          {:6.2}", mean(&z))?;
    writeln!(out, "standard error{:6.2}", standard_error(1.0, 5))?;
    writeln!(out, "second moment {:6.2}", second_moment(&z))?;
    writeln!(out, "variance      {:6.2}", variance(&z))?;
    writeln!(out, "median        {:6.2}", median(&z))
}
// ANCHOR_END: report

fn main() -> io::Result<()> {
    report(1, &mut stdout())
}
