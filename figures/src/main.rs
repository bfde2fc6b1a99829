// SPDX-License-Identifier: MIT OR Apache-2.0
//! Writes the picture of every figure to `src/figures`, and the controls of those that have any
//! to `figures/controls`: `cargo run -p figures`. With a figure's name, and values of its
//! controls as `name=value`, it prints that figure instead; with `settings`, every figure with
//! the settings at which it has to hold.

use std::{env, fs, path::Path, process::ExitCode};

use figures::figure::Error;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let done = match arguments.split_first() {
        None => write_all(),
        Some((name, [])) if name == "settings" => {
            print!("{}", settings());
            Ok(())
        }
        Some((name, values)) => {
            print_one(name, &values.join("\n")).map_err(|error| error.to_string())
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn print_one(name: &str, values: &str) -> Result<(), Error> {
    print!("{}", figures::find(name, figures::all())?.picture(values)?);
    Ok(())
}

/// A line for each: the figure's name, and its settings with a `;` between two values and a `|`
/// between two settings.
fn settings() -> String {
    let line = |figure: &figures::figure::Figure| {
        let settings = figure.settings().join("|").replace('\n', ";");
        format!("{}\t{settings}\n", figure.name)
    };
    figures::all().filter(|figure| !figure.controls.is_empty()).map(line).collect()
}

fn write_all() -> Result<(), String> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    // Draw everything before the first write: an error leaves the folders as they were.
    let mut files = Vec::new();
    for figure in figures::all() {
        let name = figure.name;
        let (picture, form) =
            figure.committed().map_err(|error| format!("{name}: {error}"))?;
        files.push((here.join(format!("../src/figures/{name}.svg")), picture));
        files.extend(form.map(|form| (here.join(format!("controls/{name}.html")), form)));
    }
    for (path, text) in &files {
        let tell = |error| format!("{}: {error}", path.display());
        fs::create_dir_all(path.parent().unwrap_or(here)).map_err(tell)?;
        // What has not changed keeps its time, so that nothing is built again for it.
        if fs::read_to_string(path).is_ok_and(|old| old == *text) {
            continue;
        }
        fs::write(path, text).map_err(tell)?;
        println!("{}", path.file_name().unwrap_or_default().to_string_lossy());
    }
    Ok(())
}
