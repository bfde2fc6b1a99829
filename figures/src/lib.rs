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

/// The chapters, in the order of the book, by the module that has their figures in the browser.
macro_rules! chapters {
    ($($(#[$doc:meta])* $module:ident: $($chapter:ident)*;)*) => {
        $($(mod $chapter;)*)*

        $(
            $(#[$doc])*
            pub fn $module() -> impl Iterator<Item = &'static Figure> {
                [$($chapter::FIGURES),*].into_iter().flatten()
            }
        )*
    };
}

chapters! {
    /// The figures of the first pages, most of whose readers see no others.
    first: front introduction refresher;
    /// The figures about one layer and many layers.
    layers: one_over_n depth equation_10 backward;
    /// The figures of the chapters that write the nine lines again.
    lines: leaky_gain uniform_sqrt_3 conv_fan kaiming;
    /// The figures of the chapters about what came after.
    after: fast frameworks beyond_relu;
}

/// Every figure of the book.
pub fn all() -> impl Iterator<Item = &'static Figure> {
    first().chain(layers()).chain(lines()).chain(after()).chain(training::FIGURES)
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
