// SPDX-License-Identifier: MIT OR Apache-2.0
//! Finds the programs that can be run in a page: those of the listings whose `report` takes a
//! seed. Nothing has to name them a second time.

use std::{env, error::Error, fmt::Write, fs, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    let listings = fs::canonicalize("../listings")?;
    let (mut programs, mut training) = (String::new(), String::new());
    let mut folders: Vec<_> = fs::read_dir(&listings)?.collect::<Result<_, _>>()?;
    folders.sort_by_key(fs::DirEntry::file_name);
    for folder in folders {
        let listing = folder.file_name().into_string().unwrap_or_default();
        let bin = folder.path().join("src/bin");
        println!("cargo::rerun-if-changed={}", bin.display());
        let Ok(files) = fs::read_dir(bin) else { continue };
        let mut files: Vec<_> =
            files.map(|file| Ok(file?.path())).collect::<Result<_, std::io::Error>>()?;
        files.sort();
        let list = if listing == "training" { &mut training } else { &mut programs };
        for file in files {
            let code: String = fs::read_to_string(&file)?.split_whitespace().collect();
            if code.contains("pubfnreport(seed:u64,") {
                let name = file.file_stem().unwrap_or_default().to_string_lossy();
                writeln!(list, "{name}: {:?}", file.display().to_string())?;
            }
        }
    }
    let out = env::var("OUT_DIR")?;
    for (file, list) in [("programs.rs", programs), ("training.rs", training)] {
        fs::write(Path::new(&out).join(file), format!("programs! {{\n{list}}}\n"))?;
    }
    Ok(())
}
