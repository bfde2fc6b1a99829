// SPDX-License-Identifier: MIT OR Apache-2.0
//! The network that is trained in the page, and the programs of the listing `training`.

use figures::training::{LESSON, lesson};
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    /// Any object with a method `show`.
    pub type Watcher;

    #[wasm_bindgen(method)]
    fn show(this: &Watcher, picture: &str);
}

/// Trains with these values, one `name=value` a line, and returns the last picture; `watcher` is
/// shown those before it.
#[wasm_bindgen]
pub fn train(values: &str, watcher: &Watcher) -> Result<String, String> {
    let values = LESSON.values(values).map_err(|error| error.to_string())?;
    lesson(&values, |picture| watcher.show(picture)).map_err(|error| error.to_string())
}

/// What a program prints with a seed.
#[wasm_bindgen]
pub fn run(program: &str, seed: &str) -> Result<String, String> {
    web::lessons::run(program, seed).map_err(|error| error.to_string())
}

fn main() {}
