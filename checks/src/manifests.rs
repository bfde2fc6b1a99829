// SPDX-License-Identifier: MIT OR Apache-2.0
//! A listing can be copied alone, and the listings agree on what they are built with.

use std::{collections::BTreeMap, sync::LazyLock};

use regex::Regex;
use toml::{Table, Value};

use crate::{
    book::Book,
    problem::{Problem, line_of},
};

/// The one listing that later ones may use.
const SHARED: &str = "kaiming";
const LICENSE: &str = "MIT OR Apache-2.0";
static WHOLE_VERSION: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^\d+\.\d+\.\d+$").unwrap());

pub fn check(book: &Book) -> anyhow::Result<Vec<Problem>> {
    let mut problems = Vec::new();
    // For each dependency the version that was seen first, and where.
    let mut versions: BTreeMap<String, (String, String)> = BTreeMap::new();
    for name in book.listings()? {
        let file = format!("listings/{name}/Cargo.toml");
        let Ok(text) = book.read(&file) else {
            let message = "a listing is a package of its own: it needs a Cargo.toml";
            problems.push(Problem::new(file, 1, message));
            continue;
        };
        let manifest: Table = text.parse()?;
        let mut tell = |begin: &str, message: String| {
            let line = text.lines().position(|line| line.starts_with(begin));
            problems.push(Problem::new(
                &file,
                line.map_or(1, |index| index + 1),
                message,
            ));
        };
        let package = |key: &str| manifest.get("package")?.get(key)?.as_str();
        if package("name") != Some(&name) {
            tell("name", format!("the package is named as its folder: `{name}`"));
        }
        if package("license") != Some(LICENSE) {
            tell("[package]", format!("license = \"{LICENSE}\""));
        }
        if description(book, &name).is_none() {
            let ending = ending(book);
            tell("description", format!("description = \"what to take it for{ending}\""));
        }
        if contains_key(&manifest, "workspace") {
            tell("", "`workspace` does not outlive a copy: write it out".into());
        }
        for (dependency, value) in dependencies(&manifest) {
            let begin = format!("{dependency} ");
            if let Some(path) = value.get("path") {
                if dependency != SHARED {
                    tell(
                        &begin,
                        format!("`{dependency}` = {path} does not outlive a copy"),
                    );
                }
                continue;
            }
            let version = value.as_str().or_else(|| value.get("version")?.as_str());
            let version = version.unwrap_or_default().to_string();
            if !WHOLE_VERSION.is_match(&version) {
                tell(
                    &begin,
                    format!("`{dependency}`: write the version's three numbers"),
                );
            }
            let (first, holder) = versions
                .entry(dependency.clone())
                .or_insert_with(|| (version.clone(), file.clone()));
            if *first != version {
                tell(
                    &begin,
                    format!("`{dependency}` {version}, but {first} in {holder}"),
                );
            }
        }
    }
    problems.extend(programs_of_one_name(book));
    problems.extend(oldest_rust(book)?);
    Ok(problems)
}

/// The oldest Rust is one for all packages: that which .github/workflows/test.yml builds them with.
fn oldest_rust(book: &Book) -> anyhow::Result<Vec<Problem>> {
    let mut problems = Vec::new();
    let mut first: Option<(Value, String)> = None;
    let rooms = ["checks", "figures", "web"].map(str::to_string);
    let listings = book.listings()?.into_iter().map(|name| format!("listings/{name}"));
    for file in rooms.into_iter().chain(listings).map(|room| format!("{room}/Cargo.toml"))
    {
        let Ok(text) = book.read(&file) else { continue };
        let manifest: Table = text.parse()?;
        let version =
            manifest.get("package").and_then(|package| package.get("rust-version"));
        let message = match (version, &first) {
            (None, _) => "`rust-version` is missing".to_string(),
            (Some(version), None) => {
                first = Some((version.clone(), file));
                continue;
            }
            (Some(version), Some((other, _))) if version == other => continue,
            (Some(version), Some((other, holder))) => {
                format!("`rust-version` {version}, but {other} in {holder}")
            }
        };
        let line = line_of(&text, "rust-version");
        problems.push(Problem { file, line, message });
    }
    Ok(problems)
}

/// What to take a listing for, as its manifest describes it.
pub fn description(book: &Book, name: &str) -> Option<String> {
    let manifest: Table =
        book.read(&format!("listings/{name}/Cargo.toml")).ok()?.parse().ok()?;
    let words = manifest.get("package")?.get("description")?.as_str()?;
    Some(words.strip_suffix(&ending(book))?.to_string())
}

/// The end of a listing's description: where it is from.
fn ending(book: &Book) -> String {
    let title = book.config.get("book").and_then(|book| book.get("title")?.as_str());
    format!("; listing of {}", title.unwrap_or_default())
}

/// In a workspace all programs land in one folder, where the last one built would replace its
/// namesake.
fn programs_of_one_name(book: &Book) -> Vec<Problem> {
    let mut homes: BTreeMap<String, String> = BTreeMap::new();
    let mut problems = Vec::new();
    for (listing, program) in book.programs() {
        let file = format!("listings/{listing}/src/bin/{program}.rs");
        if let Some(first) = homes.insert(program, file.clone()) {
            let message = format!("`{first}` has this name: give the program another");
            problems.push(Problem::new(file, 1, message));
        }
    }
    problems
}

fn dependencies(manifest: &Table) -> Vec<(String, Value)> {
    ["dependencies", "dev-dependencies", "build-dependencies"]
        .iter()
        .filter_map(|section| manifest.get(*section)?.as_table())
        .flatten()
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

fn contains_key(table: &Table, key: &str) -> bool {
    table.iter().any(|(name, value)| {
        name == key || value.as_table().is_some_and(|inner| contains_key(inner, key))
    })
}
