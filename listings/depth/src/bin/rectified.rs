// SPDX-License-Identifier: MIT OR Apache-2.0
//! Thirty ReLU layers without biases: Var w = 1/n, and PyTorch's default weights.

use std::{error::Error, io::Write};

use depth::{Distribution, Stack, relu, relu_theory, second_moment};

/// The second moment by layer, measured and by the theory.
pub fn report(seed: u64, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let width = 256;
    let std = 1.0 / 16.0; // 1/√256
    let one_over_n = Stack {
        depth: 30,
        width,
        samples: 16,
        weight: Distribution::Normal(std),
        bias: Distribution::Normal(0.0),
    };
    let default = Stack { weight: Distribution::Uniform(std), ..one_over_n };
    let (a, b) = (one_over_n.forward(seed)?, default.forward(seed)?);
    let factor = |stack: &Stack| width as f64 * stack.weight.variance();
    writeln!(out, "second moment of y, ReLU, width {width}")?;
    writeln!(out, "            Var w = 1/n       PyTorch 1/(3n)")?;
    writeln!(out, "layer measured   theory   measured   theory")?;
    for layer in [1, 2, 3, 5, 10, 20, 30] {
        writeln!(
            out,
            "{layer:5} {:>8.1e} {:>8.1e}   {:>8.1e} {:>8.1e}",
            second_moment(&a[layer - 1]),
            relu_theory(factor(&one_over_n), layer),
            second_moment(&b[layer - 1]),
            relu_theory(factor(&default), layer),
        )?;
    }
    writeln!(
        out,
        "x_31  {:>8.1e} {:>8.1e}   (x_31 is y_30 after ReLU)",
        second_moment(&relu(&a[29])),
        relu_theory(factor(&one_over_n), 30) / 2.0,
    )?;
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    report(1, &mut std::io::stdout())
}
