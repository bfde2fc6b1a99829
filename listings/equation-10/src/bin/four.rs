// SPDX-License-Identifier: MIT OR Apache-2.0
//! Both engineers in four numbers: a neuron with the inputs 1 and 2 and weights of +1 or -1, and
//! the neuron after it.

use std::{
    error::Error,
    io::{Write, stdout},
};

use equation_10::{every_network, mean, relu, second_moment, variance};

/// Prints the moments over all neurons before and after the ReLU, and what the next neuron makes
/// of them with either engineer's weights.
pub fn report(out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let signs = [-1, 1];
    let neurons = every_network(&signs, &[1, 2], &[1])?;
    let mut y: Vec<f64> = neurons.map(|neuron| neuron.y[0][0] as f64).collect();
    y.sort_by(f64::total_cmp);
    let x: Vec<f64> = y.iter().copied().map(relu).collect();
    let list = |values: &[f64]| {
        let words: Vec<String> = values.iter().map(f64::to_string).collect();
        words.join(" ")
    };
    writeln!(out, "                before ReLU   after it")?;
    writeln!(out, "all values      {:>11}   {:>8}", list(&y), list(&x))?;
    for (name, before, after) in [
        ("mean", mean(&y), mean(&x)),
        ("second moment", second_moment(&y), second_moment(&x)),
        ("variance", variance(&y), variance(&x)),
    ] {
        writeln!(out, "{name:<15} {before:>11}   {after:>8}")?;
    }
    // All networks with two such neurons and one on top of them, whose weights are +s or -s.
    let networks = every_network(&signs, &[1, 2], &[2, 1])?;
    let last: Vec<f64> = networks.map(|network| network.y[1][0] as f64).collect();
    writeln!(out, "\nengineer        n Var[w]   E[y²] next layer")?;
    for (name, n_var) in [
        ("first: 5/2.5", second_moment(&y) / second_moment(&x)),
        ("second: 5/1.5", variance(&y) / variance(&x)),
    ] {
        let next = n_var / 2.0 * second_moment(&last);
        writeln!(out, "{name:<15} {n_var:>8.3}   {next:>16.3}")?;
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    report(&mut stdout().lock())
}
