// SPDX-License-Identifier: MIT OR Apache-2.0
//! A small chart, drawn for a page 360 px wide and good at any other width.
//!
//! The drawing is [`WIDTH`] units wide. On a phone the page's column is 320 px, so a unit is
//! 0.8 px and the text of 14 units is 11.2 px high; on a wide screen the page's stylesheet
//! makes the same text smaller in units. Colors come from the page through the classes
//! `ink`, `faint`, `a`, `b`, `c`, `d`; the attributes beside them are what print and EPUB see.

mod axis;
mod drawing;
mod grid;
mod number;
mod panel;
mod shape;

pub use axis::Axis;
pub use drawing::{Drawing, legend};
pub use grid::Grid;
pub use number::{number, short, significant, superscript};
pub use panel::{Panel, numbered_from};
pub use shape::{Anchor, Color, area, curve, dot, rectangle, segment, text, text_width};

/// Width of every figure in its own units.
pub const WIDTH: f64 = 400.0;
/// Height of a line of text with its leading, in the figure's units.
pub const LINE: f64 = 18.0;
