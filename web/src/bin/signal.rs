// SPDX-License-Identifier: MIT OR Apache-2.0
//! The figures that follow the reader's hand, up to the chapter `backward`.

use wasm_bindgen::prelude::wasm_bindgen;

/// The picture for these values, one `name=value` a line.
#[wasm_bindgen]
pub fn draw(figure: &str, values: &str) -> Result<String, String> {
    let found = web::find(figure, figures::signal());
    found.and_then(|live| live.picture(values)).map_err(|error| error.to_string())
}

fn main() {}
