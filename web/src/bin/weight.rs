// SPDX-License-Identifier: MIT OR Apache-2.0
//! The figures that follow the reader's hand, after the chapter `backward`.

use figures::{live::Live, plot::Error};
use wasm_bindgen::prelude::wasm_bindgen;

fn find(figure: &str) -> Result<&'static Live, Error> {
    web::find(figure, figures::weight())
}

/// The picture for these values, one `name=value` a line.
#[wasm_bindgen]
pub fn draw(figure: &str, values: &str) -> Result<String, String> {
    find(figure).and_then(|live| live.picture(values)).map_err(|error| error.to_string())
}

/// The n-th of the figure's pieces of code for these values.
#[wasm_bindgen]
pub fn code(figure: &str, values: &str, n: usize) -> Result<String, String> {
    let write = |live: &Live| match live.code.get(n) {
        Some((_, code)) => code(&live.values(values)?),
        None => Err(Error::new("the piece of code", n, "one of the figure’s")),
    };
    find(figure).and_then(write).map_err(|error| error.to_string())
}

fn main() {}
