// SPDX-License-Identifier: MIT OR Apache-2.0
//! The figures that follow the reader's hand.

use figures::{drawn, find};
use wasm_bindgen::prelude::wasm_bindgen;
use web::told;

/// The picture for these values, one `name=value` a line.
#[wasm_bindgen]
pub fn draw(figure: &str, values: &str) -> Result<String, String> {
    find(figure, drawn()).and_then(|figure| figure.picture(values)).map_err(told)
}

/// The figure's pieces of code for these values.
#[wasm_bindgen]
pub fn code(figure: &str, values: &str) -> Result<Vec<String>, String> {
    find(figure, drawn()).and_then(|figure| figure.lines(values)).map_err(told)
}

fn main() {}
