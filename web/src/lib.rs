// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the book's pages call: the figures and the programs, in modules for the browser, so that
//! a page loads what it needs. `web/build` writes them to `src/live`.
//!
//! - `first`: the figures of the first pages, in a small module.
//! - `figures`: the figures of the chapters that take the nine lines apart.
//! - `after`: those of the chapters about what came after.
//! - `programs`: the programs of all listings but `training`.
//! - `training`: the network that is trained in the page, and the programs of `training`; it
//!   holds the digits.
//!
//! An error crosses to the page as two lines: the name of the control that it concerns, or
//! nothing, and the words.

use std::error::Error;

use figures::figure;

/// The two functions by which a page asks a module for its figures.
#[macro_export]
macro_rules! drawing {
    ($figures:expr) => {
        use wasm_bindgen::prelude::wasm_bindgen;

        /// The picture for these values, one `name=value` a line.
        #[wasm_bindgen]
        pub fn draw(figure: &str, values: &str) -> Result<String, String> {
            let figure = figures::find(figure, $figures);
            figure.and_then(|figure| figure.picture(values)).map_err($crate::told)
        }

        /// The figure's pieces of code for these values.
        #[wasm_bindgen]
        pub fn code(figure: &str, values: &str) -> Result<Vec<String>, String> {
            let figure = figures::find(figure, $figures);
            figure.and_then(|figure| figure.lines(values)).map_err($crate::told)
        }

        fn main() {}
    };
}

/// Compiles the programs as they are in the listings, and makes a function that runs one.
macro_rules! programs {
    ($($name:ident: $file:literal)*) => {
        $(
            #[path = $file]
            #[allow(dead_code)] // a program's `main` is not called here
            mod $name;
        )*

        /// The programs that there are.
        #[cfg(test)]
        pub(crate) const NAMES: &[&str] = &[$(stringify!($name)),*];

        /// What a program prints with a seed.
        ///
        /// # Errors
        /// If there is no such program, the seed is no number, or the program ends in an error.
        pub fn run(program: &str, seed: &str) -> Result<String, $crate::Refused> {
            let seed = $crate::seed(seed)?;
            let mut out = Vec::new();
            match program {
                $(stringify!($name) => $name::report(seed, &mut out)
                    .map_err(|error| $crate::Refused::Failed(error.into()))?,)*
                _ => return Err($crate::Refused::Unknown(program.to_string())),
            }
            Ok(String::from_utf8_lossy(&out).into_owned())
        }
    };
}

pub mod programs {
    //! The programs of all listings but `training`.
    include!(concat!(env!("OUT_DIR"), "/programs.rs"));
}

pub mod training {
    //! The programs of `training`.
    include!(concat!(env!("OUT_DIR"), "/training.rs"));
}

/// Why a program is not run.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// There is none of that name.
    #[error("there is no program {0}")]
    Unknown(String),
    /// A seed that is no whole number below 2⁶⁴.
    #[error("seed is {0}; expected a whole number")]
    Seed(String),
    /// It ended in an error of its own.
    #[error("{0}")]
    Failed(Box<dyn Error>),
}

fn seed(text: &str) -> Result<u64, Refused> {
    text.trim().parse().map_err(|_| Refused::Seed(text.to_string()))
}

/// An error in the two lines that a page reads.
pub fn told(error: figure::Error) -> String {
    format!("{}\n{error}", error.control())
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::{programs, training};

    /// What a caption with a seed names can be run again, in the module in which the page looks.
    #[test]
    fn every_caption_with_a_seed_names_a_program() {
        let pages = Path::new(env!("CARGO_MANIFEST_DIR")).join("../src");
        let (mut captions, mut missing) = (0, Vec::new());
        for file in fs::read_dir(pages).unwrap().map(|file| file.unwrap().path()) {
            if file.extension().is_none_or(|extension| extension != "md") {
                continue;
            }
            for caption in
                fs::read_to_string(&file).unwrap().split("data-seed=\"").skip(1)
            {
                captions += 1;
                let named =
                    caption.split_once(">cargo run -p ").and_then(|(_, named)| {
                        named.split('<').next()?.split_once(" --bin ")
                    });
                let found = named.is_some_and(|(listing, program)| {
                    let others = listing != "training";
                    let names = if others { programs::NAMES } else { training::NAMES };
                    names.contains(&program)
                });
                if !found {
                    missing.push(format!("{}: {named:?}", file.display()));
                }
            }
        }
        assert!(captions >= 30 && missing.is_empty(), "{captions} captions; {missing:?}");
    }
}
