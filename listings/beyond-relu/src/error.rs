// SPDX-License-Identifier: MIT OR Apache-2.0
use crate::MAX_SIZE;

/// What cannot be computed or built.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Error {
    /// An activation that passes nothing, or no finite number.
    #[error("E[f(z)²] is {0}; expected above 0 and finite")]
    Passed(f64),
    /// A width, depth or number of samples that is 0 or too large.
    #[error("size {0}; expected 1 to {MAX_SIZE}")]
    Size(usize),
    /// A variance or scale that is negative or not finite.
    #[error("scale {0}; expected 0 or more")]
    Scale(f64),
    /// An unknown activation.
    #[error("no activation is called {0}")]
    Name(String),
    /// Two lengths that do not fit.
    #[error("length {got}; expected {expected}")]
    Fit {
        /// What would fit.
        expected: usize,
        /// What was given.
        got: usize,
    },
}
