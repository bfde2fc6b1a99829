// SPDX-License-Identifier: MIT OR Apache-2.0
//! Each program prints what is in `outputs`, and SNAPSHOTS=overwrite writes it anew.
//! `PROGRAM.args` beside `PROGRAM.txt` holds the arguments, if there are any, and
//! `PROGRAM-WHAT.txt` is another output of the same program. A program is in `src/bin` or, if it
//! needs more than those who use the package, in `examples`.

use std::{
    collections::BTreeSet,
    env, fs,
    path::{Path, PathBuf},
    thread,
};

use snapbox::{
    Data,
    cmd::{Command, cargo_bin},
};

/// The names of the files in a folder that have this extension, without it.
fn names(folder: &str, extension: &str) -> BTreeSet<String> {
    let files =
        fs::read_dir(folder).into_iter().flatten().map(|file| file.unwrap().path());
    let files = files.filter(|file| file.extension().is_some_and(|e| e == extension));
    files.map(|file| file.file_stem().unwrap().to_str().unwrap().to_string()).collect()
}

/// A program, compiled.
fn compiled(program: &str) -> PathBuf {
    if Path::new(&format!("src/bin/{program}.rs")).is_file() {
        return cargo_bin(program);
    }
    // The examples lie beside the folder of the tests.
    let tests = env::current_exe().unwrap();
    let examples = tests.parent().unwrap().with_file_name("examples");
    let example = examples.join(format!("{program}{}", env::consts::EXE_SUFFIX));
    assert!(example.is_file(), "{program} is not compiled: cargo build --examples");
    example
}

fn compare(output: &str) {
    let (program, _) = output.split_once('-').unwrap_or((output, ""));
    let sources = ["src/bin", "examples"].map(|folder| format!("{folder}/{program}.rs"));
    let found = sources.iter().any(|source| Path::new(source).is_file());
    assert!(found, "outputs/{output} has no program {sources:?}");
    let arguments =
        fs::read_to_string(format!("outputs/{output}.args")).unwrap_or_default();
    let expected = Data::read_from(format!("outputs/{output}.txt").as_ref(), None).raw();
    let program = Command::new(compiled(program)).args(arguments.split_whitespace());
    program.assert().success().stdout_eq(expected);
}

#[test]
fn programs_print_what_is_in_outputs() {
    let mut outputs = names("src/bin", "rs");
    outputs.extend(names("outputs", "txt"));
    outputs.extend(names("outputs", "args"));
    let wrong: Vec<_> = thread::scope(|scope| {
        let runs: Vec<_> =
            outputs.iter().map(|output| scope.spawn(|| compare(output))).collect();
        let runs = outputs.iter().zip(runs);
        runs.filter_map(|(output, run)| run.join().err().map(|_| output)).collect()
    });
    assert!(wrong.is_empty(), "{} of {}: {wrong:?}", wrong.len(), outputs.len());
}
