// SPDX-License-Identifier: MIT OR Apache-2.0
//! The figures of the book. Each is a pure function from its parameters to an inline SVG; it
//! reads no file and no clock, so the same parameters give the same bytes everywhere.
//!
//! `cargo run -p figures` writes the committed pictures to `src/figures`; the test
//! `committed_figures_are_what_the_code_draws` compares them.
#![forbid(unsafe_code)]

pub mod backward;
pub mod beyond_relu;
pub mod conv_fan;
pub mod depth;
pub mod equation_10;
pub mod frameworks;
pub mod introduction;
pub mod kaiming;
pub mod leaky_gain;
pub mod live;
pub mod one_over_n;
pub mod plot;
pub mod training;
pub mod uniform_sqrt_3;

/// A figure with its parameters filled in: the file's stem and the function that draws it.
pub type Committed = (&'static str, fn() -> Result<String, plot::Error>);

/// The figures that follow the reader's hand on the pages from the introduction to `backward`.
pub fn signal() -> impl Iterator<Item = &'static live::Live> {
    [introduction::LIVE, one_over_n::LIVE, depth::LIVE, equation_10::LIVE, backward::LIVE]
        .into_iter()
        .flatten()
}

/// Those on the pages after that.
pub fn weight() -> impl Iterator<Item = &'static live::Live> {
    [
        leaky_gain::LIVE,
        uniform_sqrt_3::LIVE,
        conv_fan::LIVE,
        kaiming::LIVE,
        beyond_relu::LIVE,
    ]
    .into_iter()
    .flatten()
}

/// Every figure that the reader can turn, with the name of the module that draws it in a browser.
pub fn live() -> impl Iterator<Item = (&'static str, &'static live::Live)> {
    let lesson = [("train", &training::LESSON)];
    let signal = signal().map(|live| ("signal", live));
    signal.chain(weight().map(|live| ("weight", live))).chain(lesson)
}

/// Every figure that stands on a page, at the parameters with which it stands there.
pub fn committed() -> Vec<Committed> {
    [
        introduction::COMMITTED,
        one_over_n::COMMITTED,
        depth::COMMITTED,
        equation_10::COMMITTED,
        backward::COMMITTED,
        leaky_gain::COMMITTED,
        uniform_sqrt_3::COMMITTED,
        conv_fan::COMMITTED,
        kaiming::COMMITTED,
        training::COMMITTED,
        frameworks::COMMITTED,
        beyond_relu::COMMITTED,
    ]
    .concat()
}
