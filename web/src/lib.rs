// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the book's pages call: the figures and the programs, in modules for the browser,
//! so that a page loads what it needs. `web/build` writes them to `src/live`.
//!
//! - `signal`: the figures that follow the reader's hand, up to the chapter `backward`.
//! - `weight`: those of the chapters after it.
//! - `run`: the programs of all listings but `training`.
//! - `train`: the network that is trained in the page, and the programs of `training`; it holds
//!   the digits.
#![warn(missing_docs)]

use figures::{live::Live, plot};
use std::{error::Error, fmt};

/// Compiles the programs as they stand in the listings, and makes a function that runs one.
macro_rules! programs {
    ($($name:ident: $file:literal)*) => {
        $(
            #[path = $file]
            #[allow(dead_code)] // a program's `main` is not called here
            mod $name;
        )*

        /// The names of all programs.
        pub const NAMES: &[&str] = &[$(stringify!($name)),*];

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

/// The one of these figures with that name.
///
/// # Errors
/// If there is none.
pub fn find(
    figure: &str,
    mut among: impl Iterator<Item = &'static Live>,
) -> Result<&'static Live, plot::Error> {
    let found = among.find(|live| live.figure == figure);
    found.ok_or_else(|| plot::Error::new("the figure", figure, "one with controls"))
}

pub mod lessons;
pub mod programs;

/// Why a program is not run.
#[derive(Debug)]
pub enum Refused {
    /// There is none of that name.
    Unknown(String),
    /// A seed that is no whole number from 0 to 2⁶⁴ - 1.
    Seed(String),
    /// It ended in an error of its own.
    Failed(Box<dyn Error>),
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refused::Unknown(name) => write!(f, "there is no program {name}"),
            Refused::Seed(seed) => write!(f, "seed is {seed}; expected a whole number"),
            Refused::Failed(error) => error.fmt(f),
        }
    }
}

impl Error for Refused {}

fn seed(text: &str) -> Result<u64, Refused> {
    text.trim().parse().map_err(|_| Refused::Seed(text.to_string()))
}
