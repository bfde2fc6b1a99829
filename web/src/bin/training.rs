// SPDX-License-Identifier: MIT OR Apache-2.0
//! The network that is trained in the page, and the programs of the listing `training`.

use figures::{
    find,
    plot::Drawing,
    training::{FIGURES, lesson},
};
use wasm_bindgen::prelude::wasm_bindgen;
use web::told;

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
pub fn draw(figure: &str, values: &str, watcher: &Watcher) -> Result<String, String> {
    let figure = find(figure, FIGURES.iter()).map_err(told)?;
    let values = figure.values(values).map_err(told)?;
    let show = |drawing: &Drawing| watcher.show(&drawing.render(figure.name));
    Ok(lesson(&values, show).map_err(told)?.render(figure.name))
}

/// What a program prints with a seed.
#[wasm_bindgen]
pub fn run(program: &str, seed: &str) -> Result<String, String> {
    web::training::run(program, seed).map_err(|error| format!("seed\n{error}"))
}

fn main() {}
