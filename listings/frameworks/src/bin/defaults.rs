// SPDX-License-Identifier: MIT OR Apache-2.0
//! The default dense layer of six libraries, and thirty of them.

use std::{
    error::Error,
    io::{self, Write},
};

use frameworks::{LIBRARIES, stack, theory};
use rand::{SeedableRng, rngs::ChaCha8Rng};

/// Prints for each library std · √n of a layer 256 wide, the factor that such a layer with a ReLU
/// has, and what thirty of them leave of `E[y²]`.
pub fn report(seed: u64, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    writeln!(out, "         std · √n       factor  y_30")?;
    writeln!(out, "library  exact  drawn   /layer  theory found")?;
    for library in LIBRARIES {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let weight = (library.dense)(256, 256, &mut rng)?;
        let drawn = weight.pow2().sum().sqrt() / 16.0; // √(sum / 256²) · √256
        let found = stack(library.dense, 256, 30, &mut rng)?[29];
        writeln!(
            out,
            "{:7}  {:.3}  {drawn:.3}  {:7.4}  {:6.0e} {found:5.0e}",
            library.name,
            library.square().sqrt(),
            library.square() / 2.0,
            theory(library.square(), 30),
        )?;
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    report(1, &mut io::stdout().lock())
}
