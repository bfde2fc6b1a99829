// SPDX-License-Identifier: MIT OR Apache-2.0
//! The figures of the book. Each is a pure function from its parameters to an inline SVG; it
//! reads no file and no clock, so the same parameters give the same bytes everywhere.
//!
//! Each is declared once, in its chapter's `FIGURES`. `cargo run -p figures` writes the pictures
//! of the pages to `src/figures` and their controls to `figures/controls`; the tests compare them.
#![forbid(unsafe_code)]

mod control;
pub mod figure;
pub mod plot;
pub mod training;

use figure::{Error, Figure};

macro_rules! chapters {
    ($($chapter:ident)*) => {
        $(mod $chapter;)*

        /// The figures of all chapters but `training`, which has a module for itself in the
        /// browser: it holds the digits.
        pub fn drawn() -> impl Iterator<Item = &'static Figure> {
            [$($chapter::FIGURES),*].into_iter().flatten()
        }
    };
}

chapters! {
    introduction
    one_over_n
    depth
    equation_10
    backward
    leaky_gain
    uniform_sqrt_3
    conv_fan
    kaiming
    frameworks
    beyond_relu
}

/// Every figure of the book.
pub fn all() -> impl Iterator<Item = &'static Figure> {
    drawn().chain(training::FIGURES)
}

/// The figure of that name among these.
///
/// # Errors
/// If there is none.
pub fn find(
    name: &str,
    mut among: impl Iterator<Item = &'static Figure>,
) -> Result<&'static Figure, Error> {
    among
        .find(|figure| figure.name == name)
        .ok_or_else(|| Error::Figure(name.to_string()))
}
