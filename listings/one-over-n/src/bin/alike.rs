// SPDX-License-Identifier: MIT OR Apache-2.0
//! Three hidden units that start alike, or do not, after 1000 rounds of gradient descent.

use std::{
    error::Error,
    io::{Write, stdout},
};

use ndarray::{Array1, Array2, array};
use one_over_n::{Network, normal};
use rand::{SeedableRng, rngs::ChaCha8Rng};

/// Trains on three examples that one unit cannot fit, and prints the first weight of each unit.
pub fn report(seed: u64, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let drawn = normal(6, 0.0, 1.0 / 2f64.sqrt(), &mut rng);
    // ANCHOR: starts
    let starts = [
        ("zeros", Array2::zeros((3, 2)), Array1::zeros(3)),
        ("one constant", Array2::from_elem((3, 2), 0.5), Array1::from_elem(3, 0.5)),
        (
            "Var w = 1/n",
            Array2::from_shape_vec((3, 2), drawn)?,
            Array1::from_elem(3, 0.5),
        ),
    ];
    // ANCHOR_END: starts
    // ANCHOR: train
    let examples =
        [(array![1.0, 0.0], 1.0), (array![0.0, 1.0], 1.0), (array![1.0, 1.0], 0.0)];
    writeln!(out, "start           unit 1  unit 2  unit 3  error")?;
    for (name, v, u) in starts {
        let mut network = Network { v, u };
        for _ in 0..1000 {
            for (x, target) in &examples {
                network.step(x, *target, 0.1)?;
            }
        }
        let error: f64 = examples
            .iter()
            .map(|(x, target)| {
                let h = network.v.dot(x).mapv(f64::tanh);
                (network.u.dot(&h) - target).powi(2) / 3.0
            })
            .sum();
        // ANCHOR_END: train
        let first = network.v.column(0);
        write!(out, "{name:<14}")?;
        for weight in first {
            write!(out, "  {weight:6.3}")?;
        }
        writeln!(out, "  {error:5.3}")?;
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    report(1, &mut stdout().lock())
}
