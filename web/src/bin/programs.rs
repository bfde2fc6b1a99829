// SPDX-License-Identifier: MIT OR Apache-2.0
//! The programs of all listings but `training`.

use wasm_bindgen::prelude::wasm_bindgen;

/// What a program prints with a seed.
#[wasm_bindgen]
pub fn run(program: &str, seed: &str) -> Result<String, String> {
    web::programs::run(program, seed).map_err(|error| format!("seed\n{error}"))
}

fn main() {}
