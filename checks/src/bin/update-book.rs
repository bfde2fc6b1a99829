// SPDX-License-Identifier: MIT OR Apache-2.0
//! Brings up to date what is made from something else: sections of pages, outputs, figures and the
//! modules for the browser. `cargo update-book`, or `cargo update-book --no-modules`.

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, bail};
use checks::Book;
use walkdir::WalkDir;

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let with_modules = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..]
    {
        [] => true,
        ["--no-modules"] => false,
        _ => bail!("usage: cargo update-book [--no-modules]"),
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("no workspace")?;
    let before = files(root)?;
    // First what a new listing needs to be tested at all; last the modules, which have it all in them.
    for (file, text) in checks::stale(&Book::build(root)?)? {
        fs::write(root.join(file), text)?;
    }
    let mut steps = vec![
        ("outputs", command("cargo test --quiet --no-fail-fast --test outputs", root)),
        ("figures", command("cargo run --quiet --package figures", root)),
    ];
    if with_modules {
        steps.extend(modules(root)?.map(|build| ("modules", build)));
    }
    let mut failed = Vec::new();
    for (name, mut command) in steps {
        eprintln!("{name} …");
        let output = command.stderr(Stdio::inherit()).output()?;
        if !output.status.success() {
            print!("{}", String::from_utf8_lossy(&output.stdout));
            failed.push(name);
        }
    }

    let mut report = Vec::new();
    for (file, text) in files(root)? {
        match before.get(&file) {
            None => report.push(format!("created {}", file.display())),
            Some(old) if *old != text => {
                report.push(format!("changed {}", file.display()))
            }
            Some(_) => {}
        }
    }
    let problems = checks::check(&Book::build(root)?)?.into_iter();
    let unused =
        problems.filter(|problem| problem.message.starts_with("is used by no page"));
    report.extend(unused.map(|problem| format!("unused  {}", problem.file)));
    if !failed.is_empty() {
        bail!("{}\nfailed: {}", report.join("\n"), failed.join(", "));
    }
    println!(
        "{}",
        if report.is_empty() { "nothing to do".into() } else { report.join("\n") }
    );
    Ok(())
}

fn command(line: &str, root: &Path) -> Command {
    let mut words = line.split(' ');
    let mut command = Command::new(words.next().unwrap_or_default());
    command.args(words).current_dir(root).env("SNAPSHOTS", "overwrite");
    command
}

/// `web/build` as this machine can run it; if it cannot, says what is needed.
fn modules(root: &Path) -> anyhow::Result<Option<Command>> {
    let script = fs::read_to_string(root.join("web/build"))?;
    let needed = script.lines().find_map(|line| line.split_once("rustup target add"));
    let needed =
        format!("rustup target add{}", needed.context("web/build has another head")?.1);
    let says = |line: &str| {
        let output =
            command(line, root).output().ok().filter(|output| output.status.success())?;
        Some(String::from_utf8_lossy(&output.stdout).trim().to_string())
    };
    let bindgen = says("wasm-bindgen --version");
    let libraries = says("rustc --print target-libdir --target wasm32-unknown-unknown");
    let mut build = command("bash web/build", root);
    if bindgen
        .is_some_and(|version| needed.ends_with(&version.replace("wasm-bindgen ", "@")))
    {
        if libraries.is_some_and(|folder| Path::new(&folder).is_dir()) {
            return Ok(Some(build));
        }
        if Path::new("/usr/lib/rustlib/src").exists()
            && says("wasm-ld --version").is_some()
        {
            // Debian's compiler, as the script's head says.
            build.arg("-Zbuild-std=std,panic_abort").env_remove("LD_LIBRARY_PATH");
            build.env("RUSTC", "/usr/bin/rustc").env("RUSTC_BOOTSTRAP", "1");
            build.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", "wasm-ld");
            return Ok(Some(build));
        }
    }
    eprintln!(
        "The modules for the browser are left as they are; to compile them: {needed}"
    );
    Ok(None)
}

/// Everything that could be written.
fn files(root: &Path) -> anyhow::Result<BTreeMap<PathBuf, Vec<u8>>> {
    let mut files = BTreeMap::new();
    for folder in ["README.md", "figures", "listings", "src", "theme"] {
        let entries = WalkDir::new(root.join(folder)).into_iter();
        for entry in entries.filter_entry(|entry| entry.file_name() != "target") {
            let entry = entry?;
            if entry.file_type().is_file() {
                let file = entry.path().strip_prefix(root)?.to_path_buf();
                files.insert(file, fs::read(entry.path())?);
            }
        }
    }
    Ok(files)
}
