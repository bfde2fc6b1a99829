// SPDX-License-Identifier: MIT OR Apache-2.0
//! Brings up to date what is made from something else: sections of pages, outputs, figures and the
//! modules for the browser. `cargo update-book`, or `cargo update-book --no-modules`.

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
};

use anyhow::{Context, bail};
use checks::Book;
use walkdir::WalkDir;

fn main() -> anyhow::Result<ExitCode> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let with_modules = arguments.is_empty();
    if !with_modules && arguments != ["--no-modules"] {
        bail!("usage: cargo update-book [--no-modules]");
    }
    // Asked now, not when compiled: the folder may have been moved since.
    let checks =
        env::var("CARGO_MANIFEST_DIR").context("run it as `cargo update-book`")?;
    let root = Path::new(&checks).parent().context("no workspace")?;
    let before = files(root)?;
    // First what a new listing needs to be tested at all; last the modules, which have it all in them.
    for (file, text) in checks::stale(&Book::build(root)?)? {
        fs::write(root.join(file), text)?;
    }
    let mut failed = Vec::new();
    let mut run = |name, mut command: Command| -> anyhow::Result<()> {
        eprintln!("{name} …");
        let output = command.stderr(Stdio::inherit()).output()?;
        if !output.status.success() {
            print!("{}", String::from_utf8_lossy(&output.stdout));
            failed.push(name);
        }
        Ok(())
    };
    run("examples", command("cargo build --quiet --examples", root))?;
    run("outputs", command("cargo test --quiet --no-fail-fast --test outputs", root))?;
    run("figures", command("cargo run --quiet --package figures", root))?;
    if with_modules && let Some(build) = modules(root)? {
        run("modules", build)?;
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
    println!(
        "{}",
        if report.is_empty() { "nothing to do".into() } else { report.join("\n") }
    );
    if failed.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    eprintln!("not brought up to date, for the reasons above: {}", failed.join(", "));
    Ok(ExitCode::FAILURE)
}

fn command(line: &str, root: &Path) -> Command {
    let mut words = line.split(' ');
    let mut command = Command::new(words.next().unwrap_or_default());
    command.args(words).current_dir(root).env("SNAPSHOTS", "overwrite");
    command
}

/// What a command prints, if it succeeds.
fn says(line: &str, root: &Path) -> Option<String> {
    let output = command(line, root).stderr(Stdio::null()).output().ok()?;
    let words = String::from_utf8_lossy(&output.stdout).trim().to_string();
    output.status.success().then_some(words)
}

/// `web/build` as this machine can run it, if the modules could come out otherwise than they were
/// committed. If it cannot, says what is needed.
fn modules(root: &Path) -> anyhow::Result<Option<Command>> {
    const SOURCES: &str =
        "-- Cargo.lock Cargo.toml figures/src listings/*/src/* listings/*.csv web";
    let compiled =
        says("git log -1 --format=%h -- src/live/*.wasm", root).unwrap_or_default();
    let changed = says(&format!("git diff --name-only {compiled} {SOURCES}"), root);
    let new = says(&format!("git ls-files --others --exclude-standard {SOURCES}"), root);
    if let (Some(""), Some("")) = (changed.as_deref(), new.as_deref()) {
        return Ok(None);
    }
    let script = fs::read_to_string(root.join("web/build"))?;
    let tools = script.lines().find_map(|line| line.split_once("rustup target add"));
    let tools =
        format!("rustup target add{}", tools.context("web/build has another head")?.1);
    let bindgen = says("wasm-bindgen --version", root)
        .map(|says| says.replace("wasm-bindgen ", "@"));
    let library =
        says("rustc --print target-libdir --target wasm32-unknown-unknown", root);
    let mut build = command("bash web/build", root);
    if bindgen.is_some_and(|version| tools.ends_with(&version)) {
        if library.is_some_and(|folder| Path::new(&folder).is_dir()) {
            return Ok(Some(build));
        }
        if Path::new("/usr/lib/rustlib/src").is_dir()
            && says("wasm-ld --version", root).is_some()
        {
            // Debian's compiler, as the script's head says.
            build.arg("-Zbuild-std=std,panic_abort").env_remove("LD_LIBRARY_PATH");
            build.env("RUSTC", "/usr/bin/rustc").env("RUSTC_BOOTSTRAP", "1");
            build.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", "wasm-ld");
            return Ok(Some(build));
        }
    }
    eprintln!("modules … are left as they are; to compile them, once: {tools}");
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
