// SPDX-License-Identifier: MIT OR Apache-2.0
//! Writes every committed figure to `src/figures`: `cargo run -p figures`.

use std::{error::Error, fs, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../src/figures");
    // Draw everything before the first write: an error leaves the folder as it was.
    let drawn = figures::committed()
        .into_iter()
        .map(|(name, draw)| Ok((name, draw()?)))
        .collect::<Result<Vec<_>, figures::plot::Error>>()?;
    fs::create_dir_all(&folder)?;
    for (name, svg) in &drawn {
        fs::write(folder.join(format!("{name}.svg")), svg)?;
    }
    println!("{} figures", drawn.len());
    Ok(())
}
