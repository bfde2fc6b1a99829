// SPDX-License-Identifier: MIT OR Apache-2.0
//! The pictures in `src/figures`, and the controls in `figures/controls`, are the ones that the
//! code makes.

use figures::figure::Figure;
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn with_controls() -> impl Iterator<Item = &'static Figure> {
    figures::all().filter(|figure| !figure.controls.is_empty())
}

/// No blank line: it would end the HTML block that the figure is in.
#[track_caller]
fn is_committed(made: String, path: &Path) {
    assert!(!made.lines().any(|line| line.trim().is_empty()), "{}", path.display());
    snapbox::Assert::new().eq(made, snapbox::Data::read_from(path, None).raw());
}

#[test]
fn committed_figures_and_controls_are_what_the_code_makes() {
    for Figure { name, .. } in figures::all() {
        let figure = figures::find(name, figures::all()).unwrap();
        let (picture, form) =
            figure.committed().unwrap_or_else(|error| panic!("{name}: {error}"));
        is_committed(picture, &folder("../src/figures").join(format!("{name}.svg")));
        if let Some(form) = form {
            is_committed(form, &folder("controls").join(format!("{name}.html")));
        }
    }
}

#[test]
fn no_committed_file_is_without_its_code() {
    let files = |path: &str, extension: &str| -> BTreeSet<String> {
        let entries = fs::read_dir(folder(path)).unwrap();
        let names =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter_map(|name| name.strip_suffix(extension).map(String::from)).collect()
    };
    let names = |figure: &'static Figure| figure.name.to_string();
    assert_eq!(files("../src/figures", ".svg"), figures::all().map(names).collect());
    assert_eq!(files("controls", ".html"), with_controls().map(names).collect());
}

#[test]
fn names_are_unique_and_the_page_has_values_that_their_controls_take() {
    let mut names = BTreeSet::new();
    for figure in figures::all() {
        assert!(names.insert(figure.name.to_string()), "{} twice", figure.name);
        if figure.controls.is_empty() {
            continue;
        }
        // The committed form is the code's: another test compares them.
        let form = folder("controls").join(format!("{}.html", figure.name));
        let form = fs::read_to_string(form).unwrap();
        for control in figure.controls {
            let id = format!("{}.{}", figure.name, control.name);
            assert!(names.insert(id.clone()), "{id} twice");
            let (_, field) = form.split_once(&format!("id=\"{id}\"")).unwrap();
            let (field, _) = field.split_once("</div>").unwrap();
            let (_, value) = field
                .split_once("<option selected>")
                .or_else(|| field.split_once("value=\""))
                .unwrap_or_else(|| panic!("{id} has no value to begin with"));
            let value = value.split(['"', '<']).next().unwrap();
            figure.values(&format!("{}={value}", control.name)).unwrap();
        }
    }
}

#[test]
fn every_figure_with_controls_says_its_numbers_and_holds_at_every_setting() {
    for figure in with_controls().filter(|figure| !figure.name.starts_with("training-")) {
        // A sampled figure takes its time: all its controls at one end, then all at the other.
        // The browser's tests go through all of its settings.
        let mut settings = figure.settings();
        if figure.controls.iter().any(|control| control.name == "seed") {
            settings.drain(1..settings.len().saturating_sub(2));
        }
        for values in settings {
            match figure.picture(&values) {
                Ok(svg) => {
                    let drawing = &svg[svg.find("</desc>").unwrap()..];
                    assert!(
                        !drawing.contains("NaN") && !drawing.contains("inf\""),
                        "{values}"
                    );
                    assert!(
                        svg.contains(" data-reading=\""),
                        "{}: no numbers",
                        figure.name
                    );
                }
                // Two values that do not go together: a sentence about one of them.
                Err(error) => {
                    assert_ne!(
                        error.control(),
                        "",
                        "{} at {values}: {error}",
                        figure.name
                    );
                    assert!(error.to_string().len() > 10, "{error}");
                }
            }
        }
    }
}

#[test]
fn absurd_values_are_refused_in_the_words_of_their_control() {
    for figure in with_controls() {
        assert!(figure.picture("nothing=1").is_err(), "{} knows `nothing`", figure.name);
        for control in figure.controls {
            for absurd in ["", "NaN", "inf", "-1000000000", "1e300", "<b>"] {
                let refused = figure.values(&format!("{}={absurd}", control.name));
                let error = refused.err().unwrap_or_else(|| {
                    panic!("{}: {}={absurd} is taken", figure.name, control.name)
                });
                assert_eq!(error.control(), control.name);
                let begin = format!("{} is ", control.label);
                assert!(error.to_string().starts_with(&begin), "{error}");
            }
        }
    }
}
