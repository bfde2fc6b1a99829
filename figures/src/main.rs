// SPDX-License-Identifier: MIT OR Apache-2.0
//! Writes every committed figure, and the controls of those that have any, to `src/figures`:
//! `cargo run -p figures`. With a figure's name, and values of its controls as `name=value`,
//! it prints that figure instead.

use std::{env, error::Error, fs, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let Some((name, values)) = arguments.split_first() else { return write_all() };
    let live = figures::live().find(|(_, live)| live.figure == name);
    let (_, live) = live.ok_or_else(|| format!("{name} has no controls"))?;
    print!("{}", live.picture(&values.join("\n"))?);
    Ok(())
}

fn write_all() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../src/figures");
    // Draw everything before the first write: an error leaves the folder as it was.
    let mut files = Vec::new();
    for (name, draw) in figures::committed() {
        files.push((format!("{name}.svg"), draw()?));
    }
    for (module, live) in figures::live() {
        files.push((format!("{}.html", live.figure), live.form(module)?));
    }
    fs::create_dir_all(&folder)?;
    for (name, text) in &files {
        fs::write(folder.join(name), text)?;
    }
    println!("{} files", files.len());
    Ok(())
}
